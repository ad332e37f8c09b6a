"""Messages and exit codes of every command."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from trucewatch.publish.release.masking import name_digest
from trucewatch.record import RecordError
from trucewatch.record.errors import problem

from . import sample
from .conftest import Fake, Run

BAD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def flat(text: str) -> str:
    """Text without the line breaks of the terminal."""
    return " ".join(text.split())


def test_run_prints_header_rows_legend_and_page(run: Run, fake: Fake) -> None:
    said = run("run", "cases/norland")
    assert said.code == 0
    text = flat(said.out)
    assert ("Norland ceasefire of October 2025 Handling: Internal: do not pass on "
            "Record ends 8 Nov 2025.") in text
    assert "The Wire 8 Nov 2025; Norland Army 1 Nov 2025; s6 16 Oct 2025" in text
    assert "and 4 more" in text
    assert "not read as compliance" in text
    assert "as of 8 Nov 2025, under each standard of proof" in text
    assert said.out.count("Who owes      reported           two independent    admitted") == 3
    rows = [" ".join(line.split()) for line in said.out.splitlines()]
    assert "Norland # breached 3 ? undetermined 27 ? undetermined 27 1" in rows
    assert "NOR-02 Twenty persons held released within 72 h" in rows
    assert "Norland ~ kept late 3 to 5 ~ kept late 3 to 5 ~ kept late 3 to 5 -" in rows
    assert "next <b> (30 days; 1 more reading or start: 1 differs)" in rows
    assert "Southland . pending . pending . pending -" in rows
    assert "113–25,700" in text
    assert [r for r in rows if r.endswith("clause)") or r.endswith("clauses)")] == [
        "Kept, breached or contested under some standard (3 clauses)",
        "Undetermined under every standard (1 clause)",
        "Not due, not in force, or behind a gate (1 clause)",
        "No agreed test (1 clause)",
        "Without a finding (1 clause)",
    ]
    assert "NOR-03 Calm on the ground; nobody named" in rows
    assert "evaluated" not in text
    assert "# breached % contested ? undetermined ~ kept late + kept" in text
    assert "changes the status in 1 of 7 clauses; none is the default" in text
    assert "Problems: 0 errors, 14 warnings, 1 note." in text
    assert said.out.rstrip().endswith(f"Open: {Path('out') / 'norland' / 'index.html'}")
    assert max(map(len, said.out.splitlines())) <= 80


def test_run_shows_warnings_and_says_how_many_more(run: Run) -> None:
    said = run("run", "x")
    assert said.err.count("low above high") == 10
    assert "... and more (0 errors, 4 warnings, 1 note)" in said.err
    assert not BAD.search(said.err.replace("\n", ""))


def test_bounds_stand_in_the_order_of_their_names(run: Run) -> None:
    out = run("run", "x").out
    block = out[out.index("NOR-01"):out.index("NOR-02")]
    assert block.index("  Norland  ") < block.index("  Southland  ")


def test_hostile_text_is_printed_as_written_but_harmless(run: Run) -> None:
    for said in (run("run", "x"), run("check", "x"), run("explain", "x", "NOR-01")):
        assert not BAD.search(said.out.replace("\n", ""))
        assert ":smile:" in said.out
        assert "[red]" in flat(said.out).replace(" ", "")


def test_every_error_is_shown_and_the_code_is_1(run: Run, fake: Fake) -> None:
    fake.problems = [replace(sample.ERROR, line=n) for n in range(1, 31)]
    said = run("run", "x")
    assert said.code == 1
    assert said.err.count("clauses.yaml:") == 30
    assert "Open:" in said.out


def test_nothing_assessed_is_1(run: Run, fake: Fake) -> None:
    fake.release, fake.problems = None, [sample.ERROR]
    said = run("run", "x")
    assert said.code == 1
    assert "nothing could be assessed" in said.err
    assert "clauses.yaml:7:3: error: clauses.2.titel: unknown field" in said.err
    assert "Open:" not in said.out
    assert run("explain", "x", "NOR-01").code == 1
    whole = sample.release()
    kept = [f for f in whole.findings if f.clause == "NOR-03"]
    fake.release, fake.problems = replace(whole, findings=kept), []
    assert run("run", "x").code == 1


def test_settings_flag_over_environment_over_default(
    run: Run, fake: Fake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("run", "cases/norland")
    assert fake.asked["out"] == Path("out/norland")
    assert fake.asked["as_of"] is None
    assert fake.asked["published_by"] is None
    monkeypatch.setenv("TRUCEWATCH_OUT", str(tmp_path / "env"))
    monkeypatch.setenv("TRUCEWATCH_RECORD", str(tmp_path / "record"))
    monkeypatch.setenv("TRUCEWATCH_AS_OF", "2025-10-20")
    run("run", "x")
    assert fake.asked["out"] == tmp_path / "env"
    assert fake.asked["record"] == tmp_path / "record"
    assert fake.asked["as_of"] == "2025-10-20"
    run("run", "x", "--out", str(tmp_path / "flag"), "--published-by", "2025-10-21T12:00Z")
    assert fake.asked["out"] == tmp_path / "flag"
    assert fake.asked["as_of"] is None
    assert fake.asked["published_by"] == "2025-10-21T12:00Z"
    monkeypatch.setenv("TRUCEWATCH_OUT", "")
    run("run", "cases/norland")
    assert fake.asked["out"] == Path("out/norland")


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["run"], "requires an argument"),
        (["run", "x", "y"], "Unused Tokens"),
        (["run", "x", "--outt", "y"], "--outt"),
        (["runn", "x"], 'Did you mean "run"'),
        (["collect", "x"], "--from"),
        (["run", "nowhere"], "error: no folder 'nowhere'; cases that ship: norland"),
        (["check", "nowhere"], "cases that ship"),
        (["run", "x", "--as-of", "2025-02-30"], "--as-of: found '2025-02-30', expected a date"),
        (["run", "x", "--as-of", "2025-02-03", "--published-by", "2025-02-03"], "exclude"),
        (["collect", "x", "--from", "no-such-folder"], "no-such-folder"),
        (["explain", "x", "NOR-1"], "did you mean"),
        (["explain", "x", "nor-01"], "did you mean NOR-01"),
        (["explain", "x", "zzz"], "Its clauses: NOR-01, NOR-02"),
        (["explain", "x", "NOR-01", "--unit", "2025-01-01"],
         "expected one of the 30 days of NOR-01, 2025-10-10 to 2025-11-08"),
        (["explain", "x", "NOR-02", "--unit", "2025-10-10"], "leave --unit out"),
        (["explain", "x", "\x1b[31m\u202e"], "found no clause"),
    ],
)
def test_wrong_usage_is_2_with_one_message(run: Run, argv: list[str], message: str) -> None:
    said = run(*argv)
    assert said.code == 2
    assert message in flat(said.err)
    assert said.err.startswith("error: ")
    assert "Traceback" not in said.err
    assert not BAD.search(said.err.replace("\n", ""))
    assert "ceasefire" not in said.out


def test_both_instants_in_the_environment_is_wrong_usage(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUCEWATCH_AS_OF", "2025-10-20")
    monkeypatch.setenv("TRUCEWATCH_PUBLISHED_BY", "2025-10-20")
    said = run("run", "x")
    assert said.code == 2
    assert "TRUCEWATCH_AS_OF and TRUCEWATCH_PUBLISHED_BY" in said.err


def test_a_defect_is_one_line_and_a_traceback_only_when_asked(run: Run, fake: Fake) -> None:
    fake.fails = KeyError("boom")
    said = run("run", "x")
    assert said.code == 1
    assert "this is a defect in trucewatch" in said.err
    assert "KeyError: 'boom'" in said.err
    assert "Traceback" not in said.err
    for argv in (("run", "x", "--verbose"), ("--verbose", "run", "x")):
        said = run(*argv)
        assert said.code == 1
        assert "Traceback" in said.err
        assert "KeyError" in said.err


def test_disk_and_record_errors_are_no_defects(run: Run, fake: Fake) -> None:
    fake.fails = PermissionError(13, "Permission denied", "out")
    said = run("run", "x")
    assert (said.code, said.err.strip()) == (1, "error: Permission denied: out")
    fake.fails = RecordError(problem("log.jsonl", "torn_tail", 3))
    said = run("run", "x")
    assert said.code == 1
    assert "log.jsonl:3: error: torn tail" in said.err


def test_interruption_is_quiet(run: Run, fake: Fake) -> None:
    fake.fails = KeyboardInterrupt()
    said = run("run", "x")
    assert (said.code, said.out, said.err) == (130, "", "")


def test_check_lists_all_sorted_and_counts(run: Run, fake: Fake) -> None:
    fake.problems = [*sample.PROBLEMS, sample.ERROR]
    said = run("check", "x")
    lines = said.out.splitlines()
    assert said.code == 1
    assert lines[:6] == [
        "clauses.yaml: 1 error, 0 warnings, 0 notes",
        "clauses.yaml:7:3: error: unknown field: clauses.2.titel",
        "   = found: titel",
        "   = expected: title",
        "   = mend: rename the field",
        "",
    ]
    assert lines[6] == "figures/reports.csv: 0 errors, 14 warnings, 0 notes"
    assert lines[7] == "figures/reports.csv:2: warning: low above high: low"
    assert lines[-4:] == [
        "sources.yaml: 0 errors, 0 warnings, 1 note",
        "sources.yaml:3:5: note: copy",
        "",
        "norland: 7 clauses, 2 claims; 1 error, 14 warnings, 1 note",
    ]
    fake.problems = []
    assert run("check", "x").code == 0
    fake.clauses = 0
    assert run("check", "x").code == 1


def test_collect_tells_rows_per_file(run: Run, fake: Fake, tmp_path: Path) -> None:
    said = run("collect", "x", "--from", str(tmp_path))
    assert said.code == 0
    assert said.out.splitlines() == [
        "trucks: 1,234 rows from 1,300 rows met: 1,234 read, 6 refused, 60 left aside",
        "1 figures file written; 0 errors, 14 warnings, 1 note",
    ]
    assert fake.asked["source"] == tmp_path
    fake.written = []
    assert run("collect", "x", "--from", str(tmp_path)).code == 1


def test_cases_version_and_help(run: Run) -> None:
    assert run("cases").out == "norland\n"
    assert run("--version").code == 0
    for argv in ((), ("--help",), ("run", "--help"), ("explain", "--help")):
        said = run(*argv)
        assert said.code == 0
        assert "Usage: trucewatch" in said.out
    assert "TRUCEWATCH_OUT" in run("--help").out


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
def test_an_encoding_without_the_signs_never_crashes(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io  # noqa: PLC0415
    import sys  # noqa: PLC0415

    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert run("explain", "x", "NOR-01").code == 0
    sys.stdout.flush()
    text = raw.getvalue().decode("ascii")
    assert '"breached"' in text
    assert "10 Oct - 8 Nov" in text


def test_run_hands_on_the_earlier_instant(run: Run, fake: Fake) -> None:
    assert run("run", "cases/norland", "--since", "2031-03-02").code == 0
    assert fake.asked["since"] == "2031-03-02"


def test_a_profile_is_asked_for_by_flag_or_environment(
    run: Run, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    for argv, variable, asked in ((("run", "x"), None, ""), (("run", "x"), "parties", "parties"),
                                  (("run", "x", "--profile", "internal"), "parties", "internal")):
        if variable:
            monkeypatch.setenv("TRUCEWATCH_PROFILE", variable)
        run(*argv)
        assert fake.asked["profile"] == asked


def test_protect_prints_digests_and_no_name(run: Run, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Mirel Vantor\n\nmirel  vantor\n", encoding="utf-8")
    said = run("protect", str(names), "--salt", "s")
    assert said.code == 0
    assert said.out == (f"protected:\n  salt: 's'\n  digests:\n"
                        f'    - "{name_digest("s", "Mirel Vantor")}"\n')


def test_fonts_are_a_folder_by_flag_or_environment(
    run: Run, fake: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("run", "norland", "--fonts", str(tmp_path)).code == 0
    assert fake.asked["fonts"] == tmp_path
    monkeypatch.setenv("TRUCEWATCH_FONTS", str(tmp_path / "none"))
    said = run("run", "norland")
    assert said.code == 2
    assert "expected a folder of font files (TTF or OTF)" in flat(said.err)
