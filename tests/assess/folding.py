"""Records of which much can be folded, and what of their findings may not change by that."""

from __future__ import annotations

import random
from collections.abc import Iterable

from trucewatch.model.case import Case
from trucewatch.model.finding import Finding

from . import builders as b
from .generate import made
from .rows import TABLES, Row, load

OTHERWISE = (
    {"basis": "total"}, {"basis": "each_day"}, {"measure": "cumulative"}, {"subject": "reports"},
)
"""What is told in one of these ways is never folded."""
DENIED = {
    "stance": "denies", "source": "outlet", "speaker": "norland-army", "lineage": "norland-army",
}


def many(kind: str, seed: int) -> tuple[Case, int]:
    """A record of one kind with many happenings of one series, and its as-of instant."""
    chance = random.Random(seed)
    case, as_of = made(kind)(chance)
    return (_crowded(case, chance) if case.claims["claim_id"] else case), as_of


def _crowded(case: Case, chance: random.Random) -> Case:
    """The same record with happenings at and beside the instants it has."""
    rows = []
    spots = sorted({int(str(t)) for name in ("earliest", "latest") for t in case.claims[name]})
    columns = case.claims
    for n in range(min(40, 4 * len(spots))):
        i = chance.randrange(len(columns["claim_id"]))
        t = chance.choice(spots) + chance.choice([-1, 0, 0, 1])
        same = {name: columns[name][i] for name in columns}
        # Told of elsewhere and of others too: some of it matches every act alike, some does not.
        same |= {
            name: columns[name][chance.randrange(len(columns[name]))]
            for name in ("zone", "actor", "actor_certainty", "target", "scope", "qualifiers")
            if chance.random() < 1 / 3
        }
        if chance.random() < 1 / 3:
            same["zone"] = chance.choice([zone.id for zone in case.agreement.zones])
        same |= {
            "claim_id": f"id-s{n:03}", "key": f"s{n}", "subject": "series", "basis": "instant",
            "earliest": t, "latest": t, "in_reply_to": "", "measure": "newly_occurred",
        }
        same |= chance.choice([{}, {}, {}, {}, *OTHERWISE])
        if chance.random() < 1 / 10:
            same |= {"in_reply_to": f"s{n - 1}", **DENIED}
        rows += [same, {**same, "claim_id": f"id-t{n:03}", "key": f"t{n}"}]
    return b.with_claims(case, [*b.rows_of(case.claims), *rows])


def essence(findings: Iterable[Finding]) -> dict[tuple[str, ...], tuple[object, ...]]:
    """All of a finding but the ids of the claims behind each account."""
    return {
        f.key: (
            f.status, f.low, f.high, f.from_, f.to, f.shares, f.delay, f.hinges_on, f.reasons,
            f.beside, sorted(
                (a.account, a.measures, a.from_, a.to, a.low, a.high, a.owed_low, a.owed_high,
                 a.supports, a.interested, a.admission, a.disputed)
                for a in f.accounts
            ),
        )
        for f in findings
    }


def foldable() -> list[Row]:
    """Rows of the boundary tables that tell of something that can be folded."""
    rows = [row for table in sorted(TABLES.glob("*.yaml")) for row in load(table.stem)]
    return [row for row in rows if _folds(row.case)]


def _folds(case: Case) -> bool:
    told = zip(case.claims["basis"], case.claims["subject"], strict=True)
    return any(basis == "instant" and subject != "reports" for basis, subject in told)
