"""Mutate the SQL and say which mutants the tests notice: ``python tests/mutation/run.py``.

Mutants come from ``hand.yaml`` and from the operators of ``operators.py``; those in
``equivalent.yaml`` change no result, each with the reason, and are left out. Fails if a mutant by
hand survives, if fewer than 95 % of the others are noticed, or if a list names what is not there.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:
    sys.path.insert(0, str(HERE.parent))

from ruamel.yaml import YAML  # noqa: E402

from assess.generate import KINDS  # noqa: E402
from mutation.folded import FoldedBench  # noqa: E402
from mutation.listed import Listed, listed  # noqa: E402
from mutation.operators import OPERATORS, Mutant, mutants  # noqa: E402
from mutation.trial import Bench, bench  # noqa: E402
from mutation.tried import Tried, key  # noqa: E402

ENOUGH = 95
"""Per cent of the mutants of the operators that have to be noticed."""


@dataclass
class Report:
    """What became of the mutants."""

    killed: list[tuple[Mutant, str]] = field(default_factory=list)
    survived: list[Mutant] = field(default_factory=list)
    why: dict[Mutant, str] = field(default_factory=dict)
    """What is known of those that survived."""
    equivalent: int = 0
    stale: list[str] = field(default_factory=list)
    """Entries of a list that match nothing."""
    left: int = 0
    """Not tried, for the time was over."""

    @property
    def passed(self) -> bool:
        by_hand = [m for m in self.survived if m.operator == "hand"]
        made = [m for m, _ in self.killed if m.operator != "hand"]
        rest = [m for m in self.survived if m.operator != "hand"]
        enough = 100 * len(made) >= ENOUGH * (len(made) + len(rest))
        return enough and not by_hand and not self.stale

    def add(self, other: Report) -> None:
        """Take over what became of other mutants."""
        self.killed += other.killed
        self.survived += other.survived
        self.why |= other.why
        self.equivalent += other.equivalent
        self.left += other.left

    def lines(self) -> list[str]:
        """The report as text."""
        tried = len(self.killed) + len(self.survived)
        found = [f"survived  {m}  ({self.why.get(m, '')})" for m in self.survived]
        found += [f"stale     {s}" for s in self.stale]
        found.append(
            f"{tried} mutants, {len(self.killed)} noticed, {len(self.survived)} survived; "
            f"{self.equivalent} equivalent" + (f", {self.left} not tried" if self.left else "")
        )
        return found


def by_hand(entries: Iterable[dict[str, str]], known: Bench) -> tuple[list[Mutant], list[str]]:
    """Mutants written by hand, and entries whose statement or text is not there."""
    found, stale = [], []
    for entry in entries:
        name, old, new = entry["statement"], entry["old"], entry["new"]
        texts = [s for s, n in known.names.items() if name in {n, n.partition(":")[2]}
                 and old in _line(s)]
        found += [Mutant(known.names[s], "hand", old, new, 1, s, _line(s).replace(old, new))
                  for s in texts]
        if not texts:
            stale.append(f"hand.yaml: {name}: {old}")
    return found, stale


def _line(sql: str) -> str:
    return " ".join(sql.split())


def made(known: Bench | FoldedBench, operators: Sequence[str]) -> list[Mutant]:
    """Mutants of the operators, statement by statement."""
    return [
        m for sql, name in known.names.items() for m in mutants(name, sql)
        if m.operator in operators
    ]


def judge(
    known: Bench | FoldedBench, chosen: Sequence[Mutant], equivalent: Sequence[Listed] = (),
    until: float = float("inf"), say: bool = False, tried: Tried | None = None,
) -> Report:
    """Try every mutant that is not listed as equivalent, nor known of an earlier run."""
    report, tried = Report(), tried or Tried()
    for i, mutant in enumerate(chosen):
        if any(one.holds_for(mutant) for one in equivalent):
            report.equivalent += 1
            continue
        if tried.of(mutant) is None:
            if time.monotonic() > until:
                report.left = len(chosen) - i
                break
            verdict = known.kill(mutant)
            tried.add(mutant, verdict.by.name if verdict.by else "", verdict.why)
            if say:
                what = "survived" if verdict.by is None else "noticed "
                print(f"{what}  {mutant}  ({verdict})", flush=True)
        one = tried.known[key(mutant)]
        if one["by"]:
            report.killed.append((mutant, one["by"]))
        else:
            report.survived.append(mutant)
            report.why[mutant] = one["why"]
    return report


def read(name: str) -> list[dict[str, Any]]:
    """Entries of a list beside this file."""
    return list(YAML(typ="safe").load((HERE / name).read_text(encoding="utf-8")) or [])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and return the exit code."""
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("--kinds", nargs="*", default=list(KINDS))
    wanted.add_argument("--records", type=int, default=40, help="random records of each kind")
    wanted.add_argument("--operators", nargs="*", default=list(OPERATORS))
    wanted.add_argument("--statements", default="", help="only statements with this in the name")
    wanted.add_argument("--sample", type=int, default=0, help="so many of them; 0: all")
    wanted.add_argument("--seed", type=int, default=0, help="which ones are the sample")
    wanted.add_argument("--minutes", type=int, default=0, help="stop then; 0: never")
    wanted.add_argument("--say", action="store_true", help="print each mutant when it is tried")
    wanted.add_argument("--log", type=Path, help="keep verdicts there; go on after those it has")
    asked = wanted.parse_args(arguments)
    known = bench(asked.records, asked.kinds)
    hand, stale = by_hand(read("hand.yaml"), known)
    folded = FoldedBench.of(asked.records, asked.kinds)
    machine = [*made(known, asked.operators), *made(folded, asked.operators)]
    entries = list(listed(read("equivalent.yaml")))
    if set(asked.kinds) == set(KINDS) and set(asked.operators) == set(OPERATORS):
        stale += [
            f"equivalent.yaml: {e}" for e in entries if not any(map(e.holds_for, machine))
        ]
    # In no order of theirs: those that are tried before the time is over stand for all.
    random.Random(asked.seed).shuffle(machine)
    machine = machine[: asked.sample or len(machine)]
    chosen = [m for m in [*hand, *machine] if asked.statements in m.statement]
    until = time.monotonic() + 60 * asked.minutes if asked.minutes else float("inf")
    tried = Tried(asked.log)
    report = judge(
        folded, [m for m in chosen if m.original in folded.names], entries, until, asked.say, tried
    )
    report.add(judge(
        known, [m for m in chosen if m.original in known.names], entries, until, asked.say, tried
    ))
    report.stale = stale
    print("\n".join(report.lines()))
    return 0 if report.passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
