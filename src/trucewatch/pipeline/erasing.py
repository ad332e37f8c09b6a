"""Erase a person, or a whole sealed file, from a record by destroying keys.

The order keeps others' data and can be cut short anywhere: what remains of an original is sealed
under a key of its own and archived, the log says so, and only then keys are destroyed. Repeating
the command looks at the originals that still open, so it does what is left to do, and appends
nothing the log has already. It never destroys a key because the log names it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.model.problem import Problem
from trucewatch.pipeline.keep import TOOL, Keeping, as_columns, custody, stamp
from trucewatch.record import redact
from trucewatch.record.errors import RecordError, error, problem
from trucewatch.record.line import LOG, sha256
from trucewatch.record.record import Record
from trucewatch.record.vault import Vault, VaultError, sealed_document_key
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.ledger import OWN
from trucewatch.store.reports import table_rows
from trucewatch.store.rows import ERASURE_COLUMNS, load_rows, segment

NOTE = "what remains of an original from which somebody was erased"


@dataclass(frozen=True, kw_only=True)
class Target:
    """Who or what is erased; exactly one of the two."""

    person: str = ""
    """Id, exactly as the rows have it."""
    document: str = ""
    """Name of a sealed file, for example ``figures/forms.csv``."""


@dataclass
class Erased:
    """What an erasure did."""

    batch: int | None = None
    """Number of the batch that says so; ``None`` when the log said so before."""
    destroyed: int = 0
    """Keys that were destroyed now."""
    originals: int = 0
    """Sealed originals that open no more."""
    derivatives: int = 0
    """Those of them of which something remains."""
    rows: int = 0
    """Rows taken out of the files that stand."""
    shared: int = 0
    """Those of them that told of others too, or could not be told apart."""
    answers: int = 0
    """Those of them that only answered such a row, and so repeated it."""
    others: int = 0
    """Sealed originals that these keys do not open; they were not looked at."""
    unknown: bool = False
    """Nothing was sealed under this id; it can never be from now on."""
    problems: list[Problem] = field(default_factory=list)


def erase(
    place: Path, target: Target, reason: str, keeping: Keeping, *, even_if_unknown: bool = False
) -> Erased:
    """Erase a person or a sealed file from a record.

    Parameters
    ----------
    place
        Folder of the record.
    target
        Whom or what.
    reason
        Why, in words that identify nobody; it is written into the log for ever.
    keeping
        Folder and passphrase of the keys, office, time-stamping authorities, clock.
    even_if_unknown
        Make sure an id nothing was sealed under can never be sealed either.

    Returns
    -------
    Erased
        What was done; nothing new when it was done before.

    Raises
    ------
    RecordError
        Before anything was changed: ``no_target``, ``no_reason``, ``reason_identifies``,
        ``no_keys``, ``no_record``, ``unknown_person``, ``unknown_document``; what `Vault.open` and
        `Record.open` raise, ``record_in_use`` among them. A `VaultError` or ``OSError`` of a disk
        that refuses: then give the same command again.
    """
    _check(target, reason)
    if keeping.keys is None:
        raise error("", "no_keys", found="no folder of keys", expected="the keys of this record",
                    mend="give --keys DIR")
    if not (place / LOG).is_file():
        raise error(LOG, "no_record", found="no record in this folder",
                    expected="the folder of a record", mend="check its name")
    vault = Vault.open(keeping.keys, keeping.passphrase, record=place)
    with Record.open(place, write=True, now=keeping.clock()) as record:
        plan = _plan(record, vault, target)
        done = plan.done
        done.problems += [_note(words) for words in record.cut]
        if done.unknown and not even_if_unknown:
            raise RecordError(_unknown(target), *done.problems)
        if not done.unknown:
            _announce(record, plan, reason, keeping)
        for key in plan.keys:
            done.destroyed += vault.erase(key, keeping.clock())
        if done.batch is not None:
            done.problems += stamp(record, keeping)
    return done


def _check(target: Target, reason: str) -> None:
    if bool(target.person.strip()) == bool(target.document.strip()):
        raise error("", "no_target", found="both or neither", expected="a person or a document",
                    mend="give --person ID or --document NAME")
    if not reason.strip():
        raise error("", "no_reason", found="an empty reason", mend="give --reason TEXT",
                    expected="why, in words that identify nobody: the record keeps them for ever")
    word = re.escape(target.person.strip())
    if word and re.search(rf"(?<!\w){word}(?!\w)", reason, re.IGNORECASE):
        raise error("", "reason_identifies", found="a reason with the id of the person in it",
                    expected="words that identify nobody: the record keeps them for ever",
                    mend="say why, not who")


def _unknown(target: Target) -> Problem:
    # What was asked for is not repeated: it may be somebody's name.
    if target.document:
        return problem("", "unknown_document", found="no sealed file of that name under these keys",
                       expected="the name of a file as the log has it, such as figures/forms.csv",
                       mend="nothing was changed")
    return problem("", "unknown_person", found="nothing sealed under that id with these keys",
                   expected="an id exactly as the column 'person' of the figures has it",
                   mend="nothing was changed; --even-if-unknown makes sure that nothing is ever "
                        "sealed under it")


def _note(words: str) -> Problem:
    return Problem(severity="note", code="record_cleared", file="record", found=words)


@dataclass(frozen=True)
class _Original:
    """Sealed bytes in the archive that the vault opens."""

    name: str
    digest: str
    key: str
    seq: int
    """Batch that first named it."""


@dataclass
class _Plan:
    """All an erasure has to do, worked out before anything is changed."""

    keys: list[str]
    """Keys to destroy."""
    files: dict[str, bytes]
    """Derivatives to archive, by name."""
    sealed: dict[str, str]
    """Key ids of the derivatives, by name."""
    gone: set[str]
    """Digests of the originals that must not stand any more."""
    rows: list[tuple[str, str, str, str]]
    """What the log has to say and does not say yet: key, kind, object, derivative."""
    done: Erased
    standing: Collection[str]
    """Digests of the files that stand before."""
    known: Collection[tuple[str, str, str]]
    """What the log says already: key, kind, object."""

    def say(self, key: str, kind: str, digest: str, derivative: str) -> None:
        """Have the log say that a key is destroyed, unless it does."""
        if (key, kind, digest) not in self.known:
            self.rows.append((key, kind, digest, derivative))


def _plan(record: Record, vault: Vault, target: Target) -> _Plan:
    done = Erased()
    kind = "person" if target.person else "document"
    own = vault.key_id(kind, target.person or target.document)
    known, half = _announced(record), list[str]()
    originals = list(_originals(record, vault, {key for key, *_ in known}, half, done))
    taken: dict[str, _Taken | None] = {
        o.digest: None for o in originals if _is_named(o.name, target.document)}
    if target.person:
        taken = _taken(record, vault, originals, target.person)
        _plain(record, target.person, done)
    plan = _Plan([own, *half], {}, {}, set(), [], done, set(record.files(OWN).values()), known)
    plan.say(own, kind, "", "")
    for original in originals:
        if original.digest in taken:
            _replace(record, vault, original, taken[original.digest], plan)
    done.unknown = not plan.gone and own not in set(vault.key_ids())
    return plan


def _originals(
    record: Record, vault: Vault, announced: Collection[str], half: list[str], done: Erased
) -> Iterator[_Original]:
    """Every sealed original whose key is there, once each; those of other keys are counted.

    A damaged key whose erasure the log announces was half erased: it is noted in `half`.
    """
    seen: set[str] = set()
    for batch in record.batches:
        for name, key in batch.keys.items():
            digest = batch.files.get(name, "")
            if not digest or digest in seen:
                continue
            seen.add(digest)
            try:
                if vault.erased(key) is not None:
                    continue
                _open(record, vault, digest)
            except VaultError as reason:
                code = reason.problem.code
                if code == "altered_key" and key in announced:
                    half.append(key)
                elif code == "missing_key":
                    done.others += 1
                else:
                    raise
                continue
            yield _Original(name, digest, key, batch.seq)


def _open(record: Record, vault: Vault, digest: str) -> bytes:
    return vault.open_bytes(record.archive.get(digest))


def _is_named(name: str, asked: str) -> bool:
    """Whether a file has a name, or is what remains of an older version of one that had it."""
    return name == asked or re.fullmatch(re.escape(asked) + r"\.[0-9]+", name) is not None


@dataclass(frozen=True)
class _Taken:
    """Rows to take out of one original."""

    told: list[redact.Row]
    answers: list[redact.Row]


def _taken(
    record: Record, vault: Vault, originals: Collection[_Original], person: str
) -> dict[str, _Taken | None]:
    """Rows that tell of a person, and those that answer them, by original; only where any are."""
    rows = {o.digest: redact.read(_open(record, vault, o.digest)) for o in originals}
    told = {digest: [r for r in found if r.tells_of(person)] for digest, found in rows.items()}
    # An answer may stand in another file, and in another version of it.
    answers = {id(r) for r in redact.answering(
        [r for found in rows.values() for r in found], [r for t in told.values() for r in t])}
    taken: dict[str, _Taken | None] = {}
    for digest, found in rows.items():
        more = [r for r in found if id(r) in answers]
        if told[digest] or more:
            taken[digest] = _Taken(told[digest], more)
    return taken


def _replace(
    record: Record, vault: Vault, original: _Original, taken: _Taken | None, plan: _Plan
) -> None:
    """Plan for one original: what remains of it, sealed under a key of its own."""
    done, derivative, stands = plan.done, "", original.digest in plan.standing
    done.originals += 1
    if taken is not None:
        if stands:
            done.rows += len(taken.told) + len(taken.answers)
            done.shared += sum(len(row.people) != 1 for row in taken.told)
            done.answers += len(taken.answers)
        plain = redact.without(
            _open(record, vault, original.digest), [*taken.told, *taken.answers])
        if redact.read(plain):
            done.derivatives += 1
            derivative = _remains(vault, original, plain, plan)
    plan.gone.add(original.digest)
    plan.say(original.key, "document", original.digest, derivative)
    if original.key not in plan.keys:
        plan.keys.append(original.key)


def _remains(vault: Vault, original: _Original, plain: bytes, plan: _Plan) -> str:
    """Digest of what remains of an original, sealed; planned to be archived unless it is."""
    key = _fresh_key(vault, plain, original)
    sealed = vault.seal_bytes(key, plain)
    if vault.open_bytes(sealed) != plain:
        raise error(original.name, "not_opened", expected="what was sealed just now to open")
    stands = original.digest in plan.standing
    if stands or (original.key, "document", original.digest) not in plan.known:
        # A batch has one file of a name: what remains of an older version gets another.
        name = original.name if stands else f"{original.name}.{original.seq}"
        plan.files[name], plan.sealed[name] = sealed, key
    return sha256(sealed)


def _fresh_key(vault: Vault, plain: bytes, original: _Original) -> str:
    """Key of a file with this content, as a run would choose it; another where that was erased."""
    key = vault.key_id("document", sha256(plain))
    if vault.erased(key) is None:
        return key
    return vault.key_id("document", f"{sha256(plain)} in the place of {original.digest}")


def _plain(record: Record, person: str, done: Erased) -> None:
    """Say it where a person stands in files that were recorded unsealed: no key can erase that."""
    looked: dict[str, bool] = {}
    for batch in record.batches:
        for name, digest in batch.files.items():
            if digest in looked or name in batch.keys or not name.endswith(".csv"):
                continue
            data = record.archive.get(digest)
            looked[digest] = (
                person.encode("utf-8", "surrogatepass") in data
                and sealed_document_key(data) is None
                and any(person in row.people for row in redact.read(data))
            )
    count = sum(looked.values())
    if count:
        done.problems.append(Problem(
            severity="error", code="recorded_plain", file="record",
            found=f"{count} files that name this person and were recorded unsealed",
            expected="sealed files", mend="no key erases these: the record itself has to be "
            "withdrawn, with every copy of it"))


def _announce(record: Record, plan: _Plan, reason: str, keeping: Keeping) -> None:
    """Append the batch that says what is erased, with what remains; nothing the log has already."""
    if not plan.rows and plan.gone.isdisjoint(plan.standing):
        return
    files, keys = _snapshot(record, plan)
    now = keeping.clock()
    rows = [(*row, reason.strip()) for row in plan.rows]
    columns = as_columns([c.name for c in ERASURE_COLUMNS], rows)
    noted = custody(record, plan.files, "recorded", now, keeping.office, NOTE)
    with DuckStore() as store:
        tables = {
            name: found for name, given in (("erasures", columns), ("custody", noted))
            if (found := segment(store, name, load_rows(store, name, given),
                                 record.scratch(f"{name}.parquet")))
        }
        batch = record.append(tables, files, now, TOOL, kind="erase", holder=OWN, keys=keys)
    plan.done.batch = batch.seq if batch else None


def _announced(record: Record) -> set[tuple[str, str, str]]:
    """What the log has said before of this record's own: key, kind and object."""
    own = {batch.seq for batch in record.batches if batch.kind == "erase" and not batch.origin}
    return {(str(row["key"]), str(row["kind"]), str(row["object"] or ""))
            for row in table_rows(record, "erasures") if row["seq"] in own}


def _snapshot(record: Record, plan: _Plan) -> tuple[dict[str, bytes], Mapping[str, str]]:
    """Files that stand from now on: as before, with derivatives in the place of originals."""
    standing = record.files(OWN)
    last = next((b for b in reversed(record.batches) if b.holder == OWN and b.files), None)
    before = last.keys if last else {}
    stay = {name: digest for name, digest in standing.items() if digest not in plan.gone}
    files = {name: record.archive.get(digest) for name, digest in stay.items()}
    keys = {name: key for name, key in before.items() if name in stay}
    return {**files, **plan.files}, {**keys, **plan.sealed}
