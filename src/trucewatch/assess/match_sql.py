"""SQL that matches what was said to the acts of clauses, the same for every kind.

Matching reads profiles, of which there are few, and only then joins the claims. Restricted dialect
(see the architecture): integers only, explicit casts on aggregates, no engine-specific function,
NULL handled openly. Levels: 2 certain, 1 possible, 0 no match.
"""

from __future__ import annotations

ZONES = """
CREATE TABLE act_zone_level AS
SELECT az.v, az.part, zm.zone, CAST(MAX(1 + zm.certain) AS BIGINT) AS level
FROM act_zone az JOIN zone_member zm ON zm.contains = az.zone
GROUP BY az.v, az.part, zm.zone
"""

# A count for one crossing bounds nothing for the whole area: only a claim whose zone contains every
# zone of the act can say "at most".
WIDE = """
CREATE TABLE zone_wide AS
SELECT a.v, a.part, zm.contains AS zone
FROM act a
JOIN act_zone az ON az.v = a.v AND az.part = a.part
JOIN zone_member zm ON zm.zone = az.zone AND zm.certain = 1
GROUP BY a.v, a.part, zm.contains, a.n_zone
HAVING COUNT(DISTINCT az.zone) = a.n_zone
"""

WHERE = """
CREATE TABLE act_where_level AS
SELECT w.v, w.part, f.profile,
  CAST(MIN(CASE WHEN q.val IS NULL THEN 1 - w.strict
    WHEN w.least IS NULL AND w.most IS NULL THEN CASE WHEN q.val = w.val THEN 2 ELSE 0 END
    WHEN q.num >= COALESCE(w.least, q.num) AND q.num <= COALESCE(w.most, q.num) THEN 2
    ELSE 0 END) AS BIGINT) AS level
FROM act_where w
JOIN act_property p ON p.v = w.v AND p.part = w.part
JOIN profile f ON f.property = p.property
LEFT JOIN qualifier q ON q.profile = f.profile AND q.k = w.k
GROUP BY w.v, w.part, f.profile
"""

LEVELS = """
CREATE TABLE match_level AS
SELECT a.v, a.part, f.profile, f.lineage, f.subject, f.basis, f.measure, f.zone, f.series, f.scope,
  CASE WHEN p.implied = 1 THEN 'implied' WHEN p.event = 1 THEN 'act' ELSE 'quantity' END AS how,
  CASE WHEN p.event = 1 OR p.leads = 1 THEN 1 ELSE 0 END AS bounds,
  CASE WHEN a.any_zone = 1 OR wd.zone IS NOT NULL THEN 1 ELSE 0 END AS wide,
  CASE WHEN a.any_zone = 1 THEN 2 WHEN f.zone = '' THEN 1 ELSE COALESCE(z.level, 0) END AS by_zone,
  CASE WHEN a.any_actor = 1 THEN 2 WHEN f.actor = '' THEN 1 WHEN ac.actor IS NULL THEN 0
       WHEN f.actor_certainty = 'possible' THEN 1 ELSE 2 END AS by_actor,
  CASE WHEN a.any_target = 1 THEN 2 WHEN f.target = '' THEN 1 WHEN t.target IS NULL THEN 0
       ELSE 2 END AS by_target,
  CASE WHEN a.n_where = 0 THEN 2 ELSE COALESCE(w.level, 0) END AS by_where,
  CASE WHEN f.stance = 'claims_exception' AND ls.side IS NOT NULL AND x.effect = 'excludes' THEN 0
       WHEN f.stance = 'claims_exception' AND ls.side IS NOT NULL AND x.effect = 'contests' THEN 1
       ELSE 2 END AS by_exception
FROM act a
JOIN variant va ON va.v = a.v
JOIN act_property p ON p.v = a.v AND p.part = a.part
JOIN profile f ON f.property = p.property AND f.stance IN ('asserts', 'claims_exception')
  AND f.lineage <> va.without AND (va.max_grade = 0 OR f.grade <= va.max_grade)
LEFT JOIN act_zone_level z ON z.v = a.v AND z.part = a.part AND z.zone = f.zone
LEFT JOIN zone_wide wd ON wd.v = a.v AND wd.part = a.part AND wd.zone = f.zone
LEFT JOIN act_actor ac ON ac.v = a.v AND ac.part = a.part AND ac.actor = f.actor
LEFT JOIN act_target t ON t.v = a.v AND t.part = a.part AND t.target = f.target
LEFT JOIN act_where_level w ON w.v = a.v AND w.part = a.part AND w.profile = f.profile
LEFT JOIN lineage_side ls ON ls.lineage = f.lineage AND ls.side = va.bound
LEFT JOIN claimed_exception x ON x.v = a.v
"""

MATCH = """
CREATE TABLE profile_match AS
SELECT m.v, m.part, m.profile, m.lineage, m.subject, m.basis, m.measure, m.zone, m.series, m.how,
  CASE WHEN m.by_zone = 2 AND m.by_actor = 2 AND m.by_target = 2 AND m.by_where = 2
            AND m.by_exception = 2 THEN 1 ELSE 0 END AS certain,
  CASE WHEN m.how <> 'implied' AND m.scope = 'complete' THEN 1 ELSE 0 END AS counts_all,
  CASE WHEN m.how <> 'implied' AND m.scope = 'complete' AND m.bounds = 1 AND m.wide = 1
       THEN 1 ELSE 0 END AS bounds_all
FROM match_level m
WHERE m.by_zone > 0 AND m.by_actor > 0 AND m.by_target > 0 AND m.by_where > 0
  AND m.by_exception > 0
"""


def matched(source: str = "claim") -> str:
    """SQL of the claims that match, with their values; `source` is ``claim`` or ``folded``."""
    return f"CREATE TABLE matched AS {matched_query(source)}"


def matched_query(source: str = "claim") -> str:
    """The query of `matched`."""
    return f"""
SELECT m.v, m.part, c.claim, c.n, m.lineage, m.subject, m.basis, m.measure, m.zone, m.series,
  c.profile, c.earliest, c.latest, c.as_at, c.day_first, c.day_last, c.whole_first, c.whole_last,
  c.low AS stated_low, c.high AS stated_high, m.certain,
  CASE WHEN m.how = 'implied' THEN CASE WHEN COALESCE(c.low, 1) >= 1 THEN 1 ELSE 0 END
       WHEN m.how = 'act' THEN COALESCE(c.low, 1)
       ELSE COALESCE(c.low, 0) END AS lo,
  CASE WHEN m.bounds_all = 1 THEN c.high END AS hi,
  CASE WHEN m.counts_all = 1 THEN c.high END AS own_hi
FROM {source} c
JOIN profile_match m ON m.profile = c.profile
"""


DENYING = """
CREATE TABLE denying AS
SELECT c.claim, f.lineage, f.zone, f.property, c.earliest, c.latest
FROM claim c JOIN profile f ON f.profile = c.profile
WHERE f.stance = 'denies'
"""
"""Made once for all kinds."""

TOUCHING = """
CREATE TABLE zone_touch AS
SELECT zone AS a, contains AS b FROM zone_member WHERE certain = 1
UNION SELECT contains, zone FROM zone_member WHERE certain = 1
"""

# Does a denial of the bound answer a claim: by its own words, or in kind, place and time.
DENIALS = """
CREATE TABLE denial AS
SELECT DISTINCT va.v, d.claim, d.lineage AS denier, d.zone, d.earliest, d.latest, d.property
FROM variant va
JOIN lineage_side ls ON ls.side = va.bound
JOIN denying d ON d.lineage = ls.lineage AND d.lineage <> va.without
"""

DENIED = """
CREATE TABLE denied AS
SELECT m.v, m.part, m.claim, d.denier
FROM denial d
JOIN reply r ON r.claim = d.claim
JOIN matched m ON m.v = d.v AND m.claim = r.answered
UNION
SELECT m.v, m.part, m.claim, d.denier
FROM denial d
JOIN act_property p ON p.v = d.v AND p.property = d.property
JOIN matched m ON m.v = d.v AND m.part = p.part AND d.earliest <= m.latest
  AND d.latest >= m.earliest
LEFT JOIN zone_touch z ON z.a = m.zone AND z.b = d.zone
WHERE d.zone = m.zone OR z.a IS NOT NULL
"""

# Who watched for every act of a clause, in the whole of its zones, and when.
WATCHED = """
CREATE TABLE watched AS
SELECT DISTINCT a.v, a.part, c.lineage, c.t1, c.t2
FROM act a
JOIN (
  SELECT ap.v, ap.part, cp.cov, CAST(COUNT(DISTINCT ap.property) AS BIGINT) AS n
  FROM act_property ap JOIN coverage_property cp ON cp.property = ap.property
  WHERE ap.implied = 0 GROUP BY ap.v, ap.part, cp.cov
) p ON p.v = a.v AND p.part = a.part AND p.n = a.n_property
JOIN (
  SELECT az.v, az.part, c2.cov, CAST(COUNT(DISTINCT az.zone) AS BIGINT) AS n
  FROM act_zone az
  JOIN zone_member zm ON zm.zone = az.zone AND zm.certain = 1
  JOIN coverage c2 ON c2.zone = zm.contains
  GROUP BY az.v, az.part, c2.cov
) z ON z.v = a.v AND z.part = a.part AND z.cov = p.cov AND z.n = a.n_zone
JOIN coverage c ON c.cov = p.cov AND c.alive = 1
JOIN variant va ON va.v = a.v AND va.without <> c.lineage
WHERE a.any_zone = 0
"""

ONCE = (DENYING, TOUCHING)
"""For all kinds together; they read ``claim``, ``profile`` and ``zone_member``."""

MATCHING = (ZONES, WIDE, WHERE, LEVELS, MATCH)
"""Which profiles match which acts."""
PROFILES = (*MATCHING, WATCHED, DENIALS)
"""In order; they read the plan's tables and make ``profile_match``, ``watched``, ``denial``."""


def statements(source: str = "claim") -> tuple[str, ...]:
    """All of it, in order; makes ``matched`` and ``denied`` besides."""
    return (*PROFILES, matched(source), DENIED)
