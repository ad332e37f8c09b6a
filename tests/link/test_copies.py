"""Copies among reports: what is found, how alike, which numbers differ, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess import builders as b
from trucewatch.link.copies import ALIKE, candidates, copies
from trucewatch.link.texts import Text, changed_numbers, read

STORY = ("Seven people were killed and 12 hurt when a shell hit the market of the lake town on "
         "Monday morning, the health office said.")


def said(key: str, source: str, words: str, **more: Any) -> dict[str, Any]:
    return b.claim(key=key, source=source, original=words, report_id=f"r-{key}",
                   published=f"2025-03-0{key[-1]}", **more)


def found(*rows: dict[str, Any]) -> list[tuple[str, str, int, bool, tuple[Any, ...]]]:
    made = copies(b.case([], rows))
    return [
        (p.first.rows[0][1], p.second.rows[0][1], p.percent, p.exact, p.numbers)
        for p in made.pairs
    ]


def test_the_same_words_are_an_exact_copy_whatever_their_form() -> None:
    other = STORY.upper().replace(" ", "\u00a0 ").replace("12", "\u0661\u0662") + "!"
    assert found(said("a1", "agency-a", STORY), said("a2", "agency-b", other)) == [
        ("a1", "a2", 100, True, ())]


def test_the_earlier_published_comes_first() -> None:
    assert found(said("a2", "agency-a", STORY), said("a1", "agency-b", STORY))[0][:2] == (
        "a1", "a2")


def test_a_changed_number_leaves_the_text_alike_and_is_told() -> None:
    other = STORY.replace("12", "21")
    assert found(said("a1", "agency-a", STORY), said("a2", "agency-b", other)) == [
        ("a1", "a2", 100, False, (("12", "21"),))]


def test_thousands_are_one_number_however_they_are_set_apart() -> None:
    assert read("1,200 and 1\u202f200 and 1.200 and 1200").numbers == ("1200",) * 4
    assert read("1,20 and 12,5").numbers == ("1", "20", "12", "5")


def test_a_number_without_a_counterpart_stands_alone() -> None:
    assert changed_numbers(read("3 and 5"), read("5")) == [("3", "")]
    assert changed_numbers(read("5"), read("5 and 3")) == [("", "3")]


def test_another_wording_is_none() -> None:
    other = ("A market in the lake town was hit by artillery at the start of the week; doctors "
             "count seven dead and a dozen wounded.")
    assert found(said("a1", "agency-a", STORY), said("a2", "agency-b", other)) == []


def test_one_word_of_eleven_changed_is_just_alike() -> None:
    # 9 runs of three words each; one word changed in the middle leaves 6 of 12.
    words = "one two three four five six seven eight nine ten eleven"
    other = words.replace("six", "other")
    assert found(said("a1", "agency-a", words), said("a2", "agency-b", other)) == [
        ("a1", "a2", 50, False, ())]
    shorter, other = words[:-7], other[:-7]
    assert found(said("a1", "agency-a", shorter), said("a2", "agency-b", other)) == []


def test_what_is_of_one_lineage_or_one_report_already_is_none() -> None:
    assert found(said("a1", "un-office", STORY), said("a2", "un-field", STORY)) == []
    same = said("a1", "outlet", STORY, origin="agency-a"), said("a2", "agency-a", STORY)
    assert found(*same) == []
    two = said("a1", "agency-a", STORY), said("a2", "agency-b", STORY)
    assert found(*(row | {"report_id": "r"} for row in two)) == []


def test_texts_of_few_words_and_personal_rows_are_counted_and_left_alone() -> None:
    rows = [said("a1", "agency-a", "750"), said("a2", "agency-b", "750"),
            said("a3", "observers", STORY), said("a4", "agency-a", STORY)]
    case = b.case([], rows)
    case.persons["id-a4"] = ("somebody",)
    made = copies(case)
    assert (made.pairs, made.compared, made.short, made.withheld) == ([], 1, 2, 1)


def test_a_report_told_in_passages_is_found_as_a_whole() -> None:
    half = "Shells hit the lake town at dawn and burned down"
    rest = "two houses near its market the mayor said later"
    every = f"{half} {rest}".split()
    parts = [" ".join(every[n:m]) for n, m in ((0, 5), (5, 14), (14, 19))]
    rows = [said("a1", "agency-a", half), said("a2", "agency-a", rest) | {"report_id": "r-a1"}]
    rows += [
        said(f"b{n}", "agency-b", words) | {"report_id": "r-b1"} for n, words in enumerate(parts, 1)
    ]
    made = copies(b.case([], rows))
    assert [(p.first.whole, p.exact, len(p.second.rows)) for p in made.pairs] == [
        (True, True, 3)]


WORDS = st.lists(st.sampled_from("abcdef"), min_size=3, max_size=14).map(tuple)


@given(st.lists(WORDS, max_size=8))
def test_no_pair_that_is_alike_is_passed_over(words: list[tuple[str, ...]]) -> None:
    texts = [Text(some) for some in words]
    looked_at = list(candidates(texts))
    assert len(looked_at) == len(set(looked_at))
    for there in range(len(texts)):
        for here in range(there + 1, len(texts)):
            one, other = texts[there].runs, texts[here].runs
            if one and other and len(one & other) * ALIKE[1] >= len(one | other) * ALIKE[0]:
                assert (there, here) in looked_at


@pytest.mark.parametrize("text", ["", "'", "\u202e\u200f", "\ufdfa" * 3, "a" * 10_000])
def test_any_text_can_be_read(text: str) -> None:
    assert read(text).runs == frozenset() or len(read(text).words) > 2


def test_very_many_reports_of_one_lineage_are_compared_with_others_only() -> None:
    rows = [said(f"a{n}", "agency-a", STORY) | {"published": "2025-03-01"} for n in range(20_000)]
    made = copies(b.case([], [*rows, said("b2", "agency-b", STORY)]))
    assert (len(made.pairs), made.compared, made.cut) == (20_000, 20_001, False)


def test_more_pairs_than_a_person_reads_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.link.copies.MAX_PAIRS", 3)
    rows = [said(f"{one}{n}", f"agency-{one}", STORY) for one in "ab" for n in (1, 2)]
    made = copies(b.case([], rows))
    assert (len(made.pairs), made.cut) == (3, True)
