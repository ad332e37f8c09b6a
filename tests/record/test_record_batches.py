"""Batches are whole, provable and never added twice."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from trucewatch.record import Batch, Record, RecordError, RecordLocked, Segment, check_chain

NOW = datetime(2026, 8, 22, 9, tzinfo=UTC)
TOOL = "trucewatch 0.1.0"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def segment(*rows: str) -> Segment:
    return Segment([sha(row) for row in rows], ("PAR1" + ",".join(rows)).encode())


def grow(root: Path, batches: int) -> list[Batch]:
    with Record.open(root, write=True) as record:
        for number in range(batches):
            record.append(
                {"claims": segment(f"row {number}")}, {f"f{number}.csv": b"%d" % number},
                NOW + timedelta(seconds=number), TOOL,
            )
        return record.batches()


def lines(root: Path) -> list[bytes]:
    return (root / "log.jsonl").read_bytes().split(b"\n")[:-1]


def codes(root: Path) -> list[tuple[str, int | None]]:
    return [(p.code, p.line) for p in check_chain(lines(root))]


def test_a_batch_is_read_back_with_its_rows_and_bytes(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r", write=True) as record:
        batch = record.append(
            {"claims": segment("a", "b"), "problems": segment("c")}, {"x.csv": b"bytes"}, NOW, TOOL
        )
    reader = Record.open(tmp_path / "r")
    assert reader.batches() == [batch]
    assert batch is not None
    assert batch.time == NOW
    assert batch.previous == ""
    assert batch.tables["claims"].rows == 2
    assert reader.read(batch.tables["claims"]) == b"PAR1a,b"
    assert reader.rows("claims") == {sha("a"), sha("b")}
    assert reader.rows("reports") == set()
    assert reader.archive.get(batch.files["x.csv"]) == b"bytes"
    rows_file = tmp_path / "r" / batch.tables["claims"].rows_file
    assert hashlib.sha256(rows_file.read_bytes()).hexdigest() == batch.tables["claims"].digest


def test_repeating_a_batch_or_its_content_is_a_no_op(tmp_path: Path) -> None:
    root = tmp_path / "r"
    later = NOW + timedelta(days=1)
    with Record.open(root, write=True) as record:
        assert record.append({"claims": segment("a", "b")}, {"x": b"1"}, NOW, TOOL)
        assert record.append({"claims": segment("c")}, {}, NOW, TOOL)
        before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
        assert record.append({"claims": segment("b", "a")}, {"x": b"1"}, later, "other 2") is None
        assert record.append({"claims": segment("a")}, {}, later, TOOL) is None
        assert record.append({"claims": segment("c", "a")}, {"y": b"1"}, later, TOOL) is None
        assert record.append({}, {}, later, TOOL) is None
        assert record.append({"claims": Segment([], b"")}, {}, later, TOOL) is None
        assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before
        assert record.append({"claims": segment("a", "d")}, {}, later, TOOL)
        assert record.append({"reports": segment("a")}, {}, later, TOOL), "another table"


def test_identity_does_not_depend_on_order_time_tool_or_writer(tmp_path: Path) -> None:
    batches = []
    for name, rows, now, tool, data in (
        ("one", ("a", "b"), NOW, TOOL, b"one writer"),
        ("two", ("b", "a"), NOW + timedelta(hours=1), "other 3", b"another writer"),
    ):
        with Record.open(tmp_path / name, write=True) as record:
            part = Segment([sha(row) for row in rows], data)
            batches.append(record.append({"claims": part}, {"x": b"1"}, now, tool))
    assert batches[0] and batches[1]
    assert batches[0].batch == batches[1].batch
    assert batches[0].tables["claims"].sha256 != batches[1].tables["claims"].sha256


def test_the_chain_holds_and_times_are_utc(tmp_path: Path) -> None:
    grow(tmp_path / "r", 4)
    assert codes(tmp_path / "r") == []
    with Record.open(tmp_path / "s", write=True) as record:
        east = NOW.astimezone(timezone(timedelta(hours=3)))
        record.append({"claims": segment("a")}, {}, east, TOOL)
    assert b'"time":"2026-08-22T09:00:00.000000Z"' in lines(tmp_path / "s")[0]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_altered_line_is_named(tmp_path: Path, number: int) -> None:
    grow(tmp_path, 4)
    log = tmp_path / "log.jsonl"
    changed = lines(tmp_path)
    changed[number - 1] = changed[number - 1].replace(b"trucewatch 0.1.0", b"trucewatch 0.1.1")
    log.write_bytes(b"".join(line + b"\n" for line in changed))
    assert codes(tmp_path) == [("altered_line", number)]
    for write in (False, True):
        with pytest.raises(RecordError, match=f"log.jsonl:{number}: error: altered line"):
            Record.open(tmp_path, write=write)
    assert not (tmp_path / "writer.lock").exists()


def test_a_removed_swapped_or_repeated_line_is_seen(tmp_path: Path) -> None:
    grow(tmp_path, 4)
    whole = lines(tmp_path)
    for changed, expected in (
        (whole[1:], ("missing_line", 1)),
        ([whole[0], *whole[2:]], ("altered_line", 1)),
        ([whole[0], whole[2], whole[1], whole[3]], ("line_out_of_place", 2)),
        ([*whole, whole[3]], ("repeated_batch", 5)),
    ):
        found = [(p.code, p.line) for p in check_chain(changed)]
        assert expected in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"seq":2', b'"seq":"2"'), (b'"seq":2', b'"seq":true'), (b'"tool"', b'"tooll"'),
        (b"segments/claims/00000002.parquet", b"../../../../home/x/00000002.parqu"),
        (b"T09:", b"T99:"), (b'"tables":{"claims"', b'"tables":{"aux"'), (b"{", b"[" * 5000),
        (b'"rows":1', b'"rows":-1'), (b"}", b""), (b'"seq":2', b'"seq":\xff'),
    ],
)
def test_hostile_lines_are_problems_not_crashes(tmp_path: Path, old: bytes, new: bytes) -> None:
    grow(tmp_path, 2)
    changed = lines(tmp_path)
    assert old in changed[1]
    changed[1] = changed[1].replace(old, new, 1)
    found = check_chain(changed)
    assert found
    assert found[0].line == 2
    assert found[0].code == "unreadable_line"


def test_a_torn_tail_is_named_refused_and_mended_only_when_asked(tmp_path: Path) -> None:
    grow(tmp_path, 2)
    log = tmp_path / "log.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole[:-20])
    for write in (False, True):
        with pytest.raises(RecordError, match=r"log.jsonl:2: error: torn tail"):
            Record.open(tmp_path, write=write)
    assert log.read_bytes() == whole[:-20]
    with Record.open(tmp_path, write=True, mend=True) as record:
        assert "cut line 2 of log.jsonl" in record.cut
        assert [batch.seq for batch in record.batches()] == [1]
        again = record.append(
            {"claims": segment("row 1")}, {"f1.csv": b"1"}, NOW + timedelta(seconds=1), TOOL
        )
    assert again is not None
    assert log.read_bytes() == whole
    with Record.open(tmp_path, write=True, mend=True) as record:
        assert record.cut == ""


def test_a_crash_before_the_log_line_leaves_no_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(self: Record, line: bytes) -> None:
        raise KeyboardInterrupt

    grow(tmp_path, 1)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Record, "_append_line", stop)
        with Record.open(tmp_path, write=True) as record:
            record.append({"claims": segment("lost")}, {"y": b"2"}, NOW, TOOL)
    assert (tmp_path / "segments/claims/00000002.parquet").exists()
    reader = Record.open(tmp_path)
    assert [batch.seq for batch in reader.batches()] == [1]
    assert sha("lost") not in reader.rows("claims")
    with Record.open(tmp_path, write=True) as record:
        batch = record.append({"claims": segment("next")}, {}, NOW, TOOL)
    assert batch is not None
    assert reader.read(batch.tables["claims"]) == b"PAR1next"


def test_an_altered_or_missing_segment_is_named(tmp_path: Path) -> None:
    table = grow(tmp_path, 1)[0].tables["claims"]
    reader = Record.open(tmp_path)
    (tmp_path / table.file).write_bytes(b"other")
    with pytest.raises(RecordError, match=re.escape(table.file) + ".*altered segment"):
        reader.read(table)
    (tmp_path / table.rows_file).unlink()
    with pytest.raises(RecordError, match="missing segment"):
        reader.rows("claims")


def test_a_second_writer_gets_a_clear_message_and_readers_are_not_blocked(tmp_path: Path) -> None:
    with Record.open(tmp_path, write=True) as record:
        record.append({"claims": segment("a")}, {}, NOW, TOOL)
        with pytest.raises(RecordLocked) as caught:
            Record.open(tmp_path, write=True)
        message = str(caught.value)
        assert re.search(r"a lock held by process \d+ on \S+ since 20", message)
        assert "delete writer.lock" in message
        assert len(Record.open(tmp_path).batches()) == 1
    Record.open(tmp_path, write=True).close()


def test_a_damaged_lock_still_holds(tmp_path: Path) -> None:
    grow(tmp_path, 1)
    (tmp_path / "writer.lock").write_bytes(b"\xff")
    with pytest.raises(RecordLocked, match="left no note"):
        Record.open(tmp_path, write=True)


def test_closing_leaves_a_lock_of_somebody_else_alone(tmp_path: Path) -> None:
    record = Record.open(tmp_path, write=True)
    (tmp_path / "writer.lock").write_text("{}")
    record.close()
    record.close()
    assert (tmp_path / "writer.lock").exists()


def test_wrong_use_is_refused_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no record"):
        Record.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"")
    with pytest.raises(RecordError, match="not a record"):
        Record.open(tmp_path / "photos", write=True)
    grow(tmp_path / "r", 2)
    with pytest.raises(RecordError, match="not open for writing"):
        Record.open(tmp_path / "r").append({"claims": segment("z")}, {}, NOW, TOOL)
    with Record.open(tmp_path / "r", write=True) as record:
        with pytest.raises(RecordError, match="time runs back"):
            record.append({"claims": segment("z")}, {}, NOW - timedelta(days=1), TOOL)
        with pytest.raises(RecordError, match="time without zone"):
            record.append({"claims": segment("z")}, {}, NOW.replace(tzinfo=None), TOOL)
        with pytest.raises(RecordError, match="bad table name"):
            record.append({"../x": segment("z")}, {}, NOW, TOOL)
        with pytest.raises(RecordError, match="bad table name"):
            record.append({"nul": segment("z")}, {}, NOW, TOOL)
        with pytest.raises(RecordError, match="not a digest"):
            record.append({"claims": Segment(["z"], b"")}, {}, NOW, TOOL)


def test_names_are_fit_for_every_system(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r", write=True) as record:
        record.append(
            {"claims": segment("a")}, {"https://example.org/a?b:c|d*\n": b"1", "CON": b"2"}, NOW,
            TOOL,
        )
    for path in (tmp_path / "r").rglob("*"):
        assert re.fullmatch(r"[a-z0-9][a-z0-9_.]*[a-z0-9]", path.name), path.name
        assert len(str(path.relative_to(tmp_path / "r"))) < 100
    assert len(Record.open(tmp_path / "r").batches()[0].files) == 2


def test_a_full_disk_leaves_the_log_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    grow(tmp_path, 1)
    before = (tmp_path / "log.jsonl").read_bytes()
    with Record.open(tmp_path, write=True) as record:
        with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
            patch.setattr("trucewatch.record.record.os.fsync", full)
            record._append_line(b"{}")
        assert (tmp_path / "log.jsonl").read_bytes() == before
        assert len(record.batches()) == 1
