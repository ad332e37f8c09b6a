"""Claims as markup: each made once, since one claim stands on several pages."""

from __future__ import annotations

from jinja2 import Environment
from markupsafe import Markup, escape

from trucewatch.publish import words
from trucewatch.publish.site.claim import Claim
from trucewatch.publish.tongue import tr

LONGEST = 2_000
"""Characters of words a page shows; the tables have them all."""


def link(url: str, text: str = "") -> Markup:
    """Make a link of a web address that may be one; anything else is shown as text."""
    safe = words.safe_url(url)
    if not safe:
        return Markup(f'<span class="addr" dir="auto">{_esc(url)}</span>')  # noqa: S704
    return Markup(  # noqa: S704
        f'<a href="{escape(safe)}" rel="noreferrer">{_esc(text or words.host(safe))}</a>'
    )


class ClaimHtml:
    """Claims in the three forms pages use."""

    def __init__(self, env: Environment) -> None:
        self._macros = env.get_template("claims.html.j2").module
        self._made: dict[tuple[str, str], Markup] = {}

    def _make(self, form: str, claim: Claim) -> Markup:
        key = (form, claim.id)
        if key not in self._made:
            self._made[key] = Markup(getattr(self._macros, form)(claim))  # noqa: S704
        return self._made[key]

    def card(self, claim: Claim) -> Markup:
        """Inside of a card."""
        return self._make("card", claim)

    def row(self, claim: Claim) -> Markup:
        """Cells of a table row."""
        return self._make("row", claim)

    def head(self, claim: Claim) -> Markup:
        """Write what the claims of a series have in common."""
        return self._make("head", claim)


def clip(text: str) -> str:
    """Words as a page prints them: very long ones end early, and say so."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST] + tr("… [cut here; the tables have it whole]")


def about(c: Claim, figure: str) -> str:
    """A figure as the source gives it: about so much, where it says so."""
    return tr("about {figure}", figure=figure) if c.text("approx") == "yes" else figure


def _esc(text: str) -> str:
    return str(escape(words.clean(text)))
