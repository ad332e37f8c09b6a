"""``trucewatch codebook``: what every column of every table means."""

from __future__ import annotations

import difflib
from typing import Annotated

from cyclopts import Parameter

from trucewatch.cli import settings, show
from trucewatch.model.problem import shorten
from trucewatch.publish.codebook import FORMS, TABLES, as_json


def codebook(
    table: str = "", /, *,
    as_text: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Say what every column of every table means.

    Parameters
    ----------
    table
        Name of one table, for example findings; all of them, if left out.
    as_text
        As JSON, for programs.
    """
    screen = show.screen()
    chosen = [t for t in TABLES if table in {"", t.name}]
    if not chosen:
        names = [t.name for t in TABLES]
        near = difflib.get_close_matches(table, names, n=3)
        raise settings.Usage(
            f"found no table {shorten(table, 40)!r}"
            + (f"; did you mean {' or '.join(near)}?" if near else "")
            + f"\nTables: {', '.join(names)}")
    if as_text:
        screen.out.print(as_json(chosen), end="", soft_wrap=True)
        return 0
    for one in chosen:
        screen.heading(f"{one.name}: one row is {one.row}")
        screen.say(f"In: {one.where}")
        shown = screen.table("Column", "Form", "Needed", "Meaning")
        for c in one.columns:
            shown.add_row(c.name, c.type, "yes" if c.required else "", show.clean(c.meaning))
        screen.out.print(shown)
    screen.heading("Forms")
    for name, said in FORMS.items():
        screen.say(f"{name}: {said.replace('`', '')}", hang=2)
    return 0
