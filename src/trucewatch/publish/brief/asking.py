"""What would settle what cannot be known, and questions to each party: by rule, the same words.

A question names no party: who is in the same position is asked the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.model.finding import Finding
from trucewatch.model.reasons import WORDS
from trucewatch.publish import words
from trucewatch.publish.tongue import mark, tr

SETTLES: dict[str, str] = {
    "no_report": mark(
        "a report of anybody that tells whether it was done, with its date and place"),
    "no_coverage": mark("a source that says what it could see there and then, and what it saw"),
    "only_possible": mark("an account that says who acted, against whom, where and when"),
    "breach_not_firm": mark(
        "a further account of another origin, or an admission, as the standard asks"),
    "kept_not_firm": mark("a further account of another origin, or what the other side says of it"),
    "scope_not_complete": mark(
        "an account that says that it counts everything, and over which period"),
    "range_straddles": mark("a narrower count, or the lists the counts were made from"),
    "account_conflict": mark("the word of the source on which of its figures holds"),
    "due_interval_differs": mark("a source for the instant from which the time runs"),
    "due_no_date": mark("a date agreed between the parties"),
    "not_yet_due": mark("the due time itself"),
    "no_unit_yet": mark("the end of the first unit of time"),
    "no_unit": mark("an agreement on the units of time that count"),
    "no_trigger": mark("a report of an act that calls for an answer"),
    "condition_not_met": mark("an account that shows whether the condition is met"),
    "suspended_by_text": mark("an account that shows whether what suspends it still holds"),
    "no_extension_shown": mark("a text or announcement that moves the end"),
    "condition_not_dated": mark("a date agreed between the parties for how long it lasts"),
    "burden_on_bound": mark("what the bound shows of its performance"),
    "no_agreed_test": mark("a test agreed between the parties"),
    "no_instant_known": mark("a source for the instant from which it is in force"),
    "starts_later": mark("the time from which it is in force"),
    "denied": mark("what the bound and those who report it each show of the acts"),
    "both_ways": mark("what each account rests on: lists, times, places, documents"),
}
"""By reason of a finding: what would settle it. The same for every party."""
OTHERWISE = mark("an account that bears on it, with what it rests on")
OPEN = ("breached", "contested", "undetermined", "condition_open", "pending", "suspended")
"""Statuses under which a duty is open to questions."""
BOUND: dict[str, str] = {
    "breached": mark(
        "Which of the acts or omissions reported here do you hold did not happen or do not "
        "fall under the clause, and what shows it?"),
    "contested": mark(
        "For each account here that differs from yours: what does yours rest on, and can it "
        "be shown to the others?"),
    "undetermined": mark("What was done, when and where, and which record of it can be shown?"),
    "condition_open": mark("Do you hold that the condition is met, and since when?"),
    "pending": mark("What remains to be done, and by when?"),
    "suspended": mark("What do you hold would end the suspension?"),
}
"""Asked of who is bound, by a status under some standard."""
OTHER: dict[str, str] = {
    "breached": mark("Which acts or omissions do you report, when and where, and what shows each?"),
    "contested": mark(
        "For each account here that differs from yours: what does yours rest on, and can it "
        "be shown to the others?"),
    "undetermined": mark(
        "What did you see of it, when and where, and which record of it can be shown?"),
    "condition_open": mark("Do you hold that the condition is met, and since when?"),
    "pending": mark("What do you hold remains to be done, and by when?"),
    "suspended": mark("What do you hold would end the suspension?"),
}
"""Asked of every other party, by the same."""
DENIED = mark("For each report here that is denied: what does the denial rest on?")
DENIES = mark("For each report here that is denied: what does the report rest on?")
EXCEPTED = mark(
    "For each act said to be allowed: under which words of the text, and what shows it?")
SUSPENDED = mark("On which words of the text does the claimed suspension rest, and since when?")


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a party stands to one duty; everything a question depends on."""

    bound: bool
    statuses: frozenset[str]
    """Under any standard, in the base combination."""
    denied: bool = False
    excepted: bool = False
    suspended: bool = False


def position(findings: Iterable[Finding], *, bound: bool) -> Position:
    """Position of the bound, or of any other party, to a duty with these findings."""
    found = list(findings)
    return Position(
        bound=bound, statuses=frozenset(f.status for f in found),
        denied=any(f.denials for f in found), excepted=any(f.exceptions for f in found),
        suspended=any(f.suspensions for f in found),
    )


def questions(here: Position) -> tuple[str, ...]:
    """Questions to whoever is in a position, in a fixed order; none for a duty that is not open."""
    if not here.statuses & set(OPEN):
        return ()
    asked = BOUND if here.bound else OTHER
    found = [asked[status] for status in OPEN if status in here.statuses]
    if here.denied:
        found.append(DENIED if here.bound else DENIES)
    if here.bound and here.excepted:
        found.append(EXCEPTED)
    if here.bound and here.suspended:
        found.append(SUSPENDED)
    return tuple(dict.fromkeys(found))


def unknown(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """What cannot be known, and what would settle it: each reason once, in a fixed order."""
    codes = dict.fromkeys(code for f in findings for code in f.reasons)
    order = {code: n for n, code in enumerate(WORDS)}
    heads = sorted(codes, key=lambda c: (order.get(_head(c), len(order)), c))
    return [(words.reason(code), words.sentence(tr(SETTLES.get(_head(code), OTHERWISE))))
            for code in heads]


def _head(code: str) -> str:
    return code.partition(":")[0].strip()
