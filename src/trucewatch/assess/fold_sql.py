"""SQL that folds a large log: equal happenings of one series in one slot of time become one row.

A slot is a piece of a civil day between instants at which anything a clause asks can change: edges
of windows and units, ends of denials. What lies in one slot is told apart by no clause that counts
by units, so that a row with its number ``n`` stands for all of them, exactly. Claims that a denial
answers by name, claims with an interval and reports without a series stay rows of their own.
"""

from __future__ import annotations

EDGES = """
CREATE TABLE edge AS
SELECT DISTINCT t FROM (
  SELECT s1 AS t FROM variant UNION SELECT s2 FROM variant
  UNION SELECT e1 + 1 FROM variant UNION SELECT e2 + 1 FROM variant
  UNION SELECT u1 FROM period UNION SELECT u2 + 1 FROM period
  UNION SELECT earliest FROM denial UNION SELECT latest + 1 FROM denial
) x
"""

SLOTS = """
CREATE TABLE slot AS
SELECT day, t AS t1, COALESCE(LEAD(t) OVER (PARTITION BY day ORDER BY t) - 1, day_end) AS t2
FROM (
  SELECT d.day, d.t2 AS day_end, d.t1 AS t FROM day d
  UNION
  SELECT d.day, d.t2, e.t FROM day d JOIN edge e ON e.t > d.t1 AND e.t <= d.t2
) x
"""

FOLDING = """
CREATE TABLE folding AS
SELECT profile, CAST(MAX(CASE WHEN series = 1 AND basis = 'instant' THEN 1 ELSE 0 END) AS BIGINT)
  AS folds
FROM profile_match GROUP BY profile
"""

FOLDED = """
CREATE TABLE folded AS
SELECT c.claim, c.profile, c.low, c.high, c.earliest, c.latest, c.as_at, c.day_first, c.day_last,
  c.whole_first, c.whole_last, c.n
FROM claim c
JOIN folding f ON f.profile = c.profile
LEFT JOIN (SELECT DISTINCT answered FROM reply) r ON r.answered = c.claim
WHERE f.folds = 0 OR c.earliest < c.latest OR r.answered IS NOT NULL
UNION ALL
SELECT CAST(MIN(c.claim) AS BIGINT), c.profile, c.low, c.high, MIN(c.earliest), MAX(c.latest),
  MAX(c.as_at), s.day, s.day, s.day + 1, s.day - 1, CAST(SUM(c.n) AS BIGINT)
FROM claim c
JOIN folding f ON f.profile = c.profile AND f.folds = 1
JOIN slot s ON s.day = c.day_first AND c.earliest >= s.t1 AND c.earliest <= s.t2
LEFT JOIN (SELECT DISTINCT answered FROM reply) r ON r.answered = c.claim
WHERE c.earliest = c.latest AND r.answered IS NULL
GROUP BY c.profile, c.low, c.high, s.day, s.t1
"""

STATEMENTS = (EDGES, SLOTS, FOLDING, FOLDED)
"""After ``profile_match`` and ``denial``: they make ``folded``, in the form of ``claim``."""
