"""The archive keeps bytes under their digest and notices when they are no longer those bytes."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from trucewatch.record import Archive, RecordError

DATA = b"bulletin of 13 Oct\r\n\x00\xff"
SHA = hashlib.sha256(DATA).hexdigest()


def test_bytes_come_back_exactly_and_are_stored_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.put(DATA) == SHA
    path = tmp_path / "archive" / SHA[:2] / SHA
    first = path.read_bytes()
    assert archive.put(DATA) == SHA
    assert archive.has(SHA)
    assert archive.get(SHA) == DATA
    assert path.read_bytes() == first
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]
    assert gzip.decompress(first) == DATA
    assert first[4:8] == b"\0\0\0\0", "no time in the header"


def test_empty_bytes_are_bytes(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.get(archive.put(b"")) == b""


@pytest.mark.parametrize("content", [b"", b"not gzip", gzip.compress(b"other"), b"\x1f\x8b\x08"])
def test_altered_object_is_named_and_not_overwritten(tmp_path: Path, content: bytes) -> None:
    archive = Archive(tmp_path)
    path = tmp_path / "archive" / SHA[:2] / SHA
    archive.put(DATA)
    path.write_bytes(content)
    for attempt in (lambda: archive.get(SHA), lambda: archive.put(DATA)):
        with pytest.raises(RecordError) as caught:
            attempt()
        assert caught.value.problems[0].code == "altered_object"
        assert SHA in caught.value.problems[0].file
    assert path.read_bytes() == content


def test_missing_object_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="missing object"):
        Archive(tmp_path).get(SHA)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", SHA.upper(), SHA[:-1], SHA + "\n"])
def test_a_name_that_is_no_digest_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordError, match="not a digest"):
        Archive(tmp_path).get(name)


def test_a_crash_between_writing_and_naming_leaves_nothing_visible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    archive = Archive(tmp_path)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", stop)
        archive.put(DATA)
    assert not archive.has(SHA)
    assert archive.put(DATA) == SHA


def test_a_temporary_file_left_by_a_killed_writer_is_passed_over(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    folder = tmp_path / "archive" / SHA[:2]
    folder.mkdir(parents=True)
    (folder / f"{SHA[:40]}-0000.tmp").write_bytes(b"half")
    assert not archive.has(SHA)
    assert archive.get(archive.put(DATA)) == DATA
