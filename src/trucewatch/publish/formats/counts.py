"""Totals under every counting rule in use: as a table, and as JSON with the rules and findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from trucewatch.model.counting import UNITS, WHY
from trucewatch.model.counts import COUNT_COLUMNS, CountedRule, CountedStatus, CountedTotal
from trucewatch.model.instant import iso
from trucewatch.publish.files import Files
from trucewatch.publish.formats import csv, listing
from trucewatch.publish.release import Release

SCHEMA = "trucewatch/counts@1"
WORDS = (
    "Totals of what one lineage states of one property, in one zone, of one actor, by one counting "
    "rule. No rule is the default. Unlike units are never added; nor are zones, which overlap, or "
    "lineages, which may tell of the same. A rule adds nothing to what was reported."
)


def tables(release: Release) -> Files:
    """``counts.csv``; nothing where nothing was counted."""
    if not release.counts.rules:
        return {}
    return {"counts.csv": csv.written(COUNT_COLUMNS, _rows(release), release)}


def documents(release: Release) -> Files:
    """``counts.json``; nothing where nothing was counted."""
    counts = release.counts
    if not counts.rules:
        return {}
    more = {
        "windows_compared": counts.windows, "claims_without_time": counts.without_time,
        "units": dict(UNITS), "why": dict(WHY),
    }
    return {"counts.json": listing.text(
        release, SCHEMA, WORDS, more, rules=map(_rule, counts.rules),
        totals=map(_total, counts.totals),
        other_status=(_status(release, one) for one in counts.moved),
    )}


def _rows(release: Release) -> Iterator[tuple[object, ...]]:
    for t in release.counts.totals:
        yield (t.rule, t.lineage, t.property, t.zone, t.actor, t.unit, t.from_, t.to, t.low,
               t.high, len(t.claims))


def _rule(one: CountedRule) -> dict[str, object]:
    return {**asdict(one.rule), "of_the_case": one.of_case, "claims_by_why": one.why}


def _total(one: CountedTotal) -> dict[str, object]:
    found = asdict(one)
    del found["from_"]
    return {**found, "from": iso(one.from_), "to": iso(one.to)}


def _status(release: Release, one: CountedStatus) -> dict[str, object]:
    found = asdict(one)
    del found["before"], found["after"]
    return {**found, "unit": "window", "as_of": iso(release.standing.instant),
            "status_by_own_units": one.before, "status": one.after}
