"""``grades.jsonl``: how reliable bodies are, how credible claims; appended to, never changed."""

from __future__ import annotations

from collections.abc import Mapping

from trucewatch.case.header import Known
from trucewatch.case.listed import Entry, lines
from trucewatch.case.told import SLASH, Told
from trucewatch.model.agreement import Body
from trucewatch.model.grade import CREDIBILITY, RELIABILITY, Grade, in_turn
from trucewatch.model.problem import Problem
from trucewatch.model.tables import GRADE_FIELDS

NAME = "grades.jsonl"
FIELDS = tuple(column.name for column in GRADE_FIELDS)
_FORMS = (("body",), ("claim",), ("dataset", "key"), ("dataset", "subject"))
_EXPECTED = "one of: body; claim; dataset and key; dataset and subject"


def read_grades(
    data: bytes, known: Known, bodies: Mapping[str, Body], told: Told, problems: list[Problem]
) -> list[Grade]:
    """Read the file; a line with an error is left out.

    Parameters
    ----------
    data
        Bytes of the file.
    known
        Ids and the time zone of the case.
    bodies
        Bodies of the case.
    told
        Claims of the case.
    problems
        Everything found wrong is appended here.
    """
    read = [
        (entry, grade) for entry in lines(NAME, data, FIELDS, problems)
        if (grade := _grade(entry, known, told)) is not None
    ]
    return _from_one_start(read, bodies)


def _grade(entry: Entry, known: Known, told: Told) -> Grade | None:
    given = tuple(n for n in ("body", "claim", "dataset", "key", "subject") if n in entry.cells)
    entry.needs(*given, "grade", "reason", "date", "by")
    entry.office("by")
    span = entry.when("date", known.tz)
    if given not in _FORMS:
        entry.say("what_is_graded", "", ", ".join(given), _EXPECTED)
        return None
    scale = RELIABILITY if given == ("body",) else CREDIBILITY
    if entry.cells.get("grade", "") not in scale:
        entry.say(
            "bad_grade", "grade", entry.cells.get("grade", ""),
            "a reliability from A to F" if scale is RELIABILITY
            else "an information credibility from 1 to 6",
        )
    claims: tuple[str, ...] = ()
    if given == ("body",):
        entry.known("body", known.bodies)
    elif all(entry.cells[name] for name in given):
        claims = told.claims(entry, given[-1])
    if not entry.good or span is None:
        return None
    cells = entry.cells
    return Grade(
        about="body" if given == ("body",) else "subject" if given[-1] == "subject" else "claim",
        name=SLASH.join(cells[name] for name in given), grade=cells["grade"],
        reason=cells["reason"], date=cells["date"], at=span.lo, by=cells["by"], line=entry.line,
        claims=claims,
    )


def _from_one_start(
    read: list[tuple[Entry, Grade]], bodies: Mapping[str, Body]
) -> list[Grade]:
    """Leave out what gives bodies of one affiliation different first grades.

    Whoever is graded otherwise than the others of its kind has to have been graded like them
    before: so the difference has a date and a reason of its own.
    """
    entries = {grade.line: entry for entry, grade in read}
    starts: dict[str, Grade] = {}
    begun: set[str] = set()
    kept = []
    for grade in in_turn(grade for _, grade in read):
        if grade.about == "body" and grade.name not in begun:
            kind = bodies[grade.name].affiliation
            start = starts.setdefault(kind, grade)
            if grade.grade != start.grade:
                entries[grade.line].say(
                    "unlike_start", "grade", grade.grade,
                    f"{start.grade}, the first grade of bodies that are '{kind}' "
                    f"({start.name}, line {start.line})",
                    mend="grade it so first; a later line may then give another, with its reason",
                )
                continue
            begun.add(grade.name)
        kept.append(grade)
    return sorted(kept, key=lambda grade: grade.line)
