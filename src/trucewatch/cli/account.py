"""What `explain` prints: text, findings, readings, accounts side by side, claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich.text import Text

from trucewatch.cli.beside import beside, together
from trucewatch.cli.evidence import claims, listing
from trucewatch.cli.show import Screen, clean, magnitude
from trucewatch.cli.summary import english, in_order, names
from trucewatch.model.case import BASE_READING
from trucewatch.model.finding import STATUSES, Account, Finding
from trucewatch.publish import caveats, incidents, measure, words
from trucewatch.publish.release import ClauseView, Release


@dataclass(frozen=True)
class Page:
    """What every section needs."""

    screen: Screen
    release: Release
    view: ClauseView
    unit: str
    named: dict[str, str]
    findings: list[Finding]
    """Of the clause."""
    limit: int | None
    """Claims shown in one list; how many more there are is always said."""

    @property
    def tz(self) -> str:
        """Time zone of the case."""
        return self.release.agreement.tz

    @property
    def noun(self) -> tuple[str, str]:
        """What a unit of the clause is, one and several."""
        return measure.noun(self.view, BASE_READING)

    @property
    def hours(self) -> bool:
        """Numbers are times in a row."""
        return measure.in_hours(self.view, BASE_READING)

    def of(self, bound: str, unit: str) -> list[Finding]:
        """Pick the base findings of a bound in a unit, in the order of the standards."""
        found = {
            f.standard: f for f in self.findings
            if (f.bound, f.unit) == (bound, unit) and caveats.is_base(self.view, f)
        }
        return [found[name] for name in self.release.standards if name in found]


def explain(
    screen: Screen, release: Release, view: ClauseView, unit: str, limit: int | None = None
) -> None:
    """Print everything there is about one clause in one unit."""
    page = Page(screen, release, view, unit, names(release),
                [f for f in release.findings if f.clause == view.clause.id], limit)
    _text(page)
    bounds = in_order({f.bound for f in page.findings}, page.named)
    for bound in bounds:
        found = page.of(bound, unit)
        kind = measure.kind(view, BASE_READING)
        screen.heading(f"{page.named.get(bound, bound)}: {measure.unit(kind, unit, page.tz)}")
        _statuses(page, found)
        if unit == "window":
            together(screen, release, view, bound, found)
        if unit == "window":
            _units(page, bound)
            _variants(page, bound)
        _accounts(page, found)
        _incidents(page, found)
        _claims(page, found)
    if not bounds:
        screen.heading("No finding")
        screen.say("The run made no finding for this clause; see the problems.")
    screen.heading("What each standard of proof asks for; none is the default")
    for name, asks in release.standards.items():
        screen.say(f"{words.plain(name)}: {asks}", 2, 2)


def _incidents(page: Page, found: Sequence[Finding]) -> None:
    told = incidents.counted(page.release, found)
    if told.incidents:
        page.screen.say(f"Incidents: {incidents.sentence(told)}", 2, 2)


def _text(page: Page) -> None:
    screen, clause, view = page.screen, page.view.clause, page.view
    screen.heading(f"{clause.id}  {english(clause.title)}")
    screen.say(english(clause.says))
    facts = {
        "Who owes": words.listed(sorted(page.named.get(i, i) for i in clause.bound)) or
                    page.named[""],
        "To whom": words.listed(sorted(page.named.get(i, i) for i in clause.beneficiary)),
        "Quantity": clause.quantity_text, "Time": clause.time, "Where": clause.area,
        "Notes": clause.notes, "How it is tested": view.test,
    }
    for name, fact in facts.items():
        if fact:
            screen.say(f"{name}: {fact}", 2, 2)
    titles = {text.ref: english(text.title) for text in page.release.agreement.texts}
    screen.heading("What the text says, layer by layer")
    for layer in clause.text:
        force = (f"{words.TEXT_STATUSES.get(layer.status, layer.status)}; "
                 f"{words.TEXT_BASES.get(layer.basis, layer.basis)}")
        says = f": {layer.says}" if layer.says else ""
        screen.say(f"- {titles.get(layer.ref, layer.ref)}, {layer.locator} ({force}){says}", 2, 2)
    for source in clause.sources:
        at = page.release.agreement.addresses.get(source)
        if at is None:
            screen.say(source, 4, 2)
            continue
        origin = f"; first published by {at.origin}" if at.origin else ""
        screen.say(f"{at.title} ({words.COPIES.get(at.copy, at.copy)}{origin})", 4, 2)
        if at.url:
            listing(screen, at.url, 6)


def _statuses(page: Page, found: Sequence[Finding]) -> None:
    """One line and the finding's own words, under each standard."""
    screen = page.screen
    for f in found:
        line = Text(f"{words.plain(f.standard)}: ", style="bold")
        line.append_text(page.screen.status(f.status))
        line.append(f", {clean(magnitude(f, page.view))}", style="not bold")
        screen.say(line)
        if f.words and f.beside is None:
            screen.say(f.words, 4)
        elif f.reasons and f.beside is None:
            screen.say("Why: " + " ".join(map(words.reason, f.reasons)), 4)
        if f.kind == "response" and f.unit != "window" and f.from_ is not None and f.to is not None:
            screen.say(f"Called for an answer: {words.interval(f.from_, f.from_, page.tz)}; "
                       f"answer due by {words.instant(f.to, page.tz)}.", 4)
        for text in beside(page.release, page.view, f, page.named,
                           sorted(_lineage(page, name) for name in f.hinges_on)):
            screen.say(text, 4)
    if not found:
        screen.say("No finding in this unit for the base reading and start.")


def _units(page: Page, bound: str) -> None:
    """Which units have which status, under each standard."""
    units = sorted({f.unit for f in page.findings if f.bound == bound} - {"window"})
    if not units:
        return
    many = page.noun[1]
    page.screen.heading(f"{many[0].upper()}{many[1:]} by status; see one with --unit")
    by_unit: dict[str, dict[str, str]] = {unit: {} for unit in units}
    for f in page.findings:
        if f.bound == bound and caveats.is_base(page.view, f):
            by_unit.setdefault(f.unit, {})[f.standard] = f.status
    if measure.kind(page.view, BASE_READING) == "response":
        _triggers(page, bound)
    spoken = {f.unit for f in page.findings
              if f.bound == bound and f.accounts and caveats.is_base(page.view, f)}
    page.screen.say(caveats.unspoken(
        [unit in spoken for unit in units], lambda a, b: f"{units[a]}..{units[b]}", page.noun), 2)
    for standard in page.release.standards:
        page.screen.say(f"{words.plain(standard)}:", 2)
        for status in STATUSES:
            names = [unit for unit in units if by_unit[unit].get(standard) == status]
            if names:
                line = page.screen.status(status)
                line.append(f", {words.count(len(names), *page.noun)}: "
                            f"{_named(page, names, units)}", style="not bold")
                page.screen.say(line, 4, 2)


def _triggers(page: Page, bound: str) -> None:
    """What called for an answer, when, and by when it was due."""
    found = {f.unit: f for f in page.findings
             if f.bound == bound and f.unit != "window" and caveats.is_base(page.view, f)}
    for f in sorted(found.values(), key=lambda f: (f.from_ or 0, f.unit)):
        if f.from_ is not None and f.to is not None:
            page.screen.say(f"{f.unit}: called for an answer {words.instant(f.from_, page.tz)}; "
                            f"due by {words.instant(f.to, page.tz)}", 2, 2)


def _named(page: Page, names: Sequence[str], units: Sequence[str]) -> str:
    """Names of units: runs of stretches of time, each alone where they are things with names."""
    separate = measure.kind(page.view, BASE_READING) in measure.NAMED
    return "; ".join(names) if separate else _runs(names, units)


def _runs(names: Sequence[str], units: Sequence[str]) -> str:
    """Write units that follow one another as first..last; every unit stays named."""
    at = {unit: index for index, unit in enumerate(units)}
    runs: list[list[str]] = []
    for name in names:
        if runs and at[name] == at[runs[-1][-1]] + 1:
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs)


def _variants(page: Page, bound: str) -> None:
    """Every reading and start, status by standard; none is preferred."""
    found: dict[tuple[str, str], dict[str, Finding]] = {}
    for f in page.findings:
        if f.bound == bound and f.unit == "window":
            found.setdefault((f.reading, f.start), {})[f.standard] = f
    if not found:
        return
    page.screen.heading("Readings and starts, one changed at a time; none is preferred")
    standards = list(page.release.standards)
    table = page.screen.table("Reading", "Start", *map(words.plain, standards))
    for column in table.columns[2:]:
        column.min_width = 14
    base = (BASE_READING, page.view.base_start)
    for (reading, start), cells in sorted(found.items(), key=lambda item: item[0] != base):
        same = (reading, start) != base
        shown: list[str | Text] = [
            # One thing changes at a time: what stays as in the base is not printed again.
            "same" if same and reading == BASE_READING
            else clean(page.view.readings.get(reading) or reading),
            "same" if same and start == page.view.base_start
            else clean(page.view.starts.get(start) or start or "-"),
        ]
        for name in standards:
            if name not in cells:
                shown.append("no finding")
                continue
            cell = page.screen.status(cells[name].status)
            shown.append(cell.append(f"\n{clean(magnitude(cells[name], page.view))}",
                                     style="not bold"))
        table.add_row(*shown)
    page.screen.out.print(table)


def _lineage(page: Page, lineage: str) -> str:
    """Name of a lineage: the body of that id, else the bodies that share it."""
    if lineage in page.named:
        return page.named[lineage]
    bodies = sorted(clean(english(b.name)) for b in page.release.bodies.values()
                    if b.lineage == lineage)
    return " / ".join(bodies) or clean(lineage)


def _affiliation(page: Page, lineage: str) -> str:
    """Affiliation of a lineage, with its side, in one form for every party."""
    body = page.release.bodies.get(lineage) or next(
        (b for b in page.release.bodies.values() if b.lineage == lineage), None
    )
    if body is None:
        return ""
    side = f" ({page.named.get(body.side, body.side)})" if body.side else ""
    return words.AFFILIATIONS.get(body.affiliation, body.affiliation) + side


def _distinct(found: Iterable[Finding]) -> list[Account]:
    """Accounts of all standards, each once; what only a standard decides is joined."""
    seen: dict[Account, Account] = {}
    for finding in found:
        for account in finding.accounts:
            key = replace(account, disputed=False)
            old = seen.get(key)
            seen[key] = account if old is None or account.disputed else old
    return sorted(seen.values(), key=lambda a: (a.lineage, a.account, a.measures, a.from_, a.to))


def _accounts(page: Page, found: Sequence[Finding]) -> None:
    accounts = _distinct(found)
    page.screen.heading("Accounts side by side, each over the period it covers itself")
    if not accounts:
        page.screen.say("No account of it was found in the record.")
        return
    table = page.screen.table("Whose account", "What it counts", "Period", "At least - at most",
                              "Owed", "Supports")
    for a in accounts:
        marks = [
            mark for mark, on in (
                ("interested", a.interested), ("against own interest", a.admission),
                ("denied by the bound", a.disputed),
            ) if on
        ]
        who = [_lineage(page, a.lineage), _affiliation(page, a.lineage), *marks]
        counted = measure.amount(page.hours, a.low, a.high)
        if (a.low, a.high) != (a.stated_low, a.stated_high):
            counted += f"\n(states {measure.amount(page.hours, a.stated_low, a.stated_high)})"
        owed = "" if a.owed_low is None and a.owed_high is None else measure.amount(
            page.hours, a.owed_low, a.owed_high)
        table.add_row(
            clean("; ".join(filter(None, who))),
            clean("; ".join([
                # "all" is the quantity of the clause itself, not one of its parts.
                *([a.measures] if a.measures not in {"", "all"} else []),
                words.BASES.get(a.basis, a.basis),
                f"scope {words.SCOPES.get(a.scope, a.scope)}",
            ])),
            words.interval(a.from_, a.to, page.tz), counted, owed,
            words.STATUS_LABELS.get(a.supports, "neither"),
        )
    page.screen.out.print(table)


def _claims(page: Page, found: Sequence[Finding]) -> None:
    by_support: dict[str, set[str]] = {"breached": set(), "kept": set(), "neither": set()}
    for finding in found:
        for account in finding.accounts:
            by_support[account.supports].update(account.claims)
    titles = {
        "Claims in accounts that support “breached”": by_support["breached"],
        "Claims in accounts that support “kept”": by_support["kept"],
        "Claims in accounts that support neither": by_support["neither"],
        "Denials": {i for f in found for i in f.denials},
        "Claims of an exception": {i for f in found for i in f.exceptions},
        "Claims that the duty is suspended": {i for f in found for i in f.suspensions},
    }
    for title, ids in titles.items():
        if ids:
            page.screen.heading(f"{title} ({len(ids)})")
            claims(page.screen, page.release, page.named, ids, page.limit)
