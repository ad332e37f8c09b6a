"""Incidents as an edition shows them: from a release, with the places of its claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trucewatch.model.finding import Finding
from trucewatch.model.incident import Incident, Linking, counts, incident_id
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
    return _counted(release.linking, _places(release.linking), findings)


def _places(linking: Linking) -> dict[str, list[tuple[int, int]]]:
    """Number of incident and telling, by the claims that are told there."""
    found: dict[str, list[tuple[int, int]]] = {}
    for at, incident in enumerate(linking.incidents):
        for n, telling in enumerate(incident.tellings):
            for claim in telling.claims:
                found.setdefault(claim, []).append((at, n))
    return found


def _counted(
    linking: Linking, places: Mapping[str, list[tuple[int, int]]], findings: Iterable[Finding]
) -> Counted:
    used = {claim for f in findings for account in f.accounts for claim in account.claims}
    there = sorted({at for claim in used if claim in places for at in places[claim]})
    found = [linking.incidents[at] for at in dict.fromkeys(at for at, _ in there)]
    tellings = [linking.incidents[at].tellings[n] for at, n in there]
    order = {name: n for n, name in enumerate(linking.order)}
    least, middle, most = counts(linking.draws, [order[t.id] for t in tellings])
    if not linking.draws:
        least = middle = most = len(found)
    return Counted(incidents=found, least=min(least, len(found)), middle=middle,
                   most=max(most, len(found)), reports=len({t.report for t in tellings}))


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
    places = _places(release.linking)
    told = {key: _counted(release.linking, places, some) for key, some in found.items()}
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
