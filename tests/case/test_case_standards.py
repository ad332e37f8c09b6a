"""Standards of proof a case adds of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.assess.standards import SHIPPED
from trucewatch.model.standard import SHIPPED_IDS, Standard

from .norland import FIXTURE, copy_case, problem, read

S = "sources.yaml"
WORDS = "asks: three say so, favours: favours the loud"


def write(root: Path, *rows: str) -> str:
    path = root / S
    text = path.read_text(encoding="utf-8").rstrip("\n") + "\nstandards:\n" + "".join(
        f"  - {{{row}}}\n" for row in rows
    )
    path.write_text(text.replace("§", ""), encoding="utf-8", newline="\n")
    return text


def test_a_case_adds_its_own_standards(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write(root, f"id: three, {WORDS}, lineages: 3, burden_on_bound: true, max_grade: 3",
          "id: any, asks: anybody, favours: the loud, pool: disinterested, denial_disputes: yes")
    loaded = read(root)
    assert loaded.problems == []
    assert loaded.case is not None
    assert loaded.case.standards == [
        Standard(id="three", asks="three say so", favours="favours the loud", lineages=3,
                 burden_on_bound=True, max_grade=3),
        Standard(id="any", asks="anybody", favours="the loud", pool="disinterested",
                 denial_disputes=True),
    ]


def test_a_case_without_own_standards_has_none() -> None:
    case = read(FIXTURE).case
    assert case is not None
    assert case.standards == []
    assert tuple(standard.id for standard in SHIPPED) == SHIPPED_IDS


def never(most: int, pool: str) -> dict[str, str]:
    return {
        "code": "never_met", "field": "standards.three.lineages",
        "expected": f"at most {most}: so many independent lineages of this case could count "
                    f"together for a clause bound to a party, in the pool '{pool}'",
        "mend": "ask for fewer, or declare the bodies that could count",
    }


@pytest.mark.parametrize(("row", "said"), [
    (f"id: three, {WORDS}, pool: §everybody",
     {"code": "not_one_of", "field": "standards.three.pool", "found": "everybody",
      "expected": "one of all, disinterested, admission"}),
    (f"id: §admitted, {WORDS}",
     {"code": "duplicate_id", "field": "standards.admitted.id", "found": "admitted",
      "expected": "an id of its own; every case is shown under the standard of this name"}),
    # Army, gazette and wire are three; against its own interest only the army can speak.
    (f"id: three, {WORDS}, lineages: §4", {**never(3, "all"), "found": "4"}),
    (f"id: three, {WORDS}, pool: disinterested, lineages: §4",
     {**never(3, "disinterested"), "found": "4"}),
    (f"id: three, {WORDS}, pool: admission, lineages: §2",
     {**never(1, "admission"), "found": "2"}),
    (f"id: three, {WORDS}, lineages: §0",
     {"code": "negative_number", "field": "standards.three.lineages", "found": "0",
      "expected": "1 or more"}),
    (f"id: three, {WORDS}, max_grade: §7",
     {"code": "bad_grade", "field": "standards.three.max_grade", "found": "7",
      "expected": "information credibility from 1 to 6"}),
    (f"id: three, {WORDS}, §linages: 2",
     {"code": "unknown_field", "field": "standards.three.linages", "found": "linages",
      "expected": "one of asks, burden_on_bound, denial_disputes, favours, id, lineages, "
                  "max_grade, pool", "mend": "did you mean 'lineages'?"}),
    ("id: three, asks: x, §favours: ''",
     {"code": "missing_field", "field": "standards.three.favours", "found": "nothing",
      "expected": "plain words"}),
])
def test_a_standard_that_cannot_be_meant_is_left_out(
    row: str, said: dict[str, str], tmp_path: Path
) -> None:
    root = copy_case(tmp_path)
    text = write(root, row)
    at = text.index("§")
    loaded = read(root)
    assert loaded.problems == [
        problem(S, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), **said)
    ]
    assert loaded.case is not None
    assert loaded.case.standards == []


def test_the_same_id_twice_is_left_out_once(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write(root, f"id: three, {WORDS}", f"id: three, {WORDS}, lineages: 2")
    loaded = read(root)
    assert [(p.code, p.found) for p in loaded.problems] == [("duplicate_id", "three")]
    assert loaded.case is not None
    assert [s.lineages for s in loaded.case.standards] == [1]


def test_bodies_of_one_side_are_one_witness(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    path = root / S
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("bodies:\n", "bodies:\n  - {id: office, name: {en: Office}, "
                                 "affiliation: party, side: norland, reason: its press}\n"
                                 "  - {id: agencies, name: {en: Agencies}, affiliation: media, "
                                 "stated: false}\n"), encoding="utf-8")
    write(root, f"id: three, {WORDS}, lineages: 4")
    assert [p.code for p in read(root).problems] == ["never_met"]
