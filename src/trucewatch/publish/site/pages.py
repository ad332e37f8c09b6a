"""Every page of the site as text, from a release alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from trucewatch.model.agreement import Body, Words
from trucewatch.model.incident import GRADES
from trucewatch.model.instant import Span
from trucewatch.model.problem import Problem, in_order
from trucewatch.model.properties import PROPERTIES
from trucewatch.model.statement_words import RESULT_MEANINGS, RESULTS, WEIGHED
from trucewatch.publish import caveats, measure, words
from trucewatch.publish.incidents import Told, by_clause
from trucewatch.publish.release import ClauseView, Release, Rewrite
from trucewatch.publish.seeing import DENIED, silent
from trucewatch.publish.site import chart, charts, incidents, seeing, statements
from trucewatch.publish.site.claims import ClaimHtml, link
from trucewatch.publish.site.context import Context, english, file_names
from trucewatch.publish.site.levels import level_tables
from trucewatch.publish.site.views import BoundView, bound_view


@dataclass(frozen=True, kw_only=True)
class ClausePage:
    """A clause with everything gathered for it."""

    view: ClauseView
    file: str
    kind: str
    bounds: list[BoundView]

    @property
    def state(self) -> str:
        """``tested`` or ``untestable``."""
        found = [f for b in self.bounds for c in b.combinations for f in c.findings.values()]
        if self.kind == "not_assessable" or (
            found and all(f.status == "not_assessable" for f in found)
        ):
            return "untestable"
        return "tested"

    @property
    def by_standard(self) -> bool:
        """For some bound the status depends on the standard."""
        return any(b.by_standard for b in self.bounds)

    @property
    def by_reading(self) -> bool:
        """For some bound the status depends on the reading or start."""
        return any(b.by_reading for b in self.bounds)

    @property
    def both_ways(self) -> bool:
        """For some bound accounts support both."""
        return any(b.both_ways for b in self.bounds)


@dataclass(frozen=True, kw_only=True)
class BodyRow:
    """A body as the page of sources shows it."""

    body: Body
    name: str
    published: int
    spoken: int
    newest: str


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


class _FirstTime:
    """Tell whether an id comes for the first time on a page: anchors are unique."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, any_id: str) -> bool:
        new = any_id not in self._seen
        self._seen.add(any_id)
        return new


FRESHEST = 4
"""Sources whose newest report stands at the top of every page; the others are one click away."""


def render(release: Release, told: Told | None = None) -> dict[str, str]:
    """Every page and the style sheet, by path with forward slashes.

    `told`: incidents by clause and bound, where they were counted already.
    """
    ctx = Context(release, file_names(v.clause.id for v in release.clauses))
    env = environment(ctx)
    env.globals["claim_html"] = ClaimHtml(env, ctx.tz)
    pages = [_clause_page(ctx, v) for v in release.clauses]
    out = {
        "index.html": _page(env, "index.html.j2", "", pages=pages, newest=_newest(ctx)),
        "sources.html": _page(env, "sources.html.j2", "", bodies=_bodies(ctx),
                              grades=seeing.grade_rows(ctx)),
        "method.html": _page(env, "method.html.j2", ""),
        "left-out.html": _page(env, "left-out.html.j2", ""),
        "problems.html": _page(env, "problems.html.j2", "", groups=_problems(release)),
        "changes.html": _page(env, "changes.html.j2", "", series=_series(release)),
        "style.css": resources.files(__package__).joinpath("style.css").read_text("utf-8"),
    }
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
    for index, page in enumerate(pages):
        out[f"clauses/{page.file}.html"] = _page(
            env, "clause.html.j2", "../", page=page,
            charts={b.id: charts.charts(ctx, page.view, b) for b in page.bounds},
            first_time=_FirstTime(),
            incidents={b.id: shown.of_bound(page.view.clause.id, b.id) for b in page.bounds},
            attributed=incidents.ATTRIBUTION_LABELS,
            looked={b.id: seeing.looked(ctx, page.view.clause.id, b.id) for b in page.bounds},
            parallel=_parallel(page, pages), mirrored=_mirrored(page, pages),
            extended=_extended(page, pages),
            before=pages[index - 1] if index else None,
            after=pages[index + 1] if index + 1 < len(pages) else None,
        )
    return out


def _incidents(env: Environment, told: incidents.Incidents) -> dict[str, str]:
    """The page that leads to all incidents, and one for each month."""
    months = told.months()
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


def _clause_page(ctx: Context, view: ClauseView) -> ClausePage:
    clause = view.clause
    return ClausePage(
        view=view,
        file=ctx.files[clause.id],
        kind=str(getattr(clause, "kind", "")),
        bounds=[bound_view(ctx, view, b) for b in ctx.bounds_of(clause)],
    )


def _parallel(page: ClausePage, pages: list[ClausePage]) -> list[ClausePage]:
    """The page and those of the duties due at the same time, in the order of the agreement."""
    here = page.view.clause
    return [
        p for p in pages
        if p is page or p.view.clause.id in here.parallel_with
        or here.id in p.view.clause.parallel_with
    ]


def _mirrored(page: ClausePage, pages: list[ClausePage]) -> list[tuple[ClausePage, Words]]:
    """Clauses that bind the other side to the same, and why they are encoded apart."""
    here = page.view.clause
    why = {m.clause: m.why for m in here.mirrors}
    why |= {p.view.clause.id: m.why for p in pages for m in p.view.clause.mirrors
            if m.clause == here.id and p.view.clause.id not in why}
    return [(p, why[p.view.clause.id]) for p in pages if p.view.clause.id in why]


def _extended(
    page: ClausePage, pages: list[ClausePage]
) -> list[tuple[ClausePage, BoundView, int | None, int | None]]:
    """Clauses whose end an extension moves: last instant as encoded, and with the end moved."""
    start = caveats.EXTENDED + page.view.clause.id
    found = []
    for p in pages:
        for bound in p.bounds:
            ends = {c.start: next(iter(c.findings.values())).to for c in bound.combinations}
            if start in ends and bound.base is not None:
                found.append((p, bound, ends[bound.base.start], ends[start]))
    return found


def _newest(ctx: Context) -> list[tuple[str, str, str]]:
    """Source, affiliation, date of its newest report; alphabetical by name."""
    return sorted(
        ((ctx.body_name(b), ctx.affiliation(b), when) for b, when in ctx.release.newest.items()),
        key=lambda row: (row[0].casefold(), row),
    )


def _bodies(ctx: Context) -> list[BodyRow]:
    published = Counter(c.text("source") for c in ctx.claims.values())
    spoken = Counter(c.text("speaker") or c.text("source") for c in ctx.claims.values())
    rows = [
        BodyRow(
            body=body, name=english(body.name), published=published[body.id],
            spoken=spoken[body.id], newest=ctx.release.newest.get(body.id, ""),
        )
        for body in ctx.release.bodies.values()
    ]
    return sorted(rows, key=lambda r: (r.name.casefold(), r.body.id))


def _silent(ctx: Context) -> list[str]:
    """Bodies of which nothing says what they could see, by name."""
    return sorted(silent(ctx.release), key=lambda b: (ctx.body_name(b).casefold(), b))


def shows_coverage(release: Release) -> bool:
    """Whether anything is recorded of who could see what, or of denied access."""
    return bool(release.coverage) or any(
        claim["property"] == DENIED for claim in release.claims.values())


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
    env.globals.update(
        freshest=newest[:FRESHEST], older=max(0, len(newest) - FRESHEST),
        ctx=ctx, release=ctx.release, agreement=ctx.release.agreement, words=words,
        measure=measure, coverage_page=shows_coverage(ctx.release),
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


