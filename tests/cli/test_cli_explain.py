"""What `explain` shows of one clause."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from trucewatch.assess.kinds.response import Response
from trucewatch.model.clause import Act
from trucewatch.model.finding import Delay
from trucewatch.model.instant import parse_span
from trucewatch.publish import words
from trucewatch.publish.release import Gates

from . import sample
from .conftest import Fake, Run


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_whole_window_has_every_part(run: Run) -> None:
    said = run("explain", "x", "NOR-01")
    assert said.code == 0
    text = flat(said.out)
    for part in (
        "Record ends 8 Nov 2025",
        "NOR-01 No strikes",
        "In neutral paraphrase.",
        "How it is tested: No act on any day",
        "The treaty, point 1 (official text; words of the text read): no strikes",
        "Text as printed (read in a copy; first published by Ministry) https://example.org/t",
        "Norland: the whole window",
        "reported: # breached, 3 of 30 days",
        "Under the standard “reported”, in the reading “as encoded”, as of 8 Nov 2025: breached.",
        "It would be another without Norland Army.",
        "# breached, 3 days: 2025-10-13..2025-10-14, 2025-10-19",
        "Readings and starts, one changed at a time; none is preferred",
        "the line was",
        "Accounts side by side",
        "Claims in accounts that support “breached” (1)",
        "Norland Army (party), in The Wire (media) says: strikes from the air or by artillery",
        "possibly by Southland",
        "published 2025-10-14; read in a copy https://example.org/a?b=1",
        "claim gone is not in this release",
        "Denials (1)",
        "The Wire (media) denies",
        "actor not stated",
        "Claims of an exception (1)",
        "two independent: Two lineages without interest; favours whoever keeps observers out.",
    ):
        assert part in text, part
    assert text.index("Norland: the whole window") < text.index("Southland: the whole window")


def test_accounts_of_all_standards_are_printed_once(run: Run, fake: Fake) -> None:
    out = run("explain", "x", "NOR-01", columns=160).out
    norland = out[out.index("Norland: the"):out.index("Southland: the")]
    table = norland[norland.index("Accounts side"):norland.index("Claims in accounts")]
    assert table.count("Norland Army") == 1
    assert "Norland Army; party (Norland); interested;" in flat(table)
    assert table.count("denied") == 1


def test_one_unit_shows_its_own_finding(run: Run) -> None:
    text = flat(run("explain", "x", "NOR-01", "--unit", "2025-10-13").out)
    assert "Norland: 13 Oct 2025" in text
    assert "Readings and starts" not in text
    assert "Days by status" not in text
    assert "Claims in accounts that support “breached” (1)" in text
    text = flat(run("explain", "x", "NOR-01", "--unit", "2025-10-10").out)
    assert "No account of it was found in the record." in text


def test_a_reason_is_said_where_the_finding_has_no_words(run: Run, fake: Fake) -> None:
    whole = sample.release()
    fake.release = replace(
        whole, findings=[replace(f, words="") for f in whole.findings]
    )
    text = flat(run("explain", "x", "NOR-01").out)
    assert f"Why: {flat(words.reason('no_coverage'))}" in text


@pytest.mark.parametrize("clause", [f"NOR-{n:02d}" for n in range(2, 8)])
def test_every_kind_of_clause_can_be_explained(run: Run, clause: str) -> None:
    said = run("explain", "x", clause)
    assert said.code == 0
    assert clause in said.out


def test_nothing_is_written_and_the_instant_is_handed_on(run: Run, fake: Fake) -> None:
    run("explain", "x", "NOR-01", "--published-by", "2025-10-20")
    assert fake.asked["out"] is None
    assert fake.asked["published_by"] == "2025-10-20"


def test_long_lists_say_how_many_more(run: Run, fake: Fake) -> None:
    whole = sample.release()
    ids = tuple(f"k{n:03d}" for n in range(50))
    account = sample.account("wire", "breached", 1, None, ids)
    fake.release = replace(
        whole, claims={i: sample.claim(i) for i in ids},
        findings=[replace(f, accounts=(account,), denials=(), exceptions=())
                  for f in whole.findings if f.clause == "NOR-01" and f.bound == "north"],
    )
    out = run("explain", "x", "NOR-01").out
    assert out.count("published 2025-10-14") == 20
    assert "and 30 claims more: give --all" in flat(out)
    assert run("explain", "x", "NOR-01", "--all").out.count("published 2025-10-14") == 50
    unit = run("explain", "x", "NOR-01", "--unit", "2025-10-13").out
    assert unit.count("published 2025-10-14") == 50


def test_an_error_elsewhere_in_the_case_is_shown_and_is_1(run: Run, fake: Fake) -> None:
    fake.problems = [sample.ERROR]
    said = run("explain", "x", "NOR-01")
    assert said.code == 1
    assert "clauses.yaml:7:3" in said.err
    assert "Norland: the whole window" in said.out


def test_a_gate_a_claimed_suspension_and_parallel_duties_are_said(run: Run, fake: Fake) -> None:
    whole = sample.release()
    views = [
        replace(v, gates={"base": Gates(when="NOR-02 is kept")},
                clause=replace(v.clause, parallel_with=["NOR-05"]))
        if v.clause.id == "NOR-06" else v for v in whole.clauses
    ]
    found = [
        replace(f, status="condition_open", beside="pending", suspensions=("c1",))
        if f.clause == "NOR-06" else f for f in whole.findings
    ]
    fake.release = replace(whole, clauses=views, findings=found)
    text = flat(run("explain", "x", "NOR-06").out)
    for part in (
        "reported: . condition open, no figures Its condition is open under the standard "
        "“reported”, in the reading “as encoded”, counted from “when agreed”, as of 8 Nov 2025: "
        "it is not shown to be met; without the condition: pending. The duty bites only while "
        "NOR-02 is kept. Southland claims that this duty is suspended (1 claim). This changes "
        "nothing here: the status is the one the record shows. No account bears on it.",
        "Due at the same time, neither first: NOR-05 At least 600 trucks a day; base reading and "
        "start, as of 8 Nov 2025: % contested, 113–25,700 counted; Norland, under the standard "
        "reported",
        "Claims that the duty is suspended (1)",
    ):
        assert part in text, part
    other = flat(run("explain", "x", "NOR-05").out)
    assert ("Due at the same time, neither first: NOR-06 A document; base reading and start, as of "
            "8 Nov 2025: . condition open, no figures; Southland, under the standard reported"
            ) in other
    row = ("Southland . condition open; . condition open; . condition open; - beside it pending "
           "beside it pending beside it pending")
    assert row in flat(run("run", "x").out)


def test_a_response_lists_its_triggers_with_due_instants(run: Run, fake: Fake) -> None:
    whole = sample.release()
    response = Response(
        kind="response", trigger=Act(properties=["strike"]), answer=Act(properties=["statement"]),
        within="72h", **{f.name: getattr(whole.clauses[5].clause, f.name)
                         for f in fields(whole.clauses[5].clause)},
    )
    at = parse_span("2025-10-13T10:00Z/2025-10-16T10:00Z", sample.TZ)
    units = [
        sample.finding("NOR-06", "south", standard, "kept_late", kind="response", unit="north|7",
                       from_=at.lo, to=at.hi,
                       delay=Delay(low=3, high=5, words="3 to 5 h"))
        for standard in sample.STANDARDS
    ]
    windows = [replace(f, kind="response", status="kept_late", shares={"kept_late": 1})
               for f in whole.findings if f.clause == "NOR-06"]
    views = [replace(v, clause=response) if v.clause.id == "NOR-06" else v for v in whole.clauses]
    fake.release = replace(whole, clauses=views, findings=[*windows, *units])
    text = flat(run("explain", "x", "NOR-06").out)
    assert "reported: ~ kept late, 1 of 1 trigger" in text
    assert ("Triggers by status; see one with --unit north|7: called for an answer 13 Oct 2025, "
            "12:00 local (10:00 UTC); due by 16 Oct 2025, 12:00 local (10:00 UTC)") in text
    assert "~ kept late, 1 trigger: north|7" in text
    one = flat(run("explain", "x", "NOR-06", "--unit", "north|7").out)
    assert "Southland: for “north|7”" in one
    assert "reported: ~ kept late, 3 to 5 h late" in one
    assert "answer due by 16 Oct 2025, 12:00 local (10:00 UTC)." in one
