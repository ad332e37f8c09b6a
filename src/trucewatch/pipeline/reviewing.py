"""Look at what linking made of a case: why, what is worth judging, and the tables it went by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.link.claims import kinds, rows
from trucewatch.link.claims import reports as table_of
from trucewatch.link.explaining import Step, waterfall
from trucewatch.link.queue import Asked, queue
from trucewatch.link.tellings import tellings
from trucewatch.link.weights import shipped
from trucewatch.model.finding import Finding
from trucewatch.model.incident import Incident, Linking, Telling
from trucewatch.model.judgement import Judgement
from trucewatch.model.link import LABEL_COLUMNS, REPORT_COLUMNS, TAXONOMY_COLUMNS
from trucewatch.model.problem import Problem
from trucewatch.pipeline.judging import names_of, telling_of
from trucewatch.pipeline.keep import Keeping
from trucewatch.pipeline.linking import levels_of, write_table
from trucewatch.pipeline.run import run, see
from trucewatch.pipeline.step import Step as Progress
from trucewatch.pipeline.step import quiet
from trucewatch.publish.release import Release


@dataclass(frozen=True, kw_only=True)
class Queued:
    """Pairs worth a look, and the release they are shown with."""

    release: Release | None
    pairs: list[Asked]
    problems: list[Problem]


def queued(folder: Path, progress: Progress = quiet) -> Queued:
    """Pairs nobody decided, those first whose answer would change most of what is published."""
    result = run(folder, None, step=progress)
    if result.release is None:
        return Queued(release=None, pairs=[], problems=result.problems)
    release = result.release
    found = queue(release.linking, shipped().merge, _rests_on(release.findings))
    return Queued(release=release, pairs=found, problems=result.problems)


def _rests_on(findings: Iterable[Finding]) -> Mapping[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for finding in findings:
        for account in finding.accounts:
            for claim in account.claims:
                found[claim].add((finding.clause, finding.bound))
    return found


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why two reports of a case are, or are not, held to tell of one incident."""

    one: Telling
    other: Telling
    steps: list[Step]
    """Empty where they are no candidates."""
    incidents: tuple[Incident | None, Incident | None]
    judged: list[Judgement]
    """Judgements between reports of the two, in force."""
    names: Mapping[str, str]
    """``DATASET/KEY`` by claim id."""


def why(folder: Path, one: str, other: str, problems: list[Problem]) -> Why | None:
    """Explain a pair of reports of a case; ``None`` with a problem where there is no such pair."""
    seen = see(folder, None, problems, as_of=None, published_by=None, keeping=Keeping(),
               step=quiet)
    if seen is None:
        return None
    told = tellings(seen.case)
    found = [telling_of(seen.case, told, name, problems) for name in (one, other)]
    first, second = found
    if first is None or second is None:
        return None
    table = table_of(seen.case, told)
    place = {name: n for n, name in enumerate(table.id)}
    pair = (min(place[first.id], place[second.id]), max(place[first.id], place[second.id]))
    levels = levels_of(table, [pair], (), None).get(pair)
    by_telling = {t.id: i for i in seen.linking.incidents for t in i.tellings}
    return Why(
        one=first, other=second, steps=waterfall(shipped(), levels) if levels else [],
        incidents=(by_telling.get(first.id), by_telling.get(second.id)),
        judged=_between(seen.linking, first, second), names=names_of(seen.case),
    )


def _between(linking: Linking, one: Telling, other: Telling) -> list[Judgement]:
    mine, yours = set(one.claims), set(other.claims)
    return [
        j for j in [*linking.followed, *linking.open, *linking.against]
        if (j.one in mine and j.other in yours) or (j.one in yours and j.other in mine)
    ]


def export(folder: Path, out: Path, problems: list[Problem]) -> list[Path]:
    """Write the reports of a case, the levels of their kinds and its judgements as tables.

    They are what ``trucewatch link-table`` reads, so that weights can be refitted to what people
    judged. Places are as exact as the claims have them.

    Raises
    ------
    OSError
        When one cannot be written.
    """
    seen = see(folder, None, problems, as_of=None, published_by=None, keeping=Keeping(),
               step=quiet)
    if seen is None:
        return []
    told = tellings(seen.case)
    files: dict[str, tuple[Sequence[str], Iterable[Sequence[object]]]] = {
        "reports.csv": ([c.name for c in REPORT_COLUMNS], rows(table_of(seen.case, told), told)),
        "taxonomy.csv": (TAXONOMY_COLUMNS, kinds()),
        "labels.csv": (LABEL_COLUMNS, _labels(seen.linking, told)),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, (header, lines) in files.items():
        write_table(out / name, header, lines)
    return [out / name for name in files]


def _labels(linking: Linking, told: Sequence[Telling]) -> list[tuple[str, str, str]]:
    of_claim = {c: t.id for t in told for c in t.claims}
    found = []
    for j in [*linking.followed, *linking.against, *linking.open]:
        one, other = sorted((of_claim[j.one], of_claim[j.other]))
        found.append((one, other, j.verdict))
    return sorted(found)
