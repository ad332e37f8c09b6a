"""Statements: what the record shows for what somebody said, never whether it is true."""
