"""Where in its line a problem stands: the part that is meant, found again in the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from trucewatch.case.excerpt import Marked
from trucewatch.model.problem import Problem

MAX_LINE = 1_000_000
"""Longer lines are not shown."""

_WORD = re.compile(r"[^\s,:\[\]{}]+")
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""")
_SHORTENED = "…"
_REPLACED = "\N{REPLACEMENT CHARACTER}"

Placed = list[tuple[Problem, Marked | None]]


def place(folder: Path, problems: Iterable[Problem]) -> Placed:
    """Find the line of every problem, and its column where only the cell of a table is known.

    Parameters
    ----------
    folder
        The case folder the problems are of.
    problems
        In the order they are shown.

    Returns
    -------
    list
        Each problem, in the same order, and its line; ``None`` where it has none or the file
        cannot be read.
    """
    listed = list(problems)
    wanted = sorted({(p.file, p.line) for p in listed if p.line is not None})
    lines: dict[tuple[str, int], str] = {}
    heads: dict[str, list[str]] = {}
    for file, group in groupby(wanted, key=lambda pair: pair[0]):
        numbers = {number for _, number in group}
        for number, text in _lines(folder, file, max(numbers)):
            if number == 1 and file.endswith(".csv"):
                heads[file] = next(csv.reader([text]), [])
            if number in numbers:
                lines[file, number] = text
    return [_placed(p, lines.get((p.file, p.line or 0)), heads.get(p.file)) for p in listed]


def _lines(folder: Path, file: str, last: int) -> Iterator[tuple[int, str]]:
    path = folder / file
    try:
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            return
        with path.open(encoding="utf-8-sig", errors="surrogateescape") as stream:
            for number in range(1, last + 1):
                text = stream.readline(MAX_LINE)
                if not text:
                    return
                if len(text) == MAX_LINE and not text.endswith("\n"):
                    return  # a line this long is no line people wrote
                yield number, text.rstrip("\n")
    except (OSError, RuntimeError, ValueError):
        return


def _placed(
    problem: Problem, text: str | None, head: list[str] | None
) -> tuple[Problem, Marked | None]:
    if text is None:
        return problem, None
    if problem.column is not None:
        start = problem.column - 1
        return problem, Marked(text, start, _length(text[start:], problem))
    cell = _cell(text, head, problem) if head is not None else None
    if cell is None:
        return problem, Marked(text)
    start, length = cell
    return replace(problem, column=start + 1), Marked(text, start, length)


def _length(rest: str, problem: Problem) -> int:
    """Characters from the problem's column on that are meant."""
    found = problem.found
    if found and _REPLACED not in found:
        if found.endswith(_SHORTENED) and rest.startswith(found[:-1]):
            return len(rest.rstrip())
        if rest.startswith(found):
            return len(found)
    if problem.code == "missing_field":
        return 1
    quoted = _QUOTED.match(rest)
    if quoted:
        return len(quoted[0])
    word = _WORD.match(rest)
    return len(word[0]) if word else 1


def _cell(text: str, head: list[str], problem: Problem) -> tuple[int, int] | None:
    """Beginning and length of the cell of a table; ``None`` where it stands on another line."""
    cells = list(_cells(text))
    if problem.line == 1:
        names = [text[start:start + length] for start, length in cells]
        return cells[names.index(problem.found)] if problem.found in names else None
    if problem.field not in head or len(cells) != len(head):
        return None
    start, length = cells[head.index(problem.field)]
    # Inside a longer cell the part that was found is enough.
    inner = text[start:start + length].find(problem.found) if problem.found else -1
    return (start + inner, len(problem.found)) if inner >= 0 else (start, max(length, 1))


def _cells(text: str) -> Iterator[tuple[int, int]]:
    start, quoted = 0, False
    for at, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == "," and not quoted:
            yield start, at - start
            start = at + 1
    yield start, len(text) - start
