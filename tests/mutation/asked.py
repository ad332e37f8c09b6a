"""A query as it is written, apart from the numbers and names it is asked for."""

from __future__ import annotations

import re

from assess.many_logs import VARIANTS

_LISTED = re.compile(r"\bIN \((-?[0-9]+(?:, -?[0-9]+)*|'[^']*'(?:, '[^']*')*)\)")
_MADE = re.compile(r"\s*CREATE TABLE (\w+)")
_BELOW = re.compile(r"\bv (<=?|>=?) ([0-9]{10})\b")
OPEN = "IN (shown)"
"""Stands for the list a query is asked with; no statement names a column so."""


def written(sql: str) -> tuple[str, tuple[str, ...]]:
    """The text with its list left open, and the list; statements that make tables have none."""
    listed = None if _MADE.match(sql) else _LISTED.search(sql)
    if listed is None:
        return sql, ()
    return sql[: listed.start()] + OPEN + sql[listed.end():], tuple(listed[1].split(", "))


def filled(text: str, listed: tuple[str, ...]) -> str:
    """The text asked with a list."""
    return text.replace(OPEN, f"IN ({', '.join(listed)})")


def shifted(listed: tuple[str, ...], number: int) -> tuple[str, ...]:
    """The list as it is where many logs stand together (`many_logs`)."""
    return tuple(
        f"'{number:06}~{one[1:]}" if one.startswith("'") else str(int(one) + VARIANTS * number)
        for one in listed
    )


def of_all(text: str) -> str:
    """The text where numbers of variants are those of many logs."""
    return _BELOW.sub(rf"v % {VARIANTS} \1 \2", text)


def name_of(sql: str) -> str:
    """The table a statement makes, or the first one a query reads."""
    if made := _MADE.match(sql):
        return made[1]
    read = re.search(r"\bFROM (\w+)", sql)
    return f"query of {read[1]}" if read else "query"


def reads(sql: str) -> set[str]:
    """Names after FROM and JOIN."""
    return set(re.findall(r"\b(?:FROM|JOIN) (\w+)", sql))
