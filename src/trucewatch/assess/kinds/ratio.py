"""A weighted exchange: so much owed for each that was given."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import lcm
from typing import ClassVar, Literal

from trucewatch.assess import units_sql
from trucewatch.model.agreement import STRICT
from trucewatch.model.clause import Act, Clause

VERSION = 5


@dataclass(frozen=True, kw_only=True)
class Weight:
    """`owe` for each `per` given; a rest smaller than `per` is rounded as stated."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    owe: int
    per: int = 1
    rounding: Literal["down", "up"] = "down"
    where: dict[str, str] = field(default_factory=dict)
    """Category of what was given; a claim without the key is possibly in it."""


@dataclass(frozen=True, kw_only=True)
class Ratio(Clause):
    """Parameters: what is given, what is owed for it, at which weights."""

    kind: Literal["ratio"]
    given: Act
    owed: Act
    weights: list[Weight]
    cap: int | None = None
    """At most this many are owed in all."""
    by: Literal["cumulative", "tranche"] = "cumulative"
    """``tranche``: each value of the qualifier `tranche` is an exchange of its own."""


def parts(clause: Ratio) -> list[tuple[str, Act]]:
    """What is owed as the part ``owed``; what was given as ``given:0``, ... one per weight."""
    given = [
        (f"given:{i}", replace(clause.given, where={**clause.given.where, **weight.where}))
        for i, weight in enumerate(clause.weights)
    ]
    return [("owed", clause.owed), *given]


def common_multiple(clause: Ratio) -> int:
    """Least common multiple of the weights' `per`, so that all sums stay integers."""
    return lcm(*(weight.per for weight in clause.weights))


# The latest count of an account; an account of increments only, their sum (by days where they
# overlap, as in `progress_sql`): without a high, for nothing says that its reports tell of
# everything. An account of possible claims alone is shown.
DELIVERED = """
CREATE TABLE delivered AS
SELECT v, lineage, subject, basis, a1, a2, low, high FROM (
  SELECT c.v, c.lineage, c.subject, c.basis, c.as_at AS a1, c.latest AS a2,
    CAST(c.lo AS BIGINT) AS low, CAST(c.hi AS BIGINT) AS high,
    ROW_NUMBER() OVER (PARTITION BY c.v, c.lineage, c.subject, c.basis
      ORDER BY c.latest DESC, c.lo DESC, c.claim) AS n
  FROM counted c WHERE c.part = 'owed' AND c.is_count = 1 AND c.sure = 1
) t WHERE n = 1
UNION ALL
SELECT y.v, y.lineage, y.subject, y.basis, MIN(y.a1), MAX(y.a2),
  CAST(CASE WHEN MAX(y.hit) = 1 THEN GREATEST(MAX(y.most), SUM(y.day_most)) ELSE SUM(y.total) END
    AS BIGINT),
  CAST(NULL AS BIGINT)
FROM (
  SELECT c.v, c.lineage, c.subject, c.basis, c.one_day, MIN(c.earliest) AS a1, MAX(c.latest) AS a2,
    CAST(MAX(o.hit) AS BIGINT) AS hit, CAST(SUM(c.lo) AS BIGINT) AS total,
    CAST(MAX(c.lo) AS BIGINT) AS most,
    CASE WHEN c.one_day IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(MAX(c.lo) AS BIGINT) END
      AS day_most
  FROM counted c
  JOIN increments_overlap o ON o.v = c.v AND o.part = c.part AND o.lineage = c.lineage
    AND o.subject = c.subject AND o.basis = c.basis
  LEFT JOIN counted k ON k.v = c.v AND k.part = c.part AND k.lineage = c.lineage
    AND k.subject = c.subject AND k.basis = c.basis AND k.is_count = 1 AND k.sure = 1
  WHERE c.part = 'owed' AND c.is_count = 0 AND c.sure = 1 AND k.claim IS NULL
  GROUP BY c.v, c.lineage, c.subject, c.basis, c.one_day
) y
GROUP BY y.v, y.lineage, y.subject, y.basis
UNION ALL
SELECT v, lineage, subject, basis, MIN(earliest), MAX(latest), CAST(0 AS BIGINT),
  CAST(NULL AS BIGINT)
FROM counted WHERE part = 'owed'
GROUP BY v, lineage, subject, basis HAVING MAX(sure) = 0
"""

POINTS = """
CREATE TABLE point AS
SELECT DISTINCT w.v, w.part, t.t
FROM weight w JOIN (
  SELECT v, a1 AS t FROM delivered UNION SELECT v, a2 FROM delivered
) t ON t.v = w.v
"""

# Taking away a lineage that tells what was given changes what was owed.
WITHOUT = """
CREATE TABLE without AS
SELECT v, '' AS given_up FROM parameter
UNION SELECT v, lineage FROM counted WHERE part <> 'owed'
"""

# What lineages around that date put the given at: on the last day with counts before it, the least
# of what each shows at least; on the first day with counts after it, the greatest of what each
# shows at most. Without counts before, what any account shows for certain. Counts that cross are
# a range the other way round.
GIVEN = """
CREATE TABLE given_range AS
SELECT v, given_up, lineage, subject, basis, part,
  CASE WHEN high < low THEN high ELSE low END AS low,
  CASE WHEN high < low THEN low ELSE high END AS high
FROM (
SELECT d.v, r.given_up, d.lineage, d.subject, d.basis, w.part,
  COALESCE(b.low, i.low, CAST(0 AS BIGINT)) AS low, f.high
FROM delivered d
JOIN without r ON r.v = d.v
JOIN weight w ON w.v = d.v
LEFT JOIN (
  SELECT v, given_up, part, t, CAST(MIN(lo) AS BIGINT) AS low FROM (
   SELECT v, given_up, part, t, lineage, MAX(lo) AS lo FROM (
    SELECT c.v, r.given_up, c.part, p.t, c.lineage, c.lo, c.day_last,
      MAX(c.day_last) OVER (PARTITION BY c.v, r.given_up, c.part, p.t) AS nearest
    FROM counted c JOIN point p ON p.v = c.v AND p.part = c.part AND c.latest <= p.t
    JOIN without r ON r.v = c.v AND r.given_up <> c.lineage
    WHERE c.is_count = 1 AND c.sure = 1
   ) x WHERE day_last = nearest GROUP BY v, given_up, part, t, lineage
  ) y GROUP BY v, given_up, part, t
) b ON b.v = d.v AND b.given_up = r.given_up AND b.part = w.part AND b.t = d.a1
LEFT JOIN (
  SELECT v, given_up, part, t, CAST(MAX(hi) AS BIGINT) AS high FROM (
   SELECT v, given_up, part, t, lineage, MIN(hi) AS hi FROM (
    SELECT c.v, r.given_up, c.part, p.t, c.lineage, c.hi, c.day_last,
      MIN(c.day_last) OVER (PARTITION BY c.v, r.given_up, c.part, p.t) AS nearest
    FROM counted c JOIN point p ON p.v = c.v AND p.part = c.part AND c.as_at >= p.t
    JOIN without r ON r.v = c.v AND r.given_up <> c.lineage
    WHERE c.is_count = 1 AND c.sure = 1 AND c.hi IS NOT NULL
   ) x WHERE day_last = nearest GROUP BY v, given_up, part, t, lineage
  ) y GROUP BY v, given_up, part, t
) f ON f.v = d.v AND f.given_up = r.given_up AND f.part = w.part AND f.t = d.a2
LEFT JOIN (
  SELECT p.v, r.given_up, p.part, p.t, CAST(MAX(p.low) AS BIGINT) AS low
  FROM progress p JOIN without r ON r.v = p.v AND r.given_up <> p.lineage
  GROUP BY p.v, r.given_up, p.part, p.t
) i ON i.v = d.v AND i.given_up = r.given_up AND i.part = w.part AND i.t = d.a1
) z
"""

# Owed, times the common multiple: integers only. A rest below `per` is rounded as the weight says.
OWED = """
CREATE TABLE owed AS
SELECT g.v, g.given_up, g.lineage, g.subject, g.basis,
  CAST(SUM(w.mult * (CASE WHEN w.up = 1 THEN g.low + (w.per - g.low % w.per) % w.per
    ELSE g.low - g.low % w.per END)) AS BIGINT) AS low,
  CASE WHEN COUNT(*) = COUNT(g.high) THEN
    CAST(SUM(w.mult * (CASE WHEN w.up = 1 THEN g.high + (w.per - g.high % w.per) % w.per
      ELSE g.high - g.high % w.per END)) AS BIGINT) END AS high
FROM given_range g JOIN weight w ON w.v = g.v AND w.part = g.part
GROUP BY g.v, g.given_up, g.lineage, g.subject, g.basis
"""

COMPARED = """
CREATE TABLE compared AS
SELECT t.v, t.given_up, t.lineage, t.subject, t.basis, t.p1, t.p2, t.low, t.high,
  t.owed_low, t.owed_high, t.multiple,
  CASE WHEN t.low > t.high THEN 'neither'
       WHEN t.low * t.multiple >= t.owed_high THEN 'kept'
       WHEN t.high * t.multiple < t.owed_low THEN 'breached'
       ELSE 'neither' END AS says
FROM (
  SELECT d.v, o.given_up, d.lineage, d.subject, d.basis, d.a1 AS p1, d.a2 AS p2, d.low, d.high,
    k.multiple,
    CASE WHEN k.cap IS NULL THEN o.low ELSE LEAST(o.low, k.cap * k.multiple) END AS owed_low,
    CASE WHEN k.cap IS NULL THEN o.high
         ELSE LEAST(COALESCE(o.high, k.cap * k.multiple), k.cap * k.multiple) END AS owed_high
  FROM delivered d
  JOIN owed o ON o.v = d.v AND o.lineage = d.lineage AND o.subject = d.subject
    AND o.basis = d.basis
  JOIN parameter k ON k.v = d.v
) t
"""

MEASURED = """
CREATE TABLE measured AS
SELECT v, 'window' AS cell, 'owed' AS part, lineage, subject, basis, '' AS sub, p1, p2, low, high,
  low AS stated_low, high AS stated_high, owed_low AS quota_low, owed_high AS quota_high,
  multiple AS days, -1 AS unit_days, says
FROM compared WHERE given_up = ''
"""

# Only a denial of what was owed answers an account of it; what was given is told beside.
CLAIMS = """
CREATE TABLE measured_claim AS
SELECT c.v, 'window' AS cell, c.part, c.lineage, c.subject, c.basis, '' AS sub, c.claim,
  CASE WHEN c.part = 'owed' THEN c.sure ELSE 0 END AS certain
FROM counted c
"""

CELLS = """
CREATE TABLE cell AS
SELECT v, 'window' AS cell, '' AS unit, 1 AS perform FROM parameter
"""

RESULT = """
CREATE TABLE result AS
SELECT v, 'window' AS unit, standard, removed,
  CASE rank WHEN 1 THEN 'breached' WHEN 2 THEN 'contested' WHEN 3 THEN 'undetermined'
    ELSE 'kept' END AS status,
  '' AS reason
FROM cell_status
"""

PREPARE = (DELIVERED, POINTS)
"""After ``counted``: what was delivered, and the instants at which the given is read."""
MEASURE = (WITHOUT, GIVEN, OWED, COMPARED, MEASURED, CLAIMS, CELLS)
"""From ``progress`` to ``measured``, ``measured_claim`` and ``cell``."""
SUPPORT = (
    *units_sql.ANSWERS,
    units_sql.support("own_support"),
    """
CREATE TABLE instead AS
SELECT v, 'window' AS cell, given_up FROM without WHERE given_up <> ''
""",
    """
CREATE TABLE other_support AS
SELECT c.v, 'window' AS cell, c.lineage, c.says, c.given_up,
  CAST(MIN(COALESCE(d.disputed, 0)) AS BIGINT) AS disputed, CAST(1 AS BIGINT) AS spoken
FROM compared c
LEFT JOIN account_denied d ON d.v = c.v AND d.cell = 'window' AND d.lineage = c.lineage
  AND d.subject = c.subject AND d.basis = c.basis
WHERE c.given_up <> '' AND c.says <> 'neither'
GROUP BY c.v, c.lineage, c.says, c.given_up
""",
    "CREATE TABLE support AS SELECT * FROM own_support UNION ALL SELECT * FROM other_support",
)
"""Support, also where a lineage that tells what was given is taken away."""
DECIDE = (RESULT,)
"""From ``cell_status`` to ``result``."""
