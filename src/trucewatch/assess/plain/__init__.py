"""Clauses in plain words, in any language there are phrases for."""
