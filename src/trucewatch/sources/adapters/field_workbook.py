"""The workbook of the field kit, filled in by hand, or with the messages of a chat coded (XLSX).

Sheet ``reports`` of what ``trucewatch kit`` or ``trucewatch chat`` wrote; options as for
``kobo_odk``. One row is one answer. A row of a chat in which nothing is coded is left aside: a
message becomes a claim only where a person says what it tells. A message is published when it was
sent; its text, with names and numbers coded, is the original. Rows of an empty workbook have no
id of their own: the key is the number of the row, so rows must not be moved between two readings.
A formula is never computed: its row is refused; a workbook with macros is refused whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.interface import BATCH_ROWS, Batch, Context, LocalFile
from trucewatch.sources.kit.answers import Answers, Given
from trucewatch.sources.kit.form import QUESTIONS, STAMP
from trucewatch.sources.kit.workbook import MESSAGE, SHEET, stamp_of
from trucewatch.sources.masking import mask
from trucewatch.sources.workbooks import open_workbook, sheet_records

_CODE = re.compile(r"p-[0-9a-f]{12}")


class FieldWorkbook(LocalFile):
    """Adapter for the workbook."""

    name = "field_workbook"
    version = 1
    personal = True

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn every row into a claim or a row of coverage, see the module."""
        audit = Audit(context.file)
        answers = Answers(f"{self.name}@{self.version}", context, audit)
        book = open_workbook(stream, context.file)
        try:
            stamp = stamp_of(book)
            for record in sheet_records(book, SHEET, audit, {}):
                self._row(record, answers, stamp)
                if len(answers.rows) >= BATCH_ROWS:
                    yield answers.batch()
        finally:
            book.close()
        yield answers.last()

    def _row(self, record: Record, answers: Answers, stamp: str) -> None:
        chat = record.has("message")
        values = record.values()
        if chat and all(values.get(name) in (None, "") for name in QUESTIONS):
            record.aside("a message nobody coded")
            return
        again = Record({**values, STAMP: stamp}, record.line, record.audit, record.extent)
        answers.take(again, _message(again) if chat else Given(
            key=f"row-{record.line}", locator=f"sheet {SHEET} row {record.line}"))


def _message(record: Record) -> Given:
    """What came with a coded message."""
    number, sender, sent, until, text, media = (
        str(record.value(name) or "").strip() for name in MESSAGE)
    # The text was masked when the workbook was made; whoever coded it may have written more.
    text, found = mask(text, lambda kind, _: f"[{kind} removed]")
    if found:
        record.audit.report(
            "personal_text", severity="warning", line=record.line, field="text",
            found=", ".join(sorted(set(found))), expected="the text as the workbook had it",
            mend="put out of the text; delete it in the workbook, too")
    if sender and not _CODE.fullmatch(sender):
        record.audit.report(
            "not_coded", severity="warning", line=record.line, field="sender",
            found="another text than a code", expected="the code the workbook had",
            mend="left out")
        sender = ""
    notes = [f"sent by {sender}" if sender else "",
             *(f"media sha256 {one}" for one in re.findall(r"\b[0-9a-f]{64}\b", media))]
    return Given(key=f"message-{number}", locator=f"message {number}", original=text,
                 published=until or sent, notes=[note for note in notes if note])
