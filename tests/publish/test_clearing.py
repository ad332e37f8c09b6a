"""What stands beside the claims when a release is cleared: times stay, contacts go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trucewatch.model.agreement import Coverage
from trucewatch.model.publishing import Publishing, profiles_of
from trucewatch.pipeline.clearing import clear

from .sample import release

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
