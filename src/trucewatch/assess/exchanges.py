"""Runs ratios: one exchange as a whole, or one per tranche."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trucewatch.assess import match_sql, progress_sql, read_sql, setup
from trucewatch.assess.evaluated import ABSENT, Evaluated, Rows
from trucewatch.assess.kinds import ratio
from trucewatch.assess.kinds.ratio import Ratio
from trucewatch.assess.plan import Chosen, variant_tables, with_graded
from trucewatch.assess.tables import load, run
from trucewatch.assess.variants import Variant
from trucewatch.model.case import Case
from trucewatch.store.interface import Store

_ORDER = ("breached", "contested", "undetermined", "kept")
_CHILDREN = 1_000_000_000
"""Numbers of tranches start here, so that they are never those of variants."""


@dataclass(frozen=True)
class Tranche:
    """One tranche of a variant, evaluated under a number of its own."""

    variant: Variant
    value: str


def ratios(
    case: Case, ready: Iterable[Variant], limits: Sequence[int], decide: Sequence[str],
    store: Store,
) -> Evaluated:
    """Evaluate every ratio in force; `decide` is the SQL from support to status."""
    variants = [v for v in ready if isinstance(v.clause, Ratio)]
    chosen, tranches = _chosen(variants, store)
    found = Evaluated(evaluated={v.number for v in variants})
    if chosen:
        tables = setup.of_ratios(chosen)
        every = with_graded(chosen, tables, limits)
        load(store, {**variant_tables(case, every), **tables})
        run(store, (
            *match_sql.statements(), *progress_sql.BEFORE, *ratio.PREPARE, *progress_sql.AFTER,
            *ratio.MEASURE, *ratio.SUPPORT, *decide, *ratio.DECIDE,
        ))
        _read(store, found, tranches)
    without = [v for v in variants if _by_tranche(v)]
    standards = [str(row[0]) for row in store.rows("SELECT id FROM standard ORDER BY id")]
    told = {(v, u) for v, u, *_ in found.result}
    for variant in without:
        units = sorted({str(u) for v, u in told if v == variant.number})
        found.result += _windows(found.result, variant.number, units, standards)
        _shown(found, variant, units)
    return found


def _shown(found: Evaluated, variant: Variant, units: Sequence[str]) -> None:
    """Tranches as units of the window, and how many of them have which status."""
    start, end = variant.start, variant.end
    if start is None or end is None:
        return
    found.units += [(variant.number, unit, start.lo, end.hi) for unit in units]
    shares = Counter(
        (row[2], row[4]) for row in found.result
        if row[0] == variant.number and row[1] != "window" and row[3] == ""
    )
    found.shares += [
        (variant.number, standard, status, n)
        for (standard, status), n in sorted(shares.items(), key=str)
    ]
    if not variant.base:
        found.result = [
            row for row in found.result if row[0] != variant.number or row[1] == "window"
        ]


def _by_tranche(variant: Variant) -> bool:
    return isinstance(variant.clause, Ratio) and variant.clause.by == "tranche"


def _chosen(
    variants: Sequence[Variant], store: Store
) -> tuple[list[Chosen], dict[int, Tranche]]:
    chosen: list[Chosen] = []
    tranches: dict[int, Tranche] = {}
    values = store.rows(
        "SELECT DISTINCT val FROM qualifier WHERE k = 'tranche' ORDER BY val NULLS FIRST"
    ) if any(map(_by_tranche, variants)) else []
    for variant in variants:
        clause = variant.clause
        if not isinstance(clause, Ratio):
            continue
        if clause.by == "cumulative":
            chosen.append(Chosen(variant, ratio.parts(clause)))
            continue
        for (value,) in values:
            number = _CHILDREN + len(tranches)
            parts = [(p, setup.tranche(act, str(value))) for p, act in ratio.parts(clause)]
            tranches[number] = Tranche(variant, str(value))
            chosen.append(Chosen(
                replace(variant, number=number), parts, strict=frozenset({"tranche"})
            ))
    return chosen, tranches


def _read(store: Store, found: Evaluated, tranches: dict[int, Tranche]) -> None:
    """Read the results, those of tranches under their variant with the tranche as unit."""
    tellers: dict[int, set[str]] = defaultdict(set)
    if tranches:
        for v, lineage in store.rows("SELECT DISTINCT v, lineage FROM matched"):
            tellers[int(str(v))].add(str(lineage))

    def placed(rows: Rows) -> Rows:
        kept: Rows = []
        for row in rows:
            child = tranches.get(int(str(row[0])))
            if child is None:
                kept.append(row)
            elif int(str(row[0])) in tellers:
                kept.append((child.variant.number, child.value, *row[2:]))
        return kept

    found.result += placed(store.rows(read_sql.CHANGED))
    for number, child in tranches.items():
        if len(tellers[number]) == 1:
            [only] = tellers[number]
            found.result = [
                row for row in found.result
                if row[:2] != (child.variant.number, child.value) or row[3] != only
            ]
            standards = {
                row[2] for row in found.result if row[:2] == (child.variant.number, child.value)
            }
            found.result += [
                (child.variant.number, child.value, standard, only, ABSENT, "")
                for standard in sorted(map(str, standards))
            ]
    found.accounts += placed(store.rows(
        read_sql.JUDGED_ACCOUNTS.format(unit="'window'", which="1 = 1")))
    found.account_claims += placed(store.rows(
        read_sql.WINDOW_CLAIMS.format(source="measured_claim")))
    found.denials += [
        (tranches[int(str(v))].variant.number if int(str(v)) in tranches else v, *rest)
        for v, *rest in store.rows(read_sql.DENIALS)
    ]


def _windows(rows: Rows, number: int, units: list[str], standards: list[str]) -> Rows:
    """The window of an exchange by tranches: the first status any tranche shows."""
    by_key = {
        (str(u), str(standard), str(removed)): str(status)
        for v, u, standard, removed, status, _ in rows if v == number
    }
    made: Rows = []
    for standard in standards:
        removals = sorted({r for _, s, r in by_key if s == standard} | {""})
        for removed in removals:
            shown = [
                by_key.get((u, standard, removed), by_key.get((u, standard, ""), ABSENT))
                for u in units
            ]
            status = next((s for s in _ORDER if s in shown), "undetermined")
            made.append((number, "window", standard, removed, status, ""))
    return made
