"""Tables and engines: the only place that knows one."""

from trucewatch.store.duckdb import DuckStore
from trucewatch.store.engines import ENGINES, EngineMissing, open_store
from trucewatch.store.interface import Store

__all__ = ["ENGINES", "DuckStore", "EngineMissing", "Store", "open_store"]
