"""Decisions appended to a case: what is written, what is refused, and which findings move."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch.model.finding import Finding
from trucewatch.pipeline import check
from trucewatch.pipeline.deciding import Decided, accept, find_copies, grade
from trucewatch.publish.release import Release

from .lean import run

CASES = Path(__file__).resolve().parents[2] / "cases"
OWN = """
standards:
- {id: credible, asks: possibly true or better, favours: whoever grades, max_grade: 3}
"""


def clock() -> datetime:
    return datetime(2026, 11, 26, 23, 30, tzinfo=UTC)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(CASES / "gaza-2023-11", folder, ignore=shutil.ignore_patterns("record"))
    with (folder / "sources.yaml").open("a", encoding="utf-8", newline="\n") as file:
        file.write(OWN)
    return folder


def released(folder: Path, published_by: str | None = None) -> Release:
    found = run(folder, None, published_by=published_by).release
    assert found is not None
    return found


def by_key(release: Release) -> dict[tuple[str, ...], Finding]:
    return {f.key: f for f in release.findings}


def give(folder: Path, row: str, number: str, date: str) -> Decided:
    dataset, key = row.split("/")
    return grade(folder, {"dataset": dataset, "key": key}, number, reason="why",
                 office="data desk", date=date, clock=clock)


def resting(release: Release) -> Finding:
    """A firm window under the case's own standard that rests on few claims."""
    firm = [f for f in release.findings if f.standard == "credible" and f.unit == "window"
            and f.status in {"breached", "kept"} and f.accounts]
    return min(firm, key=lambda f: (len({c for a in f.accounts for c in a.claims}), f.key))


def test_a_grade_moves_what_rests_on_it_under_that_standard_alone(case: Path) -> None:
    before = released(case)
    chosen = resting(before)
    for claim in sorted({c for a in chosen.accounts for c in a.claims}):
        row = before.claims[claim]
        assert give(case, f"{row['dataset']}/{row['key']}", "6", "2023-12-20").lines
    after = by_key(released(case))
    assert after[chosen.key].status == "undetermined"
    moved = {key for key, f in by_key(before).items() if after[key].status != f.status}
    assert {key[4] for key in moved} == {"credible"}


def test_as_published_by_an_instant_only_grades_given_by_then_count(case: Path) -> None:
    until = "2026-08-01"
    before = released(case, until)
    chosen = resting(before)
    for claim in sorted({c for a in chosen.accounts for c in a.claims}):
        row = before.claims[claim]
        give(case, f"{row['dataset']}/{row['key']}", "6", "2026-08-02")
    assert by_key(released(case, until))[chosen.key].status == chosen.status
    assert by_key(released(case, "2026-08-02"))[chosen.key].status == "undetermined"


def test_a_grade_is_appended_as_a_line_and_dated_in_the_zone_of_the_case(case: Path) -> None:
    row = json.loads(json.dumps({"body": next(iter(released(case).bodies))}))
    made = grade(case, row, "C", reason="start: “all”", office="data desk", clock=clock)
    assert made.case is not None and made.file == "grades.jsonl"
    text = (case / "grades.jsonl").read_text(encoding="utf-8")
    assert text == "".join(line + "\n" for line in made.lines)
    # 23:30 UTC is the next day there.
    assert json.loads(text) == {
        **row, "grade": "C", "reason": "start: “all”", "date": "2026-11-27", "by": "data desk"}
    (case / "grades.jsonl").write_text(text.rstrip("\n"), encoding="utf-8")
    grade(case, row, "B", reason="later", office="data desk", clock=clock)
    lines = (case / "grades.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["grade"] for line in lines] == ["C", "B"]


def test_what_could_not_be_read_back_is_not_appended(case: Path) -> None:
    made = grade(case, {"body": "nobody"}, "C", reason="r", office="data desk", clock=clock)
    assert made.case is None and made.lines == ()
    assert [p.code for p in made.problems] == ["unknown_reference"]
    assert not (case / "grades.jsonl").exists()


def test_an_accepted_pair_is_of_one_lineage_and_check_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(CASES / "lebanon-2024-11", folder, ignore=shutil.ignore_patterns("record"))
    _, found, _ = find_copies(folder)
    assert found is not None
    pair = next(p for p in found.pairs if p.exact)
    made = accept(folder, pair.id, office="data desk", reason="word for word", clock=clock)
    assert made.lines == (
        ",coded-reports,lb-051.1,nna,2026-11-27,data desk,word for word",)
    _, after, _ = find_copies(folder)
    assert after is not None and pair.id not in {p.id for p in after.pairs}
    assert "lineages_grouped" in {p.code for p in check(folder).problems}
    again = accept(folder, pair.id, office="data desk", reason="again", clock=clock)
    assert [p.code for p in again.problems] == ["unknown_pair"]
