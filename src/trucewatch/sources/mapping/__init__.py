"""Tables into claims through a mapping: compiled once into a reader for each column."""
