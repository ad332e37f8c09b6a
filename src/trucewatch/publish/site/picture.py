"""A chart of a page as a picture of its own: one SVG with its words, colours and source inside.

On a page the labels are HTML and the colours a style sheet's, so that both follow the reader's
screen; a picture travels alone and has to bring them along. Time runs from left to right in every
language; where words are written from the right, labels, legend and lines of text begin there.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from markupsafe import escape

from trucewatch.publish.tongue import language, rtl
from trucewatch.publish.typefaces import of_picture
from trucewatch.publish.words import clean

WIDTH, MARGIN = 960, 24
_INNER = WIDTH - 2 * MARGIN
_LABEL, _SMALL, _TITLE = 18, 15, 24
"""Heights of lines in pixels."""
_LETTERS = {_LABEL: 128, _SMALL: 156, _TITLE: 84}
"""Letters that surely fit in a line of that height."""
_MOST_LETTERS = 1200
"""Of one text; longer ones are cut, with a mark, and stand whole on the page."""
_LINE, _OWN = "\u2067", "\u2068"
"""Begin a text that runs from the right, and one that runs as its first letter does."""
_TEXT = re.compile("(<text[^>]*>)([^<]*)</text>")
STYLE = """
text{{font-family:{fonts};font-size:11px;fill:#525b65}}.t{{font-size:17px;font-weight:700;fill:#1c2126}}
.l{{font-size:13px;fill:#1c2126}}.c{{font-size:11px}}
.tv{{fill:#1c2126;font-size:12px;font-weight:600}}.dm{{fill:#1c2126;font-size:12px;font-weight:700}}
.ax{{stroke:#8f98a3;stroke-width:1}}.bar{{stroke:none}}
.f-breached{{fill:#4a1a6c}}.f-kept{{fill:#0b6b66}}
.f-neither{{fill:#fff;stroke:#525b65;stroke-width:2}}
.s-breached{{stroke:#4a1a6c}}.s-kept{{stroke:#0b6b66}}.s-neither{{stroke:#525b65}}
.open{{stroke-width:2;stroke-dasharray:5 4}}.vr{{stroke-width:3}}
.vr.open{{stroke-width:2;stroke-dasharray:3 3}}.owed{{fill:#8f98a3;opacity:.3}}
.ow{{stroke:#1c2126;stroke-width:1.5}}.due{{stroke:#1c2126;stroke-width:1.25;stroke-dasharray:4 3}}
.ev{{fill:#525b65}}.run{{stroke:#fff;stroke-width:.5}}
.pt .bg{{fill:#eceef1}}.pt .ln{{stroke-width:1.4;fill:none;stroke:#525b65}}.pt .dt{{fill:#525b65}}
.pt-breached .bg{{fill:#4a1a6c}}.pt-contested .bg{{fill:#f0b429}}
.pt-contested .ln{{stroke:#8a5a00}}.pt-undetermined .ln{{stroke:#8f98a3;stroke-width:.8}}
.pt-kept .bg{{fill:#0b6b66}}.pt-kept .ln{{stroke:#3f9a94}}.pt-kept_late .bg{{fill:#1f5fae}}
.pt-kept_late .ln{{stroke:#6fa0dd}}
.pt-pending .bg,.pt-condition_open .bg,.pt-suspended .bg{{fill:#fff}}
.pt-not_in_force .bg,.pt-not_assessable .bg{{fill:#f3f4f6}}
""".replace("\n", "")


def picture(
    chart: str, patterns: str, title: str, alt: str, caption: Sequence[str],
    legend: Sequence[tuple[str, str]] = (),
) -> str:
    """Turn a chart of a page into an SVG file.

    Parameters
    ----------
    chart
        The drawing as a page has it (`site.chart`).
    patterns
        Definitions of its patterns (`site.chart.patterns`).
    title
        What is drawn.
    alt
        The drawing in words.
    caption
        Lines below it: conditions, source, as-of instant, edition.
    legend
        Pattern and word of each status that is drawn.
    """
    parts: list[str] = []
    y = _words(parts, MARGIN + 6, title, "t", _TITLE) + 6
    for label, drawing, height in _rows(chart):
        if label:
            y = _words(parts, y + _LABEL - 4, label, "l", _LABEL) - _LABEL + 8
        parts.append(f'<svg x="{MARGIN}" y="{y}" width="{_INNER}" height="{height}" '
                     f'overflow="visible">{drawing}</svg>')
        y += height + 10
    y = _legend(parts, y, legend)
    for line in caption:
        y = _words(parts, y + _SMALL, line, "c", _SMALL) - _SMALL
    height = y + MARGIN
    style = STYLE.format(fonts=of_picture(language()))
    defs = patterns[patterns.index("<defs>"):patterns.index("</defs>") + len("</defs>")]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" xml:lang="{language()}">'
        f"<title>{_safe(title)}</title><desc>{_safe(alt)}</desc><style>{style}</style>{defs}"
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _rows(chart: str) -> Iterator[tuple[str, str, int]]:
    """Label, drawing and height of every row; axes have no label."""
    # Our own markup, made by `site.chart` with every foreign word escaped.
    root = ElementTree.fromstring(chart)  # noqa: S314
    for row in root:
        svg = row if row.tag == "svg" else row.find("svg")
        if svg is None:
            continue
        words = row.find("p")
        said = (" ".join("".join(part.itertext()).split()) for part in
                (words if words is not None else ()))
        label = ": ".join(filter(None, said))
        drawn = "".join(ElementTree.tostring(shape, encoding="unicode") for shape in svg
                        if shape.tag not in {"title", "desc"})
        apart = _TEXT.sub(lambda m: f"{m[1]}{_isolated(m[2], _OWN)}</text>", drawn)
        yield label, apart, int(svg.get("height", "0"))


def _words(parts: list[str], y: int, text: str, kind: str, height: int) -> int:
    """Add lines of text from `y` on; where the next one would stand."""
    said = clean(text)
    shown = said if len(said) <= _MOST_LETTERS else said[:_MOST_LETTERS - 1] + "…"
    place = f'{WIDTH - MARGIN}" text-anchor="end' if rtl() else MARGIN
    for line in textwrap.wrap(shown, _LETTERS[height]):
        parts.append(f'<text x="{place}" y="{y}" class="{kind}">'
                     f"{_isolated(_safe(line), _LINE)}</text>")
        y += height
    return y


def _legend(parts: list[str], y: int, legend: Sequence[tuple[str, str]]) -> int:
    x = MARGIN
    for status, word in legend:
        if x > WIDTH - 200:
            x, y = MARGIN, y + _LABEL
        # The same row seen in a mirror, where words run the other way.
        box, place = (WIDTH - x - 12, f'{WIDTH - x - 18}" text-anchor="end') if rtl() \
            else (x, x + 18)
        parts.append(f'<rect x="{box}" y="{y + 3}" width="12" height="12" class="ax" '
                     f'fill="url(#st-{_safe(status)})"/>'
                     f'<text x="{place}" y="{y + 13}" class="c">'
                     f"{_isolated(_safe(word), _OWN)}</text>")
        x += 30 + 7 * len(word)
    return y + _LABEL + 4 if legend else y


def _isolated(markup: str, opening: str) -> str:
    """Text that stands for itself where words are written from the right; `markup` is escaped."""
    return f"{opening}{markup}\u2069" if rtl() else markup


def _safe(text: str) -> str:
    return str(escape(clean(text)))
