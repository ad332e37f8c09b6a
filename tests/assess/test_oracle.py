"""The compiled path agrees with the oracle on records that sit on every boundary."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .compare import differences
from .generate import KINDS, records

EXAMPLES = int(os.environ.get("TRUCEWATCH_EXAMPLES", "60"))


@pytest.mark.parametrize("kind", KINDS)
def test_compiled_findings_are_the_oracles(kind: str) -> None:
    from trucewatch.assess.engine import assess  # noqa: PLC0415

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize="TRUCEWATCH_EXAMPLES" not in os.environ,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data())
    def agree(data: st.DataObject) -> None:
        case, as_of = data.draw(records(kind))
        assert differences(case, as_of, assess(case, as_of)) == []

    agree()
