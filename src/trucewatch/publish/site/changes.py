"""What changed since an earlier instant, clause by clause, as a page shows it. No markup here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.model.change import Change
from trucewatch.publish import telling, words
from trucewatch.publish.site.claim import Claim
from trucewatch.publish.site.clause_page import anchors
from trucewatch.publish.site.context import Context, spoken
from trucewatch.publish.tongue import mark, tr

NO_FINDING = mark("no finding")
SHOWN = 12
"""Claims listed of a kind; the others are counted."""
CAME = (
    ("breached", mark("Came into accounts that support “breached”")),
    ("kept", mark("Came into accounts that support “kept”")),
    ("neither", mark("Came in, and support neither")),
    ("went", mark("Counted then, and do not any more")),
)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One standard: the status then and now."""

    was: str
    now: str
    was_label: str
    now_label: str
    moved: bool
    says: str
    """Both with standard, reading, start and the instants they hold at."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One reading and start."""

    title: str
    cells: list[Cell | None]
    """By standard, in the order declared."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Claims that came or went, of one kind."""

    title: str
    claims: list[Claim]
    more: int


@dataclass(frozen=True, kw_only=True)
class BoundChanges:
    """Everything that changed for one bound of one clause."""

    clause: str
    title: str
    file: str
    anchor: str
    name: str
    rows: list[Row]
    groups: list[Group]


def then(ctx: Context) -> str:
    """The earlier instant in words; empty where nothing is compared."""
    since = ctx.release.since
    return words.as_of(since.instant, ctx.tz) if since else ""


def views(ctx: Context) -> list[BoundChanges]:
    """Clauses with a status that moved: in the order of the agreement, bounds by name shown."""
    moved: dict[tuple[str, str], list[Change]] = {}
    for change in ctx.release.changes:
        moved.setdefault((change.clause, change.bound), []).append(change)
    steady = {c.key: c for c in ctx.release.steady}
    found = []
    for view in ctx.release.clauses:
        bounds = {bound for clause, bound in moved if clause == view.clause.id}
        for bound in sorted(bounds, key=lambda b: (ctx.bound_name(b).casefold(), b)):
            found.append(_bound(ctx, moved[view.clause.id, bound], steady))
    return found


def _bound(
    ctx: Context, moved: list[Change], steady: dict[tuple[str, str, str, str, str], Change]
) -> BoundChanges:
    first = moved[0]
    view = ctx.views[first.clause]
    order = {key: n for n, key in enumerate(
        (reading, start) for reading in view.readings for start in view.starts or {"": ""})}
    pairs = sorted({(c.reading, c.start) for c in moved},
                   key=lambda p: (order.get(p, len(order)), p))
    by_key = {c.key: c for c in moved}
    rows = []
    for reading, start in pairs:
        cells = []
        for standard in ctx.standards:
            key = (first.clause, first.bound, reading, start, standard)
            change = by_key.get(key) or steady.get(key)
            cells.append(cell(ctx, change) if change else None)
        rows.append(Row(title=title(ctx, first.clause, reading, start), cells=cells))
    return BoundChanges(
        clause=first.clause, title=spoken(view.clause.title), file=ctx.files[first.clause],
        anchor=anchors(ctx.bounds_of(view.clause))[first.bound], name=ctx.bound_name(first.bound),
        rows=rows, groups=groups(ctx, moved),
    )


def titles(ctx: Context, clause: str, reading: str, start: str) -> tuple[str, str]:
    """Titles of a reading and of a start; the second is empty where only one is possible."""
    view = ctx.views[clause]
    begun = ctx.starts(view).get(start, words.plain(start)) if view.starts else ""
    return ctx.readings(view).get(reading, words.plain(reading)), begun


def title(ctx: Context, clause: str, reading: str, start: str) -> str:
    """Titles of a reading and a start, in one."""
    read, begun = titles(ctx, clause, reading, start)
    return tr("{reading}; counted from {start}", reading=read, start=begun) if begun else read


def cell(ctx: Context, change: Change) -> Cell:
    """Status then and now of one finding, with everything it must not stand without."""
    read, begun = titles(ctx, change.clause, change.reading, change.start)
    standard = ctx.standards.get(change.standard, words.plain(change.standard))
    was, now = label(change.was), label(change.now)
    says = tr("{bound}: {was} {conditions}; {now} under the same, as of {day}",
              bound=ctx.bound_name(change.bound), was=was, now=now, day=ctx.as_of,
              conditions=words.conditions(standard, read, begun, then(ctx)))
    return Cell(was=change.was, now=change.now, was_label=was, now_label=now, moved=change.moved,
                says=says)


def label(status: str) -> str:
    """The word printed for a status, or that there was no finding."""
    return words.STATUS_LABELS.get(status, words.plain(status)) if status else tr(NO_FINDING)


def groups(ctx: Context, changes: Iterable[Change], shown: int = SHOWN) -> list[Group]:
    """Claims that came and went between, each once under each kind, by time of the happening."""
    rows = list(changes)
    gone = {str(w.claim["claim_id"]): w.claim for w in ctx.release.withdrawn}
    found = []
    for kind, named in CAME:
        ids = {c for change in rows for c in getattr(change, kind)}
        if kind == "neither":
            ids -= {c for change in rows for c in (*change.kept, *change.breached)}
        claims = sorted((Claim(i, ctx.release.claims.get(i) or gone.get(i, {})) for i in ids),
                        key=lambda c: c.order, reverse=True)
        if claims:
            found.append(Group(title=tr(named), claims=claims[:shown],
                               more=max(0, len(claims) - shown)))
    return found


def tell(ctx: Context, claim: Claim) -> str:
    """One claim in one line."""
    return telling.line(ctx, claim) if claim.row else tr("a claim that is not in this release")

