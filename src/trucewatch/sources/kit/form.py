"""The one form of the field kit: its questions, its choices, and what a case adds to them.

The XLSForm, the workbook and both adapters are made of this. No question asks for a name, a number
of a phone or an id; where people can write freely they are asked not to, and the readers look for
what they wrote all the same (`sources.masking`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import digest
from trucewatch.model.language import Words
from trucewatch.model.properties import PROPERTIES

FORM = "1"
"""Version of the form: another number means that the same answers would be read otherwise."""

ACT, NOTHING, NOT_THERE = "act", "nothing", "not_there"
EXACT, HOURS, DAY, DAYS = "exact", "hours", "day", "days"
CONSENT = ("no", "record", "publish")
OUTCOMES = (ACT, NOTHING, NOT_THERE)
PRECISIONS = (EXACT, HOURS, DAY, DAYS)
HOW = {"saw": "seen", "heard": "heard", "told": "testimony", "document": "document"}
"""How it was observed, and the means it is as a qualifier (`model.claim`)."""
TOLD_BY = (
    "resident", "displaced", "health", "aid", "teacher", "trader_driver", "journalist",
    "local_official", "armed_member", "other",
)
"""Kinds of person who told; never a name."""
REASONS = ("denied", "unsafe", "road", "transport", "other")
CERTAINTIES = ("stated", "possible")

ALWAYS = ("attack", "shelling", "shooting", "explosion", "killed", "injured", "access_denied")
"""Kinds asked for in every case, whatever its clauses ask."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question; its label and hint stand under its name in the table of labels."""

    name: str
    type: str
    """As XLSForm has it: date, time, text, integer, image, select_one or select_multiple LIST."""
    needed: bool = False
    when: Mapping[str, Sequence[str]] | None = None
    """Asked only where all of these questions have one of these answers."""
    rule: str = ""
    """What an answer must satisfy, as XLSForm has it."""

    @property
    def choices(self) -> str:
        """List of choices; empty where one writes freely."""
        kind, _, name = self.type.partition(" ")
        return name if kind.startswith("select") else ""


_ACT = {"outcome": (ACT,)}
_WATCH = {"outcome": (NOTHING, NOT_THERE)}
NO_NUMBERS = "not(regex(., '[0-9][0-9 ()./-]{5,}[0-9]'))"
"""What a free text must satisfy: nothing in it that looks like the number of a phone."""

GROUPS: Mapping[str, tuple[Question, ...]] = {
    "start": (
        Question(name="consent", type="select_one consent", needed=True),
        Question(name="consent_until", type="date", when={"consent": ("record", "publish")},
                 rule=". >= today()"),
        Question(name="outcome", type="select_one outcome", needed=True),
    ),
    "when": (
        Question(name="precision", type="select_one precision", needed=True),
        Question(name="date_from", type="date", needed=True, rule=". <= today()"),
        Question(name="time_from", type="time", needed=True, when={"precision": (EXACT, HOURS)}),
        Question(name="date_to", type="date", when={"precision": (HOURS, DAYS)},
                 rule=". >= ${date_from} and . <= today()"),
        Question(name="time_to", type="time", needed=True, when={"precision": (HOURS,)}),
    ),
    "where": (
        Question(name="zone", type="select_one zone", needed=True),
        Question(name="place", type="text", rule=NO_NUMBERS),
    ),
    "what": (
        Question(name="kind", type="select_one kind", needed=True, when=_ACT),
        Question(name="count_low", type="integer", when=_ACT, rule=". >= 0"),
        Question(name="count_high", type="integer", when=_ACT, rule=". >= 0"),
        Question(name="actor", type="select_one group", when=_ACT),
        Question(name="actor_certainty", type="select_one certainty", when=_ACT),
        Question(name="target", type="select_one group", when=_ACT),
        Question(name="how", type="select_one how", needed=True, when=_ACT),
        Question(name="told_by", type="select_one told_by", needed=True,
                 when={**_ACT, "how": ("told",)}),
        Question(name="words", type="text", when=_ACT, rule=NO_NUMBERS),
        Question(name="photo", type="image", when=_ACT),
    ),
    "watched": (
        Question(name="watched_kinds", type="select_multiple kind", needed=True, when=_WATCH),
        Question(name="reason", type="select_one reason", needed=True,
                 when={"outcome": (NOT_THERE,)}),
    ),
}
"""Every question, by the group it stands in on the phone."""

QUESTIONS: Mapping[str, Question] = {q.name: q for group in GROUPS.values() for q in group}
STAMP = "kit"
"""Hidden field of every answer: the form it was made with (`Form.stamp`)."""


@dataclass(frozen=True)
class Form:
    """The form of one case."""

    case: str
    title: Words
    tz: str
    languages: tuple[str, ...]
    """Languages of the case, English first."""
    choices: Mapping[str, Mapping[str, Words]]
    """By list and value: the label where the case or the vocabulary gives one."""

    @property
    def stamp(self) -> str:
        """Case, version of the form, and digest of its choices; stands in every answer."""
        listed = [f"{name}={value}" for name, values in sorted(self.choices.items())
                  for value in values]
        return f"{self.case}/{FORM}/{digest(listed)[:8]}"


def make_form(agreement: Agreement, kinds: Sequence[str]) -> Form:
    """Make the form of a case.

    Parameters
    ----------
    agreement
        Header of the case: zones, parties and groups, with their names in its languages.
    kinds
        Properties its clauses ask for. `ALWAYS` are added; none at all: the whole vocabulary.
    """
    chosen = [k for k in PROPERTIES if k in {*kinds, *ALWAYS}] if kinds else list(PROPERTIES)
    groups = {party.id: party.name for party in agreement.parties}
    groups |= {group.id: group.name for group in agreement.groups}
    names = [agreement.title, *groups.values(), *(zone.name for zone in agreement.zones)]
    spoken = sorted({language for words in names for language in words} - {"en"})
    closed = {"consent": CONSENT, "outcome": OUTCOMES, "precision": PRECISIONS, "how": tuple(HOW),
              "told_by": TOLD_BY, "reason": REASONS, "certainty": CERTAINTIES}
    return Form(
        agreement.id, agreement.title, agreement.tz, ("en", *spoken),
        {
            **{name: {value: {} for value in values} for name, values in closed.items()},
            "zone": {zone.id: zone.name for zone in agreement.zones},
            "kind": {kind: {"en": PROPERTIES[kind].title} for kind in chosen},
            # In alphabetical order of the name shown, whoever they are.
            "group": dict(sorted(groups.items(), key=lambda item: item[1].get("en", item[0]))),
        },
    )
