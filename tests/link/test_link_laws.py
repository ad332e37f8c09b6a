"""What holds for every table: order does not matter, decisions do, and little else moves."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.link.candidates import FIELDS
from trucewatch.link.explaining import waterfall
from trucewatch.link.learning import _solve, refit
from trucewatch.link.weights import parse, shipped
from trucewatch.pipeline.linking import LinkResult, incident_ids
from trucewatch.store.engines import Engine

from .tables import Judged, Row, contains, groups, linked, report

CELLS = st.fixed_dictionaries({
    "source": st.sampled_from(["north-post", "voice-of-tamun", "radio-east", ""]),
    "date": st.sampled_from(["2025-03-03", "2025-03-04", "2025-03-04/2025-03-06"]),
    "latitude": st.sampled_from(["12.5", "12.53", "12.6"]),
    "geo_precision": st.sampled_from(["exact", "town", "area"]),
    "event_type": st.sampled_from(["shelling", "raid", ""]),
    "actor": st.sampled_from(["Northern Army", "Rahim Brigade", ""]),
    "fatalities_max": st.sampled_from(["3", "4", ""]),
    "kind": st.sampled_from(["incident", "incident", "aggregate"]),
})
TABLES = st.lists(CELLS, min_size=2, max_size=9).map(
    lambda rows: [report(f"r{n}", **cells) for n, cells in enumerate(rows)])
LEVELS = dict.fromkeys(FIELDS, 0)


def run(
    rows: Sequence[Row], labels: list[Judged] | None = None, engine: Engine | None = None
) -> LinkResult:
    with tempfile.TemporaryDirectory() as folder:
        return linked(Path(folder), rows, labels, engine=engine)


def ids(result: LinkResult) -> dict[str, str]:
    assert result.linked is not None
    return dict(zip(result.reports.id, incident_ids(result.reports, result.linked.cluster),
                    strict=True))


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[Row], by: object) -> None:
    turned = list(rows)
    by.shuffle(turned)  # type: ignore[attr-defined]
    one, other = run(rows), run(turned)
    assert ids(one) == ids(other)
    assert one.linked == other.linked


@given(TABLES, st.data())
def test_a_decision_is_always_followed_and_leaves_no_trace(
    rows: list[Row], data: st.DataObject
) -> None:
    before = run(rows)
    held = {r["report_id"]: r["kind"] for r in rows}
    judged = data.draw(st.dictionaries(
        st.sampled_from(list(combinations(held, 2))), st.sampled_from(["same", "different"]),
        min_size=1, max_size=5))
    labels = [(a, b, word) for (a, b), word in judged.items()
              if word == "different" or held[a] == held[b]]
    after = run(rows, labels)
    now = ids(after)
    broken = {p.found.partition(":")[0] for p in after.problems
              if p.code == "decisions_contradict"}
    for a, b, word in labels:
        assert (now[a] == now[b]) == (word == "same") or f"{a} and {b}" in broken
    assert after.labels == len(labels) - len(broken)
    assert run(rows, []).linked == before.linked


@given(TABLES, TABLES)
def test_reports_from_elsewhere_move_no_incident(rows: list[Row], more: list[Row]) -> None:
    elsewhere = [{**r, "report_id": "x" + r["report_id"], "latitude": "40.0"} for r in more]
    alone, beside = ids(run(rows)), ids(run([*rows, *elsewhere]))
    assert {name: beside[name] for name in alone} == alone


def test_one_report_more_in_a_hundred_changes_one_id_at_most() -> None:
    rows = [report(f"r{n:03}{source[0]}", source=source, latitude=f"{10 + n / 10:.1f}")
            for n in range(100) for source in ("north-post", "voice-of-tamun")]
    before = ids(run(rows))
    after = ids(run([*rows, report("a0", source="radio-east", latitude="10.0"),
                     report("z0", source="radio-east", latitude="11.0")]))
    assert {n for n in before if before[n] != after[n]} == {"r000n", "r000v"}
    assert len(set(before.values())) == len(set(after.values())) == 100


@pytest.mark.spark
def test_both_engines_give_the_same() -> None:
    rows = [report(f"r{n:02}", source=("north-post", "voice-of-tamun", "radio-east")[n % 3],
                   date=f"2025-03-{1 + n % 5:02}", latitude=f"{12.5 + n % 4 / 50:.2f}",
                   actor=("Northern Army", "", "Rahim Brigade")[n % 7 % 3], time="08:00",
                   kind="aggregate" if n % 11 == 5 else "") for n in range(40)]
    duck, spark = run(rows), run(rows, engine=Engine(name="spark"))
    assert spark.linked == duck.linked
    assert groups(spark) == groups(duck)
    assert contains(spark) == contains(duck)


def test_the_steps_of_a_waterfall_add_up_to_the_log_odds() -> None:
    weights = shipped()
    for same_source in (0, 1, 2):
        levels = {**LEVELS, "same_source": same_source, "place": 501, "kind": 10, "toll": 31,
                  "rate": 3}
        steps = waterfall(weights, levels)
        assert len(steps) == 1 + len(FIELDS)
        assert sum(step.weight for step in steps) == weights.log_odds(levels)


def test_weights_move_towards_labels_and_only_where_they_are() -> None:
    start = shipped()
    hard, easy = {**LEVELS, "kind": 13, "place": 108}, {**LEVELS, "kind": 10, "day": 4}
    assert refit(start, [(hard, True)]).log_odds(hard) > start.log_odds(hard)
    assert refit(start, [(easy, False)]).log_odds(easy) < start.log_odds(easy)
    moved = refit(start, [(hard, True)] * 20 + [(easy, False)] * 20)
    apart = moved.log_odds(hard) - moved.log_odds(easy)
    assert apart > start.log_odds(hard) - start.log_odds(easy)
    assert moved.of["kind"][12] == start.of["kind"][12]
    assert (moved.merge, moved.repeat, moved.name) == (start.merge, start.repeat, "refitted")
    assert parse(moved.text()) == moved


def test_no_labels_leave_the_weights_where_they_are() -> None:
    start = shipped()
    moved = refit(start, [])
    assert (moved.constant, moved.of) == (start.constant, start.of)


def test_a_system_of_equations() -> None:
    # 4x + 2y = 10 and 2x + 3y = 11: x = 1, y = 3.
    assert _solve([[4.0, 2.0], [2.0, 3.0]], [10.0, 11.0]) == pytest.approx([1.0, 3.0])


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"schema": "other"}', '{"schema": 1}',
                                  '{"schema": "trucewatch/link-weights@1"}'])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(text)
