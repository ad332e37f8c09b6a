"""Each trigger answered within a duration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from trucewatch.assess import decide_sql, due_sql
from trucewatch.model.clause import Act, Clause

VERSION = 2


@dataclass(frozen=True, kw_only=True)
class Response(Clause):
    """Parameters: trigger, answer, time allowed, how they are paired."""

    kind: Literal["response"]
    trigger: Act
    answer: Act
    within: str
    """Elapsed time from the trigger: ``72h``."""
    correlate: list[str] = field(default_factory=list)
    """Qualifiers an answer shares with its trigger. Empty: any answer after a trigger answers it.
    """


def parts(clause: Response) -> list[tuple[str, Act]]:
    """What calls for an answer, and the answer."""
    return [("trigger", clause.trigger), ("answer", clause.answer)]


KEYS = 4
"""Qualifiers a clause can correlate at most."""


def _values(out: str, part: str) -> str:
    """SQL of the values a part's claims carry of the correlated qualifiers, by position."""
    joins = "\n".join(
        f"LEFT JOIN qualifier q{i} ON q{i}.profile = m.profile AND q{i}.k = k.k{i}"
        for i in range(1, KEYS + 1)
    )
    values = ", ".join(
        f"CASE WHEN k.k{i} = '' THEN '' ELSE q{i}.val END AS x{i}" for i in range(1, KEYS + 1)
    )
    return f"""
CREATE TABLE {out} AS
SELECT m.v, m.claim, m.lineage, m.subject, m.basis, m.certain, m.earliest, m.latest, {values}
FROM matched m JOIN parameter k ON k.v = m.v
{joins}
WHERE m.part = '{part}'
"""


_X = ", ".join(f"x{i}" for i in range(1, KEYS + 1))
_ALL = " AND ".join(f"t.x{i} IS NOT NULL" for i in range(1, KEYS + 1))
_NAME = " || ".join(
    f"CASE WHEN k.k{i} = '' THEN '' ELSE {before}t.x{i} END"
    for i, before in enumerate(["", *["'|' || "] * (KEYS - 1)], 1)
)

# Claims of one trigger are one unit; without keys each trigger is its own.
TRIGGERS = f"""
CREATE TABLE trigger_unit AS
SELECT t.v, {_NAME} AS unit, k.paired, k.within, {", ".join(f"t.x{i}" for i in range(1, KEYS + 1))},
  MIN(t.earliest) AS t1, MAX(t.latest) AS t2
FROM told_trigger t
JOIN parameter k ON k.v = t.v AND k.paired = 1
JOIN variant va ON va.v = t.v AND t.earliest >= va.s1 AND t.latest <= va.e2
WHERE t.certain = 1 AND {_ALL}
GROUP BY t.v, {_NAME}, k.paired, k.within, {", ".join(f"t.x{i}" for i in range(1, KEYS + 1))}
UNION ALL
SELECT t.v, 'claim:' || CAST(t.claim AS STRING), k.paired, k.within,
  {", ".join(f"'' AS x{i}" for i in range(1, KEYS + 1))}, t.earliest, t.latest
FROM told_trigger t
JOIN parameter k ON k.v = t.v AND k.paired = 0
JOIN variant va ON va.v = t.v AND t.earliest >= va.s1 AND t.latest <= va.e2
WHERE t.certain = 1
"""

# The first answer that surely answers, the first that possibly does; of each account.
FIRSTS = """
CREATE TABLE first_answer AS
SELECT u.v, u.unit, a.lineage, a.subject, a.basis,
  MIN(CASE WHEN a.certain = 1 AND a.full_key = 1
    AND a.earliest >= CASE WHEN u.paired = 1 THEN u.t1 ELSE u.t2 END THEN a.latest END) AS sure_at,
  MIN(a.earliest) AS possible_at,
  CAST(MAX(CASE WHEN a.certain = 1 AND a.full_key = 1 THEN 1 ELSE 0 END) AS BIGINT) AS told
FROM trigger_unit u
JOIN answer_of a ON a.v = u.v AND a.unit = u.unit AND a.latest >= u.t1
GROUP BY u.v, u.unit, a.lineage, a.subject, a.basis
"""

_SAME = " AND ".join(f"a.x{i} = u.x{i}" for i in range(1, KEYS + 1))
_FITS = " AND ".join(f"(a.x{i} IS NULL OR a.x{i} = u.x{i})" for i in range(1, KEYS + 1))
_LACKS = " OR ".join(f"a.x{i} IS NULL" for i in range(1, KEYS + 1))

ANSWERS = f"""
CREATE TABLE answer_of AS
SELECT u.v, u.unit, a.claim, a.lineage, a.subject, a.basis, a.certain, a.earliest, a.latest,
  1 AS full_key
FROM trigger_unit u JOIN told_answer a ON a.v = u.v AND a.latest >= u.t1 AND {_SAME}
UNION ALL
SELECT u.v, u.unit, a.claim, a.lineage, a.subject, a.basis, a.certain, a.earliest, a.latest, 0
FROM trigger_unit u JOIN told_answer a ON a.v = u.v AND a.latest >= u.t1 AND ({_LACKS}) AND {_FITS}
"""

# A lineage that watched from the trigger on; the longest such watch counts.
WATCHING = """
CREATE TABLE watching AS
SELECT u.v, u.unit, w.lineage, MAX(w.t2) AS until_t
FROM trigger_unit u
JOIN watched w ON w.v = u.v AND w.part = 'answer' AND w.t1 <= u.t1 AND w.t2 >= u.t1
GROUP BY u.v, u.unit, w.lineage
"""

ACCOUNTS = """
CREATE TABLE answer_account AS
SELECT u.v, u.unit, f.lineage, f.subject, f.basis, f.sure_at, f.possible_at,
  CASE WHEN u.paired = 1 THEN f.told ELSE 0 END AS told, w.until_t
FROM first_answer f
JOIN trigger_unit u ON u.v = f.v AND u.unit = f.unit
LEFT JOIN watching w ON w.v = f.v AND w.unit = f.unit AND w.lineage = f.lineage
UNION ALL
SELECT w.v, w.unit, w.lineage, 'coverage', 'total', CAST(NULL AS BIGINT), CAST(NULL AS BIGINT),
  0, w.until_t
FROM watching w
LEFT JOIN first_answer f ON f.v = w.v AND f.unit = w.unit AND f.lineage = w.lineage
WHERE f.lineage IS NULL
"""

TEST = """
CREATE TABLE test AS
SELECT u.v, u.unit, 'answer' AS part, CAST(1 AS BIGINT) AS quota_low,
  CAST(1 AS BIGINT) AS quota_high, u.t1 + u.within AS due1, u.t2 + u.within AS due2, k.as_of
FROM trigger_unit u JOIN parameter k ON k.v = u.v
"""

_SHORT = "COALESCE(a.possible_at, c.t + 1) > c.t AND (a.told = 1 OR a.until_t >= c.t)"
"""Surely not answered by then."""
_SAYS = f"""CASE WHEN a.sure_at <= c.t THEN 'kept'
       WHEN {_SHORT}
       THEN 'breached' ELSE 'neither' END"""

MEASURED = f"""
CREATE TABLE measured AS
SELECT a.v, c.cell, 'answer' AS part, a.lineage, a.subject, a.basis, '' AS sub, u.t1 AS p1,
  c.t AS p2, CAST(CASE WHEN a.sure_at <= c.t THEN 1 ELSE 0 END AS BIGINT) AS low,
  CAST(CASE WHEN {_SHORT} THEN 0 ELSE 1 END AS BIGINT) AS high,
  CAST(NULL AS BIGINT) AS stated_low, CAST(NULL AS BIGINT) AS stated_high,
  CAST(1 AS BIGINT) AS quota_low, CAST(1 AS BIGINT) AS quota_high,
  CAST(NULL AS BIGINT) AS days, 0 AS unit_days, {_SAYS} AS says
FROM answer_account a
JOIN cell c ON c.v = a.v AND c.unit = a.unit
JOIN trigger_unit u ON u.v = a.v AND u.unit = a.unit
"""

CLAIMS = """
CREATE TABLE measured_claim AS
SELECT a.v, c.cell, 'answer' AS part, a.lineage, a.subject, a.basis, '' AS sub, a.claim,
  a.certain * a.full_key AS certain
FROM answer_of a JOIN cell c ON c.v = a.v AND c.unit = a.unit
"""

# What stands behind the trigger of a unit, shown beside every account of answers.
CALLS = f"""
CREATE TABLE trigger_claim AS
SELECT DISTINCT u.v, u.unit, t.claim
FROM trigger_unit u
JOIN told_trigger t ON t.v = u.v AND t.certain = 1
JOIN variant va ON va.v = t.v AND t.earliest >= va.s1 AND t.latest <= va.e2
WHERE (u.paired = 1 AND {" AND ".join(f"t.x{i} = u.x{i}" for i in range(1, KEYS + 1))})
  OR u.unit = 'claim:' || CAST(t.claim AS STRING)
"""

# Read only of what was answered late: of what was answered by the due instant it says nothing.
DONE = """
CREATE TABLE done AS
SELECT k.v, k.unit,
  MAX(CASE WHEN x.short_t >= k.due1 THEN x.short_t + 1 END) AS not_before,
  MIN(CASE WHEN x.sure_at <= k.as_of THEN x.sure_at END) AS by_then
FROM test k
JOIN (
  SELECT a.v, a.unit, a.lineage, a.sure_at,
    CASE WHEN a.told = 1 THEN a.possible_at - 1
         WHEN a.until_t IS NOT NULL THEN LEAST(a.until_t, COALESCE(a.possible_at - 1, a.until_t))
         END AS short_t
  FROM answer_account a
) x ON x.v = k.v AND x.unit = k.unit
JOIN lineage l ON l.id = x.lineage AND l.stated = 1
GROUP BY k.v, k.unit
"""

RESULT = f"""
CREATE TABLE result AS
SELECT w.v, 'window' AS unit, w.standard, w.removed,
  {due_sql.NAMES.format(rank="w.rank")} AS status,
  '' AS reason
FROM window_rank w
UNION ALL
SELECT t.v, t.cell, t.standard, t.removed, {due_sql.NAMES.format(rank="t.rank")}, t.reason
FROM tested t
"""

MEASURE = (
    _values("told_trigger", "trigger"), _values("told_answer", "answer"), TRIGGERS, ANSWERS, FIRSTS,
    WATCHING, ACCOUNTS, TEST, due_sql.CELLS, MEASURED, CLAIMS, CALLS, DONE,
)
"""From ``matched`` to ``measured``, ``measured_claim``, ``cell``, ``test`` and ``done``."""
DECIDE = (*due_sql.TESTS, *decide_sql.combine("tested", "window_rank", 6), RESULT)
"""From ``cell_status`` to ``result``."""
