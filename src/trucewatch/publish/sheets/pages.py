"""Sheets and comparisons as single HTML files, for paper and for a phone."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from trucewatch.model.comparison import Comparison
from trucewatch.model.sheet import BORROWED, END, Sheet
from trucewatch.publish.compiled import Compiled
from trucewatch.publish.words import clean

_PIECES = re.compile(f"{BORROWED}([^{BORROWED}{END}]*){END}")


def sheet(found: Sheet) -> str:
    """The page of a sheet: every clause with boxes to tick and room to write."""
    return _environment().get_template("sheet.html.j2").render(sheet=found, style=_style())


def comparison(found: Comparison) -> str:
    """The page of a comparison: every clause both encodings have, with boxes to decide by."""
    return _environment().get_template("compare.html.j2").render(found=found, style=_style())


def plain(text: str, borrowed: str = "en") -> str:
    """Text with its borrowed words marked for a screen: ``[en: words]``."""
    marked = _PIECES.sub(lambda match: f"[{borrowed}: {match[1]}]", text)
    return clean(marked.replace(BORROWED, "").replace(END, ""))


def _marked(text: str) -> Markup:
    """Text as HTML, borrowed words marked as English."""
    found, at = Markup(), 0
    for match in _PIECES.finditer(text):
        found += escape(_bare(text[at:match.start()]))
        found += Markup('<span lang="en" dir="ltr" class="borrowed">{}</span>').format(
            _bare(match[1]))
        at = match.end()
    return found + escape(_bare(text[at:]))


def _bare(text: str) -> str:
    return clean(text.replace(BORROWED, "").replace(END, ""))


def _style() -> Markup:
    text = resources.files(__package__).joinpath("sheet.css").read_text("utf-8")
    return Markup(text)  # noqa: S704 (a file of this package)


OPTIONS: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True,
                           "keep_trailing_newline": True}
COMPILED = Compiled(__package__, OPTIONS)


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader(__package__), bytecode_cache=COMPILED, autoescape=True,
        undefined=StrictUndefined, **OPTIONS)
    env.filters["marked"] = _marked
    env.filters["bare"] = _bare
    return env
