"""Grade and attribution of an incident: the same rules for every party."""

from __future__ import annotations

from typing import Any

import pytest

from assess import builders as b
from trucewatch.model.incident import Incident, Linking

from .made import judged, link, told

ARMY, OTHER = {"speaker": "norland-army"}, {"speaker": "southland-army"}
PRESS, WIRE = {"speaker": "agency-a"}, {"speaker": "agency-b"}
NOBODY = {"actor": "", "actor_certainty": ""}
DENIED = {"stance": "denies", "low": 0, "high": 0, "in_reply_to": "a"}
TABLE: list[tuple[str, list[dict[str, Any]], str, str]] = [
    ("one outlet", [PRESS], "weak", "one"),
    ("two outlets", [PRESS, WIRE], "fair", "two_or_more"),
    ("two outlets of one lineage", [{"speaker": "un-field"}, {"speaker": "un-office"}],
     "weak", "one"),
    ("two bodies of one side", [{"speaker": "southland-clinics"}, OTHER], "weak", "one"),
    ("the party named", [ARMY], "confirmed", "admitted"),
    ("the party named says the agreement allows it",
     [PRESS, ARMY | {"stance": "claims_exception"}], "confirmed", "admitted"),
    ("the party named tells of it and names nobody", [PRESS, ARMY | NOBODY], "fair", "one"),
    ("the party named says it may have been so", [ARMY | {"actor_certainty": "possible"}],
     "weak", "none"),
    ("an outlet of its side names it", [{"speaker": "norland-clinics"}], "weak", "one"),
    ("nobody is named", [PRESS | NOBODY, WIRE | NOBODY], "fair", "none"),
    ("named with reserve", [PRESS | {"actor_certainty": "possible"}, WIRE], "fair", "one"),
    ("two parties are named", [PRESS, WIRE | {"actor": "southland"}], "contested", "contested"),
    ("the party named denies it", [PRESS, ARMY | DENIED], "contested", "contested"),
    ("another denies it", [PRESS, OTHER | DENIED], "contested", "one"),
    ("a party admits what its own ministry denies",
     [ARMY, {"speaker": "norland-ministry"} | DENIED], "confirmed", "admitted"),
    ("origins not stated are no second account",
     [PRESS, {"source": "outlet", "origin": "unstated"}], "weak", "one"),
    ("a text of two origins beside one of them",
     [PRESS, {"source": "outlet", "origin": "agency-a; agency-b"}], "weak", "one"),
]


def rows(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [told(key, **given) for key, given in zip("abc", cells, strict=False)]


def only(cells: list[dict[str, Any]]) -> Incident:
    """The one incident people say it is."""
    made = rows(cells)
    tells = [r["key"] for r in made if r["stance"] != "denies"]
    found = link(made, *(judged("a", "same", key, n) for n, key in enumerate(tells[1:], 1)))
    [incident] = found.incidents
    return incident


@pytest.mark.parametrize(("cells", "grade", "attributed"), [row[1:] for row in TABLE],
                         ids=[row[0] for row in TABLE])
def test_grades_and_attributions(
    cells: list[dict[str, Any]], grade: str, attributed: str
) -> None:
    found = only(cells)
    assert (found.grade, found.attribution) == (grade, attributed)


@pytest.mark.parametrize("cells", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_parties_that_change_places_change_nothing(cells: list[dict[str, Any]]) -> None:
    here, there = only(cells), only([b.swap(c) for c in cells] if "actor" in cells[0] else [
        b.swap({"actor": "norland", **c}) for c in cells])
    assert (here.grade, here.attribution) == (there.grade, there.attribution)


def test_a_report_that_quotes_a_party_beside_another_is_no_admission() -> None:
    made = [told("a", report_id="r", **(ARMY | NOBODY)), told("b", report_id="r", **PRESS)]
    [incident] = link(made).incidents
    assert len(incident.tellings) == 1
    assert (incident.grade, incident.attribution) == ("fair", "one")


def test_discounted_only_where_every_account_is_graded_five() -> None:
    def graded(*keys: str) -> Linking:
        return link(rows([PRESS, WIRE]), judged("a", "same", "b"), grades=[
            b.graded(1, "row", 5, [f"id-{key}" for key in keys])])

    assert [i.grade for i in graded("a").incidents] == ["fair"]
    assert [i.grade for i in graded("a", "b").incidents] == ["discounted"]
