"""What is missing from a dossier or was not looked at: the same list for every clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from trucewatch.publish import words
from trucewatch.publish.formats.dossier import WINDOW, Dossier
from trucewatch.publish.site.claim import Claim
from trucewatch.publish.site.context import Context


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something missing, or not looked at; it is listed even where there is nothing to say."""

    title: str
    text: str
    items: list[tuple[str, str]] = field(default_factory=list)
    """Words, and an address or nothing."""


def addresses(dossier: Dossier) -> list[str]:
    """Keys of the addresses the clause, its readings and its layers were read at."""
    clause = dossier.view.clause
    layers = {t.ref: t.sources for t in dossier.release.agreement.texts}
    keys = [*clause.sources, *(k for r in clause.readings.values() for k in r.sources),
            *(k for t in clause.text for k in layers.get(t.ref, []))]
    return list(dict.fromkeys(keys))


class Missing:
    """Looks for what a dossier lacks."""

    def __init__(self, dossier: Dossier, ctx: Context) -> None:
        self._dossier = dossier
        self._release = dossier.release
        self._ctx = ctx
        self._base = (next(iter(dossier.view.readings), "base"), dossier.view.base_start)

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
        text = f"The clause is encoded as: {kind}. "
        if all(f.status == "not_assessable" for f in self._dossier.findings):
            text += "There is no agreed test, so no claim was weighed."
        else:
            text += "That kind is evaluated; the rule is named in findings.json."
        return Gap(title="How the clause was evaluated", text=text)

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
        columns = map(self._ctx.column, ("earliest", "latest", "source", "speaker"))
        for earliest, latest, source, speaker in zip(*columns, strict=True):
            if isinstance(earliest, int) and isinstance(latest, int) and (
                    earliest <= hi and latest >= lo):
                heard |= {str(source), str(speaker or "")}
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
        for key in addresses(self._dossier):
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

    def _claim(self, claim: str) -> Claim:
        return self._ctx.claims.get(claim, Claim(claim, {}))


def _by_source(ctx: Context, rows: Iterable[Claim]) -> list[tuple[str, str]]:
    counts = Counter(ctx.body_name(c.text("source")) for c in rows)
    return [(f"{name}: {words.count(n, 'claim')}", "")
            for name, n in sorted(counts.items(), key=lambda item: item[0].casefold())]
