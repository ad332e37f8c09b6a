"""What the numbers and units of a finding are, by its kind: plain words for pages and terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trucewatch.model.finding import Finding
from trucewatch.model.instant import HOUR, MINUTE, SECOND, TimeProblem, local, parse_span
from trucewatch.publish import words
from trucewatch.publish.release import ClauseView

WINDOW, WHOLE = "window", "whole"
NAMED = frozenset({"response", "ratio"})
"""Kinds whose units are no stretches of time but things with names."""
_HOURS = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})-(\d{2}:\d{2})")
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
        return words.unit(name) if name == WINDOW else "the window as one unit"
    if kind_name in NAMED:
        return f"{'for' if kind_name == 'response' else 'tranche'} “{name}”"
    hours = _HOURS.fullmatch(name)
    if hours:
        return f"{words.unit(hours[1])}, {hours[2]}–{hours[3]} local"
    if "T" in name:
        return f"the period from {words.instant(_instant(name), tz)}"
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
    parts = [f"{words.number(hours)} h"] if hours else []
    if minutes:
        parts.append(f"{minutes} min")
    if micro:
        parts.append(f"{seconds}.{micro:06d}".rstrip("0") + " s")
    elif seconds:
        parts.append(f"{seconds} s")
    return ("-" if microseconds < 0 else "") + (" ".join(parts) or "0 h")


def amount(hours: bool, low: int | None, high: int | None) -> str:
    """Write a closed range of numbers, or of times in a row; an unknown end is said."""
    if not hours:
        return words.bounds(low, high)
    if low is None and high is None:
        return words.UNKNOWN
    if low is None:
        return f"at most {elapsed(high or 0)}"
    if high is None:
        return f"at least {elapsed(low)}"
    return elapsed(low) if low == high else f"{elapsed(low)} – {elapsed(high)}"


def shares(units: Mapping[str, int], names: tuple[str, str], kind_name: str) -> str:
    """Units by status: ``breached on 3 of 50 days``, ``breached for 1 of 3 triggers``."""
    return words.shares(units, *names, at={"response": "for", "ratio": "in"}.get(kind_name, "on"))


def moved(f: Finding) -> str:
    """How often an end moved, for a finding of an extension."""
    if f.low is None and f.high is None:
        return "how often the end moved is not known"
    if f.high is None:
        return f"the end moved {_at_least(f.low or 0)}; how often at most is not known"
    if f.low == f.high:
        return f"the end moved {words.count(f.high, 'time')}"
    return f"the end moved {_at_least(f.low or 0)}, at most {words.count(f.high, 'time')}"


def _at_least(times: int) -> str:
    return f"at least {words.count(times, 'time')}"
