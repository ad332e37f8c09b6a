"""Any table, through a mapping of the case: CSV, XLSX, Parquet, HXL, GeoJSON, GeoPackage.

Option ``mapping`` names a file in ``mappings/``; options ``from`` and ``to`` choose a period,
``address``, ``published`` and ``retrieved`` say where and when the file was read. What the mapping
does not name is reported, what it does not allow is refused, nothing is guessed. A mapping with
guesses nobody has confirmed is not read by. Two tables this program writes itself, its figures and
its claims, are read by mappings that ship: ``trucewatch-figures`` and ``trucewatch-claims``.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import BinaryIO

from trucewatch.model.mapping import TableMapping, columns_of
from trucewatch.model.problem import Problem
from trucewatch.sources.audit import Audit
from trucewatch.sources.forms import window
from trucewatch.sources.interface import Batch, Context, LocalFile, SourceError
from trucewatch.sources.mapping.own import OWN
from trucewatch.sources.mapping.plan import Compiler
from trucewatch.sources.mapping.run import Runner
from trucewatch.sources.tables.names import find, place_of
from trucewatch.sources.tables.opening import open_table
from trucewatch.sources.tables.table import Table


class Mapped(LocalFile):
    """Adapter for tables with a mapping."""

    name = "mapped"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn a table into claims, see the module."""
        name, mapping = _mapping(context)
        yield from read(stream, context, name, mapping, f"{self.name}@{self.version}")


def read(
    stream: BinaryIO, context: Context, name: str, mapping: TableMapping, parser: str
) -> Iterator[Batch]:
    """Read a table by a mapping, whether or not its guesses are confirmed.

    Raises
    ------
    SourceError
        When the file is not the table the mapping is of.
    """
    audit = Audit(context.file)
    table = open_table(stream, audit, mapping, context.parquet)
    places = find(table, columns_of(mapping), audit, int(mapping.head))
    _left_over(table, set(places.values()), mapping, audit)
    asked = window(context) if {"from", "to"} & context.options.keys() else None
    plan = Compiler(mapping, table, places, context, name).plan()
    yield from Runner(plan, parser, audit, asked, context.tz).batches(table)


def _mapping(context: Context) -> tuple[str, TableMapping]:
    name = context.options.get("mapping", "")
    known = {**OWN, **context.mappings}
    if name not in known:
        near = get_close_matches(name, known, n=1)
        raise _refused(
            context.file, "unknown_mapping", name or "no option 'mapping'",
            "the name of a file in mappings/, without .yaml, that has no error",
            f"did you mean '{near[0]}'?" if near else "`trucewatch map FILE` proposes one",
        )
    mapping = known[name]
    left = [guess for guess in mapping.confirm if guess.confirmed != "yes"]
    if left:
        raise _refused(
            context.file, "unconfirmed_guess", f"{len(left)} guesses, first: {left[0].guess}",
            "'confirmed: yes' under each, once a person has looked",
            f"`trucewatch map {context.file} --mapping {name}` shows what it would read",
        )
    return name, mapping


def _refused(file: str, code: str, found: str, expected: str, mend: str) -> SourceError:
    return SourceError(Problem(severity="error", code=code, file=file, found=found,
                               expected=expected, mend=mend))


def _left_over(table: Table, taken: set[int], mapping: TableMapping, audit: Audit) -> None:
    """Report each column that is neither taken nor named as left aside."""
    named = {place_of(table, name) for name in mapping.aside} | taken
    for at, name in enumerate(table.names):
        if at not in named and (name or mapping.form == "csv"):
            audit.report(
                "not_understood", severity="warning", line=int(mapping.head),
                field=name or f"column {at + 1}", found="a column the mapping does not name",
                expected="a column that is taken, or named under 'aside'",
                mend="look at it, then take it or name it under 'aside'",
            )
    for name in mapping.aside:
        if place_of(table, name) is None:
            audit.report("gone_column", severity="note", line=int(mapping.head), field=name,
                         found="nothing", expected="the column named under 'aside'",
                         mend="nothing to mend; the publisher may have renamed it")
