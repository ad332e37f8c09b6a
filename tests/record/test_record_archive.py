"""The archive gives bytes back exactly, and notices when they are no longer those bytes."""

from __future__ import annotations

import gzip
import hashlib
import os
from pathlib import Path

import pytest
from growing import NOW, TOOL, everything

from trucewatch.record import Archive, Record, RecordError

DATA = b"bulletin of 13 Oct\r\n\x00\xff"
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with Record.open(tmp_path / "r", write=True) as record:
        record.append({}, {"bulletin.html": DATA}, NOW, TOOL)
    return tmp_path / "r"


def stored(root: Path) -> Path:
    return root / "archive" / SHA[:2] / SHA


def test_bytes_come_back_exactly_and_are_stored_once(root: Path) -> None:
    archive = Archive(root)
    first = stored(root).read_bytes()
    assert archive.has(SHA)
    assert archive.get(SHA) == DATA
    assert gzip.decompress(first) == DATA
    assert first[4:8] == b"\0\0\0\0", "no time in the header"
    with Record.open(root, write=True) as record:
        batch = record.append({}, {"other name": DATA, "more": b"more"}, NOW, TOOL)
    assert batch is not None
    assert batch.files["other name"] == SHA
    assert list(batch.objects) == [hashlib.sha256(b"more").hexdigest()]
    assert stored(root).read_bytes() == first
    assert sum(name.startswith("archive/") and data is not None
               for name, data in everything(root).items()) == 2


def test_what_is_stored_is_named_by_both_digests(root: Path) -> None:
    batch = Record.open(root).batches[0]
    assert batch.objects == {SHA: hashlib.sha256(stored(root).read_bytes()).hexdigest()}


def test_empty_bytes_are_bytes(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r", write=True) as record:
        batch = record.append({}, {"empty": b""}, NOW, TOOL)
        assert batch is not None
        assert record.archive.get(batch.files["empty"]) == b""


@pytest.mark.parametrize("content", [
    b"", b"not gzip", gzip.compress(b"other"), b"\x1f\x8b\x08", gzip.compress(DATA)[:-1],
    gzip.compress(DATA) + gzip.compress(b"more"),
], ids=["empty", "no gzip", "other", "short", "cut", "two"])
def test_an_altered_object_is_named_and_not_overwritten(root: Path, content: bytes) -> None:
    stored(root).write_bytes(content)
    before = everything(root)
    with Record.open(root, write=True) as record:
        for attempt in (
            lambda: record.archive.get(SHA),
            lambda: record.append({}, {"again": DATA, "b": b"2"}, NOW, TOOL),
        ):
            with pytest.raises(RecordError) as caught:
                attempt()
            assert caught.value.problem.code == "altered_object"
            assert caught.value.problem.file == f"archive/{SHA[:2]}/{SHA}"
    assert everything(root) == before


def test_a_missing_object_is_named(root: Path) -> None:
    stored(root).unlink()
    assert not Archive(root).has(SHA)
    with pytest.raises(RecordError, match="missing object"):
        Archive(root).get(SHA)
    with Record.open(root, write=True) as record, pytest.raises(RecordError, match="missing obj"):
        record.append({}, {"again": DATA, "b": b"2"}, NOW, TOOL)


def test_a_folder_is_no_object(root: Path) -> None:
    stored(root).unlink()
    stored(root).mkdir()
    assert not Archive(root).has(SHA)
    with pytest.raises(RecordError, match="missing object"):
        Archive(root).get(SHA)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", SHA.upper(), SHA[:-1], SHA + "\n"])
def test_a_name_that_is_no_digest_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    for ask in (Archive(tmp_path).get, Archive(tmp_path).has):
        with pytest.raises(RecordError, match="not a digest"):
            ask(name)


@pytest.mark.parametrize("linked", ["file", "folder", "archive"])
def test_an_object_behind_a_link_is_not_read(root: Path, tmp_path: Path, linked: str) -> None:
    file = stored(root)
    path = {"file": file, "folder": file.parent, "archive": root / "archive"}[linked]
    away = tmp_path / "away"
    path.rename(away)
    try:
        path.symlink_to(away, target_is_directory=away.is_dir())
    except (OSError, NotImplementedError):
        if os.name == "posix":
            raise
        pytest.skip("this system cannot make links")
    assert stored(root).is_file(), "the link leads to the very bytes"
    assert not Archive(root).has(SHA)
    with pytest.raises(RecordError, match="missing object"):
        Archive(root).get(SHA)
