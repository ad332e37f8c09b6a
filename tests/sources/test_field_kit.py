"""The field kit: no question asks for a name; in the languages of the case; read back whole."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model.agreement import Agreement, Group, Party, Zone
from trucewatch.model.problem import Problem
from trucewatch.model.properties import PROPERTIES
from trucewatch.sources.interface import Batch, Context, SourceError
from trucewatch.sources.kit.form import ALWAYS, GROUPS, QUESTIONS, Form, make_form
from trucewatch.sources.kit.labels import NAMES, labels, missing
from trucewatch.sources.kit.workbook import SHEET, stamp_of, workbook
from trucewatch.sources.kit.xlsform import sheets, xlsform
from trucewatch.sources.registry import ADAPTERS

openpyxl = pytest.importorskip("openpyxl")
OPTIONS = {"source": "field-teams"}


def agreement(**changed: Any) -> Agreement:
    return Agreement(**{
        "trucewatch": "1", "id": "norland-2031", "title": {"en": "Truce", "ar": "هدنة"},
        "tz": "Europe/Athens", "type": "local", "summary": {"en": ""}, "texts": [],
        "parties": [Party(id="southland", name={"en": "Southland", "ar": "الجنوب"},
                          role="signatory"),
                    Party(id="norland", name={"en": "Norland"}, role="signatory")],
        "groups": [Group(id="rangers", name={"en": "Rangers"})], "milestones": [],
        "zones": [Zone(id="mill", name={"en": "Mill", "he": "טחנה"})], **changed,
    })


@pytest.fixture
def form() -> Form:
    return make_form(agreement(), ["strike", "killed"])


def outcome(name: str, data: bytes, **options: str) -> tuple[list[Batch], list[Problem]]:
    """Batches and problems of an adapter, a refusal as one problem; every row is accounted for."""
    context = Context(tz="Europe/Athens", file="input", options=OPTIONS | options)
    try:
        batches = list(ADAPTERS[name].parse(io.BytesIO(data), context))
    except SourceError as error:
        return [], [error.problem]
    tally = batches[-1].tally
    assert tally is not None
    assert tally.missing == 0
    return batches, [problem for batch in batches for problem in batch.problems]


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_the_form_is_made_of_the_case(form: Form) -> None:
    assert form.languages == ("en", "ar", "he")
    assert set(form.choices["kind"]) == {"strike", *ALWAYS}
    assert form.choices["zone"] == {"mill": {"en": "Mill", "he": "טחנה"}}
    assert list(form.choices["group"]) == ["norland", "rangers", "southland"]
    assert set(make_form(agreement(), []).choices["kind"]) == set(PROPERTIES)


def test_another_choice_is_another_stamp(form: Form) -> None:
    more = make_form(agreement(zones=[]), ["strike", "killed"])
    assert form.stamp.startswith("norland-2031/1/")
    assert more.stamp != form.stamp
    assert make_form(agreement(), ["killed", "strike"]).stamp == form.stamp


def test_no_question_asks_who_somebody_is(form: Form) -> None:
    types = {row["type"].partition(" ")[0] for row in sheets(form)["survey"]}
    assert types <= {"calculate", "note", "begin_group", "end_group", "select_one",
                     "select_multiple", "date", "time", "text", "integer", "image"}
    asked = re.compile(r"name|phone|number|tel|mail|user|device|id$|address|who_", re.IGNORECASE)
    assert [name for name in QUESTIONS if asked.search(name)] == []
    free = [q for q in QUESTIONS.values() if q.type == "text"]
    assert {q.name for q in free} == {"place", "words"}
    assert all("regex" in q.rule for q in free)
    for row in sheets(form)["survey"]:
        if row["type"] == "text":
            assert "name of a person" in row["label::English (en)"] or (
                "no name" in row["label::English (en)"])


@pytest.mark.parametrize("language", sorted(NAMES))
def test_every_label_is_translated(language: str) -> None:
    assert missing(language) == []


def test_every_question_and_choice_has_a_label(form: Form) -> None:
    fixed = [f"{name}:{value}" for name, values in form.choices.items()
             if name not in {"zone", "kind", "group"} for value in values]
    wanted = {*QUESTIONS, *GROUPS, *fixed, "note.safety", "words.wrong"}
    assert wanted <= set(labels())
    assert {id_ for id_ in labels() if not id_.endswith(".hint")} == wanted


def test_the_form_is_a_valid_xlsform(form: Form, tmp_path: Path) -> None:
    convert = pytest.importorskip("pyxform.xls2xform").xls2xform_convert
    (tmp_path / "form.xlsx").write_bytes(xlsform(form))
    warnings = convert(str(tmp_path / "form.xlsx"), str(tmp_path / "form.xml"), validate=False)
    assert warnings == []
    text = (tmp_path / "form.xml").read_text("utf-8")
    assert 'lang="العربية (ar)"' in text
    assert form.stamp in text


def test_the_same_form_gives_the_same_bytes(form: Form) -> None:
    assert xlsform(form) == xlsform(form)
    assert workbook(form) == workbook(form)


def test_the_workbook_has_a_drop_down_for_every_choice(form: Form) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(form)))
    heads = [cell.value for cell in book[SHEET][1]]
    assert heads == list(QUESTIONS)
    checked = {str(rule.sqref).partition("2:")[0]: rule.formula1
               for rule in book[SHEET].data_validations.dataValidation if rule.type == "list"}
    chosen = [q.name for q in QUESTIONS.values() if q.type.startswith("select_one")]
    letters = {openpyxl.utils.get_column_letter(heads.index(name) + 1) for name in chosen}
    assert set(checked) == letters
    place = checked[openpyxl.utils.get_column_letter(heads.index("outcome") + 1)]
    listed = [c.value for (c,) in book["lists"][place.partition("!")[2].replace("$", "")]]
    assert listed == ["act", "nothing", "not_there"]
    assert stamp_of(book) == form.stamp


def test_a_workbook_that_was_filled_in_is_read_without_a_mapping(form: Form) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(form)))
    sheet = book[SHEET]
    answers = {"consent": "record", "outcome": "act", "precision": "day",
               "date_from": "2031-03-04", "zone": "mill", "kind": "strike", "count_low": 2,
               "how": "saw"}
    for column, name in enumerate(QUESTIONS, 1):
        sheet.cell(2, column).value = answers.get(name)
    saved = io.BytesIO()
    book.save(saved)
    batches, problems = outcome("field_workbook", saved.getvalue(), kit=form.stamp)
    assert problems == []
    (batch,) = batches
    assert (batch.rows["property"], batch.rows["low"], batch.rows["zone"]) == (
        ["strike"], ["2"], ["mill"])
    assert str(batch.extents[0][0]) == "sheet reports row 2"


def answer(**changed: object) -> dict[str, object]:
    return {"kit": "norland-2031/1/0a1b2c3d", "_uuid": "u-1", "consent": "record",
            "outcome": "act", "precision": "day", "date_from": "2031-03-04", "zone": "mill",
            "kind": "strike", "how": "saw", **changed}


def kobo(*answers: object, **options: str) -> tuple[list[Batch], list[Problem]]:
    return outcome("kobo_odk", json.dumps(answers).encode(), **options)


def packed(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return made.getvalue()


def test_attachments_are_named_by_their_digest() -> None:
    csv = ("kit,_uuid,start/consent,start/outcome,when/precision,when/date_from,where/zone,"
           "what/kind,what/how,what/photo\n"
           "norland-2031/1/0a1b2c3d,u-1,record,act,day,2031-03-04,mill,strike,document,shot.jpg\n")
    data = packed(**{"submissions.csv": csv.encode(), "media__shot.jpg": b"picture"})
    batches, problems = outcome("kobo_odk", data)
    assert problems == []
    digest = hashlib.sha256(b"picture").hexdigest()
    assert batches[0].rows["note"] == [
        f"attachment sha256 {digest}; consent: to be recorded and counted"]
    assert "shot.jpg" not in str(batches[0].rows)


def test_of_two_attachments_of_one_name_neither_is_named() -> None:
    csv = ("kit,_uuid,start/consent,start/outcome,when/precision,when/date_from,where/zone,"
           "what/kind,what/how,what/photo\n"
           "norland-2031/1/0a1b2c3d,a-1,record,act,day,2031-03-04,mill,strike,saw,1.jpg\n")
    data = packed(**{"form.csv": csv.encode(), "media__a__1.jpg": b"one",
                     "media__b__1.jpg": b"two"})
    batches, problems = outcome("kobo_odk", data)
    assert [note for batch in batches for note in batch.rows["note"]] == [
        "consent: to be recorded and counted"]
    assert [(p.code, p.found) for p in problems] == [
        ("attachment_missing", "one of several attachments of one name")]


def test_a_name_of_an_attachment_is_never_kept() -> None:
    files = [{"filename": "rami_k/attachments/uuid/rami.jpg", "mimetype": "image/jpeg"}]
    batches, problems = kobo(answer(photo="rami.jpg", _attachments=files))
    assert codes(problems) == ["attachment_missing"]
    assert "rami" not in str(batches) + str(problems)


@pytest.mark.parametrize("value", ["Rami K.", "+961 70 123 456", 96170123456])
@pytest.mark.parametrize("field", [
    "consent", "outcome", "precision", "zone", "kind", "actor", "target", "how", "count_low",
    "observer", "watched_kinds",
])
def test_what_stands_in_the_wrong_field_is_not_shown(field: str, value: object) -> None:
    batches, problems = kobo(answer(**{field: value}))
    told = str([batch.rows for batch in batches]) + str(problems)
    assert "Rami" not in told
    assert "70 123" not in told
    assert "96170123456" not in told


def test_a_page_of_submissions_is_no_whole_source() -> None:
    page = {"count": 2, "next": "https://example.org/?page=2", "results": [answer()]}
    batches, problems = outcome("kobo_odk", json.dumps(page).encode())
    assert codes(problems) == ["one_page"]
    assert len(batches[0]) == 1


def test_answers_to_other_forms_are_refused() -> None:
    assert codes(kobo({"_uuid": "u-1", "name": "x"})[1]) == ["not_this_form"]
    other = answer(kit="southland-2031/1/0a1b2c3d")
    assert codes(kobo(other, kit="norland-2031/1/0a1b2c3d")[1]) == ["other_form"]


def test_without_a_source_nothing_is_read() -> None:
    for name in ("kobo_odk", "field_workbook", "ushahidi"):
        context = Context(tz="UTC", file="input")
        with pytest.raises(SourceError) as error:
            list(ADAPTERS[name].parse(io.BytesIO(b"[]"), context))
        assert "source" in error.value.problem.found


BAD = {
    "empty": b"", "zeros": b"\0" * 500, "page": b"<!doctype html>", "deep": b"[" * 100_000,
    "object": b'{"a": 1}', "broken": b'[{"kit": "a/1/b", "_uuid": ', "no zip": b"PK\x03\x04junk",
    "two tables": packed(**{"a.csv": b"a\n1\n", "b.csv": b"b\n1\n"}), "latin": b"kit\nh\xe4\n",
}


@pytest.mark.parametrize("form", BAD)
@pytest.mark.parametrize("name", ["kobo_odk", "field_workbook", "ushahidi"])
def test_bad_files_are_problems(name: str, form: str) -> None:
    batches, problems = outcome(name, BAD[form])
    assert sum(map(len, batches)) == 0
    assert "error" in {problem.severity for problem in problems}


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.sources.kit.submissions.MAX_BYTES", 1000)
    monkeypatch.setattr("trucewatch.sources.workbooks.MAX_BYTES", 1000)
    bomb = packed(**{"submissions.csv": b" " * 5000})
    assert codes(outcome("kobo_odk", bomb)[1]) == ["file_too_large"]
    assert codes(outcome("field_workbook", bomb)[1]) == ["file_too_large"]


def test_a_workbook_with_macros_is_refused_whole(form: Form) -> None:
    made = io.BytesIO(workbook(form))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert codes(outcome("field_workbook", made.getvalue())[1]) == ["macros"]


VALUE = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(
    ["record", "no", "act", "nothing", "not_there", "exact", "hours", "day", "days", "2031-03-04",
     "14:30", "mill", "strike", "saw", "told", "resident", "denied"]
) | st.lists(st.text(), max_size=2)


@given(changed=st.dictionaries(st.sampled_from([*QUESTIONS, "kit", "_uuid", "x"]), VALUE))
def test_any_answer_ends_in_one_way(changed: dict[str, object]) -> None:
    batches, _ = kobo(answer(**changed), answer())
    assert sum(map(len, batches)) + sum(len(b.coverage["body"]) for b in batches) <= 2
