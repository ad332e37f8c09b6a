"""``trucewatch new``: a case folder to start from."""

from __future__ import annotations

import sys
from pathlib import Path

from trucewatch.cli import show
from trucewatch.model.problem import Problem
from trucewatch.pipeline import starting
from trucewatch.publish import words

WRONG_USAGE = 2


def new(
    case: Path,
    /,
    *,
    party: list[str] | None = None,
    title: str | None = None,
    tz: str | None = None,
    start: str | None = None,
    end: str | None = None,
    zone: list[str] | None = None,
) -> int:
    """Make a commented case folder that runs at once, to be changed into yours.

    What is not given as an option is asked for. Nothing that exists is overwritten.

    Parameters
    ----------
    case
        Folder to make; its last part is the id of the case, for example valley-2031.
    party
        Name of a party bound by the agreement; two or more.
    title
        Title of the agreement.
    tz
        Time zone its days are counted in, for example Europe/Athens.
    start
        When it enters into force: 2031-03-01, or "2031-03-01 10:00" in that time zone.
    end
        When it ends; left out or "none": no end is agreed.
    zone
        Name of an area it covers; one or more.
    """
    screen = show.screen()
    given = {
        "party": party or [], "title": [title] if title is not None else [],
        "tz": [tz] if tz is not None else [], "start": [start] if start is not None else [],
        "end": [end] if end is not None else [], "zone": zone or [],
    }

    def ask(question: str, wrong: Problem | None) -> str | None:
        if wrong is not None:
            screen.err.print(show.clean(f"  found {wrong.found}; expected {wrong.expected}"))
        screen.err.print(show.clean(f"{question}: "), end="")
        line = sys.stdin.readline()
        return line.rstrip("\r\n") if line else None

    made = starting.start(case, given, ask if sys.stdin.isatty() else None)
    if made.checked is None:
        show.problems(screen.err, made.problems)
        return WRONG_USAGE
    show.problems(screen.err, made.checked.problems)
    for file in made.files:
        screen.out.print(show.clean(file), soft_wrap=True)
    screen.say(f"{case.name}: {words.count(made.checked.clauses, 'example clause')}, "
               f"{words.count(made.checked.claims, 'invented report')}. Next:")
    for command in ("check", "run"):
        screen.out.print(f"  trucewatch {command} {show.clean(case)}", soft_wrap=True)
    screen.say("Then change it into yours: README.md in the folder says in which order.")
    return show.code(made.checked.problems)
