"""A mapping proposed for a table nobody has mapped yet, as YAML with comments.

Guesses are marked as such and must be confirmed one by one; what cannot be guessed, such as who
published the table, is a word in capitals that no case knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Literal

from trucewatch.model.mapping import Claimed, Form, TableMapping
from trucewatch.model.problem import shorten
from trucewatch.model.properties import PROPERTIES
from trucewatch.sources.audit import Audit
from trucewatch.sources.forms import GZIP
from trucewatch.sources.interface import Context, not_this_form
from trucewatch.sources.mapping.guess import SAMPLE, Found, guess
from trucewatch.sources.tables.names import is_tags
from trucewatch.sources.tables.opening import open_table
from trucewatch.sources.tables.table import Cells, Table

ENDINGS: dict[str, Form] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".parquet": "parquet", ".geojson": "geojson", ".json": "geojson", ".gpkg": "geopackage",
}
SEPARATORS: dict[str, Literal[",", ";", "|", "tab"]] = {
    ",": ",", ";": ";", "\t": "tab", "|": "|",
}
TO_FILL_IN = "FILL_IN"
MOST_ZONES = 40


def provisional(stream: BinaryIO, name: str, part: str = "") -> TableMapping:
    """Layout of a file, as far as its first bytes tell: nothing is read by it but names.

    Raises
    ------
    SourceError
        When its name does not tell the form.
    """
    ending = "." + name.lower().removesuffix(".gz").rpartition(".")[2]
    form = ENDINGS.get(ending)
    if form is None:
        raise not_this_form(name, f"a file ending in {shorten(ending, 20)}",
                            "a file ending in " + ", ".join(sorted(ENDINGS)))
    start = stream.read(4096)
    stream.seek(0)
    separator = "," if form != "csv" or start.startswith(GZIP) else _separator(start)
    return TableMapping(
        mapping="1", form=form, key=["?"], claims=[Claimed()], separator=SEPARATORS[separator],
        sheet=part if form == "xlsx" else "", layer=part if form == "geopackage" else "",
    )


def _separator(start: bytes) -> str:
    head = start.split(b"\n", 1)[0].decode("utf-8", "replace")
    return max(SEPARATORS, key=lambda sign: (head.count(sign), sign == ","))


def propose(stream: BinaryIO, context: Context, layout: TableMapping) -> str:
    """Propose a mapping.

    Raises
    ------
    SourceError
        When the file cannot be read at all.
    """
    audit = Audit(context.file)
    table = open_table(stream, audit, layout, context.parquet)
    block = next(table.blocks(()), None)
    columns = [cells[:SAMPLE] for cells in block.columns] if block else []
    if columns and is_tags([cells[0] for cells in columns if cells]):
        table.tags = ["" if cells[0] is None else str(cells[0]).strip() for cells in columns]
        columns = [cells[1:] for cells in columns]
    return "\n".join(_Yaml(table, guess(table, columns), layout, columns).lines()) + "\n"


class _Yaml:
    """Writes the proposal."""

    def __init__(
        self, table: Table, found: Found, layout: TableMapping, columns: Sequence[Cells]
    ) -> None:
        self.table, self.found, self.layout, self.columns = table, found, layout, columns
        self.guesses: list[str] = []
        self.key = ""

    def lines(self) -> Iterator[str]:
        """The whole file."""
        yield "# A proposal. Every guess stands under 'confirm' at the end: look, mend, confirm."
        yield "mapping: 1"
        yield f"form: {self.layout.form}"
        if self.layout.separator != ",":
            yield f"separator: {_quoted(self.layout.separator)}"
        if self.table.tags:
            yield "hxl: yes"
        for name in ("sheet", "layer"):
            if text := getattr(self.layout, name):
                yield f"{name}: {_quoted(text)}"
        yield from self._key()
        yield "every:"
        yield f"  source: {{value: {TO_FILL_IN}}}  # id of the body in sources.yaml"
        self.guesses.append("who published the table is filled in (every.source)")
        yield from self._times()
        yield "  basis: {value: instant}  # or total, each_day, stock: how to read the dates"
        self.guesses.append("each row tells of something that happened within its dates "
                            "(every.basis: instant)")
        yield from self._where()
        yield from self._claims()
        yield from self._aside()
        yield "confirm:"
        for text in self.guesses:
            yield f"  - guess: {_quoted(text)}"
            yield '    confirmed: ""'

    def _key(self) -> Iterator[str]:
        name = self.found.roles.get("key", "")
        if not name:
            name = self.found.roles.get("earliest", "") or next(filter(None, self.table.names))
            self.guesses.append(f"no column is named like an id: '{name}' alone names a row")
        else:
            self.guesses.append(f"'{name}' names each row and no other, by its name")
        self.key = name
        yield f"key: [{_quoted(name)}]"

    def _times(self) -> Iterator[str]:
        found = self.found
        for role in ("earliest", "latest"):
            if not (name := found.roles.get(role)):
                continue
            forms = f", formats: [{', '.join(map(_quoted, found.formats))}]" if found.formats \
                else ""
            note = ""
            if found.orders:
                note = "  # can be " + " or ".join(found.orders) + ": declare one under 'formats'"
            yield f"  {role}: {{column: {_quoted(name)}{forms}}}{note}"
            self.guesses.append(f"'{name}' is {role}, by its name"
                                + (f"; its first {SAMPLE} dates can only be {found.formats[0]}"
                                   if found.formats else ""))
            if found.orders:
                self.guesses.append(f"the order of day and month in '{name}' is declared; it "
                                    "cannot be told from the dates")
        if "earliest" not in found.roles:
            yield f"  earliest: {{value: {TO_FILL_IN}}}  # no column is named like a date"

    def _where(self) -> Iterator[str]:
        roles = self.found.roles
        for role in ("place", "address"):
            if name := roles.get(role):
                yield f"  {role}: {{column: {_quoted(name)}}}"
                self.guesses.append(f"'{name}' is {role}, by its name")
        if "lat" in roles and "lon" in roles:
            yield "  point:"
            yield f"    lat: {_quoted(roles['lat'])}"
            yield f"    lon: {_quoted(roles['lon'])}"
            yield "    radius: {value: 25 km}  # how far from the point the truth may lie"
            self.guesses.append(f"'{roles['lat']}' and '{roles['lon']}' are degrees of WGS 84; "
                                "the true 'radius' is declared, and an 'area', which shows "
                                "exchanged ones; none could harm anybody even as the cell of "
                                "a grid that is published")
        if name := roles.get("zone"):
            yield "  zone:"
            yield f"    column: {_quoted(name)}"
            yield "    codes:  # value of the column: zone of the case; empty: in none of them"
            for value in self.found.zones[:MOST_ZONES]:
                yield f'      {_quoted(value)}: ""'
            self.guesses.append(f"the zones of '{name}' are filled in")

    def _claims(self) -> Iterator[str]:
        yield "claims:"
        for name, column in self.found.numbers.items():
            yield f"  - property: {{value: {name}}}"
            yield f"    number: {{column: {_quoted(column)}}}  # or low, or high, alone"
            self.guesses.append(f"'{column}' counts {PROPERTIES[name].title}, in "
                                f"{PROPERTIES[name].unit}, by its name; one number is low and high")
        if not self.found.numbers:
            yield "  - property: {value: attack}  # from the closed list of properties"
            self.guesses.append("no column is named like a number: each row tells of one attack")

    def _aside(self) -> Iterator[str]:
        roles = self.found.roles
        half = [roles[one] for one, other in (("lat", "lon"), ("lon", "lat"))
                if one in roles and other not in roles]
        if aside := [name for name in (*self.found.aside, *half) if name != self.key]:
            yield "aside:  # nothing was recognised in these"
            for name in aside:
                yield f"  - {_quoted(name)}{self._sample(name)}"
            self.guesses.append(f"{len(aside)} columns are left aside (aside)")

    def _sample(self, name: str) -> str:
        cells = self.columns[self.table.names.index(name)] if self.columns else []
        cell = next((cell for cell in cells if cell not in (None, "")), None)
        return "" if cell is None else f"  # such as: {shorten(cell, 40)}"


def _quoted(text: str) -> str:
    """A text of YAML: JSON's quotes are YAML's; what cannot be seen is written by its number."""
    shown = json.dumps(text, ensure_ascii=False)
    return "".join(ch if ch.isprintable() else f"\\U{ord(ch):08X}" for ch in shown)
