"""Ids: what one may look like, which are known, and what to say about the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from trucewatch.case.document import Steps, View
from trucewatch.case.typed import did_you_mean
from trucewatch.model.problem import Problem

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?")
# File names some systems keep for devices; ids become file names of pages.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass
class Names:
    """The ids of one sort: those that can be used, and those that stand in the file at all."""

    what: str
    """What such an id is, in words: ``a party``."""
    good: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)
    """With those left out because something is wrong with them."""

    def check(
        self, name: str, view: View, loc: Steps, problems: list[Problem],
        also: Iterable[str] = (),
    ) -> bool:
        """Tell whether an id can be used, and report it when not.

        Parameters
        ----------
        name
            The id as found.
        view, loc
            Where it stands.
        problems
            A Problem is appended here when the id cannot be used.
        also
            Words with a meaning of their own in this place.
        """
        also = tuple(also)
        if name in self.good or name in also:
            return True
        options = [*also, *sorted(self.good)]
        mend = did_you_mean(name, options)
        if name in self.declared:
            mend = "it stands in the case, but was left out: mend that first"
        words = f", or {' or '.join(also)}" if also else ""
        problems.append(view.problem(
            "unknown_reference", loc, found=name, expected=f"{self.what}{words}", mend=mend,
        ))
        return False

    def known(
        self, names: list[str], view: View, loc: Steps, problems: list[Problem]
    ) -> list[str]:
        """Leave unknown ids out of a list, each with a Problem."""
        return [
            name for place, name in enumerate(names)
            if self.check(name, view, (*loc, place), problems)
        ]


def usable(name: str) -> bool:
    """Tell whether a name can be an id, and so a file name anywhere."""
    return bool(_ID.fullmatch(name)) and ".." not in name and not _DEVICES.fullmatch(name)


def good_id(name: str, view: View, loc: Steps, problems: list[Problem]) -> bool:
    """Tell whether an id can also be a file name anywhere; report it when not."""
    if usable(name):
        return True
    climbs = "/" in name or "\\" in name or ".." in name
    problems.append(view.problem(
        "climbing_path" if climbs else "bad_id", loc, found=name or "nothing",
        expected="an id of letters, digits, '-', '_' and '.', at most 64 long",
        mend="ids become file names: choose one that stays in its folder",
    ))
    return False


def first_only(
    name: str, seen: dict[str, int], view: View, loc: Steps, problems: list[Problem]
) -> bool:
    """Tell whether an id comes for the first time; report it when it was taken already."""
    here = view.document.mark(view.steps(loc)).line
    first = seen.get(name.casefold())
    if first is None:
        seen[name.casefold()] = here
        return True
    problems.append(view.problem(
        "duplicate_id", loc, found=name, expected=f"an id of its own; line {first} has it",
        mend="this one was left out: rename or remove it",
    ))
    return False
