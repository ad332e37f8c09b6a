"""Runs the plan: one set of queries per clause kind, whatever the number of clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from trucewatch.assess import decide_sql, match_sql, progress_sql, setup, units_sql
from trucewatch.assess.kinds import deadline, prohibition, rate, ratio
from trucewatch.assess.plan import Tables, claim_tables, in_force, variant_tables
from trucewatch.assess.variants import Variant, expand
from trucewatch.model.case import Case
from trucewatch.model.clause import Act, Clause
from trucewatch.store import DuckStore

Rows = list[tuple[object, ...]]
Parts = Callable[[Clause], list[tuple[str, Act]]]


@dataclass
class Evaluated:
    """What the queries of all kinds gave, as rows, for `assess.findings` to put together."""

    variants: dict[int, Variant] = field(default_factory=dict)
    """Every variant, cut at the as-of instant and at its edges where it is in force."""
    evaluated: set[int] = field(default_factory=set)
    """Variants the queries evaluated."""
    result: Rows = field(default_factory=list)
    """v, unit, standard, removed, status, reason."""
    accounts: Rows = field(default_factory=list)
    """v, unit, cell, part, lineage, subject, basis, sub, p1, p2, low, high, stated_low,
    stated_high, quota_low, quota_high, days, unit_days, says, interested, admission, disputed."""
    account_claims: Rows = field(default_factory=list)
    """v, unit, part, lineage, subject, basis, sub, claim_id."""
    units: Rows = field(default_factory=list)
    """v, unit, first instant, last instant; of base variants."""
    shares: Rows = field(default_factory=list)
    """v, standard, status, number of units."""
    done: Rows = field(default_factory=list)
    """v, not_before, by_then."""
    denials: Rows = field(default_factory=list)
    """v, claim_id, earliest, latest."""

    def add(self, other: Evaluated) -> None:
        """Take over what another set of queries gave."""
        self.variants.update(other.variants)
        self.evaluated |= other.evaluated
        for name in ("result", "accounts", "account_claims", "units", "shares", "done", "denials"):
            getattr(self, name).extend(getattr(other, name))


def evaluate(case: Case, as_of: int, store: DuckStore) -> Evaluated:
    """Evaluate every variant of the kinds that are built.

    Parameters
    ----------
    case
        The case; its claims are exactly those to consider.
    as_of
        Microseconds UTC; windows end and deadlines are read there.
    store
        An empty store; tables are made in it, those of each kind in a room of their own.
    """
    _load(store, claim_tables(case))
    everything = expand(case)
    ready = [cut for variant in everything if (cut := in_force(variant, as_of))]
    found = Evaluated(variants={v.number: v for v in (*everything, *ready)})
    runs = [
        partial(work, case, store.room(name), variants, as_of)
        for name, variants, work in (
            ("deadline", _of(ready, deadline.Deadline), _deadlines),
            ("prohibition", _of(ready, prohibition.Prohibition), _prohibitions),
            ("rate", _of(ready, rate.Rate), _rates),
            ("ratio", _of(ready, ratio.Ratio), _ratios),
        )
        if variants
    ]
    # The kinds know nothing of each other; their results are joined in a fixed order.
    with ThreadPoolExecutor(max_workers=2) as pool:
        for part in [pool.submit(run) for run in runs]:
            found.add(part.result())
    return found


def _prohibitions(
    case: Case, store: DuckStore, variants: Sequence[Variant], as_of: int
) -> Evaluated:
    return _by_unit(case, store, *setup.of_prohibitions(case, variants, as_of), prohibition)


def _rates(case: Case, store: DuckStore, variants: Sequence[Variant], as_of: int) -> Evaluated:
    return _by_unit(case, store, *setup.of_rates(case, variants, as_of), rate)


def _deadlines(
    case: Case, store: DuckStore, variants: Sequence[Variant], as_of: int
) -> Evaluated:
    return _by_instant(case, store, variants, setup.of_deadlines(variants, as_of), deadline)


def _ratios(case: Case, store: DuckStore, variants: Sequence[Variant], as_of: int) -> Evaluated:
    return _by_instant(case, store, variants, setup.of_ratios(variants, as_of), ratio)


def _of(variants: Iterable[Variant], kind: type[Clause]) -> list[Variant]:
    return [v for v in variants if isinstance(v.clause, kind)]


def _load(store: DuckStore, tables: Tables) -> None:
    for name, made in tables.items():
        store.load(name, made.schema, made.columns())


def _run(store: DuckStore, statements: Iterable[str]) -> None:
    for sql in statements:
        store.run(sql)


_UNIT_RESULT = (
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

# Removals that change nothing are not worth carrying.
_CHANGED = """
SELECT r.v, r.unit, r.standard, r.removed, r.status, r.reason FROM result r
JOIN result b ON b.v = r.v AND b.unit = r.unit AND b.standard = r.standard AND b.removed = ''
WHERE (r.removed = '' OR r.status <> b.status)
"""

_ACCOUNT = (
    "m.part, m.lineage, m.subject, m.basis, m.sub, m.p1, m.p2, m.low, m.high, m.stated_low, "
    "m.stated_high, m.quota_low, m.quota_high, m.days, m.unit_days, m.says"
)

_JUDGED_ACCOUNTS = f"""
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

# An account of the window is judged by every cell it stands in.
_WINDOW_ACCOUNTS = f"""
SELECT m.v, 'window', 'window', {_ACCOUNT},
  CAST(MAX(COALESCE(j.interested, 0)) AS BIGINT), CAST(MAX(COALESCE(j.admission, 0)) AS BIGINT),
  CAST(MIN(COALESCE(j.disputed, 0)) AS BIGINT)
FROM window_measured m
LEFT JOIN judged j ON j.v = m.v AND j.lineage = m.lineage AND j.says = m.says
  AND j.given_up = ''
GROUP BY m.v, {_ACCOUNT}
"""


def _by_unit(
    case: Case, store: DuckStore, variants: Sequence[Variant], tables: Tables, kind: object
) -> Evaluated:
    """Kinds made of civil units: prohibition, by the day, and rate."""
    found = Evaluated()
    if not variants:
        return found
    parts: Parts = kind.parts  # type: ignore[attr-defined]
    chosen = [(v, parts(v.clause), str(getattr(v.clause, "per", "day"))) for v in variants]
    _load(store, {**variant_tables(case, chosen), **tables})
    _run(
        store,
        (*match_sql.STATEMENTS, units_sql.UNIT, units_sql.OVERLAPPING,
         *kind.MEASURE,  # type: ignore[attr-defined]
         *units_sql.TO_SUPPORT, decide_sql.NOTHING_INSTEAD, *decide_sql.STATEMENTS,
         *_UNIT_RESULT),
    )
    found.variants.update({v.number: v for v in variants})
    found.evaluated.update(v.number for v in variants)
    # Unit findings are kept for the base combination; the others show window and shares.
    shown = ", ".join(str(v.number) for v in variants if v.base) or "-1"
    found.result += store.rows(
        f"{_CHANGED} AND (r.unit = 'window' OR r.v IN ({shown}))"
    )
    found.shares += store.rows(
        "SELECT v, standard, status, COUNT(*) FROM result "
        "WHERE removed = '' AND unit <> 'window' GROUP BY v, standard, status"
    )
    found.accounts += store.rows(
        _JUDGED_ACCOUNTS.format(unit="c.unit", which=f"c.in_shares = 1 AND m.v IN ({shown})")
    )
    found.accounts += store.rows(_WINDOW_ACCOUNTS)
    found.account_claims += store.rows(
        "SELECT DISTINCT m.v, c.unit, m.part, m.lineage, m.subject, m.basis, m.sub, m.claim_id "
        "FROM measured_claim m JOIN cell c ON c.v = m.v AND c.cell = m.cell AND c.in_shares = 1 "
        f"WHERE m.v IN ({shown})"
    )
    found.account_claims += store.rows(
        "SELECT DISTINCT v, 'window', part, lineage, subject, basis, sub, claim_id "
        "FROM window_claim"
    )
    found.units += store.rows(
        f"SELECT v, unit, p1, p2 FROM unit WHERE v IN ({shown}) ORDER BY v, p1"
    )
    _denials(store, found)
    return found


def _by_instant(
    case: Case, store: DuckStore, variants: Sequence[Variant], tables: Tables, kind: object
) -> Evaluated:
    """Kinds that ask how much had been done by an instant: deadline and ratio."""
    found = Evaluated()
    parts: Parts = kind.parts  # type: ignore[attr-defined]
    chosen = [(v, parts(v.clause), "") for v in variants]
    _load(store, {**variant_tables(case, chosen), **tables})
    _run(
        store,
        (*match_sql.STATEMENTS, *progress_sql.BEFORE,
         *kind.PREPARE,  # type: ignore[attr-defined]
         *progress_sql.AFTER,
         *kind.MEASURE,  # type: ignore[attr-defined]
         *units_sql.TO_SUPPORT,
         *getattr(kind, "INSTEAD", (decide_sql.NOTHING_INSTEAD,)),
         *decide_sql.STATEMENTS,
         *kind.DECIDE),  # type: ignore[attr-defined]
    )
    found.evaluated.update(v.number for v in variants)
    found.result += store.rows(_CHANGED)
    found.accounts += store.rows(_JUDGED_ACCOUNTS.format(unit="'window'", which="1 = 1"))
    found.account_claims += store.rows(
        "SELECT DISTINCT v, 'window', part, lineage, subject, basis, sub, claim_id "
        "FROM measured_claim"
    )
    if kind is deadline:
        found.done += store.rows("SELECT v, not_before, by_then FROM done")
    _denials(store, found)
    return found


def _denials(store: DuckStore, found: Evaluated) -> None:
    found.denials += store.rows(
        "SELECT DISTINCT d.v, d.claim_id, d.earliest, d.latest FROM denial d "
        "JOIN act_property p ON p.v = d.v AND p.property = d.property"
    )
