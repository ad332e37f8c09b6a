"""A copy of a brief asks in its own language, what would settle a matter included."""

from __future__ import annotations

import pytest

from trucewatch.publish.brief import asking
from trucewatch.publish.brief.build import build

from .sample import release

ENGLISH = {text.casefold() for text in (
    *asking.SETTLES.values(), asking.OTHERWISE, *asking.BOUND.values(), *asking.OTHER.values(),
    asking.DENIED, asking.DENIES, asking.EXCEPTED, asking.SUSPENDED)}


def asked(lang: str) -> set[str]:
    """Which of them stand in a copy."""
    told = "\n".join(map(str, build(release(), (), lang).blocks)).casefold()
    return {text for text in ENGLISH if text in told}


def test_a_brief_asks_in_english() -> None:
    assert len(asked("en")) > 8


@pytest.mark.parametrize("lang", ["ar", "es", "fr", "he", "uk"])
def test_a_copy_asks_nothing_in_english(lang: str) -> None:
    assert asked(lang) == set()
