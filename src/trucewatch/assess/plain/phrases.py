"""The catalogue of phrases: one file per language, English behind each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter

import yaml

from trucewatch.model.agreement import Words
from trucewatch.model.properties import PROPERTIES
from trucewatch.model.sheet import BORROWED, END

ENGLISH = "en"


class UnknownLanguage(LookupError):
    """There are no phrases in that language; the message names those there are."""


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language."""

    lang: str
    rtl: bool
    own: Mapping[str, str]
    english: Mapping[str, str]

    def __call__(self, key: str, /, **slots: object) -> str:
        """Say a phrase; in English, marked, where the language lacks it.

        What is filled in keeps its own marks.
        """
        phrase = self.own.get(key)
        if phrase is not None:
            return phrase.format(**slots)
        if self.lang == ENGLISH:
            return self.english[key].format(**slots)
        # Only the words of the phrase are borrowed, not what is filled in.
        found = ""
        for words, name, _, _ in Formatter().parse(self.english[key]):
            found += _borrowed(words) + (str(slots[name]) if name else "")
        return found.replace(END + BORROWED, "")

    def words(self, words: Words) -> str:
        """Text of the case in the language; in English, marked, where the case lacks it."""
        if self.lang in words:
            return _clean(words[self.lang])
        english = _clean(words.get(ENGLISH, ""))
        return english if self.lang == ENGLISH else _borrowed(english)

    def text(self, text: str) -> str:
        """Text of the case that stands in one language only: as it is."""
        return _clean(text)

    def value(self, value: str) -> str:
        """A word of a closed list."""
        key = f"word.{value}"
        if key in self.own or key in self.english:
            return self(key)
        plain = value.replace("_", " ")
        numeric = any(char.isdigit() for char in plain)
        return plain if numeric or self.lang == ENGLISH else _borrowed(plain)

    def property(self, name: str) -> str:
        """A property of the closed list, by its title."""
        key = f"property.{name}"
        if key in self.own:
            return self.own[key]
        title = PROPERTIES[name].title
        return title if self.lang == ENGLISH else _borrowed(title)

    def all(self, items: list[str], joined: str = "and") -> str:
        """Items as a list in words."""
        if len(items) < 2:  # noqa: PLR2004 (nothing to join)
            return "".join(items)
        return self(f"word.{joined}", first=", ".join(items[:-1]), last=items[-1])


def languages() -> list[str]:
    """Languages there are phrases in."""
    folder = resources.files(__package__)
    return sorted(
        file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml")
    )


@cache
def phrases(lang: str) -> Phrases:
    """Phrases of a language.

    Raises
    ------
    UnknownLanguage
        When there is no file for it.
    """
    if lang not in languages():
        raise UnknownLanguage(
            f"no phrases in {lang!r}; there are phrases in {', '.join(languages())}"
        )
    own, english = _read(lang), _read(ENGLISH)
    return Phrases(
        lang, own["direction"] == "rtl", _table(own["phrases"]), _table(english["phrases"])
    )


def _read(lang: str) -> dict[str, object]:
    file = resources.files(__package__).joinpath(f"{lang}.yaml")
    found = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 (texts only)
    return dict(found)


def _table(found: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _borrowed(text: str) -> str:
    """Mark words as English, the blanks around them left outside."""
    bare = text.strip()
    if not any(char.isalpha() for char in bare):
        return text
    start = text.index(bare)
    return f"{text[:start]}{BORROWED}{bare}{END}{text[start + len(bare):]}"


def _clean(text: str) -> str:
    return text.replace(BORROWED, "").replace(END, "")
