"""Ids in a release: made anew where they were made of what was taken out; none of rows left out.

The id of a claim is a digest of all it says. Where a piece of that was masked, whoever knows the
rest could try every number or place until the digest fits. So such a claim gets the digest of what
is left of it. One of which nothing was masked keeps its id, which its record can prove.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_
from typing import Any

from trucewatch.model.claim import CLAIM_COLUMNS, digest
from trucewatch.model.incident import Incident, Linking, incident_id
from trucewatch.publish.release.table import Table

OWN = ("claim_id", "report_id", "note", "lineage", "dataset")
"""Columns a claim's id is not made of."""
TOLD = tuple(c.name for c in CLAIM_COLUMNS if c.name not in {*OWN, "zone", "public_at"})
"""Columns of which its id is made, or follows."""
REPORT = ("source", "address", "published")
_TEXT = {str}
_NO_TEXT = frozenset({int, float, bool, bytes, type(None)})


def renewed(table: Table, touched: Iterable[int]) -> dict[str, str]:
    """Give rows that changed new ids, in place; rows that are left as they were keep theirs.

    Parameters
    ----------
    table
        Claims as they are to be published.
    touched
        Places of the rows of which something changed that an id is made of.

    Returns
    -------
    dict
        New id by old one, of claims, reports and incidents.
    """
    names: dict[str, str] = {}
    taken: dict[str, int] = {}
    columns = [table.column(name) for name in TOLD]
    ids, anew = table.column("claim_id"), {*table.changed(REPORT)}
    for place in touched:
        old = str(ids[place])
        names[old] = _new(["released", *(column[place] for column in columns)], taken)
        names[incident_id(old)] = incident_id(names[old])
        table.put(place, "claim_id", names[old])
        if place in anew:
            row = table.row(place)
            report = str(row["report_id"])
            if report not in names:
                names[report] = _new(["report", *row.told(REPORT)], taken)
            row["report_id"] = names[report]
    return names


def _new(parts: Iterable[object], taken: dict[str, int]) -> str:
    """A digest of what is left; of rows that are alike by now the second, third ... differ."""
    base = digest("" if part is None else str(part) for part in parts)
    taken[base] = taken.get(base, 0) + 1
    return base if taken[base] == 1 else digest((base, str(taken[base])))


class Teller:
    """Says every text of a value anew, at any depth; what says nothing anew is given back itself.

    Accounts, which several findings share, are gone through once.

    Parameters
    ----------
    say
        How a text reads.
    ids
        Texts that are ids: a tuple of these alone reads as `names` says, which is quick to do.
    names
        How some ids read; all others stay.
    """

    def __init__(
        self, say: Callable[[str], str], ids: frozenset[str] = frozenset(),
        names: Mapping[str, str] | None = None,
    ) -> None:
        self._say, self._ids, self._names = say, ids, names or {}
        self._done: dict[int, tuple[object, object]] = {}
        # By identity, which holds as long as the object does: so it is kept beside what it became.

    def told(self, value: Any) -> Any:  # noqa: ANN401 (whatever holds text)
        """Value made of dataclasses, dictionaries, lists, tuples and sets, said anew."""
        kind = value.__class__
        if kind in _NO_TEXT:
            return value
        if isinstance(value, str):
            said = self._say(value)
            return value if said == value else said
        names = _init_fields(kind)
        return self._many(value) if names is None else self._once(value, names)

    def _many(self, value: Any) -> Any:  # noqa: ANN401
        if value.__class__ is tuple and {*map(type, value)} == _TEXT and (
                self._ids.issuperset(value)):
            made = tuple(map(self._names.get, value, value))
            return value if made == value else made
        if isinstance(value, dict):
            told = {self.told(k): self.told(v) for k, v in value.items()}
            return told if told != value else value
        if isinstance(value, list | tuple | set | frozenset):
            if _NO_TEXT.issuperset(map(type, value)):
                return value
            items = [one if one.__class__ in _NO_TEXT else self.told(one) for one in value]
            return value if all(map(is_, items, value)) else type(value)(items)
        return value

    def _once(self, value: Any, names: tuple[str, ...]) -> Any:  # noqa: ANN401
        known = self._done.get(id(value))
        if known is None:
            new = {}
            for name in names:
                old = getattr(value, name)
                if old.__class__ not in _NO_TEXT:
                    made = self.told(old)
                    if made is not old:
                        new[name] = made
            known = self._done[id(value)] = (value, replace(value, **new) if new else value)
        return known[1]


@cache
def _init_fields(kind: type) -> tuple[str, ...] | None:
    """Fields a dataclass is made of; ``None`` for any other type."""
    return tuple(one.name for one in fields(kind) if one.init) if is_dataclass(kind) else None


def without(value: Any, gone: AbstractSet[str]) -> Any:  # noqa: ANN401
    """A value without the ids of rows that were left out in any of its lists."""
    if is_dataclass(value) and not isinstance(value, type):
        new = {one.name: without(getattr(value, one.name), gone) for one in fields(value)
               if one.init}
        return replace(value, **new)
    if isinstance(value, list | tuple | set | frozenset):
        return type(value)(without(one, gone) for one in value
                           if not (isinstance(one, str) and one in gone))
    return value


def linking_without(linking: Linking, gone: AbstractSet[str]) -> Linking:
    """Incidents without tellings of rows that were left out."""
    if not gone:
        return linking
    lost = {t.id for i in linking.incidents for t in i.tellings if gone & {*t.claims}} | {
        a.telling.id for a in linking.aggregates if gone & {*a.telling.claims}} | {*gone}
    incidents = [kept for i in linking.incidents if (kept := _incident(i, lost)) is not None]
    there = {i.id for i in incidents}
    order = [at for at, name in enumerate(linking.order) if name not in lost]
    followed, against, undecided, unused, stale = (
        [j for j in some if not {j.one, j.other} & lost] for some in (
            linking.followed, linking.against, linking.open, linking.unused, linking.stale))
    return replace(
        linking, incidents=incidents, followed=followed, against=against, open=undecided,
        unused=unused, stale=stale,
        aggregates=[replace(a, incidents=tuple(i for i in a.incidents if i in there))
                    for a in linking.aggregates if a.telling.id not in lost],
        pairs={pair: score for pair, score in linking.pairs.items() if not {*pair} & lost},
        draws=[[drawn[at] for at in order] for drawn in linking.draws],
        order=[linking.order[at] for at in order],
        apart={claim: n for claim, n in linking.apart.items() if claim not in lost},
    )


def _incident(incident: Incident, lost: AbstractSet[str]) -> Incident | None:
    tellings = tuple(t for t in incident.tellings if t.id not in lost)
    if not tellings:
        return None
    weakest = incident.weakest
    if weakest is not None and {weakest[0], weakest[1]} & set(lost):
        weakest = None
    tellings = tuple(replace(t, answers=tuple(a for a in t.answers if a not in lost))
                     for t in tellings)
    return replace(incident, tellings=tellings, weakest=weakest)
