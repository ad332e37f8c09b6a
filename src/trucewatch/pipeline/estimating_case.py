"""Estimates from the incidents of a case: its lineages are the lists. Most cases are refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from trucewatch.estimate import EXTRA, NEEDS
from trucewatch.estimate.refusing import refuse
from trucewatch.estimate.tables import Counts, Row, from_incidents
from trucewatch.link.claims import kind
from trucewatch.model.estimate import METHODS, NotEstimable, OverlapTable, Scope
from trucewatch.model.extras import require
from trucewatch.model.incident import Incident, Linking, Telling
from trucewatch.model.judgement import SAME
from trucewatch.model.lineages import UNSTATED
from trucewatch.model.problem import Problem
from trucewatch.pipeline.estimating import ALL, Estimated, told
from trucewatch.pipeline.keep import Keeping
from trucewatch.pipeline.run import see
from trucewatch.pipeline.standing import Seen
from trucewatch.pipeline.step import Step, problem, quiet
from trucewatch.publish import words

if TYPE_CHECKING:
    from trucewatch.estimate.running import Result

EVENT = "use of force"
DRAWN = 40
"""Drawn linkages an estimate is made under."""
JUDGED = 50
"""Judgements from which on linking counts as measured on a case."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which incidents of a case, and how."""

    case: Path
    event: str = EVENT
    """Family of what happened (`model.properties`), or one property."""
    lists: Sequence[str] = ()
    """Lineages to take for lists; none: all of them."""
    model: str = ALL
    seed: int = 1


def estimate(asked: Asked, step: Step = quiet) -> Estimated:
    """Estimate how many incidents of a case there were, or say why that cannot be said.

    Raises
    ------
    MissingExtra
        When numpy or scipy is not installed.
    """
    require(EXTRA, NEEDS, "estimating")
    problems: list[Problem] = []
    seen = see(asked.case, None, problems, as_of=None, published_by=None, keeping=Keeping(),
               step=step, draws=DRAWN)
    if seen is None:
        return Estimated(problems)
    chosen = [i for i in seen.linking.incidents if _is(i.tellings, asked.event)]
    known = {name for i in chosen for name in lists_of(i.tellings)}
    unknown = sorted(set(asked.lists) - known)
    if unknown:
        problems.append(problem(
            "unknown_list", "", ", ".join(unknown), "lineages that tell of such incidents: "
            + ", ".join(sorted(known))))
        return Estimated(problems)
    scope = _scope(seen, chosen, asked.event)
    return told(problems, _result(seen.linking, chosen, scope, asked, step))


def _result(
    linking: Linking, chosen: Sequence[Incident], scope: Scope, asked: Asked, step: Step
) -> Result:
    from trucewatch.estimate import running  # noqa: PLC0415 (the extra)

    lists = tuple(asked.lists) or None
    table = from_incidents(((i.id, lists_of(i.tellings)) for i in chosen), scope, lists)
    why = _refused(table)
    if why is not None:
        return running.Result(table=table, outcomes=(why,), seed=asked.seed)
    methods = METHODS if asked.model == ALL else (asked.model,)
    return running.run(_counts(linking, chosen, table), methods, seed=asked.seed, step=step)


def _refused(table: OverlapTable) -> NotEstimable | None:
    """Every reason against it: of what it counts, and of the counts themselves."""
    why, counts = refuse(table), refuse(replace(table, scope=Scope()))
    if why is None or counts is None or counts.reason == why.reason:
        return why
    return replace(why, reason=f"{why.reason}; {counts.reason}")


def lists_of(tellings: Iterable[Telling]) -> set[str]:
    """Lists an incident stands in: the origins of its tellings; an unstated origin is none."""
    return {origin for t in tellings for line in t.lineages for origin in line.split("+")} - {
        UNSTATED}


def _is(tellings: Iterable[Telling], event: str) -> bool:
    return any(event in t.properties or kind(t.properties)[2] == event for t in tellings)


def _counts(linking: Linking, chosen: Sequence[Incident], table: OverlapTable) -> Counts:
    """The same tellings under each of the first drawn clusterings."""
    place = {name: 1 << n for n, name in enumerate(table.lists)}
    told_of = {t.id: t for i in chosen for t in i.tellings}
    rows = []
    for n, drawn in enumerate(linking.draws[:DRAWN]):
        groups: dict[int, list[Telling]] = {}
        for name, cluster in zip(linking.order, drawn, strict=True):
            if name in told_of:
                groups.setdefault(cluster, []).append(told_of[name])
        rows += [Row((), (f"drawn {n + 1}",), pattern, 1) for group in groups.values()
                 if (pattern := _pattern(lists_of(group), place))]
    if not rows:
        rows = [Row((), (), pattern, count) for pattern, count in table.cells]
    return Counts(table.lists, (), rows, table.scope)


def _pattern(names: Collection[str], place: dict[str, int]) -> int:
    return sum(place[name] for name in names if name in place)


def _scope(seen: Seen, chosen: Sequence[Incident], event: str) -> Scope:
    agreement = seen.case.agreement
    period = words.interval(min(i.earliest for i in chosen), max(i.latest for i in chosen),
                            agreement.tz) if chosen else ""
    return Scope(
        event=f"incidents of {words.plain(event)}", period=period,
        place=agreement.title.get("en", agreement.id), linkage=_measured(seen.linking),
        from_case=True,
    )


def _measured(linking: Linking) -> str:
    """How well linking does by what people judged of this case; empty: too few judged anything."""
    judged = {(j.one, j.other): j.verdict == SAME for j in linking.followed if j.score is not None}
    if len(judged) < JUDGED:
        return ""
    agreed = sum(
        (j.score is not None and j.score > 0) == (j.verdict == SAME) for j in linking.followed
        if j.score is not None)
    return (f"people judged {words.count(len(judged), 'pair')} of reports; the weights had said "
            f"the same of {words.number(agreed)}; {DRAWN} drawn linkages are carried through")
