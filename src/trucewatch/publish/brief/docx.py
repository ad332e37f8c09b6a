"""A brief as a Word document (DOCX), byte for byte the same for the same tree."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from trucewatch.model.extras import require
from trucewatch.publish.brief.tree import Bullets, Document, Heading, Paragraph

MODULES = ("docx",)
FIXED = datetime(1980, 1, 1)
"""A date every file has, since no clock is asked; also the earliest a zip archive can hold."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(document: Document) -> bytes:
    """The bytes of the file.

    Raises
    ------
    MissingExtra
        When python-docx is not installed.
    """
    require("report", MODULES, "a brief as DOCX")
    from docx import Document as new  # noqa: PLC0415

    made = new()
    _properties(made, document)
    for section in made.sections:
        section.header.paragraphs[0].add_run(_text(document.mark)).bold = True
        section.footer.paragraphs[0].add_run(_text(document.foot))
    for block in document.blocks:
        if isinstance(block, Heading):
            made.add_heading(_text(block.text), level=block.level - 1)
        elif isinstance(block, Paragraph):
            made.add_paragraph(_text(block.text))
        elif isinstance(block, Bullets):
            for item in block.items:
                made.add_paragraph(_text(item), style="List Bullet")
        else:
            _table(made, (block.head, *block.rows))
    out = io.BytesIO()
    made.save(out)
    return _fixed(out.getvalue())


def _table(made: Any, rows: tuple[tuple[str, ...], ...]) -> None:  # noqa: ANN401
    table = made.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(_text(text)).bold = number == 0


def _properties(made: Any, document: Document) -> None:  # noqa: ANN401
    core = made.core_properties
    core.title, core.language = _text(document.title), document.language
    core.author, core.last_modified_by, core.comments = "trucewatch", "trucewatch", ""
    core.created = core.modified = FIXED
    core.revision = 1


def _text(text: str) -> str:
    """What XML can hold; anything else is shown as such."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _fixed(data: bytes) -> bytes:
    """The archive anew, with its parts in order and without the time it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, \
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        # The list of content types comes first, as readers expect.
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(part, old.read(name))
    return out.getvalue()
