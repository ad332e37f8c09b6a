"""Rows that share their columns, and files that are made piece by piece."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from trucewatch.model.claim import Column
from trucewatch.publish import edition
from trucewatch.publish.files import Pieces, encoded
from trucewatch.publish.formats.csv import written
from trucewatch.publish.release.row import Columns, Row

from .sample import release


def test_a_row_remembers_what_it_was_until_it_is_told_to_forget() -> None:
    row = Row.of({"key": "a", "low": 1, "note": ""})
    assert not row.written and dict(row) == {"key": "a", "low": 1, "note": ""}
    row["low"] = 2
    row["low"] = 3
    assert row.written
    assert row.told(("low", "key", "place")) == (3, "a", None)
    assert row.told(("low", "key"), before=True) == (1, "a")
    row.forget()
    assert not row.written and row.told(("low",), before=True) == (3,)


def test_columns_are_shared_and_stay() -> None:
    one, other = (Row.of({"key": n, "low": n}) for n in (1, 2))
    assert Columns.of(one) is Columns.of(other)
    assert Row.of(one) is one
    with pytest.raises(TypeError):
        del one["key"]
    with pytest.raises(KeyError):
        one["place"] = "x"
    assert one.get("place") is None and one.get("place", "") == "" and "place" not in one


def test_cells_are_found_by_what_they_begin_with() -> None:
    row = Row.of({"key": "sealed:1:x", "low": 1, "note": "not sealed:", "place": "sealed:"})
    assert row.which("sealed:") == ["key", "place"]


def test_pieces_are_made_anew_each_time() -> None:
    made = Pieces(lambda: iter(("a", "\ud800", "b")))
    assert [made.whole(), encoded(made), encoded(made)] == ["a\ud800b", b"a?b", b"a?b"]


def test_what_is_written_piece_by_piece_is_what_is_built_whole(tmp_path: Path) -> None:
    edition.write(release(), tmp_path / "out")
    whole = edition.build(release())
    told = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert told["files"] == {name: hashlib.sha256(encoded(content)).hexdigest()
                             for name, content in whole.items() if name != "manifest.json"}
    for name, content in whole.items():
        assert (tmp_path / "out" / name).read_bytes() == encoded(content), name


@pytest.mark.parametrize(("text", "cell"), [
    ("plain", "plain"), ("=1", "'=1"), (" -1", "' -1"), ("\ufffd@x", "'\ufffd@x"), ("+", "'+"),
    ("a=1", "a=1"), ("a\u202eb", "a\ufffdb"), ("\uff1d1", "'\uff1d1"), ("\ufffc=", "\ufffc="),
    ("a, b", '"a, b"'), ("", ""),
])
def test_a_cell_is_the_same_among_harmless_ones_and_others(text: str, cell: str) -> None:
    one = release()
    columns = [Column("a", "text", ""), Column("n", "int", "")]
    last = one.handling
    rows = [(text, -5), ("x", None)]
    assert written(columns, rows, one) == (
        f"a,n,handling\n{cell},-5,{last}\nx,,{last}\n")
    assert written(columns, [*rows, ("=", 1)], one) == (
        f"a,n,handling\n{cell},-5,{last}\nx,,{last}\n'=,1,{last}\n")
