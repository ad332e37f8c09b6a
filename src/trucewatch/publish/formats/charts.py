"""Charts as files: every chart of a clause page as SVG, and as PNG where it is asked for.

They stand as the pages do: those of the first language of the edition in ``charts``, those of each
other one in the folder of its pages, so that a page leads to the picture in its own words. A chart
has one name in every language.
"""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.publish import identity, words
from trucewatch.publish.files import Files
from trucewatch.publish.formats.png import packed
from trucewatch.publish.release import ClauseView, Release
from trucewatch.publish.site import chart
from trucewatch.publish.site.charts import Chart, charts, numbered
from trucewatch.publish.site.context import Context, file_names, spoken
from trucewatch.publish.site.picture import picture
from trucewatch.publish.site.places import all_places
from trucewatch.publish.site.views import BoundView, bound_view
from trucewatch.publish.tongue import mark, speaking, tr

SCALE = 2.0
"""Pixels of a PNG to one of the drawing: sharp on paper and on screens of twice the density."""
_MARKS = mark(
    "Square: supports “breached”; circle: supports “kept”; ring: supports neither.")


def drawings(release: Release) -> Files:
    """``charts/CLAUSE-N.svg``: every chart, with source, as-of instant and edition inside."""
    return {f"{path}.svg": svg for path, svg in _placed(release)}


def pictures(release: Release) -> Files:
    """``charts/CLAUSE-N.png``: the same as pictures; letters are those of fonts found here."""
    # An extra: imported where it is asked for, never before.
    import vl_convert  # noqa: PLC0415

    return {f"{path}.png": packed(bytes(vl_convert.svg_to_png(svg, scale=SCALE)))
            for path, svg in _placed(release)}


def _placed(release: Release) -> Iterator[tuple[str, str]]:
    """Path without suffix, and text of every chart in every language of the edition."""
    for places in all_places(release.languages):
        with speaking(places.lang):
            made = list(drawn(release))
        for name, _, svg in made:
            yield f"{places.prefix}charts/{name}", svg


def drawn(release: Release) -> Iterator[tuple[str, str, str]]:
    """Name, the chart in words, and text of every chart in the language spoken, by clause."""
    ctx = Context(release, file_names(v.clause.id for v in release.clauses))
    patterns = str(chart.patterns())
    for view in release.clauses:
        bounds = [bound_view(ctx, view, b, f"b{n}")
                  for n, b in enumerate(ctx.bounds_of(view.clause))]
        made = numbered({bound.id: charts(ctx, view, bound) for bound in bounds})
        for bound in bounds:
            for number, one in made[bound.id]:
                title = f"{spoken(view.clause.title)}: {bound.name}. {one.title}"
                alt = f"{title}. {one.caption}"
                yield f"{ctx.files[view.clause.id]}-{number}", alt, picture(
                    str(one.svg), patterns, title, alt, _caption(ctx, view, bound, one),
                    [(s, words.STATUS_LABELS[s]) for s in one.statuses])


def _caption(ctx: Context, view: ClauseView, bound: BoundView, one: Chart) -> list[str]:
    marks = [tr(_MARKS)] if one.legend in {"support", "owed"} else []
    keys = [f"{sign}: {meaning}" for sign, meaning in one.keys]
    head = tr("Clause {clause}, {bound}", clause=view.clause.id, bound=bound.name)
    return [one.caption, *marks, *keys, identity.cite(ctx.release, head, edition=ctx.edition),
            ctx.release.handling]
