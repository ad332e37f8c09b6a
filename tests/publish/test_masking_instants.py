"""Instants inside texts stay; numbers of phones beside them, and what only looks like one, do not.

Numbers are invented: they begin with the unassigned code +999.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trucewatch.publish.release.masking import Masker
from trucewatch.sources.masking import digits, mask, quiet

MASKER = Masker(contacts=True, protected=None)
OUT = "[number withheld]"
ONE, TWO = "2031-05-03T06:00:00+03:00", "2031-05-04T05:30:00.123456Z"
FINE = "2031-05-03T06:00:00.123456-04:30"
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WIDE = {n: n + 0xFEE0 for n in map(ord, "0123456789-+:/TZ.")}


@pytest.mark.parametrize("text", [
    ONE, TWO, FINE, f"{ONE}/{TWO}", f"{TWO}/2031-05-05T09:30:00.123456[Asia/Gaza]",
    f"{FINE}/{TWO}", f"from {ONE}/{TWO} on", f"({ONE}/{TWO})", f"seen {FINE}.",
    f"seen {FINE}, and {TWO}", f"as-of-{FINE}",
    f"as of {FINE}; 40 trucks", "2031-05-03T08:00:00.12345+03:00", "2031-05-03T08:00-03:00",
    "2031-05-03T08:00:00.654321[America/Argentina/Buenos_Aires]", f"{ONE}/{TWO}; {FINE}",
    "2032-02-29T08:00:00.123456+14:00", f"{ONE}/{TWO}".translate(ARABIC),
    f"في {FINE.translate(ARABIC)} هنا", "2031-05-03T23:59:59.999999[Etc/GMT+5] in all",
])
def test_instants_in_texts_stay(text: str) -> None:
    assert MASKER.free(text) == (text, [])
    assert MASKER.structured(text) == (text, [])
    assert mask(text, lambda kind, _: OUT) == (text, [])


def test_instants_in_wide_letters_and_with_hidden_marks_stay() -> None:
    for text in (f"{ONE}/{TWO}".translate(WIDE), f"2031-05-03T08:00:00.1\u200b23456-04:30/{TWO}"):
        assert MASKER.free(text) == MASKER.structured(text) == (text, [])


@pytest.mark.parametrize("instant", [
    ONE, TWO, FINE, f"{ONE}/{TWO}", f"{ONE}/2031-05-04T06:30[Asia/Gaza]"])
@pytest.mark.parametrize("number", ["+999 78 987 879", "+99978987879", "(0999) 78 987 879"])
@pytest.mark.parametrize("joint", [" ", "", "/", "-", "–", ".", ", ", " / ", "_", "\u200e", ":"])
def test_a_number_beside_an_instant_is_put_out(instant: str, number: str, joint: str) -> None:
    """No instant here has a 7, 8 or 9."""
    for text in (f"{instant}{joint}{number}", f"{number}{joint}{instant}",
                 f"{instant}{joint}{number}{joint}{instant}"):
        for masked, found in (MASKER.structured(text), MASKER.free(text)):
            assert found
            assert not {*digits(masked)} & {*"789"}


@pytest.mark.parametrize("text", [
    "2031-05-03T08:00:00+99970123456", "2031-05-03T08:00:45+99970123456",
    "2031-13-03T08:00:00.123456+03:00", "2031-13-03T08:00:30.123456+03:00",
    "2031-02-30T08:00:00.123456+03:00", "2031-05-03T25:00:00.123456+03:00",
    "2031-05-03T08:60:00.123456+03:00", "2031-05-03T08:00:00.123456+15:00",
    "2031-05-03T08:00:00.70123456+03:00", "2031-05-03T08:00:00.1234567-03:00",
    "2031-05-03T08:00:00.123456[Asia/Nowhere]", "2031-05-03T08:00:00.1[+99970123456]",
    "9997-05-03T08:00:00.123456+03:00", "2031-05-03T08:00:00.123456 +03:00",
    "2031-05-03T08:00:00.123456+03:000", "12031-05-03T08:00:00.123456+03:00",
    "2031-05-03T08:00:00.١٢٣٤٥٦+03:00", f"{TWO}/{ONE}/2031-05-04T08:00Z",
    "2031-05-03T08:00:00+03:00/2031-05-02T08:00:00Z", f"+{ONE}/{TWO}", f"{ONE}/{TWO}/{TWO}",
    "2031-05-03T08:00+03:00/0700-12-30T08:00Z", "2031-05-03T08:00:00.123456",
    "2031-05-03T08:00-04:300701234567", "2031-05-03T08:00-04:30/0701234567",
    "2031-05-03T08:45 0701234567", "2031-05-03T08:45:00Z0701234567",
    "2031-05-03T08:00:00.123Z0701234567", f"site 5 {TWO}/0701234567",
])
def test_what_only_looks_like_an_instant_is_put_out(text: str) -> None:
    for masked, found in (MASKER.structured(text), MASKER.free(text)):
        assert found
        assert OUT in masked
    assert not MASKER.quiet_words(text)
    assert not MASKER.quiet_ids(text)


@st.composite
def instants(draw: st.DrawFn) -> str:
    when = draw(st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)))
    text = when.isoformat(timespec=draw(st.sampled_from(
        ["minutes", "seconds", "milliseconds", "microseconds"])))
    offset = timezone(timedelta(minutes=draw(st.integers(-14 * 60, 14 * 60))))
    return text + draw(st.sampled_from(
        ["Z", "[Asia/Gaza]", "[Etc/GMT+5]", when.replace(tzinfo=offset).isoformat()[-6:]]))


@st.composite
def numbers(draw: st.DrawFn) -> str:
    told = draw(st.text("0123456789", min_size=8, max_size=12))
    cuts = draw(st.sets(st.integers(1, len(told) - 1), max_size=4))
    mark = draw(st.sampled_from(["", " ", "\u00a0"]))
    return "".join(mark + ch if n in cuts else ch for n, ch in enumerate(told))


JOINTS = st.sampled_from(["", " ", "/", "-", "\u2013", ".", "_", ", ", " (", ": ", "\u200f", "+"])
SCRIPTS = st.sampled_from([{}, ARABIC, {ord("0") + n: 0x6F0 + n for n in range(10)}])


@given(before=st.just("") | instants(), after=st.just("") | instants(),
       number=numbers(), joints=st.tuples(JOINTS, JOINTS), script=SCRIPTS)
@example(ONE, TWO, "12345678", ("", ""), {})
def test_no_digit_of_a_number_beside_an_instant_survives(
    before: str, after: str, number: str, joints: tuple[str, str], script: dict[int, int]
) -> None:
    first = before + joints[0] if before else ""
    last = joints[1] + after if after else ""
    for planted in (number, f"+{number}"):
        text = f"{first}{planted}{last}".translate(script)
        assert not quiet(text)
        start = len(digits(first))
        assert not {*range(start, start + len(digits(number)))} & kept(text)


def kept(text: str) -> set[int]:
    """Which of its digits, by their number, are left in a text."""
    masked, found = mask(text, lambda kind, told: f"\0{told}\0")
    assert found
    pieces, at, stay = masked.split("\0"), 0, set[int]()
    for taken, piece in enumerate(pieces):
        end = at + len(digits(piece))
        stay |= set() if taken % 2 else {*range(at, end)}
        at = end
    assert at == len(digits(text))
    return stay


@given(before=instants(), after=instants(), number=numbers(), joints=st.tuples(JOINTS, JOINTS),
       begin=st.sampled_from("+0"))
def test_no_digit_of_it_survives_in_a_release(
    before: str, after: str, number: str, joints: tuple[str, str], begin: str
) -> None:
    """The number is told from instants by the script of its digits, which masking does not mind."""
    planted = f"{begin}{number}".translate(ARABIC)
    for text in (before + joints[0] + planted, planted + joints[1] + after,
                 before + joints[0] + planted + joints[1] + after):
        for masked, found in (MASKER.free(text), MASKER.structured(text)):
            assert found
            assert not {*masked} & {*"٠١٢٣٤٥٦٧٨٩"}


@given(one=instants(), two=instants(), script=SCRIPTS)
def test_every_instant_stays_and_every_range(
    one: str, two: str, script: dict[int, int]
) -> None:
    for text in (one, f"seen {one}, not {two}"):
        told = text.translate(script)
        assert free(told) == MASKER.structured(told) == (told, [])


@given(st.lists(st.one_of(instants(), numbers(), JOINTS, st.sampled_from(["T", "Z", "x"])),
                max_size=6).map("".join))
def test_a_quiet_text_has_nothing_to_put_out(text: str) -> None:
    assert not quiet(text) or free(text) == (text, [])


def free(text: str) -> tuple[str, list[str]]:
    return mask(text, lambda kind, _: OUT)
