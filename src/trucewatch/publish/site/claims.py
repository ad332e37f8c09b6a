"""Claims as markup: each made once, since one claim stands on several pages."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment
from markupsafe import Markup, escape

from trucewatch.publish import words
from trucewatch.publish.site.context import Claim
from trucewatch.publish.tongue import tr


def link(url: str, text: str = "") -> Markup:
    """Make a link of a web address that may be one; anything else is shown as text."""
    safe = words.safe_url(url)
    if not safe:
        return Markup(f'<span class="addr" dir="auto">{_esc(url)}</span>')  # noqa: S704
    return Markup(  # noqa: S704
        f'<a href="{escape(safe)}" rel="noreferrer">{_esc(text or words.host(safe))}</a>'
    )


class ClaimHtml:
    """Claims in the four forms pages use."""

    def __init__(self, env: Environment, tz: str) -> None:
        self._macros = env.get_template("claims.html.j2").module
        self._tz = tz
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

    @staticmethod
    def one_address(claims: Sequence[Claim]) -> str:
        """Address of all the claims, if it is one and the same; else nothing."""
        found = {c.text("address") for c in claims}
        return found.pop() if len(found) == 1 else ""

    def line(self, claim: Claim, with_address: bool) -> Markup:
        """Cells of a row under a heading that says what the series has in common.

        Written here and not in a template: a long series has a thousand of them.
        """
        key = (f"line{with_address:d}", claim.id)
        if key not in self._made:
            self._made[key] = Markup("".join(self._cells(claim, with_address)))  # noqa: S704
        return self._made[key]

    def _cells(self, c: Claim, with_address: bool) -> list[str]:
        lo, hi, low, high = (c.whole(n) for n in ("earliest", "latest", "low", "high"))
        period = tr(words.UNKNOWN) if lo is None or hi is None else words.interval(lo, hi, self._tz)
        figure = tr("no figure") if low is None and high is None else words.bounds(low, high)
        lang = words.safe_lang(c.text("lang"))
        speaks = f' lang="{lang}"' if lang else ""
        published, address = c.text("published"), c.text("address")
        read_at = (link(address) if address else tr("no address")) if with_address else ""
        original = c.text("original") or "–"
        return [
            f'<th scope="row"><bdi>{_esc(period)}</bdi></th>',
            f'<td class="n"><bdi>{_esc(about(c, figure))}</bdi></td>',
            f'<td dir="auto"{speaks}>{_esc(original)}{_small(c.text("note"))}</td>',
            f"<td>{f'<bdi>{_esc(words.published(published))}</bdi> ' if published else ''}"
            f"{read_at}{_small(c.text('locator'))}</td>",
        ]


def about(c: Claim, figure: str) -> str:
    """A figure as the source gives it: about so much, where it says so."""
    return tr("about {figure}", figure=figure) if c.text("approx") == "yes" else figure


def _small(text: str) -> str:
    return f' <span class="mg" dir="auto">{_esc(text)}</span>' if text else ""


def _esc(text: str) -> str:
    return str(escape(words.clean(text)))
