"""``judgements.jsonl``: which reports tell of one incident; appended to, never changed."""

from __future__ import annotations

from trucewatch.case.header import Known
from trucewatch.case.listed import Entry, lines
from trucewatch.case.told import SLASH, Told
from trucewatch.model.judgement import VERDICTS, Judgement
from trucewatch.model.problem import Problem
from trucewatch.model.tables import JUDGEMENT_FIELDS

NAME = "judgements.jsonl"
FIELDS = tuple(column.name for column in JUDGEMENT_FIELDS)
_SCORE = 1_000_000
"""Log-odds further from nought than these, in thousandths, are no score."""


def read_judgements(
    data: bytes, known: Known, told: Told, problems: list[Problem]
) -> list[Judgement]:
    """Read the file; a line with an error is left out.

    Parameters
    ----------
    data
        Bytes of the file.
    known
        Ids and the time zone of the case.
    told
        Claims of the case.
    problems
        Everything found wrong is appended here.
    """
    read = (_judgement(entry, known, told)
            for entry in lines(NAME, data, FIELDS, problems))
    return [judgement for judgement in read if judgement is not None]


def _judgement(entry: Entry, known: Known, told: Told) -> Judgement | None:
    entry.needs("one", "other", "judgement", "reason", "date", "by")
    entry.office("by")
    span = entry.when("date", known.tz)
    cells = entry.cells
    verdict = cells.get("judgement", "")
    if verdict and verdict not in VERDICTS:
        entry.say("not_one_of", "judgement", verdict, "one of " + ", ".join(VERDICTS),
                  near=VERDICTS)
    pair = sorted((_claim(entry, name, told), cells.get(name, "")) for name in ("one", "other"))
    if all(claim for claim, _ in pair) and pair[0][0] == pair[1][0]:
        entry.say("one_report_twice", "other", cells["other"], "another report than 'one'")
    score = _score(entry)
    if not entry.good or span is None:
        return None
    return Judgement(
        one=pair[0][0], other=pair[1][0], names=(pair[0][1], pair[1][1]), verdict=verdict,
        reason=cells["reason"], date=cells["date"], at=span.lo, by=cells["by"], line=entry.line,
        score=score, model=cells.get("model", ""),
    )


def _claim(entry: Entry, field: str, told: Told) -> str:
    """Id of the claim a report is named by; empty with a Problem where it is none."""
    name = entry.cells.get(field, "")
    if not name:
        return ""
    dataset, slash, key = name.partition(SLASH)
    named = {**entry.cells, "dataset": dataset, "key": key} if slash else {**entry.cells,
                                                                           "claim": name}
    asked = Entry(entry.file, entry.line, named, entry.problems)
    found = told.claims(asked, "key" if slash else "claim")
    entry.good &= asked.good
    return found[0] if found else ""


def _score(entry: Entry) -> int | None:
    text = entry.cells.get("score", "")
    if not text:
        return None
    try:
        score = int(text)
    except ValueError:
        score = _SCORE + 1
    if abs(score) > _SCORE:
        entry.say("wrong_type", "score", text, "log-odds in thousandths, a whole number")
        return None
    return score
