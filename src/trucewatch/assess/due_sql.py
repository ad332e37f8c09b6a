"""SQL for what is done by an instant: deadline and process, and the decision at a due interval.

Reads ``progress`` and ``test`` (v, unit, part, quota_low, quota_high, due1, due2, as_of): what is
asked of which part, by when. A clause has the test ``window``, and ``start`` where the text says
by when it must have begun. See "Deadline" in how-findings-are-made.
"""

from __future__ import annotations

from trucewatch.assess import decide_sql, match_sql, progress_sql

POINTS = """
CREATE TABLE point AS
SELECT v, part, as_of AS t FROM test
UNION SELECT v, part, due1 FROM test WHERE due1 IS NOT NULL
UNION SELECT v, part, due2 FROM test WHERE due2 IS NOT NULL
"""



def _says(out: str, source: str) -> str:
    return f"""
CREATE TABLE {out} AS
SELECT p.v, k.unit, p.part, p.t, p.lineage, p.subject, p.basis, p.low, p.high,
  CASE WHEN p.low > p.high THEN 'neither'
       WHEN p.low >= k.quota_high THEN 'kept'
       WHEN p.high < k.quota_low THEN 'breached'
       ELSE 'neither' END AS says
FROM {source} p JOIN test k ON k.v = p.v AND k.part = p.part
"""


SAYS = _says("said", "progress")

CELLS = """
CREATE TABLE cell AS
SELECT v, unit || '|due1' AS cell, unit, 1 AS perform, part, due1 AS t FROM test
WHERE due1 IS NOT NULL
UNION ALL
SELECT v, unit || '|due2', unit, 1, part, due2 FROM test WHERE due2 IS NOT NULL
UNION ALL
SELECT v, unit || '|as_of', unit, 0, part, as_of FROM test
"""

MEASURED = """
CREATE TABLE measured AS
SELECT s.v, c.cell, s.part, s.lineage, s.subject, s.basis, '' AS sub,
  va.s1 AS p1, c.t AS p2, s.low, s.high,
  CAST(NULL AS BIGINT) AS stated_low, CAST(NULL AS BIGINT) AS stated_high,
  k.quota_low, k.quota_high, CAST(NULL AS BIGINT) AS days, 0 AS unit_days, s.says
FROM said s
JOIN cell c ON c.v = s.v AND c.unit = s.unit AND c.t = s.t
JOIN test k ON k.v = s.v AND k.unit = s.unit
JOIN variant va ON va.v = s.v
"""

CLAIMS = """
CREATE TABLE measured_claim AS
SELECT c.v, l.cell, c.part, c.lineage, c.subject, c.basis, '' AS sub, c.claim, c.sure AS certain
FROM counted c JOIN cell l ON l.v = c.v AND l.part = c.part
"""

# Ranks of cells: 1 breached, 2 contested, 3 undetermined, 4 kept. Ranks of tests besides: 4
# pending, 5 kept_late, 6 kept.
AT_POINTS = """
CREATE TABLE at_points AS
SELECT c.v, c.unit, s.standard, s.removed,
  MAX(CASE WHEN c.cell = c.unit || '|due1' THEN s.rank END) AS rank1,
  MAX(CASE WHEN c.cell = c.unit || '|due2' THEN s.rank END) AS rank2,
  MAX(CASE WHEN c.cell = c.unit || '|as_of' THEN s.rank END) AS rank_now
FROM cell_status s JOIN cell c ON c.v = s.v AND c.cell = s.cell
GROUP BY c.v, c.unit, s.standard, s.removed
"""

_AT = """
SELECT r.v, r.unit, r.standard, r.removed, {due} AS due,
  CASE WHEN COALESCE(r.rank{due}, f.rank{due}) = 1 AND COALESCE(r.rank_now, f.rank_now) = 4 THEN 5
       WHEN COALESCE(r.rank{due}, f.rank{due}) = 4 THEN 6
       ELSE COALESCE(r.rank{due}, f.rank{due}) END AS rank
FROM at_points r
JOIN test k ON k.v = r.v AND k.unit = r.unit AND k.due2 <= k.as_of
JOIN at_points f ON f.v = r.v AND f.unit = r.unit AND f.standard = r.standard AND f.removed = ''
  AND f.rank{due} IS NOT NULL AND f.rank_now IS NOT NULL
"""

AT_DUE = "CREATE TABLE at_due AS" + " UNION ALL ".join(_AT.format(due=i) for i in (1, 2))

TESTED = """
CREATE TABLE tested AS
SELECT a.v, 'window' AS grp, a.unit AS cell, a.standard, a.removed,
  CASE WHEN a.rank = b.rank THEN a.rank ELSE 3 END AS rank,
  CASE WHEN a.rank = b.rank THEN '' ELSE 'due_interval_differs' END AS reason
FROM at_due a
JOIN at_due b ON b.v = a.v AND b.unit = a.unit AND b.standard = a.standard
  AND b.removed = a.removed AND b.due = 2
WHERE a.due = 1
UNION ALL
SELECT s.v, 'window', k.unit, s.standard, s.removed, CASE WHEN s.rank = 4 THEN 6 ELSE 4 END,
  CASE WHEN s.rank = 4 THEN '' WHEN k.due1 IS NULL THEN 'due_no_date' ELSE 'not_yet_due' END
FROM cell_status s
JOIN test k ON k.v = s.v AND (k.due1 IS NULL OR k.due2 > k.as_of)
  AND s.cell = k.unit || '|as_of'
"""

NAMES = """CASE {rank} WHEN 1 THEN 'breached' WHEN 2 THEN 'contested' WHEN 4 THEN 'pending'
    WHEN 5 THEN 'kept_late' WHEN 6 THEN 'kept' ELSE 'undetermined' END"""
"""Status by rank of a test."""

# The reason of the window is that of a test that shows its rank.
WINDOW = f"""
CREATE TABLE result AS
SELECT w.v, 'window' AS unit, w.standard, w.removed, {NAMES.format(rank="w.rank")} AS status,
  COALESCE(r.reason, '') AS reason
FROM window_rank w
LEFT JOIN (
  SELECT v, standard, rank, MAX(reason) AS reason FROM tested WHERE removed = ''
  GROUP BY v, standard, rank
) r ON r.v = w.v AND r.standard = w.standard AND r.rank = w.rank AND w.removed = ''
"""

# How late needs every turn of the accounts, and only where the duty itself was met late.
LATE = """
CREATE TABLE late AS
SELECT DISTINCT k.v, k.due1 AS from_t, k.as_of AS to_t
FROM test k JOIN tested r ON r.v = k.v AND r.cell = k.unit AND r.rank = 5 AND r.removed = ''
WHERE k.unit = 'window'
"""

LATE_MATCHED = "CREATE TABLE late_matched AS " + match_sql.matched_query() + """
JOIN late l ON l.v = m.v
"""

# Done is bracketed by the last instant, from the due instant on, at which some account still shows
# too few, and the first at which some account shows enough. An unstated origin does not narrow it.
DONE = """
CREATE TABLE done AS
SELECT k.v, k.unit,
  MAX(CASE WHEN s.says = 'breached' THEN s.t + 1 END) AS not_before,
  MIN(CASE WHEN s.says = 'kept' THEN s.t END) AS by_then
FROM test k JOIN late_said s ON s.v = k.v AND s.unit = k.unit
JOIN lineage l ON l.id = s.lineage AND l.stated = 1
WHERE k.unit = 'window'
GROUP BY k.v, k.unit
"""

PREPARE = (POINTS,)
"""After ``counted``: the instants at which progress is read."""
MEASURE = (SAYS, CELLS, MEASURED, CLAIMS)
"""From ``progress`` to ``measured``, ``measured_claim`` and ``cell``."""
TESTS = (AT_POINTS, AT_DUE, TESTED)
"""From ``cell_status`` to ``tested``: the rank of each test."""
DECIDE = (*TESTS, *decide_sql.combine("tested", "window_rank", 6), WINDOW)
"""From ``cell_status`` to ``result`` (v, unit, standard, removed, status, reason)."""
DELAY = (
    LATE, LATE_MATCHED, progress_sql.counted("late_counted", "late_matched"), *progress_sql.LATE,
    _says("late_said", "late_progress"), DONE,
)
"""From ``tested``: how late, as ``done`` (v, unit, not_before, by_then)."""
