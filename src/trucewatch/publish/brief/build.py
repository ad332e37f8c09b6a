"""A release into the tree of a brief: clause by clause, the same for every delegation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from trucewatch.model.agreement import Words
from trucewatch.model.change import Change
from trucewatch.model.finding import Finding
from trucewatch.publish import caveats, telling, words
from trucewatch.publish.brief import stated
from trucewatch.publish.brief.asking import position, questions, unknown
from trucewatch.publish.brief.tree import Block, Bullets, Document, Heading, Paragraph, Table
from trucewatch.publish.contact import contact, handling
from trucewatch.publish.identity import edition_id
from trucewatch.publish.release import ClauseView, Release
from trucewatch.publish.site.changes import groups, label, then
from trucewatch.publish.site.claim import Claim
from trucewatch.publish.site.context import Context, file_names, spoken
from trucewatch.publish.site.replies import of_clause
from trucewatch.publish.stating import Stated
from trucewatch.publish.tongue import speaking, tr

# How much is printed is the same in every language, since copies differ in language only: it is
# measured by those whose copies take most room, Arabic and Ukrainian, never by that of the copy.
SHOWN = 6
"""Claims of a kind, and words of a party, that are printed at most; the others are counted."""
CLAIMS = 17
"""Claims of a clause that are printed, over all lists, so that it has two to four pages."""
COMBINATIONS = 5
"""Readings and starts that are printed beside the base, over all bounds, as many for each; none
where there are more bounds than that."""
FEWEST = 2
"""Lines of a list that are printed however many lists there are."""
STATED = 2
"""Statements of a party that are printed; the others are counted."""
SAYING = 300
"""Characters of the words of a claim or a statement that are printed."""


@dataclass(frozen=True)
class _Brief:
    """What every part needs."""

    ctx: Context
    language: str
    steady: dict[tuple[str, str, str, str, str], Change]

    def said(self, text: Words) -> str:
        """Words of the case in the language of the copy, else in English, else in the first."""
        return text.get(self.language) or spoken(text)


def build(release: Release, clauses: Collection[str] = (), language: str = "en") -> Document:
    """Make a brief.

    Parameters
    ----------
    release
        The only thing a brief is made of; compared with an earlier instant.
    clauses
        Ids of the clauses; empty: all that can be tested.
    language
        Language of the copy. Copies differ in language only.

    Raises
    ------
    FileNotFoundError
        When there is no catalogue of the language.
    """
    with speaking(language):
        return _built(release, clauses, language)


def _built(release: Release, clauses: Collection[str], language: str) -> Document:
    ctx = Context(release, file_names(v.clause.id for v in release.clauses))
    rows = [*release.changes, *release.steady]
    brief = _Brief(ctx, language, {c.key: c for c in rows})
    chosen = [v for v in release.clauses if v.clause.id in clauses] if clauses else [
        v for v in release.clauses
        if any(f.status != "not_assessable" for f in _base(ctx, v, None))]
    title = tr("Brief: {agreement}").format(agreement=brief.said(release.agreement.title))
    blocks: list[Block] = [Heading(level=1, text=title, id="brief"), *_opening(brief)]
    for view in chosen:
        blocks += _clause(brief, view)
    return Document(
        title=title, language=language, mark=handling(release) or tr("No handling mark"),
        blocks=tuple(map(_clean, blocks)),
        foot=tr("{edition}, as of {instant}").format(
            edition=edition_id(release), instant=ctx.as_of))


def _clean(block: Block) -> Block:
    """Show hidden and direction-switching characters, on one line each."""
    def plain(text: str) -> str:
        return words.clean(" ".join(text.split()))

    if isinstance(block, Heading):
        return Heading(level=block.level, text=plain(block.text), id=block.id)
    if isinstance(block, Paragraph):
        return Paragraph(text=plain(block.text))
    if isinstance(block, Bullets):
        return Bullets(items=tuple(map(plain, block.items)))
    return Table(head=tuple(map(plain, block.head)),
                 rows=tuple(tuple(map(plain, row)) for row in block.rows))


def _opening(brief: _Brief) -> Iterator[Block]:
    ctx, release = brief.ctx, brief.ctx.release
    yield Paragraph(text=tr(
        "The same text for every delegation. Findings as of {now}, beside those as of {then}, "
        "under every declared standard; none is the default. Parties stand in alphabetical order. "
        "Computed from published reports under declared rules; no legal opinion.").format(
            now=ctx.as_of, then=then(ctx) or tr("no earlier instant")))
    yield Bullets(items=tuple(
        f"{ctx.standards[name]}: {text}" for name, text in release.standards.items()))
    where = contact(release) or tr("where this edition is published")
    yield Paragraph(text=tr("To ask for a correction, or to reply: {where}.").format(where=where))


def _base(ctx: Context, view: ClauseView, bound: str | None) -> list[Finding]:
    """Window findings of the base combination, by standard, of one bound or of all."""
    found = [f for (clause, who), rows in ctx.by_bound.items()
             if clause == view.clause.id and bound in {None, who} for f in rows
             if f.unit == "window" and caveats.is_base(view, f)]
    order = {s: n for n, s in enumerate(ctx.standards)}
    return sorted(found, key=lambda f: (f.bound, order.get(f.standard, len(order))))


def _clause(brief: _Brief, view: ClauseView) -> Iterator[Block]:
    ctx, id_ = brief.ctx, view.clause.id
    yield Heading(level=2, text=f"{brief.said(view.clause.title)} ({id_})", id=id_)
    yield Paragraph(text=brief.said(view.clause.says))
    for bound in ctx.bounds_of(view.clause):
        yield Heading(level=3, text=tr("Bound: {name}").format(name=ctx.bound_name(bound)),
                      id=f"{id_}/{bound}")
        yield from _statuses(brief, view, bound)
        yield from _news(brief, view, bound)
    yield Heading(level=3, text=tr("What each party says"), id=f"{id_}/words")
    yield from _words(brief, view)
    yield Heading(level=3, text=tr("What cannot be known, and what would settle it"),
                  id=f"{id_}/unknown")
    rows = unknown(_base(ctx, view, None))
    if rows:
        yield Table(head=(tr("What is open"), tr("What would settle it")), rows=tuple(rows))
    else:
        yield Paragraph(text=tr("No finding here carries a reason why it cannot be determined."))
    yield Heading(level=3, text=tr("Questions"), id=f"{id_}/questions")
    yield from _questions(brief, view)


def _shown(ctx: Context, view: ClauseView) -> int:
    """Claims each list of a clause prints: as many for every bound and every party."""
    lists = 2 * len(ctx.bounds_of(view.clause)) + len(ctx.release.agreement.parties)
    return max(FEWEST, min(SHOWN, CLAIMS // max(1, lists)))


def _statuses(brief: _Brief, view: ClauseView, bound: str) -> Iterator[Block]:
    ctx = brief.ctx
    base = _base(ctx, view, bound)
    if not base:
        yield Paragraph(text=tr("No finding in this edition."))
        return
    yield Paragraph(text=tr("Reading: {reading}. Base combination, for computing and not a "
                           "preference.").format(reading=_combination(ctx, base[0])))
    yield Table(
        head=(tr("Standard"), tr("As of {when}").format(when=then(ctx) or "–"),
              tr("As of {when}").format(when=ctx.as_of), tr("How much")),
        rows=tuple((ctx.standards.get(f.standard, f.standard), _was(brief, f), label(f.status),
                    "; ".join(ctx.magnitude(f))) for f in base))
    yield from _beside(brief, _others(brief, view, bound),
                       COMBINATIONS // len(ctx.bounds_of(view.clause)))


def _beside(brief: _Brief, others: Sequence[tuple[str, ...]], most: int) -> Iterator[Block]:
    """Other readings and starts: so many of them, and how many more there are."""
    ctx = brief.ctx
    if others and not most:
        yield Paragraph(text=tr(
            "Other readings and starts, on the page of the clause: {count}; none is preferred.")
            .format(count=words.number(len(others))))
        return
    if others:
        yield Paragraph(text=tr("Other readings and starts, as of {when}; none is preferred.")
                        .format(when=ctx.as_of))
        yield Table(head=(tr("Reading and start"), *ctx.standards.values()),
                    rows=tuple(others[:most]))
    if len(others) > most:
        more = words.number(len(others) - most)
        yield Paragraph(text=tr("And {count} more on the page of the clause.").format(count=more))


def _was(brief: _Brief, f: Finding) -> str:
    change = brief.steady.get(f.key[:5])
    return label(change.was) if change else "–"


def _combination(ctx: Context, f: Finding) -> str:
    start = ctx.start_title(f)
    counted = tr("; counted from {start}").format(start=start) if start else ""
    return ctx.reading_title(f) + counted


def _others(brief: _Brief, view: ClauseView, bound: str) -> list[tuple[str, ...]]:
    """Status now of every other combination, by standard; then beside it where it moved."""
    ctx = brief.ctx
    found: dict[tuple[str, str], dict[str, Finding]] = {}
    for f in ctx.by_bound.get((view.clause.id, bound), ()):
        if f.unit == "window" and not caveats.is_base(view, f):
            found.setdefault((f.reading, f.start), {})[f.standard] = f
    rows = []
    for by in found.values():
        cells = []
        for standard in ctx.standards:
            here = by.get(standard)
            was = _was(brief, here) if here else ""
            now = label(here.status) if here else label("")
            cells.append(now if was in {now, "–", ""} else
                         tr("{now} (then {was})").format(now=now, was=was))
        rows.append((_combination(ctx, next(iter(by.values()))), *cells))
    return rows


def _news(brief: _Brief, view: ClauseView, bound: str) -> Iterator[Block]:
    """What came in for and against since then, under any standard of the base combination."""
    ctx = brief.ctx
    rows = [c for f in _base(ctx, view, bound) if (c := brief.steady.get(f.key[:5]))]
    found = groups(ctx, rows, _shown(ctx, view))
    if not found:
        yield Paragraph(text=tr("Nothing that bears on it came in or went since {when}.").format(
            when=then(ctx) or "–"))
        return
    for group in found:
        count = words.count(len(group.claims) + group.more, "claim")
        yield Paragraph(text=f"{group.title}: {count}.")
        yield Bullets(items=tuple(_claim(ctx, c) for c in group.claims))


def _claim(ctx: Context, claim: Claim) -> str:
    if not claim.row:
        return tr("a claim that is not in this release")
    original = claim.text("original")
    if not original:
        return telling.line(ctx, claim)
    wording = words.wording(claim.text("parser"))
    return f"{telling.line(ctx, claim)}; {wording}: “{_cut(original)}”"


def _cut(text: str) -> str:
    return f"{text[:SAYING]}…" if len(text) > SAYING else text


def _parties(ctx: Context) -> list[str]:
    return sorted((p.id for p in ctx.release.agreement.parties),
                  key=lambda p: (ctx.name(p).casefold(), p))


def _words(brief: _Brief, view: ClauseView) -> Iterator[Block]:
    """Claims, replies and statements of each party, the newest first, each as it is recorded."""
    ctx, most = brief.ctx, _shown(brief.ctx, view)
    used = {c for bound in ctx.bounds_of(view.clause)
            for f in ctx.by_bound.get((view.clause.id, bound), ()) if f.unit == "window"
            for c in _claims_of(f)}
    said = stated.of_parties(ctx, view.clause.id, used)
    for party in _parties(ctx):
        own = [claim for c in used if (claim := ctx.claims.get(c)) and _side(ctx, claim) == party]
        own.sort(key=lambda c: c.order, reverse=True)
        items = [_claim(ctx, c) for c in own[:most]]
        for reply in of_clause(ctx, view.clause.id):
            body = ctx.body(reply.body)
            if body is not None and body.affiliation == "party" and body.side == party:
                items.append(tr("Reply of {who} ({affiliation}), {when}: “{words}”").format(
                    who=ctx.body_name(reply.body), affiliation=ctx.affiliation(reply.body),
                    when=words.published(reply.date), words=brief.said(reply.words)))
        yield Heading(level=4, text=ctx.name(party), id=f"{view.clause.id}/words/{party}")
        if items:
            yield Bullets(items=tuple(items))
        else:
            yield Paragraph(text=tr("No words of its bodies on this are in the record."))
        if len(own) > most:
            yield Paragraph(text=tr("And {count} more in the edition.").format(
                count=words.number(len(own) - most)))
        if said:
            yield from _stated(brief, said.get(party, []))


def _stated(brief: _Brief, found: Sequence[Stated]) -> Iterator[Block]:
    """What a party stated; for each party where any of them stated something on the clause."""
    if not found:
        yield Paragraph(text=tr("No statement of it on this is in the ledgers of statements."))
        return
    yield Paragraph(text=tr("What it stated in documents, and what the record shows for each:"))
    yield Bullets(items=tuple(stated.line(one, brief.said, _cut) for one in found[:STATED]))
    if len(found) > STATED:
        yield Paragraph(text=tr("And {count} more on the pages of statements.").format(
            count=words.number(len(found) - STATED)))


def _claims_of(f: Finding) -> Iterable[str]:
    yield from (c for a in f.accounts for c in a.claims)
    yield from (*f.denials, *f.exceptions, *f.suspensions)


def _side(ctx: Context, claim: Claim) -> str:
    body = ctx.body(claim.text("speaker") or claim.text("source"))
    return body.side or "" if body is not None and body.affiliation == "party" else ""


def _questions(brief: _Brief, view: ClauseView) -> Iterator[Block]:
    """Questions to each party, from the duties that are open: who stands alike is asked alike."""
    ctx = brief.ctx
    bounds = ctx.bounds_of(view.clause)
    for party in _parties(ctx):
        items = []
        for bound in bounds:
            answers = _answers(ctx, bound) == party
            asked = questions(position(_base(ctx, view, bound), bound=answers))
            prefix = tr("On the duty of {name}: ").format(name=ctx.bound_name(bound)) \
                if len(bounds) > 1 else ""
            items += [prefix + tr(question) for question in asked]
        yield Heading(level=4, text=ctx.name(party), id=f"{view.clause.id}/questions/{party}")
        if items:
            yield Bullets(items=tuple(items))
        else:
            yield Paragraph(text=tr("No question follows from the findings."))


def _answers(ctx: Context, bound: str) -> str:
    """Party that is bound, or that answers for who is."""
    for party in ctx.release.agreement.parties:
        if bound == party.id or bound in party.answers_for:
            return party.id
    return bound


def named(clauses: Sequence[str], release: Release) -> list[str]:
    """Ids asked for that no clause of the release has."""
    known = {v.clause.id for v in release.clauses}
    return [one for one in clauses if one not in known]
