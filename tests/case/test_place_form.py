"""The one form of a point, and the one folding of a name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model.place import PlaceProblem, Point, read_point
from trucewatch.model.spelling import folded, script_of


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("31.52,34.45 ±500 m", (31.52, 34.45, 500)),
        ("31.52, 34.45 ± 0.5 km", (31.52, 34.45, 500)),
        ("-12.5,-130.25±3km", (-12.5, -130.25, 3000)),
        (" +1,2 ±10 m ", (1, 2, 10)),
        ("90,180 ±10 m", (90, 180, 10)),
    ],
)
def test_a_point_in_the_declared_form(text: str, point: tuple[float, float, float]) -> None:
    latitude, longitude, radius = point
    assert read_point(text) == Point(latitude=latitude, longitude=longitude, radius_m=radius)


@pytest.mark.parametrize(
    "text", ["", "Old Town", "12, 14 Mill Street", "Hill 12.5", "3.5 km north of 12", "10,20",
             "km 31.5 of the road", "2031-03-04"],
)
def test_a_name_is_no_point(text: str) -> None:
    assert read_point(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31.52,34.45", "precision_unknown"),
        ("31.52, 34.45 ", "precision_unknown"),
        ("31.52;34.45 ±500 m", "bad_point"),
        ("31.52 34.45", "bad_point"),
        ("31.52,34.45 500 m", "bad_point"),
        ("31.52,34.45 ±500", "bad_point"),
        ("31.52,34.45 ±-5 m", "bad_point"),
        ("31.52,34.45 ±5e3 m", "bad_point"),
        ("31.52N, 34.45E", "bad_point"),
        ("31.52,34.45 ±0 m", "bad_radius"),
        ("31.52,34.45 ±501 km", "bad_radius"),
        ("0,0 ±10 m", "null_coordinates"),
        ("0.0,-0.0 ±10 m", "null_coordinates"),
        ("134.45,31.52 ±10 m", "swapped_coordinates"),
        ("134.45,190.5 ±10 m", "outside_world"),
        ("10.5,190.5 ±10 m", "outside_world"),
    ],
)
def test_what_means_a_point_and_is_none_says_so(text: str, code: str) -> None:
    with pytest.raises(PlaceProblem) as caught:
        read_point(text)
    assert caught.value.code == code
    assert str(caught.value)


@given(st.text(max_size=40))
def test_any_text_is_a_point_a_name_or_a_problem(text: str) -> None:
    try:
        point = read_point(text)
    except PlaceProblem:
        return
    assert point is None or point.radius_m > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Old Town", "  OLD   town "),
        ("Al-Rimal", "al Rimal"),
        ("Sha'ar", "Sha’ar"),
        ("Saʿada", "Sa'ada"),
        ("Cafe\u0301", "Café"),
        ("ﬁeld", "field"),
        ("الـمَدِينة", "المدينة"),
        ("أحمد", "احمد"),
        ("ٱلقرية", "القرية"),
        ("مستشفى", "مستشفي"),
        ("شمالی", "شمالي"),
        ("עִיר", "עיר"),
        ("\u200fעיר\u200e", "עיר"),
        ("גבעת־ים", "גבעת-ים"),
        ("Стра́ße", "СТРА́SSE"),
    ],
)
def test_spellings_that_are_equal(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Rimal", "Rimel"), ("ar-Rimal", "al-Rimal"), ("Café", "Cafe"), ("Beit-Hill", "Beit Hill"),
     ("المدينة", "المدينه"), ("قرية", "فرية")],
)
def test_spellings_that_are_not(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(text)


@pytest.mark.parametrize(
    ("name", "script"),
    [("Old Town", "Latn"), ("البلدة", "Arab"), ("עיר", "Hebr"), ("Місто", "Cyrl"), ("12", "Zyyy"),
     ("Old عمر", "Zyyy")],
)
def test_script_of_a_name(name: str, script: str) -> None:
    assert script_of(name) == script
