"""SQL that folds a large log: happenings told alike in one slot of time become one row.

A slot is a piece of a civil day between instants at which anything a clause asks can change: edges
of windows and units, due instants, ends of denials. What lies in one slot is told apart by no
clause that counts by units or by due instants, so that a row with its number ``n`` stands for all
of it, exactly. Profiles are alike where one lineage tells of one series in one way and every act
of every variant matches them in the same way; where something is denied, of one zone too, for a
denial answers by place. Claims that a denial answers by name, claims of happenings that are kept
apart, claims with an interval, running totals and reports without a series stay rows of their own.
The log is read once for all kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from trucewatch.assess import match_sql
from trucewatch.assess.plan import Chosen, variant_tables
from trucewatch.assess.tables import Tables, load, run, table
from trucewatch.model.case import Case
from trucewatch.store.interface import Store

SLOTS = """
CREATE TABLE slot AS
SELECT day, t AS t1, COALESCE(LEAD(t) OVER (PARTITION BY day ORDER BY t) - 1, day_end) AS t2
FROM (
  SELECT d.day, d.t2 AS day_end, d.t1 AS t FROM day d
  UNION
  SELECT d.day, d.t2, e.t
  FROM day d
  JOIN (
    SELECT t FROM edge
    UNION SELECT earliest FROM denying
    UNION SELECT latest + 1 FROM denying
  ) e ON e.t > d.t1 AND e.t <= d.t2
) x
"""

FOLDING = """
CREATE TABLE folding AS
SELECT f.profile, p.alike,
  CASE WHEN f.series = 1 AND f.basis = 'instant' AND f.measure <> 'cumulative'
    THEN 1 ELSE 0 END AS folds
FROM profile f JOIN asked_profile p ON p.profile = f.profile
"""

ALONE = """
CREATE TABLE alone AS
SELECT c.claim, c.profile, c.low, c.high, c.earliest, c.latest, c.as_at, c.day_first, c.day_last,
  c.whole_first, c.whole_last, c.n
FROM claim c
JOIN folding f ON f.profile = c.profile
LEFT JOIN (SELECT answered AS claim FROM reply UNION SELECT claim FROM apart) r
  ON r.claim = c.claim
WHERE f.folds = 0 OR c.earliest < c.latest OR r.claim IS NOT NULL
"""

TOGETHER = """
CREATE TABLE together AS
SELECT f.alike AS profile, c.low, c.high, s.t1, MIN(s.day) AS day, MIN(c.claim) AS claim,
  MIN(c.earliest) AS earliest, MAX(c.latest) AS latest, CAST(SUM(c.n) AS BIGINT) AS n
FROM claim c
JOIN folding f ON f.profile = c.profile AND f.folds = 1
JOIN slot s ON s.day = c.day_first AND c.earliest >= s.t1 AND c.earliest <= s.t2
LEFT JOIN (SELECT answered AS claim FROM reply UNION SELECT claim FROM apart) r
  ON r.claim = c.claim
WHERE c.earliest = c.latest AND r.claim IS NULL
GROUP BY f.alike, c.low, c.high, s.t1
"""

FOLDED = """
CREATE TABLE folded AS
SELECT * FROM alone
UNION ALL
SELECT claim, profile, low, high, earliest, latest, latest, day, day, day + 1, day - 1, n
FROM together
"""

WAYS = """
SELECT m.profile, m.lineage, m.subject, m.series, m.basis, m.measure,
  CASE WHEN d.n = 0 THEN '' ELSE m.zone END AS place,
  m.v, m.part, m.how, m.certain, m.counts_all
FROM profile_match m CROSS JOIN (SELECT CAST(COUNT(*) AS BIGINT) AS n FROM denying) d
ORDER BY m.profile NULLS FIRST, m.v NULLS FIRST, m.part NULLS FIRST, m.how NULLS FIRST,
  m.certain NULLS FIRST, m.counts_all NULLS FIRST
"""
"""Who tells of a profile and how, and each way in which an act matches it."""

STATEMENTS = (SLOTS, FOLDING, ALONE, TOGETHER, FOLDED)
"""They read the facts, ``denying``, ``edge`` and ``asked_profile``, and make ``folded`` in the
form of ``claim``."""


def fold(
    case: Case, sets: Sequence[tuple[list[Chosen], Tables]], store: Store
) -> None:
    """Make ``folded``.

    Parameters
    ----------
    case
        The case.
    sets
        Variants, with all tables of their set of queries.
    store
        Holds the facts.
    """
    edges = table("t#")
    edges.rows = [(t,) for t in sorted({t for _, tables in sets for t in _instants(tables)})]
    room = store.room("fold")
    load(room, variant_tables(case, [one for chosen, _ in sets for one in chosen]))
    run(room, match_sql.MATCHING)
    profiles = table("profile# alike#")
    profiles.rows = _alike(room)
    load(store, {"edge": edges, "asked_profile": profiles})
    run(store, STATEMENTS)


def _alike(room: Store) -> list[tuple[object, ...]]:
    """Each profile asked for, and the least of those like it."""
    found: list[tuple[object, ...]] = []
    least: dict[tuple[object, ...], object] = {}
    for profile, rows in groupby(room.rows(WAYS), key=itemgetter(0)):
        told = tuple(row[1:] for row in rows)
        found.append((profile, least.setdefault(told, profile)))
    return found


def _instants(tables: Tables) -> Iterator[int]:
    """Instants at which anything can change: s1, s2, e1, e2, days, units and due instants."""
    for row in tables["variant"].rows:
        s1, s2, e1, e2, day1, day2 = (int(str(value)) for value in row[2:8])
        yield from (s1, s2, e1 + 1, e2 + 1, day1, day2)
    for row in tables["period"].rows:
        yield from (int(str(row[4])), int(str(row[5])) + 1)
    for row in tables["test"].rows if "test" in tables else ():
        yield from (int(str(due)) + 1 for due in row[5:8] if due is not None)
