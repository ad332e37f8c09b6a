"""Three lists of deaths in Sudan, 2023 and 2024, as counts by list, month and area (XLSX).

Each row of the sheet ``data`` is a record of one person who died, without a name but with sex, age
group, cause, place and month: few such marks single a person out. So no claim is made of any
person. Records are counted, and a count of fewer than `FEWEST` is not told (do no harm): sex, age,
profession, and how records match across the lists are never read.

- A count is a range: at least the records with enough detail that the authors hold for no duplicate
  (``del_score`` 5, ``dup_score`` 0), at most all records of the list.
- ``died`` is a death of any cause. ``killed`` is intentional injury alone: at least those records,
  at most those and the ones without a cause. It is told only where neither these nor the others are
  too few to be told, as one can be had from the other.
- Months by ``year_death`` and ``month_death``: ``death_date`` is a placeholder by the authors' own
  words. Areas are Khartoum, and the rest of Sudan; deaths abroad and unplaced ones are left aside.
- The lists are series of their own. One person can stand in several: they must not be added, and
  none is complete (scope partial).
- Zones by ``coding/mortality_zones.csv`` (country Sudan, adm_1 Khartoum or empty, zone, why). Needs
  the extra ``xlsx``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import BinaryIO, NamedTuple

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.coded import Zones
from trucewatch.sources.forms import window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows
from trucewatch.sources.json_pages import refused
from trucewatch.sources.workbooks import open_workbook, sheet_records

FEWEST = 5
"""Smallest number of records that is told."""
ENOUGH, UNIQUE = 5, 0
"""``del_score`` of a record with enough detail, ``dup_score`` of one that is no duplicate."""
REQUIRED = ("id", "del_score", "dup_score", "loc_death", "month_death", "year_death", "cod")
LISTS = {"PB": "public-survey", "PV": "private-survey", "SM": "social-media"}
KHARTOUM, ELSEWHERE = "Khartoum", "Sudan outside Khartoum"
STATES = frozenset(
    (
        "Khartoum", "North Kordofan", "Northern", "Kassala", "Blue Nile", "North Darfur",
        "South Darfur", "South Kordofan", "Gezira", "White Nile", "River Nile", "Red Sea",
        "Al Qadarif", "Sennar", "West Darfur", "Central Darfur", "East Darfur", "West Kordofan",
    )
)
NOWHERE = frozenset(("", "NA", "Sudan"))
"""Places that do not say whether it was in Khartoum."""
ABROAD = frozenset(
    (
        "Australia", "Egypt", "Egypt borders", "Eritrea", "Ethiopia", "Germany", "Libya", "Qatar",
        "Saudi Arabia", "South Sudan", "Türkiye", "UAE", "Uganda", "UK", "Chad", "New Zealand",
        "Kuwait", "USA", "India", "Tanzania", "France", "Mali", "Libya borders",
    )
)
KILLED = "injury_intentional"
CAUSES = (KILLED, "injury_accident", "starvation_disease", "other", "")
PERSONAL = frozenset(
    (
        "gender", "age_cat", "hcw", "death_date", "dup_id", "resistance_committees",
        "sudan_leave_year", "sudan_leave_month",
        *(f"ovrlp_{part}_{number}" for part in ("id", "score") for number in range(1, 6)),
    )
)
"""Never read: what singles people out, and how records match."""


class Cell(NamedTuple):
    """What is counted together."""

    list: str
    month: date
    """Its first day."""
    area: str


class Death(NamedTuple):
    """What is counted of a record."""

    record: Record
    sure: bool
    """Whether the authors hold it for no duplicate, with enough detail to tell."""
    cause: str


class SudanMortalityLists(LocalFile):
    """Adapter for the three lists."""

    name = "sudan_mortality_lists"
    version = 1
    max_bytes = 50_000_000

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Count the records of each list by month and area, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        cells: dict[Cell, list[Death]] = {}
        workbook = open_workbook(stream, context.file)
        try:
            for record in sheet_records(workbook, "data", audit, {}):
                found = _death(record)
                if found is None:
                    continue
                cell, death = found
                if not first <= cell.month <= last:
                    record.aside("outside the period asked for")
                else:
                    cells.setdefault(cell, []).append(death)
        finally:
            workbook.close()
        zones = Zones(context.coding, "mortality_zones", audit)
        rows = Rows(
            f"{self.name}@{self.version}", source=context.options.get("source") or "lshtm",
            measure="newly_occurred", basis="total", scope="partial",
            copy=context.options.get("copy", "unknown"),
            address=context.options.get("address", ""),
            published=context.options.get("published", ""),
        )
        series = context.options.get("series") or "sudan-mortality"
        for cell, deaths in sorted(cells.items()):
            _count(cell, deaths, rows, zones, series)
        yield rows.last(audit)


def _death(record: Record) -> tuple[Cell, Death] | None:
    """One record and where it is counted, or ``None``; then it has been ended."""
    if refused(record, REQUIRED):
        return None
    key, place, cause = record.texts_of(("id", "loc_death", "cod"))
    detail, double, month, year = record.integers_of(
        ("del_score", "dup_score", "month_death", "year_death")
    )
    record.close(PERSONAL)
    wrong = [
        (field, found, expected) for field, found, expected, good in (
            ("id", key.partition("_")[0], f"one of {', '.join(LISTS)}",
             key.partition("_")[0] in LISTS),
            ("loc_death", place, "a place of the dictionary",
             place in STATES or place in NOWHERE or place in ABROAD),
            ("cod", cause, "a cause of the dictionary", cause in CAUSES),
            ("del_score", detail, "0 to 5", detail in range(6)),
            ("dup_score", double, "0 to 5", double in range(6)),
            ("month_death", month, "1 to 12, or nothing", month is None or month in range(1, 13)),
            ("year_death", year, "a year from 2000 to 2199, or nothing",
             year is None or year in range(2000, 2200)),
        ) if not good
    ]
    for field, found, expected in wrong:
        record.audit.report(
            "wrong_value", line=record.line, field=field,
            found="nothing" if found in (None, "") else found, expected=expected,
            mend="the record is left out",
        )
    if wrong:
        record.refuse()
    elif reason := _aside(detail, place, month, year):
        record.aside(reason)
    else:
        area = KHARTOUM if place == KHARTOUM else ELSEWHERE
        cell = Cell(LISTS[key.partition("_")[0]], date(year or 0, month or 0, 1), area)
        return cell, Death(record, detail == ENOUGH and double == UNIQUE, cause)
    return None


def _aside(detail: int | None, place: str, month: int | None, year: int | None) -> str:
    """Why a record is counted nowhere; empty where it is."""
    if detail == 0:
        return "an entry the authors could not use (del_score 0)"
    if month is None or year is None:
        return "month of death not said"
    if place in NOWHERE:
        return "place of death not said"
    return "" if place in STATES else "died outside Sudan"


def _count(cell: Cell, deaths: list[Death], rows: Rows, zones: Zones, series: str) -> None:
    """Tell a count if it is not too small to be told, and end its records."""
    if len(deaths) < FEWEST:
        for death in deaths:
            death.record.aside(f"fewer than {FEWEST} records in one list, month and area")
        return
    records = [death.record for death in deaths]
    last = (cell.month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    adm = "Khartoum" if cell.area == KHARTOUM else ""
    same = {
        "earliest": str(cell.month), "latest": str(last), "place": cell.area,
        "zone": zones.of("Sudan", (adm, ""), cell.area, records[0].line, "loc_death"),
        "locator": f"sheet data: {cell.list}, {cell.month:%Y-%m}, {cell.area}",
        "note": "at least the sure records, at most all; a person can stand in several lists",
    }
    key = f"{cell.list}/{cell.month:%Y-%m}/{'khartoum' if adm else 'elsewhere'}"
    rows.add(
        records, **same, key=f"{key}/died", subject=f"{series}/{cell.list}/died", property="died",
        low=_told(sum(death.sure for death in deaths)), high=len(deaths),
        original=f"records={len(deaths)}",
    )
    injured = [death for death in deaths if death.cause in (KILLED, "")]
    others = len(deaths) - len(injured)
    if _told(len(injured)) and (_told(others) or not others):
        rows.add(
            [death.record for death in injured], **same, key=f"{key}/killed",
            subject=f"{series}/{cell.list}/killed", property="killed", high=len(injured),
            low=_told(sum(death.sure and death.cause == KILLED for death in injured)),
            original=f"records of intentional injury or of no stated cause={len(injured)}",
        )
    for record in records:
        record.read()


def _told(count: int) -> int | None:
    """Number that is large enough to be told."""
    return count if count >= FEWEST else None
