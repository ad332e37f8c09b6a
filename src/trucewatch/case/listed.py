"""Small files of decisions beside the figures: lines of JSON, rows of CSV, strictly read.

Each line or row stands or falls by itself: one with an error is left out and named.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from trucewatch.case import hazards
from trucewatch.case.milestones import ONCE
from trucewatch.case.names import Names
from trucewatch.case.typed import did_you_mean
from trucewatch.model.instant import Span, TimeProblem, parse_span, twice
from trucewatch.model.problem import Problem, Severity, shorten

MAX_BYTES: Final = 20_000_000
_UNTEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters, and halves of characters, which JSON can name and no file can hold."""


@dataclass
class Entry:
    """One line or row: its cells, and what is found wrong with it."""

    file: str
    line: int
    cells: Mapping[str, str]
    problems: list[Problem]
    good: bool = True

    def say(
        self, code: str, field: str, found: object, expected: str, *, mend: str = "",
        near: Collection[str] = (), severity: Severity = "error",
    ) -> None:
        """Report something; an error leaves the entry out."""
        text = shorten(found if str(found) else "nothing")
        self.problems.append(Problem(
            severity=severity, code=code, file=self.file, line=self.line, field=field, found=text,
            expected=expected, mend=mend or did_you_mean(str(found), near),
        ))
        if severity == "error":
            self.good = False

    def needs(self, *names: str) -> None:
        """Report fields that are empty."""
        for name in names:
            if not self.cells.get(name, "").strip():
                self.say("missing_value", name, "", "a value")

    def known(self, field: str, names: Names) -> None:
        """Report an id nothing stands for; an empty one is not looked at."""
        name = self.cells.get(field, "")
        if not name or name in names.good:
            return
        mend = ("it stands in the case, but was left out: mend that first"
                if name in names.declared else "")
        self.say("unknown_reference", field, name, names.what, mend=mend, near=names.good)

    def when(self, field: str, tz: str) -> Span | None:
        """Read a date, or report why it cannot be read."""
        text = self.cells.get(field, "")
        if not text:
            return None
        try:
            span = parse_span(text, tz)
        except TimeProblem as error:
            self.say("bad_time", field, text, str(error))
            return None
        either = twice(text, tz)
        if either:
            self.say("time_comes_twice", field, text, ONCE, mend=f"write {either}",
                     severity="warning")
        return span

    def office(self, field: str) -> None:
        """Report what looks like a person's address or number where an office is asked for."""
        text = self.cells.get(field, "")
        if "@" in text or sum(ch.isdigit() for ch in text) > 6:  # noqa: PLR2004 (a telephone number)
            self.say("contact_given", field, "an address or a number",
                     "an office or role, such as 'data desk'; never who works there")

    def plain(self, *, table: bool) -> None:
        """Report text that tries to be more than text; it is kept, and shown as text."""
        for name, text in self.cells.items():
            if untext := _UNTEXT.search(text):
                self.say("control_character", name, f"U+{ord(untext[0]):04X}", "printable text")
            danger = hazards.hazard(text, table=table)
            if danger:
                self.say(danger.code, name, text, danger.expected, severity="warning",
                         mend="it is kept and shown as plain text")


def decoded(name: str, data: bytes, problems: list[Problem]) -> str | None:
    """The text of a file; ``None`` when it is none."""
    found = ""
    if len(data) > MAX_BYTES:
        found = f"more than {MAX_BYTES:,} bytes"
    elif b"\0" in data:
        found = "a zero byte"
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            found = f"byte 0x{data[error.start]:02x} at {error.start:,}"
    problems.append(Problem(
        severity="error", code="too_large" if len(data) > MAX_BYTES else "wrong_encoding",
        file=name, found=found, expected=f"UTF-8 text of at most {MAX_BYTES:,} bytes",
        mend="the whole file was left out",
    ))
    return None


def lines(
    name: str, data: bytes, fields: Sequence[str], problems: list[Problem],
    maps: Collection[str] = (),
) -> Iterator[Entry]:
    """Entries of a file with one JSON object a line; values are texts or whole numbers.

    A field of `maps` is an object of texts; each is a cell of its own, as ``field.key``.
    """
    text = decoded(name, data, problems)
    for number, line in enumerate((text or "").split("\n"), 1):
        if not line.strip():
            continue
        entry = Entry(name, number, {}, problems)
        try:
            cells = json.loads(line, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            entry.say("bad_json", "", line, "one JSON object, each name once", mend=str(error)[:80])
            continue
        if not isinstance(cells, dict):
            entry.say("bad_json", "", line, "one JSON object")
            continue
        for key, value in cells.items():
            if key not in fields:
                entry.say("unknown_field", str(key), key, "one of " + ", ".join(fields),
                          near=fields)
            elif key in maps:
                if not _texts(value):
                    entry.say("wrong_type", key, json.dumps(value), "an object of texts")
            elif isinstance(value, bool) or not isinstance(value, str | int):
                entry.say("wrong_type", key, json.dumps(value), "a text or a whole number")
        entry.cells = {
            key: value if isinstance(value, str) else json.dumps(value)
            for key, value in cells.items() if key in fields and key not in maps
        } | {
            f"{key}.{part}": text for key in maps if _texts(cells.get(key))
            for part, text in cells[key].items()
        }
        entry.plain(table=False)
        yield entry


def _texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def rows(
    name: str, data: bytes, columns: Sequence[str], problems: list[Problem]
) -> Iterator[Entry]:
    """Entries of a CSV file whose header is exactly `columns`."""
    text = decoded(name, data, problems)
    if text is None:
        return
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    first = Entry(name, 1, {}, problems)
    at = 1
    try:
        header = next(table, [])
        if tuple(header) != tuple(columns):
            first.say("wrong_header", "", ",".join(header), ",".join(columns),
                      mend="the whole file was left out")
            return
        for cells in table:
            line, at = at + 1, table.line_num
            if not cells:
                continue
            entry = Entry(name, line, {}, problems)
            if len(cells) != len(columns):
                entry.say("wrong_number_of_cells", "", f"{len(cells)} cells",
                          f"{len(columns)} cells",
                          mend="quote a text that has a comma or a line break in it")
                continue
            entry.cells = dict(zip(columns, cells, strict=True))
            entry.plain(table=True)
            yield entry
    except csv.Error as broken:
        Entry(name, at + 1, {}, problems).say(
            "bad_quotes", "", str(broken), "cells in quotation marks, those inside doubled",
            mend="every row from here on was left out")
