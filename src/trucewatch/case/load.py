"""Reads a case folder: everything that can be read, and everything wrong with the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from trucewatch.case import geometry
from trucewatch.case.baselines import note_missing
from trucewatch.case.bodies import (
    Sources,
    boundary_files,
    boundary_names,
    declared_coverage,
    read_sources,
)
from trucewatch.case.clauses import Clauses, read_clauses
from trucewatch.case.coverage import Collected
from trucewatch.case.decisions import Decisions, after_figures, before_figures
from trucewatch.case.document import Document
from trucewatch.case.figures import Figures
from trucewatch.case.folder import FIGURES, PUBLISHING, ZONES, Folder
from trucewatch.case.gazetteer import (
    ACTORS,
    GAZETTEER,
    read_actors,
    read_gazetteer,
    resolver,
)
from trucewatch.case.header import Known, read_header
from trucewatch.case.mappings import read_mappings
from trucewatch.case.mirrors import check_mirrors
from trucewatch.case.names import Names
from trucewatch.case.outlines import Ids, read_outlines, version_zones
from trucewatch.case.placing import Gazetteer
from trucewatch.case.publishing import read_publishing
from trucewatch.case.rows import Rules
from trucewatch.case.statements import Statements
from trucewatch.case.zones import members
from trucewatch.model.agreement import Agreement
from trucewatch.model.case import Case
from trucewatch.model.clause import Clause
from trucewatch.model.place import Alias, Outline, Place
from trucewatch.model.problem import Problem, in_order
from trucewatch.model.publishing import Publishing
from trucewatch.model.statement import Document as StatementDocument


@dataclass(frozen=True)
class Loaded:
    """A case as far as it could be read, and every problem of its folder."""

    case: Case | None
    """``None`` when ``case.yaml`` could not be read: without it nothing can be computed."""
    problems: list[Problem]
    """In the order of every output: errors first, then by file and line."""
    unresolved: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Rows by column (``place``, ``actor``, ``target``) and name, of names no table resolves."""


def load(
    folder: Path, kinds: Mapping[str, type[Clause]], instead: Mapping[str, bytes] | None = None
) -> Loaded:
    """Read a case folder.

    Parameters
    ----------
    folder
        The case folder.
    kinds
        Parameter model of every clause kind, by name.
    instead
        Files of decisions as they would be, by name: read in place of those in the folder.

    Returns
    -------
    Loaded
        What could be read, with every reference in it known; what could not is a Problem with
        file, line, field, what was found and what was expected. Nothing is raised for bad input.
    """
    problems: list[Problem] = []
    if not folder.is_dir():
        problems.append(Problem(
            severity="error", code="missing_folder", file=folder.name or ".", found="nothing",
            expected="a case folder",
        ))
        return Loaded(None, problems)
    files = Folder(folder, problems, instead=instead or {})
    known = Known()
    header = files.yaml("case.yaml")
    agreement = read_header(header, known, problems) if header else None
    if header is None:
        return Loaded(None, in_order(_only_syntax(files)))
    sources_file, clauses_file = files.yaml("sources.yaml"), files.yaml("clauses.yaml")
    sources, sections = (read_sources(sources_file, known, problems) if sources_file
                         else (Sources(), None))
    within = {zone.id: zone.within for zone in agreement.zones} if agreement else {}
    where = _where(files, sources_file, sources, Ids(known.zones, known.bodies, known.tz, within),
                   known.actors, problems)
    if agreement:
        agreement = _with_versions(agreement, where, known)
    if sections:
        sources = replace(sources, coverage=declared_coverage(sections, known, problems))
    sources, decisions = before_figures(files, sources, known)
    leaving = files.optional_yaml(PUBLISHING)
    publishing = read_publishing(leaving, known, problems) if leaving else Publishing()
    clauses = read_clauses(clauses_file, kinds, known, problems) if clauses_file else Clauses()
    bodies = {body.id: body for body in sources.bodies} if sources_file else None
    figures = Figures(Rules(known, bodies, Gazetteer(where.places, where.outlines),
                            resolver(where.aliases)))
    files.figures(figures)
    collected = Collected(known, bodies is not None)
    files.coverage(collected)
    sources.coverage.extend(collected.rows)
    after_figures(files, sources, figures, known, {c.id for c in clauses.base}, decisions)
    ledgers = Statements(known, _bounds(clauses), problems)
    for file in files.statements():
        ledgers.read(file)
    files.note_unknown()
    read_mappings(folder, problems)
    if sources_file:
        # A folder or file that could not be read has been named already.
        there = {file.name for file in files.files} | {problem.file for problem in problems}
        names = {i.id: f"figures/{i.id}.csv" for i in sources.inputs if FIGURES not in there}
        note_missing(
            sources_file, {id_: name in there for id_, name in names.items()},
            {str(subject) for subject in figures.claims["subject"]}, problems,
        )
    case = None
    if agreement:
        check_mirrors(clauses, agreement, sources.coverage, problems)
        case = _case(
            agreement=agreement, clauses=clauses, sources=sources, figures=figures, files=files,
            known=known, where=where, decisions=decisions, statements=ledgers.finish(),
            publishing=publishing,
        )
    return Loaded(case, in_order(problems), figures.rules.unresolved)


@dataclass(frozen=True)
class _Where:
    """What tells where claims lie and who is named in them."""

    outlines: list[Outline]
    places: list[Place]
    aliases: list[Alias]


def _where(
    files: Folder, sources_file: Document | None, sources: Sources, ids: Ids, who: Names,
    problems: list[Problem],
) -> _Where:
    named = boundary_files(sources_file, sources) if sources_file else []
    # A file whose mapping was left out is not read as if it had none.
    set_aside = boundary_names(sources_file) if sources_file else set()
    set_aside -= {one.file for _, one in named}
    drawn = [(name, content) for name, content in files.outlines() if name not in set_aside]
    outlines = read_outlines(drawn, named, ids, problems)
    if outlines and not geometry.available():
        problems.append(Problem(
            severity="warning", code="outlines_not_used", file=ZONES, found="no shapely",
            expected="the extra 'geo'", mend="pip install 'trucewatch[geo]'; until then what lies "
            "in a zone follows from what is declared alone",
        ))
    gazetteer, actors = files.optional(GAZETTEER), files.optional(ACTORS)
    return _Where(
        outlines, read_gazetteer(gazetteer, ids, problems) if gazetteer is not None else [],
        read_actors(actors, who, problems) if actors is not None else [],
    )


def _with_versions(agreement: Agreement, where: _Where, known: Known) -> Agreement:
    """Make every version of an outline a zone that clauses and figures may name."""
    parties = {party.id: party.name.get("en", party.id) for party in agreement.parties}
    more = version_zones(agreement.zones, where.outlines, parties)
    known.zones.good |= {zone.id for zone in more}
    known.zones.declared |= {zone.id for zone in more}
    return replace(agreement, zones=[*agreement.zones, *more])


def _bounds(clauses: Clauses) -> dict[str, list[str]]:
    """Who can be bound by each clause."""
    return {
        clause.id: [*clause.bound, *(claimed.bound for claimed in clause.claimed_bounds)]
        for clause in clauses.base
    }


def _only_syntax(files: Folder) -> list[Problem]:
    """Without ``case.yaml`` no reference can be told; the other files are still read as YAML."""
    for name in ("sources.yaml", "clauses.yaml"):
        files.yaml(name)
    files.note_unknown()
    return files.problems


def _case(
    *,
    agreement: Agreement,
    clauses: Clauses,
    sources: Sources,
    figures: Figures,
    files: Folder,
    known: Known,
    where: _Where, decisions: Decisions, statements: list[StatementDocument],
    publishing: Publishing,
) -> Case:
    return Case(
        agreement=agreement,
        clauses=clauses.base,
        readings=clauses.readings,
        milestones=known.resolved,
        bodies={body.id: body for body in sources.bodies},
        coverage=sources.coverage,
        inputs=sources.inputs,
        standards=sources.standards,
        grades=decisions.grades,
        groupings=decisions.groupings,
        judgements=decisions.judgements,
        searches=decisions.searches,
        replies=decisions.replies,
        corrections=decisions.corrections,
        statements=statements,
        publishing=publishing,
        claims=figures.claims,
        withdrawn=figures.withdrawn,
        baselines=sources.baselines,
        zone_members=members(agreement.zones),
        outlines=where.outlines,
        places=where.places,
        aliases=where.aliases,
        persons=figures.persons,
        files=sorted(files.files, key=lambda file: file.name),
        folder_name=files.root.resolve().name,
    )
