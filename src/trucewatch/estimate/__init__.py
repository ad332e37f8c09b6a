"""What nobody reported, or the reason why that cannot be said.

>>> from trucewatch.estimate import read_table, run, sentence
>>> counts, problems = read_table("lists.csv", data)
>>> print(sentence(run(counts, ("loglinear", "graphs"))))

Reading tables and refusing need nothing but Python; estimating needs the extra ``estimate``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from trucewatch.estimate.refusing import refuse
from trucewatch.estimate.tables import Counts, from_incidents, read_table
from trucewatch.model.estimate import (
    Estimate,
    Figure,
    NotEstimable,
    OverlapTable,
    Scope,
    table_of,
)
from trucewatch.model.extras import MissingExtra, require

if TYPE_CHECKING:
    from trucewatch.estimate.rows import as_rows as as_rows
    from trucewatch.estimate.running import Result as Result
    from trucewatch.estimate.running import run as run
    from trucewatch.estimate.saying import sentence as sentence
    from trucewatch.estimate.sensitivity import over_linkages as over_linkages

EXTRA = "estimate"
NEEDS = ("numpy", "scipy")

_LATER = {
    "Result": "running", "as_rows": "rows", "over_linkages": "sensitivity", "run": "running",
    "sentence": "saying",
}
"""Names that need the extra, and the module of each."""

__all__ = [  # noqa: RUF022 (what is read first, then what is computed)
    "Counts", "Estimate", "Figure", "MissingExtra", "NotEstimable", "OverlapTable", "Scope",
    "from_incidents", "read_table", "refuse", "table_of",
    "Result", "as_rows", "over_linkages", "run", "sentence",
]


def __getattr__(name: str) -> object:
    """Load what computes when it is asked for.

    Raises
    ------
    MissingExtra
        When numpy or scipy is not installed; the message says how to get them.
    """
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    require(EXTRA, NEEDS, "estimating")
    return getattr(import_module(f"{__name__}.{module}"), name)
