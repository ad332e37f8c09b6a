"""A brief as Markdown: every character of its text that could be markup is escaped."""

from __future__ import annotations

import re

from trucewatch.publish.brief.tree import Bullets, Document, Heading, Paragraph, Table

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&$]|(?<=[a-z]):(?=//)")
_BEGIN = re.compile(r"^(\s*)(?:([-+=])|(\d+)([.)]))")


def escape(text: str) -> str:
    """Text of one line as Markdown that shows exactly it."""
    marked = _MARKUP.sub(r"\\\g<0>", text)
    return _BEGIN.sub(
        lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", marked)


def write(document: Document) -> bytes:
    """The bytes of the file; mark and foot stand at both ends, since it has no pages."""
    ends = [f"*{escape(text)}*" for text in (document.mark, document.foot) if text]
    parts = [*ends]
    for block in document.blocks:
        if isinstance(block, Heading):
            parts.append(f"{'#' * block.level} {escape(block.text)}")
        elif isinstance(block, Paragraph):
            parts.append(escape(block.text))
        elif isinstance(block, Bullets):
            parts.append("\n".join(f"- {escape(item)}" for item in block.items))
        else:
            parts.append(_table(block))
    return ("\n\n".join([*parts, *ends]) + "\n").encode("utf-8", "replace")


def _table(table: Table) -> str:
    rows = [table.head, ("---",) * len(table.head), *table.rows]
    return "\n".join(
        "| " + " | ".join(cell if n == 1 else escape(cell) for cell in row) + " |"
        for n, row in enumerate(rows))
