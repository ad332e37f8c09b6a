"""The cases that ship, read and assessed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest

from trucewatch.api import assess, load_case
from trucewatch.model.case import Case
from trucewatch.model.finding import Account, Finding


@dataclass(frozen=True)
class Assessed:
    """A case with its findings."""

    case: Case
    findings: list[Finding]

    def one(
        self, clause: str, bound: str, standard: str, *, reading: str = "base",
        start: str | None = None, unit: str = "window",
    ) -> Finding:
        """The finding of that name; the base start unless another is asked for."""
        found = [
            f for f in self.findings
            if (f.clause, f.bound, f.standard, f.reading, f.unit)
            == (clause, bound, standard, reading, unit)
            and (start is None or f.start == start)
        ]
        assert found, (clause, bound, standard, reading, start, unit)
        return found[0]

    def status(self, clause: str, bound: str, standard: str, **which: str) -> str:
        """Status of that finding."""
        return self.one(clause, bound, standard, **which).status

    def account(self, finding: Finding, name: str) -> Account:
        """The account whose name starts so."""
        return next(a for a in finding.accounts if a.account.startswith(name))


@cache
def _assessed(name: str) -> Assessed:
    case, problems = load_case(name)
    assert case is not None
    assert [p for p in problems if p.severity == "error"] == []
    return Assessed(case, assess(case).findings)


@pytest.fixture
def assessed() -> Callable[[str], Assessed]:
    """A shipped case by name, assessed as of the newest publication in it."""
    return _assessed
