"""Who said what, and what the record says about it."""
