"""The page on reuse, the files it lists, and addresses of pages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from trucewatch.model.publishing import Publishing
from trucewatch.publish.listed import listed, size_class
from trucewatch.publish.release import Proofs, Release
from trucewatch.publish.site.claim import Claim
from trucewatch.publish.site.context import Context
from trucewatch.publish.tongue import speaking

from .built import texts
from .sample import release


def published() -> Release:
    return replace(
        release(), profile="public", handling="Public", rights={"lake-post": "full"},
        publishing=Publishing(publisher={"en": "Lake Office"}, licence="CC BY 4.0",
                              address="https://lake.example/edition/"))


def said(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.partition("<main")[2]))


def test_the_page_says_licence_rights_citation_and_files() -> None:
    page = texts(published())["reuse.html"]
    text = said(page)
    assert "may be used under CC BY 4.0." in text
    assert "Lake Post media all words" in text
    assert "Of every source not named here words are shown up to 300 characters." in text
    assert ", https://lake.example/edition/." in text
    assert '<a href="findings.csv">findings.csv</a>' in page
    assert "every finding, with standard, reading, start and as-of (tables for spreadsheets)" \
        in text
    assert '<a href="edition.zip">edition.zip</a>' in page
    assert "edition.pdf" not in page and "pictures" not in page


def test_without_licence_and_address_the_page_says_so() -> None:
    page = texts(release())["reuse.html"]
    assert "has named no licence: ask before you pass it on." in page
    assert "<dt>Address</dt><dd>none is named</dd>" in page


def test_every_page_leads_to_it() -> None:
    files = texts(release())
    assert [name for name, text in files.items() if name.endswith(".html")
            and text.count('reuse.html"') < 2] == []


@pytest.mark.parametrize(("size", "code"), [
    (0, "10kb"), (9_999, "10kb"), (10_000, "100kb"), (999_999, "1mb"), (1_000_000, "10mb"),
    (10_000_000, "more"),
])
def test_sizes_have_a_class(size: int, code: str) -> None:
    assert size_class(size) == code


def test_files_of_a_folder_share_a_row_where_they_are_many() -> None:
    few = {"b.csv": 1, "a.csv": 10_000}
    many = {f"charts/{n}.svg": 4_000 for n in range(4)}
    assert [(f.path, f.count, f.size) for f in listed({**few, **many}, "t", "m")] == [
        ("a.csv", 1, "100kb"), ("b.csv", 1, "10kb"), ("charts/*.svg", 4, "100kb")]


def test_addresses_of_pages_follow_the_language() -> None:
    ctx = Context(replace(published(), languages=("en", "fr")))
    assert ctx.published_at("clauses/NS-01.html") == \
        "https://lake.example/edition/clauses/NS-01.html"
    with speaking("fr"):
        assert ctx.published_at("index.html") == "https://lake.example/edition/fr/index.html"
    hostile = replace(release(), publishing=Publishing(address="javascript:alert(1)"))
    assert Context(hostile).published_at("index.html") == ""


def test_a_claim_leads_to_the_proof_of_its_file() -> None:
    ctx = Context(replace(release(), proofs=Proofs(datasets={"reports": "proofs/ab.json"})))
    assert ctx.proof(Claim("c", {"dataset": "reports"})) == "proofs/ab.json"
    assert ctx.proof(Claim("c", {"dataset": "other"})) == ""
