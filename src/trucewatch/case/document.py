"""A read YAML file as plain data with a position for every path, and views into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from trucewatch.model.problem import Problem, Severity, shorten

Steps = tuple[str | int, ...]
"""Way from the top of a file to a value: keys of mappings and places in lists, from 0."""


class Mark(NamedTuple):
    """Position in a file, both counted from 1."""

    line: int
    column: int


@dataclass
class Document:
    """One YAML file: mappings, lists and strings, nothing else."""

    file: str
    """Name relative to the case folder."""
    data: object = None
    values: dict[Steps, Mark] = field(default_factory=dict)
    keys: dict[Steps, Mark] = field(default_factory=dict)
    text: str = ""
    """The file as read, for places inside a value."""
    spoiled: set[Steps] = field(default_factory=set)
    """Paths whose value is in doubt (given twice, an alias, a tag); already reported."""

    def at(self, steps: Steps) -> object:
        """Value at a path; ``None`` when there is none."""
        here = self.data
        for step in steps:
            if isinstance(here, dict):
                here = here.get(step)
            elif isinstance(here, list) and isinstance(step, int) and step < len(here):
                here = here[step]
            else:
                return None
        return here

    def mark(self, steps: Steps, *, key: bool = False) -> Mark:
        """Position of a path, or of the nearest thing around it."""
        if key and steps in self.keys:
            return self.keys[steps]
        while steps and steps not in self.values:
            steps = steps[:-1]
        return self.values.get(steps, Mark(1, 1))

    def inside(self, steps: Steps, at: int) -> Mark:
        """Position of a character of a text value, plain, quoted or folded."""
        mark, value = self.mark(steps), self.at(steps)
        lines = self.text.split("\n")
        if not isinstance(value, str) or mark.line > len(lines):
            return mark
        place = sum(len(line) + 1 for line in lines[: mark.line - 1]) + mark.column - 1
        if self.text[place:place + 1] in {"'", '"'}:
            place += 1
        elif self.text[place:place + 1] in {"|", ">"}:
            place = self.text.find("\n", place) + 1
        for char in value[:at]:
            while char.isspace() != self.text[place:place + 1].isspace() and (
                place < len(self.text)
            ):
                place += 1
            place += 1
        while self.text[place:place + 1].isspace() and at < len(value):
            place += 1
        line = self.text.count("\n", 0, place) + 1
        return Mark(line, place - self.text.rfind("\n", 0, place))

    def is_spoiled(self, steps: Steps) -> bool:
        """Tell whether anything at or below a path is in doubt."""
        return any(bad[: len(steps)] == steps for bad in self.spoiled)

    def dotted(self, steps: Steps) -> str:
        """Path for people: items of a list by their id or ref, else by their place from 1."""
        words: list[str] = []
        for depth, step in enumerate(steps):
            item = self.at(steps[: depth + 1])
            name = None
            if isinstance(step, int) and isinstance(item, dict):
                name = item.get("id") or item.get("ref")
            if isinstance(step, int):
                words.append(shorten(name, 40) if isinstance(name, str) else str(step + 1))
            else:
                words.append(shorten(step, 40))
        return ".".join(words)


@dataclass(frozen=True)
class View:
    """One value of a document, with what a reading replaces in it."""

    document: Document
    base: Steps = ()
    overlay: Steps = ()
    """Where the replacing fields stand (a reading's ``set``); empty: nothing is replaced."""
    added: frozenset[str] = frozenset()
    """Fields the reading has to give because its kind has them and the clause's own has not."""

    def steps(self, loc: Steps) -> Steps:
        """Where in the file a field of this value stands."""
        if self.overlay and loc:
            replaced = self.document.at(self.overlay)
            if loc[0] in self.added or (isinstance(replaced, dict) and loc[0] in replaced):
                return self.overlay + loc
        return self.base + loc

    def at(self, *loc: str | int) -> object:
        """Value of a field."""
        return self.document.at(self.steps(loc))

    def child(self, *loc: str | int) -> View:
        """View of a part."""
        return View(self.document, self.steps(loc))

    def spoiled(self) -> bool:
        """Tell whether the value is in doubt and must not be used."""
        return self.document.is_spoiled(self.base)

    def name(self, *loc: str | int) -> str:
        """Dotted path of a field, for people."""
        return self.document.dotted(self.steps(loc))

    def line(self) -> int:
        """Line on which the value starts."""
        return self.document.mark(self.base).line

    def problem(
        self,
        code: str,
        loc: Steps = (),
        *,
        found: object = "",
        expected: str = "",
        mend: str = "",
        severity: Severity = "error",
        key: bool = False,
        inside: int | None = None,
    ) -> Problem:
        """Say that something is wrong with a field, at its position, or at one inside its text."""
        steps = self.steps(loc)
        mark = self.document.mark(steps, key=key)
        if inside is not None:
            mark = self.document.inside(steps, inside)
        return Problem(
            severity=severity,
            code=code,
            file=self.document.file,
            line=mark.line,
            column=mark.column,
            field=self.document.dotted(steps),
            found=in_words(found),
            expected=expected,
            mend=mend,
        )


def sound(problems: list[Problem], before: int) -> bool:
    """Tell whether nothing said since then leaves anything out."""
    return all(problem.severity != "error" for problem in problems[before:])


def in_words(value: object) -> str:
    """Say what was found: the text itself, or what sort of thing it is."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return shorten(value)
