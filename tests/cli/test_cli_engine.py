"""Where the queries run: asked for on the command line, the same findings everywhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from case.norland import copy_case
from trucewatch.cli.app import main
from trucewatch.store.engines import Engine

from .conftest import Fake, Run

SPARK = ("--engine", "spark")


def test_duckdb_unless_asked_for_another(run: Run, fake: Fake) -> None:
    assert run("run", "norland").code == 0
    assert fake.engine == Engine()


def test_flags_say_where_the_queries_run(run: Run, fake: Fake) -> None:
    run("run", "norland", *SPARK, "--master", "spark://host:7077",
        "--engine-option", "spark.executor.memory=4g", "--engine-option", "spark.a=b=c")
    assert fake.engine == Engine(
        name="spark", master="spark://host:7077",
        options={"spark.executor.memory": "4g", "spark.a": "b=c"},
    )


def test_so_does_the_environment_and_flags_stand_over_it(
    run: Run, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUCEWATCH_ENGINE", "spark")
    monkeypatch.setenv("TRUCEWATCH_MASTER", "local[4]")
    monkeypatch.setenv("TRUCEWATCH_ENGINE_OPTIONS", "spark.a=1 spark.b=2")
    run("explain", "norland", "N-01")
    assert fake.engine == Engine(
        name="spark", master="local[4]", options={"spark.a": "1", "spark.b": "2"}
    )
    run("run", "norland", "--master", "local[1]", "--engine-option", "spark.c=3")
    assert fake.engine == Engine(name="spark", master="local[1]", options={"spark.c": "3"})
    run("run", "norland", "--engine", "duckdb")
    assert fake.engine == Engine()


@pytest.mark.parametrize(("given", "said"), [
    (("--engine", "sqlite"), "--engine: found 'sqlite', expected one of duckdb, spark"),
    (("--master", "local[2]"), "--master is for --engine spark; duckdb has no use for it"),
    (("--engine-option", "a=b"),
     "--engine-option is for --engine spark; duckdb has no use for it"),
    ((*SPARK, "--engine-option", "memory"),
     "--engine-option: memory is no setting; write key=value"),
])
def test_an_engine_asked_for_wrongly_is_wrong_usage(
    given: tuple[str, ...], said: str, run: Run
) -> None:
    answer = run("run", "norland", *given)
    assert (answer.code, answer.out, answer.err) == (2, "", f"error: {said}\n")


def edition(root: Path, *more: str) -> int:
    return main(["run", str(root), "--out", str(root.parent / "out"),
                 "--record", str(root.parent / "record"), "--since", "none", *more])


def test_without_spark_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setitem(sys.modules, "trucewatch.store.spark", None)
    code = edition(copy_case(tmp_path), *SPARK)
    out, err = capsys.readouterr()
    assert code == 1
    assert " ".join(err.split()).startswith(
        "error: engine missing; found Spark is not installed; expected an engine that can be used; "
        "pip install 'trucewatch[spark]'"
    ), err
    assert out == "\nProblems: 1 error, 0 warnings, 0 notes.\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.spark
def test_spark_and_duckdb_write_the_same_findings(tmp_path: Path) -> None:
    written = []
    for name in ("duckdb", "spark"):
        root = copy_case(tmp_path / name)
        edition(root, "--engine", name)
        written.append((root.parent / "out" / "findings.json").read_bytes())
    assert written[0] == written[1]
    assert b'"N-03"' in written[0]
