"""Files of coverage that `collect` wrote (``coverage/<input>.csv``), beside ``sources.yaml``.

A row with an error is left out and named; every other row is read.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, cast

from trucewatch.case.header import Known
from trucewatch.case.rows import Fault, error, split
from trucewatch.case.typed import did_you_mean, one_of
from trucewatch.model.agreement import Coverage
from trucewatch.model.case import InputFile
from trucewatch.model.coverage import COVERAGE_COLUMNS, COVERAGE_NAMES, STATES, coverage_id
from trucewatch.model.instant import TimeProblem, parse_span
from trucewatch.model.problem import Problem, shorten
from trucewatch.model.properties import PROPERTIES

MAX_BYTES: Final = 50_000_000
MAX_PROBLEMS: Final = 200
_REQUIRED = tuple(column.name for column in COVERAGE_COLUMNS if column.required)


@dataclass
class Collected:
    """Rows of coverage of every file read so far."""

    known: Known
    bodies: bool = True
    """False: ``sources.yaml`` could not be read, so no body can be told."""
    rows: list[Coverage] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def read(self, path: Path, name: str, problems: list[Problem]) -> InputFile | None:
        """Read one file; everything wrong is appended to `problems`.

        Returns
        -------
        InputFile or None
            Digest of the bytes read; ``None`` when the file was not read at all.
        """
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            problems.append(_problem(name, None, error(
                "too_large", "", f"more than {MAX_BYTES:,} bytes", f"at most {MAX_BYTES:,}")))
            return None
        faults = list(self._read(data, name))
        problems.extend(_problem(name, line, fault) for line, fault in faults[:MAX_PROBLEMS])
        if len(faults) > MAX_PROBLEMS:
            problems.append(_problem(name, None, error(
                "more_problems", "", f"{len(faults) - MAX_PROBLEMS:,} more like those listed",
                "a file with fewer problems", mend="mend those listed first")))
        return InputFile(name=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data))

    def _read(self, data: bytes, name: str) -> Iterator[tuple[int | None, Fault]]:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            yield data.count(b"\n", 0, wrong.start) + 1, error(
                "wrong_encoding", "", f"byte {data[wrong.start]:#04x}", "UTF-8")
            return
        table = csv.reader(io.StringIO(text, newline=""), strict=True)
        dataset = name.rpartition("/")[2].removesuffix(".csv")
        try:
            header = tuple(next(table, ()))
            if header != COVERAGE_NAMES:
                yield 1, error("wrong_header", "", ", ".join(header)[:80],
                               ", ".join(COVERAGE_NAMES))
                return
            line = table.line_num + 1
            for cells in table:
                if len(cells) == len(header):
                    for fault in self._row(dict(zip(header, cells, strict=True)), dataset):
                        yield line, fault
                elif cells:
                    yield line, error("wrong_number_of_cells", "", f"{len(cells)} cells",
                                      f"{len(header)} cells")
                line = table.line_num + 1
        except csv.Error as wrong:
            yield table.line_num, error("broken_csv", "", str(wrong), "CSV with balanced quotes",
                                        mend="what follows this line was not read")

    def _row(self, row: dict[str, str], dataset: str) -> list[Fault]:
        faults = [error("missing_value", name, "", "a value")
                  for name in _REQUIRED if not row[name].strip()]
        named = split(row["properties"])
        checks = [("zone", [row["zone"]], self.known.zones.good, self.known.zones.what),
                  ("properties", named, PROPERTIES.keys(), "a property of the closed list"),
                  ("state", [row["state"]], STATES, one_of(STATES))]
        if self.bodies:
            checks.append(("body", [row["body"]], self.known.bodies.good, self.known.bodies.what))
        faults += [
            Fault("error", "unknown_reference", cell, item, what, near=tuple(good))
            for cell, items, good, what in checks for item in items if item and item not in good
        ]
        try:
            parse_span(row["period"] or "2000-01-01", self.known.tz)
        except TimeProblem as wrong:
            faults.append(error("bad_time", "period", row["period"], str(wrong)))
        id_ = coverage_id(dataset, row)
        if not faults and self.bodies and id_ not in self._seen:
            self._seen.add(id_)
            self.rows.append(Coverage(
                id=id_, body=row["body"], zone=row["zone"], properties=named,
                period=row["period"], why=row["why"],
                state=cast("Literal['alive', 'blind', 'unknown']", row["state"]),
            ))
        return faults


def _problem(name: str, line: int | None, fault: Fault) -> Problem:
    return Problem(
        severity=fault.severity, code=fault.code, file=name, line=line, field=fault.field,
        found=shorten(fault.found), expected=fault.expected,
        mend=fault.mend or did_you_mean(fault.found, fault.near),
    )
