"""Fetch a JSON answer that comes in pages, into one file."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from trucewatch.sources.fetched import (
    PART,
    Got,
    Note,
    forget,
    forget_note,
    place,
    read_note,
    refused,
)
from trucewatch.sources.fetching import Fetcher, Wanted
from trucewatch.sources.interface import SourceError, too_large

MAX_PAGES = 10_000


def fetch_pages(fetcher: Fetcher, wanted: Wanted, following: str, target: Path) -> Got:
    """Fetch a JSON answer page by page into one file, the pages one after the other.

    Parameters
    ----------
    fetcher
        Brings each page.
    wanted
        The first page.
    following
        Field that names the address of the next page; missing, null or empty on the last.
    target
        The file.

    Raises
    ------
    SourceError
        When a page cannot be had, or names a page of another host or one that was met: then
        nothing of the others is kept either.
    """
    before, part = read_note(target), target.with_name(target.name + PART)
    try:
        _joined(fetcher, wanted, following, target, part)
    except SourceError:
        forget(part)
        raise
    note = Note(address=wanted.address, retrieved=fetcher.now(), sha256="", size=0)
    return place(part, target, note, before)


def _joined(
    fetcher: Fetcher, wanted: Wanted, following: str, target: Path, part: Path
) -> None:
    """Write the pages below each other."""
    address, seen, size = wanted.address, list[str](), 0
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".pages-") as folder:
        page = Path(folder) / f"page{target.suffix}"
        with part.open("wb") as out:
            while address:
                _next_page(address, seen, wanted.address, target.name)
                one = fetcher.fetch(replace(wanted, address=address), page)
                size += one.note.size
                if size > wanted.limit:
                    raise SourceError(too_large(
                        target.name, f"more than {wanted.limit} bytes", wanted.limit))
                out.write(page.read_bytes().strip() + b"\n")
                address = _following(page, following, address, target.name)
                forget_note(page)


def _next_page(address: str, seen: list[str], first: str, name: str) -> None:
    """Note a page that is to be asked for; refuses circles and other hosts."""
    if address in seen or len(seen) >= MAX_PAGES:
        raise refused(name, "pages_in_circles", f"page {len(seen) + 1}: {address}",
                       f"each page once, at most {MAX_PAGES:,}", "look at the address")
    if not _same_host(address, first):
        raise refused(name, "page_elsewhere", address,
                      "a page of the same host, and of https where the first is")
    seen.append(address)


def _same_host(address: str, first: str) -> bool:
    """Whether a page may be given the token of the first."""
    try:
        one, other = urlsplit(first), urlsplit(address)
    except ValueError:
        return False
    return one.netloc == other.netloc and other.scheme in {one.scheme, "https"}


def _following(page: Path, field: str, address: str, name: str) -> str:
    """Address of the next page; empty after the last."""
    try:
        value = json.loads(page.read_text(encoding="utf-8-sig")).get(field)
    except (ValueError, AttributeError, RecursionError) as error:
        raise refused(name, "not_the_data", f"no JSON object at {address}",
                       f"a page with the field {field}") from error
    if value is not None and not isinstance(value, str):
        raise refused(name, "not_the_data", f"{field}: {value}", "an address, or nothing")
    try:
        return urljoin(address, value) if value else ""
    except ValueError:
        return value or ""  # No address: it is refused as a page.
