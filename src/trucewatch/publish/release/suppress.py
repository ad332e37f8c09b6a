"""Small counts of kinds of people, by place and day, are suppressed, with what would tell them.

Rows that break one count down (same source, property, place and time) are one table: two kinds, or
one kind and the whole. A number of one kind alone, as a source gives it in a sentence, is no table.
In a table a count from 1 to a limit is suppressed. Where that is the only suppressed part of a
table, taking the others from the total would give it back: then the next smallest part is
suppressed too, or the total where there is no other part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from trucewatch.model.instant import DAY
from trucewatch.model.publishing import Rule
from trucewatch.publish.release import Removal
from trucewatch.publish.release.table import Row, Table

SUPPRESSED = "[small count withheld]"
TEXTS = ("original", "note", "key", "locator")
"""Columns in which a count may stand again."""
_TABLE = ("source", "speaker", "dataset", "property", "measure", "place", "zone", "actor",
          "target", "earliest", "latest")
_LONGEST = DAY + DAY // 12
"""A civil day has up to 25 hours."""

def suppress(claims: Table, rule: Rule) -> tuple[list[Removal], frozenset[str]]:
    """Suppress small counts, in place.

    Parameters
    ----------
    claims
        As they are to be published.
    rule
        Which qualifiers break a count down, and which counts are small.

    Returns
    -------
    tuple
        How many counts were suppressed; ids of their claims.
    """
    tables = _tables(claims, rule)
    found: dict[str, Row] = {}
    counts = {"small": 0, "beside": 0}
    for table in tables.values():
        if len(table) == 1:
            continue
        parts = [row for row in table if _kinds(_qualifiers(row), rule.keys)]
        small = [row for row in parts if _small(row, rule.most)]
        beside = _beside(table, parts, small) if len(small) == 1 else []
        counts["small"] += len(small)
        counts["beside"] += len(beside)
        found |= {str(row["claim_id"]): row for row in (*small, *beside)}
    for row in found.values():
        row["low"] = row["high"] = None
        for column in TEXTS:
            if row.get(column):
                row[column] = SUPPRESSED
    removed = [Removal(rule=rule.title["en"], kind=kind, count=counts[name])
               for name, kind in (("beside", "counts that would give one back"),
                                  ("small", "counts")) if counts[name]]
    return removed, frozenset(found)


def _tables(claims: Table, rule: Rule) -> dict[tuple[object, ...], list[Row]]:
    """Rows by the table they are of: tables in which there is a small count, and no others."""
    kinds = {text for text in claims.texts("qualifiers") if _kinds(text, rule.keys)}
    seeds = [row for row in claims.rows(claims.where("qualifiers", kinds))
             if _small(row, rule.most) and _by_place_and_day(row)]
    if not seeds:
        return {}
    wanted = {_table(row, rule) for row in seeds}
    series = {(row["source"], row["property"]) for row in seeds}
    tables: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    places = [place for place, one in enumerate(
        zip(claims.column("source"), claims.column("property"), strict=True)) if one in series]
    for row in claims.rows(places):
        if _by_place_and_day(row):
            table = _table(row, rule)
            if table in wanted:
                tables[table].append(row)
    return tables


def _table(row: Row, rule: Rule) -> tuple[object, ...]:
    return (*(row.get(name) for name in _TABLE), _others(_qualifiers(row), rule.keys))


def _by_place_and_day(row: Row) -> bool:
    first, last = row.get("earliest"), row.get("latest")
    return bool(row.get("place")) and (
        isinstance(first, int) and isinstance(last, int) and last - first < _LONGEST)


def _qualifiers(row: Row) -> str:
    return str(row.get("qualifiers") or "")


def _pairs(qualifiers: str) -> list[tuple[str, str]]:
    split = (pair.partition("=") for pair in qualifiers.split("; ") if pair)
    return [(key, value) for key, _, value in split]


def _kinds(qualifiers: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    return [pair for pair in _pairs(qualifiers) if pair[0] in keys]


def _others(qualifiers: str, keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pair for pair in _pairs(qualifiers) if pair[0] not in keys))


def _small(row: Row, most: int) -> bool:
    return any(isinstance(end, int) and 1 <= end <= most for end in (row["low"], row["high"]))


def _beside(table: Sequence[Row], parts: Sequence[Row], small: Sequence[Row]) -> list[Row]:
    """The part, or else the totals, from which the only suppressed part could be told."""
    others = [row for row in parts if row is not small[0]]
    if others:
        return [min(others, key=_size)]
    return [row for row in table if not any(row is part for part in parts)]


def _size(row: Row) -> tuple[bool, int, str]:
    """Counts above zero first: suppressing a zero hides little."""
    end = row["high"] if isinstance(row["high"], int) else row["low"]
    size = end if isinstance(end, int) else 0
    return (size == 0, size, str(row["claim_id"]))
