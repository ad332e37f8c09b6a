"""Every page of the site as text, from a release alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from trucewatch.model.agreement import Words
from trucewatch.model.incident import GRADES
from trucewatch.model.instant import Span
from trucewatch.model.problem import Problem, in_order
from trucewatch.model.properties import PROPERTIES
from trucewatch.model.statement_words import RESULT_MEANINGS, RESULTS, WEIGHED
from trucewatch.publish import measure, words
from trucewatch.publish.contact import contact
from trucewatch.publish.incidents import Told, by_clause
from trucewatch.publish.release import Release, Rewrite
from trucewatch.publish.seeing import shown as shows_coverage
from trucewatch.publish.seeing import silent
from trucewatch.publish.site import (
    changes,
    chart,
    charts,
    incidents,
    lanes,
    replies,
    seeing,
    statements,
)
from trucewatch.publish.site.answer import answer, by_whom, duty
from trucewatch.publish.site.claims import ClaimHtml, link
from trucewatch.publish.site.clause_page import (
    ClausePage,
    clause_page,
    extended,
    mirrored,
    parallel,
)
from trucewatch.publish.site.context import Context, english, file_names
from trucewatch.publish.site.evidence import evidence
from trucewatch.publish.site.homes import Homes
from trucewatch.publish.site.levels import level_tables
from trucewatch.publish.site.sources import BodyRow, body_rows, source_pages
from trucewatch.publish.site.timeline import timeline
from trucewatch.publish.site.unit_pages import accounts_page, units_pages
from trucewatch.publish.tongue import _


@dataclass(frozen=True, kw_only=True)
class SeriesRows:
    """The rewritten versions of one series."""

    name: str
    source: str
    rows: list[Rewrite]

    @property
    def cells(self) -> int:
        """Cells changed in all of them."""
        return sum(r.cells_changed for r in self.rows)

    @property
    def dropped(self) -> int:
        """Rows dropped in all of them."""
        return sum(r.rows_dropped for r in self.rows)


def _series(release: Release) -> list[SeriesRows]:
    found: dict[tuple[str, str], list[Rewrite]] = {}
    for rewrite in release.rewrites:
        found.setdefault((rewrite.series, rewrite.source), []).append(rewrite)
    return [SeriesRows(name=name, source=source, rows=rows)
            for (name, source), rows in sorted(found.items())]


FRESHEST = 4
"""Sources whose newest report stands at the top of every page; the others are one click away."""


def render(release: Release, told: Told | None = None) -> dict[str, str]:
    """Every page, the style sheet and the script, by path with forward slashes.

    `told`: incidents by clause and bound, where they were counted already.
    """
    ctx = Context(release, file_names(v.clause.id for v in release.clauses))
    homes = Homes(ctx)
    env = environment(ctx)
    env.globals.update(claim_html=ClaimHtml(env, ctx.tz), homes=homes)
    pages = [clause_page(ctx, v) for v in release.clauses]
    duties = [(p.view.clause.id, p.view.clause.title, p.file, b)
              for p in pages if p.state == "tested" for b in p.bounds]
    drawn = timeline(ctx, duties)
    bodies = body_rows(ctx, homes)
    env.globals.update(timeline_page=drawn is not None)
    out = {
        "index.html": _page(
            env, "index.html.j2", "", pages=pages, newest=_newest(ctx), by_whom=by_whom,
            answer=answer(ctx, [d for one in duties if (d := duty(ctx, *one)) is not None])),
        "sources.html": _page(env, "sources.html.j2", "", bodies=bodies,
                              grades=seeing.grade_rows(ctx)),
        "method.html": _page(env, "method.html.j2", ""),
        "problems.html": _page(env, "problems.html.j2", "", groups=_problems(release)),
        "changes.html": _page(env, "changes.html.j2", "", series=_series(release),
                              changed=changes.views(ctx), then=changes.then(ctx),
                              tell=partial(changes.tell, ctx)),
        **{name: resources.files(__package__).joinpath(name).read_text("utf-8")
           for name in ASSETS},
    }
    if drawn is not None:
        out["timeline.html"] = _page(env, "timeline.html.j2", "", t=drawn, sample=lanes.sample)
    if shows_coverage(release):
        out["coverage.html"] = _page(
            env, "coverage.html.j2", "", bodies=seeing.body_calendars(ctx),
            denials=seeing.denial_rows(ctx), silent=_silent(ctx), labels=seeing.STATE_LABELS,
            meanings=seeing.STATE_MEANINGS,
        )
    if release.searches:
        out["effort.html"] = _page(env, "effort.html.j2", "", efforts=seeing.effort_rows(ctx))
    if release.documents:
        out |= _statements(env, ctx)
    if release.baselines:
        levels = [(found, level_tables(release, found)) for found in release.baselines]
        out["levels.html"] = _page(env, "levels.html.j2", "", levels=levels)
    shown = incidents.Incidents(ctx, by_clause(release) if told is None else told)
    if shown.views:
        out |= _incidents(env, shown)
    out |= _sources(env, ctx, homes, bodies)
    for index in range(len(pages)):
        out |= _clause(env, ctx, homes, shown, pages, index)
    out["corrections.html"] = _page(
        env, "corrections.html.j2", "", asked=replies.asked(ctx, {*out, "corrections.html"}),
        of_clause=partial(replies.of_clause, ctx))
    return out


ASSETS = ("style.css", "site.js")
"""Files every page loads from the edition itself."""


def _clause(
    env: Environment, ctx: Context, homes: Homes, shown: incidents.Incidents,
    pages: list[ClausePage], index: int,
) -> dict[str, str]:
    """The page of a clause, and the pages of its units."""
    page, clause = pages[index], pages[index].view.clause
    units = {b.id: units_pages(page.file, b) for b in page.bounds}
    out = {
        f"clauses/{u.file}.html": _page(
            env, "units.html.j2", "../", page=page, u=u, parts=parts)
        for parts in units.values() for u in parts
    }
    accounts = {b.id: accounts_page(page.file, b) for b in page.bounds}
    out |= {f"clauses/{accounts[b.id]}.html": _page(env, "accounts.html.j2", "../", page=page, b=b)
            for b in page.bounds if accounts[b.id]}
    out[f"clauses/{page.file}.html"] = _page(
        env, "clause.html.j2", "../", page=page, unit_pages=units, accounts_pages=accounts,
        charts={b.id: charts.charts(ctx, page.view, b) for b in page.bounds},
        evidence={b.id: evidence(ctx, homes, b) for b in page.bounds},
        incidents={b.id: shown.of_bound(clause.id, b.id) for b in page.bounds},
        attributed=incidents.ATTRIBUTION_LABELS,
        replies=replies.of_clause(ctx, clause.id),
        looked={b.id: seeing.looked(ctx, clause.id, b.id) for b in page.bounds},
        parallel=parallel(page, pages), mirrored=mirrored(page, pages),
        extended=extended(page, pages),
        before=pages[index - 1] if index else None,
        after=pages[index + 1] if index + 1 < len(pages) else None,
    )
    return out


def _sources(
    env: Environment, ctx: Context, homes: Homes, bodies: list[BodyRow]
) -> dict[str, str]:
    """A page for each publisher, and the pages of its claims."""
    out = {
        file: _page(env, "source.html.j2", "../", s=page)
        for file, page in source_pages(ctx, homes, bodies).items()
    }
    for body, pages in homes.pages.items():
        for page in pages:
            out[f"{page.file}.html"] = _page(
                env, "claim_page.html.j2", "../", page=page, file=homes.files[body])
    return out


def _incidents(env: Environment, told: incidents.Incidents) -> dict[str, str]:
    """The page that leads to all incidents, and one for each month."""
    months = told.months
    return {
        "incidents.html": _page(env, "incidents.html.j2", "", months=months,
                                aggregates=told.aggregates(), meanings=incidents.MEANINGS),
        **{month.file: _page(env, "month.html.j2", "../", month=month, grades=GRADES,
                             labels=incidents.ATTRIBUTION_LABELS) for month in months},
    }


def _statements(env: Environment, ctx: Context) -> dict[str, str]:
    """The page of all documents, and one for each."""
    views = statements.document_views(ctx)
    shared = {"results": RESULTS, "weighed": WEIGHED, "reads": words.READS}
    return {
        "statements.html": _page(env, "statements.html.j2", "", documents=views, results=RESULTS,
                                 meanings=RESULT_MEANINGS),
        **{f"statements/{view.file}.html": _page(
            env, "document.html.j2", "../", d=view, **shared) for view in views},
    }


def _newest(ctx: Context) -> list[tuple[str, str, str]]:
    """Source, affiliation, date of its newest report; alphabetical by name."""
    return sorted(
        ((ctx.body_name(b), ctx.affiliation(b), when) for b, when in ctx.release.newest.items()),
        key=lambda row: (row[0].casefold(), row),
    )


def _silent(ctx: Context) -> list[str]:
    """Bodies of which nothing says what they could see, by name."""
    return sorted(silent(ctx.release), key=lambda b: (ctx.body_name(b).casefold(), b))


def _problems(release: Release) -> list[tuple[str, list[tuple[str, list[Problem]]]]]:
    """Problems by severity, then by code, both in a fixed order."""
    grouped: dict[str, dict[str, list[Problem]]] = {s: defaultdict(list) for s in words.SEVERITIES}
    for problem in in_order(release.problems):
        grouped[problem.severity][problem.code].append(problem)
    return [(severity, sorted(by_code.items())) for severity, by_code in grouped.items()]


def _page(env: Environment, template: str, root: str, **values: object) -> str:
    return env.get_template(template).render(root=root, **values)


def environment(ctx: Context) -> Environment:
    """Templates with the filters that clean what they show; every page is made with it."""
    env = Environment(
        loader=PackageLoader("trucewatch.publish.site", "templates"),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=_finalize,
    )
    newest = [(ctx.body_name(b), when) for b, when in ctx.release.newest.items()]
    env.globals["_"] = _
    env.globals.update(
        freshest=newest[:FRESHEST], older=max(0, len(newest) - FRESHEST),
        contact=contact(ctx.release),
        ctx=ctx, release=ctx.release, agreement=ctx.release.agreement, words=words,
        measure=measure, coverage_page=shows_coverage(ctx.release), timeline_page=False,
        patterns=chart.patterns(), properties=PROPERTIES, spans=_spans(ctx.release),
        layers={t.ref: t for t in ctx.release.agreement.texts},
    )
    env.filters.update(
        en=english, isolate=_isolate, link=link, others=_others, paragraphs=_paragraphs,
    )
    return env


def _spans(release: Release) -> Callable[[str, str], Span | None]:
    def span(milestone: str, candidate: str) -> Span | None:
        found = release.milestones.get(milestone)
        return found.spans.get(candidate) if found else None

    return span


def _finalize(value: object) -> object:
    """Nothing reaches a page uncleaned: hidden and direction-switching characters are shown."""
    return words.clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _isolate(value: object) -> Markup:
    """Keep numbers and foreign words from reordering what stands around them."""
    return Markup("<bdi>{}</bdi>").format(words.clean(str(value)))


def _others(text: Words) -> list[tuple[str, str]]:
    """Language and words of every language but the one shown first."""
    shown = "en" if "en" in text else next(iter(text), "")
    return [(words.safe_lang(lang), said) for lang, said in text.items() if lang != shown]


def _paragraphs(text: str) -> Markup:
    """Blank lines make paragraphs."""
    blocks = [b.strip() for b in text.split("\n\n") if b.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(escape(words.clean(b))) for b in blocks)


