"""Strict reading: every field is taken or named, and whatever is left becomes a Problem.

An adapter takes fields from a `Record` by name and type, names those it leaves aside with
`Record.ignore`, and calls `Record.close`. A field nobody took or named is reported once, with how
often it was met and where first. A wrong value is reported where it stands; after `EACH` of one
kind the rest are counted, so that a broken file gives a page to read and not a flood. Every row is
ended by exactly one of `Record.read`, `Record.aside` and `Record.refuse`, and counted (`tally`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import date

from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.model.problem import Problem, Severity, counted, shorten
from trucewatch.sources.tally import Extent, Tally

MOST_FIELDS = 200
"""Fields told one by one for one kind of problem; a file can make up as many as it likes."""
OTHER_FIELDS = "(other fields)"
EACH = 20
"""Problems of one kind and field that are shown one by one."""
MAX_COUNT = 2**53
"""Counts above this are absurd, and spreadsheets can no longer hold them exactly."""
_DIGITS = re.compile(r"-?\d{1,18}")
_FORMULA = ("=", "+", "@", "-=", "\t=")
_STARTS = frozenset("=+@-\t")
SMALL = {str(number): number for number in range(2_200)}
"""Nearly all counts and years: no need to look at their digits one by one."""
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What does not show, and halves of characters, which JSON can name and no file can hold."""


class _Fields:
    """Names of fields as they are told, so that no file can fill the memory with them."""

    def __init__(self) -> None:
        self._known: dict[str, set[str]] = {}

    def one(self, kind: str, field: str) -> str:
        """The field itself, or what stands for all others of its kind."""
        known = self._known.setdefault(kind, set())
        if field in known:
            return field
        if len(known) >= MOST_FIELDS:
            return OTHER_FIELDS
        known.add(field)
        return field


class Audit:
    """Collects the Problems of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._problems: list[Problem] = []
        self._count: dict[tuple[str, str], int] = {}
        self._left: dict[str, tuple[int, int | None, str]] = {}
        self._fields = _Fields()
        self.tally = Tally()
        self.rows_lost = 0
        """Rows a reader could not hand over at all: a count made from the others is partial."""
        self.faults = 0
        """Errors and warnings reported, those not shown one by one included."""

    def row(
        self, values: Mapping[str, object], line: int | None, extent: Extent | None = None
    ) -> Record:
        """Count one row of the source, and hand it over to be taken field by field."""
        self.tally.met += 1
        return Record(values, line, self, extent)

    def lose(self) -> None:
        """Count a row that could not be handed over; a Problem says why."""
        self.tally.met += 1
        self.tally.refused += 1
        self.rows_lost += 1

    def report(
        self, code: str, *, severity: Severity = "error", line: int | None = None,
        field: str = "", found: object = "", expected: str = "", mend: str = "",
    ) -> None:
        """Note one Problem with its position."""
        self.faults += severity != "note"
        field = self._fields.one(code, field)
        count = self._count[code, field] = self._count.get((code, field), 0) + 1
        if count <= EACH:
            self._problems.append(
                Problem(
                    severity=severity, code=code, file=self.file, line=line, field=field,
                    found=shorten(found), expected=expected, mend=mend,
                )
            )

    def left_over(self, field: str, line: int | None, value: object) -> None:
        """Count a field that nobody took or named."""
        here = "nothing" if value in (None, "") else shorten(value)
        field = self._fields.one("left over", field)
        count, first, shown = self._left.get(field, (0, line, here))
        self._left[field] = (count + 1, first, shown)

    def problems(self) -> list[Problem]:
        """Everything found, the summaries last."""
        found = list(self._problems)
        for reason, count in self.tally.aside.items():
            found.append(
                Problem(
                    severity="note", code="left_aside", file=self.file,
                    found=f"{counted(count, 'row')}: {reason}", expected="rows a claim is made of",
                    mend="nothing to mend; they are counted here and nowhere else",
                )
            )
        for field, (count, line, shown) in self._left.items():
            found.append(
                Problem(
                    severity="warning", code="not_understood", file=self.file, line=line,
                    field=shorten(field), found=f"{counted(count, 'row')}, first {shown}",
                    expected="a field this adapter knows",
                    mend="teach the adapter to take it, or to name it as left aside",
                )
            )
        for (code, field), count in self._count.items():
            if count > EACH:
                found.append(
                    Problem(
                        severity="warning", code="more_of_the_same", file=self.file, field=field,
                        found=f"{count - EACH} more of '{code.replace('_', ' ')}'",
                        expected="a file with fewer problems", mend="mend those listed first",
                    )
                )
        return found


class Record:
    """One row of a source, taken field by field; a `dict` of values is taken over, not copied."""

    __slots__ = ("_ended", "_values", "audit", "extent", "line")

    def __init__(
        self, values: Mapping[str, object], line: int | None, audit: Audit,
        extent: Extent | None = None,
    ) -> None:
        self._values: dict[str, object] | None = (
            values if type(values) is dict else dict(values)
        )
        self._ended = False
        self.line = line
        self.audit = audit
        self.extent = extent

    @property
    def _left(self) -> dict[str, object]:
        """Fields nobody took yet."""
        if self._values is None:
            self._values = self._open()
        return self._values

    def _open(self) -> dict[str, object]:
        """Fields of a row that is held in another way than as a dictionary."""
        raise NotImplementedError

    def read(self) -> None:
        """End the row: what it says stands in at least one claim."""
        self._end()
        self.audit.tally.read += 1

    def refuse(self) -> None:
        """End the row: it cannot be read, and a Problem says why."""
        self._end()
        self.audit.tally.refused += 1

    def aside(self, reason: str) -> None:
        """End the row: nothing is made of it, on purpose; each reason is told with its count."""
        self._end()
        aside = self.audit.tally.aside
        aside[reason] = aside.get(reason, 0) + 1

    def _end(self) -> None:
        if self._ended:
            raise RuntimeError(f"row of line {self.line} ended twice")
        self._ended = True

    def _wrong(self, field: str, found: object, expected: str) -> None:
        shown = found if isinstance(found, str | int | float) else type(found).__name__
        self.audit.report(
            "wrong_value", line=self.line, field=field, found=shown, expected=expected,
            mend="the value is left out; the rest of the row is read",
        )

    def text(self, field: str) -> str:
        """Take a text; missing and null give an empty one."""
        return self.texts_of((field,))[0]

    def texts_of(self, fields: Sequence[str]) -> list[str]:
        """Take several texts at once, as `text` takes one."""
        take, found = self._left.pop, []
        for field in fields:
            value = take(field, None)
            # Nothing hidden is printable: the closer look is left to the few texts that need it.
            if type(value) is str and value.isprintable() and value[:1] not in _STARTS:
                found.append(value.strip())
            else:
                found.append(self._looked_at(field, value))
        return found

    def _looked_at(self, field: str, value: object) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self._wrong(field, value, "a text")
            return ""
        if value.startswith(_FORMULA):
            self.audit.report(
                "formula_like", severity="warning", line=self.line, field=field, found=value,
                expected="plain text", mend="kept as it is; neutralised wherever it is shown",
            )
        if hidden := _HIDDEN.search(value):
            self.audit.report(
                "hidden_characters", severity="warning", line=self.line, field=field,
                found=f"U+{ord(hidden[0]):04X}", expected="text that shows all it holds",
                mend="replaced by a visible mark",
            )
            value = _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", value)
        return value.strip()

    def integer(self, field: str) -> int | None:
        """Take a count from zero up; missing, null and empty give ``None``, never zero."""
        return self.integers_of((field,))[0]

    def integers_of(self, fields: Sequence[str]) -> list[int | None]:
        """Take several counts at once, as `integer` takes one."""
        take = self._left.pop
        found: list[int | None] = []
        for field in fields:
            value = take(field, None)
            number = SMALL.get(value) if type(value) is str else None
            found.append(self._counted(field, value) if number is None else number)
        return found

    def _counted(self, field: str, value: object) -> int | None:
        if value is None or value == "":
            return None
        # Stripped first: a text knows more kinds of space than a number does.
        if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
            value = int(value.strip())
        if type(value) is not int or not 0 <= value <= MAX_COUNT:
            self._wrong(field, value, "a whole number from 0 up")
            return None
        return value

    def day(self, field: str) -> date | None:
        """Take a civil date."""
        value = self._left.pop(field, None)
        try:
            return parse_date(value if isinstance(value, str) else "")
        except TimeProblem as problem:
            self._wrong(field, "nothing" if value in (None, "") else value, str(problem))
            return None

    def texts(self) -> dict[str, str]:
        """Take every field as text, for tables whose reader looks at them later."""
        return {field: self.text(field) for field in list(self._left)}

    def values(self) -> dict[str, object]:
        """Take every field as the file gives it, for a reader that names them anew."""
        taken, self._values = self._left, {}
        return taken

    def value(self, field: str) -> object:
        """Take a value as the file gives it; the adapter looks at its type."""
        return self._left.pop(field, None)

    def has(self, field: str) -> bool:
        """Whether the row has the field at all and it was not taken yet."""
        return field in self._left

    def peek(self, field: str) -> str:
        """Text of a field that is still to be taken, unchecked; empty when it is none."""
        value = self._left.get(field)
        return value.strip() if isinstance(value, str) else ""

    def ignore(self, *fields: str, prefix: str = "") -> None:
        """Name fields that are left aside on purpose."""
        for field in fields:
            self._left.pop(field, None)
        if prefix:
            for field in [name for name in self._left if name.startswith(prefix)]:
                del self._left[field]

    def close(self, aside: Set[str] = frozenset()) -> None:
        """Report every field that was neither taken nor named.

        Parameters
        ----------
        aside
            Fields named as left aside, as by `ignore`, at once.
        """
        if self._left.keys() <= aside:
            return
        for field, value in self._left.items():
            if field not in aside:
                self.audit.left_over(field, self.line, value)
