"""Incidents as pages show them: of one bound, and of one month. No markup here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from trucewatch.model.incident import GRADES, Aggregate, Incident
from trucewatch.model.instant import local
from trucewatch.publish import incidents, words
from trucewatch.publish.site.claim import Claim
from trucewatch.publish.site.context import Context
from trucewatch.publish.terms import ATTRIBUTION_MEANINGS, INCIDENT_GRADES
from trucewatch.publish.tongue import Terms, tr

ATTRIBUTION_LABELS = Terms({
    "admitted": "admitted", "two_or_more": "named by two or more independent accounts",
    "one": "named by one account", "contested": "contested", "none": "nobody named without reserve",
})
GRADE_LABELS = Terms({name: name for name in GRADES})


@dataclass(frozen=True, kw_only=True)
class IncidentView:
    """One incident."""

    incident: Incident
    page: str
    """Path of the page it stands on, from the root of the site."""
    when: str
    places: str
    what: str
    actors: str
    reports: int
    accounts: int
    killed: str
    """Range any account gives; empty: not told."""
    held: str
    """How firmly its reports hold together; empty where there is but one."""
    claims: list[Claim]

    @property
    def anchor(self) -> str:
        """Id on its page."""
        return self.incident.id

    @property
    def link(self) -> str:
        """Address, from the root of the site."""
        return f"{self.page}#{self.anchor}"

    @property
    def former(self) -> list[str]:
        """Anchors that lead here."""
        return incidents.former(self.incident)


@dataclass(frozen=True, kw_only=True)
class BoundIncidents:
    """Incidents the accounts of a bound tell of."""

    rows: list[IncidentView]
    sentence: str
    months: list[Month]
    """Pages that have them all, in order."""


@dataclass(frozen=True, kw_only=True)
class Month:
    """A page of incidents."""

    file: str
    title: str
    rows: list[IncidentView]


@dataclass(frozen=True, kw_only=True)
class AggregateView:
    """A report of several incidents, and which it contains."""

    claims: list[Claim]
    when: str
    incidents: list[IncidentView]
    killed: str
    counted: int
    exceeded: bool


class Incidents:
    """Views of the incidents of a release, each made once."""

    def __init__(self, ctx: Context, told: incidents.Told) -> None:
        self._ctx, self._told = ctx, told
        self.views = {i.id: self._view(i) for i in ctx.release.linking.incidents}

    def of_bound(self, clause: str, bound: str) -> BoundIncidents | None:
        """Incidents its base finding rests on; ``None`` without any."""
        found = self._told.get((clause, bound))
        if found is None:
            return None
        rows = [self.views[i.id] for i in found.incidents]
        pages = {row.page for row in rows}
        return BoundIncidents(
            rows=rows, sentence=incidents.sentence(found),
            months=[month for month in self.months if month.file in pages])

    @cached_property
    def months(self) -> list[Month]:
        """Every incident by the month it began in, as its earliest account has it."""
        found: dict[str, list[IncidentView]] = defaultdict(list)
        for view in self.views.values():
            found[view.page].append(view)
        return [
            Month(file=page, rows=rows,
                  title=words.month(local(rows[0].incident.earliest, self._ctx.tz).date()))
            for page, rows in sorted(found.items())
        ]

    def aggregates(self) -> list[AggregateView]:
        """Reports of several incidents that contain any told here, by time."""
        found = [a for a in self._ctx.release.linking.aggregates if a.incidents]
        return [self._aggregate(a) for a in sorted(
            found, key=lambda a: (a.telling.earliest, a.telling.id))]

    def _aggregate(self, aggregate: Aggregate) -> AggregateView:
        telling = aggregate.telling
        low, high = telling.killed
        return AggregateView(
            claims=self._claims(telling.claims),
            when=words.interval(telling.earliest, telling.latest, self._ctx.tz),
            incidents=[self.views[i] for i in aggregate.incidents if i in self.views],
            killed="" if telling.killed == (None, None) else words.bounds(low, high),
            counted=aggregate.least_killed, exceeded=aggregate.exceeded,
        )

    def _claims(self, ids: tuple[str, ...]) -> list[Claim]:
        return [self._ctx.claims[c] for c in ids if c in self._ctx.claims]

    def _view(self, incident: Incident) -> IncidentView:
        ctx, claims = self._ctx, self._claims(incident.claims)
        several = len(incident.tellings) > 1
        month = f"{local(incident.earliest, ctx.tz):%Y-%m}"
        return IncidentView(
            incident=incident, page=f"incidents/{month}.html",
            when=words.interval(incident.earliest, incident.latest, ctx.tz),
            places=incidents.joined([c.row for c in claims], "place") or ", ".join(
                sorted({ctx.name(c.text("zone")) for c in claims if c.text("zone")})),
            what=words.listed(sorted({words.title(c.text("property")) for c in claims})),
            actors=words.listed(sorted({ctx.name(c.text("actor")) for c in claims
                                        if c.text("actor")})),
            reports=len({t.report for t in incident.tellings}),
            accounts=len({line for t in incident.tellings for line in t.lineages}),
            killed="" if incident.killed == (None, None) else words.bounds(*incident.killed),
            held=f"{incident.together:.0%}".replace("%", " %") if several else "", claims=claims,
        )


def meanings() -> dict[str, str]:
    """What the labels mean, for the page that explains them."""
    return {
        **{tr("grade “{label}”", label=GRADE_LABELS[name]): text
           for name, text in INCIDENT_GRADES.items()},
        **{tr("attribution “{label}”", label=ATTRIBUTION_LABELS[name]): text
           for name, text in ATTRIBUTION_MEANINGS.items()},
    }
