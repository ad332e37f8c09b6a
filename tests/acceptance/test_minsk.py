"""Minsk II: whole findings, the order of points as conditions, and levels on the real data."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from trucewatch.api import assess, baselines, load_case
from trucewatch.model.baseline import Level
from trucewatch.model.condition import atoms, parse_condition
from trucewatch.model.finding import Finding
from trucewatch.model.instant import parse_span
from trucewatch.pipeline.collecting import collect

from .conftest import Assessed

Cases = Callable[[str], Assessed]
ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("TRUCEWATCH_SHARED") or ROOT.parent / "shared")
CASE, TZ = "minsk-2-2015", "Europe/Kyiv"


def whole(finding: Finding) -> tuple[object, ...]:
    """What a finding says, its accounts as lineage, interval, owed and what they support."""
    return (
        finding.status, finding.low, finding.high, finding.reasons, finding.hinges_on,
        finding.delay and finding.delay.words,
        sorted(((a.lineage, a.measures, a.low, a.high, a.owed_low, a.supports, a.interested,
                 a.admission) for a in finding.accounts), key=str),
    )


def test_every_clause_is_there(assessed: Cases) -> None:
    found = assessed(CASE)
    assert [c.id for c in found.case.clauses] == [f"MK-{i:02d}" for i in range(1, 18)]
    assert {f.clause for f in found.findings} == {c.id for c in found.case.clauses}


def test_what_is_not_collected_is_said() -> None:
    case, problems = load_case(CASE)
    assert case is not None
    assert {(p.severity, p.code) for p in problems} <= {
        ("note", "not_collected"), ("note", "series_without_rows"),
    }


@pytest.mark.parametrize(
    ("bound", "day", "expected"),
    [
        # 17 September 2021: the headquarters counts seven cases and two hurt; the monitors' 146
        # observations name nobody, and their day runs from evening to evening.
        ("armed_formations", "2021-09-17", ("breached", 1, None, (), ("jfo",), None, [
            ("jfo", "all", 1, None, None, "breached", True, False),
            ("jfo", "all", 7, None, None, "breached", True, False),
        ])),
        ("ukraine", "2021-09-17", (
            "undetermined", None, None, ("no_report", "no_coverage"), (), None, [],
        )),
        # 27 July 2020, first day of a truce: the other side denies.
        ("armed_formations", "2020-07-27", (
            "contested", 2, None, ("denied",), ("dpr-command",), None, [
                ("jfo", "all", 3, None, None, "breached", True, False),
                ("jfo", "all", 3, None, None, "breached", True, False),
                ("ukraine-government", "all", 2, None, None, "breached", True, False),
            ],
        )),
        # 17 February 2022: 160 rounds by one office's count of the other side, a year later.
        ("ukraine", "2022-02-17", ("breached", 0, None, (), ("dpr-jccc",), None, [
            ("dpr-jccc", "all", 160, None, None, "breached", True, False),
            ("unstated", "all", 0, None, None, "neither", False, False),
        ])),
    ],
)
def test_days_of_the_ceasefire_as_reported(
    assessed: Cases, bound: str, day: str, expected: tuple[object, ...]
) -> None:
    assert whole(assessed(CASE).one("MK-01", bound, "reported", unit=day)) == expected


@pytest.mark.parametrize("bound", ["ukraine", "armed_formations"])
@pytest.mark.parametrize("standard", ["two_independent", "admitted"])
def test_no_day_is_firm_where_only_the_sides_name_each_other(
    assessed: Cases, bound: str, standard: str
) -> None:
    window = assessed(CASE).one("MK-01", bound, standard)
    assert (window.status, set(window.shares)) == ("undetermined", {"undetermined"})


def test_withdrawal_of_artillery_by_ukraine(assessed: Cases) -> None:
    found = assessed(CASE).one("MK-02", "ukraine", "reported", start="from_ceasefire")
    assert found.to == parse_span("2015-03-01T00:00[Europe/Kyiv]", TZ).lo
    # Done late by two accounts, as not done by the due instant by one. That it had begun by 17
    # February nobody says: the first account of a start is of the 26th, and gives no most before.
    why = ("breach_not_firm", "kept_not_firm")
    assert whole(found) == ("undetermined", 0, None, why, (), None, [
        ("lpr-militia", "as of", 0, None, 1, "neither", False, False),
        ("lpr-militia", "by the due instant", 0, None, 1, "neither", False, False),
        ("ua-ato", "as of", 0, None, 1, "neither", False, False),
        ("ua-ato", "begun, as of", 1, None, 1, "kept", True, False),
        ("ua-ato", "begun, by the due instant", 0, None, 1, "neither", False, False),
        ("ua-ato", "by the due instant", 0, 0, 1, "breached", False, True),
        ("ua-mod", "as of", 1, None, 1, "kept", True, False),
        ("ua-mod", "by the due instant", 0, None, 1, "neither", False, False),
        ("ua-president", "as of", 1, None, 1, "kept", True, False),
        ("ua-president", "by the due instant", 0, None, 1, "neither", False, False),
    ])


@pytest.mark.parametrize(
    ("clause", "bound", "reading", "start", "statuses"),
    [
        # The end alone would be kept late, or kept from the later starts: nobody shows the start
        # by day 3, which is asked for too.
        ("MK-02", "ukraine", "base", "from_ceasefire",
         ("undetermined", "undetermined", "breached")),
        ("MK-03", "armed_formations", "base", "from_ceasefire", ("undetermined",) * 3),
        ("MK-03", "armed_formations", "base", "from_day_2_after", ("undetermined",) * 3),
        ("MK-03", "armed_formations", "said_of_a_part", "from_ceasefire", ("undetermined",) * 3),
        ("MK-08", "ukraine", "base", "minsk_12_february",
         ("kept_late", "undetermined", "undetermined")),
    ],
)
def test_deadlines_by_what_they_count_from(
    assessed: Cases, clause: str, bound: str, reading: str, start: str, statuses: tuple[str, ...]
) -> None:
    found = assessed(CASE)
    assert tuple(
        found.status(clause, bound, standard, reading=reading, start=start)
        for standard in ("reported", "two_independent", "admitted")
    ) == statuses


def test_the_order_of_the_points_stands_as_conditions(assessed: Cases) -> None:
    case = assessed(CASE).case
    ids = {c.id for c in case.clauses}
    said: dict[tuple[str, str], list[str]] = {}
    for clause in case.clauses:
        for name, one in {"base": clause, **case.readings[clause.id]}.items():
            if one.when:
                said[clause.id, name] = [
                    getattr(atom, "clause", "") or getattr(atom, "milestone", "")
                    for atom in atoms(parse_condition(one.when))
                ]
    assert said == {
        ("MK-13", "base"): ["MK-15"],
        ("MK-13", "after_the_settlement"): ["MK-15", "local_elections", "comprehensive_settlement"],
        ("MK-15", "security_first"): ["MK-02", "MK-03", "MK-14"],
        ("MK-16", "base"): ["MK-07"],
        ("MK-16", "security_first"): ["MK-07", "MK-02", "MK-03"],
        ("MK-16", "border_first"): ["MK-07", "MK-13"],
    }
    assert {name for names in said.values() for name in names} <= ids | set(case.milestones)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case with everything its sources.yaml names."""
    folder = tmp_path_factory.mktemp("minsk") / CASE
    shutil.copytree(ROOT / "cases" / CASE, folder, ignore=shutil.ignore_patterns("record"))
    result = collect(folder, SHARED)
    assert [p for p in result.problems if p.severity == "error"] == []
    assert dict(result.written) == {
        "coded-reports": 218, "ucdp-ged-2018": 2042, "ucdp-ged-2019": 2390, "ucdp-ged-2021": 5998,
    }
    return folder


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real input files are not at hand")
def test_the_fall_of_september_2014_is_smaller_with_imprecise_rows(collected: Path) -> None:
    case, _ = load_case(collected)
    assert case is not None
    found = {b.baseline.id: b for b in baselines(case, parse_span("2022-02-23", TZ).hi)}

    def level(name: str, period: str) -> Level:
        return next(
            x for x in found[name].levels
            if (x.zone, x.party, x.period) == ("ukraine_territory", "", period)
        )

    before, after = (
        level("deaths-by-category", f"minsk-1-{when}") for when in ("before", "after")
    )
    assert (before.days, after.days) == (30, 30)
    # All rows: 36.8 to 19.1 a day. Precise rows alone: 32.8 to 6.9.
    assert (before.rows.low, after.rows.low) == (1104, 572)
    assert (before.precise.low, after.precise.low) == (984, 206)
    # UCDP's own range of the same events, and how many there were: 20.1 and 4.4 a day.
    before, after = (level("deaths-range", f"minsk-1-{when}") for when in ("before", "after"))
    assert (before.rows.rows, before.rows.low, before.rows.high) == (603, 1083, 1104)
    assert (after.rows.rows, after.rows.low, after.rows.high) == (133, 566, 582)
    assert (before.precise.low, before.precise.high) == (963, 984)
    assert (after.precise.low, after.precise.high) == (200, 216)
    # Two rows of 8 to 31 days hold two thirds of the dead of September.
    assert (after.widths["8 to 31 days"].rows, after.widths["8 to 31 days"].low) == (2, 366)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real input files are not at hand")
def test_deadly_events_without_an_actor_decide_nothing(collected: Path, assessed: Cases) -> None:
    case, _ = load_case(collected)
    assert case is not None
    with_events = {
        (f.clause, f.bound, f.reading, f.start, f.standard): f.status
        for f in assess(case) if f.unit == "window"
    }
    without = {
        (f.clause, f.bound, f.reading, f.start, f.standard): f.status
        for f in assessed(CASE).findings if f.unit == "window"
    }
    assert with_events == without
