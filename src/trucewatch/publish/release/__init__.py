"""The release: the only thing formats and site may see.

What must not leave is taken out or coarsened before it is made (`pipeline.clearing`), by the rules
of the modules beside this one; which rule took out how much stands in `Release.removed`.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field

from trucewatch.model.agreement import Agreement, Body, Coverage
from trucewatch.model.baseline import BaselineResult
from trucewatch.model.case import ResolvedMilestone
from trucewatch.model.change import Change, Since
from trucewatch.model.clause import Clause
from trucewatch.model.counts import Counts
from trucewatch.model.finding import Finding
from trucewatch.model.grade import Grade
from trucewatch.model.incident import Linking
from trucewatch.model.language import ENGLISH
from trucewatch.model.place import Outline
from trucewatch.model.problem import Problem
from trucewatch.model.publishing import INTERNAL, Publishing, WordsRight
from trucewatch.model.reply import Correction, Reply
from trucewatch.model.search import Search
from trucewatch.model.statement import Document, Result


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The instant a run stands at, and how it was chosen."""

    instant: int
    """Microseconds UTC; findings hold as of this instant."""
    mode: str
    """``newest`` (newest publication in the record), ``as_of`` or ``published_by``."""
    words: str
    """For people: "record ends 22 Aug 2026"."""


@dataclass(frozen=True, kw_only=True)
class Removal:
    """What a rule took out of the release, without saying the content."""

    rule: str
    kind: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many rows that may not leave one by one a release stands on."""

    source: str
    property: str
    month: str
    """``2031-03``, by the first instant, UTC."""
    count: int


@dataclass(frozen=True, kw_only=True)
class Rewrite:
    """A version of a published series that changed or dropped what was published before."""

    series: str
    source: str
    version: str
    public_at: int
    """Microseconds UTC."""
    cells_changed: int
    rows_dropped: int
    notice: str
    """The publisher's words on it; empty: none was found."""
    address: str


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """A claim its source no longer carries."""

    claim: MutableMapping[str, object]
    """Row of `model.claim.CLAIM_COLUMNS`."""
    withdrawn_at: int
    """When it was found gone, microseconds UTC."""


@dataclass(frozen=True, kw_only=True)
class Gates:
    """Conditions of a clause in plain words, each a clause of a sentence."""

    when: str = ""
    """While this holds the duty bites; empty: without a condition."""
    suspended_if: str = ""
    """While this holds the text itself suspends it; empty: no text does."""


@dataclass(frozen=True, kw_only=True)
class ClauseView:
    """One clause with the plain words of its encoding."""

    clause: Clause
    readings: dict[str, str]
    """Title by reading id, the base first, in English."""
    starts: dict[str, str]
    """Title by start id, the base first; empty when only one start is possible."""
    base_start: str
    test: str
    """How the clause is tested, in one plain sentence; for not_assessable, why not."""
    gates: dict[str, Gates] = field(default_factory=dict)
    """By reading id; a reading without any is left out."""


@dataclass(frozen=True, kw_only=True)
class Proofs:
    """That the record holds the files claims rest on: digests and hashes, never the bytes."""

    head: str = ""
    """``SIZE:HEAD`` every proof leads up to; empty without proofs."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Every proof once, by its path in an edition."""
    datasets: dict[str, str] = field(default_factory=dict)
    """Path of the proof by dataset, for every claim of it."""
    verifier: str = ""
    """Text of the stand-alone verifier."""

    def of(self, claim: Mapping[str, object]) -> str:
        """Path of the proof of the file a claim stands in; empty: there is none."""
        return self.datasets.get(str(claim.get("dataset")), "")


@dataclass(frozen=True, kw_only=True)
class Release:
    """Everything an edition may show."""

    agreement: Agreement
    standing: Standing
    standards: dict[str, str]
    """What each standard asks for, and whom it tends to favour, by id."""
    milestones: dict[str, ResolvedMilestone]
    bodies: dict[str, Body]
    coverage: list[Coverage]
    clauses: list[ClauseView]
    findings: list[Finding]
    claims: Mapping[str, MutableMapping[str, object]]
    """Row of `model.claim.CLAIM_COLUMNS` by claim id; all claims of the record, used or not."""
    used: frozenset[str]
    """Claim ids some finding rests on or prints."""
    newest: dict[str, str]
    """Date of the newest report, by source body id."""
    problems: list[Problem]
    manifest: dict[str, object]
    """Digests of inputs, versions, as-of, tzdata version."""
    removed: list[Removal] = field(default_factory=list)
    rewrites: list[Rewrite] = field(default_factory=list)
    """By series and time; of the series this record has received."""
    withdrawn: list[Withdrawn] = field(default_factory=list)
    """By time."""
    grades: list[Grade] = field(default_factory=list)
    """Lines of ``grades.jsonl``, in order."""
    searches: list[Search] = field(default_factory=list)
    """Rows of ``searches.csv``, in order."""
    documents: list[Document] = field(default_factory=list)
    """Ledgers of statements, by id."""
    results: list[Result] = field(default_factory=list)
    """What the record shows for each statement, in the order of `documents`."""
    baselines: list[BaselineResult] = field(default_factory=list)
    """Levels beside the findings; none enters one."""
    languages: tuple[str, ...] = (ENGLISH,)
    """Languages pages are written in, the first at the root."""
    linking: Linking = field(default_factory=Linking)
    """Incidents of the claims in view; their tellings name no place (their claims do)."""
    outlines: list[Outline] = field(default_factory=list)
    """Outlines of zones, as their publishers made them; public."""
    proofs: Proofs = field(default_factory=Proofs)
    """For the claims that some finding uses."""
    replies: list[Reply] = field(default_factory=list)
    """Lines of ``replies.jsonl``, in order; no status rests on one."""
    corrections: list[Correction] = field(default_factory=list)
    """What was asked, in order, with what was answered and done."""
    since: Since | None = None
    """The earlier instant findings are compared with; ``None``: with none."""
    changes: list[Change] = field(default_factory=list)
    """Window findings whose status is another than it was, by key."""
    steady: list[Change] = field(default_factory=list)
    """Those whose status is the same, with the claims that came and went, by key."""
    profile: str = INTERNAL
    """Id of the profile whose rules decided what is in here."""
    handling: str = "Internal: do not pass on"
    """Mark for every page, and every file that can carry one."""
    publishing: Publishing = field(default_factory=Publishing)
    """Who publishes, where, under which licence; names of protected people are not among it."""
    rights: dict[str, WordsRight] = field(default_factory=dict)
    """How far the words of a source may leave, by its id; every other: ``excerpt``."""
    counts: Counts = field(default_factory=Counts)
    """Totals under every counting rule in use; empty where there is nothing to count by them."""
    counted: list[Counted] = field(default_factory=list)
    """Rows told by counts alone, by source, property and month."""
