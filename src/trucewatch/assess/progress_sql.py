"""SQL for "how many by then": what each account says had been done by an instant.

Reads ``matched``, ``variant``, ``watched``, ``list_size`` (v, part, size) and ``point`` (v, part,
t). Makes ``counted`` and ``progress`` (v, part, t, account, low, high): for each account at each
point, and at each instant at which what the account itself says can change. Counts and increments
of one account are read together; see "Deadline" in how-findings-are-made. Running sums go once
through the claims in order, so that the work grows with the claims and not with claims x instants.
"""

from __future__ import annotations

ACCOUNT = "v, part, lineage, subject, basis"

# A count "since 10 October" of a clause in force from noon of that day is a count since then.
COUNTED = """
CREATE TABLE counted AS
SELECT t.v, t.part, t.claim, t.profile, t.lineage, t.subject, t.basis, '' AS sub, t.certain,
  CAST(t.lo * t.n AS BIGINT) AS lo, t.hi, t.own_hi, t.earliest, t.latest, t.as_at, t.stated_low,
  t.stated_high, t.day_last, CASE WHEN t.day_first = t.day_last THEN t.day_first END AS one_day,
  CASE WHEN t.certain = 1
    AND t.earliest >= CASE WHEN t.is_count = 1 THEN va.day2 ELSE va.s2 END
    THEN 1 ELSE 0 END AS sure,
  t.is_count, CASE WHEN t.series = 1 AND t.basis = 'instant' THEN 1 ELSE 0 END AS happening
FROM (
  SELECT m.*, CASE WHEN m.measure = 'cumulative' OR m.basis = 'stock' THEN 1 ELSE 0 END AS is_count
  FROM matched m
) t
JOIN variant va ON va.v = t.v
WHERE t.earliest >= CASE WHEN t.is_count = 1 THEN va.day1 ELSE va.s1 END
"""

OVERLAPPING = f"""
CREATE TABLE increments_overlap AS
SELECT {ACCOUNT}, CAST(MAX(hit) AS BIGINT) AS hit
FROM (
  SELECT {ACCOUNT},
    CASE WHEN happening = 1 THEN 0 WHEN earliest <= MAX(latest) OVER (
      PARTITION BY {ACCOUNT} ORDER BY earliest, latest, claim
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 1 ELSE 0 END AS hit
  FROM counted WHERE is_count = 0 AND sure = 1
) t
GROUP BY {ACCOUNT}
"""

ACCOUNTS = """
CREATE TABLE account AS
SELECT DISTINCT v, part, lineage, subject, basis FROM counted
UNION
SELECT DISTINCT w.v, w.part, w.lineage, 'coverage', 'total'
FROM watched w
JOIN variant va ON va.v = w.v AND w.t1 <= va.s1
LEFT JOIN counted c ON c.v = w.v AND c.part = w.part AND c.lineage = w.lineage
WHERE c.claim IS NULL
"""

# Instants at which an account is read: those of the clause, and its own turns, last instants of
# what was so far included.
READ_AT = f"""
CREATE TABLE read_at AS
SELECT a.v, a.part, a.lineage, a.subject, a.basis, p.t
FROM account a JOIN point p ON p.v = a.v AND p.part = a.part
UNION
SELECT {ACCOUNT}, t FROM (
  SELECT {ACCOUNT}, latest AS t FROM counted WHERE sure = 1
  UNION SELECT {ACCOUNT}, latest - 1 FROM counted WHERE sure = 1
  UNION SELECT {ACCOUNT}, earliest - 1 FROM counted
  UNION SELECT {ACCOUNT}, as_at FROM counted WHERE is_count = 1
  UNION SELECT a.v, a.part, a.lineage, a.subject, a.basis, w.t2 FROM account a
    JOIN watched w ON w.v = a.v AND w.part = a.part AND w.lineage = a.lineage
) own
WHERE EXISTS (SELECT 1 FROM turning k WHERE k.v = own.v AND own.t >= k.from_t AND own.t <= k.to_t)
"""

_DAY_ROWS = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"

# What an increment adds: all of it, or where increments of the account overlap only what exceeds
# the greatest before it on the same day.
STEPS = f"""
CREATE TABLE step AS
SELECT v, part, lineage, subject, basis, claim, earliest, latest, lo, hit,
  CASE WHEN hit = 0 THEN lo WHEN one_day IS NULL THEN 0
       ELSE GREATEST(lo - COALESCE(before_most, 0), 0) END AS adds,
  CASE WHEN hit = 0 THEN lo WHEN one_day IS NULL THEN 0
       ELSE GREATEST(lo - COALESCE(after_most, 0), 0) END AS adds_back
FROM (
  SELECT c.v, c.part, c.lineage, c.subject, c.basis, c.claim, c.earliest, c.latest, c.lo,
    c.one_day, o.hit,
    MAX(c.lo) OVER (PARTITION BY c.v, c.part, c.lineage, c.subject, c.basis, c.one_day
      ORDER BY c.latest, c.claim {_DAY_ROWS}) AS before_most,
    MAX(c.lo) OVER (PARTITION BY c.v, c.part, c.lineage, c.subject, c.basis, c.one_day
      ORDER BY c.earliest DESC, c.claim {_DAY_ROWS}) AS after_most
  FROM counted c
  JOIN increments_overlap o ON o.v = c.v AND o.part = c.part AND o.lineage = c.lineage
    AND o.subject = c.subject AND o.basis = c.basis
  WHERE c.is_count = 0 AND c.sure = 1
) t
"""

_NULL = "CAST(NULL AS BIGINT)"
_SO_FAR = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"


def _running(out: str, events: str, order: str, sums: str) -> str:
    """Read accounts at their instants, after the events that come before in `order`."""
    over = f"OVER (PARTITION BY {ACCOUNT} ORDER BY {order}, claim {_SO_FAR})"
    chosen = ", ".join(f"CAST({call} {over} AS BIGINT) AS {name}" for call, name in (
        pair.split(" AS ") for pair in sums.split("; ")))
    names = ", ".join(pair.split(" AS ")[1] for pair in sums.split("; "))
    return f"""
CREATE TABLE {out} AS
SELECT {ACCOUNT}, t, {names} FROM (
  SELECT {ACCOUNT}, t, reads, {chosen}
  FROM (
    {events}
  ) e
) r WHERE reads = 1
"""


DONE_BY = _running(
    "done_by",
    f"""SELECT {ACCOUNT}, latest AS t, claim, 0 AS reads, adds AS a, lo AS b, {_NULL} AS c
    FROM step
    UNION ALL
    SELECT {ACCOUNT}, latest, claim, 0, 0, {_NULL}, lo FROM counted WHERE is_count = 1 AND sure = 1
    UNION ALL
    SELECT {ACCOUNT}, t, -1, 1, 0, {_NULL}, {_NULL} FROM read_at""",
    "t, reads", "SUM(a) AS total; MAX(b) AS most; MAX(c) AS counted_low",
)

DONE_AFTER = _running(
    "done_after",
    f"""SELECT {ACCOUNT}, earliest AS t, claim, 2 AS reads, adds_back AS a, lo AS b, {_NULL} AS c
    FROM step
    UNION ALL
    SELECT {ACCOUNT}, as_at, claim, 0, 0, {_NULL}, hi FROM counted WHERE is_count = 1 AND sure = 1
    UNION ALL
    SELECT {ACCOUNT}, t, -1, 1, 0, {_NULL}, {_NULL} FROM read_at""",
    "t DESC, reads", "SUM(a) AS total; MAX(b) AS most; MIN(c) AS counted_high",
)

# Alive coverage of every act, from the start to the instant: what was not recorded was not done.
SEEN_BY = _running(
    "seen_by",
    f"""SELECT {ACCOUNT}, earliest AS t, claim, 0 AS reads, COALESCE(own_hi, 0) AS a,
      CASE WHEN own_hi IS NULL THEN 1 ELSE 0 END AS b
    FROM counted WHERE is_count = 0
    UNION ALL
    SELECT DISTINCT r.v, r.part, r.lineage, r.subject, r.basis, r.t, -1, 1, 0, 0 FROM read_at r
    JOIN variant va ON va.v = r.v
    JOIN watched w
      ON w.v = r.v AND w.part = r.part AND w.lineage = r.lineage
      AND w.t1 <= va.s1 AND w.t2 >= r.t""",
    "t, reads", "SUM(a) AS total; SUM(b) AS unsaid",
)

PROGRESS = """
CREATE TABLE progress AS
SELECT r.v, r.part, r.t, r.lineage, r.subject, r.basis,
  CAST(GREATEST(COALESCE(d.counted_low, 0), CASE WHEN COALESCE(o.hit, 0) = 1
    THEN GREATEST(COALESCE(d.total, 0), COALESCE(d.most, 0)) ELSE COALESCE(d.total, 0) END)
    AS BIGINT) AS low,
  CASE WHEN s.unsaid = 0 THEN LEAST(s.total, COALESCE(f.counted_high, s.total),
         COALESCE(z.size - CASE WHEN COALESCE(o.hit, 0) = 1 THEN GREATEST(COALESCE(f.total, 0),
           COALESCE(f.most, 0)) ELSE COALESCE(f.total, 0) END, s.total))
       WHEN f.counted_high IS NOT NULL THEN LEAST(f.counted_high,
         COALESCE(z.size - CASE WHEN COALESCE(o.hit, 0) = 1 THEN GREATEST(COALESCE(f.total, 0),
           COALESCE(f.most, 0)) ELSE COALESCE(f.total, 0) END, f.counted_high))
       WHEN z.size IS NOT NULL THEN z.size - CASE WHEN COALESCE(o.hit, 0) = 1
         THEN GREATEST(COALESCE(f.total, 0), COALESCE(f.most, 0)) ELSE COALESCE(f.total, 0) END
       END AS high
FROM read_at r
LEFT JOIN increments_overlap o ON o.v = r.v AND o.part = r.part AND o.lineage = r.lineage
  AND o.subject = r.subject AND o.basis = r.basis
LEFT JOIN list_size z ON z.v = r.v AND z.part = r.part AND r.subject <> 'coverage'
LEFT JOIN done_by d ON d.v = r.v AND d.part = r.part AND d.lineage = r.lineage
  AND d.subject = r.subject AND d.basis = r.basis AND d.t = r.t
LEFT JOIN done_after f ON f.v = r.v AND f.part = r.part AND f.lineage = r.lineage
  AND f.subject = r.subject AND f.basis = r.basis AND f.t = r.t
LEFT JOIN seen_by s ON s.v = r.v AND s.part = r.part AND s.lineage = r.lineage
  AND s.subject = r.subject AND s.basis = r.basis AND s.t = r.t
"""

BEFORE = (COUNTED, OVERLAPPING)
"""First: ``counted``, from which a kind makes its points and ``turning`` (v, from_t, to_t)."""

AFTER = (ACCOUNTS, READ_AT, STEPS, DONE_BY, DONE_AFTER, SEEN_BY, PROGRESS)
"""Then, with ``point`` made: ``progress``."""
