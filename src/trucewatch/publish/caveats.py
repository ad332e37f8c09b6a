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
from trucewatch.publish.tongue import mark, tr

CLAIMED = "bound_"
"""Reading id of a bound that is only said to be bound: this, and the bound."""
EXTENDED = "extended:"
"""Start id of a window whose end an extension moves: this, and the extension's id."""
SILENCE = mark("silence is neither compliance nor breach")
NO_SUSPENSION = mark("This changes nothing here: the status is the one the record shows.")


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
        return tr("It would be another without {sources}.", sources=words.listed_or(names))
    return tr("It stands without any one source.") if weighed else tr("No account bears on it.")


def gate(view: ClauseView, f: Finding, conditions: str) -> str:
    """Why a gate hides the status, and the status it hides, in one sentence; else empty."""
    if f.beside is None:
        return ""
    texts = view.gates.get(f.reading)
    label = words.STATUS_LABELS.get(f.beside, words.plain(f.beside))
    if f.status == "suspended":
        if texts and texts.suspended_if:
            return tr("Suspended by the text {conditions}, as long as {condition}; beside it: "
                      "{status}.", conditions=conditions, condition=texts.suspended_if,
                      status=label)
        return tr("Suspended by the text {conditions}; beside it: {status}.",
                  conditions=conditions, status=label)
    said = tr("Its condition is open {conditions}: it is not shown to be met; without the "
              "condition: {status}.", conditions=conditions, status=label)
    if texts and texts.when:
        said += " " + tr("The duty bites only while {condition}.", condition=texts.when)
    return said


def suspension(bound: str, claims: int) -> str:
    """Say that the bound claims a suspension, and that the claim changes nothing."""
    said = tr("{bound} claims that this duty is suspended ({claims}).", bound=bound,
              claims=words.count(claims, "claim"))
    return f"{said} {tr(NO_SUSPENSION)}"


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
    told = tr("Reports stop: the last thing any account here tells of is of {last}, and the window "
              "runs to {end}.", last=words.day(stops), end=words.day(ends))
    if by_units:
        return told
    rest = tr("For the {days} after it nothing in this record bears on the clause; {silence}.",
              days=words.count((ends - stops).days, "day"), silence=tr(SILENCE))
    return f"{told} {rest}"


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
    of = words.count(len(spoken), *names)
    said = [tr("No account can be tied to any of the {units}.", units=of)
            if silent == len(spoken) else
            tr("No account can be tied to {number} of {units}.", number=words.number(silent),
               units=of)]
    if size > 1 and silent < len(spoken):
        said.append(tr("The longest stretch without one is {stretch} ({units}).",
                       stretch=titles(*best), units=words.count(size, *names)))
    said.append(tr("Nothing can be determined for them from this record; {silence}.",
                   silence=tr(SILENCE)))
    return " ".join(said)


def is_base(view: ClauseView, f: Finding) -> bool:
    """Tell whether a finding stands in the base reading and start; a claimed bound has no other."""
    claimed = CLAIMED + f.bound
    own = claimed if f.reading == claimed and f.bound not in view.clause.bound else BASE_READING
    return (f.reading, f.start) == (own, view.base_start)
