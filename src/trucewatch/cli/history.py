"""``trucewatch history``: every value a cell or a claim had, from when to when."""

from __future__ import annotations

import difflib
from pathlib import Path

from trucewatch.cli import settings, show
from trucewatch.cli.show import Screen
from trucewatch.model.instant import TimeProblem, iso, parse_span
from trucewatch.model.problem import shorten
from trucewatch.pipeline.places import record_of
from trucewatch.publish import words
from trucewatch.record import Record
from trucewatch.store.moves import life_of
from trucewatch.store.series import fields_of, rows_of, versions
from trucewatch.store.series import history as values_of

PARTS = 3
SHOWN = 30


def history(record: Path, cell: str = "", /, *, published_by: str | None = None) -> int:
    """Show every value a cell of a published series had, from when to when.

    Also a claim: DATASET/KEY, as in claims.csv. With less of the name it lists what there is.

    Parameters
    ----------
    record
        Folder of a record, or of a case that holds one.
    cell
        SERIES/ROW/FIELD, for example gaza_daily/2023-10-07/killed_cum; or SERIES/ROW, SERIES, or
        nothing.
    published_by
        Only what had been published by this instant (UTC unless it says otherwise).
    """
    screen = show.screen()
    opened = Record.open(record_of(record))
    known = sorted({v.series for v in versions(opened)})
    series, _, rest = cell.partition("/")
    if series in known:
        row, _, field = rest.partition("/")
        return _series(screen, opened, series, row, field, _instant(published_by))
    if rest and _claim(screen, opened, series, rest):
        return 0
    near = difflib.get_close_matches(series, known, n=3)
    if cell:
        raise settings.Usage(
            f"found no series or claim {shorten(cell)!r} in this record"
            + (f"; did you mean {' or '.join(near)}?" if near else "")
            + (f"\nIts series: {', '.join(known)}" if known else "\nIt holds no series yet: see "
               "`trucewatch receive`"))
    for name in known:
        screen.say(f"{name}: {words.count(len(rows_of(opened, name)), 'row')}")
    if not known:
        screen.say("No series: see `trucewatch receive`. A claim is asked for as DATASET/KEY.")
    return 0


def _instant(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return parse_span(text, "UTC").hi
    except TimeProblem as problem:
        raise settings.Usage(f"--published-by: found {shorten(text)!r}, expected {problem}"
                             ) from None


def _series(
    screen: Screen, record: Record, series: str, row: str, field: str, by: int | None
) -> int:
    if not row:
        return _versions(screen, record, series, by)
    fields = fields_of(record, series, row)
    if not fields:
        rows = rows_of(record, series)
        raise settings.Usage(f"found no row {shorten(row)!r} in {series}, expected one of "
                             f"{words.count(len(rows), 'row')}, {rows[0]} to {rows[-1]}")
    if not field:
        for name, count in fields:
            screen.say(f"{series}/{row}/{name}: {words.count(count, 'value')}")
        return 0
    values = values_of(record, series, row, field, by)
    if not values and field not in dict(fields):
        raise settings.Usage(f"found no field {shorten(field)!r} in {series}/{row}, expected one "
                             f"of {', '.join(name for name, _ in fields)}")
    table = screen.table("Value", "Published from", "until", "Version", "What happened")
    for value in values:
        until = "it stands" if value.to is None else iso(value.to)
        table.add_row(
            "(absent)" if value.value is None else show.clean(value.value), iso(value.from_),
            until, show.clean(value.version), show.clean(value.event))
    screen.say(f"{series}/{row}/{field}: {words.count(len(values), 'value')}"
               + (f", reconstructed as published by {iso(by)}" if by is not None else ""))
    screen.out.print(table)
    return 0


def _versions(screen: Screen, record: Record, series: str, by: int | None) -> int:
    found = [v for v in versions(record)
             if v.series == series and (by is None or v.public_at <= by)]
    changing = [v for v in found if v.cells_changed or v.rows_dropped]
    screen.say(f"{series}: {words.count(len(found), 'version')} published "
               f"{iso(found[0].public_at)} to {iso(found[-1].public_at)}; {len(changing)} of them "
               "changed or dropped what had been published before." if found else
               f"{series}: no version had been published by then.")
    table = screen.table("Version", "Published", "Rows new", "Cells changed", "Rows dropped")
    for v in changing[-SHOWN:]:
        table.add_row(show.clean(v.version), iso(v.public_at), str(v.rows_added),
                      str(v.cells_changed), str(v.rows_dropped))
    if changing:
        screen.say(f"The newest {min(SHOWN, len(changing))} that did:")
        screen.out.print(table)
    return 0


def _claim(screen: Screen, record: Record, dataset: str, key: str) -> bool:
    moves = life_of(record, dataset, key)
    if not moves:
        return False
    table = screen.table("Recorded", "What happened", "Low", "High", "Published", "Holder")
    for move in moves:
        happened = move.reason if move.state == "open" else f"out of view: {move.reason}"
        if move.gone_at is not None:
            happened += f", by its source at {iso(move.gone_at)}"
        low, high = ("unknown" if move.claim[n] is None else str(move.claim[n])
                     for n in ("low", "high"))
        table.add_row(iso(move.recorded_at), show.clean(happened), low, high,
                      show.clean(move.claim["published"] or "unknown"),
                      show.clean(move.holder or "this case"))
    screen.say(f"Claim {dataset}/{key}:")
    screen.out.print(table)
    return True
