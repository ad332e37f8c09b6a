"""``baselines.json``: whole numbers with their days, and no file where nothing is declared."""

from __future__ import annotations

import json
from dataclasses import replace

from trucewatch.model.baseline import Baseline, BaselinePeriod, BaselineResult, Level, Tally
from trucewatch.model.clause import Anchor
from trucewatch.publish.formats import baselines
from trucewatch.publish.site.levels import LevelRow, level_tables

from .built import texts
from .sample import release

DAY = Anchor(at="2031-01-01")
DECLARED = Baseline(
    id="dead", title={"en": "dead \u202e"}, properties=["killed"], series=["list", "gone"],
    zones=["lake"], where={"category": "side_a", "cargo": "aid"},
    periods=[BaselinePeriod(id="p", title={"en": "p"}, when="before", start=DAY, end=DAY)],
)
LEVEL = Level(
    zone="lake", party="", period="p", when="before", first="2031-01-01", last="2031-01-01",
    days=1, rows=Tally(rows=2, low=3, high=None), precise=Tally(), widths={"1 day": Tally()},
    inside=Tally(), begun_before=Tally(), possible=Tally(),
)


def test_every_level_is_a_line_of_whole_numbers() -> None:
    found = BaselineResult(baseline=DECLARED, missing=["gone"], levels=[LEVEL])
    text = baselines.text(replace(release(), baselines=[found]))
    none = {"rows": 0, "low": 0, "high": 0, "no_low": 0, "crossed": 0}
    assert json.loads(text, parse_float=lambda number: 1 / 0) == {
        "schema": "trucewatch/baselines@1", "case": "lake-2031",
        "as_of": "2031-08-22T23:59:59.999999Z",
        "handling": "Internal: do not pass on", "words": baselines.WORDS,
        "baselines": [{
            "id": "dead", "title": {"en": "dead \u202e"}, "properties": ["killed"],
            "series": ["list", "gone"], "series_without_rows": ["gone"], "said_of": "actor",
            "where": {"cargo": "aid", "category": "side_a"}, "precise_days": 6, "note": "",
            "periods": {"p": {"en": "p"}},
            "levels": [{
                "zone": "lake", "party": "", "period": "p", "when": "before",
                "first": "2031-01-01", "last": "2031-01-01", "days": 1,
                "rows": {**none, "rows": 2, "low": 3, "high": None}, "precise": none,
                "widths": {"1 day": none}, "inside": none, "begun_before": none,
                "possible": none,
            }],
        }],
    }
    assert "\u202e" not in text and len(text.splitlines()) == 5


def test_the_page_of_levels_divides_outwards_and_says_what_is_missing() -> None:
    level = replace(
        LEVEL, days=30, last="2031-01-30", zone="nowhere",
        rows=Tally(rows=3, low=572, high=572), precise=Tally(rows=2, low=206, high=None),
        inside=Tally(rows=2), begun_before=Tally(rows=1, low=2, high=4),
    )
    found = BaselineResult(baseline=DECLARED, missing=["gone"], levels=[level])
    (table,) = level_tables(release(), found)
    assert (table.zone, table.party) == ("nowhere", "")
    assert table.rows == [LevelRow(
        period="p", days="1\u201330 Jan 2031", count="3 rows, 1 reaching over its end",
        rate="19.0 to 19.1 a day", precise="at least 6.8 a day",
        aside="1 row begun before (2\u20134)",
    )]
    page = texts(replace(release(), baselines=[found]))["levels.html"]
    assert "19.0 to 19.1 a day" in page and "gone" in page
    nothing = BaselineResult(baseline=DECLARED, missing=["gone", "list"], levels=[level])
    page = texts(replace(release(), baselines=[nothing]))["levels.html"]
    assert "a day" not in page.partition("</header>")[2].partition("<section class=\"prose\"")[0]


def test_an_edition_has_the_file_only_where_a_baseline_is_declared() -> None:
    found = BaselineResult(baseline=DECLARED, missing=[], levels=[LEVEL])
    plain = texts(release())
    assert not {"baselines.json", "levels.html"} & plain.keys()
    assert "levels.html" not in plain["index.html"]
    files = texts(replace(release(), baselines=[found]))
    assert "baselines.json" in json.loads(files["manifest.json"])["files"]
