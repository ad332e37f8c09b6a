"""Pages beside that of a clause: every unit with its accounts, and long tables of accounts.

They stand apart from the page of the clause, which a weak phone must load whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.publish.site.views import BoundView, UnitRow

INLINE = 12
"""Rows that stand on the page of the clause itself."""
MOST_ACCOUNTS = 10
"""Accounts that stand on the page of the clause itself."""
PAGE_BYTES = 120_000
ROW_BYTES = 900
ACCOUNT_BYTES = 260


@dataclass(frozen=True, kw_only=True)
class UnitsPage:
    """Some units of one bound, in order."""

    file: str
    """Name beside the page of the clause, without suffix."""
    bound: BoundView
    rows: list[UnitRow]
    number: int
    of: int

    @property
    def title(self) -> str:
        """The first unit and the last."""
        return self.bound.run_title(self.rows[0].first, self.rows[-1].last)


def inline(bound: BoundView) -> bool:
    """Tell whether the units are few enough for the page of the clause."""
    return sum(1 + len(row.accounts) // 4 for row in bound.unit_rows) <= INLINE


def accounts_page(clause_file: str, bound: BoundView) -> str:
    """Name of the page of a bound's accounts; empty where they stand on that of the clause."""
    if len(bound.accounts) <= MOST_ACCOUNTS:
        return ""
    return f"{_stem(clause_file, bound)}-accounts"


def _stem(clause_file: str, bound: BoundView) -> str:
    return f"{clause_file}-{bound.anchor.removeprefix('b-')}"


def units_pages(clause_file: str, bound: BoundView) -> list[UnitsPage]:
    """Pages of one bound; none where its units stand on the page of the clause."""
    if not bound.unit_rows or inline(bound):
        return []
    parts = list(_split(bound.unit_rows))
    stem = f"{_stem(clause_file, bound)}-units"
    return [
        UnitsPage(file=f"{stem}-{number}" if number > 1 else stem, bound=bound, rows=rows,
                  number=number, of=len(parts))
        for number, rows in enumerate(parts, 1)
    ]


def _split(rows: Sequence[UnitRow]) -> Iterable[list[UnitRow]]:
    page: list[UnitRow] = []
    weight = 0
    for row in rows:
        size = ROW_BYTES + ACCOUNT_BYTES * len(row.accounts)
        if page and weight + size > PAGE_BYTES:
            yield page
            page, weight = [], 0
        page.append(row)
        weight += size
    if page:
        yield page
