"""Templates once compiled are kept, and what is kept never matters to what is shown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from trucewatch.publish import compiled
from trucewatch.publish.compiled import Compiled

PACKAGE = "trucewatch.publish.sheets"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has compiled nothing yet, and may write."""
    monkeypatch.setattr(compiled, "_KEPT", {})
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def shown(folder: Path, source: str = "{{ 1 + 1 }} of {{ n }}", **options: bool) -> tuple[str, int]:
    """What a template gives, and how often it had to be compiled for it."""
    class Counting(Environment):
        compiled = 0

        def compile(self, *given: object, **named: object) -> object:  # type: ignore[override]
            self.compiled += 1
            return super().compile(*given, **named)  # type: ignore[call-overload]

    env = Counting(loader=DictLoader({"page": source}), autoescape=True,
                   bytecode_cache=Compiled(PACKAGE, options, folder), **options)  # type: ignore[arg-type]
    return env.get_template("page").render(n="<3>"), env.compiled


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_KEPT", {})


def test_it_is_compiled_once_in_a_process_and_once_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "2 of &lt;3&gt;"
    assert [shown(tmp_path) for _ in range(2)] == [(said, 1), (said, 0)]
    forget(monkeypatch)
    assert shown(tmp_path) == (said, 0)
    assert [p.suffix for p in tmp_path.iterdir()] == [".j2c"]


def test_another_source_and_other_options_are_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(tmp_path, "{{ n }}\n{% if n %}\nyes\n{% endif %}")
    assert shown(tmp_path, "no {{ n }}") == ("no &lt;3&gt;", 1)
    forget(monkeypatch)
    assert shown(tmp_path, "{{ n }}\n{% if n %}\nyes\n{% endif %}", trim_blocks=True) == (
        "&lt;3&gt;\nyes\n", 1)


@pytest.mark.parametrize("kept", [b"", b"j2", b"\x00" * 200, None])
def test_a_damaged_file_is_left_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bytes | None
) -> None:
    shown(tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-7] if kept is None else kept)
    forget(monkeypatch)
    assert shown(tmp_path) == ("2 of &lt;3&gt;", 1)
    forget(monkeypatch)
    assert shown(tmp_path) == ("2 of &lt;3&gt;", 0)


def test_where_nothing_may_be_written_nothing_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    assert shown(blocked / "below") == ("2 of &lt;3&gt;", 1)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    forget(monkeypatch)
    assert shown(tmp_path / "cache") == ("2 of &lt;3&gt;", 1)
    assert list(tmp_path.iterdir()) == [blocked]
