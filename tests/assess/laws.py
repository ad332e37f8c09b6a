"""What laws look at: findings of the compiled path, or of the oracle, in one form."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trucewatch.model.case import Case

from . import compare
from .compare import Essence
from .oracle import answers, standards_of
from .world import World

Key = tuple[str, str, str, str, str, str]
Path = Callable[[Case, int], dict[Key, "Seen"]]
Law = Callable[[Path, Case, int, random.Random], None]


@dataclass(frozen=True)
class Seen:
    """One finding."""

    kind: str
    essence: Essence
    evidence: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Account, what it supports, claims."""

    @property
    def status(self) -> str:
        return str(self.essence["status"])


def compiled(case: Case, as_of: int) -> dict[Key, Seen]:
    from trucewatch.assess.engine import assess  # noqa: PLC0415

    return {
        f.key: Seen(
            f.kind, compare.normal(compare.of_finding(f)),
            tuple((compare.name_of(a), a.supports, tuple(sorted(a.claims))) for a in f.accounts),
        )
        for f in assess(case, as_of)
    }


def oracle(case: Case, as_of: int) -> dict[Key, Seen]:
    """Without what findings hinge on, which takes all of it again for every lineage."""
    return {
        a.key: Seen(
            a.kind, compare.normal(compare.of_answer(a)),
            tuple(sorted(
                (s.account, s.supports, tuple(sorted(c.claim_id for c in s.claims)))
                for s, _ in a.accounts
            )),
        )
        for a in answers(World.of(case, as_of), standards_of(case))
    }


PATHS: dict[str, Path] = {"compiled": compiled, "oracle": oracle}


def essences(found: dict[Key, Seen]) -> dict[Key, Essence]:
    return {k: s.essence for k, s in found.items()}


def statuses(found: dict[Key, Seen]) -> dict[Key, str]:
    return {k: s.status for k, s in found.items()}


def exchanged(found: dict[Key, Seen]) -> dict[Key, Any]:
    """Essences with the parties exchanged back."""
    from .builders import swap  # noqa: PLC0415

    return {swap(k): compare.normal(swap(s.essence)) for k, s in found.items()}
