"""Check a proof that a report, or an archived file, stands in a record, without the record.

A proof holds the report's rows as they were hashed, the log lines they stand in, the hashes that
lead from the rows to the tables and from the lines to a head, and the head. It shows that whoever
noted that head had these rows in the record, unaltered, when those lines were written. A proof of a
file holds the log line that names it with its digest, and no row: whoever has the file compares it.
Standard library only: part of the stand-alone verifier.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from trucewatch.model.problem import Problem, shorten
from trucewatch.record.errors import problem
from trucewatch.record.line import Batch, is_digest, parse_head, read_line
from trucewatch.record.tree import included, leaf_hash

PROOF_FORMAT = "trucewatch/proof@1"
FILE_PROOF_FORMAT = "trucewatch/file-proof@1"
_LINES = frozenset({"format", "head", "lines", "record", "record_path", "stamps"})
_MEMBERS = {PROOF_FORMAT: _LINES | {"report", "rows"}, FILE_PROOF_FORMAT: _LINES | {"file"}}
PROOF_LARGEST = 64 << 20
"""Bytes of a proof; a larger file is refused unread."""
_DEEPEST = 64


@dataclass
class Proven:
    """What a proof shows, as far as it holds."""

    report: str = ""
    """Empty in a proof of a file."""
    file: str = ""
    """Name a proof of a file gives it."""
    sha256: str = ""
    """Digest of that file."""
    record: str = ""
    head: str = ""
    """``SIZE:HEAD`` the proof leads to."""
    rows: list[dict[str, object]] = field(default_factory=list)
    """Rows of the report, column by name, in the order of the proof."""
    recorded: list[str] = field(default_factory=list)
    """When the lines they stand in were written, by the keeper's clock."""
    stamps: list[Mapping[str, Any]] = field(default_factory=list)
    """Stamped heads the lines stand below; their signatures are not checked here."""
    problems: list[Problem] = field(default_factory=list)


class _Wrong(ValueError):
    """Something in a proof that does not hold: its place, what was found, what was expected."""


def check_proof(text: bytes, name: str, against: str = "") -> Proven:
    """Check a proof.

    Parameters
    ----------
    text
        Bytes of the proof file.
    name
        Its name, for problems.
    against
        A head known from elsewhere (``SIZE:HEAD``); the proof must lead to it. Empty: the proof
        shows only that its rows stand below the head it names itself.

    Returns
    -------
    Proven
        With problems when it does not hold.
    """
    proven = Proven()
    try:
        _check(_parsed(text), proven, against)
    except (_Wrong, RecursionError) as wrong:
        # The other one: something nested so deeply that it cannot even be shown.
        deep = isinstance(wrong, RecursionError)
        place, found, expected = ("", "values nested too deeply", "JSON") if deep else wrong.args
        proven.problems.append(problem(
            name, "proof_does_not_hold", field=place, found=shorten(found, 120), expected=expected,
            mend="ask for the proof again, from the record itself"))
    return proven


def _parsed(text: bytes) -> Mapping[str, Any]:
    if len(text) > PROOF_LARGEST:
        raise _Wrong("", f"{len(text)} bytes", f"at most {PROOF_LARGEST}")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise _Wrong("", text[:40].decode("utf-8", "backslashreplace"), "JSON") from None
    form = data.get("format") if isinstance(data, dict) else None
    names = _MEMBERS.get(form) if isinstance(form, str) else None
    if not isinstance(data, dict) or names is None or frozenset(map(str, data)) != names:
        raise _Wrong("format", str(data)[:60], f"a proof of the form {PROOF_FORMAT}")
    return data


def _check(data: Mapping[str, Any], proven: Proven, against: str) -> None:
    size, head = _head(data["head"], "head")
    proven.head = data["head"]
    if against and against.strip() != data["head"]:
        raise _Wrong("head", data["head"], f"{against.strip()}, as given")
    if not is_digest(data["record"]):
        raise _Wrong("record", str(data["record"]), "a record by its digest")
    first = _path(data["record_path"], "record_path")
    # A record is named by its first head, which is the leaf of its first line.
    if not included(bytes.fromhex(data["record"]), 0, size, first, bytes.fromhex(head)):
        raise _Wrong("record", data["record"], f"the record the head {size}:{head} is of")
    lines = {batch.seq: batch for batch in _lines(data["lines"], size, head)}
    # What is refused shows nothing: what it shows is set last.
    _stamps(data["stamps"], lines, proven)
    if data["format"] == FILE_PROOF_FORMAT:
        _file(data["file"], lines, proven)
    else:
        _report(data, lines, proven)
    proven.record = data["record"]


def _report(data: Mapping[str, Any], lines: Mapping[int, Batch], proven: Proven) -> None:
    if not is_digest(data["report"]):
        raise _Wrong("report", str(data["report"]), "a report by its digest")
    rows = list(_rows(data["rows"], data["report"], lines))
    if not rows:
        raise _Wrong("rows", "no row", "at least one row of the report")
    proven.report, proven.rows = data["report"], rows
    # A line without a row of the report says nothing of when the report was recorded.
    proven.recorded = sorted({lines[item["seq"]].time for item in data["rows"]})


def _file(value: object, lines: Mapping[int, Batch], proven: Proven) -> None:
    ((_, item),) = _list([value], "file", {"name", "sha256"})
    name, digest = item["name"], item["sha256"]
    if not isinstance(name, str) or not is_digest(digest):
        raise _Wrong("file", str(item), "a name and a digest")
    if not lines or any(batch.files.get(name) != digest for batch in lines.values()):
        raise _Wrong("file", f"{name} {digest}", "a file every line shown names with this digest")
    proven.file, proven.sha256 = name, digest
    proven.recorded = sorted({batch.time for batch in lines.values()})


def _head(value: object, place: str) -> tuple[int, str]:
    try:
        size, head = parse_head(value if isinstance(value, str) else "")
    except ValueError as reason:
        raise _Wrong(place, str(value), str(reason)) from None
    if value != f"{size}:{head}":
        raise _Wrong(place, str(value), f"{size}:{head}")
    return size, head


def _list(value: object, place: str, names: set[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not isinstance(value, list):
        raise _Wrong(place, str(value), "a list")
    for number, item in enumerate(value):
        if not isinstance(item, dict) or set(item) != names:
            raise _Wrong(f"{place}.{number}", str(item), "exactly " + ", ".join(sorted(names)))
        yield f"{place}.{number}", item


def _path(value: object, place: str) -> list[bytes]:
    if not isinstance(value, list) or len(value) > _DEEPEST or not all(map(is_digest, value)):
        raise _Wrong(place, str(value), "a list of hashes")
    return [bytes.fromhex(item) for item in value]


def _lines(value: object, size: int, head: str) -> Iterator[Batch]:
    for place, item in _list(value, "lines", {"text", "path"}):
        batch = _line(item["text"], place)
        path = _path(item["path"], f"{place}.path")
        leaf = leaf_hash(batch.leaf_data())
        if not included(leaf, batch.seq - 1, size, path, bytes.fromhex(head)):
            raise _Wrong(place, f"line {batch.seq}", f"a line below the head {size}:{head}")
        yield batch


def _line(text: object, place: str) -> Batch:
    try:
        return read_line(text.encode("ascii") if isinstance(text, str) else b"")
    except ValueError as reason:
        raise _Wrong(place, str(text), str(reason)) from None


def _rows(
    value: object, report: str, lines: Mapping[int, Batch]
) -> Iterator[dict[str, object]]:
    shown: set[tuple[int, str, int]] = set()
    for place, item in _list(value, "rows", {"seq", "table", "text", "index", "path"}):
        batch = lines.get(item["seq"]) if isinstance(item["seq"], int) else None
        table = batch.tables.get(str(item["table"])) if batch else None
        if batch is None or table is None:
            raise _Wrong(place, f"{item['table']} of line {item['seq']}", "a table of a line shown")
        text, index = item["text"], item["index"]
        if not isinstance(text, str):
            raise _Wrong(place, str(text), "the text of a row")
        path = _path(item["path"], f"{place}.path")
        leaf = leaf_hash(text.encode("utf-8", "surrogatepass"))
        root = bytes.fromhex(table.root)
        if type(index) is not int or not included(leaf, index, table.rows, path, root):
            raise _Wrong(place, text, f"a row of {item['table']} with root {table.root}")
        if (batch.seq, item["table"], index) in shown:
            raise _Wrong(place, text, "every row once")
        shown.add((batch.seq, item["table"], index))
        row = dict(zip(table.columns, _values(text, len(table.columns), place), strict=True))
        if row.get("report_id") != report:
            raise _Wrong(place, str(row.get("report_id")), f"a row of report {report}")
        yield row


def _values(text: str, count: int, place: str) -> list[object]:
    # A text that trucewatch hashed into a record is such a list; whoever made this one may not be.
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != count or not all(map(_plain_value, values)):
        raise _Wrong(place, text, f"a list of {count} texts, whole numbers and nulls")
    return values


def _plain_value(value: object) -> bool:
    return value is None or type(value) in {str, int}


def _stamps(value: object, lines: Mapping[int, Batch], proven: Proven) -> None:
    names = {"authority", "head", "paths", "token"}
    for place, item in _list(value, "stamps", names):
        size, head = _head(item["head"], f"{place}.head")
        if not (isinstance(item["authority"], str) and isinstance(item["token"], str)):
            raise _Wrong(place, str(item), "authority and token: texts")
        paths = item["paths"]
        if not isinstance(paths, dict) or set(paths) != set(map(str, lines)):
            raise _Wrong(f"{place}.paths", str(paths), "a path for every line shown")
        for seq, batch in lines.items():
            path = _path(paths[str(seq)], f"{place}.paths.{seq}")
            leaf = leaf_hash(batch.leaf_data())
            if not included(leaf, seq - 1, size, path, bytes.fromhex(head)):
                raise _Wrong(place, f"line {seq}", f"a line below the stamped head {item['head']}")
        proven.stamps.append(item)
