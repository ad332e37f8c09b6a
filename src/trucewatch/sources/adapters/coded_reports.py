"""Hand-coded reports (``reports.csv``): one row per statement of one publication.

Every row becomes one claim. What the coder wrote is turned into ids by the coding tables of the
case (``coding/*.csv``), decided by hand and reviewable:

- ``speakers``: speaker, speaker_party, body, note; body empty: the outlet's own words
- ``sources``: publisher, body, copy
- ``origins``: token, body (``itself``: the outlet; ``unstated``)
- ``actors``: actor, id, certainty, note
- ``targets``: report_id, target, certainty, why (certainty empty: that of the actor)
- ``units``: property, unit, to_property, basis, qualifiers, counts, why
- ``scopes``: report_id, scope, words
- ``withheld`` (optional): report_id, why; the address is left out, and the note says why
- ``rows`` (optional): report_id, to_property, stance, why; what one row says where the table of
  units or the coder's stances cannot tell it; an empty cell leaves what is there
- ``zones`` (optional): zone, id; the zones of the case, where the coder used other names

The file comes in two forms. The one names its publication in ``publication_id`` and has
``language``, ``approx`` and ``said_response_to``; the other has ``counting_unit`` instead, which
becomes the qualifier of that name, and its publication is the part of ``report_id`` before the
dot. ``not_applicable`` is no unit and gives no qualifier; ``unspecified`` is kept, since it says
that the source counts breaches and does not say how. Measure ``state_at_date`` is a stock.

A claim's lineage is its speaker's; only the outlet's own words take the origins the page goes back
to. The columns ``incident`` and ``incident_confidence`` are gold labels for evaluation and are
never read; ``said_response_to`` names such a label, so only the fact that it was said is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from trucewatch.model.claim import CERTAINTIES, MEASURES, SCOPES, STANCES
from trucewatch.model.instant import TimeProblem, parse_span
from trucewatch.model.properties import PROPERTIES
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.forms import csv_records
from trucewatch.sources.interface import BATCH_ROWS, Batch, Context, LocalFile, Rows, not_this_form

REQUIRED = ("report_id", "source", "lineage", "speaker", "property", "stance", "paraphrase")
ASIDE = (
    "incident", "incident_confidence",  # gold labels: never read
    "publication_id", "source_affiliation",  # declared in sources.yaml
    "lat", "lon", "geo_precision",  # no clause reads points yet, and none is published
)
TABLES: Mapping[str, tuple[str, ...]] = {
    "speakers": ("speaker", "speaker_party"),
    "sources": ("publisher",),
    "origins": ("token",),
    "actors": ("actor",),
    "targets": ("report_id",),
    "units": ("property", "unit"),
    "scopes": ("report_id",),
}
"""Coding tables, each with the columns that are its key."""
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "rows": ("report_id",), "withheld": ("report_id",), "zones": ("zone",),
}
COUNTING_UNITS = frozenset(
    {
        "explosion", "shot", "round", "trajectory", "overflight", "incident", "firing_case",
        "single_observation", "strike_event", "mixed_listed", "place", "position", "target",
        "mine", "day", "flight", "unspecified",
    }
)
NO_UNIT = ("not_applicable", "")
STOCK = "state_at_date"
NEEDS_TARGET = frozenset(
    {
        "killed", "injured", "strike", "shooting", "rocket_or_fire_attack", "ied", "execution",
        "remains_returned", "remains_recovered", "hostage_released", "prisoners_released",
    }
)
KINDS = {
    "aggregate": "a wave or a day taken together", "figure": "a running total, rate or quantity",
}
_TOKEN = re.compile(r"\s*(?:\?|\(machine digest\))\s*")

Table = dict[tuple[str, ...], Mapping[str, str]]


def coding_tables(context: Context) -> dict[str, Table]:
    """Index the coding tables by their keys.

    Raises
    ------
    SourceError
        When the case lacks one.
    """
    if missing := sorted(TABLES.keys() - context.coding.keys()):
        names = ", ".join(f"coding/{name}.csv" for name in missing)
        raise not_this_form(context.file, "no coding table", names)
    tables: dict[str, Table] = {}
    for name, columns in {**TABLES, **OPTIONAL}.items():
        table = tables[name] = {}
        for line, row in enumerate(context.coding.get(name, []), 2):
            key = tuple(row.get(column, "") for column in columns)
            if key in table:
                raise not_this_form(f"coding/{name}.csv", ", ".join(key), "each key once", line)
            table[key] = row
    return tables


class CodedReports(LocalFile):
    """Adapter for hand-coded reports."""

    name = "coded_reports"
    version = 2

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn every coded row into one claim, see the module."""
        tables = coding_tables(context)
        audit = Audit(context.file)
        rows = Rows(f"{self.name}@{self.version}", subject="reports")
        publications: dict[str, tuple[str, ...]] = {}
        for record in csv_records(stream, audit, REQUIRED):
            if record.has("counting_unit"):
                _publication(record, publications)
            if (row := _claim(record, tables, context.tz)) is not None:
                rows.add(record, **row)
                record.read()
            else:
                record.refuse()
            if len(rows) == BATCH_ROWS:
                yield rows.batch()
        yield rows.last(audit)


def _claim(record: Record, tables: dict[str, Table], tz: str) -> dict[str, str | int | None] | None:
    """One claim, or ``None`` where the row cannot be one (a Problem says why)."""
    key, notes = record.text("report_id"), _notes(record)
    own = tables["rows"].get((key,), {})
    source = _code(record, tables, "sources", record.text("source"))
    spoken = (record.text("speaker"), record.text("speaker_party"))
    speaker = _code(record, tables, "speakers", *spoken)
    unit_key = (record.text("property"), record.text("unit"))
    unit = _code(record, tables, "units", *unit_key)
    if unit is not None and own.get("to_property"):
        unit = {**unit, "to_property": own["to_property"]}
    origins = _origins(record, tables, record.text("lineage"), (source or {}).get("body", ""))
    properties = {unit_key[0], (unit or {}).get("to_property", "")}
    who = _actor(record, tables, key, properties, notes)
    stock = record.peek("measure") == STOCK
    numbers = _numbers(record, unit, unit_key[1], notes)
    qualifiers = _qualifiers(record, (unit or {}).get("qualifiers", ""))
    times = _times(record, tz)
    said = _said(record, tables, key, notes)
    if own.get("why"):
        notes.append(own["why"])
    record.ignore(*ASIDE)
    record.close()
    if not key:
        _unknown(record, "report_id", key, "an id of the row")
    if not key or source is None or speaker is None or unit is None or times is None:
        return None
    if qualifiers is None or not _known(record, said, unit):
        return None
    if not speaker["body"]:
        said["origin"] = "; ".join(origins) if origins != [source["body"]] else ""
    elif shown := ", ".join(one for one in origins if one not in (speaker["body"], "unstated")):
        notes.append(f"the page goes back to: {shown}")
    if speaker.get("note"):
        notes.append(speaker["note"])
    usual = "total" if numbers["measure"] == "cumulative" else "instant"
    return {
        **said, **who, **numbers, **times, "key": key, "source": source["body"],
        "speaker": speaker["body"], "property": unit["to_property"],
        "basis": unit.get("basis") or ("stock" if stock else usual), "qualifiers": qualifiers,
        "copy": source.get("copy") or "unknown", "locator": key, "note": "; ".join(notes),
    }


def _said(
    record: Record, tables: dict[str, Table], key: str, notes: list[str]
) -> dict[str, str | int | None]:
    """What the row states in words, place and address."""
    stated = _one_of(record, "stance", STANCES)
    said: dict[str, str | int | None] = {
        "stance": tables["rows"].get((key,), {}).get("stance") or stated,
        "scope": tables["scopes"].get((key,), {}).get("scope", "unstated"),
        "approx": record.text("approx"), "place": record.text("place"),
        "zone": _zone(record, tables), "original": record.text("paraphrase"),
        "lang": record.text("language"), "published": record.text("published"),
        "address": record.text("address"),
    }
    if withheld := tables["withheld"].get((key,)):
        said["address"] = ""
        notes.append(f"address withheld: {withheld.get('why', '')}")
    return said


def _known(record: Record, said: Mapping[str, object], unit: Mapping[str, str]) -> bool:
    """Whether the words the coding tables give are in the closed lists."""
    if not said["stance"]:
        return False
    if (
        said["scope"] in SCOPES and unit["to_property"] in PROPERTIES and said["stance"] in STANCES
    ):
        return True
    found = f"{said['scope']}, {unit['to_property']}, {said['stance']}"
    _unknown(record, "coding", found, "a known scope, property and stance")
    return False


def _publication(record: Record, seen: dict[str, tuple[str, ...]]) -> None:
    """Rows of one publication must agree on what it is, or one page would become two."""
    key = record.peek("report_id")
    publication, dot, claim = key.partition(".")
    if not (publication and dot and claim):
        record.audit.report(
            "wrong_value", severity="warning", line=record.line, field="report_id",
            found=key or "nothing", expected="publication, a dot and a number of the claim",
            mend="kept; which rows come from one publication is not known",
        )
        return
    told = tuple(record.peek(field) for field in ("source", "address", "published"))
    if (first := seen.setdefault(publication, told)) != told:
        record.audit.report(
            "publication_differs", severity="warning", line=record.line, field="report_id",
            found=", ".join(told), expected=f"as in the first row of it: {', '.join(first)}",
            mend="kept as stated; the rows are taken as two publications",
        )


def _qualifiers(record: Record, coded: str) -> str | None:
    """Qualifiers of the coding table and the source's own counting unit."""
    counted = record.text("counting_unit")
    if counted in NO_UNIT:
        return coded
    if counted not in COUNTING_UNITS:
        _unknown(record, "counting_unit", counted, ", ".join(sorted(COUNTING_UNITS)))
        return None
    return "; ".join(text for text in (coded, f"counting_unit={counted}") if text)


def _zone(record: Record, tables: dict[str, Table]) -> str:
    """Zone of the case; as coded where the case has no table of zones."""
    zone = record.text("zone")
    if not zone or not tables["zones"]:
        return zone
    return (_code(record, tables, "zones", zone) or {}).get("id", "")


def _unknown(record: Record, field: str, found: str, expected: str) -> None:
    record.audit.report(
        "not_coded", line=record.line, field=field, found=found or "nothing", expected=expected,
        mend="add a line to the coding table; the row is left out until then",
    )


def _code(
    record: Record, tables: dict[str, Table], table: str, *key: str
) -> Mapping[str, str] | None:
    row = tables[table].get(key)
    if row is None:
        _unknown(record, table, ", ".join(key), f"a line in coding/{table}.csv")
    return row


def _one_of(record: Record, field: str, allowed: tuple[str, ...]) -> str:
    value = record.text(field)
    if value not in allowed:
        _unknown(record, field, value, ", ".join(text for text in allowed if text))
        return ""
    return value


def _notes(record: Record) -> list[str]:
    notes = []
    if remark := KINDS.get(record.text("kind")):
        notes.append(remark)
    if record.text("said_response_to"):
        notes.append("said to be a response")
    if record.text("excerpt_seen") not in ("yes", ""):
        notes.append("the excerpt read does not hold the statement itself")
    return notes


def _origins(record: Record, tables: dict[str, Table], lineage: str, outlet: str) -> list[str]:
    """Bodies an outlet's own words go back to."""
    found: list[str] = []
    for token in lineage.split(";"):
        row = _code(record, tables, "origins", _TOKEN.sub("", token).strip())
        body = row["body"] if row is not None else "unstated"
        if body == "itself":
            body = outlet or "unstated"
        if body not in found:
            found.append(body)
    return found


def _actor(
    record: Record, tables: dict[str, Table], key: str, properties: set[str], notes: list[str]
) -> dict[str, str]:
    words = record.text("actor")
    row = _code(record, tables, "actors", words) or {}
    target = tables["targets"].get((key,))
    if target is None and not NEEDS_TARGET.isdisjoint(properties):
        record.audit.report(
            "no_target", severity="warning", line=record.line, field="targets", found=key,
            expected="a line in coding/targets.csv", mend="read as: target not stated",
        )
    target = target or {}
    actor = row.get("id", "")
    certainty = (target.get("certainty") or row.get("certainty", "")) if actor else ""
    if certainty not in CERTAINTIES:
        _unknown(record, "certainty", certainty, "stated, possible")
        certainty = "possible"
    if row.get("note"):
        notes.append(row["note"])
    if target.get("certainty") and target.get("why"):
        notes.append(target["why"])
    return {"actor": actor, "actor_certainty": certainty, "target": target.get("target", "")}


def _numbers(
    record: Record, unit: Mapping[str, str] | None, words: str, notes: list[str]
) -> dict[str, str | int | None]:
    low, high = record.integer("low"), record.integer("high")
    measure = _one_of(record, "measure", (*MEASURES, STOCK))
    if low is not None and high is not None and low > high:
        record.audit.report(
            "low_above_high", severity="warning", line=record.line, field="low, high",
            found=f"{low} to {high}", expected="low up to high", mend="kept as stated",
        )
    if unit is not None and unit.get("counts") == "no" and (low, high) != (None, None):
        ends = ["" if end is None else str(end) for end in (low, high)]
        stated = ends[0] if low == high else " to ".join(ends)
        what = words.replace("_", " ")
        notes.append(f"stated: {stated} {what}, which is no count of this property")
        low = high = None
    return {"low": low, "high": high, "measure": "" if measure == STOCK else measure}


def _times(record: Record, tz: str) -> dict[str, str] | None:
    earliest, latest = record.text("event_earliest"), record.text("event_latest")
    try:
        if parse_span(earliest, tz).lo > parse_span(latest, tz).hi:
            raise TimeProblem("an end that is not before the start")
    except TimeProblem as problem:
        record.audit.report(
            "wrong_value", line=record.line, field="event_earliest, event_latest",
            found=f"{earliest or 'nothing'} to {latest or 'nothing'}", expected=str(problem),
            mend="the row is left out",
        )
        return None
    return {"earliest": earliest, "latest": latest}
