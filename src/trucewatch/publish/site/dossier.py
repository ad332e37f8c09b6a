"""The page of a dossier: one clause, both sides in one form, and what was not looked at."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from markupsafe import Markup

from trucewatch.model.agreement import Coverage
from trucewatch.model.finding import Account, Finding
from trucewatch.model.instant import TimeProblem, moment, parse_span
from trucewatch.publish import words
from trucewatch.publish.formats.dossier import WINDOW, Dossier, Gone, Recorded
from trucewatch.publish.formats.rows import SIDES
from trucewatch.publish.release import Release
from trucewatch.publish.site.claim import Claim
from trucewatch.publish.site.context import Context, file_names
from trucewatch.publish.site.missing import Missing, addresses
from trucewatch.publish.site.pages import environment
from trucewatch.publish.site.views import AccountRow, UnitRow, bound_view, run_title, union_accounts

TITLES = {
    "breached": "For “breached”, against “kept”",
    "kept": "For “kept”, against “breached”",
    "neither": "In accounts that support neither",
    "denial": "Denials by the bound",
    "exception": "Claimed exceptions",
    "suspension": "Claims that the duty is suspended",
}
LETTERS = {"breached": "B", "kept": "K", "neither": "N", "denial": "D", "exception": "E",
           "suspension": "S"}
NOTHING = {
    "breached": "No claim in this dossier stands in an account that supports “breached”.",
    "kept": "No claim in this dossier stands in an account that supports “kept”.",
    "neither": "No other claim was weighed.",
    "denial": "No denial by the bound was found in the record.",
    "exception": "No claim of an exception was found in the record.",
    "suspension": "No claim by the bound that the duty is suspended was found in the record.",
}
UNITS_NAMED = 8
LISTED = 200
"""Items of a list on the page; how many more there are, and where they are, is said."""
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
Way = tuple[str, str]
"""Reading and start."""


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """A claim on one side, by a number a person can quote."""

    label: str
    claim: Claim
    counts: str
    """Where it counts on that side, in words."""
    elsewhere: list[str]
    """Labels of the same claim on other sides."""
    recorded: Recorded | None
    proof: str
    """Name of the proof's file."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """Claims that play one part."""

    id: str
    title: str
    nothing: str
    exhibits: list[Exhibit]


@dataclass(frozen=True, kw_only=True)
class Combination:
    """One reading with one start: the findings of the unit under every standard."""

    title: str
    base: bool
    findings: list[Finding]


@dataclass(frozen=True, kw_only=True)
class BoundPart:
    """Everything shown for one bound."""

    id: str
    name: str
    anchor: str
    combinations: list[Combination]
    accounts: list[AccountRow]
    """Of the base combination."""
    units: list[UnitRow]
    sides: list[Side]

    @property
    def base(self) -> Combination | None:
        """Base combination, if there is one."""
        return next((c for c in self.combinations if c.base), None)


def page(dossier: Dossier) -> str:
    """Text of ``index.html``."""
    release = dossier.release
    ctx = Context(release, file_names(v.clause.id for v in release.clauses))
    writer = _Writer(dossier, ctx)
    env = environment(ctx)
    sheet = resources.files(__package__).joinpath("style.css").read_text("utf-8")
    evidence = dossier.evidence
    return env.get_template("dossier.html.j2").render(
        dossier=dossier, evidence=evidence, view=dossier.view, unit=dossier.unit,
        css=Markup(sheet), policy=_policy,  # noqa: S704 (our own file)
        bounds=[writer.bound(b) for b in ctx.bounds_of(dossier.view.clause)],
        gaps=Missing(dossier, ctx).gaps(), coverage=writer.coverage(), gone=evidence.gone[:LISTED],
        listed=LISTED, addresses=addresses(dossier), why_gone=_why_gone, utc=_utc,
        at_words=_at_words,
        first_proof=next(iter(dossier.proof_names.values()), ""),
    )


def _policy(sheet: str) -> str:
    """Name a style sheet in a content security policy, so that no other one is applied."""
    digest = hashlib.sha256(str(sheet).encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _utc(value: int) -> str:
    """Write when a record took something in; its clock is kept in UTC."""
    when = moment(value)
    return f"{words.day(when.date())}, {when:%H:%M:%S} UTC"


def _at_words(text: str) -> str:
    """Write a time of custody; one that is not in the form the record writes stays as given."""
    try:
        return _utc(parse_span(text, "UTC").lo) if _WRITTEN.fullmatch(text) else text
    except TimeProblem:
        return text


def _why_gone(gone: Gone) -> str:
    return {"withdrawn": "its source no longer carries it",
            "replaced": "another row took its place"}.get(gone.reason, gone.reason)


class _Writer:
    """Gathers what the page shows."""

    def __init__(self, dossier: Dossier, ctx: Context) -> None:
        self._dossier = dossier
        self._ctx = ctx
        self._base = (next(iter(dossier.view.readings), "base"), dossier.view.base_start)

    @cached_property
    def _release(self) -> Release:
        return self._dossier.release

    def bound(self, bound: str) -> BoundPart:
        """Gather one bound."""
        found = [f for f in self._dossier.findings if f.bound == bound]
        combinations = self._combinations(found)
        base = combinations[0].findings if combinations else []
        whole = self._dossier.unit == WINDOW
        slug = words.slug(bound) or "nobody"
        units = bound_view(
            self._ctx, self._dossier.view, bound, f"b-{slug}").unit_rows if whole else []
        return BoundPart(
            id=bound, name=self._ctx.bound_name(bound), anchor=f"b-{slug}",
            combinations=combinations, accounts=_accounts(base), units=units,
            sides=self._sides(found, slug),
        )

    def _combinations(self, found: list[Finding]) -> list[Combination]:
        grouped: dict[Way, dict[str, Finding]] = defaultdict(dict)
        for f in found:
            if f.unit == self._dossier.unit:
                grouped[f.reading, f.start][f.standard] = f
        readings, starts = list(self._dossier.view.readings), list(self._dossier.view.starts)

        def order(way: Way) -> tuple[bool, int, int, Way]:
            reading, start = way
            return (way != self._base,
                    readings.index(reading) if reading in readings else len(readings),
                    starts.index(start) if start in starts else len(starts), way)

        made = []
        for way in sorted(grouped, key=order):
            listed = [grouped[way][s] for s in self._ctx.standards if s in grouped[way]]
            if listed:
                start = self._ctx.start_title(listed[0])
                title = f"Reading “{self._ctx.reading_title(listed[0])}”"
                made.append(Combination(
                    title=title + (f", counted from “{start}”" if start else ""),
                    base=way == self._base, findings=listed))
        return made

    def _sides(self, found: list[Finding], slug: str) -> list[Side]:
        uses: dict[str, dict[str, list[Finding]]] = {s: defaultdict(list) for s in SIDES}
        for f in found:
            for a in f.accounts:
                for claim in a.claims:
                    uses[a.supports][claim].append(f)
            for claim in f.denials:
                uses["denial"][claim].append(f)
            for claim in f.exceptions:
                uses["exception"][claim].append(f)
            for claim in f.suspensions:
                uses["suspension"][claim].append(f)
        for claim in {*uses["breached"], *uses["kept"]}:
            uses["neither"].pop(claim, None)
        prefix = f"{slug}-" if len(self._ctx.bounds_of(self._dossier.view.clause)) > 1 else ""
        labels: dict[str, dict[str, str]] = {}
        for side in SIDES:
            ordered = sorted(uses[side], key=lambda i: self._claim(i).order)
            labels[side] = {c: f"{prefix}{LETTERS[side]}{n}" for n, c in enumerate(ordered, 1)}
        ways = {(f.reading, f.start) for f in found}
        return [
            Side(id=side, title=TITLES[side], nothing=NOTHING[side], exhibits=[
                self._exhibit(claim, label, _counts(self._ctx, uses[side][claim], ways),
                              [labels[s][claim] for s in SIDES
                               if s != side and claim in labels[s]])
                for claim, label in labels[side].items()
            ])
            for side in SIDES
        ]

    def _claim(self, claim: str) -> Claim:
        return self._ctx.claims.get(claim, Claim(claim, {}))

    def _exhibit(self, claim: str, label: str, counts: str, elsewhere: list[str]) -> Exhibit:
        row = self._claim(claim)
        return Exhibit(label=label, claim=row, counts=counts, elsewhere=elsewhere,
                       recorded=self._dossier.evidence.recorded.get(claim),
                       proof=self._dossier.proof_of(row.row))

    def coverage(self) -> list[Coverage]:
        """Lines of coverage for the kinds of fact the clause asks for."""
        return [c for c in self._release.coverage if self._dossier.kinds & set(c.properties)]


def _accounts(base: Sequence[Finding]) -> list[AccountRow]:
    supports: dict[Account, dict[str, str]] = defaultdict(dict)
    listed = union_accounts(base)
    for f in base:
        for a in f.accounts:
            for one in listed:
                if (one.account, one.measures, one.from_, one.to) == \
                        (a.account, a.measures, a.from_, a.to):
                    supports[one][f.standard] = a.supports
    return [AccountRow(account=a, supports=supports[a]) for a in listed]


def _counts(ctx: Context, uses: list[Finding], ways: set[Way]) -> str:
    """Say in which units, standards, readings and starts a claim counts on a side."""
    units = sorted({f.unit for f in uses} - {WINDOW})
    where = ["as part of the account of the whole window"] \
        if any(f.unit == WINDOW for f in uses) else []
    if len(units) > UNITS_NAMED:
        where.append(f"in {len(units)} units, the first {words.unit(units[0])}, the last "
                     f"{words.unit(units[-1])}")
    elif units:
        where.append("on " + words.listed(run_title(u, u) for u in units))
    standards = [title for s, title in ctx.standards.items() if s in {f.standard for f in uses}]
    every = len(standards) == len(ctx.standards)
    under = "every standard" if every else words.listed(f"“{s}”" for s in standards)
    return f"{' and '.join(where)}; under {under}{_read(ctx, uses, ways)}"


def _read(ctx: Context, uses: list[Finding], ways: set[Way]) -> str:
    mine = {(f.reading, f.start) for f in uses}
    if len(ways) == 1:
        return ""
    if mine == ways:
        return "; in every reading and start"
    if len(mine) > 1:
        return f"; in {len(mine)} of {len(ways)} combinations of reading and start"
    start = ctx.start_title(uses[0])
    return (f"; in the reading “{ctx.reading_title(uses[0])}” only"
            + (f", counted from “{start}”" if start else ""))
