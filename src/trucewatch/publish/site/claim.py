"""A claim as pages read it: its row, typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trucewatch.publish import words


@dataclass(frozen=True)
class Claim:
    """A row of the claims table, typed for pages."""

    id: str
    row: Mapping[str, object]

    def text(self, column: str) -> str:
        """Value of a text column; empty when absent."""
        value = self.row.get(column)
        return "" if value is None else str(value)

    # Templates ask for some thirty texts of each of thousands of claims; a call takes them longer.
    __getitem__ = text

    def whole(self, column: str) -> int | None:
        """Value of an integer or instant column."""
        value = self.row.get(column)
        return value if isinstance(value, int) else None

    @property
    def anchor(self) -> str:
        """Stable id of the claim on a page."""
        return f"c-{words.slug(self.id)[:16]}"

    @property
    def order(self) -> tuple[int, str, str, str]:
        """By time of the happening, then publication."""
        return (
            self.whole("earliest") or 0, self.text("published"), self.text("key"), self.id,
        )


class ClaimsShown(Mapping[str, Claim]):
    """Claims typed for pages, each made when it is asked for first."""

    def __init__(self, rows: Mapping[str, Mapping[str, object]]) -> None:
        self._rows, self._made = rows, dict[str, Claim]()

    def __getitem__(self, claim: str) -> Claim:
        if claim not in self._made:
            self._made[claim] = Claim(claim, self._rows[claim])
        return self._made[claim]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, claim: object) -> bool:
        return claim in self._rows
