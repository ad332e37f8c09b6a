"""The report: one PDF to print and to hand out, tagged for screen readers (PDF/UA-1).

The typesetter sees a layout of ours and one JSON text; foreign words are never part of what it
reads as markup. It uses the fonts it brings along and no others, so that a report is the same on
every computer; a word none of them can write stops it, and is named.
"""

from __future__ import annotations

import json
import re
from importlib import resources

from trucewatch.model.problem import shorten
from trucewatch.publish.files import Files, NotMade
from trucewatch.publish.formats.reporting import report
from trucewatch.publish.release import Release
from trucewatch.publish.words import clean

NAME = "report.pdf"
_UNSHOWN = re.compile(r'the text "(.+?)" could not be displayed')


def pdf(release: Release) -> Files:
    """``report.pdf``.

    Raises
    ------
    NotMade
        When no font has a sign that is needed, or the typesetter refuses.
    """
    # An extra: imported where it is asked for, never before.
    import typst  # noqa: PLC0415

    layout = resources.files(__package__).joinpath("report.typ").read_bytes()
    data = json.dumps(_cleaned(report(release)), ensure_ascii=False)
    try:
        made = typst.compile(
            layout, format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"],
            sys_inputs={"data": data}, timestamp=release.standing.instant // 1_000_000)
    except typst.TypstError as refused:
        raise _refused(str(refused)) from refused
    return {NAME: bytes(made)}


def _refused(said: str) -> NotMade:
    # The typesetter sets such a text between ticks and quotation marks.
    unshown = _UNSHOWN.search(said.replace("`", ""))
    if unshown:
        return NotMade(NAME, f"“{shorten(unshown[1], 60)}”", "signs of scripts for which the "
                       "typesetter has a font: Arabic, Cyrillic, Greek, Hebrew, Latin",
                       "the same words stand in the site, which uses the reader's own fonts")
    return NotMade(NAME, shorten(said, 300), "a document the typesetter accepts",
                   "report it as an issue of the project")


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: _cleaned(inner) for name, inner in value.items()}
    return [_cleaned(inner) for inner in value] if isinstance(value, list) else value
