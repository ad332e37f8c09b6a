"""One counting rule applied to a table of claims: a new table, and why each row is as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from trucewatch.model.agreement import Coverage
from trucewatch.model.case import Case, Columns
from trucewatch.model.counting import CountingRule
from trucewatch.model.instant import Span, iso, parse_span
from trucewatch.recount.merge import merged
from trucewatch.recount.row import Row, read
from trucewatch.recount.trace import Traced

COUNTED = ("asserts", "claims_exception")
"""Stances that say something happened; a denial is never counted and passes unchanged."""


@dataclass(frozen=True, kw_only=True)
class Recounted:
    """Claims under a rule."""

    rule: CountingRule
    claims: Columns
    rows: tuple[Row, ...]
    """What the rule counts, as it came out."""
    trace: tuple[Traced, ...]
    untouched: int
    """Claims the rule is not about: other properties, denials."""


def recount(claims: Columns, rule: CountingRule, tz: str) -> Recounted:
    """Count claims under a rule.

    Parameters
    ----------
    claims
        `model.claim.CLAIM_COLUMNS`; those in view, retracted ones left out.
    rule
        What one violation is.
    tz
        Time zone of the case, for civil days.

    Returns
    -------
    Recounted
        A new table; the evidence itself is not changed. Nothing is dropped without a line in the
        trace, and a claim that counts in another unit never gives a number or a most.
    """
    names = list(claims)
    answered = frozenset(str(key) for key in claims["in_reply_to"] if key)
    out: list[dict[str, object]] = []
    counted: list[Row] = []
    left: list[Row] = []
    for values in zip(*claims.values(), strict=True):
        cells = dict(zip(names, values, strict=True))
        if not rule.about(str(cells["property"])) or cells["stance"] not in COUNTED:
            out.append(cells)
            continue
        row = _count(read(cells, answered), rule)
        (left if row.why == "left_out" else counted).append(row)
    untouched = len(out)
    rows = merged(counted, rule, tz)
    written = [row.written(rule) for row in rows]
    trace = [r.traced(str(w["claim_id"])) for r, w in zip(rows, written, strict=True)]
    trace += [row.traced("") for row in left]
    return Recounted(
        rule=rule, claims={name: [cells[name] for cells in (*out, *written)] for name in names},
        rows=tuple(rows), trace=tuple(sorted(trace, key=_by_claims)), untouched=untouched,
    )


def _by_claims(traced: Traced) -> tuple[str, ...]:
    return tuple(part.claim_id for part in traced.parts)


def _count(row: Row, rule: CountingRule) -> Row:
    """Numbers of one claim before anything is merged."""
    belongs = _belongs(row, rule)
    if belongs == "no":
        return row.counted(None, None, row.unit, "left_out")
    relation = rule.relation(row.unit)
    unit = rule.unit if rule.units else row.unit
    least, most = row.least, row.high
    if relation == "says_nothing":
        return row.counted(0, None, unit, "says_nothing")
    if row.low is None and not least:
        found = row.counted(None, most if relation == "own" else None, unit, "no_number")
    elif relation == "holds":
        found = row.counted(min(least, 1), None, unit, "holds_one")
    elif rule.counts == "one":
        one = 1 if least else (None if most is None else min(most, 1))
        found = row.counted(min(least, 1), one, unit, "own_one")
    else:
        found = row.counted(row.low, most, unit, "own_act" if row.low is None else "own_number")
    return found if belongs == "yes" else found.counted(0, found.high, unit, "qualifier_missing")


def _belongs(row: Row, rule: CountingRule) -> str:
    told, answer = row.qualifiers, "yes"
    for key, values in rule.where.items():
        if key not in told:
            answer = "possibly"
        elif told[key] not in values:
            return "no"
    return answer


def under(case: Case, recounted: Recounted) -> Case:
    """The case with its claims counted anew, and coverage only where it still bounds a count.

    Who watched and counted in another unit has seen everything, but not so many of this unit: over
    the time of such a claim its coverage is no least and no most, and is left out.
    """
    lineages = {body.id: body.lineage or body.id for body in case.bodies.values()}
    vague = [row for row in recounted.rows if row.changed and row.high is None]
    coverage: list[Coverage] = []
    for cover in case.coverage:
        mine = [
            Span(row.earliest, row.latest) for row in vague
            if row.text("lineage") == lineages.get(cover.body, cover.body)
            and row.text("property") in cover.properties
        ]
        coverage += _rest(cover, mine, case.agreement.tz) if cover.state == "alive" else [cover]
    return replace(case, claims=recounted.claims, coverage=coverage)


def _rest(cover: Coverage, gone: Sequence[Span], tz: str) -> Iterator[Coverage]:
    """What is left of a coverage row without some stretches of its period."""
    whole = parse_span(cover.period, tz)
    if not any(span.lo <= whole.hi and span.hi >= whole.lo for span in gone):
        yield cover
        return
    at, number = whole.lo, 0
    for span in [*sorted(gone), Span(whole.hi + 1, whole.hi + 1)]:
        if span.lo > at:
            number += 1
            end = min(span.lo - 1, whole.hi)
            yield replace(cover, id=f"{cover.id}~{number}", period=f"{iso(at)}/{iso(end)}")
        at = max(at, span.hi + 1)
        if at > whole.hi:
            return
