"""Reports as a linker sees them, and what linking gives: pairs, clusters, containment."""

from __future__ import annotations

from dataclasses import dataclass, field

from trucewatch.model.claim import Column

REPORT_COLUMNS: tuple[Column, ...] = (
    Column("report_id", "text", "id of the report; unique in the table", required=True),
    Column("source", "text", "who publishes it; empty: not known"),
    Column("kind", "text", "'incident', or 'aggregate' where it tells of several; empty: incident"),
    Column("date", "text", "day (2025-10-13) or days from/to joined by '/'; empty: not known"),
    Column("time", "text", "HH:MM of the day; empty: not told"),
    Column("latitude", "text", "degrees north; empty: no place"),
    Column("longitude", "text", "degrees east"),
    Column("geo_precision", "text", "'exact', 'town' or 'area', or metres; empty: area"),
    Column("place", "text", "name of the place"),
    Column("event_type", "text", "kind of event, as the source codes it"),
    Column("actor", "text", "who is said to have done it; empty: not told"),
    Column("fatalities_min", "text", "at least so many killed; empty: not told"),
    Column("fatalities_max", "text", "at most so many killed; empty: not told"),
    Column("n_events", "text", "events it tells of; empty: one"),
    Column("text", "text", "words of the report"),
    Column("published", "text", "when it was published"),
)
"""Columns of a table of reports for ``trucewatch link-table``; others are left aside."""
TAXONOMY_COLUMNS = ("source", "code", "level1", "level2", "level3")
"""What a source's code means, from the finest level to the coarsest; `source` empty: any."""
ACTOR_COLUMNS = ("spelling", "actor", "side")
"""Whom a spelling means, and whose side that is; both empty: unknown."""
LABEL_COLUMNS = ("report_id_l", "report_id_r", "judgement")
"""What people decided of two reports: same, different or unsure."""
JUDGEMENTS = ("same", "different", "unsure")

EXACT, TOWN, AREA, NOWHERE = 0, 1, 2, 3
"""How precise a position is: a kilometre, a town, wider, none."""
LONGEST = 60
"""Days an interval may span; what is told of a longer time is linked with nothing."""


@dataclass
class Reports:
    """Reports as columns of integers and names, in the order of their ids."""

    id: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    aggregate: list[int] = field(default_factory=list)
    """1 for a report of several incidents."""
    first: list[int | None] = field(default_factory=list)
    """First day, counted from 1970-01-01."""
    last: list[int | None] = field(default_factory=list)
    minute: list[int | None] = field(default_factory=list)
    """Minute of the day."""
    lat: list[int | None] = field(default_factory=list)
    """Millionths of a degree."""
    lon: list[int | None] = field(default_factory=list)
    shrink: list[int] = field(default_factory=list)
    """Thousandths by which a squared degree of longitude is shorter than one of latitude here."""
    precision: list[int] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    """Folded name."""
    fine: list[str] = field(default_factory=list)
    middle: list[str] = field(default_factory=list)
    coarse: list[str] = field(default_factory=list)
    actor: list[str] = field(default_factory=list)
    side: list[str] = field(default_factory=list)
    low: list[int | None] = field(default_factory=list)
    high: list[int | None] = field(default_factory=list)
    events: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    """Folded words."""

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True)
class Label:
    """What people decided of two reports."""

    one: str
    other: str
    same: bool


@dataclass(frozen=True)
class Linked:
    """What linking gives."""

    pairs: list[tuple[int, int, int]]
    """Positions of two reports, and the log-odds that they tell of one incident, in thousandths;
    those too unlikely to matter are left out."""
    cluster: list[int]
    """For each report the position of the first member of its incident; an aggregate has its
    own."""
    contains: list[tuple[int, int]]
    """An aggregate, and a report it contains."""
