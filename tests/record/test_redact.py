"""Rows are found by their bytes, and taken out whole; every other byte stays."""

from __future__ import annotations

import csv
import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.record.redact import answering, read, without

HEAD = "key,source,subject,in_reply_to,note,person"
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
CELLS = st.lists(TEXT, min_size=6, max_size=6)


def made(rows: list[list[str]], end: str, mark: bytes = b"") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    return mark + f"{HEAD}{end}{buffer.getvalue()}".encode()


@given(st.lists(CELLS, max_size=6), st.sampled_from(["\n", "\r\n"]), st.data(),
       st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_what_stays_is_as_if_the_others_had_never_been_written(
    rows: list[list[str]], end: str, data: st.DataObject, mark: bytes
) -> None:
    plain = made(rows, end, mark)
    found = read(plain)
    assert [[*row.cells.values()] for row in found] == [
        [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in rows]
    gone = data.draw(st.sets(st.sampled_from(range(len(rows)))) if rows else st.just(set()))
    kept = [row for i, row in enumerate(rows) if i not in gone]
    assert without(plain, [found[i] for i in gone]) == made(kept, end, mark)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_and_nothing_is_lost(data: bytes) -> None:
    found = read(data)
    assert without(data, []) == data
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert len(without(data, found)) == len(data) - sum(r.end - r.start for r in found)


def test_people_are_taken_exactly() -> None:
    (row,) = read(f"{HEAD}\nk,s,,,, A ;B; A;\n".encode())
    assert row.people == ("A", "B")
    assert row.tells_of("A")
    assert not row.tells_of("a")


@pytest.mark.parametrize("line", [
    "k,s,x,y,z,w,more,Person-1",
    "k,Person-1",
    '"k,s,,,,Person-1',
    'k,s,"x"y,,,Person-1',
])
def test_in_a_row_that_cannot_be_told_apart_an_id_is_found_anywhere(line: str) -> None:
    (row,) = read(f"{HEAD}\n{line}\n".encode())
    assert not row.whole
    assert row.tells_of("Person-1")
    assert not row.tells_of("Person")


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be", "utf-16"])
def test_a_file_in_another_encoding_is_not_whole(code: str) -> None:
    found = read(f"{HEAD}\nk,s,,,,Person-1\n".encode(code))
    assert found
    assert not any(row.whole for row in found)
    assert any(row.tells_of("Person-1") for row in found)


def test_bytes_that_are_no_text_cost_nothing() -> None:
    data = HEAD.encode() + b"\nk,s,,,\xff\xfe,A\nl,s,,,,B\n"
    found = read(data)
    assert [row.people for row in found] == [("A",), ("B",)]
    assert without(data, found[1:]) == HEAD.encode() + b"\nk,s,,,\xff\xfe,A\n"


def test_without_the_columns_it_needs_no_row_is_whole() -> None:
    assert not any(row.whole for row in read(b"name,person\nx,A\n"))
    assert not any(row.whole for row in read(b"key,source,key\nx,s,A\n"))
    assert read(b"") == []
    assert read(HEAD.encode()) == []
    assert read(f"{HEAD}\n\n\n".encode()) == []


def test_answers_are_found_by_key_and_subject_that_nobody_else_has() -> None:
    rows = read("\n".join([
        HEAD, "k1,s,own,,,A", "k2,s,shared,,,A", "k3,s,shared,,,B", "k4,s,,k1,,", "k5,s,,own,,",
        "k6,s,,shared,,", "k7,s,,k4,,", "k8,s,,,,", "",
    ]).encode())
    found = answering(rows, [row for row in rows if row.tells_of("A")])
    assert [row.get("key") for row in found] == ["k4", "k5"]
