"""Personal rows and their files, sealed before anything is recorded, assessed or published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from trucewatch.model.case import Case, Columns, InputFile
from trucewatch.model.claim import SEALED_COLUMNS
from trucewatch.model.problem import Problem
from trucewatch.record.line import sha256
from trucewatch.record.vault import Vault

WITHHELD = "withheld: personal data"


@dataclass(frozen=True)
class Sealed:
    """A case without a plain personal value in it, and its files in the form to be archived."""

    case: Case
    files: Mapping[str, bytes]
    keys: Mapping[str, str]
    """Key id of every sealed file, by name."""
    problems: list[Problem]
    """Those given, without personal values, and what was left out."""


def seal(
    case: Case, files: Mapping[str, bytes], vault: Vault | None, problems: list[Problem]
) -> Sealed:
    """Seal what is personal in a case.

    A personal row's free text (`SEALED_COLUMNS`) is sealed under the key of each person it tells
    of, or of its file where it names none; its ids become keyed digests; its file is sealed whole.
    Without keys, and where a person was erased, such rows and files are left out, and a Problem
    says how many.

    Raises
    ------
    VaultError
        When the vault cannot be used.
    """
    if not case.persons:
        return Sealed(case, files, {}, problems)
    held = {f"figures/{case.claims['dataset'][i]}.csv"
            for i, claim in enumerate(case.claims["claim_id"]) if str(claim) in case.persons}
    held |= {f"figures/{case.withdrawn['dataset'][i]}.csv"
             for i, claim in enumerate(case.withdrawn["claim_id"]) if str(claim) in case.persons}
    said = [_scrubbed(p) if p.file in held else p for p in problems]
    left = _Left()
    claims = _rows(case, case.claims, vault, left)
    withdrawn = _rows(case, case.withdrawn, vault, left)
    said += left.problems(vault is None)
    stored = {name: data for name, data in files.items() if name not in held}
    keys: dict[str, str] = {}
    for name in sorted(held & files.keys()):
        if vault is not None and name not in left.counts:
            keys[name] = vault.key_id("document", sha256(files[name]))
            stored[name] = vault.seal_bytes(keys[name], files[name])
    inputs = [
        InputFile(name=f.name, sha256=sha256(stored[f.name]), size=len(stored[f.name]))
        if f.name in keys else f
        for f in case.files if f.name in stored
    ]
    sealed = replace(case, claims=claims, withdrawn=withdrawn, files=inputs, persons={})
    return Sealed(sealed, dict(sorted(stored.items())), keys, said)


@dataclass
class _Left:
    """Rows left out, by file."""

    counts: dict[str, int]

    def __init__(self) -> None:
        self.counts = {}

    def add(self, dataset: str) -> None:
        """Count a row."""
        name = f"figures/{dataset}.csv"
        self.counts[name] = self.counts.get(name, 0) + 1

    def problems(self, no_keys: bool) -> list[Problem]:
        """Say what was left out and why."""
        return [
            Problem(
                severity="error", code="no_keys" if no_keys else "erased_person", file=name,
                field="source" if no_keys else "person",
                found=f"{count} personal rows" if no_keys
                else f"{count} rows of people who were erased",
                expected="keys to seal them with" if no_keys else "no such row",
                mend="give --keys DIR (a folder outside the record); they are left out until then"
                if no_keys else
                "delete these rows from the file; they and the file are left out until then",
            )
            for name, count in sorted(self.counts.items())
        ]


def _scrubbed(problem: Problem) -> Problem:
    personal = problem.field in SEALED_COLUMNS or not problem.field
    return replace(problem, found=WITHHELD) if personal and problem.found else problem


def _rows(case: Case, columns: Columns, vault: Vault | None, left: _Left) -> Columns:
    kept: Columns = {name: [] for name in columns}
    names = list(columns)
    place = {name: i for i, name in enumerate(names)}
    for values in zip(*columns.values(), strict=True):
        row = list(values)
        people = case.persons.get(str(row[place["claim_id"]]))
        if people is not None:
            dataset = str(row[place["dataset"]])
            sealed = _keys_of(people, dataset, vault)
            if vault is None or sealed is None:
                left.add(dataset)
                continue
            for name in SEALED_COLUMNS:
                row[place[name]] = _text(str(row[place[name]] or ""), name, sealed, vault)
            for name in ("claim_id", "report_id"):
                row[place[name]] = vault.key_id("document", f"{name} {row[place[name]]}")
        for name, value in zip(names, row, strict=True):
            kept[name].append(value)
    return kept


def _keys_of(people: tuple[str, ...], dataset: str, vault: Vault | None) -> list[str] | None:
    """Ids of the keys a row is sealed under; ``None`` when one of them was erased."""
    if vault is None:
        return None
    ids = [vault.key_id("person", person) for person in people]
    ids = ids or [vault.key_id("document", f"figures/{dataset}.csv")]
    return None if any(vault.erased(key) is not None for key in ids) else ids


def _text(plain: str, column: str, keys: list[str], vault: Vault) -> str:
    for key in keys if plain else ():
        plain = vault.seal_text(key, plain, column)
    return plain
