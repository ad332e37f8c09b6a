"""What an edition is called and how it is quoted."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from trucewatch.publish.identity import cite, edition_id
from trucewatch.publish.release import Removal
from trucewatch.publish.site import pages
from trucewatch.publish.tongue import speaking

from .sample import release

CANONICAL = '{"b":[1,"\\u00e9"],"case":"lake-2031","removed":[{"count":2,"kind":"k","rule":"r"}]}'


def test_the_name_is_case_day_and_a_digest_of_what_went_in() -> None:
    one = replace(release(), manifest={"case": "lake-2031", "b": [1, "é"]},
                  removed=[Removal(rule="r", kind="k", count=2)])
    digits = hashlib.sha256(CANONICAL.encode("ascii")).hexdigest()[:12]
    assert edition_id(one) == f"lake-2031-2031-08-22-{digits}"


def test_other_inputs_or_removals_are_another_edition() -> None:
    one = release()
    others = [replace(one, manifest={"x": 1}), replace(one, manifest={"x": 2}),
              replace(one, removed=[Removal(rule="r", kind="k", count=2)])]
    assert len({edition_id(r) for r in (one, *others)}) == 4


def test_a_citation_is_one_sentence_with_source_day_edition_and_address() -> None:
    one = release()
    name = edition_id(one)
    start = ("Source: Lake Ardal agreement of 4 March 2031, a trucewatch edition as of "
             f"22 Aug 2031, edition {name}")
    assert cite(one) == f"{start}."
    assert cite(one, address="https://truce.example/lake/") == f"{start}, https://truce.example/lake/."
    assert cite(one, address="javascript:alert(1)") == f"{start}."
    assert cite(one, "At least 3 strikes\u202e.") == f"At least 3 strikes\ufffd. {start}."


def test_a_figure_is_quoted_under_every_standard() -> None:
    page = pages.render(release())["clauses/NS-01.html"]
    quoted = re.findall(r"<q [^>]*>(.*?)</q>", page)[0]
    for standard in ("reported", "two independent", "admitted"):
        assert f"under the standard “{standard}”" in quoted


def test_the_sentence_speaks_the_language_of_its_page() -> None:
    one = replace(release(), agreement=replace(
        release().agreement, title={"en": "Truce", "fr": "Trêve"}))
    with speaking("fr"):
        assert cite(one).startswith("Source : Trêve, ")
    assert cite(one).startswith("Source: Truce, a trucewatch edition as of 22 Aug 2031, edition ")
