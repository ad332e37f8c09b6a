"""The claims of a case under audit: their words, their series, and totals "since" a day.

What a claim measures is known, so nothing is inferred about it: numbers of one speaker become one
table (a row a day, a column a series), and a total since a day is compared with the same speaker's
own daily figures from that day on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from trucewatch.model.case import Columns
from trucewatch.model.instant import SECOND
from trucewatch.statements.audit import limits
from trucewatch.statements.audit.grid import Column, Grid, order
from trucewatch.statements.audit.model import Finding, Report, shown, signed
from trucewatch.statements.audit.registry import audit_grid, audit_text
from trucewatch.statements.audit.said import Where

KIND, TEXT = "since_total", "original"
NEW = frozenset({"newly_occurred", "newly_reported", "recovered", "recognised_later"})
COMPANIONS = {"killed": ("succumbed",)}
"""Properties that an account may count in with another: who died later of earlier wounds."""
MAX_SPAN = 5 * 86_400 * SECOND
"""Longest time a figure of a daily series covers."""
NEAR = 2
"""Days the first daily figure of a file may lie after the start of the total, the last before
its end."""
SINCE = ("The same speaker's total and the sum of its own daily figures differ: days may have been "
         "corrected in one of the two only, the total may count what no daily figure did, or the "
         "days may be cut otherwise.")
Lines = Mapping[tuple[str, str], int]
"""Line of each claim in its figures file, by dataset and key."""


@dataclass(frozen=True)
class Claim:
    """What the audit needs of a claim."""

    dataset: str
    key: str
    group: tuple[str, ...]
    subject: str
    property: str
    measure: str
    basis: str
    low: int | None
    high: int | None
    earliest: int
    latest: int
    first: int
    """The civil day its interval starts on, where the case is, as an ordinal."""
    day: int
    """The civil day it ends on."""
    line: int | None
    original: str
    lang: str

    def file(self) -> str:
        """The figures file it stands in."""
        return f"figures/{self.dataset}.csv"


def audit_claims(claims: Columns, lines: Lines, tz: str) -> Report:
    """Audit the claims of a case.

    Parameters
    ----------
    claims
        Columns of `model.claim.CLAIM_COLUMNS`.
    lines
        Where each claim stands.
    tz
        Time zone whose days count.
    """
    report = Report()
    read = list(_claims(claims, lines, ZoneInfo(tz)))
    report.rows = len(read)
    seen: set[tuple[str, str]] = set()
    for claim in read:
        _bounds(report, claim)
        if claim.original and (claim.dataset, claim.original) not in seen:
            seen.add((claim.dataset, claim.original))
            report.add(audit_text(claim.original, Where(
                claim.file(), claim.line, TEXT, claim=claim.key), claim.lang))
    for group in _series(read).values():
        found = audit_grid(_pivot(group))
        found.rows = 0
        report.add(found)
    _since(report, read)
    return report


def _claims(claims: Columns, lines: Lines, tz: ZoneInfo) -> Iterator[Claim]:
    names = ("dataset", "key", "source", "speaker", "subject", "property", "measure", "stance",
             "low", "high", "earliest", "latest", "basis", "qualifiers", "zone", "original", "lang")
    for row in zip(*(claims[name] for name in names), strict=True):
        one = dict(zip(names, row, strict=True))
        if one["stance"] not in {"asserts", "claims_exception"}:
            continue
        dataset, key = str(one["dataset"]), str(one["key"])
        yield Claim(
            dataset, key,
            tuple(str(one[n] or "") for n in ("source", "speaker", "zone", "qualifiers")),
            str(one["subject"]), str(one["property"]), str(one["measure"]), str(one["basis"]),
            _int(one["low"]), _int(one["high"]), _int(one["earliest"]) or 0,
            _int(one["latest"]) or 0, _day(one["earliest"], tz), _day(one["latest"], tz),
            lines.get((dataset, key)), str(one["original"] or ""),
            str(one["lang"] or ""),
        )


def _day(instant: object, tz: ZoneInfo) -> int:
    if not isinstance(instant, int):
        return 1
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(tz).toordinal()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _int(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _bounds(report: Report, claim: Claim) -> None:
    if claim.low is None or claim.high is None:
        return
    if claim.low <= claim.high:
        report.hold("order", "low <= high")
        return
    report.findings.append(Finding(
        kind="order", grade="difference", file=claim.file(), line=claim.line,
        columns=("low", "high"), claim=claim.key, found=f"low {shown(claim.low)}, high "
        f"{shown(claim.high)}", computed="low is at most high",
        difference=signed(claim.low - claim.high), meaning="The bounds may have been exchanged.",
    ))


def _series(claims: list[Claim]) -> dict[tuple[str, ...], list[Claim]]:
    """Claims of one file, source and speaker that are series: one number a day."""
    subjects: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        short = claim.basis in {"stock", "each_day"} or claim.latest - claim.earliest <= MAX_SPAN
        since = claim.measure == "cumulative" and claim.basis == "total"
        if claim.low is not None and claim.low == claim.high and (short or since):
            subjects[claim.dataset, *claim.group, claim.subject, claim.property,
                     claim.measure].append(claim)
    found: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for key, group in subjects.items():
        starts = {claim.first for claim in group}
        since = group[0].measure == "cumulative" and group[0].basis == "total"
        if len({claim.day for claim in group}) == len(group) >= limits.MIN_SERIES and (
                not since or len(starts) == 1):
            found[key[:5]] += group
    return found


def _pivot(claims: list[Claim]) -> Grid:
    """One row a day, one column a series; each cell knows the claim it is."""
    days = sorted({claim.day for claim in claims})
    at = {day: row for row, day in enumerate(days)}
    columns: dict[str, Column] = {}
    keys: dict[tuple[int, str], str] = {}
    lines: list[int] = [0] * len(days)
    for claim in claims:
        measure = "cumulative" if claim.measure == "cumulative" else ""
        name = " ".join(filter(None, (claim.subject, claim.property, measure)))
        column = columns.setdefault(name, Column(name, numbers=[None] * len(days)))
        column.numbers[at[claim.day]] = claim.low
        keys[at[claim.day], name] = claim.key
        lines[at[claim.day]] = lines[at[claim.day]] or claim.line or 0
    day = Column("day", days=list(days), texts=[_iso(d) for d in days])
    grid = Grid(claims[0].file(), [day, *columns.values()], lines, claims=keys)
    order(grid)
    return grid


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _since(report: Report, claims: list[Claim]) -> None:
    """Compare totals since a day with the sum of the same speaker's daily figures."""
    totals: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    daily: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.basis != "total" or claim.low is None:
            continue
        if claim.measure == "cumulative" and claim.latest - claim.earliest > MAX_SPAN:
            totals[*claim.group, claim.property, claim.dataset, claim.subject].append(claim)
        elif claim.measure in NEW and claim.latest - claim.earliest <= MAX_SPAN:
            daily[*claim.group, claim.property, claim.dataset, claim.subject].append(claim)
    for key, group in totals.items():
        for other, figures in sorted(daily.items()):
            if other[:5] == key[:5]:
                beside = [f for name, f in sorted(daily.items()) if name[:4] == key[:4]
                          and name[4] in COMPANIONS.get(key[4], ()) and name[5] == other[5]]
                days = [f.day for name, one in daily.items() for f in one
                        if name[:4] == other[:4] and name[5] == other[5]]
                _compare(report, group, figures, [f for one in beside for f in one],
                         (min(days), max(days)))


def _compare(
    report: Report, totals: list[Claim], daily: list[Claim], beside: list[Claim],
    covered: tuple[int, int],
) -> None:
    """One finding for a series of totals: the last that differs, and how many do."""
    differ: list[tuple[Claim, tuple[int, int | None], tuple[int, int | None]]] = []
    what = f"{totals[0].dataset} {totals[0].property} since a day = sum of {daily[0].dataset}"
    for total in sorted(totals, key=lambda c: c.latest):
        inside = _within(daily, total)
        if not inside or covered[0] - total.first > NEAR or total.day - covered[1] > NEAR:
            report.leave(KIND, what, "the daily figures do not cover the period")
            continue
        sums, more = _sum(inside), _sum([*inside, *_within(beside, total)])
        if _meets(total, sums) or (beside and _meets(total, more)):
            report.hold(KIND, what)
        else:
            differ.append((total, sums, more))
    if differ:
        total, sums, more = differ[-1]
        _tell(report, total, daily, (sums, more if beside else None), len(differ), beside)


def _within(daily: list[Claim], total: Claim) -> list[Claim]:
    return [c for c in daily if total.first <= c.day <= total.day]


def _sum(claims: list[Claim]) -> tuple[int, int | None]:
    highs = [c.high for c in claims]
    return sum(c.low or 0 for c in claims), \
        None if None in highs else sum(h for h in highs if h is not None)


def _meets(total: Claim, sums: tuple[int, int | None]) -> bool:
    low, high = sums
    return (total.high is None or total.high >= low) and (high is None or (total.low or 0) <= high)


def _tell(
    report: Report, total: Claim, daily: list[Claim],
    sums: tuple[tuple[int, int | None], tuple[int, int | None] | None], count: int,
    beside: list[Claim],
) -> None:
    (low, high), more = sums
    given = _range(low, high)
    if more is not None:
        given += f" ({_range(*more)} with {beside[0].property})"
    value = total.low or 0
    difference = value - low if value < low else value - (low if high is None else high)
    report.findings.append(Finding(
        kind=KIND, grade="difference", file=total.file(), line=total.line,
        columns=(total.property,), row=_iso(total.day), claim=total.key,
        found=f"{total.property} {_range(value, total.high)} since "
              f"{_iso(total.first)}",
        computed=f"the daily figures of {daily[0].dataset} add up to {given}",
        difference=signed(difference), rows=count, meaning=SINCE,
    ))


def _range(low: int, high: int | None) -> str:
    if high is None:
        return f"{shown(low)} or more"
    return shown(low) if low == high else f"{shown(low)} to {shown(high)}"
