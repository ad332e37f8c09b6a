"""The form as a workbook with drop-downs, for who has a computer and no phone; also for coding.

Sheet ``reports`` has one row an answer; the heads of its columns are the names of the questions,
a comment on each says what it asks, and a question with choices has a drop-down of them. Sheet
``words`` explains every choice in the languages of the case. With messages of a chat the sheet has
their columns first: they are not to be changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trucewatch.sources.kit.form import QUESTIONS, STAMP, Form, Question
from trucewatch.sources.kit.labels import label, language_name
from trucewatch.sources.workbooks import library, workbook_bytes

SHEET, WORDS, LISTS = "reports", "words", "lists"
EMPTY_ROWS = 500
MESSAGE = ("message", "sender", "sent", "sent_until", "text", "media")
"""Columns of a message: its number, coded sender, first and last instant, text without names and
numbers, digests of media."""
_WIDE = {"text": 70, "words": 50, "sent": 28, "sent_until": 28, "media": 20}
_RISKY = ("=", "+", "-", "@")


def workbook(form: Form, messages: Sequence[Sequence[str]] = ()) -> bytes:
    """Write the workbook.

    Parameters
    ----------
    form
        The form of the case.
    messages
        Values of `MESSAGE`, one row a message; none: an empty workbook to fill in.

    Raises
    ------
    SourceError
        When the extra ``xlsx`` is not installed.
    """
    openpyxl = library("workbook.xlsx")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    asked = [q for q in QUESTIONS.values() if not (messages and q.type == "image")]
    heads = [*(MESSAGE if messages else ()), *(q.name for q in asked)]
    sheet.append(heads)
    rows = max(len(messages), EMPTY_ROWS) + 1
    for number, message in enumerate(messages, 2):
        for column, value in enumerate(message, 1):
            _text(sheet.cell(number, column), value)
    _heads(openpyxl, sheet, heads)
    _drop_downs(openpyxl, book, form, heads, rows)
    _words(book.create_sheet(WORDS, 1), form)
    return workbook_bytes(book)


def stamp_of(book: Any) -> str:  # noqa: ANN401
    """Stamp of the form a workbook was made of; empty: it is no workbook of the kit."""
    if LISTS not in book.sheetnames:
        return ""
    head, *rest = book[LISTS].iter_rows(max_row=2, max_col=1, values_only=True)
    return str(rest[0][0] or "") if rest and head == (STAMP,) else ""


def _text(cell: Any, value: str) -> None:  # noqa: ANN401
    """Write a text as text: what begins like a formula never becomes one."""
    cell.value = value
    if value.startswith(_RISKY):
        cell.data_type = "s"
        cell.quotePrefix = True


def _heads(openpyxl: Any, sheet: Any, heads: Sequence[str]) -> None:  # noqa: ANN401
    for column, name in enumerate(heads, 1):
        cell = sheet.cell(1, column)
        cell.font = openpyxl.styles.Font(bold=True)
        letter = openpyxl.utils.get_column_letter(column)
        sheet.column_dimensions[letter].width = _WIDE.get(name, 16)
        if name in QUESTIONS:
            cell.comment = openpyxl.comments.Comment(label(name, "en"), "trucewatch")
    sheet.freeze_panes = "A2"


def _drop_downs(
    openpyxl: Any, book: Any, form: Form, heads: Sequence[str], rows: int  # noqa: ANN401
) -> None:
    """Lists on a hidden sheet, and a check on every column that has one."""
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    lists["A1"], lists["A2"] = STAMP, form.stamp
    places = {}
    for column, (name, values) in enumerate(form.choices.items(), 2):
        lists.cell(1, column).value = name
        for number, value in enumerate(values, 2):
            _text(lists.cell(number, column), value)
        letter = openpyxl.utils.get_column_letter(column)
        if values:
            places[name] = f"{LISTS}!${letter}$2:${letter}${len(values) + 1}"
    for column, name in enumerate(heads, 1):
        question = QUESTIONS.get(name)
        rule = _rule(openpyxl, question, places) if question else None
        if rule is not None:
            letter = openpyxl.utils.get_column_letter(column)
            rule.add(f"{letter}2:{letter}{rows}")
            book[SHEET].add_data_validation(rule)


def _rule(openpyxl: Any, question: Question, places: dict[str, str]) -> Any:  # noqa: ANN401
    validation = openpyxl.worksheet.datavalidation.DataValidation
    place = places.get(question.choices)
    if place and question.type.startswith("select_one"):
        return validation(type="list", formula1=f"={place}", allow_blank=True,
                          errorTitle="Not in the list", error="Choose from the list.")
    if question.type == "integer":
        return validation(type="whole", operator="greaterThanOrEqual", formula1="0",
                          allow_blank=True)
    if question.choices:  # Several may be chosen, which no drop-down can do.
        return validation(allow_blank=True, promptTitle=question.name, showInputMessage=True,
                          prompt=f"Ids of the sheet {WORDS}, list {question.choices}, joined by ;")
    return None


def _words(sheet: Any, form: Form) -> None:  # noqa: ANN401
    sheet.append(["list", "id", *map(language_name, form.languages)])
    sheet.append(["", "", *(label("note.safety", lang) for lang in form.languages)])
    for name in QUESTIONS:
        sheet.append(["(column)", name, *(label(name, lang) for lang in form.languages)])
    for name, values in form.choices.items():
        for value, words in values.items():
            sheet.append([name, value, *(
                words.get(lang) or label(f"{name}:{value}", lang) or words.get("en") or value
                for lang in form.languages)])
