"""SQL for "how many by then": what each account says had been done by an instant.

Reads ``matched``, ``variant``, ``watched``, ``list_size`` (v, part, size) and ``point`` (v, part,
t). Makes ``counted``, ``account`` and ``progress`` (v, part, t, account, low, high). Counts and
increments of one account are read together; see "Deadline" in how-findings-are-made.

At the few instants a status needs, sums are made by joining claims and instants. How late a duty
was met needs every instant at which an account turns; there running sums go once through the
claims in order, so that the work grows with the claims and not with claims x instants.
"""

from __future__ import annotations

ACCOUNT = "v, part, lineage, subject, basis"


def _same(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{name} = {other}.{name}" for name in ACCOUNT.split(", "))


# A count "since 10 October" of a clause in force from noon of that day is a count since then.
def counted(out: str = "counted", source: str = "matched") -> str:
    """SQL of the claims that count from the start on, as counts or increments."""
    return f"""
CREATE TABLE {out} AS
SELECT t.v, t.part, t.claim, t.profile, t.lineage, t.subject, t.basis, '' AS sub, t.certain,
  CAST(t.lo * t.n AS BIGINT) AS lo, t.hi, CAST(t.own_hi * t.n AS BIGINT) AS own_hi, t.earliest,
  t.latest, t.as_at, t.stated_low, t.stated_high, t.day_last,
  CASE WHEN t.day_first = t.day_last THEN t.day_first END AS one_day,
  CASE WHEN t.certain = 1
    AND t.earliest >= CASE WHEN t.is_count = 1 THEN va.day2 ELSE va.s2 END
    THEN 1 ELSE 0 END AS sure,
  t.is_count, CASE WHEN t.series = 1 AND t.basis = 'instant' THEN 1 ELSE 0 END AS happening
FROM (
  SELECT m.*, CASE WHEN m.measure = 'cumulative' OR m.basis = 'stock' THEN 1 ELSE 0 END AS is_count
  FROM {source} m
) t
JOIN variant va ON va.v = t.v
WHERE t.earliest >= CASE WHEN t.is_count = 1 THEN va.day1 ELSE va.s1 END
"""


OVERLAPPING = f"""
CREATE TABLE increments_overlap AS
SELECT {ACCOUNT}, CAST(MAX(hit) AS BIGINT) AS hit
FROM (
  SELECT {ACCOUNT}, CASE WHEN earliest <= MAX(latest) OVER (
      PARTITION BY {ACCOUNT} ORDER BY earliest, latest, claim
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 1 ELSE 0 END AS hit
  FROM counted WHERE is_count = 0 AND sure = 1 AND happening = 0
  UNION ALL
  SELECT DISTINCT {ACCOUNT}, 0 FROM counted WHERE is_count = 0 AND sure = 1 AND happening = 1
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

READ_AT = """
CREATE TABLE read_at AS
SELECT a.v, a.part, a.lineage, a.subject, a.basis, p.t
FROM account a JOIN point p ON p.v = a.v AND p.part = a.part
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
    CAST(MAX(o.hit) AS BIGINT) AS hit, CAST(SUM(c.lo) AS BIGINT) AS total,
    CAST(MAX(c.lo) AS BIGINT) AS most,
    CASE WHEN c.one_day IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(MAX(c.lo) AS BIGINT) END
      AS day_most
  FROM counted c
  JOIN point p ON p.v = c.v AND p.part = c.part AND {when}
  JOIN increments_overlap o ON {_same("o", "c")}
  WHERE c.is_count = 0 AND c.sure = 1
  GROUP BY c.v, c.part, p.t, c.lineage, c.subject, c.basis, c.one_day
) y
GROUP BY y.v, y.part, y.t, y.lineage, y.subject, y.basis
"""


COUNT_AT = """
CREATE TABLE count_at AS
SELECT c.v, c.part, p.t, c.lineage, c.subject, c.basis,
  CAST(MAX(CASE WHEN c.latest <= p.t THEN c.lo END) AS BIGINT) AS low,
  CAST(MIN(CASE WHEN c.as_at >= p.t THEN c.hi END) AS BIGINT) AS high
FROM counted c JOIN point p ON p.v = c.v AND p.part = c.part
WHERE c.is_count = 1 AND c.sure = 1
GROUP BY c.v, c.part, p.t, c.lineage, c.subject, c.basis
"""

# Alive coverage of every act, from the start to the instant: what was not recorded was not done.
SEEN_AT = """
CREATE TABLE seen_at AS
SELECT DISTINCT r.v, r.part, r.lineage, r.subject, r.basis, r.t
FROM read_at r
JOIN variant va ON va.v = r.v
JOIN watched w ON w.v = r.v AND w.part = r.part AND w.lineage = r.lineage
  AND w.t1 <= va.s1 AND w.t2 >= r.t
"""

SEEN_SUM = f"""
CREATE TABLE seen_sum AS
SELECT s.v, s.part, s.t, s.lineage, s.subject, s.basis,
  CASE WHEN COUNT(c.claim) = COUNT(c.own_hi)
    THEN CAST(COALESCE(SUM(c.own_hi), 0) AS BIGINT) END AS high
FROM seen_at s
LEFT JOIN counted c ON {_same("c", "s")} AND c.is_count = 0 AND c.earliest <= s.t
GROUP BY s.v, s.part, s.t, s.lineage, s.subject, s.basis
"""


def _progress(out: str, read: str, low: str, counted_high: str, later: str, seen: str) -> str:
    """SQL of low and high from what was done by then, counted, done later, and seen.

    LEAST and GREATEST pass over what is not known.
    """
    return f"""
CREATE TABLE {out} AS
SELECT r.v, r.part, r.t, r.lineage, r.subject, r.basis, CAST({low} AS BIGINT) AS low,
  LEAST({seen}, {counted_high}, z.size - {later}) AS high
FROM {read} r
LEFT JOIN list_size z ON z.v = r.v AND z.part = r.part AND r.subject <> 'coverage'
"""


PROGRESS = _progress(
    "progress", "read_at", "GREATEST(k.low, d.n, 0)", "k.high", "COALESCE(f.n, 0)", "s.high",
) + "".join(
    f"LEFT JOIN {table} {name} ON {_same(name, 'r')} AND {name}.t = r.t\n"
    for name, table in (
        ("k", "count_at"), ("d", "done_by"), ("f", "done_after"), ("s", "seen_sum"))
)

BEFORE = (counted(), OVERLAPPING, ACCOUNTS)
"""First: ``counted``, from which a kind makes its points."""

AFTER = (
    READ_AT, _sum("done_by", "c.latest <= p.t"), _sum("done_after", "c.earliest > p.t"), COUNT_AT,
    SEEN_AT, SEEN_SUM, PROGRESS,
)
"""Then, with ``point`` made: ``progress``."""

# -- every turn of the accounts of some variants --------------------------------------------------

# Instants at which what an account itself says can change: the last ones before, and the first ones
# after. An account that contradicts itself ends doing so where a count or an increment to come no
# longer bounds it. `late` (v, from_t, to_t) says where to look.
TURNS = f"""
CREATE TABLE turn AS
SELECT {ACCOUNT}, t FROM (
  SELECT {ACCOUNT}, latest AS t FROM late_counted WHERE sure = 1
  UNION SELECT {ACCOUNT}, latest - 1 FROM late_counted WHERE sure = 1
  UNION SELECT {ACCOUNT}, earliest FROM late_counted WHERE is_count = 0
  UNION SELECT {ACCOUNT}, earliest - 1 FROM late_counted WHERE is_count = 0
  UNION SELECT {ACCOUNT}, as_at FROM late_counted WHERE is_count = 1
  UNION SELECT {ACCOUNT}, as_at + 1 FROM late_counted WHERE is_count = 1
  UNION SELECT a.v, a.part, a.lineage, a.subject, a.basis, w.t2 FROM account a
    JOIN watched w ON w.v = a.v AND w.part = a.part AND w.lineage = a.lineage
  UNION SELECT a.v, a.part, a.lineage, a.subject, a.basis, w.t2 + 1 FROM account a
    JOIN watched w ON w.v = a.v AND w.part = a.part AND w.lineage = a.lineage
  UNION SELECT a.v, a.part, a.lineage, a.subject, a.basis, p.t FROM account a
    JOIN point p ON p.v = a.v AND p.part = a.part
) own
WHERE EXISTS (SELECT 1 FROM late k WHERE k.v = own.v AND own.t >= k.from_t AND own.t <= k.to_t)
"""

_DAY_ROWS = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"

# What an increment adds: all of it, or where increments of the account overlap only what exceeds
# the greatest before it on the same day.
STEPS = f"""
CREATE TABLE step AS
SELECT {ACCOUNT}, claim, earliest, latest, lo, hit,
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
  FROM late_counted c
  JOIN increments_overlap o ON {_same("o", "c")}
  WHERE c.is_count = 0 AND c.sure = 1
) t
"""

_NULL = "CAST(NULL AS BIGINT)"
_SO_FAR = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"


def _running(out: str, events: str, order: str, sums: str) -> str:
    """Read accounts at their instants, after the events that come before in `order`."""
    over = f"OVER (PARTITION BY {ACCOUNT} ORDER BY {order}, claim {_SO_FAR})"
    pairs = [pair.split(" AS ") for pair in sums.split("; ")]
    chosen = ", ".join(f"CAST({call} {over} AS BIGINT) AS {name}" for call, name in pairs)
    names = ", ".join(name for _, name in pairs)
    return f"""
CREATE TABLE {out} AS
SELECT {ACCOUNT}, t, {names} FROM (
  SELECT {ACCOUNT}, t, reads, {chosen}
  FROM (
    {events}
  ) e
) r WHERE reads = 1
"""


RUN_BY = _running(
    "run_by",
    f"""SELECT {ACCOUNT}, latest AS t, claim, 0 AS reads, adds AS a, lo AS b, {_NULL} AS c
    FROM step
    UNION ALL
    SELECT {ACCOUNT}, latest, claim, 0, 0, {_NULL}, lo FROM late_counted
    WHERE is_count = 1 AND sure = 1
    UNION ALL
    SELECT {ACCOUNT}, t, -1, 1, 0, {_NULL}, {_NULL} FROM turn""",
    "t, reads", "SUM(a) AS total; MAX(b) AS most; MAX(c) AS counted_low",
)

RUN_AFTER = _running(
    "run_after",
    f"""SELECT {ACCOUNT}, earliest AS t, claim, 2 AS reads, adds_back AS a, lo AS b, {_NULL} AS c
    FROM step
    UNION ALL
    SELECT {ACCOUNT}, as_at, claim, 0, 0, {_NULL}, hi FROM late_counted
    WHERE is_count = 1 AND sure = 1
    UNION ALL
    SELECT {ACCOUNT}, t, -1, 1, 0, {_NULL}, {_NULL} FROM turn""",
    "t DESC, reads", "SUM(a) AS total; MAX(b) AS most; MIN(c) AS counted_high",
)

RUN_SEEN = _running(
    "run_seen",
    f"""SELECT {ACCOUNT}, earliest AS t, claim, 0 AS reads, own_hi AS a,
      CASE WHEN own_hi IS NULL THEN 1 ELSE 0 END AS b
    FROM late_counted WHERE is_count = 0
    UNION ALL
    SELECT DISTINCT r.v, r.part, r.lineage, r.subject, r.basis, r.t, -1, 1, 0, 0 FROM turn r
    JOIN variant va ON va.v = r.v
    JOIN watched w ON w.v = r.v AND w.part = r.part AND w.lineage = r.lineage
      AND w.t1 <= va.s1 AND w.t2 >= r.t""",
    "t, reads", "SUM(a) AS total; SUM(b) AS unsaid",
)

_HIT = "CASE WHEN o.hit = 1 THEN GREATEST({t}.total, {t}.most) ELSE {t}.total END"

# Each turn is an event of its own in the running sums: there is always a row of it.
LATE_PROGRESS = _progress(
    "late_progress", "turn", f"GREATEST(d.counted_low, {_HIT.format(t='d')})", "f.counted_high",
    _HIT.format(t="f"), "CASE WHEN s.unsaid = 0 THEN s.total END",
) + "".join(
    f"JOIN {table} {name} ON {_same(name, 'r')} AND {name}.t = r.t\n"
    for name, table in (("d", "run_by"), ("f", "run_after"))
) + f"""LEFT JOIN run_seen s ON {_same('s', 'r')} AND s.t = r.t
LEFT JOIN increments_overlap o ON {_same('o', 'r')}
"""

LATE = (TURNS, STEPS, RUN_BY, RUN_AFTER, RUN_SEEN, LATE_PROGRESS)
"""From ``late_counted`` and ``late``: ``late_progress``, at every turn."""
