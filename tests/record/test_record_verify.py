"""Verifying names what is not as it was written, refuses by default and says what it left out."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import tracemalloc
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from growing import NOW, TOOL, after, everything, forge, grow, lines, put, write_lines

from trucewatch.model.problem import Problem
from trucewatch.record import Batch, Record, walk
from trucewatch.record.line import StampRow, stamp_of
from trucewatch.record.tree import EMPTY
from trucewatch.record.verify import verify

TOKEN = b"a token"
TSR = f"proofs/{hashlib.sha256(TOKEN).hexdigest()}.tsr"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def object_of(data: bytes) -> str:
    return f"archive/{sha(data)[:2]}/{sha(data)}"


ONE, TWO = object_of(b"bytes 0"), object_of(b"bytes 1")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A record with tables, originals and a time stamp."""
    grow(tmp_path / "r", 2)
    with Record.open(tmp_path / "r", write=True) as record:
        row = StampRow(2, record.batches[1].head, "https://tsa.example", sha(TOKEN), "")
        record.append({}, {}, after(5), TOOL, kind="stamp", stamps=[(row, TOKEN)])
    return tmp_path / "r"


def found(root: Path, *against: str) -> list[tuple[str, str, int | None]]:
    return [(p.code, p.file, p.line) for p in verify(root, against).problems]


def test_an_untouched_record_verifies_step_by_step(root: Path) -> None:
    before = everything(root)
    verdict = verify(root)
    assert verdict.problems == []
    assert verdict.head == Record.open(root).head
    assert verdict.batches == 3
    assert [step.number for step in verdict.steps] == list(range(1, len(verdict.steps) + 1))
    assert len({step.name for step in verdict.steps}) == len(verdict.steps) == 6
    assert everything(root) == before


def test_a_copy_verifies_and_so_does_an_empty_record(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root, tmp_path / "copy")
    (tmp_path / "copy" / "writer.lock").unlink(missing_ok=True)
    assert verify(tmp_path / "copy").problems == []
    Record.open(tmp_path / "empty", write=True).close()
    assert verify(tmp_path / "empty").problems == []
    assert verify(tmp_path / "empty").head == f"0:{EMPTY.hex()}"


def test_every_head_it_ever_had_is_one_it_goes_on_from(root: Path) -> None:
    heads = [f"{batch.seq}:{batch.head}" for batch in Record.open(root).batches]
    assert found(root, *heads, f"0:{EMPTY.hex()}", f" {heads[-1]}\n") == []
    for at, head in enumerate(heads):
        size, _, digest = head.partition(":")
        other = ("0" if digest[0] != "0" else "1") + digest[1:]
        assert found(root, head, f"{size}:{other}") == [("another_history", "log.jsonl", at + 1)]
    assert found(root, f"4:{heads[-1][2:]}") == [("newest_batches_missing", "log.jsonl", None)]
    assert found(root, "3") == [("unreadable_head", "log.jsonl", None)]
    assert found(root, "") == [("unreadable_head", "log.jsonl", None)]


def test_newest_batches_removed_with_all_their_files_show_against_a_head(root: Path) -> None:
    head = verify(root).head
    older = Record.open(root).batches[0]
    write_lines(root, lines(root)[:1])
    shutil.rmtree(root / "proofs")
    (root / "segments/claims/00000002.parquet").unlink()
    shutil.rmtree((root / TWO).parent)
    assert found(root) == []
    assert any("newest batches were removed" in words for words in verify(root).not_checked)
    assert found(root, head) == [("newest_batches_missing", "log.jsonl", None)]
    assert found(root, f"1:{older.head}") == []


def test_a_record_written_anew_shows_against_a_head(root: Path, tmp_path: Path) -> None:
    head = verify(root).head
    with Record.open(tmp_path / "anew", write=True) as record:
        for number in range(3):
            put(record, [f"invented {number}"], now=after(number))
    assert found(tmp_path / "anew") == []
    assert found(tmp_path / "anew", head) == [("another_history", "log.jsonl", 3)]


def swap(one: Path, two: Path) -> None:
    a, b = one.read_bytes(), two.read_bytes()
    one.write_bytes(b)
    two.write_bytes(a)


def change(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def folder(path: Path) -> Path:
    """A folder in the place of whatever is there."""
    path.unlink(missing_ok=True)
    path.mkdir()
    return path


SEGMENT, NEXT = "segments/claims/00000001.parquet", "segments/claims/00000002.parquet"
Harm = Callable[[Path], object]
DAMAGE: dict[str, tuple[Harm, Sequence[tuple[str, str, int | None]]]] = {
    "segment altered": (
        lambda r: change(r / SEGMENT, 0), [("altered_segment", SEGMENT, None)]),
    "segment lengthened": (
        lambda r: (r / SEGMENT).write_bytes((r / SEGMENT).read_bytes() + b"\0"),
        [("altered_segment", SEGMENT, None)]),
    "segment emptied": (
        lambda r: (r / NEXT).write_bytes(b""), [("altered_segment", NEXT, None)]),
    "segment missing": (lambda r: (r / NEXT).unlink(), [("missing_segment", NEXT, None)]),
    "segments swapped": (
        lambda r: swap(r / SEGMENT, r / NEXT),
        [("altered_segment", SEGMENT, None), ("altered_segment", NEXT, None)]),
    "segments all missing": (
        lambda r: shutil.rmtree(r / "segments"),
        [("missing_segment", SEGMENT, None), ("missing_segment", NEXT, None)]),
    "segment a folder": (
        lambda r: folder(r / NEXT), [("missing_segment", NEXT, None)]),
    "original altered": (lambda r: change(r / ONE, -1), [("altered_object", ONE, None)]),
    "original missing": (lambda r: (r / TWO).unlink(), [("missing_object", TWO, None)]),
    "originals swapped": (
        lambda r: swap(r / ONE, r / TWO),
        [("altered_object", ONE, None), ("altered_object", TWO, None)]),
    "gzip header": (lambda r: change(r / ONE, 4), [("altered_object", ONE, None)]),
    "gzip padded": (
        lambda r: (r / ONE).write_bytes((r / ONE).read_bytes() + b"\0" * 8),
        [("altered_object", ONE, None)]),
    "gzip of another level": (
        lambda r: (r / ONE).write_bytes(gzip.compress(b"bytes 0", 0)),
        [("altered_object", ONE, None)]),
    "token altered": (lambda r: change(r / TSR, 0), [("altered_time_stamp", TSR, None)]),
    "token missing": (lambda r: (r / TSR).unlink(), [("missing_time_stamp", TSR, None)]),
    "extra at the top": (
        lambda r: (r / "notes.txt").write_bytes(b""), [("extra_file", "notes.txt", None)]),
    "extra segment": (
        lambda r: shutil.copy(r / NEXT, r / "segments/claims/00000009.parquet"),
        [("extra_file", "segments/claims/00000009.parquet", None)]),
    "extra table": (
        lambda r: (r / "segments/states").mkdir(), [("extra_folder", "segments/states", None)]),
    "extra original": (
        lambda r: (r / ONE).with_name("0" * 64).write_bytes(b""),
        [("extra_file", f"archive/{sha(b'bytes 0')[:2]}/{'0' * 64}", None)]),
    "extra token": (
        lambda r: (r / "proofs/x.tsr").write_bytes(b""), [("extra_file", "proofs/x.tsr", None)]),
    "extra folder": (lambda r: (r / "more").mkdir(), [("extra_folder", "more", None)]),
    "extra folder with a file": (
        lambda r: (folder(r / "more"), (r / "more/a").write_bytes(b"")),
        [("extra_folder", "more", None), ("extra_file", "more/a", None)]),
    "hidden file": (
        lambda r: (r / "segments/.hidden").write_bytes(b""),
        [("extra_file", "segments/.hidden", None)]),
    "staged file": (
        lambda r: (folder(r / "staging"), (r / "staging/x").write_bytes(b"")),
        [("leftover", "staging/x", None)]),
    "pending list": (
        lambda r: (r / "pending.json").write_bytes(b"[]"), [("leftover", "pending.json", None)]),
    "note": (
        lambda r: (r / "writer.json").write_bytes(b"{}"), [("leftover", "writer.json", None)]),
    "lock with bytes": (
        lambda r: (r / "writer.lock").write_bytes(b"x"), [("altered_file", "writer.lock", None)]),
    "format altered": (
        lambda r: change(r / "format", 0), [("altered_file", "format", None)]),
    "format missing": (
        lambda r: (r / "format").unlink(), [("missing_file", "format", None)]),
    "format newer": (
        lambda r: (r / "format").write_bytes(b"trucewatch record 3\n"),
        [("newer_format", "format", None)]),
    "line altered": (
        lambda r: write_lines(r, [text.replace(b"0.1.0", b"0.1.1")
                                  if number == 1 else text for number, text in
                                  enumerate(lines(r))]),
        [("altered_line", "log.jsonl", 2)]),
    "line unreadable": (
        lambda r: change(r / "log.jsonl", len(lines(r)[0]) + 2),
        [("unreadable_line", "log.jsonl", 2)]),
    "line removed": (
        lambda r: write_lines(r, lines(r)[1:]), [("line_out_of_place", "log.jsonl", 1)]),
    "line torn": (
        lambda r: (r / "log.jsonl").write_bytes((r / "log.jsonl").read_bytes() + b"{"),
        [("torn_tail", "log.jsonl", 4)]),
    "newest line removed": (
        lambda r: write_lines(r, lines(r)[:2]), [("extra_file", TSR, None)]),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_named_where_it_is(root: Path, name: str) -> None:
    harm, expected = DAMAGE[name]
    harm(root)
    before = everything(root)
    assert found(root) == list(expected)
    assert verify(root).problems[0].expected
    assert everything(root) == before


def test_all_that_is_wrong_is_named_and_not_only_the_first(root: Path) -> None:
    for name in ("segment altered", "original missing", "token altered", "extra folder"):
        DAMAGE[name][0](root)
    assert found(root) == [
        expected for name in ("original missing", "segment altered", "token altered",
                              "extra folder") for expected in DAMAGE[name][1]]
    assert [bool(step.problems) for step in verify(root).steps] == [False, False, *[True] * 4]


@pytest.mark.parametrize("name", ["nowhere", "a file", "empty", "photos"])
def test_what_is_no_record_is_said_to_be_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "a file":
        path.write_bytes(b"")
    elif name != "nowhere":
        path.mkdir()
        if name == "photos":
            (path / "a.jpg").write_bytes(b"")
    assert [p.code for p in verify(path).problems] == ["no_record"]


@pytest.mark.parametrize("instead", ["nothing", "a folder"])
def test_a_missing_log_is_named(root: Path, instead: str) -> None:
    (root / "log.jsonl").unlink()
    if instead == "a folder":
        (root / "log.jsonl").mkdir()
    assert "log.jsonl" in [p.file for p in verify(root).problems]


def test_files_are_not_looked_at_where_the_log_cannot_be_trusted(root: Path) -> None:
    (root / SEGMENT).unlink()
    change(root / "log.jsonl", 30)
    verdict = verify(root)
    assert {p.file for p in verdict.problems} == {"log.jsonl"}
    assert verdict.not_checked[-1].startswith("files")


@pytest.mark.parametrize("place", ["", "segments/", "segments/claims/", "archive/", "staging/"])
@pytest.mark.parametrize("broken", [True, False])
def test_a_link_is_named_and_not_followed(
    root: Path, tmp_path: Path, place: str, broken: bool
) -> None:
    (root / place).mkdir(exist_ok=True)
    away = tmp_path / "away"
    if not broken:
        away.mkdir()
        (away / "inside").write_bytes(b"")
    try:
        (root / place / "link").symlink_to(away, target_is_directory=True)
    except (OSError, NotImplementedError):
        if os.name == "posix":
            raise
        pytest.skip("this system cannot make links")
    assert found(root) == [("symbolic_link", f"{place}link", None)]


@pytest.mark.parametrize("name", [SEGMENT, ONE, TSR, "segments/claims", "archive", "proofs"])
def test_a_link_in_place_of_what_the_log_names_is_refused(
    root: Path, tmp_path: Path, name: str
) -> None:
    """Even where it leads to the very bytes: they could be others tomorrow."""
    (root / name).rename(tmp_path / "away")
    try:
        (root / name).symlink_to(tmp_path / "away")
    except (OSError, NotImplementedError):
        if os.name == "posix":
            raise
        pytest.skip("this system cannot make links")
    problems = verify(root).problems
    assert {p.code.split("_")[0] for p in problems} <= {"missing", "symbolic"}
    assert any(p.file.startswith(name) for p in problems)


# --- a writer at work ---


def test_what_a_writer_is_writing_is_passed_over(root: Path) -> None:
    with Record.open(root, write=True) as record:
        record.scratch("half").write_bytes(b"half")
        (root / "pending.json").write_bytes(b"[]")
        (root / "segments/states").mkdir()
        (root / "segments/states/00000004.parquet").write_bytes(b"half")
        log = root / "log.jsonl"
        log.write_bytes(log.read_bytes() + b'{"half')
        assert verify(root, working=lambda: True).problems == []
        assert {p.code for p in verify(root).problems} == {
            "torn_tail", "leftover", "extra_file", "extra_folder"}
        log.write_bytes(log.read_bytes()[:-6])


def test_a_writer_at_work_hides_no_damage(root: Path) -> None:
    for name in ("segment altered", "original missing", "token altered", "extra folder"):
        DAMAGE[name][0](root)
    assert verify(root, working=lambda: True).problems == verify(root).problems


def test_a_batch_appended_meanwhile_is_no_damage(root: Path) -> None:
    def meanwhile(count: int) -> None:
        if len(lines(root)) == 3:
            with Record.open(root, write=True) as record:
                put(record, ["meanwhile"], {"m": b"meanwhile"}, after(60))

    assert verify(root, tick=meanwhile).problems == []
    assert len(lines(root)) == 4


# --- what a keeper could write who writes the log by hand ---


def keep(root: Path, data: bytes, content: bytes = b"", **changed: object) -> None:
    """A record in order but for one original: what is stored for a digest is any bytes."""
    digest = sha(content)
    batch = Batch(seq=1, time=stamp_of(NOW), files={"x": digest}, objects={digest: sha(data)})
    forge(root, [replace(batch, **changed)])  # type: ignore[arg-type]
    path = root / f"archive/{digest[:2]}/{digest}"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)


@pytest.mark.parametrize("data", [
    b"", b"no gzip", b"\x1f\x8b\x08", zlib.compress(b"x"), gzip.compress(b"x")[:-1],
    gzip.compress(b"y"), gzip.compress(b"x") + b"\0", gzip.compress(b"x") + gzip.compress(b""),
    gzip.compress(b"x") + gzip.compress(b"x"), gzip.compress(b"x")[:-8] + b"\0" * 8,
], ids=range(10))
def test_an_original_that_is_not_what_its_name_says_is_named(tmp_path: Path, data: bytes) -> None:
    keep(tmp_path, data, b"x")
    assert found(tmp_path) == [
        ("altered_object", f"archive/{sha(b'x')[:2]}/{sha(b'x')}", None)]


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_originals_of_every_size_unpack_in_pieces(tmp_path: Path, size: int) -> None:
    for name, content in (("flat", b"\0" * size), ("noise", os.urandom(size))):
        keep(tmp_path / name, gzip.compress(content), content)
        assert found(tmp_path / name) == []


@pytest.fixture(scope="module")
def bomb() -> tuple[bytes, str]:
    """A stored original that unpacks to 64 MiB, and the digest of those."""
    pack, state, piece = zlib.compressobj(9, wbits=31), hashlib.sha256(), b"\0" * (1 << 20)
    parts = []
    for _ in range(64):
        parts.append(pack.compress(piece))
        state.update(piece)
    return b"".join([*parts, pack.flush()]), state.hexdigest()


@pytest.mark.parametrize("largest", [1 << 20, None])
def test_a_bomb_does_not_fill_the_memory(
    tmp_path: Path, bomb: tuple[bytes, str], monkeypatch: pytest.MonkeyPatch, largest: int | None
) -> None:
    """Refused where it is larger than allowed; where it is not, read in pieces."""
    data, digest = bomb
    assert len(data) < 1 << 18
    forge(tmp_path, [Batch(
        seq=1, time=stamp_of(NOW), files={"x": digest}, objects={digest: sha(data)})])
    path = tmp_path / f"archive/{digest[:2]}/{digest}"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    if largest is not None:
        monkeypatch.setattr(walk, "LARGEST", largest)
    tracemalloc.start()
    try:
        problems = verify(tmp_path).problems
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [p.code for p in problems] == (["altered_object"] if largest else [])
    assert peak < 16 << 20


def test_a_file_no_line_ever_stored_is_named(tmp_path: Path) -> None:
    forge(tmp_path, [Batch(seq=1, time=stamp_of(NOW), files={"x": sha(b"x")})])
    assert found(tmp_path) == [("unknown_object", "log.jsonl", 1)]
    later = Batch(seq=2, time=stamp_of(NOW), objects={sha(b"x"): sha(gzip.compress(b"x"))})
    forge(tmp_path, [Batch(seq=1, time=stamp_of(NOW), files={"x": sha(b"x")}), later])
    assert ("unknown_object", "log.jsonl", 1) in found(tmp_path), "a later line does not help"


@pytest.mark.parametrize("size", [-1, 0, 2, 3, 10**30])
def test_a_stamp_over_a_head_that_was_not_there_is_named(tmp_path: Path, size: int) -> None:
    first = Batch(seq=1, time=stamp_of(NOW), notes={"n": "1"})
    head = forge(tmp_path, [first])[0].head
    for row in (StampRow(size, head, "", "", "none"), StampRow(1, "0" * 64, "", "", "none")):
        forge(tmp_path, [first, Batch(seq=2, time=stamp_of(NOW), stamps=(row,))])
        assert found(tmp_path) == [("altered_line", "log.jsonl", 2)]
    forge(tmp_path, [first, Batch(
        seq=2, time=stamp_of(NOW), stamps=(StampRow(1, head, "", "", "none"),))])
    assert found(tmp_path) == []


# --- what is said besides ---


def test_what_is_not_checked_is_said(root: Path) -> None:
    without, against = verify(root), verify(root, [verify(root).head])
    assert any("--against" in words for words in without.not_checked)
    assert not any("--against" in words for words in against.not_checked)
    for verdict in (without, against):
        assert any("is true" in words for words in verdict.not_checked)
    assert len(against.steps) == len(without.steps) + 1


def test_a_caller_adds_steps_and_is_told_how_far_it_is(root: Path) -> None:
    ticks: list[int] = []
    wrong = Problem(severity="error", code="odd", file="log.jsonl")
    seen: list[int] = []

    def look(where: Path, batches: list[Batch], tick: Callable[[int], None]) -> list[Problem]:
        assert where == root
        seen.extend(batch.seq for batch in batches)
        return [wrong]

    verdict = verify(root, more=[("nothing is odd", look)], tick=ticks.append)
    assert seen == [1, 2, 3]
    assert sum(ticks) == 2 + 2 + 1, "originals, tables' files, tokens"
    assert (verdict.steps[-1].name, list(verdict.steps[-1].problems)) == ("nothing is odd", [wrong])
    assert verdict.problems == [wrong]


def test_a_name_found_in_a_record_cannot_fill_the_screen(root: Path) -> None:
    try:
        (root / ("x" * 200)).write_bytes(b"")
        (root / "a\n\x1b[2J").write_bytes(b"")
    except OSError:
        pytest.skip("this system does not take such a name")
    problems = verify(root).problems
    assert len(problems) == 2
    for problem in problems:
        assert str(problem).isprintable()
        assert len(problem.file) <= 160
