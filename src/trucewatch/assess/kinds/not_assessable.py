"""A text without an agreed test: listed with its reason, never scored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trucewatch.model.agreement import Words
from trucewatch.model.clause import Clause

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class NotAssessable(Clause):
    """Parameters: why there is no test."""

    kind: Literal["not_assessable"]
    why: Words
