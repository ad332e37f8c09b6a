"""A dossier: one clause of a case with its evidence, taken out of the record and proved."""

from __future__ import annotations

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from trucewatch import __version__
from trucewatch.model.case import BASE_READING
from trucewatch.model.claim import SEALED_COLUMNS
from trucewatch.model.instant import micros
from trucewatch.model.problem import Problem, in_order, shorten
from trucewatch.pipeline.keep import Keeping, record_folder
from trucewatch.pipeline.proving import at_head
from trucewatch.pipeline.run import run
from trucewatch.pipeline.sealing import WITHHELD
from trucewatch.pipeline.step import Step, problem, quiet
from trucewatch.publish.formats import dossier as written
from trucewatch.publish.formats.dossier import (
    SCHEMA,
    WINDOW,
    Dossier,
    Evidence,
    Gone,
    Original,
    Recorded,
    Stamp,
)
from trucewatch.publish.formats.rows import SIDES
from trucewatch.publish.release import ClauseView, Release
from trucewatch.publish.site.context import file_names
from trucewatch.publish.site.dossier import page
from trucewatch.record import line, standalone, walk
from trucewatch.record.errors import RecordError
from trucewatch.record.prove import make_proof
from trucewatch.record.record import Record
from trucewatch.record.vault import is_sealed, sealed_document_key
from trucewatch.store.engines import Engine
from trucewatch.store.moves import Move, moves
from trucewatch.store.reports import report_rows, table_rows

OWN_FILES = frozenset({"case.yaml", "clauses.yaml", "sources.yaml"})
NAMED = 5
"""Claims or files named in a refusal; how many more there are is said."""


@dataclass(frozen=True)
class Made:
    """A dossier that was written, or why there is none."""

    problems: list[Problem]
    file: Path | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    """What is in it: claims, those of each side, proofs, originals, time stamps."""
    head: str = ""
    """``SIZE:HEAD`` every proof leads up to."""
    release: Release | None = None
    """What was assessed, as far as it came."""


def dossier(
    case: Path, clause: str, out: Path | None = None, *, unit: str = WINDOW,
    as_of: str | None = None, keeping: Keeping | None = None, engine: Engine | None = None,
    step: Step = quiet,
) -> Made:
    """Write one file on one clause: claims for and against, proofs, custody, the verifier.

    Parameters
    ----------
    case
        Folder of the case.
    clause
        Id of the clause.
    out
        File to write; a name made of the clause and the unit if left out.
    unit
        One unit of time of the clause, or the whole window.
    as_of
        Stand at what the record held at an instant; its proofs then lead up to the head of then.
    keeping
        How the record is kept.
    engine
        Where the queries run; ``None``: DuckDB.
    step
        Told what is being done.

    Returns
    -------
    Made
        Never raises for bad input: problems say what is wrong.
    """
    keeping = keeping or Keeping()
    place = record_folder(case, None, keeping.record)
    problems = _no_record(place, case)
    if problems:
        return Made(problems)
    result = run(case, None, as_of=as_of, keeping=keeping, engine=engine, step=step)
    if result.release is None:
        return Made(result.problems)
    release = result.release
    view = next((v for v in release.clauses if v.clause.id == clause), None)
    if view is None or not _has(release, clause, unit):
        problems = [problem("no_such_clause" if view is None else "no_such_unit", "clauses.yaml",
                            clause if view is None else unit, "one the case has")]
        return Made(in_order([*result.problems, *problems]), release=release)
    made = _written(case, place, release, view, unit, out, step)
    return replace(made, problems=in_order([*result.problems, *made.problems]), release=release)


def _written(
    case: Path, place: Path, release: Release, view: ClauseView, unit: str, out: Path | None,
    step: Step,
) -> Made:
    """Take the evidence out of the record and write the file."""
    try:
        record = at_head(place, str(release.manifest.get("record", "")))
        made = _make(record, release, view, unit, case, step)
        if isinstance(made, list):
            return Made(made)
        target = out or Path(_name(view.clause.id, unit))
        problems = _write(target, written.pack(written.members(made, page(made))))
    except RecordError as error:
        return Made([*error.problems, _unreadable(case)])
    except OSError as error:
        return Made([problem("dossier_not_written", "", str(error.strerror or error))])
    return Made(problems, None if problems else target, _counts(made), record.head)


def _no_record(place: Path, case: Path) -> list[Problem]:
    """Problems when there is no record that can be read."""
    if not (place / line.LOG).exists():
        return [problem("no_record", "record", "no record of this case", "a record",
                        f"run it once: trucewatch run {shorten(case)}")]
    try:
        if Record.open(place).batches:
            return []
        return [problem("empty_record", "record", "no batch", "a record that was kept",
                        f"run it once: trucewatch run {shorten(case)}")]
    except RecordError as error:
        return [*error.problems, _unreadable(case)]
    except OSError as error:
        return [problem("record_not_read", "record", str(error.strerror or error)),
                _unreadable(case)]


def _unreadable(case: Path) -> Problem:
    return problem("no_record", "record", "a record that cannot be used as it is",
                   "one that verifies",
                   "restore it from a copy, or keep a new one elsewhere: trucewatch run "
                   f"{shorten(case)} --record DIR")


def _has(release: Release, clause: str, unit: str) -> bool:
    return unit == WINDOW or any(
        (f.clause, f.unit, f.reading) == (clause, unit, BASE_READING) for f in release.findings)


def _make(
    record: Record, release: Release, view: ClauseView, unit: str, case: Path, step: Step
) -> Dossier | list[Problem]:
    findings = written.selected(release, view.clause.id, unit)
    used = written.claims_of(findings)
    life = _life(record)
    missing = _not_recorded(record, release, sorted(used - life.recorded.keys()), case)
    if missing:
        return missing
    kinds = written.properties_of(view.clause)
    gone = [g for i, g in sorted(life.gone.items())
            if i not in used and written.concerns(g.claim, kinds, findings)]
    rows = [release.claims[i] for i in sorted(used) if i in release.claims]
    reports = sorted({str(row["report_id"]) for row in (*rows, *(g.claim for g in gone))})
    return Dossier(release, view, unit, Evidence(
        record=record.id, head=record.head, recorded=life.recorded,
        proofs=_proofs(record, reports, step), verifier=standalone.source(__version__),
        version=__version__, originals=_originals(record), custody=_custody(record),
        stamps=list(_stamps(record)), gone=gone,
        withheld=sum(row[name] == WITHHELD for row in rows for name in SEALED_COLUMNS),
        erasures=sum(batch.kind == "erase" for batch in record.batches),
    ))


def _not_recorded(
    record: Record, release: Release, claims: Sequence[str], case: Path
) -> list[Problem]:
    """Say what of the case the record does not hold yet."""
    mend = f"run it once, and it will: trucewatch run {shorten(case)}"
    found = []
    inputs = release.manifest["inputs"]
    if release.standing.mode != "as_of" and isinstance(inputs, dict):
        held = record.files()
        changed = [n for n, given in sorted(inputs.items()) if held.get(n) != given["sha256"]]
        if changed:
            found.append(problem("files_not_recorded", "record", _few(changed),
                                 "case files as the record holds them", mend))
    if claims:
        found.append(problem("claims_not_recorded", "record", _few(claims),
                             "every claim of the clause in the record", mend))
    return found


def _few(names: Sequence[str]) -> str:
    rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(n[:64] for n in names[:NAMED]) + rest


@dataclass(frozen=True)
class _Life:
    """What became of every claim of a record."""

    recorded: Mapping[str, Recorded]
    """Of claims in view, by claim id."""
    gone: Mapping[str, Gone]
    """Of claims no longer in view."""


def _life(record: Record) -> _Life:
    """Read from the ledger when each claim was taken in, and whether it is still in view."""
    newest: dict[str, dict[object, Move]] = defaultdict(dict)
    first: dict[str, int] = {}
    # The order is that of time, so the last move of a row is the one that stands.
    for move in moves(record, -1, micros(record.batches[-1].moment)):
        claim = str(move.claim["claim_id"])
        newest[claim][move.holder, tuple(move.claim.values())] = move
        first.setdefault(claim, move.recorded_at)
    recorded, gone = {}, {}
    for claim, rows in newest.items():
        held = [m.recorded_at for m in rows.values() if m.state == "open"]
        if held:
            recorded[claim] = Recorded(first=first[claim], since=min(held))
        else:
            last = max(rows.values(), key=lambda m: m.recorded_at)
            gone[claim] = Gone(
                claim={k: WITHHELD if k in SEALED_COLUMNS and is_sealed(v) else v
                       for k, v in last.claim.items()},
                recorded=Recorded(first=first[claim], since=first[claim]),
                closed_at=last.recorded_at, reason=last.reason)
    return _Life(recorded, gone)


def _proofs(record: Record, reports: Sequence[str], step: Step) -> dict[str, bytes]:
    """Prove every report, up to the head; as `records.prove`, but the rows are read once."""
    proofs = {}
    found = report_rows(record, [r for r in reports if r.isascii() and r.isalnum()])
    for number, report in enumerate(sorted(found)):
        step("proving reports", number, len(found))
        proofs[report] = make_proof(record, report, found[report])
    step("proving reports", len(found), len(found))
    return proofs


def _originals(record: Record) -> list[Original]:
    """Every file the record archived; with its content where rights allow."""
    standing = record.files()
    seen: dict[tuple[str, str, str], bool] = {}
    for batch in record.batches:
        for name, digest in batch.files.items():
            seen[batch.holder, name, digest] = name in batch.keys
    return [_original(record, standing, *key, sealed) for key, sealed in sorted(seen.items())]


def _original(
    record: Record, standing: Mapping[str, str], holder: str, name: str, digest: str, sealed: bool
) -> Original:
    content: bytes | None = None
    if holder:
        reason = "rights not stated"
    elif sealed:
        reason = "withheld: sealed, since it holds or may hold personal data"
    elif standing.get(name) != digest:
        reason = "an earlier version; the newest is included"
    elif name not in OWN_FILES and not (name.startswith("figures/") and name.endswith(".csv")):
        reason = "rights not stated"
    else:
        content = record.archive.get(digest)
        reason = ""
        if sealed_document_key(content) is not None:
            content = None
            reason = "withheld: sealed, since it holds or may hold personal data"
    return Original(name=name, digest=digest, holder=holder, content=content, reason=reason)


def _custody(record: Record) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name != "seq"}
            for row in table_rows(record, "custody")]


def _stamps(record: Record) -> Iterator[Stamp]:
    """Yield every time stamp the log names, its token read and compared with the log."""
    for batch in record.batches:
        for row in batch.stamps:
            token = b""
            if row.token:
                name = line.token_name(row.token)
                wrong = walk.check_file(record.root, name, row.token, "time_stamp")
                if wrong is not None:
                    raise RecordError(wrong)
                token = (record.root / name).read_bytes()
            yield Stamp(size=row.size, head=row.head, authority=row.authority, token=token,
                        reason=row.reason)


def _name(clause: str, unit: str) -> str:
    names = [clause] if unit == WINDOW else [clause, unit]
    return f"dossier-{'-'.join(file_names([n])[n] for n in names)}.zip"


def _write(target: Path, data: bytes) -> list[Problem]:
    """Write the file whole or not at all; only an earlier dossier is replaced."""
    if target.exists() and not _ours(target):
        return [problem("not_a_dossier", target.name, "a file or folder that is no dossier",
                        "a new name, or an earlier dossier", "give --out FILE.zip")]
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name[:80]}.part")
    try:
        part.write_bytes(data)
        part.replace(target)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
    return []


def _ours(target: Path) -> bool:
    try:
        with zipfile.ZipFile(target) as archive, archive.open("manifest.json") as stream:
            found = json.loads(stream.read(1 << 20))
    except (OSError, KeyError, ValueError, RecursionError, zipfile.BadZipFile,
            NotImplementedError, RuntimeError):
        return False
    return isinstance(found, dict) and found.get("schema") == SCHEMA


def _counts(made: Dossier) -> dict[str, int]:
    sides = list(made.parts.values())
    return {
        "claims": len(made.used), **{s: _with(sides, s) for s in SIDES},
        "proofs": len(made.evidence.proofs), "originals": len(made.original_names),
        "not_included": len(made.evidence.originals) - len(made.original_names),
        "stamps": len(made.stamp_names), "gone": len(made.evidence.gone),
    }


def _with(sides: Iterable[set[str]], side: str) -> int:
    return sum(side in found for found in sides)
