"""Mappings of the tables this program writes itself: figures, and the claims of an edition."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from trucewatch.model.claim import FIGURE_COLUMNS, Column
from trucewatch.model.mapping import (
    CELLS,
    TIMES,
    Cell,
    Claimed,
    Form,
    Number,
    Plausible,
    Said,
    TableMapping,
    Time,
)
from trucewatch.model.tables import RELEASED_CLAIM_COLUMNS

FIGURES, CLAIMS = "trucewatch-figures", "trucewatch-claims"
EVER = Plausible(first="1900-01-01", last="2199-12-31")


def _mapping(title: str, form: Form, columns: tuple[Column, ...]) -> TableMapping:
    names = {column.name for column in columns}
    parts: dict[str, Any] = {name: Cell(column=name) for name in CELLS if name in names}
    parts |= {name: Time(column=name, formats=["iso"]) for name in TIMES if name in names}
    parts |= {name: Number(column=name) for name in ("low", "high")}
    parts["qualified"] = Cell(column="qualifiers")
    taken = {*parts, "key", "qualifiers"}
    return TableMapping(
        mapping="1", form=form, title=title, key=["key"], every=Said(**parts), plausible=EVER,
        claims=[Claimed(without_number="claim")],
        aside=[column.name for column in columns if column.name not in taken],
    )


_FORMS: dict[str, Form] = {"": "csv", "-parquet": "parquet"}
OWN: Mapping[str, TableMapping] = MappingProxyType({
    name + ending: _mapping(title, form, columns)
    for name, title, columns in (
        (FIGURES, "figures of a case", FIGURE_COLUMNS),
        (CLAIMS, "claims of an edition", RELEASED_CLAIM_COLUMNS),
    )
    for ending, form in _FORMS.items()
})
"""Mappings that ship, by name; each for CSV and, with ``-parquet`` behind it, for Parquet."""
