"""Whatever the rows hold: no crash, every row accounted for, and no range upside down."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.sources.adapters.cogat_consignments import CARGO, LAND, OTHER_ROUTES
from trucewatch.sources.adapters.ocha_closures import CODES
from trucewatch.sources.adapters.t4p_infrastructure import FIELDS as BUILDINGS
from trucewatch.sources.adapters.t4p_west_bank_daily import ATTACKS, FIELDS, TOTALS
from trucewatch.sources.adapters.un2720_manifests import STAGES
from trucewatch.sources.interface import Context
from trucewatch.sources.registry import ADAPTERS
from trucewatch.sources.tally import total

DAYS = st.sampled_from(["2031-05-01", "2031-05-02", "2031-02-30", "", None])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 10**20) | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
COUNT = st.integers(0, 99) | ANY


def some(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({}, optional={**fields, "odd": ANY})


def counts(*names: str) -> st.SearchStrategy[object]:
    return some(**dict.fromkeys(names, COUNT)) | ANY


def text_rows(series: str, *words: str) -> st.SearchStrategy[dict[str, object]]:
    body = st.lists(st.sampled_from([*words, "7", "1,204 ", "\n", ". "]) | st.text(max_size=9))
    return some(
        series=st.just(series) | ANY, report_date=DAYS, body=body.map("".join) | ANY,
        front_matter=st.sampled_from(["killed_cum: 7", "killed_cum: x"]) | ANY,
    )


JSON_ROWS: dict[str, st.SearchStrategy[dict[str, object]]] = {
    "t4p_gaza_daily": some(
        report_date=DAYS, report_source=st.sampled_from(["mohtel", "missing"]) | ANY,
        report_period=st.sampled_from([0, 24, 48]) | ANY, killed=COUNT, killed_cum=COUNT,
        killed_truce_new=COUNT, killed_recovered=COUNT, injured=COUNT,
    ),
    "lebanon_daily": some(
        report_date=DAYS, report_source=st.just("moph_lb") | ANY, report_period=COUNT,
        phase=COUNT, killed=COUNT, killed_cum_reported=COUNT,
    ),
    "t4p_west_bank_daily": some(
        report_date=DAYS, flash_source=st.sampled_from(["un", "fill"]) | ANY,
        verified=counts(*FIELDS), **dict.fromkeys((*TOTALS, ATTACKS), COUNT),
    ),
    "t4p_infrastructure": some(
        report_date=DAYS, **{group: counts(*fields) for group, fields in BUILDINGS.items()},
    ),
}
LINE_ROWS = {
    "t4p_bulletins": text_rows("gaza-daily", "24 ساعة", "عدد الشهداء : ", "منذ وقف إطلاق النار"),
    "lebanon_bulletins": text_rows(
        "lebanon-daily", "Toll of the Aggression: ", " Martyrs and ", " Wounded", "exceeds ",
        " since the start of the aggression", "Death Toll Rises to ", "to June 31",
    ),
    "t4p_west_bank_texts": text_rows(
        "west-bank-daily", "Between 3 and 9 June (reporting period)", "Between 30 and 31 February,",
        "at least ", " settler attacks", "casualties, property damage", "reporting period",
        " Palestinians were injured by Israeli forces or settlers",
    ),
}
CODE = st.sampled_from([1, 4, 30, "30", "EMD", "RML", "Feb2031", "Foo2031", None]) | ANY
FEATURES = st.fixed_dictionaries({
    "properties": some(
        objectid=COUNT, name=ANY, x=st.floats(-200, 200) | ANY, adm1_pcode=ANY,
        **dict.fromkeys(CODES, CODE),
    ) | ANY,
    "geometry": st.fixed_dictionaries(
        {"type": st.just("Point"), "coordinates": st.lists(st.floats(-200, 200), max_size=3)}
    ) | ANY,
}) | ANY
CELL = st.sampled_from(["2031-05-01", "2031-05-02", "", "7", "0", "12.5", "-1", "x"]) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=5
)
TABLES = {
    "cogat_consignments": (
        ["date", "route", "classification", "consignments", "tons", "tons_missing"],
        st.sampled_from([LAND, *OTHER_ROUTES, *CARGO]) | CELL,
    ),
    "un2720_manifests": (
        ["manifest", "date", "status", "cargo_type", "trucks", "pallets"],
        st.sampled_from([*STAGES]) | CELL,
    ),
}


def check(name: str, data: bytes, met: int | None, **options: str) -> None:
    batches = list(
        ADAPTERS[name].parse(io.BytesIO(data), Context(tz="Asia/Gaza", options=options))
    )
    tally = total(batch.tally for batch in batches if batch.tally is not None)
    assert tally.missing == 0
    assert met is None or tally.met == met
    refused = sum(p.severity != "note" for batch in batches for p in batch.problems)
    assert refused or not tally.refused
    keys = [key for batch in batches for key in batch.rows["key"]]
    assert bool(keys) == bool(tally.read)
    for batch in batches:
        assert len(batch.extents) == len(batch)
        for low, high in zip(batch.rows["low"], batch.rows["high"], strict=True):
            assert not (low and high) or 0 <= int(low) <= int(high)


@pytest.mark.parametrize("name", JSON_ROWS)
@given(data=st.data())
def test_any_objects(name: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(JSON_ROWS[name] | ANY, max_size=4))
    text = json.dumps(rows)
    whole = "NaN" not in text and "Infinity" not in text
    check(name, text.encode(), len(rows) if whole else None)


@pytest.mark.parametrize("name", LINE_ROWS)
@given(data=st.data())
def test_any_lines(name: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(LINE_ROWS[name] | ANY, max_size=3))
    check(name, gzip.compress("\n".join(map(json.dumps, rows)).encode()), len(rows))


@given(st.lists(FEATURES, max_size=4))
def test_any_features(features: list[object]) -> None:
    text = json.dumps({"features": features})
    whole = "NaN" not in text and "Infinity" not in text
    check("ocha_closures", text.encode(), len(features) if whole else None)


@pytest.mark.parametrize("name", TABLES)
@given(data=st.data())
def test_any_cells(name: str, data: st.DataObject) -> None:
    header, cell = TABLES[name]
    rows = data.draw(st.lists(st.lists(cell, min_size=len(header), max_size=len(header)),
                              max_size=5))
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
    detail = {"detail": "cargo"} if name == "cogat_consignments" else {}
    check(name, file.getvalue().encode(), len(rows), **detail)
