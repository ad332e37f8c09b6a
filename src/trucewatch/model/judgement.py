"""What people decided of two reports: one incident or two; a line each, appended, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SAME, DIFFERENT, UNSURE, WITHDRAWN = "same", "different", "unsure", "withdrawn"
VERDICTS = {
    SAME: "they tell of one incident", DIFFERENT: "they tell of two incidents",
    UNSURE: "looked at, and not decided", WITHDRAWN: "what was decided before holds no more",
}


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One line of ``judgements.jsonl``."""

    one: str
    """Id of a claim of the one report; the smaller of the two."""
    other: str
    names: tuple[str, str]
    """Both as the line has them: ``DATASET/KEY``, or the id of a claim; in the order of the ids."""
    verdict: str
    """A key of `VERDICTS`."""
    reason: str
    date: str
    """As written."""
    at: int
    """First instant of `date`, microseconds UTC: from then on it holds."""
    by: str
    """Office or role that decided; never a person's name."""
    line: int
    score: int | None = None
    """Log-odds in thousandths the two had when it was decided; ``None``: they were not compared."""
    model: str = ""
    """Weights that gave the score."""


def known_by(judgements: Iterable[Judgement], instant: int) -> list[Judgement]:
    """Judgements that had been given by an instant."""
    return [judgement for judgement in judgements if judgement.at <= instant]


def in_force(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The newest judgement of every pair, by its date and then its line; none that is withdrawn."""
    newest: dict[tuple[str, str], Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.line)):
        newest[judgement.one, judgement.other] = judgement
    return [newest[pair] for pair in sorted(newest) if newest[pair].verdict != WITHDRAWN]
