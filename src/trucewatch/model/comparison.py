"""Two encodings of one agreement side by side."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field in which two encodings of a clause differ."""

    field: str
    first: str
    """As the first has it, on one line; ``-``: it says nothing."""
    second: str
    keep: str
    """YAML for the first that keeps what the second has; as a comment where none can."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One clause that both have."""

    id: str
    title: str
    same: int
    """Fields that agree."""
    fields: int
    """Fields compared."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two encodings side by side."""

    first: str
    second: str
    clauses: tuple[Compared, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    unread: tuple[str, ...] = field(default=())
    """Clauses one of the two has in a form that cannot be read."""

    @property
    def alike(self) -> int:
        """Clauses that agree in every field compared."""
        return sum(not one.differences for one in self.clauses)

    @property
    def fields_alike(self) -> int:
        """Fields that agree, over all clauses both have."""
        return sum(one.same for one in self.clauses)

    @property
    def fields_compared(self) -> int:
        """Fields compared, over all clauses both have."""
        return sum(one.fields for one in self.clauses)
