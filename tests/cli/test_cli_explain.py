"""What `explain` shows of one clause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trucewatch.publish import words

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
        "Hinges on Norland Army",
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
