"""UN 2720 mechanism, manifests of aid for Gaza by stage (CSV).

No export of the mechanism was at hand: the form follows what its public dashboard shows of a
manifest (stage, day, kind of cargo, trucks, pallets, weight, organisation, requests). One row is
one manifest at one stage. What is kept and how:

- Stages: offloaded at the crossing, collected from it, arrived at its destination, intercepted on
  the way. Trucks and pallets of a day at a stage are summed, over all cargo and for each kind of
  it, each a series of its own. A stage is no later one: what was offloaded has not yet arrived, and
  the same manifest counts once at each stage it reaches.
- "Intercepted" is the mechanism's own word; who intercepted is not said, and no actor is named.
- An empty cell is no zero: where a row of a sum states no number, the sum is a low alone. A day
  without rows gives no claim.
- A manifest twice at one stage: the first is counted, the second refused, and the sums of that day
  and stage become lows. A row that cannot be read makes every sum a low.
- Scope is partial: the mechanism counts what goes through it, not all that enters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.ending import OUTSIDE, end
from trucewatch.sources.forms import csv_records, window
from trucewatch.sources.interface import Batch, Context, LocalFile, Rows

STAGES = {
    "Offloaded": "offloaded", "Collected": "collected", "Arrived at destination": "arrived",
    "Intercepted": "intercepted",
}
"""The mechanism's words, and ours."""
REQUIRED = ("manifest", "date", "status", "cargo_type", "trucks")
UNITS = ("trucks", "pallets")
ASIDE = ("weight_t", "organization", "requests", "crossing", "destination")
"""No clause reads them yet; names of organisations stay outside."""
NO_COUNT = "neither trucks nor pallets are stated"

_SIGNS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Manifest:
    """One row, as read."""

    record: Record
    id: str
    day: date
    stage: str
    cargo: str
    counts: tuple[int | None, ...]
    """Trucks and pallets, in the order of `UNITS`."""


class Un2720Manifests(LocalFile):
    """Adapter for the manifests."""

    name = "un2720_manifests"
    version = 1

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Sum manifests by day, stage and cargo, see the module."""
        first, last = window(context)
        audit = Audit(context.file)
        kept: dict[tuple[date, str], list[Manifest]] = {}
        seen: dict[tuple[str, str], Manifest] = {}
        doubtful: set[tuple[date, str]] = set()
        unread = 0
        for record in csv_records(stream, audit, REQUIRED):
            faults = audit.faults
            row = _read(record)
            if row is None:
                unread += 1
                record.refuse()
                continue
            before = seen.setdefault((row.id, row.stage), row)
            if before is not row:
                _twice(row, before)
                doubtful |= {(row.day, row.stage), (before.day, before.stage)}
                record.refuse()
            elif first <= row.day <= last:
                kept.setdefault((row.day, row.stage), []).append(row)
                stated = sum(count is not None for count in row.counts)
                end(record, made=stated, faults=faults, reason=NO_COUNT)
            else:
                record.aside(OUTSIDE)
        rows = Rows(
            f"{self.name}@{self.version}", source="un2720", measure="newly_occurred",
            basis="total", scope="partial", place="Gaza Strip", zone="gaza_strip", copy="copy",
            address=context.options.get("address", ""),
            published=context.options.get("published", ""),
        )
        unread += audit.rows_lost
        for cell, manifests in sorted(kept.items()):
            whole = not unread and cell not in doubtful
            _sums(rows, cell, "", manifests, whole=whole)
            kinds: dict[str, list[Manifest]] = {}
            for row in manifests:
                kinds.setdefault(row.cargo, []).append(row)
            # A manifest whose cargo is not stated may be of any kind.
            of_kind = whole and not kinds.pop("", [])
            for cargo, part in sorted(kinds.items()):
                _sums(rows, cell, cargo, part, whole=of_kind)
        yield rows.last(audit)


def _read(record: Record) -> Manifest | None:
    """One manifest at one stage; ``None`` where it has no day or no stage (a Problem says so)."""
    number, day = record.text("manifest"), record.day("date")
    status, cargo = record.text("status"), record.text("cargo_type")
    counts = tuple(record.integer(unit) for unit in UNITS)
    record.ignore(*ASIDE)
    record.close()
    if status not in STAGES:
        record.audit.report(
            "unknown_stage", line=record.line, field="status", found=status or "nothing",
            expected=", ".join(STAGES), mend="the row is left out, and the sums become lows",
        )
    elif not number:
        record.audit.report(
            "wrong_value", line=record.line, field="manifest", found="nothing",
            expected="a tracking number", mend="the row is left out, and the sums become lows",
        )
    elif day is not None:
        kind = _SIGNS.sub("_", cargo.lower()).strip("_")[:40]
        return Manifest(record, number, day, STAGES[status], kind, counts)
    return None


def _twice(row: Manifest, before: Manifest) -> None:
    row.record.audit.report(
        "duplicate_row", line=row.record.line, field="manifest, status",
        found=f"{row.id} {row.stage} on {row.day}",
        expected=f"each once; it stands in line {before.record.line} too",
        mend="the first is counted, and the sums it is in become lows",
    )


def _sums(
    rows: Rows, cell: tuple[date, str], cargo: str, manifests: Sequence[Manifest], *, whole: bool
) -> None:
    """Add the sums of a day at a stage, of all cargo or of one kind."""
    day, stage = cell
    name = f"{stage}/{cargo}" if cargo else stage
    for place, unit in enumerate(UNITS):
        stated = [row for row in manifests if row.counts[place] is not None]
        total = sum(row.counts[place] or 0 for row in stated)
        if stated:
            rows.add(
                [row.record for row in stated], key=f"{day}/{name}/{unit}",
                subject=f"un2720-{name}", property=f"{unit}_{stage}", low=total,
                high=total if whole and len(stated) == len(manifests) else None,
                earliest=str(day), latest=str(day), qualifiers=f"cargo={cargo}" if cargo else "",
                original=f"{unit}={total} of {len(stated)} manifests",
                locator=f"date {day}, status {stage}" + (f", cargo_type {cargo}" if cargo else ""),
            )
