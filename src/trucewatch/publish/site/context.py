"""What every page needs: names, titles, and the one sentence a status may stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from trucewatch.model.agreement import Address, Body, Words
from trucewatch.model.clause import Clause
from trucewatch.model.finding import Finding
from trucewatch.model.instant import local
from trucewatch.model.language import ENGLISH
from trucewatch.model.properties import PROPERTIES
from trucewatch.publish import caveats, measure, words
from trucewatch.publish.identity import cite, edition_id
from trucewatch.publish.release import ClauseView, Release
from trucewatch.publish.release.table import claims_of
from trucewatch.publish.site.claim import Claim, ClaimsShown
from trucewatch.publish.site.places import Places
from trucewatch.publish.site.since import said, since
from trucewatch.publish.terms import STANDARD_TEXTS
from trucewatch.publish.tongue import language, mark, shown, tr

JOINED = "+"
"""Between the origins of an outlet's own words that go back to several bodies."""
UNSTATED = "unstated"
"""Origin of words whose origin nobody gives."""
BY_DUE = "by the due instant"
"""What an account measures at the due instant; the state as of now stands beside it."""
AS_ENCODED = mark("as encoded")
"""Title of a base reading to which the case gives no other."""
NOBODY = mark("the text names nobody")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
_NAME_LIMIT = 60
_STANDING = {
    "newest": mark("record ends {day}"),
    "as_of": mark("as of {day}"),
    "published_by": mark("reconstructed: as published by {day}"),
}


def spoken(text: Words) -> str:
    """Words in the language of the page, else English, else in the first language there is."""
    return shown(text)[1]


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """File name without suffix by clause id: safe on every file system, stable, unique."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for clause_id in ids:
        kept = "".join(ch if ch.isascii() and (ch.isalnum() or ch in "-_") else "-"
                       for ch in clause_id)[:_NAME_LIMIT].strip("-") or "clause"
        name = f"{kept}-clause" if kept.lower() in _RESERVED else kept
        number = 2
        while name.lower() in taken:
            name, number = f"{kept}-{number}", number + 1
        taken.add(name.lower())
        found[clause_id] = name
    return found


@dataclass(frozen=True)
class Context:
    """A release with its look-ups; one per rendering."""

    release: Release
    files: dict[str, str] = field(default_factory=dict)

    @property
    def tz(self) -> str:
        """Time zone pages write local times in."""
        return self.release.agreement.tz

    @cached_property
    def as_of(self) -> str:
        """The instant findings hold at, in words."""
        return words.as_of(self.release.standing.instant, self.tz)

    @cached_property
    def standards(self) -> dict[str, str]:
        """Title of each standard by id, in the order declared."""
        return {s: words.standard(s) for s in self.release.standards}

    @cached_property
    def names(self) -> dict[str, str]:
        """Name shown of parties, groups and zones by id."""
        a = self.release.agreement
        found = {z.id: spoken(z.name) for z in a.zones}
        found.update((g.id, spoken(g.name)) for g in a.groups)
        found.update((p.id, spoken(p.name)) for p in a.parties)
        return found

    @cached_property
    def claims(self) -> ClaimsShown:
        """Every claim of the release."""
        return ClaimsShown(self.release.claims)

    def column(self, name: str) -> Sequence[object]:
        """A column of every claim of the release, in the order of `claims`."""
        return claims_of(self.release.claims).column(name)

    def texts(self, name: str) -> list[str]:
        """A column of text; empty where unknown."""
        return ["" if value is None else str(value) for value in self.column(name)]

    @cached_property
    def speakers(self) -> list[str]:
        """Who is quoted in each claim: the publisher where nobody else is."""
        return [speaker or source for speaker, source in zip(
            self.texts("speaker"), self.texts("source"), strict=True)]

    @cached_property
    def views(self) -> dict[str, ClauseView]:
        """Clauses by id."""
        return {v.clause.id: v for v in self.release.clauses}

    @cached_property
    def by_bound(self) -> dict[tuple[str, str], list[Finding]]:
        """Findings by clause and bound, sorted."""
        found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for f in sorted(self.release.findings, key=lambda f: f.key):
            found[f.clause, f.bound].append(f)
        return dict(found)

    def name(self, any_id: str) -> str:
        """Name shown of a party, group or zone; its id when nothing else is known."""
        return self.names.get(any_id, any_id)

    def bound_name(self, bound: str) -> str:
        """Name of who is bound."""
        return self.name(bound) if bound not in {"", "-"} else tr(NOBODY)

    def bounds_of(self, clause: Clause) -> list[str]:
        """Who is bound, in alphabetical order of the name shown."""
        found = {b for c, b in self.by_bound if c == clause.id} | set(clause.bound)
        return sorted(found, key=lambda b: (self.bound_name(b).casefold(), b)) or [""]

    def people(self, ids: Iterable[str]) -> str:
        """Names in alphabetical order, as a sentence has them."""
        return words.listed(sorted((self.name(i) for i in ids), key=str.casefold))

    def body(self, body_id: str) -> Body | None:
        """Body by id, or the first that has it as lineage."""
        bodies = self.release.bodies
        if body_id in bodies:
            return bodies[body_id]
        same = sorted(b.id for b in bodies.values() if b.lineage == body_id)
        return bodies[same[0]] if same else None

    def body_name(self, body_id: str) -> str:
        """Official name of a body; its id when not declared."""
        body = self.body(body_id)
        if body is None and JOINED in body_id:
            return words.listed(self.body_name(part) for part in body_id.split(JOINED))
        if body is None and body_id == UNSTATED:
            return tr("origin not stated")
        return spoken(body.name) if body else body_id

    def affiliation(self, body_id: str) -> str:
        """Affiliation in the one form used for everybody: ``party: Norland``."""
        body = self.body(body_id)
        if body is None and JOINED in body_id:
            return "; ".join(self.affiliation(part) for part in body_id.split(JOINED))
        if body is None:
            return tr("not known") if body_id == UNSTATED else tr("not declared")
        label = words.AFFILIATIONS.get(body.affiliation, body.affiliation)
        return tr("{head}: {rest}", head=label, rest=self.name(body.side)) if body.side else label

    def address(self, key: str) -> Address | None:
        """Address of the case by key."""
        return self.release.agreement.addresses.get(key)

    def reading_title(self, f: Finding) -> str:
        """Title of the finding's reading."""
        view = self.views.get(f.clause)
        return self.readings(view).get(f.reading, words.plain(f.reading)) if view else f.reading

    def start_title(self, f: Finding) -> str:
        """Title of the finding's start; empty where only one start is possible."""
        view = self.views.get(f.clause)
        if view is None or not view.starts:
            return ""
        return self.starts(view).get(f.start, words.plain(f.start))

    def readings(self, view: ClauseView) -> dict[str, str]:
        """Title of each reading of a clause by id, the base first."""
        if language() == ENGLISH:
            return view.readings
        clause = view.clause
        said = {name: one.title for name, one in clause.readings.items()}
        said |= {caveats.CLAIMED + one.bound: one.title for one in clause.claimed_bounds}
        titles = {name: spoken(said[name]) if name in said else title
                  for name, title in view.readings.items()}
        for base in list(titles)[:1]:
            titles[base] = tr(AS_ENCODED) if clause.base_title.get(ENGLISH) == AS_ENCODED \
                and language() not in clause.base_title \
                else spoken(clause.base_title) or titles[base]
        return titles

    def starts(self, view: ClauseView) -> dict[str, str]:
        """Title of each start of a clause by id; empty where only one is possible."""
        if language() == ENGLISH:
            return view.starts
        return {start: self._start(start) or title if title else ""
                for start, title in view.starts.items()}

    def _start(self, start: str) -> str:
        """Title of a start in the language of the page; empty where it cannot be made."""
        if start.startswith(caveats.EXTENDED):
            clause = start.removeprefix(caveats.EXTENDED)
            view = self.views.get(clause)
            return tr("end moved by {clause}: {title}", clause=clause,
                      title=spoken(view.clause.title)) if view else ""
        milestone, _, candidate = start.rpartition("=")
        for m in self.release.agreement.milestones:
            for c in m.candidates:
                if c.id == candidate and (not milestone or m.id == milestone):
                    return tr("{head}: {rest}", head=spoken(m.title), rest=spoken(c.title)) \
                        if milestone else spoken(c.title)
        return ""

    @cached_property
    def standing(self) -> str:
        """Where the run stands, in words: that the record ends on a day, for example."""
        standing = self.release.standing
        said = _STANDING.get(standing.mode)
        if language() == ENGLISH or said is None:
            return standing.words
        return tr(said, day=words.day(local(standing.instant, self.tz).date()))

    def standard_said(self, standard: str) -> bool:
        """Tell whether what a standard asks for can be said in the language of the page."""
        return self.release.standards[standard] in STANDARD_TEXTS.english.values()

    def standard_text(self, standard: str) -> str:
        """What a standard asks for, and whom it tends to favour."""
        return tr(self.release.standards[standard])

    def conditions(self, f: Finding) -> str:
        """Write standard, reading, start and as-of of a finding."""
        return words.conditions(
            self.standards.get(f.standard, words.plain(f.standard)), self.reading_title(f),
            self.start_title(f), self.as_of,
        )

    def says(self, f: Finding) -> str:
        """Status with everything it must not stand without; for cell titles and alt text."""
        label = words.STATUS_LABELS.get(f.status, words.plain(f.status))
        said = tr("{head}: {rest}", head=self.bound_name(f.bound),
                  rest=f"{label} {self.conditions(f)}")
        return said if f.unit == measure.WINDOW else tr(
            "{head}: {rest}", head=self.unit(f), rest=said)

    def magnitude(self, f: Finding) -> list[str]:
        """Write the size of what stands beside a status, or why it has none."""
        view = self.views.get(f.clause)
        found: list[str] = []
        if f.delay is not None:
            found.append(measure.late(f.delay))
        if f.shares:
            found.append(measure.shares(f.shares, measure.noun(view, f.reading), f.kind))
        if f.kind == "extension" and f.status not in {"not_in_force", "not_assessable"}:
            found.append(measure.moved(f))
        elif f.accounts and view and measure.in_hours(view, f.reading):
            found.append(tr("accounts give {range} in a row without the act",
                            range=measure.amount(True, f.low, f.high))
                         if f.unit != measure.WINDOW
                         else words.count(len(f.accounts), "account"))
        elif f.accounts and not f.shares:
            what = self.counted(f.clause)
            found.append(tr("accounts give {range} {what}", range=_spread(f), what=what) if what
                         else tr("accounts give {range}", range=_spread(f)))
        elif f.accounts:
            # Accounts of a window cover periods of their own: their numbers make no range.
            found.append(words.count(len(f.accounts), "account"))
        if not found:
            found.append(words.reason(f.reasons[0]).rstrip(".") if f.reasons
                         else tr("no account in the record"))
        return found

    @cached_property
    def _first_units(self) -> dict[tuple[str, ...], list[Finding]]:
        """Dated findings of units by all that names them but the unit, in order of time."""
        found: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
        for f in self.release.findings:
            if f.unit != measure.WINDOW and f.from_ is not None:
                found[f.key[:-1]].append(f)
        for some in found.values():
            some.sort(key=lambda f: (f.from_ or 0, f.unit))
        return found

    def since(self, f: Finding) -> str:
        """Since when the status of a window holds; empty where nothing dates it."""
        return said(since(f, self._first_units.get(f.key[:-1], [])), self.tz)

    def figures(self, findings: Iterable[Finding]) -> str:
        """Statuses with their size, one sentence for every standard: none is quoted alone."""
        return " ".join(words.sentence("; ".join([self.says(f), *self.magnitude(f)]))
                        for f in findings)

    @cached_property
    def edition(self) -> str:
        """Name of the edition."""
        return edition_id(self.release)

    def cite(self, figure: str, page: str) -> str:
        """One sentence to copy, with source, as-of, edition and, if it has one, address."""
        return cite(self.release, figure, self.published_at(page), self.edition)

    def published_at(self, page: str) -> str:
        """Address at which a page of this edition is published; empty where the case has none.

        `page` is from the folder of the language spoken.
        """
        address = words.safe_url(self.release.publishing.address)
        folder = Places(self.release.languages, language()).prefix
        return f"{address.rstrip('/')}/{folder}{page}" if address else ""

    def proof(self, claim: Claim) -> str:
        """Path, from the root of the edition, of the proof that a claim's file is archived."""
        return self.release.proofs.of(claim.row)

    def unit(self, f: Finding) -> str:
        """Name of a finding's unit."""
        return measure.unit(f.kind, f.unit, self.tz)

    def hinge(self, f: Finding) -> list[str]:
        """Names of the lineages a finding hinges on, with their affiliation, by name."""
        return sorted(f.hinges_on, key=lambda i: (self.body_name(i).casefold(), i))

    def gate(self, f: Finding) -> str:
        """Why a gate hides the status, and the status it hides; empty where none does."""
        view = self.views.get(f.clause)
        return caveats.gate(view, f, self.conditions(f)) if view else ""

    def suspended(self, f: Finding) -> str:
        """What the bound claims of a suspension; empty where it claims none."""
        return caveats.suspension(self.bound_name(f.bound), len(f.suspensions)) \
            if f.suspensions else ""

    def counted(self, clause_id: str) -> str:
        """What the numbers of a clause count; empty where properties differ."""
        view = self.views.get(clause_id)
        act = getattr(view.clause, "act", None) or getattr(view.clause, "owed", None) \
            if view else None
        known = [p for p in getattr(act, "properties", ()) if p in PROPERTIES]
        titles, units = ({f(p) for p in known} for f in (words.title, words.counted_in))
        if getattr(act, "implies", ()) or not known:
            return ""
        return titles.pop() if len(titles) == 1 else units.pop() if len(units) == 1 else ""


def _spread(f: Finding) -> str:
    """Lowest and highest of the accounts; where none has an upper end, the lower ends differ."""
    spoken = [a for a in f.accounts if not a.measures.startswith(BY_DUE)] or list(f.accounts)
    lows = [a.low for a in spoken if a.low is not None]
    if f.high is not None or not lows or min(lows) == max(lows):
        return words.bounds(f.low, f.high)
    return tr("at least {low} to at least {high}", low=words.number(min(lows)),
              high=words.number(max(lows)))
