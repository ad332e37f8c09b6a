"""GeoJSON files as features, each with the line it begins on; nothing of them is guessed."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from trucewatch.model.problem import Problem

MAX_BYTES = 50_000_000
_BLANK = re.compile(r"[ \t\r\n]*")
_TOP = {"type", "features", "name", "crs", "bbox"}
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")


class Feature(NamedTuple):
    """One feature as its file has it."""

    file: str
    line: int
    value: dict[str, Any]

    def problem(
        self, code: str, field: str, found: str, expected: str, mend: str = "this outline was left "
        "out", severity: str = "error",
    ) -> Problem:
        """Say that something is wrong with it, at its line."""
        return Problem(severity=severity, code=code, file=self.file, line=self.line,  # type: ignore[arg-type]
                       field=field, found=found, expected=expected, mend=mend)


class _BadJson(ValueError):
    """No JSON, or JSON that says two things; with the place in the text."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


def read_features(file: str, content: bytes, problems: list[Problem]) -> list[Feature]:
    """Read a GeoJSON file.

    Parameters
    ----------
    file
        Its name relative to the case folder.
    content
        Its bytes.
    problems
        Everything found wrong with the file as a whole is appended here.

    Returns
    -------
    list of Feature
        Features that are objects, in the order of the file; empty when the file cannot be read.
    """
    def say(code: str, found: str, expected: str, line: int | None = None, mend: str = "") -> None:
        problems.append(Problem(severity="error", code=code, file=file, line=line, found=found,
                                expected=expected, mend=mend))

    if len(content) > MAX_BYTES:
        say("too_large", f"{len(content):,} bytes", f"at most {MAX_BYTES:,} bytes",
            mend="simplify the outlines, or split the file")
        return []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        say("wrong_encoding", f"byte 0x{content[error.start]:02x}", "UTF-8", line,
            "save the file as UTF-8")
        return []
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    try:
        members = {name: value for name, value, _ in _members(text)}
    except _BadJson as error:
        say("bad_json", str(error), "JSON (RFC 8259)", bisect_right(starts, error.at),
            "nothing of this file was used")
        return []
    if members.get("type") != "FeatureCollection" or "features" not in members:
        say("no_features", str(members.get("type") or "nothing"), "a FeatureCollection", 1)
        return []
    crs = json.dumps(members.get("crs"))
    if members.get("crs") is not None and not any(name in crs for name in _WGS84):
        say("other_coordinates", "a coordinate system of its own", "WGS 84, longitude and latitude "
            "in degrees (RFC 7946)", 1, "convert the file before it is used")
        return []
    found = []
    for at, value in members["features"]:
        line = bisect_right(starts, at)
        if isinstance(value, dict) and value.get("type") == "Feature":
            found.append(Feature(file, line, value))
        else:
            say("no_feature", type(value).__name__, "a Feature", line)
    return found


def left_aside(file: str, names: set[str], problems: list[Problem]) -> None:
    """Name the properties of a file that nothing reads."""
    if names:
        problems.append(Problem(
            severity="note", code="unknown_field", file=file, field="properties",
            found=", ".join(sorted(names)[:12]), expected="properties that are read",
            mend="they were left aside",
        ))


def _members(text: str) -> Iterator[tuple[str, Any, int]]:
    """Members of the object a text is; the features with the place each begins at."""
    decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse)

    def decode(at: int) -> tuple[Any, int]:
        try:
            return decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise _BadJson(error.msg, error.pos) from None
        except RecursionError:
            raise _BadJson("too many brackets inside one another", at) from None
        except ValueError as error:
            raise _BadJson(str(error), at) from None

    def expect(at: int, char: str) -> int:
        at = _skip(text, at)
        if text[at:at + 1] != char:
            raise _BadJson(f"no '{char}'", at)
        return _skip(text, at + 1)

    at = expect(0, "{")
    seen: set[str] = set()
    while text[at:at + 1] != "}":
        start = at
        name, at = decode(at)
        if not isinstance(name, str) or name in seen:
            raise _BadJson(f"the member {name!r} twice" if name in seen else "no name", start)
        seen.add(name)
        at = expect(at, ":")
        start = at
        if name == "features" and text[at:at + 1] == "[":
            value, at = _items(text, at, decode)
        else:
            value, at = decode(at)
            value = [] if name == "features" else value
        yield name, value, start
        at = _skip(text, at)
        if text[at:at + 1] == ",":
            at = _skip(text, at + 1)
            if text[at:at + 1] == "}":
                raise _BadJson("a comma too many", at)
        elif text[at:at + 1] != "}":
            raise _BadJson("no ',' or '}'", at)
    if _skip(text, at + 1) != len(text):
        raise _BadJson("more after the end", at + 1)


def _items(text: str, at: int, decode: Any) -> tuple[list[tuple[int, Any]], int]:  # noqa: ANN401
    found: list[tuple[int, Any]] = []
    at = _skip(text, at + 1)
    while text[at:at + 1] != "]":
        start = at
        value, at = decode(at)
        found.append((start, value))
        at = _skip(text, at)
        if text[at:at + 1] == ",":
            at = _skip(text, at + 1)
            if text[at:at + 1] == "]":
                raise _BadJson("a comma too many", at)
        elif text[at:at + 1] != "]":
            raise _BadJson("no ',' or ']'", at)
    return found, at + 1


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the member {twice!r} twice")
    return found


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is no number")
