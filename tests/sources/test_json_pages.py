"""Pages of JSON read piece by piece: where a piece ends makes no difference."""

from __future__ import annotations

import gzip
import io

import pytest

from trucewatch.sources import json_pages
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.interface import SourceError
from trucewatch.sources.json_pages import Page, paged_records
from trucewatch.sources.tally import Extent

ROW = '{"id": 1, "näme": "Fenbrücke \\u00e9", "n": 12.50}'


Found = tuple[int | None, Extent | None, object, object]


def rows_of(data: bytes) -> tuple[list[Found], list[tuple[str, int | None]], int]:
    audit = Audit("file")
    told: list[int] = []
    page = Page(("Result",), frozenset(("TotalCount",)), lambda _remarks, rows: told.append(rows))
    found = [
        (record.line, record.extent, record.value("id"), record.value("n"))
        for record in paged_records(io.BytesIO(data), audit, page)
    ]
    return found, [(p.code, p.line) for p in audit.problems()], sum(told)


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, 1000])
@pytest.mark.parametrize(
    "text",
    [
        f'{{"TotalCount": 2, "Result": [\n{ROW},\n{ROW}]}}\n{{"Result": []}}',
        f'[{{"TotalCount": 1, "Result": [{ROW}]}},\n{{"Result": [{ROW}]}}]',
        f"[{ROW},\n{ROW}, 7]", f'{{"Result": [{ROW}, {{"id": 2, "n": 12', "[]",
        f'{{"Result": [{ROW}], "TotalCount": NaN}}',
    ],
)
def test_pieces_of_any_size_give_the_same(
    text: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = text.encode()
    whole = rows_of(data)
    monkeypatch.setattr(json_pages, "CHUNK", chunk)
    assert rows_of(data) == whole
    assert rows_of(gzip.compress(data)) == whole


def test_a_row_stands_where_its_extent_says() -> None:
    data = f'\ufeff{{"Result": [\n{ROW},\n{ROW}]}}'.encode()
    found, problems, told = rows_of(data)
    assert (problems, told) == ([], 2)
    for (line, extent, key, number), expected in zip(found, (2, 3), strict=True):
        assert extent is not None
        assert data[extent.start : extent.end].decode() == ROW
        assert (line, key, number) == (expected, "1", "12.50")


@pytest.mark.parametrize("data", [b"", b"7", b'{"rows": 1}', b"\xff[", b"[\0]"])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError):
        rows_of(data)


def test_an_endless_row_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_pages, "MAX_ROW", 1000)
    found, problems, _ = rows_of(b'[{"id": "' + b"x" * 5000)
    assert (found, problems) == ([], [("broken_json", 1)])


def test_records_are_records() -> None:
    audit = Audit("file")
    page = Page(("Result",), frozenset(), lambda remarks, rows: None)
    (record,) = paged_records(io.BytesIO(b'{"Result": [{"a": null}]}'), audit, page)
    assert isinstance(record, Record)
    assert record.text("a") == ""
