"""GeoJSON files as features, each with the line it begins on; nothing of them is guessed."""

from __future__ import annotations

from typing import Any, NamedTuple

from trucewatch.model.geojson import Broken, Collection, other_coordinates
from trucewatch.model.problem import Problem, shorten

MAX_BYTES = 50_000_000


class Feature(NamedTuple):
    """One feature as its file has it."""

    file: str
    line: int
    value: dict[str, Any]

    def problem(
        self, code: str, field: str, found: str, expected: str, mend: str = "this outline was left "
        "out", severity: str = "error",
    ) -> Problem:
        """Say that something is wrong with it, at its line."""
        return Problem(severity=severity, code=code, file=self.file, line=self.line,  # type: ignore[arg-type]
                       field=field, found=found, expected=expected, mend=mend)


def read_features(file: str, content: bytes, problems: list[Problem]) -> list[Feature]:
    """Read a GeoJSON file.

    Parameters
    ----------
    file
        Its name relative to the case folder.
    content
        Its bytes.
    problems
        Everything found wrong with the file as a whole is appended here.

    Returns
    -------
    list of Feature
        Features that are objects, in the order of the file; empty when the file cannot be read.
    """
    def say(code: str, found: str, expected: str, line: int | None = None, mend: str = "") -> None:
        problems.append(Problem(severity="error", code=code, file=file, line=line, found=found,
                                expected=expected, mend=mend))

    if len(content) > MAX_BYTES:
        say("too_large", f"{len(content):,} bytes", f"at most {MAX_BYTES:,} bytes",
            mend="simplify the outlines, or split the file")
        return []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        say("wrong_encoding", f"byte 0x{content[error.start]:02x}", "UTF-8", line,
            "save the file as UTF-8")
        return []
    collection = Collection(text)
    try:
        items = list(collection)
    except Broken as error:
        say("bad_json", str(error), "JSON (RFC 8259)", error.line, "nothing of this file was used")
        return []
    kind = collection.members.get("type")
    if kind != "FeatureCollection" or not collection.begun:
        say("no_features", shorten(kind or "nothing"), "a FeatureCollection", 1)
        return []
    if other := other_coordinates(collection.members.get("crs")):
        say("other_coordinates", other, "WGS 84, longitude and latitude in degrees (RFC 7946)", 1,
            "convert the file before it is used")
        return []
    found = []
    for item in items:
        if isinstance(item.value, dict) and item.value.get("type") == "Feature":
            found.append(Feature(file, item.line, item.value))
        else:
            say("no_feature", type(item.value).__name__, "a Feature", item.line)
    return found


def left_aside(file: str, names: set[str], problems: list[Problem]) -> None:
    """Name the properties of a file that nothing reads."""
    if names:
        problems.append(Problem(
            severity="note", code="unknown_field", file=file, field="properties",
            found=", ".join(sorted(names)[:12]), expected="properties that are read",
            mend="they were left aside",
        ))
