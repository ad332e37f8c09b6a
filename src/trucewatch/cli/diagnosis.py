"""Problems as a compiler shows them: place, line, a mark under the part meant, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from rich.console import Console
from rich.text import Text

from trucewatch.case.excerpt import Marked, excerpt, isolated
from trucewatch.cli import show
from trucewatch.model.problem import Problem, by_place

PIPED = 100
"""Width of an excerpt where no terminal says how wide it is."""
MARK = "^"


def problems(
    console: Console, found: Iterable[Problem], lines: Mapping[Problem, Marked]
) -> None:
    """Print every problem below its file, in the order of the file."""
    for file, group in groupby(by_place(found), key=lambda problem: problem.file):
        of_file = list(group)
        console.print(Text(f"{show.clean(file)}: {show.severities(of_file)}", style="bold"),
                      soft_wrap=True)
        for problem in of_file:
            _one(console, problem, lines.get(problem))
        console.print()


def _one(console: Console, problem: Problem, marked: Marked | None) -> None:
    style = show.SEVERITY_STYLES[problem.severity]
    place = ":".join(str(p) for p in (problem.file, problem.line, problem.column) if p is not None)
    head = Text(f"{show.clean(place)}: ")
    head.append(problem.severity, style=style)
    head.append(f": {show.clean(problem.code.replace('_', ' '))}")
    if problem.field:
        head.append(f": {isolated(show.clean(problem.field))}")
    _print(console, head)
    margin = len(str(problem.line or ""))
    if marked is not None:
        _line(console, problem, marked, style)
    for label, text in (
        ("found", problem.found), ("expected", problem.expected), ("mend", problem.mend),
    ):
        if text:
            line = Text().append(" " * (margin + 2) + "= ", style="dim")
            line.append(f"{label}: ")
            line.append(isolated(show.clean(text)))
            _print(console, line)


def _line(console: Console, problem: Problem, marked: Marked, style: str) -> None:
    number = str(problem.line)
    width = console.width if console.is_terminal else PIPED
    shown = excerpt(marked, width - len(number) - 4, console.encoding)
    line = Text().append(f" {number} | ", style="dim").append(shown.text)
    _print(console, line, wrap=False)
    if shown.width:
        below = Text().append(f" {' ' * len(number)} | ", style="dim")
        below.append(" " * shown.before)
        below.append(MARK * shown.width, style=style)
        _print(console, below, wrap=False)


def _print(console: Console, text: Text, *, wrap: bool = True) -> None:
    # In a file or a pipe each stays on one line, for grep.
    console.print(text, soft_wrap=not (wrap and console.is_terminal))
