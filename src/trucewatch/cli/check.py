"""``trucewatch check``: every problem of a case folder at once."""

from __future__ import annotations

from trucewatch import pipeline
from trucewatch.cli import show
from trucewatch.publish import words


def check(case: str, /) -> int:
    """Read a case and print every problem in it at once, each with file and line.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    """
    screen = show.screen()
    result = pipeline.check(pipeline.find_case(case))
    show.problems(screen.out, result.problems)
    screen.say(
        f"{result.case_id or case}: {words.count(result.clauses, 'clause')}, "
        f"{words.count(result.claims, 'claim')}; {show.severities(result.problems)}"
    )
    return show.code(result.problems) or int(not result.clauses)
