"""Statements of a case set beside its record, and when the record first held each."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from trucewatch.assess.engine import assess_at
from trucewatch.case import yaml
from trucewatch.case.statements import FOLDER
from trucewatch.model.case import Case
from trucewatch.model.finding import Finding
from trucewatch.model.instant import micros
from trucewatch.model.problem import Problem
from trucewatch.model.statement import Result
from trucewatch.pipeline.standing import Seen
from trucewatch.record.errors import RecordError
from trucewatch.record.line import LOG
from trucewatch.record.record import Record
from trucewatch.record.vault import sealed_document_key
from trucewatch.statements.judging import asked, judge
from trucewatch.store.engines import Engine

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def state(
    seen: Seen, findings: Sequence[Finding], place: Path, engine: Engine | None,
    problems: list[Problem],
) -> list[Result]:
    """Set every statement beside the record as of where the run stands.

    Parameters
    ----------
    seen
        The case with the claims in view.
    findings
        Its findings where the run stands.
    place
        Folder of the record; there may be none.
    engine
        Where clauses are evaluated at other instants; ``None``: DuckDB.
    problems
        What the record shows to have been changed in a ledger is appended here.
    """
    if not seen.case.statements:
        return []
    instant = seen.standing.instant
    # Most of an evaluation is the same whatever is in it: one for all instants and clauses.
    wanted = {at: names for at, names in asked(seen.case, instant).items() if at != instant}
    named = dict.fromkeys(name for names in wanted.values() for name in names)
    known: dict[int, Sequence[Finding]] = {
        **assess_at(only(seen.case, named), list(wanted), engine), instant: findings,
    }

    entries = entered(place, instant if seen.standing.mode == "as_of" else None)
    problems.extend(_changed(seen.case, entries))
    return judge(seen.case, instant, known.__getitem__,
                 {name: entry.as_it_stands for name, entry in entries.items()})


def only(case: Case, clauses: Iterable[str]) -> Case:
    """The case with some of its clauses, and every clause those hang on."""
    by_id = {clause.id: clause for clause in case.clauses}
    names = {
        clause.id: _names(clause, by_id).union(*(
            _names(reading, by_id) for reading in case.readings.get(clause.id, {}).values()))
        for clause in case.clauses
    }
    kept: set[str] = set()
    todo = [name for name in clauses if name in by_id]
    while todo:
        here = todo.pop()
        if here not in kept:
            kept.add(here)
            todo += names[here]
            # An extension names the clause whose end it moves, not the other way round.
            todo += [other for other, named in names.items()
                     if here in named and hasattr(by_id[other], "extends")]
    return replace(
        case, clauses=[clause for clause in case.clauses if clause.id in kept],
        readings={name: some for name, some in case.readings.items() if name in kept},
    )


def _names(clause: object, by_id: Mapping[str, object]) -> set[str]:
    """Ids of clauses a clause names anywhere; one too many costs time, never a result."""
    words = _WORD.findall(repr(clause))
    return {word.removesuffix(".due") for word in words} & set(by_id)


@dataclass(frozen=True)
class Entry:
    """When the record held a statement, microseconds UTC."""

    first: int
    as_it_stands: int
    """From then on it was not changed any more."""
    now: str
    """Digest of what it says; empty where it is gone."""


def entered(place: Path, until: int | None = None) -> dict[str, Entry]:
    """When the record first held each statement, by ``document/id``.

    Parameters
    ----------
    place
        Folder of the record; without one nothing is told.
    until
        Only batches of up to this instant, microseconds UTC.
    """
    if not (place / LOG).exists():
        return {}
    found: dict[str, Entry] = {}
    try:
        record = Record.open(place)
        known: dict[str, dict[str, str]] = {}
        for batch in record.batches:
            at = micros(batch.moment)
            if batch.holder or (until is not None and at > until):
                continue
            held: dict[str, str] = {}
            for name, digest in batch.files.items():
                if name.startswith(f"{FOLDER}/"):
                    if digest not in known:
                        known[digest] = _digests(name, record.archive.get(digest))
                    held |= known[digest]
            if batch.files:
                found = _advanced(found, held, at)
    except (RecordError, OSError):
        # Whoever verifies the record is told; here nothing is known of when.
        return {}
    return found


def _advanced(found: Mapping[str, Entry], held: Mapping[str, str], at: int) -> dict[str, Entry]:
    after = {name: Entry(at, at, digest) for name, digest in held.items() if name not in found}
    for name, entry in found.items():
        now = held.get(name, "")
        after[name] = entry if now == entry.now else Entry(entry.first, at, now)
    return after


def _digests(name: str, data: bytes) -> dict[str, str]:
    """Digest of each statement of a ledger file, whatever form it had then."""
    if sealed_document_key(data) is not None:
        return {}
    file = yaml.read(name, data, [])
    items = file.data.get("statements") if file and isinstance(file.data, dict) else None
    document = name.removeprefix(f"{FOLDER}/").removesuffix(".yaml")
    return {
        f"{document}/{item['id']}": hashlib.sha256(
            json.dumps(item, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
        for item in items or [] if isinstance(item, dict) and isinstance(item.get("id"), str)
    }


def _changed(case: Case, entries: Mapping[str, Entry]) -> Iterable[Problem]:
    """Name statements that were changed or taken out after the record had held them."""
    there = {f"{document.id}/{one.id}" for document in case.statements
             for one in document.statements}
    say: Callable[..., Problem] = partial(Problem, severity="warning")
    for name, entry in sorted(entries.items()):
        document, _, id_ = name.partition("/")
        file = f"{FOLDER}/{document}.yaml"
        if name not in there:
            yield say(
                code="statement_gone", file=file, field=id_, found="nothing",
                expected="the statement the record holds: a ledger is appended to",
                mend="put it back; a new statement may retract it")
        elif entry.as_it_stands != entry.first:
            yield say(
                code="statement_changed", file=file, field=id_,
                found="other words or another test than it was entered with",
                expected="a new statement that repeats or retracts it",
                mend="its date of entry is that of the change")
