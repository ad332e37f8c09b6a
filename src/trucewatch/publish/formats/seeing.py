"""JSON of who could see what, of denials of access, of searches and of grades."""

from __future__ import annotations

from dataclasses import asdict

from trucewatch.model.instant import iso
from trucewatch.model.tables import SEARCH_COLUMNS
from trucewatch.publish import seeing
from trucewatch.publish.formats import listing, rows
from trucewatch.publish.release import Release

_SEARCH = tuple(column.name for column in SEARCH_COLUMNS)
COVERAGE_SCHEMA = "trucewatch/coverage@1"
SEARCHES_SCHEMA = "trucewatch/searches@1"
GRADES_SCHEMA = "trucewatch/grades@1"
COVERAGE_WORDS = (
    "alive: one row says that the body could see the whole civil day; partly: a part of the day, "
    "or rows say both; blind: a row says that it could not; unknown: no row, which says nothing "
    "about what happened. Denials of access are claims, not incidents: several may tell of one."
)
SEARCHES_WORDS = (
    "A search that found nothing is no coverage: it keeps no clause and decides nothing."
)
GRADES_WORDS = (
    "Reliability A to F of bodies, information credibility 1 to 6 of claims; the newest line about "
    "a thing holds, a line about a claim goes before one about its subject."
)


def coverage(release: Release) -> str:
    """Text of ``coverage.json``; one calendar or party a line."""
    return listing.text(
        release, COVERAGE_SCHEMA, COVERAGE_WORDS,
        calendars=(_calendar(c) for c in seeing.calendars(release)),
        without_coverage=(body for body in seeing.silent(release)),
        access_denied=(_denials(d) for d in seeing.denials(release)),
    )


def searches(release: Release) -> str:
    """Text of ``searches.json``; one row a line, then the effort by clause and party."""
    return listing.text(
        release, SEARCHES_SCHEMA, SEARCHES_WORDS,
        searches=(dict(zip(_SEARCH, row, strict=True)) for row in rows.searches(release)),
        effort=(
            {"clause": e.clause, "party": e.party, "searches": len(e.searches),
             "places": e.places, "found_nothing": e.empty, "found": e.found, "last": e.last}
            for efforts in seeing.efforts(release).values() for e in efforts
        ),
    )


def grades(release: Release) -> str:
    """Text of ``grades.json``; one line a grade, superseded ones too."""
    return listing.text(
        release, GRADES_SCHEMA, GRADES_WORDS, grades=(_plain(g) for g in release.grades),
    )


def _plain(row: object) -> dict[str, object]:
    found = asdict(row)  # type: ignore[call-overload]
    found["at"] = iso(found["at"])
    return dict(found)


def _calendar(calendar: seeing.Calendar) -> dict[str, object]:
    return {
        "body": calendar.body, "zone": calendar.zone, "properties": list(calendar.properties),
        "days": calendar.days,
        "stretches": [
            [s.state, s.first.isoformat(), s.last.isoformat()] for s in calendar.stretches
        ],
        "rows": [row.id for row in calendar.rows],
    }


def _denials(row: seeing.Denials) -> dict[str, object]:
    found = asdict(row)
    for end in ("first", "last"):
        found[end] = None if found[end] is None else iso(found[end])
    return found
