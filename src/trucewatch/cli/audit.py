"""``trucewatch audit``: sums, totals, ratios and dates that do not add up, and those that do."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Annotated

from cyclopts import Parameter

from trucewatch.cli import settings, show
from trucewatch.pipeline import auditing
from trucewatch.pipeline.auditing_forms import as_csv, as_json
from trucewatch.publish import words

SHOWN = 5
"""Findings of one kind and column that are printed without --all."""
KINDS = {
    "parts": "parts and their total", "total_row": "rows and their total",
    "running_total": "running totals and increments", "falling": "running totals that go down",
    "restart": "counts that start again", "ratio": "ratios and averages",
    "zero_base": "divisions by zero", "percent": "percentages", "order": "lower and upper bounds",
    "dates": "dates and periods", "period": "periods of another length",
    "source_change": "changes of source", "carried": "values carried forward",
    "equation": "equations", "since_total": "totals since a day and daily figures",
    "texts": "texts",
}


def audit(
    what: str, /, *, part: str = "",
    everything: Annotated[bool, Parameter(name="--all", negative="")] = False,
    as_json_: Annotated[bool, Parameter(name="--json", negative="")] = False,
    as_csv_: Annotated[bool, Parameter(name="--csv", negative="")] = False,
) -> int:
    """Add up what a case or a file says, unaided: what differs, what holds, what cannot be checked.

    A difference is no judgement: a breakdown may not name every part, a correction may have
    reached one number only. Exit code 1 where something differs, or nothing could be checked.

    Parameters
    ----------
    what
        Folder of a case, the name of one that ships, or a file: CSV, XLSX, JSON, JSON lines,
        Parquet, GeoJSON, GeoPackage, or sentences as plain text.
    part
        Sheet of a workbook, or table of a GeoPackage, where there are several.
    everything
        Print every finding, and every relation that held.
    as_json_
        Print everything as JSON, for other programs.
    as_csv_
        Print the findings as CSV.
    """
    if as_json_ and as_csv_:
        raise settings.Usage("give --json or --csv, not both")
    screen = show.screen()
    report = auditing.audit(what, part)
    if as_json_:
        screen.out.file.write(as_json(what, report))
    elif as_csv_:
        screen.out.file.write(as_csv(report))
        show.problems(screen.err, report.problems)
    else:
        show.problems(screen.err, report.problems)
        _findings(screen, report, None if everything else SHOWN)
        _counts(screen, report, everything)
    made = bool(report.held or report.findings)
    return show.code(report.problems) or int(bool(report.differences) or not made)


def _findings(screen: show.Screen, report: auditing.Report, limit: int | None) -> None:
    groups: dict[tuple[str, str, str], list[auditing.Finding]] = defaultdict(list)
    for finding in report.findings:
        groups[finding.grade, finding.kind, finding.meaning].append(finding)
    for (grade, kind, meaning), found in groups.items():
        label = "Differs" if grade == "difference" else "To know"
        screen.heading(f"{label}: {KINDS.get(kind, kind)} ({len(found):,})")
        screen.say(meaning, 2)
        told: Counter[tuple[str, ...]] = Counter()
        for finding in found:
            told[finding.columns] += 1
            if limit is None or told[finding.columns] <= limit:
                _finding(screen, finding)
        for columns, count in told.items():
            if limit is not None and count > limit:
                screen.say(f"- {count - limit:,} more of {columns[0] if columns else 'them'}: "
                           "give --all", 2, 2)


def _finding(screen: show.Screen, finding: auditing.Finding) -> None:
    where = finding.file + (f":{finding.line}" if finding.line else "")
    named = [finding.row] if finding.row and finding.row not in finding.claim else []
    named += [f"claim {finding.claim}"] if finding.claim else []
    named += [finding.columns[0]] if finding.columns else []
    screen.say(f"- {', '.join([where, *named])}: {finding.found}; {finding.computed}"
               + (f" (difference {finding.difference})" if finding.difference else ""), 2, 2)


def _counts(screen: show.Screen, report: auditing.Report, everything: bool) -> None:
    held: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (kind, what), count in sorted(report.held.items(), key=lambda item: (-item[1], item[0])):
        held[kind].append((what, count))
    screen.heading("Held" if held else "Nothing was found that could be added up.")
    for kind, found in sorted(held.items()):
        total = sum(count for _, count in found)
        screen.say(f"- {KINDS.get(kind, kind)}: {words.count(total, 'check')}", 2, 2)
        for what, count in found if everything else found[:SHOWN]:
            screen.say(f"- {what}: {count:,}", 4, 2)
        if not everything and len(found) > SHOWN:
            screen.say(f"- {len(found) - SHOWN:,} more: give --all", 4, 2)
    left: Counter[tuple[str, str]] = Counter()
    for (kind, _, reason), count in report.unchecked.items():
        left[kind, reason] += count
    if left:
        screen.heading("Could not be checked")
        for (kind, reason), count in sorted(left.items()):
            screen.say(f"- {KINDS.get(kind, kind)}, {reason}: {count:,}", 2, 2)
    screen.out.print()
    notes = len(report.findings) - len(report.differences)
    screen.say(f"{words.count(report.rows, 'row')}, {words.count(report.texts, 'text')}: "
               f"{words.count(len(report.differences), 'difference')}, "
               f"{words.count(notes, 'thing')} to know, "
               f"{words.count(sum(report.held.values()), 'check')} held, "
               f"{sum(report.unchecked.values()):,} could not be made.")
