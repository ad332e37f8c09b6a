"""Which trials a mutant can change at all, found where the tables of all of them stand together.

The tables of many trials stand in one database, told apart by number (`many_logs`). A mutant's
statement is run there and compared, row by row, with what the statement itself made. Where that is
not enough, the later statements that read a changed table are run again, up to the queries whose
rows the engine reads: a table that comes out as it was stops there. Everything made again stands in
schemas of its own, in front of the others, and is dropped afterwards.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from assess.many_logs import MAIN, SHIFTED, Tape, fill, number_of, together
from mutation.asked import filled, name_of, of_all, reads, shifted, written
from mutation.operators import Mutant
from trucewatch.store import DuckStore

SECONDS = 15.0
"""A mutant that takes longer joins rows of all trials: it changes many."""


@dataclass
class Touched:
    """Trials with other rows, by number from 1."""

    numbers: set[int] = field(default_factory=set)
    told: bool = True
    """False where it cannot be told: something fails, takes too long, or names no trial."""

    def add(self, other: Touched) -> None:
        """Take over what another place shows."""
        self.numbers |= other.numbers
        self.told = self.told and other.told


@dataclass
class _Step:
    """One statement of a room, or one query as a table of its rows."""

    text: str
    """As a mutant names it."""
    table: str
    reads: set[str]
    listed: tuple[str, ...] = ()
    """What a query is asked for, over all trials."""
    numbers: set[int] = field(default_factory=set)
    """Trials that ask a query."""
    columns: list[str] = field(default_factory=list)
    hashes: dict[int | None, object] | None = None
    """Of the rows it makes without any mutant, by trial."""

    def sql(self, text: str) -> str:
        """The text, or a mutant of it, as it is run here."""
        if not self.numbers:
            return of_all(text)
        return f"CREATE TABLE {self.table} AS {of_all(filled(text, self.listed))}"


@dataclass
class _Room:
    name: str
    store: DuckStore
    steps: list[_Step]

    @property
    def schema(self) -> str:
        return self.name or "main"

    @property
    def again(self) -> str:
        return f"again_{self.schema}"

    @property
    def path(self) -> list[str]:
        return [self.schema] if self.name == MAIN else [self.schema, "main"]


class Screen:
    """The tables of many trials at once, as the statements leave them."""

    def __init__(self, tapes: Sequence[Mapping[str, Tape]]) -> None:
        whole = together(tapes)
        self._late = threading.Event()
        store = DuckStore(threads=1, memory="4GB")
        self._rooms: dict[str, _Room] = {}
        for name in sorted(whole):
            inside = store if name == MAIN else store.room(name)
            fill(inside, Tape(whole[name].tables))
            steps = [_Step(sql, name_of(sql), reads(sql)) for sql in whole[name].statements]
            steps += _asked(name, tapes)
            for step in steps:
                inside.run(step.sql(step.text))
            self._rooms[name] = _Room(name, inside, steps)

    def touched(self, mutant: Mutant) -> Touched:
        """Trials in which the statement itself makes other rows."""
        return self._over(mutant, onwards=False)

    def reached(self, mutant: Mutant) -> Touched:
        """Trials in which some query the engine asks gives other rows."""
        return self._over(mutant, onwards=True)

    def _over(self, mutant: Mutant, onwards: bool) -> Touched:
        found, main = Touched(), self._rooms[MAIN]
        with self._limit(found), _again(main, []):
            above = self._room(main, mutant, set(), onwards, found)
            for room in self._rooms.values():
                mine = any(step.text == mutant.original for step in room.steps)
                if room is not main and (mine or (onwards and above)):
                    with _again(room, [main]):
                        self._room(room, mutant, above, onwards, found)
        return found

    def _room(
        self, room: _Room, mutant: Mutant, above: set[str], onwards: bool, found: Touched
    ) -> set[str]:
        """Names of the tables that come out otherwise, those of the facts among them."""
        changed, con = set(above), room.store._con
        for step in room.steps:
            mutated = step.text == mutant.original
            if not mutated and not (onwards and step.reads & changed):
                continue
            if self._late.is_set():
                raise duckdb.InterruptException("too late")
            con.execute(step.sql(mutant.sql if mutated else step.text))
            here = _compared(
                room.store, step, *(f'"{s}".{step.table}' for s in (room.schema, room.again))
            )
            if here is None:
                con.execute(f'DROP TABLE "{room.again}".{step.table}')
                continue
            changed.add(step.table)
            if step.numbers:
                here.numbers &= step.numbers
            if step.numbers or not onwards:
                found.add(here)
        return changed

    @contextmanager
    def _limit(self, found: Touched) -> Iterator[None]:
        """Time for a mutant; what fails or takes longer cannot be told."""
        self._late.clear()
        timer = threading.Timer(SECONDS, self._stop)
        timer.start()
        try:
            yield
        except duckdb.Error:
            found.told = False
        finally:
            timer.cancel()

    def _stop(self) -> None:
        self._late.set()
        for room in self._rooms.values():
            room.store._con.interrupt()


def _asked(room: str, tapes: Sequence[Mapping[str, Tape]]) -> list[_Step]:
    """The queries asked in a room by any trial, each once."""
    found: dict[str, _Step] = {}
    for number, one in enumerate(tapes, 1):
        for sql in one[room].queries if room in one else ():
            text, listed = written(sql)
            step = found.setdefault(text, _Step(text, f"asked_{len(found)}", reads(sql)))
            step.listed += shifted(listed, number)
            step.numbers.add(number)
    return list(found.values())


@contextmanager
def _again(room: _Room, above: Sequence[_Room]) -> Iterator[None]:
    """A schema in front of the room's own, in which its tables are made again."""
    store = room.store
    store.run(f'CREATE SCHEMA "{room.again}"')
    path = [name for one in [room, *above] for name in (one.again, one.schema)]
    store.run(f"SET search_path = '{','.join(path)}'")
    try:
        yield
    finally:
        store.run(f"SET search_path = '{','.join(room.path)}'")
        store.run(f'DROP SCHEMA "{room.again}" CASCADE')


def _compared(store: DuckStore, step: _Step, one: str, other: str) -> Touched | None:
    """Trials whose rows differ; ``None`` where no row does."""
    if step.hashes is None:
        columns = store._con.execute(f"SELECT * FROM {one} LIMIT 0").description or ()
        step.columns = [column[0] for column in columns]
        step.hashes = _hashes(store, step, one)
    there = _hashes(store, step, other)
    if there == step.hashes:
        return None
    numbers = {
        number for number in step.hashes.keys() | there.keys()
        if step.hashes.get(number) != there.get(number)
    }
    return Touched({n for n in numbers if n is not None}, None not in numbers)


def _hashes(store: DuckStore, step: _Step, table: str) -> dict[int | None, object]:
    """Hash of the rows of each trial, in no order; under ``None`` those that name no trial."""
    for column in ("v", "claim"):
        if column in step.columns:
            found = store.rows(
                f"SELECT {column} // {SHIFTED[column]} AS of_log, SUM(HASH(the_row)) "
                f"FROM {table} the_row GROUP BY of_log"
            )
            return {None if n is None else int(str(n)): total for n, total in found}
    told: dict[int | None, list[tuple[object, ...]]] = {}
    for row in store.rows(f"SELECT * FROM {table}"):
        told.setdefault(_number(step.columns, row), []).append(row)
    return {number: sorted(rows, key=str) for number, rows in told.items()}


def _number(names: Sequence[str], row: Sequence[object]) -> int | None:
    told = (number_of(name, value) for name, value in zip(names, row, strict=True))
    return next((number for number in told if number is not None), None)
