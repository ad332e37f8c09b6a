"""Figures files: strict, streaming CSV into columns of claims.

A row with an error is left out and named; every other row is read. Line ends are taken as LF on
every system, so that a claim's identity does not hang on how a file was checked out.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from trucewatch.case.rows import FIELDS, Fault, Rules, check_row, personal
from trucewatch.case.typed import did_you_mean
from trucewatch.model.case import Columns, InputFile
from trucewatch.model.claim import CLAIM_COLUMNS, PERSON
from trucewatch.model.problem import Problem, shorten

MAX_BYTES: Final = 200_000_000
MAX_PROBLEMS: Final = 1_000
"""Problems listed per file; the rest is counted, so that a broken file cannot fill the memory."""

CLAIM_FIELDS = tuple(column.name for column in CLAIM_COLUMNS)
ALONE: Final = frozenset({"claim_id", "key"})
"""Columns of texts no two claims share."""
WITH_PERSON = (*FIELDS, PERSON.name)

# Bytes that are no UTF-8 come through as lone surrogates, so each costs its own row only.
_UNTEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def empty_columns(*more: str) -> Columns:
    """Columns of a claim table without rows."""
    return {name: [] for name in (*CLAIM_FIELDS, *more)}


@dataclass
class Figures:
    """The claims of every figures file read so far."""

    rules: Rules
    claims: Columns = field(default_factory=empty_columns)
    withdrawn: Columns = field(default_factory=lambda: empty_columns("withdrawn_at"))
    persons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By claim id, of personal rows: the people they tell of."""
    _where: dict[tuple[bool, str], str] = field(default_factory=dict)
    """First place of a claim, by whether it is withdrawn and its id."""
    _once: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path, name: str, problems: list[Problem]) -> InputFile | None:
        """Read one file.

        Parameters
        ----------
        path
            The file.
        name
            Its name relative to the case folder.
        problems
            Everything found wrong is appended here.

        Returns
        -------
        InputFile or None
            Digest of the bytes read; ``None`` when the file was not read at all.
        """
        notes = _Notes(name, problems)
        size = path.stat().st_size
        if size >= MAX_BYTES:
            notes.add(Fault("error", "too_large", "", f"{size:,} bytes",
                            f"less than {MAX_BYTES:,} bytes",
                            "split it, or give it to 'collect' as a raw file"), None)
            return None
        with path.open("rb") as raw:
            hashing = _Hashing(raw)
            self._read(hashing, name, notes)
            hashing.drain()
        notes.close()
        return InputFile(name=name, sha256=hashing.state.hexdigest(), size=hashing.size)

    def _read(self, hashing: _Hashing, name: str, notes: _Notes) -> None:
        buffer = io.BufferedReader(hashing, 1 << 16)
        start = buffer.peek(4096)[:4096]
        fault = _no_table(start)
        if fault:
            notes.add(*fault)
            buffer.detach()
            return
        text = io.TextIOWrapper(
            buffer, encoding="utf-8-sig", errors="surrogateescape", newline=None
        )
        lines = _Lines(text)
        table = csv.reader(lines, strict=True)
        names = _header(table, notes)
        if names:
            self._rows(table, lines, names, name, notes)
        text.detach()

    def _rows(
        self, table: Iterator[list[str]], lines: _Lines, names: tuple[str, ...], name: str,
        notes: _Notes,
    ) -> None:
        keys: dict[str, int] = {}
        while True:
            first = lines.number + 1
            try:
                cells = next(table)
            except StopIteration:
                return
            except csv.Error as broken:
                lines.take_bad()
                notes.add(_broken(broken), first)
                continue
            bad = lines.take_bad()
            if bad:
                notes.add(bad, first)
            elif cells:
                if len(cells) == len(names):
                    row = dict(zip(names, cells, strict=True))
                    self._row(row, first, name, keys, notes)
                else:
                    notes.add(Fault(
                        "error", "wrong_number_of_cells", "", f"{len(cells)} cells",
                        f"{len(names)} cells",
                        "quote a text that has a comma or a line break in it",
                    ), first)

    def _row(
        self, row: dict[str, str], line: int, name: str, keys: dict[str, int], notes: _Notes
    ) -> None:
        faults, claim = check_row(row, self.rules)
        for fault in faults:
            notes.add(fault, line)
        if claim is None:
            return
        if self.rules.bodies is None:
            notes.homeless += 1
            return
        claim |= {"dataset": name.rpartition("/")[2].removesuffix(".csv")}
        if self._repeats(row, str(claim["claim_id"]), f"{name}:{line}", keys, notes):
            return
        people = personal(row, self.rules.bodies)
        if people is not None:
            self.persons[str(claim["claim_id"])] = people
        columns = self.withdrawn if row["withdrawn"] else self.claims
        for column, values in columns.items():
            value = claim[column]
            # A text of many claims is held once.
            values.append(self._once.setdefault(value, value)
                          if isinstance(value, str) and column not in ALONE else value)

    def _repeats(
        self, row: dict[str, str], claim: str, where: str, keys: dict[str, int], notes: _Notes
    ) -> bool:
        gone, line = bool(row["withdrawn"]), int(where.rpartition(":")[2])
        same = (gone, claim)
        first = self._where.get(same)
        if first is not None:
            notes.add(Fault("note", "same_claim", "key", row["key"],
                            f"each claim once; {first} says the same", "it was kept once"), line)
            return True
        if not gone and row["key"] in keys:
            notes.add(Fault("error", "duplicate_key", "key", row["key"],
                            f"a key of its own; line {keys[row['key']]} has it",
                            "this row was left out: rename or remove it"), line)
            return True
        self._where[same] = where
        if not gone:
            keys[row["key"]] = line
        return False


@dataclass
class _Notes:
    """Adds file and line to faults, and lists no more of them than a person can use."""

    file: str
    problems: list[Problem]
    listed: int = 0
    homeless: int = 0
    """Rows left out only because no body is known."""
    unlisted: dict[str, int] = field(default_factory=dict)

    def add(self, fault: Fault, line: int | None) -> None:
        """Report a fault, or count it when enough are listed."""
        if self.listed >= MAX_PROBLEMS:
            self.unlisted[fault.severity] = self.unlisted.get(fault.severity, 0) + 1
            return
        self.listed += 1
        self.problems.append(Problem(
            severity=fault.severity, code=fault.code, file=self.file, line=line,
            field=fault.field, found=shorten(fault.found), expected=fault.expected,
            mend=fault.mend or did_you_mean(fault.found, fault.near),
        ))

    def close(self) -> None:
        """Say what was not listed row by row."""
        if self.homeless:
            self.problems.append(Problem(
                severity="error", code="rows_left_out", file=self.file, field="source",
                found=f"{self.homeless:,} rows whose bodies are not known",
                expected="a sources.yaml that can be read", mend="mend sources.yaml first",
            ))
        for severity in ("error", "warning", "note"):
            more = self.unlisted.get(severity, 0)
            if more:
                self.problems.append(Problem(
                    severity=severity, code="more_problems", file=self.file,
                    found=f"{more:,} more like the {MAX_PROBLEMS:,} listed",
                    expected="a file with fewer problems", mend="mend those listed first",
                ))


class _Hashing(io.RawIOBase):
    """A stream that digests what is read from it, so that bytes read and bytes named agree."""

    def __init__(self, raw: io.BufferedReader) -> None:
        self.raw = raw
        self.state = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into a buffer."""
        data = self.raw.read(len(buffer))
        buffer[: len(data)] = data
        self.state.update(data)
        self.size += len(data)
        return len(data)

    def drain(self) -> None:
        """Digest what the reader left unread."""
        while data := self.raw.read(1 << 20):
            self.state.update(data)
            self.size += len(data)


class _Lines:
    """Lines of a text, counted; remembers the first character that is no text."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.number = 0
        self.bad: Fault | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.text)
        self.number += 1
        odd = _UNTEXT.search(line)
        if odd and self.bad is None:
            self.bad = _untext(odd[0])
        return line

    def take_bad(self) -> Fault | None:
        """Hand out what was wrong since the last time."""
        bad, self.bad = self.bad, None
        return bad


def _untext(char: str) -> Fault:
    code = ord(char)
    if code >= 0xD800:  # noqa: PLR2004 (first surrogate)
        return Fault("error", "wrong_encoding", "", f"byte 0x{code - 0xDC00:02x}", "UTF-8",
                     "this row was left out: save the file as UTF-8")
    return Fault("error", "control_character", "", f"U+{code:04X}", "printable text",
                 "this row was left out")


def _no_table(start: bytes) -> tuple[Fault, int | None] | None:
    """Tell from its first bytes why a file cannot be a table."""
    if not start:
        return Fault("error", "empty_file", "", "nothing", "a header row"), None
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Fault("error", "wrong_encoding", "", "UTF-16", "UTF-8", "save it as UTF-8"), None
    zero = start.find(b"\0")
    if zero >= 0:
        line = start.count(b"\n", 0, zero) + 1
        return Fault("error", "binary_file", "", "a zero byte", "a text file in UTF-8"), line
    return None


def _header(table: Iterator[list[str]], notes: _Notes) -> tuple[str, ...]:
    """Names of the columns; empty when they are not as they must be."""
    try:
        names = next(table, [])
    except csv.Error as broken:
        notes.add(_broken(broken), 1)
        return ()
    if tuple(names) in {FIELDS, WITH_PERSON}:
        return tuple(names)
    place = next(
        (at for at, want in enumerate(FIELDS) if at >= len(names) or names[at] != want),
        len(FIELDS),
    )
    found = names[place] if place < len(names) else ""
    want = FIELDS[place] if place < len(FIELDS) else "no further column"
    mend = "separate cells by commas" if len(names) == 1 else ""
    notes.add(Fault(
        "error", "wrong_header", want if place < len(FIELDS) else "", found or "nothing",
        f"column {place + 1}: {want}", mend, [want],
    ), 1)
    return ()


def _broken(error: csv.Error) -> Fault:
    said = str(error)
    if "field limit" in said:
        return Fault("error", "oversized_field", "", "a cell that is too long",
                     f"at most {csv.field_size_limit():,} characters in a cell",
                     "close the quotation mark, or shorten the cell")
    if "unexpected end" in said:
        return Fault("error", "bad_quotes", "", "a quotation mark that is never closed",
                     "a closing quotation mark", "every row from here on was left out")
    return Fault("error", "bad_quotes", "", said, "a cell in quotation marks, those inside doubled")
