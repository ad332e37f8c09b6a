"""Pages in a real browser: the style sheet is applied, nothing overflows, nothing runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.model.sheet import ClauseSheet, Line, Section, Sheet
from trucewatch.publish import edition
from trucewatch.publish.sheets import pages

from .sample import release


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_fit_the_window_and_run_nothing(tmp_path: Path, chromium: Path, width: int) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    written = edition.write(release(), tmp_path / "out")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 800})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("request", lambda r: said.append(r.url) if not r.url.startswith("file:") else None)
        for file in written:
            if file.suffix != ".html":
                continue
            page.goto(file.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, file.name
            family = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
            assert "Georgia" in family, file.name
        browser.close()
    assert said == []


@pytest.mark.parametrize("width", [360, 1000])
def test_a_sheet_fits_a_phone_and_prints_on_a4(
    tmp_path: Path, chromium: Path, width: int
) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    line = Line(text="a long word " + "x" * 300 + " \ue000borrowed\ue001 اسم")
    page_file = tmp_path / "sheet.html"
    page_file.write_text(pages.sheet(Sheet(
        case="c", title="A case", lang="fr", rtl=False, intro=("How.",),
        clauses=(ClauseSheet(id="N-01", title="One", sections=(
            Section(heading="Text", lines=(line, Line(text="under", level=1))),)),),
        labels=dict.fromkeys(("agree", "differs", "what", "by", "borrowed"), "x"),
    )), encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 800})
        said: list[str] = []
        page.on("request", lambda r: said.append(r.url) if not r.url.startswith("file:") else None)
        page.goto(page_file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("input[type=checkbox]").count() == 2
        assert page.locator("span.borrowed").inner_text() == "borrowed"
        page.emulate_media(media="print")
        assert page.pdf(format="A4").startswith(b"%PDF")
        browser.close()
    assert said == []
