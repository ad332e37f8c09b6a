"""Quotations in ledgers of statements leave as far as the right to them goes, in every form."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from trucewatch.model.publishing import Publishing, WordsRight, profiles_of
from trucewatch.model.statement import (
    Document,
    Heading,
    Quote,
    Result,
    Speaker,
    Statement,
    Test,
    Untested,
    Version,
    VersionsTest,
    Weighed,
)
from trucewatch.pipeline.clearing import clear
from trucewatch.publish import edition
from trucewatch.publish.brief import markdown
from trucewatch.publish.brief.build import build
from trucewatch.publish.formats.registry import Means
from trucewatch.publish.formats.reporting import report
from trucewatch.publish.release import Release, Removal
from trucewatch.publish.release.masking import fingerprint
from trucewatch.store.parquet import to_parquet

from .sample import release

PROFILES = profiles_of(Publishing())
RULE = "words leave as far as the right to them goes"
STAFF = Speaker(id="staff", name={"en": "The staff"}, role={"en": "armed forces"},
                body="norland-army")
CUT = 300


def long(mark: str) -> str:
    """More words than an excerpt has, told apart by their beginning and their end."""
    return f"{mark} begins here: {'it is quiet on the lake, ' * 13}and here ends {mark}"


QUOTED = {mark: long(mark) for mark in (
    "the speech", "an account", "the wording", "their wording", "a version")}
SPEECH, ACCOUNT, WORDING, THEIRS, VERSION = QUOTED.values()


def quoting(rights: dict[str, WordsRight]) -> Release:
    """A release with one statement that has quotations wherever a ledger may have them."""
    test = VersionsTest(
        aspects={"words": {"en": "in which words"}}, gives={"words": WORDING},
        versions=[Version(source="Lake Post", gives={"words": THEIRS},
                          quote=Quote(words=VERSION, lang="en"))])
    said = Statement(id="1", speaker="staff", locator="page 3", types=["quotation"],
                     says={"en": "It was quiet."}, quote=Quote(words=SPEECH, lang="en"),
                     test=Test(versions=test),
                     accounts=[Version(source="A morning paper", body="lake-post",
                                       quote=Quote(words=ACCOUNT, lang="en"))])
    document = Document(
        id="speech", speakers={"staff": STAFF}, statements=(said,),
        heading=Heading(title={"en": "Speech"}, kind="speech", author=["staff"],
                        publisher="Norland Defence Staff", published="2031-04-03"))
    result = Result(document="speech", statement="1", outcome="inconsistent_with", why="differ",
                    accounts=(Weighed(by="Lake Post", lineage="lake-post", claim="",
                                      bears="differs", why="other", gives=(("words", THEIRS),)),))
    return replace(release(), documents=[document], results=[result],
                   publishing=Publishing(rights=rights))


def outputs(cleared: Release) -> dict[str, str]:
    """Whatever of an edition tells of statements, as text."""
    files = edition.build(cleared, means=Means(to_parquet=to_parquet))
    table = files["statements.parquet"]
    assert isinstance(table, bytes)
    parquet = pytest.importorskip("pyarrow.parquet")
    told = {name: str(files[name]) for name in (
        "statements/speech.html", "statements.csv", "statements.json", "statements/speech.jsonld")}
    return told | {
        "statements.parquet": str(parquet.read_table(io.BytesIO(table)).to_pylist()),
        "report": json.dumps(report(cleared, "en")),
    }


def how_far(words: str, text: str) -> str:
    """How far words stand in a text; empty: nothing of them does."""
    digest = fingerprint(words)
    if words in text:
        return "full"
    if words[:CUT] in text:
        return f"excerpt, {digest in text}"
    return "" if words[:30] not in text and digest not in text else (
        f"figure, {words[:30] not in text}")


CARRIED = {
    "statements/speech.html": {SPEECH, ACCOUNT, WORDING, THEIRS, VERSION},
    "statements.csv": {SPEECH}, "statements.json": {SPEECH, THEIRS},
    "statements.parquet": {SPEECH}, "statements/speech.jsonld": {THEIRS}, "report": set[str](),
}
"""Which of the quotations an output has."""


@pytest.mark.parametrize(("right", "left"), [
    ("figure", "figure, True"), ("excerpt", "excerpt, True"), ("full", "full")])
def test_words_leave_as_far_as_the_right_to_them_goes_in_every_output(
    right: WordsRight, left: str
) -> None:
    cleared = clear(quoting({"norland-army": right, "lake-post": right}), PROFILES["public"])
    told = outputs(cleared)
    assert {name: {mark: how_far(words, text) for mark, words in QUOTED.items()}
            for name, text in told.items()} == {
        name: {mark: left if words in CARRIED[name] else "" for mark, words in QUOTED.items()}
        for name in told}
    assert "page 3" in told["statements/speech.html"] and "page 3" in told["statements.csv"]
    assert [r for r in cleared.removed if r.kind.startswith("statements.")] == ([] if
        right == "full" else [Removal(rule=RULE, kind="statements.gives", count=2),
                              Removal(rule=RULE, kind="statements.quote", count=3)])


@pytest.mark.parametrize(("right", "left"), [
    ("figure", f"“[words not shown; SHA-256 {fingerprint(SPEECH)}]”"),
    ("excerpt", f"“{SPEECH[:CUT]}…”"), ("full", f"“{SPEECH[:CUT]}…”"),
])
def test_a_brief_prints_no_more_of_a_statement_than_leaves(right: WordsRight, left: str) -> None:
    made = quoting({"norland-army": right, "lake-post": right})
    (result,) = made.results
    used = next(c for f in made.findings for a in f.accounts for c in a.claims
                if f.clause == "NS-01" and f.unit == "window")
    weighed = Weighed(by="norland-army", lineage="norland-army", claim=used, bears="differs",
                      why="asserts")
    cleared = clear(replace(made, results=[replace(result, accounts=(weighed,))]),
                    PROFILES["public"])
    text = markdown.write(build(cleared, ["NS-01"])).decode()
    assert text.count(markdown.escape(left)) == 1
    assert {how_far(words, text) for words in QUOTED.values() if words != SPEECH} == {""}


def test_words_that_are_not_shown_read_as_those_of_claims_do() -> None:
    (document,) = clear(quoting({"norland-army": "figure"}), PROFILES["parties"]).documents
    (one,) = document.statements
    (account,) = one.accounts
    assert one.quote == Quote(lang="en", words=f"[words not shown; SHA-256 {fingerprint(SPEECH)}]")
    assert account.quote == Quote(lang="en", words=f"{ACCOUNT[:CUT]} [{len(ACCOUNT) - CUT} more "
                                  f"characters not shown; SHA-256 {fingerprint(ACCOUNT)}]")


def test_what_stays_inside_keeps_its_words() -> None:
    made = quoting({"norland-army": "figure", "lake-post": "figure"})
    cleared = clear(made, PROFILES["internal"])
    assert (cleared.documents, cleared.results) == (made.documents, made.results)


def test_of_masked_words_no_digest_is_told() -> None:
    made = quoting({"norland-army": "figure"})
    (document,) = made.documents
    said = replace(document.statements[0], quote=Quote(words="call +999 70 123 456", lang="en"))
    cleared = clear(replace(made, documents=[replace(document, statements=(said,))]),
                    PROFILES["public"])
    quote = cleared.documents[0].statements[0].quote
    assert quote == Quote(words="[words not shown]", lang="en")


RIGHTS: dict[str, WordsRight] = {
    "norland-army": "full", "al-buhayra": "full", "lake-post": "figure"}
POST = Speaker(id="post", name={"en": "The paper"}, role={"en": "editors"}, body="lake-post")
POET = Speaker(id="poet", name={"en": "A poet"}, role={"en": "laureate"})
FRONT = Speaker(id="front", name={"en": "The Front"}, role={"en": "a party"},
                body="southland-front")


@pytest.mark.parametrize(("parts", "right"), [
    ({}, "full"),
    ({"publisher": "Norland Defence Staff"}, "full"),
    ({"publisher": "norland-army"}, "full"),
    ({"publisher": "البُحَيرة"}, "full"),
    ({"publisher": "quoted by news outlets"}, "excerpt"),
    ({"publisher": "quoted by the Norland Defence Staff"}, "excerpt"),
    ({"publisher": "Lake Post"}, "figure"),
    ({"publisher": "reported by the Times and LAKE POST"}, "figure"),
    ({"publisher": "Lake Poster"}, "excerpt"),
    ({"author": "post"}, "figure"),
    ({"author": "poet"}, "excerpt"),
    ({"via": "post"}, "figure"),
    ({"speaker": "front"}, "excerpt"),
    ({"speaker": "post", "publisher": "Norland Defence Staff"}, "figure"),
])
def test_words_are_of_everybody_they_passed_through(parts: dict[str, str], right: str) -> None:
    made = quoting(RIGHTS)
    (document,) = made.documents
    author, speaker = parts.get("author", "staff"), parts.get("speaker", "staff")
    heading = replace(document.heading, publisher=parts.get("publisher", ""), author=[author])
    said = replace(document.statements[0], speaker=speaker,
                   via=[parts["via"]] if "via" in parts else [])
    speakers = {one.id: one for one in (STAFF, POST, POET, FRONT)}
    cleared = clear(replace(made, documents=[replace(
        document, heading=heading, speakers=speakers, statements=(said,))]), PROFILES["public"])
    quote = cleared.documents[0].statements[0].quote
    assert quote is not None
    assert how_far(SPEECH, quote.words).partition(",")[0] == right


@pytest.mark.parametrize(("fields", "right"), [
    ({"source": "Al-Buhayra"}, "full"),
    ({"source": "Al-Buhayra, 3 April 2031"}, "excerpt"),
    ({"source": "Al-Buhayra, 3 April 2031", "body": "al-buhayra"}, "full"),
    ({"source": "The Front, as Lake Post has it", "body": "al-buhayra"}, "figure"),
    ({"source": "somebody"}, "excerpt"),
    ({"source": "the paper", "body": "lake-post"}, "figure"),
    ({"source": "the Front", "body": "southland-front"}, "excerpt"),
])
def test_a_version_is_of_its_body_or_of_whom_its_source_names(
    fields: dict[str, Any], right: str
) -> None:
    made = quoting(RIGHTS)
    (document,) = made.documents
    one = document.statements[0]
    assert one.test is not None and one.test.versions is not None
    versions = replace(one.test.versions, versions=[Version(gives={"words": THEIRS}, **fields)])
    (weighed,) = made.results[0].accounts
    cleared = clear(replace(
        made, results=[replace(made.results[0], accounts=(replace(weighed, by=fields["source"]),))],
        documents=[replace(document, statements=(
            replace(one, test=Test(versions=versions)),))]), PROFILES["public"])
    told = cleared.documents[0].statements[0].test
    assert told is not None and told.versions is not None
    shown = told.versions.versions[0].gives["words"]
    assert how_far(THEIRS, shown).partition(",")[0] == right
    assert cleared.results[0].accounts[0].gives == (("words", shown),)


def test_a_statement_without_quotations_stays_as_it_is() -> None:
    made = quoting({"norland-army": "figure"})
    (document,) = made.documents
    bare = replace(document, statements=(Statement(
        id="1", speaker="staff", types=["demand"], says={"en": "Stop."},
        untested=Untested(why="demand")),))
    said = Result(document="speech", statement="1", outcome="not_testable", why="demand")
    cleared = clear(replace(made, documents=[bare], results=[said]), PROFILES["public"])
    assert (cleared.documents, cleared.results) == ([bare], [said])
    assert not [r for r in cleared.removed if r.kind.startswith("statements.")]
