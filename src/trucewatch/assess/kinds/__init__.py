"""One file per clause kind: its parameters, and the SQL that measures it."""
