"""Claims held by column, and files that are made piece by piece."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from trucewatch.model.claim import Column
from trucewatch.publish import edition
from trucewatch.publish.files import Pieces, encoded
from trucewatch.publish.formats.csv import written
from trucewatch.publish.release.table import Claims, Table

from .sample import release


def test_a_table_remembers_what_rows_were_until_it_is_told_to_forget() -> None:
    table = Table.of([{"key": "a", "low": 1, "note": ""}, {"key": "b", "low": 1}])
    row, other = table.rows()
    assert dict(row) == {"key": "a", "low": 1, "note": ""}
    assert dict(other) == {"key": "b", "low": 1, "note": None}
    row["low"] = 2
    row["low"] = 3
    assert table.changed(table.names) == [0]
    assert row.told(("low", "key", "place")) == (3, "a", None)
    assert row.told(("low", "key"), before=True) == (1, "a")
    table.forget()
    assert not table.changed(table.names) and row.told(("low",), before=True) == (3,)


def test_what_was_put_back_has_not_changed() -> None:
    table = Table.of({"key": name, "low": 1} for name in "abc")
    table.fill("low", (0, 2), 5)
    table.put(0, "low", 1)
    table.put(1, "key", "z")
    assert (table.changed(("low",)), table.changed(("key", "low")), table.changed(())) == (
        [2], [1, 2], [])


def test_columns_stay() -> None:
    one = Table.of([{"key": 1, "low": 1}]).row(0)
    with pytest.raises(TypeError):
        del one["key"]
    with pytest.raises(KeyError):
        one["place"] = "x"
    assert one.get("place") is None and one.get("place", "") == "" and "place" not in one


def test_a_table_of_copied_columns_leaves_them_as_they_are() -> None:
    given: dict[str, list[object]] = {"key": ["ab", "ab", None], "note": ["", "x", ""]}
    table = Table.copied(given)
    assert table.texts("key") == ["ab"]
    table.put(0, "key", "other")
    assert given["key"][0] == "ab" and sorted(table.texts("key")) == ["ab", "other"]
    assert table.texts("note") == ["x"] and table.where("key", {"ab", None}) == [1, 2]
    assert [*table.column("place")] == [None] * 3 and table.where("key", ()) == []


def test_texts_looked_at_together_are_told_apart() -> None:
    table = Table.of({"note": f"text {n}"} for n in range(200))
    found = table.suspected("note", lambda text: "17" not in text)
    assert found == {"text 17", "text 117", *(f"text {n}" for n in range(170, 180))}


def test_claims_by_id_and_in_order() -> None:
    rows = [{"claim_id": i, "dataset": d, "key": k} for i, d, k in (
        ("c", "b", "1"), ("b", "a", "2"), ("a", "a", "2"), ("gone", "a", "0"))]
    claims = Claims(Table.of(rows), 3)
    assert [*claims] == ["c", "b", "a"] and "gone" not in claims and len(claims) == 3
    assert claims["b"]["key"] == "2" and [*claims.column("key")] == ["1", "2", "2"]
    assert claims.order == [2, 1, 0]
    with pytest.raises(KeyError):
        claims["gone"]
    assert [*claims.table.batches(("key", "none"), claims.order, 2)] == [
        [("2", "2"), (None, None)], [("1",), (None,)]]


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
