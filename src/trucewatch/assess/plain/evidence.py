"""What evidence would decide a clause, and what of its text is not encoded."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.extension import Extension
from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.assess.kinds.presence import Presence
from trucewatch.assess.kinds.process import Process
from trucewatch.assess.kinds.rate import Rate
from trucewatch.assess.kinds.ratio import Ratio
from trucewatch.assess.kinds.response import Response
from trucewatch.assess.plain.measures import number, quota
from trucewatch.assess.plain.words import Plain
from trucewatch.case.clause_checks import parts_of
from trucewatch.model.clause import Act, Clause

UNSAID = {"", "-"}


def evidence(plain: Plain, clause: Clause) -> Iterator[str]:
    """What would show it kept or broken, who watched, where it could be verified from."""
    say = plain.say
    if isinstance(clause, NotAssessable):
        yield say("evidence.none")
    elif isinstance(clause, Extension):
        yield say("evidence.extension")
    else:
        yield from _deciding(plain, clause)
        yield say("evidence.standards")
        yield from _watched(plain, clause)
    if clause.verify_from:
        yield say("evidence.verify", sources="; ".join(map(say.text, clause.verify_from)))


def _deciding(plain: Plain, clause: Clause) -> Iterator[str]:
    say = plain.say
    if isinstance(clause, Response | Ratio):
        yield say(f"evidence.{clause.kind}")
        return
    if isinstance(clause, Rate) and clause.at_most is not None:
        most = quota(plain, clause.at_most)
        yield say("evidence.most_breached", number=most)
        yield say("evidence.most_kept", number=most)
        return
    asked = _asked(plain, clause)
    if asked:
        yield say("evidence.duty_kept", number=asked)
        yield say("evidence.duty_breached", number=asked)
        return
    yield say("evidence.prohibition_breached", tolerance=getattr(clause, "tolerance", 0))
    yield say("evidence.prohibition_kept")


def _asked(plain: Plain, clause: Clause) -> str:
    """How much a duty to perform asks for; empty: it is none."""
    if isinstance(clause, Deadline):
        return number(plain, clause.quantity, clause.quantity_high)
    if isinstance(clause, Process):
        return number(plain, clause.quantity)
    if isinstance(clause, Rate) and clause.at_least is not None:
        return quota(plain, clause.at_least)
    if isinstance(clause, Presence) and clause.must_be == "present":
        return number(plain, clause.at_least)
    return ""


def _watched(plain: Plain, clause: Clause) -> Iterator[str]:
    counted = {name for act in acts_of(clause) for name in act.properties}
    rows = [row for row in plain.case.coverage if counted & set(row.properties)]
    for row in rows:
        yield plain.say(
            "evidence.covered" if row.state == "alive" else "evidence.blind",
            body=plain.body(row.body), zone=plain.zone(row.zone),
            period=row.period.replace("/", " – "), why=plain.say.text(row.why),
        )
    if not rows:
        yield plain.say("evidence.uncovered")


def acts_of(clause: Clause) -> list[Act]:
    """Every act of a clause."""
    return [part for _, part in parts_of(clause) if isinstance(part, Act)]


def missing(plain: Plain, clause: Clause) -> Iterator[str]:
    """What the text says that nothing of the encoding stands for, as far as fields tell."""
    say = plain.say
    if not isinstance(clause, NotAssessable | Extension):
        yield from _unencoded(plain, clause)
    titles = {text.ref: text.title for text in plain.case.agreement.texts}
    saying = [layer for layer in clause.text if layer.says]
    if not clause.readings and len(saying) > 1:
        for layer in saying:
            title = say.words(titles.get(layer.ref, {"en": layer.ref}))
            yield say("missing.layer", title=title, says=say.text(layer.says))
    if clause.notes not in UNSAID:
        yield say("missing.notes", notes=say.text(clause.notes))


def _unencoded(plain: Plain, clause: Clause) -> Iterator[str]:
    say = plain.say
    acts = acts_of(clause)
    if clause.area not in UNSAID and acts and not any(act.zone for act in acts):
        yield say("missing.area", text=say.text(clause.area))
    due = getattr(clause, "due", None)
    if clause.time not in UNSAID and due is None and clause.in_force.end is None:
        yield say("missing.time", text=say.text(clause.time))
    numbered = any(char.isdigit() for char in clause.quantity_text)
    if numbered and isinstance(clause, Process | Presence) and not _asked(plain, clause):
        yield say("missing.quantity", text=say.text(clause.quantity_text))
