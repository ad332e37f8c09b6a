"""Claims of one lineage that a rule takes for one: within a gap, or within a civil day.

Only what surely belongs together is merged; what may lie apart stays apart. Claims of two lineages
are never merged: which reports tell of one happening is for linking to say, not for counting.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from trucewatch.model.counting import CountingRule
from trucewatch.model.instant import civil_date, duration
from trucewatch.recount.row import Row

Merger = Callable[[Sequence[Row]], list[Row]]


def merged(rows: Sequence[Row], rule: CountingRule, tz: str) -> list[Row]:
    """Merge what the rule takes for one.

    Parameters
    ----------
    rows
        Claims already counted in the rule's unit.
    rule
        The rule; one that merges nothing gives back the rows.
    tz
        Time zone of the case, for civil days.
    """
    if rule.merge == "none":
        return list(rows)
    merger = _merger(rule, tz)
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    kept = []
    for row in sorted(rows, key=_order):
        if row.why in ("says_nothing", "no_number", "qualifier_missing") or not row.least:
            kept.append(row)
        else:
            groups[_key(row, rule)].append(row)
    for group in groups.values():
        kept.extend(merger(group))
    return sorted(kept, key=_order)


def _merger(rule: CountingRule, tz: str) -> Merger:
    if rule.merge == "day":
        return lambda rows: _by_day(rows, rule, tz)
    gap = duration(rule.gap)
    if rule.at_least > 1:
        return lambda rows: _reaching(rows, rule, gap)
    return lambda rows: _within(rows, rule, gap)


def _order(row: Row) -> tuple[int, int, str]:
    return (row.earliest, row.latest, row.parts[0].claim_id)


def _key(row: Row, rule: CountingRule) -> tuple[str, ...]:
    always = ("lineage", "property", "stance", "measure", "actor_certainty")
    return tuple(row.text(name) for name in (*always, *rule.same))


def _one(rows: Sequence[Row], unit: str, high: int | None, why: str) -> Row:
    """Several claims as one, over the time they span together."""
    # A denial that names a claim must still find it.
    first = next((row for row in rows if row.answered), rows[0])
    shared = dict(first.cells)
    if len(rows) > 1:
        for name in ("zone", "place", "actor", "target", "in_reply_to", "report_id"):
            if any(row.text(name) != first.text(name) for row in rows):
                shared[name] = ""
        common = set(first.qualifiers.items()).intersection(*(r.qualifiers.items() for r in rows))
        shared["qualifiers"] = "; ".join(f"{k}={v}" for k, v in sorted(common))
        days = [row.cells["public_at"] for row in rows]
        # It was known once the last of its claims was.
        shared["public_at"] = None if None in days else max(int(str(day)) for day in days)
    parts = sorted((p for row in rows for p in row.parts), key=lambda part: part.claim_id)
    scopes = {row.scope for row in rows}
    return replace(
        first, cells=shared, parts=tuple(parts), unit=unit, low=1, high=high,
        earliest=min(row.earliest for row in rows), latest=max(row.latest for row in rows),
        basis="instant" if all(row.basis == "instant" for row in rows) else "total",
        scope=scopes.pop() if len(scopes) == 1 else "unstated", why=why, changed=True,
    )


def _within(rows: Sequence[Row], rule: CountingRule, gap: int) -> list[Row]:
    """Chains of happenings, each surely within the gap of another."""
    found: list[Row] = []
    for component in _components([r for r in rows if r.basis == "instant"], gap):
        most = _most(component, gap)
        found.append(_one(component, rule.unit, most, "merged_gap") if len(component) > 1
                     else component[0].counted(1, most, rule.unit, component[0].why))
    for row in rows:
        if row.basis != "instant":
            # A total tells of one at least; merging only ever makes fewer.
            found.append(row.counted(1, row.high, rule.unit, row.why))
    return found


def _components(rows: Sequence[Row], gap: int) -> Iterable[list[Row]]:
    """Rows linked by being surely within the gap of one another, in order of their first."""
    ordered = sorted(rows, key=_order)
    starts = [row.earliest for row in ordered]
    chain = list(range(len(ordered)))

    def head(at: int) -> int:
        while chain[at] != at:
            chain[at] = at = chain[chain[at]]
        return at

    for at, row in enumerate(ordered):
        # Whatever begins later than the gap after this row cannot surely be within it.
        for near in range(at + 1, bisect_right(starts, row.earliest + gap)):
            other = ordered[near]
            if other.latest - row.earliest <= gap and row.latest - other.earliest <= gap:
                one, two = sorted((head(at), head(near)))
                chain[two] = one
    found: dict[int, list[Row]] = defaultdict(list)
    for at, row in enumerate(ordered):
        found[head(at)].append(row)
    return found.values()


def _most(rows: Sequence[Row], gap: int) -> int | None:
    """At most this many after merging: those a long interval may hold apart, and the chain."""
    most = 1
    for row in rows:
        if row.high is None:
            return None
        if row.latest - row.earliest > gap:
            most += row.high - 1
    return most


def _reaching(rows: Sequence[Row], rule: CountingRule, gap: int) -> list[Row]:
    """Groups that surely lie within the gap and hold as many as the rule asks for."""
    found = _short((r for r in rows if r.latest - r.earliest > gap), rule)
    window: list[Row] = []
    for row in rows:
        if row.latest - row.earliest > gap:
            continue
        window.append(row)
        while max(r.latest for r in window) - window[0].earliest > gap:
            found += _short([window.pop(0)], rule)
        if sum(r.least for r in window) >= rule.at_least:
            found.append(_one(window, rule.unit, None, "reached"))
            window = []
    return found + _short(window, rule)


def _short(rows: Iterable[Row], rule: CountingRule) -> list[Row]:
    return [row.counted(0, None, rule.unit, "not_reached") for row in rows]


def _by_day(rows: Sequence[Row], rule: CountingRule, tz: str) -> list[Row]:
    """One for each civil day; what reaches over several days stays by itself."""
    found: list[Row] = []
    days: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        first = civil_date(row.earliest, tz).toordinal()
        last = civil_date(row.latest, tz).toordinal()
        if row.basis == "each_day":
            most = None if row.why == "holds_one" else 1
            found.append(row.counted(1, most, rule.unit, "merged_day"))
        elif first == last:
            days[first].append(row)
        else:
            most = None if row.high is None else min(row.high, last - first + 1)
            found.append(row.counted(1, most, rule.unit, "several_days"))
    for group in days.values():
        vague = any(row.why == "holds_one" for row in group)
        found.append(_one(group, rule.unit, None if vague else 1, "merged_day"))
    return found
