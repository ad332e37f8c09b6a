"""The page of a dossier: one clause, both sides in one form, and what was not looked at."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources

from markupsafe import Markup

from trucewatch.model.agreement import Coverage
from trucewatch.model.finding import Account, Finding
from trucewatch.publish import words
from trucewatch.publish.formats.dossier import SIDES, WINDOW, Dossier, Gone, Recorded
from trucewatch.publish.release import Release
from trucewatch.publish.site.context import Claim, Context, file_names
from trucewatch.publish.site.pages import _environment
from trucewatch.publish.site.views import AccountRow, UnitRow, bound_view, run_title, union_accounts

TITLES = {
    "breached": "For “breached”, against “kept”",
    "kept": "For “kept”, against “breached”",
    "neither": "In accounts that support neither",
    "denial": "Denials by the bound",
    "exception": "Claimed exceptions",
}
LETTERS = {"breached": "B", "kept": "K", "neither": "N", "denial": "D", "exception": "E"}
NOTHING = {
    "breached": "No claim in this dossier stands in an account that supports “breached”.",
    "kept": "No claim in this dossier stands in an account that supports “kept”.",
    "neither": "No other claim was weighed.",
    "denial": "No denial by the bound is recorded.",
    "exception": "No claim of an exception is recorded.",
}
UNITS_NAMED = 8
LISTED = 200
"""Items of a list on the page; how many more there are, and where they are, is said."""
NOT_EVALUATED = "kind_not_evaluated"
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


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something missing, or not looked at; it is listed even where there is nothing to say."""

    title: str
    text: str
    items: list[tuple[str, str]] = field(default_factory=list)
    """Words, and an address or nothing."""


def page(dossier: Dossier) -> str:
    """Text of ``index.html``."""
    release = dossier.release
    ctx = Context(release, file_names(v.clause.id for v in release.clauses))
    writer = _Writer(dossier, ctx)
    env = _environment(ctx)
    sheet = resources.files(__package__).joinpath("style.css").read_text("utf-8")
    evidence = dossier.evidence
    return env.get_template("dossier.html.j2").render(
        dossier=dossier, evidence=evidence, view=dossier.view, unit=dossier.unit,
        css=Markup(sheet), policy=_policy,  # noqa: S704 (our own file)
        bounds=[writer.bound(b) for b in ctx.bounds_of(dossier.view.clause)],
        gaps=writer.gaps(), coverage=writer.coverage(), gone=evidence.gone[:LISTED],
        listed=LISTED, addresses=_addresses(dossier), why_gone=_why_gone,
        first_proof=next(iter(dossier.proof_names.values()), ""),
    )


def _policy(sheet: str) -> str:
    """Name a style sheet in a content security policy, so that no other one is applied."""
    digest = hashlib.sha256(str(sheet).encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _why_gone(gone: Gone) -> str:
    return {"withdrawn": "its source no longer carries it",
            "replaced": "another row took its place"}.get(gone.reason, gone.reason)


def _addresses(dossier: Dossier) -> list[str]:
    """Keys of the addresses the clause, its readings and its layers were read at."""
    clause = dossier.view.clause
    layers = {t.ref: t.sources for t in dossier.release.agreement.texts}
    keys = [*clause.sources, *(k for r in clause.readings.values() for k in r.sources),
            *(k for t in clause.text for k in layers.get(t.ref, []))]
    return list(dict.fromkeys(keys))


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
        units = bound_view(self._ctx, self._dossier.view, bound).unit_rows if whole else []
        slug = words.slug(bound) or "nobody"
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

    def gaps(self) -> list[Gap]:
        """Everything that is missing or was not looked at, the same list for every clause."""
        return [
            self._kind(), self._units(), self._silent(), self._copies(), self._beside(),
            self._matching_nothing(), self._left_out(), self._withheld(), self._stamps(),
            Gap(title="The pages behind the addresses",
                text="Not held by the record unless a file of them is listed under Originals. What "
                     "is proved is the claim as it was coded, not the page it was read on."),
            Gap(title="What was never found",
                text="What nobody published, and what was published and not read for this case, "
                     "is not here. Not found is not the same as not said, and silence is not "
                     "compliance."),
        ]

    def _kind(self) -> Gap:
        clause = self._dossier.view.clause
        kind = words.KINDS.get(str(getattr(clause, "kind", "")), "not known")
        reasons = {r for f in self._dossier.findings for r in f.reasons}
        text = f"The clause is encoded as: {kind}. "
        if NOT_EVALUATED in reasons:
            text += "This version does not evaluate that kind, so no claim was weighed."
        elif all(f.status == "not_assessable" for f in self._dossier.findings):
            text += "There is no agreed test, so no claim was weighed."
        else:
            text += "That kind is evaluated; the rule is named in findings.json."
        return Gap(title="Kinds of clause not evaluated", text=text)

    def _units(self) -> Gap:
        if self._dossier.unit != WINDOW:
            return Gap(title="Other times",
                       text=f"This dossier is about {words.unit(self._dossier.unit)} alone. The "
                            "whole window and every other unit of time are left out.")
        empty: dict[str, bool] = {}
        for f in self._dossier.findings:
            if f.unit != WINDOW and (f.reading, f.start) == self._base:
                empty[f.unit] = empty.get(f.unit, True) and not f.accounts
        silent = [(words.unit(u), "") for u, nothing in sorted(empty.items()) if nothing]
        return Gap(
            title="Units of time without any account", items=silent,
            text=f"{len(silent)} of {words.count(len(empty), 'unit')}, in the base reading and "
                 "start." if empty else "The clause is tested over its whole window, not by units.")

    def _silent(self) -> Gap:
        findings = self._dossier.findings
        lo = min((f.from_ for f in findings if f.from_ is not None), default=None)
        hi = max((f.to for f in findings if f.to is not None), default=None)
        if lo is None or hi is None:
            return Gap(title="Sources without a claim about the period",
                       text="No instant is known from which the clause is in force.")
        heard: set[str] = set()
        for c in self._ctx.claims.values():
            earliest, latest = c.whole("earliest"), c.whole("latest")
            if earliest is not None and latest is not None and earliest <= hi and latest >= lo:
                heard |= {c.text("source"), c.text("speaker")}
        silent = sorted((self._ctx.body_name(b) for b in self._release.bodies if b not in heard),
                        key=str.casefold)
        return Gap(
            title="Sources without a claim about the period", items=[(n, "") for n in silent],
            text=f"{len(silent)} of {words.count(len(self._release.bodies), 'body', 'bodies')} of "
                 f"the case have no claim about {words.interval(lo, hi, self._ctx.tz)}, of "
                 "whatever kind. Whether they published anything else was not looked at.")

    def _copies(self) -> Gap:
        found: dict[tuple[str, str], int] = Counter(
            (f"{self._ctx.body_name(c.text('speaker') or c.text('source'))}: "
             f"{words.COPIES.get(c.text('copy'), words.COPIES['unknown'])}", c.text("address"))
            for c in map(self._claim, self._dossier.used) if c.row and c.text("copy") != "original")
        for key in _addresses(self._dossier):
            a = self._ctx.address(key)
            if a is not None and a.copy != "original":
                found[f"Text, {a.title}: {words.COPIES[a.copy]}", a.url] = 1
        return Gap(
            title="Originals that were not read", items=sorted(found),
            text="Claims and texts of this clause whose words were read in a copy, or where it is "
                 "not known whether the page is the original.")

    def _beside(self) -> Gap:
        rows = [self._claim(i) for i in self._dossier.beside]
        return Gap(
            title="Claims on the same kinds of fact that no finding rests on",
            items=_by_source(self._ctx, rows),
            text=f"{words.count(len(rows), 'claim')} in the period name another actor, place or "
                 "cargo, or another part of the matter. Each is in claims.csv, marked “in view, "
                 "not used here”." if rows else "None in the period.")

    def _matching_nothing(self) -> Gap:
        rows = [c for i, c in self._ctx.claims.items() if i not in self._release.used]
        return Gap(
            title="Claims of the case that match no clause at all",
            items=_by_source(self._ctx, rows),
            text=f"{len(rows)} of {words.count(len(self._ctx.claims), 'claim')}; they are not in "
                 "this file unless listed above.")

    def _left_out(self) -> Gap:
        errors = [p for p in self._release.problems if p.severity == "error"]
        return Gap(
            title="Input left out for errors", items=[(str(p), "") for p in errors],
            text=f"{words.count(len(errors), 'error')} in the input of the case. What they concern "
                 "was left out." if errors else "None.")

    def _withheld(self) -> Gap:
        evidence = self._dossier.evidence
        return Gap(
            title="Withheld and erased",
            text=f"{words.count(evidence.withheld, 'value')} of the claims shown "
                 f"{'is' if evidence.withheld == 1 else 'are'} sealed and withheld. The record "
                 f"notes {words.count(evidence.erasures, 'erasure')}, of whatever clause.")

    def _stamps(self) -> Gap:
        stamps = self._dossier.evidence.stamps
        tokens = [s for s in stamps if s.token]
        reasons = Counter(s.reason for s in stamps if s.reason)
        text = (f"{words.count(len(tokens), 'time stamp')} by an authority "
                f"{'is' if len(tokens) == 1 else 'are'} in the folder stamps. Signatures were not "
                "checked when this file was made: `trucewatch verify-proof` checks them.")
        if not tokens:
            text = ("None. The times at which claims were taken in are those of the keeper’s own "
                    "clock; no outside authority vouches for them.")
        return Gap(title="Time stamps", text=text, items=sorted(
            (f"{reason} ({words.count(n, 'head')})", "") for reason, n in reasons.items()))


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


def _by_source(ctx: Context, rows: Iterable[Claim]) -> list[tuple[str, str]]:
    counts = Counter(ctx.body_name(c.text("source")) for c in rows)
    return [(f"{name}: {words.count(n, 'claim')}", "")
            for name, n in sorted(counts.items(), key=lambda item: item[0].casefold())]


def _counts(ctx: Context, uses: list[Finding], ways: set[Way]) -> str:
    """Say in which units, standards, readings and starts a claim counts on a side."""
    units = sorted({f.unit for f in uses} - {WINDOW})
    where = ["in the whole window"] if any(f.unit == WINDOW for f in uses) else []
    if len(units) > UNITS_NAMED:
        where.append(f"in {len(units)} units, the first {words.unit(units[0])}, the last "
                     f"{words.unit(units[-1])}")
    elif units:
        where.append("on " + words.listed(run_title(u, u) for u in units))
    standards = [title for s, title in ctx.standards.items() if s in {f.standard for f in uses}]
    every = len(standards) == len(ctx.standards)
    under = "every standard" if every else words.listed(f"“{s}”" for s in standards)
    mine = {(f.reading, f.start) for f in uses}
    if len(ways) == 1:
        read = ""
    elif mine == ways:
        read = "; in every reading and start"
    elif len(mine) == 1:
        read = f"; in the reading “{ctx.reading_title(uses[0])}” only"
        if ctx.start_title(uses[0]):
            read += f", counted from “{ctx.start_title(uses[0])}”"
    else:
        read = f"; in {len(mine)} of {len(ways)} combinations of reading and start"
    return f"{' and '.join(where)}; under {under}{read}"
