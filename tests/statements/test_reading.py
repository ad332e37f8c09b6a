"""Ledgers of statements: what is read, and the whole Problem of what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from case.norland import copy_case, problem, read
from trucewatch.model.problem import Problem

from .ledgers import HEAD, ONE, UNTESTED, ledger, said

S = "statements/speech.yaml"
BETWEEN = "another statement: its id, or 'document/id'"
TEST = "    test:\n"

BAD: dict[str, tuple[str, list[Problem]]] = {
    "nobody says it": (
        HEAD + UNTESTED.replace("    speaker: minister\n", ""),
        [problem(S, 11, 5, code="missing_field", field="statements.1.speaker", found="nothing",
                 expected="the field 'speaker'")],
    ),
    "an unknown speaker": (
        HEAD + UNTESTED.replace("speaker: minister", "speaker: ministr"),
        [problem(S, 12, 14, code="unknown_reference", field="statements.1.speaker",
                 found="ministr", expected="a speaker of this file",
                 mend="did you mean 'minister'?")],
    ),
    "passed on by an unknown": (
        HEAD + UNTESTED + "    via: [radio]\n",
        [problem(S, 16, 11, code="unknown_reference", field="statements.1.via.1", found="radio",
                 expected="a speaker of this file")],
    ),
    "a speaker without a public role": (
        HEAD.replace(", role: {en: foreign minister of Norland}", "") + UNTESTED,
        [problem(S, 7, 5, code="missing_field", field="speakers.minister.role", found="nothing",
                 expected="the field 'role'"),
         problem(S, 4, 12, code="unknown_reference", field="document.author.1", found="minister",
                 expected="a speaker of this file",
                 mend="it stands in the case, but was left out: mend that first"),
         problem(S, 12, 14, code="unknown_reference", field="statements.1.speaker",
                 found="minister", expected="a speaker of this file",
                 mend="it stands in the case, but was left out: mend that first")],
    ),
    "no date anywhere": (
        HEAD.replace('  published: "2031-03-10"\n', "") + UNTESTED,
        [problem(S, 10, 5, severity="warning", code="no_date", field="statements.1.date",
                 found="nothing, and the document has none", expected="when it was said",
                 mend="it is shown without a date, and compared with every account")],
    ),
    "a date nobody can read": (
        HEAD + UNTESTED + "    date: last week\n",
        [problem(S, 16, 11, code="bad_time", field="statements.1.date", found="last week",
                 expected="a date (2025-10-13), an instant (2025-10-13T08:00Z, "
                 "2025-10-13T10:00[Asia/Gaza]), 'about' or 'night' before one of them, or two "
                 "joined by '/'")],
    ),
    "a quotation in another language than stated": (
        HEAD + UNTESTED + '    quote: {words: "ضربة واحدة", lang: he}\n',
        [problem(S, 16, 20, severity="warning", code="other_language",
                 field="statements.1.quote.words", found="words in the script Arab",
                 expected="the script of 'he', Hebr",
                 mend="give 'lang' the language of the words as quoted, and the translation in "
                 "'says'")],
    ),
    "neither a test nor a reason": (
        HEAD + ONE,
        [problem(S, 11, 5, code="rule_of_the_kind", field="statements.1",
                 found="these fields together",
                 expected="either 'test', or 'untested' with the reason there is none")],
    ),
    "two tests in one": (
        HEAD + ONE + TEST + "      act: {properties: [strike]}\n"
        "      quantity: {properties: [strike], low: 1}\n",
        [problem(S, 16, 7, code="rule_of_the_kind", field="statements.1.test",
                 found="these fields together",
                 expected="exactly one of quantity, act, date, clauses, versions")],
    ),
    "a number in words": (
        HEAD + ONE + TEST + "      quantity: {properties: [strike], low: two hundred}\n",
        [problem(S, 16, 45, code="wrong_type", field="statements.1.test.quantity.low",
                 found="two hundred", expected="a whole number, without separators")],
    ),
    "a number nobody gave": (
        HEAD + ONE + TEST + "      quantity: {properties: [strike]}\n",
        [problem(S, 16, 17, code="rule_of_the_kind", field="statements.1.test.quantity",
                 found="these fields together",
                 expected="'low', 'high' or both: what the statement says of the number")],
    ),
    "bounds the wrong way round": (
        HEAD + ONE + TEST + "      quantity: {properties: [strike], low: 2, high: 1}\n",
        [problem(S, 16, 17, code="rule_of_the_kind", field="statements.1.test.quantity",
                 found="these fields together", expected="'low' not above 'high'")],
    ),
    "a period that ends before it starts": (
        HEAD + ONE + TEST + "      act: {properties: [strike], since: 2031-03-04, "
        "until: 2031-03-02}\n",
        [problem(S, 16, 61, code="ends_before_start", field="statements.1.test.act.until",
                 found="2031-03-02", expected="a time not before '2031-03-04'")],
    ),
    "properties, zones and qualifiers there are not": (
        HEAD + ONE + TEST + "      act: {properties: [strik], zone: [hill], where: {size: big}}\n",
        [problem(S, 16, 26, code="unknown_property", field="statements.1.test.act.properties.1",
                 found="strik", expected="a property of the closed list (model/properties.py)",
                 mend="did you mean 'strike'?"),
         problem(S, 16, 41, code="unknown_reference", field="statements.1.test.act.zone.1",
                 found="hill", expected="a zone of case.yaml", mend="did you mean 'mill'?"),
         problem(S, 16, 56, code="unknown_qualifier", field="statements.1.test.act.where.size",
                 found="size", expected="one of alive, calibre_mm, cargo, category, civil_status, "
                 "clause, counting_unit, crossing, destination, dyad, mechanism, nationality, "
                 "observed, sentence, sex_age, tranche, unit, weapon")],
    ),
    "a clause there is not": (
        HEAD + ONE + TEST + '      clauses: {holds: "finding(N-09) in [kept]", at: 2031-03-09}\n',
        [problem(S, 16, 33, code="unknown_reference", field="statements.1.test.clauses.holds",
                 found="N-09", expected="a clause of clauses.yaml",
                 mend="did you mean 'N-03'?")],
    ),
    "clauses at no time": (
        HEAD + ONE + TEST + '      clauses: {holds: "finding(N-01) in [kept]"}\n',
        [problem(S, 16, 16, code="missing_field", field="statements.1.test.clauses.at",
                 found="nothing", expected="the time at which the clauses are looked at")],
    ),
    "a forecast that is none": (
        HEAD + UNTESTED + "    forecast: {}\n",
        [problem(S, 11, 5, code="rule_of_the_kind", field="statements.1",
                 found="these fields together",
                 expected="'forecast' (it may be empty) with the type forecast, and only then")],
    ),
    "the same said twice, unmarked": (
        HEAD + UNTESTED + UNTESTED.replace('"1"', '"2"'),
        [problem(S, 16, 9, severity="warning", code="said_twice", field="statements.2.id",
                 found="2", expected="a test or words of its own",
                 mend="'1' has the same: if this repeats it, write 'same_as: 1'")],
    ),
    "an id taken already": (
        HEAD + UNTESTED + UNTESTED.replace("One", "Another"),
        [problem(S, 16, 9, code="duplicate_id", field="statements.1.id", found="1",
                 expected="an id of its own; line 11 has it",
                 mend="this one was left out: rename or remove it")],
    ),
    "it repeats what is not there": (
        HEAD + UNTESTED + '    same_as: "7"\n',
        [problem(S, 16, 14, severity="warning", code="unknown_reference",
                 field="statements.1.same_as", found="7", expected=BETWEEN,
                 mend="the link is not shown")],
    ),
    "words taken back by somebody else": (
        HEAD + UNTESTED + UNTESTED.replace('"1"', '"2"').replace("minister", "general")
        .replace("One", "No") + '    retracts: "1"\n',
        [problem(S, 21, 15, severity="warning", code="retracted_by_another",
                 field="statements.2.retracts", found="general",
                 expected="'minister', who said it: only a speaker takes words back",
                 mend="what another says against it belongs under 'accounts'")],
    ),
    "an aspect that is not compared": (
        HEAD + ONE + TEST
        + "      versions: {aspects: {who: {en: who called}}, gives: {when: now}}\n",
        [problem(S, 16, 17, code="rule_of_the_kind", field="statements.1.test.versions",
                 found="these fields together", expected="'aspects' has no when")],
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_a_ledger_is_named(tmp_path: Path, name: str) -> None:
    text, expected = BAD[name]
    root = copy_case(tmp_path)
    ledger(root, text)
    assert sorted(said(root), key=str) == sorted(expected, key=str)


def test_one_bad_statement_leaves_the_others(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    ledger(root, HEAD + UNTESTED + ONE.replace('"1"', '"2"'))
    case = read(root).case
    assert case is not None
    (document,) = case.statements
    assert [one.id for one in document.statements] == ["1"]
    assert document.heading.title == {"en": "A speech"}
    assert sorted(document.speakers) == ["general", "minister"]


def test_what_is_no_ledger_is_named_and_the_case_still_read(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    ledger(root, "- a list\n")
    (root / "statements" / "notes.txt").write_text("x", encoding="utf-8")
    loaded = read(root)
    assert loaded.case is not None and loaded.case.statements == []
    codes = {(p.file, p.code) for p in loaded.problems if p.file.startswith("statements/")}
    assert ("statements/notes.txt", "unknown_file") in codes
    assert ("statements/speech.yaml", "wrong_type") in codes
