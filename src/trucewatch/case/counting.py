"""Counting rules a case adds: what the types cannot tell, checked with positions."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.case.document import Steps
from trucewatch.case.sections import Item
from trucewatch.case.typed import did_you_mean
from trucewatch.model.claim import QUALIFIER_KEYS
from trucewatch.model.counting import SHIPPED, UNITS, CountingRule
from trucewatch.model.instant import TimeProblem, duration
from trucewatch.model.problem import Problem
from trucewatch.model.properties import PROPERTIES

_RULES = {rule.id for rule in SHIPPED}


def check_rules(items: list[Item], problems: list[Problem]) -> list[Item]:
    """Leave out rules that cannot be applied, each with a Problem.

    Parameters
    ----------
    items
        Section ``counting`` of ``case.yaml``.
    problems
        Everything found wrong is appended here.
    """
    kept = []
    for item in items:
        found = [*_names(item), *_merging(item)]
        problems.extend(found)
        if not found:
            kept.append(item)
    return kept


def _names(item: Item) -> Iterator[Problem]:
    rule: CountingRule = item.value
    view = item.view
    if rule.id in _RULES:
        yield view.problem(
            "duplicate_id", ("id",), found=rule.id,
            expected="an id that no rule that ships has", mend="choose another id",
        )
    lists: tuple[tuple[str, list[str], set[str], str], ...] = (
        ("properties", rule.properties, set(PROPERTIES), "a property of the closed list"),
        ("units", rule.units, set(UNITS), "a counting unit"),
        ("holds_one", rule.holds_one, set(UNITS), "a counting unit"),
    )
    for name, given, known, what in lists:
        for place, value in enumerate(given):
            if value not in known:
                yield _unknown(item, (name, place), value, known, what)
    for key, values in rule.where.items():
        if key not in QUALIFIER_KEYS:
            yield _unknown(item, ("where", key), key, set(QUALIFIER_KEYS), "a qualifier")
        elif not values:
            yield view.problem("empty_list", ("where", key), found="no value",
                               expected="at least one value that counts")
    for unit in sorted(set(rule.units) & set(rule.holds_one)):
        yield view.problem("rule_of_the_kind", ("holds_one",), found=unit,
                           expected="units other than those of the rule itself")


def _unknown(item: Item, loc: Steps, found: str, known: set[str], what: str) -> Problem:
    options = sorted(known)
    return item.view.problem(
        "unknown_reference", loc, found=found, expected=f"{what}: {', '.join(options)}",
        mend=did_you_mean(found, options),
    )


def _merging(item: Item) -> Iterator[Problem]:
    rule: CountingRule = item.value
    if (rule.merge == "gap") != bool(rule.gap):
        yield item.view.problem(
            "rule_of_the_kind", ("merge",), found=f"merge {rule.merge}, gap {rule.gap or 'none'}",
            expected="'merge: gap' together with a 'gap' such as 1h, or neither",
        )
    if rule.gap:
        try:
            if duration(rule.gap) <= 0:
                raise TimeProblem("a duration longer than nothing")
        except TimeProblem as error:
            yield item.view.problem("unreadable_time", ("gap",), found=rule.gap,
                                    expected=str(error))
    if rule.at_least < 1 or (rule.at_least > 1 and rule.merge != "gap"):
        yield item.view.problem(
            "rule_of_the_kind", ("at_least",), found=rule.at_least,
            expected="1, or more together with 'merge: gap'",
        )
