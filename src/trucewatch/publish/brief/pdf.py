"""A brief as PDF, set by typst: the text reaches it as data, never as markup."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

from trucewatch.model.extras import require
from trucewatch.model.problem import shorten
from trucewatch.publish.brief.tree import Bullets, Document, Heading, Paragraph
from trucewatch.publish.typefaces import BRIEF, asked, typefaces

MODULES = ("typst",)
SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC", "MODIFIER", "MICRO",
                     "FEMININE", "MASCULINE", "MATHEMATICAL", "DOUBLE-STRUCK", "SCRIPT"})
"""First words of the names of letters that the fonts typst brings can show."""
TEMPLATE = """
#let doc = json(bytes(sys.inputs.doc))
#let end(side, body) = align(side, text(size: 8pt, body))
#set document(title: doc.title, date: none)
#set page(paper: "a4", margin: 2cm, numbering: "1",
  header: end(start, strong(doc.mark)),
  footer: context [#text(size: 8pt, doc.foot) #h(1fr) #text(size: 8pt, counter(page).display())])
#set text(lang: doc.language, size: 10pt, font: json(bytes(sys.inputs.families)))
#set par(justify: false)
#show heading.where(level: 2): it => { pagebreak(weak: true); it }
#for block in doc.blocks {
  if block.kind == "heading" { heading(level: block.level, block.text) }
  else if block.kind == "paragraph" { par(block.text) }
  else if block.kind == "bullets" { list(..block.items) }
  else {
    table(columns: block.head.len(), stroke: 0.5pt + gray,
      table.header(..block.head.map(cell => strong(cell))), ..block.rows.flatten())
  }
}
"""


class NoFont(ValueError):
    """A letter no font at hand can show; the message names it and says what to do."""


def write(document: Document, fonts: Path | None = None) -> bytes:
    """The bytes of the file.

    Parameters
    ----------
    document
        What it says.
    fonts
        Folder of fonts to use beside those typst brings.

    Raises
    ------
    MissingExtra
        When typst is not installed.
    NoFont
        When the text holds letters that would be shown as boxes.
    """
    require("report", MODULES, "a brief as PDF")
    import typst  # noqa: PLC0415

    data = {
        "title": document.title, "language": document.language.partition("-")[0],
        "mark": document.mark, "foot": document.foot,
        "blocks": [_block(b) for b in document.blocks],
    }
    text = json.dumps(data, ensure_ascii=False)
    lacking = sorted({ch for ch in text if ch.isalpha() and not _shown(ch)})
    if lacking and fonts is None:
        named = ", ".join(f"U+{ord(ch):04X}" for ch in lacking[:5])
        raise NoFont(f"no font at hand shows {len(lacking)} letters of this text ({named}); "
                     "give --fonts a folder that has one, or write it as docx or md")
    try:
        made: bytes = typst.compile(
            TEMPLATE.encode(), sys_inputs={"doc": text, "families": asked(BRIEF)},
            font_paths=typefaces(fonts), pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError as refused:
        raise NoFont(f"typst refuses it ({shorten(str(refused), 200)}); give --fonts a folder "
                     "that has every letter, or write it as docx or md") from refused
    return made


def _shown(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").split(" ")[0] in SCRIPTS


def _block(block: object) -> dict[str, object]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": block.text}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": list(block.items)}
    return {"kind": "table", **vars(block)}
