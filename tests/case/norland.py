"""An invented case in a folder of its own, with edits a test asks for."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import Loaded, load
from trucewatch.model.case import Case
from trucewatch.model.claim import FIGURE_COLUMNS
from trucewatch.model.problem import Problem

FIXTURE = Path(__file__).parent / "fixture"
FIELDS = [column.name for column in FIGURE_COLUMNS]
GOOD_ROW = {
    "key": "c-9", "source": "gazette", "subject": "reports", "property": "strike",
    "stance": "asserts", "earliest": "2031-03-04", "latest": "2031-03-04", "basis": "instant",
    "scope": "complete", "parser": "hand@1",
}


@dataclass(frozen=True)
class Have:
    """What a whole read case has, for comparison: what else was read."""

    clauses: tuple[str, ...] = ("N-01", "N-02", "N-03")
    readings: tuple[str, ...] = ("no_test", "one_allowed")
    milestones: tuple[str, ...] = ("entry_into_force", "phase_two")
    bodies: tuple[str, ...] = ("norland-army", "gazette", "wire")
    inputs: int = 1
    coverage: int = 1
    claims: tuple[str, ...] = ("c-1", "c-2", "c-3")
    withdrawn: tuple[str, ...] = ("c-4",)


WHOLE = Have()


def but(**changed: object) -> Have:
    """Everything, but for what is named."""
    return replace(WHOLE, **changed)  # type: ignore[arg-type]


def have(case: Case) -> Have:
    """What was read of a case."""
    return Have(
        clauses=tuple(clause.id for clause in case.clauses),
        readings=tuple(case.readings.get("N-01", ())),
        milestones=tuple(case.milestones),
        bodies=tuple(case.bodies),
        inputs=len(case.inputs),
        coverage=len(case.coverage),
        claims=tuple(str(key) for key in case.claims["key"]),
        withdrawn=tuple(str(key) for key in case.withdrawn["key"]),
    )


def copy_case(folder: Path) -> Path:
    """Copy the case into a folder of a test."""
    return Path(shutil.copytree(FIXTURE, folder / "norland"))


def edit(root: Path, file: str, old: str, new: str) -> None:
    """Replace one text in one file, which must hold it exactly once."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def add_row(root: Path, cells: dict[str, str], file: str = "figures/counts.csv") -> None:
    """Append a row to a figures file."""
    row = GOOD_ROW | cells
    with (root / file).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(",".join(row.get(name, "") for name in FIELDS) + "\n")


def read(root: Path) -> Loaded:
    """Load the case with every kind there is."""
    return load(root, KINDS)


def problem(file: str, line: int | None, column: int | None = None, **rest: str) -> Problem:
    """A Problem, an error unless said otherwise."""
    return Problem(**({"severity": "error", "file": file, "line": line, "column": column} | rest))  # type: ignore[arg-type]
