"""The engine a run uses, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.store.duckdb import DuckStore
from trucewatch.store.interface import Store

ENGINES = ("duckdb", "spark")
"""Names of the engines; the first is the default."""


class EngineMissing(RuntimeError):
    """What an engine needs is not installed; the text says how to get it."""


@dataclass(frozen=True, kw_only=True)
class Engine:
    """Where queries run."""

    name: str = ENGINES[0]
    """One of `ENGINES`."""
    master: str = ""
    """Spark's address of the cluster; empty: this machine."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Spark's settings."""
    threads: int = 1
    """DuckDB's threads for one query; independent sets of queries run side by side besides."""
    memory: str = "2GB"
    """DuckDB's limit."""
    spill: Path | None = None
    """Folder DuckDB may write to when the limit is reached."""


def open_store(engine: Engine | None = None) -> Store:
    """An empty store of an engine; without one, DuckDB.

    Raises
    ------
    EngineMissing
        When Spark is asked for and cannot be used.
    ValueError
        When there is no engine of that name.
    """
    used = engine or Engine()
    if used.name == "duckdb":
        return DuckStore(threads=used.threads, memory=used.memory, spill=used.spill)
    if used.name != "spark":
        raise ValueError(f"{used.name} is no engine; there are {', '.join(ENGINES)}")
    try:
        from trucewatch.store.spark import LOCAL, SparkStore  # noqa: PLC0415
    except ImportError as missing:
        raise EngineMissing(
            "Spark is not installed: pip install 'trucewatch[spark]'"
        ) from missing
    try:
        return SparkStore(used.master or LOCAL, used.options)
    except (OSError, RuntimeError) as refused:
        raise EngineMissing(f"Spark does not start (is Java 17 there?): {refused}") from refused


def settings(words: Iterable[str]) -> dict[str, str]:
    """Settings from words of the form ``key=value``.

    Raises
    ------
    ValueError
        When a word has no ``=`` or nothing before it.
    """
    found: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not key or not equals:
            raise ValueError(f"{word} is no setting; write key=value")
        found[key] = value
    return found
