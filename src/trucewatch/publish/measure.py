"""What the numbers and units of a finding are, by its kind: plain words for pages and terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trucewatch.model.finding import Delay, Finding
from trucewatch.model.instant import HOUR, MINUTE, SECOND, TimeProblem, local, parse_span
from trucewatch.model.language import ENGLISH
from trucewatch.publish import words
from trucewatch.publish.release import ClauseView
from trucewatch.publish.tongue import Terms, language, tr

WINDOW, WHOLE = "window", "whole"
NAMED = frozenset({"response", "ratio"})
"""Kinds whose units are no stretches of time but things with names."""
_HOURS = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})-(\d{2}:\d{2})")
_DELAY = re.compile(r"(\d+)(?: to (\d+))? (h|days)")
UNIT_NAMES = Terms({name: name for name in (
    "unit", "trigger", "tranche", "stretch of hours", "window", "day", "week", "month", "period",
)})
"""What one unit is called where it stands alone."""
_CIVIL = {"day": "day", "week": "week", "month": "month"}


def value(view: ClauseView, reading: str, name: str) -> object:
    """A field of the clause as a reading has it."""
    changed = view.clause.readings.get(reading)
    if changed is not None and name in changed.set:
        return changed.set[name]
    return getattr(view.clause, name, None)


def kind(view: ClauseView, reading: str) -> str:
    """Kind of the clause as a reading has it."""
    return str(value(view, reading, "kind") or "")


def in_hours(view: ClauseView, reading: str) -> bool:
    """Tell whether the numbers are times in a row, in microseconds."""
    return kind(view, reading) == "schedule" and bool(value(view, reading, "hours_per_day"))


def noun(view: ClauseView | None, reading: str) -> tuple[str, str]:
    """What a unit is called, one and several."""
    if view is None:
        return "unit", "units"
    name = kind(view, reading)
    if name == "response":
        return "trigger", "triggers"
    if name == "ratio":
        return "tranche", "tranches"
    if name == "schedule" and value(view, reading, "daily"):
        return "stretch of hours", "stretches of hours"
    per = str(value(view, reading, "every" if name == "process" else "per") or "day")
    if per == WHOLE:
        return "window", "windows"
    found = _CIVIL.get(per, "period")
    return found, f"{found}s"


def unit(kind_name: str, name: str, tz: str) -> str:
    """Name of a unit for people: a day, hours of a day, a period, a tranche, a trigger."""
    if name in {WINDOW, WHOLE}:
        return words.unit(name) if name == WINDOW else tr("the window as one unit")
    if kind_name in NAMED:
        return tr("for “{name}”", name=name) if kind_name == "response" \
            else tr("tranche “{name}”", name=name)
    hours = _HOURS.fullmatch(name)
    if hours:
        return words.clocks(words.unit(hours[1]), hours[2], hours[3])
    if "T" in name:
        return tr("the period from {instant}", instant=words.instant(_instant(name), tz))
    return words.unit(name)


def civil(name: str, tz: str) -> str:
    """Civil day a unit begins on, or its name: what an axis shows."""
    if _HOURS.fullmatch(name):
        return name[:10]
    return local(_instant(name), tz).date().isoformat() if "T" in name else name


def _instant(name: str) -> int:
    try:
        return parse_span(name, "UTC").lo
    except TimeProblem:
        return 0


def elapsed(microseconds: int) -> str:
    """Write a length of time exactly: ``10 h 30 min``; smaller parts only where there are any."""
    rest = abs(microseconds)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, micro = divmod(rest, SECOND)
    parts = [tr("{n} h", n=words.number(hours))] if hours else []
    if minutes:
        parts.append(tr("{n} min", n=minutes))
    if micro:
        parts.append(tr("{n} s", n=f"{seconds}.{micro:06d}".rstrip("0")))
    elif seconds:
        parts.append(tr("{n} s", n=seconds))
    return ("-" if microseconds < 0 else "") + (" ".join(parts) or tr("{n} h", n=0))


def amount(hours: bool, low: int | None, high: int | None) -> str:
    """Write a closed range of numbers, or of times in a row; an unknown end is said."""
    if not hours:
        return words.bounds(low, high)
    if low is None and high is None:
        return tr(words.UNKNOWN)
    if low is None:
        return tr("at most {number}", number=elapsed(high or 0))
    if high is None:
        return tr("at least {number}", number=elapsed(low))
    return elapsed(low) if low == high else tr(
        "{first} – {last}", first=elapsed(low), last=elapsed(high))


def shares(units: Mapping[str, int], names: tuple[str, str], kind_name: str) -> str:
    """Units by status: ``breached on 3 of 50 days``, ``breached for 1 of 3 triggers``."""
    return words.shares(units, *names, at={"response": "for", "ratio": "in"}.get(kind_name, "on"))


def moved(f: Finding) -> str:
    """How often an end moved, for a finding of an extension."""
    if f.low is None and f.high is None:
        return tr("how often the end moved is not known")
    least = words.count(f.low or 0, "time")
    if f.high is None:
        return tr("the end moved at least {least}; how often at most is not known", least=least)
    most = words.count(f.high, "time")
    if f.low == f.high:
        return tr("the end moved {times}", times=most)
    return tr("the end moved at least {least}, at most {most}", least=least, most=most)


def late(delay: Delay) -> str:
    """By how much something was done late: ``done 105 days late``."""
    size = delay.words
    found = _DELAY.fullmatch(size)
    if found and language() != ENGLISH:
        low, high, of = found[1], found[2] or found[1], found[3]
        if of == "h":
            ends = [tr("{n} h", n=words.number(int(n))) for n in (low, high)]
        else:
            ends = [words.count(int(n), "day") for n in (low, high)]
        size = ends[1] if low == high else tr("{first} – {last}", first=ends[0], last=ends[1])
    return tr("done {size} late", size=size)


def named(noun_: tuple[str, str]) -> str:
    """What one unit is called, in the language spoken."""
    return UNIT_NAMES.get(noun_[0], noun_[0])
