"""What changed in a record between two instants: what was learned, withdrawn, and found anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.assess.engine import assess
from trucewatch.model.case import Case
from trucewatch.model.finding import Finding
from trucewatch.model.instant import TimeProblem, moment, parse_span
from trucewatch.model.problem import Problem, in_order
from trucewatch.pipeline.places import record_of
from trucewatch.pipeline.standing import Seen, case_of, stand_as_of
from trucewatch.pipeline.step import Step, missing_engine, problem, quiet
from trucewatch.record.errors import RecordError
from trucewatch.record.line import stamp_of
from trucewatch.record.record import Record
from trucewatch.store.engines import Engine, EngineMissing
from trucewatch.store.moves import Move, moves
from trucewatch.store.series import Version, versions

DECIDED = {
    "sources.yaml": "what the case says of its sources changed",
    "judgements.jsonl": "what people judged of reports changed",
    "grades.jsonl": "grades changed", "lineages.csv": "who goes back to whom was decided anew",
}
"""Files by which a finding may change though no claim came or went."""
Key = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Changed:
    """One finding at both ends, and why it differs."""

    before: Finding | None
    after: Finding | None
    came: tuple[str, ...] = ()
    """Claim ids that it rests on now and did not before."""
    went: tuple[str, ...] = ()
    why: str = ""
    """In words: claims, the case's files, or the instant alone."""

    @property
    def key(self) -> Key:
        """Clause, bound, reading, start, standard, unit."""
        either = self.after or self.before
        return either.key if either else ("", "", "", "", "", "")


@dataclass
class Difference:
    """Everything `diff` found."""

    since: int = 0
    until: int = 0
    tz: str = "UTC"
    case: Case | None = None
    """As of the later instant."""
    learned: list[Move] = field(default_factory=list)
    """Rows that came into view."""
    lost: list[Move] = field(default_factory=list)
    """Rows that went out of view: withdrawn, replaced, read again, no longer in the case."""
    rewritten: list[Version] = field(default_factory=list)
    """Versions of published series, received in between, that changed or dropped rows."""
    files: list[tuple[str, str]] = field(default_factory=list)
    """Case files and ``added``, ``changed`` or ``removed``."""
    findings: list[Changed] = field(default_factory=list)
    same: int = 0
    """Findings that did not change."""
    problems: list[Problem] = field(default_factory=list)


def diff(
    record: Path, since: str, until: str, step: Step = quiet, engine: Engine | None = None
) -> Difference:
    """Compare what a record held at two instants.

    Parameters
    ----------
    record
        Folder of the record, or of its case.
    since, until
        Instants as people write them; civil days are those of the case.
    step
        Told what is being done.
    engine
        Where the queries run; ``None``: DuckDB.
    """
    place, made = record_of(record), Difference()
    try:
        opened = Record.open(place)
    except RecordError as error:
        made.problems += error.problems
        return made
    name = place.resolve().parent.name
    case = case_of(opened, "", name, [])
    made.tz = case.agreement.tz if case else "UTC"
    if not _instants(made, since, until):
        return made
    for move in moves(opened, made.since, made.until):
        (made.learned if move.state == "open" else made.lost).append(move)
    made.learned = _standing(made.learned, made.lost)
    made.rewritten = _rewritten(opened, made.since, made.until)
    made.files = list(_files(opened, made.since, made.until))
    step("assessing as of the first instant", 0, 2)
    before = stand_as_of(place, since, name, [])
    step("assessing as of the second instant", 1, 2)
    after = stand_as_of(place, until, name, made.problems)
    try:
        _findings(made, before, after, engine)
    except EngineMissing as missing:
        made.problems.append(missing_engine(missing))
    step("assessing as of the second instant", 2, 2)
    made.problems = in_order(made.problems)
    return made


def _instants(made: Difference, since: str, until: str) -> bool:
    for text, name in ((since, "since"), (until, "until")):
        try:
            setattr(made, name, parse_span(text, made.tz).hi)
        except TimeProblem as error:
            made.problems.append(problem("unreadable_instant", "", text, str(error)))
    if not made.problems and made.since >= made.until:
        made.problems.append(problem("end_before_start", "", until, f"an instant after {since}"))
    return not made.problems


def _standing(learned: list[Move], lost: list[Move]) -> list[Move]:
    """Rows that came into view: not those that were recorded as withdrawn already."""
    never = {(m.row, m.recorded_at, m.holder) for m in lost}
    return [m for m in learned if (m.row, m.recorded_at, m.holder) not in never]


def _rewritten(record: Record, since: int, until: int) -> list[Version]:
    known = set(versions(record, since))
    return [v for v in versions(record, until)
            if v not in known and (v.cells_changed or v.rows_dropped)]


def _files(record: Record, since: int, until: int) -> Iterable[tuple[str, str]]:
    old = record.files(until=stamp_of(moment(since)))
    new = record.files(until=stamp_of(moment(until)))
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            yield name, "added"
        elif name not in new:
            yield name, "removed"
        elif old[name] != new[name]:
            yield name, "changed"


def _findings(
    made: Difference, before: Seen | None, after: Seen | None, engine: Engine | None
) -> None:
    if after is None:
        return
    made.case = after.case
    old = _assessed(before, engine)
    new = _assessed(after, engine)
    closed = {str(move.claim["claim_id"]): move.reason for move in made.lost}
    for key in sorted(old.keys() | new.keys()):
        one, other = old.get(key), new.get(key)
        if one and other and _result(one) == _result(other):
            made.same += 1
            continue
        came = tuple(sorted(_evidence(other) - _evidence(one)))
        went = tuple(sorted(_evidence(one) - _evidence(other)))
        why = _why(one, other, came, went, closed, dict(made.files))
        made.findings.append(Changed(one, other, came, went, why))


def _assessed(seen: Seen | None, engine: Engine | None) -> Mapping[Key, Finding]:
    if seen is None:
        return {}
    return {f.key: f for f in assess(seen.case, seen.standing.instant, engine)}


def _result(finding: Finding) -> tuple[object, ...]:
    return (finding.status, finding.low, finding.high, finding.delay, finding.reasons,
            tuple(sorted(finding.shares.items())))


def _evidence(finding: Finding | None) -> set[str]:
    if finding is None:
        return set()
    return {claim for account in finding.accounts for claim in account.claims} | {
        *finding.denials, *finding.exceptions, *finding.suspensions}


def _why(
    one: Finding | None, other: Finding | None, came: tuple[str, ...], went: tuple[str, ...],
    closed: Mapping[str, str], files: Mapping[str, str],
) -> str:
    parts = []
    if came:
        parts.append(f"{len(came)} claims came in")
    if went:
        reasons = sorted({closed.get(claim, "no longer used") for claim in went})
        parts.append(f"{len(went)} went ({', '.join(reasons)})")
    if one and other and one.rule != other.rule:
        parts.append(f"the rule changed from {one.rule} to {other.rule}")
    if "clauses.yaml" in files or "case.yaml" in files:
        parts.append("the agreement's encoding changed")
    if not (came or went):
        parts += [said for name, said in DECIDED.items() if name in files]
    return "; ".join(parts) or "no evidence of it changed: time passed"
