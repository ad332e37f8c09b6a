"""What stands beside a status, in words: what it hinges on, gates, claims of a suspension.

The same sentences for every party. A sentence that names a status names standard, reading, start
and as-of with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from trucewatch.model.case import BASE_READING
from trucewatch.model.finding import Finding
from trucewatch.model.instant import local
from trucewatch.publish import words
from trucewatch.publish.release import ClauseView

CLAIMED = "bound_"
"""Reading id of a bound that is only said to be bound: this, and the bound."""
EXTENDED = "extended:"
"""Start id of a window whose end an extension moves: this, and the extension's id."""
SILENCE = "silence is neither compliance nor breach"
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
    """Why a gate hides the status, and the status it hides, in one sentence; else empty."""
    if f.beside is None:
        return ""
    texts = view.gates.get(f.reading)
    label = words.STATUS_LABELS.get(f.beside, words.plain(f.beside))
    if f.status == "suspended":
        why = f", as long as {texts.suspended_if}" if texts and texts.suspended_if else ""
        return f"Suspended by the text {conditions}{why}; beside it: {label}."
    only = f" The duty bites only while {texts.when}." if texts and texts.when else ""
    return (f"Its condition is open {conditions}: it is not shown to be met; without the "
            f"condition: {label}.{only}")


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
    found: Sequence[Finding], claims: Mapping[str, Mapping[str, object]], tz: str, *,
    by_units: bool = False,
) -> str:
    """Say where reports stop before the window ends, if anything in it is undetermined.

    Parameters
    ----------
    found
        Window findings of one bound, reading and start, one per standard.
    claims
        Rows by claim id.
    tz
        Time zone of the case.
    by_units
        Whether `unspoken` says the rest.
    """
    open_ones = [
        f for f in found
        if f.to is not None and "undetermined" in {f.status, f.beside, *f.shares}
    ]
    if not open_ones:
        return ""
    end = max(f.to or 0 for f in open_ones)
    last = last_reported(found, claims)
    if last is None:
        return ""
    stops, ends = local(last, tz).date(), local(end, tz).date()
    if stops >= ends:
        return ""
    told = (f"Reports stop: the last thing any account here tells of is of {words.day(stops)}, and "
            f"the window runs to {words.day(ends)}.")
    if by_units:
        return told
    rest = words.count((ends - stops).days, "day")
    return f"{told} For the {rest} after it nothing in this record bears on the clause; {SILENCE}."


def unspoken(spoken: Sequence[bool], titles: Callable[[int, int], str],
             names: tuple[str, str]) -> str:
    """Say to how many units no account can be tied, and the longest stretch of them.

    Parameters
    ----------
    spoken
        For each unit in order, whether any account is listed for it.
    titles
        Name of the run from one place to another, both counted in.
    names
        What a unit is called, one and several.
    """
    silent = spoken.count(False)
    if not silent or len(spoken) < 2:  # noqa: PLR2004
        return ""
    best = run = (0, -1)
    for at, speaks in enumerate(spoken):
        run = (at + 1, at) if speaks else (run[0], at)
        best = max(best, run, key=lambda r: (r[1] - r[0], -r[0]))
    size = best[1] - best[0] + 1
    longest = "" if size < 2 else (  # noqa: PLR2004
        f" The longest stretch without one is {titles(*best)} ({words.count(size, *names)}).")
    of = words.count(len(spoken), *names)
    which = f"any of the {of}" if silent == len(spoken) else f"{words.number(silent)} of {of}"
    longest = "" if silent == len(spoken) else longest
    return (f"No account can be tied to {which}.{longest} Nothing can be determined for them from "
            f"this record; {SILENCE}.")


def is_base(view: ClauseView, f: Finding) -> bool:
    """Tell whether a finding stands in the base reading and start; a claimed bound has no other."""
    claimed = CLAIMED + f.bound
    own = claimed if f.reading == claimed and f.bound not in view.clause.bound else BASE_READING
    return (f.reading, f.start) == (own, view.base_start)
