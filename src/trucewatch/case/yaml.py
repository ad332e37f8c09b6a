"""YAML 1.2 in which every scalar is the string people typed, with positions and strict limits.

``10:00``, ``1.10`` and ``no`` stay what they are. Anchors, aliases and tags are refused: they have
no use in a case file and are how a small file grows into a large one.

Only the events of a parser are used, never its ideas of types. libyaml gives the same events as
ruamel.yaml twenty times faster; where it refuses a file, ruamel.yaml reads it again and says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

import yaml as libyaml
from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from trucewatch.case.document import Document, Mark, Steps
from trucewatch.case.hazards import hazard
from trucewatch.model.problem import Problem, Severity, shorten

Event: TypeAlias = events.Event | libyaml.Event

AliasEvent = (events.AliasEvent, libyaml.AliasEvent)
CollectionStartEvent = (events.CollectionStartEvent, libyaml.CollectionStartEvent)
DocumentStartEvent = (events.DocumentStartEvent, libyaml.DocumentStartEvent)
MappingEndEvent = (events.MappingEndEvent, libyaml.MappingEndEvent)
MappingStartEvent = (events.MappingStartEvent, libyaml.MappingStartEvent)
NodeEvent = (events.NodeEvent, libyaml.NodeEvent)
ScalarEvent = (events.ScalarEvent, libyaml.ScalarEvent)
SequenceEndEvent = (events.SequenceEndEvent, libyaml.SequenceEndEvent)

MAX_BYTES: Final = 5_000_000
MAX_DEPTH: Final = 24

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

_EXPECTED = (
    ("mapping values are not allowed", "quotation marks around a text with ': ' in it"),
    ("cannot start any token", "spaces for indentation, and quotation marks around a text that "
     "starts with a tab, @, ` or %"),
    ("unexpected end of stream", "the closing quotation mark"),
    ("could not find expected ':'", "'key: value' on one line"),
    ("expected ',' or ']'", "a closing ] or a comma between items"),
    ("expected ',' or '}'", "a closing } or a comma between fields"),
    ("expected <block end>", "the same indentation as the lines above"),
)


class _Unreadable(Exception):
    """The file cannot be read any further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def read(name: str, content: bytes, problems: list[Problem]) -> Document | None:
    """Read the bytes of a YAML file.

    Parameters
    ----------
    name
        File name relative to the case folder.
    content
        The bytes of the file.
    problems
        Everything found wrong is appended here.

    Returns
    -------
    Document or None
        ``None`` when nothing can be read; a Problem then says why.
    """
    builder = _Builder(name)
    try:
        builder.document.text = _text(name, content)
        builder.build(_events(name, builder.document.text))
    except _Unreadable as stop:
        problems += [*builder.problems(), stop.problem]
        return None
    problems += builder.problems()
    return builder.document


def _text(name: str, content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _Unreadable(_whole(name, "too_large", f"{len(content):,} bytes",
                                 f"at most {MAX_BYTES:,} bytes"))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _Unreadable(
            _whole(name, "wrong_encoding", "UTF-16", "UTF-8", mend="save it as UTF-8")
        )
    zero = content.find(b"\0")
    if zero >= 0:
        raise _Unreadable(_whole(name, "binary_file", "a zero byte", "a text file in UTF-8",
                                 line=content.count(b"\n", 0, zero) + 1))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Unreadable(_whole(
            name, "wrong_encoding", f"byte 0x{content[error.start]:02x}", "UTF-8",
            mend="save it as UTF-8", line=line,
        )) from error
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise _Unreadable(_whole(
            name, "control_character", f"U+{ord(control[0]):04X}", "printable text", line=line,
        ))
    return text


def _whole(
    name: str, code: str, found: str, expected: str, *, mend: str = "", line: int | None = None
) -> Problem:
    return Problem(
        severity="error", code=code, file=name, line=line, found=found, expected=expected,
        mend=mend,
    )


def compiled_events(text: str) -> list[Event] | None:
    """Events from libyaml; ``None`` where it is not there or refuses the text."""
    loader = getattr(libyaml, "CSafeLoader", None)
    try:
        return None if loader is None else list(libyaml.parse(text, Loader=loader))
    except (libyaml.YAMLError, ValueError):
        return None


def _events(name: str, text: str) -> Iterator[Event]:
    fast = compiled_events(text)
    if fast is not None:
        yield from fast
        return
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        raise _Unreadable(_syntax(name, text, error)) from error
    except (YAMLError, ValueError) as error:
        raise _Unreadable(
            _whole(name, "yaml_syntax", shorten(error), "well-formed YAML 1.2")
        ) from error


def _syntax(name: str, text: str, error: MarkedYAMLError) -> Problem:
    said = str(error.problem or "")
    mark = error.problem_mark or error.context_mark
    # An opened quotation or bracket is mended where it opens, not where the file ends.
    if error.context_mark is not None and "end of stream" in said:
        mark = error.context_mark
    line = mark.line if mark is not None else 0
    lines = text.splitlines() or [""]
    expected = next((words for sign, words in _EXPECTED if sign in said), "")
    return Problem(
        severity="error",
        code="yaml_syntax",
        file=name,
        line=line + 1,
        column=mark.column + 1 if mark is not None else None,
        found=shorten(lines[min(line, len(lines) - 1)].strip()) or "nothing",
        expected=expected or f"well-formed YAML 1.2 ({shorten(said)})",
    )


class _Pending(NamedTuple):
    """A problem that waits until the ids of the items around it are known."""

    steps: Steps
    mark: Mark
    severity: Severity
    code: str
    found: str
    expected: str
    mend: str = ""


class _Builder:
    """Turns events into plain data; refuses what a case file has no use for."""

    def __init__(self, name: str) -> None:
        self.document = Document(name)
        self.pending: list[_Pending] = []

    def build(self, events: Iterator[Event]) -> None:
        """Read the one document of the file."""
        for event in events:
            if not isinstance(event, DocumentStartEvent):
                continue
            if self.document.data is not None:
                raise _Unreadable(_whole(
                    self.document.file, "yaml_syntax", "a second document", "one document",
                    line=_mark(event).line,
                ))
            self.document.data = self._node(next(events), events, ())
        if self.document.data is None:
            raise _Unreadable(_whole(self.document.file, "empty_file", "nothing", "fields"))

    def problems(self) -> list[Problem]:
        """Everything found on the way, with the names of the fields."""
        return [
            Problem(
                severity=p.severity, code=p.code, file=self.document.file, line=p.mark.line,
                column=p.mark.column, field=self.document.dotted(p.steps),
                found=shorten(p.found), expected=p.expected, mend=p.mend,
            )
            for p in self.pending
        ]

    def _spoil(self, steps: Steps, *what: str, mark: Mark) -> None:
        self.document.spoiled.add(steps)
        self.pending.append(_Pending(steps, mark, "error", *what))

    def _node(self, event: Event, events: Iterator[Event], steps: Steps) -> object:
        mark = _mark(event)
        self.document.values[steps] = mark
        self._refuse(event, steps, mark)
        if isinstance(event, ScalarEvent):
            if not event.value:  # nothing stands after its key: point at the key
                self.document.values[steps] = self.document.keys.get(steps, mark)
            return self._scalar(str(event.value), steps, mark)
        if isinstance(event, CollectionStartEvent) and len(steps) >= MAX_DEPTH:
            raise _Unreadable(_whole(
                self.document.file, "too_deep", f"more than {MAX_DEPTH} levels",
                f"at most {MAX_DEPTH} levels", line=mark.line,
            ))
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, steps)
        if isinstance(event, CollectionStartEvent):
            return self._sequence(events, steps)
        return ""

    def _refuse(self, event: Event, steps: Steps, mark: Mark) -> None:
        if isinstance(event, AliasEvent):
            code, found = "yaml_alias", f"*{event.anchor}"
        elif isinstance(event, NodeEvent) and event.anchor:
            code, found = "yaml_alias", f"&{event.anchor}"
        elif getattr(event, "tag", None):
            code, found = "yaml_tag", str(getattr(event, "tag", ""))
        else:
            return
        self._spoil(
            steps, code, found, "the value itself",
            "write the value out; quote a text that starts with &, * or !", mark=mark,
        )

    def _scalar(self, text: str, steps: Steps, mark: Mark) -> str:
        danger = hazard(text, table=False)
        if danger:
            self.pending.append(_Pending(
                steps, mark, "warning", danger.code, text, danger.expected,
                "it is kept and shown as plain text",
            ))
        return text

    def _sequence(self, events: Iterator[Event], steps: Steps) -> list[object]:
        items: list[object] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._node(event, events, (*steps, len(items))))
        return items

    def _mapping(self, events: Iterator[Event], steps: Steps) -> dict[str, object]:
        items: dict[str, object] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                self._spoil(steps, "yaml_key", "a key that is no text", "a name as key",
                            mark=_mark(event))
                self._node(event, events, (*steps, "?"))
                self._node(next(events), events, (*steps, "? value"))
                continue
            name = str(event.value)
            here = (*steps, name)
            first = self.document.keys.get(here)
            if first is None:
                self.document.keys[here] = _mark(event)
                items[name] = self._node(next(events), events, here)
                continue
            self._spoil(
                here, "duplicate_key", name,
                f"each field once; it stands on line {first.line} too",
                "keep the one that is meant", mark=_mark(event),
            )
            self._node(next(events), events, (*steps, f"{name} (again)"))
        return items


def _mark(event: Event) -> Mark:
    at = event.start_mark
    return Mark(1, 1) if at is None else Mark(at.line + 1, at.column + 1)
