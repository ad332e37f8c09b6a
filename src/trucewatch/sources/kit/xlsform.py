"""The form as XLSForm, for KoboToolbox and ODK: sheets survey, choices and settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trucewatch.sources.kit.form import GROUPS, STAMP, Form, Question
from trucewatch.sources.kit.labels import label, language_name
from trucewatch.sources.workbooks import library, workbook_bytes

Row = dict[str, str]


def xlsform(form: Form) -> bytes:
    """Write the form as a workbook in XLSForm.

    Raises
    ------
    SourceError
        When the extra ``xlsx`` is not installed.
    """
    book = library("form.xlsx").Workbook()
    book.remove(book.active)
    for title, rows in sheets(form).items():
        sheet = book.create_sheet(title)
        names = list(dict.fromkeys(name for row in rows for name in row))
        sheet.append(names)
        for row in rows:
            sheet.append([row.get(name, "") for name in names])
    return workbook_bytes(book)


def sheets(form: Form) -> Mapping[str, Sequence[Row]]:
    """Rows of each sheet, by its title."""
    return {
        "survey": list(_survey(form)),
        "choices": list(_choices(form)),
        "settings": [{
            "form_title": form.title.get("en", form.case), "form_id": f"trucewatch-{form.case}",
            "version": form.stamp, "default_language": language_name("en"),
        }],
    }


def _survey(form: Form) -> Iterator[Row]:
    yield {"type": "calculate", "name": STAMP, "calculation": f"'{form.stamp}'"}
    yield {"type": "note", "name": "safety", **_said(form, "label", "note.safety")}
    for group, questions in GROUPS.items():
        yield {"type": "begin_group", "name": group, **_said(form, "label", group)}
        for question in questions:
            yield _question(form, question)
        yield {"type": "end_group"}


def _question(form: Form, question: Question) -> Row:
    row = {
        "type": question.type, "name": question.name, **_said(form, "label", question.name),
        **_said(form, "hint", f"{question.name}.hint"),
        "required": "yes" if question.needed else "", "relevant": _relevant(question),
        "constraint": question.rule,
        "appearance": "minimal" if question.choices in {"kind", "zone", "group"} else "",
        # A small picture is enough to read a document, and phones leave less in it.
        "parameters": "max-pixels=1600" if question.type == "image" else "",
    }
    if question.type == "text":
        row |= _said(form, "constraint_message", "words.wrong")
    return row


def _relevant(question: Question) -> str:
    tests = [
        "(" + " or ".join(f"${{{name}}} = '{value}'" for value in values) + ")"
        for name, values in (question.when or {}).items()
    ]
    return " and ".join(tests)


def _said(form: Form, column: str, id_: str) -> Row:
    return {f"{column}::{language_name(lang)}": label(id_, lang) for lang in form.languages
            if label(id_, lang)}


def _choices(form: Form) -> Iterator[Row]:
    for name, values in form.choices.items():
        for value, words in values.items():
            yield {"list_name": name, "name": value, **{
                f"label::{language_name(lang)}": words.get(lang) or label(f"{name}:{value}", lang)
                or words.get("en") or value
                for lang in form.languages
            }}
