"""A speaker's own running total against the sum of what the same speaker reported day by day.

Pure: rows of figures in, Problems out. Where a body says "1,285 since the ceasefire" and its daily
reports add up to another number, both stand; nothing is corrected, and a note says both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.model.problem import Problem
from trucewatch.sources.interface import NAMES

Row = Mapping[str, str]
"""One figures row by column."""

NEWLY = ("newly_occurred", "newly_reported", "recovered")
SAME = ("speaker", "zone", "property", "qualifiers", "target")
"""What a total and the reports it is compared with must share."""

LONGEST_GAP = timedelta(days=7)
"""Longest silence within reports that still add up to something."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BASIS = NAMES.index("basis")


@dataclass(frozen=True)
class Range:
    """Two ends; an end that is not known is ``None``."""

    low: int | None
    high: int | None

    def meets(self, other: Range) -> bool:
        """Whether one number can lie in both."""
        return not (
            (self.low is not None and other.high is not None and self.low > other.high)
            or (self.high is not None and other.low is not None and self.high < other.low)
        )

    def __str__(self) -> str:
        if self.low == self.high:
            return "no number" if self.low is None else str(self.low)
        if self.high is None:
            return f"{self.low} or more"
        return f"{self.low} to {self.high}" if self.low is not None else f"up to {self.high}"


def over_time(rows: Iterable[tuple[str, ...]]) -> list[dict[str, str]]:
    """Those of some figures rows that `differences` looks at, by column."""
    wanted = (dict(zip(NAMES, row, strict=True)) for row in rows if row[_BASIS] == "total")
    return [row for row in wanted if _usable(row)]


def differences(datasets: Mapping[str, Iterable[Row]]) -> list[Problem]:
    """Compare the newest running total of each series with the reports it should add up from.

    A total is compared with a series of reports only where the speaker's reports of that data set
    go on from the day the total begins to the day it ends, with no silence longer than
    `LONGEST_GAP`: a sum over months without reports is no sum. Reports count by the day they end.

    Parameters
    ----------
    datasets
        Rows by the id of their figures file, as `over_time` gives them.
    """
    totals: dict[tuple[str, ...], tuple[str, Row]] = {}
    reports: dict[tuple[str, ...], dict[tuple[str, str], list[Row]]] = {}
    spoken: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for dataset, rows in datasets.items():
        for row in rows:
            shared = tuple(row[name] for name in SAME)
            if row["measure"] == "cumulative":
                series = (dataset, row["subject"], row["earliest"], *shared)
                if series not in totals or totals[series][1]["latest"] < row["latest"]:
                    totals[series] = dataset, row
            elif row["measure"] in NEWLY:
                of = reports.setdefault(shared, {})
                of.setdefault((dataset, row["subject"]), []).append(row)
                when = row["earliest"], row["latest"]
                spoken.setdefault((dataset, row["speaker"]), []).append(when)
    found = []
    for dataset, total in totals.values():
        for (other, subject), rows in reports.get(tuple(total[name] for name in SAME), {}).items():
            if _goes_on(spoken[other, total["speaker"]], total["earliest"], total["latest"]):
                found += _compare(dataset, total, subject, rows)
    return found


def _usable(row: Row) -> bool:
    return bool(
        row["measure"] in (*NEWLY, "cumulative") and row["basis"] == "total"
        and row["stance"] == "asserts" and not row["withdrawn"]
        and _DAY.fullmatch(row["earliest"]) and _DAY.fullmatch(row["latest"])
    )


def _goes_on(spoken: list[tuple[str, str]], start: str, end: str) -> bool:
    """Whether reports go on from one day to another without a long silence."""
    reach, last = date.fromisoformat(start), date.fromisoformat(end)
    for earliest, latest in sorted(set(spoken)):
        if date.fromisoformat(earliest) > reach + LONGEST_GAP:
            break
        reach = max(reach, date.fromisoformat(latest))
    return reach >= last


def _compare(dataset: str, total: Row, subject: str, rows: list[Row]) -> list[Problem]:
    start, end = total["earliest"], total["latest"]
    within = [row for row in rows if start <= row["latest"] <= end]
    summed = Range(_sum(within, "low"), _sum(within, "high"))
    stated = Range(_end(total, "low"), _end(total, "high"))
    if stated.meets(summed):
        return []
    return [
        Problem(
            severity="note", code="total_differs_from_sum", file=f"figures/{dataset}.csv",
            field=total["property"],
            found=f"{total['subject']} says {stated} from {start} to {end}; {len(within)} reports "
                  f"of {subject} add up to {summed}",
            expected="one number from one speaker",
            mend="both are kept, each in its own series; neither is corrected",
        )
    ]


def _end(row: Row, name: str) -> int | None:
    return int(row[name]) if row[name] else None


def _sum(rows: list[Row], name: str) -> int | None:
    """Sum of one end; of a high that one report leaves open there is none."""
    ends = [_end(row, name) for row in rows]
    if name == "high" and None in ends:
        return None
    return sum(end for end in ends if end is not None)
