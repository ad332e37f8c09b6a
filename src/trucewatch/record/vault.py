"""The vault: keys kept outside the record, so that erasing one key silences one person for ever.

Values that could identify a person, and originals of sensitive sources, are stored in the record
encrypted, each person and each document under a key of its own. Its proofs cover the encrypted
bytes: a key can be erased, and with it the value, while every proof stays valid.

``vault.json`` holds the master key, wrapped under a passphrase; ``keys/<aa>/<key id>`` one random
key each, wrapped under the master, or a tombstone: the instant it was erased. A key id is a keyed
digest of the name and tells nothing without the master.

Encryption is AES-SIV (RFC 5297), authenticated and deterministic: the same value under the same key
gives the same token, so that repeating a batch is a no-op. Whoever has the record can see which
values are of one person, which of those in one column are equal, the length of a text to the next
32 bytes, and the length of a document.

What it cannot do:

- Journaling and snapshotting file systems, the wear levelling of solid-state disks, and backups may
  keep old blocks. Erasing overwrites the file that is there; copies of the key folder have to be
  erased too, and a disk that may be seized has to be encrypted as a whole.
- Keys and values in use lie in the memory of the process; Python cannot overwrite them.
- Whoever can write to the key folder can destroy keys, and set, change or remove tombstones.
- Without a passphrase (`Vault.protected` is ``False``) the key folder itself opens everything.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from trucewatch.model.problem import shorten
from trucewatch.record import keyfile
from trucewatch.record.keyfile import KEYS, NAME, VaultError, decrypt, encrypt, error, key_name

__all__ = ["Vault", "VaultError", "is_sealed", "sealed_document_key", "sealed_key"]

FORMAT = "trucewatch-vault"
VERSION = 1
FIELDS = ("format", "version", "kdf", "salt", "master")
SCRYPT = (2**15, 8, 1)
"""Cost n, block size r and lanes p of scrypt in a vault made now; the file says which it has."""
KINDS = ("person", "document")

_MASTER, _KEY = 32, 64
_OPEN_KEY = hashlib.sha512(b"trucewatch vault without a passphrase").digest()  # Protects nothing.

TOKENS = "sealed:"  # What every token begins with.
_VERSION = re.compile(r"sealed:([0-9]{1,4}):")
_TOKEN = re.compile(r"sealed:1:([0-9a-f]{64}):([A-Za-z0-9_-]+)")
_MAGIC = b"trucewatch-sealed "
_HEADER = re.compile(rb"trucewatch-sealed ([1-9][0-9]{0,3}) ([0-9a-f]{64})\n")
# Before the content of sealed bytes: not every release of AES-SIV takes an empty content.
_MARK = b"\x01"
_RESTORE = "restore it from a copy"


class Vault:
    """The keys of one record. Made by `Vault.open`, never by the constructor."""

    def __init__(self, folder: Path, master: bytes, *, protected: bool) -> None:
        self.folder = folder
        self.protected = protected
        """Whether a passphrase is needed to open it; warn when it is not."""
        self._names = hmac.digest(master, b"trucewatch vault 1 names", "sha256")
        self._wrap = hmac.digest(master, b"trucewatch vault 1 keys", "sha512")

    @classmethod
    def open(
        cls, folder: Path, passphrase: str = "", *, make: bool = False, record: Path | None = None
    ) -> Vault:
        """Open the vault in a folder.

        Parameters
        ----------
        folder
            The key folder.
        passphrase
            What the master key is wrapped under; empty for a vault without one.
        make
            Make a vault if there is none.
        record
            The record it belongs to; the key folder must lie outside.

        Raises
        ------
        VaultError
            ``keys_inside_record``, ``no_vault``, ``not_a_vault`` (the folder holds other things),
            ``passphrase_needed``, ``wrong_passphrase``, ``newer_format``, ``altered_vault``,
            ``unreadable``, ``cannot_write``, ``vault_in_use``, ``no_encryption``.
        """
        if record is not None and keyfile.inside(folder, record):
            raise error(NAME, "keys_inside_record", found="a key folder inside the record",
                        expected="one outside: whoever copies the record must not get its keys",
                        mend="give another folder, on another disk if there is one")
        there = keyfile.look(folder)
        if not there and not make:
            raise error(NAME, "no_vault", expected="a key folder made before",
                        mend="check the name of the folder; a new one opens nothing sealed before")
        with keyfile.disk_errors(NAME, "cannot_write"):
            if not there:
                keyfile.make_folder(folder)
            folder = folder.resolve()
        if not there:
            with keyfile.locked(folder):
                if not keyfile.look(folder):
                    keyfile.write(folder, NAME, _new_vault(passphrase))
        master, protected = _unlock(folder, passphrase)
        return cls(folder, master, protected=protected)

    def key_id(self, kind: str, name: str) -> str:
        """Name the key of a person or a document by a keyed digest; no key is made.

        The kind is ``person`` or ``document``. The name is taken exactly: another spelling of it is
        another key.

        Raises
        ------
        VaultError
            ``unknown_kind``.
        """
        if kind not in KINDS:
            raise error(KEYS, "unknown_kind", expected=" or ".join(KINDS))
        parts = map(keyfile.utf8, (kind, name))
        text = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return hmac.digest(self._names, text, "sha256").hex()

    def seal_text(self, key_id: str, plain: str, context: str) -> str:
        """Encrypt a text; make the key if there is none yet.

        Parameters
        ----------
        key_id
            From `Vault.key_id`.
        plain
            Any text, also an empty one, or one that looks sealed.
        context
            What it is, such as the name of its column; needed again to open it.

        Returns
        -------
        str
            ``sealed:1:<key id>:<base64url without padding>``; the same for the same arguments.

        Raises
        ------
        VaultError
            ``key_erased``, ``altered_key``, ``not_a_key_id``, or what the disk refuses.
        """
        key = self._key(key_id, make=True)
        sealed = encrypt(key, keyfile.pad(keyfile.utf8(plain)), b"text", keyfile.utf8(context))
        return f"sealed:1:{key_id}:{keyfile.base64(sealed)}"

    def open_text(self, token: str, context: str) -> str:
        """Decrypt a token.

        Raises
        ------
        VaultError
            ``key_erased``, ``missing_key``, ``altered_value`` (also: sealed in another context),
            ``newer_format``, ``altered_key``, ``unreadable``.
        """
        key_id = sealed_key(token)
        sealed = keyfile.from_base64(token.rpartition(":")[2])
        key = self._key(key_id)
        plain = None if sealed is None else decrypt(key, sealed, b"text", keyfile.utf8(context))
        text = None if plain is None else keyfile.unpad(plain)
        if text is None:
            raise _altered(key_name(key_id), field=shorten(context))
        return text.decode("utf-8", "surrogatepass")

    def seal_bytes(self, key_id: str, data: bytes) -> bytes:
        """Encrypt a document; make the key if there is none yet.

        Returns
        -------
        bytes
            A header line with the key id, then the content; the same for the same arguments.

        Raises
        ------
        VaultError
            As `Vault.seal_text`.
        """
        key = self._key(key_id, make=True)
        return _MAGIC + b"1 %s\n" % key_id.encode() + encrypt(key, _MARK + data, b"document")

    def open_bytes(self, data: bytes) -> bytes:
        """Decrypt a document.

        Raises
        ------
        VaultError
            As `Vault.open_text`.
        """
        header = _HEADER.match(data)
        if header is None:
            raise _altered(KEYS, expected="a document as sealed, from its first byte")
        _check_version(header[1].decode())
        key_id = header[2].decode()
        plain = decrypt(self._key(key_id), data[header.end():], b"document")
        if plain is None or not plain.startswith(_MARK):
            raise _altered(key_name(key_id))
        return plain[1:]

    def erase(self, key_id: str, when: datetime) -> bool:
        """Destroy a key for ever; what is sealed under it can never be opened again.

        The file is overwritten with random bytes, brought to the disk, and replaced by a tombstone
        that holds the instant alone and keeps the key from being made again. A key that was never
        made gets its tombstone too. Erasing twice changes nothing. Old blocks and copies of the
        key folder are out of reach: see the module. `when` is noted; it needs a time zone.

        Returns
        -------
        bool
            Whether there was a key.

        Raises
        ------
        VaultError
            ``not_a_key_id``, ``no_time_zone``, or what the disk refuses; then erase again.
        """
        keyfile.check_key_id(key_id)
        text = keyfile.stamp(when)
        with keyfile.locked(self.folder):
            try:
                if isinstance(keyfile.read_key(self.folder, key_id), datetime):
                    return False
            except VaultError as damaged:
                # A damaged key, or one half erased, is erased like any other.
                if damaged.problem.code != "altered_key":
                    raise
            return keyfile.write_tombstone(self.folder, key_id, text)

    def erased(self, key_id: str) -> datetime | None:
        """Tell when a key was erased; ``None`` if it was not.

        Raises
        ------
        VaultError
            ``not_a_key_id``, ``altered_key`` (also: erasing was cut short), ``unreadable``.
        """
        state = keyfile.read_key(self.folder, key_id)
        return state if isinstance(state, datetime) else None

    def key_ids(self) -> list[str]:
        """List the ids of all keys, the erased among them (see `Vault.erased`), sorted."""
        return keyfile.stored_keys(self.folder)

    def _key(self, key_id: str, *, make: bool = False) -> bytes:
        # Read each time: a key kept in memory would outlive its erasure by another process.
        state = keyfile.read_key(self.folder, key_id)
        if state is None and make:
            state = self._make(key_id)
        if state is None:
            raise error(key_name(key_id), "missing_key", expected="the key of a sealed value",
                        mend="open the key folder this record was made with")
        if isinstance(state, datetime):
            raise error(key_name(key_id), "key_erased", found=f"erased at {keyfile.stamp(state)}",
                        expected="a key", mend="none: it was erased for ever")
        wrapped = keyfile.from_base64(state)
        key = None if wrapped is None else decrypt(self._wrap, wrapped, b"key", key_id.encode())
        if key is None or len(key) != _KEY:
            raise keyfile.altered_key(key_id)
        return key

    def _make(self, key_id: str) -> str | datetime:
        with keyfile.locked(self.folder):
            # Somebody may have made or erased it while this one waited.
            state = keyfile.read_key(self.folder, key_id)
            if state is not None:
                return state
            raw = secrets.token_bytes(_KEY)
            wrapped = keyfile.base64(encrypt(self._wrap, raw, b"key", key_id.encode()))
            keyfile.write_key(self.folder, key_id, wrapped)
            return wrapped


def is_sealed(text: object) -> bool:
    """Tell whether a value looks like a token, of any version, whole or cut short.

    Wide on purpose: a damaged token must fail where it is opened, not pass for plain text.
    """
    return isinstance(text, str) and _VERSION.match(text) is not None


def sealed_key(text: str) -> str:
    """Return the key id of a token.

    Raises
    ------
    VaultError
        ``altered_value``, when it is no whole token; ``newer_format``.
    """
    token = _TOKEN.fullmatch(text)
    if token is None:
        if version := _VERSION.match(text):
            _check_version(version[1])
        raise _altered(KEYS, expected="sealed:1:<key id>:<base64url>, as written")
    return token[1]


def sealed_document_key(data: bytes) -> str | None:
    """Return the key id in the header line of sealed bytes, of any version; ``None`` if none.

    Only the header is looked at: anybody can write one. `Vault.open_bytes` tells.
    """
    header = _HEADER.match(data)
    return None if header is None else header[2].decode()


def _altered(file: str, *, field: str = "", expected: str = "a value as sealed") -> VaultError:
    # What was found is not shown: it may be the plain value of a person.
    return error(file, "altered_value", field=field, found="a sealed value that does not open",
                 expected=expected, mend=f"{_RESTORE} of the record")


def _check_version(text: str) -> None:
    if int(text) > VERSION:
        raise error(KEYS, "newer_format", found=f"a value sealed in version {text}",
                    expected=f"version {VERSION}", mend="use a newer trucewatch")


def _new_vault(passphrase: str) -> dict[str, object]:
    n, r, p = SCRYPT
    kdf = {"name": "scrypt", "n": n, "r": r, "p": p} if passphrase else {"name": "none"}
    salt = secrets.token_bytes(16).hex()
    head: dict[str, object] = {"format": FORMAT, "version": VERSION, "kdf": kdf, "salt": salt}
    outer = _outer_key(kdf, salt, passphrase)
    wrapped = encrypt(outer, secrets.token_bytes(_MASTER), b"master", keyfile.line(head))
    return {**head, "master": keyfile.base64(wrapped)}


def _unlock(folder: Path, passphrase: str) -> tuple[bytes, bool]:
    """Read the master key, and whether a passphrase protects it."""
    data = keyfile.read(folder, NAME, "not_a_vault") or b""
    kdf, salt, wrapped, head = _read_head(data)
    protected = kdf["name"] != "none"
    if protected and not passphrase:
        raise error(NAME, "passphrase_needed", expected="the passphrase of this vault",
                    mend="give it; without it nothing sealed can be opened")
    if passphrase and not protected:
        # Said, not passed over: somebody believes in a protection that is not there.
        raise error(NAME, "wrong_passphrase", found="a passphrase", expected="none: it has none",
                    mend="see whether this is the right key folder; if so, give no passphrase")
    master = decrypt(_outer_key(kdf, salt, passphrase), wrapped, b"master", keyfile.line(head))
    if master is None and protected:
        raise error(NAME, "wrong_passphrase", expected="the passphrase of this vault",
                    mend=f"try again; if it is right, {NAME} was altered: {_RESTORE}")
    if master is None or len(master) != _MASTER:
        raise _altered_vault("a master key that does not open")
    return master, protected


def _read_head(data: bytes) -> tuple[Mapping[str, Any], str, bytes, dict[str, object]]:
    """Take ``vault.json`` apart; what it says is hostile until the master key has opened."""
    value = keyfile.parse(data)
    if value is None:
        raise _altered_vault("bytes that are not as written")
    if value.get("format") != FORMAT:
        raise error(NAME, "not_a_vault", found=shorten(value.get("format")), expected=FORMAT,
                    mend="give the key folder of this record")
    version = value.get("version")
    if type(version) is int and version > VERSION:
        raise error(NAME, "newer_format", found=f"version {shorten(version, 20)}",
                    expected=f"version {VERSION}", mend="use a newer trucewatch")
    kdf, salt, text = (value.get(name) for name in ("kdf", "salt", "master"))
    wrapped = keyfile.from_base64(text) if isinstance(text, str) else None
    whole = tuple(value) == FIELDS and type(version) is int and version == VERSION
    if not (whole and wrapped and keyfile.kdf_in_bounds(kdf)
            and isinstance(salt, str) and re.fullmatch("[0-9a-f]{32}", salt)):
        raise _altered_vault("fields that are missing, unknown or out of bounds")
    return kdf, salt, wrapped, {name: value[name] for name in FIELDS[:-1]}


def _altered_vault(found: str) -> VaultError:
    return error(NAME, "altered_vault", found=found, expected=f"{NAME} as written",
                 mend=f"{_RESTORE} of the key folder")


def _outer_key(kdf: Mapping[str, Any], salt: str, passphrase: str) -> bytes:
    """Derive the key the master is wrapped under."""
    if kdf["name"] == "none":
        return _OPEN_KEY
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415 (slow to load)

    n, r, p = (kdf[name] for name in ("n", "r", "p"))
    # One form for a passphrase, whichever keyboard and system it was typed on.
    words = keyfile.utf8(unicodedata.normalize("NFKC", passphrase))
    try:
        return Scrypt(salt=bytes.fromhex(salt), length=_KEY, n=n, r=r, p=p).derive(words)
    except (ValueError, MemoryError):
        raise _altered_vault("parameters of scrypt that cannot be used here") from None
