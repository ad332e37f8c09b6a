"""Every SQL statement of the compiled path: those modules hold, and those that are really run."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import trucewatch.assess
from trucewatch.store import DuckStore

SQL = re.compile(r"\s*(CREATE|SELECT|INSERT|UPDATE|DELETE|WITH|DROP|MERGE)\b")
OPEN = re.compile(r"\{\w*\}")
"""A place still to be filled in: the statement is seen where it is run."""
MADE = re.compile(r"\s*CREATE TABLE (\w+)")


def modules() -> Iterator[ModuleType]:
    """All modules of `trucewatch.assess`."""
    found = pkgutil.walk_packages(trucewatch.assess.__path__, "trucewatch.assess.")
    for name in sorted(m.name for m in found):
        yield importlib.import_module(name)


def held() -> dict[str, str]:
    """Statements by place: module and constant, with the position in a tuple."""
    found: dict[str, str] = {}
    for module in modules():
        short = module.__name__.removeprefix("trucewatch.assess.")
        for name, value in vars(module).items():
            for place, sql in _texts(f"{short}.{name}", value):
                if SQL.match(sql) and not OPEN.search(sql) and sql not in found.values():
                    found[place] = sql
    return found


def _texts(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for i, one in enumerate(value):
            yield from _texts(f"{place}[{i}]", one)


class Recorder(DuckStore):
    """A store that remembers what it is asked to run."""

    def __init__(self, *args: Any, seen: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seen = seen

    def room(self, name: str) -> DuckStore:
        return Recorder(super().room(name)._con, seen=self._seen)

    def run(self, sql: str) -> None:
        self._note(sql)
        super().run(sql)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        self._note(sql)
        return super().rows(sql)

    def _note(self, sql: str) -> None:
        made = MADE.match(sql)
        self._seen.setdefault(sql, made[1] if made else f"query {len(self._seen)}")
