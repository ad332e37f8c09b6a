"""Tables that give no total: each is named, in words, with its place or its figures."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from trucewatch.estimate import NotEstimable, Scope, from_incidents, read_table, refuse, table_of
from trucewatch.estimate.refusing import refuse_draws

BAD = yaml.safe_load(Path(__file__).with_name("bad_tables.yaml").read_text(encoding="utf-8"))
SOUND = {1: 40, 2: 30, 4: 20, 3: 15, 6: 9, 5: 8, 7: 4}


def test_there_are_thirty_and_more() -> None:
    assert len({row["name"] for row in BAD}) == len(BAD) >= 30


@pytest.mark.parametrize("bad", BAD, ids=lambda row: row["name"])
def test_a_bad_table_is_refused_for_its_reason(bad: dict[str, object]) -> None:
    text, strata = str(bad["table"]), bad.get("strata", ())
    assert isinstance(strata, list | tuple)
    counts, problems = read_table("bad.csv", text.encode(), strata)
    if "problem" in bad:
        assert counts is None
        wanted = (bad["problem"], "bad.csv", bad["line"], bad.get("field", ""))
        assert [(p.code, p.file, p.line, p.field) for p in problems] == [wanted]
        assert all(p.severity == "error" and p.found and p.expected for p in problems)
        return
    assert problems == []
    assert counts is not None
    why = refuse(counts.pooled())
    assert why is not None
    assert why.code == bad["refused"]
    assert str(bad["says"]) in why.reason


def test_every_problem_of_a_file_is_told_at_once() -> None:
    text = "a,b,c,count\n1,2,0,-1\n0,1,x,1.5\n0,0,0,4\n"
    counts, problems = read_table("t.csv", text.encode())
    assert counts is None
    assert [(p.line, p.code) for p in problems] == [
        (2, "cell_not_0_or_1"), (2, "count_negative"), (3, "cell_not_0_or_1"),
        (3, "count_fractional"), (4, "pattern_of_no_list")]


def test_bytes_that_are_no_text_are_named() -> None:
    counts, problems = read_table("t.csv", b"a,b,c,count\n1,0,\xff,3\n")
    assert counts is None
    assert [(p.line, p.code) for p in problems] == [(2, "not_utf8")]


def test_sixty_lists_are_too_many() -> None:
    header = ",".join([*(f"list{n}" for n in range(60)), "count"])
    counts, problems = read_table("t.csv", f"{header}\n{','.join('1' * 60)},4\n".encode())
    assert counts is None
    assert [(p.code, p.found) for p in problems] == [("too_many_lists", "60 lists")]


@pytest.mark.parametrize(("field", "code"), [
    ("period", "period_undefined"), ("place", "place_undefined"), ("event", "event_undefined"),
    ("linkage", "linkage_unmeasured")])
def test_a_table_of_a_case_has_to_say_what_it_counts(field: str, code: str) -> None:
    known = {"period": "first week", "place": "Tamsin valley", "event": "shelling",
             "linkage": "compared with 200 pairs judged by hand"}
    whole = table_of(("a", "b", "c"), SOUND, Scope(from_case=True, **known))
    assert refuse(whole) is None
    lacking = table_of(("a", "b", "c"), SOUND, Scope(from_case=True, **(known | {field: ""})))
    why = refuse(lacking)
    assert why is not None
    assert why.code == code


def test_a_table_of_a_case_names_everything_it_lacks() -> None:
    why = refuse(table_of(("a", "b", "c"), SOUND, Scope(from_case=True)))
    assert why is not None
    assert why.reason.count(";") >= 3


def test_a_table_from_elsewhere_may_be_silent() -> None:
    assert refuse(table_of(("a", "b", "c"), SOUND)) is None


@pytest.mark.parametrize(("rhat", "bulk", "tail", "chains", "code"), [
    (1.0, 900, 900, 3, "too_few_chains"),
    (1.02, 900, 900, 4, "chains_disagree"),
    (float("nan"), 900, 900, 4, "chains_disagree"),
    (1.0, 399, 900, 4, "too_few_draws"),
    (1.0, 900, 399, 4, "too_few_draws"),
    (1.0, 900, float("nan"), 4, "too_few_draws"),
])
def test_draws_that_have_not_mixed_are_refused(
    rhat: float, bulk: float, tail: float, chains: int, code: str
) -> None:
    why = refuse_draws(12, "latent", rhat, bulk, tail, chains)
    assert isinstance(why, NotEstimable)
    assert (why.code, why.documented, why.method) == (code, 12, "latent")


def test_draws_that_have_mixed_are_not() -> None:
    assert refuse_draws(12, "latent", 1.01, 400, 400, 4) is None


def test_incidents_are_counted_by_lineage() -> None:
    table = from_incidents(
        [("i1", ["north"]), ("i2", ["north", "south", "north"]), ("i3", ["south", "north"]),
         ("i4", [])], Scope(event="shelling"))
    assert (table.lists, table.cells) == (("north", "south"), ((1, 1), (3, 2)))
    assert table.documented == 3


def test_an_incident_that_comes_twice_is_not_counted_twice() -> None:
    with pytest.raises(ValueError, match="'i1' comes twice"):
        from_incidents([("i1", ["north"]), ("i1", ["south"])], Scope())


def test_ten_million_incidents_are_a_few_numbers() -> None:
    text = "a,b,c,count\n1,0,0,4000000\n0,1,0,3000000\n0,0,1,2000000\n1,1,0,900000\n1,1,1,100000\n"
    counts, problems = read_table("t.csv", text.encode())
    assert problems == []
    assert counts is not None
    assert counts.pooled().documented == 10_000_000


def test_a_list_can_be_left_out() -> None:
    table = table_of(("a", "b", "c"), {1: 4, 2: 3, 4: 2, 3: 5, 6: 7, 7: 1})
    assert table.without(1) == table_of(("a", "c"), {1: 9, 2: 9, 3: 1})
