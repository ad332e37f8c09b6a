"""What stands beside the claims when a release is cleared: times stay, contacts go."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from trucewatch.model.agreement import Coverage
from trucewatch.model.publishing import Publishing, profiles_of
from trucewatch.model.search import Search
from trucewatch.pipeline.clearing import NOT_TOLD, clear

from .sample import release
from .stated import with_statements

PUBLIC = profiles_of(Publishing())["public"]


def cleared(period: str, why: str) -> Coverage:
    row = Coverage(id="c1", body="un-mission", zone="lake", properties=["strike"], period=period,
                   state="alive", why=why)
    [told] = clear(replace(release(), coverage=[row]), PUBLIC).coverage
    return told


@pytest.mark.parametrize("period", [
    "2031-05-03", "2031-05-03/2031-05-04", "night 2031-05-03",
    "2031-05-03T08:00+03:00/2031-05-03T12:00+03:00",
    "2031-05-03T08:00:00.000+03:00/2031-05-03T12:00:00.000+03:00",
    "2031-05-03T05:00:00Z/2031-05-03T09:00:00.123456Z",
    "2031-05-03T08:00[Atlantic/Azores]/2031-05-04",
])
def test_a_time_is_no_number_of_a_phone(period: str) -> None:
    told = cleared(period, "call +999 70 123 456")
    assert told.period == period
    assert told.why == "call [number withheld]"


@pytest.mark.parametrize("period", [
    "2031-05-03T08:00 or +999 70 123 456", "+999 70 123 456", "2031-05-03/+999 70 123 456",
])
def test_what_is_no_time_is_masked(period: str) -> None:
    assert "[number withheld]" in cleared(period, "").period


def inputs(**parts: Any) -> dict[str, object]:
    """What the manifest tells of files, for a release with these parts."""
    one = with_statements()
    names = ["sources.yaml", "coverage/a.csv", "searches.csv", "grades.jsonl",
             *(f"statements/{d.id}.yaml" for d in one.documents)]
    given = {name: {"sha256": name, "size": 1} for name in names}
    told = clear(replace(one, manifest={**one.manifest, "inputs": given}, **parts), PUBLIC)
    found = told.manifest["inputs"]
    assert isinstance(found, dict)
    return {name: one["sha256"] for name, one in found.items()}


def test_of_files_beside_the_claims_of_which_something_was_masked_no_digest_is_told() -> None:
    told = inputs()
    assert told == {name: name for name in told}
    row = Coverage(id="c1", body="un-mission", zone="lake", properties=["strike"],
                   period="2031-05-03", state="alive", why="call +999 70 123 456")
    hit = {"sources.yaml", "coverage/a.csv"}
    assert inputs(coverage=[row]) == {
        name: NOT_TOLD if name in hit else name for name in told}
    search = Search(clause="L-1", party="norland", query="+999 70 123 456", place="", date="",
                    office="", found=0, note="", at=0, line=2)
    assert inputs(searches=[search]) == {
        name: NOT_TOLD if name == "searches.csv" else name for name in told}
    first, *rest = with_statements().documents
    heading = replace(first.heading, address="https://wa.me/99970123456")
    documents = [replace(first, heading=heading), *rest]
    hit = {f"statements/{documents[0].id}.yaml"}
    assert inputs(documents=documents) == {
        name: NOT_TOLD if name in hit else name for name in told}
