"""Which columns add up to which: found in samples of rows, then looked at on all of them.

The columns of a total's parts are not named anywhere. On a few rows with much to add up, all
subsets of the columns are tried at once (met in the middle); what gives the total there is then
looked at on every row. A relation is taken where it holds on nearly all rows (`limits`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from trucewatch.statements.audit import limits
from trucewatch.statements.audit.cells import Number

Values = Sequence[Number | None]


@dataclass(eq=False)
class Term:
    """A column, or the steps of one, as something that may be a total or a part."""

    name: str
    values: Values
    words: frozenset[str]
    step: bool = False
    """Whether the values are the steps of a running total."""
    running: bool = False


@dataclass
class Sum:
    """A total, its parts, and how they compare row by row."""

    total: Term
    parts: tuple[Term, ...]
    held: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    """Rows with a part missing that cannot be checked."""
    left_out: bool = False
    """Whether, in this table, a part is left out where there is none of it."""
    named: bool = False

    @property
    def rate(self) -> float:
        """Share of the checked rows on which the parts give the total."""
        return len(self.held) / max(len(self.held) + len(self.failed), 1)


def find(totals: Sequence[Term], parts: Sequence[Term]) -> list[Sum]:
    """Find every total among some terms that others add up to; one sum for each set of parts."""
    found = []
    for total in totals:
        best = _best(total, [part for part in parts if part is not total])
        found += best
    return _apart(found)


def _best(total: Term, parts: Sequence[Term]) -> list[Sum]:
    rows = [row for row, value in enumerate(total.values) if value]
    if len(rows) < limits.NAMED_EVIDENCE:
        return []
    offered = _candidates(total, parts, rows)
    tried: dict[frozenset[int], Sum] = {}
    least = 1 if total.step else 2
    screen = rows[:: max(len(rows) // limits.SCREEN, 1)]
    for subset in _subsets(total, offered, rows):
        key = frozenset(map(id, subset))
        if len(subset) >= least and key not in tried:
            tried[key] = compare(total, subset, screen)
    likely = sorted(tried.values(), key=_strength, reverse=True)[: limits.LIKELY]
    sums = sorted(
        (one for one in (compare(total, seen.parts) for seen in likely) if _taken(one)),
        key=_strength, reverse=True)
    kept: list[Sum] = sums[:1] if total.step else []
    for one in [] if total.step else sums:
        if all(not set(map(id, one.parts)) & set(map(id, other.parts)) for other in kept):
            kept.append(one)
    return kept


def _strength(one: Sum) -> tuple[float, bool]:
    """Rows on which it holds, less where it fails often: much that holds counts for more."""
    return len(one.held) * one.rate**4, one.named


def _candidates(total: Term, parts: Sequence[Term], rows: Sequence[int]) -> list[Term]:
    """Columns that can be parts: mostly no larger than the total, sometimes above zero."""
    screen = rows[:: max(len(rows) // limits.SCREEN, 1)]
    found: list[tuple[int, int, Term]] = []
    for at, part in enumerate(parts):
        pairs = [(part.values[row], total.values[row]) for row in screen]
        both = [(a, b) for a, b in pairs if a is not None and b is not None]
        some = sum(1 for a, _ in both if a)
        equal = sum(1 for a, b in both if a == b)
        fits = sum(1 for a, b in both if a <= b)
        if not some or fits < (1 - limits.MOST) * len(both):
            continue
        if not total.step and equal > (1 - limits.EXCEPTIONS) * len(both):
            continue
        alike = len(part.words & total.words)
        found.append((-alike, at, part))
    found.sort(key=lambda one: one[:2])
    return _without_copies([part for *_, part in found], screen)[: limits.MAX_PARTS]


def _without_copies(parts: list[Term], rows: Sequence[int]) -> list[Term]:
    kept: list[Term] = []
    for part in parts:
        if not any(_alike(part, other, rows) for other in kept):
            kept.append(part)
    return kept


def _alike(one: Term, other: Term, rows: Sequence[int]) -> bool:
    pairs = [(one.values[r], other.values[r]) for r in rows]
    both = [a == b for a, b in pairs if a is not None and b is not None and (a or b)]
    return bool(both) and sum(both) > (1 - limits.EXCEPTIONS) * len(both)


def _subsets(
    total: Term, parts: Sequence[Term], rows: Sequence[int]
) -> Iterator[tuple[Term, ...]]:
    """Subsets of the parts that give the total on one of several samples of rows."""
    if not parts:
        return
    rich = sorted(rows, key=lambda row: (-sum(1 for p in parts if p.values[row]), row))
    pool = rich[: limits.POOL]
    for at in range(limits.SAMPLES):
        # Rows far apart in the pool, another set each time; always the same for the same table.
        step = max(len(pool) // limits.SAMPLE_ROWS, 1)
        sample = sorted({pool[(at * 7 + k * step) % len(pool)] for k in range(limits.SAMPLE_ROWS)})
        yield from _exact(total, parts, sample)
    for size in (1, 2):
        yield from combinations(parts[:6], size)


def _exact(
    total: Term, parts: Sequence[Term], sample: Sequence[int]
) -> Iterator[tuple[Term, ...]]:
    goal = tuple(total.values[row] or 0 for row in sample)
    vectors = [tuple(part.values[row] or 0 for row in sample) for part in parts]
    used = [at for at, vector in enumerate(vectors) if any(vector)]
    half = len(used) // 2
    left, right = _sums(vectors, used[:half], len(goal)), _sums(vectors, used[half:], len(goal))
    met = 0
    for vector, one in left.items():
        other = right.get(tuple(g - v for g, v in zip(goal, vector, strict=True)))
        if other is not None:
            met += 1
            yield tuple(parts[at] for at in sorted((*one, *other)))
            if met >= 6:  # noqa: PLR2004 (more answers say the sample has too little in it)
                return


def _sums(
    vectors: Sequence[tuple[Number, ...]], chosen: Sequence[int], width: int
) -> dict[tuple[Number, ...], tuple[int, ...]]:
    found: dict[tuple[Number, ...], tuple[int, ...]] = {(0,) * width: ()}
    for at in chosen:
        for vector, subset in list(found.items()):
            more = tuple(a + b for a, b in zip(vector, vectors[at], strict=True))
            found.setdefault(more, (*subset, at))
    return found


def compare(total: Term, parts: tuple[Term, ...], rows: Sequence[int] | None = None) -> Sum:
    """Compare a total with its parts on every row that has it, or on some rows."""
    one = Sum(total, parts, named=_named(total, parts))
    less: list[int] = []
    equal: list[int] = []
    columns = [part.values for part in parts]
    for row in range(len(total.values)) if rows is None else rows:
        whole = total.values[row]
        if whole is None:
            continue
        cells = [values[row] for values in columns]
        known = [cell for cell in cells if cell is not None]
        if not known:
            one.missing.append(row)
        elif len(known) == len(cells):
            (one.held if sum(known) == whole else one.failed).append(row)
        elif sum(known) > whole and not total.step:
            # Whatever the missing part is, it cannot be below zero.
            one.failed.append(row)
        else:
            (equal if sum(known) == whole else less).append(row)
    if len(equal) >= limits.LEFT_OUT and \
            len(equal) >= limits.LEFT_OUT_SHARE * (len(equal) + len(less)):
        one.left_out = True
        one.held += equal
        one.failed = sorted(one.failed + less)
    else:
        one.missing += equal + less
    return one


def _named(total: Term, parts: Sequence[Term]) -> bool:
    """Whether the names say it: every part has all words of the total, and more; or a step."""
    if total.step:
        return len(parts) == 1 and parts[0].words - {"new", "daily"} <= total.words
    if total.words & {"total", "all", "sum", "overall"}:
        return True
    return bool(total.words) and all(total.words < part.words for part in parts)


def _taken(one: Sum) -> bool:
    """Whether a sum holds often enough, on rows that show something, to be taken as meant."""
    least = 1 if one.total.step else 2
    shows = [row for row in one.held
             if sum(1 for part in one.parts if part.values[row]) >= least]
    needed = limits.NAMED_EVIDENCE if one.named else limits.EVIDENCE
    distinct = {one.total.values[row] for row in shows}
    failed, checked = len(one.failed), len(one.failed) + len(one.held)
    share = limits.NAMED_MOST if one.named else limits.MOST
    if len(shows) < needed or len(distinct) < min(needed, limits.DISTINCT):
        return False
    if any(not any(part.values[row] for row in shows) for part in one.parts):
        return False
    # Rows with nothing to add up hold by themselves and say nothing about the others.
    telling = len(shows) + failed
    few = limits.NAMED_FEW if one.named else limits.FEW
    return failed <= max(few, limits.EXCEPTIONS * checked) and failed <= share * telling


def _apart(sums: list[Sum]) -> list[Sum]:
    """Each column a part of one total only: of the one its sum fits best."""
    kept: list[Sum] = []
    order = sorted(sums, key=lambda s: (-s.rate, -s.named, -len(s.held), -len(s.parts)))
    for one in order:
        mine = set(map(id, one.parts))
        clash = [o for o in kept if o.total.step == one.total.step and mine & set(map(id, o.parts))]
        if not clash or (one.rate == 1.0 and all(o.rate == 1.0 for o in clash)):
            kept.append(one)
    return kept
