"""The shipped ledger of statements against outcomes derived by hand, and what it has to hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.api import load_case
from trucewatch.assess.engine import assess_at
from trucewatch.model.case import Case
from trucewatch.pipeline.stating import only
from trucewatch.statements.judging import asked, judge
from trucewatch.store.view import newest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def case() -> Case:
    found, problems = load_case("gaza-2025-10")
    assert found is not None
    assert [p for p in problems if p.severity == "error"] == []
    return found


def test_every_tested_statement_comes_out_as_derived_by_hand(case: Case) -> None:
    yaml = pytest.importorskip("ruamel.yaml").YAML(typ="safe")
    expected = yaml.load((HERE / "statements_expected.yaml").read_text("utf-8"))
    last = newest(case.claims)
    assert last is not None

    wanted = asked(case, last)
    clauses = dict.fromkeys(name for names in wanted.values() for name in names)
    found = assess_at(only(case, clauses), list(wanted))
    outcomes: dict[str, dict[str, str]] = {}
    for result in judge(case, last, found.__getitem__):
        if result.outcome != "not_testable":
            outcomes.setdefault(result.document, {})[result.statement] = result.outcome
    assert outcomes == {
        document: {statement: row["outcome"] for statement, row in rows.items()}
        for document, rows in expected.items()
    }


def test_the_article_is_there_whole_and_in_order(case: Case) -> None:
    article = next(one for one in case.statements if one.id == "article-2025-10")
    assert [one.id for one in article.statements] == ["T", "E", *map(str, range(1, 66))]


def test_documents_of_both_parties_and_of_others_are_there(case: Case) -> None:
    """No side speaks alone: the same case holds ledgers of every one."""
    sides = {
        document.id: {case.bodies[speaker.body].side for speaker in document.speakers.values()
                      if speaker.body}
        for document in case.statements if document.id != "article-2025-10"
    }
    assert {side for found in sides.values() for side in found} == {"israel", "hamas", ""}
    assert sum("israel" in found for found in sides.values()) >= 3
    assert sum("hamas" in found for found in sides.values()) >= 3
