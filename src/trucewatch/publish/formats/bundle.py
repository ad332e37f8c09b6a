"""One ZIP file of the whole edition, with checksums, proofs and what to check them with.

The same members give the same bytes: in one order, data before pages, with one fixed date, fixed
permissions, one fixed level of compression. How a level compresses is a matter of the version of
zlib; the checksums inside are those of the members.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from trucewatch.publish import identity
from trucewatch.publish.files import Files, Parts, encoded
from trucewatch.publish.release import Release
from trucewatch.publish.words import clean

NAME = "edition.zip"
SUMS, README, VERIFIER = "SHA256SUMS", "README.txt", "verify.py"
PIECE = 1 << 20
"""Bytes that are packed at a time."""
_MARGIN = 1.05
"""What does not compress takes a little more."""
_LEVEL = 1
"""Ids and digests hardly compress: more effort costs seconds and saves little."""

_TEXT = """{title}
Edition {edition}
{handling}

{cite}

What a source said is not what happened: each row is one speaker's assertion. A status never stands
without its standard of proof, reading and as-of instant.

Open index.html to read it; no network is needed. findings.csv and claims.csv are for spreadsheets.

Check that nothing is damaged:

    sha256sum --check {sums}
"""
_PROOFS = """
Files in proofs/ show that the record of this case held the files its claims rest on, by their
SHA-256, at the head

    {head}

    python {verifier} proof proofs/NAME.json --against SIZE:HEAD

It needs Python 3.11 and nothing else. Take the head from somewhere else than this file: a proof
shows what stood in the record below a head, not that it is true. Which proof is for which claim:
the column "dataset" of claims.csv names the file, figures/DATASET.csv, that a proof names.
"""
_WITHOUT = """
There are no proofs: no record was kept when this edition was made, or every line of it names a file
of which something was taken out. Such a file's digest is not published, since it would let somebody
who guesses what was taken out find that the guess is right.
"""


def bundle(release: Release, files: Parts) -> Files:
    """``edition.zip``: the files of an edition, with checksums, proofs and a README."""
    buffer = io.BytesIO()
    digests: dict[str, str] = {}
    with Archive(buffer) as archive:
        for name, content in files.items():
            data = encoded(content)
            digests[name] = hashlib.sha256(data).hexdigest()
            archive.add(name, _member(data))
        archive.close(release, digests)
    return {NAME: buffer.getvalue()}


@dataclass(frozen=True)
class Member:
    """One file of an archive."""

    size: int
    """Bytes."""
    read: Callable[[], Iterator[bytes]]
    """Its bytes, `PIECE` at a time."""


class Archive:
    """A ZIP file that is written into a stream that can seek, one member after another.

    Compressing leaves the interpreter free for other work: an archive may be written by a thread of
    its own while the files that come after are still being made.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, name: str, member: Member) -> None:
        """Write a member behind those before."""
        large = member.size * _MARGIN > zipfile.ZIP64_LIMIT
        with self._zip.open(name, "w", force_zip64=large) as into:
            for piece in member.read():
                into.write(piece)
        entry = self._zip.getinfo(name)
        # Said, since the default is that of the machine.
        entry.create_system, entry.external_attr = 3, 0o100644 << 16

    def close(self, release: Release, digests: Mapping[str, str]) -> None:
        """Write what stands beside files of the edition, whose SHA-256 are given."""
        for name, data in _beside(release, digests).items():
            if name not in digests:
                self.add(name, _member(data))


def _beside(release: Release, digests: Mapping[str, str]) -> dict[str, bytes]:
    made = dict(release.proofs.files)
    if release.proofs.verifier:
        made[VERIFIER] = release.proofs.verifier.encode()
    made[README] = _readme(release).encode("utf-8", "replace")
    sums = {**digests, **{name: hashlib.sha256(data).hexdigest() for name, data in made.items()}}
    made[SUMS] = "".join(f"{told}  {name}\n" for name, told in sorted(sums.items())).encode()
    return made


def _member(data: bytes) -> Member:
    return Member(len(data), partial(_cut, data))


def _cut(data: bytes) -> Iterator[bytes]:
    return (data[at:at + PIECE] for at in range(0, len(data), PIECE))


def _readme(release: Release) -> str:
    proofs = release.proofs
    told = _PROOFS.format(head=proofs.head, verifier=VERIFIER) if proofs.files else _WITHOUT
    return _TEXT.format(
        title=identity.case_title(release), handling=clean(release.handling),
        edition=identity.edition_id(release), cite=identity.cite(release), sums=SUMS) + told
