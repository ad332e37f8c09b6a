"""Where batches taken over came from, and whether that goes on from what was taken before.

A batch taken over keeps its line of the log in the note ``line``; where its rows are left out,
because they are held already, the hash of the line in ``leaf`` and the records it came through
before in ``through``. So every head of the sending record can be computed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trucewatch.record import line
from trucewatch.record.line import Batch
from trucewatch.record.tree import EMPTY, Frontier, leaf_hash

_DIGITS = 15


@dataclass(frozen=True)
class Place:
    """Where a batch stood in a record it came through."""

    record: str
    seq: int
    head: str
    leaf: str
    """Hash of its line there."""

    def text(self) -> str:
        """Write it as in the note `through`."""
        return f"{self.record} {self.seq} {self.head} {self.leaf}"


def place_of(batch: Batch, record: str) -> Place:
    """Where a line stands in its own record."""
    return Place(record, batch.seq, batch.head, leaf_hash(batch.leaf_data()).hex())


def came_through(batch: Batch) -> Iterator[Place]:
    """Yield where a batch stood before it was taken over, the nearest record first.

    Raises
    ------
    ValueError
        When its origin or notes are not as a take writes them.
    """
    while batch.origin:
        text = batch.notes.get("line", "")
        if not text:
            yield _place({**batch.origin, "leaf": batch.notes.get("leaf")})
            for part in filter(None, batch.notes.get("through", "").split("; ")):
                names = ("record", "seq", "head", "leaf")
                yield _place(dict(zip(names, part.split(" "), strict=True)))
            return
        inner = line.read_line(text.encode("ascii"))
        if dict(batch.origin) != origin_of(inner, batch.origin.get("record", "")):
            raise ValueError("an origin that says the same as the line taken over")
        yield place_of(inner, batch.origin["record"])
        batch = inner


def origin_of(batch: Batch, record: str) -> dict[str, str]:
    """What the line of a batch taken over says of where it stood."""
    return {"record": record, "seq": str(batch.seq), "head": batch.head, "time": batch.time,
            "batch": batch.batch}


def _place(said: Mapping[str, str | None]) -> Place:
    seq = said.get("seq") or ""
    right = seq.isascii() and seq.isdigit() and 0 < len(seq) <= _DIGITS and seq[0] != "0"
    if not right or not all(line.is_digest(said.get(n)) for n in ("record", "head", "leaf")):
        raise ValueError("record, seq, head and leaf of the line taken over")
    return Place(str(said["record"]), int(seq), str(said["head"]), str(said["leaf"]))


class Histories:
    """What is known of other records: their heads, each computed from the lines before it."""

    def __init__(self) -> None:
        self._trees: dict[str, Frontier] = {}
        self._heads: dict[tuple[str, int], str] = {}

    def size(self, record: str) -> int:
        """Number of batches known of a record."""
        return self._trees.get(record, Frontier()).size

    def head(self, record: str, size: int) -> str:
        """Head of a record over so many of its batches, at most `size`."""
        return self._heads[record, size] if size else EMPTY.hex()

    def knows(self, place: Place) -> bool:
        """Tell whether a line of that number is known."""
        return (place.record, place.seq) in self._heads

    def add(self, place: Place) -> str:
        """Take note of a line; says in words what does not agree, empty when all does."""
        known = self._heads.get((place.record, place.seq))
        if known is not None:
            return "" if known == place.head else f"head {known} over {place.seq}, as taken before"
        tree = self._trees.get(place.record, Frontier())
        if place.seq != tree.size + 1:
            return f"line {tree.size + 1} of that record, which comes next"
        grown = tree.with_leaf(bytes.fromhex(place.leaf))
        head = grown.root().hex()
        if head != place.head or (place.seq == 1 and head != place.record):
            return f"head {head}, which follows from the lines taken before"
        self._trees[place.record] = grown
        self._heads[place.record, place.seq] = head
        return ""


def check_relay(batch: Batch, relayed: bool) -> None:
    """Hold what a sending record took over itself to the line it took.

    Parameters
    ----------
    batch
        Line of the sending record.
    relayed
        Whether it came through another record.

    Raises
    ------
    ValueError
        Saying what was expected.
    """
    if relayed != (batch.kind == "take"):
        raise ValueError("an origin on every batch taken over, and on no other")
    if not relayed:
        if batch.holder.startswith("record:"):
            raise ValueError("no holder of another record on a batch that was not taken over")
        return
    text = batch.notes.get("line", "")
    if not text:
        if batch.tables or batch.files:
            raise ValueError("the line taken over, beside its rows and files")
        return
    inner = line.read_line(text.encode("ascii"))
    check_relay(inner, bool(inner.origin))
    rows = [{name: (t.columns, t.root, t.rows) for name, t in b.tables.items()}
            for b in (batch, inner)]
    same = (batch.holder == holder_of(inner, batch.origin["record"])
            and dict(batch.files) == dict(files_of(inner)) and dict(batch.keys) == dict(inner.keys))
    if rows[0] != rows[1] or not same:
        raise ValueError("the rows, files and holder of the line taken over")


def holder_of(batch: Batch, record: str) -> str:
    """Whose rows a batch's are once it is taken over; those a record took itself keep theirs."""
    if batch.origin:
        return batch.holder
    parts = [f"record:{record}", batch.holder, "proofs" if batch.kind == "stamp" else ""]
    return "/".join(filter(None, parts))


def files_of(batch: Batch) -> dict[str, str]:
    """Files of a batch by name, tokens of its time stamps among them."""
    tokens = {line.token_name(row.token): row.token for row in batch.stamps if row.token}
    return {**batch.files, **tokens}
