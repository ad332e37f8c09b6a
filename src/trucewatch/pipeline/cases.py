"""Cases by name or folder, their problems, and their figures from raw files."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case.excerpt import Marked
from trucewatch.case.load import load
from trucewatch.case.places import place
from trucewatch.model.problem import Problem, in_order


class CaseNotFound(LookupError):
    """No such folder, and no such case ships; the message says what was tried."""


@dataclass(frozen=True)
class CheckResult:
    """What reading a case found."""

    case_id: str
    clauses: int
    claims: int
    problems: list[Problem]
    lines: dict[Problem, Marked] = field(default_factory=dict)
    """Line of each problem that has one, and the part of it that is meant."""


def _shipped() -> Path:
    inside = Path(str(resources.files("trucewatch"))) / "cases"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "cases"


def shipped_cases() -> list[str]:
    """Names of the cases that ship with trucewatch."""
    folder = _shipped()
    return sorted(p.parent.name for p in folder.glob("*/case.yaml")) if folder.is_dir() else []


def find_case(name: str) -> Path:
    """Folder of a case: a path, or the name of a case that ships.

    Raises
    ------
    CaseNotFound
        When it is neither.
    """
    path = Path(name)
    if path.is_dir():
        return path
    # "cases/gaza-2025-10" also means the case that ships, so the README works from anywhere.
    wanted = path.name
    if wanted in shipped_cases():
        return _shipped() / wanted
    ships = ", ".join(shipped_cases()) or "none"
    raise CaseNotFound(f"no folder {name!r}; cases that ship with trucewatch: {ships}")


def check(case: Path) -> CheckResult:
    """Read a case and collect every problem."""
    loaded = load(case, KINDS)
    found = loaded.case
    placed = place(case, in_order(loaded.problems))
    return CheckResult(
        found.agreement.id if found else case.name,
        len(found.clauses) if found else 0,
        len(found.claims["claim_id"]) if found else 0,
        [problem for problem, _ in placed],
        {problem: marked for problem, marked in placed if marked is not None},
    )
