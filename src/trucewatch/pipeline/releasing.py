"""Findings into a release: everything an edition may show, and what it was computed from."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from trucewatch import __version__
from trucewatch.assess.baseline import baselines
from trucewatch.assess.describe import describe, starts
from trucewatch.assess.explain import start_title
from trucewatch.assess.plain.conditions import condition
from trucewatch.assess.plain.phrases import phrases
from trucewatch.assess.plain.words import Plain
from trucewatch.assess.registry import VERSIONS
from trucewatch.assess.standards import standards_of
from trucewatch.assess.variants import CLAIMED, EXTENDED, expand
from trucewatch.case import geometry
from trucewatch.case.placing import stated
from trucewatch.model.case import BASE_READING, Case
from trucewatch.model.change import Change, Since
from trucewatch.model.clause import Clause
from trucewatch.model.condition import ConditionProblem, parse_condition
from trucewatch.model.finding import Finding
from trucewatch.model.incident import Linking
from trucewatch.model.instant import iso, tzdata_version
from trucewatch.model.language import ENGLISH
from trucewatch.model.problem import Problem
from trucewatch.model.statement import Result
from trucewatch.pipeline.clearing import clear
from trucewatch.pipeline.standing import Seen
from trucewatch.publish.coarsen import without_positions
from trucewatch.publish.release import ClauseView, Gates, Release, Rewrite, Withdrawn
from trucewatch.publish.release.table import Claims, Table


def make_release(
    seen: Seen, findings: list[Finding], said: list[Result], problems: list[Problem],
    compared: tuple[Since, list[Change]] | None = None,
) -> Release:
    """Gather what an edition may show, cleared by the profile the claims in view were chosen by.

    `compared`: findings of an earlier instant beside those of now, cleared with the rest.
    """
    case, standing = seen.case, seen.standing
    claims = Claims(Table.copied(
        {**case.claims, "zone": list(map(stated, case.claims["zone"]))}))
    problems = [replace(p, found=without_positions(p.found)) for p in problems]
    used = {c for f in findings for a in f.accounts for c in a.claims}
    used |= {c for f in findings for c in (*f.denials, *f.exceptions, *f.suspensions)}
    computed = starts(case, expand(case))
    ends: dict[str, dict[str, None]] = {}
    for f in findings:
        if f.start.startswith(EXTENDED):
            ends.setdefault(f.clause, {})[f.start] = None
    views = []
    for clause in case.clauses:
        titles, base = computed.get(clause.id, ({}, ""))
        moved = {s: start_title(case, s) for s in ends.get(clause.id, ())}
        titles = {**(titles or {base: ""}), **moved} if moved else titles
        readings = {BASE_READING: clause.base_title.get("en", "")}
        readings |= {name: r.title.get("en", name) for name, r in clause.readings.items()}
        readings |= {CLAIMED + c.bound: c.title.get("en", c.bound) for c in clause.claimed_bounds}
        views.append(ClauseView(
            clause=clause, readings=readings, starts=titles, base_start=base,
            test=describe(case, clause), gates=_gates(case, clause),
        ))
    release = Release(
        agreement=case.agreement, standing=standing,
        standards={s.id: f"{s.asks}; {s.favours}" for s in standards_of(case)},
        milestones=case.milestones, bodies=case.bodies, coverage=case.coverage, clauses=views,
        findings=findings, claims=claims, used=frozenset(used), newest=_newest(case),
        problems=problems, manifest=_manifest(seen), removed=[*seen.held],
        rewrites=_rewrites(seen), withdrawn=_withdrawn(seen),
        baselines=baselines(case, standing.instant),
        grades=case.grades, searches=case.searches, documents=case.statements, results=said,
        linking=_without_places(seen.linking), outlines=case.outlines, replies=case.replies,
        corrections=case.corrections, publishing=case.publishing,
        languages=tuple(dict.fromkeys(case.agreement.languages)) or (ENGLISH,),
    )
    return clear(release if compared is None else _with_changes(release, *compared), seen.profile)


def _with_changes(release: Release, since: Since, compared: list[Change]) -> Release:
    """Set what findings were beside what they are; claims that do not leave are named nowhere."""
    there = {*release.claims, *(str(w.claim["claim_id"]) for w in release.withdrawn)}

    def shown(claims: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(c for c in claims if c in there)

    rows = [replace(c, kept=shown(c.kept), breached=shown(c.breached), neither=shown(c.neither),
                    went=shown(c.went)) for c in compared]
    manifest = {**release.manifest, "since": {"instant": iso(since.instant), "how": since.how}}
    return replace(release, since=since, manifest=manifest, changes=[c for c in rows if c.moved],
                   steady=[c for c in rows if not c.moved])


def _without_places(linking: Linking) -> Linking:
    """Places are told by claims alone, where they are coarsened; nor do reasons tell a position."""
    followed, against, undecided, unused, stale = (
        [replace(j, reason=without_positions(j.reason)) for j in some] for some in (
            linking.followed, linking.against, linking.open, linking.unused, linking.stale))
    return replace(
        linking, followed=followed, against=against, open=undecided, unused=unused, stale=stale,
        incidents=[replace(i, tellings=tuple(replace(t, place="", zone="") for t in i.tellings))
                   for i in linking.incidents],
        aggregates=[replace(a, telling=replace(a.telling, place="", zone=""))
                    for a in linking.aggregates],
    )


def _gates(case: Case, clause: Clause) -> dict[str, Gates]:
    """Conditions of every reading in plain words; a claimed bound is read as the base."""
    plain = Plain(case, phrases(ENGLISH))

    def said(text: str) -> str:
        try:
            return condition(plain, parse_condition(text)) if text else ""
        except ConditionProblem:
            return text

    claimed = {CLAIMED + c.bound: clause for c in clause.claimed_bounds}
    read = {BASE_READING: clause, **case.readings.get(clause.id, {}), **claimed}
    found = {name: Gates(when=said(c.when), suspended_if=said(c.suspended_if))
             for name, c in read.items()}
    return {name: gates for name, gates in found.items() if gates != Gates()}


def _withdrawn(seen: Seen) -> list[Withdrawn]:
    """Claims their sources had taken back by where the run stands."""
    columns = dict(seen.case.withdrawn)
    times = columns.pop("withdrawn_at", [])
    found = [Withdrawn(withdrawn_at=int(str(at)), claim=row)
             for at, row in zip(times, Table.copied(columns).rows(), strict=True)]
    return sorted((w for w in found if w.withdrawn_at <= seen.standing.instant),
                  key=lambda w: (w.withdrawn_at, str(w.claim["dataset"]), str(w.claim["key"]),
                                 str(w.claim["claim_id"])))


def _rewrites(seen: Seen) -> list[Rewrite]:
    return [
        Rewrite(series=v.series, source=v.source, version=v.version, public_at=v.public_at,
                cells_changed=v.cells_changed, rows_dropped=v.rows_dropped, notice=v.notice,
                address=v.address)
        for v in seen.versions if v.cells_changed or v.rows_dropped
    ]


def _newest(case: Case) -> dict[str, str]:
    """Date of the newest report by source, newest first."""
    found: dict[str, str] = {}
    for source, published in zip(case.claims["source"], case.claims["published"], strict=True):
        if published:
            found[str(source)] = max(found.get(str(source), ""), str(published)[:10])
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0]), reverse=True))


def _manifest(seen: Seen) -> dict[str, object]:
    case, standing = seen.case, seen.standing
    claims = hashlib.sha256("\n".join(sorted(str(c) for c in case.claims["claim_id"])).encode())
    return {
        "schema": "trucewatch/manifest@1",
        "case": case.agreement.id,
        "as_of": iso(standing.instant),
        "mode": standing.mode,
        "trucewatch": __version__,
        "tzdata": tzdata_version(),
        "rules": dict(sorted(VERSIONS.items())),
        "standards": [s.id for s in standards_of(case)],
        "inputs": {f.name: {"sha256": f.sha256, "size": f.size} for f in case.files},
        "claims": {"count": len(case.claims["claim_id"]), "sha256": claims.hexdigest()},
        **({"geometry": geometry.version()} if case.outlines else {}),
        **({"record": seen.head} if seen.head else {}),
    }
