"""An invented agreement of very many clauses, of all ten kinds, as a case folder.

It stands alone, so that the benchmark makes the same agreement as the test.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

from trucewatch.model.claim import FIGURE_COLUMNS

CLAUSES = 578
CLAIMS = 2_000
DAYS = 90
ZONES = 24
FIRST = date(2031, 3, 1)
SIDES = (("norland", "southlanders"), ("southland", "norlanders"))
WATCHED = ("strike", "shelling", "weapon_seen", "talks_started", "meeting_held")
COLUMNS = [column.name for column in FIGURE_COLUMNS]
Fields = dict[str, object]

HEADER = """trucewatch: "1"
id: many-2031
title: {en: Invented agreement of many clauses}
tz: Europe/Athens
type: definitive_ceasefire
summary: {en: Invented.}
texts: [{ref: T, title: {en: Agreement}, status: official_text}]
parties:
  - {id: norland, name: {en: Norland}, role: signatory, people: [norlanders],
     opposes: [southland]}
  - {id: southland, name: {en: Southland}, role: signatory, people: [southlanders],
     opposes: [norland]}
groups:
  - {id: norlanders, name: {en: People of Norland}}
  - {id: southlanders, name: {en: People of Southland}}
milestones:
  - id: entry
    title: {en: Entry into force}
    base: announced
    candidates:
      - {id: announced, title: {en: announced}, at: "2031-03-01T10:00[Europe/Athens]"}
      - {id: day, title: {en: the day}, at: 2031-03-01}
  - {id: phase_two, title: {en: Phase two}}
zones:
  - {id: land, name: {en: The whole land}}
"""
SOURCES = """bodies:
  - {id: norland-army, name: {en: Army of Norland}, affiliation: party, side: norland,
     reason: a body of the state}
  - {id: southland-army, name: {en: Army of Southland}, affiliation: party, side: southland,
     reason: a body of the state}
  - {id: observers, name: {en: Observers}, affiliation: independent}
  - {id: gazette, name: {en: Gazette}, affiliation: media}
  - {id: wire, name: {en: Wire}, affiliation: media}
inputs:
  - {id: counts, adapter: hand, file: raw/counts.csv}
coverage:
"""


def write(
    folder: Path, *, clauses: int = CLAUSES, claims: int = CLAIMS, days: int = DAYS
) -> Path:
    """Write the case.

    Parameters
    ----------
    folder
        Folder to make.
    clauses
        Number of clauses; the kinds take turns.
    claims
        Number of claims.
    days
        Days from the entry into force to the last claim.
    """
    (folder / "figures").mkdir(parents=True)
    zones = "".join(
        f"  - {{id: z{n}, name: {{en: Zone {n}}}, within: [{'land' if n < 4 else f'z{n % 4}'}]}}\n"
        for n in range(ZONES)
    )
    _text(folder / "case.yaml", HEADER + zones)
    last = FIRST + timedelta(days=days)
    watched = json.dumps(WATCHED)
    _text(folder / "sources.yaml", SOURCES + "".join(
        f"  - {{id: watch-{n}, body: observers, zone: z{n}, properties: {watched}, "
        f"period: {FIRST}/{last}, state: alive, why: invented}}\n"
        for n in range(0, ZONES, 3)
    ))
    made = [_clause(n, clauses) for n in range(clauses)]
    _text(folder / "clauses.yaml", "clauses:\n" + "".join(map(_listed, made)))
    with (folder / "figures" / "counts.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        chance = random.Random(578)
        writer.writerows(_claim(chance, n, days) for n in range(claims))
    return folder


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _listed(fields: Mapping[str, object]) -> str:
    """A clause as an item of the list; JSON is YAML."""
    lines = [f"{name}: {json.dumps(value)}" for name, value in fields.items()]
    return "  - " + "\n    ".join(lines) + "\n"


def name_of(number: int) -> str:
    """Id of a clause."""
    return f"M-{number:03}"


def _clause(number: int, of: int) -> Fields:
    """A clause; it and the one ten places on bind the two sides to the same.

    One that would have no counterpart binds both.
    """
    kind = tuple(MAKERS)[number % len(MAKERS)]
    turn = number // len(MAKERS)
    bound, owed = [SIDES[turn % 2][0]], [SIDES[turn % 2][1]]
    if turn % 2 == 0 and number + len(MAKERS) >= of:
        bound, owed = map(list, zip(*SIDES, strict=True))
    zone = [f"z{turn // 2 % ZONES}"]
    fields: Fields = {
        "id": name_of(number), "kind": kind, "title": {"en": f"Duty {number}"},
        "bound": bound, "beneficiary": owed,
        "text": [{"ref": "T", "locator": str(number), "status": "official_text",
                  "basis": "text"}],
        "says": {"en": f"Invented duty {number}."},
        "in_force": {"start": {"after": "entry"}},
    }
    if turn % 2:
        why = {"en": "as the text has it"}
        fields["mirrors"] = [{"clause": name_of(number - len(MAKERS)), "why": why}]
    if turn % 7 == 3 and kind != "not_assessable":
        fields["when"] = f"finding({name_of(number - len(MAKERS))}) in [kept, undetermined]"
    if turn % 7 == 5:
        fields["suspended_if"] = "declared(phase_two)"
    return fields | MAKERS[kind](number, turn, zone)


def _prohibition(_: int, turn: int, zone: list[str]) -> Fields:
    act = {"properties": ["strike"], "implies": ["killed"], "target": ["opposing"], "zone": zone}
    fields: Fields = {"act": act}
    if turn % 5 == 0:
        fields["readings"] = {
            "one_allowed": {"title": {"en": "one is allowed"}, "set": {"tolerance": 1}}
        }
    return fields


def _presence(_: int, turn: int, zone: list[str]) -> Fields:
    must = ("absent", "present")[turn // 2 % 2]
    per = ("day", "week", "month", "whole")[turn // 2 % 4]
    return {"state": {"properties": ["weapon_seen"], "zone": zone}, "must_be": must, "per": per}


def _deadline(number: int, turn: int, zone: list[str]) -> Fields:
    due: Fields = {"after": "entry", "calendar_days": 10 + turn}
    if turn % 6 == 4:
        due = {"after": f"{name_of(number - 2 * len(MAKERS))}.due", "plus": "72h"}
    return {"act": {"properties": ["hostage_released"], "zone": zone}, "quantity": 3,
            "list_size": 20, "due": due}


def _rate(_: int, turn: int, zone: list[str]) -> Fields:
    return {"act": {"properties": ["trucks_entered"], "actor": ["any"], "zone": zone},
            "per": ("day", "week", "month")[turn // 2 % 3], "at_least": {"low": 40, "high": 60}}


def _response(_: int, turn: int, zone: list[str]) -> Fields:
    fields: Fields = {
        "trigger": {"properties": ["notification_given"], "actor": ["any"], "zone": zone},
        "answer": {"properties": ["report_issued"], "zone": zone}, "within": "48h",
    }
    return fields | ({"correlate": ["crossing"]} if turn // 2 % 2 else {})


def _ratio(_: int, turn: int, zone: list[str]) -> Fields:
    return {"given": {"properties": ["hostage_released"], "actor": ["any"], "zone": zone},
            "owed": {"properties": ["prisoners_released"], "zone": zone},
            "weights": [{"owe": 3}], "by": ("cumulative", "tranche")[turn // 2 % 2]}


def _schedule(_: int, turn: int, zone: list[str]) -> Fields:
    fields: Fields = {"act": {"properties": ["shelling"], "zone": zone}}
    asked: Fields = {"hours_per_day": 6} if turn // 2 % 3 == 0 else {"daily": ["10:00-16:00"]}
    return fields | asked


def _extension(number: int, turn: int, zone: list[str]) -> Fields:
    manner = ("earned", "by_consent", "automatic")[turn // 2 % 3]
    return {
        "extends": [name_of(number - 5)], "manner": manner, "adds": "24h",
        "earned_by": {"properties": ["hostage_released"], "actor": ["any"], "zone": zone},
        "announced_by": {"properties": ["announcement"], "actor": ["any"]},
        "original": {"after": "entry", "day": 30}, "cap": {"after": "entry", "day": 60},
    }


def _process(_: int, turn: int, zone: list[str]) -> Fields:
    fields: Fields = {
        "act": {"properties": ["meeting_held", "talks_started"], "actor": ["any"], "zone": zone}
    }
    every = ("week", "month", "72h", "")[turn // 2 % 4]
    return fields | ({"every": every} if every else {"due": {"after": "entry", "plus": "240h"}})


def _not_assessable(*_: object) -> Fields:
    return {"why": {"en": "No test was agreed."}}


MAKERS: dict[str, Callable[[int, int, list[str]], Fields]] = {
    "prohibition": _prohibition, "presence": _presence, "deadline": _deadline, "rate": _rate,
    "response": _response, "ratio": _ratio, "schedule": _schedule, "extension": _extension,
    "process": _process, "not_assessable": _not_assessable,
}
SAID = (
    "strike", "killed", "weapon_seen", "hostage_released", "trucks_entered", "notification_given",
    "report_issued", "prisoners_released", "shelling", "announcement", "meeting_held",
    "talks_started",
)


def _claim(chance: random.Random, number: int, days: int) -> dict[str, object]:
    """One row of the figures."""
    prop = SAID[number % len(SAID)]
    actor, target = chance.choice(SIDES)
    speaker = chance.choice(("", "", f"{actor}-army", "observers"))
    day = FIRST + timedelta(days=chance.randrange(days))
    low = chance.randint(20, 70) if prop == "trucks_entered" else chance.randint(1, 3)
    said = [f"crossing=c{chance.randrange(3)}"] if prop in {
        "notification_given", "report_issued"} else []
    if prop == "prisoners_released":
        said = [f"tranche=t{chance.randrange(3)}"]
    return {
        "key": f"k-{number}", "source": chance.choice(("gazette", "wire", "observers")),
        "speaker": speaker, "subject": "reports", "property": prop,
        "stance": "denies" if speaker.endswith("army") and chance.randrange(2) else "asserts",
        "low": low, "high": low + chance.randrange(2), "earliest": day, "latest": day,
        "basis": "each_day" if prop == "trucks_entered" else "instant",
        "scope": chance.choice(("complete", "partial", "unstated")), "qualifiers": "; ".join(said),
        "zone": f"z{chance.randrange(ZONES)}", "actor": actor, "actor_certainty": "stated",
        "target": target, "published": day + timedelta(days=1), "parser": "hand@1",
    }
