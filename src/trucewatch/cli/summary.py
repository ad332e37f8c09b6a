"""The summary `run` ends with: header, one row per clause and bound, what the shapes mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rich.text import Text

from trucewatch.cli.show import Screen, clean, magnitude, noun
from trucewatch.model.case import BASE_READING
from trucewatch.model.clause import Clause
from trucewatch.model.finding import Finding
from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.publish import words
from trucewatch.publish.release import ClauseView, Release

SOURCES_SHOWN = 5
NOBODY = "nobody named"


@dataclass(frozen=True)
class Rows:
    """Window findings of one clause and bound, by standard, and what differs from the base."""

    bound: str
    base: dict[str, Finding]
    others: dict[str, set[str]]
    """Statuses under other readings and starts, by standard."""


def names(release: Release) -> dict[str, str]:
    """Name shown by id, of parties, groups, zones and bodies."""
    found = {body.id: body.name for body in release.bodies.values()}
    found |= {zone.id: zone.name for zone in release.agreement.zones}
    found |= {group.id: group.name for group in release.agreement.groups}
    found |= {party.id: party.name for party in release.agreement.parties}
    return {"": NOBODY, "-": NOBODY, **{i: clean(english(name)) for i, name in found.items()}}


def english(text: dict[str, str]) -> str:
    """English words of a text, or the first there are."""
    return text.get("en") or next(iter(text.values()), "")


def by_clause(release: Release) -> dict[str, list[Finding]]:
    """Group findings by clause."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in release.findings:
        found[finding.clause].append(finding)
    return found


def rows(view: ClauseView, findings: list[Finding], named: dict[str, str]) -> list[Rows]:
    """Rows of one clause, in the alphabetical order of the bound's name."""
    base: dict[str, dict[str, Finding]] = defaultdict(dict)
    others: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for f in findings:
        if f.unit != "window":
            continue
        if (f.reading, f.start) == (BASE_READING, view.base_start):
            base[f.bound][f.standard] = f
        else:
            others[f.bound][f.standard].add(f.status)
    return [Rows(bound, base[bound], others[bound]) for bound in in_order(base, named)]


def in_order(ids: Iterable[str], named: dict[str, str]) -> list[str]:
    """Sort ids in the alphabetical order of the name shown."""
    shown = {i: named.get(i, i) for i in ids}
    return sorted(shown, key=lambda i: (shown[i].casefold(), i))


def header(screen: Screen, release: Release) -> None:
    """Print which agreement, as of when, and how far each source goes."""
    agreement, standing = release.agreement, release.standing
    screen.heading(english(agreement.title))
    stands = words.as_of(standing.instant, agreement.tz)
    screen.say(f"{words.sentence(standing.words)} Findings as of {stands}. "
               f"{words.MODES.get(standing.mode, '')}")
    newest = sorted(release.newest.items(), key=lambda item: item[0])
    newest.sort(key=lambda item: item[1], reverse=True)
    named = names(release)
    shown = [f"{named.get(i, i)} {_day(when)}" for i, when in newest[:SOURCES_SHOWN]]
    more = len(newest) - len(shown)
    screen.say("Newest report per source: " + ("; ".join(shown) or "no source has a dated report")
               + (f"; and {more} more" if more else "") + ".")


def summary(screen: Screen, release: Release) -> None:
    """Print the whole summary."""
    header(screen, release)
    for note in release.agreement.notes:
        screen.say(f"Note: {english(note)}")
    named, findings = names(release), by_clause(release)
    standards = list(release.standards)
    table = screen.table("Clause", "Who owes", *map(words.plain, standards))
    for column, width in zip(table.columns, _widths(screen, len(standards)), strict=True):
        column.width = width
    differing, starred = 0, False
    for view in release.clauses:
        clause, mine = view.clause, findings.get(view.clause.id, [])
        unit, found = noun(f.unit for f in mine), rows(view, mine, named)
        for row in found:
            cells = [_cell(screen, row, standard, unit) for standard in standards]
            starred |= any("*" in cell.plain for cell in cells)
            table.add_row(_title(clause), named.get(row.bound, clean(row.bound)), *cells)
        if not found:
            table.add_row(_title(clause), "", *["no finding"] * len(standards))
        differing += any(len({f.status for f in row.base.values()}) > 1 for row in found)
    screen.out.print()
    screen.say(f"Status of each clause over its whole window, as of "
               f"{words.as_of(release.standing.instant, release.agreement.tz)}, under each "
               "standard of proof; base reading and start (for computing, not preferred).")
    screen.out.print()
    screen.out.print(table)
    screen.out.print()
    screen.legend()
    if starred:
        screen.say("* another reading or start gives another status; `trucewatch explain CASE "
                   "CLAUSE` and the clause's page show all.")
    screen.say(f"The standard chosen changes the status in {differing} of "
               f"{words.count(len(release.clauses), 'clause')}; none is the default.")


def _widths(screen: Screen, standards: int) -> list[int]:
    """Widths of the columns: statuses on one line each, the title gets what is left."""
    who, status = (18, 20) if screen.wide else (13, 15)
    taken = who + standards * status + (1 + standards) * screen.gap
    return [max(screen.out.width - taken, 12), who, *[status] * standards]


def _title(clause: Clause) -> Text:
    return Text(clean(clause.id), style="bold").append(
        f"\n{clean(english(clause.title))}", style="not bold"
    )


def _cell(screen: Screen, row: Rows, standard: str, unit: str) -> Text:
    finding = row.base.get(standard)
    if finding is None:
        return Text("no finding")
    cell = screen.status(finding.status)
    if row.others.get(standard, set()) - {finding.status}:
        cell.append("*")
    return cell.append(f"\n{clean(magnitude(finding, unit))}", style="not bold")


def _day(text: str) -> str:
    try:
        return words.day(parse_date(text))
    except TimeProblem:
        return clean(text)
