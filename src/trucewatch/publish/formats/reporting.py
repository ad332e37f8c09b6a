"""What the report says, as plain data for the layout: sections of texts, tables and charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from trucewatch.model.finding import Finding
from trucewatch.model.language import ENGLISH
from trucewatch.model.problem import shorten
from trucewatch.publish import identity, words
from trucewatch.publish.formats.charts import drawn
from trucewatch.publish.release import ClauseView, Release
from trucewatch.publish.release.table import claims_of
from trucewatch.publish.site.context import Context, file_names, spoken
from trucewatch.publish.site.views import BoundView, bound_view
from trucewatch.publish.tongue import mark, speaking, tr

MOST_LETTERS = 1200
"""Of one text; longer ones are cut, with a mark, and stand whole in the data files."""
MOST_ACCOUNTS = 30
Block = dict[str, object]
_METHOD = (
    mark("What somebody said is recorded as a claim; claims of one origin are one account. A "
         "status says what accounts show for a duty under one standard of proof, in one reading "
         "of the text, as of one instant; no standard is preferred. Missing is not zero, and "
         "silence is not compliance."),
    mark("Every party is held to the same rules. It says nothing about guilt, intent or law."),
)


def report(release: Release, lang: str = ENGLISH) -> dict[str, object]:
    """Everything the layout shows, in a language; names and words the case has not in it as is."""
    with speaking(lang):
        return _report(release, lang)


def _report(release: Release, lang: str) -> dict[str, object]:
    ctx = Context(release, file_names(v.clause.id for v in release.clauses))
    a = release.agreement
    parties = words.listed(sorted((ctx.name(p.id) for p in a.parties), key=str.casefold))
    return {
        "title": _cut(identity.case_title(release)), "language": lang,
        "edition": identity.edition_id(release), "as_of": tr("as of {day}", day=ctx.as_of),
        "handling": _cut(release.handling),
        "summary": [_cut(spoken(a.summary)),
                    tr("Parties, in alphabetical order: {names}.", names=_cut(parties)),
                    identity.cite(release)],
        "sections": [
            {"level": 2, "title": tr("How to read this"), "blocks": [
                *(_text(tr(line)) for line in _METHOD), *_standards(release), _statuses()]},
            *_clauses(ctx, release),
            {"level": 2, "title": tr("Sources"), "blocks": _sources(ctx, release)},
            {"level": 2, "title": tr("What was left out, and by which rule"), "blocks": [
                _removed(release)]},
        ],
    }


def _standards(release: Release) -> Iterator[Block]:
    yield _table((tr("Standard"), tr("What it asks for, and whom it tends to favour")), (2, 7),
                 ([words.plain(s), _cut(asks)] for s, asks in release.standards.items()))


def _statuses() -> Block:
    return _table((tr("Status"), tr("Meaning")), (2, 7), (
        [label, words.STATUS_MEANINGS[s]] for s, label in words.STATUS_LABELS.items()))


def _clauses(ctx: Context, release: Release) -> Iterator[dict[str, object]]:
    charts: dict[str, list[Block]] = {}
    for name, alt, svg in drawn(release):
        charts.setdefault(name.rpartition("-")[0], []).append(
            {"kind": "chart", "alt": _cut(alt), "svg": svg})
    for view in release.clauses:
        clause = view.clause
        yield {"level": 2, "title": _cut(f"{clause.id}: {spoken(clause.title)}"), "blocks": [
            _text(spoken(clause.says)), _text(tr("Test: {test}", test=view.test))]}
        for bound in ctx.bounds_of(clause):
            yield {"level": 3, "title": _cut(ctx.bound_name(bound)),
                   "blocks": _bound(ctx, view, bound_view(ctx, view, bound, "b"))}
        if charts.get(ctx.files[clause.id]):
            yield {"level": 3, "title": tr("Charts of {clause}", clause=clause.id),
                   "blocks": charts[ctx.files[clause.id]]}


def _bound(ctx: Context, view: ClauseView, bound: BoundView) -> list[Block]:
    """Statuses in every reading under every standard, then the accounts of the base reading."""
    standards = list(ctx.standards.items())
    rows = [[combination.title, *(_status(ctx, combination.findings.get(s)) for s, _ in standards)]
            for combination in bound.combinations]
    if not rows:
        return [_text(tr("No finding."))]
    found = [_table((tr("Reading and start"), *(title for _, title in standards)),
                    (3, *(2 for _ in standards)), rows)]
    accounts = bound.accounts[:MOST_ACCOUNTS]
    if accounts:
        head = (tr("Account"), tr("Period"), tr("Counts as"), tr("Owed over it"), tr("Supports"))
        found.append(_table(
            head, (4, 4, 2, 2, 3),
            ([ctx.body_name(r.account.lineage),
              words.interval(r.account.from_, r.account.to, ctx.tz),
              words.bounds(r.account.low, r.account.high),
              "" if r.account.owed_low is None and r.account.owed_high is None
              else words.bounds(r.account.owed_low, r.account.owed_high),
              words.SUPPORT_LABELS.get(r.account.supports, r.account.supports) if r.agreed
              else tr("differs by standard")] for r in accounts)))
    if len(bound.accounts) > MOST_ACCOUNTS:
        found.append(_text(tr("And {count} more on the page of the clause.",
                              count=words.number(len(bound.accounts) - MOST_ACCOUNTS))))
    return found


def _status(ctx: Context, f: Finding | None) -> str:
    if f is None:
        return tr("no finding")
    label = words.STATUS_LABELS.get(f.status, f.status)
    return f"{label}: {'; '.join(ctx.magnitude(f))}"


def _sources(ctx: Context, release: Release) -> list[Block]:
    published = Counter(map(str, claims_of(release.claims).column("source")))
    known = sorted(published, key=lambda b: (ctx.body_name(b).casefold(), b))
    head = (tr("Source"), tr("Affiliation"), tr("Claims"), tr("Newest report"))
    return [_table(head, (5, 2, 1, 2), (
        [ctx.body_name(b), ctx.affiliation(b), words.number(published[b]),
         words.published(release.newest[b]) if b in release.newest else words.UNKNOWN]
        for b in known))]


def _removed(release: Release) -> Block:
    if not release.removed:
        return _text(tr("Nothing."))
    return _table((tr("Rule"), tr("Of what"), tr("How many")), (5, 3, 1), (
        [r.rule, r.kind, words.number(r.count)] for r in sorted(
            release.removed, key=lambda r: (r.rule, r.kind, r.count))))


def _text(text: str) -> Block:
    return {"kind": "text", "text": _cut(text)}


def _table(head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> Block:
    return {"kind": "table", "head": [_cut(h) for h in head], "widths": list(widths),
            "rows": [[_cut(cell) for cell in row] for row in rows]}


def _cut(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else shorten(text, MOST_LETTERS)
