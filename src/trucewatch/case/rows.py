"""One row of a figures file: what it may say, and the claim it becomes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from trucewatch.case import hazards
from trucewatch.case.header import Known
from trucewatch.case.milestones import ONCE
from trucewatch.case.placing import Gazetteer
from trucewatch.case.typed import one_of
from trucewatch.model.agreement import Body
from trucewatch.model.claim import (
    BASES,
    CERTAINTIES,
    FIGURE_COLUMNS,
    MEASURES,
    PERSON,
    QUALIFIER_KEYS,
    SCOPES,
    STANCES,
    claim_id,
    report_id,
)
from trucewatch.model.instant import Span, TimeProblem, parse_span, twice
from trucewatch.model.place import PlaceProblem, read_point
from trucewatch.model.problem import Severity
from trucewatch.model.properties import PROPERTIES

FIELDS = tuple(column.name for column in FIGURE_COLUMNS)
REQUIRED = tuple(column.name for column in FIGURE_COLUMNS if column.required)
NUMBERS = tuple(column.name for column in FIGURE_COLUMNS if column.type == "int")
UNSTATED = "unstated"
"""Origin of words whose origin is not said."""

_CLOSED: dict[str, tuple[str, ...]] = {
    "measure": MEASURES,
    "stance": STANCES,
    "basis": BASES,
    "scope": SCOPES,
    "actor_certainty": CERTAINTIES,
    "approx": ("yes", ""),
    "copy": ("original", "copy", "unknown", ""),
}
_NUMBER = re.compile(r"\d{1,15}")


class Fault(NamedTuple):
    """Something wrong with one cell; the file and line are added by the reader."""

    severity: Severity
    code: str
    field: str
    found: str
    expected: str
    mend: str = ""
    near: Collection[str] = ()
    """Known words one of which may be meant; looked for only when the fault is listed."""


def error(
    code: str, cell: str, found: str, expected: str, *, mend: str = "", near: Collection[str] = ()
) -> Fault:
    """Build a fault that leaves the row out."""
    return Fault("error", code, cell, found or "nothing", expected, mend, near)


@dataclass
class Rules:
    """What the rows of a case are checked against."""

    known: Known
    bodies: Mapping[str, Body] | None
    """``None``: ``sources.yaml`` could not be read, so no row can be used."""
    places: Gazetteer = field(default_factory=lambda: Gazetteer(()))
    """What places mean."""
    alias: Callable[[str], str] = lambda name: ""
    """Id of the actor an accepted name means; empty: nobody accepted it."""
    unresolved: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Rows by column and name, of names no table resolves."""
    _spans: dict[str, Span | TimeProblem] = field(default_factory=dict)
    _twice: dict[str, str] = field(default_factory=dict)

    def span(self, text: str) -> Span | TimeProblem:
        """Read a time once; figures repeat the same days many times."""
        found = self._spans.get(text)
        if found is None:
            try:
                found = parse_span(text, self.known.tz)
            except TimeProblem as problem:
                found = problem
            self._spans[text] = found
        return found

    def twice(self, text: str) -> str:
        """Which two instants a time may be; empty: it comes once. Looked up once a text."""
        if text not in self._twice:
            self._twice[text] = twice(text, self.known.tz)
        return self._twice[text]

    def lineage(self, row: Mapping[str, str]) -> str:
        """Independence group: the speaker's; else the origins'; else the source's."""
        if row["speaker"]:
            return self._lineage_of(row["speaker"])
        origins = split(row["origin"])
        if origins:
            return "+".join(sorted({self._lineage_of(origin) for origin in origins}))
        return self._lineage_of(row["source"])

    def _lineage_of(self, body: str) -> str:
        found = (self.bodies or {}).get(body)
        return found.lineage or body if found else body


def split(cell: str) -> list[str]:
    """Items of a cell that holds several, joined by ``;``."""
    return [item for item in (part.strip() for part in cell.split(";")) if item]


def check_row(row: dict[str, str], rules: Rules) -> tuple[list[Fault], dict[str, object] | None]:
    """Check a row and turn it into a claim.

    Returns
    -------
    tuple
        Everything wrong with it, and the claim's fields; ``None`` when a fault leaves it out.
    """
    faults = [
        error("missing_value", name, "", "a value") for name in REQUIRED if not row[name].strip()
    ]
    faults += _closed(row)
    actors = _actors(row, rules)
    faults += _references({**row, **actors}, rules)
    numbers = {name: _number(row, name, faults) for name in NUMBERS}
    times = _times(row, rules, faults)
    qualifiers = _qualifiers(row["qualifiers"], faults)
    low, high = numbers["low"], numbers["high"]
    if low is not None and high is not None and low > high:
        faults.append(Fault(
            "warning", "low_above_high", "low", f"low {low}, high {high}",
            "a low that is at most the high", "it is kept as stated: look at the source again",
        ))
    faults += _hazards(row)
    faults += _place(row, rules)
    if any(fault.severity == "error" for fault in faults):
        return faults, None
    return faults, {
        **row, **numbers, **times, **actors, "qualifiers": qualifiers,
        "claim_id": claim_id(row), "report_id": report_id(row), "lineage": rules.lineage(row),
    }


def _closed(row: Mapping[str, str]) -> list[Fault]:
    return [
        error("not_one_of", name, row[name], one_of(option or "(empty)" for option in options),
              near=options)
        for name, options in _CLOSED.items()
        if row[name] not in options and (row[name].strip() or name not in REQUIRED)
    ]


def _actors(row: Mapping[str, str], rules: Rules) -> dict[str, str]:
    """Actor and target as ids; names no table resolves stay, and are counted."""
    found = {}
    for cell in ("actor", "target"):
        name = row[cell]
        found[cell] = name
        if name and name not in rules.known.actors.good:
            found[cell] = rules.alias(name) or name
            if found[cell] not in rules.known.actors.good:
                rules.unresolved[cell, name] += 1
    return found


def _place(row: Mapping[str, str], rules: Rules) -> list[Fault]:
    """What is wrong with a place that no zone stands beside; a name no table knows is counted."""
    place = row["place"]
    if not place.strip() or row["zone"]:
        return []
    try:
        if not rules.places.look(place):
            rules.unresolved["place", place] += 1
    except PlaceProblem as bad:
        return [Fault("warning", bad.code, "place", place, str(bad), bad.mend or
                      "until it is mended the place is possible in every zone and certain in none")]
    return []


def _references(row: Mapping[str, str], rules: Rules) -> list[Fault]:
    known, bodies = rules.known, rules.known.bodies
    checks: list[tuple[str, list[str], set[str], set[str], str]] = [
        ("source", [row["source"]], bodies.good, bodies.declared, bodies.what),
        ("speaker", [row["speaker"]], bodies.good, bodies.declared, bodies.what),
        ("origin", split(row["origin"]), bodies.good | {UNSTATED}, bodies.declared, bodies.what),
        ("zone", [row["zone"]], known.zones.good, known.zones.declared, known.zones.what),
        ("actor", [row["actor"]], known.actors.good, known.actors.declared, known.actors.what),
        ("target", [row["target"]], known.actors.good, known.actors.declared, known.actors.what),
    ]
    faults = [
        error("unknown_reference", cell, name, what, near=good,
              mend="it stands in the case, but was left out: mend that first"
              if name in declared else "")
        for cell, names, good, declared, what in checks
        for name in names
        if name and name not in good and (rules.bodies is not None or what != bodies.what)
    ]
    name = row["property"]
    if name.strip() and name not in PROPERTIES:
        faults.append(error(
            "unknown_property", "property", name,
            "a property of the closed list (model/properties.py)", near=PROPERTIES,
        ))
    return faults


def personal(
    row: Mapping[str, str], bodies: Mapping[str, Body] | None
) -> tuple[str, ...] | None:
    """People a personal row tells of, by id; ``None`` when the row is not personal.

    A row is personal when it names a person by id, or when who published or who speaks is a
    sensitive source.
    """
    people = tuple(dict.fromkeys(split(row.get(PERSON.name, ""))))
    said_by = (bodies or {}).get(row["source"]), (bodies or {}).get(row["speaker"])
    sensitive = any(body is not None and body.sensitive for body in said_by)
    return people if people or sensitive else None


def _number(row: Mapping[str, str], name: str, faults: list[Fault]) -> int | None:
    text = row[name].strip()
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return int(text)
    faults.append(error(
        "wrong_type", name, text, "a whole number from zero, without separators; empty: unknown"
    ))
    return None


def _times(row: Mapping[str, str], rules: Rules, faults: list[Fault]) -> dict[str, object]:
    ends: dict[str, int | None] = {}

    def pick(name: str, end: str) -> None:
        text = row[name].strip()
        ends[name] = None
        if not text:
            return
        found = rules.span(text)
        if isinstance(found, TimeProblem):
            faults.append(error("bad_time", name, text, str(found)))
            return
        ends[name] = found.lo if end == "lo" else found.hi
        either = rules.twice(text) if found.lo != found.hi else ""
        if either:
            faults.append(Fault(
                "warning", "time_comes_twice", name, text, ONCE, f"write {either}"
            ))

    pick("earliest", "lo")
    for name in ("latest", "published", "withdrawn"):
        pick(name, "hi")
    first, last = ends["earliest"], ends["latest"]
    if first is not None and last is not None and first > last:
        faults.append(error(
            "end_before_start", "latest", row["latest"], f"an end after {row['earliest']}"
        ))
    return {
        "earliest": first, "latest": last, "public_at": ends["published"],
        "withdrawn_at": ends["withdrawn"],
    }


def _qualifiers(cell: str, faults: list[Fault]) -> str:
    """Write qualifiers in one canonical order."""
    found: dict[str, str] = {}
    for item in split(cell):
        name, sign, value = (part.strip() for part in item.partition("="))
        if not sign or not value:
            faults.append(error("bad_qualifier", "qualifiers", item, "key=value joined by '; '"))
        elif name not in QUALIFIER_KEYS:
            faults.append(error(
                "unknown_qualifier", "qualifiers", name, one_of(sorted(QUALIFIER_KEYS)),
                near=QUALIFIER_KEYS,
            ))
        elif name in found:
            faults.append(error("duplicate_key", "qualifiers", name, "each qualifier once"))
        else:
            found[name] = value
    return "; ".join(f"{name}={found[name]}" for name in sorted(found))


def _is_point(place: str) -> bool:
    """Tell whether a place is a point; one with a sign in front is no formula."""
    try:
        return read_point(place) is not None
    except PlaceProblem:
        return False


def _hazards(row: Mapping[str, str]) -> list[Fault]:
    if not hazards.maybe(list(row.values())):
        return []
    faults: list[Fault] = []
    for name in FIELDS:
        danger = hazards.hazard(row[name], table=True) if name not in NUMBERS else None
        if danger and not (name == "place" and _is_point(row[name])):
            faults.append(Fault(
                "warning", danger.code, name, row[name], danger.expected,
                "it is kept and shown as plain text",
            ))
    return faults
