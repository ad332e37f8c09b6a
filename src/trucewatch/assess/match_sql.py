"""SQL that matches claims to the acts of clauses, the same for every kind.

Restricted dialect (see the architecture): integers only, explicit casts on aggregates, no
engine-specific function, NULL handled openly. Levels: 2 certain, 1 possible, 0 no match.
"""

from __future__ import annotations

ZONES = """
CREATE TABLE act_zone_level AS
SELECT az.v, az.part, zm.zone, CAST(MAX(1 + zm.certain) AS INTEGER) AS level
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
SELECT w.v, w.part, c.claim_id,
  CAST(MIN(CASE WHEN q.val IS NULL THEN 1 WHEN q.val = w.val THEN 2 ELSE 0 END) AS INTEGER) AS level
FROM act_where w
JOIN act_property p ON p.v = w.v AND p.part = w.part
JOIN claim c ON c.property = p.property
LEFT JOIN qualifier q ON q.claim_id = c.claim_id AND q.k = w.k
GROUP BY w.v, w.part, c.claim_id
"""

LEVELS = """
CREATE TABLE match_level AS
SELECT a.v, a.part, a.any_zone, c.claim_id, p.implied, p.event, p.first,
  CASE WHEN a.any_zone = 1 THEN 2 WHEN c.zone = '' THEN 1 ELSE COALESCE(z.level, 0) END AS by_zone,
  CASE WHEN a.any_actor = 1 THEN 2 WHEN c.actor = '' THEN 1 WHEN ac.actor IS NULL THEN 0
       WHEN c.actor_certainty = 'possible' THEN 1 ELSE 2 END AS by_actor,
  CASE WHEN a.any_target = 1 THEN 2 WHEN c.target = '' THEN 1 WHEN t.target IS NULL THEN 0
       ELSE 2 END AS by_target,
  CASE WHEN a.n_where = 0 THEN 2 ELSE COALESCE(w.level, 0) END AS by_where,
  CASE WHEN c.stance = 'claims_exception' AND ls.side IS NOT NULL AND x.effect = 'excludes' THEN 0
       WHEN c.stance = 'claims_exception' AND ls.side IS NOT NULL AND x.effect = 'contests' THEN 1
       ELSE 2 END AS by_exception
FROM act a
JOIN variant va ON va.v = a.v
JOIN act_property p ON p.v = a.v AND p.part = a.part
JOIN claim c ON c.property = p.property AND c.stance IN ('asserts', 'claims_exception')
LEFT JOIN act_zone_level z ON z.v = a.v AND z.part = a.part AND z.zone = c.zone
LEFT JOIN act_actor ac ON ac.v = a.v AND ac.part = a.part AND ac.actor = c.actor
LEFT JOIN act_target t ON t.v = a.v AND t.part = a.part AND t.target = c.target
LEFT JOIN act_where_level w ON w.v = a.v AND w.part = a.part AND w.claim_id = c.claim_id
LEFT JOIN lineage_side ls ON ls.lineage = c.lineage AND ls.side = va.bound
LEFT JOIN claimed_exception x ON x.v = a.v
"""

MATCHED = """
CREATE TABLE matched AS
SELECT m.v, m.part, c.claim_id, c.row_key, c.lineage, c.subject, c.basis, c.measure, c.scope,
  c.zone, c.earliest, c.latest, c.as_at, c.day_first, c.day_last, c.whole_first, c.whole_last,
  c.low AS stated_low, c.high AS stated_high,
  CASE WHEN m.by_zone = 2 AND m.by_actor = 2 AND m.by_target = 2 AND m.by_where = 2
            AND m.by_exception = 2 THEN 1 ELSE 0 END AS certain,
  CASE WHEN m.implied = 1 THEN CASE WHEN c.low IS NULL OR c.low >= 1 THEN 1 ELSE 0 END
       WHEN m.event = 1 THEN COALESCE(c.low, 1)
       ELSE COALESCE(c.low, 0) END AS lo,
  CASE WHEN m.implied = 0 AND c.scope = 'complete' AND (m.event = 1 OR m.first = 1)
            AND (m.any_zone = 1 OR w.zone IS NOT NULL)
       THEN c.high END AS hi,
  CASE WHEN m.implied = 0 AND c.scope = 'complete' THEN c.high END AS own_hi
FROM match_level m
JOIN claim c ON c.claim_id = m.claim_id
LEFT JOIN zone_wide w ON w.v = m.v AND w.part = m.part AND w.zone = c.zone
WHERE m.by_zone > 0 AND m.by_actor > 0 AND m.by_target > 0 AND m.by_where > 0
  AND m.by_exception > 0
"""

# Does a denial of the bound answer a claim: by its own words, or in kind, place and time.
DENIALS = """
CREATE TABLE denial AS
SELECT DISTINCT va.v, c.claim_id, c.lineage AS denier, c.zone, c.earliest, c.latest,
  c.in_reply_to, c.property
FROM variant va
JOIN lineage_side ls ON ls.side = va.bound
JOIN claim c ON c.lineage = ls.lineage AND c.stance = 'denies'
"""

DENIED = """
CREATE TABLE denied AS
SELECT DISTINCT m.v, m.part, m.claim_id, d.denier
FROM matched m
JOIN denial d ON d.v = m.v
LEFT JOIN act_property p ON p.v = m.v AND p.part = m.part AND p.property = d.property
LEFT JOIN zone_member z1 ON z1.zone = m.zone AND z1.contains = d.zone
LEFT JOIN zone_member z2 ON z2.zone = d.zone AND z2.contains = m.zone
WHERE (d.in_reply_to <> '' AND d.in_reply_to = m.row_key)
   OR (p.property IS NOT NULL AND d.earliest <= m.latest AND d.latest >= m.earliest
       AND (d.zone = m.zone OR z1.zone IS NOT NULL OR z2.zone IS NOT NULL))
"""

STATEMENTS = (ZONES, WIDE, WHERE, LEVELS, MATCHED, DENIALS, DENIED)
"""In order; they read the plan's tables and make ``matched``, ``denial`` and ``denied``."""
