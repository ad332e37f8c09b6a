"""SQL for "how many by then": what each account says had been done by an instant.

Reads ``matched``, ``variant``, ``overlapping`` of increments, ``list_size`` (v, part, size) and
``point`` (v, part, t). Makes ``progress`` (v, part, t, account, low, high). Counts and increments
of one account are read together; see "Deadline" in how-findings-are-made.
"""

from __future__ import annotations

# A count "since 10 October" of a clause in force from noon of that day is a count since then.
COUNTED = """
CREATE TABLE counted AS
SELECT t.v, t.part, t.claim_id, t.lineage, t.subject, t.basis, '' AS sub, t.certain, t.lo, t.hi,
  t.own_hi,
  t.earliest, t.latest, t.as_at, t.stated_low, t.stated_high, t.day_last,
  CASE WHEN t.day_first = t.day_last THEN t.day_first END AS one_day,
  CASE WHEN t.certain = 1
    AND t.earliest >= CASE WHEN t.is_count = 1 THEN va.day2 ELSE va.s2 END
    THEN 1 ELSE 0 END AS sure,
  t.is_count
FROM (
  SELECT m.*, CASE WHEN m.measure = 'cumulative' OR m.basis = 'stock' THEN 1 ELSE 0 END AS is_count
  FROM matched m
) t
JOIN variant va ON va.v = t.v
WHERE t.earliest >= CASE WHEN t.is_count = 1 THEN va.day1 ELSE va.s1 END
"""

OVERLAPPING = """
CREATE TABLE increments_overlap AS
SELECT v, part, lineage, subject, basis, CAST(MAX(hit) AS INTEGER) AS hit
FROM (
  SELECT v, part, lineage, subject, basis,
    CASE WHEN earliest <= MAX(latest) OVER (
      PARTITION BY v, part, lineage, subject, basis ORDER BY earliest, latest, claim_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 1 ELSE 0 END AS hit
  FROM counted WHERE is_count = 0 AND sure = 1
) t
GROUP BY v, part, lineage, subject, basis
"""


def _sum(out: str, when: str) -> str:
    """Sum of certain increments before or after an instant; by day where they overlap."""
    return f"""
CREATE TABLE {out} AS
SELECT y.v, y.part, y.t, y.lineage, y.subject, y.basis,
  CAST(CASE WHEN MAX(y.hit) = 1 THEN GREATEST(MAX(y.most), SUM(y.day_most)) ELSE SUM(y.total) END
    AS BIGINT) AS n
FROM (
  SELECT c.v, c.part, p.t, c.lineage, c.subject, c.basis, c.one_day,
    CAST(MAX(o.hit) AS INTEGER) AS hit, CAST(SUM(c.lo) AS BIGINT) AS total,
    CAST(MAX(c.lo) AS BIGINT) AS most,
    CASE WHEN c.one_day IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(MAX(c.lo) AS BIGINT) END
      AS day_most
  FROM counted c
  JOIN point p ON p.v = c.v AND p.part = c.part AND {when}
  JOIN increments_overlap o ON o.v = c.v AND o.part = c.part AND o.lineage = c.lineage
    AND o.subject = c.subject AND o.basis = c.basis
  WHERE c.is_count = 0 AND c.sure = 1
  GROUP BY c.v, c.part, p.t, c.lineage, c.subject, c.basis, c.one_day
) y
GROUP BY y.v, y.part, y.t, y.lineage, y.subject, y.basis
"""


COUNTS = """
CREATE TABLE count_at AS
SELECT c.v, c.part, p.t, c.lineage, c.subject, c.basis,
  CAST(MAX(CASE WHEN c.latest <= p.t THEN c.lo END) AS BIGINT) AS low,
  CAST(MIN(CASE WHEN c.as_at >= p.t THEN c.hi END) AS BIGINT) AS high
FROM counted c JOIN point p ON p.v = c.v AND p.part = c.part
WHERE c.is_count = 1 AND c.sure = 1
GROUP BY c.v, c.part, p.t, c.lineage, c.subject, c.basis
"""

# Alive coverage of every act, from the start to the instant: what was not recorded was not done.
SEEN = """
CREATE TABLE seen_at AS
SELECT p.v, p.part, p.t, k.lineage, CAST(1 AS INTEGER) AS alive
FROM point p
JOIN variant va ON va.v = p.v
JOIN act a ON a.v = p.v AND a.part = p.part AND a.any_zone = 0
JOIN coverage k ON k.alive = 1 AND k.t1 <= va.s1 AND k.t2 >= p.t
JOIN (
  SELECT ap.v, ap.part, cp.cov, CAST(COUNT(DISTINCT ap.property) AS BIGINT) AS n
  FROM act_property ap JOIN coverage_property cp ON cp.property = ap.property
  WHERE ap.implied = 0 GROUP BY ap.v, ap.part, cp.cov
) q ON q.v = p.v AND q.part = p.part AND q.cov = k.cov AND q.n = a.n_property
JOIN (
  SELECT az.v, az.part, c2.cov, CAST(COUNT(DISTINCT az.zone) AS BIGINT) AS n
  FROM act_zone az JOIN zone_member zm ON zm.zone = az.zone AND zm.certain = 1
  JOIN coverage c2 ON c2.zone = zm.contains GROUP BY az.v, az.part, c2.cov
) z ON z.v = p.v AND z.part = p.part AND z.cov = k.cov AND z.n = a.n_zone
GROUP BY p.v, p.part, p.t, k.lineage
"""

SEEN_SUM = """
CREATE TABLE seen_sum AS
SELECT s.v, s.part, s.t, s.lineage, a.subject, a.basis,
  CASE WHEN COUNT(c.claim_id) = COUNT(c.own_hi)
    THEN CAST(COALESCE(SUM(c.own_hi), 0) AS BIGINT) END AS high
FROM seen_at s
JOIN account a ON a.v = s.v AND a.part = s.part AND a.lineage = s.lineage
LEFT JOIN counted c ON c.v = s.v AND c.part = s.part AND c.lineage = s.lineage
  AND c.subject = a.subject AND c.basis = a.basis AND c.is_count = 0 AND c.earliest <= s.t
GROUP BY s.v, s.part, s.t, s.lineage, a.subject, a.basis
"""

ACCOUNTS = """
CREATE TABLE account AS
SELECT DISTINCT v, part, lineage, subject, basis FROM counted
UNION
SELECT DISTINCT s.v, s.part, s.lineage, 'coverage', 'total' FROM seen_at s
LEFT JOIN counted c ON c.v = s.v AND c.part = s.part AND c.lineage = s.lineage
WHERE c.claim_id IS NULL
"""

PROGRESS = """
CREATE TABLE progress AS
SELECT a.v, a.part, p.t, a.lineage, a.subject, a.basis,
  CAST(GREATEST(COALESCE(k.low, 0), COALESCE(d.n, 0)) AS BIGINT) AS low,
  CASE WHEN k.high IS NULL AND z.size IS NULL THEN s.high
       WHEN k.high IS NULL THEN LEAST(z.size - COALESCE(r.n, 0), COALESCE(s.high, z.size))
       WHEN z.size IS NULL THEN LEAST(k.high, COALESCE(s.high, k.high))
       ELSE LEAST(k.high, z.size - COALESCE(r.n, 0), COALESCE(s.high, z.size)) END AS high
FROM account a
JOIN point p ON p.v = a.v AND p.part = a.part
LEFT JOIN list_size z ON z.v = a.v AND z.part = a.part
LEFT JOIN count_at k ON k.v = a.v AND k.part = a.part AND k.t = p.t AND k.lineage = a.lineage
  AND k.subject = a.subject AND k.basis = a.basis
LEFT JOIN done_by d ON d.v = a.v AND d.part = a.part AND d.t = p.t AND d.lineage = a.lineage
  AND d.subject = a.subject AND d.basis = a.basis
LEFT JOIN done_after r ON r.v = a.v AND r.part = a.part AND r.t = p.t AND r.lineage = a.lineage
  AND r.subject = a.subject AND r.basis = a.basis
LEFT JOIN seen_sum s ON s.v = a.v AND s.part = a.part AND s.t = p.t AND s.lineage = a.lineage
  AND s.subject = a.subject AND s.basis = a.basis
"""

BEFORE = (COUNTED, OVERLAPPING)
"""First: ``counted``, from which a kind makes its points."""

AFTER = (
    _sum("done_by", "c.latest <= p.t"),
    _sum("done_after", "c.earliest > p.t"),
    COUNTS, SEEN, ACCOUNTS, SEEN_SUM, PROGRESS,
)
"""Then, with ``point`` made: ``progress``."""
