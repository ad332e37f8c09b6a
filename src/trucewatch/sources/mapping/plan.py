"""A mapping and a table, compiled: one reader for each column of the figures, made once.

A reader that several claims of a row share is run once for each block.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat

from trucewatch.model.claim import BASES, CERTAINTIES, MEASURES, SCOPES, STANCES
from trucewatch.model.instant import parse_span
from trucewatch.model.mapping import (
    CELLS,
    NUMBERS,
    TIMES,
    Cell,
    Choice,
    Claimed,
    Number,
    Point,
    TableMapping,
    Time,
    joined,
    suffix,
)
from trucewatch.model.properties import PROPERTIES
from trucewatch.sources.audit import Audit
from trucewatch.sources.interface import Context
from trucewatch.sources.mapping.memo import Judge, Memo, column
from trucewatch.sources.mapping.numbers import counted
from trucewatch.sources.mapping.points import Pointed
from trucewatch.sources.mapping.texts import Verbatim, closed, coded, qualified
from trucewatch.sources.mapping.times import Clock, dated
from trucewatch.sources.tables.table import Block, Cells, Table

Texts = Sequence[str] | str
"""Texts of a column, or the one text of all rows."""


class Turn:
    """One block being read: what each reader gave, and which rows it could not read."""

    def __init__(self, audit: Audit, block: Block) -> None:
        self.audit, self.block = audit, block
        self._given: dict[Read, tuple[Texts, set[int]]] = {}

    def texts(self, read: Read) -> Texts:
        """What a reader gives for the block; it is run once."""
        return self._turn(read)[0]

    def bad(self, read: Read) -> set[int]:
        """Rows the reader could not read."""
        return self._turn(read)[1]

    def _turn(self, read: Read) -> tuple[Texts, set[int]]:
        if read not in self._given:
            judge = Judge(self.audit, self.block)
            self._given[read] = read(self, judge), judge.bad
        return self._given[read]


Read = Callable[[Turn, Judge], Texts]

CLOSED: Mapping[str, Collection[str]] = {
    "property": PROPERTIES, "measure": MEASURES, "stance": STANCES, "basis": BASES,
    "scope": SCOPES, "actor_certainty": CERTAINTIES, "approx": ("yes",),
    "copy": ("original", "copy", "unknown"),
}
DEFAULTS = {"stance": "asserts", "scope": "unstated", "copy": "unknown"}


@dataclass(frozen=True)
class ClaimPlan:
    """Readers of one claim, by column of the figures."""

    claim: Claimed
    suffix: str
    """Behind the key of the row; empty where a row gives one claim."""
    readers: dict[str, Read]
    numbers: dict[str, Read]
    """low and high, as far as they are given."""
    qualifiers: dict[str, Read]
    point: Read | None
    original: tuple[tuple[str, int], ...]
    """Columns whose cells are the original where no other is named."""


@dataclass(frozen=True)
class Plan:
    """Everything needed to read the blocks of one table."""

    mapping: TableMapping
    key: tuple[int, ...]
    claims: list[ClaimPlan]
    choices: list[tuple[Choice, int]]
    clock: Clock
    missing: frozenset[str]
    taken: frozenset[int]


@dataclass
class Compiler:
    """Makes readers of the parts of a mapping, each once."""

    mapping: TableMapping
    table: Table
    places: Mapping[str, int]
    """Columns by the names the mapping gives them."""
    context: Context
    name: str
    """Name of the mapping, the subject of claims that state none."""
    missing: frozenset[str] = field(init=False)
    clock: Clock = field(init=False)
    _made: dict[tuple[str, int], Read] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.missing = frozenset(text.strip() for text in self.mapping.missing)
        self.clock = Clock(self.mapping.plausible, self.mapping.tz, self.context)

    def plan(self) -> Plan:
        """Compile the whole mapping."""
        mapping, several = self.mapping, len(self.mapping.claims) > 1
        return Plan(
            mapping=mapping, key=tuple(self.places[name] for name in mapping.key),
            claims=[self._claim(claim, suffix(claim) if several else "")
                    for claim in mapping.claims],
            choices=[(choice, self.places[choice.column]) for choice in mapping.choose],
            clock=self.clock, missing=self.missing, taken=frozenset(self.places.values()),
        )

    def _claim(self, claim: Claimed, behind: str) -> ClaimPlan:
        said = joined(self.mapping.every, claim)
        readers: dict[str, Read] = {}
        for name in CELLS:
            readers[name] = self._cell(name, said[name])
        for name in TIMES:
            readers[name] = self._time(name, said[name])
        if said["latest"] is None:
            readers["latest"] = self._time("latest", said["earliest"])
        numbers: dict[str, Read] = {}
        for name in NUMBERS:
            if isinstance(number := said[name], Number):
                made = self._number(name, number, said["property"], readers["property"])
                numbers |= {"low": made, "high": made} if name == "number" else {name: made}
        point, qualifiers = said["point"], said["qualifiers"]
        assert isinstance(qualifiers, dict)  # noqa: S101 - as `joined` makes it
        return ClaimPlan(
            claim, behind, readers, numbers,
            {key: self._cell(key, cell, closed_list=False)
             for key, cell in sorted(qualifiers.items())},
            self._point(point) if isinstance(point, Point) else None,
            () if said["original"] is not None else self._original(said),
        )

    def _original(self, said: Mapping[str, object]) -> tuple[tuple[str, int], ...]:
        names = [number.column for name in NUMBERS
                 if isinstance(number := said[name], Number) and number.column]
        return tuple((name, self.places[name]) for name in dict.fromkeys(names))

    def _once(self, name: str, part: object, make: Callable[[], Read]) -> Read:
        key = (name, id(part))
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def _cell(self, name: str, cell: object, *, closed_list: bool = True) -> Read:
        if not isinstance(cell, Cell):
            return _same(self._default(name))
        if cell.value:
            return _same(cell.value)
        return self._once(name, cell, lambda: self._column(name, cell, closed_list=closed_list))

    def _default(self, name: str) -> str:
        if name in ("address", "published"):
            return self.context.options.get(name, "")
        return self.name if name == "subject" else DEFAULTS.get(name, "")

    def _column(self, name: str, cell: Cell, *, closed_list: bool) -> Read:
        places = self._places(cell)
        if cell.codes:
            made: Memo | Verbatim = coded(_shown(cell), cell.codes, self.missing)
        elif closed_list and name == "qualified":
            made = qualified(_shown(cell), self.missing)
        elif closed_list and name in CLOSED:
            made = closed(_shown(cell), CLOSED[name], self.missing)
        else:
            made = Verbatim(_shown(cell), self.missing)
        return self._reading(made, places, cell.joined_by)

    def _places(self, part: Cell | Time) -> tuple[int, ...]:
        return tuple(self.places[name] for name in ([part.column] if part.column
                                                    else part.columns))

    def _reading(self, made: Memo | Verbatim, places: Sequence[int], joined_by: str) -> Read:
        missing = self.missing

        def read(turn: Turn, judge: Judge) -> Texts:
            return made.read(column(turn.block, places, joined_by, missing), judge)

        return read

    def _time(self, name: str, time: object) -> Read:
        if not isinstance(time, Time):
            return _same(self._default(name))
        end = "lo" if name == "earliest" else "hi"
        if time.value:
            self.clock.spans[time.value] = parse_span(time.value, self.context.tz)
            return _same(time.value)
        return self._once(end, time, lambda: self._reading(
            dated(_shown(time), time, self.clock, self.missing, end=end, typed=self.table.typed),
            self._places(time), time.joined_by))

    def _number(self, name: str, number: Number, prop: object, property_: Read) -> Read:
        same = prop.value if isinstance(prop, Cell) else ""
        made = Memo(number.column or name, counted(
            number, self.mapping.units, self.mapping.numerals, self.missing, same))
        value = self.places.get(number.column) if number.column else None
        unit = self.places.get(number.unit_column) if number.unit_column else None

        def read(turn: Turn, judge: Judge) -> Texts:
            block = turn.block
            cells: Cells = [None] * len(block) if value is None else block.columns[value]
            if unit is None and same:
                return made.read(cells, judge)
            units = [number.unit] * len(block) if unit is None else block.columns[unit]
            what = turn.texts(property_)
            names = [what] * len(block) if isinstance(what, str) else what
            return made.read(list(zip(cells, units, names, strict=True)), judge)

        return self._once(name + same, number, lambda: read)

    def _point(self, point: Point) -> Read:
        made = Pointed(f"{point.lat}, {point.lon}", point, self.mapping.numerals, self.missing)
        lat, lon = self.places[point.lat], self.places[point.lon]
        radius = self._cell("radius", point.radius, closed_list=False)

        def read(turn: Turn, judge: Judge) -> Texts:
            columns = turn.block.columns
            given = turn.texts(radius)
            judge.bad |= turn.bad(radius)
            radii = repeat(given) if isinstance(given, str) else given
            return made.read(columns[lat], columns[lon], radii, judge)

        return self._once("point", point, lambda: read)


def _same(text: str) -> Read:
    return lambda turn, judge: text


def _shown(part: Cell | Time) -> str:
    return part.column or ", ".join(part.columns)
