"""Counting rules a case adds: read, and what is wrong with them named at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.model.counting import CountingRule, rules

from .norland import copy_case, problem, read

RULE = """counting:
  - id: thirty_rounds
    title: {en: "30 rounds within an hour"}
    units: [round]
    merge: gap
    gap: 1h
    at_least: 30
    where: {category: [serious, grave]}
"""


def with_rules(folder: Path, text: str) -> tuple[Path, int]:
    """A case with a section at its end, and the line before the section."""
    root = copy_case(folder)
    path = root / "case.yaml"
    old = path.read_text(encoding="utf-8")
    path.write_text(old + text, encoding="utf-8", newline="\n")
    return root, old.count("\n")


def test_a_case_adds_its_own_rules(tmp_path: Path) -> None:
    root, _ = with_rules(tmp_path, RULE)
    loaded = read(root)
    assert loaded.problems == []
    assert loaded.case is not None
    (rule,) = loaded.case.agreement.counting
    assert rule == CountingRule(
        id="thirty_rounds", title={"en": "30 rounds within an hour"}, units=["round"],
        merge="gap", gap="1h", at_least=30, where={"category": ["serious", "grave"]},
    )
    assert list(rules([rule]))[-1] == "thirty_rounds"


UNIT = ("a counting unit: burst, day, explosion, firing_case, flight, incident, mine, "
        "mixed_listed, not_applicable, overflight, place, position, round, shot, "
        "single_observation, strike_event, target, trajectory, unspecified")
TOGETHER = "'merge: gap' together with a 'gap' such as 1h, or neither"


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "said"),
    [
        ("units: [round]", "units: [rounds]", 4, 13,
         {"code": "unknown_reference", "field": "counting.thirty_rounds.units.1",
          "found": "rounds", "expected": UNIT, "mend": "did you mean 'round'?"}),
        ("gap: 1h", "gap: soon", 6, 10,
         {"code": "unreadable_time", "field": "counting.thirty_rounds.gap", "found": "soon",
          "expected": "a duration such as 72h, 30min, 2d or 1w"}),
        ("    gap: 1h\n", "", 5, 12,
         {"code": "rule_of_the_kind", "field": "counting.thirty_rounds.merge",
          "found": "merge gap, gap none", "expected": TOGETHER}),
        ("at_least: 30", "at_least: 0", 7, 15,
         {"code": "rule_of_the_kind", "field": "counting.thirty_rounds.at_least", "found": "0",
          "expected": "1, or more together with 'merge: gap'"}),
        ("id: thirty_rounds", "id: shot", 2, 9,
         {"code": "duplicate_id", "field": "counting.shot.id", "found": "shot",
          "expected": "an id that no rule that ships has", "mend": "choose another id"}),
        ("merge: gap", "merge: gaps", 5, 12,
         {"code": "not_one_of", "field": "counting.thirty_rounds.merge", "found": "gaps",
          "expected": "one of none, gap, day", "mend": "did you mean 'gap'?"}),
        ("[serious, grave]", "[]", 8, 23,
         {"code": "empty_list", "field": "counting.thirty_rounds.where.category",
          "found": "no value", "expected": "at least one value that counts"}),
    ],
)
def test_a_bad_rule_is_named_and_left_out(
    tmp_path: Path, old: str, new: str, line: int, column: int, said: dict[str, str]
) -> None:
    assert RULE.count(old) == 1
    root, before = with_rules(tmp_path, RULE.replace(old, new))
    loaded = read(root)
    assert loaded.problems == [problem("case.yaml", before + line, column, **said)]
    assert loaded.case is not None
    assert loaded.case.agreement.counting == []
