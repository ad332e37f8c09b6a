"""Labels and hints of the form in several languages (``labels.csv``).

A line is an id and its words by language. An empty cell is shown in English, and `missing` names
it, so that whoever prints the form knows what is still to be translated.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

NAMES = {
    "en": "English", "ar": "العربية", "es": "Español", "fr": "Français", "he": "עברית",
    "ru": "Русский", "uk": "Українська",
}
"""Name of a language in that language; of others, their code."""


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """Words by id and language."""
    file = resources.files("trucewatch.sources.kit").joinpath("labels.csv")
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines(), strict=True)
    return {row.pop("id"): {k: v for k, v in row.items() if v} for row in rows}


def label(id_: str, language: str) -> str:
    """Words of an id in a language, or else in English; empty where there are none."""
    words = labels().get(id_, {})
    return words.get(language) or words.get("en", "")


def missing(language: str) -> list[str]:
    """Ids that have words in English and none in a language."""
    return [id_ for id_, words in labels().items() if language not in words]


def language_name(code: str) -> str:
    """How the form names a language: ``العربية (ar)``."""
    return f"{NAMES.get(code, code)} ({code})"
