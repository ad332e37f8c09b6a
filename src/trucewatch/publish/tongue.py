"""The language pages are written in: one at a time, English unless somebody speaks another.

Messages are looked up by their English words in ``locale/<code>.po``, read once and kept. Whatever
is written outside `speaking` (tables, files, the terminal) stays English and needs no catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from gettext import c2py
from importlib import resources
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from trucewatch.model.language import ENGLISH, Words

if TYPE_CHECKING:
    from babel import Locale

P = ParamSpec("P")
R = TypeVar("R")
_ACTIVE: ContextVar[str] = ContextVar("tongue", default=ENGLISH)


@dataclass(frozen=True)
class Catalogue:
    """Translations of one language."""

    one: Mapping[str, str]
    """By English words."""
    many: Mapping[tuple[str, str], tuple[str, ...]]
    """Forms for numbers, by the English singular and plural."""
    form: Callable[[int], int]
    """Which form a number takes."""


@lru_cache
def catalogue(lang: str) -> Catalogue:
    """Read the catalogue of a language.

    Raises
    ------
    FileNotFoundError
        When there is none.
    """
    # Costs a tenth of a second that nobody pays who writes English alone.
    from babel.messages.pofile import read_po  # noqa: PLC0415

    path = resources.files(__package__).joinpath("locale", f"{lang}.po")
    with path.open("rb") as file:
        found = read_po(file, locale=lang)
    one: dict[str, str] = {}
    many: dict[tuple[str, str], tuple[str, ...]] = {}
    for message in found:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, str):
            one[message.id] = str(message.string)
        else:
            many[message.id[0], message.id[1]] = tuple(map(str, message.string or ()))
    return Catalogue(one=one, many=many, form=c2py(str(found.plural_expr)))


def language() -> str:
    """Code of the language pages are written in now."""
    return _ACTIVE.get()


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Write in a language for as long as this lasts."""
    if lang != ENGLISH:
        catalogue(lang)
    token = _ACTIVE.set(lang)
    try:
        yield
    finally:
        _ACTIVE.reset(token)


def tr(message: str, /, **slots: object) -> str:
    """Say a message in the language spoken; slots stand in braces.

    Parameters
    ----------
    message
        English words, in full where the message is written: that is where translators find it.
    **slots
        What is filled in, by the name of its braces; without any, braces mean nothing.
    """
    lang = _ACTIVE.get()
    text = message if lang == ENGLISH else catalogue(lang).one.get(message) or message
    return text.format(**slots) if slots else text


def trn(one: str, many: str, number: int, /, **slots: object) -> str:
    """Say a message in the form a number asks for."""
    lang = _ACTIVE.get()
    text = one if number == 1 else many
    if lang != ENGLISH:
        found = catalogue(lang)
        forms = found.many.get((one, many), ())
        at = found.form(number)
        text = (forms[at] if at < len(forms) else "") or text
    return text.format(**slots) if slots else text


def mark(message: str) -> str:
    """Leave a message for translators where it is written; it is said by `tr` elsewhere."""
    return message


class Terms(Mapping[str, str]):
    """Words by code, said in the language spoken when they are read."""

    def __init__(self, english: Mapping[str, str]) -> None:
        self.english = english

    def __getitem__(self, code: str) -> str:
        return tr(self.english[code])

    def __iter__(self) -> Iterator[str]:
        return iter(self.english)

    def __len__(self) -> int:
        return len(self.english)


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Keep what a function gave, for each language apart."""
    made = lru_cache(maxsize=16384)(lambda lang, *args: function(*args))  # type: ignore[call-arg]

    @wraps(function)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        return made(_ACTIVE.get(), *args) if not kwargs else function(*args, **kwargs)

    return again


@lru_cache
def locale(lang: str) -> Locale:
    """Customs of a language: months, plurals, lists."""
    from babel import Locale  # noqa: PLC0415

    return Locale.parse(lang, sep="-")


def rtl(lang: str = "") -> bool:
    """Tell whether a language, or the one spoken, is written from right to left."""
    code = lang or _ACTIVE.get()
    return code != ENGLISH and locale(code).text_direction == "rtl"


def own_name(lang: str) -> str:
    """What a language calls itself."""
    name = locale(lang).get_display_name(lang) or lang
    return name[0].upper() + name[1:]


def shown(text: Words) -> tuple[str, str]:
    """Language and words of a text of the case: those spoken, else English, else the first."""
    for lang in (_ACTIVE.get(), ENGLISH):
        if lang in text:
            return lang, text[lang]
    return next(iter(text.items()), ("", ""))
