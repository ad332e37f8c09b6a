"""Pages in a real browser: the style sheet is applied, nothing overflows, nothing runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.publish import edition

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
