"""``trucewatch estimate``: a range in words, a reason, or what is wrong with the table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trucewatch.cli.app import main
from trucewatch.model import extras

SOUND = "a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,15\n0,1,1,9\n1,0,1,8\n1,1,1,4\n"
FEW = "a,b,c,count\n1,0,0,5\n0,1,0,1\n0,0,1,2\n1,1,1,1\n1,1,0,1\n"
WEEKS = ("week,a,b,c,count\n"
         "1,1,0,0,40\n1,0,1,0,30\n1,0,0,1,20\n1,1,1,0,15\n1,0,1,1,9\n1,1,0,1,8\n1,1,1,1,4\n"
         "2,1,0,0,44\n2,0,1,0,33\n2,0,0,1,25\n2,1,1,0,12\n2,0,1,1,7\n2,1,0,1,9\n2,1,1,1,5\n"
         "missing,1,0,0,10\n")


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["estimate", *map(str, words)])
    found = capsys.readouterr()
    return code, " ".join(found.out.split()), found.err


def write(folder: Path, text: str) -> Path:
    path = folder / "lists.csv"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


@pytest.mark.extras
def test_a_range_is_said_with_what_it_rests_on_and_what_is_not_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(capsys, write(tmp_path, SOUND), "--model", "loglinear")
    assert (code, err) == (0, "")
    assert out.startswith("Documented 126; models that fit put the total between 1")
    assert "this rests on this: how lists depend on each other" in out
    assert ("incidents that no source can reach are not in it: the total is among incidents some "
            "source could have recorded") in out
    assert "Over models, priors, and lists left out, the middle runs from" in out
    assert "An estimate changes no finding and says nothing of who did what." in out
    assert "average of 8 log-linear models by BIC" in out
    assert "without a: none (2 lists with incidents" in out


@pytest.mark.extras
def test_a_refusal_is_a_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, write(tmp_path, FEW))
    assert (code, err) == (0, "")
    assert out.startswith(
        "Documented 10; no total can be given: 2 incidents of 10 stand in more than one list; "
        "below 10 any total is mostly chance")


@pytest.mark.extras
def test_json_and_page_are_the_same_every_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write(tmp_path, SOUND)
    pages = []
    for name in ("one", "two"):
        code, out, _ = said(capsys, table, "--model", "graphs", "--out", tmp_path / name)
        assert code == 0
        assert "estimate.json" in out
        pages.append([(tmp_path / name / f).read_bytes() for f in ("estimate.json", "index.html")])
    assert pages[0] == pages[1]
    rows = json.loads(pages[0][0])
    assert list(rows) == [
        "form", "documented", "low", "high", "at_least", "estimable", "words", "told", "reach",
        "spread", "seed", "table", "methods", "sensitivity"]
    assert (rows["form"], rows["documented"], rows["estimable"]) == (
        "trucewatch/estimate@1", 126, True)
    assert [one["name"] for one in rows["methods"][0]["sensitivity"]] == [
        "prior weight 1/8 in each cell", "prior weight 1/2 in each cell",
        "prior weight 1 in each cell"]


@pytest.mark.extras
def test_chains_are_in_the_file_and_on_the_page_the_same_every_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # An extra: imported where a test has it.
    from trucewatch.estimate import classes  # noqa: PLC0415

    monkeypatch.setattr(classes, "FEW", {"classes": 4, "chains": 4, "draws": 300, "warmup": 50})
    table = write(tmp_path, SOUND)
    made = []
    for name in ("one", "two"):
        assert said(capsys, table, "--model", "latent", "--out", tmp_path / name)[0] == 0
        made.append([(tmp_path / name / f).read_bytes() for f in ("estimate.json", "index.html")])
    assert made[0] == made[1]
    chains = json.loads(made[0][0])["methods"][0]["chains"]
    assert [(one["draws"], one["at"][0], one["at"][-1]) for one in chains] == [(300, 1, 300)] * 4
    assert [sum(one["ranks"]) for one in chains] == [300] * 4
    assert all(len(one["at"]) == len(one["total"]) <= 202 for one in chains)
    assert len({tuple(one["total"]) for one in chains}) == 4
    page = made[0][1].decode()
    assert (page.count('class="way"'), page.count('class="bars"')) == (4, 4)
    assert "The line goes through the first and the last draw" in page


@pytest.mark.extras
def test_json_goes_to_the_screen_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, write(tmp_path, SOUND), "--json", "--model", "loglinear")
    assert code == 0
    assert json.loads(out)["table"]["in_more_than_one"] == 36


@pytest.mark.extras
def test_strata_are_added_up_and_nothing_is_dropped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, write(tmp_path, WEEKS), "--stratum", "week")
    assert code == 0
    assert out.startswith("Documented 271;")
    assert "10 of 271 incidents lack a value of week" in out
    assert "none was dropped" in out
    assert "2 strata of week" in out


@pytest.mark.extras
def test_linkages_are_set_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = WEEKS.replace("week", "threshold").replace("missing,1,0,0,10\n", "")
    code, out, _ = said(capsys, write(tmp_path, text), "--linkage", "threshold")
    assert code == 0
    assert "linkages put the documented number between 126 and 135" in out.lower()


@pytest.mark.extras
def test_what_is_wrong_with_a_table_is_said_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(capsys, write(tmp_path, "a,b,c,count\n1,0,2,-4\n"))
    assert (code, out) == (1, "")
    assert "lists.csv:2: error: c: cell not 0 or 1; found 2; expected 0 or 1" in err
    assert "lists.csv:2: error: count: count negative; found -4" in err
    assert err.endswith("error: nothing could be read to estimate from\n")


@pytest.mark.extras
def test_a_table_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, tmp_path / "none.csv")
    assert code == 1
    assert "No such file" in err


def test_a_missing_extra_is_named_with_how_to_get_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    code, out, err = said(capsys, write(tmp_path, SOUND))
    assert (code, out) == (1, "")
    assert err == (
        "error: estimating needs numpy and scipy, which the extra 'estimate' brings: "
        'pip install "trucewatch[estimate]", or with uv: uv run --extra estimate trucewatch ...\n')


def test_a_seed_below_zero_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = said(capsys, write(tmp_path, SOUND), "--seed=-1")
    assert code == 2
    assert "--seed: found -1, expected 0 or more" in err
