"""Clauses in plain words: read a case, tell it, write the page if one is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.assess.plain.phrases import UnknownLanguage, languages
from trucewatch.assess.plain.sheet import sheet as tell
from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.model.problem import Problem
from trucewatch.model.sheet import Sheet
from trucewatch.publish.sheets import pages

__all__ = ["Told", "UnknownLanguage", "languages", "sheet"]


@dataclass(frozen=True)
class Told:
    """The sheet, or problems that explain why there is none."""

    sheet: Sheet | None
    problems: list[Problem]
    clauses: list[str]
    """Ids of every clause of the case that can be told."""


def sheet(
    case: Path, lang: str, clauses: Sequence[str] | None = None, out: Path | None = None
) -> Told:
    """Tell the clauses of a case in plain words.

    Parameters
    ----------
    case
        Folder of the case.
    lang
        Language of the sheet.
    clauses
        Ids of the clauses; all of them if left out. An unknown one writes nothing.
    out
        HTML file to write; nothing is written if left out.

    Raises
    ------
    UnknownLanguage
        When there are no phrases in the language.
    OSError
        When the file cannot be written.
    """
    loaded = load(case, KINDS)
    if loaded.case is None or not loaded.case.clauses:
        return Told(None, loaded.problems, [])
    ids = [clause.id for clause in loaded.case.clauses]
    told = tell(loaded.case, lang, clauses)
    if out is not None and set(clauses or ()) <= set(ids):
        out.write_text(pages.sheet(told), encoding="utf-8", newline="\n")
    return Told(told, loaded.problems, ids)
