"""Where pages of each language lie, and how they find their counterparts and shared files.

The first language of an edition lies at its root, each other one in a folder of its own; the style
sheet and the data lie at the root alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.publish.tongue import own_name


@dataclass(frozen=True)
class Counterpart:
    """The same page in a language."""

    lang: str
    name: str
    """What the language calls itself."""
    href: str


@dataclass(frozen=True)
class Places:
    """Pages of one language among those of an edition."""

    languages: tuple[str, ...]
    lang: str

    @property
    def prefix(self) -> str:
        """Folder of the language, from the root of the edition."""
        return self._folder(self.lang)

    def files(self, path: str) -> str:
        """Way from a page to the root of the edition."""
        return root_of(path) + ("../" if self.prefix else "")

    def others(self, path: str) -> list[Counterpart]:
        """The same page in every language, this one too; nothing where there is but one."""
        if len(self.languages) == 1:
            return []
        return [Counterpart(lang, own_name(lang), f"{self.files(path)}{self._folder(lang)}{path}")
                for lang in self.languages]

    def _folder(self, lang: str) -> str:
        return "" if lang == self.languages[0] else f"{lang}/"


def all_places(languages: Sequence[str]) -> list[Places]:
    """Places of every language of an edition."""
    return [Places(tuple(languages), lang) for lang in languages]


def root_of(path: str) -> str:
    """Way from a page to the folder of its language."""
    return "../" * path.count("/")
