"""Raw files through the adapters into the figures of a case, with a row of custody for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.model.case import Case
from trucewatch.model.problem import Problem, in_order
from trucewatch.pipeline.keep import TOOL, Keeping, append_custody, record_folder
from trucewatch.pipeline.step import Step, problem, quiet
from trucewatch.record.errors import RecordError
from trucewatch.record.line import stamp_of
from trucewatch.record.record import Record
from trucewatch.record.walk import digest_of
from trucewatch.sources.collect import collect as read_sources
from trucewatch.sources.collect import find
from trucewatch.sources.registry import ADAPTERS
from trucewatch.sources.tally import Tally


@dataclass(frozen=True)
class CollectResult:
    """What collecting wrote."""

    written: list[tuple[str, int]]
    """Figures file and number of rows."""
    problems: list[Problem]
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    """What became of the rows of each source, by input."""
    coverage: list[tuple[str, int]] = field(default_factory=list)
    """File of coverage and number of rows, of inputs that say who could see."""


def collect(
    case: Path, source: Path, step: Step = quiet, keeping: Keeping | None = None
) -> CollectResult:
    """Read raw files through the adapters into the case's figures.

    The record notes who collected which bytes, when and with which tool; the raw bytes themselves
    stay with whoever has them.

    Parameters
    ----------
    case
        Folder of the case.
    source
        Folder with the raw files, or one raw file.
    step
        Told what is being done.
    keeping
        How the record is kept.
    """
    loaded = load(case, KINDS)
    if loaded.case is None:
        return CollectResult([], in_order(loaded.problems))
    step("reading sources", 0, 1)
    open_ones = list(_not_sensitive(loaded.case))
    inputs = [entry for entry in loaded.case.inputs if entry.id not in dict(open_ones)]
    report = read_sources(case, inputs, source, loaded.case.agreement.tz)
    step("reading sources", 1, 1)
    # An input that stands in a broken part of the file is not collected: never in silence.
    unread = [p for p in loaded.problems if p.file == "sources.yaml" and p.severity == "error"]
    problems = [*unread, *report.problems, *(found for _, found in open_ones)]
    if report.counts:
        problems += _note(case, loaded.case, source, set(report.counts), keeping or Keeping())
    return CollectResult(sorted(report.counts.items()), in_order(problems), report.tallies,
                         sorted(report.coverage.items()))


def _not_sensitive(case: Case) -> Iterator[tuple[str, Problem]]:
    """Inputs that tell of people, whose body is not declared so that what it says is sealed."""
    for entry in case.inputs:
        body = case.bodies.get(entry.options.get("source", ""))
        if getattr(ADAPTERS.get(entry.adapter), "personal", False) and not (
                body and body.sensitive):
            yield entry.id, problem(
                "not_sensitive", "sources.yaml", f"input {entry.id}: "
                + (f"body {body.id} without 'sensitive: true'" if body else "no option 'source'"),
                "a body of the case with 'sensitive: true': what people tell is recorded sealed",
                "nothing of this input was read")


def _note(
    folder: Path, case: Case, source: Path, read: set[str], keeping: Keeping
) -> list[Problem]:
    """Note in the record what was collected; where it cannot be, say so."""
    try:
        with Record.open(record_folder(folder, None, keeping.record), write=True) as record:
            now = keeping.clock()
            append_custody(record, list(_rows(case, source, read, now, keeping.office)), now)
            return []
    except RecordError as error:
        words = "; ".join(str(found) for found in error.problems)
    except OSError as error:
        words = str(error.strerror or error)
    return [replace(problem("custody_not_noted", "record", words, "a record that can be written to",
                            "the figures are collected; nothing else is missing"),
                    severity="warning")]


def _rows(
    case: Case, source: Path, read: set[str], now: datetime, office: str
) -> Iterator[tuple[str, ...]]:
    for entry in case.inputs:
        if entry.id in read:
            raw = find(source, entry.file)
            yield (digest_of(raw), raw.name, "collected", stamp_of(now), office, TOOL,
                   f"into figures/{entry.id}.csv through {entry.adapter}")
