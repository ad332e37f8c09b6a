"""Proofs for an edition: that the record holds the files its claims rest on, and no row of them.

A row may hold what a release takes out, an exact place for instance, and even its hash would give
that away to whoever tries every place there is. So an edition proves files by their digests: one
proof for each, however many claims it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from trucewatch import __version__
from trucewatch.publish.formats.dossier import claims_of
from trucewatch.publish.release import Proofs, Release
from trucewatch.record import line, standalone
from trucewatch.record.errors import RecordError
from trucewatch.record.line import Batch
from trucewatch.record.prove import make_file_proof
from trucewatch.record.record import Record

_DIGITS = 16


def proofs_of(place: Path, release: Release) -> Proofs:
    """Proofs for the claims the findings of a release use.

    Parameters
    ----------
    place
        Folder of the record.
    release
        Its manifest says where it stands, and which bytes of which file went in.

    Returns
    -------
    Proofs
        Empty where there is no record that can be read. A line of the log is shown whole, with the
        digests of every file and table of its batch: one that bears a note, or names a file by a
        digest the release does not state, is not shown, and what it alone could prove has no proof.
    """
    try:
        if not (place / line.LOG).exists():
            return Proofs()
        record = at_head(place, str(release.manifest.get("record", "")))
        return _made(record, release)
    except (RecordError, OSError):
        return Proofs()  # Why it cannot be read is said where it is kept, or its claims asked for.


def at_head(place: Path, head: str) -> Record:
    """The record as it was at a head (``SIZE:HEAD``); as it is where none is given."""
    record = Record.open(place)
    size = line.parse_head(head)[0] if head else len(record.batches)
    if size == len(record.batches):
        return record
    lines = (place / line.LOG).read_bytes().split(b"\n")[:size]
    return Record(place, line.read_log(b"\n".join(lines) + b"\n"), None)


def _made(record: Record, release: Release) -> Proofs:
    used = claims_of(release.findings) & release.claims.keys()
    inputs = release.manifest.get("inputs")
    stated = {name: str(given["sha256"]) for name, given in inputs.items()} \
        if isinstance(inputs, Mapping) else {}
    proofs, datasets = {}, {}
    for dataset in sorted({str(release.claims[claim]["dataset"]) for claim in used}):
        name = f"figures/{dataset}.csv"
        digest = stated.get(name, "")
        batch = _first(record, name, stated)
        if batch is not None:
            path = f"proofs/{digest[:_DIGITS]}.json"
            proofs[path] = make_file_proof(record, batch.seq, name)
            datasets[dataset] = path
    if not proofs:
        return Proofs()
    return Proofs(head=record.head, files=proofs, datasets=datasets,
                  verifier=standalone.source(__version__))


def _first(record: Record, name: str, stated: Mapping[str, str]) -> Batch | None:
    """The first line that names a file of the case folder, and nothing that is not stated."""
    return next((batch for batch in record.batches
                 if not batch.holder and not batch.notes and name in batch.files
                 and batch.files.items() <= stated.items()), None)
