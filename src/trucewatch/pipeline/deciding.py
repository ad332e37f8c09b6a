"""Append what a person decided to the case: a grade, or rows that go back to one origin."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case import grades, groupings
from trucewatch.case.load import load
from trucewatch.link.copies import Found, Pair, copies
from trucewatch.model.case import Case
from trucewatch.model.csv_lines import csv_line
from trucewatch.model.grade import CREDIBILITY
from trucewatch.model.instant import zone
from trucewatch.model.problem import Problem
from trucewatch.pipeline.step import problem

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Decided:
    """What was appended, or why nothing was."""

    file: str
    lines: tuple[str, ...]
    """Lines appended; none when a problem says why not."""
    problems: list[Problem]
    case: Case | None = None
    """The case as it is read from then on."""


def grade(
    folder: Path, thing: Mapping[str, str], given: str, *, reason: str, office: str,
    date: str = "", clock: Clock = now,
) -> Decided:
    """Append a grade to ``grades.jsonl``.

    Parameters
    ----------
    folder
        The case folder.
    thing
        What is graded: ``body``; ``claim``; ``dataset`` and ``key``; ``dataset`` and ``subject``.
    given
        A to F for a body, 1 to 6 for a claim or subject.
    reason
        Why.
    office
        Office or role that grades; never a person's name.
    date
        From when on it holds; empty: today, in the time zone of the case.
    clock
        Tells the time.

    Returns
    -------
    Decided
        Nothing is appended that would not be read back without an error.
    """
    first = load(folder, KINDS)
    if first.case is None:
        return Decided(grades.NAME, (), first.problems)
    entry = {
        **thing, "grade": int(given) if given in CREDIBILITY else given, "reason": reason,
        "date": date or today(first.case, clock), "by": office,
    }
    return append(folder, grades.NAME, "", [json.dumps(entry, ensure_ascii=False)],
                   first.problems)


def find_copies(folder: Path) -> tuple[Case | None, Found | None, list[Problem]]:
    """Read a case and look for reports that tell the same words."""
    loaded = load(folder, KINDS)
    found = copies(loaded.case) if loaded.case else None
    return loaded.case, found, loaded.problems


def accept(
    folder: Path, pair: str, *, office: str, reason: str, lineage: str = "", date: str = "",
    clock: Clock = now,
) -> Decided:
    """Append to ``lineages.csv`` that the later passage of a pair goes back to the earlier.

    Parameters
    ----------
    folder
        The case folder.
    pair
        Id of the pair, as `link.copies` gives it.
    office
        Office or role that decides; never a person's name.
    reason
        Why.
    lineage
        Lineage both belong to; empty: that of the earlier one.
    date, clock
        As for `grade`.
    """
    case, found, problems = find_copies(folder)
    if case is None or found is None:
        return Decided(groupings.NAME, (), problems)
    chosen = next((p for p in found.pairs if p.id == pair), None)
    if chosen is None:
        return Decided(groupings.NAME, (), [problem(
            "unknown_pair", groupings.NAME, pair, "the id of a pair that `copies` lists",
            "a pair that was accepted is of one lineage, and listed no more",
        )])
    target = lineage or "+".join(sorted(chosen.first.lineages))
    rows = [
        _csv(["", dataset, key, target, date or today(case, clock), office, reason])
        for dataset, key in _to_group(case, chosen, target)
    ]
    header = _csv(groupings.COLUMNS)
    return append(folder, groupings.NAME, header, rows, problems)


def _to_group(case: Case, pair: Pair, target: str) -> list[tuple[str, str]]:
    """Rows of a pair that are not of the lineage yet, in the order of the figures."""
    claims = case.claims
    named = {*pair.first.rows, *pair.second.rows}
    return [
        (str(dataset), str(key))
        for dataset, key, lineage in zip(
            claims["dataset"], claims["key"], claims["lineage"], strict=True)
        if (dataset, key) in named and lineage != target
    ]


def append(
    folder: Path, name: str, header: str, lines: Sequence[str], before: list[Problem]
) -> Decided:
    """Append lines to a file, if the case is then read without a new error in it."""
    path = folder / name
    held = path.read_bytes() if path.exists() else b""
    end = b"" if not held or held.endswith(b"\n") else b"\n"
    start = header.encode() + b"\n" if header and not held else b""
    added = end + start + "".join(line + "\n" for line in lines).encode()
    after = load(folder, KINDS, instead={name: held + added})
    new = [p for p in after.problems if p.file == name and p.severity == "error"
           and p not in before]
    if new or not lines:
        return Decided(name, (), new or [problem(
            "nothing_to_add", name, "no row that is not of that lineage already", "such a row")])
    with path.open("ab") as stream:
        stream.write(added)
    said = [p for p in after.problems if p.file == name and p.severity != "error"]
    return Decided(name, tuple(lines), said, after.case)


def _csv(cells: Sequence[str]) -> str:
    return csv_line(cells).removesuffix("\n")


def today(case: Case, clock: Clock) -> str:
    """The civil day it is, in the time zone of the case."""
    return clock().astimezone(zone(case.agreement.tz)).date().isoformat()
