"""JSON Schema of the case files, for editors, made from the same types the files are read into.

A case file is YAML in which every value is read as text and typed afterwards; an editor types
first. So wherever text is expected a number or a truth value that needs no quotes is allowed too.
A schema knows one field at a time: what fields say together `trucewatch check` tells.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any, Literal, get_args

from pydantic import TypeAdapter

from trucewatch.case.bodies import Sources
from trucewatch.case.typed import hints
from trucewatch.model.agreement import LANGUAGE, Agreement
from trucewatch.model.clause import Clause
from trucewatch.model.mapping import TableMapping
from trucewatch.model.publishing import Publishing
from trucewatch.model.statement import Ledger

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLAIN_TEXT = ["string", "number", "boolean"]
FILES = ("case", "clauses", "sources", "publishing")
MAPPING, STATEMENTS = "mapping", "statements"
"""Any file of ``mappings/``, of ``statements/``."""


def schema(file: str, kinds: Mapping[str, type[Clause]]) -> dict[str, Any]:
    """JSON Schema of one of the three files, of a mapping, or of a ledger of statements.

    Parameters
    ----------
    file
        ``case``, ``clauses``, ``sources``, ``publishing``, ``mapping`` or ``statements``.
    kinds
        Parameter model of every clause kind, by name.
    """
    files: dict[str, list[type[Any]]] = {
        "case": [Agreement], "sources": [Sources],
        "publishing": [Publishing], "clauses": list(kinds.values()),
        MAPPING: [TableMapping], STATEMENTS: [Ledger],
    }
    classes = files[file]
    made = _clauses(kinds) if file == "clauses" else TypeAdapter(classes[0]).json_schema()
    known = {cls.__name__: cls for top in classes for cls in _inside(top)}
    made["$defs"] = {name: _described(part, known[name]) for name, part in made["$defs"].items()}
    if file != "clauses":
        made = _described(made, classes[0])
    name = {MAPPING: "mappings/*", STATEMENTS: "statements/*"}.get(file, file)
    head = {"$schema": DIALECT, "title": f"{name}.yaml of a trucewatch case"}
    return head | made


def _clauses(kinds: Mapping[str, type[Clause]]) -> dict[str, Any]:
    adapters: list[tuple[str, Literal["validation"], TypeAdapter[Any]]] = [
        (name, "validation", TypeAdapter(cls)) for name, cls in kinds.items()
    ]
    refs, made = TypeAdapter.json_schemas(adapters)
    options = {name: refs[name, "validation"] for name in kinds}
    clause = {
        "oneOf": list(options.values()),
        "discriminator": {
            "propertyName": "kind",
            "mapping": {name: option["$ref"] for name, option in options.items()},
        },
    }
    return {
        "description": "Every clause of the agreement, in its order; its fields follow its kind.",
        "type": "object",
        "properties": {"clauses": {"type": "array", "items": clause}},
        "required": ["clauses"],
        "additionalProperties": False,
        "$defs": made["$defs"],
    }


def _inside(cls: type) -> Iterator[type]:
    """A class and every class its fields are made of."""
    yield cls
    for hint in hints(cls).values():
        for part in (hint, *_parts(hint)):
            if isinstance(part, type) and is_dataclass(part):
                yield from _inside(part)


def _parts(hint: object) -> Iterator[object]:
    for part in get_args(hint):
        yield part
        yield from _parts(part)


def _described(part: dict[str, Any], cls: type) -> dict[str, Any]:
    """The schema of a class with what its docstrings say, and texts as people write them."""
    said = said_of(cls)
    words = {field.name for field in fields(cls) if field.type == "Words"}
    properties = {}
    for name, one in part.get("properties", {}).items():
        shown = _loosened(one)
        if name in words:
            shown |= {"required": ["en"], "propertyNames": {"pattern": f"^{LANGUAGE}$"}}
        if name in said:
            shown["description"] = said[name]
        properties[name] = shown
    found = {**part, "properties": properties}
    found["description"] = _line(cls.__doc__ or "")
    found.pop("title", None)
    return found


def _loosened(part: dict[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in part.items() if key != "title"}
    if "anyOf" in found:  # a field that may be left out is left out, never written as null
        options = [one for one in found.pop("anyOf") if one.get("type") != "null"]
        found.pop("default", None)
        found = {**found, **_loosened(options[0])}
    if found.get("const") == "1":
        return {**{k: v for k, v in found.items() if k not in {"const", "type"}}, "enum": ["1", 1]}
    if found.get("type") == "string" and "enum" not in found and "const" not in found:
        found["type"] = PLAIN_TEXT
    for name in ("items", "additionalProperties"):
        if isinstance(found.get(name), dict):
            found[name] = _loosened(found[name])
    return found


def said_of(cls: type, *, inherited: bool = True) -> dict[str, str]:
    """Docstring below each field of a class, and of those it is derived from, by field."""
    said: dict[str, str] = {}
    for one in reversed(cls.__mro__[:-1]) if inherited else (cls,):
        body = next(
            node.body for node in ast.walk(ast.parse(inspect.getsource(one)))
            if isinstance(node, ast.ClassDef)
        )
        for first, following in pairwise(body):
            if isinstance(first, ast.AnnAssign) and isinstance(first.target, ast.Name):
                value = following.value if isinstance(following, ast.Expr) else None
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    said[first.target.id] = _line(value.value)
    return said


def _line(text: str) -> str:
    return " ".join(text.split()).replace("``", "`")
