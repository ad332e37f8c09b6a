"""Which charts a clause gets, and the numbers that go into them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup

from trucewatch.model.finding import STATUSES, Account, Finding
from trucewatch.publish import measure, words
from trucewatch.publish.release import ClauseView
from trucewatch.publish.site import chart
from trucewatch.publish.site.context import Context
from trucewatch.publish.site.views import AccountRow, BoundView, union_accounts
from trucewatch.publish.tongue import tr

MOST_FACETS = 24
"""More small fields than this are no picture; the table of accounts shows them all."""


NOT_DUE = frozenset({"pending", "condition_open", "not_in_force", "not_assessable"})
"""Statuses of a clause whose window does not end at a due instant."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One drawing with its caption and key."""

    title: str
    caption: str
    svg: Markup
    keys: tuple[tuple[str, str], ...] = ()
    """Marks and what they mean."""
    legend: str = ""
    """``status``, ``support`` or ``owed``: which legend belongs under it."""
    statuses: tuple[str, ...] = ()
    """Statuses drawn, in the order of the vocabulary."""


def charts(ctx: Context, view: ClauseView, bound: BoundView) -> list[Chart]:
    """Every chart of one bound, in reading order; empty when there is nothing to draw."""
    kind = str(getattr(view.clause, "kind", ""))
    found: list[Chart | None] = []
    if kind == "rate":
        found.append(_daily(ctx, view, bound))
    if kind in {"deadline", "process"}:
        found.append(_timeline(ctx, bound))
    found += _ranges(ctx, bound)
    found.append(_strip(ctx, bound))
    return [c for c in found if c is not None]


def numbered(made: Mapping[str, list[Chart]]) -> dict[str, list[tuple[int, Chart]]]:
    """Charts of each bound of a clause with the number their files have (`formats.charts`).

    Counted by id of the bound: pages list bounds by name, which another language orders otherwise,
    and a chart has one name in all of them.
    """
    number = count(1)
    return {bound: [(next(number), one) for one in made[bound]] for bound in sorted(made)}


def _strip(ctx: Context, bound: BoundView) -> Chart | None:
    units = list(bound.units)
    if len(units) < 2 or bound.base is None or bound.separate:  # noqa: PLR2004
        return None
    rows = [(tr("Standard “{title}”", title=title), _runs(ctx, bound, s))
            for s, title in ctx.standards.items()]
    drawn = {run.status for _, runs in rows for run in runs}
    noun = measure.named(bound.noun)
    desc = tr("{bound}: status of each {unit} under each standard, {reading}, as of {as_of}. The "
              "table of units below gives the same in words.", bound=bound.name, unit=noun,
              reading=_base(bound), as_of=ctx.as_of)
    return Chart(
        title=tr("Every {unit} in the window, by status", unit=noun),
        caption=tr("One band per standard, {reading}, as of {as_of}.", reading=_base(bound),
                   as_of=ctx.as_of),
        svg=chart.strip(f"{bound.anchor}-strip", rows, _ticks(ctx, units), desc),
        legend="status",
        statuses=tuple(s for s in STATUSES if s in drawn),
    )


def _ticks(ctx: Context, units: list[str]) -> list[str]:
    """Names of units an axis can place: civil days where they begin on one."""
    return [measure.civil(name, ctx.tz) for name in units]


def _base(bound: BoundView) -> str:
    return tr("in the reading “{title}”", title=bound.base.title) if bound.base else ""


def _runs(ctx: Context, bound: BoundView, standard: str) -> list[chart.Run]:
    """Units in a row with one status; a unit without a finding is a gap."""
    spans: list[tuple[int, int, str, str, Finding]] = []
    for index, (unit, findings) in enumerate(bound.units.items()):
        f = findings.get(standard)
        if f is None:
            continue
        first, size, began, _, last = spans[-1] if spans else (0, 0, "", "", f)
        if size and last.status == f.status and first + size == index:
            spans[-1] = (first, size + 1, began, unit, f)
        else:
            spans.append((index, 1, unit, unit, f))
    return [
        chart.Run(
            first=first, size=size, status=f.status,
            title=tr("{head}: {rest}", head=bound.run_title(began, ended),
                     rest=words.STATUS_LABELS.get(f.status, f.status)),
        )
        for first, size, began, ended, f in spans
    ]


def _daily(ctx: Context, view: ClauseView, bound: BoundView) -> Chart | None:
    facets: dict[tuple[str, str], list[chart.Point]] = {}
    for index, (unit, findings) in enumerate(bound.units.items()):
        for a in union_accounts(findings.values()):
            if not _of_unit(ctx, a, next(iter(findings.values()))):
                continue
            facets.setdefault((a.account, words.measured(a.measures)), []).append(chart.Point(
                at=index, low=a.low, high=a.high, supports=a.supports,
                title=tr("{head}: {rest}", head=words.unit(unit),
                         rest=words.bounds(a.low, a.high)),
            ))
    if not facets or len(facets) > MOST_FACETS:
        return None
    names = _account_names(ctx, [account for account, _ in facets])
    rows = [
        (tr("{head}: {rest}", head=names[account], rest=measures) if measures
         else names[account], points)
        for (account, measures), points in sorted(facets.items())
    ]
    noun = measure.named(bound.noun)
    desc = tr("What this account says for each {unit} it names, on one scale for all accounts, "
              "with a line at the quota. The table of units below gives the same numbers.",
              unit=noun)
    return Chart(
        title=tr("Each account, {unit} by {unit}", unit=noun),
        caption=tr("One field per account, all on the same scale; accounts are never mixed. A "
                   "{unit} without a mark is a {unit} for which that account gives no figure; a "
                   "bar that reaches the upper edge goes beyond it.", unit=noun),
        svg=chart.daily(f"{bound.anchor}-daily", rows, _quota(view), list(bound.units), desc),
        legend="support",
    )


def _of_unit(ctx: Context, account: Account, f: Finding) -> bool:
    """Tell whether an account speaks of the unit itself, and not of a longer time around it."""
    if account.basis != "total" or f.from_ is None or f.to is None:
        return True
    for claim_id in account.claims:
        claim = ctx.claims.get(claim_id)
        lo, hi = (claim.whole("earliest"), claim.whole("latest")) if claim else (None, None)
        if lo is None or hi is None or lo < f.from_ or hi > f.to:
            return False
    return True


def _account_names(ctx: Context, accounts: Iterable[str]) -> dict[str, str]:
    """Lineage and series by account; the basis too where two accounts differ in nothing else."""
    parts = {a: [*a.split("|"), "", ""][:3] for a in accounts}
    shared = Counter((lineage, series) for lineage, series, _ in parts.values())
    named = {}
    for account, (lineage, series, basis) in parts.items():
        beside = [words.series(series)] if series else []
        if shared[lineage, series] > 1 and basis:
            beside.append(words.BASES.get(basis, basis))
        named[account] = ctx.body_name(lineage) + (f" ({', '.join(beside)})" if beside else "")
    return named


def _quota(view: ClauseView) -> tuple[int, int] | None:
    quota = getattr(view.clause, "at_least", None) or getattr(view.clause, "at_most", None)
    low, high = getattr(quota, "low", None), getattr(quota, "high", None)
    return (low, high) if isinstance(low, int) and isinstance(high, int) else None


def _timeline(ctx: Context, bound: BoundView) -> Chart | None:
    dues: dict[int, list[str]] = {}
    for combination in bound.combinations:
        for f in combination.findings.values():
            if f.to is not None and f.status not in NOT_DUE:
                titles = dues.setdefault(f.to, [])
                if combination.label not in titles:
                    titles.append(combination.label)
    # One line per lineage: its accounts by the due instant and as of now hold the same claims.
    told: dict[str, set[str]] = {}
    for row in bound.accounts or _all_accounts(bound):
        told.setdefault(row.account.lineage, set()).update(row.account.claims)
    rows = [
        (ctx.body_name(lineage), "", _bars(ctx, claims))
        for lineage, claims in sorted(
            told.items(), key=lambda item: (ctx.body_name(item[0]).casefold(), item[0]))
    ]
    if not any(bars for _, _, bars in rows):
        return None
    marks = {at: str(i) for i, at in enumerate(sorted(dues), 1)}
    keys = tuple(
        (marks[at], f"{words.instant(at, ctx.tz)} – {' / '.join(dues[at])}") for at in sorted(dues)
    )
    desc = tr("Bars are the times this lineage gives, with its figures; vertical lines are the due "
              "instants of the readings and starts, numbered as in the list below.")
    return Chart(
        title=tr("What was done when, against when it was due"),
        caption=tr("Each bar is one claim: when it says something was done, and how much. Every "
                   "published start and reading has its own due instant; none is preferred."),
        svg=chart.timeline(
            f"{bound.anchor}-time", rows, [chart.Due(at=at, mark=m) for at, m in marks.items()],
            ctx.tz, desc),
        keys=keys,
    )


def _all_accounts(bound: BoundView) -> list[AccountRow]:
    every = union_accounts(
        f for combination in bound.combinations for f in combination.findings.values()
    )
    return [AccountRow(account=a, supports={"": a.supports}) for a in every]


def _bars(ctx: Context, claim_ids: set[str]) -> list[chart.Bar]:
    found = []
    for claim_id in sorted(claim_ids):
        claim = ctx.claims.get(claim_id)
        lo, hi = (claim.whole("earliest"), claim.whole("latest")) if claim else (None, None)
        if claim is None or lo is None or hi is None:
            continue
        low, high = claim.whole("low"), claim.whole("high")
        text = words.bounds(low, high)
        found.append(chart.Bar(
            lo=lo, hi=max(lo, hi), text="" if low is None and high is None else text,
            title=tr("{head}: {rest}", head=words.interval(lo, hi, ctx.tz), rest=text),
        ))
    return found


def _ranges(ctx: Context, bound: BoundView) -> list[Chart]:
    """One chart per measured thing: trucks and fuel do not share a scale."""
    if bound.hours:
        return []
    names = _account_names(ctx, {r.account.account for r in bound.accounts})
    groups: dict[str, list[AccountRow]] = {}
    for row in bound.accounts:
        groups.setdefault(words.measured(row.account.measures), []).append(row)
    found = []
    for number, (measures, rows) in enumerate(groups.items()):
        if len(rows) > MOST_FACETS or all(
            r.account.low is None and r.account.high is None for r in rows
        ):
            continue
        owed = any(r.account.owed_low is not None or r.account.owed_high is not None for r in rows)
        found.append(Chart(
            title=tr("Accounts side by side: {what}", what=measures) if measures
            else tr("Accounts side by side"),
            caption=tr("Each account over the period it covers itself, against what was owed over "
                       "that same period.") if owed
            else tr("Each account over the period it covers itself."),
            svg=chart.ranges(
                f"{bound.anchor}-r{number}", [_range_row(ctx, r, names) for r in rows],
                tr("The range this account makes certain and possible, and what was owed over its "
                   "own period.") if owed
                else tr("The range this account makes certain and possible.")),
            legend="owed" if owed else "support",
        ))
    return found


def _range_row(ctx: Context, row: AccountRow, names: dict[str, str]) -> chart.RangeRow:
    a = row.account
    owed = "" if a.owed_low is None and a.owed_high is None \
        else " · " + tr("owed {range}", range=words.bounds(a.owed_low, a.owed_high))
    return chart.RangeRow(
        label=f"{names[a.account]} · {words.interval(a.from_, a.to, ctx.tz)}",
        text=f"{words.bounds(a.low, a.high)}{owed}",
        low=a.low, high=a.high, owed_low=a.owed_low, owed_high=a.owed_high,
        supports=a.supports if row.agreed else "neither",
    )
