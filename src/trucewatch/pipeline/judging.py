"""Look at what linking made of a case, and append what people judge of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case import judgements
from trucewatch.case.load import load
from trucewatch.link.claims import kinds, rows
from trucewatch.link.claims import reports as table_of
from trucewatch.link.explaining import Step, waterfall
from trucewatch.link.queue import Asked, queue
from trucewatch.link.tables import rows as table_rows
from trucewatch.link.tellings import tellings
from trucewatch.link.weights import shipped
from trucewatch.model.case import Case
from trucewatch.model.finding import Finding
from trucewatch.model.incident import Incident, Linking, Telling
from trucewatch.model.judgement import VERDICTS, Judgement
from trucewatch.model.link import LABEL_COLUMNS, REPORT_COLUMNS, TAXONOMY_COLUMNS
from trucewatch.model.problem import Problem, shorten
from trucewatch.pipeline.deciding import Clock, Decided, append, now, today
from trucewatch.pipeline.keep import Keeping
from trucewatch.pipeline.linking import levels_of, read_bytes, write_table
from trucewatch.pipeline.run import run, see
from trucewatch.pipeline.standing import Seen
from trucewatch.pipeline.step import Step as Progress
from trucewatch.pipeline.step import problem, quiet
from trucewatch.publish.release import Release

SHORTEST = 8
"""Characters of the id of a claim that stand for it."""


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
    found = [_telling(seen.case, told, name, problems) for name in (one, other)]
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
        judged=_between(seen.linking, first, second), names=_names(seen.case),
    )


def _between(linking: Linking, one: Telling, other: Telling) -> list[Judgement]:
    mine, yours = set(one.claims), set(other.claims)
    return [
        j for j in [*linking.followed, *linking.open, *linking.against]
        if (j.one in mine and j.other in yours) or (j.one in yours and j.other in mine)
    ]


def _telling(
    case: Case, told: Sequence[Telling], name: str, problems: list[Problem]
) -> Telling | None:
    """The telling a row, or the beginning of the id of a claim, is of."""
    claims = named(case, name)
    found = [t for t in told if not claims.isdisjoint(t.claims)]
    if len(found) == 1:
        return found[0]
    problems.append(problem(
        "unknown_report", judgements.NAME, name,
        "one report that tells of an incident: DATASET/KEY, or the id of a claim",
        "it tells of none, such as a series or a running total" if claims
        else f"the first {SHORTEST} characters of an id are enough",
    ))
    return None


def _names(case: Case) -> dict[str, str]:
    columns = (case.claims[c] for c in ("claim_id", "dataset", "key"))
    return {str(i): f"{d}/{k}" for i, d, k in zip(*columns, strict=True)}


def named(case: Case, name: str) -> set[str]:
    """Ids of the claims a name stands for: ``DATASET/KEY``, an id, or the beginning of one."""
    dataset, slash, key = name.partition("/")
    rows = zip(*(case.claims[c] for c in ("claim_id", "dataset", "key")), strict=True)
    if slash:
        return {str(i) for i, d, k in rows if d == dataset and k == key}
    return {str(i) for i, _, _ in rows if len(name) >= SHORTEST and str(i).startswith(name)}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What somebody decided of two reports, by the names they gave."""

    one: str
    other: str
    judgement: str


@dataclass
class _Lines:
    """Lines to append, and what stands in the way of others."""

    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def judge(
    folder: Path, verdicts: Sequence[Verdict], *, reason: str, office: str, date: str = "",
    clock: Clock = now,
) -> Decided:
    """Append judgements to ``judgements.jsonl``.

    Parameters
    ----------
    folder
        The case folder.
    verdicts
        What was decided.
    reason
        Why.
    office
        Office or role that decides; never a person's name.
    date
        From when on it holds; empty: today, in the time zone of the case.
    clock
        Tells the time.

    Returns
    -------
    Decided
        With the log-odds each pair had. Nothing is appended that would not be read back.
    """
    problems: list[Problem] = []
    seen = see(folder, None, problems, as_of=None, published_by=None, keeping=Keeping(),
               step=quiet)
    if seen is None:
        return Decided(judgements.NAME, (), problems)
    shared = {"reason": reason, "date": date or today(seen.case, clock), "by": office}
    made = _lines(seen, verdicts, shared)
    if made.problems:
        return Decided(judgements.NAME, (), made.problems)
    return append(folder, judgements.NAME, "", made.lines, load(folder, KINDS).problems)


def _lines(seen: Seen, verdicts: Sequence[Verdict], shared: Mapping[str, str]) -> _Lines:
    told = tellings(seen.case)
    names, made = _names(seen.case), _Lines()
    for verdict in verdicts:
        pair = [_telling(seen.case, told, name, made.problems)
                for name in (verdict.one, verdict.other)]
        one, other = pair
        if one is None or other is None:
            continue
        if one is other:
            made.problems.append(problem(
                "one_report_twice", judgements.NAME, f"{verdict.one} and {verdict.other}",
                "two reports", "claims of one report about one place and time are one telling"))
            continue
        odds = seen.linking.pairs.get((min(one.id, other.id), max(one.id, other.id)))
        scored = {} if odds is None else {"score": odds, "model": seen.linking.model}
        made.lines.append(json.dumps({
            "one": names[one.id], "other": names[other.id], "judgement": verdict.judgement,
            **shared, **scored}, ensure_ascii=False))
    return made



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


def read_verdicts(path: Path, problems: list[Problem]) -> list[Verdict]:
    """Read judgements from a table of labels; problems say which rows cannot be followed."""
    data = read_bytes(path, problems)
    found = []
    for line, row in table_rows(path.name, data or b"", LABEL_COLUMNS, LABEL_COLUMNS, problems):
        if row["judgement"] in VERDICTS:
            found.append(Verdict(one=row["report_id_l"], other=row["report_id_r"],
                                 judgement=row["judgement"]))
        else:
            problems.append(Problem(
                severity="error", code="not_one_of", file=path.name, line=line, field="judgement",
                found=shorten(row["judgement"]) or "nothing",
                expected="one of " + ", ".join(VERDICTS)))
    return found
