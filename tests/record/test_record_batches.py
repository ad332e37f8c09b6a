"""Batches are whole, provable and never added twice, whatever happens in between."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from growing import (
    NOW,
    TOOL,
    after,
    everything,
    grow,
    lines,
    put,
    root_over,
    segment,
    write_lines,
)

from trucewatch.record import Batch, Record, RecordError, Segment
from trucewatch.record.line import StampRow, segment_name, stamp_of
from trucewatch.record.tree import EMPTY
from trucewatch.record.verify import verify


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def refused(code: str, attempt: Callable[[], object]) -> RecordError:
    """Run what has to be refused with that code; the reason says what was expected or to do."""
    with pytest.raises(RecordError) as caught:
        attempt()
    assert caught.value.problem.code == code
    assert caught.value.problem.expected or caught.value.problem.mend
    return caught.value


def whole(root: Path) -> None:
    """Fail unless the record verifies and nothing else lies in it."""
    assert verify(root).problems == []


def test_a_batch_is_read_back_with_its_rows_and_bytes(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r", write=True) as record:
        batch = record.append(
            {"claims": segment(record, "a", "b"), "problems": segment(record, "c")},
            {"x.csv": b"bytes"}, NOW, TOOL, holder="series:x", keys={"x.csv": sha(b"key")},
            origin={"record": "r"}, notes={"why": "a test"},
        )
        assert batch is not None
        assert record.batches == [batch]
    reader = Record.open(tmp_path / "r")
    assert reader.batches == [batch]
    assert (batch.seq, batch.moment, batch.tool, batch.kind) == (1, NOW, TOOL, "data")
    assert (batch.holder, batch.origin, batch.notes) == (
        "series:x", {"record": "r"}, {"why": "a test"})
    assert batch.keys == {"x.csv": sha(b"key")}
    assert batch.previous == EMPTY.hex()
    assert (batch.tables["claims"].rows, batch.tables["claims"].columns) == (2, ("text",))
    assert batch.tables["claims"].root == root_over("b", "a")
    assert reader.segment(batch, "claims").read_bytes() == b"PAR1 one writer: a, b"
    assert sha(reader.segment(batch, "problems").read_bytes()) == batch.tables["problems"].sha256
    assert batch.files == {"x.csv": sha(b"bytes")}
    assert reader.archive.get(batch.files["x.csv"]) == b"bytes"
    assert reader.files("series:x") == batch.files
    assert reader.files() == {}
    assert reader.head == f"1:{batch.head}"
    assert reader.id == batch.head
    whole(tmp_path / "r")


def test_a_record_is_named_by_its_first_head_wherever_it_goes(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r", write=True) as record:
        assert record.id == ""
        assert record.head == f"0:{EMPTY.hex()}"
        first = put(record, ["a"])
        put(record, ["b"])
        assert first is not None
        assert record.id == first.head
    shutil.copytree(tmp_path / "r", tmp_path / "copy")
    assert Record.open(tmp_path / "copy").id == first.head


def test_files_are_a_snapshot(tmp_path: Path) -> None:
    """A, then B, then A again is three batches; saying again what stands is none."""
    with Record.open(tmp_path, write=True) as record:
        made = [put(record, files={"x": data}, now=after(number))
                for number, data in enumerate((b"A", b"A", b"B", b"B", b"A", b"A"))]
        assert [batch.seq if batch else None for batch in made] == [1, None, 2, None, 3, None]
        assert [sorted(batch.objects) for batch in record.batches] == [
            [sha(b"A")], [sha(b"B")], []]
        assert record.files(until=stamp_of(after(3))) == {"x": sha(b"B")}
        assert record.files(until=stamp_of(NOW)) == {"x": sha(b"A")}
        assert record.files(until=stamp_of(NOW - timedelta(seconds=1))) == {}
        assert put(record, files={"x": b"A", "y": b"A"}, now=after(9)) is not None
        assert put(record, files={"y": b"A"}, now=after(9)) is not None
        assert record.files() == {"y": sha(b"A")}
    whole(tmp_path)


def test_files_of_one_holder_do_not_stand_for_another(tmp_path: Path) -> None:
    with Record.open(tmp_path, write=True) as record:
        for holder in ("", "series:a", "series:b"):
            assert record.append({}, {"x": b"A"}, NOW, TOOL, holder=holder) is not None
            assert record.append({}, {"x": b"A"}, NOW, TOOL, holder=holder) is None
        record.append({}, {"x": b"B"}, NOW, TOOL, holder="series:a")
        assert record.files("series:a") == {"x": sha(b"B")}
        assert record.files("series:b") == record.files() == {"x": sha(b"A")}


def test_repeating_tables_is_a_no_op(tmp_path: Path) -> None:
    later = after(60)
    with Record.open(tmp_path, write=True) as record:
        assert put(record, ["a", "b"], {"x": b"1"})
        assert put(record, ["c"])
        before = everything(tmp_path)
        assert put(record, ["b", "a"], {"x": b"1"}, later, "other 2") is None
        assert put(record, ["c"], None, later) is None
        assert record.append({"claims": segment(record, "c", by="another writer")}, {}, later,
                             TOOL) is None
        assert everything(tmp_path) == before, "not even in the staging folder"
        assert put(record, ["a", "d"], None, later)
        assert record.append({"reports": segment(record, "c")}, {}, later, TOOL), "another table"
    whole(tmp_path)


def test_nothing_to_say_is_a_no_op_whatever_was_said_before(tmp_path: Path) -> None:
    with Record.open(tmp_path, write=True) as record:
        assert record.append({}, {}, NOW, TOOL) is None
        assert put(record, files={"x": b"1"})
        assert record.append({}, {}, NOW, TOOL) is None


def test_identity_does_not_depend_on_order_time_tool_or_writer(tmp_path: Path) -> None:
    batches: list[Batch] = []
    for name, rows, seconds, tool in (("one", "ab", 0, TOOL), ("two", "ba", 3600, "other 3")):
        with Record.open(tmp_path / name, write=True) as record:
            part = segment(record, *rows, by=name)
            batch = record.append({"claims": part}, {"x": b"1"}, after(seconds), tool)
            assert batch is not None
            batches.append(batch)
    one, two = batches
    assert one.batch == two.batch
    assert one.tables["claims"].sha256 != two.tables["claims"].sha256
    assert one.head != two.head, "but the line says when, and by what"


def test_every_line_says_that_no_authority_stamped_the_head_before(tmp_path: Path) -> None:
    first, second, third = grow(tmp_path, 3)
    assert first.stamps == ()
    for batch, before in ((second, first), (third, second)):
        assert batch.stamps == (StampRow(before.seq, before.head, "", "",
                                         "no time-stamping authority is configured"),)


def test_a_stamp_is_kept_with_its_token_and_says_nothing_of_none(tmp_path: Path) -> None:
    grow(tmp_path, 1)
    token = b"a token"
    with Record.open(tmp_path, write=True) as record:
        row = StampRow(1, record.batches[0].head, "https://tsa.example", sha(token), "")
        failed = StampRow(1, record.batches[0].head, "https://other.example", "", "no answer")
        batch = record.append(
            {}, {}, after(9), TOOL, kind="stamp", stamps=[(row, token), (failed, b"")])
        assert batch is not None
        assert batch.stamps == (row, failed)
        after_it = put(record, ["next"], now=after(9))
        assert after_it is not None
        assert after_it.stamps == ()
    assert (tmp_path / "proofs" / f"{sha(token)}.tsr").read_bytes() == token
    whole(tmp_path)


def test_readers_see_what_was_whole_when_they_opened(tmp_path: Path) -> None:
    with Record.open(tmp_path, write=True) as record:
        put(record, ["a"])
        reader = Record.open(tmp_path)
        put(record, ["b"])
        assert [batch.seq for batch in reader.batches] == [1]
        assert [batch.seq for batch in Record.open(tmp_path).batches] == [1, 2]
        assert record.writable
        assert not reader.writable
    assert not record.writable


# --- a torn line ---


def torn(root: Path, keep: int = -20) -> bytes:
    """Make a record of two batches whose newest line broke off; gives what is left of it."""
    grow(root, 2)
    log = root / "log.jsonl"
    log.write_bytes(log.read_bytes()[:keep])
    return log.read_bytes().split(b"\n")[-1]


@pytest.mark.parametrize("keep", [-1, -20, -400])
def test_readers_pass_over_a_torn_line_and_a_writer_refuses_it(tmp_path: Path, keep: int) -> None:
    torn(tmp_path, keep)
    before = everything(tmp_path)
    assert [batch.seq for batch in Record.open(tmp_path).batches] == [1]
    wrong = refused("torn_tail", lambda: Record.open(tmp_path, write=True))
    assert (wrong.problem.file, wrong.problem.line) == ("log.jsonl", 2)
    assert everything(tmp_path) == before
    assert [(p.code, p.line) for p in verify(tmp_path).problems][:1] == [("torn_tail", 2)]


def test_mending_cuts_the_torn_line_and_says_what_it_was(tmp_path: Path) -> None:
    tail = torn(tmp_path)
    with Record.open(tmp_path, write=True, mend=True, now=after(60)) as record:
        assert [batch.kind for batch in record.batches] == ["data", "mend"]
        mend = record.batches[1]
        assert mend.moment == after(60)
        assert mend.notes["bytes"] == str(len(tail))
        assert mend.notes["sha256"] == sha(tail)
        assert mend.notes["cut"].startswith("cut line 2 of log.jsonl, torn after")
        assert mend.notes["cut"] in record.cut
        again = put(record, ["row 1"], {"f1.csv": b"bytes 1"}, after(61))
        assert again is not None
        assert again.seq == 3
    assert [batch.kind for batch in Record.open(tmp_path).batches] == ["data", "mend", "data"]
    with Record.open(tmp_path, write=True, mend=True) as record:
        assert record.cut == []
        assert len(record.batches) == 3


def test_mending_leaves_a_record_that_verifies(tmp_path: Path) -> None:
    """A crash in the middle of the line: the files are in place, the list of them too."""
    crash_at(tmp_path, "line", torn_line=True)
    with Record.open(tmp_path, write=True, mend=True, now=after(60)) as record:
        assert len(record.cut) == 3
    whole(tmp_path)


def test_mending_before_the_newest_batch_is_refused_and_cuts_nothing(tmp_path: Path) -> None:
    torn(tmp_path)
    before = everything(tmp_path)
    early, naive = NOW - timedelta(days=1), NOW.replace(tzinfo=None)
    refused("time_runs_back",
            lambda: Record.open(tmp_path, write=True, mend=True, now=early))
    refused("time_without_zone",
            lambda: Record.open(tmp_path, write=True, mend=True, now=naive))
    assert everything(tmp_path) == before


def test_mend_is_not_for_lines_that_are_whole(tmp_path: Path) -> None:
    grow(tmp_path, 3)
    texts = lines(tmp_path)
    write_lines(tmp_path, [texts[0], texts[2]])
    before = everything(tmp_path)
    refused("line_out_of_place", lambda: Record.open(tmp_path, write=True, mend=True))
    assert everything(tmp_path) == before


# --- a writer that ended without closing ---


def crash_at(root: Path, step: str, torn_line: bool = False) -> dict[str, bytes | None]:
    """Leave a record as a writer does that is killed at a step of its second batch.

    The folder is copied at that moment, as a power cut would leave it, and put in its place.
    """
    grow(root, 1)
    away = root.with_name("killed")

    def copy() -> None:
        if not away.exists():
            shutil.copytree(root, away)

    def replace(self: Path, target: Path) -> Path:
        made = real_replace(self, target)
        if step == "place" and "segments" in str(target):
            copy()
        return made

    def fsync(handle: int) -> None:
        real_fsync(handle)
        if step == "staged" and (root / "staging").is_dir() and any((root / "staging").iterdir()):
            copy()
        if step == "line" and len(lines(root)) == 2:
            copy()

    real_replace, real_fsync = Path.replace, os.fsync
    with pytest.MonkeyPatch.context() as patch, Record.open(root, write=True) as record:
        patch.setattr(Path, "replace", replace)
        patch.setattr(os, "fsync", fsync)
        put(record, ["row 1"], {"f1.csv": b"bytes 1"}, after(1))
    assert away.is_dir(), "the step was reached"
    shutil.rmtree(root)
    away.rename(root)
    if torn_line:
        log = root / "log.jsonl"
        log.write_bytes(log.read_bytes()[:-20])
    return everything(root)


@pytest.mark.parametrize("step", ["staged", "place"])
def test_what_a_killed_writer_left_is_cleared_and_said(tmp_path: Path, step: str) -> None:
    root = tmp_path / "r"
    left = crash_at(root, step)
    assert [batch.seq for batch in Record.open(root).batches] == [1], "readers see whole batches"
    assert {p.code for p in verify(root).problems} == {
        "staged": {"leftover"}, "place": {"leftover", "extra_file", "extra_folder"}}[step]
    assert everything(root) == left, "reading and verifying change nothing"
    with Record.open(root, write=True) as record:
        said = "\n".join(record.cut)
        assert re.search(rf"ended without closing: process {os.getpid()} on \S+ since 20", said)
        assert "cleared files of a batch that was never finished" in said
        assert ("segments/claims/00000002.parquet" if step == "place" else "staging/") in said
    assert [p.code for p in verify(root).problems if p.code != "extra_folder"] == []
    with Record.open(root, write=True) as record:
        assert record.cut == []
        assert put(record, ["row 1"], {"f1.csv": b"bytes 1"}, after(1)) is not None
    whole(root)


def test_what_a_killed_writer_left_is_cleared_with_its_folders(tmp_path: Path) -> None:
    crash_at(tmp_path / "r", "place")
    Record.open(tmp_path / "r", write=True).close()
    whole(tmp_path / "r")


def test_a_batch_that_was_whole_when_its_writer_was_killed_is_kept(tmp_path: Path) -> None:
    root = tmp_path / "r"
    crash_at(root, "line")
    assert (root / "pending.json").is_file(), "the list of its files is still there"
    with Record.open(root, write=True) as record:
        assert [batch.seq for batch in record.batches] == [1, 2]
        assert not any("cleared" in words for words in record.cut)
        assert put(record, ["row 1"], {"f1.csv": b"bytes 1"}, after(1)) is None
    whole(root)


def test_a_list_of_leftovers_can_name_nothing_but_leftovers(tmp_path: Path) -> None:
    grow(tmp_path / "r", 1)
    (tmp_path / "kept").write_bytes(b"")
    named = segment_name("claims", 1)
    listed = [named, "log.jsonl", "format", "../kept", str(tmp_path / "kept"), 5, None,
              "segments/claims/../../../kept", "archive/aa/../../log.jsonl"]
    before = everything(tmp_path / "r")
    for data in (json.dumps(listed), "{}", '"log.jsonl"', json.dumps([[named]]), "{", ""):
        (tmp_path / "r" / "pending.json").write_text(data)
        with Record.open(tmp_path / "r", write=True) as record:
            assert record.cut == []
        assert everything(tmp_path / "r") == before
    assert (tmp_path / "kept").exists()


@pytest.mark.parametrize("data", [b"5", b"null", b"[" * 100_000], ids=range(3))
def test_a_list_of_leftovers_that_cannot_be_read_is_passed_over(
    tmp_path: Path, data: bytes
) -> None:
    grow(tmp_path, 1)
    (tmp_path / "pending.json").write_bytes(data)
    with Record.open(tmp_path, write=True) as record:
        assert len(record.batches) == 1
    assert not (tmp_path / "pending.json").exists()


def test_the_rest_of_a_temporary_file_is_cleared(tmp_path: Path) -> None:
    grow(tmp_path, 1)
    (tmp_path / "pending.json-0123abcd.tmp").write_bytes(b"half")
    (tmp_path / "notes.tmp").write_bytes(b"somebody's own")
    with Record.open(tmp_path, write=True) as record:
        assert any("pending.json-0123abcd.tmp" in words for words in record.cut)
    assert not (tmp_path / "pending.json-0123abcd.tmp").exists()
    assert (tmp_path / "notes.tmp").exists()


# --- a disk that is full, or refuses ---


class Failing:
    """Lets a function work until the call of a number, and fails that one."""

    def __init__(self, real: Callable[..., Any], at: int, harm: BaseException) -> None:
        self.real, self.at, self.harm, self.calls = real, at, harm, 0

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.calls += 1
        if self.calls == self.at:
            raise self.harm
        return self.real(*given, **named)

    def bound(self) -> Callable[..., Any]:
        """The same as a function, which unlike this may stand in the place of a method."""
        def call(*given: Any, **named: Any) -> Any:
            return self(*given, **named)

        return call


FULL = OSError(errno.ENOSPC, "No space left on device")
STEPS: dict[str, tuple[Any, str]] = {
    "fsync": (os, "fsync"), "replace": (Path, "replace"), "open": (Path, "open"),
    "mkdir": (Path, "mkdir"),
}


def placed(root: Path) -> dict[str, bytes | None]:
    """Everything but the staging folder, which a writer keeps until it closes."""
    return {name: data for name, data in everything(root).items()
            if name.partition("/")[0] != "staging"}


def files_in(root: Path) -> dict[str, bytes | None]:
    return {name: data for name, data in placed(root).items() if data is not None}


def failures(
    step: str, harm: BaseException, tmp_path: Path,
    look: Callable[[Path], dict[str, bytes | None]],
) -> int:
    """Fail every call of a step in turn, while a batch is appended; the number of calls."""
    where, name = STEPS[step]
    at = 0
    while True:
        at += 1
        root = tmp_path / f"{step}-{at}"
        grow(root, 1)
        with Record.open(root, write=True) as record:
            before, batches, head = look(root), list(record.batches), record.head
            part = segment(record, "new")
            failing = Failing(getattr(where, name), at, harm)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(where, name, failing.bound())
                try:
                    made = record.append({"claims": part}, {"new.csv": b"new"}, after(9), TOOL)
                except type(harm):
                    made = None
            if failing.calls < at:
                assert made is not None
                return at - 1
            if len(record.batches) == 2 and not isinstance(harm, OSError):
                made = record.batches[1]  # Interrupted after all was done.
            if made is None:
                assert (record.batches, record.head) == (batches, head)
                assert look(root) == before
                made = put(record, ["new"], {"new.csv": b"new"}, after(9))
            assert made is not None
            assert made.seq == 2
        whole(root)
        assert [batch.seq for batch in Record.open(root).batches] == [1, 2]


LEAST = [("fsync", 7), ("replace", 3), ("open", 5), ("mkdir", 1)]
"""Steps, and how many calls of each a batch surely takes."""


@pytest.mark.parametrize(("step", "least"), [
    *LEAST,
])
@pytest.mark.parametrize("harm", [FULL, KeyboardInterrupt()], ids=["full", "interrupted"])
def test_a_full_disk_leaves_the_record_as_it_was(
    tmp_path: Path, step: str, least: int, harm: BaseException
) -> None:
    """And once there is room, the same batch is appended by the same writer."""
    assert failures(step, harm, tmp_path, files_in) >= least


@pytest.mark.parametrize(("step", "least"), LEAST)
def test_a_full_disk_leaves_no_folder_behind(tmp_path: Path, step: str, least: int) -> None:
    assert failures(step, FULL, tmp_path, placed) >= least


@pytest.mark.parametrize("harm", [FULL, KeyboardInterrupt()], ids=["refused", "interrupted"])
def test_what_fails_after_the_line_is_written_harms_nothing(
    tmp_path: Path, harm: BaseException
) -> None:
    """The line is on the disk: from there on the batch is whole, and stays so."""
    grow(tmp_path, 1)
    with Record.open(tmp_path, write=True) as record:
        part = segment(record, "new")
        failing = Failing(Path.unlink, 1, harm)
        # What a person stops is stopped; a disk that refuses now is no failure of the batch.
        stopped = (pytest.raises(KeyboardInterrupt) if isinstance(harm, KeyboardInterrupt)
                   else nullcontext())
        with pytest.MonkeyPatch.context() as patch, stopped:
            patch.setattr(Path, "unlink", failing.bound())
            made = record.append({"claims": part}, {"new.csv": b"new"}, after(9), TOOL)
            assert made is not None
        assert failing.calls >= 1
        again = segment(record, "new")
        assert record.append({"claims": again}, {"new.csv": b"new"}, after(9), TOOL) is None
    assert len(lines(tmp_path)) == 2
    Record.open(tmp_path, write=True).close()
    whole(tmp_path)


@pytest.mark.parametrize("step", ["fsync", "replace", "open", "mkdir"])
def test_a_full_disk_when_a_record_is_made_leaves_room_to_try_again(
    tmp_path: Path, step: str
) -> None:
    where, name = STEPS[step]
    for at in range(1, 99):
        root = tmp_path / f"{step}-{at}"
        failing = Failing(getattr(where, name), at, FULL)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(where, name, failing.bound())
            try:
                Record.open(root, write=True).close()
            except OSError as reason:
                assert reason is FULL
        if failing.calls < at:
            break
        grow(root, 2)
        whole(root)
    assert at > 1, "the step was reached"


def test_a_line_the_disk_took_in_part_is_taken_back(tmp_path: Path) -> None:
    """One write may take less than it was given, and say so only by a number."""
    grow(tmp_path, 1)
    before = everything(tmp_path)
    real = Path.open

    class Short:
        def __init__(self, stream: Any) -> None:
            self.stream = stream

        def __enter__(self) -> Short:
            return self

        def __exit__(self, *what: object) -> None:
            self.stream.close()

        def __getattr__(self, name: str) -> Any:
            return getattr(self.stream, name)

        def write(self, data: bytes) -> int:
            return int(self.stream.write(data[: len(data) // 2]))

    def short(self: Path, mode: str = "r", *given: Any, **named: Any) -> Any:
        stream = real(self, mode, *given, **named)
        return Short(stream) if mode == "ab" else stream

    with Record.open(tmp_path, write=True) as record:
        part = segment(record, "new")
        with pytest.MonkeyPatch.context() as patch, pytest.raises(OSError, match="part of a line"):
            patch.setattr(Path, "open", short)
            record.append({"claims": part}, {}, after(9), TOOL)
        assert {**placed(tmp_path), "writer.json": None} == {**before, "writer.json": None}
        assert put(record, ["new"], now=after(9)) is not None
    whole(tmp_path)


# --- wrong use ---


def test_reading_makes_nothing(tmp_path: Path) -> None:
    refused("no_record", lambda: Record.open(tmp_path / "none"))
    refused("no_record", lambda: Record.open(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    wrong = refused("not_a_record", lambda: Record.open(tmp_path, write=True))
    assert "a.jpg" in wrong.problem.found
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]


@pytest.mark.parametrize(("content", "code"), [
    (b"trucewatch record 3\n", "newer_format"), (b"trucewatch record 12\n", "newer_format"),
    (b"trucewatch record 1\n", "altered_file"), (b"trucewatch record 2", "altered_file"),
    (b"", "altered_file"), (b"\xff" * 1000, "altered_file"), (b"trucewatch record 2\r\n",
                                                              "altered_file"),
    (None, "missing_file"),
])
def test_another_format_is_named_and_left_alone(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    grow(tmp_path, 1)
    (tmp_path / "format").unlink()
    if content is not None:
        (tmp_path / "format").write_bytes(content)
    before = everything(tmp_path)
    for write in (False, True):
        wrong = refused(code, lambda write=write: Record.open(tmp_path, write=write))  # type: ignore[misc]
        assert wrong.problem.file == "format"
        assert wrong.problem.mend
    assert everything(tmp_path) == before


def test_a_record_without_its_log_is_not_begun_anew(tmp_path: Path) -> None:
    grow(tmp_path, 2)
    (tmp_path / "log.jsonl").unlink()
    before = everything(tmp_path)
    for write in (False, True):
        with pytest.raises(RecordError):
            Record.open(tmp_path, write=write)
    assert everything(tmp_path) == before


def test_two_that_make_a_record_at_once_lose_nothing(tmp_path: Path) -> None:
    """The second looks for a log just before the first makes one and appends."""
    root, real = tmp_path / "r", Path.iterdir
    began: list[bool] = []

    def iterdir(self: Path) -> Any:
        entries = list(real(self))
        if self == root and not began:
            began.append(True)
            with Record.open(root, write=True) as first:
                put(first, ["a"])
        return iter(entries)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "iterdir", iterdir)
        Record.open(root, write=True).close()
    assert began
    assert [batch.seq for batch in Record.open(root).batches] == [1]


def test_a_log_that_is_not_as_written_is_opened_by_nobody(tmp_path: Path) -> None:
    grow(tmp_path, 3)
    texts = lines(tmp_path)
    write_lines(tmp_path, [texts[0], texts[1].replace(b"0.1.0", b"0.1.1"), texts[2]])
    for write in (False, True):
        wrong = refused("altered_line", lambda write=write: Record.open(tmp_path, write=write))  # type: ignore[misc]
        assert (wrong.problem.file, wrong.problem.line) == ("log.jsonl", 2)
    assert not (tmp_path / "writer.json").exists(), "the lock was given back"


def test_only_who_writes_may_append(tmp_path: Path) -> None:
    grow(tmp_path, 1)
    reader = Record.open(tmp_path)
    refused("not_open_for_writing", lambda: reader.append({}, {"x": b"1"}, after(9), TOOL))
    refused("not_open_for_writing", lambda: reader.scratch("x"))
    with Record.open(tmp_path, write=True) as record:
        pass
    refused("not_open_for_writing", lambda: record.append({}, {"x": b"1"}, after(9), TOOL))
    record.close()


def test_wrong_arguments_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    grow(tmp_path, 2)
    with Record.open(tmp_path, write=True) as record:
        before = everything(tmp_path)

        def attempt(code: str, name: str = "claims", **changed: Any) -> RecordError:
            part = segment(record, "z")
            given = Segment(("text",), changed.get("root", part.root), changed.get("rows", 1),
                            part.file)
            wrong = refused(code, lambda: record.append(
                {name: given}, {}, changed.get("now", after(9)), TOOL))
            shutil.rmtree(tmp_path / "staging")
            assert everything(tmp_path) == before
            return wrong

        attempt("time_runs_back", now=NOW)
        attempt("time_without_zone", now=NOW.replace(tzinfo=None))
        for name in ("../x", "nul", "", "Claims", "a/b", "a" * 33, "claims\n"):
            attempt("bad_table_name", name)
        attempt("bad_segment", rows=0)
        attempt("bad_segment", root="")
        attempt("bad_segment", root="A" * 64)
        assert len(record.batches) == 2


def test_a_log_that_changed_underneath_is_not_added_to(tmp_path: Path) -> None:
    grow(tmp_path, 2)
    log = tmp_path / "log.jsonl"
    texts = log.read_bytes()
    for changed in (texts + b"{}\n", texts[:-1], lines(tmp_path)[0] + b"\n"):
        log.write_bytes(texts)
        with Record.open(tmp_path, write=True) as record:
            part = segment(record, "new")
            log.write_bytes(changed)
            wrong = refused(
                "log_changed", lambda record=record, part=part: record.append(  # type: ignore[misc]
                    {"claims": part}, {"n": b"n"}, after(9), TOOL))
            assert "verify" in wrong.problem.mend
        assert log.read_bytes() == changed
        assert not (tmp_path / segment_name("claims", 3)).exists()


@pytest.mark.parametrize(("harm", "code"), [
    (lambda path: path.write_bytes(b"other"), "altered_segment"),
    (lambda path: path.unlink(), "missing_segment"),
    (lambda path: (path.unlink(), path.mkdir()), "missing_segment"),
])
def test_a_segment_that_is_not_as_written_is_not_read(
    tmp_path: Path, harm: Callable[[Path], object], code: str
) -> None:
    batch = grow(tmp_path, 1)[0]
    reader = Record.open(tmp_path)
    path = reader.segment(batch, "claims")
    harm(path)
    wrong = refused(code, lambda: reader.segment(batch, "claims"))
    assert wrong.problem.file == "segments/claims/00000001.parquet"
    assert reader.segment(batch, "claims", verify=False) == path


def test_names_are_fit_for_every_system(tmp_path: Path) -> None:
    names = ["https://example.org/a?b:c|d*\n", "CON", "../../up", "", "a" * 5000, "é\ud800"]
    with Record.open(tmp_path / "r", write=True) as record:
        put(record, ["a"], {name: b"%d" % at for at, name in enumerate(names)})
        paths = list((tmp_path / "r").rglob("*"))
    assert len(paths) > 10
    for path in paths:
        assert re.fullmatch(r"[a-z0-9][a-z0-9_.]*[a-z0-9]", path.name), path.name
        assert len(str(path.relative_to(tmp_path / "r"))) < 100
    assert set(Record.open(tmp_path / "r").batches[0].files) == set(names)
    whole(tmp_path / "r")


def link(path: Path, to: Path) -> None:
    try:
        path.symlink_to(to, target_is_directory=to.is_dir())
    except (OSError, NotImplementedError):
        if os.name == "posix":
            raise
        pytest.skip("this system cannot make links")


@pytest.mark.parametrize("name", ["archive", "format", "log.jsonl", "segments", "proofs",
                                  "staging", "pending.json", "writer.json", "writer.lock"])
def test_a_link_in_place_of_a_part_is_refused(tmp_path: Path, name: str) -> None:
    root, away = tmp_path / "r", tmp_path / "away"
    grow(root, 1)
    if (root / name).exists():
        (root / name).rename(away)
    else:
        away.mkdir()
    link(root / name, away)
    before = everything(root)
    wrong = refused("symbolic_link", lambda: Record.open(root))
    assert wrong.problem.file == name
    # A writer looks at the lock and its note first.
    with pytest.raises((RecordError, OSError)) as caught:
        Record.open(root, write=True)
    if not name.startswith("writer"):
        assert isinstance(caught.value, RecordError)
        assert caught.value.problem.code == "symbolic_link"
    assert [(p.code, p.file) for p in verify(root).problems] == [("symbolic_link", name)]
    assert everything(root) == before


@pytest.mark.parametrize("name", ["segments/claims", "segments/claims/00000001.parquet"])
def test_a_segment_behind_a_link_is_not_read(tmp_path: Path, name: str) -> None:
    root = tmp_path / "r"
    batch = grow(root, 1)[0]
    (root / name).rename(tmp_path / "away")
    link(root / name, tmp_path / "away")
    refused("missing_segment", lambda: Record.open(root).segment(batch, "claims"))
    assert "missing_segment" in [p.code for p in verify(root).problems]
