"""``trucewatch sheet``: every clause in plain words, for confirmation."""

from __future__ import annotations

import difflib
from pathlib import Path

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.cli.explain import PROBLEMS_SHOWN
from trucewatch.model.problem import shorten
from trucewatch.model.sheet import Sheet
from trucewatch.pipeline import sheets
from trucewatch.publish import words
from trucewatch.publish.sheets.pages import plain


def sheet(
    case: str,
    /,
    *,
    clause: list[str] | None = None,
    lang: str = "en",
    out: Path | None = None,
) -> int:
    """Tell each clause in plain words, so that somebody who knows the text can confirm it.

    Who owes what to whom, from when to when, how it is measured, what each reading would change,
    what evidence would decide it, and what is not encoded.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    clause
        Id of a clause; again for more of them. All clauses by default.
    lang
        Language; what it lacks stands in English, marked.
    out
        HTML file to write, with boxes to tick, for paper or a screen.
    """
    screen = show.screen()
    try:
        told = sheets.sheet(pipeline.find_case(case), lang, clause, out)
    except sheets.UnknownLanguage as error:
        raise settings.Usage(f"--lang: {error}") from None
    if told.sheet is None:
        show.problems(screen.err, told.problems)
        screen.err.print("error: no clause could be read")
        return 1
    for name in clause or ():
        if name not in told.clauses:
            near = difflib.get_close_matches(name, told.clauses, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise settings.Usage(f"--clause: found no clause {shorten(name, 40)!r}{hint}")
    show.problems(screen.err, told.problems, PROBLEMS_SHOWN)
    if out is None:
        _print(screen, told.sheet)
    else:
        screen.say(f"{out}: {words.count(len(told.sheet.clauses), 'clause')}")
    return show.code(told.problems)


def _print(screen: show.Screen, found: Sheet) -> None:
    screen.say(plain(found.title))
    for text in found.intro:
        screen.say(plain(text))
    for clause in found.clauses:
        screen.heading(f"{clause.id}  {plain(clause.title)}")
        for section in clause.sections:
            screen.out.print()
            screen.say(plain(section.heading), indent=2)
            for line in section.lines:
                screen.say(f"- {plain(line.text)}", indent=4 + 2 * line.level, hang=2)
