"""The page of an estimate: made of rows alone, no script, no request, hostile names harmless."""

from __future__ import annotations

import re
from typing import Any

from trucewatch.publish.estimates.drawing import overlaps, totals
from trucewatch.publish.estimates.pages import page

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


def test_the_page_says_what_the_rows_say() -> None:
    text = page(rows(), "lists.csv")
    assert "<title>Estimate: lists.csv</title>" in text
    for words in ("Documented 100; and so on.", "Said beside.", "150 to 400, median 220 (95%).",
                  "It rests on this: as.", "No total: chains have not come to one answer.",
                  "without post", "models tried 8; p -."):
        assert words in text


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
