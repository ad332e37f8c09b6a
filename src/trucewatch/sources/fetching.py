"""Bring a published file over the network: politely, whole or not at all, and never believed.

One request at a time, with our name in it. A file fetched before is asked for by its validators
(``ETag``, ``Last-Modified``) and left as it is when the server says it has not changed. A transfer
that breaks is taken up where it stopped where the server can do that (a strong ``ETag``), else
begun anew; answers that ask for patience (429, 5xx, ``Retry-After``) are given it, a few times.
What arrives goes to a file beside the target and takes its place when it is whole and looks like
what its name says: a page in place of data, a broken encoding, a wrong length, a circle of
redirects, an address of this network are Problems, and the old file stays.
"""

from __future__ import annotations

import ipaddress
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import urllib3

from trucewatch import __version__
from trucewatch.sources.fetched import (
    NOTE,
    PART,
    Got,
    Note,
    forget,
    place,
    read_note,
    read_one,
    refused,
    write_note,
)
from trucewatch.sources.interface import MAX_BYTES, SourceError, too_large

AGENT = f"trucewatch/{__version__} (ceasefire monitor; fetches published files)"
TRIES = 4
PAUSES = (2.0, 8.0, 30.0)
"""Seconds to wait before the second, third and fourth try, where the server names none."""
LONGEST_PAUSE = 120.0
"""A server that asks for more is left alone, and the Problem says until when."""
CONNECT, READ, WHOLE = 15.0, 60.0, 1800.0
"""Seconds to connect, to wait for the next bytes, and for one transfer in all."""
REDIRECTS = 5
CHUNK = 1 << 16
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Wanted:
    """One file to fetch."""

    address: str
    token: str = ""
    """Secret to send along, to the first host only; never written down."""
    header: str = "Authorization"
    """Header the token goes in."""
    limit: int = MAX_BYTES


class _Broken(Exception):
    """A transfer that can be tried again."""

    def __init__(self, code: str, found: str, pause: float | None = None) -> None:
        super().__init__(found)
        self.code, self.found, self.pause = code, found, pause


class Fetcher:
    """Fetches files, one after the other.

    Parameters
    ----------
    private
        Whether addresses of this computer and its network may be asked.
    wait
        Called to wait so many seconds.
    clock
        The present instant.
    timeout
        Seconds to connect and to wait for the next bytes.
    """

    def __init__(
        self, *, private: bool = False, wait: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        timeout: tuple[float, float] = (CONNECT, READ),
    ) -> None:
        self._private, self._wait, self._clock = private, wait, clock
        self._timeout = urllib3.Timeout(connect=timeout[0], read=timeout[1])
        self._pools: dict[str, urllib3.PoolManager] = {}

    def fetch(self, wanted: Wanted, target: Path) -> Got:
        """Fetch one file to `target`.

        Raises
        ------
        SourceError
            When it cannot be had; the file that was there stays, and what arrived in part is kept
            for the next time where it can be gone on with.
        """
        if wanted.token and not _sendable(wanted.token):
            # Not shown, and checked before it can stand in an error of the network's modules.
            raise refused(
                target.name, "bad_token", "a token with characters no header can hold",
                "letters, digits and signs of ASCII, without spaces around them",
                "look at the environment variable it is read from",
            )
        before = read_note(target)
        for number in range(TRIES):
            try:
                return self._try(wanted, target, before)
            except _Broken as broken:
                pause = PAUSES[min(number, len(PAUSES) - 1)]
                pause = pause if broken.pause is None else broken.pause
                if number + 1 == TRIES or pause > LONGEST_PAUSE:
                    raise refused(
                        target.name, broken.code, broken.found,
                        "an answer within a few tries", _later(pause),
                    ) from broken
                self._wait(pause)
        raise AssertionError("a last try returns or raises")

    def now(self) -> str:
        """The present instant, UTC."""
        return _instant(self._clock())

    def _try(self, wanted: Wanted, target: Path, before: Note | None) -> Got:
        part = target.with_name(target.name + PART)
        started = read_one(part.with_name(part.name + NOTE))
        headers = _conditions(before, started, part, wanted.address)
        with self._answer(wanted, headers, target.name) as (answer, address):
            if answer.status == HTTPStatus.NOT_MODIFIED and before is not None:
                return Got("unchanged", before)
            going_on = (
                answer.status == HTTPStatus.PARTIAL_CONTENT and "Range" in headers
                and _goes_on(answer, part)
            )
            if answer.status != HTTPStatus.OK and not going_on:
                forget(part)
                if "Range" in headers:
                    raise _Broken("transfer_broke_off", f"{address}: no rest to be had", 0.0)
                raise _status(target.name, answer.status, address)
            note = Note(
                address=address, retrieved=self.now(), sha256="", size=0,
                etag=answer.headers.get("ETag", ""),
                last_modified=answer.headers.get("Last-Modified", ""),
            )
            _receive(answer, part, note, wanted.limit, going_on=going_on)
        return place(part, target, note, before)

    @contextmanager
    def _answer(
        self, wanted: Wanted, headers: dict[str, str], name: str
    ) -> Iterator[tuple[urllib3.BaseHTTPResponse, str]]:
        """Ask, following redirects; the answer and the address it came from in the end."""
        address, seen = wanted.address, list[str]()
        while True:
            self._may(address, wanted.address, name)
            secret = {wanted.header: wanted.token} if wanted.token and (
                urlsplit(address).netloc == urlsplit(wanted.address).netloc
            ) else {}
            answer = self._ask(address, headers | secret)
            try:
                if answer.status not in MOVED:
                    yield answer, address
                    return
                seen.append(address)
                address = _joined(address, answer.headers.get("Location", ""), name)
            finally:
                answer.release_conn()
                answer.close()
            if address in seen or len(seen) > REDIRECTS:
                raise refused(
                    name, "redirects_in_circles", f"{len(seen)} redirects, to {address}",
                    f"the file after at most {REDIRECTS} redirects", "look at the address",
                )

    def _ask(self, address: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        given = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Accept": "*/*", **headers}
        try:
            answer = self._pool(address).request(
                "GET", address, headers=given, preload_content=False, redirect=False,
                retries=False, timeout=self._timeout,
            )
        except urllib3.exceptions.TimeoutError as error:
            raise _Broken("no_answer_in_time", address) from error
        except urllib3.exceptions.HTTPError as error:
            raise _Broken("not_reached", f"{address}: {type(error).__name__}") from error
        if answer.status in BUSY:
            pause = _retry_after(answer.headers.get("Retry-After", ""), self._clock())
            answer.close()
            raise _Broken("server_busy", f"{address}: status {answer.status}", pause)
        return answer

    def _pool(self, address: str) -> urllib3.PoolManager:
        proxy = _proxy(address) or ""
        if proxy not in self._pools:
            self._pools[proxy] = (
                urllib3.ProxyManager(proxy, maxsize=1) if proxy else urllib3.PoolManager(maxsize=1)
            )
        return self._pools[proxy]

    def _may(self, address: str, first: str, name: str) -> None:
        """Refuse what is no web address, a step down from https, and this network."""
        try:
            parts, begun = urlsplit(address), urlsplit(first)
        except ValueError as error:
            raise refused(name, "unsafe_address", address, "an address of the web") from error
        safe = parts.scheme == "https" or (parts.scheme == "http" and begun.scheme == "http")
        if not safe or not parts.hostname:
            raise refused(
                name, "unsafe_address", address, "an address of https, or of http from the start"
            )
        if self._private or _proxy(address):
            return
        if any(not ipaddress.ip_address(ip).is_global for ip in _resolved(parts.hostname)):
            raise refused(
                name, "private_address", parts.hostname, "an address on the public network",
                "allow addresses of this network (--private) if you trust the case",
            )


def _sendable(token: str) -> bool:
    return token.isascii() and token.isprintable() and token == token.strip()


def _joined(address: str, location: str, name: str) -> str:
    """Where a redirect leads."""
    try:
        return urljoin(address, location)
    except ValueError as error:
        raise refused(name, "unsafe_address", location, "an address of the web") from error


def _conditions(
    before: Note | None, started: Note | None, part: Path, address: str
) -> dict[str, str]:
    """Headers that save what is here already."""
    here = part.stat().st_size if part.is_file() else 0
    if started is not None and here and started.address == address:
        return {"Range": f"bytes={here}-", "If-Range": started.etag}
    headers = {}
    if before is not None and before.etag:
        headers["If-None-Match"] = before.etag
    if before is not None and before.last_modified:
        headers["If-Modified-Since"] = before.last_modified
    return headers


def _goes_on(answer: urllib3.BaseHTTPResponse, part: Path) -> bool:
    """Whether a partial answer starts where what is here ends."""
    unit, _, span = answer.headers.get("Content-Range", "").partition(" ")
    return unit == "bytes" and span.partition("-")[0] == str(part.stat().st_size)


def _receive(
    answer: urllib3.BaseHTTPResponse, part: Path, note: Note, limit: int, *, going_on: bool
) -> None:
    """Write the body beside the target; raises where it breaks or is too large."""
    size = part.stat().st_size if going_on else 0
    until = time.monotonic() + WHOLE
    # Only bytes as they are published can be gone on with, and only of this very version.
    strong = bool(note.etag) and not note.etag.startswith("W/")
    if strong and "Content-Encoding" not in answer.headers:
        write_note(part, note)
    else:
        forget(part)
    try:
        with part.open("ab" if going_on else "wb") as out:
            # What has come is written at once: `stream` would lose a last part that breaks off.
            while chunk := answer.read1(CHUNK, decode_content=True):
                size += len(chunk)
                if size > limit:
                    raise SourceError(too_large(part.stem, f"more than {limit} bytes"))
                if time.monotonic() > until:
                    raise _Broken("too_slow", f"{size} bytes in {WHOLE:g} seconds")
                out.write(chunk)
    except urllib3.exceptions.DecodeError as error:
        forget(part)
        raise refused(
            part.stem, "broken_encoding", str(error),
            f"a body in {answer.headers.get('Content-Encoding')}, as the server says",
        ) from error
    except urllib3.exceptions.HTTPError as error:
        raise _Broken("transfer_broke_off", f"after {size} bytes") from error
    except SourceError:
        forget(part)
        raise


def _instant(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _retry_after(text: str, now: datetime) -> float | None:
    """Seconds a server asks to wait; ``None`` where it does not say, or says nonsense."""
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _proxy(address: str) -> str | None:
    """Proxy set up for an address, in the environment or in Windows."""
    parts = urlsplit(address)
    if not parts.hostname or urllib.request.proxy_bypass(parts.hostname):
        return None
    return urllib.request.getproxies().get(parts.scheme)


def _resolved(host: str) -> list[str]:
    try:
        return [str(found[4][0]).partition("%")[0] for found in socket.getaddrinfo(host, None)]
    except (OSError, UnicodeError) as error:
        raise _Broken("not_reached", f"{host}: no such host") from error


def _status(name: str, status: int, address: str) -> SourceError:
    wanted = {401: "a token", 403: "a token, or leave", 404: "the address as published now",
              410: "the address as published now"}
    return refused(
        name, "refused_by_server", f"status {status} from {address}",
        wanted.get(status, "status 200"), "look at the address and at the source's terms",
    )


def _later(pause: float) -> str:
    asked = f"; the server asks to wait {pause:.0f} seconds" if pause > LONGEST_PAUSE else ""
    return f"try again later{asked}; what was fetched before stays"
