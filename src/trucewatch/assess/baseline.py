"""Levels before, during and after: rows of a series added up by zone, party and period.

Beside the findings, never in one: nothing here says what was kept or breached. A row counts whole
for the period in which it begins, as those who publish such levels count; how many rows reach
over an edge, and how well the day of each is known, stands beside every sum. Sums are integers,
with the days they are to be divided by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from trucewatch.case.milestones import anchor_span
from trucewatch.model.agreement import Party
from trucewatch.model.baseline import (
    WIDTHS,
    Baseline,
    BaselinePeriod,
    BaselineResult,
    Level,
    Tally,
)
from trucewatch.model.case import Case
from trucewatch.model.instant import civil_date
from trucewatch.store import DuckStore

Rows = list[tuple[object, ...]]

# Columns of each table; a name that ends in # holds integers.
TABLES = {
    "claim": "claim_id subject property lo# hi# stated_low# crossed# each_day# d1# d2# zone actor "
             "sure_actor# target",
    "qualifier": "claim_id k val",
    "zone_member": "zone contains certain#",
    "base": "b# n_where# precise#",
    "base_property": "b# property",
    "base_series": "b# subject",
    "base_where": "b# k val",
    "cell": "b# cell# zone party d1# d2#",
    "cell_member": "cell# of_actor# id",
}

PICKED = """
CREATE TABLE picked AS
SELECT b.b, b.precise, c.claim_id, c.lo, c.hi, c.stated_low, c.crossed, c.each_day, c.d1, c.d2,
  c.zone, c.actor, c.sure_actor, c.target
FROM base b
JOIN base_series s ON s.b = b.b
JOIN base_property p ON p.b = b.b
JOIN claim c ON c.subject = s.subject AND c.property = p.property
LEFT JOIN (
  SELECT w.b, q.claim_id, CAST(COUNT(*) AS BIGINT) AS n
  FROM base_where w JOIN qualifier q ON q.k = w.k AND q.val = w.val
  GROUP BY w.b, q.claim_id
) m ON m.b = b.b AND m.claim_id = c.claim_id
WHERE COALESCE(m.n, 0) = b.n_where
"""

# A row without a zone, or in one that overlaps, is possible there; without a party, possible of
# any. A claim of each day begins on every day it shares with the period, and counts for each.
PLACED = """
CREATE TABLE placed AS
SELECT l.cell, p.claim_id, p.crossed, p.stated_low,
  CASE WHEN p.each_day = 1 THEN p.lo * (LEAST(p.d2, l.d2) - GREATEST(p.d1, l.d1) + 1)
    ELSE p.lo END AS lo,
  CASE WHEN p.each_day = 1 THEN p.hi * (LEAST(p.d2, l.d2) - GREATEST(p.d1, l.d1) + 1)
    ELSE p.hi END AS hi,
  CASE WHEN p.each_day = 1 THEN 1 ELSE p.d2 - p.d1 + 1 END AS width,
  CASE WHEN p.each_day = 1 OR p.d1 >= l.d1 THEN 1 ELSE 0 END AS begun,
  CASE WHEN p.each_day = 1 OR (p.d1 >= l.d1 AND p.d2 <= l.d2) THEN 1 ELSE 0 END AS inside,
  CASE WHEN p.each_day = 1 OR p.d2 - p.d1 + 1 <= p.precise THEN 1 ELSE 0 END AS precise,
  CASE WHEN z.certain = 1 AND (l.party = '' OR (m.id IS NOT NULL
    AND (m.of_actor = 0 OR p.sure_actor = 1))) THEN 1 ELSE 0 END AS sure
FROM picked p
JOIN cell l ON l.b = p.b AND p.d2 >= l.d1 AND p.d1 <= l.d2
LEFT JOIN zone_member z ON z.zone = p.zone AND z.contains = l.zone
LEFT JOIN cell_member m ON m.cell = l.cell
  AND m.id = CASE WHEN m.of_actor = 1 THEN p.actor ELSE p.target END
LEFT JOIN (SELECT cell, MAX(of_actor) AS of_actor FROM cell_member GROUP BY cell) w
  ON w.cell = l.cell
WHERE (p.zone = '' OR z.zone IS NOT NULL)
  AND (l.party = '' OR m.id IS NOT NULL
    OR CASE WHEN w.of_actor = 1 THEN p.actor ELSE p.target END = '')
"""

SUMS = """
SELECT cell, sure, begun, inside, precise, width_class,
  CAST(COUNT(*) AS BIGINT), CAST(SUM(lo) AS BIGINT), CAST(COUNT(hi) AS BIGINT),
  CAST(COALESCE(SUM(hi), 0) AS BIGINT), CAST(SUM(1 - stated_low) AS BIGINT),
  CAST(SUM(crossed) AS BIGINT)
FROM (
  SELECT t.*, {classes} AS width_class FROM placed t
) x
GROUP BY cell, sure, begun, inside, precise, width_class
ORDER BY cell, sure, begun, inside, precise, width_class
"""


@dataclass(frozen=True)
class _Cell:
    baseline: int
    zone: str
    party: str
    period: BaselinePeriod
    first: date
    last: date


@dataclass
class _Sum:
    """Sums of the groups that go into one tally."""

    rows: int = 0
    low: int = 0
    with_high: int = 0
    high: int = 0
    no_low: int = 0
    crossed: int = 0

    def add(self, numbers: Sequence[int]) -> None:
        rows, low, with_high, high, no_low, crossed = numbers
        self.rows += rows
        self.low += low
        self.with_high += with_high
        self.high += high
        self.no_low += no_low
        self.crossed += crossed

    def tally(self) -> Tally:
        known = self.with_high == self.rows
        return Tally(rows=self.rows, low=self.low, high=self.high if known else None,
                     no_low=self.no_low, crossed=self.crossed)


@dataclass
class _Sums:
    rows: _Sum = field(default_factory=_Sum)
    precise: _Sum = field(default_factory=_Sum)
    inside: _Sum = field(default_factory=_Sum)
    begun_before: _Sum = field(default_factory=_Sum)
    possible: _Sum = field(default_factory=_Sum)
    widths: dict[int, _Sum] = field(default_factory=lambda: {i: _Sum() for i in range(len(WIDTHS))})


def baselines(case: Case, as_of: int) -> list[BaselineResult]:
    """Every declared baseline of a case.

    Parameters
    ----------
    case
        The case; exactly the claims to consider.
    as_of
        Instant the run stands at, microseconds UTC; periods are cut at its civil day.

    Returns
    -------
    list of BaselineResult
        In the order of the case; a period that has no date yet, or begins later, has no level.
    """
    if not case.baselines:
        return []
    cells = list(_cells(case, as_of))
    sums: dict[int, _Sums] = {number: _Sums() for number in range(len(cells))}
    with DuckStore() as store:
        for name, rows in _tables(case, cells).items():
            _load(store, name, rows)
        store.run(PICKED)
        store.run(PLACED)
        for row in store.rows(SUMS.format(classes=_classes())):
            cell, sure, begun, inside, precise, width, *numbers = (int(str(v)) for v in row)
            _sort_in(sums[cell], numbers, sure=sure, begun=begun, inside=inside, precise=precise,
                     width=width)
    subjects = {str(subject) for subject in case.claims["subject"]}
    return [
        BaselineResult(
            baseline=baseline, missing=[s for s in baseline.series if s not in subjects],
            levels=[_level(cell, sums[n]) for n, cell in enumerate(cells) if cell.baseline == b],
        )
        for b, baseline in enumerate(case.baselines)
    ]


def _sort_in(
    sums: _Sums, numbers: Sequence[int], *, sure: int, begun: int, inside: int, precise: int,
    width: int,
) -> None:
    if not begun:
        if sure:
            sums.begun_before.add(numbers)
        return
    if not sure:
        sums.possible.add(numbers)
        return
    sums.rows.add(numbers)
    sums.widths[width].add(numbers)
    if precise:
        sums.precise.add(numbers)
    if inside:
        sums.inside.add(numbers)


def _level(cell: _Cell, sums: _Sums) -> Level:
    return Level(
        zone=cell.zone, party=cell.party, period=cell.period.id, when=cell.period.when,
        first=str(cell.first), last=str(cell.last), days=(cell.last - cell.first).days + 1,
        rows=sums.rows.tally(), precise=sums.precise.tally(),
        widths={name: sums.widths[i].tally() for i, (name, _) in enumerate(WIDTHS)},
        inside=sums.inside.tally(), begun_before=sums.begun_before.tally(),
        possible=sums.possible.tally(),
    )


def _cells(case: Case, as_of: int) -> Iterable[_Cell]:
    for number, baseline in enumerate(case.baselines):
        for zone in baseline.zones:
            for party in ("", *baseline.parties):
                for period in baseline.periods:
                    if days := _days(case, period, as_of):
                        yield _Cell(number, zone, party, period, *days)


def _days(case: Case, period: BaselinePeriod, as_of: int) -> tuple[date, date] | None:
    """First and last civil day; an end at midnight ends with the day before."""
    tz = case.agreement.tz
    start = anchor_span(period.start, case.milestones, tz)
    end = anchor_span(period.end, case.milestones, tz)
    if start is None or end is None or start.lo > as_of:
        return None
    return civil_date(start.lo, tz), civil_date(min(max(end.hi - 1, start.lo), as_of), tz)


def _classes() -> str:
    cases = " ".join(f"WHEN width <= {most} THEN {i}" for i, (_, most) in enumerate(WIDTHS) if most)
    return f"CASE {cases} ELSE {len(WIDTHS) - 1} END"


def _members(party: Party | None, baseline: Baseline) -> list[str]:
    """Ids that stand for a party: itself and those it answers for, or its people."""
    if party is None:
        return []
    others = party.people if baseline.said_of == "target" else party.answers_for
    return list(dict.fromkeys((party.id, *others)))


def _tables(case: Case, cells: Sequence[_Cell]) -> dict[str, Rows]:
    found: dict[str, Rows] = {name: [] for name in TABLES}
    for b, baseline in enumerate(case.baselines):
        found["base"].append((b, len(baseline.where), baseline.precise_days))
        found["base_property"] += [(b, name) for name in baseline.properties]
        found["base_series"] += [(b, name) for name in baseline.series]
        found["base_where"] += [(b, k, value) for k, value in baseline.where.items()]
    parties = {party.id: party for party in case.agreement.parties}
    for number, cell in enumerate(cells):
        found["cell"].append((cell.baseline, number, cell.zone, cell.party, cell.first.toordinal(),
                              cell.last.toordinal()))
        baseline = case.baselines[cell.baseline]
        acted = int(baseline.said_of == "actor")
        found["cell_member"] += [
            (number, acted, name) for name in _members(parties.get(cell.party), baseline)
        ]
    wanted = {name for baseline in case.baselines for name in baseline.series}
    _claim_rows(case, wanted, found)
    members = case.zone_members
    found["zone_member"] = [
        (zone, inside, int(bool(sure))) for zone, inside, sure in zip(
            members["zone"], members["contains"], members["certain"], strict=True)
    ]
    return found


def _claim_rows(case: Case, wanted: set[str], found: dict[str, Rows]) -> None:
    """Increments of the series wanted: no denials, no running totals, no stocks."""
    claims, tz = case.claims, case.agreement.tz

    @cache
    def day(instant: int) -> int:
        return civil_date(instant, tz).toordinal()

    names = ("claim_id", "subject", "property", "measure", "stance", "low", "high", "earliest",
             "latest", "basis", "zone", "actor", "actor_certainty", "target", "qualifiers")
    for row in zip(*(claims[name] for name in names), strict=True):
        (claim, subject, prop, measure, stance, low, high, earliest, latest, basis, zone, actor,
         certainty, target, qualifiers) = row
        if (subject not in wanted or stance not in ("asserts", "claims_exception")
                or measure == "cumulative" or basis == "stock"):
            continue
        least = 0 if low is None else int(str(low))
        most = None if high is None else int(str(high))
        crossed = most is not None and least > most
        found["claim"].append((
            claim, subject, prop, most if crossed else least, least if crossed else most,
            int(low is not None), int(crossed), int(basis == "each_day"),
            day(int(str(earliest))), day(int(str(latest))), zone or "", actor or "",
            int(certainty != "possible"), target or "",
        ))
        for pair in filter(None, str(qualifiers or "").split("; ")):
            key, _, value = pair.partition("=")
            found["qualifier"].append((claim, key, value))


def _load(store: DuckStore, name: str, rows: Rows) -> None:
    columns = TABLES[name].split()
    schema = {c.removesuffix("#"): "BIGINT" if c.endswith("#") else "VARCHAR" for c in columns}
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    store.load(name, schema, dict(zip(schema, values, strict=True)))
