"""Where claims stand: each in one place, on pages of bounded size, nothing left out unsaid."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from trucewatch.publish.site import homes, pages
from trucewatch.publish.site.context import Context, file_names
from trucewatch.publish.site.homes import Homes

from .sample import CLAIMS, release


def made(count: int, words: str = "some words") -> Homes:
    one = release()
    row = next(iter(CLAIMS.values()))
    claims = {f"{n:064x}"[::-1]: {**row, "claim_id": f"{n:064x}"[::-1], "original": words,
                                  "earliest": n, "latest": n} for n in range(count)}
    one = replace(one, claims=claims, used=frozenset(list(claims)[:7]))
    return Homes(Context(one, file_names(v.clause.id for v in one.clauses)))


def test_every_claim_has_one_place_and_pages_are_bounded() -> None:
    found = made(300, "ب" * 900)
    links = [found.link(f"{n:064x}"[::-1]) for n in range(300)]
    assert all(links) and len(set(links)) == 300
    sizes = [page.count for some in found.pages.values() for page in some]
    assert sum(sizes) == 300 and len(sizes) > 5
    assert max(sizes) * (homes.CARD_BYTES + 1_800) <= homes.PAGE_BYTES + homes.CARD_BYTES + 1_800


def test_of_very_many_claims_those_findings_rest_on_come_first(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homes, "MOST_ON_PAGES", 40)
    found = made(100)
    body = next(iter(found.pages))
    assert (found.shown(body), found.totals[body]) == (50, 100)
    assert all(found.link(f"{n:064x}"[::-1]) for n in range(7))
    assert found.link(f"{99:064x}"[::-1]) == ""


def test_the_page_of_a_source_says_how_many_claims_stand_in_the_tables_alone(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homes, "MOST_ON_PAGES", 1)
    monkeypatch.setattr(homes, "LEAST_EACH", 2)
    one = release()
    site = pages.render(one)
    counts = {body: sum(r["source"] == body for r in one.claims.values())
              for body in {str(r["source"]) for r in one.claims.values()}}
    for body, count in counts.items():
        text = site[f"sources/{body}.html"]
        listed = sum(map(int, re.findall(r'claims/[^"]*">(\d+) claims?', text)))
        assert listed == min(2, count), body
        assert ("more claims of this source stand in the tables alone" in text) == (count > 2)


def test_a_source_shows_its_grades_its_coverage_and_whom_it_quotes() -> None:
    site = pages.render(release())
    text = site["sources/lake-post.html"]
    assert "Whom it quotes" in text and "media" in text
    assert "What it could see, when" in text
    assert "Whatever has no grade is not worse for it" in site["sources/agencies.html"]


def test_very_long_words_end_early_on_a_page_and_it_says_so() -> None:
    one = release()
    key = next(i for i, r in CLAIMS.items() if r["source"] == "lake-post")
    long = {**one.claims[key], "original": "ب" * 1_000_000}
    text = pages.render(replace(one, claims={**one.claims, key: long}))["claims/lake-post-1.html"]
    assert "ب" * 2_000 + "… [cut here; the tables have it whole]" in text
    assert len(text.encode()) < 200_000
