"""The report: a PDF per language to print and hand out, tagged for screen readers (PDF/UA-1).

The typesetter sees a layout of ours and one JSON text; foreign words are never part of what it
reads as markup. It uses the fonts it brings along, and those of a folder it is given, but never
whatever this computer has, so that a report is the same on every computer; a word none of them can
write stops it, and is named.
"""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

from trucewatch.model.problem import shorten
from trucewatch.publish.files import Files, NotMade
from trucewatch.publish.formats.reporting import report
from trucewatch.publish.release import Release
from trucewatch.publish.typefaces import REPORT, asked, typefaces
from trucewatch.publish.words import clean

NAME = "report.pdf"
_VOWELS = re.compile("[\u064b-\u0652\u0670]")
"""Arabic signs most print goes without. In a drawing the typesetter makes one shape of a letter and
its signs, of which no reader of the document could tell the letters."""
_UNSHOWN = re.compile(r'the text "(.+?)" could not be displayed')


def name(release: Release, lang: str) -> str:
    """File of a language: ``report.pdf`` in the first of the edition, else ``report-ar.pdf``."""
    return NAME if lang == release.languages[0] else f"report-{lang}.pdf"


def pdf(release: Release, fonts: Path | None = None) -> Files:
    """``report.pdf``, and one for each further language of the edition.

    Parameters
    ----------
    release
        What may be shown.
    fonts
        Folder of fonts to use beside those the typesetter brings along. The same folder gives the
        same bytes.

    Raises
    ------
    NotMade
        When no font has a sign that is needed, or the typesetter refuses.
    """
    return {name(release, lang): _set(release, lang, fonts) for lang in release.languages}


def _set(release: Release, lang: str, fonts: Path | None) -> bytes:
    # An extra: imported where it is asked for, never before.
    import typst  # noqa: PLC0415

    layout = resources.files(__package__).joinpath("report.typ").read_bytes()
    data = json.dumps(_cleaned(report(release, lang)), ensure_ascii=False)
    try:
        made = typst.compile(
            layout, format="pdf", font_paths=typefaces(fonts), pdf_standards=["ua-1"],
            sys_inputs={"data": data, "families": asked(REPORT)},
            timestamp=release.standing.instant // 1_000_000)
    except typst.TypstError as refused:
        raise _refused(name(release, lang), str(refused)) from refused
    return bytes(made)


def _refused(file: str, said: str) -> NotMade:
    # The typesetter sets such a text between ticks and quotation marks.
    unshown = _UNSHOWN.search(said.replace("`", ""))
    if unshown:
        return NotMade(file, f"“{shorten(unshown[1], 60)}”", "signs of scripts for which the "
                       "typesetter has a font: Arabic, Cyrillic, Greek, Hebrew, Latin",
                       "give --fonts a folder that has one; the same words stand in the site, "
                       "which uses the reader's own fonts")
    return NotMade(file, shorten(said, 300), "a document the typesetter accepts",
                   "report it as an issue of the project")


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        # A drawing is of our own making, its words cleaned, and isolated from right to left.
        return {name: _VOWELS.sub("", str(inner)) if name == "svg" else _cleaned(inner)
                for name, inner in value.items()}
    return [_cleaned(inner) for inner in value] if isinstance(value, list) else value
