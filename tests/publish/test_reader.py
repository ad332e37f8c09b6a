"""A reader's questions, each answered within three clicks from the first page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOST_CLICKS = 3
WALKS = {
    "what was agreed on aid": (
        ["Aid trucks into Gaza"],
        "clauses/G25B-10.html",
        ["How much, as the text has it", "What the text says, and who stands behind it"],
    ),
    "how many trucks, by whose count": (
        ["Aid trucks into Gaza"],
        "clauses/G25B-10.html",
        ["Accounts side by side", "Coordinator of Government Activities in the Territories",
         "party: Israel", "party: Hamas"],
    ),
    "who says that the line was moved": (
        ["No return to areas left", "This claim, and where it is archived"],
        "claims/",
        ["Each claim is one speaker’s assertion", "published"],
    ),
    "which days have no reports": (
        ["Which days have no reports, and who could see what"],
        "coverage.html",
        ["A day without a row is not known", "not known: no row says"],
    ),
    "what changed last month": (
        ["What changed"],
        "changes.html",
        ["Since 22 Jul 2026", "Compared with what had been published by"],
    ),
    "how sure is this": (
        ["Aid trucks into Gaza"],
        "clauses/G25B-10.html",
        ["Under “reported”", "Under “two independent”", "It stands without any one source"],
    ),
    "by which standard": (
        ["How sure a finding is, and by which standard"],
        "method.html",
        ["A standard says which evidence is firm and which is credible. None is the default"],
    ),
    "may I reuse the data": (
        ["Reuse"],
        "reuse.html",
        ["May it be used again?", "Licence", "edition.zip", "findings.csv"],
    ),
    "how do I cite it": (
        ["May the data be used again, and how is it quoted"],
        "reuse.html",
        ["How to quote it", "a trucewatch edition as of 22 Aug 2026"],
    ),
}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("question", WALKS)
def test_a_question_is_answered_within_three_clicks(
    gaza: Path, browser: Browser, question: str, width: int
) -> None:
    clicks, ends_at, answers = WALKS[question]
    assert len(clicks) <= MOST_CLICKS
    page = browser.new_page(viewport={"width": width, "height": 800})
    try:
        page.goto((gaza / "index.html").as_uri())
        for name in clicks:
            link = page.get_by_role("link", name=name, exact=True).first
            assert link.is_visible(), name
            link.click()
            page.wait_for_load_state()
        assert page.url.removeprefix(gaza.as_uri() + "/").startswith(ends_at)
        shown = page.inner_text("main")
        assert [a for a in answers if a.casefold() not in shown.casefold()] == []
    finally:
        page.close()
