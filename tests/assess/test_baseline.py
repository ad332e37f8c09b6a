"""Levels before, during and after: worked by hand, and laws that must hold of any rows."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.assess.baseline import baselines
from trucewatch.assess.engine import assess
from trucewatch.model.baseline import WIDTHS, Baseline, BaselinePeriod, Level, Tally
from trucewatch.model.case import Case
from trucewatch.model.clause import Anchor
from trucewatch.model.instant import parse_span

from .builders import case, claim, short, swap

TZ = "Europe/Athens"
AS_OF = parse_span("2025-06-30", TZ).hi
BEFORE = BaselinePeriod(
    id="before", title={"en": "before"}, when="before", start=Anchor(at="2025-02-22"),
    end=Anchor(at="2025-03-03"),
)
DURING = BaselinePeriod(
    id="during", title={"en": "during"}, when="during", start=Anchor(after="start"),
    end=Anchor(after="start", day=10),
)
AFTER = BaselinePeriod(
    id="after", title={"en": "after"}, when="after", start=Anchor(after="never"),
    end=Anchor(after="never", day=5),
)


def declared(**fields: Any) -> Baseline:
    common: dict[str, Any] = {
        "id": "dead", "title": {"en": "dead"}, "properties": ["killed"], "series": ["list"],
        "zones": ["valley"], "periods": [BEFORE, DURING, AFTER],
    }
    return Baseline(**(common | fields))


def made(rows: list[dict[str, Any]], *what: Baseline) -> Case:
    with_rows = case(
        [], rows, milestones={"start": {"a": "2025-03-04T00:00[Europe/Athens]"}, "never": {}}
    )
    return dataclasses.replace(with_rows, baselines=list(what))


def row(key: str, number: str, when: str, *flags: str) -> dict[str, Any]:
    return short(key, f"observers killed {number} {when} subject=list {' '.join(flags)}")


def tally(rows: int, low: int, high: int | None, **more: int) -> Tally:
    return Tally(rows=rows, low=low, high=high, **more)


ROWS = [
    row("a", "3-5", "2025-03-04"),
    row("b", "40", "2025-03-05/2025-04-03"),  # 30 days: reaches over the end
    row("c", "2+", "2025-03-06/2025-03-08", "total"),
    row("d", "7", "2025-03-03/2025-03-04"),  # begins before
    row("e", "1", "2025-03-07", "zone=hills"),  # elsewhere
    row("f", "4", "2025-03-07", "zone=land"),  # possibly there
    row("g", "9", "2025-03-07", "denies"),
    row("h", "500", "2025-03-07", "cumulative"),
    row("i", "500", "2025-03-07", "stock"),
    row("j", "?", "2025-03-13"),
    row("k", "8-6", "2025-03-13"),  # crossed by its source
    row("l", "1", "2025-03-14"),  # the day after
    short("m", "observers killed 1 2025-03-07 subject=other"),
    short("n", "observers injured 1 2025-03-07 subject=list"),
]


def test_every_row_stands_where_it_must() -> None:
    (found,) = baselines(made(ROWS, declared()), AS_OF)
    assert found.missing == []
    empty = {name: Tally() for name, _ in WIDTHS}
    assert found.levels == [
        Level(
            zone="valley", party="", period="before", when="before", first="2025-02-22",
            last="2025-03-03", days=10, rows=tally(1, 7, 7), precise=tally(1, 7, 7),
            widths={**empty, "2 to 6 days": tally(1, 7, 7)}, inside=Tally(),
            begun_before=Tally(), possible=Tally(),
        ),
        Level(
            zone="valley", party="", period="during", when="during", first="2025-03-04",
            last="2025-03-13", days=10,
            rows=tally(5, 3 + 40 + 2 + 0 + 6, None, no_low=1, crossed=1),
            precise=tally(4, 3 + 2 + 0 + 6, None, no_low=1, crossed=1),
            widths={
                **empty, "1 day": tally(3, 3 + 0 + 6, None, no_low=1, crossed=1),
                "2 to 6 days": tally(1, 2, None), "8 to 31 days": tally(1, 40, 40),
            },
            inside=tally(4, 3 + 2 + 0 + 6, None, no_low=1, crossed=1),
            begun_before=tally(1, 7, 7), possible=tally(1, 4, 4),
        ),
    ]


def test_a_party_is_who_acted_or_whose_people_it_was_done_to() -> None:
    rows = [
        row("a", "1", "2025-03-04"),  # by Norland, on people of Southland
        row("b", "2", "2025-03-04", "actor=norland-militia", "target=bandits"),
        row("c", "4", "2025-03-04", "noactor", "notarget"),
        row("d", "8", "2025-03-04", "actor=southland", "target=norland-forces"),
        row("e", "16", "2025-03-04", "maybe", "target=southland"),
    ]
    both = ["norland", "southland"]
    acted, suffered = (
        {level.party: (level.rows.low, level.possible.low) for level in found.levels
         if level.period == "during"}
        for found in baselines(
            made(rows, declared(parties=both), declared(parties=both, said_of="target")), AS_OF
        )
    )
    assert acted == {"": (31, 0), "norland": (3, 4 + 16), "southland": (8, 4)}
    assert suffered == {"": (31, 0), "norland": (8, 4), "southland": (17, 4)}


def test_each_day_counts_for_the_days_shared_and_qualifiers_choose() -> None:
    rows = [
        short("a", "observers trucks_entered 50-60 2025-03-01/2025-03-06 subject=list each_day "
              "qualifiers=cargo=aid"),
        short("b", "observers trucks_entered 7 2025-03-05 subject=list qualifiers=cargo=fuel"),
    ]
    what = declared(properties=["trucks_entered"], where={"cargo": "aid"})
    before, during = baselines(made(rows, what), AS_OF)[0].levels
    assert (before.rows, during.rows) == (tally(1, 150, 180), tally(1, 150, 180))
    assert during.widths["1 day"] == during.inside == during.precise == during.rows


def test_a_series_without_a_row_is_named_and_a_period_is_cut_where_the_record_ends() -> None:
    what = declared(series=["list", "gone"])
    (found,) = baselines(made(ROWS, what), parse_span("2025-03-06", TZ).hi)
    assert found.missing == ["gone"]
    assert [(level.period, level.last, level.days) for level in found.levels] == [
        ("before", "2025-03-03", 10), ("during", "2025-03-06", 3),
    ]
    assert baselines(made(ROWS), AS_OF) == []


def test_no_finding_changes_with_a_baseline() -> None:
    plain, beside = made(ROWS), made(ROWS, declared())
    assert assess(beside, AS_OF) == assess(plain, AS_OF)


DAYS = st.integers(0, 40)


@st.composite
def logs(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for number in range(draw(st.integers(0, 12))):
        first = draw(DAYS)
        last = first + draw(st.sampled_from([0, 1, 5, 6, 7, 30, 31]))
        start = parse_span("2025-02-15", TZ).lo // 86_400_000_000
        low = draw(st.none() | st.integers(0, 9))
        rows.append(claim(
            key=str(number), subject="list", property="killed",
            when=((start + first) * 86_400_000_000 + 1, (start + last) * 86_400_000_000 + 1),
            low=low, high=draw(st.none() | st.integers(0, 20)),
            zone=draw(st.sampled_from(["town", "valley", "land", "hills", "pass", ""])),
            actor=draw(st.sampled_from(["norland", "southland", "southland-militia", ""])),
            target=draw(st.sampled_from(["norland-people", "southland-forces", ""])),
        ))
    return rows


@settings(max_examples=60, deadline=None)
@given(rows=logs(), said_of=st.sampled_from(["actor", "target"]))
def test_laws(rows: list[dict[str, Any]], said_of: str) -> None:
    what = declared(parties=["norland", "southland"], said_of=said_of, zones=["land", "valley"])
    found = baselines(made(rows, what), AS_OF)
    shuffled = random.Random(0).sample(rows, len(rows))
    assert baselines(made(shuffled, what), AS_OF) == found
    twin = made(swap(rows), dataclasses.replace(what, parties=["southland", "norland"]))
    assert [(swap(x.party), x.rows, x.possible) for x in baselines(twin, AS_OF)[0].levels] == [
        (x.party, x.rows, x.possible) for x in found[0].levels
    ]
    for level in found[0].levels:
        classes = level.widths.values()
        assert sum(t.rows for t in classes) == level.rows.rows
        assert sum(t.low for t in classes) == level.rows.low
        assert max(level.precise.low, level.inside.low) <= level.rows.low
        if level.rows.high is not None:
            assert level.rows.low <= level.rows.high
