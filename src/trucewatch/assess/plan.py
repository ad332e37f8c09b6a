"""From a case to the tables the SQL reads: clauses are rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from trucewatch.assess.lineages import lineages, overlaps
from trucewatch.assess.standards import SHIPPED
from trucewatch.assess.variants import Variant
from trucewatch.model.case import Case, Columns
from trucewatch.model.clause import Act
from trucewatch.model.instant import (
    Period,
    Span,
    civil_date,
    civil_day,
    parse_span,
    periods,
)
from trucewatch.model.properties import PROPERTIES

INT, TEXT = "BIGINT", "VARCHAR"


@dataclass
class Table:
    """A small table under construction: schema, then rows as tuples."""

    schema: dict[str, str]
    rows: list[tuple[object, ...]] = field(default_factory=list)

    def columns(self) -> Columns:
        """The rows turned into columns."""
        turned: list[list[object]] = [list(c) for c in zip(*self.rows, strict=True)]
        return dict(zip(self.schema, turned or [[] for _ in self.schema], strict=True))


Tables = dict[str, Table]


def table(text: str) -> Table:
    """Schema from words: names ending in ``#`` are integers."""
    return Table({name.rstrip("#"): INT if name.endswith("#") else TEXT for name in text.split()})


def civil(earliest: int, latest: int, tz: str) -> tuple[int, int, int, int, int]:
    """Civil days of an interval, as day numbers since 0001-01-01.

    Returns
    -------
    tuple
        First and last day touched; first and last day wholly contained (first > last when none);
        first instant of the last day touched, or of the interval if that is later.
    """
    first, last = civil_date(earliest, tz), civil_date(latest, tz)
    whole_first = first.toordinal() + (civil_day(first, tz).lo < earliest)
    last_day = civil_day(last, tz)
    whole_last = last.toordinal() - (last_day.hi > latest)
    return (
        first.toordinal(), last.toordinal(), whole_first, whole_last, max(earliest, last_day.lo)
    )


def claim_tables(case: Case) -> Tables:
    """Claims, qualifiers, zones, lineages, coverage, standards: the same for every kind."""
    claims = case.claims
    found = {
        "claim": table(
            "claim_id row_key lineage subject property measure stance in_reply_to low# high# "
            "earliest# latest# as_at# day_first# day_last# whole_first# whole_last# basis scope "
            "zone actor actor_certainty target"
        ),
        "qualifier": table("claim_id k val"),
        "zone_member": table("zone contains certain#"),
        "lineage": table("id witness stated# speaks_for"),
        "lineage_side": table("lineage side"),
        "shares_origin": table("earlier later"),
        "coverage": table("cov lineage zone t1# t2# alive#"),
        "coverage_property": table("cov property"),
        "standard": table("id lineages# pool denial_disputes#"),
    }
    names = ("claim_id", "key", "lineage", "subject", "property", "measure", "stance",
             "in_reply_to", "low", "high", "earliest", "latest")
    rest = ("basis", "scope", "zone", "actor", "actor_certainty", "target")
    for i in range(len(claims["claim_id"])):
        row = {name: claims[name][i] for name in (*names, *rest, "qualifiers")}
        days = civil(int(str(row["earliest"])), int(str(row["latest"])), case.agreement.tz)
        # A stock is as at some instant of its interval; a running total, of its last day.
        as_at = row["earliest"] if row["basis"] == "stock" else days[4]
        found["claim"].rows.append(
            (*(row[n] for n in names), as_at, *days[:4], *(row[n] for n in rest))
        )
        for pair in filter(None, str(row["qualifiers"] or "").split("; ")):
            key, _, value = pair.partition("=")
            found["qualifier"].rows.append((row["claim_id"], key, value))
    _lineage_rows(case, found)
    _coverage_rows(case, found)
    members = case.zone_members
    found["zone_member"].rows.extend(
        (z, c, int(bool(s)))
        for z, c, s in zip(
            members["zone"], members["contains"], members["certain"], strict=True
        )
    )
    for standard in SHIPPED:
        pool = "admission" if standard.admission else (
            "disinterested" if standard.disinterested else "all"
        )
        found["standard"].rows.append(
            (standard.id, standard.lineages, pool, int(standard.denial_disputes))
        )
    return found


def _lineage_rows(case: Case, found: Tables) -> None:
    used = {str(name) for name in case.claims["lineage"]}
    for cover in case.coverage:
        used.add(_lineage_of(case, cover.body))
    described = lineages(used, case.bodies)
    for line in described:
        found["lineage"].rows.append((line.id, line.witness, int(line.stated), line.speaks_for))
        found["lineage_side"].rows.extend((line.id, side) for side in sorted(line.sides))
    found["shares_origin"].rows.extend(overlaps(described))


def _lineage_of(case: Case, body: str) -> str:
    return case.bodies[body].lineage or body


def _coverage_rows(case: Case, found: Tables) -> None:
    for cover in case.coverage:
        span = parse_span(cover.period, case.agreement.tz)
        found["coverage"].rows.append(
            (cover.id, _lineage_of(case, cover.body), cover.zone, span.lo, span.hi,
             int(cover.state == "alive"))
        )
        found["coverage_property"].rows.extend((cover.id, p) for p in cover.properties)


def in_force(variant: Variant, as_of: int) -> Variant | None:
    """The variant cut at the as-of instant; ``None`` when it is not in force by then."""
    if variant.start is None or variant.start.lo > as_of:
        return None
    end = variant.end or Span(as_of, as_of)
    return replace(
        variant, end=Span(min(end.lo, as_of), min(end.hi, as_of)),
        open_end=variant.end is None or end.hi > as_of,
    )


def variant_tables(
    case: Case, chosen: Sequence[tuple[Variant, list[tuple[str, Act]], str]]
) -> Tables:
    """Tables of the variants of one kind.

    Parameters
    ----------
    case
        The case.
    chosen
        Variant in force, its acts by part, and the kind of civil unit (empty: none).
    """
    found = {
        "variant": table("v# bound s1# s2# e1# e2# day1# day2# per"),
        "other_side": table("v# party"),
        "act": table("v# part any_zone# any_actor# any_target# n_where# n_zone# n_property#"),
        "act_property": table("v# part property implied# event# first#"),
        "act_zone": table("v# part zone"),
        "act_actor": table("v# part actor"),
        "act_target": table("v# part target"),
        "act_where": table("v# part k val"),
        "claimed_exception": table("v# effect"),
        "period": table("per unit day_first# day_last# u1# u2#"),
    }
    for variant, acts, per in chosen:
        start, end = variant.start, variant.end
        if start is None or end is None:
            raise ValueError("a variant in force has a start and an end")
        found["variant"].rows.append(
            (variant.number, variant.bound, start.lo, start.hi, end.lo, end.hi,
             *(civil_day(civil_date(t, case.agreement.tz), case.agreement.tz).lo for t in start),
             per)
        )
        sides = opposing(case, variant.bound)
        others = sides | {b for b in variant.clause.beneficiary if b in parties(case)}
        found["other_side"].rows.extend(
            (variant.number, p) for p in sorted(others - {variant.bound})
        )
        # One effect per variant: `excludes` is the stronger.
        effects = {exception.effect for exception in variant.clause.exceptions}
        if effects:
            effect = "excludes" if "excludes" in effects else "contests"
            found["claimed_exception"].rows.append((variant.number, effect))
        for part, act in acts:
            _act_rows(case, found, variant, part, act)
    _period_rows(case, found, chosen)
    return found


def parties(case: Case) -> set[str]:
    """Ids of the parties of a case."""
    return {party.id for party in case.agreement.parties}


def opposing(case: Case, bound: str) -> set[str]:
    """Parties the bound opposes, by declaration."""
    return {o for p in case.agreement.parties if p.id == bound for o in p.opposes}


def _people(case: Case, of: Iterable[str]) -> set[str]:
    chosen = set(of)
    return {group for p in case.agreement.parties if p.id in chosen for group in (p.id, *p.people)}


def _actors(case: Case, act: Act, bound: str) -> set[str]:
    answers = {p.id: p.answers_for for p in case.agreement.parties}
    named = {bound if actor == "bound" else actor for actor in act.actor}
    return named | {group for actor in named for group in answers.get(actor, ())}


def _act_rows(case: Case, found: Tables, variant: Variant, part: str, act: Act) -> None:
    v = variant.number
    any_actor, any_target = "any" in act.actor, "any" in act.target
    found["act"].rows.append(
        (v, part, int(not act.zone), int(any_actor), int(any_target), len(act.where),
         len(set(act.zone)), len(set(act.properties)))
    )
    for names, implied in ((act.properties, 0), (act.implies, 1)):
        found["act_property"].rows.extend(
            (v, part, p, implied, int(PROPERTIES[p].event), int(p == names[0]))
            for p in sorted(set(names))
        )
    found["act_zone"].rows.extend((v, part, zone) for zone in sorted(set(act.zone)))
    if not any_actor:
        actors = _actors(case, act, variant.bound)
        found["act_actor"].rows.extend((v, part, a) for a in sorted(actors))
    if not any_target:
        groups = {t for t in act.target if t != "opposing"}
        if "opposing" in act.target:
            groups |= _people(case, opposing(case, variant.bound))
        found["act_target"].rows.extend((v, part, g) for g in sorted(groups))
    found["act_where"].rows.extend((v, part, k, val) for k, val in sorted(act.where.items()))


def _period_rows(
    case: Case, found: Tables, chosen: Sequence[tuple[Variant, list[tuple[str, Act]], str]]
) -> None:
    for per in sorted({per for _, _, per in chosen if per}):
        spans = [
            Span(v.start.lo, v.end.hi) for v, _, p in chosen if p == per and v.start and v.end
        ]
        whole = Span(min(s.lo for s in spans), max(s.hi for s in spans))
        found["period"].rows.extend(
            (per, p.unit, p.first.toordinal(), p.last.toordinal(), p.start, p.end)
            for p in units(per, whole, case.agreement.tz)
        )


def units(per: str, span: Span, tz: str) -> list[Period]:
    """Civil units that touch a span; none when it is empty."""
    return periods(per, span, tz) if span.lo <= span.hi else []
