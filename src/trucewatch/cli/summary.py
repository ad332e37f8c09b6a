"""The summary `run` ends with: header, a line per clause, one per bound of it, the legend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rich.text import Text

from trucewatch.cli.show import Screen, brief, clean
from trucewatch.model.finding import Finding
from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.publish import caveats, measure, words
from trucewatch.publish.release import ClauseView, Release

SOURCES_SHOWN = 5
NOTES_SHOWN = 2
NOBODY = "nobody named"


@dataclass(frozen=True)
class Rows:
    """Window findings of one clause and bound under the base reading and start, by standard."""

    bound: str
    base: dict[str, Finding]


@dataclass(frozen=True)
class Block:
    """One clause of the summary."""

    view: ClauseView
    rows: list[Rows]
    others: int
    """Readings and starts beside the base."""
    differing: int
    """Those under which some status is another."""


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
    for f in findings:
        if f.unit == "window" and caveats.is_base(view, f):
            base[f.bound][f.standard] = f
    return [Rows(bound, base[bound]) for bound in in_order(base, named)]


def block(view: ClauseView, findings: list[Finding], named: dict[str, str]) -> Block:
    """One clause with its rows, and how its other readings and starts compare."""
    found = rows(view, findings, named)
    base = {(row.bound, s): f.status for row in found for s, f in row.base.items()}
    others: dict[tuple[str, str], bool] = {}
    for f in findings:
        if f.unit == "window" and not caveats.is_base(view, f):
            way = (f.reading, f.start)
            same = base.get((f.bound, f.standard)) in {None, f.status}
            others[way] = others.get(way, False) or not same
    return Block(view, found, len(others), sum(others.values()))


def in_order(ids: Iterable[str], named: dict[str, str]) -> list[str]:
    """Sort ids in the alphabetical order of the name shown."""
    shown = {i: named.get(i, i) for i in ids}
    return sorted(shown, key=lambda i: (shown[i].casefold(), i))


def header(screen: Screen, release: Release) -> None:
    """Print which agreement, as of when, and how far each source goes."""
    agreement, standing = release.agreement, release.standing
    screen.heading(english(agreement.title))
    screen.say(f"Handling: {release.handling}")
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
    notes = release.agreement.notes
    for note in notes[:NOTES_SHOWN]:
        screen.say(f"Note: {english(note)}")
    if len(notes) > NOTES_SHOWN:
        screen.say(f"{words.count(len(notes) - NOTES_SHOWN, 'note')} more about this record: see "
                   "the first page of the edition.")
    named, findings = names(release), by_clause(release)
    blocks = [block(v, findings.get(v.clause.id, []), named) for v in release.clauses]
    screen.out.print()
    screen.say(f"Status of each clause over its whole window, as of "
               f"{words.as_of(release.standing.instant, release.agreement.tz)}, under each "
               "standard of proof; base reading and start (for computing, not preferred). "
               "Beside a status: units of time with it (“whole”: the window as a whole has it, no "
               "unit does), delay, what is counted, or how often an end moved; nothing where there "
               "are no figures. Last column: sources without which, each alone, a status in "
               "the row would be another.")
    groups: dict[str, list[Block]] = {title: [] for title in GROUPS}
    for found in blocks:
        groups[_group(found)].append(found)
    for title, chosen in groups.items():
        if chosen:
            screen.heading(f"{title} ({words.count(len(chosen), 'clause')})")
            if title in LISTED:
                screen.say(LISTED[title])
                _listed(screen, chosen, named)
            else:
                _tested(screen, release, chosen, named)
    screen.out.print()
    screen.legend()
    differing = sum(
        any(len({f.status for f in row.base.values()}) > 1 for row in found.rows)
        for found in blocks)
    screen.say(f"The standard chosen changes the status in {differing} of "
               f"{words.count(len(release.clauses), 'clause')}; none is the default. "
               "`trucewatch explain CASE CLAUSE` shows every reading, account and claim.")


SHOWN, UNTESTED = "Kept, breached or contested under some standard", "No agreed test"
UNKNOWN, WAITING = "Undetermined under every standard", "Not due, not in force, or behind a gate"
MIXED, NOTHING = "Otherwise", "Without a finding"
GROUPS = (SHOWN, UNKNOWN, WAITING, MIXED, UNTESTED, NOTHING)
LISTED = {UNTESTED: "Not assessable under any standard or reading shown here.",
          NOTHING: "The run made no finding for these; see the problems."}
_DECIDED = frozenset({"kept", "breached", "contested", "kept_late"})
_WAITING = frozenset({"pending", "condition_open", "suspended", "not_in_force"})


def _group(found: Block) -> str:
    """Which part of the summary a clause stands in, whoever is bound."""
    seen = {f.status for row in found.rows for f in row.base.values()}
    if not seen:
        return NOTHING
    if seen == {"not_assessable"}:
        return UNTESTED
    if seen & _DECIDED:
        return SHOWN
    if seen == {"undetermined"}:
        return UNKNOWN
    return WAITING if seen <= _WAITING else MIXED


def _tested(
    screen: Screen, release: Release, blocks: list[Block], named: dict[str, str]
) -> None:
    """One line for each clause, one for each bound of it with the status by standard."""
    standards = list(release.standards)
    who, status = (24, 24) if screen.wide else (14, 19)
    head = _line(screen, [(who, Text("Who owes")),
                          *((status, Text(words.plain(s))) for s in standards),
                          (8, Text("sources"))])
    head.stylize("bold")
    screen.out.print(head, soft_wrap=True)
    for found in blocks:
        screen.say(_title(found), hang=2)
        for row in found.rows:
            hinging = {i for f in row.base.values() for i in f.hinges_on}
            cells = [(status, _cell(screen, row.base.get(s), found.view)) for s in standards]
            name = named.get(row.bound, clean(row.bound))
            if row.bound not in found.view.clause.bound and row.bound not in {"", "-"}:
                name += " (said to be bound)"
            screen.out.print(_line(screen, [
                (who, Text(name)), *cells, (8, Text(str(len(hinging)) if hinging else "-")),
            ]), soft_wrap=True)


def _listed(screen: Screen, blocks: list[Block], named: dict[str, str]) -> None:
    """One line for each clause without a status to compare, with who owes."""
    for found in blocks:
        who = words.listed(named.get(r.bound, clean(r.bound)) for r in found.rows)
        screen.say(_title(found).append(f"; {who}" if who else "", style="not bold"), hang=2)


def _line(screen: Screen, cells: list[tuple[int, Text]]) -> Text:
    """Cells side by side, each wrapped inside its own width; nothing is cut off."""
    wrapped = [text.wrap(screen.out, width - 1) or [Text("")] for width, text in cells]
    lines = []
    for number in range(max(map(len, wrapped))):
        line = Text("  ")
        for (width, _), parts in zip(cells, wrapped, strict=True):
            part = parts[number] if number < len(parts) else Text("")
            part.rstrip()
            line.append_text(part).append(" " * max(width - part.cell_len, 0))
        line.rstrip()
        lines.append(line)
    return Text("\n").join(lines)


def _title(found: Block) -> Text:
    """Id, title, how many units the window has, and how other readings and starts compare."""
    clause = found.view.clause
    text = Text(clean(clause.id), style="bold").append(
        f"  {clean(english(clause.title))}", style="not bold")
    totals = {(sum(f.shares.values()), measure.noun(found.view, f.reading)) for row in found.rows
              for f in row.base.values() if f.shares}
    about = [words.count(n, *names) for n, names in sorted(totals)]
    if found.others:
        more = words.count(found.others, "more reading or start", "more readings and starts")
        about.append(f"{more}: {found.differing or 'none'} "
                     f"{'differ' if found.differing > 1 else 'differs'}")
    return text.append(f" ({'; '.join(about)})" if about else "", style="not bold dim")


def _cell(screen: Screen, finding: Finding | None, view: ClauseView) -> Text:
    if finding is None:
        return Text("no finding")
    cell = screen.status(finding.status)
    if finding.beside is not None:
        cell.append(f"; beside it {words.STATUS_LABELS[finding.beside]}", style="not bold")
    size = brief(finding, view)
    return cell.append(f" {clean(size)}", style="not bold") if size else cell


def _day(text: str) -> str:
    try:
        return words.day(parse_date(text))
    except TimeProblem:
        return clean(text)
