"""A table of any form a mapping names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import BinaryIO

from trucewatch.model.mapping import TableMapping
from trucewatch.sources.audit import Audit
from trucewatch.sources.interface import ParquetReader, not_this_form
from trucewatch.sources.tables import csv, geojson, geopackage, xlsx
from trucewatch.sources.tables.names import check_names
from trucewatch.sources.tables.table import Block, Cells, Table
from trucewatch.sources.tally import Extent

Reader = Callable[[BinaryIO, Audit, TableMapping], Table]
READERS: Mapping[str, Reader] = {
    "csv": csv.read, "geojson": geojson.read, "geopackage": geopackage.read, "xlsx": xlsx.read,
}


def open_table(
    stream: BinaryIO, audit: Audit, mapping: TableMapping, parquet: ParquetReader | None
) -> Table:
    """Open the table of a file.

    Parameters
    ----------
    stream
        Its bytes.
    audit
        Collects what is wrong with its rows.
    mapping
        Names the form, and where in the file the table is.
    parquet
        What reads Parquet; ``None``: nobody handed one over.

    Raises
    ------
    SourceError
        When the file is not in that form.
    """
    if mapping.form != "parquet":
        return READERS[mapping.form](stream, audit, mapping)
    if parquet is None:
        raise not_this_form(audit.file, "nothing that reads Parquet", "another form, such as CSV")
    try:
        names, batches = parquet(stream)
    except ValueError as error:
        raise not_this_form(audit.file, str(error), "a Parquet file") from error
    check_names(names, audit, 1)
    return Table(names, lambda taken: _blocks(batches, audit.file))


def _blocks(batches: Iterator[Sequence[Cells]], file: str) -> Iterator[Block]:
    number = 0
    try:
        for columns in batches:
            lines = range(number + 1, number + 1 + len(columns[0]))
            extents = [(Extent(None, None, f"row {line}"),) for line in lines]
            number += len(lines)
            yield Block(list(columns), lines, extents)
    except ValueError as error:
        raise not_this_form(file, str(error), "a Parquet file") from error


