"""``mappings/*.yaml``: how tables become claims; read, and checked before anything is read by it.

What is wrong is a Problem with its line and, where a word is misspelt, the nearest known one. A
mapping with an error is not used. One whose guesses nobody has confirmed is handed over all the
same, so that it can be shown; the adapter refuses to read by it.
"""

from __future__ import annotations

from pathlib import Path

from trucewatch.case import typed, yaml
from trucewatch.case.document import Document, View
from trucewatch.case.mapping_claims import check_claims
from trucewatch.case.mapping_parts import whole
from trucewatch.model.instant import TimeProblem, parse_date, zone
from trucewatch.model.mapping import TableMapping
from trucewatch.model.problem import Problem
from trucewatch.model.properties import PROPERTIES

FOLDER = "mappings"
UNITS = sorted({one.unit for one in PROPERTIES.values()})


def read_mappings(case: Path, problems: list[Problem]) -> dict[str, TableMapping]:
    """Read every mapping of a case, by the name of its file.

    Parameters
    ----------
    case
        The case folder; it need not have any mapping.
    problems
        Everything found wrong is appended here.
    """
    folder, found = case / FOLDER, {}
    for file in sorted(folder.glob("*.yaml")) if folder.is_dir() else []:
        mapping = read_file(file, f"{FOLDER}/{file.name}", problems)
        if mapping is not None:
            found[file.stem] = mapping
    return found


def read_file(file: Path, name: str, problems: list[Problem]) -> TableMapping | None:
    """Read the mapping in one file; ``None`` where it cannot be used."""
    try:
        with file.open("rb") as stream:
            content = stream.read(yaml.MAX_BYTES + 1)
    except OSError as error:
        problems.append(Problem(
            severity="error", code="unreadable_file", file=name,
            found=error.strerror or type(error).__name__, expected="a file that can be read",
        ))
        return None
    return read_mapping(name, content, problems)


def read_mapping(name: str, content: bytes, problems: list[Problem]) -> TableMapping | None:
    """Read the bytes of a mapping and check them.

    Parameters
    ----------
    name
        File name, for positions.
    content
        The bytes of the file.
    problems
        Everything found wrong is appended here.

    Returns
    -------
    TableMapping or None
        ``None`` when anything but a guess still to be confirmed is wrong with it.
    """
    found: list[Problem] = []
    document = yaml.read(name, content, found)
    mapping = None if document is None else _read(document, found)
    problems += found
    if mapping is None or document is None:
        return None
    if any(problem.severity == "error" for problem in found):
        return None
    view = View(document)
    problems += [
        view.problem(
            "unconfirmed_guess", ("confirm", place), found=guess.guess,
            expected="'confirmed: yes', once a person has looked",
            mend="until then nothing is read by this mapping",
        )
        for place, guess in enumerate(mapping.confirm) if guess.confirmed != "yes"
    ]
    return mapping


def _read(document: Document, problems: list[Problem]) -> TableMapping | None:
    view = View(document)
    mapping = typed.read(TableMapping, view, problems)
    if mapping is None:
        return None
    _columns(mapping, view, problems)
    _plain(mapping, view, problems)
    _units(mapping, view, problems)
    for place, choice in enumerate(mapping.choose):
        both = sorted({*choice.read} & {*choice.aside})
        if both or not (choice.read or choice.aside):
            problems.append(view.problem(
                "rule_of_the_kind", ("choose", place), found=", ".join(both) or "no value",
                expected="values whose rows are read, and others that are left aside",
            ))
    check_claims(mapping, view, problems)
    return mapping


def _columns(mapping: TableMapping, view: View, problems: list[Problem]) -> None:
    for name in ("key", "claims"):
        if not getattr(mapping, name):
            problems.append(view.problem(
                "missing_field", (name,), found="an empty list", expected="at least one",
            ))
    for name, only in (("sheet", "xlsx"), ("layer", "geopackage")):
        if getattr(mapping, name) and mapping.form != only:
            problems.append(view.problem(
                "rule_of_the_kind", (name,), found=f"form {mapping.form}",
                expected=f"form {only}, which alone has one",
            ))
    if mapping.hxl == "yes" and mapping.form not in ("csv", "xlsx"):
        problems.append(view.problem(
            "rule_of_the_kind", ("hxl",), found=f"form {mapping.form}", expected="csv or xlsx",
        ))


def _plain(mapping: TableMapping, view: View, problems: list[Problem]) -> None:
    """Texts that must be numbers, dates, zones."""
    whole(mapping.head, view, ("head",), problems, least=1)
    if mapping.tz:
        try:
            zone(mapping.tz)
        except TimeProblem as wrong:
            problems.append(view.problem("bad_time_zone", ("tz",), found=mapping.tz,
                                         expected=str(wrong)))
    for name in ("first", "last"):
        text = getattr(mapping.plausible, name)
        try:
            if text:
                parse_date(text)
        except TimeProblem as wrong:
            problems.append(view.problem("bad_time", ("plausible", name), found=text,
                                         expected=str(wrong)))
    if mapping.numerals.decimal == mapping.numerals.thousands:
        problems.append(view.problem(
            "rule_of_the_kind", ("numerals",), found=f"twice {mapping.numerals.decimal!r}",
            expected="different signs before decimals and between thousands",
        ))


def _units(mapping: TableMapping, view: View, problems: list[Problem]) -> None:
    for place, unit in enumerate(mapping.units):
        at = ("units", place)
        whole(unit.times, view, (*at, "times"), problems, least=1)
        whole(unit.divided_by, view, (*at, "divided_by"), problems, least=1)
        if unit.gives not in UNITS:
            problems.append(view.problem(
                "unknown_unit", (*at, "gives"), found=unit.gives,
                expected="the unit of a property: " + ", ".join(UNITS),
                mend=typed.did_you_mean(unit.gives, UNITS),
            ))


