"""GeoJSON feature collections, read feature by feature, each with where it stands.

Pure, over a text. Whoever reads decides what a break costs: `Collection` gives every feature that
stands before it, and then raises. What a file says beside its features is there once all of them
were read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from trucewatch.model.problem import shorten
from trucewatch.model.strict_json import strict_json

_GAP = re.compile(r"[ \t\r\n]*")
_WGS_84 = ("CRS84", "EPSG::4326", "EPSG:4326")
"""Ends of the names of WGS 84 that older files write; new ones may not write any."""


class Broken(ValueError):
    """No JSON, or JSON that says two things; with the line it breaks on."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Feature(NamedTuple):
    """One item of the array of features."""

    value: object
    line: int
    start: int
    """Offset in bytes."""
    end: int


class Collection:
    """A text that should be a collection of features.

    Parameters
    ----------
    text
        The text, without a mark of byte order.
    decoder
        How its values are read; it has to be strict.
    before
        Bytes that stand before the text, such as a mark of byte order.
    """

    def __init__(
        self, text: str, decoder: json.JSONDecoder | None = None, before: int = 0
    ) -> None:
        self._text, self._decoder = text, decoder or strict_json()
        self._at = self._counted = 0
        self._bytes, self._line = before, 1
        self.members: dict[str, object] = {}
        """What stands beside the features, by name."""
        self.begun = False
        """Whether the array of features was met."""

    def __iter__(self) -> Iterator[Feature]:
        self._expect("{")
        names: set[str] = set()
        while self._more("}", bool(names)):
            name = self._value()
            if not isinstance(name, str) or name in names:
                raise self._broken("no name" if not isinstance(name, str)
                                   else f"the member '{shorten(name, 40)}' twice")
            names.add(name)
            self._expect(":")
            if name == "features" and self._next() == "[":
                self.begun = True
                yield from self._features()
            else:
                self.members[name] = self._value()
        if self._next():
            raise self._broken("more after the end")

    def _features(self) -> Iterator[Feature]:
        self._expect("[")
        first = True
        while self._more("]", not first):
            first = False
            line, start = self._mark()
            value = self._value()
            yield Feature(value, line, start, self._mark()[1])

    def _next(self) -> str:
        """The character after white space; empty at the end."""
        gap = _GAP.match(self._text, self._at)
        self._at = gap.end() if gap else self._at
        return self._text[self._at:self._at + 1]

    def _expect(self, char: str) -> None:
        if (found := self._next()) != char:
            raise self._broken(f"{found or 'the end'} where '{char}' is expected")
        self._at += 1

    def _more(self, end: str, after: bool) -> bool:
        """Whether another item follows; the comma before it, or the end, is passed."""
        if self._next() == end:
            self._at += 1
            return False
        if after:
            self._expect(",")
            if self._next() == end:
                raise self._broken("a comma too many")
        return True

    def _value(self) -> object:
        self._next()
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = error.pos
            raise self._broken(error.msg) from None
        except RecursionError:
            raise self._broken("too many brackets inside one another") from None
        except ValueError as error:
            raise self._broken(str(error)) from None
        return value

    def _mark(self) -> tuple[int, int]:
        """Line, from 1, and offset in bytes of this place; it never goes back."""
        passed = self._text[self._counted:self._at]
        self._bytes += len(passed) if passed.isascii() else len(
            passed.encode("utf-8", "surrogatepass"))
        self._line += passed.count("\n")
        self._counted = max(self._counted, self._at)
        return self._line, self._bytes

    def _broken(self, message: str) -> Broken:
        return Broken(message, self._mark()[0])


def other_coordinates(crs: object) -> str:
    """Name of a coordinate system that is not WGS 84; empty where none is named, or it is."""
    if crs is None:
        return ""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str((properties if isinstance(properties, dict) else {}).get("name", ""))
    return "" if name.endswith(_WGS_84) else shorten(name, 60) or "a system of its own"
