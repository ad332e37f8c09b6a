"""Whatever ends a writer, and whatever its disk refuses: whole batches, once each, nothing lost.

The default run tries a sample of the points at which a writer can die, the long run
(``TRUCEWATCH_EXAMPLES``) every one, and kills from outside up to `DEATHS` in all.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from crashing import (
    LASTING,
    LONG,
    Job,
    Nursery,
    Reply,
    append,
    number_of,
    numbers_in,
    tables_of,
    time_of,
    wrong_in,
)

from trucewatch.model.problem import Problem
from trucewatch.record import Record, RecordError
from trucewatch.record.verify import Verdict, verify

SEED = 20251010
DEATHS = 500
"""In the long run."""
SHARE = 12
"""One point of so many in the default run."""
TEMPORARY = re.compile(r"(format|log\.jsonl|pending\.json|writer\.json)-[0-9a-f]{8}\.tmp")
FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a process")
CRASHING = Path(__file__).with_name("crashing.py")

TALLY: Counter[str] = Counter()
STARTED = time.monotonic()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="module", autouse=True)
def summary(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if LONG:
        words = ", ".join(f"{count} {what}" for what, count in sorted(TALLY.items()))
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(f"\ncrashes: {words}; {time.monotonic() - STARTED:.0f} s")


# What must hold after a writer has ended


def tree(root: Path) -> set[str]:
    """Files of a record, relative to it."""
    return {p.relative_to(root).as_posix() for p in root.rglob("*") if not p.is_dir()}


def lines(root: Path) -> int:
    """Whole lines of the log on the disk."""
    log = root / "log.jsonl"
    return log.read_bytes().count(b"\n") if log.exists() else 0


def tail_of(root: Path) -> bytes:
    """What stands after the last whole line of the log."""
    log = root / "log.jsonl"
    return log.read_bytes().rpartition(b"\n")[2] if log.exists() else b""


def listed(root: Path) -> set[str]:
    """What an unfinished batch was going to put in place."""
    try:
        return set(json.loads((root / "pending.json").read_bytes()))
    except FileNotFoundError:
        return set()


def is_leftover(root: Path, problem: Problem, ours: set[str]) -> bool:
    """Whether verify may say this of a record whose writer died: left over, and nothing else."""
    if problem.code in {"leftover", "torn_tail"}:
        return True
    if problem.code == "extra_file":
        return problem.file in ours or TEMPORARY.fullmatch(problem.file) is not None
    if problem.code == "extra_folder":
        inside = {name for name in tree(root) if name.startswith(f"{problem.file}/")}
        return inside <= ours
    return False


def seen(root: Path, by: str) -> list[int]:
    """Numbers of the batches a reader sees, each looked at whole."""
    if not lines(root):
        try:
            return numbers_in(Record.open(root).batches)
        except RecordError:
            return []
    record = Record.open(root)
    assert wrong_in(record, by) == []
    return numbers_in(record.batches)


def recover(root: Path, torn: bool, by: str) -> list[str]:
    """Open for writing as somebody would after that; what it says it cut is returned."""
    before, tail, listing = tree(root), tail_of(root), listed(root)
    now = time_of(0) + timedelta(seconds=1 + max(numbers_in(Record.open(root).batches), default=0)
                                 ) if lines(root) else time_of(0)
    if torn:
        with pytest.raises(RecordError, match="torn tail"):
            Record.open(root, write=True, now=now)
        assert tail_of(root) == tail, "only an explicit open mends"
    with Record.open(root, write=True, mend=torn, now=now) as record:
        cut, batches = list(record.cut), record.batches
    gone = {name for name in before - tree(root)
            if name.startswith("staging/") or name in listing}
    if gone:
        assert any("never finished" in text and min(gone) in text for text in cut), (gone, cut)
    if torn:
        assert any(f"torn after {len(tail)} bytes" in text for text in cut), cut
        assert batches[-1].kind == "mend"
        assert batches[-1].notes["sha256"] == hashlib.sha256(tail).hexdigest()
    if "writer.json" in before and not torn:
        assert any("without closing" in text for text in cut), cut
    assert verify(root).problems == [], "after the next open nothing is left over"
    with Record.open(root, write=True) as record:
        assert record.cut == [], "said once"
    return cut


def check_after(root: Path, job: Job, reply: Reply, before: Sequence[int]) -> Verdict | None:
    """Check all that is promised of a record whose writer has just ended; then go on with it.

    `before` holds the numbers of the batches that were there when it began.
    """
    sure = [*before, *(n for n in reply.acked if n not in before)]
    found = seen(root, job.by)
    whole = sorted({*before, *job.numbers})
    assert found[: len(sure)] == sure, "an acknowledged batch is lost"
    assert found == whole[: len(found)], "a batch doubled or out of its place"
    assert len(found) <= len(sure) + 1, "more than the one in hand"
    TALLY["whole though not acknowledged"] += len(found) - len(sure)
    verdict = None
    torn = False
    if root.is_dir():
        verdict = verify(root)
        ours, made = listed(root), lines(root) > 0
        for problem in verdict.problems:
            assert is_leftover(root, problem, ours) or (
                not made and problem.code in {"no_record", "missing_file", "missing_log"}), problem
        torn = any(p.code == "torn_tail" for p in verdict.problems)
        TALLY["torn tails"] += torn
        recover(root, torn, job.by)
    finish(root, job, found, whole)
    return verdict


def finish(root: Path, job: Job, found: Sequence[int], whole: Sequence[int]) -> None:
    """Say every batch again: what is missing is added, what is there is not."""
    with Record.open(root, write=True) as record:
        for number in job.numbers:
            # Files alone, or claims, of before the newest batch would be a going back to them.
            if number in found[:-1] and (job.by == "remember" or not tables_of(number)):
                continue
            assert append(record, number, job.by) is (number not in found), number
            assert append(record, number, job.by) is False, number
    record = Record.open(root)
    assert numbers_in(record.batches) == list(whole)
    assert wrong_in(record, job.by) == []
    assert verify(root).problems == []


# Points of death


class Bench:
    """Copies of prepared records, and jobs upon them."""

    def __init__(self, folder: Path, nursery: Nursery) -> None:
        self.folder, self.nursery = folder, nursery
        self._count = itertools.count()

    def fresh(self, prepared: Path | None) -> Path:
        root = self.folder / f"r{next(self._count)}"
        if prepared is not None and prepared.exists():
            shutil.copytree(prepared, root)
        return root

    def prepare(self, numbers: list[int], by: str) -> Path:
        root = self.fresh(None)
        if numbers:
            assert self.nursery.run(Job(root=str(root), numbers=numbers, by=by)).acked == numbers
        return root

    def steps(self, prepared: Path, job: Job) -> list[str]:
        """Every step of a job that nothing befalls."""
        root = self.fresh(prepared)
        reply = self.nursery.run(replace(job, root=str(root)))
        assert reply.steps, reply
        shutil.rmtree(root)
        return reply.steps

    def strike(self, prepared: Path, job: Job, before: Sequence[int]) -> Reply:
        """Run a job that something befalls, and check all that must hold afterwards."""
        root = self.fresh(prepared)
        reply = self.nursery.run(replace(job, root=str(root)))
        try:
            assert not [text for text in reply.said if text.startswith("failed")], reply
            check_after(root, job, reply, before)
        except BaseException as reason:
            reason.add_note(f"{job} -> {reply}; left in {root}")
            raise
        shutil.rmtree(root, ignore_errors=True)
        return reply


@pytest.fixture
def bench(tmp_path: Path, nursery: Nursery) -> Bench:
    return Bench(tmp_path, nursery)


def points(steps: list[str], rng: random.Random) -> list[tuple[int, float]]:
    """Where to strike, and how much of a write to leave: in the long run everywhere."""
    found: list[tuple[int, float]] = []
    for at, name in enumerate(steps, 1):
        parts = (0.0, rng.random(), 1.0) if name.startswith(("write", "parquet")) else (0.5,)
        found += [(at, part) for part in parts]
    return found if LONG else sorted(rng.sample(found, -(-len(found) // SHARE)))


def try_all(points_of: Sequence[tuple[str, Callable[[], object]]]) -> None:
    """Try everything, and tell of every failure by its name."""
    wrong = []
    for name, attempt in points_of:
        try:
            attempt()
        except (AssertionError, OSError, RecordError, KeyError, ValueError) as reason:
            first = str(reason).splitlines()[:1]
            notes = " ".join(getattr(reason, "__notes__", ()))
            wrong.append(f"{name}: {type(reason).__name__} {''.join(first)[:300]} ({notes})")
    assert not wrong, f"seed {SEED}; {len(wrong)} of {len(points_of)}:\n" + "\n".join(wrong)


SCENES = {
    "making": ([], Job(root="", numbers=[1])),
    "appending": ([1, 2], Job(root="", numbers=[3])),
    "with time stamps": ([1], Job(root="", numbers=[2])),
    "several": ([1], Job(root="", numbers=[2, 3, 4])),
    "files alone": ([1, 2, 3, 4], Job(root="", numbers=[5])),
    "through the store": ([1], Job(root="", numbers=[2], by="remember")),
}
"""Batches that are there before, and what is being done."""


@FORKS
@pytest.mark.parametrize("scene", SCENES)
def test_a_writer_killed_at_any_step_leaves_whole_batches(bench: Bench, scene: str) -> None:
    before, job = SCENES[scene]
    prepared = bench.prepare(before, job.by)
    steps = bench.steps(prepared, job)

    def strike(at: int, part: float) -> None:
        reply = bench.strike(prepared, replace(job, at=at, part=part), before)
        assert reply.signal == 9, reply
        TALLY["deaths"] += 1

    try_all([(f"{scene} {at} ({steps[at - 1]}) {part:.2f}", partial(strike, at, part))
             for at, part in points(steps, random.Random(f"{SEED} {scene}"))])


def left_by_a_death(bench: Bench, name: str, part: float = 0.6) -> Path:
    """A record of batches 1 and 2 whose writer died over batch 3 at its last step of a name."""
    prepared = bench.prepare([1, 2], "append")
    job = Job(root="", numbers=[3])
    steps = bench.steps(prepared, job)
    at = max(n for n, step in enumerate(steps, 1) if step.startswith(name))
    root = bench.fresh(prepared)
    assert bench.nursery.run(replace(job, root=str(root), at=at, part=part)).signal == 9
    return root


@FORKS
@pytest.mark.parametrize("left", ["write log.jsonl", "open log.jsonl", "write claims.parquet"])
def test_a_writer_killed_while_it_clears_or_mends_is_mended_by_the_next(
    bench: Bench, left: str
) -> None:
    prepared = left_by_a_death(bench, left)
    tail = tail_of(prepared)
    job = Job(root="", numbers=[3], mend=True)
    steps = bench.steps(prepared, job)

    def strike(at: int, part: float) -> None:
        root = bench.fresh(prepared)
        reply = bench.nursery.run(replace(job, root=str(root), at=at, part=part))
        assert reply.signal == 9, reply
        TALLY["deaths"] += 1
        if tail and tail_of(root) != tail:
            notes = [b.notes for b in Record.open(root).batches if b.kind == "mend"]
            assert hashlib.sha256(tail).hexdigest() in [n["sha256"] for n in notes], (
                f"the torn line is gone and no line says so; left in {root}")
        check_after(root, job, reply, [1, 2])
        shutil.rmtree(root)

    try_all([(f"after {left}: {at} ({steps[at - 1]}) {part:.2f}",
              partial(strike, at, part))
             for at, part in points(steps, random.Random(f"{SEED} {left}"))])


@FORKS
def test_a_writer_killed_from_outside_at_a_random_moment(bench: Bench) -> None:
    rng = random.Random(SEED)
    prepared = {by: bench.prepare([1], by) for by in ("append", "remember")}

    def kill() -> None:
        by = "remember" if rng.random() < 0.1 else "append"
        numbers = list(range(2, 9 if by == "append" else 4))
        job = Job(root="", numbers=numbers, by=by, kill_after=rng.randrange(len(numbers)),
                  busy=int(1.7 ** rng.uniform(0, 19)))
        reply = bench.strike(prepared[by], job, [1])
        if reply.signal == 9:
            TALLY["deaths"] += 1
            TALLY["from outside"] += 1

    aim = max(DEATHS - TALLY["deaths"], 150) if LONG else 15
    before = TALLY["from outside"]
    for attempt in range(3 * aim):
        if TALLY["from outside"] - before >= aim:
            break
        try_all([(f"attempt {attempt}", kill)])
    assert TALLY["from outside"] - before >= aim, "writers ended before they were killed"


def test_a_program_that_is_killed_has_lost_nothing_it_acknowledged(tmp_path: Path) -> None:
    """A whole interpreter of its own, which every system can start and kill."""
    root = tmp_path / "r"
    with subprocess.Popen([sys.executable, str(CRASHING), "append", str(root), "1", "300"],
                          stdout=subprocess.PIPE, encoding="utf-8") as writer:
        assert writer.stdout
        acked = [int(writer.stdout.readline()) for _ in range(7)]
        writer.kill()
        acked += [int(text) for text in writer.stdout if text.endswith("\n")]
    assert acked == list(range(1, len(acked) + 1))
    assert len(acked) < 300
    job = Job(root=str(root), numbers=[*range(1, len(acked) + 3)])
    check_after(root, job, Reply(acked=acked), [])


# A disk that refuses

TROUBLES = [
    ("ENOSPC", ""), ("EIO", ""), ("EACCES", ""), *(("ENOSPC", kind) for kind in LASTING),
    ("EROFS", "refused"),
]


@FORKS
@pytest.mark.parametrize("scene", ["making", "appending", "with time stamps", "files alone",
                                   "through the store"])
@pytest.mark.parametrize(("fault", "lasting"), TROUBLES)
def test_a_disk_that_refuses_leaves_the_record_as_it_was(
    bench: Bench, scene: str, fault: str, lasting: str
) -> None:
    """The same writer tries again when the trouble is over; the batch is there once."""
    before, job = SCENES[scene]
    prepared = bench.prepare(before, job.by)
    steps = bench.steps(prepared, job)
    rng = random.Random(f"{SEED} {scene} {fault} {lasting}")

    def strike(at: int, part: float) -> None:
        reply = bench.strike(
            prepared, replace(job, at=at, part=part, fault=fault, lasting=lasting), before)
        assert (reply.signal, reply.acked) == (0, job.numbers), reply
        TALLY["refusals"] += 1

    chosen = points(steps[:-1], rng)
    try_all([(f"{scene} {fault} {lasting} {at} ({steps[at - 1]}) {part:.2f}",
              partial(strike, at, part))
             for at, part in rng.sample(chosen, len(chosen) // 5 if LONG else 1)])


@FORKS
@pytest.mark.parametrize("lasting", LASTING)
def test_a_writer_killed_on_a_disk_that_refuses(bench: Bench, lasting: str) -> None:
    """Refused, and then killed before it could clear anything."""
    before, job = SCENES["appending"]
    prepared = bench.prepare(before, job.by)
    steps = bench.steps(prepared, job)
    for at, part in points(steps[:-1], random.Random(f"{SEED} {lasting}")):
        root = bench.fresh(prepared)
        writer = replace(job, root=str(root), at=at, part=part, fault="ENOSPC", lasting=lasting,
                         mend=False)
        reply = bench.nursery.run(replace(writer, kill_after=0, busy=at * 40))
        TALLY["deaths"] += reply.signal == 9
        check_after(root, job, reply, before)
        shutil.rmtree(root)


# A file system of its own, really full or really read-only


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    """A small file system in memory; the test is skipped where none can be mounted."""
    folder.mkdir()
    mount = shutil.which("mount")
    if sys.platform != "linux" or mount is None or os.geteuid() != 0:
        pytest.skip("a file system can be mounted by root on Linux only")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)],
                          check=False, capture_output=True, encoding="utf-8")
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def remount(folder: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", str(folder)], check=True)


@pytest.mark.parametrize("by", ["append", "remember"])
def test_a_disk_that_is_really_full(tmp_path: Path, by: str) -> None:
    with mounted(tmp_path / "disk", "200k") as disk:
        root = disk / "r"
        acked: list[int] = []
        with Record.open(root, write=True) as record:
            for number in range(1, 200):
                try:
                    assert append(record, number, by)
                except Exception as reason:
                    assert "space" in str(reason), reason
                    break
                acked.append(number)
            else:
                pytest.fail("the disk never was full")
            assert len(acked) > 2
            assert seen(root, by) == acked
            assert {p.code for p in verify(root).problems} == {"leftover"}, "of a writer at work"
            with pytest.raises(Exception, match="space"):
                append(record, number, by)
            remount(disk, "size=20m")
            assert append(record, number, by), "the same writer goes on"
        assert verify(root).problems == []
        assert seen(root, by) == [*acked, number]


@pytest.mark.parametrize("room", range(0, 60, 4) if LONG else (0, 12, 32))
def test_a_disk_with_room_for_a_part_of_a_batch(tmp_path: Path, room: int) -> None:
    """Whatever the step at which it becomes full; `room` is what is free, in KiB."""
    with mounted(tmp_path / "disk", "4m") as disk:
        root = disk / "r"
        with Record.open(root, write=True) as record:
            assert append(record, 1)
            whole = record.batches
            with (disk / "ballast").open("wb") as stream:
                free = os.statvfs(disk)
                stream.write(bytes(free.f_bavail * free.f_frsize - room * 1024))
            with pytest.raises(OSError, match="space"):
                append(record, 303)  # larger than any of the rooms
            assert Record.open(root).batches == whole
            assert {p.code for p in verify(root).problems} == {"leftover"}, "of a writer at work"
        # The next writer finds it as full.
        try:
            with Record.open(root, write=True) as record, pytest.raises(OSError, match="space"):
                append(record, 303)
        except OSError as reason:
            assert "space" in str(reason)
        (disk / "ballast").unlink()
        job = Job(root=str(root), numbers=[1, 303])
        check_after(root, job, Reply(acked=[1]), [])


def test_a_disk_that_is_really_read_only(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "4m") as disk:
        root = disk / "r"
        with Record.open(root, write=True) as record:
            assert append(record, 1)
        remount(disk, "ro")
        before = tree(root)
        assert seen(root, "append") == [1]
        assert verify(root).problems == []
        for attempt in (root, disk / "new"):
            with pytest.raises((OSError, RecordError)) as caught:
                Record.open(attempt, write=True)
            assert "ead-only" in str(caught.value)
        assert tree(root) == before
        remount(disk, "rw")
        with Record.open(root, write=True) as record:
            assert record.cut == []
            assert append(record, 2)
        assert verify(root).problems == []
        assert seen(root, "append") == [1, 2]


def test_a_number_tells_a_batch(tmp_path: Path) -> None:
    """What these tests lean on: a batch that is not as handed over would be seen."""
    root = tmp_path / "r"
    with Record.open(root, write=True) as record:
        for number in (1, 2, 3, 5):
            assert append(record, number)
    batches = Record.open(root).batches
    assert [number_of(batch) for batch in batches] == [1, 2, 3, 5]
    assert wrong_in(Record.open(root)) == []
    (root / "segments/claims/00000001.parquet").unlink()
    with pytest.raises(RecordError, match="missing segment"):
        wrong_in(Record.open(root))
