"""Runs the plan: one set of queries per family of kinds, whatever the number of clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from trucewatch.assess import (
    decide_sql,
    due_sql,
    hours_sql,
    match_sql,
    occurrence_sql,
    progress_sql,
    read_sql,
    setup,
    units_sql,
)
from trucewatch.assess.answers import responses
from trucewatch.assess.evaluated import Evaluated
from trucewatch.assess.exchanges import ratios
from trucewatch.assess.extensions import extend
from trucewatch.assess.facts import Facts, circumstances, from_claims, limit
from trucewatch.assess.fold_sql import fold
from trucewatch.assess.kinds import rate
from trucewatch.assess.kinds.ratio import Ratio
from trucewatch.assess.kinds.response import Response
from trucewatch.assess.plan import GRADED, Chosen, in_force, variant_tables, with_graded
from trucewatch.assess.standards import standards_of
from trucewatch.assess.tables import Tables, load, run
from trucewatch.assess.variants import Variant, expand
from trucewatch.model.case import Case
from trucewatch.store.interface import Store

Job = Callable[[Store], Evaluated]

LARGE = 50_000
"""From so many claims on a log is folded before it is counted by units."""
STRIDE = 1_000_000
"""Variants as of one instant are numbered from here on, those of the next from twice of it."""


def evaluate(
    case: Case, as_of: int, store: Store, facts: Facts | None = None, *, large: int = LARGE
) -> Evaluated:
    """Evaluate every variant of every clause as of one instant; see `evaluate_at`."""
    (found,) = evaluate_at(case, [as_of], store, facts, large=large)
    return found


def evaluate_at(
    case: Case, instants: Sequence[int], store: Store, facts: Facts | None = None, *,
    large: int = LARGE,
) -> list[Evaluated]:
    """Evaluate every variant of every clause as of several instants, with one set of queries.

    Parameters
    ----------
    case
        The case; its claims are exactly those to consider.
    instants
        Microseconds UTC; windows end and deadlines are read there. A log of its own knows what
        was recorded by one instant: the last is taken.
    store
        An empty store; tables are made in it, those of each family in a room of their own.
    facts
        The claims in the form the SQL reads; ``None``: those of the case.
    large
        Number of claims from which equal happenings of one series are folded into one row.
    """
    known = from_claims(case) if facts is None else facts
    known.into(store, instants[-1])
    standards = standards_of(case)
    around = circumstances(case, standards, known.lineages, known.worst)
    load(store, around)
    limits = sorted({limit(s, known.worst) for s in standards} - {0})
    chains = bool(around["chained"].rows)
    decide = decide_sql.statements(max(s.lineages for s in standards) if chains else 0)
    run(store, match_sql.ONCE)
    ready, extended = _in_force(case, instants, store)
    sets = {
        name: (every, {**variant_tables(case, every), **tables})
        for name, (chosen, tables) in (
            ("due", setup.of_dues(ready)),
            ("acts", setup.of_acts(ready)),
            ("rate", setup.of_rates(ready, case.agreement.tz)),
            ("hours", setup.of_hours(ready)),
        )
        if chosen and (every := with_graded(chosen, tables, limits))
    }
    source = "claim"
    if known.count >= large:
        # Hours in a row need every claim's own time.
        fold(case, [made for name, made in sets.items() if name != "hours"], store)
        source = "folded"
    runs = {
        "due": partial(_dues, decide, source),
        "acts": partial(_by_unit, decide, occurrence_sql.MEASURE, source),
        "rate": partial(_by_unit, decide, rate.MEASURE, source),
        "hours": partial(_by_unit, decide, hours_sql.MEASURE, "claim"),
    }
    jobs: list[tuple[str, Job]] = [
        (name, partial(runs[name], *made)) for name, made in sets.items()
    ]
    kinds = {type(v.clause) for v in ready}
    if Ratio in kinds:
        jobs.append(("ratio", partial(ratios, case, ready, limits, decide)))
    if Response in kinds:
        jobs.append(("response", partial(responses, case, ready, limits, decide)))
    # The kinds know nothing of each other; their results are joined in a fixed order.
    rooms = [store.room(name) for name, _ in jobs]
    found = Evaluated()
    with ThreadPoolExecutor(max_workers=2) as pool:
        parts = [pool.submit(job, room) for (_, job), room in zip(jobs, rooms, strict=True)]
        for part in parts:
            found.add(part.result())
    if limits:
        found.without_copies(GRADED)
    for place, own in enumerate(extended):
        first = place * STRIDE
        own.add(found.numbered(first, first + STRIDE) if len(extended) > 1 else found)
        own.unshadow()
    return extended


def _in_force(
    case: Case, instants: Sequence[int], store: Store
) -> tuple[list[Variant], list[Evaluated]]:
    """Variants in force by each instant, and by instant every variant and what extensions gave."""
    ready: list[Variant] = []
    extended: list[Evaluated] = []
    for place, at in enumerate(instants):
        room = f"extension_{place}" if place else "extension"
        moved, found = extend(case, at, store, room)
        everything = expand(case, moved)
        here = [cut for variant in everything if (cut := in_force(variant, at))]
        found.variants = {v.number: v for v in (*everything, *here)}
        extended.append(found)
        ready += [variant.numbered(place * STRIDE) for variant in here] if place else here
    return ready, extended


def _by_unit(
    decide: Sequence[str], measure: Sequence[str], source: str, chosen: Sequence[Chosen],
    tables: Tables, store: Store,
) -> Evaluated:
    """Kinds made of units of time."""
    found = Evaluated()
    load(store, tables)
    run(store, (
        *match_sql.statements(source),
        *units_sql.BY_UNIT, *measure, *units_sql.TO_SUPPORT, decide_sql.NOTHING_INSTEAD,
        *decide, *read_sql.UNIT_RESULT,
    ))
    # Unit findings are kept for the base combination; the others show window and shares.
    shown = _numbers(one.variant for one in chosen if one.variant.base and one.copy_of < 0)
    found.result += store.rows(
        f"{read_sql.CHANGED} AND (r.unit = 'window' OR r.v IN ({shown}))"
    )
    found.shares += store.rows(read_sql.SHARES)
    found.accounts += store.rows(read_sql.JUDGED_ACCOUNTS.format(
        unit="c.unit", which=f"c.in_shares = 1 AND m.v IN ({shown})"))
    found.accounts += store.rows(read_sql.WINDOW_ACCOUNTS)
    named = read_sql.first_only if source == "folded" else str
    found.account_claims += store.rows(
        named(read_sql.UNIT_CLAIMS.format(shown=shown)))
    found.account_claims += store.rows(
        named(read_sql.WINDOW_CLAIMS.format(source="window_claim")))
    found.units += store.rows(
        f"SELECT v, unit, p1, p2 FROM unit WHERE v IN ({shown}) ORDER BY v, p1"
    )
    found.denials += store.rows(read_sql.DENIALS)
    # A variant without a unit that counts is not evaluated: it is pending, or undetermined.
    found.evaluated = {int(str(row[0])) for row in store.rows("SELECT DISTINCT v FROM unit")}
    found.variants = {
        one.variant.number: one.variant for one in chosen
        if one.variant.number in found.evaluated
    }
    return found


def _numbers(variants: Iterable[Variant]) -> str:
    return ", ".join(str(variant.number) for variant in variants) or "-1"


def _dues(
    decide: Sequence[str], source: str, chosen: Sequence[Chosen], tables: Tables, store: Store
) -> Evaluated:
    """Deadlines and single steps: what had been done by an instant."""
    found = Evaluated()
    load(store, tables)
    run(store, (
        *match_sql.statements(source),
        *progress_sql.BEFORE, *due_sql.PREPARE, *progress_sql.AFTER, *due_sql.MEASURE,
        *units_sql.TO_SUPPORT, decide_sql.NOTHING_INSTEAD, *decide,
        *due_sql.DECIDE,
    ))
    found.evaluated = {one.variant.number for one in chosen}
    found.result += store.rows(read_sql.CHANGED)
    found.accounts += store.rows(read_sql.JUDGED_ACCOUNTS.format(unit="'window'", which="1 = 1"))
    named = read_sql.first_only if source == "folded" else str
    found.account_claims += store.rows(
        named(read_sql.WINDOW_CLAIMS.format(source="measured_claim")))
    if any(row[4] == "kept_late" for row in found.result):
        run(store, due_sql.DELAY)
        found.done += store.rows("SELECT v, unit, not_before, by_then FROM done")
    found.denials += store.rows(read_sql.DENIALS)
    return found
