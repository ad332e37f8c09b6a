"""Fuller records: both parties bound, the same told by others, in other ways, of the other side.

Where a record holds one variant, one lineage and one series, a join that forgets one of them joins
the same rows. Here there are always several of each.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from assess import builders as b
from assess.generate import SPEAKERS, made
from trucewatch.model.case import Case
from trucewatch.model.clause import Clause

MOST = 16
"""Claims that are added at most."""


def crowded(kind: str, seed: int) -> tuple[Case, int]:
    """A record of one kind of clause, and the instant as of which it is assessed."""
    chance = random.Random(seed)
    case, as_of = made(kind)(chance)
    rows = b.rows_of(case.claims)
    more = [_otherwise(chance.choice(rows), n, chance) for n in range(MOST)] if rows else []
    clauses = [_of_both(clause) for clause in case.clauses]
    readings = {
        name: {reading: _of_both(clause) for reading, clause in of.items()}
        for name, of in case.readings.items()
    }
    case = replace(case, clauses=clauses, readings=readings)
    return b.with_claims(case, [*rows, *more]), as_of


def _of_both(clause: Clause) -> Clause:
    bound = [*clause.bound, *(p.id for p in b.PARTIES if p.id not in clause.bound)]
    return replace(clause, bound=bound) if clause.bound else clause


def _otherwise(row: dict[str, Any], n: int, chance: random.Random) -> dict[str, Any]:
    """The same told by another, in another series or another way, or of the other side."""
    found = row | {"key": f"m{n}", "claim_id": f"id-m{n}", "source": "outlet"}
    found["speaker"] = chance.choice(SPEAKERS)
    found["lineage"] = b.lineage_of(found["speaker"], "", "")
    found["subject"] = chance.choice([row["subject"], "reports", "series"])
    found["basis"] = chance.choice([row["basis"], row["basis"], "instant", "total", "each_day"])
    found["stance"] = chance.choice([row["stance"], "asserts", "asserts", "denies"])
    if chance.random() < 1 / 3:
        found |= {name: b.swap(row[name]) for name in ("actor", "target")}
    if row["low"] is not None and chance.random() < 1 / 2:
        found["low"] = max(0, row["low"] + chance.choice([-1, 1, 2]))
        found["high"] = None if row["high"] is None else max(row["high"], found["low"])
    return found
