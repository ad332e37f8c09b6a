"""What people decided and looked for, beside sources and figures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from trucewatch.case import grades, groupings, judgements, replies, searches
from trucewatch.case.bodies import Sources
from trucewatch.case.figures import Figures
from trucewatch.case.folder import Folder
from trucewatch.case.header import Known
from trucewatch.case.listed import Entry
from trucewatch.case.told import Told
from trucewatch.model.grade import Grade
from trucewatch.model.grouping import Grouping, of_claims
from trucewatch.model.judgement import Judgement
from trucewatch.model.reply import Correction, Reply
from trucewatch.model.search import Search


@dataclass
class Decisions:
    """As far as they could be read."""

    grades: list[Grade] = field(default_factory=list)
    groupings: list[Grouping] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    rows: list[Entry] = field(default_factory=list)
    """Rows of ``lineages.csv`` that are sound by themselves."""


def before_figures(files: Folder, sources: Sources, known: Known) -> tuple[Sources, Decisions]:
    """Read ``lineages.csv``, and give the bodies the lineages it says."""
    found = Decisions()
    data = files.optional(groupings.NAME)
    if data is not None:
        found.rows = groupings.entries(data, known, files.problems)
        bodies, found.groupings = groupings.group_bodies(found.rows, sources.bodies, known)
        sources = replace(sources, bodies=bodies)
    return sources, found


def after_figures(
    files: Folder, sources: Sources, figures: Figures, known: Known, clauses: Collection[str],
    found: Decisions,
) -> None:
    """Read what names claims, ``searches.csv``, replies and corrections.

    A file that names a personal row, or one that may be, is not recorded, and none of it counts.
    """
    tables = (figures.claims, figures.withdrawn)
    sensitive = any(body.sensitive for body in sources.bodies)
    told = Told(tables, figures.persons, sensitive=sensitive)
    grouped = groupings.group_claims(found.rows, sources.bodies, known, told, tables)
    if told.named_private:
        files.leave_out(groupings.NAME)
    found.groupings += grouped
    groupings.applied(found.groupings, len(of_claims(grouped)), files.problems)
    data = files.optional(grades.NAME)
    if data is not None:
        told.named_private = False
        bodies = {body.id: body for body in sources.bodies}
        found.grades = grades.read_grades(data, known, bodies, told, files.problems)
        if told.named_private:
            files.leave_out(grades.NAME)
    data = files.optional(judgements.NAME)
    if data is not None:
        told.named_private = False
        found.judgements = judgements.read_judgements(data, known, told, files.problems)
        if told.named_private:
            files.leave_out(judgements.NAME)
    data = files.optional(searches.NAME)
    if data is not None:
        found.searches = searches.read_searches(data, known, clauses, files.problems)
    data = files.optional(replies.REPLIES)
    if data is not None:
        found.replies = replies.read_replies(data, known, clauses, files.problems)
    data = files.optional(replies.CORRECTIONS)
    if data is not None:
        found.corrections = replies.read_corrections(data, known, clauses, files.problems)
