"""A brief has two to four pages a clause, the longest clauses of the shipped cases included."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from trucewatch.model.publishing import PUBLIC
from trucewatch.model.statement import Quote
from trucewatch.pipeline import find_case, run
from trucewatch.publish.brief import pdf
from trucewatch.publish.brief.build import SAYING, build
from trucewatch.publish.release import Release

_PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.extras
@pytest.mark.parametrize(("case", "clauses"), [
    # Clauses with the most bounds, readings, and claims in between.
    ("gaza-2025-10", ["G25B-01", "G25B-05", "G25B-06", "G25B-10", "G25B-35", "G25B-36"]),
    ("minsk-2-2015", ["MK-01", "MK-02"]),
    ("sudan-jeddah-2023-05", ["SD-01"]),
])
def test_a_clause_takes_two_to_four_pages(case: str, clauses: list[str]) -> None:
    release = run(find_case(case), None, profile=PUBLIC, statements=True, changes=True).release
    assert release is not None
    assert release.since is not None
    for made in (release, _quoted(release)):
        pages = {name: len(_PAGE.findall(pdf.write(build(made, [name])))) for name in clauses}
        assert {name: n for name, n in pages.items() if not 2 <= n <= 4} == {}


def _quoted(release: Release) -> Release:
    """The release with as many words of every statement as a brief prints."""
    quote = Quote(words=("Nobody fired on that day. " * SAYING)[:SAYING + 1], lang="en")
    return replace(release, documents=[
        replace(one, statements=tuple(replace(said, quote=quote) for said in one.statements))
        for one in release.documents])
