"""At least or at most N per civil day, week or month, with parts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple

from trucewatch.assess.units_sql import OVERLAPPING
from trucewatch.model.agreement import STRICT
from trucewatch.model.clause import Act, Clause
from trucewatch.model.instant import Period, Span

VERSION = 4


@dataclass(frozen=True, kw_only=True)
class Quota:
    """A number owed; a text that leaves it open gives a range."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the quantity with a quota of its own (50 fuel, 300 to the north)."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    act: Act
    at_least: Quota


@dataclass(frozen=True, kw_only=True)
class PartialUnits:
    """What is owed in the first and last unit, where the window cuts them.

    ``whole``: the whole civil unit counts and the whole quota is owed; ``prorated``: the quota is
    owed in proportion to elapsed time, rounded down; ``skip``: it is no unit.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    first: Literal["whole", "prorated", "skip"] = "whole"
    last: Literal["whole", "prorated", "skip"] = "skip"


@dataclass(frozen=True, kw_only=True)
class Rate(Clause):
    """Parameters: the act, the quota per unit, its parts."""

    kind: Literal["rate"]
    act: Act
    per: Literal["day", "week", "month", "whole"]
    """``whole``: the window is one unit (18 ships in two months)."""
    at_least: Quota | None = None
    at_most: Quota | None = None
    parts: list[Part] = field(default_factory=list)
    partial_units: PartialUnits = field(default_factory=PartialUnits)

    def __post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("exactly one of at_least and at_most")


def parts(clause: Rate) -> list[tuple[str, Act]]:
    """The quantity itself as the part ``all``, then the parts the text names."""
    return [("all", clause.act), *((part.id, part.act) for part in clause.parts)]


def quotas(clause: Rate) -> list[tuple[str, str, Quota]]:
    """(part, ``least`` or ``most``, quota) of each part."""
    if clause.at_most is not None:
        whole = ("all", "most", clause.at_most)
    else:
        whole = ("all", "least", clause.at_least or Quota(low=0, high=0))
    return [whole, *((part.id, "least", part.at_least) for part in clause.parts)]


UNIT_DAYS = {"day": 1, "week": 7, "month": 0, "whole": 0}
"""Civil days of a unit; 0: not the same for all, so a window counts whole units."""


class Share(NamedTuple):
    """What part of a unit's quota is owed, as elapsed time of the whole unit, microseconds."""

    least: int
    """Time the clause was certainly in force."""
    most: int
    """Time it was possibly in force."""
    whole: int


def edges(
    clause: Rate, start: Span, end: Span, units: Sequence[Period], *, open_end: bool
) -> tuple[Span, Span, dict[str, Share]] | None:
    """Window and shortened units after `partial_units`.

    Parameters
    ----------
    clause
        The rate.
    start, end
        Intervals of the first and last instant in force; each end is treated by itself.
    units
        Civil units from the earliest to the latest of these instants, in order.
    open_end
        True when the window ends only because the record does: its last unit, where cut, is no
        unit whatever the clause says, for it is not over.

    Returns
    -------
    tuple or None
        New start, new end, and the share owed in each unit that these cut; ``None`` when no unit
        is left.
    """
    rules = clause.partial_units
    last = "skip" if open_end else rules.last
    begins = [_begin(rules.first, at, units) for at in start]
    ends = [_finish(last if at == end.hi else rules.last, at, units) for at in end]
    start, end = Span(begins[0], begins[1]), Span(min(ends), ends[1])
    kept = [u for u in units if u.end >= start.lo and u.start <= end.hi]
    if not kept:
        return None
    if "prorated" not in {rules.first, rules.last}:
        return start, end, {}
    shares = {u.unit: _share(rules, u, start, end) for u in kept}
    return start, end, {unit: one for unit, one in shares.items() if one.least < one.whole}


def _share(rules: PartialUnits, unit: Period, start: Span, end: Span) -> Share:
    """What part of a unit is owed: all of it, but where the clause prorates."""
    begins = start if rules.first == "prorated" else Span(unit.start, unit.start)
    ends = end if rules.last == "prorated" else Span(unit.end, unit.end)
    return Share(
        least=max(0, min(unit.end, ends.lo) - max(unit.start, begins.hi) + 1),
        most=min(unit.end, ends.hi) - max(unit.start, begins.lo) + 1,
        whole=unit.end - unit.start + 1,
    )


def _begin(rule: str, at: int, units: Sequence[Period]) -> int:
    """First instant in force, where it lies within a unit as the rule has it."""
    unit = _around(at, units)
    if at == unit.start or rule == "prorated":
        return at
    return unit.start if rule == "whole" else unit.end + 1


def _finish(rule: str, at: int, units: Sequence[Period]) -> int:
    """Last instant in force, where it lies within a unit as the rule has it."""
    unit = _around(at, units)
    if at == unit.end or rule == "prorated":
        return at
    return unit.end if rule == "whole" else unit.start - 1


def _around(at: int, units: Sequence[Period]) -> Period:
    return units[bisect_left(units, at, key=lambda unit: unit.end)]


# An account counts as a sum only where its claims do not overlap; else each claim stands alone.
SPLIT = """
CREATE TABLE counted AS
SELECT m.v, m.part, m.claim, m.n, m.lineage, m.subject, m.basis, m.certain, m.lo, m.hi,
  COALESCE(m.own_hi, GREATEST(m.lo, 1)) AS own, m.day_first, m.day_last,
  CASE WHEN m.series = 1 AND m.basis = 'instant' THEN 1 ELSE 0 END AS happening, m.earliest,
  m.latest, m.whole_first, m.whole_last, m.stated_low, m.stated_high,
  CASE WHEN m.basis = 'each_day' OR o.hit = 1 THEN CAST(m.claim AS STRING) ELSE '' END AS sub
FROM matched m
JOIN overlapping o ON o.v = m.v AND o.part = m.part AND o.lineage = m.lineage
  AND o.subject = m.subject AND o.basis = m.basis
"""

# What is said of each day is of whole civil days: a unit cut within one has to be told of whole.
PLACED = """
CREATE TABLE placed AS
SELECT u.v, u.unit, c.part, c.claim, c.n, c.lineage, c.subject, c.basis, c.sub, c.happening, c.own,
  CASE WHEN c.certain = 0 THEN 0
       WHEN c.basis = 'each_day' THEN CASE
         WHEN c.whole_first <= u.day_first AND c.whole_last >= u.day_last
         THEN c.lo * (u.day_last - u.day_first + 1) ELSE 0 END
       WHEN c.earliest >= u.c1 AND c.latest <= u.c2 THEN c.lo ELSE 0 END AS lo,
  CASE WHEN c.basis = 'each_day' THEN CASE
         WHEN c.whole_first <= u.day_first AND c.whole_last >= u.day_last
         THEN c.hi * (u.day_last - u.day_first + 1) END
       ELSE c.hi END AS hi,
  CASE WHEN c.certain = 1 AND c.earliest >= u.c1 AND c.latest <= u.c2 THEN 1
       WHEN c.certain = 1 AND c.basis = 'each_day'
         AND c.whole_first <= u.day_first AND c.whole_last >= u.day_last
       THEN 1 ELSE 0 END AS sure,
  LEAST(c.latest, u.p2) - GREATEST(c.earliest, u.p1) + 1 AS touched
FROM touched t
JOIN unit u ON u.v = t.v AND u.unit = t.unit
JOIN counted c ON c.v = t.v AND c.part = t.part AND c.claim = t.claim
"""

UNITS = """
CREATE TABLE unit_measured AS
SELECT t.v, t.unit || '|' || t.part AS cell, t.part, t.lineage, t.subject, t.basis, t.sub,
  u.p1, u.p2, t.low, t.high, t.low AS stated_low, t.high AS stated_high,
  COALESCE(x.low, q.low) AS quota_low, COALESCE(x.high, q.high) AS quota_high,
  CAST(u.day_last - u.day_first + 1 AS BIGINT) AS days, 0 AS unit_days,
  CASE WHEN t.low > t.high THEN 'neither'
       WHEN q.way = 'least' AND t.low >= COALESCE(x.high, q.high) THEN 'kept'
       WHEN q.way = 'least' AND t.high < COALESCE(x.low, q.low) THEN 'breached'
       WHEN q.way = 'most' AND t.low > COALESCE(x.high, q.high) THEN 'breached'
       WHEN q.way = 'most' AND t.high <= COALESCE(x.low, q.low) THEN 'kept'
       ELSE 'neither' END AS says
FROM (
  SELECT p.v, p.unit, p.part, p.lineage, p.subject, p.basis, p.sub,
    CAST(SUM(p.n * p.lo) AS BIGINT) AS low,
    CASE WHEN MAX(p.happening) = 1 THEN CASE WHEN MAX(CASE WHEN w.lineage IS NULL THEN 0 ELSE 1 END)
           = 1 THEN CAST(SUM(p.n * p.own) AS BIGINT) END
      WHEN COUNT(*) = COUNT(p.hi) AND SUM(p.touched) = MAX(u.p2 - u.p1 + 1)
      THEN CAST(SUM(p.hi) AS BIGINT) END AS high
  FROM placed p
  JOIN unit u ON u.v = p.v AND u.unit = p.unit
  LEFT JOIN covered w ON w.v = p.v AND w.unit = p.unit AND w.part = p.part
    AND w.lineage = p.lineage
  GROUP BY p.v, p.unit, p.part, p.lineage, p.subject, p.basis, p.sub
  UNION ALL
  SELECT w.v, w.unit, w.part, w.lineage, 'coverage', 'total', '', CAST(0 AS BIGINT),
    CAST(0 AS BIGINT)
  FROM covered w
  LEFT JOIN (SELECT DISTINCT v, unit, part, lineage FROM placed) p
    ON p.v = w.v AND p.unit = w.unit AND p.part = w.part AND p.lineage = w.lineage
  WHERE p.lineage IS NULL
) t
JOIN unit u ON u.v = t.v AND u.unit = t.unit
JOIN quota q ON q.v = t.v AND q.part = t.part
LEFT JOIN quota_of_unit x ON x.v = t.v AND x.part = t.part AND x.unit = t.unit
"""

# Stretches an account covers without a gap: what is owed counts their whole civil days. What
# happened at one instant covers nothing: many such happenings can be one row of a folded log.
STRETCH = """
CREATE TABLE stretch AS
SELECT v, part, lineage, subject, basis, sub, island, MIN(earliest) AS earliest,
  MAX(latest) AS latest, MIN(whole_first) AS whole_first, MAX(whole_last) AS whole_last
FROM (
  SELECT t.*, CAST(SUM(t.gap) OVER (
      PARTITION BY t.v, t.part, t.lineage, t.subject, t.basis, t.sub
      ORDER BY t.earliest, t.latest, t.claim ROWS UNBOUNDED PRECEDING) AS BIGINT) AS island
  FROM (
    SELECT c.*, CASE WHEN c.earliest <= 1 + MAX(c.latest) OVER (
        PARTITION BY c.v, c.part, c.lineage, c.subject, c.basis, c.sub
        ORDER BY c.earliest, c.latest, c.claim
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS gap
    FROM counted c JOIN variant va ON va.v = c.v AND c.latest >= va.s1 AND c.earliest <= va.e2
    WHERE c.n = 1 AND (c.happening = 0 OR c.earliest < c.latest)
  ) t
) x
GROUP BY v, part, lineage, subject, basis, sub, island
"""

# Whole civil days shared with the window; for months, whole months, and the days in them.
SHARED = """
CREATE TABLE shared_days AS
SELECT s.v, s.part, s.lineage, s.subject, s.basis, s.sub,
  CAST(SUM(CASE WHEN k.unit_days = 0 THEN COALESCE(m.months, 0)
    WHEN LEAST(s.whole_last, k.day_last) >= GREATEST(s.whole_first, k.day_first)
    THEN LEAST(s.whole_last, k.day_last) - GREATEST(s.whole_first, k.day_first) + 1
    ELSE 0 END) AS BIGINT) AS days,
  CAST(SUM(CASE WHEN k.unit_days = 0 THEN COALESCE(m.days, 0)
    WHEN LEAST(s.whole_last, k.day_last) >= GREATEST(s.whole_first, k.day_first)
    THEN LEAST(s.whole_last, k.day_last) - GREATEST(s.whole_first, k.day_first) + 1
    ELSE 0 END) AS BIGINT) AS civil_days
FROM stretch s
JOIN parameter k ON k.v = s.v
LEFT JOIN (
  SELECT s.v, s.part, s.lineage, s.subject, s.basis, s.sub, s.island,
    CAST(COUNT(*) AS BIGINT) AS months,
    CAST(SUM(p.day_last - p.day_first + 1) AS BIGINT) AS days
  FROM stretch s
  JOIN parameter k ON k.v = s.v AND k.unit_days = 0
  JOIN variant va ON va.v = s.v AND va.one_unit = 0
  JOIN period p ON p.per = va.per AND p.u1 >= s.earliest AND p.u1 >= va.s2
    AND p.u2 <= s.latest AND p.u2 <= va.e1
  GROUP BY s.v, s.part, s.lineage, s.subject, s.basis, s.sub, s.island
) m ON m.v = s.v AND m.part = s.part AND m.lineage = s.lineage AND m.subject = s.subject
  AND m.basis = s.basis AND m.sub = s.sub AND m.island = s.island
GROUP BY s.v, s.part, s.lineage, s.subject, s.basis, s.sub
"""

# A lineage that watched the whole window counts everything in it; what is owed is for all of it.
WATCHED_ALL = """
CREATE TABLE watched_all AS
SELECT w.v, w.part, w.lineage,
  CAST(MAX(CASE WHEN k.unit_days = 0 THEN COALESCE(m.months, 0)
    ELSE GREATEST(k.day_last - k.day_first + 1, 0) END) AS BIGINT) AS days
FROM watched w
JOIN variant va ON va.v = w.v AND w.t1 <= va.s1 AND w.t2 >= va.e2
JOIN parameter k ON k.v = w.v
LEFT JOIN (
  SELECT va.v, CAST(COUNT(*) AS BIGINT) AS months
  FROM variant va JOIN period p ON p.per = va.per AND p.u1 >= va.s2 AND p.u2 <= va.e1
  GROUP BY va.v
) m ON m.v = w.v
GROUP BY w.v, w.part, w.lineage
"""

# The same accounts over the period they cover themselves, against what was owed in it.
WINDOW = """
CREATE TABLE own_measured AS
SELECT t.v, t.part, t.lineage, t.subject, t.basis, t.sub, t.p1, t.p2, t.low, t.high,
  t.stated_low, t.stated_high, q.low AS quota_low, q.high AS quota_high, t.days,
  GREATEST(k.unit_days, 1) AS unit_days,
  CASE WHEN t.days = 0 OR t.low > t.high THEN 'neither'
       WHEN q.way = 'least' AND t.low * GREATEST(k.unit_days, 1) >= q.high * t.days THEN 'kept'
       WHEN q.way = 'least' AND t.high * GREATEST(k.unit_days, 1) < q.low * t.days THEN 'breached'
       WHEN q.way = 'most' AND t.low * GREATEST(k.unit_days, 1) > q.high * t.days THEN 'breached'
       WHEN q.way = 'most' AND t.high * GREATEST(k.unit_days, 1) <= q.low * t.days THEN 'kept'
       ELSE 'neither' END AS says
FROM (
  SELECT c.v, c.part, c.lineage, c.subject, c.basis, c.sub,
    MIN(c.earliest) AS p1, MAX(c.latest) AS p2,
    CAST(MAX(CASE WHEN c.happening = 1 THEN COALESCE(w.days, d.days, 0)
      ELSE COALESCE(d.days, 0) END) AS BIGINT) AS days,
    CAST(SUM(CASE WHEN c.certain = 0 THEN 0
      WHEN c.basis = 'each_day' THEN c.lo * COALESCE(d.civil_days, 0)
      WHEN c.earliest >= va.s2 AND c.latest <= va.e1 THEN c.n * c.lo ELSE 0 END) AS BIGINT) AS low,
    CASE WHEN MAX(c.happening) = 1 THEN CASE WHEN MAX(CASE WHEN w.lineage IS NULL THEN 0 ELSE 1 END)
           = 1 THEN CAST(SUM(c.n * c.own) AS BIGINT) END
      WHEN COUNT(*) = COUNT(c.hi) THEN CAST(SUM(CASE WHEN c.basis = 'each_day'
      THEN c.hi * COALESCE(d.civil_days, 0) ELSE c.hi END) AS BIGINT) END AS high,
    CAST(SUM(c.n * c.stated_low) AS BIGINT) AS stated_low,
    CASE WHEN COUNT(*) = COUNT(c.stated_high)
      THEN CAST(SUM(c.n * c.stated_high) AS BIGINT) END AS stated_high
  FROM counted c
  JOIN variant va ON va.v = c.v AND va.one_unit = 0 AND c.latest >= va.s1 AND c.earliest <= va.e2
  LEFT JOIN shared_days d ON d.v = c.v AND d.part = c.part AND d.lineage = c.lineage
    AND d.subject = c.subject AND d.basis = c.basis AND d.sub = c.sub
  LEFT JOIN watched_all w ON w.v = c.v AND w.part = c.part AND w.lineage = c.lineage
  GROUP BY c.v, c.part, c.lineage, c.subject, c.basis, c.sub
) t
JOIN quota q ON q.v = t.v AND q.part = t.part
JOIN parameter k ON k.v = t.v
"""

# Where the window is one unit, its accounts are that unit's.
SHOWN = """
CREATE TABLE window_measured AS
SELECT * FROM own_measured
UNION ALL
SELECT m.v, m.part, m.lineage, m.subject, m.basis, m.sub, m.p1, m.p2, m.low, m.high, m.stated_low,
  m.stated_high, m.quota_low, m.quota_high, m.days, m.unit_days, m.says
FROM unit_measured m JOIN variant va ON va.v = m.v AND va.one_unit = 1
"""

MEASURED = """
CREATE TABLE measured AS
SELECT * FROM unit_measured
UNION ALL
SELECT v, 'own|' || part, part, lineage, subject, basis, sub, p1, p2, low, high,
  stated_low, stated_high, quota_low, quota_high, days, unit_days, says
FROM own_measured
"""

CLAIMS = """
CREATE TABLE measured_claim AS
SELECT v, unit || '|' || part AS cell, part, lineage, subject, basis, sub, claim,
  sure AS certain
FROM placed
UNION ALL
SELECT c.v, 'own|' || c.part, c.part, c.lineage, c.subject, c.basis, c.sub, c.claim,
  CASE WHEN c.certain = 1 AND (c.basis = 'each_day' OR (c.earliest >= va.s2 AND c.latest <= va.e1))
       THEN 1 ELSE 0 END
FROM counted c
JOIN variant va ON va.v = c.v AND va.one_unit = 0 AND c.latest >= va.s1 AND c.earliest <= va.e2
"""

CELLS = """
CREATE TABLE cell AS
SELECT u.v, u.unit || '|' || q.part AS cell, u.unit, 1 AS in_shares,
  CASE WHEN q.way = 'least' AND u.p2 <= k.as_of THEN 1 ELSE 0 END AS perform
FROM unit u
JOIN quota q ON q.v = u.v
JOIN parameter k ON k.v = u.v
UNION ALL
SELECT DISTINCT v, 'own|' || part, '', 0, 0 FROM own_measured WHERE says <> 'neither'
"""

WINDOW_CLAIMS = """
CREATE TABLE window_claim AS
SELECT m.v, m.part, m.lineage, m.subject, m.basis, m.sub, m.claim
FROM measured_claim m JOIN variant va ON va.v = m.v
WHERE va.one_unit = 1 OR m.cell LIKE 'own|%'
"""

MEASURE = (
    OVERLAPPING, SPLIT, PLACED, UNITS, STRETCH, SHARED, WATCHED_ALL, WINDOW, SHOWN, MEASURED,
    CLAIMS, CELLS, WINDOW_CLAIMS,
)
"""SQL in order: from ``matched``, ``overlapping`` and ``unit`` to ``measured`` and the rest."""
