"""The additive pair model: a weight for each level of each comparison, in thousandths of log-odds.

The sum over the comparisons, with the constant, is the log-odds that two reports tell of one
incident (Fellegi and Sunter 1969, read as a logistic model). Weights that ship were learned from
made-up reports with known truth; `link.learning` refits them from what people decided.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from trucewatch.link.candidates import FIELDS

VERSION = 1


@dataclass(frozen=True)
class Weights:
    """A model; a level it does not know weighs nothing."""

    constant: int
    of: Mapping[str, Mapping[int, int]]
    """By comparison: weight of each level."""
    merge: int = 0
    """Added to the log-odds before clusters are made: misses and false links weigh the same
    there, while far more pairs are different than alike."""
    repeat: int = 0
    """Added for two reports of one source that is not said to update what it has reported."""
    name: str = ""

    def log_odds(self, levels: Mapping[str, int]) -> int:
        """Log-odds of a pair by its levels, in thousandths."""
        return self.constant + sum(self.of[f].get(levels[f], 0) for f in FIELDS) + (
            self.repeat if levels["same_source"] == 1 else 0)

    def sql(self) -> str:
        """The same, as an expression over the columns of ``level``."""
        parts = [str(self.constant), f"CASE same_source WHEN 1 THEN {self.repeat} ELSE 0 END"]
        for name in FIELDS:
            cases = " ".join(f"WHEN {level} THEN {weight}"
                             for level, weight in sorted(self.of[name].items()) if weight)
            if cases:
                parts.append(f"CASE {name} {cases} ELSE 0 END")
        return " + ".join(parts)

    def text(self) -> str:
        """The model as JSON."""
        return json.dumps({
            "schema": f"trucewatch/link-weights@{VERSION}", "name": self.name,
            "constant": self.constant, "merge": self.merge, "repeat": self.repeat,
            "weights": {f: {str(level): w for level, w in sorted(self.of[f].items())}
                        for f in FIELDS},
        }, indent=1) + "\n"


def probability(log_odds: int) -> float:
    """Probability of log-odds in thousandths."""
    return 1 / (1 + math.exp(-max(-40_000, min(40_000, log_odds)) / 1000))


def parse(text: str) -> Weights:
    """Read a model.

    Raises
    ------
    ValueError
        When it is none: what was found and what was expected.
    """
    try:
        read = json.loads(text)
        if read["schema"] != f"trucewatch/link-weights@{VERSION}":
            raise ValueError(f"found {read['schema']!r}, expected version {VERSION} of the form")
        return Weights(
            constant=int(read["constant"]), merge=int(read.get("merge", 0)),
            repeat=int(read.get("repeat", 0)), name=str(read.get("name", "")),
            of={f: {int(level): int(w) for level, w in read["weights"].get(f, {}).items()}
                for f in FIELDS},
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no model of weights: {type(error).__name__} {error}") from error


def shipped() -> Weights:
    """The weights that are used without labels."""
    return parse(resources.files(__package__).joinpath("weights.json").read_text("utf-8"))
