"""Words of closed lists: properties and qualifiers."""

from __future__ import annotations

from trucewatch.case.document import Steps, View
from trucewatch.case.typed import did_you_mean, one_of
from trucewatch.model.claim import QUALIFIER_KEYS
from trucewatch.model.problem import Problem
from trucewatch.model.properties import PROPERTIES


def check_properties(
    names: list[str], view: View, loc: Steps, problems: list[Problem]
) -> bool:
    """Tell whether every property is of the closed list."""
    unknown = [(place, name) for place, name in enumerate(names) if name not in PROPERTIES]
    problems.extend(
        view.problem(
            "unknown_property", (*loc, place), found=name,
            expected="a property of the closed list (model/properties.py)",
            mend=did_you_mean(name, PROPERTIES),
        )
        for place, name in unknown
    )
    return not unknown


def check_qualifier(name: str, view: View, loc: Steps, problems: list[Problem]) -> None:
    """Report a qualifier that is not of the closed set."""
    if name not in QUALIFIER_KEYS:
        problems.append(view.problem(
            "unknown_qualifier", loc, key=True, found=name,
            expected=one_of(sorted(QUALIFIER_KEYS)), mend=did_you_mean(name, QUALIFIER_KEYS),
        ))
