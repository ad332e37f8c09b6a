"""``trucewatch compare``: two encodings of one agreement side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch.cli import show
from trucewatch.pipeline import comparing
from trucewatch.publish import words
from trucewatch.publish.formats import json


def compare(
    first: str,
    second: str,
    /,
    *,
    readings: Annotated[bool, Parameter(negative="")] = False,
    wording: Annotated[bool, Parameter(negative="")] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
    out: Path | None = None,
) -> int:
    """Set two people's encodings of one agreement side by side, clause by clause.

    Clauses are matched by id. How many agree says how far two people read the text alike; it is
    no score of anybody bound by it.

    Parameters
    ----------
    first
        A case folder, the name of a case that ships, or a file of clauses.
    second
        The other one.
    readings
        Print only YAML: for each difference what the first can take over to keep it as a reading.
    wording
        Compare titles, notes and the other words for readers too.
    as_json
        Print the comparison as JSON, for other programs.
    out
        HTML file to write, for paper or a screen.
    """
    screen = show.screen()
    result = comparing.side_by_side(first, second, words=wording, out=out)
    show.problems(screen.err, result.problems, rest="`trucewatch check` lists all of a case")
    found = result.comparison
    if found is None:
        screen.err.print("error: nothing could be compared")
        return 1
    if as_json:
        screen.out.file.write(json.comparison(found))
    elif readings:
        screen.out.file.write("".join(comparing.readings_of(found)))
    elif out is None:
        _print(screen, found)
    else:
        screen.say(f"{out}: {_rates(found)}")
    return show.code(result.problems)


def _rates(found: comparing.Comparison) -> str:
    clauses = words.count(len(found.clauses), "clause")
    fields = words.count(found.fields_compared, "field")
    return f"{found.alike} of {clauses} and {found.fields_alike} of {fields} agree"


def _print(screen: show.Screen, found: comparing.Comparison) -> None:
    screen.say(f"A: {found.first}")
    screen.say(f"B: {found.second}")
    for clause in found.clauses:
        if not clause.differences:
            continue
        screen.heading(f"{clause.id}  {clause.title}")
        screen.say(f"{clause.same} of {words.count(clause.fields, 'field')} agree", indent=2)
        for difference in clause.differences:
            screen.say(difference.field, indent=2)
            screen.say(f"A: {difference.first}", indent=4, hang=3)
            screen.say(f"B: {difference.second}", indent=4, hang=3)
    screen.out.print()
    for label, names in (
        ("Only in A", found.only_first), ("Only in B", found.only_second),
        ("Not compared, since one of them cannot be read", found.unread),
    ):
        if names:
            screen.say(f"{label}: {', '.join(names)}", hang=2)
    screen.say(f"{_rates(found)}.")
