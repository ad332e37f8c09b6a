"""The rules of a profile, applied in one order: what is held back first, then what is taken out.

What enters is decided before anything is computed (`entering`); what of it may be shown, once it is
gathered (`clear`). Formats and pages see what comes out, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import compress
from typing import Any

from trucewatch.model.case import Case, Columns
from trucewatch.model.claim import digest
from trucewatch.model.finding import Account, Finding
from trucewatch.model.instant import is_time
from trucewatch.model.publishing import Profile, Publishing, Rule, RuleKind, rules_of
from trucewatch.pipeline.sealing import WITHHELD
from trucewatch.publish.coarsen import coarsen
from trucewatch.publish.release import Counted, Release, Removal
from trucewatch.publish.release.holding import held_back
from trucewatch.publish.release.ids import (
    TOLD,
    Teller,
    linking_without,
    renewed,
    without,
)
from trucewatch.publish.release.masking import Masker, mask_rows
from trucewatch.publish.release.places import points_by_zone, told_by_zone
from trucewatch.publish.release.quotations import Quotations
from trucewatch.publish.release.rights import counted, limit, only_counted
from trucewatch.publish.release.suppress import suppress
from trucewatch.publish.release.table import Claims, Table, claims_of
from trucewatch.record.vault import TOKENS, is_sealed
from trucewatch.sources.masking import MAIL, MENTION, NAME, NUMBER
from trucewatch.store.view import pick

BESIDE = ("problems", "grades", "searches", "coverage", "documents", "results", "rewrites",
          "linking", "findings", "changes", "steady", "replies", "corrections")
"""Parts of a release, beside its claims, that hold words or ids of people's making."""
_FILES = {"coverage": ("sources.yaml", "coverage/"), "grades": ("grades.jsonl",),
          "searches": ("searches.csv",), "replies": ("replies.jsonl",),
          "corrections": ("corrections.jsonl",)}
"""Files of a case, and folders, that parts of a release come from."""
_JUDGED = ("followed", "against", "open", "unused", "stale")
_NAMED = ("dataset", "key")
NOT_TOLD = "withheld: something of this file was masked"
"""In place of the digest of a file, which could be tried against guesses."""


def entering(
    claims: Columns, case: Case, profile: Profile, instant: int
) -> tuple[Columns, list[Removal]]:
    """Claims that enter at all: not under embargo, and with the consent they need."""
    rows = Table(claims).rows()
    keep, held = held_back(rows, case.publishing, profile, instant, case.agreement.tz)
    return (pick(claims, keep) if held else claims), held


@dataclass
class _Rules:
    """Rules of a profile by kind."""

    by_kind: dict[RuleKind, list[Rule]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, publishing: Publishing, profile: Profile) -> _Rules:
        found = cls()
        known = rules_of(publishing)
        for name in dict.fromkeys(profile.rules):
            found.by_kind[known[name].kind].append(known[name])
        return found

    def title(self, kind: RuleKind) -> str:
        """Words of the first rule of a kind; empty without one."""
        return self.by_kind[kind][0].title["en"] if self.by_kind[kind] else ""


def clear(release: Release, profile: Profile) -> Release:
    """Take out of a release what the rules of a profile take out.

    Parameters
    ----------
    release
        What was gathered; its claims are changed in place.
    profile
        Whose rules are applied.

    Returns
    -------
    Release
        With `Release.removed` saying how much each rule took out, and under the profile's mark.
    """
    rules = _Rules.of(release.publishing, profile)
    masker = Masker(contacts=bool(rules.by_kind["contacts"]),
                    protected=release.publishing.protected if rules.by_kind["names"] else None)
    release, table = _as_table(release)
    release, table, gone, counts = _without_rows(release, table, rules)
    removed = [*release.removed, *_withhold(table, rules.title("personal"))]
    table.forget()
    removed += _taken_out(table, rules, masker)
    small: frozenset[str] = frozenset()
    for rule in rules.by_kind["small_counts"]:
        more, suppressed = suppress(table, rule)
        removed, small = removed + more, small | suppressed
    touched = table.changed(TOLD)
    if rules.by_kind["rights"]:
        removed += limit(table, release.publishing.rights, {*touched}, rules.title("rights"))
    names = _texts(table)
    known = frozenset(map(str, table.column("claim_id")))
    if rules.by_kind["ids"]:
        ids = renewed(table, touched)
        removed += _counted_ids(ids, table, rules.title("ids"))
        names |= ids
    for row in table.rows(table.changed(_NAMED)):
        names[_named(row.told(_NAMED, before=True))] = _named(row.told(_NAMED))
    release = _numbers_suppressed(release, small)
    masked = _beside(release, names, known, masker, rules)
    files = {f"figures/{row['dataset']}.csv" for row in table.rows(touched)}
    files |= _files_beside(release, masked)
    cleared, more = _quotations(masked, release, rules)
    removed += more
    # Found by their ids anew, since ids have changed.
    cleared = replace(cleared, claims=Claims(table, len(table) - len(release.withdrawn)))
    return replace(
        cleared, removed=sorted(_summed(removed), key=lambda r: (r.rule, r.kind)),
        profile=profile.id, handling=profile.handling["en"], rights=release.publishing.rights,
        publishing=replace(release.publishing, protected=None, consents=[]), counted=counts,
        manifest=_manifest(cleared, files if rules.by_kind["ids"] else set(),
                           renamed=bool(names) or bool(gone)),
    )


def _as_table(release: Release) -> tuple[Release, Table]:
    """The release over one table: its claims, and below them those that were withdrawn."""
    claims = claims_of(release.claims)
    if not release.withdrawn and len(claims) == len(claims.table):
        return replace(release, claims=claims), claims.table
    table = Table.of([*claims.values(), *(w.claim for w in release.withdrawn)])
    return _over(release, table, len(claims)), table


def _over(release: Release, table: Table, count: int) -> Release:
    """The same release over another table, whose first rows are its claims."""
    return replace(release, claims=Claims(table, count), withdrawn=[
        replace(w, claim=row) for w, row in zip(
            release.withdrawn, table.rows(range(count, len(table))), strict=True)])


def _without_rows(
    release: Release, table: Table, rules: _Rules
) -> tuple[Release, Table, frozenset[str], list[Counted]]:
    """Leave out rows that may not leave one by one, and count them."""
    places = only_counted(table, {name for rule in rules.by_kind["rows"] for name in rule.parsers})
    if not places:
        return release, table, frozenset(), []
    keep = [True] * len(table)
    for place in places:
        keep[place] = False
    number = len(table) - len(release.withdrawn)
    gone = frozenset(str(row["claim_id"]) for row in table.rows(places))
    removal = Removal(rule=rules.title("rows"), kind="claims", count=len(places))
    counts = counted(table.rows(place for place in places if place < number))
    naming = ("findings", "results", "used", "changes", "steady")
    kept: dict[str, Any] = {name: without(getattr(release, name), gone) for name in naming}
    left = replace(
        release, **kept, linking=linking_without(release.linking, gone),
        withdrawn=list(compress(release.withdrawn, keep[number:])),
        grades=[g for g in release.grades if not gone & {*g.claims, g.name}],
        removed=[*release.removed, removal],
    )
    table = table.picked(keep)
    return _over(left, table, sum(keep[:number])), table, gone, counts


def _withhold(table: Table, title: str) -> list[Removal]:
    """Take sealed values out of the rows; whoever has no key could not read them anyway."""
    removed = []
    for column in sorted(table.names):
        places = table.where(column, {
            text for text in table.suspected(column, lambda text: TOKENS not in text)
            if text.startswith(TOKENS) and is_sealed(text)})
        table.fill(column, places, WITHHELD)
        if places:
            removed.append(Removal(rule=title, kind=f"claims.{column}", count=len(places)))
    return removed


def _taken_out(table: Table, rules: _Rules, masker: Masker) -> list[Removal]:
    """Coarsen, mask and withhold values of claims, in place."""
    removed: list[Removal] = []
    for rule in rules.by_kind["sites"]:
        removed += told_by_zone(table, rule.words, rule.title["en"])
    for rule in rules.by_kind["positions"]:
        if rule.by == "zone":
            removed += points_by_zone(table, rule.title["en"])
    if rules.by_kind["positions"]:
        removed += [replace(r, rule=rules.title("positions")) for r in coarsen(table)]
    if rules.by_kind["contacts"] or rules.by_kind["names"]:
        contacts, name = rules.title("contacts"), rules.title("names")
        removed += mask_rows(table, masker, {
            NUMBER: contacts, MAIL: contacts, MENTION: contacts, NAME: name})
    for rule in rules.by_kind["columns"]:
        for column in rule.columns:
            told = [n for n, value in enumerate(table.column(column)) if value]
            table.fill(column, told, f"[{column} withheld]")
            if told:
                removed.append(Removal(
                    rule=rule.title["en"], kind=f"claims.{column}", count=len(told)))
    return removed


def _named(cells: Sequence[object]) -> str:
    """How lines of decisions name a claim."""
    return f"{cells[0]}/{cells[1]}"


def _texts(table: Table) -> dict[str, str]:
    """Subjects and keys that read otherwise by now."""
    return {old: new for old, new in table.changes(TOLD)
            if isinstance(old, str) and isinstance(new, str) and len(old) > 1}


def _counted_ids(ids: dict[str, str], table: Table, title: str) -> list[Removal]:
    found = len(table.where("claim_id", set(ids.values())))
    return [Removal(rule=title, kind="claims.claim_id", count=found)] if found else []


def _numbers_suppressed(release: Release, small: frozenset[str]) -> Release:
    """Take suppressed counts out of findings.

    An account of which one claim is suppressed, or every claim, would tell a count; one of several
    among others does not.
    """
    if not small:
        return release

    def tells(one: Account) -> bool:
        hit = small & {*one.claims}
        return bool(hit) and (len(hit) == 1 or len(hit) == len(one.claims))

    def finding(one: Finding) -> Finding:
        if not any(map(tells, one.accounts)):
            return one
        left = [a for a in one.accounts if not tells(a)]
        lows = [a.low for a in left if a.low is not None]
        highs = [a.high for a in left if a.high is not None]
        return replace(
            one, low=min(lows, default=None), high=max(highs, default=None), words="",
            accounts=tuple(replace(a, low=None, high=None, stated_low=None, stated_high=None)
                           if tells(a) else a for a in one.accounts))

    return replace(release, findings=[finding(f) for f in release.findings])


def _beside(
    release: Release, names: dict[str, str], known: frozenset[str], masker: Masker, rules: _Rules
) -> Release:
    """Say ids and texts anew in everything that stands beside the claims.

    `known`: ids the claims had, which tell nothing of themselves.
    """
    masks = bool(rules.by_kind["contacts"] or rules.by_kind["names"])

    # Findings say the same few words and ids thousands of times.
    @cache
    def say(text: str) -> str:
        if text in names:
            return names[text]
        if not masks or text in known:
            return text
        masked, found = masker.structured(text)
        return text if found and is_time(text, release.agreement.tz) else masked

    if not masks and not names:
        return release
    teller = Teller(say, known, names)
    parts: dict[str, Any] = {name: teller.told(getattr(release, name)) for name in BESIDE}
    return replace(release, **parts, used=frozenset(names.get(one, one) for one in release.used))


def _files_beside(before: Release, masked: Release) -> set[str]:
    """Files, and folders of files, of which something beside the claims was masked."""
    found = {f"statements/{was.id}.yaml"
             for was, now in zip(before.documents, masked.documents, strict=True) if was != now}
    for name, files in _FILES.items():
        if getattr(before, name) != getattr(masked, name):
            found.update(files)
    if any(getattr(before.linking, name) != getattr(masked.linking, name) for name in _JUDGED):
        found.add("judgements.jsonl")
    return found


def _quotations(
    release: Release, before: Release, rules: _Rules
) -> tuple[Release, list[Removal]]:
    """Cut or withhold words in ledgers of statements; `before`: as it stood unmasked."""
    if not rules.by_kind["rights"]:
        return release, []
    quotations = Quotations(release.publishing.rights, release.bodies)
    unmasked = {one.id: one for one in before.documents}
    return replace(
        release,
        documents=[quotations.document(now, was) for now, was in zip(
            release.documents, before.documents, strict=True)],
        results=[quotations.result(now, was, unmasked[was.document]) for now, was in zip(
            release.results, before.results, strict=True)],
    ), quotations.removed(rules.title("rights"))


def _manifest(release: Release, masked: set[str], *, renamed: bool) -> dict[str, object]:
    """The manifest without digests of what was masked; those could be tried against guesses."""
    told = dict(release.manifest)
    inputs = told.get("inputs")
    if isinstance(inputs, dict):
        told["inputs"] = {
            name: {**given, "sha256": NOT_TOLD}
            if name in masked or f"{name.partition('/')[0]}/" in masked else given
            for name, given in inputs.items()
        }
    if renamed:
        told["claims"] = {"count": len(release.claims), "sha256": digest(sorted(release.claims))}
    return told


def _summed(removed: Sequence[Removal]) -> list[Removal]:
    counts: dict[tuple[str, str], int] = {}
    for one in removed:
        counts[one.rule, one.kind] = counts.get((one.rule, one.kind), 0) + one.count
    return [Removal(rule=rule, kind=kind, count=n) for (rule, kind), n in counts.items()]
