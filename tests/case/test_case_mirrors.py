"""Clauses that bind each side to the same, encoded apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from .norland import copy_case, problem, read

CLAUSE = """
  - id: {id}
    kind: prohibition
    title: {{en: Invented}}
    bound: [{bound}]
    beneficiary: [{to}]
    text: [{{ref: T, locator: "9", status: official_text, basis: text}}]
    says: {{en: Invented.}}
    in_force: {{start: {{after: entry_into_force}}}}
    act: {{properties: [shelling], actor: [{actor}], target: [{target}], zone: [{zone}]}}
"""
NORTH = {"id": "X-1", "bound": "norland", "to": "southlanders", "actor": "bound",
         "target": "southlanders", "zone": "valley"}
SOUTH = {"id": "X-2", "bound": "southland", "to": "norlanders", "actor": "bound",
         "target": "norlanders", "zone": "valley"}


def said(root: Path, north: str, south: str) -> list[tuple[str, str, str]]:
    with (root / "clauses.yaml").open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(north + south)
    loaded = read(root)
    assert loaded.case is not None
    assert len(loaded.case.clauses) == 5
    return [(p.code, p.field, p.found) for p in loaded.problems]


def test_two_that_are_the_same_might_be_one(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    text = (root / "clauses.yaml").read_text(encoding="utf-8")
    with (root / "clauses.yaml").open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(CLAUSE.format(**NORTH) + CLAUSE.format(**SOUTH))
    line = (text + CLAUSE.format(**NORTH)).count("\n") + 2
    assert read(root).problems == [problem(
        "clauses.yaml", line, 9, severity="warning", code="mirrors_apart",
        field="clauses.X-2.id", found="'X-1' binds the other side to the same",
        expected="one clause bound to both, or the reason under 'mirrors'",
        mend='mirrors: [{clause: X-1, why: {en: "..."}}]',
    )]


@pytest.mark.parametrize(("change", "extra", "differ"), [
    ({"zone": "village"}, "", "act.zone, coverage"),
    ({"target": "any"}, "", "act"),
    ({}, "    tolerance: 3\n", "tolerance"),
    ({}, "    exceptions: [{id: e, title: {en: self-defence}, effect: contests}]\n", "exceptions"),
    ({}, "    readings: {r: {title: {en: r}, set: {tolerance: 1}}}\n", "readings"),
    ({}, "    when: declared(phase_two)\n", "when"),
])
def test_what_differs_is_named(
    change: dict[str, str], extra: str, differ: str, tmp_path: Path
) -> None:
    root = copy_case(tmp_path)
    (root / "sources.yaml").write_text(
        (root / "sources.yaml").read_text(encoding="utf-8").replace(
            "properties: [strike]", "properties: [strike, shelling]"), encoding="utf-8")
    found = said(root, CLAUSE.format(**NORTH), CLAUSE.format(**(SOUTH | change)) + extra)
    assert found == [("mirrors_differ", "clauses.X-2.id",
                      f"'X-1' binds the other side to the same; they differ in {differ}")]


def test_names_of_the_sides_are_no_difference(tmp_path: Path) -> None:
    # "bound" and the party's own name, "opposing" aside, say the same of either side.
    north = {**NORTH, "actor": "norland"}
    south = {**SOUTH, "actor": "southland"}
    assert [code for code, _, _ in said(
        copy_case(tmp_path), CLAUSE.format(**north), CLAUSE.format(**south))] == ["mirrors_apart"]


def test_a_reason_on_either_side_is_enough(tmp_path: Path) -> None:
    reason = '    mirrors: [{clause: X-2, why: {en: "The texts differ."}}]\n'
    south = CLAUSE.format(**(SOUTH | {"zone": "village"}))
    assert said(copy_case(tmp_path), CLAUSE.format(**NORTH) + reason, south) == []


@pytest.mark.parametrize("change", [
    {"bound": "southland, norland"}, {"to": "southlanders"},
])
def test_others_are_no_mirrors(change: dict[str, str], tmp_path: Path) -> None:
    south = CLAUSE.format(**(SOUTH | change))
    assert said(copy_case(tmp_path), CLAUSE.format(**NORTH), south) == []


def test_each_clause_is_set_beside_the_one_most_like_it(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    wide = CLAUSE.format(**{**SOUTH, "id": "X-3"}).replace("[shelling]", "[shelling, shooting]")
    with (root / "clauses.yaml").open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(CLAUSE.format(**NORTH) + wide + CLAUSE.format(**SOUTH))
    # X-1 belongs to X-2, which shares all its properties; X-3 has no other counterpart.
    assert [(p.code, p.field, p.found.partition(" ")[0]) for p in read(root).problems] == [
        ("mirrors_differ", "clauses.X-3.id", "'X-1'"),
        ("mirrors_apart", "clauses.X-2.id", "'X-1'"),
    ]
