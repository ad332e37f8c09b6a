"""Clauses against the record: plan, kinds, standards, findings."""
