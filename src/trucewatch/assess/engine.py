"""The one call: a case and an instant in, findings out."""

from __future__ import annotations

from trucewatch.assess.evaluate import evaluate
from trucewatch.assess.facts import from_claims
from trucewatch.assess.findings import build
from trucewatch.assess.gates import gated
from trucewatch.model.case import Case
from trucewatch.model.finding import Finding
from trucewatch.store import DuckStore


def assess(case: Case, as_of: int) -> list[Finding]:
    """Evaluate every clause of a case against its claims.

    Parameters
    ----------
    case
        The case; exactly the claims to consider.
    as_of
        Instant the run stands at, microseconds UTC.

    Returns
    -------
    list of Finding
        For every clause, bound, reading, start and standard one finding for the window; for the
        base combination of clauses made of civil units one for every unit as well. In the order
        of the agreement.
    """
    facts = from_claims(case)
    with DuckStore() as store:
        found = evaluate(case, as_of, store, facts)
    return gated(case, build(case, found, facts, as_of), as_of)
