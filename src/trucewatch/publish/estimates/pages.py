"""The page of an estimate: one HTML file, without script and without any request."""

from __future__ import annotations

from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from trucewatch.publish.compiled import Compiled
from trucewatch.publish.estimates import chains
from trucewatch.publish.estimates.drawing import WIDTH, Rows, overlaps, totals
from trucewatch.publish.words import clean


def page(rows: Rows, title: str) -> str:
    """The page of a result.

    Parameters
    ----------
    rows
        The result as plain data, as in its JSON file.
    title
        Name of the table.
    """
    return _environment().get_template("estimate.html.j2").render(
        rows=rows, title=title, totals=totals(rows), overlaps=overlaps(rows), width=WIDTH,
        chains=[chains.chains(one) for one in rows["methods"]], panel=chains, style=_style())


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _style() -> Markup:
    text = resources.files(__package__).joinpath("estimate.css").read_text("utf-8")
    return Markup(text)  # noqa: S704 (a file of this package)


OPTIONS: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True,
                           "keep_trailing_newline": True}
COMPILED = Compiled(__package__, OPTIONS)


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader(__package__), bytecode_cache=COMPILED, autoescape=True,
        undefined=StrictUndefined, **OPTIONS)
    env.filters["bare"] = clean
    env.filters["figure"] = _figure
    return env
