"""A mapping in words: what is done with each column, and what every claim says besides."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.model.mapping import (
    CELLS,
    NUMBERS,
    TIMES,
    Cell,
    Claimed,
    Number,
    Said,
    TableMapping,
    Time,
    joined,
    suffix,
)
from trucewatch.model.properties import PROPERTIES
from trucewatch.sources.tables.names import place_of
from trucewatch.sources.tables.table import Table

BOUNDS = {"number": "low and high", "low": "low", "high": "high"}
MOST_CODES = 8


def columns(mapping: TableMapping, table: Table) -> list[tuple[str, str]]:
    """What is done with each column, in the order of the table."""
    uses: dict[int, list[str]] = {}
    for name, use in _uses(mapping):
        place = place_of(table, name)
        if place is not None and use not in uses.setdefault(place, []):
            uses[place].append(use)
    return [
        (name or f"column {at + 1}", "; ".join(uses.get(at, ["not understood: reported"])))
        for at, name in enumerate(table.names)
    ]


def _uses(mapping: TableMapping) -> Iterator[tuple[str, str]]:
    for name in mapping.key:
        yield name, "key of the row" if len(mapping.key) == 1 else "part of the key of the row"
    for choice in mapping.choose:
        yield choice.column, (f"chooses rows: read where it is {_list(choice.read)}, "
                              f"left aside where it is {_list(choice.aside)}")
    yield from _said(mapping.every, "", mapping)
    for claim in mapping.claims:
        yield from _said(claim, f" of {_title(claim)}", mapping)
    for name in mapping.aside:
        yield name, "left aside"


def _title(claim: Claimed) -> str:
    return suffix(claim) or "the claim"


def _said(said: Said, of: str, mapping: TableMapping) -> Iterator[tuple[str, str]]:
    for name in CELLS:
        cell = getattr(said, name)
        if isinstance(cell, Cell):
            for column in _columns(cell):
                yield column, f"{name}{of}{_coded(cell)}"
    for name in TIMES:
        time = getattr(said, name)
        if isinstance(time, Time):
            for column in _columns(time):
                yield column, f"{name}{of}, written {' or '.join(time.formats or ['YYYY-MM-DD'])}"
    for key, cell in said.qualifiers.items():
        for column in _columns(cell):
            yield column, f"qualifier {key}{of}{_coded(cell)}"
    yield from _numbers(said, of, mapping)
    if said.point is not None:
        yield said.point.lat, f"latitude of the place{of}"
        yield said.point.lon, f"longitude of the place{of}"
        for column in _columns(said.point.radius):
            yield column, f"radius of the place{of}{_coded(said.point.radius)}"


def _numbers(said: Said, of: str, mapping: TableMapping) -> Iterator[tuple[str, str]]:
    for name in NUMBERS:
        number = getattr(said, name)
        if isinstance(number, Number):
            if number.column:
                yield number.column, f"{BOUNDS[name]}{of}{_unit(number, said, mapping)}"
            if number.unit_column:
                yield number.unit_column, f"unit of {number.column or number.value}"


def _columns(part: Cell | Time) -> list[str]:
    return list(filter(None, (part.column, *part.columns)))


def _coded(cell: Cell) -> str:
    if not cell.codes:
        return ""
    shown = [f"{code or 'empty'} means {word or 'nothing'}" for code, word in cell.codes.items()]
    more = len(shown) - MOST_CODES
    return f" ({', '.join(shown[:MOST_CODES])}" + (f" and {more} more)" if more > 0 else ")")


def _unit(number: Number, said: Said, mapping: TableMapping) -> str:
    """What the number counts, and how it becomes that."""
    cell = said.property or mapping.every.property
    wanted = PROPERTIES[cell.value].unit if cell and cell.value in PROPERTIES else ""
    bounds = f", from {number.least or '0'} to {number.most or 'any'}" if (
        number.least or number.most) else ""
    if number.unit_column:
        return f", in the unit of the column {number.unit_column}{bounds}"
    unit = next((u for u in mapping.units if u.unit == number.unit and u.gives == wanted), None)
    if unit is None:
        return f", in {wanted or 'the unit of the property'}{bounds}"
    by = f" divided by {unit.divided_by}" if unit.divided_by != "1" else ""
    return f", in {unit.unit}, times {unit.times}{by} gives {wanted}{bounds}"


def general(mapping: TableMapping) -> Iterator[str]:
    """What holds for the whole table."""
    how = f"form {mapping.form}"
    if mapping.form == "csv":
        how += f", encoding {mapping.encoding}, cells separated by {mapping.separator!r}"
    yield f"{how}; names of the columns in row {mapping.head}" + (
        ", HXL tags below" if mapping.hxl == "yes" else "")
    zone = mapping.tz or "the time zone of the case"
    last = mapping.plausible.last or "the day after the table was retrieved"
    yield f"dates are civil days of {zone}, from {mapping.plausible.first} to {last}"
    between = mapping.numerals.thousands
    yield f"numbers have {mapping.numerals.decimal!r} before decimals and " + (
        f"{between} between thousands" if between else "nothing between thousands")
    if mapping.missing:
        yield f"nothing is known, beside the empty cell, where it says {_list(mapping.missing)}"
    for unit in mapping.units:
        yield (f"1 {unit.unit} is {unit.times}"
               + (f"/{unit.divided_by}" if unit.divided_by != "1" else "") + f" {unit.gives}")


def claims(mapping: TableMapping) -> Iterator[str]:
    """What each claim says in every row."""
    for claim in mapping.claims:
        said = joined(mapping.every, claim)
        same = [f"{name} {part.value}" for name in (*CELLS, *TIMES, *NUMBERS)
                if isinstance(part := said[name], Cell | Time | Number) and part.value]
        yield f"{_title(claim)}: {', '.join(same) or 'nothing the same in every row'}" + (
            "; a row without a number gives one all the same"
            if claim.without_number == "claim" else "")


def _list(texts: list[str]) -> str:
    return ", ".join(texts) or "nothing"
