"""Many small logs in one set of tables: what is loaded and run for each, told apart by its number.

Each case is evaluated alone, by a store that tapes what it loads and runs. Then the tables of all
cases are put together: numbers of variants and claims are shifted, and the ids by which rows are
joined get the log's number in front, so that no row of one log meets a row of another. Every
statement then runs once for all logs.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from trucewatch.assess.evaluate import evaluate
from trucewatch.assess.tables import TEXT, Table
from trucewatch.model.case import Case
from trucewatch.store import DuckStore
from trucewatch.store.interface import Store

from .generate import made

VARIANTS = 10**10
"""Numbers of the variants of one log; those of tranches and of lineages left out start at 10^9."""
CLAIMS = 10**6
SHIFTED = {
    "v": VARIANTS, "base_v": VARIANTS, "claim": CLAIMS, "answered": CLAIMS, "profile": CLAIMS,
}
NAMED = frozenset({
    "lineage", "zone", "contains", "property", "actor", "target", "party", "bound", "side",
    "speaks_for", "witness", "earlier", "later", "without", "per", "cov",
})
"""Text columns by which rows are joined without a number of a variant or of a claim."""
ONCE = "standard"
"""The one table all logs share."""
UNUSED = "day"
"""Read only where a log is folded; days are the same in all logs."""
MAIN = ""
"""The room of the facts."""

TOLD = {
    "result": "v unit standard removed status reason",
    "measured": "v cell part lineage subject basis sub p1 p2 low high stated_low stated_high "
                "quota_low quota_high days unit_days says",
    "measured_claim": "v cell part lineage subject basis sub claim certain",
    "cell_status": "v cell removed standard rank",
    "done": "v unit not_before by_then",
    "progress": "v part t lineage subject basis low high",
    "counted": "v part claim lineage subject basis certain",
    "matched": "v part claim lineage subject basis zone certain lo hi own_hi",
}
"""Tables that are compared, and their columns; not every family makes each."""

Rows = list[tuple[object, ...]]
Told = dict[tuple[str, str], Rows]
"""Rows by room and table."""

_MADE = re.compile(r"\s*CREATE TABLE (\w+)")
_NAME = re.compile(r"[0-9]{6}~")
_CLAIM = re.compile(r"claim:([0-9]+)")


@dataclass
class Tape:
    """What was loaded and run in one room."""

    tables: dict[str, Table] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)

    def tables_told(self) -> list[str]:
        """Tables to compare that its statements make."""
        made_here = {found[1] for sql in self.statements if (found := _MADE.match(sql))}
        return [name for name in TOLD if name in made_here]


class Taped(DuckStore):
    """A store that tapes what is loaded and run, by room."""

    def __init__(self, *args: Any, tapes: dict[str, Tape], name: str = MAIN) -> None:
        super().__init__(*args)
        self.tapes, self._tape = tapes, tapes.setdefault(name, Tape())
        self.rooms: dict[str, DuckStore] = {}

    def room(self, name: str) -> DuckStore:
        self.rooms[name] = Taped(super().room(name)._con, tapes=self.tapes, name=name)
        return self.rooms[name]

    def load(self, table: str, schema: Any, columns: Any) -> None:
        rows = list(zip(*(columns[name] for name in schema), strict=True))
        self._tape.tables[table] = Table(dict(schema), rows)
        super().load(table, schema, columns)

    def run(self, sql: str) -> None:
        if _MADE.match(sql):
            self._tape.statements.append(sql)
        super().run(sql)

    def rows(self, sql: str) -> Rows:
        self._tape.queries.append(sql)
        return super().rows(sql)


@dataclass
class Log:
    """One small log: what was loaded and run for it alone, and what came out."""

    kind: str
    seed: int
    tapes: dict[str, Tape]
    told: Told


def log(kind: str, seed: int) -> Log:
    """Evaluate one made case under the standards that ship."""
    case, as_of = made(kind)(random.Random(seed))
    return Log(kind, seed, *taped(case, as_of))


def taped(case: Case, as_of: int) -> tuple[dict[str, Tape], Told]:
    """Evaluate a case under the standards that ship: what was loaded and run, and came out."""
    tapes: dict[str, Tape] = {}
    with Taped(tapes=tapes) as store:
        handed: Any = store
        evaluate(replace(case, standards=[]), as_of, handed)
        told = {
            (room, name): rows_of(store.rooms[room], name)
            for room, tape in tapes.items() if room != MAIN for name in tape.tables_told()
        }
    return tapes, told


def rows_of(store: Any, name: str) -> Rows:
    """Rows of one table, in no order."""
    found: Rows = store.rows(f"SELECT {', '.join(TOLD[name].split())} FROM {name}")
    return found


def together(logs: Iterable[Mapping[str, Tape]]) -> dict[str, Tape]:
    """Tables of all logs as one, numbered from 1 on, and the statements of each room."""
    found: dict[str, Tape] = {}
    for number, tapes in enumerate(logs, 1):
        for room, tape in tapes.items():
            whole = found.setdefault(room, Tape())
            whole.statements = _merged(whole.statements, tape.statements)
            for name, table in tape.tables.items():
                if name != UNUSED and not (name == ONCE and name in whole.tables):
                    into = whole.tables.setdefault(name, Table(table.schema))
                    into.rows += table.rows if name == ONCE else _apart(name, table, number)
    return found


def _merged(some: list[str], others: list[str]) -> list[str]:
    """Statements of both, each table once, in their order.

    A table that is left empty in one and filled in the other is filled.
    """
    if some == others[: len(some)] or others == some[: len(others)]:
        return max(some, others, key=len)
    found, at = list(some), -1
    for sql in others:
        names = list(map(_name, found))
        if _name(sql) not in names:
            found.insert(at + 1, sql)
            at += 1
            continue
        at = names.index(_name(sql))
        if left_empty(found[at]):
            found[at] = sql
    return found


def _name(sql: str) -> str:
    made_here = _MADE.match(sql)
    return made_here[1] if made_here else sql


def left_empty(sql: str) -> bool:
    """Whether a statement makes a table without rows."""
    return "WHERE 1 = 0" in sql


def _apart(name: str, table: Table, number: int) -> Iterator[tuple[object, ...]]:
    """Rows with the log's number in everything by which they are joined."""
    names = {
        column for column, kind in table.schema.items()
        if kind == TEXT and (column in NAMED or (name, column) == ("lineage", "id"))
    }
    for row in table.rows:
        yield tuple(
            _numbered(value, SHIFTED[column] * number) if column in SHIFTED
            else f"{number:06}~{value}" if value and column in names else value
            for column, value in zip(table.schema, row, strict=True)
        )


def _numbered(value: object, more: int) -> object:
    return int(str(value)) + more


def evaluated(tapes: dict[str, Tape], store: Store) -> Told:
    """Run the statements of every room once."""
    told: Told = {}
    fill(store, tapes[MAIN])
    for room, tape in sorted(tapes.items()):
        if room != MAIN:
            inside = store.room(room)
            fill(inside, tape)
            told |= {(room, name): rows_of(inside, name) for name in tape.tables_told()}
    return told


def fill(store: Store, tape: Tape) -> None:
    """Load the tables of one room, and run its statements."""
    for name, table in tape.tables.items():
        store.load(name, table.schema, table.columns())
    for sql in tape.statements:
        store.run(sql)


def apart(told: Told) -> dict[tuple[int, str, str], Rows]:
    """Rows by log, room and table, with the log's number taken out again."""
    found: dict[tuple[int, str, str], Rows] = {}
    for (room, name), rows in told.items():
        columns = TOLD[name].split()
        for row in rows:
            number = int(str(row[0])) // VARIANTS
            found.setdefault((number, room, name), []).append(tuple(
                _own(column, value) for column, value in zip(columns, row, strict=True)
            ))
    return found


def _own(column: str, value: object) -> object:
    """A value as the log alone has it; a claim that stands for none stays as it is."""
    if column in SHIFTED and isinstance(value, int) and value >= 0:
        return value % SHIFTED[column]
    if isinstance(value, str):
        if column == "sub" and value.isdecimal():
            return str(int(value) % CLAIMS)
        return _CLAIM.sub(lambda m: f"claim:{int(m[1]) % CLAIMS}", _NAME.sub("", value))
    return value


def number_of(column: str, value: object) -> int | None:
    """Number of the log a value is of; ``None`` where the column does not tell."""
    if column in SHIFTED and isinstance(value, int) and value >= SHIFTED[column]:
        return value // SHIFTED[column]
    if isinstance(value, str) and (found := _NAME.match(value)):
        return int(found[0][:-1])
    return None


def ordered(rows: Iterable[tuple[object, ...]]) -> list[bytes]:
    """Rows as bytes in their order: each value with its type and length before it."""
    return sorted(b"".join(map(_bytes, row)) for row in rows)


def _bytes(value: object) -> bytes:
    text = str(value).encode() if value is not None else b""
    kind = b"n" if value is None else b"i" if isinstance(value, int) else b"t"
    return kind + len(text).to_bytes(4, "big") + text


def digest(rows: Iterable[tuple[object, ...]]) -> str:
    """SHA-256 of rows in their order, the length of each before it."""
    found = hashlib.sha256()
    for row in ordered(rows):
        found.update(len(row).to_bytes(8, "big") + row)
    return found.hexdigest()
