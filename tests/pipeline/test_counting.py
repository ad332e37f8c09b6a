"""A case counted by every rule in use, as an edition has it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from assess.builders import act, case, clause, short
from trucewatch.assess.engine import assess
from trucewatch.model.case import Case
from trucewatch.model.counts import Counts
from trucewatch.pipeline.counting import counts_of
from trucewatch.pipeline.releasing import make_release
from trucewatch.pipeline.standing import Seen
from trucewatch.publish.formats import counts as written
from trucewatch.publish.release import Release, Standing
from trucewatch.publish.site import pages

AS_OF = 2_000_000_000_000_000
SHOTS = short("k1", "observers ceasefire_violation 40 2025-03-05 total "
                    "qualifiers=counting_unit=shot")
CASES_OF_FIRE = short("k2", "southland-army ceasefire_violation 2 2025-03-05 total "
                            "qualifiers=counting_unit=firing_case")


def norland(rows: Sequence[dict[str, Any]] = (SHOTS, CASES_OF_FIRE)) -> Case:
    """At most three violations a day; observers count shots, the other army cases of fire."""
    duty = clause(
        "prohibition", act=act(properties=["ceasefire_violation"]), tolerance=3,
        start="at 2025-03-05T00:00[Europe/Athens]",
        end="at 2025-03-05T23:59:59.999999[Europe/Athens]",
    )
    return case([duty], list(rows))


def counted(made: Case) -> tuple[Counts, Release]:
    """Counts, and the release that has them."""
    seen = Seen(case=made, standing=Standing(instant=AS_OF, mode="newest", words="record ends"))
    findings = assess(made, AS_OF)
    release = make_release(seen, findings, [], [])
    counts = counts_of(seen, findings, release)
    return counts, replace(release, counts=counts)


def test_every_rule_in_use_stands_beside_the_others() -> None:
    counts, _ = counted(norland())
    assert [(one.rule.id, one.of_case, one.why) for one in counts.rules] == [
        ("own_unit", False, {"own_number": 2}),
        ("shot", False, {"own_number": 1, "says_nothing": 1}),
        ("incident", False, {"holds_one": 1, "own_number": 1}),
        ("incidents_within_hour", False, {"holds_one": 1, "own_number": 1}),
        ("day_with_fire", False, {"merged_day": 2}),
    ]
    assert [(t.rule, t.lineage, t.unit, t.low, t.high) for t in counts.totals] == [
        ("own_unit", "observers", "shot", 40, 40),
        ("own_unit", "southland-army", "firing_case", 2, 2),
        ("shot", "observers", "shot", 40, 40),
        ("incident", "observers", "incident", 1, None),
        ("incident", "southland-army", "incident", 2, 2),
        ("incidents_within_hour", "observers", "incidents_within_hour", 1, None),
        ("incidents_within_hour", "southland-army", "incidents_within_hour", 1, 2),
        ("day_with_fire", "observers", "day_with_fire", 1, 1),
        ("day_with_fire", "southland-army", "day_with_fire", 1, 1),
    ]
    assert [(m.rule, m.standard, m.before, m.after) for m in counts.moved] == [
        ("incident", "reported", "breached", "undetermined"),
        ("incidents_within_hour", "reported", "breached", "undetermined"),
        ("day_with_fire", "reported", "breached", "undetermined"),
    ]
    assert counts.windows == 3


@pytest.mark.parametrize("rows", [
    [],
    [short("k1", "observers ceasefire_violation 40 2025-03-05 total")],
    [short("k1", "observers killed 4 2025-03-05 total")],
], ids=["no claim", "no unit stated", "nothing that is counted by a rule"])
def test_without_stated_units_nothing_is_counted(rows: list[dict[str, Any]]) -> None:
    counts, release = counted(norland(rows))
    assert counts == Counts()
    assert written.tables(release) == written.documents(release) == {}
    site = pages.render(release)
    assert "counts.html" not in site
    assert "counts.html" not in site["index.html"] + site["method.html"]


def test_files_name_rule_unit_and_claims() -> None:
    counts, release = counted(norland())
    (text,) = written.tables(release).values()
    rows = list(csv.DictReader(io.StringIO(str(text))))
    assert rows[3] == {
        "rule": "incident", "lineage": "observers", "property": "ceasefire_violation",
        "zone": "town", "actor": "norland", "unit": "incident", "from": "2025-03-04T22:00Z",
        "to": "2025-03-05T21:59:59.999999Z", "low": "1", "high": "", "claims": "1",
        "handling": release.handling,
    }
    (text,) = written.documents(release).values()
    data = json.loads(text)
    assert (data["schema"], data["windows_compared"], data["claims_without_time"]) == (
        "trucewatch/counts@1", 3, 0)
    assert [rule["id"] for rule in data["rules"]] == [one.rule.id for one in counts.rules]
    assert all(set(t["claims"]) <= set(release.claims) for t in data["totals"])
    assert {key: value for key, value in data["other_status"][0].items()
            if key not in {"clause", "start"}} == {
        "rule": "incident", "bound": "norland", "reading": "base", "standard": "reported",
        "unit": "window", "as_of": "2033-05-18T03:33:20Z", "status_by_own_units": "breached",
        "status": "undetermined",
    }


def test_the_page_has_a_column_for_each_rule_and_no_status_alone() -> None:
    counts, release = counted(norland())
    page = pages.render(release)["counts.html"]
    for one in counts.rules:
        assert page.count(f'<th scope="col" data-rule="{one.rule.id}"') == 2
    assert "at least 1" in page and "says nothing in this unit" in page
    assert "undetermined under the standard “reported”" in page
    assert "counted by the rule “an incident" in page
    assert 'href="counts.html"' in pages.render(release)["method.html"]
