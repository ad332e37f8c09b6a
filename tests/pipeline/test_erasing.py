"""Erasing destroys keys: one person's text is gone, everybody else's and every proof stays."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from trucewatch.pipeline import Keeping, run
from trucewatch.pipeline.erasing import Erased, Target, erase
from trucewatch.record import RecordError, keyfile, redact, vault
from trucewatch.record.line import sha256
from trucewatch.record.proof import check_proof
from trucewatch.record.prove import Found, make_proof
from trucewatch.record.record import Record
from trucewatch.record.vault import Vault, VaultError, is_sealed
from trucewatch.record.verify import verify
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.ledger import held_at
from trucewatch.store.rows import TABLES, leaves_of, open_table, text_sql, wrong_contents

from . import (
    AMAL,
    BORIS,
    CARLA,
    FORMS,
    PASSPHRASE,
    TEXTS,
    Clock,
    all_marks,
    answer,
    contents,
    found_in,
    keeping,
    make_case,
    marks,
    put,
    row,
    rows,
    table,
)

ANSWERS = "figures/answers.csv"
WHY = "asked for by the person"
FOREVER = 4_102_444_800_000_000


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "SCRYPT", (2**4, 8, 1))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case, its record in two versions, and its keys; copied by each test."""
    folder = tmp_path_factory.mktemp("kept")
    clock, before = Clock(), vault.SCRYPT
    vault.SCRYPT = (2**4, 8, 1)
    try:
        case = make_case(folder, table(rows()[:4]))
        run(case, folder / "out", keeping=keeping(folder, clock))
        put(case, table(rows()))
        answer(case, marks("amal")["key"])
        run(case, folder / "out", keeping=keeping(folder, clock))
    finally:
        vault.SCRYPT = before
    return folder


@pytest.fixture
def world(kept: Path, tmp_path: Path) -> Path:
    shutil.copytree(kept, tmp_path / "world", ignore=shutil.ignore_patterns("*.lock"))
    return tmp_path / "world"


def later() -> Clock:
    clock = Clock()
    clock.at = clock.at.replace(day=2)
    return clock


def hold(world: Path, clock: Clock | None = None) -> Keeping:
    return keeping(world, clock or later())


def do(world: Path, person: str = AMAL, reason: str = WHY, **more: bool) -> Erased:
    return erase(world / "record", Target(person=person), reason, hold(world), **more)


def keys_of(world: Path) -> Vault:
    return Vault.open(world / "keys", PASSPHRASE)


def check_whole(world: Path, *heads: str) -> None:
    """The record verifies, and its tables hold what the log says."""
    assert verify(world / "record", heads).problems == []
    record = Record.open(world / "record")
    for batch in record.batches:
        for name in batch.tables:
            assert wrong_contents(record.root, batch, name) is None


def erasures(world: Path) -> list[tuple[object, ...]]:
    with DuckStore() as store:
        open_table(store, Record.open(world / "record"), "erasures")
        return store.rows("SELECT key, kind, object, derivative, reason FROM recorded_erasures "
                          "ORDER BY ALL")


def opened(world: Path) -> bytes:
    """Everything that can still be opened with the keys: files, and text in the segments."""
    record, keys = Record.open(world / "record"), keys_of(world)
    found = [repr(sorted(record.files())).encode()]
    for batch in record.batches:
        for name in batch.keys:
            with contextlib.suppress(VaultError):
                found.append(keys.open_bytes(record.archive.get(batch.files[name])))
    for name, column in held_at(record, FOREVER).items():
        for text in map(str, column):
            value = text
            with contextlib.suppress(VaultError):
                while is_sealed(value):
                    value = keys.open_text(value, "key" if name == "in_reply_to" else name)
                found.append(value.encode())
    return b"\n".join(found)


def standing(world: Path, name: str = FORMS) -> bytes:
    """What stands under a name now, opened."""
    record = Record.open(world / "record")
    return keys_of(world).open_bytes(record.archive.get(record.files()[name]))


AMALS = (*(marks(who)[name] for who in ("amal", "amal2", "both") for name in (*TEXTS, "key")), AMAL)
OTHERS = tuple(marks(who)[name] for who in ("boris", "nobody") for name in (*TEXTS, "key"))


def test_one_person_is_gone_and_the_others_are_not(world: Path) -> None:
    before = opened(world)
    assert all(text.encode() in before for text in (*AMALS, *OTHERS, BORIS))
    done = do(world)
    after = opened(world)
    assert [text for text in AMALS if text.encode() in after] == []
    assert all(text.encode() in after for text in (*OTHERS, BORIS))
    assert (done.rows, done.shared, done.answers) == (4, 1, 1)
    assert (done.originals, done.derivatives, done.others) == (3, 2, 0)
    check_whole(world)


def test_what_remains_is_the_file_as_if_these_rows_had_been_deleted(world: Path) -> None:
    do(world)
    left = [r for r in rows() if AMAL not in r["person"]]
    assert standing(world).decode() == table(left)
    record = Record.open(world / "record")
    assert ANSWERS not in record.files()
    # An older version is kept as well, under a name of its own.
    assert f"{FORMS}.1" in record.files()
    assert standing(world, f"{FORMS}.1").decode() == table([rows()[2]])
    assert set(record.batches[-1].keys) == {FORMS, f"{FORMS}.1"}


def test_the_log_says_what_was_erased_and_why(world: Path) -> None:
    record, keys = Record.open(world / "record"), keys_of(world)
    originals = {b.files[n]: b.keys[n] for b in record.batches for n in b.keys}
    done = do(world)
    after = Record.open(world / "record")
    assert after.batches[-1].kind == "erase"
    assert after.batches[-1].seq == done.batch
    said = erasures(world)
    assert {(key, kind, of) for key, kind, of, _, _ in said} == {
        (keys.key_id("person", AMAL), "person", ""),
        *((key, "document", digest) for digest, key in originals.items())}
    assert {why for *_, why in said} == {WHY}
    derivatives = {d for *_, d, _ in said if d}
    assert derivatives == {after.files()[FORMS], after.files()[f"{FORMS}.1"]}
    assert all(keys.erased(str(key)) is not None for key, *_ in said)
    with DuckStore() as store:
        open_table(store, after, "custody")
        noted = store.rows(f"SELECT object FROM recorded_custody WHERE seq = {done.batch}")
    assert {str(digest) for (digest,) in noted} == derivatives


def test_no_plain_value_anywhere_on_the_disk_afterwards(world: Path) -> None:
    do(world)
    run(world / "gaza-2023-11", world / "out", keeping=hold(world))
    plain = all_marks(table(rows()))
    assert found_in([world / name for name in ("record", "keys", "out")], plain) == []


def proofs(world: Path) -> tuple[str, list[bytes]]:
    """The head, and a proof for every report of the forms."""
    record = Record.open(world / "record")
    names = [c.name for c in TABLES["claims"]]
    made = []
    with DuckStore() as store:
        open_table(store, record, "claims")
        found = store.rows(f"SELECT seq, report_id, {text_sql(names)} FROM recorded_claims "
                           "WHERE source = 'field-forms' ORDER BY ALL")
        for seq, report, text in found:
            store.run("CREATE OR REPLACE TABLE part AS SELECT leaf FROM recorded_claims "
                      f"WHERE seq = {seq}")
            leaves = leaves_of(store, "part", "leaf")
            made.append(make_proof(record, str(report), [
                Found(int(str(seq)), "claims", [str(text)], leaves)]))
    return record.head, made


def test_proofs_made_before_still_check(world: Path) -> None:
    head, made = proofs(world)
    assert len(made) == 5
    do(world)
    check_whole(world, head)
    for proof in made:
        assert check_proof(proof, "proof.json", head).problems == []
    again = proofs(world)[1]
    assert len(again) == 5
    assert json.loads(again[0])["head"] != json.loads(made[0])["head"]


def errors(problems: list[object] | Iterator[object]) -> set[str]:
    return {str(getattr(p, "code", "")) for p in problems
            if getattr(p, "severity", "") == "error"}


def test_a_run_leaves_an_erased_person_out_until_the_rows_are_deleted(world: Path) -> None:
    case, clock = world / "gaza-2023-11", later()
    erase(world / "record", Target(person=AMAL), WHY, hold(world, clock))
    before = {digest for batch in Record.open(world / "record").batches
              for digest in batch.objects}
    done = run(case, world / "out", keeping=hold(world, clock))
    assert {(p.code, p.file) for p in done.problems if p.severity == "error"} == {
        ("erased_person", FORMS), ("erased_person", ANSWERS)}
    record = Record.open(world / "record")
    assert {d for b in record.batches for d in b.objects} == before
    assert held_at(record, FOREVER)["source"].count("field-forms") == 2
    assert done.release is not None
    assert "the-answer" not in {c["key"] for c in done.release.claims.values()}
    assert all(text.encode() not in opened(world) for text in AMALS)
    # Said once: the same run again appends nothing.
    run(case, world / "out", keeping=hold(world, clock))
    assert Record.open(world / "record").head == record.head

    put(case, table([r for r in rows() if AMAL not in r["person"]]))
    (case / ANSWERS).unlink()
    done = run(case, world / "out", keeping=hold(world, clock))
    assert errors(iter(done.problems)) == set()
    record = Record.open(world / "record")
    # The file is what remained of it, to the byte.
    assert {d for b in record.batches for d in b.objects} == before
    assert all(text.encode() in opened(world) for text in OTHERS)
    check_whole(world)


def test_erasing_again_changes_nothing(world: Path) -> None:
    do(world)
    before = contents(world)
    again = do(world, reason="said in other words")
    assert (again.batch, again.destroyed, again.originals) == (None, 0, 0)
    assert contents(world) == before


def test_one_person_after_the_other(world: Path) -> None:
    do(world)
    do(world, BORIS)
    after = opened(world)
    assert not any(text.encode() in after for text in (*AMALS, BORIS, marks("boris")["note"]))
    assert marks("nobody")["note"].encode() in after
    check_whole(world)
    assert standing(world).decode() == table(rows()[4:])


def test_a_file_with_nothing_left_goes_whole(tmp_path: Path) -> None:
    case = make_case(tmp_path, table(rows()[:2]))
    clock = Clock()
    run(case, tmp_path / "out", keeping=keeping(tmp_path, clock))
    done = erase(tmp_path / "record", Target(person=AMAL), WHY, keeping(tmp_path, clock))
    assert (done.originals, done.derivatives) == (1, 0)
    assert FORMS not in Record.open(tmp_path / "record").files()
    assert {d for *_, d, _ in erasures(tmp_path)} == {""}
    check_whole(tmp_path)


def test_a_broken_row_that_may_name_the_person_goes_too(tmp_path: Path) -> None:
    text = table(rows()[2:3], f"too,short,{CARLA}", "too,short,public")
    case, clock = make_case(tmp_path, text), Clock()
    run(case, tmp_path / "out", keeping=keeping(tmp_path, clock))
    done = erase(tmp_path / "record", Target(person=CARLA), WHY, keeping(tmp_path, clock))
    assert (done.rows, done.shared) == (1, 1)
    assert standing(tmp_path).decode() == table(rows()[2:3], "too,short,public")
    run(case, tmp_path / "out", keeping=keeping(tmp_path, clock))
    assert CARLA.encode() not in opened(tmp_path)


def test_a_whole_file_is_erased_in_every_version(world: Path) -> None:
    case, clock = world / "gaza-2023-11", later()
    done = erase(world / "record", Target(document=FORMS), WHY, hold(world, clock))
    assert (done.originals, done.derivatives) == (2, 0)
    assert FORMS not in Record.open(world / "record").files()
    after = opened(world)
    assert marks("nobody")["note"].encode() not in after
    # Rows that name people are under the keys of these people.
    assert marks("boris")["note"].encode() in after
    result = run(case, world / "out", keeping=hold(world, clock))
    assert (FORMS, "erased_person") in {(p.file, p.code) for p in result.problems}
    assert FORMS not in Record.open(world / "record").files()
    assert erase(world / "record", Target(document=FORMS), WHY, hold(world, clock)).batch is None
    check_whole(world)


def test_what_remains_is_erased_with_the_file(world: Path) -> None:
    do(world)
    done = erase(world / "record", Target(document=FORMS), WHY, hold(world))
    assert done.originals == 2
    assert marks("boris")["note"].encode() in opened(world)
    assert b"key,source" not in opened(world)


def test_two_files_of_one_content_do_not_lose_each_other(tmp_path: Path) -> None:
    # What remains of the one is the other, which was erased as a whole before.
    case, clock = make_case(tmp_path, table(rows()[:3])), Clock()
    put(case, table(rows()[2:3]), "figures/same.csv")
    run(case, tmp_path / "out", keeping=keeping(tmp_path, clock))
    target = Target(document="figures/same.csv")
    erase(tmp_path / "record", target, WHY, keeping(tmp_path, clock))
    erase(tmp_path / "record", Target(person=AMAL), WHY, keeping(tmp_path, clock))
    assert standing(tmp_path).decode() == table(rows()[2:3])
    check_whole(tmp_path)


@pytest.mark.parametrize(("target", "reason", "code"), [
    (Target(person="Nobody-Of-This-Name"), WHY, "unknown_person"),
    (Target(person=AMAL.lower()), WHY, "unknown_person"),
    (Target(document="figures/none.csv"), WHY, "unknown_document"),
    (Target(document="figures/reported.csv"), WHY, "unknown_document"),
    (Target(person=AMAL), " \n", "no_reason"),
    (Target(person=AMAL), f"asked by {AMAL.upper()}.", "reason_identifies"),
    (Target(), WHY, "no_target"),
    (Target(person=AMAL, document=FORMS), WHY, "no_target"),
])
def test_what_is_refused_changes_nothing(
    world: Path, target: Target, reason: str, code: str
) -> None:
    before = contents(world)
    with pytest.raises(RecordError) as refused:
        erase(world / "record", target, reason, hold(world))
    assert refused.value.problem.code == code
    assert target.person.casefold() not in str(refused.value).casefold() or not target.person
    assert contents(world) == before


def test_wrong_keys_are_refused_and_change_nothing(world: Path, tmp_path: Path) -> None:
    before, holding = contents(world), hold(world)
    Vault.open(tmp_path / "other", make=True)
    for other, code in (
        (replace(holding, keys=None), "no_keys"),
        (replace(holding, keys=world / "nowhere"), "no_vault"),
        (replace(holding, keys=world / "record" / "keys"), "keys_inside_record"),
        (replace(holding, passphrase="wrong"), "wrong_passphrase"),
        (replace(holding, passphrase=""), "passphrase_needed"),
        (replace(holding, keys=tmp_path / "other", passphrase=""), "unknown_person"),
    ):
        with pytest.raises(RecordError) as refused:
            erase(world / "record", Target(person=AMAL), WHY, other)
        assert refused.value.problem.code == code
    with pytest.raises(RecordError) as refused:
        erase(world / "gaza-2023-11", Target(person=AMAL), WHY, holding)
    assert refused.value.problem.code == "no_record"
    with Record.open(world / "record", write=True), pytest.raises(RecordError) as refused:
        erase(world / "record", Target(person=AMAL), WHY, holding)
    assert refused.value.problem.code == "record_in_use"
    assert contents(world) == before


def test_an_unknown_id_can_be_shut_out_beforehand(world: Path) -> None:
    before = contents(world / "record")
    done = do(world, CARLA, even_if_unknown=True)
    assert done.unknown
    assert contents(world / "record") == before
    assert keys_of(world).erased(keys_of(world).key_id("person", CARLA)) is not None
    put(world / "gaza-2023-11", table([row(key="c", person=CARLA, note=marks("c")["note"])]))
    result = run(world / "gaza-2023-11", world / "out", keeping=hold(world))
    assert (FORMS, "erased_person") in {(p.file, p.code) for p in result.problems}


def test_files_recorded_unsealed_are_named(world: Path) -> None:
    with Record.open(world / "record", write=True, now=later()()) as record:
        files = {name: record.archive.get(digest) for name, digest in record.files().items()}
        files["figures/old.csv"] = table(rows()).encode()
        record.append({}, files, later()(), "test", keys=record.batches[-1].keys)
    done = do(world, BORIS)
    assert errors(iter(done.problems)) == {"recorded_plain"}
    assert AMAL not in str(done.problems)


class Killed(Exception):
    """The process ended here."""


class Killer:
    """Ends at the n-th of all steps that write, before it or after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = -1
        for owner, name in (
            (keyfile, "write"), (keyfile, "_overwrite"), (keyfile, "write_tombstone"),
            (Vault, "seal_bytes"), (Vault, "erase"), (Record, "append"), (Record, "_commit"),
        ):
            monkeypatch.setattr(owner, name, self._around(getattr(owner, name)))

    def _around(self, real: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **named: object) -> object:
            self._count()
            given = real(*args, **named)
            self._count()
            return given

        return step

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed


def test_cut_short_anywhere_it_is_completed_by_repeating_it(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "plain"
    shutil.copytree(kept, plain)
    do(plain)
    expected = (opened(plain), len(erasures(plain)), len(Record.open(plain / "record").batches))
    # Every third step, beginning with the first; every one where more examples are asked for.
    step = 1 if os.environ.get("TRUCEWATCH_EXAMPLES") else 3
    killer, number = Killer(monkeypatch), 1 - step
    while True:
        number += step
        folder = tmp_path / f"killed-{number}"
        shutil.copytree(kept, folder, ignore=shutil.ignore_patterns("*.lock"))
        killer.left = number
        try:
            do(folder)
        except Killed:
            killer.left = -1
        else:
            break
        # Nothing of anybody else is lost, whenever it was cut short.
        found = opened(folder)
        assert all(text.encode() in found for text in OTHERS)
        do(folder)
        record = Record.open(folder / "record")
        assert (opened(folder), len(erasures(folder)), len(record.batches)) == expected
        assert verify(folder / "record").problems == []
        shutil.rmtree(folder)
    assert number > 30


def test_a_run_between_two_attempts_loses_nothing(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = later()

    def stop(*_: object) -> bool:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "erase", stop)
        with pytest.raises(Killed):
            erase(world / "record", Target(person=AMAL), WHY, hold(world, clock))
    # The keys are still there, so a run seals the person again.
    run(world / "gaza-2023-11", world / "out", keeping=hold(world, clock))
    assert AMAL.encode() in standing(world)
    said = erasures(world)
    erase(world / "record", Target(person=AMAL), WHY, hold(world, clock))
    assert erasures(world) == said
    after = opened(world)
    assert not any(text.encode() in after for text in AMALS)
    assert standing(world).decode() == table([r for r in rows() if AMAL not in r["person"]])
    check_whole(world)


def test_sealed_originals_of_others_are_counted_and_left_alone(world: Path) -> None:
    other = Vault.open(world / "other", make=True)
    key = other.key_id("document", "theirs")
    data = other.seal_bytes(key, table(rows()).encode())
    with Record.open(world / "record", write=True, now=later()()) as record:
        record.append({}, {"figures/theirs.csv": data}, later()(), "test",
                      holder="record:other", keys={"figures/theirs.csv": key})
    done = do(world)
    assert done.others == 1
    assert other.open_bytes(data)
    assert sha256(data) in {d for b in Record.open(world / "record").batches for d in b.objects}
    assert all(redact.read(standing(world, n)) for n in (FORMS, f"{FORMS}.1"))
