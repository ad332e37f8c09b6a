"""Every kind of page in every language, read by axe-core in a real browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from trucewatch.model.language import LANGUAGES
from trucewatch.publish import edition

from .stated import with_statements

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KINDS = (
    "index.html", "timeline.html", "clauses/NS-01.html",
    "claims/lake-post-1.html", "sources.html", "sources/lake-post.html", "method.html",
    "changes.html", "corrections.html", "coverage.html", "effort.html", "reuse.html",
    "left-out.html", "problems.html", "statements.html",
)


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("six") / "out"
    edition.write(replace(with_statements(), languages=tuple(LANGUAGES)), out)
    return out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_has_a_serious_fault_and_none_overflows(
    six: Path, browser: Browser, lang: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only with a browser

    folder = six if lang == LANGUAGES[0] else six / lang
    page = browser.new_page(viewport={"width": 360, "height": 800})
    found = []
    for name in KINDS:
        page.goto((folder / name).as_uri())
        assert page.get_attribute("html", "lang") == lang
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, (lang, name)
        serious = [v["id"] for v in Axe().run(page).response["violations"]
                   if v["impact"] in {"serious", "critical"}]
        found += [(lang, name, v) for v in serious]
    page.close()
    assert found == []


def test_the_kinds_are_those_of_the_edition(six: Path) -> None:
    assert [name for name in KINDS if not (six / name).is_file()] == []
