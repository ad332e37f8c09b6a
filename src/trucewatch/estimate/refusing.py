"""When no total may be given: the rules, each with its reason in words. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from trucewatch.model.estimate import NotEstimable, OverlapTable
from trucewatch.model.problem import counted

FEWEST_LISTS = 3
FEWEST_OVERLAPS = 10
"""The relative error of a total is about one over the root of the overlaps: above a third below
ten of them."""
CHANCE = 0.05
"""A list lies within another beyond chance when, with all lists independent, some list of the
table would do so with less probability than this."""
FEWEST_TO_MEET = 5
"""A list of fewer incidents that meets no other says nothing, but does no harm beside others."""
UNSEEN_TO_SEEN = 5.0
"""With more unseen for each seen one, only a lower limit is said."""
WORST_RHAT = 1.01
FEWEST_DRAWS = 400
FEWEST_CHAINS = 4

Refusal = tuple[str, str]
Rule = Callable[[OverlapTable], Iterator[Refusal]]


def refuse(table: OverlapTable) -> NotEstimable | None:
    """Say why a table allows no total, with every reason there is; ``None`` if it may be tried.

    The code is that of the first rule that refuses; the words hold all of them.
    """
    found: list[Refusal] = []
    for rules in RULES:
        found = [said for rule in rules for said in rule(table)]
        if found:
            break
    if not found:
        return None
    return NotEstimable(code=found[0][0], documented=table.documented,
                        reason="; ".join(words for _, words in found))


def _undefined(table: OverlapTable) -> Iterator[Refusal]:
    scope = table.scope
    if not scope.from_case:
        return
    for field, code, words in (
        (scope.period, "period_undefined", "it is not said which period the incidents are of"),
        (scope.place, "place_undefined", "it is not said which place the incidents are of"),
        (scope.event, "event_undefined", "it is not said what counts as an incident"),
        (scope.linkage, "linkage_unmeasured",
         "it was not measured how well reports of one incident are told from reports of two: "
         "a link missed is an incident too many, and the total grows by far more"),
    ):
        if not field.strip():
            yield code, words


def _nothing(table: OverlapTable) -> Iterator[Refusal]:
    if not table.documented:
        yield "nothing_documented", "no list recorded any incident"


def _few_lists(table: OverlapTable) -> Iterator[Refusal]:
    real = sum(size > 0 for size in table.sizes)
    if real < FEWEST_LISTS:
        yield "too_few_lists", (
            f"{counted(real, 'list')} with incidents; at least {FEWEST_LISTS} independent lists "
            "are needed to see how lists depend on each other (a report and its copies are one "
            "list)")


def _empty_list(table: OverlapTable) -> Iterator[Refusal]:
    for name, size in zip(table.lists, table.sizes, strict=True):
        if not size:
            yield "list_without_incidents", (
                f"the list {name} recorded nothing: leave it out if it could not have, since it "
                "says nothing of what it would have overlapped")


def _beyond_chance(table: OverlapTable, small: int, large: int) -> bool:
    """Whether a list lies within another more often than chance puts one there."""
    lists, total = len(table.lists), table.documented
    by_chance = (table.sizes[large] / total) ** table.sizes[small]
    return table.sizes[large] == total or by_chance * lists * (lists - 1) < CHANCE


def _copies(table: OverlapTable) -> Iterator[Refusal]:
    total = table.documented
    for a, b in combinations(range(len(table.lists)), 2):
        both = table.holding(1 << a | 1 << b)
        small, large = sorted((a, b), key=lambda n: (table.sizes[n], n))
        one, other = table.lists[small], table.lists[large]
        if both < table.sizes[small] or not both:
            continue
        if table.sizes[small] == table.sizes[large] and both > 1:
            yield "identical_lists", (
                f"{one} and {other} recorded exactly the same "
                f"{counted(both, 'incident')}: they are one list")
        elif _beyond_chance(table, small, large):
            yield "contained_list", (
                f"all {counted(both, 'incident')} of {one} are in {other} "
                f"({table.sizes[large]:,} of {total:,}): it was probably made from it, and is no "
                "list of its own")


def _tiny_overlap(table: OverlapTable) -> Iterator[Refusal]:
    if table.overlapping < FEWEST_OVERLAPS:
        yield "tiny_overlap", (
            f"{counted(table.overlapping, 'incident')} of {table.documented:,} stand in more than "
            f"one list; below {FEWEST_OVERLAPS} any total is mostly chance")


def _apart(table: OverlapTable) -> list[int]:
    """Lists none of whose incidents is in any other."""
    return [n for n in range(len(table.lists)) if not any(
        p >> n & 1 and p & (p - 1) for p, _ in table.cells)]


def _never_meets(table: OverlapTable) -> Iterator[Refusal]:
    apart = _apart(table)
    few = len(table.lists) - len(apart) < FEWEST_LISTS
    for n in apart:
        if few or table.sizes[n] >= FEWEST_TO_MEET:
            yield "never_meets", (
                f"none of the {counted(table.sizes[n], 'incident')} of {table.lists[n]} is in any "
                "other list: nothing tells how much of the same it would see")


def doubts(table: OverlapTable) -> tuple[str, ...]:
    """What is no reason to refuse, but has to be said with any estimate."""
    said = [
        f"no incident of {table.lists[n]} ({table.sizes[n]:,}) is in any other list, which is too "
        "small to tell anything" for n in _apart(table)]
    for a, b in combinations(range(len(table.lists)), 2):
        small, large = sorted((a, b), key=lambda n: (table.sizes[n], n))
        both = table.holding(1 << a | 1 << b)
        if both and both == table.sizes[small]:
            said.append(
                f"every incident of {table.lists[small]} ({both:,}) is in {table.lists[large]} "
                "too; so few may be there by chance")
    groups = _groups(table)
    if len(groups) > 1:
        said.append("the lists fall into groups that never meet: " + "; ".join(
            ", ".join(table.named(group)) for group in groups))
    return tuple(said)


def _groups(table: OverlapTable) -> list[int]:
    """Lists joined by incidents they share, as bits."""
    groups: list[int] = []
    for pattern, _ in table.cells:
        met = [g for g in groups if g & pattern]
        joined = pattern
        for group in met:
            joined |= group
        groups = [g for g in groups if g not in met] + [joined]
    return sorted(groups)


RULES: tuple[tuple[Rule, ...], ...] = (
    (_undefined,), (_nothing,), (_few_lists,), (_empty_list,), (_copies,),
    (_tiny_overlap, _never_meets),
)
"""Rules in order; those that stand together are all told, those after a refusal are not asked."""


def refuse_draws(
    documented: int, method: str, rhat: float, bulk: float, tail: float, chains: int
) -> NotEstimable | None:
    """Refuse draws that have not mixed.

    Parameters
    ----------
    documented
        Incidents some list recorded.
    method
        Method the draws are of.
    rhat
        Rank-normalised split R-hat of the total.
    bulk, tail
        Effective draws of the bulk and of the tails.
    chains
        How many chains were started apart.
    """
    if chains < FEWEST_CHAINS:
        return NotEstimable(
            code="too_few_chains", documented=documented, method=method,
            reason=f"{counted(chains, 'chain')}; whether they agree is seen from at least "
                   f"{FEWEST_CHAINS}")
    if not rhat <= WORST_RHAT:
        return NotEstimable(
            code="chains_disagree", documented=documented, method=method,
            reason=f"chains started apart have not come to one answer (R-hat {rhat:.3f}, at most "
                   f"{WORST_RHAT})")
    if not (bulk >= FEWEST_DRAWS and tail >= FEWEST_DRAWS):
        return NotEstimable(
            code="too_few_draws", documented=documented, method=method,
            reason=f"{min(bulk, tail):,.0f} effective draws are too few, at least {FEWEST_DRAWS} "
                   "are needed")
    return None


def only_at_least(documented: int, median: float) -> bool:
    """Whether so much is unseen that only a lower limit may be said."""
    return median - documented > UNSEEN_TO_SEEN * documented
