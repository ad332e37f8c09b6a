"""Agreement side: texts, parties, milestones, zones, bodies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from trucewatch.model.counting import CountingRule
from trucewatch.model.language import STRICT as STRICT  # noqa: PLC0414 (others take it here)
from trucewatch.model.language import Language
from trucewatch.model.language import Words as Words  # noqa: PLC0414

LANGUAGE = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
"""What the code of a language looks like."""

TextStatus = Literal[
    "official_text", "leaked_text", "party_statement", "mediator_statement", "press_report"
]
Affiliation = Literal["party", "aligned", "independent", "un", "media", "community"]
Role = Literal["signatory", "acceded", "mediator_announced", "named_only"]
AgreementType = Literal[
    "cessation_of_hostilities", "preliminary_ceasefire", "definitive_ceasefire",
    "humanitarian_pause", "unilateral", "local",
]


@dataclass(frozen=True, kw_only=True)
class Address:
    """A page that was read, and whether it is the first publisher's."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    title: str
    url: str = ""
    copy: Literal["original", "copy", "unknown"] = "unknown"
    origin: str = ""
    """Who first published the words, where the page is a copy."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """One layer of the agreement: what it is and who stands behind it."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    ref: str
    title: Words
    status: TextStatus
    stands_behind: str = ""
    read: str = ""
    """What of it was read, and in which language."""
    sources: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Party:
    """Someone bound by the agreement."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    name: Words
    role: Role
    answers_for: list[str] = field(default_factory=list)
    """Groups whose acts count as this party's."""
    people: list[str] = field(default_factory=list)
    """Groups that are this party's people: who can be the target of another party's act."""
    opposes: list[str] = field(default_factory=list)
    """Parties on the other side."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Anyone else named: beneficiaries, third parties, groups answered for, targets."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    name: Words
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One instant somebody gives for a milestone."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    title: Words
    at: str
    """Any form of `model.instant.parse_span`."""
    source: list[str] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A dated point other clauses hang on; may have several candidates, or none yet."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    title: Words
    base: str = ""
    """Candidate used for the base combination: for computing, not a preference."""
    candidates: list[Candidate] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A named area; what lies in it follows from what is declared here and from its outlines."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    name: Words
    within: list[str] = field(default_factory=list)
    """Zones that surely contain this one."""
    partly_in: list[str] = field(default_factory=list)
    """Zones this one overlaps in part: acts here are possible there."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """Who publishes or speaks."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    name: Words
    affiliation: Affiliation
    side: str = ""
    """Party it belongs to or is aligned with; empty unless `party` or `aligned`."""
    lineage: str = ""
    """Independence group; empty: its own."""
    stated: bool = True
    """False for "agencies", "reports": an unstated origin is never a second lineage."""
    reason: str = ""
    """Why this affiliation; needed for `party` and `aligned`."""
    sensitive: bool = False
    """True for forms, chats, testimony, lists of people: what it says is recorded sealed."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Who could see what, when: or could not. Declared here, or collected (`model.coverage`)."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    body: str
    zone: str
    properties: list[str]
    """Kinds of act it covers; a hospital count covers deaths, not strikes."""
    period: str
    """Any form of `model.instant.parse_span`."""
    state: Literal["alive", "blind", "unknown"]
    """``unknown``: nobody says whether it could see; shown, and silence stays silence."""
    why: str
    source: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Fetch:
    """Where a raw file is published, for ``trucewatch fetch``."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    address: str
    """Web address of the file itself."""
    token: str = ""
    """Name of a token the source asks for, capitals and digits; its value is read from the
    environment (``TRUCEWATCH_TOKEN_<name>``) and is never written down."""
    header: str = "Authorization"
    """Header the token is sent in."""
    following: str = ""
    """Field of a JSON answer that names the address of the next page; the pages are kept in one
    file, one after the other. Empty: the address is the whole file."""


@dataclass(frozen=True, kw_only=True)
class Input:
    """A raw source `collect` reads into one figures file."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    """Name of the figures file, without suffix."""
    adapter: str
    file: str
    """Path of the raw file, relative to the folder handed to ``--from``; or its name."""
    options: dict[str, str] = field(default_factory=dict)
    fetch: Fetch | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Boundaries:
    """Outlines of zones from a file as its publisher made it, told apart by a property of it."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    file: str
    """GeoJSON file in the folder of the case: ``zones/districts.geojson``."""
    key: str
    """Property of its features that tells them apart."""
    zones: dict[str, str]
    """Zone of the case, by the value of that property; several may make up one zone."""
    version: str
    """Whose outline it is."""
    source: str
    """Body of the case that published it: a border without one is not used."""
    address: str = ""
    """Where it was taken from."""
    first_day: str = ""
    """Civil day it holds from; empty: it always did."""
    last_day: str = ""
    """Last civil day it holds; empty: it still does."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Header of a case: everything in ``case.yaml``."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    trucewatch: Literal["1"]
    """Version of the case format."""
    id: str
    title: Words
    tz: str
    type: AgreementType
    summary: Words
    texts: list[Text]
    parties: list[Party]
    milestones: list[Milestone]
    groups: list[Group] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    addresses: dict[str, Address] = field(default_factory=dict)
    notes: list[Words] = field(default_factory=list)
    """What a reader must know before the first finding, for example an asymmetry of sources."""
    counting: list[CountingRule] = field(default_factory=list)
    """Counting rules of the case, beside those that ship: what one violation is."""
    languages: list[Language] = field(default_factory=list)
    """Languages of the edition, the first at its root; empty: English alone."""
