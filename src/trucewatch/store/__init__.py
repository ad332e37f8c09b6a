"""Tables and engines: the only place that knows one."""

from trucewatch.store.duckdb import DuckStore

__all__ = ["DuckStore"]
