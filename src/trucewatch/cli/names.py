"""``trucewatch names``: names no table resolves, and names a person accepts."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.pipeline.naming import ACTORS, GAZETTEER, Named, Unresolved, accept
from trucewatch.pipeline.naming import names as find
from trucewatch.publish import words

SHOWN = 30
TABLES = (ACTORS, GAZETTEER)


def names(
    case: str,
    /,
    *,
    accept_: Annotated[str | None, Parameter(name="--accept")] = None,
    office: str | None = None,
    reason: str = "",
    lang: str = "und",
    every: Annotated[bool, Parameter(name="--all", negative="")] = False,
) -> int:
    """List names of places and actors in the figures that no table resolves, with suggestions.

    A suggestion is a name that looks alike, nothing more. A name means what somebody accepted:
    with --accept it is appended to actors.csv, or to gazetteer.csv for a place or zone, with the
    office, the day and the reason.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    accept_
        NAME=ID: what a name means, an actor, a place or a zone of the case.
    office
        Office or role that accepts it, never a person's name. [TRUCEWATCH_OFFICE]
    reason
        Why it means that.
    lang
        Language of the name, such as ar.
    every
        List everything, not the first of each list.
    """
    screen = show.screen()
    folder = pipeline.find_case(case)
    if accept_ is not None:
        name, sign, meant = accept_.rpartition("=")
        if not sign or not name.strip() or not meant.strip():
            raise settings.Usage("--accept takes NAME=ID")
        bad = accept(folder, name.strip(), meant.strip(), reason=reason, lang=lang,
                     office=office or settings.keeping(None).office)
        show.problems(screen.err, bad)
        if not bad:
            screen.say(f"Accepted: {show.clean(name.strip())} means {meant.strip()}.")
        return show.code(bad)
    found = find(folder)
    if found.case is None:
        show.problems(screen.err, found.problems)
        return 1
    # Rows left out for a name are what is listed below, by name.
    show.problems(screen.err, [p for p in found.problems if p.file in TABLES])
    _list(screen, found, None if every else SHOWN)
    return 0


def _list(screen: show.Screen, found: Named, limit: int | None) -> None:
    for title, kinds in (("Actors", ("actor", "target")), ("Places", ("place",))):
        listed = [one for one in found.unresolved if one.what in kinds]
        screen.heading(f"{title} no table resolves: {words.count(len(listed), 'name')} in "
                       f"{words.count(sum(one.rows for one in listed), 'row')}")
        for one in listed[:limit]:
            screen.say(_line(one), 2, 2)
        if limit is not None and len(listed) > limit:
            screen.say(f"... and {words.number(len(listed) - limit)} more; --all lists them.", 2)
    if found.several:
        screen.heading("Names that mean several places, possible for each")
        for name, ids in found.several[:limit]:
            screen.say(f"- {show.clean(name)}: {', '.join(ids)}", 2, 2)


def _line(one: Unresolved) -> str:
    near = ", ".join(f"{s.id} ({show.clean(s.name)}, {s.similarity} of 100)"
                     for s in one.suggestions)
    return (f"- {show.clean(one.name)} ({one.what}, {words.count(one.rows, 'row')})"
            + (f"; looks like {near}" if near else ""))
