"""Whatever is done to a record, verify fails and names it; on one left alone it never fails."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tampering import (
    LOG,
    LONG,
    MUTATIONS,
    Mutation,
    build,
    copy,
    files_in,
    first_differing,
    lines_of,
    named_by,
    without_newest,
    write,
)

from trucewatch.model.problem import Problem, shorten
from trucewatch.record import Record
from trucewatch.record.line import Batch, sealed
from trucewatch.record.tree import EMPTY, Frontier
from trucewatch.record.verify import WITHOUT_HEAD, verify

SEED = 20250119
COUNT = 1000 if LONG else 150


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("whole") / "r")


@pytest.fixture(scope="module")
def heads(whole: Path) -> list[str]:
    """Head over every number of batches, from none."""
    batches = Record.open(whole).batches
    return [f"0:{EMPTY.hex()}", *(f"{b.seq}:{b.head}" for b in batches)]


def test_an_untouched_record_never_fails(whole: Path, heads: list[str]) -> None:
    assert verify(whole).problems == []
    assert WITHOUT_HEAD in verify(whole).not_checked
    verdict = verify(whole, heads)
    assert verdict.problems == []
    assert WITHOUT_HEAD not in verdict.not_checked
    assert verdict.batches == len(heads) - 1 == 12
    assert verdict.head == heads[-1]


def names(problem: Problem, item: str) -> bool:
    """Whether a problem is about an item, or about something in it."""
    shown = shorten(item, 160)
    return problem.file in {item, shown} or problem.file.startswith((f"{item}/", f"{shown}/"))


def missed(whole: Path, root: Path, mutation: Mutation, problems: list[Problem]) -> str:
    """Say what of a mutation no problem names; empty: nothing."""
    if "format" in mutation.items and any(p.file == "format" for p in problems):
        return ""  # Nothing more is looked at in what may be no record at all.
    if LOG not in mutation.items:
        lost = [item for item in mutation.items if not any(names(p, item) for p in problems)]
        return f"not named: {lost}" if lost else ""
    about = [p for p in problems if p.file == LOG]
    if (root / LOG).is_symlink() or not (root / LOG).is_file():
        return "" if about else "the log not named"
    old, new = lines_of(whole), lines_of(root)
    at = first_differing(old, new)
    if len(new) < len(old) and new == old[: len(new)]:
        # Whole lines cut off the end: what shows is the files that only they name.
        left = named_by(*old[len(new) :]) - named_by(*new)
        lost = [name for name in left if not any(names(p, name) for p in problems)]
        return f"not named, though in no line any more: {lost}" if lost else ""
    if not any(p.line == at for p in about):
        return f"line {at} not named, but {[p.line for p in about]}"
    return ""


def nothing_left(whole: Path, root: Path) -> bool:
    """Whether only newest lines are gone, and all that they brought: not to be seen by itself."""
    if not (root / LOG).is_file() or (root / LOG).is_symlink():
        return False
    old, new = lines_of(whole), lines_of(root)
    return (len(new) < len(old) and new == old[: len(new)]
            and files_in(root) == sorted({LOG, "format"} | named_by(*new)))


def trial(whole: Path, folder: Path, number: int, heads: list[str]) -> str:
    """Apply one mutation to a fresh copy; what is wrong is returned, in words."""
    rng = random.Random(f"{SEED} {number}")
    mutate = MUTATIONS[number % len(MUTATIONS)]
    for attempt in range(100):
        root = copy(whole, folder / f"r{number}-{attempt}")
        mutation = mutate(root, rng)
        if mutation is None:
            shutil.rmtree(root)
            continue
        words = f"{number}: {mutation.what}: "
        try:
            verdict = verify(root)
            problems = verdict.problems
            for problem in problems:
                str(problem).encode("utf-8")
            if not problems and nothing_left(whole, root):
                found = [size for size, head in enumerate(heads) if verify(root, [head]).problems]
                expected = list(range(len(lines_of(root)) + 1, len(heads)))
                if found == expected and WITHOUT_HEAD in verdict.not_checked:
                    return ""
                return words + f"seen against the heads {found} only"
            lack = missed(whole, root, mutation, problems) if problems else "not seen"
        except Exception as reason:
            lack = f"verify raised {type(reason).__name__}: {reason}"
        if not lack:
            shutil.rmtree(root)
            return ""
        return words + lack
    return f"{number}: {mutate.__name__} never changed anything"


def test_whatever_is_done_to_a_record_is_seen_and_named(
    whole: Path, heads: list[str], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    started, kinds, wrong = time.monotonic(), Counter[str](), []
    for number in range(COUNT):
        before = verify(whole).problems if number % 10 == 0 or LONG else []
        assert before == [], f"before mutation {number}"
        kinds[MUTATIONS[number % len(MUTATIONS)].__name__] += 1
        lack = trial(whole, tmp_path, number, heads)
        if lack:
            wrong.append(lack)
    assert verify(whole, heads).problems == []
    if LONG:
        with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(f"\ntampering: {COUNT} mutations of {len(kinds)} kinds, {len(wrong)} missed, "
                  f"{time.monotonic() - started:.0f} s")
    assert not wrong, f"seed {SEED}; {len(wrong)} of {COUNT}:\n" + "\n".join(wrong)


def test_newest_batches_removed_without_trace_are_seen_against_a_head_only(
    whole: Path, heads: list[str], tmp_path: Path
) -> None:
    for keep in range(len(heads) - 1):
        root = copy(whole, tmp_path / f"r{keep}")
        without_newest(root, keep)
        verdict = verify(root)
        assert verdict.problems == [], keep
        assert WITHOUT_HEAD in verdict.not_checked
        assert verdict.batches == keep
        for size, head in enumerate(heads):
            verdict = verify(root, [head])
            found = [(p.code, p.file) for p in verdict.problems]
            assert found == ([("newest_batches_missing", LOG)] if size > keep else [])
            assert WITHOUT_HEAD not in verdict.not_checked


def test_newest_lines_removed_alone_leave_files_that_are_named(
    whole: Path, tmp_path: Path
) -> None:
    lines = lines_of(whole)
    seen = 0
    for keep in range(len(lines)):
        root = copy(whole, tmp_path / f"r{keep}")
        write(root, LOG, b"".join(lines[:keep]))
        left = named_by(*lines[keep:]) - named_by(*lines[:keep])
        found = {p.file for p in verify(root).problems}
        assert left <= found, keep
        seen += bool(left)
    assert seen > 8


def test_a_record_written_anew_is_seen_against_a_head_only(
    whole: Path, heads: list[str], tmp_path: Path
) -> None:
    """Whoever holds the record can forge all of it from some line on; nobody else's head."""
    for number in range(1, len(heads)):
        root = copy(whole, tmp_path / f"r{number}")
        batches = Record.open(root).batches
        tree, text = Frontier(), b""
        for batch in batches:
            data = {name: getattr(batch, name) for name in batch.__dataclass_fields__}
            if batch.seq == number:
                data["tool"] = "forged"
            # A stamp over a head that is no longer so would show.
            data["stamps"] = tuple(s for s in batch.stamps if s.size < number)
            forged, tree = sealed(Batch(**data), tree)
            text += forged.line() + b"\n"
        write(root, LOG, text)
        for name in set(files_in(root)) - named_by(*lines_of(root)) - {LOG, "format"}:
            (root / name).unlink()
        if not any((root / "proofs").iterdir()):
            (root / "proofs").rmdir()
        verdict = verify(root)
        assert verdict.problems == [], number
        assert WITHOUT_HEAD in verdict.not_checked
        wrong = [size for size, head in enumerate(heads) if verify(root, [head]).problems]
        assert wrong == list(range(number, len(heads)))


def test_every_byte_of_the_log_counts(whole: Path, tmp_path: Path) -> None:
    """One bit of many bytes of the log, in the long run of every other."""
    log = (whole / LOG).read_bytes()
    root = copy(whole, tmp_path / "r")
    rng = random.Random(SEED)
    for at in range(0, len(log), 2 if LONG else 97):
        data = bytearray(log)
        data[at] ^= 1 << rng.randrange(8)
        write(root, LOG, bytes(data))
        problems = verify(root).problems
        line = log[:at].count(b"\n") + 1
        assert any(p.file == LOG and p.line == line for p in problems), (SEED, at, problems)


def test_the_record_has_what_is_tampered_with(whole: Path) -> None:
    """Nothing is proven about kinds of line and file that are not there."""
    lines = [json.loads(line) for line in lines_of(whole)]
    assert {line["kind"] for line in lines} == {"data", "erase", "mend", "stamp", "take"}
    assert len({line["holder"] for line in lines}) == 2
    tables = {table for line in lines for table in line["tables"]}
    assert {"claims", "coverage", "posts", "reports"} <= tables
    assert any(s["token"] for line in lines for s in line["stamps"])
    assert any(line["keys"] for line in lines)
    empty = hashlib.sha256(b"").hexdigest()
    assert (whole / "archive" / empty[:2] / empty).is_file()


@pytest.fixture(autouse=True, scope="module")
def left_alone(whole: Path) -> Iterator[None]:
    """Copies share their files with the record: no mutation may have reached it."""
    def state() -> str:
        data = b"".join(name.encode() + (whole / name).read_bytes() for name in files_in(whole))
        return hashlib.sha256(data).hexdigest()

    before = state()
    yield
    assert state() == before
