"""trucewatch: an open ceasefire monitor.

Agreement as clauses, everything anybody reported, declared rules of evidence and an instant in;
one finding per clause, party and unit of time out, with the accounts that decided it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trucewatch.model.case import Case
    from trucewatch.model.finding import Finding
    from trucewatch.model.problem import Problem

__all__ = ["__version__", "assess", "load_case"]

__version__ = "0.1.0"


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
    trucewatch.pipeline.CaseNotFound
        When there is no such folder and no such case ships.
    """
    from trucewatch.assess.registry import KINDS  # noqa: PLC0415
    from trucewatch.case.load import load  # noqa: PLC0415
    from trucewatch.pipeline import find_case  # noqa: PLC0415

    loaded = load(find_case(str(case)), KINDS)
    return loaded.case, loaded.problems


def assess(case: Case, as_of: int | None = None) -> list[Finding]:
    """Findings of a case.

    Parameters
    ----------
    case
        A case as read; its claims are exactly those considered.
    as_of
        Microseconds UTC the run stands at; ``None``: the newest publication among the claims.

    Raises
    ------
    ValueError
        When no claim has a date of publication and no instant is given.
    """
    from trucewatch.assess.engine import assess as run  # noqa: PLC0415
    from trucewatch.store.view import newest  # noqa: PLC0415

    instant = newest(case.claims) if as_of is None else as_of
    if instant is None:
        raise ValueError("no dated claim to stand on: give as_of")
    return run(case, instant)
