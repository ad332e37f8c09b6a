"""trucewatch: an open ceasefire monitor.

Agreement as clauses, everything anybody reported, declared rules of evidence and an instant in;
one finding per clause, party and unit of time out, with the accounts that decided it.

>>> import trucewatch
>>> case = trucewatch.open("gaza-2025-10")
>>> case.findings("G25B-10", unit="window").pandas()

`open` is all most people need; the rest of the Python interface is in `trucewatch.api`.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""True to type checkers; `typing` itself takes five times as long to load as all of this."""
if TYPE_CHECKING:
    from pathlib import Path

    from trucewatch.api import Opened

__version__ = "0.1.0"


def open(
    case: str | Path, *, as_of: str | None = None, published_by: str | None = None,
    profile: str = "internal",
) -> Opened:
    """Assess a case and give its results as tables; see `trucewatch.api.open`."""
    # Loaded only now: `import trucewatch` alone stays a matter of milliseconds.
    from importlib import import_module  # noqa: PLC0415

    opened: Opened = import_module("trucewatch.api").open(
        case, as_of=as_of, published_by=published_by, profile=profile)
    return opened
