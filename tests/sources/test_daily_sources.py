"""Daily series, texts, aid and obstacles: forms, places in the bytes, and the real numbers."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.sources.audit import Audit
from trucewatch.sources.geojson import GEOMETRY, feature_records, point
from trucewatch.sources.interface import NAMES, Context, SourceError
from trucewatch.sources.merge import to_rows
from trucewatch.sources.registry import ADAPTERS
from trucewatch.sources.tally import Tally
from trucewatch.sources.words import fold, plain, sentences

GOLDEN = Path(__file__).parent / "golden"
SHARED = Path(os.environ.get("TRUCEWATCH_SHARED") or Path(__file__).parents[2].parent / "shared")
real = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real input files are not at hand"),
]
PUBLISHED = ("lebanon_daily", "t4p_gaza_daily", "t4p_infrastructure", "t4p_west_bank_daily")
"""Adapters of files that have a public address."""

Rows = list[dict[str, str]]


def rows_of(name: str, data: bytes, **options: str) -> Rows:
    context = Context(tz="Asia/Gaza", file="input", options=options)
    batches = list(ADAPTERS[name].parse(io.BytesIO(data), context))
    return [dict(zip(NAMES, row, strict=True)) for row in to_rows(batches)]


def real_rows(name: str, file: str, **options: str) -> Rows:
    return rows_of(name, (SHARED / "data" / file).read_bytes(), **options)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_file_and_what_the_public_address_serves_give_the_same_rows(name: str) -> None:
    data = (GOLDEN / name / "input.json").read_bytes()
    loaded = json.loads(data)
    forms = [
        json.dumps(loaded, separators=(",", ":")).encode(),
        json.dumps(loaded, indent=2, ensure_ascii=False).replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + data,
    ]
    expected = rows_of(name, data)
    assert expected
    for form in forms:
        assert rows_of(name, form) == expected


@pytest.mark.parametrize("name", [
    *PUBLISHED, "lebanon_bulletins", "t4p_bulletins", "t4p_west_bank_texts", "cogat_consignments",
    "un2720_manifests", "ocha_closures",
])
def test_every_claim_is_followed_to_the_bytes_of_its_rows(name: str) -> None:
    (file,) = (GOLDEN / name).glob("input.*")
    data = file.read_bytes()
    given_bytes = gzip.compress(data) if file.suffix == ".jsonl" else data
    batches = list(ADAPTERS[name].parse(io.BytesIO(given_bytes), Context(tz="Asia/Gaza")))
    followed = 0
    for batch in batches:
        for published, latest, locator, extents in zip(
            batch.rows["published"], batch.rows["latest"], batch.rows["locator"], batch.extents,
            strict=True,
        ):
            for start, end, _ in extents:
                words = data[start:end].decode()
                objectid = locator.removeprefix("objectid ")
                assert (published or latest) in words or f'"objectid": {objectid},' in words or (
                    locator.startswith("points of") and '"governoratet": "30"' in words
                ) or '"governoratet": "5"' in words
            followed += bool(extents)
    assert followed == sum(map(len, batches)) > 0


@given(st.text(
    st.sampled_from("\n .,،٬١٢345ىأآ\u200f\u0640\ufe0f\\\xa0aZ") | st.characters(codec="utf-8"),
    max_size=60,
))
def test_folding_keeps_every_character_in_place(text: str) -> None:
    folded = fold(text)
    assert folded.text == plain(text)
    assert len(folded.at) == len(folded.text)
    assert list(folded.at) == sorted(set(folded.at))
    for place, char in enumerate(folded.text):
        assert plain(text[folded.at[place]]) == char
    for start, end in sentences(folded):
        first, last = folded.span(start, end)
        assert 0 <= first < last <= len(text)


def test_a_number_is_located_in_the_original_whatever_its_digits() -> None:
    text = "قبل\u200f ١٬٢٣٤ شهيدا"
    folded = fold(text)
    at = folded.text.index("1234")
    assert folded.span(at, at + 4) == (5, 10)
    assert text[5:10] == "١٬٢٣٤"


TEXTS = {"t4p_bulletins": "gaza-daily", "lebanon_bulletins": "lebanon-daily",
         "t4p_west_bank_texts": "west-bank-daily"}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("piece", [
    "1", "1 ", "1شه", "1   ", "recovered ", "[", "Source: [", "Between 3 and 9 June (",
    "toll of the aggression ", "عدد الشهداء ", " ", "1 martyrs and ", "العدد التراكمي للشهداء",
    "1a", ".", "at least 1 ",
])
def test_no_text_is_slow_to_read(name: str, piece: str) -> None:
    body = (piece * (400_000 // len(piece.encode())))[:400_000]
    line = {"series": TEXTS[name], "report_date": "2031-05-01", "body": body, "front_matter": body}
    data = gzip.compress(json.dumps(line, ensure_ascii=False).encode())
    assert len(rows_of(name, data, detail="totals")) <= 2


FEATURE = {"type": "Feature", "properties": {"n": 1}, "geometry": None}


@pytest.mark.parametrize(("data", "met", "handed"), [
    ({"type": "FeatureCollection", "features": [FEATURE, 7, FEATURE]}, 3, 2),
    ({"features": [FEATURE], "properties": {"features": [1]}}, 1, 1),
    ({"features": []}, 0, 0),
])
def test_features_are_counted(data: object, met: int, handed: int) -> None:
    audit = Audit("f")
    found = list(feature_records(io.BytesIO(json.dumps(data).encode()), audit))
    assert (audit.tally.met, len(found)) == (met, handed)
    assert all(record.has("n") and record.has(GEOMETRY) for record in found)


@pytest.mark.parametrize("data", [b"{}", b'{"features": 3}', b"[]", b'{"features"', b'{"a": 1'])
def test_what_has_no_features_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError):
        list(feature_records(io.BytesIO(data), Audit("f")))


def test_features_before_a_break_are_kept() -> None:
    whole = json.dumps({"features": [FEATURE, FEATURE]}).encode()
    audit = Audit("f")
    assert len(list(feature_records(io.BytesIO(whole[:-30]), audit))) == 1
    assert audit.tally == Tally(met=2, refused=1)
    assert [problem.code for problem in audit.problems()] == ["broken_json"]


@pytest.mark.parametrize("geometry", [
    None, {"type": "Polygon"}, {"type": "Point", "coordinates": [0, 0]},
    {"type": "Point", "coordinates": [200, 1]}, {"type": "Point", "coordinates": ["1", 2]},
    {"type": "Point", "coordinates": [True, 2]}, {"type": "Point", "coordinates": [1e999, 2]},
    {"type": "Point", "coordinates": []},
])
def test_no_point(geometry: Any) -> None:
    assert point(geometry) is None


class TestRealFiles:
    """Numbers that must come out; each was counted from the files by other means."""

    pytestmark = real

    def test_west_bank_totals(self) -> None:
        rows = real_rows("t4p_west_bank_daily", "gaza_west_bank_daily/west_bank_daily.json")
        by_key = {row["key"]: row for row in rows}
        loaded = json.loads(
            (SHARED / "data/gaza_west_bank_daily/west_bank_daily.json").read_bytes()
        )
        verified = sum(len(row.get("verified", {})) for row in loaded)
        flash = sum(
            not name.startswith("displaced") and isinstance(value, int)
            for row in loaded if row["flash_source"] == "un" for name, value in row.items()
        )
        assert len(rows) == verified + flash == 3158 + 1280
        assert by_key["2023-10-07/verified/killed"]["low"] == "6"
        assert by_key["2023-10-07/killed_cum"]["low"] == "3"
        assert by_key["2026-08-10/settler_attacks_cum"]["low"] == "4474"
        assert not any(row["actor"] for row in rows)
        # What the publisher carried on is no report.
        assert "2026-08-22/killed_cum" not in by_key

    def test_west_bank_texts(self) -> None:
        rows = real_rows(
            "t4p_west_bank_texts", "gaza_west_bank_daily/source_reports.jsonl.gz",
            settlers="settlers",
        )
        assert [
            (r["published"], r["property"], r["low"], r["high"], r["earliest"], r["actor"])
            for r in rows
        ] == [
            ("2026-06-15", "attack", "30", "", "2026-06-09", "settlers"),
            ("2026-06-15", "injured", "20", "", "2026-06-09", ""),
            ("2026-06-22", "attack", "40", "", "2026-06-16", "settlers"),
            ("2026-06-22", "injured", "23", "23", "2026-06-16", ""),
            ("2026-06-29", "attack", "37", "", "2026-06-23", "settlers"),
            ("2026-06-29", "killed", "1109", "1109", "2026-06-29", ""),
            ("2026-06-29", "killed", "243", "243", "2026-06-29", ""),
            ("2026-07-06", "attack", "35", "", "2026-06-30", "settlers"),
            ("2026-07-13", "attack", "69", "", "2026-07-07", "settlers"),
            ("2026-07-13", "injured", "65", "65", "2026-07-07", ""),
            ("2026-07-20", "attack", "50", "", "2026-07-14", "settlers"),
            ("2026-07-20", "injured", "36", "36", "2026-07-14", ""),
        ]

    def test_words_on_lebanon_are_what_the_series_says_but_for_one_day(self) -> None:
        rows = real_rows("lebanon_bulletins", "lebanon_daily/source_reports.jsonl.gz")
        series = {
            row["report_date"]: row for row in json.loads(
                (SHARED / "data/lebanon_daily/lebanon_casualties_daily.json").read_bytes()
            )
        }
        other = [
            (row["key"], row["low"], row["high"]) for row in rows
            if row["published"] not in series
            or row["low"] != str(series[row["published"]][f"{row['property']}_cum_reported"])
        ]
        # "Exceeds 1000", "exceeds 1900", and the report dated 21 June that counts up to the 25th.
        assert other == [
            ("2026-03-19/killed", "1000", ""), ("2026-04-10/killed", "1900", ""),
            ("2026-06-21/killed", "4230", "4230"),
            ("2026-06-21/injured", "12179", "12179"),
        ]

    def test_buildings(self) -> None:
        rows = real_rows("t4p_infrastructure", "gaza_west_bank_daily/infrastructure-damaged.json")
        assert Counter(row["property"] for row in rows) == {
            "building_destroyed": 466, "building_damaged": 165,
        }
        last = {r["qualifiers"]: r["low"] for r in rows if r["published"] == "2025-10-05"
                and r["property"] == "building_destroyed"}
        assert last == {
            "category=civic": "247", "category=educational": "165", "category=mosque": "835",
            "category=church": "3", "category=residential": "416000",
        }

    def test_obstacles(self) -> None:
        rows = real_rows("ocha_closures", "ocha_west_bank_closures/closure_points_2025.geojson.gz")
        points = [row for row in rows if row["subject"] == "ocha-closure-points"]
        counts = [row for row in rows if row["subject"] == "ocha-closure-counts"]
        assert Counter(row["earliest"] for row in points) == {
            "2025-02-01": 513, "2025-11-01": 298,
        }
        data = gzip.decompress(
            (SHARED / "data/ocha_west_bank_closures/closure_points_2025.geojson.gz").read_bytes()
        )
        raw = [feature["properties"] for feature in json.loads(data)["features"]]
        mounds = {r["key"]: (r["low"], r["high"]) for r in counts}["count/HBN/EMD"]
        sure = sum(
            p["closutretype"] == 4 and p["type_closure_abbrev"] in ("EMD", None)
            and p["governoratet"] == "50" and p["gov_abbrev"] in ("HBN", None) for p in raw
        )
        possible = sum(
            (p["closutretype"] == 4 or p["type_closure_abbrev"] == "EMD")
            and (p["governoratet"] == "50" or p["gov_abbrev"] == "HBN") for p in raw
        )
        assert mounds == (str(sure), str(possible))
        assert 0 < sure < possible
        assert {row["zone"] for row in rows} == {"west_bank"}

    def test_cargo_adds_up_to_the_day(self) -> None:
        file = "gaza_aid_trucks_2023_2024/cogat_daily_by_route_class.csv"
        rows = real_rows("cogat_consignments", file, detail="cargo")
        plain_rows = real_rows("cogat_consignments", file)
        assert [row for row in rows if row["subject"] == "cogat-list"] == plain_rows
        parts = Counter[str]()
        for row in rows:
            if row["key"].endswith("/trucks"):
                parts[row["earliest"]] += int(row["low"])
        assert parts == {row["earliest"]: int(row["low"]) for row in plain_rows}
        fuel = [row for row in rows if row["property"] == "fuel_trucks_entered"]
        assert len(fuel) == 172 + 226
        tons = [row for row in rows if row["property"] == "aid_tons_entered"]
        assert len(tons) == 1659
        assert all(int(row["low"]) <= int(row["high"] or 10**9) for row in tons)
