"""An act, quantity or list done by an instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.model.clause import Act, Anchor, Clause

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Deadline(Clause):
    """Parameters: what, how much, by when."""

    kind: Literal["deadline"]
    act: Act
    quantity: int = 1
    quantity_high: int | None = None
    """Where the text leaves the number open, the most it can mean; empty: `quantity` itself."""
    list_size: int | None = None
    """Size of the closed list the quantity is drawn from (20 of 20): what was surely done after
    an instant cannot have been done before it. Empty: no closed list."""
    due: Anchor | None = None
    """Empty: the text gives no date; the duty stays pending until it is done."""
    start_by: Anchor | None = None
    """By when it must have begun, where the text says so."""
    start_act: Act | None = None
    """What counts as having begun; empty: one of `act`."""


def parts(clause: Deadline) -> list[tuple[str, Act]]:
    """The act, under the part name ``all``."""
    return [("all", clause.act)]


# The instants at which anything can change: the due instants, as of, and the ends of claims.
POINTS = """
CREATE TABLE point AS
SELECT v, 'all' AS part, t FROM (
  SELECT v, as_of AS t FROM parameter
  UNION SELECT v, due1 FROM parameter WHERE due1 IS NOT NULL
  UNION SELECT v, due2 FROM parameter WHERE due2 IS NOT NULL
  UNION SELECT v, latest FROM counted
  UNION SELECT v, earliest - 1 FROM counted
  UNION SELECT v, as_at FROM counted
) t
"""

SAYS = """
CREATE TABLE said AS
SELECT p.v, p.t, p.lineage, p.subject, p.basis, p.low, p.high,
  CASE WHEN p.low > p.high THEN 'neither'
       WHEN p.low >= k.quantity THEN 'kept'
       WHEN p.high < k.quantity THEN 'breached'
       ELSE 'neither' END AS says
FROM progress p JOIN parameter k ON k.v = p.v
"""

CELLS = """
CREATE TABLE cell AS
SELECT v, 'due1' AS cell, '' AS unit, 0 AS in_shares, due1 AS t FROM parameter
WHERE due1 IS NOT NULL
UNION ALL
SELECT v, 'due2', '', 0, due2 FROM parameter WHERE due2 IS NOT NULL
UNION ALL
SELECT v, 'as_of', '', 0, as_of FROM parameter
"""

MEASURED = """
CREATE TABLE measured AS
SELECT s.v, c.cell, 'all' AS part, s.lineage, s.subject, s.basis, '' AS sub,
  va.s1 AS p1, c.t AS p2, s.low, s.high,
  CAST(NULL AS BIGINT) AS stated_low, CAST(NULL AS BIGINT) AS stated_high,
  k.quantity AS quota_low, k.quantity AS quota_high, CAST(NULL AS BIGINT) AS days,
  0 AS unit_days, s.says
FROM said s
JOIN cell c ON c.v = s.v AND c.t = s.t
JOIN parameter k ON k.v = s.v
JOIN variant va ON va.v = s.v
"""

CLAIMS = """
CREATE TABLE measured_claim AS
SELECT c.v, l.cell, 'all' AS part, c.lineage, c.subject, c.basis, '' AS sub, c.claim_id,
  c.sure AS certain
FROM counted c JOIN cell l ON l.v = c.v
"""

# Done is bracketed by the last instant at which some account still shows too few, and the first at
# which some account shows enough. An unstated origin does not narrow it.
DONE = """
CREATE TABLE done AS
SELECT k.v,
  MAX(CASE WHEN s.says = 'breached' AND s.t >= k.due1 THEN s.t + 1 END) AS not_before,
  MIN(CASE WHEN s.says = 'kept' AND s.t > k.due1 THEN s.t END) AS by_then
FROM parameter k JOIN said s ON s.v = k.v
JOIN lineage l ON l.id = s.lineage AND l.stated = 1
WHERE k.due1 IS NOT NULL AND s.t <= k.as_of
GROUP BY k.v
"""

# Ranks: 1 breached, 2 contested, 3 undetermined, 4 kept.
_AT = """
SELECT r.v, r.standard, r.removed, {due} AS due,
  CASE WHEN {rank} = 1 AND COALESCE(a.rank, a0.rank) = 4 THEN 'kept_late'
       WHEN {rank} = 1 THEN 'breached' WHEN {rank} = 2 THEN 'contested'
       WHEN {rank} = 3 THEN 'undetermined' ELSE 'kept' END AS status
FROM (SELECT DISTINCT v, standard, removed FROM cell_status) r
JOIN parameter k ON k.v = r.v AND k.due2 <= k.as_of
JOIN cell_status d0 ON d0.v = r.v AND d0.standard = r.standard AND d0.removed = ''
  AND d0.cell = {cell}
JOIN cell_status a0 ON a0.v = r.v AND a0.standard = r.standard AND a0.removed = ''
  AND a0.cell = 'as_of'
LEFT JOIN cell_status d ON d.v = r.v AND d.standard = r.standard AND d.removed = r.removed
  AND d.cell = {cell}
LEFT JOIN cell_status a ON a.v = r.v AND a.standard = r.standard AND a.removed = r.removed
  AND a.cell = 'as_of'
"""

AT_DUE = "CREATE TABLE at_due AS" + " UNION ALL ".join(
    _AT.format(due=i, cell=f"'due{i}'", rank="COALESCE(d.rank, d0.rank)") for i in (1, 2)
)

RESULT = """
CREATE TABLE result AS
SELECT a.v, 'window' AS unit, a.standard, a.removed,
  CASE WHEN a.status = b.status THEN a.status ELSE 'undetermined' END AS status,
  CASE WHEN a.status = b.status THEN '' ELSE 'due_interval_differs' END AS reason
FROM at_due a
JOIN at_due b ON b.v = a.v AND b.standard = a.standard AND b.removed = a.removed AND b.due = 2
WHERE a.due = 1
UNION ALL
SELECT s.v, 'window', s.standard, s.removed,
  CASE WHEN s.rank = 4 THEN 'kept' ELSE 'pending' END,
  CASE WHEN s.rank = 4 THEN '' WHEN k.due1 IS NULL THEN 'due_no_date' ELSE 'not_yet_due' END
FROM cell_status s
JOIN parameter k ON k.v = s.v AND (k.due1 IS NULL OR k.due2 > k.as_of)
WHERE s.cell = 'as_of'
"""

PREPARE = (POINTS,)
"""After ``counted``: the instants at which progress is read."""
MEASURE = (SAYS, CELLS, MEASURED, CLAIMS, DONE)
"""From ``progress`` to ``measured``, ``measured_claim``, ``cell`` and ``done``."""
DECIDE = (AT_DUE, RESULT)
"""From ``cell_status`` to ``result`` (v, unit, standard, removed, status, reason)."""
