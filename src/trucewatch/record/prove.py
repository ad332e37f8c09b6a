"""Make a proof that rows of a report stand in a record: `proof.check_proof` checks it."""

from __future__ import annotations

import base64
import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.record import line, walk
from trucewatch.record.errors import error
from trucewatch.record.line import StampRow
from trucewatch.record.proof import FILE_PROOF_FORMAT, PROOF_FORMAT
from trucewatch.record.record import Record
from trucewatch.record.tree import HASH, leaf_hash, path_to, paths_to


@dataclass(frozen=True)
class Found:
    """Rows of one table in one batch."""

    seq: int
    table: str
    texts: Sequence[str]
    """Canonical text of every row to show."""
    leaves: bytes
    """Sorted leaves of the whole table, 32 bytes each."""


def make_proof(record: Record, report: str, found: Sequence[Found]) -> bytes:
    """Write a proof for the rows of a report, led up to the newest head.

    Raises
    ------
    RecordError
        When there is no row, or a time stamp's file is not what the log says.
    """
    if not found:
        raise error("segments", "no_such_report", found=report,
                    expected="a report the record holds",
                    mend="trucewatch explain and claims.csv name reports by their report_id")
    return _written(record, sorted({item.seq for item in found}), {
        "format": PROOF_FORMAT, "report": report,
        "rows": [row for item in found for row in _rows(item)]})


def make_file_proof(record: Record, seq: int, name: str) -> bytes:
    """Write a proof that a line of the log names a file with its digest; no row is shown.

    Parameters
    ----------
    record
        Open in any way; the proof leads up to its newest head.
    seq
        Number of the line.
    name
        A file that line names.

    Raises
    ------
    RecordError
        When a time stamp's file is not what the log says.
    """
    digest = record.batches[seq - 1].files[name]
    return _written(record, [seq], {
        "format": FILE_PROOF_FORMAT, "file": {"name": name, "sha256": digest}})


def _written(record: Record, seqs: Sequence[int], proven: Mapping[str, object]) -> bytes:
    """The lines, their ways to the head and to stamped heads, and what is proven by them."""
    leaves = bytes(record.log.leaves)
    data = {
        **proven,
        "record": record.id,
        "record_path": _hex(path_to(0, leaves)),
        "head": record.head,
        "lines": [{"text": record.batches[seq - 1].line().decode("ascii"),
                   "path": _hex(path_to(seq - 1, leaves))} for seq in seqs],
        "stamps": _stamps(record, seqs, leaves),
    }
    return json.dumps(data, indent=1, sort_keys=True, ensure_ascii=True).encode("ascii") + b"\n"


def _hex(path: Sequence[bytes]) -> list[str]:
    return [node.hex() for node in path]


def _rows(item: Found) -> list[dict[str, object]]:
    leaves = [item.leaves[at : at + HASH] for at in range(0, len(item.leaves), HASH)]
    found: list[tuple[str, int]] = []
    for text in sorted(item.texts):
        leaf = leaf_hash(text.encode("utf-8", "surrogatepass"))
        index = bisect_left(leaves, leaf)
        if leaves[index : index + 1] != [leaf]:
            raise error(line.segment_name(item.table, item.seq), "altered_rows",
                        found="a row whose content is not what its leaf says",
                        expected="rows as written", mend=walk.RESTORE)
        found.append((text, index))
    paths = paths_to([index for _, index in found], item.leaves)
    return [{"seq": item.seq, "table": item.table, "text": text, "index": index,
             "path": _hex(paths[index])} for text, index in found]


def _stamps(record: Record, seqs: Sequence[int], leaves: bytes) -> list[Mapping[str, object]]:
    """Earliest stamped head above every line, with the way from each line to it."""
    stamped: dict[str, StampRow] = {}
    for batch in record.batches:
        for stamp in batch.stamps:
            if stamp.token and stamp.size >= seqs[-1]:
                stamped.setdefault(stamp.authority, stamp)
    shown: list[Mapping[str, object]] = []
    for stamp in stamped.values():
        name = line.token_name(stamp.token)
        wrong = walk.check_file(record.root, name, stamp.token, "time_stamp")
        if wrong is not None:
            raise error(name, wrong.code, found=wrong.found, expected=wrong.expected)
        token = base64.b64encode((record.root / name).read_bytes()).decode("ascii")
        part = leaves[: stamp.size * HASH]
        shown.append({
            "authority": stamp.authority, "head": f"{stamp.size}:{stamp.head}", "token": token,
            "paths": {str(seq): _hex(path_to(seq - 1, part)) for seq in seqs},
        })
    return shown
