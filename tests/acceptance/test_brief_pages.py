"""A brief has two to four pages a clause in every language, and the same items in each.

The longest clauses of the shipped cases are set, and every clause of one case.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from trucewatch.model.publishing import PUBLIC
from trucewatch.model.statement import Quote
from trucewatch.pipeline import find_case, run
from trucewatch.publish.brief import pdf
from trucewatch.publish.brief.build import SAYING, build
from trucewatch.publish.brief.tree import Document, Heading, Paragraph, shape
from trucewatch.publish.release import Release

LANGUAGES = ("en", "ar", "es", "fr", "he", "uk")
_PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.extras
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("case", "clauses"), [
    ("gaza-2025-10", []),
    # Clauses with the most bounds, readings, and claims in between.
    ("minsk-2-2015", ["MK-01", "MK-02"]),
    ("sudan-jeddah-2023-05", ["SD-01", "SD-02", "SD-10"]),
    ("lebanon-2024-11", ["LB-01", "LB-10"]),
])
def test_a_clause_takes_two_to_four_pages(case: str, clauses: list[str], language: str) -> None:
    release = released(case)
    chosen = clauses or [view.clause.id for view in release.clauses]
    for made in (release, _quoted(release)):
        pages = {name: len(_PAGE.findall(pdf.write(build(made, [name], language))))
                 for name in chosen}
        assert {name: n for name, n in pages.items() if not 2 <= n <= 4} == {}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_each_copy_prints_the_same_items(language: str) -> None:
    """Under every heading; who is bound and the parties stand in the order of their names."""
    release = released("gaza-2025-10")
    for view in release.clauses:
        english, other = (sections(build(release, [view.clause.id], lang))
                          for lang in ("en", language))
        assert english == other


def test_where_many_are_bound_their_other_readings_are_counted_for_each() -> None:
    made = build(released("gaza-2025-10"), ["G25B-35"])
    counted = [b for b in made.blocks if isinstance(b, Paragraph) and b.text ==
               "Other readings and starts, on the page of the clause: 4; none is preferred."]
    assert len(counted) == len([b for b in made.blocks if isinstance(b, Heading)
                                and b.text.startswith("Bound: ")]) == 6


@cache
def released(case: str) -> Release:
    """A shipped case, compared with a month before."""
    release = run(find_case(case), None, profile=PUBLIC, statements=True, changes=True).release
    assert release is not None
    assert release.since is not None
    return release


def sections(document: Document) -> Counter[tuple[object, ...]]:
    """What stands below each heading."""
    found: list[tuple[object, ...]] = []
    for block, part in zip(document.blocks, shape(document), strict=True):
        if isinstance(block, Heading):
            found.append(part)
        else:
            found[-1] = (*found[-1], part)
    return Counter(found)


def _quoted(release: Release) -> Release:
    """The release with as many words of every statement as a brief prints."""
    quote = Quote(words=("Nobody fired on that day. " * SAYING)[:SAYING + 1], lang="en")
    return replace(release, documents=[
        replace(one, statements=tuple(replace(said, quote=quote) for said in one.statements))
        for one in release.documents])
