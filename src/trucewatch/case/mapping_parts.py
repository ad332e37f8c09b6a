"""Parts of a mapping by themselves: where a text, a time, a number and a point come from."""

from __future__ import annotations

import re

from trucewatch.case.document import Steps, View
from trucewatch.case.typed import did_you_mean, one_of
from trucewatch.model.claim import BASES, CERTAINTIES, MEASURES, SCOPES, STANCES
from trucewatch.model.instant import TimeProblem, parse_span
from trucewatch.model.mapping import Cell, Number, Point, Time
from trucewatch.model.patterns import OWN, reader
from trucewatch.model.place import PlaceProblem, read_point
from trucewatch.model.problem import Problem
from trucewatch.model.properties import PROPERTIES

CLOSED: dict[str, tuple[str, ...]] = {
    "property": tuple(PROPERTIES), "measure": MEASURES, "stance": STANCES, "basis": BASES,
    "scope": SCOPES, "actor_certainty": CERTAINTIES, "approx": ("yes", ""),
    "copy": ("original", "copy", "unknown", ""),
}
"""Closed lists of the figures, by column."""
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]+)?")


def whole(text: str, view: View, loc: Steps, problems: list[Problem], *, least: int = 0) -> None:
    """Report a text that is no whole number."""
    if not re.fullmatch(r"[0-9]{1,15}", text) or int(text) < least:
        problems.append(view.problem(
            "wrong_type", loc, found=text or "nothing", expected=f"a whole number from {least} up",
        ))


def _one_place(part: Cell | Time | Number, view: View, loc: Steps, problems: list[Problem]) -> None:
    given = [name for name in ("column", "columns", "value") if getattr(part, name, "")]
    if len(given) != 1:
        problems.append(view.problem(
            "rule_of_the_kind", loc, found=" and ".join(given) or "nothing",
            expected="either a column, or several columns, or a value for every row",
        ))


def check_cell(name: str, cell: Cell, view: View, loc: Steps, problems: list[Problem]) -> None:
    """Check where a text comes from, and whether its constants are of the closed list."""
    _one_place(cell, view, loc, problems)
    if cell.codes and cell.value:
        problems.append(view.problem(
            "rule_of_the_kind", (*loc, "codes"), found="codes beside a value",
            expected="codes of a column",
        ))
    allowed = CLOSED.get(name)
    if allowed is None:
        return
    words = {(*loc, "value"): cell.value} if cell.value else {}
    words |= {(*loc, "codes", code): word for code, word in cell.codes.items()}
    for at, word in words.items():
        if word not in allowed:
            problems.append(view.problem(
                "unknown_property" if name == "property" else "not_one_of", at, found=word,
                expected="a property of the closed list (model/properties.py)"
                if name == "property" else one_of(option or "(empty)" for option in allowed),
                mend=did_you_mean(word, allowed),
            ))


def check_time(time: Time, view: View, loc: Steps, problems: list[Problem]) -> None:
    """Check where a date comes from, and how it is said to be written."""
    _one_place(time, view, loc, problems)
    for place, pattern in enumerate(time.formats):
        try:
            if pattern != OWN:
                reader(pattern)
        except TimeProblem as wrong:
            problems.append(view.problem(
                "bad_pattern", (*loc, "formats", place), found=pattern, expected=str(wrong),
            ))
    try:
        if time.value:
            parse_span(time.value, "UTC")
    except TimeProblem as wrong:
        problems.append(view.problem(
            "bad_time", (*loc, "value"), found=time.value, expected=str(wrong)
        ))


def check_number(number: Number, view: View, loc: Steps, problems: list[Problem]) -> None:
    """Check where a number comes from, and its bounds."""
    _one_place(number, view, loc, problems)
    for name in ("value", "least", "most"):
        if text := getattr(number, name):
            whole(text, view, (*loc, name), problems)
    if number.unit and number.unit_column:
        problems.append(view.problem(
            "rule_of_the_kind", loc, found="unit and unit_column", expected="one of them",
        ))


def check_point(point: Point, view: View, loc: Steps, problems: list[Problem]) -> None:
    """Say what becomes of points, and check the bounds of an area."""
    problems.append(view.problem(
        "exact_points", loc, found=f"{point.lat}, {point.lon}", severity="note",
        expected="points that are kept exactly, and published as cells of a fixed grid",
        mend="leave aside those of which even the cell could endanger somebody",
    ))
    _one_place(point.radius, view, (*loc, "radius"), problems)
    for radius in filter(None, (point.radius.value, *point.radius.codes.values())):
        try:
            read_point(f"1.5,1.5 ±{radius}")
        except PlaceProblem as wrong:
            problems.append(view.problem("bad_radius", (*loc, "radius"), found=radius,
                                         expected=str(wrong)))
    if point.area is None:
        return
    ends = {name: getattr(point.area, name) for name in ("south", "west", "north", "east")}
    for name, text in ends.items():
        if not _DEGREES.fullmatch(text):
            problems.append(view.problem(
                "wrong_type", (*loc, "area", name), found=text, expected="degrees, such as 31.25",
            ))
            return
    degrees = {name: float(text) for name, text in ends.items()}
    if not (-90 <= degrees["south"] < degrees["north"] <= 90  # noqa: PLR2004 - the poles
            and -180 <= degrees["west"] < degrees["east"] <= 180):  # noqa: PLR2004
        problems.append(view.problem(
            "rule_of_the_kind", (*loc, "area"), found="these bounds",
            expected="south below north, west of east, on the globe",
        ))
