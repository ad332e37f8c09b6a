"""``trucewatch erase``: what it says, and what it hands on."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cyclopts import App

from trucewatch.cli import erase as command
from trucewatch.model.problem import Problem
from trucewatch.pipeline import Keeping
from trucewatch.pipeline.erasing import Erased, Target
from trucewatch.record.errors import RecordError, error

WHY = "asked for by the person"


@dataclass
class Fake:
    """Stands in for `trucewatch.pipeline.erasing.erase`."""

    answer: Erased = field(default_factory=lambda: Erased(
        batch=7, destroyed=3, originals=2, derivatives=1, rows=4, shared=1, answers=1))
    fails: RecordError | None = None
    asked: tuple[Path, Target, str, Keeping, bool] | None = None

    def __call__(
        self, place: Path, target: Target, reason: str, keeping: Keeping, *,
        even_if_unknown: bool,
    ) -> Erased:
        self.asked = (place, target, reason, keeping, even_if_unknown)
        if self.fails is not None:
            raise self.fails
        return self.answer


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    made = Fake()
    monkeypatch.setattr(command, "erase_now", made)
    for name in ("KEYS", "PASSPHRASE", "OFFICE", "AUTHORITIES"):
        monkeypatch.delenv(f"TRUCEWATCH_{name}", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return made


def erase(*words: str | Path) -> int:
    app = App(result_action="return_value")
    app.command(command.erase)
    parsed = app.parse_args(["erase", *map(str, words)], exit_on_error=False, print_error=False)
    code = parsed[0](*parsed[1].args, **parsed[1].kwargs)
    assert isinstance(code, int)
    return code


def test_it_says_what_was_done_and_what_is_not_reached(
    fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    assert erase("rec", "--person", "P-1", "--keys", "keys", "--reason", WHY) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for words in (
        "batch 7 says so", "3 keys destroyed", "2 sealed originals", "of 1 something remains",
        "4 rows taken out", "1 told of others too", "1 only answered", "copies and backups",
        "editions published before", "packs", "plain files of the case folder",
    ):
        assert words in shown, words
    assert "P-1" not in shown
    assert fake.asked is not None
    place, target, reason, keeping, even = fake.asked
    assert (place, target, reason, even) == (Path("rec"), Target(person="P-1"), WHY, False)
    assert keeping.keys == Path("keys")


def test_a_document_and_everything_else_is_handed_on(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUCEWATCH_KEYS", "elsewhere")
    monkeypatch.setenv("TRUCEWATCH_PASSPHRASE", "words")
    assert erase("rec", "--document", "figures/forms.csv", "--reason", WHY, "--office", "desk",
                 "--even-if-unknown", "--authority", "https://example.org") == 0
    assert fake.asked is not None
    _, target, _, keeping, even = fake.asked
    assert (target, even) == (Target(document="figures/forms.csv"), True)
    assert (keeping.keys, keeping.passphrase, keeping.office, keeping.authorities) == (
        Path("elsewhere"), "words", "desk", ("https://example.org",))


def test_an_id_may_come_from_standard_input(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("P-1\n"))
    assert erase("rec", "--person", "-", "--keys", "keys", "--reason", WHY) == 0
    assert fake.asked is not None
    assert fake.asked[1] == Target(person="P-1")


@pytest.mark.parametrize(("answer", "words"), [
    (Erased(unknown=True), "Nothing was sealed under this id; from now on nothing can be."),
    (Erased(), "Erased before: nothing was left to do"),
    (Erased(destroyed=2, originals=1), "the log said so before, and this completes it"),
    (Erased(batch=2, others=3), "3 sealed originals under keys that are not in this folder"),
])
def test_every_outcome_has_its_words(
    fake: Fake, capsys: pytest.CaptureFixture[str], answer: Erased, words: str
) -> None:
    fake.answer = answer
    assert erase("rec", "--person", "P-1", "--keys", "keys", "--reason", WHY) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert words in shown
    assert "Not reached:" in shown


def test_a_problem_makes_the_exit_code(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake.answer.problems.append(Problem(severity="error", code="recorded_plain", file="record"))
    assert erase("rec", "--person", "P-1", "--keys", "keys", "--reason", WHY) == 1
    assert "recorded plain" in capsys.readouterr().err


def test_a_refusal_is_raised_for_the_caller_to_print(fake: Fake) -> None:
    fake.fails = error("", "unknown_person")
    with pytest.raises(RecordError):
        erase("rec", "--person", "P-1", "--keys", "keys", "--reason", WHY)


def test_the_help_warns_about_the_reason() -> None:
    said = " ".join((command.erase.__doc__ or "").split())
    assert "written into the log for ever and must identify nobody" in said
    assert "cannot be undone" in said


def test_a_reason_has_to_be_given(fake: Fake) -> None:
    with pytest.raises(Exception, match="reason"):
        erase("rec", "--person", "P-1", "--keys", "keys")
    assert fake.asked is None
