"""The arithmetic audit of a case folder or of one file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.model.problem import in_order
from trucewatch.pipeline.cases import find_case
from trucewatch.statements.audit.claims import audit_claims
from trucewatch.statements.audit.model import Finding, Report, ordered
from trucewatch.statements.audit.reading import audit_file
from trucewatch.store.tables import read_parquet

__all__ = ["Finding", "Report", "audit"]


def audit(what: str, part: str = "") -> Report:
    """Audit a case or a file.

    Parameters
    ----------
    what
        A file, a case folder, or the name of a case that ships.
    part
        Sheet of a workbook or table of a GeoPackage, where there are several.

    Raises
    ------
    CaseNotFound
        When it is neither a file nor a case.
    OSError
        When the file cannot be read.
    """
    path = Path(what)
    if path.is_file():
        with path.open("rb") as stream:
            report = audit_file(path.name, stream, part, read_parquet)
    else:
        report = _case(find_case(what))
    report.findings = ordered(report.findings)
    report.problems = in_order(report.problems)
    return report


def _case(folder: Path) -> Report:
    loaded = load(folder, KINDS)
    report = Report()
    if loaded.case is not None:
        report = audit_claims(loaded.case.claims, dict(_lines(folder)),
                              loaded.case.agreement.tz)
    # Notes and warnings on the folder are what `check` is for; an error may have cost rows.
    report.problems += [p for p in loaded.problems if p.severity == "error"]
    return report


def _lines(folder: Path) -> Iterator[tuple[tuple[str, str], int]]:
    """Line of each row of the figures files, by dataset and key."""
    for path in sorted((folder / "figures").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as stream:
            reader = csv.reader(stream)
            names = next(reader, [])
            if "key" not in names:
                continue
            at, line = names.index("key"), reader.line_num + 1
            for row in reader:
                if len(row) > at:
                    yield (path.stem, row[at]), line
                line = reader.line_num + 1
