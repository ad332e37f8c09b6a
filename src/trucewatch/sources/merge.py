"""New rows against the figures already kept: nothing is deleted, what went away is withdrawn.

Pure: rows in, rows out. A row the source no longer carries becomes a withdrawal row; a row that
says something else now stands beside the withdrawn old one, under the same key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.model.claim import IDENTITY
from trucewatch.sources.interface import NAMES, Batch

Row = tuple[str, ...]
"""One figures row, in the order of `FIGURE_COLUMNS`."""

_KEY, _PUBLISHED, _LATEST, _WITHDRAWN = (
    NAMES.index(name) for name in ("key", "published", "latest", "withdrawn")
)
_SAID = [NAMES.index(name) for name in IDENTITY]


@dataclass(frozen=True)
class Counts:
    """What happened to the rows of one figures file."""

    rows: int
    """Rows the source carries now."""
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    """Rows found gone this time."""
    withdrawn_before: int = 0


@dataclass(frozen=True)
class Merged:
    """The whole new figures file, sorted, and what happened."""

    rows: list[Row]
    counts: Counts


def to_rows(batches: Iterable[Batch]) -> list[Row]:
    """Batches of columns as rows."""
    return [
        row for batch in batches for row in zip(*(batch.rows[name] for name in NAMES), strict=True)
    ]


def distinct(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Give a repeated key a number of its own, so that no row hides another; and name those."""
    seen: dict[str, int] = {}
    taken = {row[_KEY] for row in rows}
    kept, repeated = [], []
    for row in rows:
        key = row[_KEY]
        if key not in seen:
            seen[key] = 1
            kept.append(row)
            continue
        count = seen[key] + 1
        # A source may have such a key of its own.
        while f"{key}#{count}" in taken:
            count += 1
        seen[key] = count
        repeated.append(key)
        kept.append((*row[:_KEY], f"{key}#{count}", *row[_KEY + 1 :]))
    return kept, repeated


def _said(row: Row) -> Row:
    return tuple(row[index] for index in _SAID)


def _newest(rows: Sequence[Row]) -> str:
    published = max((row[_PUBLISHED] for row in rows), default="")
    return published or max((row[_LATEST] for row in rows), default="")


def merge(new: Sequence[Row], old: Sequence[Row], *, withdraw: bool) -> Merged:
    """Join what the source says now with what was kept before.

    Parameters
    ----------
    new
        Rows as read now; keys are distinct.
    old
        Rows of the figures file, withdrawn ones included.
    withdraw
        False when the source could not be read whole: then a missing row proves nothing and
        stays as it is.
    """
    now = {row[_KEY]: row for row in new}
    before = {row[_KEY]: row for row in old if not row[_WITHDRAWN]}
    gone_on = _newest(new)
    rows: list[Row] = [row for row in old if row[_WITHDRAWN]]
    history = len(rows)
    changed = withdrawn = 0
    for key, row in before.items():
        same = key in now and _said(now[key]) == _said(row)
        if same:
            continue
        if key in now:
            changed += 1
        elif withdraw and gone_on:
            withdrawn += 1
        else:
            rows.append(row)
            continue
        rows.append((*row[:_WITHDRAWN], gone_on, *row[_WITHDRAWN + 1 :]))
    rows.extend(new)
    rows.sort(key=lambda row: (row[_KEY], row[_PUBLISHED], row[_WITHDRAWN], row))
    return Merged(
        rows,
        Counts(
            rows=len(new), added=len(now.keys() - before.keys()), changed=changed,
            withdrawn=withdrawn, withdrawn_before=history,
        ),
    )
