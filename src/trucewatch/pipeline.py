"""The only module that knows the order: case, record, findings, release, edition."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from trucewatch import __version__
from trucewatch.assess.describe import describe, starts
from trucewatch.assess.engine import assess
from trucewatch.assess.explain import day_words
from trucewatch.assess.registry import KINDS, VERSIONS
from trucewatch.assess.standards import SHIPPED
from trucewatch.assess.variants import expand
from trucewatch.case.load import load
from trucewatch.model.case import BASE_READING, Case, Columns
from trucewatch.model.finding import Finding
from trucewatch.model.instant import TimeProblem, iso, parse_span, tzdata_version
from trucewatch.model.problem import Problem, in_order, shorten
from trucewatch.publish import edition
from trucewatch.publish.release import ClauseView, Release, Standing
from trucewatch.record.errors import RecordError
from trucewatch.record.record import Record
from trucewatch.sources.collect import collect as read_sources
from trucewatch.store.ledger import held_at, remember
from trucewatch.store.view import newest, published_by, without_retracted

Step = Callable[[str, int, int], None]
"""Told the name of the step, how many are done, how many there are."""

STEPS = ("reading the case", "keeping the record", "assessing the clauses", "writing the edition")


class CaseNotFound(LookupError):
    """No such folder, and no such case ships; the message says what was tried."""


@dataclass(frozen=True)
class Result:
    """What a run gave: a release, or problems that explain why there is none."""

    release: Release | None
    problems: list[Problem]
    out: Path | None
    index: Path | None


@dataclass(frozen=True)
class CheckResult:
    """What reading a case found."""

    case_id: str
    clauses: int
    claims: int
    problems: list[Problem]


@dataclass(frozen=True)
class CollectResult:
    """What collecting wrote."""

    written: list[tuple[str, int]]
    """Figures file and number of rows."""
    problems: list[Problem]


def _shipped() -> Path:
    inside = Path(str(resources.files("trucewatch"))) / "cases"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "cases"


def shipped_cases() -> list[str]:
    """Names of the cases that ship with trucewatch."""
    folder = _shipped()
    return sorted(p.parent.name for p in folder.glob("*/case.yaml")) if folder.is_dir() else []


def find_case(name: str) -> Path:
    """Folder of a case: a path, or the name of a case that ships.

    Raises
    ------
    CaseNotFound
        When it is neither.
    """
    path = Path(name)
    if path.is_dir():
        return path
    # "cases/gaza-2025-10" also means the case that ships, so the README works from anywhere.
    wanted = path.name
    if wanted in shipped_cases():
        return _shipped() / wanted
    ships = ", ".join(shipped_cases()) or "none"
    raise CaseNotFound(f"no folder {name!r}; cases that ship with trucewatch: {ships}")


def check(case: Path) -> CheckResult:
    """Read a case and collect every problem."""
    loaded = load(case, KINDS)
    found = loaded.case
    return CheckResult(
        found.agreement.id if found else case.name,
        len(found.clauses) if found else 0,
        len(found.claims["claim_id"]) if found else 0,
        in_order(loaded.problems),
    )


def run(
    case: Path, out: Path | None, *, as_of: str | None = None, published_by: str | None = None,
    record: Path | None = None, step: Step = lambda name, done, total: None,
) -> Result:
    """Assess a case and write its edition.

    Parameters
    ----------
    case
        Folder of the case.
    out
        Folder of the edition; ``None``: nothing is written.
    as_of
        Stand at what this record held at an instant.
    published_by
        Stand at what had surely been published by an instant (a reconstruction).
    record
        Folder of the record; ``None``: ``record`` in the case, or beside `out` where the case
        cannot be written to.
    step
        Told what is being done.

    Returns
    -------
    Result
        Never raises for bad input: problems say what is wrong.
    """
    step(STEPS[0], 0, len(STEPS))
    loaded = load(case, KINDS)
    problems = list(loaded.problems)
    if loaded.case is None:
        return Result(None, in_order(problems), None, None)
    step(STEPS[1], 1, len(STEPS))
    place = record or _record_folder(case, out, loaded.case)
    if out is not None:
        problems += _keep(place, loaded.case, case)
    viewed = _view(loaded.case, place, as_of, published_by, problems)
    if viewed is None:
        return Result(None, in_order(problems), None, None)
    seen, standing = viewed
    step(STEPS[2], 2, len(STEPS))
    release = _release(seen, standing, assess(seen, standing.instant), in_order(problems))
    step(STEPS[3], 3, len(STEPS))
    index = None
    if out is not None:
        try:
            edition.write(release, out)
            index = out / "index.html"
        except (edition.EditionError, OSError) as error:
            problems.append(_problem("edition_not_written", out.name, str(error)))
            return Result(release, in_order(problems), None, None)
    step(STEPS[3], len(STEPS), len(STEPS))
    return Result(release, release.problems, out, index)


def collect(
    case: Path, source: Path, step: Step = lambda name, done, total: None
) -> CollectResult:
    """Read raw files through the adapters into the case's figures."""
    loaded = load(case, KINDS)
    if loaded.case is None:
        return CollectResult([], in_order(loaded.problems))
    step("reading sources", 0, 1)
    report = read_sources(case, loaded.case.inputs, source, loaded.case.agreement.tz)
    step("reading sources", 1, 1)
    return CollectResult(sorted(report.counts.items()), in_order(report.problems))


def _problem(code: str, file: str, found: str, expected: str = "", mend: str = "") -> Problem:
    return Problem(
        severity="error", code=code, file=file, found=shorten(found, 300), expected=expected,
        mend=mend,
    )


def _record_folder(case: Path, out: Path | None, loaded: Case) -> Path:
    inside = case / "record"
    ships_inside = "site-packages" in case.resolve().parts
    if not ships_inside and (inside.is_dir() or _writable(case)):
        return inside
    base = out or Path("out") / loaded.agreement.id
    return base.parent / f"{base.name}.record"


def _writable(folder: Path) -> bool:
    probe = folder / ".write-probe"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _keep(place: Path, case: Case, folder: Path) -> list[Problem]:
    """Take into the record what it does not hold yet; a run goes on without it, and says so."""
    try:
        files = {f.name: (folder / f.name).read_bytes() for f in case.files}
        with Record.open(place, write=True) as record:
            remember(record, case, files, datetime.now(UTC), f"trucewatch {__version__}")
    except RecordError as error:
        return [replace(problem, severity="warning") for problem in error.problems]
    except OSError as error:
        return [_warn("record_not_written", "record", str(error.strerror or error))]
    return []


def _warn(code: str, file: str, found: str) -> Problem:
    return Problem(
        severity="warning", code=code, file=file, found=shorten(found, 300),
        mend="this run was assessed from the case folder alone",
    )


def _view(
    case: Case, place: Path, as_of: str | None, by: str | None, problems: list[Problem]
) -> tuple[Case, Standing] | None:
    """The case with the claims in view, and where the run stands; ``None`` with a problem."""
    tz = case.agreement.tz
    asked = as_of or by
    mode = "as_of" if as_of else "published_by" if by else "newest"
    claims: Columns = case.claims
    if asked:
        try:
            instant = parse_span(asked, tz).hi
        except TimeProblem as error:
            problems.append(_problem("unreadable_instant", "", asked, str(error)))
            return None
        claims = (
            _held(place, instant, problems) if as_of
            else published_by(case.claims, case.withdrawn, instant)
        )
        words = f"as of {day_words(instant, tz)}"
        if by:
            words = f"reconstructed: as published by {day_words(instant, tz)}"
    else:
        last = newest(claims)
        if last is None:
            problems.append(_problem(
                "nothing_to_stand_on", "figures", "no claim with a date of publication",
                "at least one dated claim", "add figures, or give --as-of or --published-by",
            ))
            return None
        instant, words = last, f"record ends {day_words(last, tz)}"
    if asked and not claims["claim_id"]:
        problems.append(_problem(
            "nothing_to_assess", "", f"no claim {words}", "at least one claim in view",
            "this record begins later; --published-by reconstructs what had been published"
            if as_of else "choose a later instant",
        ))
        return None
    seen = replace(case, claims=without_retracted(claims))
    return seen, Standing(instant=instant, mode=mode, words=words)


def _held(place: Path, instant: int, problems: list[Problem]) -> Columns:
    try:
        return held_at(Record.open(place), instant)
    except (RecordError, OSError) as error:
        problems.append(_problem("record_not_read", "record", str(error)))
        return {name: [] for name in ("claim_id",)}


def _release(
    case: Case, standing: Standing, findings: list[Finding], problems: list[Problem]
) -> Release:
    names = list(case.claims)
    rows = zip(*(case.claims[name] for name in names), strict=True)
    claims = {str(row[names.index("claim_id")]): dict(zip(names, row, strict=True)) for row in rows}
    used = {c for f in findings for a in f.accounts for c in a.claims}
    used |= {c for f in findings for c in (*f.denials, *f.exceptions)}
    computed = starts(case, expand(case))
    views = []
    for clause in case.clauses:
        titles, base = computed.get(clause.id, ({}, ""))
        readings = {BASE_READING: clause.base_title.get("en", "")}
        readings |= {name: r.title.get("en", name) for name, r in clause.readings.items()}
        views.append(ClauseView(
            clause=clause, readings=readings, starts=titles, base_start=base,
            test=describe(case, clause),
        ))
    return Release(
        agreement=case.agreement, standing=standing,
        standards={s.id: f"{s.asks}; {s.favours}" for s in SHIPPED},
        milestones=case.milestones, bodies=case.bodies, coverage=case.coverage, clauses=views,
        findings=findings, claims=claims, used=frozenset(used), newest=_newest(case),
        problems=problems, manifest=_manifest(case, standing),
    )


def _newest(case: Case) -> dict[str, str]:
    """Date of the newest report by source, newest first."""
    found: dict[str, str] = {}
    for source, published in zip(case.claims["source"], case.claims["published"], strict=True):
        if published:
            found[str(source)] = max(found.get(str(source), ""), str(published)[:10])
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0]), reverse=True))


def _manifest(case: Case, standing: Standing) -> dict[str, object]:
    claims = hashlib.sha256("\n".join(sorted(str(c) for c in case.claims["claim_id"])).encode())
    return {
        "schema": "trucewatch/manifest@1",
        "case": case.agreement.id,
        "as_of": iso(standing.instant),
        "mode": standing.mode,
        "trucewatch": __version__,
        "tzdata": tzdata_version(),
        "rules": dict(sorted(VERSIONS.items())),
        "standards": [s.id for s in SHIPPED],
        "inputs": {f.name: {"sha256": f.sha256, "size": f.size} for f in case.files},
        "claims": {"count": len(case.claims["claim_id"]), "sha256": claims.hexdigest()},
    }
