"""The commands as a user gives them, on the cases that ship."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).resolve().parents[2] / "cases"


def trucewatch(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command; a traceback is never an answer."""
    done = subprocess.run(
        [sys.executable, "-m", "trucewatch", *map(str, words)], cwd=cwd, text=True,
        capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1",
             "TRUCEWATCH_SINCE": "none"},
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done


@pytest.fixture
def pause(tmp_path: Path) -> Path:
    """A copy of the smallest case that may be broken."""
    copy = tmp_path / "gaza-2023-11"
    shutil.copytree(CASES / "gaza-2023-11", copy, ignore=shutil.ignore_patterns("record"))
    return copy


def files(folder: Path) -> dict[str, bytes]:
    """Every file of an edition."""
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_a_run_writes_the_edition_and_names_its_page(pause: Path, tmp_path: Path) -> None:
    done = trucewatch("run", pause, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    written = files(tmp_path / "out")
    assert {
        "index.html", "findings.json", "findings.csv", "claims.csv", "problems.json",
        "manifest.json",
    } <= set(written)
    assert {f"clauses{os.sep}G23-{i:02d}.html" for i in range(1, 15)} <= set(written)
    assert str(Path("out") / "index.html") in done.stdout.replace("\n", "")
    assert "record ends" in done.stdout.lower()


def test_findings_json_has_the_published_form(pause: Path, tmp_path: Path) -> None:
    trucewatch("run", pause, "--out", tmp_path / "out", cwd=tmp_path)
    data = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    assert set(data) == {"schema", "case", "as_of", "handling", "findings"}
    day = next(
        f for f in data["findings"]
        if (f["clause"], f["unit"], f["standard"]) == ("G23-08", "2023-11-24", "reported")
    )
    assert (day["status"], day["from"], day["to"]) == (
        "contested", "2023-11-23T22:00Z", "2023-11-24T21:59:59.999999Z",
    )
    assert {
        "clause", "kind", "bound", "reading", "start", "standard", "unit", "from", "to", "status",
        "low", "high", "accounts", "shares", "delay", "hinges_on", "reasons", "rule",
    } <= set(day)
    assert {
        "account", "lineage", "scope", "basis", "from", "to", "low", "high", "supports", "claims",
    } <= set(day["accounts"][0])


def test_same_inputs_same_bytes(pause: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        trucewatch("run", pause, "--out", tmp_path / name, cwd=tmp_path)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_published_by_reconstructs_and_says_so(pause: Path, tmp_path: Path) -> None:
    done = trucewatch(
        "run", pause, "--published-by", "2023-12-31", "--out", tmp_path / "out", cwd=tmp_path
    )
    assert done.returncode == 0
    assert "reconstructed" in done.stdout
    pages = list((tmp_path / "out").rglob("*.html"))
    assert pages
    assert all("econstructed" in p.read_text(encoding="utf-8") for p in pages)
    data = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    trucks = [f for f in data["findings"] if f["clause"] == "G23-08" and f["unit"] == "window"]
    # Both lists of trucks were published later.
    assert {f["status"] for f in trucks if f["kind"] == "rate"} == {"undetermined"}


def test_a_record_knows_nothing_before_it_began(pause: Path, tmp_path: Path) -> None:
    trucewatch("run", pause, "--out", tmp_path / "out", cwd=tmp_path)
    done = trucewatch(
        "run", pause, "--as-of", "2024-01-01", "--out", tmp_path / "early", cwd=tmp_path
    )
    assert done.returncode == 1
    assert "--published-by" in done.stdout + done.stderr
    assert not (tmp_path / "early").exists()
    now = trucewatch(
        "run", pause, "--as-of", "2199-01-01", "--out", tmp_path / "late", cwd=tmp_path
    )
    assert now.returncode == 0


def test_explain_shows_accounts_and_claims_of_a_day(pause: Path, tmp_path: Path) -> None:
    done = trucewatch("explain", pause, "G23-08", "--unit", "2023-11-24", cwd=tmp_path)
    assert done.returncode == 0
    for word in ("200", "172", "contested", "UNRWA", "unrwa.org"):
        assert word.lower() in done.stdout.lower(), word
    assert not (pause / "record").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "no-such-case"), "gaza-2025-10"),
        (("explain", "gaza-2023-11", "G23-8"), "G23-08"),
        (("explain", "gaza-2023-11", "G23-08", "--unit", "2024-01-01"), "2023-11-24"),
        (("run",), "CASE"),
        (("nonsense",), "nonsense"),
    ],
)
def test_wrong_usage_is_exit_2_with_a_way_out(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = trucewatch(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert said.lower() in (done.stdout + done.stderr).lower()


def _spoil(case: Path, file: str, old: str, new: str) -> int:
    """Replace once; the line it stands in."""
    path = case / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    return text[: text.index(old)].count("\n") + 1


def test_a_broken_clause_is_named_and_the_rest_is_read(pause: Path, tmp_path: Path) -> None:
    line = _spoil(pause, "clauses.yaml", "quantity: 50", "quantity: fortnight")
    done = trucewatch("check", pause, cwd=tmp_path)
    assert done.returncode == 1
    assert f"clauses.yaml:{line}" in done.stdout.replace("\n", "")
    assert "fortnight" in done.stdout
    run = trucewatch("run", pause, "--out", tmp_path / "out", cwd=tmp_path)
    assert run.returncode == 1
    data = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    assert len({f["clause"] for f in data["findings"]}) == 13


@pytest.mark.parametrize("content", [b"\x00\x01\x02" * 1000, b"\xff\xfe\xfa", b""])
def test_a_figures_file_that_is_none_is_a_problem(
    pause: Path, tmp_path: Path, content: bytes
) -> None:
    (pause / "figures" / "unrwa-consignments.csv").write_bytes(content)
    done = trucewatch("run", pause, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "unrwa-consignments.csv" in (tmp_path / "out" / "problems.json").read_text("utf-8")


def test_script_and_formula_in_a_cell_are_neutralised(pause: Path, tmp_path: Path) -> None:
    path = pause / "figures" / "reported.csv"
    header, first, *rest = path.read_text(encoding="utf-8").split("\n")
    cells = first.split(",")
    cells[header.split(",").index("place")] = "=HYPERLINK(1)<script>alert(1)</script>"
    path.write_text("\n".join([header, ",".join(cells), *rest]), encoding="utf-8", newline="\n")
    done = trucewatch("run", pause, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode in (0, 1)
    assert all(
        "<script>alert" not in p.read_text(encoding="utf-8")
        for p in (tmp_path / "out").rglob("*.html")
    )
    assert ",=HYPERLINK" not in (tmp_path / "out" / "claims.csv").read_text(encoding="utf-8")


def test_a_folder_of_somebody_else_is_left_alone(pause: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine", encoding="utf-8")
    done = trucewatch("run", pause, "--out", out, cwd=tmp_path)
    assert done.returncode == 1
    assert files(out) == {"thesis.txt": b"mine"}


def test_a_case_that_is_no_case(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = trucewatch("run", tmp_path / "empty", "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 1
    assert "case.yaml" in done.stdout + done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.shared
def test_collect_reads_the_real_files_again(pause: Path, shared: Path, tmp_path: Path) -> None:
    before = {p.name: p.read_bytes() for p in (pause / "figures").glob("*.csv")}
    done = trucewatch("collect", pause, "--from", shared, "--office", "desk", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    noted = trucewatch("log", pause, cwd=tmp_path)
    assert "rows of custody" in noted.stdout
    assert {p.name: p.read_bytes() for p in (pause / "figures").glob("*.csv")} == before
