"""Keep the record of a case: what the folder says now, custody, time stamps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from trucewatch import __version__
from trucewatch.model.case import Columns
from trucewatch.model.problem import Problem, shorten
from trucewatch.pipeline.sealing import Sealed
from trucewatch.record.errors import RecordError
from trucewatch.record.line import StampRow, sha256, stamp_of
from trucewatch.record.record import Record
from trucewatch.record.vault import Vault
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.remember import Aside, FromColumns, remember
from trucewatch.store.rows import CUSTODY_COLUMNS, load_rows, segment

TOOL = f"trucewatch {__version__}"


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """How a record is kept: where, under which keys, by which office, stamped by whom."""

    record: Path | None = None
    """Folder of the record; ``None``: ``record`` in the case folder, or beside the edition."""
    keys: Path | None = None
    """Folder of the keys, outside the record; needed for personal data only."""
    passphrase: str = ""
    office: str = ""
    """Office or role that records; never a person's name."""
    authorities: tuple[str, ...] = ()
    """Addresses of time-stamping authorities."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def vault(self, place: Path, make: bool = True) -> Vault | None:
        """Open the vault, made if there is none and `make`; ``None`` where no keys are given."""
        if self.keys is None:
            return None
        return Vault.open(self.keys, self.passphrase, make=make, record=place)


def record_folder(case: Path, out: Path | None, asked: Path | None) -> Path:
    """Where the record of a case lies."""
    if asked is not None:
        return asked
    inside = case / "record"
    ships_inside = "site-packages" in case.resolve().parts
    if not ships_inside and (inside.is_dir() or _writable(case)):
        return inside
    base = out or Path("out") / case.resolve().name
    return base.parent / f"{base.name}.record"


def _writable(folder: Path) -> bool:
    probe = folder / ".write-probe"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def keep(place: Path, sealed: Sealed, keeping: Keeping) -> list[Problem]:
    """Take into the record what it does not hold yet; a run goes on without it, and says so."""
    try:
        with Record.open(place, write=True, now=keeping.clock()) as record:
            said = [_note("record_cleared", words) for words in record.cut]
            now = keeping.clock()
            aside = Aside(
                files=sealed.files, keys=sealed.keys, spare_sealed=sealed.unseen,
                tables={"custody": custody(record, sealed.files, "recorded", now, keeping.office)})
            case = sealed.case
            made = remember(record, FromColumns(case.claims, case.withdrawn), now, TOOL,
                            aside=aside)
            return said + (stamp(record, keeping) if made else [])
    except RecordError as error:
        return [replace(problem, severity="warning") for problem in error.problems]
    except OSError as error:
        return [_warn("record_not_written", str(error.strerror or error))]


def custody(
    record: Record, files: Mapping[str, bytes], event: str, now: datetime, office: str,
    note: str = "",
) -> Columns:
    """Rows that say who took which bytes into the record; only bytes it does not hold yet."""
    stored = {digest for batch in record.batches for digest in batch.objects}
    rows = [
        (digest, name, event, stamp_of(now), office, TOOL, note)
        for name, digest in sorted((name, sha256(data)) for name, data in files.items())
        if digest not in stored
    ]
    return as_columns([c.name for c in CUSTODY_COLUMNS], rows)


def append_custody(
    record: Record, rows: Sequence[Sequence[object]], now: datetime,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Append a batch of custody rows alone (`CUSTODY_COLUMNS`); notes go into its log line."""
    with DuckStore() as store:
        given = load_rows(store, "custody", as_columns([c.name for c in CUSTODY_COLUMNS], rows))
        made = segment(store, "custody", given, record.scratch("custody.parquet"))
    if made is not None:
        record.append({"custody": made}, {}, now, TOOL, notes=notes)


def note_custody(
    folder: Path, keeping: Keeping, rows: Sequence[Sequence[object]], now: datetime, done: str
) -> list[Problem]:
    """Note in the record of a case what was done with files; where it cannot be, say so.

    Parameters
    ----------
    folder
        Folder of the case.
    keeping
        How the record is kept.
    rows
        `CUSTODY_COLUMNS`.
    now
        Instant of the batch.
    done
        What is done all the same, for the Problem.
    """
    try:
        with Record.open(record_folder(folder, None, keeping.record), write=True) as record:
            append_custody(record, rows, now)
            return []
    except RecordError as error:
        words = "; ".join(str(found) for found in error.problems)
    except OSError as error:
        words = str(error.strerror or error)
    return [
        Problem(
            severity="warning", code="custody_not_noted", file="record", found=shorten(words, 300),
            expected="a record that can be written to", mend=f"{done}; nothing else is missing",
        )
    ]


def as_columns(names: Sequence[str], rows: Iterable[Sequence[object]]) -> Columns:
    """Rows as columns."""
    listed = list(rows)
    turned = zip(*listed, strict=True) if listed else ((),) * len(names)
    return dict(zip(names, map(list, turned), strict=True))


def stamp(record: Record, keeping: Keeping) -> list[Problem]:
    """Have the newest head stamped, where an authority is configured; a failure is noted too."""
    if not keeping.authorities:
        return []
    # Loads the network's modules, which a run without an authority has no use for.
    from trucewatch.record import timestamp  # noqa: PLC0415

    last = record.batches[-1]
    made = timestamp.stamp(last.seq, last.head, keeping.authorities)
    record.append({}, {}, keeping.clock(), TOOL, kind="stamp", stamps=[
        (StampRow(row.size, row.head, row.authority, sha256(row.token) if row.token else "",
                  row.reason), row.token)
        for row in made
    ])
    return [_warn("no_time_stamp", f"{row.authority}: {row.reason}") for row in made if row.reason]


def _note(code: str, found: str) -> Problem:
    return Problem(severity="note", code=code, file="record", found=shorten(found, 400),
                   mend="nothing the log names was touched")


def _warn(code: str, found: str) -> Problem:
    return Problem(
        severity="warning", code=code, file="record", found=shorten(found, 300),
        mend="the findings of this run do not hang on it" if code == "no_time_stamp"
        else "this run was assessed from the case folder alone",
    )
