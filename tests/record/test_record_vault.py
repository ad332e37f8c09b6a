"""The vault opens what it sealed, notices every change, and forgets for ever what is erased."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.record import RecordError, keyfile, vault
from trucewatch.record.vault import (
    Vault,
    VaultError,
    is_sealed,
    sealed_document_key,
    sealed_key,
)

WHEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NAME = "أم محمد 😀"
PASSPHRASE = "six words nobody else would say"
UNUSED = "ab" * 32
POSIX = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "SCRYPT", (2**4, 8, 1))


@pytest.fixture
def keys(tmp_path: Path) -> Vault:
    return Vault.open(tmp_path / "keys", make=True)


@pytest.fixture(scope="module")
def shared_keys(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return Vault.open(tmp_path_factory.mktemp("vault"), make=True)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """All random bytes drawn, in order."""
    seen: list[bytes] = []
    real = secrets.token_bytes

    def draw(size: int) -> bytes:
        seen.append(real(size))
        return seen[-1]

    monkeypatch.setattr(secrets, "token_bytes", draw)
    return seen


def refused(code: str, attempt: Callable[[], object]) -> VaultError:
    """Run what has to fail with that code, and in no other way."""
    with pytest.raises(VaultError) as caught:
        attempt()
    assert caught.value.problem.code == code
    assert caught.value.problem.severity == "error"
    assert caught.value.__cause__ is None
    return caught.value


def flipped(data: bytes) -> Iterator[bytes]:
    """Give the data with one byte altered, for each byte, and cut and lengthened."""
    for at, byte in enumerate(data):
        for other in {byte ^ 1, byte ^ 0x20}:
            yield data[:at] + bytes([other]) + data[at + 1:]
    yield data[:-1]
    yield data + data[-1:]


def key_path(keys: Vault, key_id: str) -> Path:
    return keys.folder / "keys" / key_id[:2] / key_id


def all_bytes(folder: Path) -> bytes:
    return b"\0".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


# --- sealing and opening


@given(plain=st.text(st.characters(codec=None)), context=st.text())
def test_any_text_comes_back(shared_keys: Vault, plain: str, context: str) -> None:
    key_id = shared_keys.key_id("person", "one")
    token = shared_keys.seal_text(key_id, plain, context)
    assert shared_keys.open_text(token, context) == plain
    assert shared_keys.seal_text(key_id, plain, context) == token
    assert is_sealed(token)
    assert sealed_key(token) == key_id


@pytest.mark.parametrize(
    "plain", ["", "\0", "\x80\0\0", NAME, "\u202eabc\u202c", "𝔸" * 40, "\ud800", "a" * 31, "a" * 32]
)
def test_odd_texts_come_back(keys: Vault, plain: str) -> None:
    token = keys.seal_text(keys.key_id("person", NAME), plain, "name")
    assert keys.open_text(token, "name") == plain


@given(data=st.binary(max_size=300))
def test_any_bytes_come_back(shared_keys: Vault, data: bytes) -> None:
    key_id = shared_keys.key_id("document", "form 7")
    sealed = shared_keys.seal_bytes(key_id, data)
    assert shared_keys.open_bytes(sealed) == data
    assert shared_keys.seal_bytes(key_id, data) == sealed
    assert sealed.startswith(b"trucewatch-sealed 1 " + key_id.encode() + b"\n")
    assert sealed_document_key(sealed) == key_id


def test_a_sealed_text_or_document_can_be_sealed_again(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")
    assert keys.open_text(keys.seal_text(key_id, token, "name"), "name") == token
    sealed = keys.seal_bytes(key_id, b"%PDF")
    assert keys.open_bytes(keys.seal_bytes(key_id, sealed)) == sealed


def test_the_same_vault_opened_again_gives_the_same(keys: Vault) -> None:
    again = Vault.open(keys.folder)
    key_id = keys.key_id("person", NAME)
    assert again.key_id("person", NAME) == key_id
    assert again.seal_text(key_id, NAME, "name") == keys.seal_text(key_id, NAME, "name")
    assert again.seal_bytes(key_id, b"x") == keys.seal_bytes(key_id, b"x")


def test_persons_and_contexts_differ(keys: Vault) -> None:
    one, two = keys.key_id("person", "one"), keys.key_id("person", "two")
    values = {
        keys.seal_text(key_id, "same", context).rpartition(":")[2]
        for key_id in (one, two) for context in ("name", "phone", "")
    }
    assert len(values) == 6
    token = keys.seal_text(one, "same", "name")
    problem = refused("altered_value", lambda: keys.open_text(token, "phone")).problem
    assert problem.field == "phone"
    # A value moved under the key of another person does not open either.
    keys.seal_text(two, "", "name")
    refused("altered_value", lambda: keys.open_text(token.replace(one, two), "name"))


def test_a_text_and_a_document_are_not_taken_for_each_other(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    body = keys.seal_bytes(key_id, b"x").partition(b"\n")[2]
    token = f"sealed:1:{key_id}:{keyfile.base64(body)}"
    refused("altered_value", lambda: keys.open_text(token, ""))


def test_short_texts_have_one_length(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    lengths = {len(keys.seal_text(key_id, "a" * n, "name")) for n in range(32)}
    assert len(lengths) == 1
    assert len(keys.seal_text(key_id, "a" * 32, "name")) not in lengths


def test_key_ids_tell_kinds_names_and_vaults_apart(tmp_path: Path, keys: Vault) -> None:
    other = Vault.open(tmp_path / "other", make=True)
    ids = [keys.key_id("person", "ab"), keys.key_id("document", "ab"), keys.key_id("person", "a"),
           keys.key_id("person", ""), other.key_id("person", "ab")]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[0-9a-f]{64}", key_id) for key_id in ids)
    assert keys.key_ids() == [], "naming a key does not make it"
    error = refused("unknown_kind", lambda: keys.key_id(NAME, "person"))
    assert NAME not in str(error), "arguments in the wrong order show no name"


def test_neither_names_nor_values_are_in_the_folder_or_in_a_token(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")
    sealed = keys.seal_bytes(keys.key_id("document", NAME), NAME.encode())
    for place in (token.encode(), sealed, all_bytes(keys.folder), repr(keys).encode()):
        assert NAME.encode() not in place
        assert json.dumps(NAME)[1:-1].encode() not in place


# --- alteration


def test_any_altered_byte_of_a_token_is_noticed(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    for plain in ("", "a" * 40, "a" * 70):  # Each remainder of base64.
        for bad in flipped(keys.seal_text(key_id, plain, "name").encode()):
            with pytest.raises(VaultError) as caught:
                keys.open_text(bad.decode("latin-1"), "name")
            assert caught.value.problem.code in {"altered_value", "missing_key", "newer_format"}
    assert keys.key_ids() == [key_id], "opening makes no key"


def test_any_altered_byte_of_sealed_bytes_is_noticed(keys: Vault) -> None:
    sealed = keys.seal_bytes(keys.key_id("document", "form"), b"content")
    for bad in flipped(sealed):
        with pytest.raises(VaultError) as caught:
            keys.open_bytes(bad)
        assert caught.value.problem.code in {"altered_value", "missing_key", "newer_format"}


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_any_altered_byte_of_the_vault_file_is_noticed(tmp_path: Path, passphrase: str) -> None:
    folder = Vault.open(tmp_path / "keys", passphrase, make=True).folder
    path = folder / "vault.json"
    whole = path.read_bytes()
    for bad in flipped(whole):
        path.write_bytes(bad)
        for given_words in ("", PASSPHRASE):
            with pytest.raises(VaultError):
                Vault.open(folder, given_words, make=True)
        assert path.read_bytes() == bad, "nothing is mended over"


def test_any_altered_byte_of_a_key_is_noticed(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")
    path = key_path(keys, key_id)
    whole = path.read_bytes()
    for bad in flipped(whole):
        path.write_bytes(bad)
        error = refused("altered_key", lambda: keys.open_text(token, "name"))
        assert error.problem.file == f"keys/{key_id[:2]}/{key_id}"
        refused("altered_key", lambda: keys.seal_text(key_id, NAME, "name"))
        assert path.read_bytes() == bad, "a damaged key is not made anew"
    path.write_bytes(whole)
    assert keys.open_text(token, "name") == NAME


def test_a_key_in_the_place_of_another_is_noticed(keys: Vault) -> None:
    one, two = keys.key_id("person", "one"), keys.key_id("person", "two")
    token = keys.seal_text(one, NAME, "name")
    keys.seal_text(two, NAME, "name")
    shutil.copyfile(key_path(keys, two), key_path(keys, one))
    refused("altered_key", lambda: keys.open_text(token, "name"))


KEY_FILES = [
    b"", b"\0" * 100, b"{}\n", b"[]\n", b"null\n", b'{"wrapped":""}\n', b'{"wrapped":1}\n',
    b'{"wrapped":"a"}\n', b'{"wrapped":"\xff"}\n', b'{"erased":null}\n', b'{"erased":"soon"}\n',
    b'{"erased":"2026-03-01"}\n', b'{"erased":"2026-03-01T12:00:00.000000"}\n',
    b'{"erased":"0001-01-01T00:00:00+14:00"}\n', b'{"erased":"2026-03-01T12:00:00.000000Z"}',
    b'{"erased":"2026-03-01T12:00:00.000000Z","wrapped":"a"}\n',
    b"[" * 4000, b"9" * 4000,
]


@pytest.mark.parametrize("content", KEY_FILES, ids=range(len(KEY_FILES)))
def test_a_hostile_key_file_is_a_problem(keys: Vault, content: bytes) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")
    key_path(keys, key_id).write_bytes(content)
    refused("altered_key", lambda: keys.open_text(token, "name"))
    refused("altered_key", lambda: keys.seal_bytes(key_id, b""))
    assert keys.erase(key_id, WHEN), "what is damaged can still be erased"
    assert keys.erased(key_id) == WHEN


def test_a_folder_in_the_place_of_a_key_is_a_problem(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")
    key_path(keys, key_id).unlink()
    refused("missing_key", lambda: keys.open_text(token, "name"))
    key_path(keys, key_id).mkdir()
    refused("altered_key", lambda: keys.open_text(token, "name"))
    refused("altered_key", lambda: keys.erase(key_id, WHEN))


def test_a_long_file_in_the_place_of_a_key_is_neither_read_nor_overwritten(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")
    key_path(keys, key_id).write_bytes(b"x" * 5000)
    assert "more bytes" in str(refused("altered_key", lambda: keys.open_text(token, "name")))
    refused("altered_key", lambda: keys.erase(key_id, WHEN))
    assert key_path(keys, key_id).read_bytes() == b"x" * 5000


TOKENS = [
    "", "sealed", "sealed:", "sealed:1", "sealed:1:", f"sealed:1:{UNUSED}", f"sealed:1:{UNUSED}:",
    f"sealed:1:{UNUSED}:a=", f"sealed:1:{UNUSED}:é", f"sealed:1:{UNUSED}:AAAA\n",
    f"sealed:1:{UNUSED.upper()}:AAAA", f"sealed:1:{UNUSED[:-1]}:AAAA", f"Sealed:1:{UNUSED}:AAAA",
    f"sealed:0:{UNUSED}:AAAA", f"sealed:١:{UNUSED}:AAAA", f"sealed:-1:{UNUSED}:AAAA",
    f"sealed:{'9' * 5000}:{UNUSED}:AAAA", "sealed:1:../../../etc/passwd:AAAA", NAME, "\0", "\ud800",
]


@pytest.mark.parametrize("token", TOKENS, ids=range(len(TOKENS)))
def test_hostile_tokens_are_problems_and_not_repeated(keys: Vault, token: str) -> None:
    for attempt in (lambda: keys.open_text(token, "name"), lambda: sealed_key(token)):
        error = refused("altered_value", attempt)
        assert not token or NAME not in str(error)


@pytest.mark.parametrize("body", ["A", "AA", "AAAA", "A" * 22, "A" * 64, "A" * 65, "_-__"])
def test_hostile_ciphertext_is_a_problem(keys: Vault, body: str) -> None:
    key_id = keys.key_id("person", NAME)
    keys.seal_text(key_id, NAME, "name")
    refused("altered_value", lambda: keys.open_text(f"sealed:1:{key_id}:{body}", "name"))


@given(st.text() | st.text().map("sealed:1:".__add__)
       | st.text("0123456789abcdef:_-=", max_size=90).map("sealed:1:".__add__))
def test_no_text_opens_by_chance(shared_keys: Vault, token: str) -> None:
    with pytest.raises(VaultError):
        shared_keys.open_text(token, "name")


def test_a_newer_seal_is_named_and_never_taken_for_plain(keys: Vault) -> None:
    token = f"sealed:2:{UNUSED}:anything at all"
    assert is_sealed(token)
    refused("newer_format", lambda: sealed_key(token))
    refused("newer_format", lambda: keys.open_text(token, "name"))
    data = b"trucewatch-sealed 2 " + UNUSED.encode() + b"\nanything"
    assert sealed_document_key(data) == UNUSED
    refused("newer_format", lambda: keys.open_bytes(data))


@pytest.mark.parametrize("value", [None, 1, b"sealed:1:", "", "name", "sealed", "sealed: 1:", NAME])
def test_what_looks_like_no_token(value: object) -> None:
    assert not is_sealed(value)


DOCUMENTS = [
    b"", b"%PDF-1.7", b"trucewatch-sealed", b"trucewatch-sealed 1 \n",
    b"trucewatch-sealed 1 " + UNUSED.encode(),
    b"trucewatch-sealed 1 " + UNUSED.encode() + b"\r\n",
    b"trucewatch-sealed 1 " + UNUSED.upper().encode() + b"\n",
    b" trucewatch-sealed 1 " + UNUSED.encode() + b"\n",
    b"trucewatch-sealed 0 " + UNUSED.encode() + b"\n",
    b"trucewatch-sealed " + b"9" * 5000 + b" " + UNUSED.encode() + b"\n",
]


@pytest.mark.parametrize("data", DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_bytes_that_are_not_sealed(keys: Vault, data: bytes) -> None:
    assert sealed_document_key(data) is None
    refused("altered_value", lambda: keys.open_bytes(data))


KEY_IDS: list[Any] = ["", "../../x", UNUSED.upper(), UNUSED[:-1], UNUSED + "\n", "a/" * 32, NAME,
                      None, 7]


@pytest.mark.parametrize("key_id", KEY_IDS, ids=range(len(KEY_IDS)))
def test_what_is_no_key_id_never_becomes_a_path(keys: Vault, key_id: Any) -> None:
    before = sorted(keys.folder.parent.rglob("*"))
    for attempt in (
        lambda: keys.seal_text(key_id, "x", "name"), lambda: keys.seal_bytes(key_id, b"x"),
        lambda: keys.erase(key_id, WHEN), lambda: keys.erased(key_id),
    ):
        error = refused("not_a_key_id", attempt)
        assert NAME not in str(error)
    assert sorted(keys.folder.parent.rglob("*")) == before


# --- erasing


def test_erasing_silences_one_and_leaves_the_others(keys: Vault) -> None:
    one, two = keys.key_id("person", "one"), keys.key_id("person", "two")
    tokens = [keys.seal_text(key_id, NAME, "name") for key_id in (one, two)]
    sealed = keys.seal_bytes(one, b"form")
    assert keys.erased(one) is None
    assert keys.erase(one, WHEN)
    for where in (keys, Vault.open(keys.folder)):
        error = refused("key_erased", lambda w=where: w.open_text(tokens[0], "name"))  # type: ignore[misc]
        assert "2026-03-01T12:00:00.000000Z" in str(error)
        refused("key_erased", lambda w=where: w.open_bytes(sealed))  # type: ignore[misc]
        refused("key_erased", lambda w=where: w.seal_text(one, NAME, "name"))  # type: ignore[misc]
        refused("key_erased", lambda w=where: w.seal_bytes(one, b""))  # type: ignore[misc]
        assert where.open_text(tokens[1], "name") == NAME
        assert where.erased(one) == WHEN
        assert where.erased(two) is None
    assert keys.key_ids() == sorted([one, two])


def test_erasing_leaves_no_byte_of_the_key(keys: Vault, drawn: list[bytes]) -> None:
    key_id = keys.key_id("person", NAME)
    keys.seal_text(key_id, NAME, "name")
    raw = next(data for data in drawn if len(data) == 64)
    path = key_path(keys, key_id)
    stored = path.read_bytes()
    wrapped = json.loads(stored)["wrapped"]
    # Opened before: what is at the place on the disk, whatever becomes of the name.
    link = keys.folder.parent / "link"
    os.link(path, link)
    # Left by a writer killed between writing and naming.
    path.with_name(f"{key_id[:40]}-0123abcd.tmp").write_bytes(stored)
    assert keys.erase(key_id, WHEN)
    left = all_bytes(keys.folder)
    for secret in (raw, raw.hex().encode(), wrapped.encode(), keyfile.from_base64(wrapped)):
        assert secret
        assert secret[:16] not in left
    assert len(link.read_bytes()) == len(stored)
    assert wrapped.encode()[:8] not in link.read_bytes(), "overwritten in its place"
    assert json.loads(path.read_text()) == {"erased": "2026-03-01T12:00:00.000000Z"}
    assert list(path.parent.iterdir()) == [path]


def test_a_copy_made_before_is_what_the_folder_no_longer_allows(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")
    copy = shutil.copytree(keys.folder, keys.folder.parent / "copy")
    keys.erase(key_id, WHEN)
    refused("key_erased", lambda: keys.open_text(token, "name"))
    assert Vault.open(copy).open_text(token, "name") == NAME, "as the documentation warns"


def test_erasing_twice_keeps_the_first_instant(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    keys.seal_text(key_id, NAME, "name")
    assert keys.erase(key_id, WHEN.astimezone(timezone(timedelta(hours=3))))
    content = key_path(keys, key_id).read_bytes()
    assert not keys.erase(key_id, WHEN + timedelta(days=1))
    assert key_path(keys, key_id).read_bytes() == content
    assert keys.erased(key_id) == WHEN


def test_a_key_never_made_can_be_forbidden(keys: Vault) -> None:
    assert not keys.erase(UNUSED, WHEN)
    assert keys.erased(UNUSED) == WHEN
    refused("key_erased", lambda: keys.seal_text(UNUSED, NAME, "name"))


def test_an_erasure_cut_short_is_no_key_and_can_be_finished(
    keys: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(keyfile, "write_whole", full)
        assert "No space" in str(refused("cannot_write", lambda: keys.erase(key_id, WHEN)))
        other = keys.key_id("person", "other")
        refused("cannot_write", lambda: keys.seal_text(other, "", "name"))
    error = refused("altered_key", lambda: keys.open_text(token, "name"))
    assert "erase it again" in str(error)
    refused("altered_key", lambda: keys.seal_text(key_id, NAME, "name"))
    assert keys.erase(key_id, WHEN)
    assert keys.erased(key_id) == WHEN


@pytest.mark.parametrize(
    "when", [WHEN.replace(tzinfo=None), datetime.max.replace(tzinfo=timezone(-timedelta(hours=9)))]
)
def test_an_instant_without_a_place_on_the_time_line_erases_nothing(
    keys: Vault, when: datetime
) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")
    refused("no_time_zone", lambda: keys.erase(key_id, when))
    assert keys.open_text(token, "name") == NAME


@POSIX
def test_links_lead_to_no_other_file(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")
    path = key_path(keys, key_id)
    precious = keys.folder.parent / "precious"
    precious.write_bytes(path.read_bytes())
    before = precious.read_bytes()
    path.unlink()
    path.symlink_to(precious)
    refused("altered_key", lambda: keys.open_text(token, "name"))
    refused("altered_key", lambda: keys.erase(key_id, WHEN))
    path.unlink()
    path.parent.rmdir()
    elsewhere = keys.folder.parent / "elsewhere"
    elsewhere.mkdir()
    path.parent.symlink_to(elsewhere)
    refused("altered_vault", lambda: keys.erase(key_id, WHEN))
    refused("altered_vault", lambda: keys.seal_text(key_id, NAME, "name"))
    assert list(elsewhere.iterdir()) == []
    assert precious.read_bytes() == before


@POSIX
def test_a_pipe_in_the_place_of_a_key_does_not_hang(keys: Vault) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")
    key_path(keys, key_id).unlink()
    os.mkfifo(key_path(keys, key_id))
    refused("altered_key", lambda: keys.open_text(token, "name"))


# --- several at once


def test_writers_at_once_make_one_key(keys: Vault) -> None:
    tokens: list[str] = []
    start = threading.Barrier(6)

    def work() -> None:
        mine = Vault.open(keys.folder)
        start.wait()
        tokens.extend(
            mine.seal_text(mine.key_id("person", str(n)), NAME, "name") for n in range(5)
        )

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == 30
    assert len(set(tokens)) == 5
    assert {keys.open_text(token, "name") for token in tokens} == {NAME}


def test_a_held_lock_stops_writers_alone(keys: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    key_id = keys.key_id("person", NAME)
    token = keys.seal_text(key_id, NAME, "name")
    monkeypatch.setattr(keyfile, "LOCK_SECONDS", 0)
    with FileLock(keys.folder / "vault.lock"):
        assert keys.open_text(token, "name") == NAME
        assert keys.seal_text(key_id, NAME, "name") == token, "no new key, no lock"
        refused("vault_in_use", lambda: keys.seal_text(UNUSED, NAME, "name"))
        refused("vault_in_use", lambda: keys.erase(key_id, WHEN))
    assert keys.erase(key_id, WHEN)


# --- opening a vault


def test_a_passphrase_is_needed_to_open(tmp_path: Path) -> None:
    first = Vault.open(tmp_path, PASSPHRASE, make=True)
    assert first.protected
    key_id = first.key_id("person", NAME)
    token = first.seal_text(key_id, NAME, "name")
    again = Vault.open(tmp_path, PASSPHRASE)
    assert again.protected
    assert again.open_text(token, "name") == NAME
    for make in (False, True):
        refused("passphrase_needed", lambda m=make: Vault.open(tmp_path, make=m))  # type: ignore[misc]
        refused("wrong_passphrase",
                lambda m=make: Vault.open(tmp_path, PASSPHRASE + " ", make=m))  # type: ignore[misc]
    assert PASSPHRASE.encode() not in all_bytes(tmp_path)


def test_a_passphrase_is_the_same_on_every_keyboard(tmp_path: Path) -> None:
    Vault.open(tmp_path, "caf\u00e9 \ud800", make=True)
    assert Vault.open(tmp_path, "cafe\u0301 \ud800").protected


def test_without_a_passphrase_it_says_so(keys: Vault) -> None:
    assert not keys.protected
    assert not Vault.open(keys.folder).protected
    # A passphrase is not passed over: it would be believed to protect.
    refused("wrong_passphrase", lambda: Vault.open(keys.folder, PASSPHRASE))


def test_the_cost_is_the_one_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Vault.open(tmp_path, PASSPHRASE, make=True)
    monkeypatch.setattr(vault, "SCRYPT", (2**5, 4, 2))
    assert Vault.open(tmp_path, PASSPHRASE).protected
    assert json.loads((tmp_path / "vault.json").read_text())["kdf"] == {
        "name": "scrypt", "n": 16, "r": 8, "p": 1,
    }


def test_there_is_no_vault(tmp_path: Path) -> None:
    refused("no_vault", lambda: Vault.open(tmp_path / "none"))
    refused("no_vault", lambda: Vault.open(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_things_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    for make in (False, True):
        error = refused("not_a_vault", lambda m=make: Vault.open(tmp_path, make=m))  # type: ignore[misc]
        assert "thesis.txt" in str(error)
        refused("not_a_vault",
                lambda m=make: Vault.open(tmp_path / "thesis.txt", make=m))  # type: ignore[misc]
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_keys_that_lost_their_vault_file_are_not_given_a_new_one(keys: Vault) -> None:
    keys.seal_text(UNUSED, NAME, "name")
    (keys.folder / "vault.json").unlink()
    assert "restore vault.json" in str(
        refused("not_a_vault", lambda: Vault.open(keys.folder, make=True))
    )


def test_making_that_was_cut_short_can_be_repeated(tmp_path: Path) -> None:
    (tmp_path / "vault.lock").touch()
    (tmp_path / "vault.json-0123abcd.tmp").write_bytes(b"half")
    assert Vault.open(tmp_path, make=True).key_ids() == []


@pytest.mark.parametrize("record", ["record", "record/keys", "record/a/../keys/b"])
def test_keys_inside_the_record_are_refused(tmp_path: Path, record: str) -> None:
    (tmp_path / "record").mkdir()
    refused("keys_inside_record", lambda: Vault.open(
        tmp_path / record, make=True, record=tmp_path / "record"))
    assert list((tmp_path / "record").iterdir()) == []


def test_keys_beside_the_record_are_not_refused(tmp_path: Path) -> None:
    (tmp_path / "record").mkdir()
    for name in ("record-keys", "keys"):
        assert Vault.open(tmp_path / name, make=True, record=tmp_path / "record").key_ids() == []
    assert Vault.open(tmp_path / "k", make=True, record=tmp_path / "not yet").key_ids() == []


@POSIX
def test_links_do_not_hide_that_keys_are_inside_the_record(tmp_path: Path) -> None:
    record = tmp_path / "record"
    (record / "inner").mkdir(parents=True)
    (tmp_path / "in").symlink_to(record / "inner")
    (tmp_path / "outer").mkdir()
    (record / "out").symlink_to(tmp_path / "outer")
    (tmp_path / "alias").symlink_to(record)
    for folder, root in (("in", "record"), ("record/out", "record"), ("record/k", "alias"),
                         ("alias/k", "record")):
        refused("keys_inside_record", lambda f=folder, r=root: Vault.open(  # type: ignore[misc]
            tmp_path / f, make=True, record=tmp_path / r))


@POSIX
def test_links_in_a_circle_are_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    for record in (None, tmp_path / "record"):
        with pytest.raises(VaultError):
            Vault.open(tmp_path / "a", make=True, record=record)


def test_a_path_no_system_can_hold_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(VaultError):
        Vault.open(tmp_path / "a\0b", make=True)


def head(**changes: object) -> Callable[[dict[str, Any]], object]:
    return lambda value: value | changes


def kdf(**changes: object) -> Callable[[dict[str, Any]], object]:
    return lambda value: value | {"kdf": value["kdf"] | changes}


@pytest.mark.parametrize(("change", "code"), [
    (head(version=2), "newer_format"),
    (head(version=10**3000), "newer_format"),
    (head(version=0), "altered_vault"),
    (head(version=True), "altered_vault"),
    (head(version="1"), "altered_vault"),
    (head(version=1.0), "altered_vault"),
    (head(format="other"), "not_a_vault"),
    (head(format=None), "not_a_vault"),
    (head(extra=1), "altered_vault"),
    (head(kdf=None), "altered_vault"),
    (head(kdf={"name": "argon2"}), "altered_vault"),
    (head(kdf={"name": "none", "n": 1}), "altered_vault"),
    (head(kdf={"name": "none"}), "wrong_passphrase"),
    (head(salt=""), "altered_vault"),
    (head(salt="zz" * 16), "altered_vault"),
    (head(salt=7), "altered_vault"),
    (head(master=None), "altered_vault"),
    (head(master=""), "altered_vault"),
    (head(master="A"), "altered_vault"),
    (head(master="AAAA"), "wrong_passphrase"),
    (kdf(n=2**40), "altered_vault"),
    (kdf(n=10**3000), "altered_vault"),
    (kdf(n=15), "altered_vault"),
    (kdf(n=0), "altered_vault"),
    (kdf(n=1), "altered_vault"),
    (kdf(n=-16), "altered_vault"),
    (kdf(n="16"), "altered_vault"),
    (kdf(n=16.0), "altered_vault"),
    (kdf(r=2**30), "altered_vault"),
    (kdf(r=0), "altered_vault"),
    (kdf(r=True), "altered_vault"),
    (kdf(p=2**30), "altered_vault"),
    (kdf(p=0), "altered_vault"),
    (kdf(n=2**20, r=1), "altered_vault"),
    (kdf(n=2**19), "altered_vault"),
    (kdf(r=33), "altered_vault"),
    (kdf(p=5), "altered_vault"),
    (kdf(n=2**5), "wrong_passphrase"),
    (kdf(more=1), "altered_vault"),
    (lambda value: [value], "altered_vault"),
    (lambda value: {}, "not_a_vault"),
])
def test_a_hostile_vault_file_is_a_problem(
    tmp_path: Path, change: Callable[[dict[str, Any]], Any], code: str
) -> None:
    Vault.open(tmp_path, PASSPHRASE, make=True)
    path = tmp_path / "vault.json"
    path.write_bytes(keyfile.line(change(json.loads(path.read_text()))))
    refused(code, lambda: Vault.open(tmp_path, PASSPHRASE))


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 4000, b"x" * 10**6, b"{}", b"\0" * 9])
def test_a_vault_file_of_other_bytes_is_a_problem(keys: Vault, content: bytes) -> None:
    (keys.folder / "vault.json").write_bytes(content)
    with pytest.raises(VaultError):
        Vault.open(keys.folder, make=True)
    assert (keys.folder / "vault.json").read_bytes() == content


def test_foreign_files_among_the_keys_are_passed_over(keys: Vault) -> None:
    keys.seal_text(UNUSED, NAME, "name")
    place = key_path(keys, UNUSED).parent
    for name in ("Thumbs.db", "cd" * 32, f"{UNUSED[:40]}-0123abcd.tmp", UNUSED + ".bak"):
        (place / name).write_bytes(b"x")
    (keys.folder / "keys" / ".DS_Store").write_bytes(b"x")
    assert Vault.open(keys.folder).key_ids() == [UNUSED]


@POSIX
@pytest.mark.parametrize("there", [False, True])
def test_only_the_owner_can_read(tmp_path: Path, there: bool) -> None:
    before = os.umask(0)
    try:
        if there:
            (tmp_path / "keys").mkdir(0o755)
        keys = Vault.open(tmp_path / "keys", make=True)
        keys.seal_text(UNUSED, NAME, "name")
        keys.erase("cd" * 32, WHEN)
    finally:
        os.umask(before)
    for path in (keys.folder, *keys.folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_what_the_system_refuses_is_a_problem(
    keys: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = keys.seal_text(UNUSED, NAME, "name")

    def denied(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", denied)
    for attempt in (lambda: keys.open_text(token, "name"), lambda: keys.erased(UNUSED),
                    lambda: Vault.open(keys.folder)):
        assert "Permission denied" in str(refused("unreadable", attempt))


def test_an_error_is_one_of_the_record() -> None:
    assert issubclass(VaultError, RecordError)


def test_a_vault_of_the_first_version_opens(tmp_path: Path) -> None:
    (tmp_path / "vault.json").write_bytes(FIRST["vault.json"])
    (tmp_path / "keys" / "42").mkdir(parents=True)
    (tmp_path / "keys" / "42" / FIRST_ID).write_bytes(FIRST["key"])
    keys = Vault.open(tmp_path, "known words")
    assert keys.key_id("person", "A. Person") == FIRST_ID
    assert keys.open_text(FIRST["token"].decode(), "name") == "A. Person"
    assert keys.seal_text(FIRST_ID, "A. Person", "name") == FIRST["token"].decode()
    assert keys.open_bytes(FIRST["document"]) == b"form"
    assert keys.seal_bytes(FIRST_ID, b"form") == FIRST["document"]


FIRST_ID = "423a9c7c9f8527c71555cbbab29fe4ddcaad6440e45ece76fb7fcfdce5b2c855"
FIRST = {
    "vault.json":
        b'{"format":"trucewatch-vault","version":1,"kdf":{"name":"scrypt","n":16,"r":8,"p":1},'
        b'"salt":"000102030405060708090a0b0c0d0e0f","master":'
        b'"rNwWFhJzIwZ8VB9ODPXny4cthDdyp_QA5T1mpN04U3soEz0cwPJfStbSJm-IrZhO"}\n',
    "key":
        b'{"wrapped":"1VT1IOFhQbDiRgXoMVC0BJfF7svxLsKvVwq3zLCVl5r2nzhe8SdS6L-Qu6ASPfCVQn1aroQVmmt7a'
        b'nQ1Hlj8OyXizNkJNzc3f8v2KIWZWIM"}\n',
    "token":
        b"sealed:1:423a9c7c9f8527c71555cbbab29fe4ddcaad6440e45ece76fb7fcfdce5b2c855:"
        b"hPmV7vQTHNWqGFSX6KVFoHHV6on-jFKkTm-RR-g_ZaUIM5iFrg1fPMHb2iI4MAUc",
    "document":
        b"trucewatch-sealed 1 423a9c7c9f8527c71555cbbab29fe4ddcaad6440e45ece76fb7fcfdce5b2c855\n"
        b"\xdaz x\xf5\xd9\x8aL\x1aW\x81\xc3\xc3X\x91o\xbb\xfc\x8bh`",
}
"""A vault as version 1 wrote it: what was sealed once has to open in every later version."""


def test_starting_up_loads_no_cipher() -> None:
    code = "import sys, trucewatch.record.vault; sys.exit('cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
