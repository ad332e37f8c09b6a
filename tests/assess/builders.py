"""Terse builders of an invented conflict between Norland and Southland.

Every id that belongs to a party carries the party's name, so that the twin of a case in which the
parties have changed places is made by exchanging two words everywhere (`swap`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from trucewatch.assess.registry import KINDS
from trucewatch.model.agreement import (
    Affiliation,
    Agreement,
    Body,
    Coverage,
    Group,
    Milestone,
    Party,
    Text,
    Zone,
)
from trucewatch.model.case import Case, Columns, ResolvedMilestone
from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.model.clause import (
    Act,
    Anchor,
    ClaimedBound,
    Clause,
    Exception_,
    InForce,
    TextRef,
)
from trucewatch.model.grade import Grade
from trucewatch.model.instant import Span, parse_span
from trucewatch.model.standard import Standard

TZ = "Europe/Athens"
START = "2025-03-03T00:00[Europe/Athens]"

PARTIES = tuple(
    Party(
        id=us, name={"en": us.title()}, role="signatory", answers_for=[f"{us}-militia"],
        people=[f"{us}-people", f"{us}-forces"], opposes=[them],
    )
    for us, them in (("norland", "southland"), ("southland", "norland"))
)
GROUPS = tuple(
    Group(id=g, name={"en": g})
    for g in (
        "norland-militia", "norland-people", "norland-forces",
        "southland-militia", "southland-people", "southland-forces", "bandits",
    )
)
ZONES = tuple(
    Zone(id=i, name={"en": i}, within=list(within), partly_in=list(partly))
    for i, within, partly in (
        ("land", (), ()), ("valley", ("land",), ()), ("town", ("valley",), ()),
        ("hills", ("land",), ()), ("pass", (), ("valley",)), ("sea", (), ()),
    )
)


def _bodies() -> dict[str, Body]:
    rows: list[tuple[str, Affiliation, str]] = [
        ("observers", "independent", ""), ("un-office", "un", ""),
        ("agency-a", "media", ""), ("agency-b", "media", ""), ("outlet", "media", ""),
    ]
    for party in ("norland", "southland"):
        rows += [(f"{party}-{b}", "party", party) for b in ("army", "ministry")]
        rows += [(f"{party}-clinics", "aligned", party)]
    made = {
        i: Body(id=i, name={"en": i}, affiliation=a, side=s, reason="invented")
        for i, a, s in rows
    }
    made["un-field"] = Body(
        id="un-field", name={"en": "un-field"}, affiliation="un", lineage="un-office"
    )
    for party in ("norland", "southland"):
        made[f"{party}-sources"] = Body(
            id=f"{party}-sources", name={"en": "sources"}, affiliation="aligned", side=party,
            reason="invented", stated=False,
        )
    for name in ("unstated", "agencies"):
        made[name] = Body(id=name, name={"en": "reports"}, affiliation="media", stated=False)
    return made


BODIES = _bodies()

_NUMBER = re.compile(r"(?P<low>\d+)?(?P<dash>-|\+)?(?P<high>\d+)?|\?")
_FLAGS = {
    "total": ("basis", "total"), "each_day": ("basis", "each_day"), "stock": ("basis", "stock"),
    "cumulative": ("measure", "cumulative"), "complete": ("scope", "complete"),
    "partial": ("scope", "partial"), "denies": ("stance", "denies"),
    "excepts": ("stance", "claims_exception"), "retracts": ("stance", "retracts"),
    "cannot_confirm": ("stance", "cannot_confirm"), "maybe": ("actor_certainty", "possible"),
    "noactor": ("actor", ""), "notarget": ("target", ""), "nozone": ("zone", ""),
}


def lineage_of(speaker: str, origin: str, source: str) -> str:
    """Speaker's group; else the origins' groups joined by ``+``; else the source's."""
    named = [speaker] if speaker else [o.strip() for o in origin.split(";") if o.strip()]
    groups = {BODIES[b].lineage or b for b in named or [source]}
    return "+".join(sorted(groups))


def claim(**fields: Any) -> dict[str, Any]:
    """One row of the claims table; ``when`` is a span in text or a pair of instants."""
    tz = fields.pop("tz", TZ)
    when = fields.pop("when", START)
    span = Span(*when) if isinstance(when, tuple) else parse_span(when, tz)
    origin = fields.pop("origin", "")
    row: dict[str, Any] = {c.name: None if c.type != "text" else "" for c in CLAIM_COLUMNS}
    row |= {
        "source": "agency-a", "subject": "reports", "property": "strike", "stance": "asserts",
        "measure": "newly_occurred", "earliest": span.lo, "latest": span.hi, "basis": "instant",
        "scope": "unstated", "zone": "town", "actor": "norland", "actor_certainty": "stated",
        "target": "southland-people", "dataset": "made",
        "report_id": "r", "parser": "hand@1", "copy": "unknown",
    }
    row |= fields
    row["lineage"] = lineage_of(row["speaker"], origin, row["source"])
    row["claim_id"] = row["claim_id"] or f"id-{row['key']}"
    return row


def short(key: str, words: str, tz: str = TZ) -> dict[str, Any]:
    """Read ``who property number when flags...``: the form the tables use.

    ``who`` is a speaker, or ``outlet<agency-a;agency-b`` for own words with their origins.
    ``number`` is ``3``, ``3-5``, ``3+``, ``-3`` or ``?``. In ``when`` an underscore is a space.
    """
    who, prop, number, when, *flags = words.split()
    source, _, origin = who.partition("<")
    speaker = "" if "<" in who or source in {"outlet"} else source
    found = _NUMBER.fullmatch(number)
    assert found, words
    low = int(found["low"]) if found["low"] else None
    high = int(found["high"]) if found["high"] else (low if not found["dash"] else None)
    fields: dict[str, Any] = {
        "key": key, "source": source, "speaker": speaker, "origin": origin, "property": prop,
        "low": low, "high": high, "when": when.replace("_", " "), "tz": tz,
    }
    for flag in flags:
        name, equals, value = flag.partition("=")
        fields |= {name: value} if equals else dict([_FLAGS[name]])
    fields["qualifiers"] = fields.get("qualifiers", "").replace(",", "; ")
    return claim(**fields)


def columns(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Rows as columns, in the contract's order."""
    return {c.name: [row[c.name] for row in rows] for c in CLAIM_COLUMNS}


def rows_of(table: Columns) -> list[dict[str, Any]]:
    """Columns as rows."""
    return [dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True)]


def _up(zone: str, zones: Mapping[str, Zone]) -> set[str]:
    return {zone}.union(*(_up(z, zones) for z in zones[zone].within))


def zone_members(zones: Iterable[Zone]) -> Columns:
    """Which zones a claim in a zone surely or possibly lies in."""
    by_id = {z.id: z for z in zones}
    up = {z: _up(z, by_id) for z in by_id}
    rows: dict[tuple[str, str], bool] = {}
    for one in by_id:
        for other in by_id:
            partly = any(other in up[p] for z in up[one] for p in by_id[z].partly_in)
            partly |= any(one in up[p] for z in up[other] for p in by_id[z].partly_in)
            if other in up[one]:
                rows[one, other] = True
            elif one in up[other] or partly:
                rows[one, other] = False
    return {
        "zone": [z for z, _ in rows], "contains": [c for _, c in rows],
        "certain": list(rows.values()),
    }


def anchor(words: object) -> Anchor | None:
    """``at <time>`` or ``<milestone> [+72h | +60c | day7]``."""
    text = str(words or "").strip()
    if not text:
        return None
    if text.startswith("at "):
        return Anchor(at=text[3:])
    name, _, rest = text.partition(" ")
    if rest.startswith("day"):
        return Anchor(after=name, day=int(rest[3:]))
    if rest.endswith("c"):
        return Anchor(after=name, calendar_days=int(rest[1:-1]))
    return Anchor(after=name, plus=rest.removeprefix("+"))


def act(**fields: Any) -> Act:
    """An act by the bound, anywhere."""
    return Act(**({"properties": ["strike"]} | fields))


def clause(kind: str, **fields: Any) -> Clause:
    """A clause of a kind; ``start``, ``end``, ``due`` in the words of `anchor`."""
    start = anchor(fields.pop("start", f"at {START}"))
    assert start
    in_force = InForce(start=start, end=anchor(fields.pop("end", "")))
    for name in {"due", "start_by", "original", "cap"} & fields.keys():
        fields[name] = anchor(fields[name]) if isinstance(fields[name], str) else fields[name]
    fields["claimed_bounds"] = [
        ClaimedBound(bound=b, title={"en": f"{b} is bound"})
        for b in fields.get("claimed_bounds", [])
    ]
    fields["exceptions"] = [
        Exception_(id=e, title={"en": e}, effect=e) for e in fields.get("exceptions", [])
    ]
    common: dict[str, Any] = {
        "id": "X-01", "title": {"en": "a clause"}, "bound": ["norland"],
        "beneficiary": ["southland"], "says": {"en": "a duty"}, "in_force": in_force,
        "text": [TextRef(ref="t", locator="1", status="official_text", basis="text")],
        "kind": kind,
    }
    if kind == "not_assessable":
        common["why"] = {"en": "no agreed test"}
    if kind == "not_assessable":
        known = {f.name for f in dataclasses.fields(KINDS[kind])}
        fields = {k: v for k, v in fields.items() if k in known}
    return KINDS[kind](**(common | fields))


def graded(line: int, about: str, number: int, claims: Sequence[str], day: int = 1) -> Grade:
    """A grade of claims, given on a day of January 2025."""
    at = parse_span(f"2025-01-{day:02}", TZ).lo
    return Grade(
        about="subject" if about == "subject" else "claim", name=about, grade=str(number),
        reason="invented", date=f"2025-01-{day:02}", at=at, by="desk", line=line,
        claims=tuple(sorted(claims)),
    )


def coverage(body: str, period: str, **fields: Any) -> Coverage:
    """A body that could see every strike in the whole land."""
    common: dict[str, Any] = {
        "id": f"cover-{body}-{period}", "body": body, "zone": "land", "properties": ["strike"],
        "period": period, "state": "alive", "why": "invented",
    }
    return Coverage(**(common | fields))


def case(
    clauses: Sequence[Clause], claims: Sequence[Mapping[str, Any]] = (), *, tz: str = TZ,
    milestones: Mapping[str, Mapping[str, str]] | None = None,
    readings: Mapping[str, Mapping[str, Clause]] | None = None,
    covered: Sequence[Coverage] = (), standards: Sequence[Standard] = (),
    grades: Sequence[Grade] = (), apart: Mapping[str, int] | None = None,
) -> Case:
    """A whole case; ``milestones`` is ``{id: {candidate: time}}``, the first being the base."""
    spans = {
        m: ResolvedMilestone(
            id=m, base=next(iter(c), ""), spans={i: parse_span(t, tz) for i, t in c.items()}
        )
        for m, c in (milestones or {}).items()
    }
    agreement = Agreement(
        trucewatch="1", id="made", title={"en": "Made"}, tz=tz, type="preliminary_ceasefire",
        summary={"en": "Invented."}, parties=list(PARTIES), groups=list(GROUPS),
        zones=list(ZONES), texts=[Text(ref="t", title={"en": "Text"}, status="official_text")],
        milestones=[Milestone(id=m, title={"en": m}, base=s.base) for m, s in spans.items()],
    )
    return Case(
        agreement=agreement, clauses=list(clauses),
        readings={i: dict(r) for i, r in (readings or {}).items()}, milestones=spans,
        bodies=dict(BODIES), coverage=list(covered), standards=list(standards), inputs=[],
        grades=list(grades), apart=dict(apart or {}),
        claims=columns(claims),
        withdrawn=columns([]) | {"withdrawn_at": []}, zone_members=zone_members(ZONES),
    )


def with_claims(made: Case, rows: Sequence[Mapping[str, Any]]) -> Case:
    """The same case with other claims."""
    return dataclasses.replace(made, claims=columns(rows))


def swap(value: Any) -> Any:
    """The same thing with the two parties exchanged in every id, name and lineage."""
    if isinstance(value, str):
        swapped = re.sub(
            "norland|southland", lambda m: "southland" if m[0] == "norland" else "norland", value
        )
        # Origins of a lineage are in order, also where it begins the name of an account.
        return "|".join("+".join(sorted(part.split("+"))) for part in swapped.split("|"))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{f.name: swap(getattr(value, f.name)) for f in dataclasses.fields(value)}
        )
    if isinstance(value, Mapping):
        return {swap(k): swap(v) for k, v in value.items()}
    if isinstance(value, list | tuple) and not isinstance(value, Span):
        return type(value)(swap(v) for v in value)
    return value
