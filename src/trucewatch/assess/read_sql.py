"""SQL from ranks of cells to results by unit, and the queries a run reads out."""

from __future__ import annotations

from trucewatch.assess import decide_sql

UNIT_RESULT = (
    """
CREATE TABLE unit_member AS
SELECT s.v, c.unit AS grp, s.cell, s.standard, s.removed, s.rank
FROM cell_status s JOIN cell c ON c.v = s.v AND c.cell = s.cell AND c.in_shares = 1
""",
    *decide_sql.combine("unit_member", "unit_rank"),
    """
CREATE TABLE window_member AS
SELECT v, 'window' AS grp, grp AS cell, standard, removed, rank FROM unit_rank
UNION ALL
SELECT s.v, 'window', s.cell, s.standard, s.removed, s.rank
FROM cell_status s JOIN cell c ON c.v = s.v AND c.cell = s.cell AND c.in_shares = 0
""",
    *decide_sql.combine("window_member", "window_rank"),
    """
CREATE TABLE result AS
SELECT t.v, t.unit, t.standard, t.removed,
  CASE t.rank WHEN 1 THEN 'breached' WHEN 2 THEN 'contested' WHEN 4 THEN 'kept'
    ELSE 'undetermined' END AS status,
  '' AS reason
FROM (
  SELECT v, grp AS unit, standard, removed, rank FROM window_rank
  UNION ALL SELECT v, grp, standard, removed, rank FROM unit_rank
) t
""",
)
"""For kinds made of units: from ``cell_status`` to ``result``."""

# Removals that change nothing are not worth carrying.
CHANGED = """
SELECT r.v, r.unit, r.standard, r.removed, r.status, r.reason FROM result r
JOIN result b ON b.v = r.v AND b.unit = r.unit AND b.standard = r.standard AND b.removed = ''
WHERE (r.removed = '' OR r.status <> b.status)
"""

_ACCOUNT = (
    "m.part, m.lineage, m.subject, m.basis, m.sub, m.p1, m.p2, m.low, m.high, m.stated_low, "
    "m.stated_high, m.quota_low, m.quota_high, m.days, m.unit_days, m.says"
)

JUDGED_ACCOUNTS = f"""
SELECT m.v, {{unit}}, m.cell, {_ACCOUNT}, COALESCE(j.interested, 0), COALESCE(j.admission, 0),
  COALESCE(d.disputed, 0)
FROM measured m
JOIN cell c ON c.v = m.v AND c.cell = m.cell
LEFT JOIN judged j ON j.v = m.v AND j.cell = m.cell AND j.lineage = m.lineage AND j.says = m.says
  AND j.given_up = ''
LEFT JOIN account_denied d ON d.v = m.v AND d.cell = m.cell AND d.lineage = m.lineage
  AND d.subject = m.subject AND d.basis = m.basis AND d.sub = m.sub
WHERE {{which}}
"""

# An account of the window is judged by every cell it stands in, and answered if each of its certain
# claims is. Only accounts with a denied claim can be. Who was silent admits nothing, whatever the
# same lineage said of other units.
WINDOW_ACCOUNTS = f"""
SELECT m.v, 'window', 'window', {_ACCOUNT},
  CAST(MAX(COALESCE(j.interested, 0)) AS BIGINT),
  CAST(MAX(CASE WHEN m.subject = 'coverage' THEN 0 ELSE COALESCE(j.admission, 0) END) AS BIGINT),
  CAST(MAX(COALESCE(a.disputed, 0)) AS BIGINT)
FROM window_measured m
LEFT JOIN judged j ON j.v = m.v AND j.lineage = m.lineage AND j.says = m.says
  AND j.given_up = ''
LEFT JOIN (
  SELECT mc.v, mc.part, mc.lineage, mc.subject, mc.basis, mc.sub,
    MIN(CASE WHEN d.claim IS NULL THEN 0 ELSE 1 END) AS disputed
  FROM measured_claim mc
  JOIN (SELECT DISTINCT v, lineage, subject, basis, sub FROM concerned) x ON x.v = mc.v
    AND x.lineage = mc.lineage AND x.subject = mc.subject AND x.basis = mc.basis AND x.sub = mc.sub
  LEFT JOIN denied d ON d.v = mc.v AND d.part = mc.part AND d.claim = mc.claim
  WHERE mc.certain = 1
  GROUP BY mc.v, mc.part, mc.lineage, mc.subject, mc.basis, mc.sub
) a ON a.v = m.v AND a.part = m.part AND a.lineage = m.lineage AND a.subject = m.subject
  AND a.basis = m.basis AND a.sub = m.sub
GROUP BY m.v, {_ACCOUNT}
"""

SHARES = """
SELECT v, standard, status, CAST(COUNT(*) AS BIGINT) FROM result
WHERE removed = '' AND unit <> 'window' GROUP BY v, standard, status
"""

CELL_CLAIMS = """
SELECT DISTINCT m.v, c.unit, m.part, m.lineage, m.subject, m.basis, m.sub, m.claim
FROM measured_claim m JOIN cell c ON c.v = m.v AND c.cell = m.cell
WHERE m.v IN ({shown})
"""
UNIT_CLAIMS = CELL_CLAIMS + "AND c.in_shares = 1"
"""Where cells are also of what is no unit."""

WINDOW_CLAIMS = """
SELECT DISTINCT v, 'window', part, lineage, subject, basis, sub, claim FROM {source}
"""


def first_only(query: str) -> str:
    """Of the claims behind each account of a large log, the first; the others stand behind it."""
    return (
        "SELECT v, unit, part, lineage, subject, basis, sub, MIN(claim) FROM ("
        + query.replace("'window', part", "'window' AS unit, part")
        + ") t GROUP BY v, unit, part, lineage, subject, basis, sub"
    )


DENIALS = """
SELECT DISTINCT d.v, d.claim, d.earliest, d.latest FROM denial d
JOIN act_property p ON p.v = d.v AND p.property = d.property
"""
