"""A file made of sections: each item is read by itself, so a bad one leaves only itself out."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, cast, get_args, get_origin

from trucewatch.case import typed
from trucewatch.case.document import Document, View
from trucewatch.case.names import first_only, good_id
from trucewatch.model.problem import Problem


@dataclass(frozen=True)
class Item:
    """One item of a section and where it stands."""

    view: View
    value: Any


@dataclass
class Sections:
    """What could be read of a file."""

    view: View
    values: dict[str, Any] = field(default_factory=dict)
    """Fields that are no sections."""
    items: dict[str, list[Item]] = field(default_factory=dict)
    """Items of the sections, those with errors left out."""
    declared: dict[str, set[str]] = field(default_factory=dict)
    """Ids that stand in a section, whether or not the item could be read."""

    def keep(self, section: str, items: list[Item]) -> list[Any]:
        """Replace the items of a section and return their values."""
        self.items[section] = items
        return [item.value for item in items]

    def all(self, section: str) -> list[Any]:
        """Values of a section."""
        return [item.value for item in self.items.get(section, [])]


def read_sections(
    cls: type,
    document: Document,
    problems: list[Problem],
    shared_ids: tuple[tuple[str, ...], ...] = (),
) -> Sections:
    """Read a file as the fields of a dataclass, section by section.

    Parameters
    ----------
    cls
        Dataclass whose fields are the fields of the file.
    document
        The file.
    problems
        Everything found wrong is appended here.
    shared_ids
        Sections whose ids must differ from one another.
    """
    found = Sections(View(document))
    data = document.data
    if not isinstance(data, dict):
        problems.append(found.view.problem("wrong_type", found=data, expected="fields"))
        data = {}
    hints = typed.hints(cls)
    for name in data:
        if name not in hints:
            problems.append(typed.unknown_field(found.view, (name,), name, sorted(hints)))
    for group in shared_ids:
        seen: dict[str, int] = {}
        for name in group:
            _read_section(found, name, hints[name], problems, seen)
    for spec in fields(cls):
        required = spec.default is MISSING and spec.default_factory is MISSING
        if required and spec.name not in data:
            problems.append(typed.missing_field(found.view, (spec.name,)))
        if spec.name not in found.items:
            _read_section(found, spec.name, hints[spec.name], problems, {})
    return found


def _read_section(
    found: Sections, name: str, hint: object, problems: list[Problem], seen: dict[str, int]
) -> None:
    args, expected = get_args(hint), list if get_origin(hint) is list else dict
    whole = found.view.at(name)
    if not (args and is_dataclass(args[-1])):
        if whole is not None:
            value = typed.read(cast("type[Any]", hint), found.view.child(name), problems)
            if value is not None:
                found.values[name] = value
        return
    found.items[name], found.declared[name] = [], set()
    if whole is None:
        return
    if not isinstance(whole, expected):
        problems.append(found.view.problem(
            "wrong_type", (name,), found=whole or "nothing",
            expected="a list" if expected is list else "a mapping",
        ))
        return
    steps = range(len(whole)) if isinstance(whole, list) else list(whole)
    for step in steps:
        _read_item(found, (name, step), cast("type", args[-1]), problems, seen)


def _read_item(
    found: Sections, where: tuple[str, str | int], cls: type, problems: list[Problem],
    seen: dict[str, int],
) -> None:
    name, step = where
    view = found.view.child(name, step)
    own = view.at("ref" if "ref" in typed.hints(cls) else "id")
    key = step if isinstance(step, str) else own
    if isinstance(key, str):
        found.declared[name].add(key)
    value: Any = typed.read(cls, view, problems)
    if value is None or not isinstance(key, str):
        return
    loc = () if isinstance(step, str) else ("ref" if "ref" in typed.hints(cls) else "id",)
    if good_id(key, view, loc, problems) and first_only(key, seen, view, loc, problems):
        found.items[name].append(Item(view, value))
