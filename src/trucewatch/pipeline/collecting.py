"""Raw files through the adapters into the figures of a case, with a row of custody for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.case.mappings import FOLDER as MAPPINGS
from trucewatch.case.mappings import read_mappings
from trucewatch.model.case import Case
from trucewatch.model.problem import Problem, in_order
from trucewatch.pipeline.keep import TOOL, Keeping, note_custody
from trucewatch.pipeline.step import Step, problem, quiet
from trucewatch.record.line import stamp_of
from trucewatch.record.walk import digest_of
from trucewatch.sources.collect import collect as read_sources
from trucewatch.sources.reading import Given, find
from trucewatch.sources.registry import ADAPTERS
from trucewatch.sources.tally import Tally
from trucewatch.store.tables import read_parquet


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
    keeping = keeping or Keeping()
    problems: list[Problem] = []
    given = Given(mappings=read_mappings(case, problems), parquet=read_parquet,
                  retrieved=stamp_of(keeping.clock()))
    step("reading sources", 0, 1)
    open_ones = list(_not_sensitive(loaded.case))
    inputs = [entry for entry in loaded.case.inputs if entry.id not in dict(open_ones)]
    report = read_sources(case, inputs, source, loaded.case.agreement.tz, given=given)
    step("reading sources", 1, 1)
    # An input that stands in a broken part of the file is not collected: never in silence.
    problems += [p for p in loaded.problems if p.file == "sources.yaml" and p.severity == "error"]
    problems += [*report.problems, *(found for _, found in open_ones)]
    if report.counts:
        now = keeping.clock()
        read = set(report.counts)
        rows = list(_rows(case, loaded.case, source, read, now, keeping.office))
        problems += note_custody(case, keeping, rows, now, "the figures are collected")
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


def _rows(
    folder: Path, case: Case, source: Path, read: set[str], now: datetime, office: str
) -> Iterator[tuple[str, ...]]:
    for entry in case.inputs:
        if entry.id in read:
            raw = find(source, entry.file)
            yield (digest_of(raw), raw.name, "collected", stamp_of(now), office, TOOL,
                   f"into figures/{entry.id}.csv through {entry.adapter}"
                   + _by_mapping(folder, entry.options.get("mapping", "")))


def _by_mapping(folder: Path, name: str) -> str:
    """Which mapping a table was read by: another one makes other claims of the same bytes."""
    file = folder / MAPPINGS / f"{name}.yaml"
    return f" by mapping {name} {digest_of(file)}" if name and file.is_file() else ""
