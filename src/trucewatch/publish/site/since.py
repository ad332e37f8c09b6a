"""Since when a status holds, where the record can date it."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.model.finding import Finding
from trucewatch.model.instant import Span
from trucewatch.publish import words
from trucewatch.publish.tongue import tr

DATED = frozenset({"breached", "contested", "kept", "kept_late"})


def since(window: Finding, units: Iterable[Finding]) -> Span | None:
    """First time the status of a window is shown, or ``None`` where nothing dates it.

    In a window of units it is the first unit with that status. A duty with a due instant is
    breached, or contested, from then on. When it was kept its accounts say, each for itself.

    Parameters
    ----------
    window
        Finding of the window.
    units
        Findings of its units, in order, of the same standard, reading and start.
    """
    if window.status not in DATED:
        return None
    same = [f for f in units if f.status == window.status and f.from_ is not None]
    if same:
        first = same[0]
        return Span(first.from_ or 0, first.to if first.to is not None else first.from_ or 0)
    if window.kind == "deadline" and window.status in {"breached", "contested"}:
        return Span(window.to, window.to) if window.to is not None else None
    return None


def said(span: Span | None, tz: str) -> str:
    """Write it for a table; empty where nothing dates the status."""
    return tr("since {when}", when=words.interval(span.lo, span.hi, tz)) if span else ""
