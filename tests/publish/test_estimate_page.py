"""The page of an estimate: made of rows alone, no script, no request, hostile names harmless."""

from __future__ import annotations

import re
from typing import Any

import pytest

from trucewatch.publish.estimates.chains import chains
from trucewatch.publish.estimates.drawing import overlaps, totals
from trucewatch.publish.estimates.pages import page
from trucewatch.publish.estimates.scale import figures_between

EVIL = '<script>alert("x")</script>\u202egnihtemos'


def figure(name: str, total: float | None, low: float | None, high: float | None) -> dict[str, Any]:
    return {"name": name, "total": total, "low": low, "high": high, "weight": None, "note": ""}


def rows(**changed: object) -> dict[str, Any]:
    made: dict[str, Any] = {
        "form": "trucewatch/estimate@1", "documented": 100, "low": 150.0, "high": 400.0,
        "at_least": False, "estimable": True, "words": "Documented 100; and so on.",
        "told": ["Said beside."], "reach": "", "spread": [150.0, 900.0], "seed": 1,
        "table": {
            "lists": [{"name": EVIL, "incidents": 60}, {"name": "post", "incidents": 55}],
            "in_more_than_one": 15,
            "pairs": [{"lists": [EVIL, "post"], "incidents": 15}],
            "patterns": [{"lists": [EVIL], "incidents": 45}, {"lists": ["post"], "incidents": 40},
                         {"lists": [EVIL, "post"], "incidents": 15}], "scope": {}},
        "methods": [
            {"method": "loglinear", "estimable": True, "low": 150.0, "median": 220.0,
             "high": 400.0, "level": 0.95, "at_least": False, "model": "m", "assumption": "as",
             "warnings": [], "diagnostics": {"models_tried": 8.0, "p": None},
             "models": [figure(EVIL, 200.0, 140.0, 300.0), figure("[a]", None, None, None)],
             "sensitivity": []},
            {"method": "latent", "estimable": False, "code": "chains_disagree",
             "reason": "chains have not come to one answer", "models": []}],
        "sensitivity": [figure("without post", None, None, None)],
    }
    return made | changed


def chain(totals: list[float], ranks: list[int], at: list[int] | None = None) -> dict[str, Any]:
    return {"draws": 40, "at": at or [1, 20, 40], "total": totals, "ranks": ranks}


AGREE = [
    chain([200.0, 300.0, 250.0], [10, 9, 11, 10]), chain([210.0, 310.0, 220.0], [10, 11, 9, 10]),
    chain([400.0, 220.0, 230.0], [9, 10, 10, 11]), chain([240.0, 250.0, 260.0], [11, 10, 10, 9])]
STUCK = [
    chain([200.0, 200.0], [0, 40, 0, 0], [1, 40]), chain([100.0, 90.0, 110.0], [40, 0, 0, 0]),
    chain([300.0, 290.0, 310.0], [0, 0, 40, 0]), chain([900.0, 880.0, 910.0], [0, 0, 0, 40])]


def latent(found: list[dict[str, Any]], **changed: object) -> dict[str, Any]:
    made = rows()
    made["methods"][0] |= {"method": "latent", "chains": found} | changed
    return made


def test_the_page_says_what_the_rows_say() -> None:
    text = page(rows(), "lists.csv")
    assert "<title>Estimate: lists.csv</title>" in text
    for words in ("Documented 100; and so on.", "Said beside.", "150 to 400, median 220 (95%).",
                  "It rests on this: as.", "No total: chains have not come to one answer.",
                  "without post", "models tried 8; p -."):
        assert words in text


def test_every_region_of_the_page_has_a_name_of_its_own() -> None:
    two = rows()
    two["methods"] = [two["methods"][0] | {"method": name} for name in ("loglinear", "latent")]
    named = re.findall(r'role="region" aria-label="([^"]*)"', page(two, "t"))
    assert len(named) == len(set(named)) == 6


def test_nothing_runs_and_nothing_is_asked_for() -> None:
    text = page(rows(), EVIL)
    assert "<script" not in text
    assert "\u202e" not in text
    assert re.findall(r"(?:src|href|url|@import)", text.split("</style>")[1]) == []
    assert "http" not in text


def test_a_total_is_drawn_between_its_limits() -> None:
    found = totals(rows())
    assert found is not None
    assert [bar.label[:12] for bar in found.bars] == [
        "log-linear m", '<script>aler', "[a]", "without post"]
    main = found.bars[0]
    assert main.low is not None
    assert main.at is not None
    assert main.high is not None
    assert found.documented < main.low < main.at < main.high
    assert found.bars[2].at is None


def test_a_lower_limit_alone_is_drawn_as_an_arrow_and_printed_as_one() -> None:
    only = rows()
    only["methods"][0] |= {"at_least": True, "median": None, "high": None, "models": []}
    found = totals(only)
    assert found is not None
    assert (found.bars[0].open_, found.bars[0].whole) == (True, "log-linear models: 150 or more")
    assert "<p>150 or more.</p>" in page(only, "t")


def test_a_refusal_has_a_page_too() -> None:
    refused = {"method": "", "estimable": False, "code": "too_few_lists", "reason": "two lists",
               "models": []}
    text = page(rows(methods=[refused], sensitivity=[], estimable=False, low=None, high=None), "t")
    assert "<title>No estimate: t</title>" in text
    assert "Totals by model" not in text
    assert "No total: two lists." in text


def test_overlaps_are_drawn_from_the_most_to_the_fewest() -> None:
    found = overlaps(rows())
    assert [column.count for column in found.columns] == ["45", "40", "15"]
    assert [[on for _, on in column.dots] for column in found.columns] == [
        [True, False], [False, True], [True, True]]
    many = [{"lists": ["post"], "incidents": n} for n in range(1, 40)]
    assert overlaps(rows(table=rows()["table"] | {"patterns": many})).left_out == 15


def ends(path: str) -> list[tuple[float, float]]:
    points = re.findall(r"([\d.]+),([\d.]+)", path)
    return [(float(x), float(y)) for x, y in (points[0], points[-1])]


def test_every_chain_has_a_line_over_all_its_draws_and_its_ranks() -> None:
    found = chains(latent(AGREE)["methods"][0])
    assert found is not None
    assert [one.name for one in found.traces] == ["chain 1", "chain 2", "chain 3", "chain 4"]
    for one in found.traces:
        (begin, _), (end, _) = ends(one.path)
        assert (begin, end) == (46, 332)
    assert found.traces[0].whole == (
        "Chain 1: over 40 draws the total runs between 200 and 300, begins at 200 and ends at 250")
    assert found.ranks[1].whole == (
        "Chain 2: 4 bars of 9 to 11 draws; bar 2 is farthest from what it would be if all chains "
        "drew alike, 11 for 10")
    assert (found.expected[1], found.bins, found.uneven) == ("10", 4, False)


def test_a_greater_total_is_higher_on_one_scale_for_all_chains() -> None:
    found = chains(latent(STUCK)["methods"][0])
    assert found is not None
    heights = [ends(one.path)[0][1] for one in found.traces]
    assert heights[3] < heights[2] < heights[0] < heights[1]
    assert [label for _, label in found.heights] == ["100", "200", "500"]
    assert found.traces[0].whole.startswith("Chain 1: over 40 draws the total stays at 200,")
    assert found.ranks[0].whole == (
        "Chain 1: 4 bars of 0 to 40 draws; bar 2 is farthest from what it would be if all chains "
        "drew alike, 40 for 10")


def test_bars_of_chains_that_agree_keep_to_the_line_and_those_of_others_leave_it() -> None:
    even, apart = (chains(latent(found)["methods"][0]) for found in ([AGREE[0]] * 4, STUCK))
    assert even is not None
    assert apart is not None
    assert {one.path for one in even.ranks} == {f"{even.alike}V86H46z"}
    assert len({one.path for one in apart.ranks}) == 4


def test_a_line_with_steps_is_explained_where_many_draws_are_equal() -> None:
    lumps = [chain([200.0, 210.0, 220.0], [20, 0, 15, 5])] * 4
    said = "The line has steps where many draws gave one total."
    assert said in page(latent(lumps), "t")
    assert said not in page(latent(AGREE), "t")


def test_a_bar_too_high_is_cut_and_told() -> None:
    still = [0] * 19 + [40]
    found = chains(latent([chain([1.0, 2.0, 3.0], still)] + [
        chain([1.0, 2.0, 3.0], [2] * 20)] * 7)["methods"][0])
    assert found is not None
    assert [one.cut for one in found.ranks] == [(316, "40")] + [None] * 7
    assert "V16H332V86" in found.ranks[0].path
    text = page(latent([chain([1.0, 2.0, 3.0], still)] + [
        chain([1.0, 2.0, 3.0], [2] * 20)] * 7), "t")
    assert "Bars over five times as high are cut" in text
    assert ">40</text>" in text
    assert "are cut" not in page(latent(AGREE), "t")


def test_chains_that_never_move_are_drawn_too() -> None:
    found = chains(latent([chain([7.0, 7.0, 7.0], [0, 40, 0, 0])] * 4)["methods"][0])
    assert found is not None
    assert [label for _, label in found.heights] == ["7"]
    assert {ends(one.path)[0][1] for one in found.traces} == {59.0}


def test_the_page_shows_chains_with_how_to_read_them() -> None:
    text = page(latent(AGREE), "t")
    assert (text.count('class="way"'), text.count('class="bars"')) == (4, 4)
    assert re.findall(r'aria-label="(Chain \d): over', text) == [
        "Chain 1", "Chain 2", "Chain 3", "Chain 4"]
    assert "one that stays above or below the others, or drifts, has not found what they" in text
    assert "keep to the dashed line, about 10 draws" in text
    assert "No total may be read" not in text
    assert text == page(latent(AGREE), "t")


def test_chains_that_were_refused_are_shown_with_a_warning() -> None:
    refused = latent(STUCK, estimable=False, code="chains_disagree", reason="they do not agree")
    text = page(refused, "t")
    assert "No total: they do not agree." in text
    assert "No total may be read from these draws." in text
    assert text.count('class="way"') == 4


def test_without_chains_there_is_no_drawing_of_them() -> None:
    text = page(latent([]), "t")
    assert "How the chains went" not in text
    assert 'class="panels"' not in text


@pytest.mark.parametrize(("low", "high", "expected"), [
    (126, 190, [140, 160, 180]), (263, 487, [300, 350, 400, 450]), (7, 7, [7]),
    (90, 910, [100, 200, 500]), (3, 200_000, [10, 100, 1000, 10_000, 100_000]),
    (1003, 1004, [1003, 1004]), (0, 4, [0, 1, 2, 3, 4]), (7.2, 7.9, [7])])
def test_a_scale_has_a_few_round_figures(low: float, high: float, expected: list[int]) -> None:
    assert figures_between(low, high) == expected
