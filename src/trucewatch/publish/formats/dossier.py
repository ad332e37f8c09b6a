"""Dossier: one ZIP file on one clause, for somebody who has to argue about it and check it.

Pure: a release and what the pipeline took from a record go in, bytes come out. The same input
gives the same bytes on every machine: members are sorted, bear one fixed time and are stored as
they are, since no two versions of a compressor need agree.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.model.clause import Clause
from trucewatch.model.csv_lines import csv_writer
from trucewatch.model.finding import Finding
from trucewatch.model.instant import iso
from trucewatch.model.tables import (
    DOSSIER_CLAIM_COLUMNS,
    HANDLING_COLUMN,
    ORIGINAL_COLUMNS,
)
from trucewatch.publish.formats import json as documents
from trucewatch.publish.formats.csv import cell
from trucewatch.publish.formats.rows import SIDES, parts_of
from trucewatch.publish.release import ClauseView, Release
from trucewatch.publish.words import escape_hidden

SCHEMA = "trucewatch/dossier@1"
HEADS_SCHEMA = "trucewatch/heads@1"
WINDOW = "window"
NAME_LIMIT = 119
_TIME = (1980, 1, 1, 0, 0, 0)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_INSTANTS = frozenset(c.name for c in CLAIM_COLUMNS if c.type == "instant")


@dataclass(frozen=True, kw_only=True)
class Original:
    """A file the record archived."""

    name: str
    """As it was recorded."""
    digest: str
    holder: str
    """Whose it is: empty for the case folder, else as the log has it."""
    content: bytes | None
    """``None``: not included."""
    reason: str
    """Why it is not; empty where it is."""


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """A time stamp over a head of the record, or why there is none."""

    size: int
    head: str
    authority: str
    token: bytes
    reason: str


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """When the record took a claim in, microseconds UTC."""

    first: int
    since: int
    """When the row as it stands now was taken in; a mended remark makes a new row."""


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A claim the record holds and that is no longer in view."""

    claim: Mapping[str, object]
    recorded: Recorded
    closed_at: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the record gives for one clause, as plain data."""

    record: str
    head: str
    """``SIZE:HEAD`` every proof leads up to."""
    recorded: Mapping[str, Recorded]
    """By claim id."""
    proofs: Mapping[str, bytes]
    """By report id."""
    verifier: str
    """Text of the stand-alone verifier."""
    version: str
    originals: Sequence[Original] = ()
    custody: Sequence[Mapping[str, object]] = ()
    """Rows with one set of columns."""
    stamps: Sequence[Stamp] = ()
    gone: Sequence[Gone] = ()
    withheld: int = 0
    """Sealed values among the claims shown."""
    erasures: int = 0
    """Erasures the log notes."""


def selected(release: Release, clause: str, unit: str = WINDOW) -> list[Finding]:
    """Findings of a clause, or of one unit of it, in every reading, start and standard."""
    return sorted((f for f in release.findings
                   if f.clause == clause and unit in {WINDOW, f.unit}), key=lambda f: f.key)


def claims_of(findings: Iterable[Finding]) -> set[str]:
    """Ids of the claims findings rest on or print."""
    return {c for f in findings for c in (
        *(c for a in f.accounts for c in a.claims), *f.denials, *f.exceptions,
        *f.suspensions)}


def properties_of(clause: Clause) -> frozenset[str]:
    """Kinds of fact a clause asks for, in any of its readings."""
    return frozenset(_properties(asdict(clause)))


def _properties(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"properties", "implies"} and isinstance(inner, list | tuple):
                yield from map(str, inner)
            else:
                yield from _properties(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _properties(inner)


def concerns(row: Mapping[str, object], kinds: frozenset[str], findings: list[Finding]) -> bool:
    """Tell whether a claim is about the same kinds of fact, in the period of the findings."""
    starts = [f.from_ for f in findings if f.from_ is not None]
    ends = [f.to for f in findings if f.to is not None]
    earliest, latest = row.get("earliest"), row.get("latest")
    return (
        row.get("property") in kinds and bool(starts) and bool(ends)
        and isinstance(earliest, int) and isinstance(latest, int)
        and earliest <= max(ends) and latest >= min(starts)
    )


@dataclass(frozen=True)
class Dossier:
    """One dossier, with the names its members refer to each other by."""

    release: Release
    """As released; only findings of the clause are shown of it."""
    view: ClauseView
    unit: str
    evidence: Evidence

    @cached_property
    def findings(self) -> list[Finding]:
        """Those of the clause and unit."""
        return selected(self.release, self.view.clause.id, self.unit)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of fact the clause asks for."""
        return properties_of(self.view.clause)

    @cached_property
    def used(self) -> set[str]:
        """Ids of the claims the findings rest on or print."""
        return claims_of(self.findings)

    @cached_property
    def beside(self) -> list[str]:
        """Ids of claims in view on the same kinds of fact and period that no finding uses."""
        return sorted(i for i, row in self.release.claims.items()
                      if i not in self.used and concerns(row, self.kinds, self.findings))

    @cached_property
    def parts(self) -> dict[str, set[str]]:
        """Sides each claim stands on, by claim id."""
        return parts_of(self.findings)

    @cached_property
    def proof_names(self) -> dict[str, str]:
        """Name of the proof's file, by report id."""
        return _named("proofs", ((r, r[:16] + ".json") for r in sorted(self.evidence.proofs)))

    @cached_property
    def original_names(self) -> dict[str, str]:
        """Name of the file, by the digest and name of an original that is included."""
        kept = [o for o in self.evidence.originals if o.content is not None]
        return _named("originals", ((f"{o.digest} {o.name}", o.name) for o in kept))

    @cached_property
    def stamp_names(self) -> dict[str, str]:
        """Name of the token's file, by its digest."""
        tokens = sorted({_sha256(s.token) for s in self.evidence.stamps if s.token})
        return _named("stamps", ((t, t[:16] + ".tsr") for t in tokens))

    def proof_of(self, claim: Mapping[str, object]) -> str:
        """Name of the file with the proof of a claim's report; empty: none was asked for."""
        return self.proof_names.get(str(claim.get("report_id")), "")


def members(dossier: Dossier, page: str) -> dict[str, bytes]:
    """Every member by name, the manifest included.

    Parameters
    ----------
    dossier
        What to write.
    page
        Text of ``index.html`` (`publish.site.dossier.page`).
    """
    evidence = dossier.evidence
    mine = replace(dossier.release, findings=dossier.findings)
    texts = {
        "index.html": page,
        "claims.csv": _claims(dossier),
        "findings.json": documents.findings(mine),
        "custody.csv": _table(
            dossier, list(evidence.custody[0]) if evidence.custody else ["object"],
            [list(row.values()) for row in evidence.custody]),
        "heads.json": _heads(dossier),
        "originals.csv": _originals(dossier),
        "verify.py": evidence.verifier,
    }
    files = {name: text.encode("utf-8", "replace") for name, text in texts.items()}
    files |= {dossier.proof_names[report]: text for report, text in evidence.proofs.items()}
    files |= {dossier.stamp_names[_sha256(s.token)]: s.token for s in evidence.stamps if s.token}
    files |= {dossier.original_names[f"{o.digest} {o.name}"]: o.content
              for o in evidence.originals if o.content is not None}
    return {**files, "manifest.json": _manifest(dossier, files)}


def pack(files: Mapping[str, bytes]) -> bytes:
    """Write members as a ZIP file, the same bytes for the same members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _TIME)
            # Said, since the default is that of the machine.
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def _claims(dossier: Dossier) -> str:
    """Claims used, those beside them, and those no longer in view; one row each."""
    names = [c.name for c in CLAIM_COLUMNS]
    rows: list[list[object]] = []
    recorded = dossier.evidence.recorded
    for claim in (*sorted(dossier.used), *dossier.beside):
        row = dossier.release.claims.get(claim, {"claim_id": claim})
        sides = dossier.parts.get(claim)
        part = "; ".join(s for s in SIDES if s in sides) if sides else "in view, not used here"
        rows.append([*_values(row, names), part, *_taken(recorded.get(claim)),
                     dossier.proof_of(row)])
    rows += [
        [*_values(gone.claim, names), f"no longer in view: {gone.reason}",
         *_taken(gone.recorded), dossier.proof_of(gone.claim)]
        for gone in dossier.evidence.gone
    ]
    return _table(dossier, [c.name for c in DOSSIER_CLAIM_COLUMNS], rows)


def _values(row: Mapping[str, object], names: Sequence[str]) -> Iterator[object]:
    for name in names:
        value = row.get(name)
        yield iso(value) if name in _INSTANTS and isinstance(value, int) else value


def _taken(recorded: Recorded | None) -> tuple[str, str]:
    return ("", "") if recorded is None else (iso(recorded.first), iso(recorded.since))


def _originals(dossier: Dossier) -> str:
    return _table(dossier, [c.name for c in ORIGINAL_COLUMNS], [
        [o.name, o.digest, o.holder or "the case itself", "no" if o.content is None else "yes",
         dossier.original_names.get(f"{o.digest} {o.name}", ""), o.reason]
        for o in dossier.evidence.originals
    ])


def _heads(dossier: Dossier) -> str:
    evidence = dossier.evidence
    return _dump({
        "schema": HEADS_SCHEMA, "record": evidence.record, "head": evidence.head,
        "stamps": [
            {"head": f"{s.size}:{s.head}", "authority": s.authority, "reason": s.reason,
             "token": dossier.stamp_names[_sha256(s.token)] if s.token else ""}
            for s in evidence.stamps
        ],
    })


def _manifest(dossier: Dossier, files: Mapping[str, bytes]) -> bytes:
    release, evidence = dossier.release, dossier.evidence
    return _dump({
        "schema": SCHEMA, "case": release.agreement.id, "clause": dossier.view.clause.id,
        "unit": dossier.unit, "as_of": iso(release.standing.instant),
        "mode": release.standing.mode, "handling": release.handling,
        "record": evidence.record, "head": evidence.head, "trucewatch": evidence.version,
        "files": {name: _sha256(data) for name, data in sorted(files.items())},
    }).encode("utf-8")


def _dump(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return escape_hidden(text) + "\n"


def _table(dossier: Dossier, header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """A table as CSV; the handling mark stands in the last column, as in those of an edition."""
    mark = cell(dossier.release.handling)
    buffer = io.StringIO(newline="")
    writer = csv_writer(buffer)
    writer.writerow([*header, HANDLING_COLUMN.name])
    writer.writerows([*map(cell, row), mark] for row in rows)
    return buffer.getvalue()


def _named(folder: str, wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names any system can unpack, unique without regard to case, by what they stand for."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key, name in wanted:
        parts = [_part(p) for p in name.split("/") if p.strip(". ")] or ["file"]
        base = "/".join([folder, *parts])
        stem, dot, suffix = base.rpartition(".") if "." in parts[-1] else (base, "", "")
        suffix = (dot + suffix)[:16]
        made, number = stem[: NAME_LIMIT - len(suffix)] + suffix, 2
        while made.lower() in taken:
            end = f"-{number}{suffix}"
            made, number = stem[: NAME_LIMIT - len(end)] + end, number + 1
        taken.add(made.lower())
        found[key] = made
    return found


def _part(text: str) -> str:
    safe = _UNSAFE.sub("_", text).rstrip(". ").lstrip(".") or "_"
    return f"_{safe}" if _DEVICE.match(safe) else safe


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
