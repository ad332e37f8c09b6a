"""Which trials a mutant can touch at all, found by running its one statement over all of them.

The tables of all trials stand together in one database, told apart by number (`many_logs`). A
mutant's statement is run there and compared, row by row, with what the statement itself made: only
the trials whose rows differ have to be run for themselves.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence

import duckdb

from assess.many_logs import MAIN, fill, number_of, taped, together
from mutation.operators import Mutant
from trucewatch.model.case import Case
from trucewatch.store import DuckStore

SECONDS = 10.0
"""A statement that takes longer joins rows of all trials: it touches many."""

_MADE = re.compile(r"(\s*CREATE TABLE )(\w+)( AS\b)")


class Screen:
    """The tables of many cases at once, as the statements leave them."""

    def __init__(self, cases: Iterable[tuple[Case, int]]) -> None:
        tapes = together(taped(case, as_of)[0] for case, as_of in cases)
        self._store = DuckStore(threads=2, memory="6GB")
        fill(self._store, tapes[MAIN])
        self._rooms: dict[str, DuckStore] = {}
        self._made: dict[str, list[str]] = {}
        for room, tape in sorted(tapes.items()):
            if room == MAIN:
                continue
            self._rooms[room] = self._store.room(room)
            fill(self._rooms[room], tape)
            for sql in tape.statements:
                self._made.setdefault(sql, []).append(room)

    def touched(self, mutant: Mutant) -> set[int] | None:
        """Numbers, from 1, of the cases in which the statement makes other rows.

        ``None`` where that cannot be told: the mutant fails or takes too long here, or its rows
        do not say whose they are.
        """
        found: set[int] = set()
        rooms = self._made.get(mutant.original) or self._asking(mutant.original)
        for room in rooms:
            here = self._differing(self._rooms[room], mutant)
            if here is None:
                return None
            found |= here
        return found if rooms else None

    def _asking(self, query: str) -> list[str]:
        """Rooms in which a query can be asked."""
        return [room for room, store in self._rooms.items() if _answers(store, query)]

    def _differing(self, store: DuckStore, mutant: Mutant) -> set[int] | None:
        old, new = (_MADE.sub(r"\1screened\3", s) for s in (mutant.original, mutant.sql))
        made = _MADE.match(mutant.original)
        con = store._con
        timer = threading.Timer(SECONDS, con.interrupt)
        timer.start()
        try:
            if made is None:
                return _numbers(con, f"({old})", f"({new})")
            con.execute(new)
            return _numbers(con, f"SELECT * FROM {made[2]}", "SELECT * FROM screened")
        except duckdb.Error:
            return None
        finally:
            timer.cancel()
            con.execute("DROP TABLE IF EXISTS screened")


def _answers(store: DuckStore, query: str) -> bool:
    try:
        store._con.execute(query).fetchall()
    except duckdb.Error:
        return False
    return True


def _numbers(con: duckdb.DuckDBPyConnection, one: str, other: str) -> set[int] | None:
    found: set[int] = set()
    for here, there in ((one, other), (other, one)):
        asked = con.execute(f"SELECT DISTINCT * FROM ({here} EXCEPT ALL {there}) d")
        names = [column[0] for column in asked.description or ()]
        for row in asked.fetchall():
            number = _number(names, row)
            if number is None:
                return None
            found.add(number)
    return found


def _number(names: Sequence[str], row: Sequence[object]) -> int | None:
    told = (number_of(name, value) for name, value in zip(names, row, strict=True))
    return next((number for number in told if number is not None), None)
