"""JSON: findings, problems, manifest. UTF-8, sorted, the same bytes for the same input."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache

from trucewatch.model.comparison import Comparison
from trucewatch.model.finding import Account, Delay, Finding
from trucewatch.model.instant import SECOND, iso
from trucewatch.model.problem import Problem, in_order
from trucewatch.publish.identity import edition_id
from trucewatch.publish.release import Release
from trucewatch.publish.words import escape_hidden

FINDINGS_SCHEMA = "trucewatch/findings@1"
PROBLEMS_SCHEMA = "trucewatch/problems@1"
MANIFEST_SCHEMA = "trucewatch/manifest@1"
COMPARISON_SCHEMA = "trucewatch/comparison@1"
CHECK_SCHEMA = "trucewatch/check@1"


_ENCODER = json.JSONEncoder(ensure_ascii=False)


def findings(release: Release) -> str:
    """Text of ``findings.json``."""
    return "".join(finding_pieces(release))


def finding_pieces(release: Release) -> Iterator[str]:
    """The same, piece by piece."""
    head = {
        "schema": FINDINGS_SCHEMA,
        "case": release.agreement.id,
        "as_of": iso(release.standing.instant),
        "handling": release.handling,
    }
    # One finding per line: read by people with a pager, compared line by line, quick to write.
    yield f'{_line(head)[:-1]}, "findings": [\n'
    between = ""
    for f in sorted(release.findings, key=lambda f: f.key):
        yield between + _line(_finding(f))
        between = ",\n"
    yield "\n]}\n"


def problems(release: Release) -> str:
    """Text of ``problems.json``, worst first."""
    return _dump({
        "schema": PROBLEMS_SCHEMA,
        "case": release.agreement.id,
        "as_of": iso(release.standing.instant),
        "handling": release.handling,
        "problems": [asdict(p) for p in in_order(release.problems)],
    })


def checked(case: str, clauses: int, claims: int, problems: Sequence[Problem]) -> str:
    """What `check` found in a case folder, worst first."""
    return _dump({
        "schema": CHECK_SCHEMA,
        "case": case,
        "clauses": clauses,
        "claims": claims,
        "problems": [asdict(p) for p in problems],
    })


def comparison(found: Comparison) -> str:
    """Two encodings side by side; counts stand beside what they count, never as a rate."""
    return _dump({
        "schema": COMPARISON_SCHEMA,
        "clauses_alike": found.alike,
        "clauses_compared": len(found.clauses),
        "fields_alike": found.fields_alike,
        "fields_compared": found.fields_compared,
        **asdict(found),
    })


def manifest(release: Release, files: Mapping[str, str]) -> str:
    """Text of ``manifest.json``.

    Parameters
    ----------
    release
        What the edition was built from.
    files
        SHA-256 of every other file of the edition, by path with forward slashes.
    """
    return _dump({
        **release.manifest,
        "schema": MANIFEST_SCHEMA,
        "edition": edition_id(release),
        "case": release.agreement.id,
        "as_of": iso(release.standing.instant),
        "mode": release.standing.mode,
        "profile": release.profile,
        "handling": release.handling,
        **_publisher(release),
        "rights": dict(sorted(release.rights.items())),
        "counted": [asdict(c) for c in release.counted],
        "removed": [asdict(r) for r in sorted(
            release.removed, key=lambda r: (r.rule, r.kind, r.count))],
        "files": dict(files),
    }, sort=True)


def _publisher(release: Release) -> dict[str, object]:
    told = release.publishing
    given = {"publisher": told.publisher, "address": told.address, "contact": told.contact,
             "licence": told.licence}
    return {name: value for name, value in given.items() if value}


def _finding(f: Finding) -> dict[str, object]:
    return {
        "clause": f.clause,
        "kind": f.kind,
        "bound": f.bound,
        "reading": f.reading,
        "start": f.start,
        "standard": f.standard,
        "unit": f.unit,
        "from": _iso(f.from_),
        "to": _iso(f.to),
        "status": f.status,
        "low": f.low,
        "high": f.high,
        "accounts": [_account(a) for a in sorted(f.accounts, key=_account_key)],
        "shares": dict(sorted(f.shares.items())),
        "delay": _delay(f.delay),
        "hinges_on": sorted(f.hinges_on),
        "reasons": list(f.reasons),
        "rule": f.rule,
        "words": f.words,
        "denials": sorted(f.denials),
        "exceptions": sorted(f.exceptions),
        "beside": f.beside,
        "suspensions": sorted(f.suspensions),
    }


def _account(a: Account) -> dict[str, object]:
    return {
        "account": a.account,
        "lineage": a.lineage,
        "scope": a.scope,
        "basis": a.basis,
        "measures": a.measures,
        "from": _iso(a.from_),
        "to": _iso(a.to),
        "low": a.low,
        "high": a.high,
        "stated_low": a.stated_low,
        "stated_high": a.stated_high,
        "owed_low": a.owed_low,
        "owed_high": a.owed_high,
        "supports": a.supports,
        "interested": a.interested,
        "admission": a.admission,
        "disputed": a.disputed,
        "claims": sorted(a.claims),
    }


def _account_key(a: Account) -> tuple[str, str, int, int]:
    return (a.account, a.measures, a.from_, a.to)


def _delay(delay: Delay | None) -> dict[str, object] | None:
    if delay is None:
        return None
    # Whole seconds that surely contain the delay: the low end down, the high end up.
    return {
        "low_s": delay.low // SECOND, "high_s": -(-delay.high // SECOND), "words": delay.words,
    }


def _line(value: object) -> str:
    return escape_hidden(_ENCODER.encode(value))


@lru_cache(maxsize=8192)
def _iso(instant: int | None) -> str | None:
    return None if instant is None else iso(instant)


def _dump(value: object, *, sort: bool = False) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=sort)
    return escape_hidden(text) + "\n"
