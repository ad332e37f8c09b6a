"""The Python interface: read a case, assess it, query the result.

Results as tables (rows, Arrow, pandas), at any instant:

>>> import trucewatch
>>> case = trucewatch.open("gaza-2025-10", published_by="2025-11-15")
>>> case.findings(standard="two_independent", unit="window").pandas()
>>> print(case.explain("G25B-10"))

Results as objects and as relations for SQL, for cases that are made or changed in Python:

>>> from trucewatch.api import assess, load_case
>>> case, problems = load_case("gaza-2025-10")
>>> result = assess(case)
>>> result.sql("SELECT status, count(*) FROM findings WHERE unit = 'window' GROUP BY 1")
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from trucewatch.assess.baseline import baselines as _baselines
from trucewatch.assess.engine import assess as _assess
from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.case.placing import as_stated, placed
from trucewatch.model.baseline import BaselineResult
from trucewatch.model.case import Case
from trucewatch.model.counting import OWN
from trucewatch.model.extras import MissingExtra
from trucewatch.model.finding import Finding
from trucewatch.model.problem import Problem
from trucewatch.model.publishing import INTERNAL
from trucewatch.pipeline import CaseNotFound, find_case, run
from trucewatch.pipeline.incidents import linked
from trucewatch.pipeline.recounting import Recount, compare
from trucewatch.publish.frame import Table
from trucewatch.publish.opened import Explanation, NoSuch, Opened
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.results import load_results
from trucewatch.store.view import newest, without_retracted

if TYPE_CHECKING:
    from types import TracebackType

__all__ = [
    "Assessment", "CaseNotFound", "Explanation", "MissingExtra", "NoSuch", "NotAssessed", "Opened",
    "Recount", "Table", "assess", "baselines", "load_case", "open", "recount",
]


class NotAssessed(ValueError):
    """Nothing could be assessed; `problems` says why, the message says the first few."""

    def __init__(self, case: str, problems: list[Problem]) -> None:
        shown = "".join(f"\n  {problem}" for problem in problems[:PROBLEMS_SHOWN])
        more = len(problems) - PROBLEMS_SHOWN
        super().__init__(f"{case}: nothing could be assessed{shown}"
                         + (f"\n  and {more} more in .problems" if more > 0 else ""))
        self.problems = problems


PROBLEMS_SHOWN = 5


def open(
    case: str | Path, *, as_of: str | None = None, published_by: str | None = None,
    profile: str = INTERNAL,
) -> Opened:
    """Assess a case and give its results as tables. Nothing is written.

    Parameters
    ----------
    case
        Path of a case folder, or the name of a case that ships with trucewatch.
    as_of
        Show what the record of the case held at this instant, for example ``2025-10-20``.
    published_by
        Reconstruct what had been published by this instant. With neither, the run stands at the
        newest publication, as `trucewatch run` does; the clock plays no part.
    profile
        Whose rules decide what the tables hold: ``internal`` (not to be passed on), ``parties``,
        ``public``, or one of the case's ``publishing.yaml``. ``handling`` of what is given back
        has its mark.

    Returns
    -------
    Opened
        With ``findings()``, ``accounts()``, ``shares()``, ``claims()``, ``clauses()`` and
        ``explain(...)``; each table gives ``rows()``, ``arrow()`` or ``pandas()``.

    Raises
    ------
    CaseNotFound
        When there is no such folder and no such case ships.
    NotAssessed
        When nothing could be assessed; its ``problems`` have file and line.
    ValueError
        When both instants are given.
    """
    if as_of is not None and published_by is not None:
        raise ValueError(
            "as_of and published_by exclude each other: the first is what the record held at an "
            "instant, the second what had been published by it")
    result = run(find_case(str(case)), None, as_of=as_of, published_by=published_by,
                 profile=profile)
    if result.release is None:
        raise NotAssessed(str(case), result.problems)
    return Opened(result.release, result.problems)


def load_case(case: str | Path) -> tuple[Case | None, list[Problem]]:
    """Read a case folder, or a case that ships, by name.

    Parameters
    ----------
    case
        Path of a case folder, or the name of a case that ships with trucewatch.

    Returns
    -------
    tuple
        The case (``None`` if its header cannot be read) and every problem found.

    Raises
    ------
    CaseNotFound
        When there is no such folder and no such case ships.
    """
    loaded = load(find_case(str(case)), KINDS)
    return loaded.case, loaded.problems


class Assessment:
    """Findings of a case, as objects and as relations.

    The relations are ``findings``, ``accounts`` (one row per account of a finding),
    ``account_claims``, ``hinges`` (one row per lineage a finding hinges on), ``suspensions``,
    ``claims`` and ``bodies``; `trucewatch.store.results` lists their columns.
    Close it, or use it in ``with``.
    """

    def __init__(self, case: Case, findings: list[Finding], as_of: int) -> None:
        self.findings = findings
        self.as_of = as_of
        """Microseconds UTC the findings hold as of."""
        self._store = DuckStore()
        load_results(self._store, case, findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def sql(self, query: str) -> list[tuple[object, ...]]:
        """Rows of a query over the relations."""
        return self._store.rows(query)

    def close(self) -> None:
        """Free the relations; the findings stay."""
        self._store.close()

    def __enter__(self) -> Assessment:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def baselines(case: Case, as_of: int) -> list[BaselineResult]:
    """Levels before, during and after that a case declares; none enters a finding.

    Parameters
    ----------
    case
        A case as read; all its claims that nobody took back are considered.
    as_of
        Microseconds UTC the run stands at; periods are cut at its civil day.
    """
    return _baselines(placed(case, without_retracted(case.claims)), as_of)


def assess(case: Case, as_of: int | None = None) -> Assessment:
    """Assess every clause of a case.

    Parameters
    ----------
    case
        A case as read; all its claims that nobody took back are considered.
    as_of
        Microseconds UTC the run stands at; ``None``: the newest publication among the claims.

    Raises
    ------
    ValueError
        When no claim has a date of publication and no instant is given.
    """
    seen, instant = _standing(case, as_of)
    return Assessment(as_stated(seen), _assess(seen, instant), instant)


def recount(
    case: Case, rule: str, against: str = OWN, *, by: str = "period", as_of: int | None = None
) -> Recount:
    """Count a case by a rule of what one violation is, and against another.

    Parameters
    ----------
    case
        A case as read.
    rule, against
        Ids of counting rules: those that ship, and those of the case.
    by
        ``day``, ``month``, ``year`` or ``period``: over what totals are given.
    as_of
        As for `assess`.

    Returns
    -------
    Recount
        Totals, findings that differ, and of every count its trace; or problems.

    Raises
    ------
    ValueError
        When no claim has a date of publication and no instant is given.
    """
    seen, instant = _standing(case, as_of)
    made = Recount(by=by)
    compare(made, seen, rule, against, instant)
    return made


def _standing(case: Case, as_of: int | None) -> tuple[Case, int]:
    instant = newest(case.claims) if as_of is None else as_of
    if instant is None:
        raise ValueError("no claim with a date of publication to stand on: give as_of")
    return linked(placed(case, without_retracted(case.claims)))[0], instant
