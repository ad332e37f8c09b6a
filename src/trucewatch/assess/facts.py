"""From a case's claims to the facts the SQL reads.

What claims have in common stands once, as a *profile*; a claim is then a row of integers. A log
too large for a case folder comes in the same form, as Parquet.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from trucewatch.assess.tables import Tables, load, table
from trucewatch.model.case import Case
from trucewatch.model.grade import credibility
from trucewatch.model.instant import civil_date, day_start, parse_span
from trucewatch.model.lineages import chained, lineages, overlaps
from trucewatch.model.standard import Standard
from trucewatch.store.interface import Store

CLAIM = ("claim# profile# low# high# earliest# latest# as_at# day_first# day_last# whole_first# "
         "whole_last# n#")
PROFILE = ("profile# lineage subject property measure stance basis scope zone actor "
           "actor_certainty target series# grade#")
QUALIFIER = "profile# k val num#"
REPLY = "claim# answered#"
APART = "claim# happening#"
"""Claims of happenings their account keeps apart (`model.case.Case.apart`); a log has none."""

_COMMON = ("lineage", "subject", "property", "measure", "stance", "basis", "scope", "zone", "actor",
           "actor_certainty", "target")


@dataclass
class Facts:
    """Tables of what was said, and the ids behind the numbers."""

    tables: Tables
    ids: list[str] = field(default_factory=list)
    """Claim id by claim number."""
    keys: list[str] = field(default_factory=list)
    """The source's own key by claim number."""
    lineages: list[str] = field(default_factory=list)
    """Lineages the claims name."""
    count: int = 0
    """Number of claims."""
    worst: int = 0
    """Worst information credibility any claim has; 0: none is graded."""

    def into(self, store: Store, as_of: int) -> None:
        """Put the facts into a store, as held at an instant."""
        load(store, self.tables)

    def claim_id(self, number: object) -> str:
        """Id of a claim by its number; a log without ids has its numbers alone."""
        at = int(str(number))
        return self.ids[at] if at < len(self.ids) else f"claim {at}"


class CivilDays:
    """Civil days of a time zone around a set of instants, looked up by bisection."""

    def __init__(self, instants: Iterable[int], tz: str) -> None:
        found = list(instants)
        self.first, self._starts = 0, list[int]()
        if found:
            self.first = civil_date(min(found), tz).toordinal()
            last = civil_date(max(found), tz).toordinal()
            days = (date.fromordinal(n) for n in range(self.first, last + 2))
            self._starts = [day_start(day, tz) for day in days]

    def day(self, instant: int) -> int:
        """Number of the civil day, counted from 0001-01-01."""
        return self.first + bisect_right(self._starts, instant) - 1

    def start(self, day: int) -> int:
        """First instant of a day."""
        return self._starts[day - self.first]

    def rows(self) -> list[tuple[int, int, int]]:
        """Day number, first and last instant."""
        return [
            (self.first + i, t1, t2 - 1)
            for i, (t1, t2) in enumerate(zip(self._starts, self._starts[1:], strict=False))
        ]


def civil(earliest: int, latest: int, days: CivilDays) -> tuple[int, int, int, int, int]:
    """Civil days of an interval.

    Returns
    -------
    tuple
        First and last day touched; first and last day wholly contained (first > last when none);
        first instant of the last day touched, or of the interval if that is later.
    """
    first, last = days.day(earliest), days.day(latest)
    whole_first = first + (days.start(first) < earliest)
    whole_last = last - (days.start(last + 1) - 1 > latest)
    return (first, last, whole_first, whole_last, max(earliest, days.start(last)))


def from_claims(case: Case) -> Facts:
    """Facts of the claims a case holds; numbers follow the order of claim ids."""
    claims = case.claims
    found: Tables = {
        "claim": table(CLAIM), "profile": table(PROFILE), "qualifier": table(QUALIFIER),
        "reply": table(REPLY), "apart": table(APART), "day": table("day# t1# t2#"),
    }
    order = sorted(range(len(claims["claim_id"])), key=lambda i: str(claims["claim_id"][i]))
    early = [_int(claims["earliest"][i]) for i in order]
    late = [_int(claims["latest"][i]) for i in order]
    days = CivilDays([*early, *late], case.agreement.tz)
    found["day"].rows = list(days.rows())
    common = [claims[name] for name in (*_COMMON, "qualifiers")]
    graded = credibility(case.grades)
    ids = [str(claims["claim_id"][i]) for i in order]
    profiles: dict[tuple[object, ...], int] = {}
    rows = found["claim"].rows
    lows, highs, basis = claims["low"], claims["high"], claims["basis"]
    for number, (i, earliest, latest) in enumerate(zip(order, early, late, strict=True)):
        profile = profiles.setdefault(
            (*[column[i] for column in common], graded.get(ids[number], 0)), len(profiles)
        )
        first, last, whole_first, whole_last, as_at = civil(earliest, latest, days)
        # A running total is as at some instant of its last day; a stock, of its interval.
        rows.append((
            number, profile, lows[i], highs[i], earliest, latest,
            as_at if basis[i] == "total" else earliest, first, last, whole_first, whole_last, 1,
        ))
    for key, profile in profiles.items():
        found["profile"].rows.append((profile, *key[:-2], int(key[1] != "reports"), key[-1]))
        found["qualifier"].rows.extend((profile, *pair) for pair in _pairs(str(key[-2] or "")))
    keys = [str(claims["key"][i]) for i in order]
    found["reply"].rows = _replies([str(claims["in_reply_to"][i] or "") for i in order], keys)
    found["apart"].rows = [
        (number, case.apart[name]) for number, name in enumerate(ids) if name in case.apart]
    return Facts(
        found, ids, keys, sorted({str(name) for name in claims["lineage"]}), len(order),
        max((graded.get(name, 0) for name in ids), default=0),
    )


_DIGITS = 17
"""Whole numbers of at most so many digits are read as numbers."""


def _pairs(text: str) -> list[tuple[str, str, int | None]]:
    found = []
    for pair in filter(None, text.split("; ")):
        key, _, value = pair.partition("=")
        digits = value.removeprefix("-")
        plain = digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS
        number = int(value) if plain else None
        found.append((key, value, number))
    return found


def _replies(answers: Sequence[str], keys: Sequence[str]) -> list[tuple[object, ...]]:
    wanted = set(answers) - {""}
    by_key: dict[str, list[int]] = {}
    for number, key in enumerate(keys):
        if key in wanted:
            by_key.setdefault(key, []).append(number)
    return [
        (number, answered)
        for number, key in enumerate(answers) if key
        for answered in by_key.get(key, ())
    ]


def limit(standard: Standard, worst: int) -> int:
    """Worst credibility a standard takes for firm; 0 where it leaves no claim aside."""
    found = standard.max_grade or 0
    return found if found < worst else 0


def circumstances(
    case: Case, standards: Sequence[Standard], used: Iterable[str], worst: int = 0
) -> Tables:
    """Zones, lineages, coverage and standards: the same for every kind.

    Parameters
    ----------
    case
        The case.
    standards
        Standards to show results under.
    used
        Lineages the claims name.
    worst
        Worst credibility any claim has.
    """
    found = {
        "zone_member": table("zone contains certain#"),
        "lineage": table("id witness stated# speaks_for"),
        "lineage_side": table("lineage side"),
        "shares_origin": table("earlier later"),
        "chained": table("witness place#"),
        "coverage": table("cov lineage zone t1# t2# alive#"),
        "coverage_property": table("cov property"),
        "standard": table("id lineages# pool denial_disputes# burden# max_grade#"),
    }
    _lineage_rows(case, used, found)
    _coverage_rows(case, found)
    members = case.zone_members
    found["zone_member"].rows.extend(
        (z, c, int(bool(s)))
        for z, c, s in zip(
            members["zone"], members["contains"], members["certain"], strict=True
        )
    )
    found["standard"].rows.extend(
        (s.id, s.lineages, s.pool, int(s.denial_disputes), int(s.burden_on_bound),
         limit(s, worst))
        for s in standards
    )
    return found


def _lineage_rows(case: Case, named: Iterable[str], found: Tables) -> None:
    used = set(named) | {_lineage_of(case, cover.body) for cover in case.coverage}
    described = lineages(used, case.bodies)
    for line in described:
        found["lineage"].rows.append((line.id, line.witness, int(line.stated), line.speaks_for))
        found["lineage_side"].rows.extend((line.id, side) for side in sorted(line.sides))
    found["shares_origin"].rows.extend(overlaps(described))
    found["chained"].rows.extend((witness, n) for n, witness in enumerate(chained(described)))


def _lineage_of(case: Case, body: str) -> str:
    return case.bodies[body].lineage or body


def _coverage_rows(case: Case, found: Tables) -> None:
    for cover in case.coverage:
        span = parse_span(cover.period, case.agreement.tz)
        found["coverage"].rows.append(
            (cover.id, _lineage_of(case, cover.body), cover.zone, span.lo, span.hi,
             int(cover.state == "alive"))
        )
        found["coverage_property"].rows.extend((cover.id, p) for p in cover.properties)




def _int(value: object) -> int:
    return int(str(value))
