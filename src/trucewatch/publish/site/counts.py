"""Totals and findings under every counting rule, side by side, as a page shows them. No markup."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from trucewatch.model.counting import UNITS, WHY
from trucewatch.model.counts import CountedRule, CountedStatus, CountedTotal
from trucewatch.publish import words
from trucewatch.publish.site import changes
from trucewatch.publish.site.context import Context, spoken
from trucewatch.publish.tongue import Terms, tr

UNIT_TERMS = Terms(UNITS)
WHY_TERMS = Terms(WHY)
SHOWN = 100
"""Rows of totals on the page; the table has all."""
MOVED_SHOWN = 150
"""Findings on the page; the JSON file has all."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule in words."""

    id: str
    title: str
    of_case: bool
    why: list[tuple[str, int]]
    """How the claims it is about count, in words, and how many."""
    moved: int


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A total in one unit."""

    figure: str
    unit: str
    period: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one lineage states of one thing, under each rule."""

    lineage: str
    name: str
    property: str
    place: str
    actor: str
    cells: list[list[Amount]]
    """By rule, in the order of the rules; unlike units side by side."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A finding that has another status under some rule."""

    title: str
    clause: str
    link: str
    bound: str
    standard: str
    before: str
    cells: list[str]
    """Status under each rule."""
    says: list[str]
    """The same with everything a status must not stand without."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Everything the page shows."""

    rules: list[Rule]
    rows: list[Row]
    more_rows: int
    moved: list[Moved]
    more_moved: int


def page(ctx: Context) -> Page | None:
    """What was counted; ``None`` where nothing was."""
    counts = ctx.release.counts
    if not counts.rules:
        return None
    rows, moved = _rows(ctx), _by_finding(ctx)
    return Page(rules=rules(ctx), rows=rows[:SHOWN], more_rows=max(0, len(rows) - SHOWN),
                moved=moved[:MOVED_SHOWN], more_moved=max(0, len(moved) - MOVED_SHOWN))


def rules(ctx: Context) -> list[Rule]:
    """Rules in use, in the order shown."""
    return [
        Rule(id=one.rule.id, title=title(one), of_case=one.of_case,
             why=[(WHY_TERMS[code], n) for code, n in one.why.items()],
             moved=ctx.release.counts.by_rule.get(one.rule.id, 0))
        for one in ctx.release.counts.rules
    ]


def title(one: CountedRule) -> str:
    """What one violation is under a rule."""
    said = spoken(one.rule.title) or words.plain(one.rule.id)
    return said if one.of_case else tr(said)


def _rows(ctx: Context) -> list[Row]:
    found: dict[tuple[str, str, str, str], dict[str, list[CountedTotal]]] = defaultdict(
        lambda: defaultdict(list))
    for t in ctx.release.counts.totals:
        found[t.property, t.zone, t.actor, t.lineage][t.rule].append(t)
    made = [
        Row(lineage=lineage, name=ctx.body_name(lineage), property=words.title(kind),
            place=ctx.name(zone) if zone else tr("not stated"),
            actor=ctx.name(actor) if actor else tr("not stated"),
            cells=[[_amount(ctx, t) for t in by_rule.get(one.rule.id, ())]
                   for one in ctx.release.counts.rules])
        for (kind, zone, actor, lineage), by_rule in found.items()
    ]
    return sorted(made, key=lambda r: (
        r.property.casefold(), r.place.casefold(), r.actor.casefold(), r.name.casefold(),
        r.lineage))


def _amount(ctx: Context, t: CountedTotal) -> Amount:
    named = {one.rule.id: title(one) for one in ctx.release.counts.rules}
    unit = UNIT_TERMS[t.unit] if t.unit in UNITS else named.get(t.unit, words.plain(t.unit))
    return Amount(figure=words.bounds(t.low, t.high), unit=unit,
                  period=words.interval(t.from_, t.to, ctx.tz))


def _by_finding(ctx: Context) -> list[Moved]:
    found: dict[tuple[str, ...], dict[str, CountedStatus]] = defaultdict(dict)
    for one in ctx.release.counts.moved:
        found[one.clause, one.bound, one.reading, one.start, one.standard][one.rule] = one
    order = {view.clause.id: n for n, view in enumerate(ctx.release.clauses)}
    keys = sorted(found, key=lambda k: (
        order.get(k[0], len(order)), ctx.bound_name(k[1]).casefold(), k[1:]))
    return [_moved(ctx, found[key]) for key in keys]


def _moved(ctx: Context, by_rule: dict[str, CountedStatus]) -> Moved:
    one = next(iter(by_rule.values()))
    read, begun = changes.titles(ctx, one.clause, one.reading, one.start)
    standard = ctx.standards.get(one.standard, words.plain(one.standard))
    held = words.conditions(standard, read, begun, ctx.as_of)
    cells, says = [], []
    for rule in ctx.release.counts.rules:
        other = by_rule.get(rule.rule.id)
        label = changes.label(other.after if other else one.before)
        cells.append(label)
        says.append(tr("{bound}: {status} {conditions}, counted by the rule “{rule}”",
                       bound=ctx.bound_name(one.bound), status=label, conditions=held,
                       rule=title(rule)))
    return Moved(
        title=spoken(ctx.views[one.clause].clause.title), clause=one.clause,
        link=f"clauses/{ctx.files[one.clause]}.html#b-{words.slug(one.bound) or 'nobody'}",
        bound=ctx.bound_name(one.bound), standard=one.standard,
        before=held, cells=cells, says=says,
    )
