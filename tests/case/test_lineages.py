"""How many accounts are independent, where origins overlap, are unstated, or on one side."""

from __future__ import annotations

import pytest

from trucewatch.model.agreement import Affiliation, Body
from trucewatch.model.lineages import chained, independent, lineages


def body(name: str, affiliation: Affiliation = "media", side: str = "", *,
         stated: bool = True) -> Body:
    return Body(id=name, name={"en": name}, affiliation=affiliation, side=side, stated=stated)


BODIES = {b.id: b for b in (
    *map(body, "abcdefg"), body("army", "party", "north"), body("clinic", "aligned", "north"),
    body("unstated", stated=False),
)}


@pytest.mark.parametrize(("names", "count"), [
    ([], 0), (["a"], 1), (["a", "b"], 2), (["a", "a+b"], 1), (["a+b", "b+c"], 1),
    (["a+b", "b+c", "c+d"], 2),
    (["a+b", "b+c", "c+d", "d+e"], 2), (["a+b", "b+c", "c+d", "d+e", "e+f"], 3),
    (["a+b", "b+c", "a+c"], 1), (["a+b", "c+d", "a+c", "b+d"], 2),
    (["a+b", "b+c", "c+d", "e", "f+g"], 4),
    (["unstated"], 1), (["a", "unstated"], 1), (["a+unstated", "b+unstated"], 1),
    (["army", "clinic"], 1), (["army+a", "clinic+b"], 1), (["army", "a"], 2),
])
def test_the_most_of_which_no_two_share_an_origin(names: list[str], count: int) -> None:
    found = lineages(names, BODIES)
    assert independent(found) == count
    assert independent(reversed(found)) == count


@pytest.mark.parametrize(("names", "tied"), [
    (["a", "b", "a+b"], []), (["a+b", "b+c"], []), (["a+b", "b+c", "a+c"], []),
    (["a+b", "b+c", "c+d"], ["a+b", "b+c", "c+d"]),
    (["a+b", "b+c", "c+d", "e"], ["a+b", "b+c", "c+d"]),
])
def test_who_overlaps_in_a_chain(names: list[str], tied: list[str]) -> None:
    assert chained(lineages(names, BODIES)) == tied
