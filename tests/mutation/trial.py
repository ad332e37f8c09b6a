"""Whether the boundary tables, or random records against the oracle, notice a mutant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assess import compare, oracle
from assess.generate import KINDS, records
from assess.rows import TABLES, load
from assess.statements import Recorder, held
from mutation.operators import Mutant
from mutation.screen import Screen
from trucewatch.assess.engine import assess_facts
from trucewatch.assess.facts import from_claims
from trucewatch.model.case import Case
from trucewatch.model.finding import Finding
from trucewatch.store import DuckStore

MADE = re.compile(r"\s*CREATE TABLE (\w+)")


class Mutated(DuckStore):
    """A store that runs another text in place of one."""

    def __init__(self, *args: Any, old: str, new: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._old, self._new = old, new

    def room(self, name: str) -> DuckStore:
        return Mutated(super().room(name)._con, old=self._old, new=self._new)

    def run(self, sql: str) -> None:
        super().run(self._new if sql == self._old else sql)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return super().rows(self._new if sql == self._old else sql)


@dataclass
class Trial:
    """A case with what has to come out."""

    name: str
    case: Case
    as_of: int
    owed: str = ""
    """What some account must show as owed; the oracle does not say it."""
    answers: list[oracle.Answer] = field(default_factory=list)
    kills: int = 0

    def notices(self, mutant: Mutant) -> bool:
        """Whether something differs from what it should be, or cannot be computed."""
        try:
            with Mutated(old=mutant.original, new=mutant.sql) as store:
                findings = assess_facts(self.case, from_claims(self.case), self.as_of, store)
        except (duckdb.Error, KeyError, ValueError, TypeError):
            return True
        return bool(self.wrong(findings))

    def wrong(self, findings: Sequence[Finding]) -> list[str]:
        """What is not as it should be."""
        if not self.answers:
            self.answers = list(oracle.evaluate(self.case, self.as_of))
        found = compare.differences(self.case, self.as_of, findings, self.answers)
        owed = {f"{a.owed_low}..{a.owed_high}" for f in findings for a in f.accounts}
        return found if self.owed in owed | {""} else [*found, f"owed {self.owed}"]


def from_tables(names: Iterable[str] = ()) -> Iterator[Trial]:
    """Every row of the boundary tables, of all or of some."""
    for name in sorted(names or (path.stem for path in TABLES.glob("*.yaml"))):
        for row in load(name):
            owed = row.raw.get("owed", "")
            yield Trial(f"{name}: {row.name}", row.case, row.as_of, owed)


def at_random(kind: str, count: int) -> list[Trial]:
    """The same random records of a kind in every run."""
    found: list[Trial] = []

    @settings(
        max_examples=count, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def collect(data: st.DataObject) -> None:
        case, as_of = data.draw(records(kind))
        found.append(Trial(f"{kind} {len(found)}", case, as_of))

    collect()
    return found


@dataclass
class Bench:
    """All trials, and which statements each of them runs."""

    trials: list[Trial]
    runs: dict[str, list[Trial]] = field(default_factory=dict)
    """Trials by text of a statement."""
    names: dict[str, str] = field(default_factory=dict)
    """Name of each statement, by its text."""
    screened: list[Trial] = field(default_factory=list)
    """Trials the screen knows, in the order of their numbers; those with a standard of their own
    are always tried."""
    screen: Screen | None = None

    @classmethod
    def of(cls, trials: Iterable[Trial]) -> Bench:
        """Run every trial once, unchanged; all must agree with the oracle."""
        bench = cls(list(trials))
        modules = {sql: place.rpartition(".")[0] for place, sql in held().items()}
        for trial in bench.trials:
            seen: dict[str, str] = {}
            with Recorder(seen=seen) as store:
                findings = assess_facts(trial.case, from_claims(trial.case), trial.as_of, store)
            wrong = trial.wrong(findings)
            if wrong:
                raise ValueError(f"{trial.name} fails without any mutant: {wrong[0]}")
            for sql in seen:
                made = MADE.match(sql)
                bench.runs.setdefault(sql, []).append(trial)
                bench.names[sql] = f"{modules.get(sql, '')}:{made[1] if made else 'query'}"
        bench.screened = [trial for trial in bench.trials if not trial.case.standards]
        bench.screen = Screen((trial.case, trial.as_of) for trial in bench.screened)
        return bench

    def kill(self, mutant: Mutant) -> Trial | None:
        """The first trial that notices a mutant; those that noticed most are asked first."""
        touched = self.screen.touched(mutant) if self.screen is not None else None
        untouched = set() if touched is None else {
            id(trial) for number, trial in enumerate(self.screened, 1) if number not in touched
        }
        asked = [trial for trial in self.runs[mutant.original] if id(trial) not in untouched]
        for trial in sorted(asked, key=lambda t: -t.kills):
            if trial.notices(mutant):
                trial.kills += 1
                return trial
        return None


def bench(count: int, kinds: Sequence[str] = KINDS) -> Bench:
    """Boundary tables, and `count` random records of each kind."""
    trials = [t for t in from_tables() if _kind(t) in {*kinds, ""}]
    return Bench.of([*trials, *(t for kind in kinds for t in at_random(kind, count))])


def _kind(trial: Trial) -> str:
    found = {str(getattr(clause, "kind", "")) for clause in trial.case.clauses}
    return found.pop() if len(found) == 1 else ""
