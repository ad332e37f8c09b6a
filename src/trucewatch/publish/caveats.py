"""What stands beside a status, in words: what it hinges on, gates, claims of a suspension.

The same sentences for every party. A sentence that names a status names standard, reading, start
and as-of with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from trucewatch.model.finding import Finding
from trucewatch.model.instant import local
from trucewatch.publish import words
from trucewatch.publish.release import ClauseView

CLAIMED = "bound_"
"""Reading id of a bound that is only said to be bound: this, and the bound."""
EXTENDED = "extended:"
"""Start id of a window whose end an extension moves: this, and the extension's id."""
NO_SUSPENSION = "This changes nothing here: the status is the one the record shows."


def hinges(names: Sequence[str], *, weighed: bool) -> str:
    """What a finding hinges on, for names of lineages.

    Parameters
    ----------
    names
        Lineages without which the status would be another.
    weighed
        Whether any account bears on it at all.
    """
    if names:
        return f"It would be another without {words.listed_or(names)}."
    return "It stands without any one source." if weighed else "No account bears on it."


def gate(view: ClauseView, f: Finding, conditions: str) -> str:
    """Why a gate hides the status, and the status it hides; empty where none does."""
    if f.beside is None:
        return ""
    texts = view.gates.get(f.reading)
    label = words.STATUS_LABELS.get(f.beside, words.plain(f.beside))
    if f.status == "suspended":
        while_ = f" while {texts.suspended_if}" if texts and texts.suspended_if else ""
        return f"Suspended by the text{while_}. Beside it: {label} {conditions}."
    only = f": the duty bites only while {texts.when}" if texts and texts.when else ""
    return (f"Its condition is open{only}, and that is not shown. "
            f"Without the condition: {label} {conditions}.")


def suspension(bound: str, claims: int) -> str:
    """Say that the bound claims a suspension, and that the claim changes nothing."""
    return (f"{bound} claims that this duty is suspended ({words.count(claims, 'claim')}). "
            f"{NO_SUSPENSION}")


def last_reported(
    findings: Iterable[Finding], claims: Mapping[str, Mapping[str, object]]
) -> int | None:
    """Last instant the claims behind some findings tell of; nothing without a claim."""
    told = {c for f in findings for a in f.accounts for c in a.claims}
    ends = [end for c in told if isinstance(end := claims.get(c, {}).get("latest"), int)]
    return max(ends, default=None)


def silence(
    found: Sequence[Finding], claims: Mapping[str, Mapping[str, object]], tz: str
) -> str:
    """Say where reports stop before the window of an undetermined finding ends; else empty.

    Parameters
    ----------
    found
        Window findings of one bound, reading and start, one per standard.
    claims
        Rows by claim id.
    tz
        Time zone of the case.
    """
    open_ones = [f for f in found if f.status == "undetermined" and f.to is not None]
    if not open_ones:
        return ""
    end = max(f.to or 0 for f in open_ones)
    last = last_reported(found, claims)
    if last is None:
        return ""
    stops, ends = local(last, tz).date(), local(end, tz).date()
    if stops >= ends:
        return ""
    rest = (ends - stops).days
    return (f"Reports stop: the last thing any account here tells of is of {words.day(stops)}, and "
            f"the window runs to {words.day(ends)}. For the {words.count(rest, 'day')} after it "
            "nothing in this record bears on the clause; silence is neither compliance nor breach.")
