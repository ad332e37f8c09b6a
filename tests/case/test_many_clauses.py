"""An agreement of 578 clauses: every clause ends in a status or a reason."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from trucewatch.assess.engine import assess
from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.model.finding import Finding
from trucewatch.model.instant import parse_span

from .many import CLAUSES, MAKERS, name_of, write

DECIDED = {
    "breached": {"breached"}, "kept": {"kept"}, "contested": {"breached", "kept"},
    "kept_late": {"kept"},
}
WITH_REASON = {"undetermined", "not_assessable", "not_in_force", "condition_open", "suspended",
               "pending"}


def test_every_clause_of_a_long_agreement_ends_in_a_status_or_a_reason(tmp_path: Path) -> None:
    loaded = load(write(tmp_path / "many-2031"), KINDS)
    assert loaded.problems == []
    assert loaded.case is not None
    names = [name_of(n) for n in range(CLAUSES)]
    assert [clause.id for clause in loaded.case.clauses] == names
    findings = assess(loaded.case, parse_span("2031-05-31T12:00Z", "Europe/Athens").hi)
    windows = [f for f in findings if f.unit == "window"]
    assert list(dict.fromkeys(f.clause for f in windows)) == names
    assert {f.kind for f in windows} == set(MAKERS)
    assert [f.key for f in findings if not f.reasons and f.status not in DECIDED] == []
    assert {f.status for f in windows if f.reasons} <= {*WITH_REASON, "contested"}
    behind: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for f in findings:
        behind[f.key[:5]].append(f)
    for f in windows:
        # The units of readings and starts beside the base are not kept.
        units = behind[f.key[:5]]
        wanted = DECIDED.get(f.status)
        if wanted is None or (f.shares and len(units) == 1):
            continue
        named = [a for u in units for a in u.accounts if a.supports in wanted]
        assert named, f.key
        assert all(a.claims or "|coverage|" in a.account for a in named), f.key
