"""Incidents as an edition shows them: from a release, with the places of its claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trucewatch.model.finding import Finding
from trucewatch.model.incident import Incident, counts, incident_id
from trucewatch.publish import caveats, words
from trucewatch.publish.measure import WINDOW
from trucewatch.publish.release import Release
from trucewatch.publish.tongue import tr


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Incidents some claims tell of."""

    incidents: list[Incident]
    """By earliest instant."""
    least: int
    middle: int
    most: int
    """Over the drawn clusterings, and the one that was found."""
    reports: int
    """Publications that tell of them."""

    @property
    def firm(self) -> bool:
        """Whether each of these clusterings gives the same number."""
        return self.least == self.most


def counted(release: Release, findings: Iterable[Finding]) -> Counted:
    """Incidents that the accounts of some findings tell of, and how sure their number is."""
    used = {claim for f in findings for account in f.accounts for claim in account.claims}
    linking = release.linking
    found, members, reports = [], list[int](), set[str]()
    place = {name: n for n, name in enumerate(linking.order)}
    for incident in linking.incidents:
        mine = [t for t in incident.tellings if not used.isdisjoint(t.claims)]
        if mine:
            found.append(incident)
            members += [place[t.id] for t in mine]
            reports |= {t.report for t in mine}
    least, middle, most = counts(linking.draws, members)
    if not linking.draws:
        least = middle = most = len(found)
    return Counted(incidents=found, least=min(least, len(found)), middle=middle,
                   most=max(most, len(found)), reports=len(reports))


def sentence(found: Counted) -> str:
    """How many incidents, by how many reports, and how sure the number is."""
    reports = words.count(found.reports, "report")
    many = words.count(len(found.incidents), "incident")
    if found.firm:
        return tr("{incidents}, told of in {reports} of single happenings.", incidents=many,
                  reports=reports)
    return tr("{incidents}, told of in {reports} of single happenings; by how else the reports may "
              "belong together, {least} to {most}.", incidents=many, reports=reports,
              least=words.number(found.least), most=words.number(found.most))


Told = Mapping[tuple[str, str], Counted]
"""Incidents by clause and bound."""


def by_clause(release: Release) -> Told:
    """Incidents the base findings of each clause and bound rest on, where there are any."""
    if not release.linking.incidents:
        return {}
    views = {view.clause.id: view for view in release.clauses}
    found: dict[tuple[str, str], list[Finding]] = {}
    for f in release.findings:
        view = views.get(f.clause)
        if view is not None and f.unit == WINDOW and caveats.is_base(view, f):
            found.setdefault((f.clause, f.bound), []).append(f)
    told = {key: counted(release, findings) for key, findings in found.items()}
    return {key: one for key, one in told.items() if one.incidents}


def row(incident: Incident, release: Release) -> list[object]:
    """Cells of `model.tables.INCIDENT_JSON`; those of a table come first."""
    claims = [release.claims[c] for c in incident.claims if c in release.claims]
    low, high = incident.killed
    return [
        incident.id, incident.earliest, incident.latest, joined(claims, "zone"),
        joined(claims, "place"), joined(claims, "property"), joined(claims, "actor"), low, high,
        len({t.report for t in incident.tellings}),
        len({lineage for t in incident.tellings for lineage in t.lineages}),
        incident.grade, incident.attribution, round(incident.together * 1000),
        list(incident.claims), former(incident),
    ]


def former(incident: Incident) -> list[str]:
    """Ids it would have if another of its reports were the first: addresses that lead here."""
    return sorted({incident_id(t.id) for t in incident.tellings} - {incident.id})


def joined(claims: Iterable[Mapping[str, object]], column: str) -> str:
    """Distinct values of a column of some claims, in alphabetical order."""
    return "; ".join(sorted({str(c[column]) for c in claims if c[column]}))
