"""Every finding that decides names what decided it; nothing forbidden is kept unwatched.

`test_laws` asks this of both paths, and lets windows made of units, and standards by which silence
decides, off; here every finding of the compiled path is asked, of every kind.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings

from trucewatch.assess.engine import assess
from trucewatch.model.case import BASE_READING, Case
from trucewatch.model.finding import Account, Finding
from trucewatch.model.instant import parse_span

from .generate import KINDS, records
from .rows import load

AS_OF = "as of"
"""What an account of a duty by its due instant shows at the end of the record."""

EXAMPLES = max(3, int(os.environ.get("TRUCEWATCH_EXAMPLES", "0")) // 10)
ASKED = settings(
    max_examples=EXAMPLES, deadline=None, derandomize="TRUCEWATCH_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
DECIDED = {
    "breached": {"breached"}, "kept": {"kept"}, "contested": {"breached", "kept"},
    "kept_late": {"kept"},
}
FORBIDDING = {"prohibition", "schedule"}


def from_coverage(account: Account) -> bool:
    return account.account.split("|")[1:2] == ["coverage"]


def behind(findings: Iterable[Finding]) -> dict[tuple[str, ...], list[Finding]]:
    """The findings of one variant and standard: its window and its units."""
    found: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for f in findings:
        found[f.key[:5]].append(f)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_what_supports_a_status_names_its_claims_or_the_coverage(kind: str) -> None:
    @ASKED
    @given(records(kind))
    def holds(record: tuple[Case, int]) -> None:
        case, as_of = record
        told = {str(claim) for claim in case.claims["claim_id"]}
        for f in assess(case, as_of):
            for account in f.accounts:
                assert account.claims or from_coverage(account), (f.key, account)
                assert set(account.claims) <= told

    holds()


@pytest.mark.parametrize("kind", KINDS)
def test_a_status_that_decides_has_an_account_that_supports_it(kind: str) -> None:
    @ASKED
    @given(records(kind))
    def holds(record: tuple[Case, int]) -> None:
        case, as_of = record
        silence = {s.id for s in case.standards if s.burden_on_bound}
        findings = assess(case, as_of)
        related = behind(findings)
        for f in findings:
            wanted = DECIDED.get(f.beside or f.status)
            units = related[f.key[:5]] if f.unit == "window" else [f]
            if wanted is None or (f.shares and len(units) == 1):
                continue  # the units of readings and starts beside the base are not kept
            support = [a for u in units for a in u.accounts if a.supports in wanted]
            if not support and f.standard in silence and (f.beside or f.status) == "breached":
                # By a burden on the bound, silence decides; at a due instant, whatever came after.
                assert not any(
                    a.supports == "kept" and a.measures != AS_OF for u in units for a in u.accounts
                )
                continue
            assert support, f.key

    holds()


@pytest.mark.parametrize("kind", sorted({*FORBIDDING, "extension", "gates"}))
def test_nothing_forbidden_is_kept_where_nobody_watched_all_of_it(kind: str) -> None:
    @ASKED
    @given(records(kind))
    def holds(record: tuple[Case, int]) -> None:
        case, as_of = record
        tz = case.agreement.tz
        watched = defaultdict(list)
        for row in case.coverage:
            if row.state == "alive":
                lineage = case.bodies[row.body].lineage or row.body
                watched[lineage].append(parse_span(row.period, tz))
        findings = assess(case, as_of)
        windows = {f.key[:5]: f for f in findings if f.unit == "window"}
        for f in findings:
            if f.kind not in FORBIDDING or (f.beside or f.status) != "kept":
                continue
            if f.unit == "window":
                # A window of a base reading is kept by each of its units.
                assert set(f.shares) == {"kept"}, f.key
                continue
            window = windows[f.key[:5]]
            assert None not in (f.from_, f.to, window.from_)
            first = max(f.from_ or 0, window.from_ or 0)
            last = min(f.to or 0, as_of, window.to if window.to is not None else as_of)
            assert any(
                a.supports == "kept" and any(
                    span.lo <= first and last <= span.hi for span in watched[a.lineage]
                ) for a in f.accounts
            ), f.key
            assert f.reading == BASE_READING

    holds()


def test_who_was_silent_admits_nothing_whatever_it_says_of_other_days() -> None:
    [row] = [row for row in load("presence") if row.name.startswith("the bound watched on one day")]
    shown = {
        (f.unit, a.account): a.admission
        for f in assess(row.case, row.as_of) if f.standard == "reported" for a in f.accounts
    }
    assert shown == {
        ("window", "norland-army|coverage|total"): False,
        ("window", "norland-army|reports|total"): True,
        ("2025-03-03", "norland-army|coverage|total"): False,
        ("2025-03-04", "norland-army|reports|total"): True,
    }
