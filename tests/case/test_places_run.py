"""A run with outlines: findings follow from where things happened and whose line is meant."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trucewatch.api import assess, load_case
from trucewatch.model.finding import Finding
from trucewatch.model.instant import micros
from trucewatch.pipeline import Keeping, run
from trucewatch.pipeline.recounting import recount_case

from .mapped import feature, polygon, square, write_actors, write_gazetteer, write_outlines
from .norland import FIXTURE, add_row, edit

PUBLISHED = polygon(square(20, 40, 21, 41))
NORLANDS = polygon(square(20, 40, 20.5, 41))
READING = """    readings:
      as_norland_draws_it:
        title: {en: inside the line as Norland draws it}
        set:
          act:
            properties: [strike, shooting]
            implies: [killed]
            target: [opposing]
            zone: [valley@norland]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """No claim names a zone; the valley is drawn twice from the fifth of March on."""
    case = Path(shutil.copytree(FIXTURE, tmp_path / "norland"))
    text = (case / "figures" / "counts.csv").read_text(encoding="utf-8")
    head, *_ = text.splitlines(keepends=True)
    (case / "figures" / "counts.csv").write_text(head, encoding="utf-8", newline="\n")
    edit(case, "clauses.yaml", "    readings:\n      no_test:", READING + "      no_test:")
    write_outlines(
        case, feature(PUBLISHED, version="published_map"),
        feature(NORLANDS, version="norland", source="norland-army", from_="2031-03-05"),
    )
    return case


def strike(case: Path, key: str, place: str, day: int, **cells: str) -> None:
    when = f"2031-03-{day:02d}"
    add_row(case, {
        "key": key, "place": f'"{place}"', "earliest": when, "latest": when, "actor": "norland",
        "actor_certainty": "stated", "target": "southlanders", "low": "1", "high": "1",
        "published": "2031-03-09"} | cells)


EAST, WEST, FAR = "40.5,20.75 ±500 m", "40.5,20.25 ±500 m", "40.5,25 ±500 m"


def found(case: Path, reading: str = "base", standard: str = "reported") -> dict[str, str]:
    """Status by day, and of the whole, of what Norland owes."""
    read, problems = load_case(case)
    assert read is not None
    assert [p for p in problems if p.severity != "note"] == []
    return {
        f.unit: f.status for f in assess(read).findings
        if (f.clause, f.bound, f.reading, f.standard) == ("N-01", "norland", reading, standard)
        and f.start.endswith("announced")
    }


@pytest.mark.parametrize(
    ("place", "day", "base", "as_norland_draws_it"),
    [
        (WEST, 4, "breached", "undetermined"),  # Norland's line does not hold yet
        (WEST, 6, "breached", "breached"),
        (EAST, 4, "breached", "undetermined"),
        (EAST, 6, "undetermined", "undetermined"),
        (FAR, 4, "undetermined", "undetermined"),
        (FAR, 6, "undetermined", "undetermined"),
    ],
)
def test_a_strike_breaches_where_every_line_that_holds_has_it_inside(
    root: Path, place: str, day: int, base: str, as_norland_draws_it: str
) -> None:
    strike(root, "s-1", place, day)
    unit = f"2031-03-{day:02d}"
    assert found(root)[unit] == base
    assert found(root, "as_norland_draws_it")["window"] == as_norland_draws_it


def accounts(case: Path, reading: str = "base") -> list[int | None]:
    read, _ = load_case(case)
    assert read is not None
    one: Finding = next(
        f for f in assess(read).findings
        if (f.clause, f.bound, f.reading, f.standard, f.unit)
        == ("N-01", "norland", reading, "reported", "window") and f.start.endswith("announced"))
    return [a.low for a in one.accounts]


def test_what_is_possible_stands_as_an_account_and_what_is_ruled_out_does_not(root: Path) -> None:
    strike(root, "s-1", EAST, 6)
    assert accounts(root) == [0]
    assert accounts(root, "as_norland_draws_it") == []


def test_a_denial_without_a_point_of_its_own_answers_through_the_zone(root: Path) -> None:
    strike(root, "s-1", WEST, 6)
    assert found(root, standard="reported")["2031-03-06"] == "breached"
    strike(root, "d-1", "", 6, zone="valley", speaker="norland-army", stance="denies", low="",
           high="")
    assert found(root, standard="reported")["2031-03-06"] == "contested"


def test_a_name_of_a_place_and_of_an_actor_decide_as_a_point_and_an_id(root: Path) -> None:
    write_gazetteer(root, {"place": "ford", "name": "Al-Ford", "latitude": "40.5",
                           "longitude": "20.25", "radius_m": "500"})
    write_actors(root, {"alias": "Army of the North", "actor": "norland"},
                 {"alias": "Rangers of the South", "actor": "rangers"})
    strike(root, "s-1", "al Ford", 6, actor="Army of the North")
    assert found(root)["2031-03-06"] == "breached"
    # What a state answers for stays the agreement's to say: the alias names the group alone.
    strike(root, "s-2", "al Ford", 7, actor="Rangers of the South", target="norlanders")
    read, _ = load_case(root)
    assert read is not None
    of_south = {f.unit: f.status for f in assess(read).findings
                if (f.clause, f.bound, f.reading, f.standard)
                == ("N-01", "southland", "base", "reported") and f.start.endswith("announced")}
    assert of_south["2031-03-07"] == "breached"
    assert found(root)["2031-03-07"] != "breached"


def test_without_the_library_only_what_is_declared_counts(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strike(root, "s-1", WEST, 6)
    monkeypatch.setitem(sys.modules, "shapely", None)
    read, problems = load_case(root)
    assert [p.code for p in problems] == ["outlines_not_used"]
    assert read is not None
    assert {f.status for f in assess(read).findings if f.unit == "2031-03-06"} == {"undetermined"}
    result = run(root, None)
    assert result.release is not None
    assert result.release.manifest["geometry"] == "outlines not used"


def test_editions_and_records_keep_what_was_said(root: Path, tmp_path: Path) -> None:
    strike(root, "s-1", WEST, 6)
    now = datetime(2031, 3, 10, tzinfo=UTC)
    out, record = tmp_path / "out", tmp_path / "record"
    first = run(root, out, keeping=Keeping(record=record, clock=lambda: now))
    assert first.release is not None
    assert "shapely" in str(first.release.manifest["geometry"])
    with (out / "claims.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    # The point stays in the figures and in the record; an edition tells the cell it lies in.
    assert [(row["place"], row["zone"]) for row in rows] == [("40.55,20.25 ±8 km", "")]
    assert WEST in (root / "figures" / "counts.csv").read_text(encoding="utf-8")
    page = (out / "claims.csv").read_text(encoding="utf-8") + "".join(
        path.read_text(encoding="utf-8") for path in out.rglob("*.html"))
    assert not re.search("@[0-9a-f]{12}", page)
    early = run(root, None, as_of="2031-03-10T12:00Z", keeping=Keeping(record=record))
    # A line that moves changes findings and not one recorded claim.
    later = now + timedelta(days=1)
    write_outlines(root, feature(NORLANDS, version="published_map"))
    edit(root, "clauses.yaml", READING, "    readings:\n")
    second = run(root, out, keeping=Keeping(record=record, clock=lambda: later))
    assert second.release is not None
    log = [json.loads(line) for line in
           (record / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    tables = [set(entry["tables"]) for entry in log if entry.get("tables")]
    assert "states" not in set().union(*tables)
    # As of the first day both the outlines and the findings are those of then.
    late = run(root, None, as_of="2031-03-10T12:00Z", keeping=Keeping(record=record))
    assert early.release is not None and late.release is not None
    assert early.release.findings == late.release.findings
    assert late.release.findings != second.release.findings


def test_places_are_counted_apart_and_never_shown_by_their_leaf(root: Path) -> None:
    strike(root, "s-1", WEST, 6)
    strike(root, "s-2", EAST, 6)
    made = recount_case(root, "day_with_fire", by="day")
    assert made.case is not None
    zones = {moved.of[2] for moved in made.moved}
    assert len(zones) == 2
    assert all(zone.startswith("@") for zone in zones)


def test_who_watched_a_zone_watched_what_lies_in_it_named_by_a_claim_or_not(
    tmp_path: Path,
) -> None:
    case = Path(shutil.copytree(FIXTURE, tmp_path / "norland"))
    edit(case, "clauses.yaml", "zone: [valley]", "zone: [mill]")
    edit(case, "sources.yaml", "properties: [strike]", "properties: [strike, shooting]")
    read, problems = load_case(case)
    assert read is not None and problems == []
    kept = {f.unit for f in assess(read, micros(datetime(2031, 3, 6, tzinfo=UTC)))
            if (f.clause, f.bound, f.standard) == ("N-01", "southland", "reported")
            and f.status == "kept" and f.start.endswith("announced")}
    assert {"2031-03-02", "2031-03-03", "2031-03-04", "2031-03-05"} <= kept
