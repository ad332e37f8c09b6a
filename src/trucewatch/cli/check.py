"""``trucewatch check``: every problem of a case folder at once."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import diagnosis, show
from trucewatch.publish import words
from trucewatch.publish.formats import json


def check(
    case: str, /, *, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False
) -> int:
    """Read a case and print every problem in it at once, each with its line and what to do.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    as_json
        Print the problems as JSON, for other programs.
    """
    screen = show.screen()
    result = pipeline.check(pipeline.find_case(case))
    if as_json:
        screen.out.file.write(json.checked(
            result.case_id or case, result.clauses, result.claims, result.problems
        ))
    else:
        diagnosis.problems(screen.out, result.problems, result.lines)
        screen.say(
            f"{result.case_id or case}: {words.count(result.clauses, 'clause')}, "
            f"{words.count(result.claims, 'claim')}; {show.severities(result.problems)}"
        )
    return show.code(result.problems) or int(not result.clauses)
