"""SQL from support to status, the same for every kind.

Reads ``cell`` (v, cell, perform: a duty to perform, and over); ``support`` (v, cell, lineage,
says, given_up, disputed, spoken), where rows with a `given_up` hold only when that lineage is taken
away; ``instead`` (v, cell, given_up), the removals that have such rows; ``pivotal`` (v, cell,
lineage, says, denier). Makes ``cell_status`` (v, cell, standard, removed, rank), where `removed` is
empty or the one lineage taken away, and rank is 1 breached, 2 contested, 3 undetermined, 4 kept. Of
copies that leave claims aside for their grade (`plan.with_graded`) there is no status: they say
what is firm in the variant they are copies of.
"""

from __future__ import annotations

from trucewatch.assess import apart_sql

# How many witnesses stand for a side that share an origin with no other, and how many no denial
# answers. Where there are more of the former than any standard asks for, and more than one of the
# latter, taking one away changes nothing.
CROWD = """
CREATE TABLE crowd AS
SELECT p.v, p.cell, p.says, p.pool,
  CAST(COUNT(DISTINCT CASE WHEN l.stated = 1 AND o.witness IS NULL THEN l.witness END) AS BIGINT)
    AS clear,
  CAST(COUNT(DISTINCT CASE WHEN p.disputed = 0 THEN l.witness END) AS BIGINT) AS undisputed
FROM pooled p
JOIN lineage l ON l.id = p.lineage
LEFT JOIN (
  SELECT earlier AS witness FROM shares_origin UNION SELECT later FROM shares_origin
) o ON o.witness = l.witness
WHERE p.given_up = ''
GROUP BY p.v, p.cell, p.says, p.pool
"""

# Each removal is one more evaluation of the cell, so that a finding can say what it hinges on. A
# variant and its copies without the claims graded worse are taken through the same removals.
# What a window shows by itself stands only while an account supports something (`if_shown`): of no
# unit and nothing to perform. A unit that nothing supports is undetermined.
REMOVALS = """
CREATE TABLE removal AS
SELECT fam.v, x.cell, x.removed, c.perform,
  CASE WHEN c.unit = '' AND c.perform = 0 THEN 1 ELSE 0 END AS if_shown
FROM (
  SELECT DISTINCT va.base_v, y.cell, y.removed
  FROM (
    SELECT p.v, p.cell, p.lineage AS removed
    FROM pooled p
    JOIN crowd w ON w.v = p.v AND w.cell = p.cell AND w.says = p.says AND w.pool = p.pool
    CROSS JOIN (SELECT MAX(lineages) AS n FROM standard) most
    WHERE p.given_up = '' AND (w.clear <= most.n OR w.undisputed <= 1)
    UNION SELECT v, cell, denier FROM pivotal
    UNION SELECT v, cell, given_up FROM instead
    UNION SELECT v, cell, '' FROM cell
  ) y
  JOIN variant va ON va.v = y.v
) x
JOIN variant fam ON fam.base_v = x.base_v
JOIN cell c ON c.v = fam.v AND c.cell = x.cell
"""

# Which pools of evidence a support belongs to: all, disinterested, admissions.
POOLS = """
CREATE TABLE pooled AS
SELECT s.v, s.cell, s.lineage, s.says, s.given_up, s.disputed, 'all' AS pool
FROM judged s
UNION ALL
SELECT s.v, s.cell, s.lineage, s.says, s.given_up, s.disputed, 'disinterested'
FROM judged s WHERE s.interested = 0
UNION ALL
SELECT s.v, s.cell, s.lineage, s.says, s.given_up, s.disputed, 'admission'
FROM judged s WHERE s.admission = 1
"""

JUDGED = """
CREATE TABLE judged AS
SELECT s.v, s.cell, s.lineage, s.says, s.given_up,
  CAST(MIN(s.disputed) AS BIGINT) AS disputed,
  CAST(MAX(CASE WHEN s.says = 'breached' AND o.party IS NOT NULL THEN 1
                WHEN s.says = 'kept' AND ls.side = va.bound THEN 1 ELSE 0 END) AS BIGINT)
    AS interested,
  CAST(MAX(CASE WHEN s.spoken = 0 THEN 0
                WHEN s.says = 'breached' AND l.speaks_for = va.bound THEN 1
                WHEN s.says = 'kept' AND so.party IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT)
    AS admission
FROM support s
JOIN variant va ON va.v = s.v
JOIN lineage l ON l.id = s.lineage
LEFT JOIN lineage_side ls ON ls.lineage = s.lineage
LEFT JOIN other_side o ON o.v = s.v AND o.party = ls.side
LEFT JOIN other_side so ON so.v = s.v AND so.party = l.speaks_for
GROUP BY s.v, s.cell, s.lineage, s.says, s.given_up
"""

WITNESSES = """
CREATE TABLE witness AS
SELECT r.v, r.cell, r.removed, p.says, p.pool, l.witness, CAST(MAX(l.stated) AS BIGINT) AS stated,
  CAST(MIN(CASE WHEN d.denier IS NULL THEN p.disputed ELSE 0 END) AS BIGINT) AS disputed
FROM removal r
LEFT JOIN instead i ON i.v = r.v AND i.cell = r.cell AND i.given_up = r.removed
JOIN pooled p ON p.v = r.v AND p.cell = r.cell AND p.lineage <> r.removed
  AND p.given_up = COALESCE(i.given_up, '')
JOIN lineage l ON l.id = p.lineage
LEFT JOIN pivotal d ON d.v = p.v AND d.cell = p.cell AND d.lineage = p.lineage
  AND d.says = p.says AND d.denier = r.removed
GROUP BY r.v, r.cell, r.removed, p.says, p.pool, l.witness
"""


# The most witnesses of which no two share an origin: those not displaced by an earlier one, and of
# those that overlap in a chain, where these would be too few, as many as are `apart`.
WEIGHT = """
CREATE TABLE independent AS
SELECT w.v, w.cell, w.removed, w.says, w.pool,
  CAST(SUM(CASE WHEN w.stated = 1 AND d.later IS NULL AND c.witness IS NULL THEN 1 ELSE 0 END)
    + COALESCE(MAX(a.n), 0) AS BIGINT) AS stated_n
FROM witness w
LEFT JOIN (
  SELECT DISTINCT b.v, b.cell, b.removed, b.says, b.pool, o.later
  FROM witness b JOIN shares_origin o ON o.earlier = b.witness AND b.stated = 1
) d ON d.v = w.v AND d.cell = w.cell AND d.removed = w.removed AND d.says = w.says
   AND d.pool = w.pool AND d.later = w.witness
LEFT JOIN chained c ON c.witness = w.witness
LEFT JOIN apart a ON a.v = w.v AND a.cell = w.cell AND a.removed = w.removed AND a.says = w.says
  AND a.pool = w.pool
GROUP BY w.v, w.cell, w.removed, w.says, w.pool
"""

# Where somebody says so and no denial answers it, a bare denial disputes nothing.
UNDISPUTED = """
CREATE TABLE undisputed AS
SELECT DISTINCT v, cell, removed FROM witness
WHERE says = 'breached' AND pool = 'all' AND disputed = 0
"""

# A single unstated lineage is one witness; beside a stated one it adds nothing.
_N = "GREATEST(a.stated_n, 1)"

# A standard with a worst grade reads what is firm from the copy without the claims graded worse.
FIRM = f"""
CREATE TABLE firmness AS
SELECT r.v, r.cell, r.removed, r.if_shown, s.id AS standard, s.denial_disputes,
  s.burden * r.perform AS burden,
  CAST(MAX(CASE WHEN rd.max_grade = s.max_grade AND a.says = 'breached' AND a.pool = s.pool
    AND {_N} >= s.lineages THEN 1 ELSE 0 END) AS BIGINT) AS firm_breach,
  CAST(MAX(CASE WHEN rd.max_grade = s.max_grade AND a.says = 'kept' AND a.pool = s.pool
    AND {_N} >= s.lineages THEN 1 ELSE 0 END) AS BIGINT) AS firm_kept,
  CAST(MAX(CASE WHEN rd.max_grade = 0 AND a.says = 'breached' THEN 1 ELSE 0 END) AS BIGINT)
    AS any_breach,
  CAST(MAX(CASE WHEN rd.max_grade = 0 AND a.says = 'kept' THEN 1 ELSE 0 END) AS BIGINT)
    AS any_kept,
  CAST(MAX(CASE WHEN rd.max_grade = s.max_grade AND u.v IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT)
    AS some_undisputed
FROM removal r
CROSS JOIN standard s
JOIN variant rd ON rd.base_v = r.v AND (rd.max_grade = 0 OR rd.max_grade = s.max_grade)
LEFT JOIN independent a ON a.v = rd.v AND a.cell = r.cell AND a.removed = r.removed
LEFT JOIN undisputed u ON u.v = rd.v AND u.cell = r.cell AND u.removed = r.removed
GROUP BY r.v, r.cell, r.removed, r.if_shown, s.id, s.denial_disputes, s.burden * r.perform
"""

STATUS = """
CREATE TABLE cell_status AS
SELECT v, cell, removed, standard,
  CASE WHEN any_breach = 1 AND any_kept = 1 THEN 2
       WHEN firm_breach = 1 AND any_breach = 1 AND denial_disputes = 1
         AND some_undisputed = 0 THEN 2
       WHEN firm_breach = 1 AND any_breach = 1 THEN 1
       WHEN firm_kept = 1 AND any_kept = 1 THEN 4
       WHEN if_shown = 1 AND any_breach = 0 AND any_kept = 0 THEN 0
       WHEN burden = 1 AND any_breach = 0 AND any_kept = 0 THEN 1
       ELSE 3 END AS rank
FROM firmness
"""

NOTHING_INSTEAD = """
CREATE TABLE instead AS SELECT v, cell, '' AS given_up FROM cell WHERE 1 = 0
"""
"""For kinds where a lineage taken away changes no other account."""



def statements(most: int = 0) -> tuple[str, ...]:
    """SQL that makes ``cell_status``.

    Parameters
    ----------
    most
        Lineages a standard asks for at most; 0: no witnesses overlap in a chain.
    """
    return (
        JUDGED, POOLS, CROWD, REMOVALS, WITNESSES, *apart_sql.statements(most), WEIGHT,
        UNDISPUTED, FIRM, STATUS,
    )


def combine(members: str, out: str, levels: int = 4) -> tuple[str, ...]:
    """SQL for the first rank shown by any member: breached before contested, and so on.

    Parameters
    ----------
    members
        Table (v, grp, cell, standard, removed, rank): ranks of the cells of a group.
    out
        Table to make: (v, grp, standard, removed, rank). A lineage removed changes only the
        members it stands in, so the group is recounted from its totals instead of evaluated anew.
    levels
        Number of ranks, from 1.
    """
    ranks = range(1, levels + 1)
    tally = ", ".join(
        f"CAST(SUM(CASE WHEN rank = {i} THEN 1 ELSE 0 END) AS BIGINT) AS n{i}" for i in ranks
    )
    delta = ", ".join(
        f"CAST(SUM(CASE WHEN m.rank = {i} THEN 1 ELSE 0 END) "
        f"- SUM(CASE WHEN b.rank = {i} THEN 1 ELSE 0 END) AS BIGINT) AS d{i}" for i in ranks
    )
    plain = "CASE " + " ".join(f"WHEN n{i} > 0 THEN {i}" for i in ranks) + " ELSE 3 END"
    moved = "CASE " + " ".join(f"WHEN n{i} + d{i} > 0 THEN {i}" for i in ranks) \
        + " ELSE 3 END"
    return (
        f"""
CREATE TABLE {out}_base AS
SELECT v, grp, standard, {tally} FROM {members} WHERE removed = '' GROUP BY v, grp, standard
""",
        f"""
CREATE TABLE {out}_delta AS
SELECT m.v, m.grp, m.standard, m.removed, {delta}
FROM {members} m
JOIN {members} b ON b.v = m.v AND b.grp = m.grp AND b.cell = m.cell AND b.standard = m.standard
  AND b.removed = ''
WHERE m.removed <> ''
GROUP BY m.v, m.grp, m.standard, m.removed
""",
        f"""
CREATE TABLE {out} AS
SELECT b.v, b.grp, b.standard, '' AS removed, {plain} AS rank
FROM {out}_base b
UNION ALL
SELECT b.v, b.grp, b.standard, d.removed, {moved} AS rank
FROM {out}_base b
JOIN {out}_delta d ON d.v = b.v AND d.grp = b.grp AND d.standard = b.standard
""",
    )
