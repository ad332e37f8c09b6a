"""Incidents as JSON: what reports were judged to tell of one happening, and what contains them."""

from __future__ import annotations

from trucewatch.model.incident import ATTRIBUTIONS, GRADES
from trucewatch.model.instant import iso
from trucewatch.model.judgement import VERDICTS
from trucewatch.model.tables import INCIDENT_JSON
from trucewatch.publish import incidents
from trucewatch.publish.formats import listing
from trucewatch.publish.incidents import Told
from trucewatch.publish.release import Release

SCHEMA = "trucewatch/incidents@1"
WORDS = (
    "A view over reports and over what people judged of them; no report is changed by it. "
    "Together: in how many of a thousand drawn clusterings all reports of an incident are "
    "together. An id stands for the report first published; other ids of the incident lead to it."
)
_NAMES = tuple(column.name for column in INCIDENT_JSON)


def text(release: Release, told: Told) -> str:
    """Text of ``incidents.json``; one incident, aggregate or judgement a line."""
    linking = release.linking
    judged = [*linking.followed, *linking.against, *linking.open, *linking.unused]
    return listing.text(
        release, SCHEMA, WORDS,
        {"weights": linking.model, "draws": len(linking.draws), "grades": GRADES,
         "attributions": ATTRIBUTIONS, "judgements_mean": VERDICTS},
        incidents=(_plain(incidents.row(i, release)) for i in linking.incidents),
        clauses=(
            {"clause": clause, "bound": bound, "incidents": [i.id for i in one.incidents],
             "reports": one.reports, "least": one.least, "middle": one.middle,
             "most": one.most}
            for (clause, bound), one in told.items()),
        aggregates=(
            {"claims": list(a.telling.claims), "incidents": list(a.incidents),
             "killed_low": a.telling.killed[0], "killed_high": a.telling.killed[1],
             "killed_of_its_incidents": a.least_killed, "exceeded": a.exceeded}
            for a in linking.aggregates if a.incidents),
        judgements=(
            {"one": j.one, "other": j.other, "judgement": j.verdict, "reason": j.reason,
             "date": j.date, "by": j.by, "score": j.score, "model": j.model,
             "followed": j in linking.followed, "line": j.line}
            for j in sorted(judged, key=lambda j: j.line)),
    )


def _plain(cells: list[object]) -> dict[str, object]:
    found = dict(zip(_NAMES, cells, strict=True))
    for name in ("earliest", "latest"):
        value = found[name]
        found[name] = iso(value) if isinstance(value, int) else None
    return found
