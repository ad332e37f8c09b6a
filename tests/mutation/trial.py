"""Whether the boundary tables, or random records against the oracle, notice a mutant."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assess import compare, oracle, told
from assess.generate import GRADED, KINDS, OWN, records
from assess.generate_late import late
from assess.many_logs import MAIN, ONCE, Tape, Taped
from assess.rows import TABLES, Row, load
from assess.statements import held
from mutation.asked import filled, name_of, written
from mutation.crowd import crowded
from mutation.operators import Mutant
from mutation.screen import Screen, Touched
from trucewatch.assess.engine import assess_facts
from trucewatch.assess.facts import from_claims
from trucewatch.model.case import Case
from trucewatch.model.finding import Finding
from trucewatch.store import DuckStore


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
        text, listed = written(sql)
        return super().rows(filled(self._new, listed) if text == self._old else sql)


@dataclass
class Trial:
    """A case with what has to come out."""

    name: str
    case: Case
    as_of: int
    row: Row | None = None
    """The row of a table it is made of, which says more of accounts than the oracle does."""
    answers: list[oracle.Answer] = field(default_factory=list)
    kills: int = 0

    @property
    def tells(self) -> bool:
        """Whether its row says all that some accounts show."""
        return self.row is not None and "told" in self.row.raw

    def notices(self, mutant: Mutant) -> bool:
        """Whether something differs from what it should be, or cannot be computed."""
        try:
            with Mutated(old=mutant.original, new=mutant.sql) as store:
                _unplanned(store)
                findings = assess_facts(self.case, from_claims(self.case), self.as_of, store)
        except (duckdb.Error, KeyError, ValueError, TypeError):
            self.kills += 1
            return True
        noticed = bool(self.wrong(findings))
        self.kills += noticed
        return noticed

    def wrong(self, findings: Sequence[Finding]) -> list[str]:
        """What is not as it should be."""
        if not self.answers:
            self.answers = list(oracle.evaluate(self.case, self.as_of))
        found = compare.differences(self.case, self.as_of, findings, self.answers)
        if self.row is None:
            return found
        owed = {f"{a.owed_low}..{a.owed_high}" for f in findings for a in f.accounts}
        if self.row.raw.get("owed", "") not in owed | {""}:
            found.append(f"owed {self.row.raw['owed']}")
        return [*found, *told.differences(self.row, findings)]


def from_tables(names: Iterable[str] = ()) -> Iterator[Trial]:
    """Every row of the boundary tables, of all or of some."""
    for name in sorted(names or (path.stem for path in TABLES.glob("*.yaml"))):
        for row in load(name):
            yield Trial(f"{name}: {row.name}", row.case, row.as_of, row)


def at_random(kind: str, count: int) -> list[Trial]:
    """The same random records of a kind in every run: plain ones, and as many crowded ones."""
    found: list[Trial] = []

    @settings(
        max_examples=count, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def collect(data: st.DataObject) -> None:
        case, as_of = data.draw(records(kind))
        # The same standards for all, so that they can stand together.
        case = replace(case, standards=[*OWN, *GRADED])
        found.append(Trial(f"{kind} {len(found)}", case, as_of))

    collect()
    for seed in range(count):
        case, as_of = crowded(kind, seed)
        found.append(Trial(f"{kind} crowded {seed}", replace(case, standards=[]), as_of))
    # Duties met late need more claims of each account than any other record has.
    for seed in range(2 * count if kind == "deadline" else 0):
        case, as_of = late()(random.Random(seed))
        found.append(Trial(f"{kind} late {seed}", case, as_of))
    return found


@dataclass
class Ran:
    """A trial run once without any mutant."""

    trial: Trial
    tapes: dict[str, Tape]

    @classmethod
    def of(cls, trial: Trial) -> Ran:
        """Run it; it must agree with the oracle."""
        tapes: dict[str, Tape] = {}
        with Taped(tapes=tapes) as store:
            _unplanned(store)
            findings = assess_facts(trial.case, from_claims(trial.case), trial.as_of, store)
        wrong = trial.wrong(findings)
        if wrong:
            raise ValueError(f"{trial.name} fails without any mutant: {wrong[0]}")
        return cls(trial, tapes)

    def texts(self) -> set[str]:
        """Statements and queries it runs, as they are written."""
        return {
            written(sql)[0] for tape in self.tapes.values()
            for sql in (*tape.statements, *tape.queries)
        }

    def standards(self) -> str:
        """The standards it is judged by; trials with the same ones can stand together."""
        return repr(self.tapes[MAIN].tables[ONCE].rows)


@dataclass
class Verdict:
    """What became of a mutant."""

    by: Trial | None
    """A trial that notices it."""
    why: str = ""
    """What is known of one that none notices."""

    def __str__(self) -> str:
        return self.why if self.by is None else self.by.name


@dataclass
class Bench:
    """All trials, and which statements each of them runs."""

    runs: dict[str, list[Trial]] = field(default_factory=dict)
    """Trials by text of a statement."""
    names: dict[str, str] = field(default_factory=dict)
    """Name of each statement, by its text."""
    screens: list[tuple[Screen, list[Trial]]] = field(default_factory=list)
    """Each with its trials, in the order of their numbers."""

    @classmethod
    def of(cls, trials: Iterable[Trial | Ran]) -> Bench:
        """Run every trial once that has not been, unchanged."""
        bench, groups = cls(), dict[str, list[Ran]]()
        modules = {sql: place.rpartition(".")[0] for place, sql in held().items()}
        for one in trials:
            ran = one if isinstance(one, Ran) else Ran.of(one)
            groups.setdefault(ran.standards(), []).append(ran)
            for sql in sorted(ran.texts()):
                bench.runs.setdefault(sql, []).append(ran.trial)
                bench.names[sql] = f"{modules.get(sql, '')}:{name_of(sql)}"
        bench.screens = [
            (Screen([ran.tapes for ran in some]), [ran.trial for ran in some])
            for some in sorted(groups.values(), key=len, reverse=True)
        ]
        return bench

    def kill(self, mutant: Mutant) -> Verdict:
        """Ask the trials it can change, those first that noticed most."""
        able = {id(trial) for trial in self.runs[mutant.original]}
        asked: set[int] = set()
        further: list[tuple[Screen, list[Trial], Touched]] = []
        for screen, some in self.screens:
            touched = screen.touched(mutant)
            if touched.numbers or not touched.told:
                further.append((screen, some, touched))
            most = AT_ONCE if len(some) >= FEW else 0
            near = [t for t in _strongest(_chosen(touched, some)) if id(t) in able][:most]
            asked |= set(map(id, near))
            if by := next((t for t in near if t.notices(mutant)), None):
                return Verdict(by)
        if not further:
            return Verdict(None, "it makes the same rows in every trial")
        far: list[Trial] = []
        rest: list[Trial] = []
        for few in (False, True):
            these = _strongest(
                t for screen, some, touched in further if (len(some) < FEW) == few
                for t in _chosen(touched if few else screen.reached(mutant), some)
                if id(t) in able
            )
            far += these
            rest += [trial for trial in these if id(trial) not in asked][:MOST]
        if by := next((t for t in rest if t.notices(mutant)), None):
            return Verdict(by)
        if not far:
            return Verdict(None, "every query gives the same rows in every trial")
        tried = len(asked & set(map(id, far))) + len(rest)
        return Verdict(
            None, f"a query gives other rows in {len(far)} trials; {tried} of them tried"
        )


def _unplanned(store: DuckStore) -> None:
    """So few rows are joined sooner in the order of the text than in a better one."""
    store._con.execute("PRAGMA disable_optimizer")


AT_ONCE = 2
"""Trials that are asked before later statements are run again."""
MOST = 25
"""Trials that are asked at most, of those followed to the queries and of the others."""


FEW = 15
"""Fewer trials than these are asked sooner than followed."""


def _chosen(touched: Touched, trials: list[Trial]) -> list[Trial]:
    chosen = [trials[number - 1] for number in sorted(touched.numbers)]
    if not touched.told:
        others = (t for i, t in enumerate(trials, 1) if i not in touched.numbers)
        chosen += _strongest(others)[:MOST]
    return chosen


def _strongest(trials: Iterable[Trial]) -> list[Trial]:
    """Those that noticed most first; what a row tells of accounts is told nowhere else."""
    return sorted(trials, key=lambda trial: -trial.kills - 20 * trial.tells)


def bench(count: int, kinds: Sequence[str] = KINDS) -> Bench:
    """Boundary tables, and `count` random records of each kind."""
    trials = [t for t in from_tables() if _kind(t) in {*kinds, ""}]
    return Bench.of([*trials, *(t for kind in kinds for t in at_random(kind, count))])


def _kind(trial: Trial) -> str:
    found = {str(getattr(clause, "kind", "")) for clause in trial.case.clauses}
    return found.pop() if len(found) == 1 else ""
