"""As of T is what the record held at T, byte for byte, whenever it is asked."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from trucewatch.model.problem import Problem
from trucewatch.pipeline import Keeping

from . import growing
from .lean import run

COUNT = 200 if os.environ.get("TRUCEWATCH_EXAMPLES") else 6


def edition(
    case: Path, record: Path, at: datetime, out: Path
) -> tuple[bool, dict[str, bytes], list[Problem]]:
    """Every byte of an edition as of an instant, and every problem."""
    text = at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    result = run(case, out, as_of=text, keeping=Keeping(record=record))
    files = {p.relative_to(out).as_posix(): p.read_bytes()
             for p in sorted(out.rglob("*")) if p.is_file()} if out.exists() else {}
    shutil.rmtree(out, ignore_errors=True)
    return result.release is None, files, result.problems


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[datetime]]:
    return growing.grown(tmp_path_factory.mktemp("grown"))


def test_a_record_stopped_at_t_and_a_later_one_give_the_same_bytes(
    grown: tuple[Path, Path, list[datetime]], tmp_path: Path
) -> None:
    case, record, times = grown
    seen: set[int] = set()
    for number, at in enumerate(growing.some_instants(times, COUNT)):
        copy = growing.stopped(record, at, tmp_path / f"stopped-{number}")
        early = edition(case, copy, at, tmp_path / "out")
        late = edition(case, record, at, tmp_path / "out")
        assert early == late, at
        seen.add(hash(str(early)))
        shutil.rmtree(copy)
    assert len(seen) > len(times) // 2, "the instants tell the states of the record apart"


def test_before_the_record_began_there_is_nothing_and_the_way_out_is_said(
    grown: tuple[Path, Path, list[datetime]], tmp_path: Path
) -> None:
    case, record, times = grown
    none, files, problems = edition(case, record, times[0] - timedelta(days=1), tmp_path / "out")
    assert none
    assert files == {}
    assert [p.code for p in problems] == ["nothing_to_assess"]
    assert "--published-by" in str(problems)


def test_the_case_folder_of_today_plays_no_part(
    grown: tuple[Path, Path, list[datetime]], tmp_path: Path
) -> None:
    case, record, times = grown
    other = tmp_path / case.name
    shutil.copytree(case, other)
    growing.change_figures(other, growing.added("c-9", original="told much later"))
    (other / "clauses.yaml").write_text("clauses: []\n", encoding="utf-8")
    assert edition(other, record, times[3], tmp_path / "out") == edition(
        case, record, times[3], tmp_path / "out")


def test_what_was_withdrawn_mended_or_removed_shows_only_until_then(
    grown: tuple[Path, Path, list[datetime]], tmp_path: Path
) -> None:
    case, record, times = grown
    said = []
    for at in times:
        _, files, _ = edition(case, record, at, tmp_path / "out")
        said.append(files["claims.csv"].decode("utf-8"))
    has = {text: [text in csv for csv in said] for text in (
        "one strike", "a second strike", "seen from the mill", "we struck nothing", "some 40",
        "some 42")}
    assert has == {
        "one strike": [True, True, True, False, False, False, False, False],
        "a second strike": [False, *[True] * 7],
        "seen from the mill": [False, False, *[True] * 6],
        "we struck nothing": [True, True, True, True, True, False, True, True],
        "some 40": [*[True] * 7, False],
        "some 42": [*[False] * 7, True],
    }
