"""What may leave: rules, profiles, rights and consent, as data. Each holds for every party alike.

A rule says what is taken out and names itself in the manifest; a profile is a list of rules under a
handling mark. Those here hold where a case has no ``publishing.yaml``; a case may add rules and
profiles, or give a shipped rule other figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from trucewatch.model.language import STRICT, Words

RuleKind = Literal[
    "personal", "consent", "embargo", "positions", "sites", "contacts", "names", "columns",
    "small_counts", "rights", "rows", "ids",
]
WordsRight = Literal["figure", "excerpt", "full"]
Use = Literal["record", "parties", "publish"]
FieldClass = Literal["identifying", "sensitive", "plain"]

EXCERPT = 300
"""Characters of a source's words that leave under the right ``excerpt``."""
DAY_HOURS = 24


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that is taken out or coarsened before anything leaves."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    kind: RuleKind
    """What sort of rule it is; which of the other fields it reads."""
    title: Words
    """What it does, in plain words; the manifest of removals names the rule by them."""
    properties: list[str] = field(default_factory=list)
    """`embargo`: properties of the claims held back."""
    hours: int = 0
    """`embargo`: hours from the end of what a claim tells of to where the run stands."""
    points_only: bool = False
    """`embargo`: only claims whose place is a point."""
    by: Literal["cell", "zone"] = "cell"
    """`positions`: a point becomes the cell of a fixed grid, or the zone of the claim."""
    words: list[str] = field(default_factory=list)
    """`sites`: words, in any language, that tell a place of a class to be coarsened."""
    columns: list[str] = field(default_factory=list)
    """`columns`: columns of claims that are withheld whole."""
    keys: list[str] = field(default_factory=list)
    """`small_counts`: keys of qualifiers that break a count down to people."""
    most: int = 4
    """`small_counts`: counts from 1 to this are suppressed."""
    parsers: list[str] = field(default_factory=list)
    """`rows`: adapters whose rows never leave one by one."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A list of rules under one handling mark."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    handling: Words
    """The mark on every page and in every file that can carry it."""
    use: Use = "publish"
    """What consent has to be given for."""
    rules: list[str]
    """Ids of rules; the order plays no part."""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Consent of whoever told something: for what, until when, withdrawn when.

    A source with such a record needs one for every claim that is to leave.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    """An id of your own, never a name."""
    source: str
    """Body whose claims it is about."""
    keys: list[str] = field(default_factory=list)
    """Keys of the claims it is about; empty: all of the source. Keys of sealed rows cannot be
    read, so only a consent for the whole source covers those."""
    use: Use
    """`record`: to be counted inside; `parties`: to be shown to the parties too; `publish`: to
    be shown to anybody."""
    until: str = ""
    """Last day it holds; empty: until withdrawn."""
    withdrawn: str = ""
    """Day it was withdrawn; from then on it holds for nothing, whatever day a run stands at."""


@dataclass(frozen=True, kw_only=True)
class Protected:
    """Names that are masked wherever they stand, as keyed digests: the list itself is nowhere."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    salt: str
    """What the digests are keyed with."""
    digests: list[str]
    """Made by `trucewatch protect`."""


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """Everything in ``publishing.yaml``: who publishes, under which rules, with which rights."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    publisher: Words = field(default_factory=dict)
    """Who publishes the edition."""
    address: str = ""
    """Where it is published."""
    contact: str = ""
    """Where corrections and replies are sent: an office, never a person."""
    licence: str = ""
    """Terms under which the edition may be passed on."""
    rights: dict[str, WordsRight] = field(default_factory=dict)
    """By source: `figure` (none of its words leave), `excerpt` (at most 300 characters; so it is
    for every source not named here) or `full`. It holds for claims and for quotations in ledgers
    of statements."""
    rules: list[Rule] = field(default_factory=list)
    """Rules beside those that ship; one with the id of a shipped rule takes its place."""
    profiles: list[Profile] = field(default_factory=list)
    """Profiles beside those that ship; one with the id of a shipped profile takes its place."""
    consents: list[Consent] = field(default_factory=list)
    """A source named in one needs consent for every claim that is to leave."""
    protected: Protected | None = None
    """Names that are masked wherever they stand."""


FIELD_CLASSES: dict[str, FieldClass] = {
    "key": "identifying", "original": "identifying", "locator": "identifying",
    "address": "identifying", "note": "identifying", "subject": "identifying",
    "in_reply_to": "identifying", "place": "sensitive", "zone": "sensitive",
    "qualifiers": "sensitive", "low": "sensitive", "high": "sensitive",
    "claim_id": "plain", "report_id": "plain", "dataset": "plain", "source": "plain",
    "speaker": "plain", "lineage": "plain", "property": "plain", "measure": "plain",
    "stance": "plain", "approx": "plain", "earliest": "plain", "latest": "plain",
    "basis": "plain", "scope": "plain", "actor": "plain", "actor_certainty": "plain",
    "target": "plain", "lang": "plain", "published": "plain", "public_at": "plain",
    "copy": "plain", "parser": "plain",
}
"""What a column of a claim can tell: who somebody is; where or how few they are; neither."""

_FORCES = [
    "weapon_seen", "fighters_seen", "position_held", "reinforcement", "forces_deployed",
    "force_movement", "armed_presence", "fighters_assembled", "redeployed", "ground_incursion",
    "medical_facility_occupied", "public_facility_occupied",
]
_MONITORS = ["mission_staff_present", "monitoring_hindered", "monitors_attacked"]
_CONVOYS = [
    "trucks_entered", "trucks_offloaded", "trucks_collected", "trucks_arrived",
    "trucks_intercepted", "pallets_collected", "pallets_arrived", "pallets_intercepted",
    "fuel_trucks_entered", "aid_delivered", "aid_obstructed", "aid_looted", "aid_diverted",
    "movement_hindered", "vessels_passed", "flights_passed",
]
_SITES = [
    "shelter", "clinic", "aid site", "aid point", "distribution point", "distribution site",
    "displacement site", "displaced people", "displaced persons", "refugee centre", "safe house",
    "مأوى", "ملجأ", "عيادة", "مستوصف", "مركز إيواء", "نقطة توزيع", "مخيم نازحين",
    "מקלט", "מרפאה", "נקודת חלוקה", "приют", "убежище", "клиника", "укриття", "притулок",
    "پناهگاه", "درمانگاه", "refugio", "albergue", "clínica", "abri", "clinique", "dispensaire",
]

SHIPPED_RULES: tuple[Rule, ...] = (
    Rule(id="personal", kind="personal", title={"en": "personal values are never published"}),
    Rule(id="consent", kind="consent",
         title={"en": "what needs consent leaves only while consent for this use holds"}),
    Rule(id="forces", kind="embargo", hours=7 * DAY_HOURS, properties=_FORCES,
         title={"en": "positions of forces are held back for a time"}),
    Rule(id="monitors", kind="embargo", hours=3 * DAY_HOURS, properties=_MONITORS,
         title={"en": "positions of monitors are held back for a time"}),
    Rule(id="convoys", kind="embargo", hours=3 * DAY_HOURS, properties=_CONVOYS, points_only=True,
         title={"en": "positions of convoys are held back for a time"}),
    Rule(id="positions", kind="positions",
         title={"en": "exact places are told by a cell of a fixed grid"}),
    Rule(id="sites", kind="sites", words=_SITES,
         title={"en": "shelters, clinics and aid sites are told by their zone"}),
    Rule(id="contacts", kind="contacts",
         title={"en": "numbers, addresses and mentions of people are masked"}),
    Rule(id="names", kind="names", title={"en": "protected names are masked"}),
    Rule(id="small_counts", kind="small_counts", most=4, keys=["sex_age"],
         title={"en": "small counts of kinds of people by place and day are suppressed"}),
    Rule(id="rights", kind="rights",
         title={"en": "words leave as far as the right to them goes"}),
    Rule(id="rows", kind="rows", parsers=["acled_events"],
         title={"en": "rows that may not leave one by one are replaced by counts"}),
    Rule(id="ids", kind="ids",
         title={"en": "ids made of what was taken out are made anew"}),
)
ALWAYS = ("personal", "consent")
"""Rules every profile has."""
GIVEN_OUT = ("forces", "monitors", "convoys", "positions", "sites", "contacts", "names", "rows",
             "ids")
"""Rules every profile has but `internal`."""
PUBLIC, PARTIES, INTERNAL = "public", "parties", "internal"
SHIPPED_PROFILES: tuple[Profile, ...] = (
    Profile(id=PUBLIC, handling={"en": "Public"},
            rules=[*ALWAYS, *GIVEN_OUT, "small_counts", "rights"]),
    Profile(id=PARTIES, handling={"en": "For the parties"}, use="parties",
            rules=[*ALWAYS, *GIVEN_OUT, "rights"]),
    Profile(id=INTERNAL, handling={"en": "Internal: do not pass on"}, use="record",
            rules=[*ALWAYS, "positions"]),
)


def rules_of(publishing: Publishing) -> dict[str, Rule]:
    """Every rule by id: the shipped ones, then what the case replaces and adds."""
    return {rule.id: rule for rule in (*SHIPPED_RULES, *publishing.rules)}


def profiles_of(publishing: Publishing) -> dict[str, Profile]:
    """Every profile by id: the shipped ones, then what the case replaces and adds."""
    return {one.id: one for one in (*SHIPPED_PROFILES, *publishing.profiles)}


def must_have(profile: str) -> tuple[str, ...]:
    """Rules no profile of this id can do without."""
    return ALWAYS if profile == INTERNAL else (*ALWAYS, *GIVEN_OUT)
