"""Tests of clause evaluation: an independent oracle, tables per kind, laws."""
