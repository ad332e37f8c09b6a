"""The engine a run uses, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trucewatch.store.duckdb import DuckStore
from trucewatch.store.interface import Store

ENGINES = ("duckdb", "spark")
"""Names of the engines; the first is the default."""


class EngineMissing(RuntimeError):
    """What an engine needs is not installed; the text says how to get it."""


def open_store(
    engine: str = ENGINES[0], master: str = "", options: Mapping[str, str] | None = None
) -> Store:
    """An empty store of an engine.

    Parameters
    ----------
    engine
        One of `ENGINES`.
    master
        Spark's address of the cluster; empty: this machine.
    options
        Settings of the engine.

    Raises
    ------
    EngineMissing
        When Spark is asked for and cannot be used.
    """
    if engine == "duckdb":
        return DuckStore()
    if engine != "spark":
        raise ValueError(f"{engine} is no engine; there are {', '.join(ENGINES)}")
    try:
        from trucewatch.store.spark import LOCAL, SparkStore  # noqa: PLC0415
    except ImportError as missing:
        raise EngineMissing(
            "Spark is not installed: pip install 'trucewatch[spark]'"
        ) from missing
    try:
        return SparkStore(master or LOCAL, options)
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
