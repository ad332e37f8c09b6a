"""A case: an agreement as clauses, and everything a case folder carries, as read."""

from __future__ import annotations

from dataclasses import dataclass, field

from trucewatch.model.agreement import Agreement, Body, Coverage, Input
from trucewatch.model.baseline import Baseline
from trucewatch.model.clause import Clause
from trucewatch.model.grade import Grade
from trucewatch.model.grouping import Grouping
from trucewatch.model.instant import Span
from trucewatch.model.judgement import Judgement
from trucewatch.model.place import Alias, Outline, Place
from trucewatch.model.publishing import Publishing
from trucewatch.model.reply import Correction, Reply
from trucewatch.model.search import Search
from trucewatch.model.standard import Standard
from trucewatch.model.statement import Document

Columns = dict[str, list[object]]
"""A batch of rows as columns; every list has the same length."""

BASE_READING = "base"


@dataclass(frozen=True, kw_only=True)
class ResolvedMilestone:
    """A milestone with its candidates as intervals of instants."""

    id: str
    base: str
    """Empty when nobody gives an instant yet."""
    spans: dict[str, Span]
    """Closed interval by candidate id."""


@dataclass(frozen=True, kw_only=True)
class InputFile:
    """One file of the case folder that went into the run."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything read from a case folder; files with errors have left their rows out."""

    agreement: Agreement
    clauses: list[Clause]
    """In the order of the agreement; the base reading."""
    readings: dict[str, dict[str, Clause]]
    """By clause id, then reading id (without the base): the clause with the reading's fields."""
    milestones: dict[str, ResolvedMilestone]
    bodies: dict[str, Body]
    coverage: list[Coverage]
    inputs: list[Input]
    claims: Columns
    """`model.claim.CLAIM_COLUMNS`; every row of every figures file, withdrawn rows left out."""
    withdrawn: Columns
    """Rows the source no longer carries, same columns plus ``withdrawn_at`` (microseconds UTC)."""
    zone_members: Columns
    """``zone`` (one a claim may name), ``contains`` (a zone of the case), ``certain`` (bool)."""
    outlines: list[Outline] = field(default_factory=list)
    """Versions of the outlines of zones, each with the time it holds."""
    places: list[Place] = field(default_factory=list)
    """The gazetteer: what names of places mean."""
    aliases: list[Alias] = field(default_factory=list)
    """Names of actors that were accepted."""
    baselines: list[Baseline] = field(default_factory=list)
    """Levels shown beside findings."""
    persons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Rows that are personal, by claim id: the people they tell of, if the row names any by id."""
    grades: list[Grade] = field(default_factory=list)
    """Lines of ``grades.jsonl`` that count where the case stands, in order."""
    groupings: list[Grouping] = field(default_factory=list)
    """Rows of ``lineages.csv``; the bodies and claims have these lineages already."""
    judgements: list[Judgement] = field(default_factory=list)
    """Lines of ``judgements.jsonl`` that count where the case stands, in order."""
    apart: dict[str, int] = field(default_factory=dict)
    """By claim id, of claims that tell of happenings their own account keeps apart: a number for
    each happening. Set where the reports of a case are linked (`link.apart`)."""
    searches: list[Search] = field(default_factory=list)
    """Rows of ``searches.csv``, in order."""
    replies: list[Reply] = field(default_factory=list)
    """Lines of ``replies.jsonl``, in order; none enters a finding."""
    corrections: list[Correction] = field(default_factory=list)
    """What ``corrections.jsonl`` says was asked, in order, with what was answered."""
    statements: list[Document] = field(default_factory=list)
    """Ledgers of statements, by id of the document."""
    standards: list[Standard] = field(default_factory=list)
    """Standards of the case's own, beside those that ship."""
    publishing: Publishing = field(default_factory=Publishing)
    """What may leave, under which rules."""
    files: list[InputFile] = field(default_factory=list)
    folder_name: str = ""
