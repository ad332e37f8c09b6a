"""A line beside its problem: the mark stands under the part meant, and nothing is hidden."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.case.excerpt import Excerpt, Marked, excerpt

LRI, PDI = "\u2066", "\u2069"


def test_a_short_line_is_shown_whole() -> None:
    assert excerpt(Marked("per: dya", 5, 3), 40) == Excerpt("per: dya", 5, 3)


def test_a_long_line_is_shortened_around_the_mark() -> None:
    line = "a" * 100 + "BAD" + "b" * 100
    shown = excerpt(Marked(line, 100, 3), 40)
    assert shown.text == "..." + "a" * 11 + "BAD" + "b" * 20 + "..."
    assert shown.text[shown.before:shown.before + shown.width] == "BAD"


def test_a_part_longer_than_the_room_is_marked_from_its_beginning() -> None:
    shown = excerpt(Marked("x: " + "B" * 100, 3, 100), 30)
    assert shown == Excerpt("..." + "B" * 24 + "...", 3, 24)


def test_what_is_missing_at_the_end_is_marked_there() -> None:
    assert excerpt(Marked("a, b", 4, 1), 40) == Excerpt("a, b ", 4, 1)


def test_wide_characters_take_two_cells_and_combining_ones_none() -> None:
    assert excerpt(Marked("日本: e\u0301x", 4, 3), 40) == Excerpt("日本: e\u0301x", 6, 2)


def test_what_cannot_be_seen_is_written_out() -> None:
    line = "a\t\u202eb\u200b\u00a0\udcff"
    assert excerpt(Marked(line, 3, 1), 80) == Excerpt(
        "a<TAB><U+202E>b<U+200B><U+00A0><byte FF>", 14, 1
    )


def test_what_the_screen_cannot_print_is_written_out() -> None:
    assert excerpt(Marked("é: x", 3, 1), 40, "ascii") == Excerpt("<U+00E9>: x", 10, 1)


def test_a_right_to_left_run_is_marked_whole_and_set_apart() -> None:
    # A terminal that turns words around shows the run in the same cells, in another order.
    line = "by: شاحنتان 12 أيام, x"
    start = line.index("أيام")
    shown = excerpt(Marked(line, start, 4), 60)
    assert shown == Excerpt(f"{LRI}{line}{PDI}", 4, len("شاحنتان 12 أيام"))


@given(st.text(max_size=80), st.integers(0, 90), st.integers(0, 20), st.integers(20, 60))
def test_nothing_unseen_is_printed_and_the_mark_stays_in_the_line(
    line: str, start: int, length: int, width: int
) -> None:
    shown = excerpt(Marked(line, min(start, len(line)), length), width)
    bare = shown.text.removeprefix("...").removesuffix("...").strip(LRI + PDI)
    assert not [c for c in bare if c != " " and unicodedata.category(c)[0] in "CZ"]
    cells = sum(
        0 if unicodedata.category(c) in {"Mn", "Me"}
        else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in shown.text.replace(LRI, "").replace(PDI, "")
    )
    assert shown.before + shown.width <= max(cells, 1) + (shown.width == 1)
    assert cells <= width + 2
