"""Names of places and actors no table resolves; and names a person accepts, written down.

Nothing is ever accepted by the program: it lists, suggests, and appends what somebody decided.
"""

from __future__ import annotations

import difflib
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case.gazetteer import ACTORS as ACTORS  # noqa: PLC0414 (others take it here)
from trucewatch.case.gazetteer import GAZETTEER as GAZETTEER  # noqa: PLC0414
from trucewatch.case.hazards import hazard
from trucewatch.case.load import load
from trucewatch.case.placing import Gazetteer
from trucewatch.model.agreement import Group, Party
from trucewatch.model.case import Case
from trucewatch.model.claim import Column
from trucewatch.model.csv_lines import csv_writer
from trucewatch.model.place import ACTOR_COLUMNS, GAZETTEER_COLUMNS, PlaceProblem
from trucewatch.model.problem import Problem, in_order
from trucewatch.model.spelling import folded, script_of
from trucewatch.pipeline.step import problem

NEAR = 0.6
"""Similarity from which a name is worth showing; 1 is the same."""
SUGGESTED = 3


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """An id a name may mean; nobody has said that it does."""

    id: str
    name: str
    """The name that is near."""
    similarity: int
    """Of 100."""


@dataclass(frozen=True, kw_only=True)
class Unresolved:
    """A name no table resolves."""

    what: str
    """``actor``, ``target`` or ``place``."""
    name: str
    rows: int
    suggestions: tuple[Suggestion, ...]


@dataclass
class Named:
    """What `names` found."""

    case: Case | None = None
    unresolved: list[Unresolved] = field(default_factory=list)
    """Most rows first."""
    several: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """Names of the gazetteer that mean several places, and their ids: possible for each."""
    problems: list[Problem] = field(default_factory=list)


def names(folder: Path) -> Named:
    """List names of places and actors in the figures of a case that no table resolves.

    Parameters
    ----------
    folder
        Folder of the case.
    """
    loaded = load(folder, KINDS)
    found = Named(case=loaded.case, problems=loaded.problems)
    if loaded.case is None:
        return found
    actors, places = _actor_names(loaded.case), _place_names(loaded.case)
    for (what, name), rows in loaded.unresolved.items():
        known = places if what == "place" else actors
        found.unresolved.append(Unresolved(
            what=what, name=name, rows=rows, suggestions=tuple(_near(name, known))))
    found.unresolved.sort(key=lambda one: (-one.rows, one.what, one.name))
    found.several = _several(loaded.case)
    return found


Known = Sequence[tuple[str, str]]
"""Names and what they mean."""


def _actor_names(case: Case) -> Known:
    known = [(name, one.id) for one in _who(case) for name in (one.id, *one.name.values())]
    return [*known, *((alias.alias, alias.actor) for alias in case.aliases)]


def _who(case: Case) -> list[Party | Group]:
    return [*case.agreement.parties, *case.agreement.groups]


def _place_names(case: Case) -> Known:
    known = [(name, place.id) for place in case.places for name in place.names]
    declared = [zone for zone in case.agreement.zones if "@" not in zone.id]
    return [*known, *((name, zone.id) for zone in declared
                      for name in (zone.id, *zone.name.values()))]


def _near(name: str, known: Known) -> Iterable[Suggestion]:
    """The nearest names, one for each id; across scripts where transliteration is at hand."""
    wanted = _sounded(name)
    best: dict[str, Suggestion] = {}
    matcher = difflib.SequenceMatcher(b=wanted, autojunk=False)
    for other, meant in known:
        matcher.set_seq1(_sounded(other))
        if matcher.real_quick_ratio() < NEAR or matcher.quick_ratio() < NEAR:
            continue
        similarity = int(100 * matcher.ratio())
        if similarity >= 100 * NEAR and (
            meant not in best or similarity > best[meant].similarity
        ):
            best[meant] = Suggestion(id=meant, name=other, similarity=similarity)
    return sorted(best.values(), key=lambda one: (-one.similarity, one.id))[:SUGGESTED]


@cache
def _sounded(name: str) -> str:
    """A name in Latin letters, if anyascii is there; folded either way."""
    try:
        from anyascii import anyascii  # noqa: PLC0415 (an extra)
    except ImportError:
        return folded(name)
    return folded(str(anyascii(folded(name))))


def _several(case: Case) -> list[tuple[str, tuple[str, ...]]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for place in case.places:
        for name in place.names:
            found[folded(name)][place.id] = name
    return sorted(
        (next(iter(ids.values())), tuple(sorted(ids))) for ids in found.values() if len(ids) > 1)


def accept(
    folder: Path, alias: str, meant: str, *, office: str, reason: str, lang: str = "und",
    today: Callable[[], date] = lambda: datetime.now(UTC).date(),
) -> list[Problem]:
    """Append a name somebody accepted to ``actors.csv``, or to ``gazetteer.csv`` for a place.

    Parameters
    ----------
    folder
        Folder of the case.
    alias
        The name as sources write it.
    meant
        Party or group, place of the gazetteer, or zone it means.
    office, reason
        Office or role that accepted it, and why.
    lang
        Language of the name.
    today
        The day it is accepted.

    Returns
    -------
    list of Problem
        Empty when the row was appended; otherwise nothing was written.
    """
    loaded = load(folder, KINDS)
    case = loaded.case
    if case is None:
        return loaded.problems
    told = {"lang": lang, "accepted_by": office.strip(), "date": today().isoformat(),
            "reason": reason.strip()}
    bad = [problem("missing_value", "", f"no {name}", f"{name} of who accepts")
           for name, text in (("office", told["accepted_by"]), ("reason", told["reason"]))
           if not text]
    bad += [problem("not_plain", "", text, "words that no program reads as more than words")
            for text in (alias, *told.values()) if hazard(text, table=True)]
    who = {one.id for one in _who(case)}
    places = {place.id for place in case.places}
    zones = {zone.id for zone in case.agreement.zones if "@" not in zone.id}
    if meant not in who | places | zones:
        near = difflib.get_close_matches(meant, sorted(who | places | zones), n=1)
        bad.append(problem("unknown_reference", "", meant, "a party or group, a place of the "
                           "gazetteer, or a zone of the case",
                           f"did you mean '{near[0]}'?" if near else ""))
    elif meant in who and meant in places | zones:
        bad.append(problem("means_two", "", meant, "an id of an actor or of a place, not both",
                           f"write the row into {ACTORS} or {GAZETTEER} by hand"))
    elif not folded(alias):
        bad.append(problem("missing_value", "", "no name", "NAME=ID"))
    else:
        bad += _taken(case, alias, meant, actor=meant in who)
    file = ACTORS if meant in who else GAZETTEER
    bad += [p for p in loaded.problems if p.file == file and p.severity == "error"]
    if bad:
        return in_order(bad)
    if meant in who:
        row = told | {"alias": alias, "actor": meant}
        _append(folder / ACTORS, ACTOR_COLUMNS, row)
    else:
        row = told | {"place": meant, "name": alias, "script": script_of(alias),
                      "zone": "" if meant in places else meant}
        _append(folder / GAZETTEER, GAZETTEER_COLUMNS, row)
    return []


def _taken(case: Case, alias: str, meant: str, *, actor: bool) -> list[Problem]:
    """Why a name cannot be given a meaning: it has one, or is a point."""
    if actor:
        has = {folded(a.alias): a.actor for a in case.aliases}.get(folded(alias))
        has = alias if alias in {one.id for one in _who(case)} else has
    else:
        try:
            found = Gazetteer(case.places).look(alias)
        except PlaceProblem as bad:
            return [problem(bad.code, "", alias, str(bad))]
        if any(not place.id for place in found):
            return [problem("not_a_name", "", alias, "a name; this is a point")]
        # A name may mean two places; then each is possible. The same place twice is a slip.
        has = meant if meant in {place.id for place in found} else None
    return [problem("already_resolved", "", alias, f"a name that does not mean {has} yet")] \
        if has else []


def _append(path: Path, columns: Sequence[Column], row: Mapping[str, str]) -> None:
    """Add a row at the end; what stands before it keeps every byte."""
    names = [column.name for column in columns]
    made = io.StringIO(newline="")
    table = csv_writer(made)
    before = path.read_bytes() if path.exists() else b""
    if not before.strip():
        table.writerow(names)
        before = b""
    table.writerow([row.get(name, "") for name in names])
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(before + gap + made.getvalue().encode())
    temporary.replace(path)
