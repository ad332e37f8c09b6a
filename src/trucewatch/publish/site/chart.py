"""Charts as hand-written SVG: pure functions from numbers to text, the same bytes every time.

Horizontal positions are percentages and heights are pixels, so a chart fits a phone and a desk
without scaling its letters. Labels of rows are HTML above each drawing, where they can wrap.
Colours are classes of statuses, never of parties or sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from trucewatch.model.instant import HOUR
from trucewatch.publish.site.axis import FULL, Axis, round_ticks, time_ticks, unit_ticks
from trucewatch.publish.tongue import tr
from trucewatch.publish.words import bounds, clean, number

_MARK_LOW, _MARK_HIGH = 1_500, 8_500
_PATTERNS = ("breached", "contested", "undetermined", "kept_late", "kept", "pending",
             "condition_open", "suspended", "not_in_force", "not_assessable",
             "alive", "partly", "blind", "unknown")


@dataclass(frozen=True, kw_only=True)
class RangeRow:
    """What one account makes certain and possible, beside what was owed."""

    label: str
    text: str
    low: int | None
    high: int | None
    owed_low: int | None
    owed_high: int | None
    supports: str


@dataclass(frozen=True, kw_only=True)
class Run:
    """Units in a row with one status."""

    first: int
    """Index of the first unit."""
    size: int
    status: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Point:
    """What one account says of one unit."""

    at: int
    low: int | None
    high: int | None
    supports: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One claim on a line of time."""

    lo: int
    hi: int
    text: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Due:
    """A due instant, with the number its legend uses."""

    at: int
    mark: str


def patterns() -> Markup:
    """Fill patterns of the statuses, once per page."""
    lines = {
        "breached": "",
        "contested": '<path d="M0 6L6 0" class="ln"/>',
        "undetermined": '<path d="M0 0L6 6" class="ln"/>',
        "kept_late": '<path d="M3 0V6" class="ln"/>',
        "kept": '<path d="M0 3H6" class="ln"/>',
        "pending": "",
        "condition_open": '<circle cx="3" cy="3" r="1" class="dt"/>',
        "suspended": '<path d="M0 3H3" class="ln"/>',
        "not_in_force": "",
        "not_assessable": "",
        "alive": "",
        "partly": '<path d="M0 0L6 6" class="ln"/>',
        "blind": '<path d="M0 0L6 6M0 6L6 0" class="ln"/>',
        "unknown": "",
    }
    body = "".join(
        f'<pattern id="st-{s}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'class="pt pt-{s}"><rect width="6" height="6" class="bg"/>{lines[s]}</pattern>'
        for s in _PATTERNS
    )
    return Markup(  # noqa: S704
        f'<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false">'
        f"<defs>{body}</defs></svg>"
    )


def strip(
    chart_id: str, rows: Sequence[tuple[str, Sequence[Run]]], units: Sequence[str], desc: str
) -> Markup:
    """Draw a band of units per standard, coloured and patterned by status."""
    axis = Axis(0, max(1, len(units)))
    out: list[str] = []
    for index, (label, runs) in enumerate(rows):
        shapes = []
        for run in runs:
            x, end = axis.at(run.first), axis.at(run.first + run.size)
            shapes.append(
                f'<rect x="{_pct(x)}" y="1" width="{_pct(end - x)}" height="30" '
                f'class="run r-{_cls(run.status)}" fill="url(#st-{_cls(run.status)})">'
                f"<title>{_esc(run.title)}</title></rect>"
            )
        out.append(_row(f"{chart_id}-{index}", label, "", desc, 32, "".join(shapes)))
    ticks = unit_ticks(units)
    out.append(axis_row([(axis.at(i), text) for i, text in ticks]))
    return _figure(out)


def ranges(chart_id: str, rows: Sequence[RangeRow], desc: str) -> Markup:
    """Draw each account's range against what was owed over the account's own period."""
    known = [v for r in rows for v in (r.low, r.high, r.owed_low, r.owed_high) if v is not None]
    top = max([*known, 1])
    axis = Axis(0, top + max(1, top // 12))
    out = [
        _row(f"{chart_id}-{i}", r.label, r.text, desc, 36, _owed(axis, r) + _range(axis, r))
        for i, r in enumerate(rows)
    ]
    out.append(axis_row([(axis.at(v), number(v)) for v in round_ticks(axis.hi)]))
    return _figure(out)


def daily(
    chart_id: str,
    facets: Sequence[tuple[str, Sequence[Point]]],
    quota: tuple[int, int] | None,
    units: Sequence[str],
    desc: str,
) -> Markup:
    """Draw one small field per account: its figure per unit, and a line at the quota."""
    every = [p for _, points in facets for p in points]
    # A range open to ten times the quota must not flatten everything else: it leaves the field.
    values = [p.low for p in every if p.low is not None]
    values += [p.high for p in every if p.high is not None and p.low is None]
    top = max([*values, *(quota or ()), 1])
    top += max(1, top // 10)
    across = Axis(0, max(1, len(units)))
    titled = len(every) <= _MOST_TITLED
    out = []
    for index, (label, points) in enumerate(facets):
        shapes = _quota(quota, top) + "".join(
            _dot(p, (across.at(p.at) + across.at(p.at + 1)) // 2, top, titled) for p in points
        )
        shapes += f'<line x1="0" x2="100%" y1="{_FIELD}" y2="{_FIELD}" class="ax"/>'
        out.append(_row(f"{chart_id}-{index}", label, "", desc, _FIELD + 4, shapes))
    out.append(axis_row([(across.at(i), text) for i, text in unit_ticks(units)]))
    return _figure(out)


def timeline(
    chart_id: str,
    rows: Sequence[tuple[str, str, Sequence[Bar]]],
    dues: Sequence[Due],
    tz: str,
    desc: str,
) -> Markup:
    """Draw due instants as vertical lines, and what each account says was done when."""
    edges = [v for _, _, bars in rows for b in bars for v in (b.lo, b.hi)] + [d.at for d in dues]
    if not edges:
        return Markup("")
    margin = max(HOUR, (max(edges) - min(edges)) // 16)
    axis = Axis(min(edges) - margin, max(edges) + margin)
    lines = "".join(
        f'<line x1="{_pct(axis.at(d.at))}" x2="{_pct(axis.at(d.at))}" y1="0" y2="100%" '
        f'class="due"><title>{_esc(tr("due {mark}", mark=d.mark))}</title></line>' for d in dues
    )
    heads = "".join(
        f'<text x="{_pct(x)}" y="11" text-anchor="{_anchor(x)}" class="dm">{_esc(mark)}</text>'
        for x, mark in _spread([(axis.at(d.at), d.mark) for d in dues])
    )
    out = [_row(f"{chart_id}-due", tr("Due"), "", desc, 14, heads)] if dues else []
    for index, (label, text, bars) in enumerate(rows):
        out.append(_row(
            f"{chart_id}-{index}", label, text, desc, 30, lines + _bars(axis, bars)))
    out.append(axis_row(time_ticks(axis, tz)))
    return _figure(out)


_FIELD = 96
_MOST_TITLED = 150
"""Points that each get a title of their own; of more the table says it."""


def _figure(rows: Sequence[str]) -> Markup:
    return Markup(f'<div class="chart">{"".join(rows)}</div>')  # noqa: S704


def _row(row_id: str, label: str, text: str, desc: str, height: int, shapes: str) -> str:
    beside = f' <span class="cv"><bdi>{_esc(text)}</bdi></span>' if text else ""
    whole = tr("{head}: {rest}", head=label, rest=text) if text else label
    return (
        f'<div class="cr"><p class="cl" aria-hidden="true"><bdi>{_esc(label)}</bdi>{beside}</p>'
        f'<svg role="img" width="100%" height="{height}" aria-labelledby="{_esc(row_id)}-t '
        f'{_esc(row_id)}-d"><title id="{_esc(row_id)}-t">{_esc(whole)}</title>'
        f'<desc id="{_esc(row_id)}-d">{_esc(desc)}'
        f"</desc>{shapes}</svg></div>"
    )


def axis_row(ticks: Sequence[tuple[int, str]]) -> str:
    """Draw an axis with labels at positions in hundredths of a percent."""
    marks = "".join(
        f'<line x1="{_pct(x)}" x2="{_pct(x)}" y1="0" y2="5" class="ax"/>'
        f'<text x="{_pct(x)}" y="18" text-anchor="{_anchor(x)}" class="tk">{_esc(text)}</text>'
        for x, text in ticks
    )
    return (
        '<svg class="cx" width="100%" height="22" aria-hidden="true" focusable="false">'
        f'<line x1="0" x2="100%" y1="0.5" y2="0.5" class="ax"/>{marks}</svg>'
    )


def _owed(axis: Axis, row: RangeRow) -> str:
    low, high = row.owed_low, row.owed_high
    if low is None and high is None:
        return ""
    a = axis.at(low if low is not None else high or 0)
    b = axis.at(high if high is not None else low or 0)
    title = f"<title>{_esc(tr('owed: {range}', range=bounds(low, high)))}</title>"
    band = (
        f'<rect x="{_pct(a)}" y="2" width="{_pct(b - a)}" height="32" class="owed">{title}</rect>'
        if b > a else ""
    )
    edges = "".join(
        f'<line x1="{_pct(x)}" x2="{_pct(x)}" y1="2" y2="34" class="ow">{title}</line>'
        for x in sorted({a, b})
    )
    return band + edges


def _range(axis: Axis, row: RangeRow) -> str:
    low, high, kind = row.low, row.high, _cls(row.supports)
    if low is None and high is None:
        return f'<line x1="0" x2="100%" y1="18" y2="18" class="open s-{kind}"/>'
    a = axis.at(low) if low is not None else 0
    b = axis.at(high) if high is not None else FULL
    if low is None or high is None:
        known = a if low is not None else b
        return (
            f'<line x1="{_pct(a)}" x2="{_pct(b)}" y1="18" y2="18" class="open s-{kind}"/>'
            + _mark(known, 18, kind)
        )
    if b - a > FULL // 100:
        return (
            f'<rect x="{_pct(a)}" y="11" width="{_pct(b - a)}" height="14" rx="2" '
            f'class="bar f-{kind}"/>'
        )
    return _mark((a + b) // 2, 18, kind)


def _mark(x: int, y: int, kind: str) -> str:
    """Circle for kept, square for breached, ring for neither: shape as well as colour."""
    if kind == "breached":
        return (
            f'<svg x="{_pct(x)}" y="{y}" overflow="visible">'
            f'<rect x="-5" y="-5" width="10" height="10" class="f-{kind}"/></svg>'
        )
    return f'<circle cx="{_pct(x)}" cy="{y}" r="5" class="f-{kind}"/>'


def _quota(quota: tuple[int, int] | None, top: int) -> str:
    if quota is None:
        return ""
    return "".join(
        f'<line x1="0" x2="100%" y1="{_y(v, top)}" y2="{_y(v, top)}" class="ow">'
        f"<title>{_esc(tr('owed: {range}', range=number(v)))}</title></line>"
        f'<text x="100%" y="{_y(v, top) + 14}" text-anchor="end" class="tk">'
        f"{_esc(tr('{number} owed', number=number(v)))}</text>"
        for v in sorted(set(quota))
    )


def _dot(point: Point, x: int, top: int, titled: bool) -> str:
    low, high, kind = point.low, point.high, _cls(point.supports)
    if low is None and high is None:
        return ""
    a = _y(low if low is not None else 0, top)
    b = max(2, _y(high, top)) if high is not None else 2
    title = f"<title>{_esc(point.title)}</title>" if titled else ""
    if low == high:
        mark = _mark(x, a, kind).replace('r="5"', 'r="4"')
        return f"<g>{title}{mark}</g>"
    if low is not None and high is not None:
        line = "vr"
        ends = ""
    else:
        line = "vr open"
        ends = _mark(x, a if low is not None else b, kind).replace('r="5"', 'r="3.5"')
    return (
        f'<g>{title}<line x1="{_pct(x)}" x2="{_pct(x)}" y1="{a}" y2="{b}" '
        f'class="{line} s-{kind}"/>{ends}</g>'
    )


def _y(value: int, top: int) -> int:
    return _FIELD - value * (_FIELD - 4) // top


def _bars(axis: Axis, bars: Sequence[Bar]) -> str:
    ordered = sorted(bars, key=lambda b: (b.hi, b.lo, b.text))
    labels = dict.fromkeys(
        _sparse([((axis.at(b.lo) + axis.at(b.hi)) // 2, b.text) for b in ordered])
    )
    out = []
    for b in ordered:
        x, end = axis.at(b.lo), axis.at(b.hi)
        title = f"<title>{_esc(b.title)}</title>"
        if end - x > FULL // 80:
            out.append(
                f'<rect x="{_pct(x)}" y="15" width="{_pct(end - x)}" height="10" rx="3" '
                f'class="ev">{title}</rect>'
            )
        else:
            out.append(f'<circle cx="{_pct((x + end) // 2)}" cy="20" r="5" class="ev">{title}'
                       "</circle>")
    for x, text in labels:
        out.append(f'<text x="{_pct(x)}" y="11" text-anchor="{_anchor(x)}" class="tv">'
                   f"{_esc(text)}</text>")
    return "".join(out)


def _sparse(labels: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Labels that do not collide; the last always stays, since it tells where things stand."""
    gap = FULL // 9
    kept: list[tuple[int, str]] = []
    for x, text in [*reversed(labels[-1:]), *labels[:-1]]:
        if text and all(abs(x - other) >= gap for other, _ in kept):
            kept.append((x, text))
    return kept


def _spread(marks: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Join marks that would be printed over one another: ``1, 3``."""
    out: list[tuple[int, str]] = []
    for x, mark in sorted(marks):
        if out and x - out[-1][0] < FULL // 20:
            out[-1] = (out[-1][0], f"{out[-1][1]}, {mark}")
        else:
            out.append((x, mark))
    return out


def _anchor(x: int) -> str:
    return "start" if x < _MARK_LOW else "end" if x > _MARK_HIGH else "middle"


def _cls(code: str) -> str:
    return code if code in _PATTERNS else "neither"


def _pct(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _esc(text: str) -> str:
    return str(escape(clean(text)))
