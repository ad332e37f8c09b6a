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

from trucewatch.model.mapping import TableMapping
from trucewatch.model.problem import Problem
from trucewatch.sources.audit import Audit
from trucewatch.sources.forms import window
from trucewatch.sources.interface import Batch, Context, LocalFile, SourceError
from trucewatch.sources.mapping.own import OWN
from trucewatch.sources.mapping.prepare import compiled, opened
from trucewatch.sources.mapping.run import Runner


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
    table = opened(stream, audit, context, mapping)
    asked = window(context) if {"from", "to"} & context.options.keys() else None
    plan = compiled(table, audit, context, name, mapping)
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
