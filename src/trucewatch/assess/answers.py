"""Runs responses: each trigger is a unit with a due instant of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from trucewatch.assess import decide_sql, match_sql, read_sql, setup, units_sql
from trucewatch.assess.evaluated import ABSENT, Evaluated
from trucewatch.assess.kinds import response
from trucewatch.assess.kinds.response import Response
from trucewatch.assess.plan import GRADED, Chosen, variant_tables, with_graded
from trucewatch.assess.tables import Table, load, run
from trucewatch.assess.variants import Variant
from trucewatch.model.case import Case
from trucewatch.store.interface import Store

_WITHOUT = 1_000_000_000
"""Numbers of variants with a lineage left out start here."""


def responses(
    case: Case, ready: Iterable[Variant], limits: Sequence[int], decide: Sequence[str],
    store: Store,
) -> Evaluated:
    """Evaluate every response among the variants in force.

    A lineage taken away can take a trigger with it, or move it; so each lineage that may tell of
    triggers is left out in an evaluation of its own. `decide` is the SQL from support to status.
    """
    chosen, tables = setup.of_responses(ready)
    found = Evaluated()
    if not chosen:
        return found
    clones = _without_each(chosen, tables["parameter"], _tellers(chosen, store))
    every = with_graded([*chosen, *clones.values()], tables, limits)
    load(store, {**variant_tables(case, every), **tables})
    run(store, (
        *match_sql.statements(), *response.MEASURE, *units_sql.TO_SUPPORT,
        decide_sql.NOTHING_INSTEAD, *decide, *response.DECIDE,
    ))
    _read(store, found, chosen, clones)
    return found


def _tellers(chosen: Sequence[Chosen], store: Store) -> list[str]:
    named = {
        p for one in chosen if isinstance(one.variant.clause, Response)
        for p in (*one.variant.clause.trigger.properties, *one.variant.clause.trigger.implies)
    }
    listed = ", ".join(f"'{name}'" for name in sorted(named))
    rows = store.rows(
        f"SELECT DISTINCT lineage FROM profile WHERE property IN ({listed}) ORDER BY lineage"
    )
    return [str(row[0]) for row in rows]


def _without_each(
    chosen: Sequence[Chosen], parameters: Table, lineages: Sequence[str]
) -> dict[int, Chosen]:
    """A copy of each variant without each lineage, by its number."""
    rows = {int(str(row[0])): row for row in parameters.rows}
    clones: dict[int, Chosen] = {}
    for one in chosen:
        for lineage in lineages:
            number = _WITHOUT + len(clones)
            clones[number] = replace(
                one, variant=replace(one.variant, number=number), without=lineage
            )
            parameters.rows.append((number, *rows[one.variant.number][1:]))
    return clones


def _read(
    store: Store, found: Evaluated, chosen: Sequence[Chosen], clones: dict[int, Chosen]
) -> None:
    originals = {(one.variant.clause.id, one.variant.bound, one.variant.reading,
                  one.variant.start_id): one.variant.number for one in chosen}
    of = {
        number: (originals[c.variant.clause.id, c.variant.bound, c.variant.reading,
                           c.variant.start_id], c.without)
        for number, c in clones.items()
    }
    left_out = {lineage for _, lineage in of.values()}
    full = {one.variant.number for one in chosen}
    base: dict[tuple[object, ...], object] = {}
    other: dict[tuple[object, ...], object] = {}
    for v, unit, standard, removed, status, reason in store.rows(
        f"SELECT v, unit, standard, removed, status, reason FROM result WHERE v < {GRADED}"
    ):
        number = int(str(v))
        if number in full:
            if removed == "":
                base[number, unit, standard] = status
                found.result.append((number, unit, standard, "", status, reason))
            elif removed not in left_out:
                found.result.append((number, unit, standard, removed, status, reason))
        elif removed == "":
            original, lineage = of[number]
            other[original, unit, standard, lineage] = status
    for key, shown in base.items():
        for lineage in sorted(left_out):
            without = other.get((*key, lineage), ABSENT)
            if without != shown:
                found.result.append((*key, lineage, without, ""))
    _rest(store, found, chosen)


def _rest(store: Store, found: Evaluated, chosen: Sequence[Chosen]) -> None:
    every = ", ".join(str(one.variant.number) for one in chosen)
    shown = ", ".join(str(one.variant.number) for one in chosen if one.variant.base) or "-1"
    units = store.rows(
        f"SELECT v, unit, due1, due2 FROM test WHERE v IN ({every}) "
        "ORDER BY v, due1 NULLS FIRST, unit"
    )
    found.evaluated = {int(str(row[0])) for row in units}
    found.result = [
        row for row in found.result
        if row[0] in found.evaluated and (row[1] == "window" or _base(row[0], chosen))
    ]
    found.dues += units
    found.units += store.rows(
        f"SELECT v, unit, t1, t2 + within FROM trigger_unit WHERE v IN ({shown}) "
        "ORDER BY v, t1 NULLS FIRST, t2 NULLS FIRST, unit"
    )
    found.shares += store.rows(
        "SELECT v, standard, status, CAST(COUNT(*) AS BIGINT) FROM result "
        f"WHERE removed = '' AND unit <> 'window' AND v IN ({every}) GROUP BY v, standard, status"
    )
    found.accounts += store.rows(read_sql.JUDGED_ACCOUNTS.format(
        unit="c.unit", which=f"m.v IN ({shown})"))
    found.account_claims += store.rows(read_sql.CELL_CLAIMS.format(shown=shown))
    found.triggers += store.rows(
        f"SELECT v, unit, claim FROM trigger_claim WHERE v IN ({shown}) ORDER BY v, unit, claim"
    )
    found.done += store.rows(f"SELECT v, unit, not_before, by_then FROM done WHERE v IN ({shown})")
    found.denials += store.rows(f"{read_sql.DENIALS} WHERE d.v IN ({every})")


def _base(number: object, chosen: Sequence[Chosen]) -> bool:
    return any(one.variant.number == number and one.variant.base for one in chosen)
