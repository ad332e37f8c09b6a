"""``trucewatch grade``: append a grade of a body or a claim."""

from __future__ import annotations

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.model.grade import CREDIBILITY, RELIABILITY
from trucewatch.pipeline import deciding
from trucewatch.publish import words


def grade(
    case: str,
    given: str,
    /,
    *,
    body: str | None = None,
    row: str | None = None,
    subject: str | None = None,
    claim: str | None = None,
    reason: str,
    office: str | None = None,
    date: str = "",
) -> int:
    """Grade how reliable a body is (A to F), or how credible a claim is (1 to 6).

    The grade is appended to grades.jsonl of the case; an earlier one stays, and holds until the
    date of this one. Nothing is appended that could not be read back.

    Parameters
    ----------
    case
        Folder of a case.
    given
        The grade: A to F for a body, 1 to 6 for anything else.
    body
        Grade this body of sources.yaml.
    row
        Grade the claim of a row, as DATASET/KEY: figures file without .csv, and its key.
    subject
        Grade every claim about a subject, as DATASET/SUBJECT, that has no grade of its own.
    claim
        Grade the claim with this id.
    reason
        Why. It is published.
    office
        Office or role that grades, never a person's name; published as well. [TRUCEWATCH_OFFICE]
    date
        From when on it holds, for example 2026-10-01; today by default.
    """
    screen = show.screen()
    thing = _thing(body, row, subject, claim)
    by = settings.text(office, "OFFICE")
    if not by:
        raise settings.Usage("--office: who grades? an office or role, never a person's name")
    made = deciding.grade(
        pipeline.find_case(case), thing, given.upper(), reason=reason, office=by, date=date
    )
    show.problems(screen.err, made.problems)
    for line in made.lines:
        screen.out.print(show.clean(line), soft_wrap=True)
    if made.case is None:
        return 1
    meaning = {**RELIABILITY, **CREDIBILITY}[given.upper()]
    screen.say(f"Appended to {made.file}: {given.upper()}, {meaning}.")
    if body is None:
        screen.say(_effect([(s.id, s.max_grade) for s in made.case.standards]))
    return 0


def _thing(
    body: str | None, row: str | None, subject: str | None, claim: str | None
) -> dict[str, str]:
    named = {"body": body, "row": row, "subject": subject, "claim": claim}
    given = [(name, value) for name, value in named.items() if value is not None]
    if len(given) != 1:
        raise settings.Usage("one of --body, --row, --subject, --claim: what is graded?")
    [(name, value)] = given
    if name in {"body", "claim"}:
        return {name: value}
    dataset, slash, rest = value.partition("/")
    if not slash:
        raise settings.Usage(f"--{name}: found {value!r}, expected DATASET/{name.upper()}")
    return {"dataset": dataset, "key" if name == "row" else "subject": rest}


def _effect(standards: list[tuple[str, int | None]]) -> str:
    asking = [f"{words.plain(name)} ({limit} or better)" for name, limit in standards if limit]
    if not asking:
        return "No standard of this case has a max_grade: the grade is shown, and decides nothing."
    return f"Firm evidence under {', '.join(asking)} hangs on grades; see `run`."
