"""HXL: findings and incidents as CSV with a second row of hashtags (HXL standard 1.1).

The names stay those of the other tables; the hashtags say to programs of the humanitarian data
exchange what each column is. Attributes beyond the standard's own are plain words.
"""

from __future__ import annotations

from trucewatch.model.tables import FINDING_COLUMNS, INCIDENT_COLUMNS
from trucewatch.publish import incidents
from trucewatch.publish.files import Content, Parts, Pieces
from trucewatch.publish.formats import csv, rows
from trucewatch.publish.formats.batches import of_rows
from trucewatch.publish.release import Release

FINDING_TAGS: dict[str, str] = {
    "clause": "#indicator+code",
    "kind": "#indicator+type",
    "bound": "#org+bound+code",
    "reading": "#meta+reading+code",
    "start": "#meta+start+code",
    "standard": "#meta+standard+code",
    "as_of": "#date+updated",
    "unit": "#meta+unit+name",
    "from": "#date+start",
    "to": "#date+end",
    "status": "#status+code",
    "low": "#value+min+num",
    "high": "#value+max+num",
    "accounts": "#meta+accounts+num",
    "shares": "#status+units+list",
    "delay_low_s": "#value+delay+min+num",
    "delay_high_s": "#value+delay+max+num",
    "delay": "#description+delay",
    "hinges_on": "#meta+hinges+list",
    "reasons": "#meta+reason+list",
    "rule": "#meta+rule+code",
    "words": "#description+finding+i_en",
    "denials": "#meta+denials+list",
    "exceptions": "#meta+exceptions+list",
    "beside": "#status+beside+code",
    "suspensions": "#meta+suspensions+list",
}
"""Hashtag of every column of findings."""
INCIDENT_TAGS: dict[str, str] = {
    "incident": "#event+id",
    "earliest": "#date+start",
    "latest": "#date+end",
    "zones": "#geo+zone+list",
    "places": "#loc+name+list",
    "properties": "#event+type+list",
    "actors": "#org+actor+list",
    "killed_low": "#affected+killed+min+num",
    "killed_high": "#affected+killed+max+num",
    "reports": "#meta+reports+num",
    "accounts": "#meta+accounts+num",
    "grade": "#meta+grade+code",
    "attribution": "#meta+attribution+code",
    "together": "#meta+together+num",
}
"""Hashtag of every column of incidents."""
HANDLING_TAG = "#meta+handling"
"""Hashtag of the last column, the handling mark."""


def tables(release: Release) -> Parts:
    """``findings.hxl.csv``, and ``incidents.hxl.csv`` where there are any."""
    made: dict[str, Content | Pieces] = {"findings.hxl.csv": Pieces(lambda: csv.pieces(
        FINDING_COLUMNS, of_rows(rows.findings(release)), release,
        [*(FINDING_TAGS[c.name] for c in FINDING_COLUMNS), HANDLING_TAG]))}
    if release.linking.incidents:
        made["incidents.hxl.csv"] = csv.written(
            INCIDENT_COLUMNS,
            (incidents.row(i, release)[:len(INCIDENT_COLUMNS)] for i in release.linking.incidents),
            release, [*(INCIDENT_TAGS[c.name] for c in INCIDENT_COLUMNS), HANDLING_TAG])
    return made
