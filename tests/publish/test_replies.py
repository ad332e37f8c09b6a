"""Replies beside the findings of their clause, and the page of corrections; no finding moves."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

from trucewatch.model.reply import Answer, Correction, Reply
from trucewatch.publish import edition

from .sample import HOSTILE, release

REPLIES = [
    Reply(id="r-2", body="norland-army", date="2031-08-02", clause="NS-01",
          words={"en": HOSTILE}, address="javascript:alert(1)", recorded_on="2031-08-03", at=2,
          given_at=2, line=1),
    Reply(id="r-1", body="southland-front", date="2031-08-01", clause="NS-01",
          words={"ar": "لم نطلق النار", "en": "We did not fire."}, address="",
          recorded_on="2031-08-02", at=1, given_at=1, line=2),
]
CORRECTIONS = [
    Correction(id="k-2", asked_on="2031-08-05", by="lake-post", page="", clause="NS-01",
               bound="norland", what="the village is another", at=5, line=2),
    Correction(id="k-1", asked_on="2031-08-04", by="press office of a party", page="sources.html",
               clause="", bound="", what="the name of the body", at=4, line=1,
               answers=(Answer(answer="mended", done_on="2031-08-06", line=3),)),
]


def text(page: str | bytes) -> str:
    """Words of a page, without markup."""
    shown = page if isinstance(page, str) else page.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def test_replies_stand_with_their_clause_and_move_nothing() -> None:
    plain = edition.build(release())
    told = edition.build(replace(release(), replies=REPLIES, corrections=CORRECTIONS))
    page = text(told["clauses/NS-01.html"])
    first = page.index("Southland Front party: Southland , 1 Aug 2031 لم نطلق النار "
                       "We did not fire.")
    assert first < page.index("Norland Defence Staff party: Norland , 2 Aug 2031")
    assert "It is no veto: no status here rests on it." in page
    raw = told["clauses/NS-01.html"]
    assert isinstance(raw, str)
    assert "<script>alert" not in raw and 'href="javascript' not in raw
    assert "Replies" not in text(told["clauses/NS-02.html"]).replace("Corrections and replies", "")
    assert told["findings.json"] == plain["findings.json"]
    assert told["findings.csv"] == plain["findings.csv"]


def test_the_page_lists_what_was_asked_and_done() -> None:
    told = edition.build(replace(release(), replies=REPLIES, corrections=CORRECTIONS))
    page = text(told["corrections.html"])
    assert ("4 Aug 2031 k-1 press office of a party sources.html the name of the body mended "
            "6 Aug 2031 5 Aug 2031 k-2 Lake Post media No use of force (NS-01), bound: Norland "
            "the village is another none yet not yet") in page
    assert 'href="clauses/NS-01.html#b-norland"' in str(told["corrections.html"])
    assert [r["id"] for r in json.loads(told["replies.json"])["replies"]] == ["r-2", "r-1"]
    assert json.loads(told["corrections.json"])["corrections"][1]["answers"] == [
        {"answer": "mended", "done_on": "2031-08-06", "line": 3}]


def test_every_page_says_where_to_ask() -> None:
    told = edition.build(release())
    pages = {name: text(page) for name, page in told.items() if name.endswith(".html")}
    assert not [n for n, p in pages.items() if "To ask for a correction, or to reply:" not in p]
    assert "No correction is recorded in this case." in pages["corrections.html"]
    assert "replies.json" not in told and "corrections.json" not in told
