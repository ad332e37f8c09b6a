"""Plain data into the model's dataclasses; every mismatch becomes a positioned Problem."""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from trucewatch.case.document import Steps, View
from trucewatch.model.agreement import LANGUAGE
from trucewatch.model.problem import Problem

T = TypeVar("T")

_PLAIN = {
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping",
    "dataclass_type": "a mapping",
    "int_parsing": "a whole number, without separators",
    "int_type": "a whole number, without separators",
    "int_from_float": "a whole number, without separators",
    "int_parsing_size": "a whole number of ordinary size",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
}
_LANGUAGE = re.compile(LANGUAGE)
_UNKNOWN = {"unexpected_keyword_argument", "extra_forbidden"}


@cache
def _adapter(hint: Any) -> TypeAdapter[Any]:  # noqa: ANN401 (any type there is)
    return TypeAdapter(hint)


_HINTS: dict[type, dict[str, Any]] = {}


def hints(cls: type) -> dict[str, Any]:
    """Types of a dataclass's fields."""
    if cls not in _HINTS:
        found = get_type_hints(cls)
        _HINTS[cls] = {f.name: found[f.name] for f in fields(cls)}
    return _HINTS[cls]


def read(hint: type[T], view: View, problems: list[Problem], data: object = None) -> T | None:
    """Read one value as a type of the model.

    Parameters
    ----------
    hint
        A dataclass of the model, or any type pydantic knows.
    view
        Where the value stands.
    problems
        Everything found wrong is appended here.
    data
        The value, where it is not simply what stands at `view` (a clause with a reading's fields).

    Returns
    -------
    object or None
        ``None`` when anything is wrong with it: a value half understood is not used.
    """
    if view.spoiled():
        return None
    try:
        value = _adapter(cast("Any", hint)).validate_python(view.at() if data is None else data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems.extend(_problem(hint, view, detail) for detail in details)
        return None
    before = len(problems)
    for loc, words in _words_of(value, ()):
        problems.extend(_wrong_words(words, view, loc))
    return value if len(problems) == before else None


def _problem(hint: object, view: View, error: ErrorDetails) -> Problem:
    kind, loc, found = error["type"], error["loc"], error["input"]
    if kind in _UNKNOWN:
        name, known = str(loc[-1]), sorted(_fields_at(hint, loc[:-1]))
        return unknown_field(view, loc, name, known)
    if kind == "missing":
        return missing_field(view, loc)
    expected = _PLAIN.get(kind, str(error["msg"]))
    if kind == "literal_error":
        options = [str(option) for option in get_args(_hint_at(hint, loc))]
        expected = one_of(options) if options else str(error.get("ctx", {}).get("expected", ""))
        return view.problem("not_one_of", loc, found=found, expected=expected,
                            mend=did_you_mean(found, options))
    if kind == "value_error":
        return view.problem("rule_of_the_kind", loc, found="these fields together",
                            expected=str(error["msg"]).removeprefix("Value error, "))
    mend = "put it in square brackets" if kind == "list_type" and isinstance(found, str) else ""
    return view.problem("wrong_type", loc, found=found or "nothing", expected=expected, mend=mend)


def unknown_field(view: View, loc: Steps, name: str, known: list[str]) -> Problem:
    """Say that a field is none of those understood."""
    return view.problem(
        "unknown_field", loc, key=True, found=name, expected=one_of(known),
        mend=did_you_mean(name, known) or "remove it, or put it into the notes",
    )


def missing_field(view: View, loc: Steps) -> Problem:
    """Say that a field is not there."""
    return view.problem("missing_field", loc, found="nothing", expected=f"the field '{loc[-1]}'")


def one_of(options: Iterable[str]) -> str:
    """List what would have been understood."""
    return "one of " + ", ".join(options)


def did_you_mean(found: object, options: Iterable[str]) -> str:
    """Suggest the nearest known word, if there is one."""
    near = difflib.get_close_matches(str(found), list(options), n=1)
    return f"did you mean '{near[0]}'?" if near else ""


def _hint_at(hint: object, loc: Steps) -> object:
    for step in loc:
        hint = _inner(hint)
        if is_dataclass(hint) and isinstance(hint, type):
            hint = hints(hint).get(str(step), Any)
        elif get_origin(hint) is list:
            hint = get_args(hint)[0]
        elif get_origin(hint) is dict:
            hint = get_args(hint)[1]
    return _inner(hint)


def _inner(hint: object) -> object:
    """Type without its ``None``."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(arg for arg in get_args(hint) if arg is not type(None))
    return hint


def _fields_at(hint: object, loc: Steps) -> list[str]:
    found = _hint_at(hint, loc)
    return list(hints(found)) if isinstance(found, type) and is_dataclass(found) else []


def _wrong_words(words: dict[str, str], view: View, loc: Steps) -> Iterable[Problem]:
    if not words.get("en", "").strip():
        yield view.problem(
            "missing_english", loc, found=words, expected="text under 'en'",
            mend="give the English words first; other languages may follow",
        )
    for name in words:
        if not _LANGUAGE.fullmatch(name):
            yield view.problem(
                "unknown_language", (*loc, name), key=True, found=name,
                expected="the code of a language, such as en or ar",
                mend="put a text with a comma in it into quotation marks",
            )


def _words_of(value: object, loc: Steps) -> Iterable[tuple[Steps, dict[str, str]]]:
    """Words for readers, at any depth."""
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _words_of(item, (*loc, place))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _words_of(item, (*loc, key))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            inner, here = getattr(value, field.name), (*loc, field.name)
            if field.type == "Words":
                yield here, inner
            elif field.type == "list[Words]":
                yield from (((*here, place), words) for place, words in enumerate(inner))
            else:
                yield from _words_of(inner, here)
