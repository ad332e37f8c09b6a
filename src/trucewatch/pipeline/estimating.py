"""A table of overlaps into an estimate or a reason: file in, files out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from trucewatch.estimate import EXTRA, NEEDS
from trucewatch.estimate.tables import MOST_BYTES, read_table
from trucewatch.model.estimate import METHODS
from trucewatch.model.extras import require
from trucewatch.model.problem import Problem
from trucewatch.pipeline.step import Step, quiet
from trucewatch.publish.estimates.pages import page

if TYPE_CHECKING:
    from trucewatch.estimate.running import Result

ALL = "all"
DATA, PAGE = "estimate.json", "index.html"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be estimated, and how."""

    table: Path
    model: str = ALL
    """One of the methods, or ``all``."""
    strata: Sequence[str] = ()
    linkages: Sequence[str] = ()
    seed: int = 1


@dataclass
class Estimated:
    """What a table gave, or why it gave nothing."""

    problems: list[Problem]
    result: Result | None = None
    rows: dict[str, object] = field(default_factory=dict)
    """The result as plain data."""
    sentence: str = ""
    told: list[str] = field(default_factory=list)
    methods: list[list[str]] = field(default_factory=list)
    """Each method in words, line by line."""
    without: list[str] = field(default_factory=list)


def estimate(asked: Asked, step: Step = quiet) -> Estimated:
    """Read a table and estimate its total.

    Raises
    ------
    MissingExtra
        When numpy or scipy is not installed.
    OSError
        When the file cannot be read.
    """
    require(EXTRA, NEEDS, "estimating")
    from trucewatch.estimate import running  # noqa: PLC0415 (the extra)

    name = asked.table.name
    if (size := asked.table.stat().st_size) > MOST_BYTES:
        return Estimated([Problem(
            severity="error", code="file_too_large", file=name, found=f"{size:,} bytes",
            expected=f"at most {MOST_BYTES:,}",
            mend="a table has one row for each pattern, not one for each incident")])
    counts, problems = read_table(
        name, asked.table.read_bytes(), asked.strata, asked.linkages)
    if counts is None:
        return Estimated(problems)
    methods = METHODS if asked.model == ALL else (asked.model,)
    return told(problems, running.run(counts, methods, seed=asked.seed, step=step))


def told(problems: list[Problem], result: Result) -> Estimated:
    """A result with its words and rows."""
    from trucewatch.estimate import rows, saying  # noqa: PLC0415 (the extra)

    return Estimated(
        problems, result, rows.as_rows(result), saying.sentence(result), saying.told(result),
        [list(saying.lines(one)) for one in result.outcomes],
        [saying.figure(one) for one in result.sensitivity])


def write(found: Estimated, name: str, folder: Path) -> list[Path]:
    """Write the result as JSON and as a page; the same result gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(found.rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    written = [folder / DATA, folder / PAGE]
    for path, text in zip(written, (data, page(found.rows, name)), strict=True):
        path.write_text(text, encoding="utf-8", newline="\n")
    return written
