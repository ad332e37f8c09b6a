"""Tellings as the table a linker compares: days, minutes, points, kinds, names."""

from __future__ import annotations

from typing import Any

import pytest

from trucewatch.link.claims import kind, kinds, reports, rows
from trucewatch.link.tellings import tellings
from trucewatch.model.link import AREA, EXACT, NOWHERE, REPORT_COLUMNS, TOWN

from .made import at, case, told


def cells(*made: dict[str, Any]) -> dict[str, str]:
    """Row of the first telling, by the names of its columns, as text."""
    of = case(made)
    found = tellings(of)
    row = rows(reports(of, found), found)[0]
    return {c.name: "" if v is None else str(v) for c, v in zip(REPORT_COLUMNS, row, strict=True)}


def test_a_point_is_told_with_how_well_it_is_known() -> None:
    def known(place: str) -> tuple[int, int | None]:
        of = case([at("a", place)])
        table = reports(of, tellings(of))
        return table.precision[0], table.lat[0]

    assert [known(p) for p in ("12.5,28.3 ±1 km", "12.5,28.3 ±1001 m", "12.5,28.3 ±5001 m")] == [
        (EXACT, 12_500_000), (TOWN, 12_500_000), (AREA, 12_500_000)]
    # What looks like a point, and cannot be used as one, is none.
    assert [known(p) for p in ("the mill", "12.5,28.3", "0,0 ±5 m", "95.5,200.5 ±5 m", "")] == [
        (NOWHERE, None)] * 5


def test_days_are_those_of_the_case_and_minutes_are_told_to_the_hour() -> None:
    # 23:30 UTC is the next day there.
    found = cells(told("a", "2025-03-04T23:30Z"))
    assert (found["date"], found["time"]) == ("2025-03-05", "23:30")
    found = cells(told("a", "2025-03-04/2025-03-06"))
    assert (found["date"], found["time"]) == ("2025-03-04/2025-03-06", "")


def test_a_publication_is_the_source_and_what_is_not_told_is_empty() -> None:
    found = cells(told("a", place="The  Mill", zone="", actor="", original="One strike"))
    assert found == {
        "report_id": "id-a", "source": "r-a", "kind": "incident", "date": "2025-03-04",
        "time": "10:00", "latitude": "", "longitude": "", "geo_precision": "",
        "place": "the mill", "event_type": "strike", "actor": "", "fatalities_min": "",
        "fatalities_max": "", "n_events": "1", "text": "one strike", "published": ""}
    found = cells(told("a", report_id="r"), told("b", report_id="r", property="killed", low=2,
                                                 high=3, actor="southland"))
    assert [found[n] for n in ("fatalities_min", "fatalities_max", "actor")] == [
        "2", "3", "norland/southland"]


@pytest.mark.parametrize(("properties", "levels"), [
    (["strike"], ("strike", "fire from afar", "use of force")),
    (["shooting", "killed"], ("shooting", "small arms", "use of force")),
    (["killed"], ("use of force", "use of force", "use of force")),
    (["attack", "strike"], ("strike", "fire from afar", "use of force")),
    (["attack"], ("use of force", "use of force", "use of force")),
    ([], ("", "", "")),
])
def test_kinds_have_three_levels(properties: list[str], levels: tuple[str, str, str]) -> None:
    assert kind(properties) == levels


def test_every_kind_a_telling_can_have_is_in_the_table_of_kinds() -> None:
    listed = {row[1]: tuple(row[2:]) for row in kinds()}
    assert listed["strike"] == ("strike", "fire from afar", "use of force")
    assert listed["use of force"] == ("use of force", "use of force", "use of force")
