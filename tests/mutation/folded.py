"""Whether a mutant of the SQL that folds a log is noticed: folding may change no finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import duckdb

from assess.folding import essence, foldable, many
from mutation.asked import name_of
from mutation.operators import Mutant
from mutation.trial import Mutated, Trial, Verdict
from trucewatch.assess import fold_sql
from trucewatch.assess.engine import assess, assess_facts
from trucewatch.assess.facts import from_claims

STATEMENTS = (*fold_sql.STATEMENTS, fold_sql.WAYS)
COUNTED = ("prohibition", "presence", "rate", "deadline", "process")
"""Kinds that read the folded log."""


@dataclass
class Folding(Trial):
    """A record, folded however small it is, and what it gives as it is."""

    found: dict[tuple[str, ...], tuple[object, ...]] = field(default_factory=dict)

    def notices(self, mutant: Mutant) -> bool:
        """Whether the folded record gives something else, or cannot be computed."""
        if not self.found:
            self.found = essence(assess(self.case, self.as_of))
        try:
            with Mutated(old=mutant.original, new=mutant.sql) as store:
                there = assess_facts(
                    self.case, from_claims(self.case), self.as_of, store, large=0)
        except (duckdb.Error, KeyError, ValueError, TypeError):
            self.kills += 1
            return True
        noticed = essence(there) != self.found
        self.kills += noticed
        return noticed


@dataclass
class FoldedBench:
    """Judges mutants of the SQL that folds; the other SQL is judged by `mutation.trial`."""

    trials: list[Folding]
    names: dict[str, str] = field(
        default_factory=lambda: {sql: f"fold_sql:{name_of(sql)}" for sql in STATEMENTS}
    )

    @classmethod
    def of(cls, count: int, kinds: Iterable[str] = COUNTED) -> FoldedBench:
        """Rows of the boundary tables that can be folded, and `count` records of each kind."""
        return cls(list(_trials(count, set(kinds) & set(COUNTED))))

    def kill(self, mutant: Mutant) -> Verdict:
        """Ask all of them, those first that noticed most."""
        for trial in sorted(self.trials, key=lambda trial: -trial.kills):
            if trial.notices(mutant):
                return Verdict(trial)
        return Verdict(None, f"folded by it, {len(self.trials)} records give what they gave")


def _trials(count: int, kinds: Iterable[str]) -> Iterator[Folding]:
    for row in foldable():
        yield Folding(f"folded: {row.name}", row.case, row.as_of)
    for kind in sorted(kinds):
        for seed in range(count):
            yield Folding(f"folded {kind} {seed}", *many(kind, seed))
