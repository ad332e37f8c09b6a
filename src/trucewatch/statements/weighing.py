"""How one account bears on a statement: it agrees, it differs, or it decides nothing.

The rule is the same for every speaker and every account. An account is taken as it states itself;
what it leaves open stays open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from trucewatch.model.instant import Span
from trucewatch.model.statement import ActTest, QuantityTest, Weighed
from trucewatch.statements.selecting import SURE, Told

Bears = Literal["agrees", "differs", "neither"]
Verdict = tuple[Bears, str]
"""How an account bears, and the code of the reason."""


def weigh(told: Told, own: str, decide: Callable[[Told], Verdict]) -> Weighed:
    """Set one account beside a statement.

    Parameters
    ----------
    told
        The account.
    own
        Lineage of the statement's speaker; empty: none is known.
    decide
        How an account that asserts bears, one of `quantity`, `act`, `date`.
    """
    bears, why = _answer(told) or decide(told)
    if told.level != SURE and bears != "neither":
        bears, why = "neither", "may_not_concern"
    return Weighed(by=told.by, lineage=told.lineage, claim=told.id, bears=bears, why=why,
                   own=bool(own) and told.lineage == own)


def _answer(told: Told) -> Verdict | None:
    """How an account bears that does not assert; ``None`` where it does."""
    if told.stance == "cannot_confirm":
        return "neither", "cannot_confirm"
    return ("differs", "denies") if told.stance == "denies" else None


def quantity(test: QuantityTest, at: Span | None = None) -> Callable[[Told], Verdict]:
    """Compare what an account states with the number of a statement.

    Parameters
    ----------
    test
        The number.
    at
        When the statement's number holds, where that is told: a running total as at an earlier
        time bounds it from below alone, one as at a later time from above alone.
    """

    def decide(told: Told) -> Verdict:
        bears, why = compared(told)
        if at is not None and told.running:
            if told.period.hi < at.lo and why in {"below", "part_below"}:
                return "neither", "earlier"
            if told.period.hi > at.hi and why == "above":
                return "neither", "later"
        return bears, why

    def compared(told: Told) -> Verdict:
        if told.low is None and told.high is None:
            return "neither", "no_number"
        if test.high is not None and told.low is not None and told.low > test.high:
            return "differs", "above"
        if test.low is not None and told.high is not None and told.high < test.low:
            # Whoever counts a part, or does not say what he counts, leaves the rest open.
            complete = told.scope == "complete"
            return ("differs", "below") if complete else ("neither", "part_below")
        low = test.low is None or (told.low is not None and told.low >= test.low)
        high = test.high is None or (told.high is not None and told.high <= test.high)
        return ("agrees", "within") if low and high else ("neither", "open")

    return decide


def act(test: ActTest) -> Callable[[Told], Verdict]:
    """Compare whether an account reports an act with what a statement says of it.

    `turned` has to be applied to what comes out where the statement says that none happened.
    """

    def decide(told: Told) -> Verdict:
        if told.high == 0:
            return ("differs", "none") if told.scope == "complete" else ("neither", "part_none")
        return "agrees", "asserts"

    return decide


def date(stated: Span) -> Callable[[Told], Verdict]:
    """Compare when an account says that something happened with a statement's time."""

    def decide(told: Told) -> Verdict:
        if told.period.lo > stated.hi or told.period.hi < stated.lo:
            return "differs", "outside"
        inside = told.period.lo >= stated.lo and told.period.hi <= stated.hi
        return ("agrees", "inside") if inside else ("neither", "wider")

    return decide


def turned(bears: Bears) -> Bears:
    """Turn how an account bears on an act into how it bears on there having been none."""
    other: dict[Bears, Bears] = {"agrees": "differs", "differs": "agrees", "neither": "neither"}
    return other[bears]
