"""The compiled path agrees with the oracle on records that sit on every boundary."""

from __future__ import annotations

import dataclasses
import os
import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from trucewatch.model.case import Case

from .builders import rows_of, with_claims
from .compare import differences
from .generate import KINDS, records
from .generate_late import late

EXAMPLES = int(os.environ.get("TRUCEWATCH_EXAMPLES", "50"))


def differ(case: Case, as_of: int) -> list[str]:
    from trucewatch.assess.engine import assess  # noqa: PLC0415

    return differences(case, as_of, assess(case, as_of))


def smallest(case: Case, as_of: int) -> Case:
    """The case without the rows and periods that the difference does not need."""
    smaller = True
    while smaller:
        smaller = False
        rows = rows_of(case.claims)
        watched = case.coverage
        without = [with_claims(case, [*rows[:n], *rows[n + 1 :]]) for n in range(len(rows))]
        without += [
            dataclasses.replace(case, coverage=[*watched[:n], *watched[n + 1 :]])
            for n in range(len(watched))
        ]
        for one in without:
            if differ(one, as_of):
                case, smaller = one, True
                break
    return case


def told(case: Case, as_of: int) -> str:
    """A case in few lines."""
    claims = [
        {k: v for k, v in row.items() if v not in (None, "", "made", "r", "hand@1", "unknown")}
        for row in rows_of(case.claims)
    ]
    lines = [f"as of {as_of}", *map(str, case.clauses), *map(str, claims)]
    return "\n".join([*lines, *map(str, case.coverage), str(case.milestones)])


@pytest.mark.parametrize("kind", KINDS)
def test_compiled_findings_are_the_oracles(kind: str) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize="TRUCEWATCH_EXAMPLES" not in os.environ,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
    )
    @given(data=st.data())
    def agree(data: st.DataObject) -> None:
        case, as_of = data.draw(records(kind))
        if differ(case, as_of):
            few = smallest(case, as_of)
            pytest.fail("\n".join([*differ(few, as_of), told(few, as_of)]))

    agree()


def test_compiled_findings_of_duties_met_late_are_the_oracles() -> None:
    for seed in range(EXAMPLES):
        case, as_of = late()(random.Random(seed))
        if differ(case, as_of):
            few = smallest(case, as_of)
            pytest.fail("\n".join([str(seed), *differ(few, as_of), told(few, as_of)]))
