"""Numbers, addresses and mentions are put out of free text; dates and plain amounts stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.sources.masking import digits, looks_like_number, mask, quiet


def masked(text: str, *names: str) -> str:
    return mask(text, lambda kind, _: f"<{kind}>", names)[0]


@pytest.mark.parametrize(("text", "left"), [
    ("call +961 70 123 456 now", "call <number> now"),
    ("0700-900461", "<number>"),
    ("(0700) 900 461", "<number>"),
    ("tel:00961.70.123.456.", "tel:<number>."),
    ("٠٧٠٠ ٩٠٠ ٤٦١", "<number>"),
    ("\u202a+961 70 123 456\u202c", "\u202a<number>\u202c"),
    ("see wa.me/96170123456 there", "see <number> there"),
    ("write a.b@example.org", "write <mail>"),
    ("@96170123456 saw it", "<mention> saw it"),
    ("@\u2068Rami K. Z\u2069 saw it", "<mention> saw it"),
    ("Rami K. and RAMI K. but not Ramita", "<name> and <name> but not Ramita"),
    ("on 2031-03-04 at 14:30", "on 2031-03-04 at 14:30"),
    ("04.03.2031", "04.03.2031"),
    ("from 04/03/2031 to 05/03/2031", "from 04/03/2031 to 05/03/2031"),
    ("1,000,000 litres, 40 trucks", "1,000,000 litres, 40 trucks"),
    ("05.06.07.12.34", "<number>"),
    ("05 06 07 12 34", "<number>"),
    ("61.70.12.3456", "<number>"),
    ("p-012345678901 saw p-01234567890a", "p-012345678901 saw p-01234567890a"),
    ("2031-03-04 0700900461", "<number>"),
])
def test_masking(text: str, left: str) -> None:
    assert masked(text, "Rami K.") == left


@pytest.mark.parametrize(("text", "number"), [
    ("+961 70 123 456", True), ("\u200e+961\u00a070\u00a0123\u00a0456", True), ("Rami", False),
    ("2031-03-04", False), ("Rami 1234567", False),
])
def test_senders_that_are_numbers(text: str, number: bool) -> None:
    assert looks_like_number(text) is number


@given(number=st.from_regex(r"\+?[1-9][0-9]{6,14}", fullmatch=True),
       before=st.sampled_from(["", "call ", "ring:", "("]),
       after=st.sampled_from(["", " now", ")", "."]))
def test_no_number_is_left(number: str, before: str, after: str) -> None:
    assert digits(masked(before + number + after)) == ""


@pytest.mark.parametrize(("text", "left"), [
    ("1" * 5000 + "a", "1" * 5000 + "a"),
    ("1-" * 5000 + "a", "<number>-a"),
    ("x" * 200_000, "x" * 200_000),
    ("@\u2068" * 50_000, "@\u2068" * 50_000),
    ("a." * 50_000 + "@", "a." * 50_000 + "@"),
])
def test_no_text_makes_it_slow(text: str, left: str) -> None:
    """Patterns that try again and again what they have tried would never end here."""
    assert masked(text) == left


@pytest.mark.parametrize(("text", "left"), [
    ("x@y.example+q@w.example", "<mail><mail>"),
    ("a@b.c@d.ef", "<mail><mention>"),
    (f"{'k' * 300}@y.example", "<mail>"),
])
def test_whole_addresses_are_put_out(text: str, left: str) -> None:
    assert masked(text) == left


def test_the_longest_name_that_stands_there_is_put_out() -> None:
    names = [f"Lina {number}" for number in range(5_000)]
    text = "Lina 12, Lina 1200, Lina, LINA 7; Lina 12th"
    assert masked(text, *names, "Lina") == "<name>, <name>, <name>, <name>; <name> 12th"


@given(st.text(alphabet="019 +()-./@_[{atdo]}:wm,x", max_size=40))
def test_what_is_quiet_has_nothing_to_put_out(text: str) -> None:
    assert not quiet(text) or mask(text, lambda kind, _: f"<{kind}>") == (text, [])


@pytest.mark.parametrize(("text", "is_quiet"), [
    ("40 trucks entered, of which 3 carried fuel", True),
    ("d0a1b2c3d4e5f60718293a4b5c6d7e8f", True),
    ("123456", True),
    ("", True),
    ("0700900461", False),
    ("call 0700 900 461", False),
    ("a@b.example", False),
    ("a [at] b [dot] example", False),
    ("see wa.me/1", False),
    ("\u0660\u0667\u0660\u0660", False),
])
def test_quiet_texts(text: str, is_quiet: bool) -> None:
    assert quiet(text) is is_quiet
