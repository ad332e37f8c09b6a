"""Logs too large for a case folder: the facts as Parquet, read where they lie."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from trucewatch.assess.engine import assess_facts
from trucewatch.assess.facts import APART, CLAIM, PROFILE, QUALIFIER, REPLY, Facts
from trucewatch.assess.tables import load, table
from trucewatch.case.placing import every_zone
from trucewatch.model.case import Case
from trucewatch.model.finding import Finding
from trucewatch.store.engines import Engine, open_store
from trucewatch.store.interface import Store

FILES = {"profile": PROFILE, "qualifier": QUALIFIER, "reply": REPLY, "day": "day# t1# t2#"}
"""Tables of a log beside its claims, each in a file of its name."""


@dataclass
class LogFacts(Facts):
    """Facts that lie in a folder.

    Claims stand in ``claim*.parquet``, with ``known_from`` and ``known_to`` (microseconds UTC, the
    second exclusive); the other tables are those of `FILES`.
    """

    folder: Path = field(default_factory=Path)

    def into(self, store: Store, as_of: int) -> None:
        """Name the log's tables, as the record held them at an instant."""
        for name in FILES:
            store.view(name, f"SELECT * FROM {store.parquet(self.folder / f'{name}.parquet')}")
        load(store, {"apart": table(APART)})
        columns = ", ".join(c for c in table(CLAIM).schema if c != "n")
        claims = store.parquet(*sorted(self.folder.glob("claim*.parquet")))
        store.view(
            "claim",
            f"SELECT {columns}, CAST(1 AS BIGINT) AS n FROM {claims} "
            f"WHERE known_from <= {as_of} AND known_to > {as_of}",
        )


def open_log(folder: Path, store: Store) -> LogFacts:
    """Facts of a log in a folder; the claims themselves are not read.

    Parameters
    ----------
    folder
        Folder of the Parquet files.
    store
        A store to read the number of claims and the lineages with.
    """
    claims = store.parquet(*sorted(folder.glob("claim*.parquet")))
    [(count,)] = store.rows(f"SELECT CAST(COUNT(*) AS BIGINT) FROM {claims}")
    lineages = store.rows(
        f"SELECT DISTINCT lineage FROM {store.parquet(folder / 'profile.parquet')} "
        "ORDER BY lineage"
    )
    return LogFacts(
        tables={}, lineages=[str(row[0]) for row in lineages], count=int(str(count)),
        folder=folder,
    )


def assess_log(case: Case, folder: Path, as_of: int, engine: Engine | None = None) -> list[Finding]:
    """Assess every clause of a case against a log.

    Parameters
    ----------
    case
        The case; its own claims are not considered.
    folder
        The log, in the form of `LogFacts`.
    as_of
        Instant the run stands at, microseconds UTC.
    engine
        Where the queries run; ``None``: DuckDB, two threads.

    Returns
    -------
    list of Finding
        As `assess.engine.assess`; a claim is named by its number, and equal happenings of one
        series in one slot of time by the first of them.
    """
    used = engine or Engine(threads=2, memory="3GB")
    with open_store(used) as store:
        facts = open_log(folder, store)
        placed = replace(case, zone_members=every_zone(case))
        return assess_facts(placed, facts, as_of, store)
