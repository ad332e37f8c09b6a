"""Append to a case what people judge of two of its reports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case import judgements
from trucewatch.case.load import load
from trucewatch.link.tables import rows as table_rows
from trucewatch.link.tellings import tellings
from trucewatch.model.case import Case
from trucewatch.model.incident import Telling
from trucewatch.model.judgement import VERDICTS
from trucewatch.model.link import LABEL_COLUMNS
from trucewatch.model.problem import Problem, shorten
from trucewatch.pipeline.deciding import Clock, Decided, append, now, today
from trucewatch.pipeline.keep import Keeping
from trucewatch.pipeline.linking import read_bytes
from trucewatch.pipeline.run import see
from trucewatch.pipeline.standing import Seen
from trucewatch.pipeline.step import problem, quiet

SHORTEST = 8
"""Characters of the id of a claim that stand for it."""


def telling_of(
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


def names_of(case: Case) -> dict[str, str]:
    """``DATASET/KEY`` of every claim, by its id."""
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
    names, made = names_of(seen.case), _Lines()
    for verdict in verdicts:
        pair = [telling_of(seen.case, told, name, made.problems)
                for name in (verdict.one, verdict.other)]
        one, other = pair
        if one is None or other is None:
            continue
        if one is other:
            made.problems.append(problem(
                "one_report_twice", judgements.NAME, f"{verdict.one} and {verdict.other}",
                "two reports", "claims of one report about one place and time are one telling"))
            continue
        if one.aggregate != other.aggregate:
            made.problems.append(problem(
                "incident_and_total", judgements.NAME, f"{verdict.one} and {verdict.other}",
                "two reports of one happening each, or two of several",
                "a report of several incidents contains them, and is none"))
            continue
        odds = seen.linking.pairs.get((min(one.id, other.id), max(one.id, other.id)))
        scored = {} if odds is None else {"score": odds, "model": seen.linking.model}
        made.lines.append(json.dumps({
            "one": names[one.id], "other": names[other.id], "judgement": verdict.judgement,
            **shared, **scored}, ensure_ascii=False))
    return made



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
