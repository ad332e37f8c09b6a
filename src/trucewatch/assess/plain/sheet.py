"""The sheet of a case: every clause in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.assess.plain.conditions import condition
from trucewatch.assess.plain.differences import differences
from trucewatch.assess.plain.evidence import UNSAID, evidence, missing
from trucewatch.assess.plain.measures import measured
from trucewatch.assess.plain.phrases import ENGLISH, phrases
from trucewatch.assess.plain.words import Plain, anchors_of, with_candidate
from trucewatch.model.case import Case
from trucewatch.model.clause import Clause
from trucewatch.model.condition import parse_condition
from trucewatch.model.sheet import ClauseSheet, Line, Section, Sheet

FORM = ("agree", "differs", "what", "by", "borrowed")


def sheet(case: Case, lang: str = ENGLISH, clauses: Iterable[str] | None = None) -> Sheet:
    """Tell the clauses of a case in plain words.

    Parameters
    ----------
    case
        The case as read.
    lang
        A language there are phrases in; what it lacks stands in English, marked.
    clauses
        Ids of the clauses to tell; all of them if left out.

    Raises
    ------
    UnknownLanguage
        When there are no phrases in the language.
    """
    say = phrases(lang)
    plain = Plain(case, say)
    wanted = None if clauses is None else set(clauses)
    intro = [say("sheet.how"), say("sheet.times", tz=case.agreement.tz)]
    if lang != ENGLISH:
        intro.append(say("sheet.language"))
    return Sheet(
        case=case.agreement.id,
        title=say("sheet.title", case=say.words(case.agreement.title)),
        lang=lang,
        rtl=say.rtl,
        intro=tuple(intro),
        clauses=tuple(
            told(plain, clause) for clause in case.clauses
            if wanted is None or clause.id in wanted
        ),
        labels={name: say(f"form.{name}") for name in FORM},
    )


def told(plain: Plain, clause: Clause) -> ClauseSheet:
    """One clause."""
    parts = (
        ("text", _text), ("who", _who), ("when", _when), ("measure", _measure),
        ("exceptions", _exceptions), ("readings", _readings), ("conditions", _conditions),
        ("evidence", _evidence), ("missing", _missing),
    )
    return ClauseSheet(
        id=clause.id,
        title=plain.say.words(clause.title),
        sections=tuple(
            Section(heading=plain.say(f"section.{name}"), lines=tuple(lines(plain, clause)))
            for name, lines in parts
        ),
    )


def _text(plain: Plain, clause: Clause) -> Iterator[Line]:
    say = plain.say
    yield Line(text=say("text.paraphrase", says=say.words(clause.says)))
    titles = {text.ref: text.title for text in plain.case.agreement.texts}
    for layer in clause.text:
        yield Line(text=say(
            "text.layer_says" if layer.says else "text.layer",
            title=say.words(titles.get(layer.ref, {ENGLISH: layer.ref})),
            locator=say.text(layer.locator), status=say.value(layer.status),
            basis=say.value(layer.basis), says=say.text(layer.says),
        ))
    for name, text in (
        ("where", clause.area), ("time", clause.time), ("quantity", clause.quantity_text),
    ):
        if text not in UNSAID:
            yield Line(text=say(f"text.{name}", text=say.text(text)))
    if clause.sources:
        yield Line(text=say("text.sources", sources=plain.addresses(clause.sources)))


def _who(plain: Plain, clause: Clause) -> Iterator[Line]:
    say = plain.say
    to = say.all([plain.actor(who) for who in clause.beneficiary]) or say("who.no_beneficiary")
    bound = say.all([plain.actor(who) for who in clause.bound])
    key = ("who.nobody", "who.owes", "who.owe")[min(len(clause.bound), 2)]
    if len(clause.bound) > 1 and set(clause.bound) == set(clause.beneficiary):
        key = "who.mutual"
    yield Line(text=say(key, bound=bound, beneficiary=to))
    for party in plain.case.agreement.parties:
        if party.id in clause.bound and party.answers_for:
            yield Line(text=say("who.answers", party=plain.actor(party.id), groups=say.all(
                [plain.actor(who) for who in party.answers_for])))
    for claimed in clause.claimed_bounds:
        yield Line(text=say("who.claimed", bound=plain.actor(claimed.bound),
                            title=say.words(claimed.title)))
        if claimed.sources:
            yield Line(level=1, text=say(
                "reading.sources", sources=plain.addresses(claimed.sources)))


def _when(plain: Plain, clause: Clause) -> Iterator[Line]:
    say, force = plain.say, clause.in_force
    start = plain.dated(force.start)
    if force.end is None:
        yield Line(text=say("when.from", start=start))
        yield Line(text=say("when.open"))
    else:
        yield Line(text=say("when.from_until", start=start, end=plain.dated(force.end, last=True)))
    due = getattr(clause, "due", None)
    if due is not None:
        yield Line(text=say("when.due", due=plain.dated(due, last=True)))
    elif hasattr(clause, "due") and not getattr(clause, "every", ""):
        yield Line(text=say("when.no_due"))
    begin = getattr(clause, "start_by", None)
    if begin is not None:
        yield Line(text=say("when.begin", start=plain.dated(begin, last=True)))
    if not isinstance(clause, NotAssessable):
        yield from _candidates(plain, clause)


def _candidates(plain: Plain, clause: Clause) -> Iterator[Line]:
    """What each other instant given for a milestone would make of the clause."""
    say, case = plain.say, plain.case
    named = dict.fromkeys(anchor.after for anchor in anchors_of(clause))
    for milestone in case.agreement.milestones:
        resolved = case.milestones.get(milestone.id)
        if milestone.id not in named or resolved is None or len(resolved.spans) < 2:  # noqa: PLR2004
            continue
        title = plain.milestone(milestone.id)
        titles = {c.id: say.words(c.title) for c in milestone.candidates}
        yield Line(text=say("when.candidate_base", milestone=title, title=titles[resolved.base],
                            time=plain.time(resolved.spans[resolved.base])))
        for name, span in resolved.spans.items():
            if name != resolved.base:
                yield Line(level=1, text=say(
                    "when.candidate", milestone=title, title=titles[name], time=plain.time(span),
                    effect=_effect(plain, clause, milestone.id, name),
                ))


def _effect(plain: Plain, clause: Clause, milestone: str, candidate: str) -> str:
    say, force = plain.say, clause.in_force
    moved = with_candidate(plain.case.milestones, milestone, candidate)

    def shown(anchor: object, *, last: bool) -> str:
        span = plain.instants(anchor, moved, last=last)  # type: ignore[arg-type]
        return plain.time(span) if span else say("when.unknown")

    start = shown(force.start, last=False)
    effect = say("when.binds", start=start) if force.end is None else say(
        "when.binds_until", start=start, end=shown(force.end, last=True))
    due = getattr(clause, "due", None)
    if due is not None:
        effect = f"{effect}; {say('when.due_then', due=shown(due, last=True))}"
    return effect


def _measure(plain: Plain, clause: Clause) -> Iterator[Line]:
    yield from (Line(text=text) for text in measured(plain, clause))


def _exceptions(plain: Plain, clause: Clause) -> Iterator[Line]:
    if not clause.exceptions:
        yield Line(text=plain.say("exception.none"))
    for one in clause.exceptions:
        yield Line(text=plain.say(f"exception.{one.effect}", title=plain.say.words(one.title)))


def _readings(plain: Plain, clause: Clause) -> Iterator[Line]:
    say = plain.say
    title = say.words(clause.base_title)
    found = plain.case.readings.get(clause.id, {})
    yield Line(text=say("reading.base" if found else "reading.none", title=title))
    for name, reading in found.items():
        declared = clause.readings[name]
        yield Line(text=say("reading.title", title=say.words(declared.title)))
        for text in differences(plain, clause, reading):
            yield Line(level=1, text=text)
        if declared.sources:
            yield Line(level=1, text=say(
                "reading.sources", sources=plain.addresses(declared.sources)))


def _conditions(plain: Plain, clause: Clause) -> Iterator[Line]:
    say = plain.say
    if not clause.when and not clause.suspended_if:
        yield Line(text=say("condition.none"))
    for key, text in (("when", clause.when), ("suspended", clause.suspended_if)):
        if text:
            said = condition(plain, parse_condition(text))
            yield Line(text=say(f"condition.{key}", condition=said))
    if clause.parallel_with:
        yield Line(text=say("condition.parallel", clauses=say.all(
            [plain.clause(one) for one in clause.parallel_with])))
    for mirror in clause.mirrors:
        yield Line(text=say("condition.mirror", clause=plain.clause(mirror.clause),
                            why=say.words(mirror.why)))


def _evidence(plain: Plain, clause: Clause) -> Iterator[Line]:
    yield from (Line(text=text) for text in evidence(plain, clause))


def _missing(plain: Plain, clause: Clause) -> Iterator[Line]:
    texts = list(missing(plain, clause)) or [plain.say("missing.nothing")]
    yield from (Line(text=text) for text in texts)
