"""trucewatch: an open ceasefire monitor.

Agreement as clauses, everything anybody reported, declared rules of evidence and an instant in;
one finding per clause, party and unit of time out, with the accounts that decided it. The Python
interface is `trucewatch.api`.
"""

from __future__ import annotations

__version__ = "0.1.0"
