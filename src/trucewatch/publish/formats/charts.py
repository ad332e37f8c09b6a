"""Charts as files: every chart of a clause page as SVG, and as PNG where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.publish import identity, words
from trucewatch.publish.files import Files
from trucewatch.publish.release import Release
from trucewatch.publish.site import chart
from trucewatch.publish.site.charts import Chart, charts
from trucewatch.publish.site.context import Context, file_names, spoken
from trucewatch.publish.site.picture import picture
from trucewatch.publish.site.views import BoundView, bound_view
from trucewatch.publish.tongue import mark, tr

SCALE = 2.0
"""Pixels of a PNG to one of the drawing: sharp on paper and on screens of twice the density."""
_MARKS = mark(
    "Square: supports “breached”; circle: supports “kept”; ring: supports neither.")


def drawings(release: Release) -> Files:
    """``charts/CLAUSE-N.svg``: every chart, with source, as-of instant and edition inside."""
    return {f"charts/{name}.svg": svg for name, _, svg in drawn(release)}


def pictures(release: Release) -> Files:
    """``charts/CLAUSE-N.png``: the same as pictures; letters are those of fonts found here."""
    # An extra: imported where it is asked for, never before.
    import vl_convert  # noqa: PLC0415

    return {f"charts/{name}.png": bytes(vl_convert.svg_to_png(svg, scale=SCALE))
            for name, _, svg in drawn(release)}


def drawn(release: Release) -> Iterator[tuple[str, str, str]]:
    """Name, the chart in words, and text of every chart, in the order of the agreement."""
    ctx = Context(release, file_names(v.clause.id for v in release.clauses))
    patterns = str(chart.patterns())
    for view in release.clauses:
        made = [(bound, one) for bound in (bound_view(ctx, view, b, f"b{n}")
                                           for n, b in enumerate(ctx.bounds_of(view.clause)))
                for one in charts(ctx, view, bound)]
        for number, (bound, one) in enumerate(made, 1):
            title = f"{spoken(view.clause.title)}: {bound.name}. {one.title}"
            alt = f"{title}. {one.caption}"
            yield f"{ctx.files[view.clause.id]}-{number}", alt, picture(
                str(one.svg), patterns, title, alt, _caption(release, view.clause.id, bound, one),
                [(s, words.STATUS_LABELS[s]) for s in one.statuses])


def _caption(release: Release, clause: str, bound: BoundView, one: Chart) -> list[str]:
    marks = [tr(_MARKS)] if one.legend in {"support", "owed"} else []
    keys = [f"{sign}: {meaning}" for sign, meaning in one.keys]
    return [one.caption, *marks, *keys,
            identity.cite(release, tr("Clause {clause}, {bound}", clause=clause,
                                       bound=bound.name)), release.handling]
