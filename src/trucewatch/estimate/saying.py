"""A result in words: what is documented, the range, what it rests on, what is not in it.

The same words for every table. An estimate is never attributed to a party.
"""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.estimate.running import Result
from trucewatch.model.estimate import REACH, Estimate, Figure, NotEstimable

NO_FINDING = ("An estimate changes no finding and says nothing of who did what.")
TITLES = {"loglinear": "log-linear models", "graphs": "decomposable graphs",
          "latent": "latent classes"}


def number(value: float) -> str:
    """A total as it is printed: whole, with separators."""
    return f"{value:,.0f}"


def ranged(low: float | None, high: float | None) -> str:
    """Two limits in words; an upper one that is missing is said to be."""
    if low is None:
        return "no range"
    if high is None or high == float("inf"):
        return f"at {number(low)} or more"
    return f"between {number(low)} and {number(high)}"


def sentence(result: Result) -> str:
    """The result in one sentence, or the refusal in one."""
    documented = f"Documented {number(result.table.documented)}"
    if not result.estimates:
        why = "; ".join(dict.fromkeys(one.reason for one in result.refusals))
        return f"{documented}; no total can be given: {why}."
    rests = "; and on this: ".join(dict.fromkeys(one.assumption for one in result.estimates))
    return (f"{documented}; models that fit put the total {ranged(result.low, result.high)}; this "
            f"rests on this: {rests}; {REACH}.")


def told(result: Result) -> list[str]:
    """Everything that has to be said beside the sentence, a paragraph each."""
    said = []
    if result.at_least:
        most = max(one.median / max(one.documented, 1) - 1 for one in result.estimates)
        said.append(f"Only a lower limit is said: models put {most:.1f} unseen incidents to each "
                    "seen one, and so small a part cannot hold up a range.")
    if result.spread:
        low, high = result.spread
        said.append(f"Over models, priors, and lists left out, the middle runs from {number(low)} "
                    f"to {number(high)}.")
    said += [f"{warning[0].upper()}{warning[1:]}." for warning in (
        *result.warnings, *(w for one in result.estimates for w in one.warnings))]
    if result.estimates:
        said += [f"No total by {TITLES[one.method]}: {one.reason}." for one in result.refusals
                 if one.method]
        said.append(_scope(result))
        said.append(NO_FINDING)
    return said


def _scope(result: Result) -> str:
    scope = result.table.scope
    named = [f"{label}: {words}" for label, words in (
        ("incidents", scope.event), ("period", scope.period), ("place", scope.place),
        ("linking", scope.linkage)) if words]
    missing = [label for label, words in (
        ("which incidents it counts", scope.event), ("of which period", scope.period),
        ("where", scope.place), ("how reports were linked", scope.linkage)) if not words]
    told = "; ".join(named)
    lacking = f"The table does not say {', '.join(missing)}." if missing else ""
    return f"{told[0].upper()}{told[1:]}. {lacking}".strip() if told else lacking


def figure(row: Figure) -> str:
    """One row of a spread in words."""
    if row.total is None:
        return f"{row.name}: none ({row.note})"
    shown = f"{row.name}: {number(row.total)}"
    if row.low is not None:
        shown += f" ({number(row.low)} to {'no limit' if row.high is None else number(row.high)})"
    return shown + (f", weight {row.weight:.0%}" if row.weight is not None else "")


def lines(one: Estimate | NotEstimable) -> Iterator[str]:
    """One method in words, line by line."""
    title = TITLES.get(one.method, "the table")
    if isinstance(one, NotEstimable):
        yield f"{title}: no total: {one.reason}"
        return
    if one.at_least:
        yield f"{title}: at least {number(one.low)}"
    else:
        yield (f"{title}: {number(one.low)} to {number(one.high)}, median {number(one.median)} "
               f"({one.level:.0%})")
    yield one.model
