"""A mapping: how the columns of somebody's table become claims.

Everything a mapping may say stands here, as data; `case.mappings` reads it from YAML and checks
it, `sources.mapping` reads tables by it. Nothing of a table is taken that its mapping does not
name, and nothing a mapping leaves open is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from trucewatch.model.language import STRICT

Form = Literal["csv", "xlsx", "parquet", "geojson", "geopackage"]
Encoding = Literal[
    "utf-8", "utf-16", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp1257", "iso-8859-1", "iso-8859-6", "iso-8859-8", "iso-8859-15", "koi8-r",
]
ENCODINGS: dict[str, str] = {"utf-8": "utf-8", "utf-16": "utf-16"}
"""Encodings that are no single-byte code page."""
LAT, LON = "(latitude)", "(longitude)"
"""Names under which the point of a GeoJSON feature or of a row of a GeoPackage is read."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Where one text comes from: a column, several joined, or the same text in every row."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    column: str = ""
    """Name of the column as the table has it, or its HXL tag (``#affected+killed``)."""
    columns: list[str] = field(default_factory=list)
    """Several columns instead, joined."""
    joined_by: str = " "
    """What stands between several columns."""
    value: str = ""
    """The same text in every row, instead of a column."""
    codes: dict[str, str] = field(default_factory=dict)
    """What each value of the column means; a value not listed is a problem, and its row is
    refused. An empty cell stays empty unless it is listed."""


@dataclass(frozen=True, kw_only=True)
class Time:
    """Where a date or time comes from, and how it is written."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    column: str = ""
    """Name of the column."""
    columns: list[str] = field(default_factory=list)
    """Several columns instead, joined (a date and a clock)."""
    joined_by: str = " "
    """What stands between several columns."""
    value: str = ""
    """The same date in every row, instead of a column."""
    formats: list[str] = field(default_factory=list)
    """How it is written, such as ``DD/MM/YYYY``; none: ``YYYY-MM-DD``, alone or with a clock.
    ``iso``: any form this program writes. ``words:ar``: in words of a language (ar, en, es, fr, he,
    ru, uk)."""


@dataclass(frozen=True, kw_only=True)
class Number:
    """Where a number comes from, in which unit, and within which bounds it makes sense."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    column: str = ""
    """Name of the column."""
    value: str = ""
    """The same number in every row, instead of a column."""
    unit: str = ""
    """Unit of the column; none: that of the property."""
    unit_column: str = ""
    """Column that names the unit of each row, instead."""
    least: str = ""
    """A number below this is a problem: the column no longer holds what it held."""
    most: str = ""
    """A number above this is a problem."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """How a unit of the table becomes a unit of the closed list, exactly."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    unit: str
    """Name of the unit, as the table or the mapping has it."""
    gives: str
    """Unit of the property, as the list of properties has it."""
    times: str = "1"
    """Whole number it is multiplied by."""
    divided_by: str = "1"
    """Whole number it is divided by; a result that is not whole is a problem, never rounded."""


@dataclass(frozen=True, kw_only=True)
class Area:
    """Bounds in which every point must lie, in degrees."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    south: str
    """Least latitude."""
    west: str
    """Least longitude."""
    north: str
    """Greatest latitude."""
    east: str
    """Greatest longitude."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """Columns of latitude and longitude (WGS 84, decimal degrees)."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    lat: str
    """Column of the latitude; ``(latitude)`` for a geometry."""
    lon: str
    """Column of the longitude; ``(longitude)`` for a geometry."""
    radius: Cell
    """How far from the point the truth may lie, such as ``500 m`` or ``2 km``: the same for all,
    or what each code of a column of precision means."""
    area: Area | None = None
    """Bounds every point must lie in: how latitude and longitude in the wrong order are noticed
    where both could be either."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a claim says, by column of the figures; empty ones are not said."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    source: Cell | None = None
    """Body that published it (``sources.yaml``)."""
    speaker: Cell | None = None
    """Body quoted as saying it."""
    origin: Cell | None = None
    """Bodies the source's own words go back to."""
    subject: Cell | None = None
    """The source's own id of the happening or series; none: the name of the mapping."""
    property: Cell | None = None
    """Property of the closed list."""
    measure: Cell | None = None
    """What the number measures."""
    stance: Cell | None = None
    """asserts (the default), denies, retracts, cannot_confirm, claims_exception."""
    in_reply_to: Cell | None = None
    """Key of the claim, or id of the subject, it answers."""
    number: Number | None = None
    """One number that is both low and high."""
    low: Number | None = None
    """At least this many."""
    high: Number | None = None
    """At most this many."""
    approx: Cell | None = None
    """``yes`` where the words say about."""
    earliest: Time | None = None
    """Start of the interval."""
    latest: Time | None = None
    """End of the interval; none: that of ``earliest``."""
    basis: Cell | None = None
    """instant, total, each_day or stock."""
    scope: Cell | None = None
    """complete, partial or unstated (the default), by the account's own words."""
    qualifiers: dict[str, Cell] = field(default_factory=dict)
    """Qualifiers by their closed keys."""
    qualified: Cell | None = None
    """Qualifiers as the figures write them instead: ``key=value`` joined by ``; ``."""
    place: Cell | None = None
    """Place as the source names it."""
    point: Point | None = None
    """Coordinates; they are the place, as ``LATITUDE,LONGITUDE ±RADIUS``, and its name goes into
    the note. A row without them has its name as place."""
    zone: Cell | None = None
    """Zone of the case, by a code list."""
    actor: Cell | None = None
    """Who is said to have done it. That somebody is named first makes nobody an actor."""
    actor_certainty: Cell | None = None
    """stated or possible."""
    target: Cell | None = None
    """Group it was done to."""
    original: Cell | None = None
    """Words as given; none: the numbers as they are written, with their columns."""
    lang: Cell | None = None
    """Language of the original."""
    locator: Cell | None = None
    """Where in the file it stands; none: the key of the row."""
    published: Time | None = None
    """When this version was published; none: the option ``published`` of the input."""
    address: Cell | None = None
    """Where it was read; none: the option ``address`` of the input."""
    copy: Cell | None = None
    """original, copy or unknown (the default): what the address holds."""
    note: Cell | None = None
    """What a reader must know."""
    parser: Cell | None = None
    """Only for tables this program wrote: what read the row first."""
    withdrawn: Time | None = None
    """Only for tables this program wrote: when the row was found gone."""


@dataclass(frozen=True, kw_only=True)
class Claimed(Said):
    """One claim made of each row; what it does not say is as under ``every``."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str = ""
    """Put behind the key of the row where a row gives several claims; none: the property."""
    without_number: Literal["no_claim", "claim"] = "no_claim"
    """What an empty number means where a column is given: nothing is claimed, or something is
    claimed without a number. Never zero."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which rows are read, by the value of one column; a value in neither list is a problem."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    column: str
    """Name of the column."""
    read: list[str] = field(default_factory=list)
    """Values whose rows are read."""
    aside: list[str] = field(default_factory=list)
    """Values whose rows are left aside, counted and told."""


@dataclass(frozen=True, kw_only=True)
class Numerals:
    """How numbers are written. Arabic-Indic digits are recognised without being declared."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    decimal: Literal[".", ","] = "."
    """Sign before the decimals."""
    thousands: Literal["", ",", ".", "'", "space"] = ""
    """Sign between groups of three digits; none: there is none. ``space``: of any width."""


@dataclass(frozen=True, kw_only=True)
class Plausible:
    """Period every date of the table must lie in."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    first: str = "1945-01-01"
    """First day."""
    last: str = ""
    """Last day; none: the day after the table was retrieved."""


@dataclass(frozen=True, kw_only=True)
class Guess:
    """Something a proposal guessed, which a person must confirm before anything is read by it."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    guess: str
    """What was guessed, and from what."""
    confirmed: Literal["", "yes"] = ""
    """``yes`` once a person has looked; a guess that is wrong is mended above, then confirmed."""


@dataclass(frozen=True, kw_only=True)
class TableMapping:
    """One file of ``mappings/``: how one kind of table is read."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    mapping: Literal["1"]
    """Version of the form of mappings."""
    form: Form
    """Form of the file; CSV may be gzipped."""
    title: str = ""
    """What the table is, for people."""
    key: list[str]
    """Columns that together name a row and no other, as the source itself does."""
    every: Said = field(default_factory=Said)
    """What every claim of the table says."""
    claims: list[Claimed]
    """Claims made of each row: one, or one for each column of a wide table."""
    choose: list[Choice] = field(default_factory=list)
    """Which rows are read; none: all."""
    aside: list[str] = field(default_factory=list)
    """Columns left aside on purpose. A column that is neither taken nor named here is reported."""
    missing: list[str] = field(default_factory=list)
    """Texts that mean nothing is known, beside the empty cell, such as ``n/a``. Never zero."""
    tz: str = ""
    """Time zone of its dates and clocks; none: that of the case."""
    units: list[Unit] = field(default_factory=list)
    """Units of the table that are not those of the properties."""
    numerals: Numerals = field(default_factory=Numerals)
    """How numbers are written."""
    plausible: Plausible = field(default_factory=Plausible)
    """Period every date must lie in."""
    encoding: Encoding = "utf-8"
    """Encoding of a CSV file; one that is not UTF-8 is never guessed."""
    separator: Literal[",", ";", "|", "tab"] = ","
    """What separates the cells of a CSV file."""
    head: str = "1"
    """Number of the row that holds the names of the columns."""
    hxl: Literal["no", "yes"] = "no"
    """Whether the row below the names holds HXL tags, by which columns may then be named."""
    sheet: str = ""
    """Sheet of a workbook; none: the only one there is."""
    layer: str = ""
    """Table of a GeoPackage; none: the only one there is."""
    formulas: Literal["refuse", "last_value"] = "refuse"
    """What is done with a cell of a workbook that holds a formula: its row is refused, or the
    value it had when the workbook was last saved is read; both are told."""
    confirm: list[Guess] = field(default_factory=list)
    """Guesses of a proposal; nothing is read by a mapping before all are confirmed."""


CELLS = (
    "source", "speaker", "origin", "subject", "property", "measure", "stance", "in_reply_to",
    "approx", "basis", "scope", "qualified", "place", "zone", "actor", "actor_certainty",
    "target", "original", "lang", "locator", "address", "copy", "note", "parser",
)
"""Fields of `Said` that are a `Cell`; all but ``qualified`` are columns of the figures."""
TIMES = ("earliest", "latest", "published", "withdrawn")
NUMBERS = ("number", "low", "high")


def joined(every: Said, claim: Claimed) -> dict[str, object]:
    """Fields of one claim: its own, else those of ``every``."""
    names = [*CELLS, *TIMES, *NUMBERS, "point"]
    own: dict[str, object] = {name: getattr(claim, name) for name in names}
    numbered = any(own[name] is not None for name in NUMBERS)
    for name in names:
        if own[name] is None and not (numbered and name in NUMBERS):
            own[name] = getattr(every, name)
    own["qualifiers"] = {**every.qualifiers, **claim.qualifiers}
    return own


def suffix(claim: Claimed) -> str:
    """What a claim puts behind the key of its row."""
    return claim.id or (claim.property.value if claim.property else "")


def columns_of(mapping: TableMapping) -> Iterator[str]:
    """Every column a mapping takes something from, repeatedly if it does."""
    yield from mapping.key
    yield from (choice.column for choice in mapping.choose)
    for said in (mapping.every, *mapping.claims):
        parts = [getattr(said, name) for name in (*CELLS, *TIMES, *NUMBERS)]
        for part in [*parts, *said.qualifiers.values()]:
            if part is not None:
                yield from filter(None, (part.column, *getattr(part, "columns", ()),
                                         getattr(part, "unit_column", "")))
        if said.point is not None:
            radius = said.point.radius
            yield from filter(None, (said.point.lat, said.point.lon, radius.column,
                                     *radius.columns))
