"""New batches from a field office to the main record: complete, once, provable, without network."""

from __future__ import annotations

import builtins
import gzip
import os
import random
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.lean import run
from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.model.case import Columns
from trucewatch.model.instant import micros
from trucewatch.pipeline import Keeping, records
from trucewatch.pipeline.carry import Packed, Taken, pack, take
from trucewatch.record import Batch, Record, Segment, line, packfile, walk
from trucewatch.record import pack as packs
from trucewatch.record.line import StampRow, read_line, sha256
from trucewatch.record.origin import Place
from trucewatch.record.tree import EMPTY, Frontier, leaf_hash
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.ledger import held_at, of_others
from trucewatch.store.remember import Aside, FromColumns, remember
from trucewatch.store.rows import load_rows, segment
from trucewatch.store.view import pick

NOW = datetime(2026, 8, 22, 9, tzinfo=UTC)
LATE = micros(datetime(2199, 1, 1, tzinfo=UTC))
TOOL = "trucewatch 0.1.0"
NOTHING = f"0:{EMPTY.hex()}"


@dataclass
class Clock:
    """A clock that never stands still."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


CLOCK = Clock()


def keeping(office: str = "field") -> Keeping:
    return Keeping(office=office, clock=CLOCK)


def packed(record: Path, target: Path, since: str = "", to: str = "main office") -> Packed:
    done = pack(record, target, since, keeping(), to)
    assert not done.problems, done.problems
    return done


def took(file: Path, record: Path) -> Taken:
    done = take(file, record, keeping("main"))
    assert not [p for p in done.problems if p.severity != "note"], done.problems
    return done


def codes(done: Packed | Taken) -> list[str]:
    return [p.code for p in done.problems if p.severity != "note"]


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder but the lock, which tells nothing."""
    return {p.relative_to(folder).as_posix(): p.read_bytes()
            for p in folder.rglob("*") if p.is_file() and p.name != walk.LOCK}


def held(record: Path) -> list[object]:
    return list(held_at(Record.open(record), LATE)["claim_id"])


def sound(record: Path) -> None:
    # The tokens of these tests are none that an authority would make.
    wrong = [p for p in records.verify(record).problems if p.code != "bad_time_stamp"]
    assert not wrong, wrong


def head_from(record: Path, of: str) -> str:
    """Head of another record, computed from nothing but the notes of this one."""
    tree = Frontier()
    for batch in Record.open(record).batches:
        if batch.origin.get("record") == of:
            text = batch.notes.get("line")
            leaf = (leaf_hash(read_line(text.encode()).leaf_data()) if text
                    else bytes.fromhex(batch.notes["leaf"]))
            tree = tree.with_leaf(leaf)
            assert tree.size == int(batch.origin["seq"])
            assert tree.root().hex() == batch.origin["head"]
    return f"{tree.size}:{tree.root().hex()}"


# Small records


@pytest.fixture(scope="module")
def claims(root: Path) -> Columns:
    case = load(root / "cases" / "gaza-2023-11", KINDS).case
    assert case is not None
    return case.claims


def part(claims: Columns, first: int, last: int) -> Columns:
    return pick(claims, [first <= at < last for at in range(len(claims["claim_id"]))])


def say(
    record: Path, columns: Columns, name: str = "", *, holder: str = "",
    given: Mapping[str, bytes] | None = None,
) -> None:
    """Record what a case folder says now, with a file."""
    stored = dict(given or {"a.csv": b"a" * 50, f"{name or 'b'}.csv": (name or "b").encode() * 40})
    with Record.open(record, write=True) as opened:
        aside = Aside(files=stored, keys={"a.csv": "e" * 64} if "a.csv" in stored else {})
        assert remember(opened, FromColumns(columns), CLOCK(), TOOL, holder=holder, aside=aside)


def token(record: Path, data: bytes = b"token") -> None:
    """Add a time stamp over the newest head."""
    with Record.open(record, write=True) as opened:
        last = opened.batches[-1]
        row = StampRow(last.seq, last.head, "http://tsa.example", sha256(data), "")
        opened.append({}, {}, CLOCK(), TOOL, kind="stamp", stamps=[(row, data)])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, claims: Columns) -> Path:
    """A record with claims, closures, sealed and plain files, a series and a time stamp."""
    record = tmp_path_factory.mktemp("small") / "field"
    say(record, part(claims, 0, 3), "one")
    token(record)
    say(record, part(claims, 1, 4), "two")
    say(record, part(claims, 9, 10), holder="series:deaths", given={"s.csv": b"series"})
    return record


@pytest.fixture
def field(small: Path, tmp_path: Path) -> Path:
    """A copy of the small record."""
    return Path(shutil.copytree(small, tmp_path / "field"))


# From end to end, on a real case


@pytest.fixture(scope="module")
def real(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the case, and its record after a run, a change and another run."""
    folder = tmp_path_factory.mktemp("real")
    case = folder / "gaza-2023-11"
    shutil.copytree(root / "cases" / case.name, case, ignore=shutil.ignore_patterns("record"))
    assert run(case, folder / "out", keeping=keeping()).release is not None
    figures = case / "figures" / "reported.csv"
    rows = figures.read_text(encoding="utf-8").splitlines(keepends=True)
    figures.write_text("".join(rows[:-1]), encoding="utf-8", newline="")
    assert run(case, folder / "out", keeping=keeping()).release is not None
    return folder


def test_a_real_record_is_taken_over_whole_once_and_provable(real: Path, tmp_path: Path) -> None:
    shutil.copytree(real / "gaza-2023-11", tmp_path / "case")
    case, main, stick = tmp_path / "case", tmp_path / "main", tmp_path / "a.pack"
    before = Record.open(case / "record")
    done = packed(case, stick)
    field = Record.open(case / "record")
    assert done.batches == len(field.batches) == len(before.batches) + 1
    assert done.until == field.head
    assert done.bytes == stick.stat().st_size
    taken = took(stick, main)
    assert (taken.new, taken.known, taken.until) == (done.batches, 0, done.until)
    assert taken.record_id == field.id
    assert held(main) == held(case / "record")
    assert of_others(Record.open(main)) == held_at(field, LATE)
    main_files = Record.open(main).files(f"record:{field.id}")
    assert main_files == field.files()
    archive = Record.open(main).archive
    assert all(archive.get(digest) == field.archive.get(digest) for digest in main_files.values())
    assert head_from(main, field.id) == field.head
    sound(main)
    sound(case / "record")
    now = files(main)
    again = took(stick, main)
    assert (again.new, again.known, again.until) == (0, done.batches, done.until)
    assert files(main) == now


def test_a_run_sees_what_was_taken_over_and_nothing_twice(real: Path, tmp_path: Path) -> None:
    shutil.copytree(real / "gaza-2023-11", tmp_path / "case")
    case, main = tmp_path / "case", tmp_path / "main"
    shutil.move(case / "record", tmp_path / "field")
    packed(tmp_path / "field", tmp_path / "a.pack")
    # The main office holds the same claims already, in one order and the other.
    for order in ("run first", "take first"):
        shutil.rmtree(main, ignore_errors=True)
        steps: list[Callable[[], object]] = [
            lambda: run(case, tmp_path / "out", keeping=Keeping(record=main, clock=CLOCK)),
            lambda: took(tmp_path / "a.pack", main)]
        for step in steps if order == "run first" else reversed(steps):
            step()
        seen = held(main)
        assert len(seen) == len(set(map(str, seen)))
        assert seen == held(tmp_path / "field")
        result = run(case, tmp_path / "out", keeping=Keeping(record=main, clock=CLOCK))
        assert result.release is not None
        assert not [p for p in result.problems if p.severity == "error"]
        sound(main)


# Packs


def test_the_pack_says_what_is_in_it_and_any_zip_program_opens_it(
    field: Path, tmp_path: Path
) -> None:
    done = packed(field, tmp_path / "a.pack", to="main office")
    record = Record.open(field)
    with zipfile.ZipFile(tmp_path / "a.pack") as unzipped:
        assert unzipped.testzip() is None
        names = unzipped.namelist()
        assert names[0] == "pack.json"
        assert set(names) == {"pack.json", "lines.jsonl", *walk.named(record.batches)}
        assert unzipped.read("lines.jsonl") == (field / line.LOG).read_bytes()
        assert all(unzipped.read(n) == (field / n).read_bytes() for n in names
                   if n not in {"pack.json", "lines.jsonl"})
    last = record.batches[-1]
    with DuckStore() as store:
        path = record.segment(last, "custody")
        rows = store.rows(f"SELECT object, event, who, note FROM {store.parquet(path)}")
    assert rows == [(f"{last.seq - 1}:{last.previous}", "handed_over", "field", "main office")]
    assert done.until == f"{last.seq}:{last.head}"


def test_the_same_batches_give_the_same_bytes(field: Path, tmp_path: Path) -> None:
    first = packed(field, tmp_path / "a.pack")
    second = packed(field, tmp_path / "b.pack")
    assert first == second, "the hand-over is noted once"
    assert (tmp_path / "a.pack").read_bytes() == (tmp_path / "b.pack").read_bytes()
    packed(field, tmp_path / "b.pack", to="archive")
    assert (tmp_path / "a.pack").read_bytes() != (tmp_path / "b.pack").read_bytes()
    assert not list(tmp_path.glob("*.tmp"))


def test_a_record_that_cannot_be_written_is_packed_without_the_hand_over(
    field: Path, tmp_path: Path
) -> None:
    with Record.open(field, write=True) as writer:
        done = pack(field, tmp_path / "a.pack", "", keeping(), "main office")
        assert done.until == writer.head
    assert codes(done) == ["hand_over_not_noted"]
    assert done.problems[0].severity == "warning"
    assert took(tmp_path / "a.pack", tmp_path / "main").until == done.until


def test_a_pack_that_cannot_be_made_says_why(field: Path, tmp_path: Path) -> None:
    record = Record.open(field)
    before = files(field)
    target = tmp_path / "a.pack"
    (tmp_path / "thesis.txt").write_bytes(b"mine")
    (tmp_path / "folder").mkdir()
    for since, to, code in (
        (f"2:{'a' * 64}", target, "another_history"),
        (f"99:{'a' * 64}", target, "newest_batches_missing"),
        ("nonsense", target, "unreadable_head"),
        (record.head, target, "nothing_to_pack"),
        ("", tmp_path / "thesis.txt", "not_a_pack"),
        ("", tmp_path / "folder", "not_a_pack"),
        ("", field / "a.pack", "inside_record"),
        ("", tmp_path / "no" / "a.pack", "no_folder"),
    ):
        assert codes(pack(field, to, since, keeping(), "main office")) == [code]
    assert codes(pack(tmp_path / "none", target, "", keeping(), "x")) == ["no_record"]
    assert files(field) == before
    assert (tmp_path / "thesis.txt").read_bytes() == b"mine"
    assert not target.exists()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("what", ["archive", "segments", "proofs"])
def test_a_damaged_record_is_not_packed(field: Path, tmp_path: Path, what: str) -> None:
    file = next(p for p in sorted((field / what).rglob("*")) if p.is_file())
    file.write_bytes(file.read_bytes() + b"x")
    done = pack(field, tmp_path / "a.pack", "", keeping(), "main office")
    assert [p.file for p in done.problems] == [file.relative_to(field).as_posix()]
    assert not (tmp_path / "a.pack").exists()


def test_a_full_stick_leaves_no_half_pack(
    field: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> bytes:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(packfile, "_directory", full)
        done = pack(field, tmp_path / "a.pack", "", keeping(), "main office")
    assert codes(done) == ["pack_not_written"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["field"]
    size = len(Record.open(field).batches)
    assert packed(field, tmp_path / "a.pack").batches == size, "the hand-over is not noted again"


# Continuity


def test_what_is_new_is_taken_and_every_way_to_overlap_gives_the_same(
    field: Path, tmp_path: Path, claims: Columns
) -> None:
    first = packed(field, tmp_path / "1.pack")
    say(field, part(claims, 2, 6), "three")
    second = packed(field, tmp_path / "2.pack", first.until)
    say(field, part(claims, 2, 5), "four")
    third = packed(field, tmp_path / "3.pack", second.until)
    everything = packed(field, tmp_path / "all.pack")
    overlap = packed(field, tmp_path / "over.pack", first.until)
    assert everything.until == third.until == overlap.until
    assert third.batches == 2
    rows = []
    for order in (["1", "2", "3"], ["all"], ["1", "all"], ["1", "over"], ["all", "1", "2"],
                  ["1", "1", "2", "over", "3", "all"]):
        main = tmp_path / "-".join(order)
        for name in order:
            took(tmp_path / f"{name}.pack", main)
        record = Record.open(main)
        assert head_from(main, record.batches[0].origin["record"]) == third.until
        assert held(main) == held(field)
        sound(main)
        rows.append([(b.origin, b.holder, b.files, {t: v.root for t, v in b.tables.items()})
                     for b in record.batches if b.origin])
    assert all(found == rows[0] for found in rows)


def test_holders_files_keys_and_tokens_are_kept(field: Path, tmp_path: Path) -> None:
    packed(field, tmp_path / "a.pack")
    took(tmp_path / "a.pack", tmp_path / "main")
    sent, main = Record.open(field), Record.open(tmp_path / "main")
    of = f"record:{sent.id}"
    assert [b.holder for b in main.batches] == [
        of, f"{of}/proofs", of, f"{of}/series:deaths", of, ""]
    for own, theirs in zip(main.batches, sent.batches, strict=False):
        assert own.kind == "take"
        assert own.origin == {"record": sent.id, "seq": str(theirs.seq), "head": theirs.head,
                              "time": theirs.time, "batch": theirs.batch}
        assert own.notes["line"].encode() == theirs.line()
        assert own.keys == theirs.keys
        assert own.time > theirs.time, "this record did not know it earlier"
    digest = sha256(b"token")
    assert main.archive.get(main.batches[1].files[f"proofs/{digest}.tsr"]) == b"token"
    last = main.batches[-1]
    with DuckStore() as store:
        rows = store.rows("SELECT object, event, who FROM "
                          + store.parquet(main.segment(last, "custody")))
    assert rows == [(sent.head, "taken_over", "main")]


def test_a_gap_is_refused_with_the_command_to_give(
    field: Path, tmp_path: Path, claims: Columns
) -> None:
    main = tmp_path / "main"
    first = packed(field, tmp_path / "1.pack")
    say(field, part(claims, 2, 6), "three")
    second = packed(field, tmp_path / "2.pack", first.until)
    say(field, part(claims, 2, 5), "four")
    packed(field, tmp_path / "3.pack", second.until)
    for name in ("2", "3"):
        done = take(tmp_path / f"{name}.pack", main, keeping())
        assert codes(done) == ["gap"]
        assert f"trucewatch pack RECORD --out FILE --since {NOTHING}" in done.problems[0].mend
    assert not main.exists()
    took(tmp_path / "1.pack", main)
    before = files(main)
    done = take(tmp_path / "3.pack", main, keeping())
    assert codes(done) == ["gap"]
    assert done.problems[0].mend.endswith(f"--since {first.until}")
    assert files(main) == before
    assert pack(field, tmp_path / "x", done.problems[0].mend.split()[-1], keeping(), "m").bytes


def test_another_history_is_refused(field: Path, tmp_path: Path, claims: Columns) -> None:
    main, fork = tmp_path / "main", tmp_path / "fork"
    first = packed(field, tmp_path / "1.pack")
    shutil.copytree(field, fork)
    say(field, part(claims, 2, 6), "three")
    say(fork, part(claims, 2, 7), "else")
    packed(field, tmp_path / "2.pack", first.until)
    other = packed(fork, tmp_path / "fork.pack", first.until)
    say(fork, part(claims, 0, 7), "more")
    packed(fork, tmp_path / "more.pack", other.until)
    took(tmp_path / "1.pack", main)
    took(tmp_path / "2.pack", main)
    before = files(main)
    for name in ("fork", "more"):
        assert codes(take(tmp_path / f"{name}.pack", main, keeping())) == ["another_history"]
    assert files(main) == before


def test_a_pack_of_the_record_itself_is_refused(field: Path, tmp_path: Path) -> None:
    packed(field, tmp_path / "a.pack")
    before = files(field)
    assert codes(take(tmp_path / "a.pack", field, keeping())) == ["own_pack"]
    assert files(field) == before


# Several records


def test_what_came_from_here_is_not_taken_back(
    field: Path, tmp_path: Path, claims: Columns
) -> None:
    main, stick = tmp_path / "main", tmp_path / "a.pack"
    say(main, part(claims, 20, 24), "own")
    to = {field: NOTHING, main: NOTHING}
    longest = []
    for turn in range(3):
        say(field, part(claims, turn, turn + 3), f"field {turn}", given={f"f{turn}": b"f" * turn})
        for sender, receiver in ((main, field), (field, main)):
            to[sender] = packed(sender, stick, to[sender]).until
            taken = took(stick, receiver)
            assert taken.until == to[sender]
            assert head_from(receiver, taken.record_id) == to[sender]
        longest.append(max(len(b.line()) for b in Record.open(main).batches))
    left = [b for b in Record.open(main).batches if "left_out" in b.notes]
    assert left
    assert all(not b.tables and not b.files for b in left)
    assert {b.notes["left_out"] for b in left} == {"they came from this record"}
    assert longest[-1] < 2 * longest[0], "lines do not grow from turn to turn"
    assert set(held(main)) == set(held(field))
    own = Record.open(main)
    assert not [b for b in own.batches if b.holder == f"record:{own.id}"]
    sound(main)
    sound(field)


def test_three_records_in_a_ring_and_in_a_line(
    field: Path, tmp_path: Path, claims: Columns
) -> None:
    main, region, stick = tmp_path / "main", tmp_path / "region", tmp_path / "a.pack"
    say(region, part(claims, 30, 33), "region")
    say(main, part(claims, 40, 42), "main")
    ring = [field, region, main]
    heads = dict.fromkeys(ring, NOTHING)
    for turn in range(2):
        say(field, part(claims, turn, turn + 2), f"f{turn}")
        for sender, receiver in zip(ring, [*ring[1:], ring[0]], strict=True):
            heads[sender] = packed(sender, stick, heads[sender]).until
            took(stick, receiver)
    id_of = {place: Record.open(place).id for place in ring}
    holders = {b.holder for b in Record.open(main).batches}
    assert {f"record:{id_of[field]}", f"record:{id_of[region]}"} <= holders
    assert f"record:{id_of[main]}" not in holders
    for batch in Record.open(main).batches:
        if batch.holder == f"record:{id_of[field]}":
            assert batch.origin["record"] == id_of[region]
    # The same batches straight from the field office: held already, and the history agrees.
    packed(field, stick)
    taken = took(stick, main)
    assert taken.known > 1
    assert set(held(main)) == set(held(field))
    for place in ring:
        sound(place)


def test_a_third_record_that_hands_on_what_is_held_adds_no_rows(
    field: Path, tmp_path: Path, claims: Columns
) -> None:
    main, region, stick = tmp_path / "main", tmp_path / "region", tmp_path / "a.pack"
    packed(field, stick)
    took(stick, region)
    took(stick, main)
    packed(region, stick)
    done = took(stick, main)
    left = [b for b in Record.open(main).batches if "left_out" in b.notes]
    assert len(left) == len(Record.open(field).batches)
    assert "rows_left_out" in [p.code for p in done.problems]
    assert head_from(main, Record.open(region).id) == Record.open(region).head
    # What the field office adds reaches the main record either way.
    since = Record.open(field).head
    say(field, part(claims, 5, 9), "later")
    packed(field, stick, since)
    took(stick, main)
    took(stick, region)
    packed(region, stick)
    took(stick, main)
    assert set(held(main)) == set(held(field))
    sound(main)


def _forged(region: Path, change: Callable[[Batch], Batch]) -> None:
    """Write a record anew with its last batch changed, as its keeper could."""
    batches = Record.open(region).batches
    tree, lines = Frontier(), []
    for batch in batches:
        made, tree = line.sealed(change(batch) if batch is batches[-1] else batch, tree)
        lines.append(made.line() + b"\n")
    (region / line.LOG).write_bytes(b"".join(lines))


@pytest.mark.parametrize("change", [
    lambda b: replace(b, origin={}),
    lambda b: replace(b, kind="data"),
    lambda b: replace(b, kind="data", origin={}),
    lambda b: replace(b, notes={}),
    lambda b: replace(b, notes={"leaf": "a" * 64}),
    lambda b: replace(b, notes={"line": "nonsense"}),
    lambda b: replace(b, origin={**b.origin, "seq": "7"}),
    lambda b: replace(b, holder="record:" + "c" * 64),
    lambda b: replace(b, tables={}),
    lambda b: replace(b, files={"x.csv": sha256(b"a" * 50)}),
    lambda b: replace(b, keys={"x": "e" * 64}),
], ids=["no origin", "data", "data of another", "no line", "a leaf beside rows", "no line at all",
        "another place", "another holder", "no rows", "no files", "other keys"])
def test_what_a_sender_says_of_a_third_record_is_held_to_its_line(
    field: Path, tmp_path: Path, claims: Columns, change: Callable[[Batch], Batch]
) -> None:
    region, stick = tmp_path / "region", tmp_path / "a.pack"
    packed(field, stick)
    took(stick, region)
    with Record.open(region) as record:
        cut = len(record.batches) - 1
    log = (region / line.LOG).read_bytes().splitlines(keepends=True)
    # Cut the row of custody, so that a batch taken over is the newest; and its file with it.
    (region / line.LOG).write_bytes(b"".join(log[:cut]))
    (region / line.segment_name("custody", cut + 1)).unlink()
    _forged(region, change)
    with Record.open(region, write=True):
        done = pack(region, stick, "", keeping(), "main office")
    assert codes(done) == ["hand_over_not_noted"]
    main = tmp_path / "main"
    assert codes(take(stick, main, keeping())) == ["odd_origin"]
    assert not main.exists()


def test_a_forged_history_of_a_third_record_is_refused(
    field: Path, tmp_path: Path, claims: Columns
) -> None:
    region, main, stick = tmp_path / "region", tmp_path / "main", tmp_path / "a.pack"
    packed(field, tmp_path / "field.pack")
    fork = tmp_path / "fork"
    shutil.copytree(field, fork)
    say(field, part(claims, 3, 8), "true")
    say(fork, part(claims, 3, 9), "forged")
    packed(field, tmp_path / "true.pack")
    packed(fork, stick)
    took(stick, region)
    took(tmp_path / "true.pack", main)
    packed(region, stick)
    before = files(main)
    assert codes(take(stick, main, keeping())) == ["another_history"]
    assert files(main) == before


# A pack that is not what was packed


def test_an_altered_byte_anywhere_is_refused(field: Path, tmp_path: Path) -> None:
    done = packed(field, tmp_path / "a.pack")
    data = (tmp_path / "a.pack").read_bytes()
    chosen = random.Random(7)
    first = {*range(90), *range(len(data) - 60, len(data))}
    with zipfile.ZipFile(tmp_path / "a.pack") as unzipped:
        for info in unzipped.infolist():
            at = info.header_offset
            first |= {*range(at, at + 30 + len(info.filename), 7), at + 18 + 4 * (at & 1)}
    directory = data.index(b"PK\x01\x02")
    places = sorted({*chosen.sample(sorted(first), 90),
                     *chosen.sample(range(directory, len(data)), 50),
                     *chosen.sample(range(directory), 90)})
    bad, main = tmp_path / "bad.pack", tmp_path / "main"
    for at in places:
        changed = bytearray(data)
        changed[at] ^= 1 << chosen.randrange(8)
        bad.write_bytes(changed)
        refused = take(bad, main, keeping())
        assert codes(refused), at
        assert not refused.until
    for changed_length in (data[:-1], data + b"\x00", data[: len(data) // 2], b"", data[:20]):
        bad.write_bytes(changed_length)
        assert codes(take(bad, main, keeping())), len(changed_length)
    assert not main.exists()
    assert took(tmp_path / "a.pack", main).until == done.until


def rewrite(
    source: Path, target: Path, change: Callable[[dict[str, bytes]], object],
    **said: object,
) -> None:
    """Write a pack anew with members changed, consistent in every check sum and digest."""
    with zipfile.ZipFile(source) as unzipped:
        members = {name: unzipped.read(name) for name in unzipped.namelist()}
    manifest = packfile.read_manifest(members.pop("pack.json"), "a.pack")
    change(members)
    made = replace(manifest, members={n: packfile.measure(d) for n, d in members.items()},
                   **said)  # type: ignore[arg-type]
    packfile.write_pack(target, made, dict(members))


def _name(members: dict[str, bytes], begins: str) -> str:
    return next(name for name in sorted(members) if name.startswith(begins))


def _swap(begins: str, data: bytes) -> Callable[[dict[str, bytes]], object]:
    return lambda members: members.update({_name(members, begins): data})


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[dict[str, bytes]], object]:
    def swap(members: dict[str, bytes]) -> None:
        lines = members["lines.jsonl"].splitlines(keepends=True)
        members["lines.jsonl"] = b"".join(change(lines))
    return swap


@pytest.mark.parametrize(("change", "said", "code"), [
    (_swap("archive/", b"\x1f\x8b not gzip"), {}, "altered_object"),
    (_swap("archive/", gzip.compress(b"others", mtime=0)), {}, "altered_object"),
    (_swap("segments/claims/", b"PAR1 nothing PAR1"), {}, "altered_segment"),
    (_swap("proofs/", b"another"), {}, "altered_time_stamp"),
    (lambda m: m.pop(_name(m, "archive/")), {}, "missing_member"),
    (lambda m: m.update({f"archive/aa/{'a' * 64}": b"x"}), {}, "odd_member"),
    (lambda m: m.pop("lines.jsonl"), {}, "odd_member"),
    (lambda m: m.update({"../../evil": b"x"}), {}, "odd_member"),
    (lambda m: m.update({"segments/con/00000001.parquet": b"x"}), {}, "odd_member"),
    (lambda m: m.update({"/etc/passwd": b"x"}), {}, "odd_member"),
    (lambda m: m.update({"C:evil": b"x"}), {}, "odd_member"),
    (_lines(lambda found: found[:-1]), {}, "altered_pack"),
    (_lines(lambda found: found[1:]), {}, "altered_pack"),
    (_lines(lambda found: [found[1], found[0], *found[2:]]), {}, "altered_pack"),
    (_lines(lambda found: [found[0].replace(b"0.1.0", b"0.1.1"), *found[1:]]), {}, "altered_pack"),
    (_lines(lambda found: [*found, b"{torn"]), {}, "altered_pack"),
    (_lines(lambda found: [b"[" * 9000 + b"\n", *found[1:]]), {}, "altered_pack"),
    (lambda m: None, {"record": "a" * 64}, "altered_pack"),
    (lambda m: None, {"until": f"4:{'a' * 64}"}, "altered_pack"),
    (lambda m: None, {"since": f"0:{'a' * 64}"}, "altered_pack"),
    (lambda m: None, {"since": f"1:{'a' * 64}", "peaks": ("a" * 64,)}, "altered_pack"),
    (lambda m: None, {"path": ("a" * 64,)}, "altered_pack"),
    (lambda m: None, {"peaks": ("a" * 64,)}, "altered_pack"),
    (lambda m: None, {"format": "trucewatch/pack@2"}, "newer_format"),
    (lambda m: None, {"format": "other"}, "not_a_pack"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_pack_made_up_with_right_check_sums_is_refused(
    field: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], object],
    said: dict[str, object], code: str,
) -> None:
    packed(field, tmp_path / "a.pack")
    rewrite(tmp_path / "a.pack", tmp_path / "bad.pack", change, **said)
    done = take(tmp_path / "bad.pack", tmp_path / "main", keeping())
    assert codes(done)[0] == code
    assert all(p.found or p.expected for p in done.problems)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pack", "bad.pack", "field"]


def test_a_proof_over_batches_that_are_not_there_is_checked(
    field: Path, tmp_path: Path, claims: Columns
) -> None:
    first = packed(field, tmp_path / "1.pack")
    say(field, part(claims, 2, 6), "three")
    packed(field, tmp_path / "2.pack", first.until)
    took(tmp_path / "1.pack", tmp_path / "main")
    for said in ({"path": ()}, {"peaks": ()}, {"since": NOTHING}, {"record": "b" * 64}):
        rewrite(tmp_path / "2.pack", tmp_path / "bad.pack", lambda m: None, **said)
        assert codes(take(tmp_path / "bad.pack", tmp_path / "main", keeping())) in (
            ["altered_pack"], ["gap"])


def test_a_bomb_is_seen_before_it_is_unpacked(
    field: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record whose keeper put a bomb in it: every digest is right."""
    monkeypatch.setattr(packs, "ORIGINAL_LARGEST", 1000)
    with Record.open(field, write=True) as record:
        record.append({}, {"big.bin": bytes(2000)}, CLOCK(), TOOL)
    done = pack(field, tmp_path / "a.pack", "", keeping(), "main office")
    assert codes(done) == ["original_too_large"]
    monkeypatch.undo()
    packed(field, tmp_path / "a.pack")
    monkeypatch.setattr(packs, "ORIGINAL_LARGEST", 1000)
    assert codes(take(tmp_path / "a.pack", tmp_path / "main", keeping())) == ["original_too_large"]
    monkeypatch.undo()
    monkeypatch.setattr(packs, "BATCH_LARGEST", 1500)
    assert "batch_too_large" in codes(take(tmp_path / "a.pack", tmp_path / "main", keeping()))
    monkeypatch.undo()
    monkeypatch.setattr(packfile, "FILE_LARGEST", 3000)
    assert codes(pack(field, tmp_path / "b.pack", "", keeping(), "main office")) == [
        "pack_too_large"]
    assert not (tmp_path / "main").exists()


@pytest.mark.parametrize("length", [0, 1999, 2001])
def test_an_original_that_lies_about_its_length_is_seen(
    field: Path, tmp_path: Path, length: int
) -> None:
    with Record.open(field, write=True) as record:
        record.append({}, {"big.bin": bytes(2000)}, CLOCK(), TOOL)
    digest = sha256(bytes(2000))
    stored = field / walk.archive_name(digest)
    stored.write_bytes(stored.read_bytes()[:-4] + length.to_bytes(4, "little"))
    _forged(field, lambda batch: replace(batch, objects={digest: sha256(stored.read_bytes())}))
    done = pack(field, tmp_path / "a.pack", "", keeping(), "main office")
    assert codes(done) == ["altered_object"]


def test_rows_that_do_not_fit_their_line_or_this_version_are_refused(tmp_path: Path) -> None:
    for number, (sql, table, code) in enumerate((
        ("SELECT 'x' AS one, unhex(sha256('x')) AS leaf", "claims", "other_columns"),
        ("SELECT 'x' AS one, unhex(sha256('x')) AS leaf", "sightings", "unknown_table"),
        ("", "custody", "altered_rows"),
        ("rows", "custody", "altered_rows"),
    )):
        field = tmp_path / f"field{number}"
        with Record.open(field, write=True) as record, DuckStore() as store:
            file = record.scratch("x.parquet")
            if sql.startswith("SELECT"):
                store.write_parquet(sql, file)
                made = Segment(("one",), "a" * 64, 1, file)
            else:
                row = ("o", "n", "recorded", "now", "", "t", "")
                names = ("object", "name", "event", "at", "who", "tool", "note")
                given = load_rows(store, table, dict(zip(names, ([v] for v in row), strict=True)))
                found = segment(store, table, given, file)
                assert found is not None
                made = replace(found, root="b" * 64)
                if not sql:
                    file.write_bytes(b"PAR1 no rows PAR1")
            record.append({table: made}, {}, CLOCK(), TOOL)
        packed(field, tmp_path / "a.pack")
        done = take(tmp_path / "a.pack", tmp_path / "main", keeping())
        assert codes(done) == [code], done.problems
        assert done.problems[0].field == f"segments/{table}/00000001.parquet"
    assert not (tmp_path / "main").exists()


def test_a_file_that_is_nowhere_is_named(field: Path, tmp_path: Path) -> None:
    with Record.open(field, write=True) as record:
        record.append({}, {"new.csv": b"new"}, CLOCK(), TOOL)

    def drop(batch: Batch) -> Batch:
        return replace(batch, objects={})

    _forged(field, drop)
    (field / walk.archive_name(sha256(b"new"))).rename(tmp_path / "kept")
    with Record.open(field):
        done = pack(field, tmp_path / "a.pack", "", keeping(), "main office")
    assert codes(done) == ["missing_object"]


def test_no_pack_at_all(field: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"not a pack " * 20)
    with zipfile.ZipFile(tmp_path / "zip", "w") as made:
        made.writestr("pack.json", b"{}")
    with zipfile.ZipFile(tmp_path / "zip2", "w") as made:
        made.writestr("x", b"{}")
    packed(field, tmp_path / "a.pack")
    with zipfile.ZipFile(tmp_path / "again.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.write(tmp_path / "a.pack", "a.pack")
    with zipfile.ZipFile(tmp_path / "a.pack") as old, zipfile.ZipFile(
            tmp_path / "deflated", "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            made.writestr(name, old.read(name))
    for name in ("text", "zip", "zip2", "again.zip", "deflated", "field", "none"):
        assert codes(take(tmp_path / name, tmp_path / "main", keeping())), name
    huge = bytearray((tmp_path / "a.pack").read_bytes())
    struct.pack_into("<L", huge, 22, 0xFFFFFFF0)
    (tmp_path / "huge").write_bytes(huge)
    assert codes(take(tmp_path / "huge", tmp_path / "main", keeping())) == ["altered_pack"]
    assert not (tmp_path / "main").exists()


def test_more_members_than_the_plain_form_can_count(tmp_path: Path) -> None:
    members: dict[str, packfile.Source] = {"lines.jsonl": b"{}\n"}
    members |= {f"archive/{n:02x}/{n:02x}{'0' * 58}{m:04x}": b"" for n in range(16)
                for m in range(4200)}
    manifest = packfile.Manifest(
        record="a" * 64, since=NOTHING, until=NOTHING, peaks=(), path=(),
        members={name: packfile.measure(data) for name, data in members.items()})
    packfile.write_pack(tmp_path / "a.pack", manifest, members)
    with zipfile.ZipFile(tmp_path / "a.pack") as unzipped:
        assert len(unzipped.namelist()) == len(members) + 1 > 65535
        assert unzipped.read("lines.jsonl") == b"{}\n"


# Interrupted


class Stop(BaseException):
    """What no handler catches, as if the process ended."""


@pytest.fixture
def after(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, type[BaseException]], None]]:
    """Let the disk fail at its n-th change and ever after, until the test undoes it."""
    left = [10**9]
    error: list[type[BaseException]] = [OSError]

    def spend() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise error[0](28, "No space left on device")

    def wrap(
        holder: object, name: str, changes: Callable[..., bool] = lambda *a, **k: True
    ) -> None:
        real = getattr(holder, name)

        def call(*args: object, **kwargs: object) -> object:
            if changes(*args, **kwargs):
                spend()
            return real(*args, **kwargs)

        monkeypatch.setattr(holder, name, call)

    wrap(os, "fsync")
    wrap(os, "mkdir")
    wrap(os, "replace")
    wrap(builtins, "open", lambda *a, **k: bool({"w", "x", "a", "+"} & set(str(a[1:2]))))
    wrap(shutil, "copyfile")

    def arm(steps: int, kind: type[BaseException]) -> None:
        left[0], error[0] = steps, kind

    yield arm
    left[0] = 10**9


@pytest.mark.parametrize("kind", [OSError, Stop])
def test_a_take_that_ends_at_any_step_is_resumed_by_repeating(
    field: Path, tmp_path: Path, kind: type[BaseException],
    after: Callable[[int, type[BaseException]], None],
) -> None:
    done = packed(field, tmp_path / "a.pack")
    stick, main = tmp_path / "a.pack", tmp_path / "main"
    steps, ended = 0, 0
    while True:
        after(steps, kind)
        try:
            taken = take(stick, main, keeping())
        except Stop:
            taken = Taken(problems=[])
        after(10**9, kind)
        if taken.until and not taken.problems:
            break
        ended += 1
        if main.exists() and (main / line.LOG).exists() and (main / walk.FORMAT_FILE).exists():
            known = [b.origin["seq"] for b in Record.open(main).batches if b.origin]
            assert known == [str(n) for n in range(1, len(known) + 1)], "in order, each whole"
        if steps % 3 == 0:
            # Every third time from where it ended, else from the beginning.
            again = took(stick, main)
            assert again.until == done.until
            record = Record.open(main)
            assert len([b for b in record.batches if b.origin]) == done.batches
            assert len([b for b in record.batches if "taken_over" in b.notes]) == 1
        shutil.rmtree(main, ignore_errors=True)
        steps += 9 if kind is OSError else 11
    assert ended > 5
    sound(main)
    assert held(main) == held(field)


@pytest.mark.parametrize("kind", [OSError, Stop])
def test_a_pack_that_ends_at_any_step_leaves_the_record_sound(
    field: Path, tmp_path: Path, kind: type[BaseException],
    after: Callable[[int, type[BaseException]], None],
) -> None:
    stick, steps = tmp_path / "a.pack", 0
    while True:
        after(steps, kind)
        try:
            done = pack(field, stick, "", keeping(), "main office")
        except Stop:
            done = Packed(problems=[])
        after(10**9, kind)
        assert stick.exists() == bool(done.bytes)
        if done.bytes and not done.problems:
            break
        stick.unlink(missing_ok=True)
        steps += 1
    assert steps > 3
    assert not list(tmp_path.glob("*.tmp")) or kind is Stop
    assert took(stick, tmp_path / "main").until == done.until
    sound(field)


def test_another_writer_or_a_clock_behind_is_said(field: Path, tmp_path: Path) -> None:
    packed(field, tmp_path / "a.pack")
    main = tmp_path / "main"
    with Record.open(main, write=True):
        assert codes(take(tmp_path / "a.pack", main, keeping())) == ["record_in_use"]
    took(tmp_path / "a.pack", main)
    with Record.open(field, write=True) as record:
        record.append({}, {"x": b"x"}, CLOCK(), TOOL)
    packed(field, tmp_path / "a.pack")
    behind = Keeping(office="main", clock=lambda: NOW - timedelta(days=9))
    assert codes(take(tmp_path / "a.pack", main, behind)) == ["time_runs_back"]
    done = pack(field, tmp_path / "b.pack", "", replace(behind, office="new"), "main office")
    assert codes(done) == ["hand_over_not_noted"]


def test_a_place_is_written_and_read_alike() -> None:
    place = Place("a" * 64, 7, "b" * 64, "c" * 64)
    assert place.text().split(" ") == ["a" * 64, "7", "b" * 64, "c" * 64]
