"""The formats of an edition by name: what each is, what it needs, and what makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from trucewatch.publish.files import Content, Parts, Pieces
from trucewatch.publish.formats import (
    answered,
    atom,
    baselines,
    charts,
    claims,
    counts,
    csv,
    geojson,
    hxl,
    incidents,
    json,
    parquet,
    provenance,
    report,
    schemas,
    seeing,
    statements,
)
from trucewatch.publish.incidents import by_clause
from trucewatch.publish.release import Release
from trucewatch.publish.seeing import shown as shows_coverage
from trucewatch.publish.tongue import mark

REPORT = "report"
"""Extra of the formats that need a typesetter or a renderer."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """One format."""

    name: str
    title: str
    """What is in it, for people."""
    media: str
    """Media type of its files."""
    write: Callable[[Release], Parts]
    """Pure: the same release gives the same files."""
    modules: tuple[str, ...] = ()
    """Libraries of the extra `REPORT` that it needs."""
    always: bool = True
    """Whether every run writes it; else only one that is asked to."""


@dataclass(frozen=True, kw_only=True)
class Means:
    """What formats are handed for their work; each does without what is not there."""

    to_parquet: parquet.Writer | None = None
    """What writes Parquet files (`store.parquet.to_parquet`); without it there are none."""
    fonts: Path | None = None
    """Folder of fonts the typesetter uses beside those it brings along."""


BARE = Means()
"""Nothing beside what is installed."""


def formats(means: Means = BARE) -> dict[str, Format]:
    """Every format of data and documents, by name, in the order in which they are shown."""
    to_parquet = means.to_parquet
    made = (
        Format(name="csv", title=mark("tables for spreadsheets"), media="text/csv", write=_csv),
        Format(name="json", title=mark("findings and all that stands beside them, for programs"),
               media="application/json", write=_json),
        Format(name="parquet", title=mark("the same tables, typed, for programs"),
               media="application/vnd.apache.parquet",
               write=lambda release: parquet.tables(release, to_parquet) if to_parquet else {}),
        Format(name="claimreview", title=mark("tested statements as ClaimReview of schema.org"),
               media="application/ld+json", write=_claim_reviews),
        Format(name="provenance", title=mark("where each finding comes from, in terms of PROV-O"),
               media="application/ld+json", write=provenance.provenance),
        Format(name="geojson", title=mark("outlines of zones, and incidents by cells of a grid"),
               media="application/geo+json", write=geojson.places),
        Format(name="hxl", title=mark("tables with a row of HXL hashtags"), media="text/csv",
               write=hxl.tables),
        Format(name="schemas", title=mark("JSON Schema of the JSON files"),
               media="application/schema+json", write=schemas.every),
        Format(name="charts", title=mark("every chart as a drawing with its source inside"),
               media="image/svg+xml", write=charts.drawings),
        Format(name="pictures", title=mark("every chart as a picture with its source inside"),
               media="image/png", write=charts.pictures, modules=("vl_convert",), always=False),
        Format(name="pdf", title=mark("a report to print and to hand out"), media="application/pdf",
               write=partial(report.pdf, fonts=means.fonts), modules=("typst",), always=False),
        Format(name="claims-json", title=mark("every claim, for programs that do not read CSV"),
               media="application/json", write=claims.text, always=False),
        Format(name="atom", title=mark("what changed since an earlier instant, as a feed"),
               media="application/atom+xml", write=_atom),
    )
    return {one.name: one for one in made}


def _csv(release: Release) -> Parts:
    made: dict[str, Content | Pieces] = {**csv.large(release)}
    if release.linking.incidents:
        made["incidents.csv"] = csv.incidents(release)
    if release.searches:
        made["searches.csv"] = csv.searches(release)
    if release.documents:
        made["statements.csv"] = csv.statements(release)
    return made | counts.tables(release)


def _json(release: Release) -> Parts:
    made: dict[str, Content | Pieces] = {
        "findings.json": Pieces(lambda: json.finding_pieces(release)),
        "problems.json": json.problems(release)}
    if shows_coverage(release):
        made["coverage.json"] = seeing.coverage(release)
    if release.linking.incidents:
        made["incidents.json"] = incidents.text(release, by_clause(release))
    if release.searches:
        made["searches.json"] = seeing.searches(release)
    if release.documents:
        made["statements.json"] = statements.statements(release)
    if release.grades:
        made["grades.json"] = seeing.grades(release)
    if release.baselines:
        made["baselines.json"] = baselines.text(release)
    return {**made, **answered.files(release), **counts.documents(release)}


def _atom(release: Release) -> Parts:
    return {atom.NAME: atom.feed(release)} if release.since is not None else {}


def _claim_reviews(release: Release) -> Parts:
    return {f"statements/{document.id}.jsonld": statements.claim_reviews(release, document.id)
            for document in release.documents}
