"""Extensions: evaluated first, since they move the end of other clauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from trucewatch.assess import match_sql, progress_sql
from trucewatch.assess.evaluated import Evaluated, Rows
from trucewatch.assess.kinds.extension import Extension
from trucewatch.assess.plan import Chosen, in_force, variant_tables
from trucewatch.assess.standards import standards_of
from trucewatch.assess.tables import Tables, load, run, table
from trucewatch.assess.variants import Moved, Variant, base_starts, expand, resolve
from trucewatch.model.case import Case
from trucewatch.model.clause import Act
from trucewatch.model.instant import Span, duration
from trucewatch.store.interface import Store

EARNED = "earned"
MOST_RENEWALS = 1_000_000
"""An automatic renewal of a microsecond would never reach the day."""


@dataclass(frozen=True)
class Moves:
    """How many times an end moved, at least and at most; ``None``: unknown."""

    least: int | None
    most: int | None


class Announcement(NamedTuple):
    """One announcement of a body."""

    claim: int
    day: int
    latest: int
    account: tuple[str, str, str]
    """Lineage, subject and basis."""


@dataclass
class _Told:
    """What the claims say about one variant of an extension."""

    progress: Rows
    """lineage, subject, basis, low, high of what earns it."""
    announced: dict[str, list[Announcement]]
    """By body."""
    claims: dict[tuple[str, str, str], list[int]]
    """Claims behind each account of what earns it."""

    def lineages(self) -> set[str]:
        """Lineages that say anything here."""
        told = {a.account[0] for some in self.announced.values() for a in some}
        return told | {str(row[0]) for row in self.progress}

    def less(self, lineage: str) -> _Told:
        """The same without a lineage."""
        return _Told(
            [row for row in self.progress if row[0] != lineage],
            {
                body: [a for a in some if a.account[0] != lineage]
                for body, some in self.announced.items()
            },
            self.claims,
        )


def extend(
    case: Case, as_of: int, store: Store, room: str = "extension"
) -> tuple[list[Moved], Evaluated]:
    """Evaluate extensions, and say how they move the ends of other clauses.

    Parameters
    ----------
    case
        The case.
    as_of
        Microseconds UTC.
    store
        Where the claims are.
    room
        Name of the room the tables are made in.

    Returns
    -------
    tuple
        The moved ends, and findings' rows under the numbers that `expand` gives the extensions
        once the moved ends are known.
    """
    plain = [v for v in expand(case) if isinstance(v.clause, Extension)]
    if not plain:
        return [], Evaluated()
    ready = [cut for v in plain if (cut := in_force(v, as_of))]
    told = _ask(case, ready, as_of, store.room(room))
    moved = _moved(case, plain, told, as_of)
    numbers = {_key(v): v.number for v in expand(case, moved)}
    found = Evaluated()
    for variant in ready:
        # One number for the extension, whoever of those bound by it is looked at.
        group = [(v, told[v.number]) for v in ready if _key(v)[::2] == _key(variant)[::2]
                 and v.start_id == variant.start_id]
        _rows(found, case, variant, numbers[_key(variant)], group, as_of)
    return moved, found


def _key(v: Variant) -> tuple[str, str, str, str]:
    return (v.clause.id, v.bound, v.reading, v.start_id)


def _bodies(clause: Extension, bound: str) -> list[str]:
    """Who must announce, or may give notice."""
    if clause.by:
        return list(clause.by)
    if clause.manner == "waived":
        return list(clause.beneficiary)
    return list(clause.bound) or [bound]


def _parts(clause: Extension, bound: str) -> list[tuple[str, Act]]:
    parts: list[tuple[str, Act]] = []
    if clause.earned_by is not None and clause.manner == "earned":
        parts.append((EARNED, clause.earned_by))
    if clause.announced_by is not None:
        parts += [
            (f"by:{body}", replace(clause.announced_by, actor=[body]))
            for body in _bodies(clause, bound)
        ]
    return parts


def _ask(
    case: Case, ready: Sequence[Variant], as_of: int, store: Store
) -> dict[int, _Told]:
    found = {v.number: _Told([], defaultdict(list), defaultdict(list)) for v in ready}
    chosen = [
        Chosen(v, parts) for v in ready
        if isinstance(v.clause, Extension) and (parts := _parts(v.clause, v.bound))
    ]
    if not chosen:
        return found
    tables: Tables = {
        "point": table("v# part t#"), "list_size": table("v# part size#"),
    }
    tables["point"].rows.extend((one.variant.number, EARNED, as_of) for one in chosen)
    load(store, {**variant_tables(case, chosen), **tables})
    run(store, (*match_sql.statements(), *progress_sql.BEFORE, *progress_sql.AFTER))
    for v, *row in store.rows(
        "SELECT v, lineage, subject, basis, low, high FROM progress WHERE part = 'earned' "
        "ORDER BY v, lineage, subject, basis"
    ):
        found[int(str(v))].progress.append(tuple(row))
    for v, lineage, subject, basis, claim in store.rows(
        "SELECT v, lineage, subject, basis, claim FROM counted WHERE part = 'earned' "
        "ORDER BY v, claim"
    ):
        key = (str(lineage), str(subject), str(basis))
        found[int(str(v))].claims[key].append(int(str(claim)))
    for v, part, claim, day, latest, *account in store.rows(
        "SELECT m.v, m.part, m.claim, m.day_last, m.latest, m.lineage, m.subject, m.basis "
        "FROM matched m "
        "JOIN variant va ON va.v = m.v AND m.earliest >= va.s2 AND m.latest <= va.e1 "
        "WHERE m.part <> 'earned' AND m.certain = 1 ORDER BY m.v, m.claim"
    ):
        found[int(str(v))].announced[str(part).removeprefix("by:")].append(
            Announcement(
                int(str(claim)), int(str(day)), int(str(latest)),
                (str(account[0]), str(account[1]), str(account[2])),
            )
        )
    return found


def _count(variant: Variant, told: _Told) -> Moves | None:
    """How many times the end moved; ``None`` for automatic renewal, which hangs on the end."""
    clause = variant.clause
    if not isinstance(clause, Extension) or clause.manner == "automatic":
        return None
    if clause.manner == "conditional":
        return Moves(None, None)
    if clause.manner == "earned":
        lows = [int(str(row[3])) for row in told.progress]
        highs = [None if row[4] is None else int(str(row[4])) for row in told.progress]
        known = [high for high in highs if high is not None]
        most = max(known) // clause.each if known and len(known) == len(highs) else None
        return Moves(max(lows, default=0) // clause.each, most)
    days = [
        len({a.day for a in told.announced.get(body, [])})
        for body in _bodies(clause, variant.bound)
    ]
    reach = max if clause.manner == "announced" else min
    return Moves(reach(days, default=0), None)


def _moved(
    case: Case, plain: Sequence[Variant], told: Mapping[int, _Told], as_of: int
) -> list[Moved]:
    """The end of each clause extended, over the bounds of the extension; and without lineages."""
    found: list[Moved] = []
    for clause in case.clauses:
        mine = [v for v in plain if v.base and v.clause.id == clause.id]
        if not isinstance(clause, Extension) or not mine:
            continue
        heard = sorted({
            lineage for v in mine if v.number in told for lineage in told[v.number].lineages()
        })
        for extended in clause.extends:
            full = _hull([_end(case, v, extended, told.get(v.number), as_of) for v in mine])
            without = []
            for lineage in heard:
                less = _hull([
                    _end(case, v, extended,
                         told[v.number].less(lineage) if v.number in told else None, as_of)
                    for v in mine
                ])
                if less != full:
                    without.append((lineage, *less))
            found.append(Moved(clause.id, extended, *full, tuple(without)))
    return found


def _hull(ends: list[tuple[Span | None, bool]]) -> tuple[Span | None, bool]:
    known = [span for span, _ in ends if span is not None]
    if len(known) < len(ends):
        return None, True
    first, last = min(span.lo for span in known), max(span.hi for span in known)
    return Span(first, last), any(is_open for _, is_open in ends)


FAR = 2**62
"""Stands for no last instant known; windows are cut at the as-of instant."""


def _original(case: Case, variant: Variant, extended: str) -> Span | None:
    clause = variant.clause
    starts = base_starts(case, clause)
    own = getattr(clause, "original", None)
    if own is not None:
        return resolve(case, own, starts, last=True)
    other = next((c for c in case.clauses if c.id == extended), None)
    end = None if other is None else other.in_force.end or getattr(other, "due", None)
    if other is None or end is None:
        return None
    return resolve(case, end, base_starts(case, other), last=True)


def _end(
    case: Case, variant: Variant, extended: str, told: _Told | None, as_of: int
) -> tuple[Span | None, bool]:
    """The moved end of one clause, and whether no last instant of it is known.

    Without `told` the extension is not in force, and the end is the original.
    """
    clause = variant.clause
    original = _original(case, variant, extended)
    if original is None or not isinstance(clause, Extension):
        return None, True
    adds = duration(clause.adds) if clause.adds else 0
    moves = Moves(0, 0) if told is None else _count(variant, told)
    if moves is None and told is not None:
        moves = _renewals(clause, original, as_of, _notices(told))
    least, most = (0, 0) if moves is None else (moves.least or 0, moves.most)
    first = original.lo + least * adds
    last = None if most is None else original.hi + most * adds
    if clause.cap is not None:
        cap = resolve(case, clause.cap, base_starts(case, clause), last=True)
        if cap is not None:
            first = max(original.lo, min(first, cap.lo))
            last = max(original.hi, cap.hi if last is None else min(last, cap.hi))
    return Span(first, FAR if last is None else max(first, last)), last is None


def _renewals(clause: Extension, original: Span, as_of: int, notices: Iterable[int]) -> Moves:
    """Automatic renewals until the end passes the as-of instant, unless notice came in time."""
    adds = duration(clause.adds) if clause.adds else 0
    ahead = duration(clause.notice) if clause.notice else 0
    given = sorted(notices)
    counts = []
    for end in original:
        n = 0
        while end <= as_of and adds > 0 and n < MOST_RENEWALS:
            if any(t <= end - ahead for t in given):
                break
            end, n = end + adds, n + 1  # noqa: PLW2901 (the end moves)
        counts.append(n)
    return Moves(min(counts), max(counts))


def _notices(told: _Told) -> list[int]:
    return [a.latest for some in told.announced.values() for a in some]


def _over_ends(case: Case, variant: Variant, told: _Told, as_of: int) -> Moves:
    """The number of a finding: of automatic renewals, over the clauses extended."""
    clause, count = variant.clause, _count(variant, told)
    if count is not None or not isinstance(clause, Extension):
        return count or Moves(0, None)
    ends = [_original(case, variant, extended) for extended in clause.extends]
    found = [
        _renewals(clause, end, as_of, _notices(told)) for end in ends if end is not None
    ]
    if not found:
        return Moves(0, None)
    return Moves(
        min(m.least or 0 for m in found), max(m.most or 0 for m in found)
    )


def _together(found: Iterable[Moves]) -> Moves:
    listed = list(found)
    leasts = [m.least for m in listed if m.least is not None]
    mosts = [m.most for m in listed if m.most is not None]
    return Moves(
        min(leasts) if len(leasts) == len(listed) else None,
        max(mosts) if len(mosts) == len(listed) else None,
    )


def _status(variant: Variant, moves: Moves) -> tuple[str, str]:
    if (moves.least or 0) >= 1:
        return "kept", ""
    manner = getattr(variant.clause, "manner", "")
    return "undetermined", (
        "condition_not_dated" if manner == "conditional" else "no_extension_shown"
    )


def _rows(
    found: Evaluated, case: Case, variant: Variant, number: int,
    group: Sequence[tuple[Variant, _Told]], as_of: int,
) -> None:
    clause = variant.clause
    told = next(t for v, t in group if v.number == variant.number)
    moves = _together(_over_ends(case, v, t, as_of) for v, t in group)
    shown = _status(variant, moves)
    each = clause.each if isinstance(clause, Extension) else 1
    found.evaluated.add(number)
    found.counted.append((number, moves.least, moves.most))
    heard = sorted({lineage for _, t in group for lineage in t.lineages()})
    removals = [("", shown)] + [
        (lineage, _status(variant, _together(
            _over_ends(case, v, t.less(lineage), as_of) for v, t in group)))
        for lineage in heard
    ]
    for standard in standards_of(case):
        found.result.extend(
            (number, "window", standard.id, removed, *status) for removed, status in removals
        )
    start = variant.start.lo if variant.start else None
    end = variant.end.hi if variant.end else None
    for lineage, subject, basis, low, high in told.progress:
        name = (str(lineage), str(subject), str(basis))
        says = "kept" if int(str(low)) >= each else "neither"
        found.accounts.append((
            number, "window", "window", EARNED, *name, "", start, end, low, high, None, None, None,
            None, None, 0, says, 0, 0, 0,
        ))
        found.account_claims.extend(
            (number, "window", EARNED, *name, "", claim) for claim in told.claims[name]
        )
    _announcements(found, replace(variant, number=number), told)


def _announcements(found: Evaluated, variant: Variant, told: _Told) -> None:
    """Who announced: one account per body and account of what was said."""
    start = variant.start.lo if variant.start else None
    end = variant.end.hi if variant.end else None
    for body, some in sorted(told.announced.items()):
        part = f"announced by {body}"
        for name in sorted({a.account for a in some}):
            mine = [a for a in some if a.account == name]
            found.accounts.append((
                variant.number, "window", "window", part, *name, "", start, end,
                len({a.day for a in mine}), None, None, None, None, None, None, 0, "kept", 0, 0, 0,
            ))
            found.account_claims.extend(
                (variant.number, "window", part, *name, "", a.claim) for a in mine
            )
