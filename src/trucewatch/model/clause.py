"""What every clause has, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from trucewatch.model.agreement import STRICT, TextStatus, Words

KIND_NAMES = (
    "prohibition", "presence", "deadline", "rate", "response", "ratio", "schedule", "extension",
    "process", "not_assessable",
)


@dataclass(frozen=True, kw_only=True)
class TextRef:
    """Where the clause stands in the agreement's texts."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    ref: str
    """A text of the case."""
    locator: str
    """Point, step or paragraph."""
    status: TextStatus
    basis: Literal["text", "report", "text_and_report", "memory"]
    """Whether the words themselves were read, or a report describing them."""
    says: str = ""
    """Paraphrase of this layer where layers differ."""


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """An instant: fixed, or counted from a milestone."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    at: str = ""
    """A fixed time, any form of `model.instant.parse_span`; or"""
    after: str = ""
    """a milestone, or the due instant of another clause (``MK-02.due``), and at most one of:"""
    plus: str = ""
    """elapsed time: ``72h``;"""
    calendar_days: int | None = None
    """civil days, the first not counted ("within 60 days");"""
    day: int | None = None
    """number of a civil day, the milestone's own day being day 1 ("by day 7")."""


@dataclass(frozen=True, kw_only=True)
class InForce:
    """From when to when the clause binds; no `end`: open."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    start: Anchor
    end: Anchor | None = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """Which claims count for a clause."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    properties: list[str]
    """Properties that are the act or quantity itself."""
    implies: list[str] = field(default_factory=list)
    """Properties that imply at least one act, where the speaker names the actor."""
    actor: list[str] = field(default_factory=lambda: ["bound"])
    """``bound``, ``any``, or ids of parties and groups."""
    target: list[str] = field(default_factory=lambda: ["any"])
    """``any``, ``opposing`` (people of the parties on the other side), or ids of groups."""
    zone: list[str] = field(default_factory=list)
    """Zones; empty: anywhere."""
    where: dict[str, str] = field(default_factory=dict)
    """Qualifiers a claim must have; a claim without the key is possible, not certain."""


@dataclass(frozen=True, kw_only=True)
class Exception_:
    """An exception the text gives, or one reading of it gives."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    title: Words
    effect: Literal["contests", "excludes"]
    """``contests``: a claim of it moves the claimant's own account from certain to possible."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One named interpretation: fields of the clause it replaces."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    title: Words
    set: dict[str, object]
    """Top-level fields of the clause, each replaced whole; an empty value takes a field away."""
    sources: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ClaimedBound:
    """Somebody who is said to be bound, where the text names nobody or the naming is disputed."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    bound: str
    """Party or group."""
    title: Words
    """Who says so, and on what ground."""
    sources: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Mirror:
    """A clause that binds the other side to the same, encoded apart."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    clause: str
    why: Words
    """Why the two are encoded apart, and why they differ where they do."""


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One testable duty, exception, extension or unassessable text: fields of every kind."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    title: Words
    bound: list[str]
    """Who owes; parties or groups. Empty: the text names nobody."""
    beneficiary: list[str]
    """To whom."""
    text: list[TextRef]
    says: Words
    """Action or object, in neutral paraphrase."""
    sources: list[str] = field(default_factory=list)
    """Addresses of the case."""
    area: str = ""
    time: str = ""
    """Time window as the text has it."""
    quantity_text: str = ""
    """Quantity as the text has it."""
    notes: str = ""
    verify_from: list[str] = field(default_factory=list)
    """Where it could be verified from."""
    patterns: list[str] = field(default_factory=list)
    in_force: InForce
    base_title: Words = field(default_factory=lambda: {"en": "as encoded"})
    """What the base reading reads."""
    readings: dict[str, Reading] = field(default_factory=dict)
    exceptions: list[Exception_] = field(default_factory=list)
    claimed_bounds: list[ClaimedBound] = field(default_factory=list)
    """Evaluated beside the bound of the text, each as a reading of its own."""
    when: str = ""
    """Condition under which the duty bites, for example ``finding(MK-11) in [kept]``; while it
    does not hold the status is `condition_open`."""
    suspended_if: str = ""
    """Condition under which the text itself suspends the duty; the status is then `suspended`,
    with the finding it would have been beside it."""
    parallel_with: list[str] = field(default_factory=list)
    """Clauses due at the same time, neither first: their findings are shown beside this one's."""
    mirrors: list[Mirror] = field(default_factory=list)
