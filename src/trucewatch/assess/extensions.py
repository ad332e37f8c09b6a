"""Extensions: evaluated first, since they move the end of other clauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trucewatch.assess import match_sql, progress_sql
from trucewatch.assess.evaluated import Evaluated, Rows
from trucewatch.assess.kinds.extension import Extension
from trucewatch.assess.plan import Chosen, in_force, variant_tables
from trucewatch.assess.tables import Tables, load, run, table
from trucewatch.assess.variants import Moved, Variant, base_starts, expand, resolve
from trucewatch.model.case import Case
from trucewatch.model.clause import Act
from trucewatch.model.instant import Span, duration
from trucewatch.store import DuckStore

EARNED = "earned"
MOST_RENEWALS = 1_000_000
"""An automatic renewal of a microsecond would never reach the day."""


@dataclass(frozen=True)
class Moves:
    """How many times an end moved, at least and at most; ``None``: unknown."""

    least: int | None
    most: int | None


@dataclass
class _Told:
    """What the claims say about one variant of an extension."""

    progress: Rows
    """lineage, subject, basis, low, high of what earns it."""
    announced: dict[str, list[tuple[int, int, int]]]
    """By body: claim, civil day, latest instant of each announcement."""
    claims: dict[tuple[str, str, str], list[int]]
    """Claims behind each account of what earns it."""


def extend(case: Case, as_of: int, store: DuckStore) -> tuple[list[Moved], Evaluated]:
    """Evaluate extensions, and say how they move the ends of other clauses.

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
    told = _ask(case, ready, as_of, store.room("extension"))
    counts = {v.number: _count(case, v, told[v.number], as_of) for v in ready}
    moved = _moved(case, plain, counts, told, as_of)
    numbers = {_key(v): v.number for v in expand(case, moved)}
    found = Evaluated()
    for variant in ready:
        number = numbers[_key(variant)]
        _rows(found, case, replace(variant, number=number), told[variant.number],
              _over_ends(case, variant, counts[variant.number], as_of, told[variant.number]),
              store)
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
    case: Case, ready: Sequence[Variant], as_of: int, store: DuckStore
) -> dict[int, _Told]:
    found = {v.number: _Told([], defaultdict(list), defaultdict(list)) for v in ready}
    chosen = [
        Chosen(v, parts) for v in ready
        if isinstance(v.clause, Extension) and (parts := _parts(v.clause, v.bound))
    ]
    if not chosen:
        return found
    tables: Tables = {
        "point": table("v# part t#"), "turning": table("v# from_t# to_t#"),
        "list_size": table("v# part size#"),
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
    for v, part, claim, day, latest in store.rows(
        "SELECT m.v, m.part, m.claim, m.day_last, m.latest FROM matched m "
        "JOIN variant va ON va.v = m.v AND m.earliest >= va.s2 AND m.latest <= va.e1 "
        "WHERE m.part <> 'earned' AND m.certain = 1 ORDER BY m.v, m.claim"
    ):
        found[int(str(v))].announced[str(part).removeprefix("by:")].append(
            (int(str(claim)), int(str(day)), int(str(latest)))
        )
    return found


def _count(case: Case, variant: Variant, told: _Told, as_of: int) -> Moves | None:
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
        len({day for _, day, _ in told.announced.get(body, [])})
        for body in _bodies(clause, variant.bound)
    ]
    reach = max if clause.manner == "announced" else min
    return Moves(reach(days, default=0), None)


def _moved(
    case: Case, plain: Sequence[Variant], counts: Mapping[int, Moves | None],
    told: Mapping[int, _Told], as_of: int,
) -> list[Moved]:
    """The end of each clause extended, over the bounds of the extension."""
    found: list[Moved] = []
    base = [v for v in plain if v.base]
    for clause in case.clauses:
        mine = [v for v in base if v.clause.id == clause.id]
        if not isinstance(clause, Extension) or not mine:
            continue
        for extended in clause.extends:
            ends = [
                _end(case, v, extended, counts.get(v.number, Moves(0, 0)), as_of,
                     _notices(told[v.number]) if v.number in told else ())
                for v in mine
            ]
            found.append(_hull(clause.id, extended, ends))
    return found


def _hull(extension: str, clause: str, ends: list[tuple[Span | None, bool]]) -> Moved:
    known = [span for span, _ in ends if span is not None]
    if len(known) < len(ends):
        return Moved(extension, clause, None, open=True)
    is_open = any(open_end for _, open_end in ends)
    first = min(span.lo for span in known)
    return Moved(extension, clause, Span(first, max(span.hi for span in known)), open=is_open)


FAR = 2**62
"""Stands for no last instant known; windows are cut at the as-of instant."""


def _original(case: Case, variant: Variant, extended: str) -> Span | None:
    clause = variant.clause
    starts = base_starts(case, clause)
    own = getattr(clause, "original", None)
    if own is not None:
        return resolve(case, own, starts, last=True)
    other = next((c for c in case.clauses if c.id == extended), None)
    if other is None or other.in_force.end is None:
        return None
    return resolve(case, other.in_force.end, base_starts(case, other), last=True)


def _end(
    case: Case, variant: Variant, extended: str, count: Moves | None, as_of: int,
    notices: Iterable[int] = (),
) -> tuple[Span | None, bool]:
    """The moved end of one clause, and whether no last instant of it is known."""
    clause = variant.clause
    original = _original(case, variant, extended)
    if original is None or not isinstance(clause, Extension):
        return None, True
    adds = duration(clause.adds) if clause.adds else 0
    moves = _renewals(clause, original, as_of, notices) if count is None else count
    first = original.lo + (moves.least or 0) * adds
    last = None if moves.most is None else original.hi + moves.most * adds
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
    return [latest for some in told.announced.values() for _, _, latest in some]


def _over_ends(
    case: Case, variant: Variant, count: Moves | None, as_of: int, told: _Told
) -> Moves:
    """The number of a finding: of automatic renewals, over the clauses extended."""
    clause = variant.clause
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


def _rows(
    found: Evaluated, case: Case, variant: Variant, told: _Told, moves: Moves, store: DuckStore
) -> None:
    clause, v = variant.clause, variant.number
    conditional = isinstance(clause, Extension) and clause.manner == "conditional"
    each = clause.each if isinstance(clause, Extension) else 1
    status = "kept" if (moves.least or 0) >= 1 else "undetermined"
    reason = "" if status == "kept" else (
        "condition_not_dated" if conditional else "no_extension_shown"
    )
    found.evaluated.add(v)
    found.counted.append((v, moves.least, moves.most))
    for row in store.rows("SELECT id FROM standard ORDER BY id"):
        found.result.append((v, "window", row[0], "", status, reason))
    start = variant.start.lo if variant.start else None
    end = variant.end.hi if variant.end else None
    for lineage, subject, basis, low, high in told.progress:
        name = (str(lineage), str(subject), str(basis))
        says = "kept" if int(str(low)) >= each else "neither"
        found.accounts.append((
            v, "window", "window", EARNED, *name, "", start, end, low, high, None, None, None,
            None, None, 0, says, 0, 0, 0,
        ))
        found.account_claims.extend(
            (v, "window", EARNED, *name, "", claim) for claim in told.claims[name]
        )
    _announcements(found, variant, told, store)


def _announcements(
    found: Evaluated, variant: Variant, told: _Told, store: DuckStore
) -> None:
    """Who announced: one account per body and account of what was said."""
    start = variant.start.lo if variant.start else None
    end = variant.end.hi if variant.end else None
    for body, some in sorted(told.announced.items()):
        listed = ", ".join(str(claim) for claim, _, _ in some)
        rows = store.rows(
            "SELECT f.lineage, f.subject, f.basis, c.claim, c.day_last FROM claim c "
            f"JOIN profile f ON f.profile = c.profile WHERE c.claim IN ({listed}) "
            "ORDER BY c.claim"
        )
        accounts: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
        for lineage, subject, basis, claim, day in rows:
            accounts[str(lineage), str(subject), str(basis)].append(
                (int(str(claim)), int(str(day)))
            )
        for name, claims in sorted(accounts.items()):
            part = f"announced by {body}"
            found.accounts.append((
                variant.number, "window", "window", part, *name, "", start, end,
                len({day for _, day in claims}), None, None, None, None, None, None, 0, "kept",
                0, 0, 0,
            ))
            found.account_claims.extend(
                (variant.number, "window", part, *name, "", claim) for claim, _ in claims
            )
