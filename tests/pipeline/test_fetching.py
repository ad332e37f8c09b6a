"""``trucewatch fetch``: the files of a case from a real server, noted in its record."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.cli.app import main
from trucewatch.record import Record
from trucewatch.store import DuckStore
from trucewatch.store.rows import open_table

from .growing import new_case

DAYS = b'[{"day": 1}]\n'


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def published(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Folder that is published, and its address."""
    folder = tmp_path / "www"
    folder.mkdir()
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def declare(case: Path, *inputs: str) -> None:
    path = case / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    rows = "".join(f"  - {{adapter: hand, {one}}}\n" for one in inputs)
    path.write_text(text.replace("inputs:\n", "inputs:\n" + rows), encoding="utf-8")


def custody(case: Path) -> list[tuple[object, ...]]:
    with DuckStore() as store:
        open_table(store, Record.open(case / "record"), "custody")
        return store.rows(
            "SELECT name, event, who, note FROM recorded_custody ORDER BY seq, name"
        )


def test_files_are_fetched_and_noted_once(
    published: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, at = published
    case, into = new_case(tmp_path), tmp_path / "raw"
    declare(
        case, f'id: days, file: "data/days.json", fetch: {{address: "{at}/days.json"}}',
        f'id: same, file: "data/days.json", fetch: {{address: "{at}/days.json"}}',
        f'id: gone, file: gone.csv, fetch: {{address: "{at}/gone.csv"}}',
        f'id: secret, file: secret.csv, fetch: {{address: "{at}/s.csv", token: NORLAND}}',
    )
    (folder / "days.json").write_bytes(DAYS)
    words = ["fetch", str(case), "--into", str(into), "--private", "--office", "monitors"]
    assert main(words) == 1
    said = capsys.readouterr()
    assert (into / "data" / "days.json").read_bytes() == DAYS
    assert said.out.splitlines() == [
        "data/days.json: new, 13 bytes", "1 file of 3 fetched; 2 errors, 0 warnings, 0 notes"
    ]
    assert f"status 404 from {at}/gone.csv" in said.err
    assert "no TRUCEWATCH_TOKEN_NORLAND" in said.err
    rows = [("data/days.json", "fetched", "monitors", f"from {at}/days.json")]
    assert custody(case) == rows
    main(words)
    assert capsys.readouterr().out.startswith("data/days.json: unchanged, 13 bytes\n")
    assert custody(case) == rows


def test_a_case_that_names_no_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fetch", str(new_case(tmp_path)), "--into", str(tmp_path / "raw")]) == 1
    assert "nothing to fetch" in capsys.readouterr().err
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize(("fetch", "code", "field"), [
    ('{address: "file:///etc/hosts"}', "bad_address", "fetch.address"),
    ('{address: "https://me:pw@example.org/a"}', "bad_address", "fetch.address"),
    ('{address: "https://example.org/a", token: s3cret-value}', "bad_token_name", "fetch.token"),
    ('{address: "https://example.org/a", header: "a: b"}', "bad_header", "fetch.header"),
])
def test_what_cannot_be_fetched_is_told_where_it_stands(
    tmp_path: Path, fetch: str, code: str, field: str
) -> None:
    case = new_case(tmp_path)
    declare(case, f"id: bad, file: bad.csv, fetch: {fetch}")
    loaded = load(case, KINDS)
    (found,) = [p for p in loaded.problems if p.code == code]
    assert (found.file, found.line, found.severity) == ("sources.yaml", 7, "error")
    assert found.field.endswith(field)
    assert loaded.case is not None
    assert "bad" not in {entry.id for entry in loaded.case.inputs}
