"""Fetching from a real server that does what servers do: changes, breaks off, lies, and waits."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from trucewatch.sources.fetched import Got, Note, read_note
from trucewatch.sources.fetching import AGENT, TRIES, Fetcher, Wanted
from trucewatch.sources.interface import SourceError
from trucewatch.sources.paging import fetch_pages

NOW = datetime(2031, 5, 4, 9, 0, tzinfo=UTC)
DATA = b"day,killed\n2031-05-01,3\n2031-05-02,0\n"


class Handler(BaseHTTPRequestHandler):
    """Hands every request to the script of the test."""

    server: Server

    def do_GET(self) -> None:
        self.server.script.asked.append((self.path, dict(self.headers)))
        answer = self.server.script.answers.pop(0)
        answer(self)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


Answer = Callable[[Handler], None]


@dataclass
class Script:
    """What the server is to answer, one request after the other, and what it was asked."""

    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class Server(ThreadingHTTPServer):
    """A server with a script."""

    daemon_threads = True

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = script

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone away is no news."""


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def at(script: Script) -> Iterator[str]:
    """Address of the server."""
    with Server(script) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        script.over.set()
        server.shutdown()
        thread.join()


def says(body: bytes, status: int = 200, length: int | None = None, **headers: str) -> Answer:
    """An answer, as long as it says or not."""

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return answer


def hangs(handler: Handler) -> None:
    """Say nothing until the test is over."""
    handler.server.script.over.wait(30)


@dataclass
class Fetching:
    """A fetcher that waits for nobody, and notes how long it would have."""

    waited: list[float] = field(default_factory=list)

    def __call__(self, address: str, target: Path, *, private: bool = True,
                 limit: int = 10_000, token: str = "") -> Got:
        fetcher = Fetcher(private=private, wait=self.waited.append, clock=lambda: NOW,
                          timeout=(5.0, 0.2))
        return fetcher.fetch(
            Wanted(address=address, limit=limit, token=token, header="x-token"), target
        )


@pytest.fixture
def fetch() -> Fetching:
    return Fetching()


def refused(fetch: Fetching, address: str, target: Path, **options: bool | int) -> list[str]:
    """Code and found of the Problem, and that the target is as it was."""
    before = target.read_bytes() if target.exists() else None
    with pytest.raises(SourceError) as raised:
        fetch(address, target, private=bool(options.get("private", True)),
              limit=int(options.get("limit", 10_000)))
    assert (target.read_bytes() if target.exists() else None) == before
    problem = raised.value.problem
    assert (problem.severity, problem.file) == ("error", target.name)
    assert problem.expected
    return [problem.code, problem.found.replace(address, "AT")]


def test_new_unchanged_changed(
    script: Script, at: str, fetch: Fetching, tmp_path: Path
) -> None:
    target = tmp_path / "days.csv"
    stamp = "Sun, 04 May 2031 08:00:00 GMT"
    script.answers += [
        says(DATA, ETag='"one"', Last_Modified=stamp), says(b"", 304),
        says(DATA + b"2031-05-03,1\n", ETag='"two"'), says(DATA + b"2031-05-03,1\n"),
    ]
    got = [fetch(f"{at}/days.csv", target) for _ in range(4)]
    assert [one.state for one in got] == ["new", "unchanged", "changed", "unchanged"]
    assert target.read_bytes() == DATA + b"2031-05-03,1\n"
    assert got[0].note == got[1].note == Note(
        address=f"{at}/days.csv", retrieved="2031-05-04T09:00:00Z", sha256=got[0].note.sha256,
        size=len(DATA), etag='"one"', last_modified=stamp,
    )
    assert read_note(target) == got[3].note
    sent = [headers for _, headers in script.asked]
    assert {headers["User-Agent"] for headers in sent} == {AGENT}
    asked = [(h.get("If-None-Match"), h.get("If-Modified-Since")) for h in sent]
    assert asked == [(None, None), ('"one"', stamp), ('"one"', stamp), ('"two"', None)]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "days.csv", "days.csv.fetched.json"
    ]


def test_a_file_somebody_has_changed_is_fetched_anew(
    script: Script, at: str, fetch: Fetching, tmp_path: Path
) -> None:
    target = tmp_path / "days.csv"
    script.answers += [says(DATA, ETag='"one"'), says(DATA, ETag='"one"')]
    fetch(f"{at}/days.csv", target)
    target.write_bytes(b"mine")
    assert read_note(target) is None
    assert fetch(f"{at}/days.csv", target).state == "changed"
    assert "If-None-Match" not in script.asked[1][1]
    assert target.read_bytes() == DATA


def test_a_transfer_that_breaks_off_goes_on_where_it_stopped(
    script: Script, at: str, fetch: Fetching, tmp_path: Path
) -> None:
    target = tmp_path / "days.csv"
    rest = says(DATA[10:], 206, ETag='"one"',
                Content_Range=f"bytes 10-{len(DATA) - 1}/{len(DATA)}")
    script.answers += [says(DATA[:10], length=len(DATA), ETag='"one"'), rest]
    assert fetch(f"{at}/days.csv", target).state == "new"
    assert target.read_bytes() == DATA
    headers = script.asked[1][1]
    assert (headers["Range"], headers["If-Range"]) == ("bytes=10-", '"one"')
    assert fetch.waited == [2.0]


def test_a_transfer_goes_on_in_the_next_run_too(
    script: Script, at: str, fetch: Fetching, tmp_path: Path
) -> None:
    target = tmp_path / "days.csv"
    broken = says(DATA[:10], length=len(DATA), ETag='"one"')
    none_of_it = says(b"", 206, length=20, ETag='"one"', Content_Range="bytes 10-29/30")
    script.answers += [broken, none_of_it, none_of_it, none_of_it]
    assert refused(fetch, f"{at}/days.csv", target) == [
        "transfer_broke_off", "after 10 bytes"
    ]
    script.answers += [says(DATA[10:], 206, ETag='"one"', Content_Range="bytes 10-99/100")]
    fetch(f"{at}/days.csv", target)
    assert target.read_bytes() == DATA


@pytest.mark.parametrize("second", [
    says(DATA, ETag='"two"'),
    says(DATA[5:], 206, ETag='"one"', Content_Range="bytes 5-9/10"),
    says(b"", 416),
])
def test_a_rest_that_does_not_fit_is_not_taken(
    script: Script, at: str, fetch: Fetching, tmp_path: Path, second: Answer
) -> None:
    target = tmp_path / "days.csv"
    script.answers += [says(DATA[:10], length=99, ETag='"one"'), second, says(DATA)]
    fetch(f"{at}/days.csv", target)
    assert target.read_bytes() == DATA


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_strong_tag_it_begins_anew(
    script: Script, at: str, fetch: Fetching, tmp_path: Path, etag: str
) -> None:
    target = tmp_path / "days.csv"
    script.answers += [says(DATA[:10], length=len(DATA), ETag=etag), says(DATA)]
    fetch(f"{at}/days.csv", target)
    assert target.read_bytes() == DATA
    assert "Range" not in script.asked[1][1]


@pytest.mark.parametrize(("after", "waited"), [
    ("7", [7.0]), ("Sun, 04 May 2031 09:00:30 GMT", [30.0]), ("soon", [2.0]),
    ("Sun, 04 May 2031 08:00:00 GMT", [0.0]),
])
def test_a_busy_server_is_given_time(
    script: Script, at: str, fetch: Fetching, tmp_path: Path, after: str, waited: list[float]
) -> None:
    script.answers += [says(b"", 503, Retry_After=after), says(DATA)]
    assert fetch(f"{at}/days.csv", tmp_path / "days.csv").state == "new"
    assert fetch.waited == waited


def test_a_server_that_stays_busy(
    script: Script, at: str, fetch: Fetching, tmp_path: Path
) -> None:
    target = tmp_path / "days.csv"
    target.write_bytes(b"as it was")
    script.answers += [says(b"", 429)] * TRIES
    assert refused(fetch, f"{at}/x", target) == ["server_busy", "AT: status 429"]
    assert fetch.waited == [2.0, 8.0, 30.0]
    script.answers += [says(b"", 429, Retry_After="86400")]
    with pytest.raises(SourceError) as raised:
        fetch(f"{at}/x", target)
    assert "86400 seconds" in raised.value.problem.mend


def test_a_server_that_says_nothing(
    script: Script, at: str, fetch: Fetching, tmp_path: Path
) -> None:
    script.answers += [hangs] * TRIES
    assert refused(fetch, f"{at}/x", tmp_path / "x.csv") == ["no_answer_in_time", "AT"]


@pytest.mark.parametrize(("name", "answer", "code", "found"), [
    ("a.csv", says(b"\n<!DOCTYPE html><p>Log in"), "not_the_data", "a web page"),
    ("a.json", says(b"\xef\xbb\xbf  <html>"), "not_the_data", "a web page"),
    ("a.json", says(b"no"), "not_the_data", "bytes that begin with 'no'"),
    ("a.xlsx", says(b"id,x\n"), "not_the_data", "bytes that begin with 'id,x\\n'"),
    ("a.csv", says(b"PK\3\4\0\0"), "not_the_data",
     "bytes that begin with 'PK\\x03\\x04\\x00\\x00'"),
    ("a.csv", says(b""), "not_the_data", "an empty file"),
    ("a.csv", says(b"x" * 10_001), "file_too_large", "more than 10000 bytes"),
    ("a.csv", says(gzip.compress(b"0" * 10**6), Content_Encoding="gzip"), "file_too_large",
     "more than 10000 bytes"),
    ("a.csv", says(b"", 404), "refused_by_server", "status 404 from AT"),
    ("a.csv", says(b"", 204), "refused_by_server", "status 204 from AT"),
    ("a.csv", says(b"", 302, Location="ftp://example.org/a.csv"), "unsafe_address",
     "ftp://example.org/a.csv"),
    ("a.csv", says(b"", 302), "redirects_in_circles", "1 redirects, to AT"),
])
def test_what_is_refused(
    script: Script, at: str, fetch: Fetching, tmp_path: Path, name: str, answer: Answer,
    code: str, found: str,
) -> None:
    script.answers += [answer]
    assert refused(fetch, f"{at}/a", tmp_path / name) == [code, found]
    assert list(tmp_path.iterdir()) == []
    assert fetch.waited == []


def test_a_body_in_an_encoding_it_is_not_in(
    script: Script, at: str, fetch: Fetching, tmp_path: Path
) -> None:
    script.answers += [says(DATA, Content_Encoding="gzip")]
    assert refused(fetch, f"{at}/a", tmp_path / "a.csv")[0] == "broken_encoding"
    script.answers += [says(gzip.compress(DATA), Content_Encoding="gzip", ETag='"g"')]
    fetch(f"{at}/a", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == DATA


def chunked(*chunks: bytes) -> Answer:
    """An answer of no stated length."""

    def answer(handler: Handler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for chunk in chunks:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        handler.close_connection = True

    return answer


def test_a_body_of_no_stated_length_that_breaks_off(
    script: Script, at: str, fetch: Fetching, tmp_path: Path
) -> None:
    script.answers += [chunked(DATA[:9]), chunked(DATA[:9], DATA[9:], b"")]
    fetch(f"{at}/a", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == DATA
    assert fetch.waited == [2.0]


def test_redirects_are_followed_a_few_times(
    script: Script, at: str, fetch: Fetching, tmp_path: Path
) -> None:
    def to(n: int) -> Answer:
        return says(b"", 302, Location=f"/hop/{n}")

    script.answers += [to(1), to(2), says(DATA)]
    got = fetch(f"{at}/a", tmp_path / "a.csv")
    assert got.note.address == f"{at}/hop/2"
    script.answers[:] = [to(n) for n in range(9)]
    assert refused(fetch, f"{at}/a", tmp_path / "a.csv")[0] == "redirects_in_circles"
    script.answers[:] = [to(1), to(2), to(1)]
    assert refused(fetch, f"{at}/a", tmp_path / "a.csv")[0] == "redirects_in_circles"


def test_a_token_goes_to_its_host_alone(
    script: Script, at: str, fetch: Fetching, tmp_path: Path
) -> None:
    elsewhere = at.replace("127.0.0.1", "localhost")
    script.answers += [says(b"", 302, Location=f"{elsewhere}/b"), says(DATA)]
    fetch(f"{at}/a", tmp_path / "a.csv", token="s3cret")
    assert [headers.get("x-token") for _, headers in script.asked] == ["s3cret", None]
    assert all("s3cret" not in p.read_text() for p in tmp_path.iterdir())


def pages(fetch: Fetching, address: str, target: Path, limit: int = 10_000) -> Got:
    fetcher = Fetcher(private=True, wait=fetch.waited.append, clock=lambda: NOW,
                      timeout=(5.0, 0.2))
    wanted = Wanted(address=address, token="s3cret", header="x-token", limit=limit)
    return fetch_pages(fetcher, wanted, "next", target)


def page(number: int, following: str | None) -> Answer:
    return says(json.dumps({"rows": [number], "next": following}).encode())


def test_pages_come_into_one_file(
    script: Script, at: str, fetch: Fetching, tmp_path: Path
) -> None:
    target = tmp_path / "events.json"
    answers = [page(1, f"{at}/p/2"), page(2, "/p/3?x=1"), page(3, "")]
    script.answers += answers
    got = pages(fetch, f"{at}/p/1", target)
    assert got.state == "new"
    assert [json.loads(line)["rows"] for line in target.read_text().splitlines()] == [[1], [2], [3]]
    assert [path for path, _ in script.asked] == ["/p/1", "/p/2", "/p/3?x=1"]
    assert {headers["x-token"] for _, headers in script.asked} == {"s3cret"}
    assert got.note.address == f"{at}/p/1"
    script.answers += answers
    assert pages(fetch, f"{at}/p/1", target).state == "unchanged"
    script.answers += [page(1, None)]
    assert pages(fetch, f"{at}/p/1", target).state == "changed"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "events.json", "events.json.fetched.json"
    ]


@pytest.mark.parametrize(("second", "code"), [
    (page(2, "/p/1"), "pages_in_circles"),
    (page(2, "http://example.org/p/3"), "page_elsewhere"),
    (says(b"[]"), "not_the_data"),
    (says(b'{"next": 3}'), "not_the_data"),
    (says(b'{"next": '), "not_the_data"),
    (says(b"", 404), "refused_by_server"),
    (says(b'{"rows": "' + b"x" * 9_990 + b'"}'), "file_too_large"),
])
def test_pages_that_do_not_end_well(
    script: Script, at: str, fetch: Fetching, tmp_path: Path, second: Answer, code: str
) -> None:
    target = tmp_path / "events.json"
    target.write_bytes(b"as it was")
    script.answers += [page(1, "/p/2"), second]
    with pytest.raises(SourceError) as raised:
        pages(fetch, f"{at}/p/1", target)
    assert raised.value.problem.code == code
    assert target.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/a", "http://[::1]/a", "http://localhost/a"])
def test_this_network_is_not_asked_unless_told(
    fetch: Fetching, tmp_path: Path, address: str
) -> None:
    assert refused(fetch, address, tmp_path / "a.csv", private=False)[0] == "private_address"


@pytest.mark.parametrize("address", ["file:///etc/hosts", "http://", "ftp://example.org/a", "a"])
def test_no_web_address(fetch: Fetching, tmp_path: Path, address: str) -> None:
    assert refused(fetch, address, tmp_path / "a.csv")[0] == "unsafe_address"


def test_a_proxy_is_used_where_one_is_set_up(
    script: Script, at: str, fetch: Fetching, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", at)
    monkeypatch.setenv("no_proxy", "")
    script.answers += [says(DATA)]
    fetch("http://data.example.org/a.csv", tmp_path / "a.csv", private=False)
    assert script.asked[0][0] == "http://data.example.org/a.csv"


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"address": 1}), "\0"])
def test_a_note_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_bytes(DATA)
    (tmp_path / "a.csv.fetched.json").write_text(text)
    assert read_note(tmp_path / "a.csv") is None


@pytest.mark.parametrize("where", ["http://[", "http://[::1", "//[x"])
def test_a_redirect_to_no_address(
    script: Script, at: str, fetch: Fetching, tmp_path: Path, where: str
) -> None:
    script.answers += [says(b"", 302, Location=where)]
    assert refused(fetch, f"{at}/a", tmp_path / "days.csv") == ["unsafe_address", where]


@pytest.mark.parametrize("where", ["http://[", "//[x"])
def test_a_page_that_is_no_address(
    script: Script, at: str, fetch: Fetching, tmp_path: Path, where: str
) -> None:
    script.answers += [page(1, where)]
    with pytest.raises(SourceError) as raised:
        pages(fetch, f"{at}/p/1", tmp_path / "events.json")
    assert (raised.value.problem.code, raised.value.problem.found) == ("page_elsewhere", where)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("token", ["s3cret\n", "s3cr\u00e9t", "s3cret\u2026", " s3cret", "\x00"])
def test_a_token_no_header_can_hold_is_not_told(
    script: Script, at: str, fetch: Fetching, tmp_path: Path, token: str
) -> None:
    with pytest.raises(SourceError) as raised:
        fetch(f"{at}/a", tmp_path / "days.csv", token=token)
    assert raised.value.problem.code == "bad_token"
    assert "s3c" not in str(raised.value.problem)
    assert script.asked == []


class Answering(Fetcher):
    """Gives each page without asking anybody, and notes what was asked for."""

    def __init__(self, *bodies: str) -> None:
        super().__init__()
        self.bodies, self.asked = list(bodies), list[str]()

    def fetch(self, wanted: Wanted, target: Path) -> Got:
        self.asked.append(wanted.address)
        target.write_text(self.bodies.pop(0), encoding="utf-8")
        return Got("new", Note(wanted.address, "", "", target.stat().st_size))


def test_no_token_goes_to_a_page_without_encryption(tmp_path: Path) -> None:
    """Servers behind a proxy often name their next page by http."""
    fetcher = Answering('{"next": "http://api.example/p/2"}')
    wanted = Wanted(address="https://api.example/p/1", token="s3cret")
    with pytest.raises(SourceError) as raised:
        fetch_pages(fetcher, wanted, "next", tmp_path / "events.json")
    assert fetcher.asked == ["https://api.example/p/1"]
    assert (raised.value.problem.code, raised.value.problem.found) == (
        "page_elsewhere", "http://api.example/p/2")
