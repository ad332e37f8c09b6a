"""Decisions of a case by hand that adapters of event data ask for: zones of places, ids of names.

A table is a file of the case's ``coding/`` folder. What it lacks is a Problem once, at the row
where it was first met, and is read as not stated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trucewatch.model.problem import shorten
from trucewatch.sources.audit import Audit
from trucewatch.sources.interface import Coding, not_this_form

LEVELS = ("country", "adm_1", "adm_2", "place")
"""Columns of a table of zones; an empty cell fits anything."""


def indexed(
    coding: Coding, table: str, keys: Sequence[str], says: Sequence[str]
) -> dict[tuple[str, ...], Mapping[str, str]]:
    """Lines of a table by their key, whatever the case of its letters.

    Parameters
    ----------
    coding
        All tables.
    table
        Name of the one; one that is not there has no lines.
    keys
        Columns that make the key.
    says
        Columns in which two lines of one key must not differ.

    Raises
    ------
    SourceError
        When two lines of one key say different things: none of them is preferred.
    """
    found: dict[tuple[str, ...], Mapping[str, str]] = {}
    for line, row in enumerate(coding.get(table, ()), 2):
        key = tuple(row.get(name, "").strip().casefold() for name in keys)
        first = found.setdefault(key, row)
        if any(first.get(name, "") != row.get(name, "") for name in says):
            raise not_this_form(
                f"coding/{table}.csv", shorten(", ".join(filter(None, key)) or "an empty key"),
                "each key once, or always with the same meaning", line)
    return found


class Coded:
    """One table, with every key it lacks named once."""

    def __init__(self, table: str, audit: Audit) -> None:
        self.table = table
        self._audit = audit
        self._named: set[tuple[str, ...]] = set()

    def lacks(self, line: int | None, field: str, *key: str) -> None:
        """Name a key the table does not have, the first time it is met."""
        if key in self._named:
            return
        self._named.add(key)
        self._audit.report(
            "not_coded", severity="warning", line=line, field=field,
            found=", ".join(part for part in key if part),
            expected=f"a line in coding/{self.table}.csv",
            mend="until then it is read as not stated",
        )


class Zones(Coded):
    """Zones of places as a source names them: the closest line that fits."""

    def __init__(self, coding: Coding, table: str, audit: Audit) -> None:
        super().__init__(table, audit)
        self._zones = {key: row.get("zone", "") for key, row in
                       indexed(coding, table, LEVELS, ("zone",)).items()}
        self._found: dict[tuple[str, ...], str | None] = {}

    def of(
        self, country: str, adm: tuple[str, str], place: str, line: int | None,
        field: str = "country",
    ) -> str:
        """Zone of a place; empty where no line fits."""
        key = (country, *adm, place)
        if key not in self._found:
            self._found[key] = self._fit(key)
        zone = self._found[key]
        if zone is None:
            self.lacks(line, field, country, *(adm if any(adm) else (place,)))
        return zone or ""

    def _fit(self, key: tuple[str, ...]) -> str | None:
        for fit in _fits(*(cell.casefold() for cell in key)):
            if (zone := self._zones.get(fit)) is not None:
                return zone
        return None


def _fits(country: str, adm_1: str, adm_2: str, place: str) -> Iterator[tuple[str, ...]]:
    """Lines that fit, the closest first."""
    for last in (place, ""):
        yield country, adm_1, adm_2, last
        yield country, adm_1, "", last
        yield country, "", "", last


class Names(Coded):
    """Lines of a table by one column, whatever the case of its letters."""

    def __init__(self, coding: Coding, table: str, column: str, audit: Audit) -> None:
        super().__init__(table, audit)
        self._lines = {key: row for (key,), row in
                       indexed(coding, table, (column,), ("id", "people", "note")).items()}
        self._found: dict[str, Mapping[str, str]] = {}

    def of(self, name: str, line: int | None, field: str) -> Mapping[str, str]:
        """Line of a name; empty where there is none."""
        found = self._found.get(name)
        if found is None:
            found = self._lines.get(name.casefold())
            if found is None:
                self.lacks(line, field, name)
                found = {}
            self._found[name] = found
        return found
