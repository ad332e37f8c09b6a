"""OCHA's obstacles to movement in the West Bank, one point each (GeoJSON, plain or gzipped).

The layer is a snapshot: each point names the month it was surveyed in, not when it was put up or
taken away. It comes without a code book, so codes stay codes. What is kept and how:

- Each point: one obstacle, a stock as at its survey month, with its kind as coded, its name and
  its coordinates in the place (latitude, longitude; six decimals, a tenth of a metre), and every
  code it carries as the original. Where the point of the geometry and the columns x, y lie apart,
  the place says by how much.
- Counts by governorate and kind over the whole layer, stocks as at the months of their points.
  Kind and governorate are each coded twice, by number and by abbreviation, and nearly every point
  pairs them as `KINDS` and `GOVERNORATES` do. Where a point's codes disagree, it may belong to
  either: the low counts points that are certain, the high those that are possible.
- A stock says nothing of who put an obstacle up, and a point's status code is not interpreted: a
  claim of an obstacle is none that it was shut.
- Area boundaries (``adm1_pcode``) make no claim; they are zones, and loaded as such.
- Working notes (``description_ceasefire``) are free text and left aside.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.ending import OUTSIDE
from trucewatch.sources.forms import window
from trucewatch.sources.geojson import GEOMETRY, ID, feature_records, point
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows

KINDS = {1: "CHK", 2: "PCP", 3: "ORG", 4: "EMD", 5: "RDB", 6: "CRG", 10: "PCC", 11: "PCO"}
GOVERNORATES = {
    1: "JEN", 5: "TBS", 10: "TLK", 15: "NBL", 20: "QLQ", 25: "SLF", 30: "RML", 35: "JRC",
    40: "JRS", 45: "BTH", 50: "HBN",
}
CODES = (
    "closutretype", "type_closure_abbrev", "closurestatus", "governoratet", "gov_abbrev",
    "region", "h2", "iside_osloarea", "monthyear", "oct_7_status",
    "installedsincegazaceasefire", "gatestatus", "roadnumber",
)
"""Columns kept as they stand, in this order."""
ASIDE = (ID, "objectid", "globalid", "description_ceasefire")
APART = 10.0
"""Metres from which two points given for one obstacle are told apart (place precision exact)."""
METRES_A_DEGREE = 111_320.0
BOUNDARY = "an area boundary: a zone, no claim"

_MONTH = re.compile(r"([A-Z][a-z]{2})((?:19|20|21)\d{2})")
_NAMES = {name: number for number, name in enumerate(calendar.month_abbr) if name}


@dataclass(frozen=True)
class Obstacle:
    """One point, as read."""

    record: Record
    key: str
    kinds: frozenset[str]
    """What it may be, by its codes; more than one where they disagree."""
    governorates: frozenset[str]
    first: date
    last: date
    place: str
    original: str


class OchaClosures(LocalFile):
    """Adapter for the obstacles, and for the boundaries that come with them."""

    name = "ocha_closures"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn points into stocks, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        rows = Rows(
            f"{self.name}@{self.version}", source="un-ocha", property="movement_obstacle",
            basis="stock", scope="unstated", zone="west_bank", copy="copy",
            address=context.options.get("address", ""),
            published=context.options.get("published", ""),
        )
        kept: list[Obstacle] = []
        for record in feature_records(stream, audit):
            if record.has("adm1_pcode"):
                record.ignore(GEOMETRY, ID)
                record.ignore(*BOUNDARY_FIELDS)
                record.close()
                record.aside(BOUNDARY)
            elif (obstacle := _read(record)) is None:
                record.refuse()
            elif obstacle.last < first or obstacle.first > last:
                record.aside(OUTSIDE)
            else:
                kept.append(obstacle)
                _one(rows, obstacle)
                record.read()
        _counts(rows, kept, whole=not audit.rows_lost and not audit.tally.refused)
        yield rows.last(audit)


BOUNDARY_FIELDS = (
    *(f"adm{level}_{part}" for level in (0, 1, 2)
      for part in ("name", "name1", "name2", "name3", "pcode")),
    "valid_on", "valid_to", "area_sqkm", "version", "lang", "lang1", "lang2", "lang3",
    "center_lat", "center_lon",
)


def _read(record: Record) -> Obstacle | None:
    """One obstacle; ``None`` where it has no id or no month (a Problem says so)."""
    key, name = _code(record.value("objectid")), record.text("name")
    codes = {field: _code(record.value(field)) for field in CODES}
    place = _place(record, key, name)
    record.ignore(*ASIDE)
    record.close()
    month = _month(codes["monthyear"])
    if not key or month is None:
        record.audit.report(
            "wrong_value", line=record.line, field="objectid, monthyear",
            found=f"{key or 'nothing'}, {codes['monthyear'] or 'nothing'}",
            expected="a number, and a month such as Feb2025", mend="the point is left out",
        )
        return None
    kinds = _coded(record, key, codes, ("closutretype", "type_closure_abbrev"), KINDS)
    areas = _coded(record, key, codes, ("governoratet", "gov_abbrev"), GOVERNORATES)
    original = "; ".join(f"{field}={value}" for field, value in codes.items() if value)
    return Obstacle(record, key, kinds, areas, *month, place, original)


def _code(value: object) -> str:
    """Show a code as it stands; null is empty. Nothing that could be taken for another cell."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    return re.sub(r"[^\w./-]", "_", str(value).strip())[:40]


def _month(text: str) -> tuple[date, date] | None:
    match = _MONTH.fullmatch(text)
    if match is None or match[1] not in _NAMES:
        return None
    year, month = int(match[2]), _NAMES[match[1]]
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _coded(
    record: Record, key: str, codes: Mapping[str, str], fields: tuple[str, str],
    known: Mapping[int, str],
) -> frozenset[str]:
    """What a point may be by its two codes; a code outside the list is told and not followed."""
    by_number = {str(number): name for number, name in known.items()}
    number, short = (codes[field] for field in fields)
    found = {by_number.get(number, ""), short if short in known.values() else ""} - {""}
    if (number and number not in by_number) or (short and short not in known.values()):
        record.audit.report(
            "unknown_code", severity="note", line=record.line, field=", ".join(fields),
            found=f"{number or 'nothing'}, {short or 'nothing'} of point {key}",
            expected="codes most points have", mend="kept as it stands; not followed in counts",
        )
    elif len(found) > 1:
        record.audit.report(
            "codes_disagree", severity="note", line=record.line, field=", ".join(fields),
            found=f"{number}, {short} of point {key}", expected=f"{number}, {by_number[number]}",
            mend="it may belong to either; counts become a range",
        )
    return frozenset(found)


def _place(record: Record, key: str, name: str) -> str:
    """Name and coordinates, with what is known of their precision."""
    here = point(record.value(GEOMETRY))
    there = point({"type": "Point", "coordinates": [record.value("x"), record.value("y")]})
    if here is None:
        record.audit.report(
            "no_point", severity="warning", line=record.line, field="geometry",
            found=f"none that can be used, of point {key}",
            expected="a point, longitude before latitude",
            mend="the place is the name alone",
        )
        return name
    text = f"{name} ({here[1]:.6f}, {here[0]:.6f}"
    apart = _metres(here, there) if there is not None else 0.0
    if apart <= APART:
        return text + ")"
    record.audit.report(
        "points_differ", severity="note", line=record.line, field="geometry, x, y",
        found=f"two points {math.ceil(apart)} m apart, of point {key}", expected="one point",
        mend="that of the geometry is kept, and the place says how far the other lies",
    )
    return text + f"; another point is given {math.ceil(apart)} m away)"


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, one[1] - other[1]) * METRES_A_DEGREE


def _one(rows: Rows, obstacle: Obstacle) -> None:
    (kind,) = obstacle.kinds if len(obstacle.kinds) == 1 else ("",)
    rows.add(
        obstacle.record, key=f"point/{obstacle.key}", subject="ocha-closure-points", low=1, high=1,
        earliest=str(obstacle.first), latest=str(obstacle.last), place=obstacle.place,
        qualifiers=f"category={kind}" if kind else "", original=obstacle.original,
        locator=f"objectid {obstacle.key}",
        note="" if kind else "its codes do not agree on its kind",
    )


def _counts(rows: Rows, kept: list[Obstacle], *, whole: bool) -> None:
    """Add counts by governorate and kind: certain points to possible ones."""
    cells: dict[tuple[str, str], list[Obstacle]] = {}
    for obstacle in kept:
        for area in obstacle.governorates:
            for kind in obstacle.kinds:
                cells.setdefault((area, kind), []).append(obstacle)
    for (area, kind), possible in sorted(cells.items()):
        sure = sum(len(one.kinds) == len(one.governorates) == 1 for one in possible)
        rows.add(
            [one.record for one in possible], key=f"count/{area}/{kind}",
            subject="ocha-closure-counts", low=sure, high=len(possible) if whole else None,
            earliest=str(min(one.first for one in possible)),
            latest=str(max(one.last for one in possible)), place=f"governorate {area}, West Bank",
            qualifiers=f"category={kind}", original=f"{len(possible)} points",
            locator=f"points of governorate {area} and kind {kind}",
            note="points surveyed in different months are one layer; codes without a code book",
        )
