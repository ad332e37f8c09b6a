"""Incidents: what reports that are judged the same tell of. A view, made anew whenever asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trucewatch.model.judgement import Judgement

GRADES = {
    "confirmed": "the party named says itself that it did it",
    "fair": "two or more independent accounts",
    "weak": "one independent account",
    "contested": "told, and denied by another account, or attributed to several",
    "discounted": "every account of it is graded 5",
}
"""Grades of an incident, after Airwars, with what each means here."""
ATTRIBUTIONS = {
    "admitted": "the party named says so itself",
    "two_or_more": "two or more independent accounts name one party",
    "one": "one independent account names a party",
    "contested": "accounts name different parties, or the one named denies it",
    "none": "no account names a party without reserve",
}
"""Who is said to have done it, by how many."""


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Claims of one report about one happening: what a linker compares."""

    id: str
    """Id of its first claim."""
    claims: tuple[str, ...]
    """Ids, the first published first."""
    report: str
    source: str
    """Body that published it."""
    lineages: tuple[str, ...]
    """Independence groups of those quoted."""
    published: int | None
    """Instant, microseconds UTC."""
    earliest: int
    latest: int
    place: str
    zone: str
    """Zone as the case or its tables place it; empty: none."""
    properties: tuple[str, ...]
    actors: tuple[str, ...]
    """Everybody named as having done it, also with reserve."""
    killed: tuple[int | None, int | None]
    """At least and at most, as told; ``None``: not told."""
    aggregate: bool
    """Whether it tells of several happenings at once."""
    own: str = ""
    """Data set and release whose rows are one happening each, and the row's id; empty: neither."""
    named: tuple[tuple[str, str], ...] = ()
    """Who is named without reserve, and the independence group that names them."""
    answers: tuple[str, ...] = ()
    """Ids of claims of denials that answer it."""


@dataclass(frozen=True, kw_only=True)
class Incident:
    """Tellings of one happening."""

    id: str
    tellings: tuple[Telling, ...]
    """The first published first."""
    grade: str
    """A key of `GRADES`."""
    attribution: str
    """A key of `ATTRIBUTIONS`."""
    together: float
    """Share of the drawn clusterings in which all its tellings are together."""
    weakest: tuple[str, str, int | None] | None
    """The two parts that hold together least: ids of a telling of each, and the log-odds, in
    thousandths, of the best pair between them; ``None`` where there is but one telling, or copies
    of one."""

    @property
    def earliest(self) -> int:
        """First instant any account gives."""
        return min(t.earliest for t in self.tellings)

    @property
    def latest(self) -> int:
        """Last instant any account gives."""
        return max(t.latest for t in self.tellings)

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of all claims, in the order of the tellings."""
        return tuple(claim for telling in self.tellings for claim in telling.claims)

    @property
    def killed(self) -> tuple[int | None, int | None]:
        """Least and most any account gives."""
        low = [t.killed[0] for t in self.tellings if t.killed[0] is not None]
        high = [t.killed[1] for t in self.tellings if t.killed != (None, None)]
        most = [h for h in high if h is not None]
        return (min(low, default=None), max(most, default=None) if len(most) == len(high) else None)


@dataclass(frozen=True)
class Aggregate:
    """A telling of several happenings, and which incidents it contains."""

    telling: Telling
    incidents: tuple[str, ...]
    least_killed: int
    """Sum, over the incidents, of the fewest killed any account of each tells."""

    @property
    def exceeded(self) -> bool:
        """Whether its incidents have more dead than it tells of."""
        most = self.telling.killed[1]
        return most is not None and self.least_killed > most


@dataclass
class Linking:
    """Incidents of a case, and what they hang on."""

    incidents: list[Incident] = field(default_factory=list)
    """By earliest instant, then id."""
    aggregates: list[Aggregate] = field(default_factory=list)
    pairs: dict[tuple[str, str], int] = field(default_factory=dict)
    """Log-odds, in thousandths, of pairs of tellings that may tell of one incident."""
    draws: list[list[int]] = field(default_factory=list)
    """Drawn clusterings: for each draw the cluster of every telling, in the order of `order`."""
    order: list[str] = field(default_factory=list)
    """Ids of the tellings the draws are of."""
    followed: list[Judgement] = field(default_factory=list)
    against: list[Judgement] = field(default_factory=list)
    """Judgements that two are different which others, that join them, contradict."""
    open: list[Judgement] = field(default_factory=list)
    """Judgements that say somebody looked, and could not decide."""
    unused: list[Judgement] = field(default_factory=list)
    """Judgements about claims that tell of no incident."""
    stale: list[Judgement] = field(default_factory=list)
    """Judgements whose pair scores otherwise by now: worth a second look."""
    apart: dict[str, int] = field(default_factory=dict)
    """See `model.case.Case.apart`."""
    model: str = ""
    """Name of the weights."""

    @property
    def of_claim(self) -> dict[str, str]:
        """Incident of every claim that tells of one."""
        return {claim: i.id for i in self.incidents for claim in i.claims}


def incident_id(telling: str) -> str:
    """Id of the incident whose first published telling this is."""
    return "i-" + hashlib.sha256(telling.encode()).hexdigest()[:16]


def redirects(incidents: list[Incident]) -> Mapping[str, str]:
    """From the id an incident would have of each of its tellings, to the id it has.

    So an address stays good when incidents are joined, and when an earlier report comes in.
    """
    return {
        incident_id(t.id): i.id for i in incidents for t in i.tellings if incident_id(t.id) != i.id
    }


def together(draws: Sequence[Sequence[int]], members: Sequence[int]) -> float:
    """Share of drawn clusterings in which some tellings are all in one incident."""
    if not draws:
        return 1.0
    return sum(len({drawn[m] for m in members}) == 1 for drawn in draws) / len(draws)


def counts(draws: Sequence[Sequence[int]], members: Sequence[int]) -> tuple[int, int, int]:
    """Fewest, middle and most incidents some tellings are of, over drawn clusterings."""
    found = sorted(len({drawn[m] for m in members}) for drawn in draws)
    return (found[0], found[len(found) // 2], found[-1]) if found else (0, 0, 0)
