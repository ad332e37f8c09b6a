"""What clauses say of each other: names that lead somewhere, and no circles.

A clause with a wrong name, or in a circle, is left out; then whatever names it is looked at
again, so that nothing that is left hangs on what is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from trucewatch.case.clause_checks import DUE, due_of
from trucewatch.case.clause_rules import CONDITIONS, parsed
from trucewatch.case.document import Steps, View, sound
from trucewatch.case.header import Known
from trucewatch.case.names import Names
from trucewatch.model.clause import Anchor, Clause
from trucewatch.model.condition import IsFinding, atoms
from trucewatch.model.problem import Problem


class Placed(NamedTuple):
    """A clause, or one reading of it, and where its fields stand."""

    clause: Clause
    view: View


class Link(NamedTuple):
    """One clause named by another, and where."""

    to: str
    view: View
    loc: Steps
    inside: int | None = None


@dataclass
class Links:
    """The clauses that can be used, as far as is known."""

    known: Known
    declared: set[str]
    """Ids that stand in the file."""
    base: dict[str, Placed] = field(default_factory=dict)
    readings: dict[tuple[str, str], Placed] = field(default_factory=dict)
    _moved_by: dict[str, list[Link]] = field(default_factory=dict)
    """By clause: the extensions that move its end."""

    def add(self, clause: Clause, view: View, reading: str = "") -> None:
        """Take up a clause that is good by itself, or a reading of it."""
        if reading:
            self.readings[clause.id, reading] = Placed(clause, view)
        else:
            self.base[clause.id] = Placed(clause, view)

    def check(self, problems: list[Problem]) -> None:
        """Report every wrong link and leave out what has one."""
        while True:
            before = len(self.base) + len(self.readings)
            self._names(problems)
            self._circles(problems)
            self.readings = {key: one for key, one in self.readings.items() if key[0] in self.base}
            if len(self.base) + len(self.readings) == before:
                return

    def _names(self, problems: list[Problem]) -> None:
        names = Names("a clause of this file", good=set(self.base), declared=self.declared)
        wrong = [key for key, one in self.base.items() if not self._named(one, names, problems)]
        bad = [key for key, one in self.readings.items() if not self._named(one, names, problems)]
        for clause in wrong:
            del self.base[clause]
        for reading in bad:
            del self.readings[reading]

    def _named(self, one: Placed, names: Names, problems: list[Problem]) -> bool:
        before = len(problems)
        for link in extends_links(one):
            names.check(link.to, link.view, link.loc, problems)
        for link in condition_links(one):
            names.check(link.to, link.view, link.loc, problems, inside=link.inside)
        self._bounds(one, problems)
        for link in beside_links(one):
            good = names.check(link.to, link.view, link.loc, problems)
            if good and link.to == one.clause.id:
                problems.append(link.view.problem(
                    "unknown_reference", link.loc, found=link.to, expected="another clause",
                ))
        for link in self._due_links(one):
            if names.check(link.to, link.view, link.loc, problems):
                self._has_due(link, problems)
        return sound(problems, before)

    def _bounds(self, one: Placed, problems: list[Problem]) -> None:
        """A condition on one bound asks for somebody that clause can be owed by."""
        for name in CONDITIONS:
            text = getattr(one.clause, name)
            condition = parsed(text)
            for atom in atoms(condition) if condition else ():
                if not isinstance(atom, IsFinding) or not atom.bound:
                    continue
                other = self.base.get(atom.clause)
                if other is None:
                    continue
                may = [*other.clause.bound, *(c.bound for c in other.clause.claimed_bounds)]
                if atom.bound not in may:
                    problems.append(one.view.problem(
                        "unknown_reference", (name,), found=atom.bound,
                        expected=f"who is bound by '{atom.clause}': {', '.join(may) or 'nobody'}",
                        inside=text.index(atom.bound, text.index(",", atom.at)),
                    ))

    def _has_due(self, link: Link, problems: list[Problem]) -> None:
        if getattr(self.base[link.to].clause, "due", None) is None:
            problems.append(link.view.problem(
                "no_due", link.loc, found=link.to + DUE, expected="a clause with a 'due'",
                mend="count from a milestone, or give that clause its 'due'",
            ))

    def _due_links(self, one: Placed) -> Iterator[Link]:
        force = one.clause.in_force
        places: list[tuple[Steps, object]] = [
            (("in_force", "start"), force.start), (("in_force", "end"), force.end),
            *(((name,), value) for name, value in vars(one.clause).items()),
        ]
        for loc, part in places:
            if isinstance(part, Anchor) and (name := due_of(part, self.known)):
                yield Link(name, one.view, (*loc, "after"))

    def _circles(self, problems: list[Problem]) -> None:
        self._extensions(problems)
        self._moved_by = {}
        for one in self.base.values():
            for link in extends_links(one):
                moved = Link(one.clause.id, one.view, link.loc)
                self._moved_by.setdefault(link.to, []).append(moved)
        self._circle(
            self._asks, "circular_conditions", "{}",
            "conditions that do not lead back to their own clause", problems,
        )
        self._circle(
            self._due, "circular_anchors", "{}" + DUE,
            "a due instant that does not hang on itself", problems,
        )

    def _extensions(self, problems: list[Problem]) -> None:
        moves = {key: [link.to for link in extends_links(one)] for key, one in self.base.items()}
        bad: set[str] = set()
        for clause, one in self.base.items():
            for link in extends_links(one):
                if _way(link.to, clause, lambda here: moves.get(here, [])):
                    problems.append(link.view.problem(
                        "circular_anchors", link.loc, found=link.to,
                        expected=f"a clause whose end does not hang on '{clause}'",
                    ))
                    bad.add(clause)
        for clause in bad:
            del self.base[clause]

    def _asks(self, one: Placed) -> list[Link]:
        """What must be known before a clause: what its conditions ask, what moves its end."""
        return [*condition_links(one), *self._moved_by.get(one.clause.id, ())]

    def _due(self, one: Placed) -> list[Link]:
        return [link for link in self._due_links(one) if link.loc == ("due", "after")]

    def _circle(
        self, links_of: Callable[[Placed], list[Link]], code: str, form: str, expected: str,
        problems: list[Problem],
    ) -> None:
        """Report each circle once, where it is first closed; leave out all that are in it."""
        links = {key: links_of(one) for key, one in self.base.items()}
        bad: set[str] = set()

        def onward(here: str) -> list[str]:
            return [link.to for link in links.get(here, ())]

        def report(start: str, link: Link, way: list[str]) -> None:
            shown = " -> ".join(form.format(name) for name in (start, *way))
            problems.append(link.view.problem(
                code, link.loc, found=shown, expected=expected, inside=link.inside,
                mend="all of the circle is left out: take one link of it away",
            ))

        for clause in self.base:
            for link in links[clause]:
                way = [] if clause in bad else _way(link.to, clause, onward)
                if way:
                    report(clause, self._told(clause, way, links), way)
                    bad.update(way)
        closed: set[tuple[str, str]] = set()
        for key, one in self.readings.items():
            for link in links_of(one):
                way = [] if key[0] in bad else _way(link.to, key[0], onward)
                if way and key not in closed:
                    report(key[0], link, way)
                    closed.add(key)
        for clause in bad:
            del self.base[clause]
        for reading in closed:
            del self.readings[reading]

    def _told(self, start: str, way: list[str], links: dict[str, list[Link]]) -> Link:
        """The link of a circle to show: a condition or an anchor, before an extension."""
        steps = [
            next(link for link in links[here] if link.to == there)
            for here, there in zip((start, *way), way, strict=False)
        ]
        return next((step for step in steps if step.loc[0] != "extends"), steps[0])


def extends_links(one: Placed) -> list[Link]:
    """Clauses whose end this one moves."""
    ends = getattr(one.clause, "extends", [])
    return [Link(other, one.view, ("extends", place)) for place, other in enumerate(ends)]


def beside_links(one: Placed) -> list[Link]:
    """Clauses shown beside this one."""
    return [
        *(Link(other, one.view, ("parallel_with", place))
          for place, other in enumerate(one.clause.parallel_with)),
        *(Link(mirror.clause, one.view, ("mirrors", place, "clause"))
          for place, mirror in enumerate(one.clause.mirrors)),
    ]


def condition_links(one: Placed) -> list[Link]:
    """Clauses whose findings its conditions ask for."""
    found = []
    for name in CONDITIONS:
        text = getattr(one.clause, name)
        condition = parsed(text)
        for atom in atoms(condition) if condition else ():
            if isinstance(atom, IsFinding):
                at = text.index(atom.clause, atom.at + len("finding"))
                found.append(Link(atom.clause, one.view, (name,), at))
    return found


def _way(start: str, goal: str, onward: Callable[[str], list[str]]) -> list[str]:
    """Shortest way from one clause to another, both included; empty: there is none."""
    came: dict[str, str] = {start: ""}
    todo = [start]
    for here in todo:
        if here == goal:
            way = [here]
            while came[way[0]]:
                way.insert(0, came[way[0]])
            return way
        for there in onward(here):
            if there not in came:
                came[there] = here
                todo.append(there)
    return []
