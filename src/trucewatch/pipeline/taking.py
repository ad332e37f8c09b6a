"""What is new in a pack, and whether it goes on from what a record took before.

Nothing is written here: a pack that does not fit in any way is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from trucewatch.model.problem import Problem, shorten
from trucewatch.pipeline.step import problem
from trucewatch.record import line, walk
from trucewatch.record.errors import RecordError
from trucewatch.record.line import Batch
from trucewatch.record.origin import Histories, Place, came_through, check_relay, place_of
from trucewatch.record.pack import Pack, check_sizes
from trucewatch.record.record import Record
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.rows import ROW, TABLES, schema, wrong_contents

PACK_COMMAND = "trucewatch pack RECORD --out FILE --since"
OTHER_HISTORY = "find out which of the two histories is the true one; nothing was taken"


@dataclass(frozen=True)
class Held:
    """The receiving record, or the place where there is none yet."""

    place: Path
    record: Record | None = None

    @property
    def batches(self) -> Sequence[Batch]:
        """Its batches."""
        return self.record.batches if self.record else []

    @property
    def id(self) -> str:
        """Its id; empty before its first batch."""
        return self.record.id if self.record else ""


@dataclass(frozen=True)
class Planned:
    """One line that is new, and what is to be done with it."""

    batch: Batch
    through: Sequence[Place]
    """Other records it came through before the sending one."""
    left_out: str
    """Why its rows and files are not taken, in words; empty: they are."""


@dataclass
class Plan:
    """What to take over of a pack."""

    new: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Where one is an error, nothing is to be taken."""
    until: str = ""
    """Newest head of the sending record that is held once the plan is carried out."""

    @property
    def refused(self) -> bool:
        """Whether nothing is to be taken."""
        return any(found.severity == "error" for found in self.problems)


def check_rows(given: Pack, file: str) -> Iterator[Problem]:
    """Compare the tables of a pack with those this version knows, and their rows with the lines."""
    with DuckStore() as store:
        for batch in given.lines:
            for table in sorted(batch.tables):
                name = line.segment_name(table, batch.seq)
                found = _form(store, given.root / name, table, batch)
                found = found or wrong_contents(given.root, batch, table)
                if found is not None:
                    yield replace(found, file=file, field=name)


def _form(store: DuckStore, path: Path, table: str, batch: Batch) -> Problem | None:
    """A table of another form would spoil every later look at the whole record."""
    if table not in TABLES:
        return problem("unknown_table", table, table, ", ".join(sorted(TABLES)),
                       "install the trucewatch that it was packed with, or a newer one")
    kinds = schema(TABLES[table])
    expected = [*kinds.items(), (ROW, "BLOB")]
    try:
        columns = store.columns_of(path)
    except Exception as reason:
        # Whatever the engine says of a hostile file.
        return problem("altered_rows", table, f"a file that cannot be read "
                       f"({type(reason).__name__})", "a table as it was written")
    if columns == expected and batch.tables[table].columns == tuple(kinds):
        return None
    return problem("other_columns", table, _listed(columns), _listed(expected),
                   "use the same version of trucewatch in both offices")


def _listed(columns: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns)


def plan(given: Pack, held: Held, file: str) -> Plan:
    """Choose what is new in a pack.

    Raises
    ------
    RecordError
        When the receiving record is itself not as it was written.
    """
    made, sender = Plan(), given.manifest.record
    if sender == held.id:
        made.problems.append(problem(
            "own_pack", file, f"a pack of record {sender}", "a pack of another record",
            "an office begins a record of its own; a copied folder keeps the same id"))
        return made
    known = _histories(held)
    last = known.size(sender)
    size, head = given.since
    if size > last:
        made.problems.append(problem(
            "gap", file, f"batches after the first {size} of record {sender}",
            f"those after the first {last}, which are held here",
            f"at the office that packed it: {PACK_COMMAND} {last}:{known.head(sender, last)}"))
        return made
    if known.head(sender, size) != head:
        made.problems.append(_another(file, sender, f"head {head} over {size}",
                                      f"head {known.head(sender, size)}, as taken before"))
    for batch in given.lines:
        if made.refused:
            return made
        _one(batch, sender, known, held, made, file)
    made.new = [planned for planned in made.new if planned.batch.seq > last]
    made.problems += _originals(given, made.new, held, file)
    made.problems += _said(made.new, file)
    made.until = f"{known.size(sender)}:{known.head(sender, known.size(sender))}"
    return made


def _another(file: str, record: str, found: str, expected: str) -> Problem:
    return problem("another_history", file, f"{found} of record {record}", expected, OTHER_HISTORY)


def _histories(held: Held) -> Histories:
    """Compute every head of other records from what was taken over."""
    known = Histories()
    for batch in held.batches:
        try:
            wrong = [words for at in came_through(batch)
                     if at.record != held.id and (words := known.add(at))]
        except ValueError as reason:
            wrong = [str(reason)]
        if wrong:
            raise RecordError(replace(problem(
                "altered_line", line.LOG, "a batch taken over that does not go on from those "
                "before it", "; ".join(wrong), "compare with a copy of the record"),
                line=batch.seq))
    return known


def _one(
    batch: Batch, sender: str, known: Histories, held: Held, made: Plan, file: str
) -> None:
    """Check one line against everything known, and plan what is to be done with it."""
    try:
        through = tuple(came_through(batch))
        check_relay(batch, bool(through))
    except ValueError as reason:
        made.problems.append(problem("odd_origin", file, f"line {batch.seq}", str(reason)))
        return
    mine = [at for at in through if at.record == held.id]
    others = [at for at in through if at.record != held.id]
    before = next((at.record for at in others if known.knows(at)), "")
    found = [(at, words) for at in (place_of(batch, sender), *others) if (words := known.add(at))]
    found += [(at, f"{own}, as this record has it") for at in mine
              if (own := _own_head(held, at.seq)) != f"head {at.head}"]
    made.problems += [_another(file, at.record, f"head {at.head} over {at.seq}", words)
                      for at, words in found]
    left_out = f"held already, taken over from record {before}" if before else ""
    left_out = "they came from this record" if mine else left_out
    made.new.append(Planned(batch, others, left_out))


def _own_head(held: Held, seq: int) -> str:
    return f"head {held.batches[seq - 1].head}" if seq <= len(held.batches) else "no such batch"


def _originals(
    given: Pack, new: Iterable[Planned], held: Held, file: str
) -> Iterator[Problem]:
    """Tell of files that neither the pack nor the record holds, and of keys of no file."""
    batches = [planned.batch for planned in new if not planned.left_out]

    def where(digest: str) -> Path | None:
        name = walk.archive_name(digest)
        return walk.plain(given.root, name) or walk.plain(held.place, name)

    for found in check_sizes(batches, where):
        yield replace(found, file=file, line=None, field=f"line {found.line} {found.field}".strip())
    for batch in batches:
        odd = sorted(set(batch.keys) - set(batch.files))
        if odd:
            yield problem("odd_key", file, shorten(", ".join(odd)), "keys of the batch's files")


def _said(new: Sequence[Planned], file: str) -> Iterator[Problem]:
    for why in sorted({planned.left_out for planned in new if planned.left_out}):
        count = sum(planned.left_out == why for planned in new)
        yield replace(problem(
            "rows_left_out", file, f"rows of {count} of {len(new)} batches: {why}",
            mend="their lines are noted, so that every head can be computed"), severity="note")
