"""Sentences, and everything the audit says of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.statements.audit.registry import audit_text
from trucewatch.statements.audit.said import Where
from trucewatch.statements.audit.spelled import whole

SENTENCES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", SENTENCES, ids=[row["text"][:60] for row in SENTENCES])
def test_sentence(row: dict[str, Any]) -> None:
    report = audit_text(row["text"], Where("text"), row.get("lang", "en"))
    said = {
        "differs": [[f.computed, f.difference] for f in report.findings if f.grade == "difference"],
        "notes": [f.computed for f in report.findings if f.grade == "note"],
        "held": sorted(what for _, what in report.held),
        "unchecked": [reason for _, _, reason in report.unchecked],
    }
    assert said == {name: row.get(name, []) for name in said}


@given(st.lists(st.integers(2, 5000), min_size=2, max_size=6), st.integers(-9, 9))
def test_a_breakdown_is_told_by_its_sum_and_nothing_else(parts: list[int], off: int) -> None:
    total = sum(parts) + off
    text = f"{total:,} acts: " + ", ".join(f"{part:,} of kind {'abcdef'[at]}"
                                           for at, part in enumerate(parts)) + "."
    report = audit_text(text, Where("text"), "en")
    if off == 0:
        assert report.findings == []
    for finding in report.findings:
        assert finding.difference == (f"+{off}" if off > 0 else str(off))


@pytest.mark.parametrize(("words", "value"), [
    ("two hundred and five", 205), ("twenty-one", 21), ("doscientos cincuenta", 250),
    ("quatre-vingt-dix", 90), ("сто двадцать три", 123), ("двісті", 200), ("خمسة وعشرون", 25),
    ("ثلاثة عشر", 13), ("שלושים ושבעה", 37), ("a dozen or so", None), ("12", None),
])
def test_numbers_in_words(words: str, value: int | None) -> None:
    assert whole(words) == value


@pytest.mark.parametrize(("one", "other"), [("Army of Alba", "Front of Brona")])
def test_exchanged_names_change_nothing_else(one: str, other: str) -> None:
    text = "{} says there were 20 raids: 7 by night, 8 by day and 3 at dusk."
    first, second = (audit_text(text.format(name), Where("t"), "en") for name in (one, other))
    assert first.findings == second.findings
