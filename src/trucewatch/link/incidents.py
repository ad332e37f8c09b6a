"""The reports of a case into incidents: a view over its claims and what people decided."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from trucewatch.link.apart import apart
from trucewatch.link.claims import reports
from trucewatch.link.clustering import Pair, members
from trucewatch.link.draws import draw
from trucewatch.link.grading import attribution, grade
from trucewatch.link.linking import LIKELY, link
from trucewatch.link.repeated import heaps, joined
from trucewatch.link.tellings import tellings
from trucewatch.link.weights import Weights
from trucewatch.model.case import Case
from trucewatch.model.grade import credibility
from trucewatch.model.incident import (
    Aggregate,
    Incident,
    Linking,
    Telling,
    incident_id,
    together,
)
from trucewatch.model.judgement import DIFFERENT, SAME, UNSURE, WITHDRAWN, Judgement, in_force
from trucewatch.model.lineages import lineages
from trucewatch.model.link import Linked, Reports
from trucewatch.store.interface import Store

STALE = 2_000
"""Log-odds, in thousandths, by which a pair must score otherwise for a second look."""


def incidents(case: Case, weights: Weights, store: Store, draws: int = 0) -> Linking:
    """Link the reports of a case.

    Parameters
    ----------
    case
        With the claims in view, placed, and the judgements that count where it stands.
    weights
        The pair model.
    store
        An empty store; tables are made in it.
    draws
        How many clusterings to draw; 0: none, and every incident counts as held together.

    Returns
    -------
    Linking
        The same for the same claims and judgements, in whatever order they come.
    """
    told = tellings(case)
    table = reports(case, told)
    said = _Said(told, case.judgements)
    kin = [pair for pair in _kin(told) if pair not in said.pairs]
    many = heaps(_copied(told, table), {n for pair in [*kin, *said.pairs] for n in pair})
    linked, against = link(
        table, weights, store, [*kin, *said.of(SAME)], said.of(DIFFERENT), heaps=many)
    ignored = set(against)
    followed = {p: j for p, j in said.pairs.items() if p not in ignored and j.verdict != UNSURE}
    same = [*kin, *(p for p, j in followed.items() if j.verdict == SAME)]
    different = [p for p, j in followed.items() if j.verdict == DIFFERENT]
    pairs = {(a, b): odds for a, b, odds in linked.pairs}
    drawn = [joined(one, many) for one in _drawn(told, linked, weights, same, different, draws)]
    copies = {n: heap.all[0] for heap in many for n in heap.aside}
    return Linking(
        incidents=_incidents(case, told, table, linked, drawn, copies),
        aggregates=_aggregates(case, told, table, linked),
        pairs={(told[a].id, told[b].id): odds for (a, b), odds in pairs.items() if odds > LIKELY},
        draws=drawn, order=[t.id for t in told],
        followed=list(followed.values()), against=[said.pairs[p] for p in against],
        open=[j for j in said.pairs.values() if j.verdict == UNSURE], unused=said.unused,
        stale=[j for p, j in said.pairs.items() if j.score is not None and _moved(
            j.score, pairs.get(p, min(j.score, LIKELY - weights.merge)))],
        apart=apart(case, told, table, {p for p, odds in pairs.items() if odds > LIKELY},
                    _decided(kin, said.pairs), copies),
        model=weights.name,
    )


def _moved(score: int, now: int) -> bool:
    return abs(score - now) >= STALE


def _copied(told: Sequence[Telling], table: Reports) -> Reports:
    """The table for finding copies: one text is one report, whoever published it again.

    Rows of a release are told apart by their ids, and never copies of one another.
    """
    own = [bool(t.own) for t in told]
    return replace(
        table, text=["" if mine else text for mine, text in zip(own, table.text, strict=True)],
        source=["" if text and not mine else source for mine, text, source in zip(
            own, table.text, table.source, strict=True)])


class _Said:
    """Judgements in force by positions of the tellings they are about."""

    def __init__(self, told: Sequence[Telling], judgements: Sequence[Judgement]) -> None:
        place = {claim: n for n, t in enumerate(told) for claim in t.claims}
        self.pairs: dict[tuple[int, int], Judgement] = {}
        unused: list[Judgement] = []
        # Two judgements may name two claims of one telling each: the newest of them holds.
        for judgement in sorted(judgements, key=lambda j: (j.at, j.line)):
            a, b = place.get(judgement.one), place.get(judgement.other)
            if a is None or b is None or a == b or told[a].aggregate != told[b].aggregate:
                unused.append(judgement)
            elif judgement.verdict == WITHDRAWN:
                self.pairs.pop((min(a, b), max(a, b)), None)
            else:
                self.pairs[min(a, b), max(a, b)] = judgement
        self.unused = in_force(unused)

    def of(self, verdict: str) -> list[tuple[int, int]]:
        return sorted(pair for pair, j in self.pairs.items() if j.verdict == verdict)


def _kin(told: Sequence[Telling]) -> list[tuple[int, int]]:
    """Rows a publisher gives one id in several releases: one event, by its own word."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, telling in enumerate(told):
        if telling.own:
            found[telling.source, telling.own.rpartition("/")[2]].append(n)
    return [(group[0], n) for group in found.values() for n in group[1:]]


def _drawn(
    told: Sequence[Telling], linked: Linked, weights: Weights, same: Sequence[tuple[int, int]],
    different: Sequence[tuple[int, int]], draws: int,
) -> list[list[int]]:
    if not draws:
        return []
    odds = [(a, b, odds + weights.merge) for a, b, odds in linked.pairs]
    return draw([t.id for t in told], linked.cluster, odds, same, different, draws)


def _decided(
    kin: Sequence[tuple[int, int]], judged: Mapping[tuple[int, int], Judgement]
) -> dict[tuple[int, int], bool]:
    """Pairs a publisher or people judged: whether they are, or may be, one.

    What is said of two holds for the whole of what others joined to either.
    """
    whole = {n: {n} for pair in [*kin, *judged] for n in pair}
    same = [p for p, judgement in judged.items() if judgement.verdict == SAME]
    for a, b in [*kin, *same]:
        if whole[a] is not whole[b]:
            whole[a] |= whole[b]
            for n in whole[b]:
                whole[n] = whole[a]
    groups = {id(group): group for group in whole.values()}.values()
    found = {pair: True for group in groups for pair in combinations(sorted(group), 2)}
    for verdict in (UNSURE, DIFFERENT):
        for (a, b), judgement in judged.items():
            if judgement.verdict == verdict and whole[a] is not whole[b]:
                found.update({(min(m, n), max(m, n)): verdict == UNSURE
                              for m in whole[a] for n in whole[b]})
    return found


def _incidents(
    case: Case, told: Sequence[Telling], table: Reports, linked: Linked,
    drawn: Sequence[Sequence[int]], copies: Collection[int],
) -> list[Incident]:
    graded, denials = credibility(case.grades), _denials(case)
    known = {line.id: line for line in lineages(
        {name for t in told for name in t.lineages} | set(denials.values()), case.bodies)}
    links: dict[int, list[Pair]] = defaultdict(list)
    for a, b, odds in linked.pairs:
        if linked.cluster[a] == linked.cluster[b]:
            links[linked.cluster[a]].append((a, b, odds))
    found = []
    for group in members(linked.cluster).values():
        if table.aggregate[group[0]]:
            continue
        mine = sorted((told[n] for n in group), key=_first)
        named = attribution(mine, known, denials)
        found.append(Incident(
            id=incident_id(mine[0].id), tellings=tuple(mine),
            grade=grade(mine, named, known, denials, graded), attribution=named,
            together=together(drawn, group), weakest=_weakest(
                told, [n for n in group if n not in copies], links.get(group[0], ())),
        ))
    return sorted(found, key=lambda i: (i.earliest, i.id))


def _first(telling: Telling) -> tuple[int, int, str]:
    return (2**62 if telling.published is None else telling.published, telling.earliest,
            telling.id)


def _denials(case: Case) -> dict[str, str]:
    """Lineage of every denial, by claim id."""
    claims = case.claims
    return {
        str(id_): str(lineage) for id_, stance, lineage in zip(
            claims["claim_id"], claims["stance"], claims["lineage"], strict=True)
        if stance == "denies"
    }


def _weakest(
    told: Sequence[Telling], group: Sequence[int], links: Sequence[Pair]
) -> tuple[str, str, int | None] | None:
    """The link a chain of the best pairs would break at first."""
    parts = {n: {n} for n in group}
    last: tuple[int, int, int | None] | None = None
    # What no pair links is held by people alone, and least.
    held = [(a, b, None) for a, b in pairwise(group)]
    for a, b, odds in [*sorted(links, key=lambda p: (-p[2], p)), *held]:
        if parts[a] is not parts[b]:
            last = (a, b, odds)
            small, large = sorted((parts[a], parts[b]), key=len)
            large |= small
            parts.update(dict.fromkeys(small, large))
    return last and (told[last[0]].id, told[last[1]].id, last[2])


def _aggregates(
    case: Case, told: Sequence[Telling], table: Reports, linked: Linked
) -> list[Aggregate]:
    """Reports of several incidents: what they contain by place and day, or by their zone."""
    groups = members(linked.cluster)
    inside: dict[int, set[int]] = {n: set() for n, flag in enumerate(table.aggregate) if flag}
    for n, m in linked.contains:
        inside[n].add(linked.cluster[m])
    around = _around(case)
    single = sorted(
        (min(told[m].earliest for m in group), first) for first, group in groups.items()
        if first not in inside)
    found = []
    for n, near in inside.items():
        within = single[bisect_left(single, (told[n].earliest, -1)):
                        bisect_right(single, (told[n].latest, len(told)))]
        near.update(first for _, first in within if _holds(told, table, n, groups[first], around))
        names = sorted(
            incident_id(min((told[m] for m in groups[c]), key=_first).id) for c in near)
        found.append(Aggregate(told[n], tuple(names), sum(_fewest(table, groups[c]) for c in near)))
    return found


def _around(case: Case) -> set[tuple[str, str]]:
    """Pairs of a zone and one that surely contains it."""
    members_of = case.zone_members
    return {
        (str(zone), str(other)) for zone, other, certain in zip(
            members_of["zone"], members_of["contains"], members_of["certain"], strict=True)
        if certain
    }


def _holds(
    told: Sequence[Telling], table: Reports, n: int, group: Sequence[int],
    around: set[tuple[str, str]],
) -> bool:
    """Whether every telling of an incident lies in the zone, time and kind of an aggregate."""
    whole = told[n]
    return all(
        whole.earliest <= told[m].earliest and told[m].latest <= whole.latest
        and (told[m].zone, whole.zone) in around and table.coarse[m] == table.coarse[n]
        and (not whole.actors or set(told[m].actors) <= set(whole.actors))
        for m in group
    )


def _fewest(table: Reports, group: Collection[int]) -> int:
    return min((low for n in group if (low := table.low[n]) is not None), default=0)

