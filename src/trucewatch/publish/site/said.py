"""What templates say and mark: messages, texts of the case, isolated words, links.

Every function cleans and escapes what it is given, as `pages.environment` does for whatever a
template prints: words that come through a message are no exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from jinja2 import Environment
from markupsafe import Markup, escape

from trucewatch.model.agreement import Words
from trucewatch.model.language import ENGLISH
from trucewatch.publish import words
from trucewatch.publish.site.claims import about, clip, link
from trucewatch.publish.tongue import language, rtl, shown, tr, trn


def install(env: Environment) -> None:
    """Give templates their words in the language spoken now."""
    lang = language()
    foreign = lang != ENGLISH
    # Read by the extension: `{% trans %}` and `_()` fill the slots of a message themselves.
    env.newstyle_gettext = True  # type: ignore[attr-defined]
    env.globals.update(
        gettext=_gettext, ngettext=_ngettext, _=_gettext, lang=lang, rtl=rtl(),
        foreign=Markup(' lang="en"') if foreign else "",
        only_english=_label(ENGLISH) if foreign else "",
        titled=titled, a=_anchor, em=_wrapped("em", f' dir="{_direction()}"'),
        strong=_wrapped("strong"), code=_wrapped("code"), together=_together, about=about,
        clip=clip, stop=words.sentence_end,
    )
    env.filters.update(
        en=_spoken, said=said, tongue=_tongue, only=_only, others=_others, isolate=isolate,
        auto=auto, borrowed=_borrowed, link=link,
    )


def _direction() -> str:
    """Direction of a title of several texts: the page's, where they may be in two languages."""
    return "auto" if language() == ENGLISH else "rtl" if rtl() else "ltr"


def _text(value: object) -> str | Markup:
    return value if isinstance(value, Markup) else words.clean(str(value))


def _filled(message: str, slots: Mapping[str, object]) -> Markup:
    return Markup(message) % {name: _text(value) for name, value in slots.items()}  # noqa: S704


@lru_cache(maxsize=4096)
def _unfilled(message: str) -> Markup:
    """A message that is said as it stands, over and over."""
    return _filled(message, {})


def _gettext(message: str, /, **slots: object) -> Markup:
    return _filled(tr(message), slots) if slots else _unfilled(tr(message))


def _ngettext(one: str, many: str, number: int, /, **slots: object) -> Markup:
    return _filled(trn(one, many, number), {"num": number, **slots})


def titled(head: object, rest: object) -> Markup:
    """A heading and what it is about, with a colon between them."""
    return Markup(tr("{head}: {rest}")).format(head=_text(head), rest=_text(rest))  # noqa: S704


def isolate(value: object) -> Markup:
    """Keep numbers and foreign words from reordering what stands around them."""
    return Markup(f"<bdi>{escape(words.clean(str(value)))}</bdi>")  # noqa: S704


def auto(value: object) -> Markup:
    """Keep a name in whatever script apart from what stands around it."""
    return Markup(f'<bdi dir="auto">{escape(words.clean(str(value)))}</bdi>')  # noqa: S704


def said(text: Words) -> Markup:
    """A text of the case, apart from its neighbours; marked where it is in another language."""
    return Markup('<bdi dir="auto"{}>{}</bdi>{}').format(
        _tongue(text), words.clean(_spoken(text)), _only(text))


def _spoken(text: Words) -> str:
    return shown(text)[1]


def _tongue(text: Words) -> Markup | str:
    """Attribute that names the language of a text which is not the page's."""
    lang = words.safe_lang(shown(text)[0])
    return Markup(' lang="{}"').format(lang) if lang and lang != language() else ""


def _only(text: Words) -> Markup | str:
    """Label beside a text that the case does not have in the language of the page."""
    lang = words.safe_lang(shown(text)[0])
    return _label(lang) if lang and lang != language() else ""


def _label(lang: str) -> Markup:
    words_ = tr("in English only") if lang == ENGLISH else tr(
        "not in this language: “{code}”", code=lang)
    return Markup(' <span class="only" lang="{}">{}</span>').format(language(), words_)


def _borrowed(text: str) -> Markup | str:
    """English words of the engine inside a sentence of the page."""
    return text if language() == ENGLISH else Markup('<span lang="en" dir="ltr">{}</span>').format(
        words.clean(text))


def _others(text: Words) -> list[tuple[str, str]]:
    """Language and words of every language but the one shown first."""
    first = shown(text)[0]
    return [(words.safe_lang(lang), words_) for lang, words_ in text.items() if lang != first]


def _anchor(address: str, text: object) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, _text(text))


def _wrapped(tag: str, attributes: str = "") -> Callable[[object], Markup]:
    def wrap(text: object) -> Markup:
        return Markup(f"<{tag}{attributes}>{escape(_text(text))}</{tag}>")  # noqa: S704

    return wrap


def _together(*parts: Markup) -> Markup:
    return Markup(tr(", ")).join(parts)  # noqa: S704


def either(names: Iterable[str]) -> Markup:
    """Names of which each alone is meant, each apart from its neighbours."""
    return Markup(words.listed_or(str(auto(name)) for name in names))  # noqa: S704
