"""Settings: a flag before the environment; the case and the defaults come after, below."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.model.instant import TimeProblem, parse_span
from trucewatch.model.problem import shorten
from trucewatch.pipeline import Keeping
from trucewatch.store.engines import ENGINES, Engine
from trucewatch.store.engines import settings as pairs

PREFIX = "TRUCEWATCH_"


class Usage(Exception):
    """The command was given wrongly; the message says what was found and expected."""


def text(flag: str | None, name: str) -> str | None:
    """Value of a flag, else of the environment variable ``TRUCEWATCH_<name>``, else nothing.

    An empty variable is one that is not set: it never means the folder one stands in.
    """
    return flag if flag is not None else os.environ.get(PREFIX + name) or None


def folder(flag: Path | None, name: str) -> Path | None:
    """Like `text`, for a path."""
    value = text(None if flag is None else str(flag), name)
    return None if value is None else Path(value)


def fonts(flag: Path | None) -> Path | None:
    """Folder of fonts, from a flag or the environment.

    Raises
    ------
    Usage
        When it is no folder.
    """
    given = folder(flag, "FONTS")
    if given is not None and not given.is_dir():
        raise Usage(f"--fonts: found {str(given)!r}, expected a folder of font files (TTF or OTF)")
    return given


def head(given: str) -> str:
    """A head as SIZE:HEAD, as given or as the first line of the file given."""
    path = Path(given)
    if ":" in given or not path.is_file():
        return given
    with path.open("rb") as stream:
        return stream.readline(200).decode("ascii", "replace").strip()


def switch(flag: bool, name: str) -> bool:
    """Like `text`, for something that is on or off."""
    return flag or os.environ.get(PREFIX + name, "").strip().lower() in {"1", "true", "yes", "on"}


def keeping(
    record: Path | None, keys: Path | None = None, office: str | None = None,
    authority: Sequence[str] = (),
) -> Keeping:
    """How the record is kept, from flags and the environment.

    The passphrase of the keys comes from ``TRUCEWATCH_PASSPHRASE`` alone: an argument can be seen
    by everybody on the computer.
    """
    asked = tuple(authority) or tuple((text(None, "AUTHORITIES") or "").split())
    return Keeping(
        record=folder(record, "RECORD"), keys=folder(keys, "KEYS"),
        passphrase=text(None, "PASSPHRASE") or "", office=text(office, "OFFICE") or "",
        authorities=asked,
    )


def languages(asked: Sequence[str]) -> tuple[str, ...]:
    """Languages of pages, from flags and the environment; none: those the case names."""
    return tuple(asked) or tuple((text(None, "LANGUAGES") or "").split())


def engine(
    name: str | None, master: str | None = None, option: Sequence[str] = ()
) -> Engine:
    """Where the queries run, from flags and the environment.

    Variables that are for another engine than the one asked for are set aside; flags are not.

    Raises
    ------
    Usage
        When there is no such engine, or a flag is given that it has no use for.
    """
    chosen = text(name, "ENGINE") or ENGINES[0]
    if chosen not in ENGINES:
        raise Usage(
            f"--engine: found {shorten(chosen, 40)!r}, expected one of {', '.join(ENGINES)}"
        )
    if chosen == ENGINES[0]:
        for flag, given in (("--master", master), ("--engine-option", option)):
            if given:
                raise Usage(f"{flag} is for --engine spark; {chosen} has no use for it")
        return Engine()
    words = tuple(option) or tuple((text(None, "ENGINE_OPTIONS") or "").split())
    try:
        options = pairs(words)
    except ValueError as error:
        raise Usage(f"--engine-option: {error}") from None
    return Engine(name=chosen, master=text(master, "MASTER") or "", options=options)


@dataclass(frozen=True)
class Standing:
    """The instant asked for, as written; at most one of the two."""

    as_of: str | None
    published_by: str | None


def standing(as_of: str | None, published_by: str | None) -> Standing:
    """Choose between the two ways to ask for an instant.

    A flag of either kind sets both variables of the environment aside.

    Raises
    ------
    Usage
        When both are given in the same place, or one cannot be read as a time.
    """
    names = ("--as-of", "--published-by")
    if as_of is None and published_by is None:
        as_of, published_by = text(None, "AS_OF"), text(None, "PUBLISHED_BY")
        names = (f"{PREFIX}AS_OF", f"{PREFIX}PUBLISHED_BY")
    if as_of is not None and published_by is not None:
        raise Usage(
            f"{names[0]} and {names[1]} exclude each other: the first is what this record held at "
            "an instant, the second what had been published by it"
        )
    for name, value in zip(names, (as_of, published_by), strict=True):
        if value is None:
            continue
        try:
            # Only whether it can be read: the time zone of the case is applied later.
            parse_span(value, "UTC")
        except TimeProblem as problem:
            raise Usage(f"{name}: found {shorten(value)!r}, expected {problem}") from None
    return Standing(as_of, published_by)
