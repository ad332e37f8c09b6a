"""``clauses.yaml``: each clause by itself, and each of its readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from trucewatch.case import typed
from trucewatch.case.clause_checks import check_clause
from trucewatch.case.document import Document, View
from trucewatch.case.header import Known
from trucewatch.case.names import Names, first_only, good_id
from trucewatch.model.case import BASE_READING
from trucewatch.model.clause import Clause
from trucewatch.model.problem import Problem

WITHOUT_TEST = "not_assessable"
KEPT_BY_READINGS = ("id", "bound", "readings")
"""Fields no reading may replace."""

Kinds = Mapping[str, type[Clause]]


@dataclass
class Clauses:
    """The clauses of a case and their readings."""

    base: list[Clause] = field(default_factory=list)
    readings: dict[str, dict[str, Clause]] = field(default_factory=dict)


def read_clauses(
    document: Document, kinds: Kinds, known: Known, problems: list[Problem]
) -> Clauses:
    """Read every clause; one with an error is left out, the rest is kept."""
    view = View(document)
    data = document.data if isinstance(document.data, dict) else {}
    if not isinstance(document.data, dict):
        problems.append(view.problem("wrong_type", found=document.data, expected="'clauses:'"))
    for name in data:
        if name != "clauses":
            problems.append(typed.unknown_field(view, (name,), name, ["clauses"]))
    items = data.get("clauses", [])
    if "clauses" not in data and isinstance(document.data, dict):
        problems.append(typed.missing_field(view, ("clauses",)))
    if not isinstance(items, list):
        problems.append(view.problem(
            "wrong_type", ("clauses",), found=items or "nothing", expected="a list"
        ))
        items = []
    found = Clauses()
    views: dict[str, View] = {}
    seen: dict[str, int] = {}
    for place in range(len(items)):
        here = view.child("clauses", place)
        clause, readings = _clause(here, kinds, known, seen, problems)
        if clause is not None:
            found.base.append(clause)
            found.readings[clause.id] = readings
            views[clause.id] = here
    _check_extensions(found, views, items, problems)
    return found


def _clause(
    view: View, kinds: Kinds, known: Known, seen: dict[str, int], problems: list[Problem]
) -> tuple[Clause | None, dict[str, Clause]]:
    raw = view.at()
    if not isinstance(raw, dict):
        problems.append(view.problem("wrong_type", found=raw or "nothing", expected="a mapping"))
        return None, {}
    cls = _kind(view, kinds, problems)
    clause = typed.read(cls, view, problems) if cls else None
    if clause is not None and not (
        good_id(clause.id, view, ("id",), problems)
        & first_only(clause.id, seen, view, ("id",), problems)
        & check_clause(clause, view, known, problems)
    ):
        clause = None
    # The readings of a clause that is left out are checked all the same, to name everything.
    readings = _readings(view, raw, kinds, known, problems)
    if clause is None:
        return None, {}
    kept = {
        name: replace(reading, sources=known.addresses.known(
            reading.sources, view, ("readings", name, "sources"), problems))
        for name, reading in clause.readings.items() if name in readings
    }
    sources = known.addresses.known(clause.sources, view, ("sources",), problems)
    return replace(clause, readings=kept, sources=sources), readings


def _kind(view: View, kinds: Kinds, problems: list[Problem]) -> type[Clause] | None:
    name = view.at("kind")
    if isinstance(name, str) and name in kinds:
        return kinds[name]
    if name is None:
        problems.append(typed.missing_field(view, ("kind",)))
    else:
        problems.append(view.problem(
            "not_one_of", ("kind",), found=name, expected=typed.one_of(kinds),
            mend=typed.did_you_mean(name, kinds),
        ))
    return None


def _readings(
    view: View, raw: dict[str, Any], kinds: Kinds, known: Known, problems: list[Problem]
) -> dict[str, Clause]:
    found: dict[str, Clause] = {}
    readings = raw.get("readings", {})
    for name, reading in readings.items() if isinstance(readings, dict) else ():
        fields = reading.get("set") if isinstance(reading, dict) else None
        if not isinstance(fields, dict):
            continue  # reported with the clause
        before = len(problems)
        _check_reading(name, raw, fields, view, problems)
        kind = fields.get("kind", raw.get("kind"))
        cls = kinds.get(kind) if isinstance(kind, str) else None
        if cls is None or raw.get("kind") not in kinds or len(problems) > before:
            continue
        added: frozenset[str] = frozenset()
        merged = {key: value for key, value in raw.items() if key != "readings"} | fields
        if "kind" in fields and kind != raw.get("kind"):
            understood = typed.hints(cls)
            added = frozenset(understood) - frozenset(typed.hints(kinds[raw["kind"]]))
            merged = {k: v for k, v in merged.items() if k in fields or k in understood}
        # An empty value takes a field away: a reading under which the text gives no date.
        merged = {k: v for k, v in merged.items() if k not in fields or v not in (None, "")}
        here = View(view.document, view.base, (*view.base, "readings", name, "set"), added)
        clause = typed.read(cls, here, problems, merged)
        if clause is not None and check_clause(clause, here, known, problems):
            found[str(name)] = replace(clause, sources=known.addresses.known(
                clause.sources, here, ("sources",), problems))
    return found


def _check_reading(
    name: str, raw: dict[str, Any], fields: dict[str, Any], view: View, problems: list[Problem]
) -> None:
    loc = ("readings", name)
    if name == BASE_READING:
        problems.append(view.problem(
            "duplicate_id", loc, key=True, found=name,
            expected="another id: the clause as encoded is the reading 'base'",
        ))
    good_id(name, view, loc, problems)
    for field_name in KEPT_BY_READINGS:
        if field_name in fields:
            problems.append(view.problem(
                "unknown_field", (*loc, "set", field_name), key=True, found=field_name,
                expected="a field other than " + ", ".join(KEPT_BY_READINGS),
            ))
    kind = fields.get("kind", raw.get("kind"))
    if kind not in (raw.get("kind"), WITHOUT_TEST):
        problems.append(view.problem(
            "not_one_of", (*loc, "set", "kind"), found=kind,
            expected=f"the clause's own kind, or {WITHOUT_TEST} with 'why'",
        ))


def _check_extensions(
    found: Clauses, views: dict[str, View], items: list[Any], problems: list[Problem]
) -> None:
    """Clauses that move another's end must name clauses, and never go round in a circle."""
    names = Names("a clause of this file", good=set(views))
    names.declared = {str(item["id"]) for item in items if isinstance(item, dict) and "id" in item}
    moves: dict[str, list[str]] = {c.id: getattr(c, "extends", []) for c in found.base}
    bad: set[str] = set()
    for clause, ends in moves.items():
        for place, other in enumerate(ends):
            view, loc = views[clause], ("extends", place)
            if not names.check(other, view, loc, problems):
                bad.add(clause)
            elif _reaches(other, clause, moves):
                problems.append(view.problem(
                    "circular_anchors", loc, found=other,
                    expected=f"a clause whose end does not hang on '{clause}'",
                ))
                bad.add(clause)
    found.base = [clause for clause in found.base if clause.id not in bad]
    for clause in bad:
        del found.readings[clause]


def _reaches(start: str, goal: str, moves: dict[str, list[str]]) -> bool:
    todo, been = [start], set[str]()
    while todo:
        here = todo.pop()
        if here == goal:
            return True
        if here not in been:
            been.add(here)
            todo.extend(moves.get(here, []))
    return False
