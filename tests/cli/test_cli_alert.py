"""`trucewatch alert`: exit codes, what is printed, and the feed, on an invented case."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from trucewatch.cli.app import main

FIXTURE = Path(__file__).resolve().parents[1] / "case" / "fixture"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("OUT", "SINCE", "AS_OF", "PUBLISHED_BY", "RECORD", "KEYS"):
        monkeypatch.delenv(f"TRUCEWATCH_{name}", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(FIXTURE, tmp_path / "norland"))


def test_what_changed_is_printed_and_written(
    case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = tmp_path / "feeds" / "changes.atom"
    assert main(["alert", str(case), "--since", "2031-03-02", "--out", str(feed)]) == 10
    said = capsys.readouterr().out
    first = ("Under the standard “reported”, in the reading “as encoded”, counted from "
             "“announced”: was undetermined as of 2 Mar 2031, is contested as of 3 Mar 2031.")
    assert "compared with what had been published by 2 Mar 2031." in said
    assert f"- {first}" in said
    assert not (case / "record").exists() and not (tmp_path / "out").exists()
    root = ElementTree.fromstring(feed.read_bytes())
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}updated") == "2031-03-03T21:59:59.999999Z"
    entries = root.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in entries] == ["No strikes (N-01), Norland"]
    assert all(e.find(f"{ATOM}link") is None for e in entries)
    content = entries[0].findtext(f"{ATOM}content") or ""
    assert content.splitlines() == [
        first,
        first.replace("announced", "the day"),
        "Came into accounts that support “breached”: 1 claim.",
        "- Gazette (media) says: 1 strikes from the air or by artillery; 2 Mar 2031; Village "
        "(published 3 Mar 2031)",
        "Came in, and support neither: 1 claim.",
        "- Army of Norland (party: Norland), published by Gazette (media) denies: strikes from "
        "the air or by artillery; 2 Mar 2031; Village (published 3 Mar 2031)",
    ]
    ids = [e.findtext(f"{ATOM}id") for e in (root, *entries)]
    assert len(set(ids)) == 2 and all((i or "").startswith("urn:uuid:") for i in ids)
    again = tmp_path / "again.atom"
    assert main(["alert", str(case), "--since", "2031-03-02", "--out", str(again)]) == 10
    assert again.read_bytes() == feed.read_bytes()


def test_the_edition_of_the_last_run_is_compared_with(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(case)]) == 0
    feed = Path("out/norland/changes.atom")
    links = [e.get("href") for e in ElementTree.fromstring(feed.read_bytes()).iter(f"{ATOM}link")]
    assert links[:2] == ["changes.html", "clauses/N-01.html#b-norland"]
    capsys.readouterr()
    assert main(["alert", str(case)]) == 0
    assert "compared with an earlier edition as of 3 Mar 2031" in capsys.readouterr().out


def test_what_cannot_be_compared_with_is_an_error(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["alert", str(case), "--since", "yesterday"]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "yesterday" in said.err
    assert main(["alert", "no-such-case"]) == 2
