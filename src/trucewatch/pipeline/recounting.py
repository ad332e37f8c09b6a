"""One case counted by two rules: how totals move, and which findings."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from trucewatch.assess.engine import assess
from trucewatch.model.case import Case
from trucewatch.model.counting import OWN, CountingRule, rules
from trucewatch.model.finding import Finding
from trucewatch.model.problem import Problem, in_order
from trucewatch.pipeline.keep import Keeping
from trucewatch.pipeline.run import see
from trucewatch.pipeline.step import Step, problem, quiet
from trucewatch.recount.apply import Recounted, recount, under
from trucewatch.recount.totals import BY, Total, place, totals

Key = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, kw_only=True)
class Under:
    """The case counted by one rule."""

    counted: Recounted
    totals: list[Total]
    findings: list[Finding]

    @property
    def rule(self) -> CountingRule:
        """The rule."""
        return self.counted.rule


@dataclass(frozen=True, kw_only=True)
class MovedTotal:
    """What one lineage states over one time, by both rules; of each unit by itself."""

    of: tuple[str, str, str, str, str]
    """Time, property, zone, actor, lineage."""
    before: tuple[Total, ...]
    after: tuple[Total, ...]


@dataclass(frozen=True, kw_only=True)
class MovedFinding:
    """A finding whose status or numbers differ between the rules."""

    before: Finding
    after: Finding

    @property
    def status_changed(self) -> bool:
        """Whether the status itself differs."""
        return self.before.status != self.after.status


@dataclass
class Recount:
    """Everything `recount_case` found."""

    case: Case | None = None
    instant: int = 0
    """Where the run stands, microseconds UTC."""
    standing: str = ""
    """The same in words."""
    by: str = "period"
    before: Under | None = None
    after: Under | None = None
    moved: list[MovedTotal] = field(default_factory=list)
    """Every total, also those that are the same by both rules."""
    findings: list[MovedFinding] = field(default_factory=list)
    same: int = 0
    """Findings that do not differ."""
    problems: list[Problem] = field(default_factory=list)


def recount_case(
    folder: Path, rule: str, against: str = OWN, *, by: str = "period",
    as_of: str | None = None, published_by: str | None = None, keeping: Keeping | None = None,
    step: Step = quiet,
) -> Recount:
    """Count a case by a rule, and against another.

    Nothing is written; the evidence is not changed.

    Parameters
    ----------
    folder
        Folder of the case.
    rule, against
        Ids of counting rules: those that ship, and those of the case.
    by
        ``day``, ``month``, ``year`` or ``period``: over what totals are given.
    as_of, published_by, keeping
        As for a run.
    step
        Told what is being done.
    """
    made = Recount(by=by)
    seen = see(folder, None, made.problems, as_of=as_of, published_by=published_by,
               keeping=keeping or Keeping(), step=step)
    if seen is not None:
        compare(made, seen.case, rule, against, seen.standing.instant, step)
        made.standing = seen.standing.words
    made.problems = in_order(made.problems)
    return made


def compare(
    made: Recount, case: Case, rule: str, against: str, instant: int, step: Step = quiet
) -> None:
    """Fill in both countings of a case, its claims as they are in view.

    Parameters
    ----------
    made
        Filled; a rule or time that is not known is a Problem in it.
    case
        The case; retracted claims are left out of it already.
    rule, against
        Ids of counting rules.
    instant
        Where the run stands, microseconds UTC.
    step
        Told what is being done.
    """
    made.case, made.instant = case, instant
    known = rules(case.agreement.counting)
    chosen = [_chosen(known, name, case, made.problems) for name in (against, rule)]
    if made.by not in BY:
        made.problems.append(problem("not_one_of", "", made.by, f"one of {', '.join(BY)}"))
    if None in chosen or made.by not in BY:
        return
    done = []
    for number, one in enumerate(filter(None, chosen)):
        step(f"counting by {one.id}", number, 2)
        done.append(_under(case, one, made.by, instant))
    step(f"counting by {rule}", 2, 2)
    made.before, made.after = done
    made.moved = _moved(made.before.totals, made.after.totals)
    made.findings, made.same = _changed(made.before.findings, made.after.findings)


def _chosen(
    known: Mapping[str, CountingRule], name: str, case: Case, problems: list[Problem]
) -> CountingRule | None:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        problems.append(problem(
            "unknown_reference", "case.yaml", name, f"a counting rule: {', '.join(known)}",
            f"did you mean '{near[0]}'?" if near
            else f"add it to 'counting' of {case.agreement.id}",
        ))
    return known.get(name)


def _under(case: Case, rule: CountingRule, by: str, instant: int) -> Under:
    tz = case.agreement.tz
    counted = recount(case.claims, rule, tz)
    return Under(counted=counted, totals=totals(counted, by, tz),
                 findings=assess(under(case, counted), instant))


def _moved(before: Sequence[Total], after: Sequence[Total]) -> list[MovedTotal]:
    sides: dict[tuple[str, str, str, str, str], tuple[list[Total], list[Total]]] = defaultdict(
        lambda: ([], []))
    for which, found in enumerate((before, after)):
        for total in found:
            sides[place(total)][which].append(total)
    return [
        MovedTotal(of=of, before=tuple(one), after=tuple(other))
        for of, (one, other) in sorted(sides.items())
    ]


def _changed(
    before: Sequence[Finding], after: Sequence[Finding]
) -> tuple[list[MovedFinding], int]:
    """Findings that differ, in the order of the agreement; claim ids are no difference."""
    old = {finding.key: finding for finding in before}
    moved = [
        MovedFinding(before=old[finding.key], after=finding)
        for finding in after if _result(old[finding.key]) != _result(finding)
    ]
    return moved, len(after) - len(moved)


def _result(finding: Finding) -> Finding:
    """What a finding says, without the words and ids that change with the claims."""
    return replace(finding, accounts=(), words="", denials=(), exceptions=(), suspensions=())
