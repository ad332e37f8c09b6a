"""The field kit of a case: a form for phones and a workbook, of its zones, parties and clauses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.model.case import Case
from trucewatch.model.problem import Problem
from trucewatch.model.properties import PROPERTIES
from trucewatch.sources.interface import SourceError
from trucewatch.sources.kit.form import Form, make_form
from trucewatch.sources.kit.labels import missing
from trucewatch.sources.kit.workbook import workbook
from trucewatch.sources.kit.xlsform import xlsform

XLSFORM, WORKBOOK = "form.xlsx", "workbook.xlsx"


@dataclass(frozen=True)
class Kit:
    """What was written, and what a person must know."""

    stamp: str = ""
    """What every answer carries; option ``kit`` of the inputs that read them."""
    written: list[Path] = field(default_factory=list)
    untranslated: dict[str, int] = field(default_factory=dict)
    """Words of the form that are shown in English, by language of the case."""
    problems: list[Problem] = field(default_factory=list)


def form_of(case: Case) -> Form:
    """Form of a case, with the kinds of act its clauses ask for, in any reading."""
    readings = (r for by_id in case.readings.values() for r in by_id.values())
    asked = {kind for clause in (*case.clauses, *readings) for kind in _asked(asdict(clause))}
    return make_form(case.agreement, sorted(asked & PROPERTIES.keys()))


def _asked(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"properties", "implies"} and isinstance(inner, list):
                yield from map(str, inner)
            else:
                yield from _asked(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _asked(inner)


def kit(case: Path, out: Path) -> Kit:
    """Write the field kit of a case: ``form.xlsx`` (XLSForm) and ``workbook.xlsx``.

    Parameters
    ----------
    case
        Folder of the case.
    out
        Folder to write to; files of these names are replaced.

    Raises
    ------
    OSError
        When they cannot be written.
    """
    loaded = load(case, KINDS)
    if loaded.case is None:
        return Kit(problems=loaded.problems)
    form = form_of(loaded.case)
    try:
        made = {XLSFORM: xlsform(form), WORKBOOK: workbook(form)}
    except SourceError as error:
        return Kit(problems=[error.problem])
    out.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        (out / name).write_bytes(data)
    lacking = {lang: len(missing(lang)) for lang in form.languages if missing(lang)}
    return Kit(form.stamp, [out / name for name in made], lacking, loaded.problems)
