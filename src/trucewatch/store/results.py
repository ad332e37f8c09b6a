"""Findings as relations, for anybody's SQL."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.model.case import Case
from trucewatch.model.finding import Finding
from trucewatch.model.tables import (
    ACCOUNT_CLAIM_RELATION,
    ACCOUNT_RELATION,
    BODY_RELATION,
    FINDING_RELATION,
    HINGE_RELATION,
    SUSPENSION_RELATION,
)
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.interface import Schema
from trucewatch.store.ledger import CLAIMS
from trucewatch.store.rows import schema

FINDINGS: Schema = schema(FINDING_RELATION)
"""One row per finding; instants in microseconds UTC, NULL is unknown."""
ACCOUNTS: Schema = schema(ACCOUNT_RELATION)
"""One row per account of a finding."""
ACCOUNT_CLAIMS: Schema = schema(ACCOUNT_CLAIM_RELATION)
BODIES: Schema = schema(BODY_RELATION)
HINGES: Schema = schema(HINGE_RELATION)
SUSPENSIONS: Schema = schema(SUSPENSION_RELATION)


def load_results(store: DuckStore, case: Case, findings: Sequence[Finding]) -> None:
    """Make the relations ``findings`` and ``accounts``, what hangs on them, and ``bodies``."""
    rows: list[tuple[object, ...]] = []
    accounts: list[tuple[object, ...]] = []
    claims: list[tuple[object, ...]] = []
    for n, f in enumerate(findings):
        delay = f.delay
        rows.append((
            n, f.clause, f.kind, f.bound, f.reading, f.start, f.standard, f.unit, f.from_, f.to,
            f.status, f.low, f.high, delay.low if delay else None, delay.high if delay else None,
            f.rule, f.beside or "",
        ))
        for a in f.accounts:
            accounts.append((
                n, a.account, a.lineage, a.scope, a.basis, a.measures, a.from_, a.to, a.low,
                a.high, a.owed_low, a.owed_high, a.supports, a.interested, a.admission,
                a.disputed,
            ))
            claims.extend((n, a.account, claim) for claim in a.claims)
    hinges: list[tuple[object, ...]] = [
        (n, lineage) for n, f in enumerate(findings) for lineage in f.hinges_on
    ]
    suspensions: list[tuple[object, ...]] = [
        (n, claim) for n, f in enumerate(findings) for claim in f.suspensions
    ]
    bodies: list[tuple[object, ...]] = [
        (b.id, b.name.get("en", b.id), b.affiliation, b.side, b.lineage or b.id)
        for b in case.bodies.values()
    ]
    for name, kinds, made in (
        ("findings", FINDINGS, rows), ("accounts", ACCOUNTS, accounts),
        ("account_claims", ACCOUNT_CLAIMS, claims), ("bodies", BODIES, bodies),
        ("hinges", HINGES, hinges), ("suspensions", SUSPENSIONS, suspensions),
    ):
        turned = list(zip(*made, strict=True)) or [()] * len(kinds)
        store.load(name, kinds, dict(zip(kinds, turned, strict=True)))
    store.load("claims", CLAIMS, {name: case.claims[name] for name in CLAIMS})
