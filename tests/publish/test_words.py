"""Phrases: the same value, the same words."""

from __future__ import annotations

import pytest

from trucewatch.model.instant import parse_span
from trucewatch.publish import words

TZ = "Asia/Gaza"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (None, None, "unknown"), (3, None, "at least 3"), (None, 5, "at most 5"), (5, 5, "5"),
        (3, 5, "3–5"), (0, 0, "0"), (25700, 25700, "25,700"), (None, 0, "at most 0"),
    ],
)
def test_a_missing_end_is_said_and_never_filled_in(
    low: int | None, high: int | None, text: str
) -> None:
    assert words.bounds(low, high) == text


@pytest.mark.parametrize(
    ("when", "text"),
    [
        ("2025-10-13", "13 Oct 2025"),
        ("2025-10-10/2025-10-13", "10–13 Oct 2025"),
        ("2025-10-10/2025-12-07", "10 Oct – 7 Dec 2025"),
        ("2025-10-10/2026-08-22", "10 Oct 2025 – 22 Aug 2026"),
        ("2025-10-13T10:00[Asia/Gaza]", "13 Oct 2025, 10:00 local (07:00 UTC)"),
        ("2025-10-12T23:30Z", "13 Oct 2025, 02:30 local (12 Oct 2025, 23:30 UTC)"),
        ("about 2025-10-13T10:00[Asia/Gaza]", "13 Oct 2025, 09:00–11:00 local"),
        ("night 2025-10-09", "9 Oct 2025, 18:00 – 10 Oct 2025, 06:00 local"),
        ("2025-10-10T12:00[Asia/Gaza]/2025-12-07", "10 Oct 2025, 12:00 – 7 Dec 2025 local"),
    ],
)
def test_intervals_are_written_as_people_write_them(when: str, text: str) -> None:
    span = parse_span(when, TZ)
    assert words.interval(span.lo, span.hi, TZ) == text


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org/a?b=c", True), ("http://example.org", True),
        ("javascript:alert(1)", False), ("JAVASCRIPT:alert(1)", False), ("data:text/html,x", False),
        ("//example.org", False), ("https://", False), ("https://a b", False),
        ("https://user:pw@example.org", False), ("https://example.org/\u202egnp.exe", False),
        ("https://[broken", False), ("", False), ("java\nscript:x", False),
    ],
)
def test_only_plain_web_addresses_become_links(address: str, safe: bool) -> None:
    assert words.safe_url(address) == (address if safe else "")


def test_hidden_and_direction_switching_characters_are_shown() -> None:
    text = words.clean("a\u202eb\u2066c\x00d\u200be\ud800f")
    assert text == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"
    assert words.clean("שלום\u200f مرحبا\u200c") == "שלום\u200f مرحبا\u200c"


def test_shares_name_every_status_in_the_order_of_the_vocabulary() -> None:
    assert words.shares({"undetermined": 47, "breached": 3}, "day") == (
        "breached on 3 of 50 days, undetermined on 47"
    )
    assert words.shares({}, "day") == ""


def test_a_reason_without_words_is_printed_as_its_own() -> None:
    assert words.reason("some_new_code") == "Some new code."
    assert words.reason("due_no_date").startswith("The text gives no date")


@pytest.mark.parametrize("lang", ["en", "ar", "zh-Hant"])
def test_language_codes(lang: str) -> None:
    assert words.safe_lang(lang) == lang
    assert words.safe_lang('"><b>') == ""
