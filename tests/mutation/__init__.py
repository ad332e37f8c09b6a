"""Mutants of the SQL: what the tests of clause evaluation would notice, and what they would not."""
