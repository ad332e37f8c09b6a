"""Kinds of checks; each looks at a table, a text or the claims of a case, and knows no other."""
