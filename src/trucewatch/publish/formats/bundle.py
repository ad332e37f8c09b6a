"""One ZIP file of the data, with checksums, proofs and what to check them with.

The same members give the same bytes: sorted, one fixed date, fixed permissions, one fixed level of
compression. How a level compresses is a matter of the version of zlib; the checksums inside are
those of the members.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

from trucewatch.publish import identity
from trucewatch.publish.files import Files, encoded
from trucewatch.publish.release import Release
from trucewatch.publish.words import clean

NAME = "edition.zip"
SUMS, README, VERIFIER = "SHA256SUMS", "README.txt", "verify.py"
SITE = (".html", ".css", ".js")
"""Suffixes of what is the site and stays outside."""
_TIME = (1980, 1, 1, 0, 0, 0)
_LEVEL = 1
"""Ids and digests hardly compress: more effort costs seconds and saves little."""

_TEXT = """{title}
Edition {edition}
{handling}

{cite}

What a source said is not what happened: each row is one speaker's assertion. A status never stands
without its standard of proof, reading and as-of instant.

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


def bundle(release: Release, files: Mapping[str, str | bytes]) -> Files:
    """``edition.zip``: the data files among `files`, with checksums, proofs and a README."""
    members = {n: encoded(c) for n, c in files.items() if not n.endswith(SITE)}
    members |= release.proofs.files
    if release.proofs.verifier:
        members[VERIFIER] = release.proofs.verifier.encode()
    members[README] = _readme(release).encode("utf-8", "replace")
    members[SUMS] = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n"
                            for name, data in sorted(members.items())).encode()
    return {NAME: packed(members)}


def packed(members: Mapping[str, bytes]) -> bytes:
    """Write members as a ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in sorted(members.items()):
            entry = zipfile.ZipInfo(name, _TIME)
            # Said, since the default is that of the machine.
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, _LEVEL)
    return buffer.getvalue()


def _readme(release: Release) -> str:
    proofs = release.proofs
    told = _PROOFS.format(head=proofs.head, verifier=VERIFIER) if proofs.files else _WITHOUT
    return _TEXT.format(
        title=identity.case_title(release), handling=clean(release.handling),
        edition=identity.edition_id(release), cite=identity.cite(release), sums=SUMS) + told
