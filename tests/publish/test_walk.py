"""The built site as a whole: from a number to its proof, every page reached, nothing sent."""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIRST_PAGE, CLAUSE_PAGE = 300_000, 200_000
"""Bytes with style sheet and script."""
SHOTS = os.environ.get("TRUCEWATCH_SCREENSHOTS", "")
"""Folder for pictures of one page of each kind; none where it is empty."""
KINDS = (
    "index.html", "timeline.html", "sources.html", "method.html", "problems.html", "changes.html",
    "corrections.html", "incidents.html", "coverage.html", "statements.html", "left-out.html",
    "reuse.html", "clauses/G25B-10.html", "clauses/G25B-01-israel-accounts.html",
    "clauses/G25B-10-israel-units.html", "claims/bbc-1.html", "sources/bbc.html",
)


def opened(browser: Browser, width: int, said: list[str]) -> Page:
    """A page that writes down whatever it says, and whatever it asks of anybody else."""
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda r: said.append(r.url) if not r.url.startswith("file:") else None)
    return page


def test_from_a_number_to_the_proof_that_verifies(
    gaza: Path, browser: Browser, tmp_path: Path
) -> None:
    said: list[str] = []
    page = opened(browser, 1280, said)
    page.goto((gaza / "index.html").as_uri())
    page.get_by_role("link", name="Aid trucks into Gaza", exact=True).first.click()
    page.wait_for_url("**/clauses/G25B-10.html*")
    page.get_by_role("link", name="13 accounts", exact=True).click()
    page.wait_for_url("**/clauses/G25B-10-israel-accounts.html*")
    number = page.locator("#accounts table").locator('a[href*="/claims/"]').first
    assert re.search(r"\d", number.inner_text())
    number.click()
    page.wait_for_url("**/claims/*.html*#c-*")
    claim = page.locator(f"[id='{urlsplit(page.url).fragment}']")
    assert claim.locator("blockquote").inner_text()
    claim.locator("a.proof").click()
    page.wait_for_url("**/proofs/*.json*")
    proof = gaza / Path(unquote(urlsplit(page.url).path)).relative_to(gaza.resolve())
    with zipfile.ZipFile(gaza / "edition.zip") as archive:
        (tmp_path / "verify.py").write_bytes(archive.read("verify.py"))
    page.goto((gaza / "reuse.html").as_uri())
    head = page.locator("p.head code").inner_text()
    done = subprocess.run(
        [sys.executable, "-I", tmp_path / "verify.py", "proof", proof, "--against", head],
        capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert said == []
    assert page.context.cookies() == []
    page.context.close()


def test_every_page_is_reached_from_the_first(gaza: Path) -> None:
    pages = {p.relative_to(gaza).as_posix() for p in gaza.rglob("*.html")}
    found, ahead = set[str](), ["index.html"]
    while ahead:
        at = ahead.pop()
        if at in found:
            continue
        found.add(at)
        text = (gaza / at).read_text(encoding="utf-8")
        for href in re.findall(r'<a [^>]*?href="([^"#?:]+\.html)', text):
            ahead.append(posixpath.normpath(posixpath.join(posixpath.dirname(at), href)))
    assert found == pages


def test_pages_are_light(gaza: Path) -> None:
    shared = sum((gaza / name).stat().st_size for name in ("style.css", "site.js"))
    folders = [p.parent for p in gaza.rglob("index.html")]
    assert len(folders) == 3, "the case names three languages"
    for folder in folders:
        assert (folder / "index.html").stat().st_size + shared <= FIRST_PAGE
        heavy = {p.name: p.stat().st_size + shared for p in (folder / "clauses").glob("*.html")}
        assert {name: size for name, size in heavy.items() if size > CLAUSE_PAGE} == {}


def test_no_page_says_or_asks_anything(gaza: Path, browser: Browser) -> None:
    said: list[str] = []
    page = opened(browser, 1280, said)
    for name in KINDS:
        page.goto((gaza / name).as_uri())
    assert said == []
    assert page.context.cookies() == []
    page.context.close()


def test_standard_and_reading_are_switched_by_the_reader(gaza: Path, browser: Browser) -> None:
    said: list[str] = []
    page = opened(browser, 1280, said)
    page.goto((gaza / "clauses" / "G25B-10.html").as_uri())
    cards = page.locator(".card[data-standard]")
    titles = {c.get_attribute("data-standard"): c.get_attribute("data-title")
              for c in cards.all()}
    assert len(titles) > 1
    assert all(c.is_visible() for c in cards.all())
    page.select_option("#switch-standard", "admitted")
    assert [c.get_attribute("data-standard") for c in cards.all() if c.is_visible()] == [
        "admitted"]
    page.select_option("#switch-standard", "")
    assert all(c.is_visible() for c in cards.all())
    before = cards.first.inner_text()
    page.select_option("#switch-b-israel", "1")
    assert cards.first.inner_text() != before
    page.select_option("#switch-b-israel", "0")
    assert cards.first.inner_text() == before
    assert said == []
    page.context.close()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", KINDS)
def test_one_page_of_each_kind_is_accessible_and_fits(
    gaza: Path, browser: Browser, name: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only with a browser

    page = opened(browser, width, [])
    page.goto((gaza / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS, f"{name.replace('/', '-')}-{width}.png"), full_page=True)
    violations = Axe().run(page).response["violations"]
    page.context.close()
    assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in violations
            if v["impact"] in {"serious", "critical"}] == []
