"""What the record held, by whom, from when to when: against a plain list of who said what when."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.model.case import Columns
from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.model.instant import micros
from trucewatch.record import Record
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.ledger import CLAIMS, held_at, of_others
from trucewatch.store.moves import life_of, moves
from trucewatch.store.remember import Aside, FromColumns, FromParquet, remember
from trucewatch.store.reports import report_ids, report_rows
from trucewatch.store.rows import check_contents

BEGUN = datetime(2031, 5, 1, tzinfo=UTC)
NAMES = [c.name for c in CLAIM_COLUMNS]
DAY = timedelta(days=1)


def claim(key: str, note: str = "", low: int = 1, public: datetime = BEGUN) -> dict[str, object]:
    """An invented claim; its id hangs on key and number, not on the remark."""
    row: dict[str, object] = {c.name: None if c.type != "text" else "" for c in CLAIM_COLUMNS}
    return row | {
        "claim_id": f"id-{key}-{low}", "report_id": f"report{key[:1]}", "dataset": "daily",
        "key": key, "source": "gazette", "low": low, "high": low, "note": note,
        "original": f"“{key}”\t\\ \U0001f54a \u202eabc", "earliest": 5, "latest": 9,
        "public_at": micros(public),
    }


def columns(*rows: dict[str, object]) -> Columns:
    return {name: [row[name] for row in rows] for name in NAMES}


def withdrawn(*rows: tuple[dict[str, object], datetime]) -> Columns:
    made = columns(*(row for row, _ in rows))
    return {**made, "withdrawn_at": [micros(at) for _, at in rows]}


def said(
    record: Record, at: datetime, *rows: dict[str, object], holder: str = "",
    gone: Columns | None = None, files: dict[str, bytes] | None = None,
) -> int:
    made = remember(record, FromColumns(columns(*rows), gone or {}), at, "test", holder=holder,
                    aside=Aside(files=files or {}))
    return len(made)


def keys(held: Columns) -> list[tuple[object, object]]:
    return sorted(zip(held["key"], held["note"], strict=True), key=str)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record.open(tmp_path / "record", write=True)


def test_saying_the_same_again_appends_nothing_in_any_order(record: Record) -> None:
    a, b = claim("a"), claim("b")
    assert said(record, BEGUN, a, b, files={"x": b"1"}) == 1
    assert said(record, BEGUN + DAY, b, a, files={"x": b"1"}) == 0
    assert said(record, BEGUN + DAY, b, a, a, files={"x": b"1"}) == 0, "a row said twice is one"
    assert said(record, BEGUN + DAY, b, a, files={"x": b"2"}) == 1, "a file changed"
    assert said(record, BEGUN + DAY, b, a, files={"x": b"1"}) == 1, "and changed back"


def test_a_row_goes_and_comes_back(record: Record) -> None:
    a, b = claim("a"), claim("b")
    for day, rows in enumerate(((a, b), (a,), (a, b), (b,))):
        said(record, BEGUN + day * DAY, *rows)
    for day, held in enumerate((["a", "b"], ["a"], ["a", "b"], ["b"])):
        at = micros(BEGUN + day * DAY)
        assert [k for k, _ in keys(held_at(record, at))] == held
        before = [] if day == 0 else [k for k, _ in keys(held_at(record, at - 1))]
        assert before == ([], ["a", "b"], ["a"], ["a", "b"])[day]
    assert [(m.state, m.reason) for m in life_of(record, "daily", "b")] == [
        ("open", "new"), ("closed", "no longer in the case"), ("open", "said")]


def test_a_mended_remark_is_another_reading_of_the_same_claim(record: Record) -> None:
    said(record, BEGUN, claim("a", "first"))
    said(record, BEGUN + DAY, claim("a", "second"))
    assert keys(held_at(record, micros(BEGUN))) == [("a", "first")]
    assert keys(held_at(record, micros(BEGUN + DAY))) == [("a", "second")]
    said(record, BEGUN + 2 * DAY, claim("a", "first"))
    assert keys(held_at(record, micros(BEGUN + 2 * DAY))) == [("a", "first")]
    reasons = [m.reason for m in life_of(record, "daily", "a")]
    assert reasons == ["new", "new", "read again", "read again", "said"]


def test_a_changed_figure_replaces_and_a_withdrawal_says_when(record: Record) -> None:
    old, new = claim("a", low=6), claim("a", low=8)
    said(record, BEGUN, old)
    gone = BEGUN + timedelta(hours=5)
    said(record, BEGUN + DAY, new, gone=withdrawn((old, gone)))
    lost = [m for m in moves(record, micros(BEGUN), micros(BEGUN + DAY)) if m.state == "closed"]
    assert [(m.reason, m.gone_at, m.claim["low"]) for m in lost] == [("withdrawn", micros(gone), 6)]
    said(record, BEGUN + 2 * DAY, claim("a", low=9), gone=withdrawn((old, gone)))
    lost = [m for m in moves(record, micros(BEGUN + DAY), micros(BEGUN + 2 * DAY))
            if m.state == "closed"]
    assert [(m.reason, m.claim["low"]) for m in lost] == [("replaced", 8)]


def test_a_claim_known_only_as_withdrawn_was_never_in_view(record: Record) -> None:
    said(record, BEGUN, claim("b"), gone=withdrawn((claim("a"), BEGUN - DAY)))
    assert [k for k, _ in keys(held_at(record, micros(BEGUN)))] == ["b"]
    assert [(m.state, m.reason) for m in life_of(record, "daily", "a")] == [
        ("open", "new"), ("closed", "withdrawn")]


def test_one_holder_does_not_close_what_another_holds(record: Record) -> None:
    field = "record:f"
    said(record, BEGUN, claim("a"), claim("b"))
    said(record, BEGUN + DAY, claim("b"), claim("c"), holder=field)
    said(record, BEGUN + 2 * DAY, claim("a"))
    assert [k for k, _ in keys(held_at(record, micros(BEGUN + 2 * DAY)))] == ["a", "b", "c"]
    said(record, BEGUN + 3 * DAY, claim("c"), holder=field)
    assert [k for k, _ in keys(held_at(record, micros(BEGUN + 3 * DAY)))] == ["a", "c"]
    assert [k for k, _ in keys(of_others(record))] == ["c"]


def test_what_others_had_published_by_an_instant(record: Record) -> None:
    late = BEGUN + 10 * DAY
    old, new = claim("a", low=6), claim("a", low=8, public=late)
    said(record, late, old, claim("b"), holder="record:f")
    said(record, late + DAY, new, claim("b"), holder="record:f", gone=withdrawn((old, late)))

    def seen(at: datetime) -> list[tuple[object, object]]:
        held = of_others(record, micros(at))
        return sorted(zip(held["key"], held["low"], strict=True), key=str)

    assert seen(BEGUN - DAY) == []
    assert seen(late - DAY) == [("a", 6), ("b", 1)]
    assert seen(late) == [("a", 8), ("b", 1)]


def test_rows_in_files_are_pieces_of_one_statement(record: Record, tmp_path: Path) -> None:
    files = []
    for name, rows in (("1", "ab"), ("2", "bc")):
        with DuckStore() as store:
            store.load("rows", CLAIMS, columns(*(claim(k) for k in rows)))
            files.append(tmp_path / f"it's [{name}].parquet")
            store.write_parquet("SELECT * FROM rows", files[-1])
    made = remember(record, FromParquet(files), BEGUN, "test", large=True)
    assert [b.tables["claims"].rows for b in made] == [2, 1], "b is recorded once"
    assert remember(record, FromParquet(files), BEGUN, "test", large=True) == []
    assert [k for k, _ in keys(held_at(record, micros(BEGUN)))] == ["a", "b", "c"]
    made = remember(record, FromParquet(files[1:]), BEGUN + DAY, "test")
    assert [(m.claim["key"], m.reason) for m in moves(record, micros(BEGUN), micros(BEGUN + DAY))
            ] == [("a", "no longer in the case")]


def test_the_roots_in_the_log_are_over_what_the_rows_say(record: Record) -> None:
    said(record, BEGUN, claim("a"), claim("b"), claim("ba"))
    batch = record.batches[0]
    path = record.root / "segments/claims/00000001.parquet"
    assert check_contents(path, batch.tables["claims"]) == ""
    assert report_ids(record, "report") == ["reporta", "reportb"]
    assert report_ids(record, "x'; DROP") == []
    found = report_rows(record, ["reportb", "none'"])["reportb"]
    assert [(f.seq, len(f.texts), len(f.leaves)) for f in found] == [(1, 2, 96)]


STATEMENTS = st.lists(
    st.tuples(st.sampled_from(["", "record:f"]),
              st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "note"])),
                      max_size=4)),
    min_size=1, max_size=6)


@settings(max_examples=12)
@given(STATEMENTS)
def test_held_is_the_union_of_what_each_holder_said_last(
    statements: list[tuple[str, set[tuple[str, str]]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        record = Record.open(Path(folder) / "record", write=True)
        last: dict[str, set[tuple[str, str]]] = {}
        expected = []
        for day, (holder, rows) in enumerate(statements):
            one_reading = dict(sorted(rows))
            said(record, BEGUN + day * DAY, *(claim(k, n) for k, n in one_reading.items()),
                 holder=holder)
            last[holder] = set(one_reading.items())
            expected.append({key for held in last.values() for key, _ in held})
        for day, held in enumerate(expected):
            at = micros(BEGUN + day * DAY) + 1
            assert {key for key, _ in keys(held_at(record, at))} == held
            assert len(held_at(record, at)["claim_id"]) == len(held)
        record.close()
