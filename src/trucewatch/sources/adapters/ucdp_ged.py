"""UCDP Georeferenced Event Dataset, yearly or candidate: one lethal event a row (CSV or JSON).

CSV, plain or gzipped, of any release, and the pages of UCDP's programming interface as a user
saved them, one or many to a file. Releases differ in their columns; the row of HXL tags below the
header is told apart and left aside. All events of a release are one series (option ``series``, or
named by ``release``); a row's key is the event's id. What is kept and how:

- Killed, in the event: from ``low`` to ``high``. ``best`` is UCDP's own choice within the range;
  it stands in the words of the claim, and no column of ours holds one value for a contested number.
- Killed by category, each category a series of its own (``<series>/civilians``), so that nothing is
  counted twice: UCDP splits what it holds likeliest over the two sides, civilians and unknown, and
  gives no range there. The four add up to ``best``; a row where they do not is flagged. A category
  of 0 gives no claim of its own: no clause could use it, and the event's range stands.
- Time: the days from ``date_start`` to ``date_end``. Up to a week's imprecision (``date_prec`` 1
  and 2) the event happened within them (`instant`); beyond, the row is a period's deaths (`total`).
  One day with a ``date_prec`` that says the day is not known is widened as far as that precision
  can reach, both ways, so that it is never certain in a day.
- Place: a zone by the case's table ``coding/ged_zones.csv`` (country, adm_1, adm_2, place, zone,
  why), the closest line that fits; empty cells fit anything. No geometry; points are left aside.
- Sides: UCDP says who fought whom, not who killed whom. An actor is stated only for one-sided
  violence, where side A attacked; ``coding/ged_sides.csv`` (side, id, people, note) turns names
  into ids. The dead of a side are told by the target. ``dyad`` is UCDP's id of the pair.
- Scope is partial: only deadly events of dyads that meet UCDP's own definition are in the data.
- Headlines and articles are left aside: they can hold names of people, and their figures are
  already merged by UCDP.
- Option ``release``: ``25.1`` (yearly) or ``25.0.9`` (candidate, by month), ``25.01.25.06`` (by
  months): candidate events are marked as such; UCDP has not yet reviewed them as a year.
- A copy reduced to ``best`` and one ``date``, without range, end and precision, bounds neither a
  number nor a time: its rows are left aside, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO, NamedTuple

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.coded import Names, Zones
from trucewatch.sources.forms import csv_lines, window
from trucewatch.sources.ged_rows import (
    CATEGORIES,
    ONE_SIDED,
    PRECISE,
    REQUIRED,
    STATE_BASED,
    VIOLENCE,
    Days,
    Notes,
    Numbers,
    is_reduced,
)
from trucewatch.sources.interface import (
    BATCH_ROWS,
    Batch,
    Context,
    LocalFile,
    Rows,
    not_this_form,
)
from trucewatch.sources.json_pages import Page, paged_records, refused, starts_as_json

ASIDE = frozenset(
    (
        "source_article", "source_office", "source_date", "source_headline", "source_original",
        "where_description",  # free text that can name people
        "latitude", "longitude", "geom_wkt", "priogrid_gid",  # no clause reads points
        "relid", "active_year", "start_year", "end_year", "region", "iso3", "country_id",
        "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_name",
        "side_a_dset_id", "side_a_new_id", "side_b_dset_id", "side_b_new_id", "gwnoa", "gwnob",
    )
)
TEXTS = (
    "type_of_violence", "date_start", "date_end", "side_a", "side_b", "dyad_new_id",
    "where_coordinates", "country", "adm_1", "adm_2", "where_prec", "event_clarity",
    "number_of_sources", "code_status",
)
COUNTS = ("date_prec", "year", "low", "best", "high", *CATEGORIES)
SIDES = {"deaths_a": 0, "deaths_b": 1}
_RELEASE = re.compile(r"\d{2}\.1|(?P<candidate>\d{2}\.0\.\d{1,2}|\d{2}\.\d{2}\.\d{2}\.\d{2})")
_PAGED = ("TotalCount", "TotalPages", "PreviousPageUrl", "NextPageUrl")


class UcdpGed(LocalFile):
    """Adapter for GED files of any release."""

    name = "ucdp_ged"
    version = 2
    max_bytes = 2_000_000_000
    """The whole world since 1989, as JSON; the rows are read one by one."""

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn every event into claims about who was killed, see the module."""
        first, last = (day.isoformat() for day in window(context))
        release, candidate = _release(context)
        audit = Audit(context.file)
        reader = _Reader(context, audit, candidate=candidate)
        series = context.options.get("series") or (
            f"ucdp-ged-{release}" if release else "ucdp-ged"
        )
        rows = Rows(
            f"{self.name}@{self.version}", source=context.options.get("source") or "ucdp",
            property="killed", measure="newly_occurred", scope="partial", copy="copy",
            address=context.options.get("address", ""),
            published=context.options.get("published", ""),
        )
        for record in _records(stream, audit, self.max_bytes):
            event = reader.event(record)
            if event is None:
                continue
            if event.last < first or event.first > last:
                record.aside("outside the period asked for")
                continue
            if event.tell(rows, record, series):
                record.read()
            else:
                record.refuse()  # no number at all: `no_range` was reported
            if len(rows) >= BATCH_ROWS:
                yield rows.batch()
        yield rows.last(audit)


def _release(context: Context) -> tuple[str, bool]:
    """Release an input names, and whether its events are candidates."""
    release = context.options.get("release", "")
    match = _RELEASE.fullmatch(release)
    if release and not match:
        raise not_this_form(context.file, f"option release {release}",
                            "a release such as 25.1, or 25.0.9 of the candidates")
    return release, bool(match and match["candidate"])


def _records(stream: BinaryIO, audit: Audit, limit: int) -> Iterator[Record]:
    """Rows of either form, told apart by how the file starts."""
    if starts_as_json(stream):
        return _paged(stream, audit, limit)
    return csv_lines(stream, audit, REQUIRED, limit)


def _paged(stream: BinaryIO, audit: Audit, limit: int) -> Iterator[Record]:
    """Events of the pages; one fewer than the pages themselves announce is an error."""
    announced: list[int] = []

    def ended(remarks: Record, rows: int) -> None:
        if (total := remarks.integer("TotalCount")) is not None:
            announced.append(total)
        remarks.ignore(*_PAGED)
        remarks.close()

    page = Page(rows=("Result",), remarks=frozenset(_PAGED), ended=ended)
    for record in paged_records(stream, audit, page, limit):
        if is_reduced(record):
            record.aside("a reduced copy: one number and one date, without range and precision")
        elif not refused(record, REQUIRED[1:]):
            yield record
    if announced and max(announced) != audit.tally.met:
        audit.report(
            "pages_missing", field="TotalCount", found=f"{audit.tally.met} events",
            expected=f"{max(announced)} events, as the pages say",
            mend="save every page of the answer, each once",
        )


class Event(NamedTuple):
    """One row, as read."""

    id: str
    first: str
    last: str
    numbers: Numbers
    dyad: str
    """UCDP's id of the pair, as a qualifier; or empty."""
    targets: tuple[str, str, str]
    """Group the dead are of: of side A, of side B, and of anybody else."""
    violence: str
    same: dict[str, str | int | None]
    """Columns all claims of the event share."""

    def tell(self, rows: Rows, record: Record, series: str) -> bool:
        """Add the event's range, then each category that is not zero; whether there was any."""
        before, (low, _, high, *parts) = len(rows), self.numbers
        if low is not None or high is not None:
            rows.put(record, {
                **self.same, "key": self.id, "subject": series, "low": low, "high": high,
                "original": self.numbers.words(), "target": self.targets[2],
                "qualifiers": self.dyad,
            })
        for value, field in zip(parts, CATEGORIES, strict=True):
            if value:
                category = CATEGORIES[field]
                rows.put(record, {
                    **self.same, "key": f"{self.id}/{category}", "low": value, "high": value,
                    "subject": f"{series}/{category}", "original": f"{field}={value}",
                    "target": self.targets[SIDES.get(field, 2)],
                    "qualifiers": _qualifiers(category, self.violence, self.dyad),
                })
        return len(rows) > before


@lru_cache(maxsize=65_536)
def _qualifiers(category: str, violence: str, dyad: str) -> str:
    """UCDP's category, and the civil status it implies: members of an army or its opponent."""
    status = {"civilians": "civilian", "unknown": "unknown"}.get(category, "")
    if violence == STATE_BASED and not status:
        status = "combatant"
    status = f"civil_status={status}" if status else ""
    return "; ".join(part for part in (f"category={category}", status, dyad) if part)


class _Reader:
    """Rows of one file as events."""

    def __init__(self, context: Context, audit: Audit, *, candidate: bool) -> None:
        self._names = Names(context.coding, "ged_sides", "side", audit)
        self._zones = Zones(context.coding, "ged_zones", audit)
        self._notes = Notes(candidate=candidate)
        self._days = Days()

    def event(self, record: Record) -> Event | None:
        """One event, or ``None`` where the row is none; then it has been ended."""
        key = record.text("id")
        if not key:
            _no_event(record)
            return None
        (
            violence, start, end, side_a, side_b, dyad, place, country, adm_1, adm_2,
            where, clarity, sources, status,
        ) = record.texts_of(TEXTS)
        precision, year, *deaths = record.integers_of(COUNTS)
        days = self._days.of(record, start, end, year, precision)
        numbers = Numbers(*deaths)
        numbers.check(record)
        a = self._names.of(side_a, record.line, "side_a")
        b = self._names.of(side_b, record.line, "side_b")
        record.close(ASIDE)
        if days is None or _unknown_violence(record, violence):
            record.refuse()
            return None
        actor, attacked = "", ""
        if violence == ONE_SIDED:
            actor, attacked = a.get("id", ""), b.get("people", "")
        same: dict[str, str | int | None] = {
            "earliest": days[0], "latest": days[1],
            "basis": "instant" if precision is not None and precision <= PRECISE else "total",
            "place": place, "zone": self._zones.of(country, (adm_1, adm_2), place, record.line),
            "actor": actor, "actor_certainty": "stated" if actor else "", "locator": f"id {key}",
            "note": self._notes.of(where, clarity, sources, status, violence, precision),
        }
        return Event(
            key, *days, numbers, f"dyad={dyad}" if dyad.isdigit() else "",
            (a.get("people", ""), b.get("people", ""), attacked if actor else ""), violence, same,
        )


def _no_event(record: Record) -> None:
    """End a row that is no event: it has no id, or is one of HXL tags."""
    cells = [text for text in record.texts().values() if text]
    if cells and all(cell.startswith("#") for cell in cells):
        record.aside("a row of HXL tags")
        return
    record.audit.report(
        "no_id", line=record.line, field="id", found="nothing", expected="an event's id",
        mend="the row is left out",
    )
    record.refuse()


def _unknown_violence(record: Record, violence: str) -> bool:
    if violence in VIOLENCE:
        return False
    record.audit.report(
        "unknown_violence", line=record.line, field="type_of_violence",
        found=violence or "nothing", expected="1, 2 or 3",
        mend="the row is left out: who attacked whom cannot be told",
    )
    return True


