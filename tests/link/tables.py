"""Tables of reports of invented places, and what linking them gives, short enough to write down."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from trucewatch.model.link import LABEL_COLUMNS, REPORT_COLUMNS, TAXONOMY_COLUMNS
from trucewatch.pipeline.linking import Asked, LinkResult, link_table
from trucewatch.store.engines import Engine

NAMES = [column.name for column in REPORT_COLUMNS]
COMMON = {
    "source": "north-post", "date": "2025-03-04", "latitude": "12.50000", "longitude": "28.30000",
    "geo_precision": "exact", "place": "Tamunabad", "event_type": "shelling",
    "actor": "Northern Army", "fatalities_min": "3", "fatalities_max": "3",
}
"""Cells of a report that says nothing else."""
Row = Mapping[str, str]
Judged = tuple[str, str, str]


def report(name: str, **cells: str) -> dict[str, str]:
    """A report like all others but for some cells."""
    return {**dict.fromkeys(NAMES, ""), **COMMON, "report_id": name, **cells}


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([columns, *rows])
    return path


def asked(
    folder: Path, rows: Iterable[Row], labels: Iterable[Judged] | None = None,
    kinds: Iterable[Sequence[str]] | None = None, updates: Iterable[str] = (),
) -> Asked:
    return Asked(
        reports=write(folder / "reports.csv", NAMES, ([r[n] for n in NAMES] for r in rows)),
        labels=None if labels is None else write(folder / "labels.csv", LABEL_COLUMNS, labels),
        taxonomy=None if kinds is None else write(folder / "kinds.csv", TAXONOMY_COLUMNS, kinds),
        updates=frozenset(updates),
    )


def linked(
    folder: Path, rows: Iterable[Row], labels: Iterable[Judged] | None = None,
    kinds: Iterable[Sequence[str]] | None = None, updates: Iterable[str] = (),
    engine: Engine | None = None,
) -> LinkResult:
    return link_table(asked(folder, rows, labels, kinds, updates), engine)


def groups(result: LinkResult) -> list[str]:
    """Reports of each incident and aggregate, joined by blanks."""
    assert result.linked is not None, result.problems
    found: dict[int, list[str]] = {}
    for name, first in zip(result.reports.id, result.linked.cluster, strict=True):
        found.setdefault(first, []).append(name)
    return sorted(" ".join(names) for names in found.values())


def contains(result: LinkResult) -> list[str]:
    """What each aggregate contains, as ``aggregate > report``."""
    assert result.linked is not None
    ids = result.reports.id
    return [f"{ids[a]} > {ids[b]}" for a, b in result.linked.contains]


def said(result: LinkResult) -> list[tuple[str, str, int | None, str]]:
    """Problems as severity, code, line and what was found."""
    return [(p.severity, p.code, p.line, p.found) for p in result.problems]
