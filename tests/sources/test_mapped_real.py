"""Real tables through mappings: every row accounted for, against counts made in another way."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from mapped_world import outcome

SHARED = Path(os.environ.get("TRUCEWATCH_SHARED") or Path(__file__).parents[3] / "shared")
UKRAINE = SHARED / "data/ucdp_ged_ukraine_2014_2021/conflict_data_ukr_release_c_2021.csv.gz"
CLOSURES = SHARED / "data/ocha_west_bank_closures/closure_points_2025.geojson.gz"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real input files are not at hand"),
]

EVENTS = """mapping: 1
form: csv
hxl: yes
key: [id]
every:
  source: {value: ucdp}
  earliest: {column: "#date+start", formats: ["YYYY-MM-DD 00:00:00.000"]}
  latest: {column: "#date+end", formats: ["YYYY-MM-DD 00:00:00.000"]}
  basis: {value: instant}
  place: {column: "#loc+name"}
  point: {lat: "#geo+lat", lon: "#geo+lon", radius: {value: 25 km},
          area: {south: "44", west: "22", north: "53", east: "41"}}
claims:
  - property: {value: killed}
    low: {column: low}
    high: {column: high}
"""
OBSTACLES = """mapping: 1
form: geojson
key: [globalid]
every:
  source: {value: ocha}
  earliest: {column: monthyear, formats: [MONYYYY]}
  basis: {value: stock}
  place: {column: name}
  point: {lat: (latitude), lon: (longitude), radius: {value: 10 m},
          area: {south: "31", west: "34", north: "33", east: "36"}}
claims:
  - property: {value: movement_hindered}
    number: {value: 1}
"""


def test_events_named_by_their_tags() -> None:
    text = gzip.decompress(UKRAINE.read_bytes()).decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))[1:]
    found = outcome(UKRAINE.read_bytes(), EVENTS, tz="Europe/Kyiv")
    assert found.tally is not None
    assert found.tally.met == len(rows)
    assert found.tally.read == len(found.rows) == len({row["key"] for row in found.rows})
    errors = [p for p in found.problems if p.severity == "error"]
    assert (len(found.rows), found.tally.refused, errors) == (len(rows), 0, [])
    for name in ("low", "high"):
        assert sum(int(row[name]) for row in found.rows) == sum(int(r[name]) for r in rows)
    assert Counter(row["earliest"] for row in found.rows) == Counter(
        row["date_start"][:10] for row in rows)
    (extent,) = found.extents[-1]
    span = text.encode()[extent.start : extent.end].decode()
    assert next(csv.reader(io.StringIO(span, newline="")))[0] == found.rows[-1]["key"]


def test_obstacles_as_points_with_the_month_they_were_surveyed() -> None:
    features = json.loads(gzip.decompress(CLOSURES.read_bytes()))["features"]
    found = outcome(CLOSURES.read_bytes(), OBSTACLES, tz="Asia/Hebron")
    assert [p for p in found.problems if p.severity == "error"] == []
    assert len(found.rows) == len(features) == 811
    assert Counter((row["earliest"], row["latest"]) for row in found.rows) == {
        ("2025-02-01", "2025-02-28"): 513, ("2025-11-01", "2025-11-30"): 298,
    }
    lon, lat = features[0]["geometry"]["coordinates"]
    assert found.rows[0]["place"] == f"{lat},{lon} ±10 m"
    assert found.rows[0]["note"] == "place as named: Bir Zeit North EM-465"
    assert {p.field for p in found.problems if p.code == "not_understood"} == (
        set(features[0]["properties"]) | {"(id)"}) - {"globalid", "monthyear", "name"}
