"""A claim of a case followed to the bytes of the raw file it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.case.mappings import read_mappings
from trucewatch.model.agreement import Input
from trucewatch.model.case import Case
from trucewatch.model.problem import Problem, in_order
from trucewatch.pipeline.step import problem
from trucewatch.record.walk import digest_of
from trucewatch.sources.interface import NAMES, SourceError
from trucewatch.sources.reading import Given, find, read_coding, read_raw
from trucewatch.sources.tracing import Place, places
from trucewatch.store.tables import read_parquet

SHORTEST = 8
"""Digits of a claim's id that have to be given at least."""
COMPARED = (
    "source", "subject", "property", "measure", "stance", "original", "locator", "published",
    "address",
)
"""Columns a claim holds as the figures have them; times and numbers have other forms there."""


@dataclass(frozen=True)
class Traced:
    """Where a claim comes from."""

    claim: str
    dataset: str
    key: str
    file: str
    sha256: str
    adapter: str
    places: list[Place]
    differs: list[tuple[str, str, str]]
    """Columns in which the file says something else now: name, as kept, as read."""


@dataclass(frozen=True)
class TraceResult:
    """What was found, or why not."""

    traced: Traced | None
    problems: list[Problem]


def trace(case: Path, claim: str, source: Path) -> TraceResult:
    """Follow a claim to its original.

    Parameters
    ----------
    case
        Folder of the case.
    claim
        Id of the claim, its first `SHORTEST` digits or more; or DATASET/KEY.
    source
        Folder with the raw files, or the raw file.
    """
    loaded = load(case, KINDS)
    if loaded.case is None:
        return TraceResult(None, in_order(loaded.problems))
    problems: list[Problem] = []
    number = _claim(loaded.case, claim, problems)
    if number is None:
        return TraceResult(None, problems)
    dataset = str(loaded.case.claims["dataset"][number])
    entry = next((one for one in loaded.case.inputs if one.id == dataset), None)
    if entry is None:
        problems.append(problem(
            "coded_by_hand", f"figures/{dataset}.csv", "no input of sources.yaml makes these rows",
            "a claim that was collected", "its row and its address are in the file itself",
        ))
        return TraceResult(None, problems)
    try:
        return TraceResult(_traced(case, loaded.case, number, entry, source, problems), problems)
    except SourceError as error:
        return TraceResult(None, in_order([*problems, error.problem]))


def _claim(case: Case, asked: str, problems: list[Problem]) -> int | None:
    """Number of the claim asked for; ``None`` with a Problem when it is not one."""
    ids, datasets, keys = (case.claims[name] for name in ("claim_id", "dataset", "key"))
    dataset, _, key = asked.partition("/")
    digits = asked.lower()
    found = [
        i for i, id_ in enumerate(ids)
        if (len(digits) >= SHORTEST and str(id_).startswith(digits))
        or (key and datasets[i] == dataset and keys[i] == key)
    ]
    if len(found) == 1:
        return found[0]
    problems.append(problem(
        "no_such_claim" if not found else "several_claims", "figures", asked,
        f"the id of one claim, at least {SHORTEST} digits of it, or DATASET/KEY",
        "`explain` shows the ids of the claims behind a finding",
    ))
    return None


def _traced(
    folder: Path, case: Case, number: int, entry: Input, source: Path, problems: list[Problem]
) -> Traced | None:
    raw = find(source, entry.file)
    given = Given(mappings=read_mappings(folder, problems), parquet=read_parquet,
                  coding=read_coding(folder / "coding", problems))
    key = str(case.claims["key"][number])
    found = places(raw, read_raw(raw, entry, case.agreement.tz, given), key)
    if found is None:
        problems.append(problem(
            "not_in_this_file", raw.name, f"no row {key}", "the file the claim was collected from",
            "the publisher may have withdrawn it: look for the version by its digest in custody",
        ))
        return None
    row, where = found
    now = dict(zip(NAMES, row, strict=True))
    kept = {name: str(case.claims[name][number]) for name in COMPARED}
    return Traced(
        claim=str(case.claims["claim_id"][number]), dataset=entry.id, key=key, file=raw.name,
        sha256=digest_of(raw), adapter=now["parser"], places=where,
        differs=[(name, was, now[name]) for name, was in kept.items() if was != now[name]],
    )
