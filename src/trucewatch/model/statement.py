"""Statements: who said what in which document, and the test a statement carries.

A statement is never given a truth label. Its test names the claims or clauses that would decide
it; `Result` says what they show, in the words of `statement_words.RESULTS` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

from trucewatch.model.instant import parse_span
from trucewatch.model.language import STRICT, Words

Type = Literal[
    "fact", "contested_fact", "historical_claim", "forecast", "demand", "legal_characterisation",
    "value_judgement", "quotation", "causal_judgement", "counterfactual",
]
Why = Literal[
    "value_judgement", "demand", "needs_a_court", "no_data_set", "not_measurable",
    "causal_judgement", "counterfactual", "no_horizon", "not_looked_up", "public_knowledge",
]
DocumentKind = Literal[
    "article", "official_statement", "announcement", "memorandum", "speech", "interview", "report",
]
Outcome = Literal[
    "consistent_with", "inconsistent_with", "accounts_differ", "cannot_be_determined",
    "not_testable",
]
Form = Literal["quantity", "act", "date", "clauses", "versions"]


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Who speaks in a document, always in a public role."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    name: Words
    role: Words
    """The public role in which it was said; nobody without one is named."""
    party: str = ""
    """Party or group of the case spoken for."""
    body: str = ""
    """Body of sources.yaml whose words these are; the statement and what this body's lineage
    reports are one voice."""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The document a ledger file is about."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    title: Words
    kind: DocumentKind
    """What sort of document it is."""
    author: list[str]
    """Speakers whose document it is; not the publisher."""
    publisher: str = ""
    """Who published it, in words; empty: not known."""
    published: str = ""
    """Date, any form of `model.instant.parse_span`; empty: not known."""
    lang: str = "en"
    """Language it is in."""
    address: str = ""
    """Where it was read."""
    read: Literal["original", "copy", "report"] = "report"
    """What was read: the document, a copy of it, or a report about it."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Words as they stand in the document, where they may be kept."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    words: str
    """As they stand there."""
    lang: str
    """Language of the words as quoted."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which claims concern a statement: fields as in a clause's `act`."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    properties: list[str]
    actor: list[str] = field(default_factory=list)
    """Parties or groups said to have done it; empty: anyone."""
    target: list[str] = field(default_factory=list)
    """Groups it was done to; empty: anyone."""
    zone: list[str] = field(default_factory=list)
    """Zones; empty: anywhere."""
    where: dict[str, str] = field(default_factory=dict)
    """Qualifiers a claim must have; a claim without the key may concern it."""
    measures: list[str] = field(default_factory=list)
    """What the number measures; empty: anything."""
    subjects: list[str] = field(default_factory=list)
    """Only these happenings or series; empty: all."""
    since: str = ""
    """First instant of the period; empty: open."""
    until: str = ""
    """Last instant of the period; empty: open."""


@dataclass(frozen=True, kw_only=True)
class QuantityTest(Selection):
    """The statement gives a number: a closed interval, one end of which may be open."""

    low: int | None = None
    """At least this many, as a whole number."""
    high: int | None = None
    """At most this many, as a whole number."""

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError("'low', 'high' or both: what the statement says of the number")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("'low' not above 'high'")


@dataclass(frozen=True, kw_only=True)
class ActTest(Selection):
    """The statement says that an act happened in the period, or that none did."""

    happened: bool = True
    """``false``: that it did not happen."""


@dataclass(frozen=True, kw_only=True)
class DateTest(Selection):
    """The statement says when something happened; `since` and `until` only narrow the search."""

    earliest: str
    """First instant of the time it says, any form of `model.instant.parse_span`."""
    latest: str
    """Last instant of it."""


@dataclass(frozen=True, kw_only=True)
class ClausesTest:
    """The statement is about the state of clauses at a time."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    holds: str
    """Condition in the grammar of clauses (`model.condition`), ``finding(...)`` only."""
    at: str = ""
    """Last instant of this time is looked at; left out where a forecast says when."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """How one source gives the same words, person or happening."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    source: str
    """Who gives it, in words."""
    gives: dict[str, str] = field(default_factory=dict)
    """Value of each aspect as this source has it; one it does not mention is left out."""
    says: str = ""
    """Paraphrase of what it says on the matter."""
    quote: Quote | None = None
    """Its words, where they may be kept."""
    published: str = ""
    """When, any form of `model.instant.parse_span`."""
    address: str = ""
    """Where it was read."""
    body: str = ""
    """Body of sources.yaml, where it is one: versions of one lineage are one voice."""

    def __post_init__(self) -> None:
        if not (self.gives or self.says or self.quote):
            raise ValueError("'gives', 'says' or 'quote': what this source has")


@dataclass(frozen=True, kw_only=True)
class VersionsTest:
    """The statement repeats words, or describes somebody: set beside how others give it."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    aspects: dict[str, Words]
    """What is compared, by id: who spoke, when, where, in which wording."""
    gives: dict[str, str]
    """Value of each aspect as the statement has it."""
    versions: list[Version] = field(default_factory=list)
    """Empty: looked for and not found; the searches say where."""

    def __post_init__(self) -> None:
        named = set(self.gives).union(*(version.gives for version in self.versions))
        unknown = sorted(named - set(self.aspects))
        if unknown:
            raise ValueError(f"'aspects' has no {', '.join(unknown)}")
        if not self.gives:
            raise ValueError("'gives': at least one aspect as the statement has it")


@dataclass(frozen=True, kw_only=True)
class Test:
    """What would decide a statement: exactly one of these."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    __test__: ClassVar[bool] = False
    quantity: QuantityTest | None = None
    """The statement gives a number."""
    act: ActTest | None = None
    """It says that something happened, or that nothing did."""
    date: DateTest | None = None
    """It says when something happened."""
    clauses: ClausesTest | None = None
    """It says how clauses stand at a time."""
    versions: VersionsTest | None = None
    """It repeats words, or describes somebody."""
    note: str = ""
    """How the words were turned into the test, where that is a choice."""

    def __post_init__(self) -> None:
        given = [self.quantity, self.act, self.date, self.clauses, self.versions]
        if sum(one is not None for one in given) != 1:
            raise ValueError("exactly one of quantity, act, date, clauses, versions")

    @property
    def form(self) -> str:
        """Name of the form the test has."""
        names = ("quantity", "act", "date", "clauses", "versions")
        return next(name for name in names if getattr(self, name) is not None)


@dataclass(frozen=True, kw_only=True)
class Untested:
    """Why a statement has no test."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    why: Why
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """By when a forecast can be scored; fixed when it is recorded."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    horizon: str = ""
    """Its last instant is the horizon; empty: the speaker gave none."""
    shown_at: list[str] = field(default_factory=list)
    """Dates at which the state is shown, where there is no horizon."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of a document, in its order."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    speaker: str
    """Who says it, as the document has it: a speaker of the file."""
    says: Words
    """Neutral paraphrase."""
    types: list[Type]
    """What sort of statement it is; several where it is several things."""
    locator: str = ""
    """Where in the document."""
    via: list[str] = field(default_factory=list)
    """Who passes it on, outermost last: A says that B said is speaker B, via A."""
    date: str = ""
    """When it was said; empty: on the date of the document."""
    lang: str = ""
    """Language it was said in; empty: that of the document."""
    quote: Quote | None = None
    """The words themselves, where they may be kept."""
    test: Test | None = None
    """What would decide it; or"""
    untested: Untested | None = None
    """why there is no test."""
    forecast: Forecast | None = None
    """By when it can be scored, where it is a forecast."""
    accounts: list[Version] = field(default_factory=list)
    """What others say on it, where no test sets them beside it."""
    same_as: str = ""
    """The statement it repeats in other words: an id of this file, or ``document/id``."""
    retracts: str = ""
    """The statement its speaker takes back by it."""

    def __post_init__(self) -> None:
        if (self.test is None) == (self.untested is None):
            raise ValueError("either 'test', or 'untested' with the reason there is none")
        if not self.types:
            raise ValueError("at least one of 'types'")
        if (self.forecast is not None) != ("forecast" in self.types):
            raise ValueError("'forecast' (it may be empty) with the type forecast, and only then")


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The statements of one document."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    document: Heading
    """What document it is."""
    speakers: list[Speaker]
    """Everybody who speaks in it."""
    statements: list[Statement]
    """In the order of the document."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A ledger file as it was read; `id` is its name without suffix."""

    id: str
    heading: Heading
    speakers: dict[str, Speaker]
    statements: tuple[Statement, ...]

    def said(self, one: Statement) -> str:
        """When a statement was said, as written; empty: not known."""
        return one.date or self.heading.published


def whole_id(document: str, text: str) -> str:
    """``document/id`` of a statement that may be named by its id alone; empty of nothing."""
    return text if "/" in text or not text else f"{document}/{text}"


def said_by(documents: Iterable[Document], instant: int, tz: str) -> list[Document]:
    """Documents with what had been said by an instant; what has no date is kept."""
    kept = []
    for document in documents:
        said = tuple(
            one for one in document.statements
            if not document.said(one) or parse_span(document.said(one), tz).lo <= instant
        )
        if said:
            kept.append(replace(document, statements=said))
    return kept


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """One account set beside a statement."""

    by: str
    """Id of the body that speaks, or the source of a version in words."""
    lineage: str
    claim: str
    """Id of the claim; empty for a version."""
    bears: Literal["agrees", "differs", "neither"]
    why: str
    """Code of the reason; `statement_words.WEIGHED` has its words."""
    own: bool = False
    """True for the lineage of the speaker: nobody bears themself out."""
    gives: tuple[tuple[str, str], ...] = ()
    """Aspects that a version gives, in their order."""


@dataclass(frozen=True, kw_only=True)
class State:
    """A clause at a time: what a forecast or a statement about clauses is set beside."""

    at: int
    """Instant, microseconds UTC."""
    clause: str
    bound: str
    reading: str
    start: str
    standard: str
    status: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the record shows for one statement, as of one instant."""

    document: str
    statement: str
    outcome: Outcome
    why: str
    """Code of the reason; words in `statement_words`: `REASONS`, or `WHY` without a test."""
    accounts: tuple[Weighed, ...] = ()
    states: tuple[State, ...] = ()
    entered: int | None = None
    """When the record first held the statement as it stands, microseconds UTC; ``None``: the
    record does not say."""
