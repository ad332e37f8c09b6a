"""A case counted by every rule in use, for an edition: totals of what leaves, findings of all.

Totals are made of the claims of the release, after everything that must not leave was taken out,
so that no total tells what a row does not. Findings are those of the same engine on the claims in
view, as every other finding of the edition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from trucewatch.assess.engine import assess
from trucewatch.model.case import Columns
from trucewatch.model.counting import OWN, CountingRule, rules
from trucewatch.model.counts import CountedRule, CountedStatus, CountedTotal, Counts
from trucewatch.model.finding import Finding
from trucewatch.pipeline.standing import Seen
from trucewatch.publish.release import Release
from trucewatch.recount.apply import Recounted, recount, under
from trucewatch.recount.totals import totals
from trucewatch.store.engines import Engine

WINDOW = "window"
_NUMBERS = ("low", "high")
_TIMES = ("earliest", "latest")


def counts_of(
    seen: Seen, findings: Sequence[Finding], release: Release, engine: Engine | None = None
) -> Counts:
    """Count a case by every rule in use.

    Parameters
    ----------
    seen
        Claims in view, and where the run stands.
    findings
        What they show with every source's own unit.
    release
        What may leave of them.
    engine
        Where the queries run; ``None``: DuckDB.

    Returns
    -------
    Counts
        Empty where no source states what it counts as one and the case declares no rule, and
        where no rule but that of every source's own unit is in use: then no finding is computed.
    """
    tz = release.agreement.tz
    columns, without = _columns(release.claims.values())
    own = recount(columns, rules(())[OWN], tz)
    if not own.rows or not (_stated(own) or seen.case.agreement.counting):
        return Counts()
    counted = _in_use(columns, seen.case.agreement.counting, tz)
    if len(counted) == 1:
        return Counts()
    before: dict[tuple[str, ...], str] = {
        f.key: f.status for f in findings if f.unit == WINDOW}
    moved = [one for found in counted if found.rule.id != OWN
             for one in _moved(seen, found.rule, before, engine)]
    declared = {rule.id for rule in seen.case.agreement.counting}
    return Counts(
        rules=tuple(_rule(found, found.rule.id in declared) for found in counted),
        totals=tuple(one for found in counted for one in _totals(found, tz)),
        moved=tuple(moved), windows=len(before), without_time=without,
        by_rule=dict(Counter(one.rule for one in moved)),
    )


def _columns(rows: Iterable[Mapping[str, object]]) -> tuple[Columns, int]:
    """Claims as columns; one whose time was withheld cannot be counted, and is."""
    listed = list(rows)
    timed = [row for row in listed if all(isinstance(row[name], int) for name in _TIMES)]
    names = list(timed[0]) if timed else ["in_reply_to"]
    return {
        name: [_number(row[name]) if name in _NUMBERS else row[name] for row in timed]
        for name in names
    }, len(listed) - len(timed)


def _number(value: object) -> int | None:
    """A whole number; what was withheld is unknown."""
    return value if isinstance(value, int) else None


def _stated(own: Recounted) -> bool:
    """Whether some source says what it counts as one."""
    return any("counting_unit" in row.qualifiers for row in own.rows)


def _in_use(columns: Columns, of_case: Sequence[CountingRule], tz: str) -> list[Recounted]:
    """Claims under the rules of the case, and those that ship and count some in their own unit."""
    declared = {rule.id for rule in of_case}
    found = []
    for rule in rules(of_case).values():
        counted = recount(columns, rule, tz)
        if rule.id in declared or any(rule.relation(part.unit) == "own"
                                      for row in counted.rows for part in row.parts):
            found.append(counted)
    return found


def _rule(counted: Recounted, of_case: bool) -> CountedRule:
    why = Counter(one.why for one in counted.trace)
    return CountedRule(rule=counted.rule, of_case=of_case, why=dict(sorted(why.items())))


def _totals(counted: Recounted, tz: str) -> list[CountedTotal]:
    parts = {one.claim_id: [part.claim_id for part in one.parts] for one in counted.trace}
    return [
        CountedTotal(
            rule=counted.rule.id, property=t.property, zone=t.zone, actor=t.actor,
            lineage=t.lineage, unit=t.unit, from_=t.from_, to=t.to, low=t.low, high=t.high,
            claims=tuple(sorted(claim for made in t.claims for claim in parts[made])),
        ) for t in totals(counted, "period", tz)
    ]


def _moved(
    seen: Seen, rule: CountingRule, before: Mapping[tuple[str, ...], str], engine: Engine | None
) -> list[CountedStatus]:
    counted = recount(seen.case.claims, rule, seen.case.agreement.tz)
    found = assess(under(seen.case, counted), seen.standing.instant, engine)
    return [
        CountedStatus(
            rule=rule.id, clause=f.clause, bound=f.bound, reading=f.reading, start=f.start,
            standard=f.standard, before=before[f.key], after=f.status,
        ) for f in found if f.unit == WINDOW and before.get(f.key, f.status) != f.status
    ]
