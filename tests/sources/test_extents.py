"""Every row is told apart in the original by its bytes, whatever the form of the file."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.forms import csv_lines, csv_records, json_line_records, json_records
from trucewatch.sources.tally import Extent, Tally, total

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)
CELLS = st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6)
Read = Callable[[BinaryIO, Audit], Iterator[Record]]


def as_csv(rows: list[tuple[str, str]], end: str) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b"), *rows])
    return file.getvalue().encode()


def plain(stream: BinaryIO, audit: Audit) -> Iterator[Record]:
    return csv_records(stream, audit, ("a",))


def streamed(stream: BinaryIO, audit: Audit) -> Iterator[Record]:
    return csv_lines(stream, audit, ("a",))


def bytes_of(data: bytes, read: Read, packed: bool) -> list[bytes]:
    audit = Audit("f")
    found = list(read(io.BytesIO(gzip.compress(data) if packed else data), audit))
    assert audit.tally.met == len(found)
    return [data[r.extent.start : r.extent.end] for r in found if r.extent]


@given(CELLS, st.sampled_from(["\n", "\r\n"]), st.booleans(),
       st.sampled_from([(plain, False), (streamed, False), (streamed, True)]))
def test_rows_of_a_csv_file(
    rows: list[tuple[str, str]], end: str, mark: bool, how: tuple[Read, bool]
) -> None:
    data = (b"\xef\xbb\xbf" if mark else b"") + as_csv(rows, end)
    found = [next(csv.reader(io.StringIO(b.decode(), newline=""))) for b in
             bytes_of(data, *how)]
    assert [tuple(cells) for cells in found] == rows


@given(CELLS, st.booleans(), st.sampled_from([None, 1]), st.booleans())
def test_objects_of_a_json_array(
    rows: list[tuple[str, str]], mark: bool, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps([dict(zip("ab", r, strict=True)) for r in rows], indent=indent,
                      ensure_ascii=ascii_only)
    data = (b"\xef\xbb\xbf" if mark else b"") + text.encode()
    found = [json.loads(b) for b in bytes_of(data, json_records, False)]
    assert [(one["a"], one["b"]) for one in found] == rows


@given(CELLS)
def test_objects_of_json_lines(rows: list[tuple[str, str]]) -> None:
    data = b"".join(json.dumps(dict(zip("ab", r, strict=True))).encode() + b"\n" for r in rows)
    found = [json.loads(b) for b in bytes_of(data, json_line_records, True)]
    assert [(one["a"], one["b"]) for one in found] == rows


@pytest.mark.parametrize(("read", "data", "met", "handed"), [
    (plain, b"a,b\n1,2\n3\n4,5\n", 3, 2),
    (streamed, b'a,b\n1,2\n"3\n', 2, 1),
    (json_records, b'[{"a": 1}, 7, {"a": 2}]', 3, 2),
    (json_records, b'[{"a": 1}, {"a"]', 2, 1),
    (json_line_records, gzip.compress(b'{"a": 1}\nno\n\xff\n[]\n{"a": 2}\n'), 5, 2),
])
def test_rows_that_cannot_be_handed_over_are_counted(
    read: Read, data: bytes, met: int, handed: int
) -> None:
    audit = Audit("f")
    records = list(read(io.BytesIO(data), audit))
    assert (audit.tally.met, len(records)) == (met, handed)
    assert audit.tally.refused == audit.rows_lost == met - handed
    for record in records:
        record.read()
    assert audit.tally.missing == 0


def test_each_row_ends_once() -> None:
    audit = Audit("f")
    one, two, three = (audit.row({"a": n}, n) for n in (1, 2, 3))
    one.read()
    two.refuse()
    assert audit.tally.missing == 1
    three.aside("outside the period asked for")
    with pytest.raises(RuntimeError, match="ended twice"):
        three.read()
    assert audit.tally == Tally(3, 1, 1, {"outside the period asked for": 1})
    assert str(audit.tally) == "3 rows met: 1 read, 1 refused, 1 left aside"
    assert [(p.severity, p.code, p.found) for p in audit.problems()] == [
        ("note", "left_aside", "1 row: outside the period asked for")
    ]
    both = total([audit.tally, Tally(2, 1, 0, {"other": 1}), Tally(1)])
    assert both == Tally(6, 2, 1, {"outside the period asked for": 1, "other": 1})
    assert str(both).endswith(", 1 unaccounted for")


def test_an_extent_in_words() -> None:
    assert [str(Extent(3, 9)), str(Extent(None, None, "sheet Days, row 4"))] == [
        "bytes 3-9", "sheet Days, row 4"
    ]
