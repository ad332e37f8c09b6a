"""What `link`, `why`, `queue` and `judge` print, append and refuse, on a real folder."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from case.norland import add_row, copy_case
from trucewatch.cli.app import main
from trucewatch.pipeline import run

SAME = ("counts/c-1", "counts/c-9")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "TRUCEWATCH_OFFICE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    folder = copy_case(tmp_path)
    place = {"earliest": "2031-03-02", "latest": "2031-03-02", "place": "mill village",
             "zone": "village", "actor": "norland", "published": "2031-03-04"}
    add_row(folder, {"key": "c-8", "source": "wire", "address": "https://example.org/8",
                     "low": "1", **place})
    add_row(folder, {"address": "https://example.org/9", "low": "2", **place})
    add_row(folder, {"key": "c-7", "address": "https://example.org/7", "low": "4", **place,
                     "basis": "total"})
    return folder


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def judge(root: Path, *more: str) -> int:
    return main(["judge", str(root), *more, "--reason", "one plume", "--office", "data desk",
                 "--date", "2031-03-05"])


def of_keys(root: Path) -> dict[str, str]:
    release = run(root, None).release
    assert release is not None
    return {str(release.claims[c]["key"]): i
            for c, i in release.linking.of_claim.items()}


def test_a_judgement_is_appended_followed_and_taken_back(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = of_keys(root)
    assert judge(root, *SAME, "same") == 0
    kept = json.loads((root / "judgements.jsonl").read_text(encoding="utf-8"))
    assert {"one": "counts/c-1", "other": "counts/c-9", "judgement": "same", "reason": "one plume",
            "date": "2031-03-05", "by": "data desk"}.items() <= kept.items()
    assert "Appended to judgements.jsonl; followed from now on." in capsys.readouterr().out
    joined = of_keys(root)
    assert joined["c-1"] == joined["c-9"]
    assert judge(root, *SAME, "different") == 0
    parted = of_keys(root)
    assert parted["c-1"] != parted["c-9"]
    assert judge(root, *SAME, "withdrawn") == 0
    assert of_keys(root) == before
    assert len((root / "judgements.jsonl").read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize(("more", "code", "words"), [
    (("counts/c-1", "counts/c-9"), 2, "two reports and a judgement, or --labels FILE"),
    (("counts/c-1", "counts/c-9", "alike"), 2, "expected one of same, different"),
    (("counts/c-1", "counts/c-77", "same"), 1, "counts/c-77"),
    (("counts/c-1", "counts/c-1", "same"), 1, "two reports"),
    (("counts/c-1", "counts/c-3", "same"), 1, "it tells of none"),
    (("counts/c-1", "counts/c-7", "same"), 1, "contains them, and is none"),
])
def test_what_cannot_be_judged_appends_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], code: int, words: str
) -> None:
    assert judge(root, *more) == code
    assert words in " ".join(capsys.readouterr().err.split())
    assert not (root / "judgements.jsonl").exists()


def test_who_judges_is_asked_for(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", str(root), *SAME, "same", "--reason", "why"]) == 2
    assert "--office: who judges?" in capsys.readouterr().err


def test_judgements_come_in_and_go_out_as_tables(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("report_id_l,report_id_r,judgement\ncounts/c-1,counts/c-9,same\n"
                      "counts/c-1,counts/c-8,unsure\n", encoding="utf-8", newline="\n")
    assert judge(root, "--labels", str(labels)) == 0
    out = tmp_path / "tables"
    assert main(["link", str(root), "--export", str(out), "--out", str(tmp_path / "i.csv")]) == 0
    told = table(out / "labels.csv")
    assert sorted(row["judgement"] for row in told) == ["same", "unsure"]
    capsys.readouterr()
    assert main(["link-table", str(out / "reports.csv"), "--taxonomy", str(out / "taxonomy.csv"),
                 "--labels", str(out / "labels.csv"), "--out", str(tmp_path / "c.csv")]) == 0
    clusters = {row["report_id"]: row["cluster_id"] for row in table(tmp_path / "c.csv")}
    (pair,) = [(row["report_id_l"], row["report_id_r"]) for row in told
               if row["judgement"] == "same"]
    assert clusters[pair[0]] == clusters[pair[1]]
    incidents = table(tmp_path / "i.csv")
    assert len(incidents) == len(set(of_keys(root).values()))


def test_bad_labels_are_named_and_none_is_followed(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("report_id_l,report_id_r,judgement\ncounts/c-1,counts/c-9,yes\n",
                      encoding="utf-8", newline="\n")
    assert judge(root, "--labels", str(labels)) == 1
    assert "labels.csv:2" in capsys.readouterr().err
    assert not (root / "judgements.jsonl").exists()


def test_why_says_what_was_judged(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(root, *SAME, "same") == 0
    capsys.readouterr()
    assert main(["why", str(root), *SAME]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "data desk judged on 2031-03-05: same" in said
    assert "They are held to be one incident" in said


def test_the_queue_lists_pairs_nobody_judged(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["queue", str(root)])
    said = " ".join(capsys.readouterr().out.split())
    assert "whose answer would move a number" in said
    assert "counts/c-8" in said and "counts/c-9" in said
    assert judge(root, "counts/c-8", "counts/c-9", "unsure") == 0
    capsys.readouterr()
    main(["queue", str(root)])
    after = capsys.readouterr().out
    pairs = after.split("that they tell of one incident")
    assert not any("counts/c-8" in one and "counts/c-9" in one for one in pairs[1:-1])


def test_incidents_as_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["link", str(root), "--json"])
    found = json.load(io.StringIO(capsys.readouterr().out))
    assert found["schema"] == "trucewatch/incidents@1"
    assert {i["incident"] for i in found["incidents"]} == set(of_keys(root).values())
