"""A pipeline that is made up: what it is asked is kept, what it answers is set by the test."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from trucewatch import pipeline
from trucewatch.cli.app import main
from trucewatch.model.problem import Problem
from trucewatch.publish.release import Release
from trucewatch.sources.tally import Tally
from trucewatch.store.engines import Engine

from . import sample


@dataclass
class Fake:
    """Stands in for `trucewatch.pipeline`."""

    release: Release | None = field(default_factory=sample.release)
    problems: list[Problem] = field(default_factory=lambda: list(sample.PROBLEMS))
    asked: dict[str, object] = field(default_factory=dict)
    engine: Engine | None = None
    fails: BaseException | None = None
    clauses: int = 7
    written: list[tuple[str, int]] = field(default_factory=lambda: [("trucks", 1234)])

    def find_case(self, name: str) -> Path:
        if name == "nowhere":
            raise pipeline.CaseNotFound("no folder 'nowhere'; cases that ship: norland")
        return Path(name)

    def shipped_cases(self) -> list[str]:
        return ["norland"]

    def run(
        self, case: Path, out: Path | None, *, as_of: str | None, published_by: str | None,
        keeping: pipeline.Keeping, engine: Engine, step: pipeline.Step,
        since: str | None = None, more: Sequence[str] = (), profile: str = "",
        languages: Sequence[str] = (), fonts: Path | None = None,
    ) -> pipeline.Result:
        self.asked = {"case": case, "out": out, "as_of": as_of, "published_by": published_by,
                      "record": keeping.record, "profile": profile}
        if since is not None:
            self.asked["since"] = since
        if more:
            self.asked["more"] = list(more)
        if languages:
            self.asked["languages"] = list(languages)
        if fonts is not None:
            self.asked["fonts"] = fonts
        self.engine = engine
        step("reading [red]", 0, 2)
        if self.fails is not None:
            raise self.fails
        index = out / "index.html" if out and self.release else None
        return pipeline.Result(self.release, self.problems, out if self.release else None, index)

    def check(self, case: Path) -> pipeline.CheckResult:
        return pipeline.CheckResult("norland", self.clauses, 2, self.problems)

    def collect(
        self, case: Path, source: Path, step: pipeline.Step, keeping: pipeline.Keeping
    ) -> pipeline.CollectResult:
        self.asked = {"case": case, "source": source}
        tallies = {name: Tally(1_300, 1_234, 6, {"outside": 60}) for name, _ in self.written}
        return pipeline.CollectResult(self.written, self.problems, tallies)


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    made = Fake()
    for name in ("find_case", "shipped_cases", "run", "check", "collect"):
        monkeypatch.setattr(pipeline, name, getattr(made, name))
    return made


@pytest.fixture
def run(
    fake: Fake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Run]:
    for name in ("OUT", "AS_OF", "PUBLISHED_BY", "SINCE", "PROFILE", "LANGUAGES", "FONTS", "WITH",
                 "RECORD", "VERBOSE", "ENGINE", "MASTER",
                 "ENGINE_OPTIONS"):
        monkeypatch.delenv(f"TRUCEWATCH_{name}", raising=False)
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    handlers, level = list(logging.root.handlers), logging.root.level

    def call(*argv: str, columns: int = 80) -> Said:
        monkeypatch.setenv("COLUMNS", str(columns))
        code = main(_tokens(argv))
        out, err = capsys.readouterr()
        return Said(code, out, err)

    yield call
    logging.root.handlers[:], logging.root.level = handlers, level


def _tokens(argv: Sequence[str]) -> list[str]:
    return list(argv)
