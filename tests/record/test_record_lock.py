"""One writer at a time, who is named; a dead one holds nothing; readers are never kept waiting."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from growing import after, everything, grow, put

from trucewatch.record import Record, RecordError, RecordLocked
from trucewatch.record.lock import writer_at_work
from trucewatch.record.verify import verify

HOLD = """
import sys
from pathlib import Path
from trucewatch.record import Record
with Record.open(Path(sys.argv[1]), write=True) as record:
    record.scratch("half").write_bytes(b"half")
    print("ready", flush=True)
    sys.stdin.read()
    (Path(sys.argv[1]) / "staging" / "half").unlink()
    (Path(sys.argv[1]) / "staging").rmdir()
"""


@contextmanager
def another_writer(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that holds the record and has begun to write."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"ready"
        yield process
    finally:
        process.kill()
        process.communicate()


def refused(root: Path) -> RecordLocked:
    with pytest.raises(RecordLocked) as caught:
        Record.open(root, write=True)
    assert caught.value.problem.code == "record_in_use"
    return caught.value


def note(root: Path, **changed: object) -> None:
    """Leave the note of a writer."""
    data = {"pid": 12, "host": socket.gethostname(), "since": "2026-08-22T09:00:00+00:00"}
    (root / "writer.json").write_text(json.dumps({**data, **changed}))


def test_a_second_writer_is_told_who_holds_the_record(tmp_path: Path) -> None:
    grow(tmp_path, 1)
    with another_writer(tmp_path) as other:
        before = everything(tmp_path)
        message = str(refused(tmp_path))
        assert f"a lock held by process {other.pid} on {socket.gethostname()} since 20" in message
        assert "wait for it to end" in message
        assert everything(tmp_path) == before
        other.communicate()
        assert other.returncode == 0
    with Record.open(tmp_path, write=True) as record:
        assert record.cut == []


def test_readers_and_verifiers_are_not_kept_waiting(tmp_path: Path) -> None:
    grow(tmp_path, 2)
    with another_writer(tmp_path):
        assert len(Record.open(tmp_path).batches) == 2
        assert writer_at_work(tmp_path)
        assert verify(tmp_path, working=lambda: writer_at_work(tmp_path)).problems == []
        assert {p.code for p in verify(tmp_path).problems} == {"leftover"}


def test_what_a_dead_process_held_is_taken_over_and_said(tmp_path: Path) -> None:
    grow(tmp_path, 1)
    with another_writer(tmp_path) as other:
        other.kill()
        other.wait()
        assert (tmp_path / "writer.json").exists(), "it could not take its note away"
        assert not writer_at_work(tmp_path)
        assert len(Record.open(tmp_path).batches) == 1
        with Record.open(tmp_path, write=True) as record:
            said = "\n".join(record.cut)
            assert f"the last writer ended without closing: process {other.pid} on " in said
            assert "staging/half" in said
            assert put(record, ["a"], now=after(9)) is not None
    assert verify(tmp_path).problems == []


def test_a_second_writer_in_the_same_process_is_refused_too(tmp_path: Path) -> None:
    grow(tmp_path, 1)
    with Record.open(tmp_path, write=True) as record:
        message = str(refused(tmp_path))
        assert re.search(rf"process {os.getpid()} on \S+ since 20\d\d-", message)
        assert put(record, ["a"], now=after(9)) is not None, "the first goes on"
    Record.open(tmp_path, write=True).close()


def test_a_note_from_another_computer_is_not_set_aside(tmp_path: Path) -> None:
    """Not every shared folder passes locks on: a person has to look."""
    grow(tmp_path, 1)
    note(tmp_path, host="elsewhere.example")
    before = everything(tmp_path)
    wrong = refused(tmp_path).problem
    assert wrong.file == "writer.json"
    assert "process 12 on elsewhere.example since 2026-08-22" in wrong.found
    assert "delete writer.json" in wrong.mend
    assert everything(tmp_path) == before
    assert len(Record.open(tmp_path).batches) == 1
    (tmp_path / "writer.json").unlink()
    Record.open(tmp_path, write=True).close()


@pytest.mark.parametrize("content", [
    b"", b"\xff", b"{}", b"[]", b"null", b"5", b'{"pid":1}',
    b"[" * 100_000,
], ids=range(8))
def test_a_note_that_cannot_be_read_still_counts(tmp_path: Path, content: bytes) -> None:
    grow(tmp_path, 1)
    (tmp_path / "writer.json").write_bytes(content)
    assert "no note that can be read" in refused(tmp_path).problem.found
    assert "delete writer.json" in refused(tmp_path).problem.mend
    assert (tmp_path / "writer.json").read_bytes() == content


def test_a_note_cannot_steer_the_screen_or_fill_it(tmp_path: Path) -> None:
    grow(tmp_path, 1)
    note(tmp_path, host="\x1b[2J\n" + "x" * 5000)
    found = refused(tmp_path).problem.found
    assert found.isprintable()
    assert len(found) < 300


def test_the_lock_is_given_back_whatever_happens(tmp_path: Path) -> None:
    grow(tmp_path, 1)
    whole = (tmp_path / "log.jsonl").read_bytes()
    (tmp_path / "log.jsonl").write_bytes(b"{}\n")
    with pytest.raises(RecordError, match="unreadable line"):
        Record.open(tmp_path, write=True)
    (tmp_path / "log.jsonl").write_bytes(whole)
    with pytest.raises(ZeroDivisionError), Record.open(tmp_path, write=True):
        raise ZeroDivisionError
    record = Record.open(tmp_path, write=True)
    record.close()
    record.close()
    assert not (tmp_path / "writer.json").exists()
    assert verify(tmp_path).problems == []
    assert not writer_at_work(tmp_path)


def test_looking_for_a_writer_changes_nothing(tmp_path: Path) -> None:
    grow(tmp_path, 1)
    note(tmp_path)
    before = everything(tmp_path)
    assert not writer_at_work(tmp_path)
    assert not writer_at_work(tmp_path / "none")
    assert everything(tmp_path) == before
    with Record.open(tmp_path, write=True):
        assert writer_at_work(tmp_path)
        refused(tmp_path)
