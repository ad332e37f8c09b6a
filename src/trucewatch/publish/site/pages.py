"""Every page of the site as text, from a release alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from trucewatch.model.instant import Span
from trucewatch.model.problem import Problem, in_order
from trucewatch.publish import measure, words
from trucewatch.publish.compiled import Compiled
from trucewatch.publish.contact import contact
from trucewatch.publish.incidents import Told, by_clause
from trucewatch.publish.listed import Listed
from trucewatch.publish.release import Release, Rewrite
from trucewatch.publish.seeing import shown as shows_coverage
from trucewatch.publish.seeing import silent
from trucewatch.publish.site import (
    changes,
    chart,
    charts,
    counts,
    incidents,
    lanes,
    replies,
    reuse,
    said,
    seeing,
    statements,
)
from trucewatch.publish.site.answer import answer, by_whom, duty
from trucewatch.publish.site.claims import ClaimHtml
from trucewatch.publish.site.clause_page import (
    ClausePage,
    clause_page,
    extended,
    mirrored,
    parallel,
)
from trucewatch.publish.site.context import Context, file_names
from trucewatch.publish.site.duties import duties_pages
from trucewatch.publish.site.evidence import evidence
from trucewatch.publish.site.homes import Homes
from trucewatch.publish.site.levels import level_tables
from trucewatch.publish.site.places import Places, all_places, root_of
from trucewatch.publish.site.plan import anchor, plan
from trucewatch.publish.site.sources import SourcePage, body_rows, source_pages
from trucewatch.publish.site.timeline import timeline
from trucewatch.publish.site.unit_pages import accounts_page, units_pages
from trucewatch.publish.terms import INCIDENT_GRADES, RESULT_MEANINGS, RESULTS, WEIGHED
from trucewatch.publish.tongue import speaking


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


ASSETS = ("style.css", "site.js")
"""Files every page loads from the edition itself."""


def render(
    release: Release, told: Told | None = None, files: Sequence[Listed] = ()
) -> dict[str, str]:
    """Every page in every language the style sheet and the script, by path with forward slashes.

    `told`: incidents by clause and bound, where they were counted already. `files`: data files of
    the edition, for the page that lists them.
    """
    found = by_clause(release) if told is None else told
    out = {name: resources.files(__package__).joinpath(name).read_text("utf-8")
           for name in ASSETS}
    for places in all_places(release.languages):
        with speaking(places.lang):
            written = _written(release, found, places, files)
        out |= {places.prefix + path: text for path, text in written.items()}
    return out


def _written(
    release: Release, told: Told, places: Places, files: Sequence[Listed]
) -> dict[str, str]:
    """Every page in the language spoken, by path from the folder of that language."""
    ctx = Context(release, file_names(v.clause.id for v in release.clauses))
    homes = Homes(ctx)
    env = environment(ctx)
    env.globals.update(claim_html=ClaimHtml(env), homes=homes)
    pages = [clause_page(ctx, v) for v in release.clauses]
    duties = [(p.view.clause.id, p.view.clause.title, p.file, b)
              for p in pages if p.state == "tested" for b in p.bounds]
    drawn = timeline(ctx, duties)
    shown = incidents.Incidents(ctx, told)
    mapped = plan(ctx, shown)
    counted = counts.page(ctx)
    env.globals.update(timeline_page=drawn is not None, map_page=mapped is not None,
                       pictures=any(one.media == "image/png" for one in files))
    bodies = body_rows(ctx, homes)
    grades, calendars = seeing.grade_rows(ctx), seeing.body_calendars(ctx)
    site = _Site(env, places)
    moved, then = changes.views(ctx), changes.then(ctx)
    first, *others = parts = duties_pages(pages)
    site.add("index.html", "index.html.j2", pages=pages, newest=_newest(ctx), by_whom=by_whom,
             changed=moved, then=then, part=first, parts=parts,
             answer=answer(ctx, [d for one in duties if (d := duty(ctx, *one)) is not None]))
    for part in others:
        site.add(part.file, "duties.html.j2", part=part, parts=parts)
    site.add("sources.html", "sources.html.j2", bodies=bodies, grades=grades)
    site.add("method.html", "method.html.j2", counting=counts.rules(ctx))
    site.add("left-out.html", "left-out.html.j2")
    site.add("reuse.html", "reuse.html.j2", u=reuse.reuse(ctx, files))
    site.add("problems.html", "problems.html.j2", groups=_problems(release))
    site.add("changes.html", "changes.html.j2", series=_series(release),
             changed=moved, then=then, tell=partial(changes.tell, ctx))
    if drawn is not None:
        site.add("timeline.html", "timeline.html.j2", t=drawn, sample=lanes.sample)
    if counted is not None:
        site.add("counts.html", "counts.html.j2", c=counted)
    if mapped is not None:
        site.add("map.html", "map.html.j2", p=mapped, anchor=anchor)
    if shows_coverage(release):
        site.add("coverage.html", "coverage.html.j2", bodies=calendars,
                 denials=seeing.denial_rows(ctx), silent=_silent(ctx), labels=seeing.STATE_LABELS,
                 meanings=seeing.STATE_MEANINGS)
    if release.searches:
        site.add("effort.html", "effort.html.j2", efforts=seeing.effort_rows(ctx))
    if release.documents:
        _statements(site, ctx)
    if release.baselines:
        site.add("levels.html", "levels.html.j2", levels=[
            (found, level_tables(release, found)) for found in release.baselines])
    if shown.views:
        _incidents(site, shown)
    _sources(site, homes, source_pages(ctx, homes, bodies, grades, calendars))
    for index in range(len(pages)):
        _clause(site, ctx, homes, shown, pages, index)
    site.add("corrections.html", "corrections.html.j2",
             asked=replies.asked(ctx, {*site.pages, "corrections.html"}),
             of_clause=partial(replies.of_clause, ctx))
    return site.pages


class _Site:
    """Pages of one language, made one after the other."""

    def __init__(self, env: Environment, places: Places) -> None:
        self._env, self._places = env, places
        self.pages: dict[str, str] = {}

    def add(self, path: str, template: str, **values: object) -> None:
        """Make a page; `path` is from the folder of the language."""
        self.pages[path] = self._env.get_template(template).render(
            root=root_of(path), files=self._places.files(path),
            tongues=self._places.others(path), **values)


def _clause(
    site: _Site, ctx: Context, homes: Homes, shown: incidents.Incidents,
    pages: list[ClausePage], index: int,
) -> None:
    """The page of a clause, and the pages of its units and accounts."""
    page, clause = pages[index], pages[index].view.clause
    units = {b.id: units_pages(page.file, b) for b in page.bounds}
    for parts in units.values():
        for u in parts:
            site.add(f"clauses/{u.file}.html", "units.html.j2", page=page, u=u, parts=parts)
    accounts = {b.id: accounts_page(page.file, b) for b in page.bounds}
    for b in page.bounds:
        if accounts[b.id]:
            site.add(f"clauses/{accounts[b.id]}.html", "accounts.html.j2", page=page, b=b)
    site.add(
        f"clauses/{page.file}.html", "clause.html.j2", page=page, unit_pages=units,
        accounts_pages=accounts,
        charts=charts.numbered({b.id: charts.charts(ctx, page.view, b) for b in page.bounds}),
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


def _sources(site: _Site, homes: Homes, sources: dict[str, SourcePage]) -> None:
    """A page for each publisher, and the pages of its claims."""
    for file, page in sources.items():
        site.add(file, "source.html.j2", s=page)
    for body, pages in homes.pages.items():
        for claims in pages:
            site.add(f"{claims.file}.html", "claim_page.html.j2", page=claims,
                     stem=homes.files[body])


def _incidents(site: _Site, told: incidents.Incidents) -> None:
    """The page that leads to all incidents, and one for each month."""
    months = told.months
    site.add("incidents.html", "incidents.html.j2", months=months, aggregates=told.aggregates(),
             meanings=incidents.meanings())
    for month in months:
        site.add(month.file, "month.html.j2", month=month, grades=INCIDENT_GRADES,
                 labels=incidents.ATTRIBUTION_LABELS)


def _statements(site: _Site, ctx: Context) -> None:
    """The page of all documents, and one for each."""
    views = statements.document_views(ctx)
    site.add("statements.html", "statements.html.j2", documents=views, results=RESULTS,
             meanings=RESULT_MEANINGS)
    for view in views:
        site.add(f"statements/{view.file}.html", "document.html.j2", d=view, results=RESULTS,
                 weighed=WEIGHED, reads=words.READS)


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


OPTIONS: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True,
                           "extensions": ["jinja2.ext.i18n"]}
COMPILED = Compiled(__package__, OPTIONS)


def environment(ctx: Context) -> Environment:
    """Templates with the filters that clean what they show; every page is made with it."""
    env = Environment(
        loader=PackageLoader(__package__), bytecode_cache=COMPILED, autoescape=True,
        undefined=StrictUndefined, finalize=_finalize, **OPTIONS)
    newest = [(ctx.body_name(b), when) for b, when in ctx.release.newest.items()]
    env.globals.update(
        freshest=newest[:FRESHEST], older=max(0, len(newest) - FRESHEST),
        ctx=ctx, release=ctx.release, agreement=ctx.release.agreement, words=words,
        measure=measure, coverage_page=shows_coverage(ctx.release),
        timeline_page=False, map_page=False, contact=contact(ctx.release),
        patterns=chart.patterns(), spans=_spans(ctx.release),
        grade_labels=incidents.GRADE_LABELS,
        either=lambda ids: said.either(map(ctx.body_name, ids)),
        layers={t.ref: t for t in ctx.release.agreement.texts},
    )
    env.filters["paragraphs"] = _paragraphs
    said.install(env)
    return env


def _spans(release: Release) -> Callable[[str, str], Span | None]:
    def span(milestone: str, candidate: str) -> Span | None:
        found = release.milestones.get(milestone)
        return found.spans.get(candidate) if found else None

    return span


def _finalize(value: object) -> object:
    """Nothing reaches a page uncleaned: hidden and direction-switching characters are shown."""
    return words.clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _paragraphs(text: str) -> Markup:
    """Blank lines make paragraphs."""
    blocks = [b.strip() for b in text.split("\n\n") if b.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(escape(words.clean(b))) for b in blocks)


