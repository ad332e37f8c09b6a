"""The one call: a case and an instant in, findings out."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.assess.evaluate import LARGE, evaluate, evaluate_at
from trucewatch.assess.facts import Facts, from_claims
from trucewatch.assess.findings import build
from trucewatch.assess.gates import gated
from trucewatch.model.case import Case
from trucewatch.model.finding import Finding
from trucewatch.store.engines import Engine, open_store
from trucewatch.store.interface import Store


def assess(
    case: Case, as_of: int, engine: Engine | None = None, *, large: int = LARGE
) -> list[Finding]:
    """Evaluate every clause of a case against its claims.

    Parameters
    ----------
    case
        The case; exactly the claims to consider.
    as_of
        Instant the run stands at, microseconds UTC.
    engine
        Where the queries run; ``None``: DuckDB. The findings are the same on every engine.
    large
        Number of claims from which equal happenings of one series are folded into one row.

    Returns
    -------
    list of Finding
        For every clause, bound, reading, start and standard one finding for the window; for the
        base combination of clauses made of units one for every unit as well. In the order of the
        agreement.
    """
    with open_store(engine) as store:
        return assess_facts(case, from_claims(case), as_of, store, large=large)


def assess_at(
    case: Case, instants: Sequence[int], engine: Engine | None = None, *, large: int = LARGE
) -> dict[int, list[Finding]]:
    """Evaluate a case as of several instants; most of the work is done once for all of them.

    Parameters
    ----------
    case
        The case; exactly the claims to consider, as of every instant.
    instants
        Microseconds UTC, each once.
    engine
        Where the queries run; ``None``: DuckDB.
    large
        As for `assess`.

    Returns
    -------
    dict
        By instant what `assess` gives as of it.
    """
    if not instants:
        return {}
    facts = from_claims(case)
    with open_store(engine) as store:
        evaluated = evaluate_at(case, instants, store, facts, large=large)
        found = {}
        for at, one in zip(instants, evaluated, strict=True):
            findings, without = build(case, one, facts, at)
            found[at] = gated(case, findings, without, at)
        return found


def assess_facts(
    case: Case, facts: Facts, as_of: int, store: Store, *, large: int = LARGE
) -> list[Finding]:
    """Evaluate every clause of a case against facts, in an empty store."""
    found = evaluate(case, as_of, store, facts, large=large)
    findings, without = build(case, found, facts, as_of)
    return gated(case, findings, without, as_of)
