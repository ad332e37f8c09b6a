"""Reading the tables: one row is a clause, what was said, and what must come out.

Statuses are written for the standards reported, two_independent, admitted in this order, as
letters: b breached, k kept, c contested, u undetermined, l kept_late, p pending, n not_in_force,
x not_assessable, o condition_open, s suspended; standards of the row's own (`standards`) follow.
Clauses beside the one the row is about (X-01) stand under `others`, their expected statuses under
`also`, as ``clause/reading/start/unit``. Accounts are written under `reported` as ``low..high
supports flags``, and what else is told of them under `told` (`told`). Under `apart` claims of
happenings that are kept apart have the number of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from trucewatch.assess.kinds.rate import Part, PartialUnits, Quota
from trucewatch.assess.kinds.ratio import Weight
from trucewatch.model.case import Case
from trucewatch.model.clause import Clause
from trucewatch.model.grade import Grade
from trucewatch.model.instant import HOUR, parse_span
from trucewatch.model.standard import Standard

from . import builders as b

TABLES = Path(__file__).parent / "tables"
SHIPPED = ("reported", "two_independent", "admitted")
LETTERS = {
    "b": "breached", "k": "kept", "c": "contested", "u": "undetermined", "l": "kept_late",
    "p": "pending", "n": "not_in_force", "x": "not_assessable", "o": "condition_open",
    "s": "suspended",
}


@dataclass(frozen=True)
class Row:
    """One row of a table, made into a case."""

    name: str
    case: Case
    as_of: int
    raw: dict[str, Any]

    @property
    def standards(self) -> list[str]:
        """Names of those that ship, then of the row's own."""
        return [*SHIPPED, *(s.id for s in self.case.standards)]

    def also(self) -> dict[tuple[str, str, str, str, str], str]:
        """Expected status of other clauses by clause, reading, start, standard and unit."""
        found = {}
        for name, letters in self.raw.get("also", {}).items():
            clause, reading, start, unit = [*name.split("/"), "", "", ""][:4]
            for standard, letter in zip(self.standards, letters.split(), strict=True):
                place = (clause, reading or "base", start, standard, unit or "window")
                found[place] = LETTERS[letter]
        return found

    def statuses(self) -> dict[tuple[str, str, str, str], str]:
        """Expected status by reading, start, standard and unit."""
        start = self.raw.get("start", "")
        found: dict[tuple[str, str, str, str], str] = {}
        lines = {("base", start, "window"): self.raw["window"]}
        for unit, letters in self.raw.get("units", {}).items():
            lines["base", start, unit] = letters
        for name, letters in self.raw.get("variants", {}).items():
            reading, _, candidate = name.partition("/")
            lines[reading, candidate, "window"] = letters
        for (reading, candidate, unit), letters in lines.items():
            for standard, letter in zip(self.standards, letters.split(), strict=True):
                found[reading, candidate, standard, unit] = LETTERS[letter]
        return found

    def accounts(self) -> dict[str, list[str]]:
        """Expected accounts under `reported` in the base variant, by unit."""
        return {
            unit: sorted(f"{name} {t}" for name, text in lines.items() for t in text.split("; "))
            for unit, lines in self.raw.get("accounts", {}).items()
        }

    def delay(self) -> tuple[int, int] | None:
        """Expected delay under `reported` in the base variant, in microseconds."""
        hours = self.raw.get("delay")
        return (microseconds(hours[0]), microseconds(hours[1])) if hours else None


def microseconds(text: str) -> int:
    """Read whole hours, one microsecond more or less: ``60``, ``60-1us``, ``0+1us``."""
    hours = int(text.removesuffix("-1us").removesuffix("+1us"))
    return hours * HOUR + text.endswith("+1us") - text.endswith("-1us")


def typed(value: Any) -> Any:
    """Base YAML gives text only; whole numbers become numbers, nothing becomes None."""
    if isinstance(value, dict):
        return {k: typed(v) for k, v in value.items()}
    if isinstance(value, list):
        return [typed(v) for v in value]
    if value == "":
        return None
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def quota(value: Any) -> Quota | None:
    if value is None:
        return None
    low, high = value if isinstance(value, list) else (value, value)
    return Quota(low=low, high=high)


def clause_of(kind: str, fields: dict[str, Any]) -> Clause:
    """The clause of a row; acts, quotas, weights and parts are made into their dataclasses."""
    made = dict(fields)
    kind = made.pop("kind", kind)
    for name in ("act", "given", "owed", "state", "trigger", "answer", "earned_by", "start_act",
                 "announced_by"):
        if name in made:
            made[name] = b.act(**made[name])
    for name in ("at_least", "at_most"):
        if name in made and kind == "rate":
            made[name] = quota(made[name])
    if "weights" in made:
        made["weights"] = [Weight(**w) for w in made["weights"]]
    if "parts" in made:
        made["parts"] = [
            Part(id=i, act=b.act(**p["act"]), at_least=quota(p["at_least"]) or Quota(low=0, high=0))
            for i, p in made["parts"].items()
        ]
    if "partial_units" in made:
        made["partial_units"] = PartialUnits(**made["partial_units"])
    return b.clause(kind, **made)


def row(raw: dict[str, Any], default: dict[str, Any]) -> Row:
    raw = {**default, **raw}
    base = typed({**default.get("clause", {}), **raw.get("clause", {})})
    tz = raw.get("tz", b.TZ)
    main = clause_of(raw["kind"], base)
    readings = {
        name: clause_of(raw["kind"], base | typed(fields))
        for name, fields in raw.get("readings", {}).items()
    }
    covered = []
    for text in raw.get("cover", []):
        body, period, *rest = text.split()
        extra: dict[str, Any] = dict(f.split("=") for f in rest)
        if "properties" in extra:
            extra["properties"] = extra["properties"].split(",")
        covered.append(b.coverage(body, period, **extra))
    others = [clause_of(o.pop("kind"), typed(o)) for o in map(dict, raw.get("others", []))]
    said = [b.short(k, words, tz) for k, words in raw.get("claims", {}).items()]
    case = b.case(
        [main, *others], said, tz=tz,
        milestones=raw.get("milestones"), readings={main.id: readings}, covered=covered,
        standards=[standard(s) for s in raw.get("standards", [])],
        grades=[grade(n, text, said) for n, text in enumerate(raw.get("grades", []), 1)],
        apart={c["claim_id"]: int(raw["apart"][c["key"]]) for c in said
               if c["key"] in raw.get("apart", {})},
    )
    return Row(raw["name"], case, parse_span(raw["as_of"], tz).lo, raw)


def grade(line: int, text: str, said: list[dict[str, Any]]) -> Grade:
    """``c1 5`` or ``subject:other 5``, then the day of January 2025 it was given on."""
    about, number, *day = text.split()
    kind, _, subject = about.rpartition(":")
    claims = [c["claim_id"] for c in said if subject == (c["subject"] if kind else c["key"])]
    return b.graded(line, kind or "claim", int(number), claims, *map(int, day))


def standard(raw: dict[str, str]) -> Standard:
    """A standard of a row's own; flags are ``yes``."""
    flags = {"denial_disputes", "burden_on_bound"}
    given: dict[str, Any] = {k: v == "yes" if k in flags else v for k, v in raw.items()}
    for name in {"lineages", "max_grade"} & given.keys():
        given[name] = int(given[name])
    return Standard(**({"asks": "so much", "favours": "nobody known"} | given))


def load(table: str) -> list[Row]:
    """Rows of one table, in order."""
    text = (TABLES / f"{table}.yaml").read_text(encoding="utf-8")
    data = YAML(typ="base", pure=True).load(text)
    return [row(raw, data["defaults"]) for raw in data["rows"]]
