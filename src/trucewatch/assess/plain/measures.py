"""How each kind of clause is measured, in one or a few sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.extension import Extension
from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.assess.kinds.presence import Presence
from trucewatch.assess.kinds.process import Process
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import Quota, Rate
from trucewatch.assess.kinds.ratio import Ratio, Weight
from trucewatch.assess.kinds.response import Response
from trucewatch.assess.kinds.schedule import Schedule
from trucewatch.assess.plain.words import Plain
from trucewatch.model.clause import Act, Clause

_WHOLE = {"whole": "_whole"}
"""Ending of the phrase where the window is one unit."""


def measured(plain: Plain, clause: Clause) -> list[str]:
    """What is counted or asked for, against what."""
    for cls, words in _KINDS:
        if isinstance(clause, cls):
            return words(plain, clause)
    raise TypeError(f"no words for {type(clause).__name__}")


def number(plain: Plain, low: int, high: int | None = None) -> str:
    """A number, or the range a text leaves open."""
    if high is None or low == high:
        return str(low)
    return plain.say("measure.range", low=low, high=high)


def quota(plain: Plain, found: Quota) -> str:
    """A quota."""
    return number(plain, found.low, found.high)


def weight(plain: Plain, one: Weight) -> str:
    """How many are owed for how many given."""
    say = plain.say
    text = (say("measure.weight", owe=one.owe, per=one.per) if one.per > 1
            else say("measure.weight_one", owe=one.owe))
    for key, value in one.where.items():
        text = say("measure.weight_where", weight=text, key=say.value(key),
                   value=say.value(value))
    return text


def _prohibition(plain: Plain, clause: Prohibition) -> list[str]:
    return [plain.say("measure.prohibition", acts=plain.acts(clause.act),
                      tolerance=clause.tolerance)]


def _presence(plain: Plain, clause: Presence) -> list[str]:
    key = f"measure.{clause.must_be}{_WHOLE.get(clause.per, '')}"
    return [plain.say(key, per=plain.say.value(clause.per), acts=plain.acts(clause.state),
                      tolerance=clause.tolerance, number=clause.at_least)]


def _deadline(plain: Plain, clause: Deadline) -> list[str]:
    slots: dict[str, object] = {
        "number": number(plain, clause.quantity, clause.quantity_high),
        "acts": plain.acts(clause.act),
    }
    key = "measure.deadline"
    if clause.list_size is not None:
        key, slots["size"] = f"{key}_list", clause.list_size
    if clause.due is None:
        return [plain.say(f"{key}_open", **slots)]
    return [plain.say(key, **slots, due=plain.anchor(clause.due))]


def _rate(plain: Plain, clause: Rate) -> list[str]:
    say = plain.say
    parts = "".join(
        say("measure.part", acts=plain.acts(part.act), number=quota(plain, part.at_least))
        for part in clause.parts
    )
    key = "measure.least" if clause.at_most is None else "measure.most"
    asked = clause.at_most or clause.at_least or Quota(low=0, high=0)
    text = say(key + _WHOLE.get(clause.per, ""), number=quota(plain, asked),
               per=say.value(clause.per), acts=plain.acts(clause.act), parts=parts)
    if clause.per == "whole":
        return [text]
    cut = clause.partial_units
    return [text, say("measure.partial", first=say.value(f"partial_{cut.first}"),
                      last=say.value(f"partial_{cut.last}"))]


def _response(plain: Plain, clause: Response) -> list[str]:
    say = plain.say
    found = [say("measure.response", trigger=plain.acts(clause.trigger),
                 answer=plain.acts(clause.answer), within=clause.within)]
    if clause.correlate:
        found.append(say("measure.response_pairs", keys=say.all(
            [say.value(key) for key in clause.correlate])))
    return found


def _ratio(plain: Plain, clause: Ratio) -> list[str]:
    say = plain.say
    found = [say("measure.ratio", owed=plain.acts(clause.owed), given=plain.acts(clause.given),
                 weights=", ".join(weight(plain, one) for one in clause.weights))]
    if clause.cap is not None:
        found.append(say("measure.ratio_cap", cap=clause.cap))
    if clause.by == "tranche":
        found.append(say("measure.ratio_tranche"))
    return found


def _schedule(plain: Plain, clause: Schedule) -> list[str]:
    acts = plain.acts(clause.act)
    if clause.daily:
        return [plain.say("measure.schedule", acts=acts, tolerance=clause.tolerance,
                          hours=plain.say.all(clause.daily))]
    return [plain.say("measure.schedule_hours", acts=acts, tolerance=clause.tolerance,
                      hours=clause.hours_per_day)]


def _extension(plain: Plain, clause: Extension) -> list[str]:
    say = plain.say
    by: Act | None = clause.earned_by or clause.announced_by
    how = say(f"measure.{clause.manner}", each=clause.each, adds=clause.adds,
              acts=plain.acts(by) if by else say("word.nothing"))
    found = [say("measure.extension", how=how,
                 clauses=say.all([plain.clause(one) for one in clause.extends]))]
    if clause.adds and clause.manner not in {"earned", "automatic"}:
        found.append(say("measure.adds", adds=clause.adds))
    if clause.by:
        found.append(say("measure.by", actors=say.all([plain.actor(who) for who in clause.by])))
    if clause.notice:
        found.append(say("measure.notice", notice=clause.notice))
    if clause.original is not None:
        found.append(say("measure.original", end=plain.dated(clause.original, last=True)))
    if clause.cap is not None:
        found.append(say("measure.cap", end=plain.dated(clause.cap, last=True)))
    return found


def _process(plain: Plain, clause: Process) -> list[str]:
    due, every = "", ""
    if clause.due:
        due = plain.say("measure.process_due", due=plain.anchor(clause.due))
    if clause.every:
        civil = clause.every.isalpha()
        every = plain.say("measure.process_every",
                          every=plain.say.value(clause.every) if civil else clause.every)
    return [plain.say("measure.process", number=clause.quantity, acts=plain.acts(clause.act),
                      due=due, every=every)]


def _not_assessable(plain: Plain, clause: NotAssessable) -> list[str]:
    return [plain.say("measure.not_assessable", why=plain.say.words(clause.why))]


_KINDS: tuple[tuple[type[Clause], Callable[[Plain, Any], list[str]]], ...] = (
    (Prohibition, _prohibition), (Presence, _presence), (Deadline, _deadline), (Rate, _rate),
    (Response, _response), (Ratio, _ratio), (Schedule, _schedule), (Extension, _extension),
    (Process, _process), (NotAssessable, _not_assessable),
)
