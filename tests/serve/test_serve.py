"""What the local server shows, to whom, and when an edition is made again."""

from __future__ import annotations

import http.client
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from trucewatch.serve.edition import find, named
from trucewatch.serve.server import HEADERS, Server
from trucewatch.serve.watching import Watch, snapshot

PAGE = b"<!DOCTYPE html><title>Norland</title>"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "out"
    (root / "clauses").mkdir(parents=True)
    (root / "index.html").write_bytes(PAGE)
    (root / "clauses" / "N 1.html").write_bytes(b"one")
    (root / "notes.txt").write_bytes(b"not of the edition")
    (tmp_path / "secret.txt").write_bytes(b"beside it")
    (root / "manifest.json").write_text(json.dumps(
        {"files": {"index.html": "", "clauses/N 1.html": "", "gone.csv": "",
                   "../secret.txt": ""}}), encoding="utf-8")
    return root


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    with Server(root, 0) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def ask(
    server: Server, target: str, method: str = "GET", host: str | None = None
) -> tuple[int, dict[str, str], bytes]:
    port = server.server_address[1]
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.putrequest(method, target, skip_host=True)
    if host != "":
        line.putheader("Host", host or f"127.0.0.1:{port}")
    line.endheaders()
    answer = line.getresponse()
    found = (answer.status, dict(answer.getheaders()), answer.read())
    line.close()
    return found


def test_it_listens_on_this_computer_alone(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.address == f"http://127.0.0.1:{server.server_address[1]}/"


def test_a_page_comes_with_its_headers(server: Server) -> None:
    status, headers, body = ask(server, "/")
    assert (status, body) == (200, PAGE)
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert {k: headers[k] for k in HEADERS} == HEADERS
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy and "*" not in policy
    assert ask(server, "/clauses/N%201.html?x#y")[2] == b"one"
    status, headers, body = ask(server, "/index.html", "HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(PAGE)), b"")


@pytest.mark.parametrize("target", [
    "/notes.txt", "/clauses", "/clauses/", "/gone.csv", "/../secret.txt", "/%2e%2e/secret.txt",
    "/clauses/..%2f..%2fsecret.txt", "/..%5csecret.txt", "/a//index.html", "/./index.html",
    "/index.html%00", "/C:/index.html", "/%ff", "/INDEX.html", "index.html", "*",
])
def test_nothing_but_files_of_the_edition(server: Server, target: str) -> None:
    status, headers, body = ask(server, target)
    assert status in {400, 404}
    assert b"secret" not in body and b"beside it" not in body and b"<li>" not in body
    assert status == 400 or headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", [
    "evil.example", "evil.example:{port}", "127.0.0.1", "", "0.0.0.0"])
def test_a_name_made_to_lead_here_is_turned_away(server: Server, host: str) -> None:
    status, _, body = ask(server, "/", host=host.format(port=server.server_address[1]))
    assert status == 421 and PAGE not in body


def test_localhost_is_this_computer(server: Server) -> None:
    assert ask(server, "/", host=f"LOCALHOST:{server.server_address[1]}")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_for_reading_alone(server: Server, method: str) -> None:
    status, headers, _ = ask(server, "/index.html", method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def test_a_link_that_leads_out_is_not_followed(root: Path) -> None:
    (root / "gone.csv").symlink_to(root.parent / "secret.txt")
    assert find(root, "/gone.csv") is None
    assert find(root, "/index.html") is not None


def test_without_a_manifest_nothing_is_shown(root: Path) -> None:
    (root / "manifest.json").write_text("[", encoding="utf-8")
    assert find(root, "/index.html") is None


def test_names() -> None:
    assert [named(t) for t in ("/", "/a/b.html", "/a%20b", "/a//b", "", "/..")] == [
        "index.html", "a/b.html", "a b", "", "", ""]


def touch(path: Path, text: str, at: int) -> None:
    """Write a file with a time of change of the test's own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(at, at))


def test_it_is_made_again_when_the_case_changes(tmp_path: Path) -> None:
    case, out = tmp_path / "case", tmp_path / "case" / "out"
    touch(case / "case.yaml", "one", 10**9)
    outcomes = iter([True, False, True])
    watch = Watch(case, lambda: next(outcomes), (out, case / "record"))
    assert (watch.look(), watch.look(), watch.built) == (True, False, 1)
    touch(out / "index.html", "page", 10**9)
    touch(case / "record" / "log.jsonl", "{}", 10**9)
    touch(case / ".case.yaml.swp", "x", 10**9)
    assert watch.look() is False
    # The same size, another time: tried, and it fails; not tried again until something changes.
    touch(case / "case.yaml", "two", 2 * 10**9)
    assert (watch.look(), watch.look(), watch.built) == (True, False, 1)
    touch(case / "figures" / "a.csv", "x", 10**9)
    assert (watch.look(), watch.built) == (True, 2)
    assert snapshot(case, (out, case / "record")) == {
        ("case.yaml", 3, 2 * 10**9), ("figures/a.csv", 1, 10**9)}
