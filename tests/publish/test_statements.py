"""Pages, tables and ClaimReview of statements, from a release alone."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trucewatch.model.statement_words import RESULTS
from trucewatch.publish import edition

from .built import texts
from .sample import release
from .stated import with_statements

SCHEMA = json.loads(Path(__file__).with_name("schema_org.json").read_text(encoding="utf-8"))


def allowed(kind: str) -> dict[str, list[str]]:
    """Properties of a type, those of what it extends included."""
    found: dict[str, list[str]] = {}
    while kind:
        found |= SCHEMA["types"][kind]["properties"]
        kind = SCHEMA["types"][kind]["extends"]
    return found


def is_a(kind: str, wanted: str) -> bool:
    while kind and kind != wanted:
        kind = SCHEMA["types"].get(kind, {}).get("extends", "")
    return bool(kind)


def fits(value: object, wanted: list[str]) -> bool:
    """Whether a value can stand where schema.org expects one of some types."""
    if isinstance(value, dict):
        return any(is_a(str(value["@type"]), kind) for kind in wanted) and not faults(value)
    if "Date" in wanted:
        return str(date.fromisoformat(str(value))) == value
    return isinstance(value, str) and bool(value) and {"Text", "URL"} & set(wanted) != set()


def faults(node: dict[str, Any]) -> list[str]:
    """What a node has that schema.org does not know, or lacks."""
    kind = node["@type"]
    known = allowed(kind)
    wrong = [f"{kind}.{name}" for name, value in node.items()
             if not name.startswith("@") and (name not in known or not fits(value, known[name]))]
    return wrong + [f"{kind} lacks {name}" for name in SCHEMA["needed"].get(kind, ())
                    if name not in node]


def test_claim_reviews_are_as_schema_org_defines_them() -> None:
    files = texts(with_statements())
    reviews = {}
    for name in ("briefing", "letter"):
        read = json.loads(files[f"statements/{name}.jsonld"])
        assert read["@context"] == "https://schema.org"
        reviews[name] = read["@graph"]
    assert [faults(node) for nodes in reviews.values() for node in nodes] == [[]] * 4
    ratings = [node["reviewRating"] for nodes in reviews.values() for node in nodes]
    assert {r["alternateName"] for r in ratings} <= set(RESULTS.values())
    assert all({"ratingValue", "bestRating", "worstRating"}.isdisjoint(r) for r in ratings)


def test_two_days_are_no_date_of_a_claim_review() -> None:
    files = texts(with_statements())
    claims = [node["itemReviewed"] for node in
              json.loads(files["statements/briefing.jsonld"])["@graph"]]
    assert [claim.get("datePublished") for claim in claims] == ["2031-04-03", None, "2031-04-03"]


def test_only_links_that_lead_somewhere_are_shown() -> None:
    files = texts(with_statements())
    page, told = files["statements/briefing.html"], json.loads(files["statements.json"])
    assert '<a href="letter.html#s-1.a"><bdi>letter/1.a</bdi></a> in other words' in page
    # There is no document "nowhere", and only a speaker takes words back.
    assert "nowhere" not in page and "Takes back" not in page
    assert '<a href="letter.html#s-1.a"><bdi>1.a</bdi></a>' in files["statements/letter.html"]
    assert [(one["same_as"], one["retracts"]) for one in told["statements"]][2:4] == [
        ("letter/1.a", ""), ("", "")]


def test_a_claim_review_names_every_account() -> None:
    files = texts(with_statements())
    (first, *_) = json.loads(files["statements/briefing.jsonld"])["@graph"]
    assert first["reviewBody"] == (
        "Accounts differ: some accounts agree with it, others differ. "
        "Agrees: Norland Defence Staff (2 Apr 2031, 0), the speaker's own, it denies what this is "
        "about. "
        "Differs: Southland Front (19 Mar 2031, 1), it reports what this is about.")
    assert first["itemReviewed"]["author"] == {
        "@type": "Organization", "name": "Norland Defence Staff",
        "description": "armed forces of Norland"}


@pytest.mark.parametrize("broken", [
    {"@type": "ClaimReview"},
    {"@type": "Rating", "alternateName": "x", "score": "1"},
    {"@type": "Claim", "author": {"@type": "Rating", "alternateName": "x"}},
])
def test_the_check_would_notice(broken: dict[str, Any]) -> None:
    assert faults(broken)


def test_the_table_has_every_statement_in_its_order() -> None:
    files = texts(with_statements())
    rows = list(csv.DictReader(io.StringIO(files["statements.csv"])))
    assert [(r["document"], r["statement"], r["result"], r["agrees"], r["differs"], r["via"][:6])
            for r in rows] == [
        ("briefing", "1", "accounts_differ", "norland-army", "southland-front", ""),
        ("briefing", "2", "not_testable", "", "", "A poet"),
        ("briefing", "3", "inconsistent_with", "", "Lake Post", ""),
        ("briefing", "4", "cannot_be_determined", "", "", ""),
        ("letter", "1.a", "cannot_be_determined", "", "", ""),
        ("letter", "2", "not_testable", "", "", ""),
    ]
    told = json.loads(files["statements.json"])["statements"]
    assert [one["statement"] for one in told] == [r["statement"] for r in rows]
    assert told[4]["retracted_by"] == ["letter/2"] and told[5]["retracts"] == "letter/1.a"
    assert len(told[3]["states"]) == 6


def test_pages_show_the_document_in_order_and_link_where_they_say() -> None:
    files = texts(with_statements())
    page = files["statements/briefing.html"]
    assert re.findall(r'<article class="statement" id="(s-[^"]+)"', page) == [
        "s-1", "s-2", "s-3", "s-4"]
    assert "Taken back by its speaker" in files["statements/letter.html"]
    assert page.count("<script") == page.count('site.js" defer></script>') == 1
    assert "javascript:" not in re.sub(r">[^<]*<", "><", page)
    for text in files.values():
        for target in re.findall(r'href="((?:\.\./)?statements[^"#]*)"', text):
            assert target.removeprefix("../") in files
    review = json.loads(files["statements/briefing.jsonld"])["@graph"][0]["url"]
    assert review == "briefing.html#s-1"


def test_a_case_without_statements_has_no_trace_of_them() -> None:
    files = texts(release())
    assert not [name for name in files if "statement" in name]
    assert "statements.html" not in files["index.html"]


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_accessible_and_fit(tmp_path: Path, chromium: Path, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only with a browser
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    edition.write(with_statements(), tmp_path / "out")
    pages = ["statements.html", "statements/briefing.html", "statements/letter.html", "index.html"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
        page = context.new_page()
        found = {}
        for name in pages:
            page.goto((tmp_path / "out" / name).as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            violations = Axe().run(page).response["violations"]
            found[name] = [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in violations]
        browser.close()
    assert found == {name: [] for name in pages}
