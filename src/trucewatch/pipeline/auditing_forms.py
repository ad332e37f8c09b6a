"""An audit as JSON and as CSV, for other programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict

from trucewatch.publish.formats.csv import cell
from trucewatch.publish.words import escape_hidden
from trucewatch.statements.audit.model import Report

SCHEMA = "trucewatch/audit@1"
COLUMNS = ("grade", "kind", "file", "line", "columns", "row", "claim", "found", "computed",
           "difference", "rows", "meaning")
"""Columns of the CSV: fields of a finding."""


def as_json(what: str, report: Report) -> str:
    """Text of an audit: findings, what held, what could not be checked, problems.

    Parameters
    ----------
    what
        What was audited, as it was asked for.
    report
        The audit.
    """
    value = {
        "schema": SCHEMA, "audited": what, "rows": report.rows, "texts": report.texts,
        "findings": [asdict(finding) for finding in report.findings],
        "held": [{"kind": kind, "what": name, "checks": count}
                 for (kind, name), count in sorted(report.held.items())],
        "unchecked": [{"kind": kind, "what": name, "reason": reason, "checks": count}
                      for (kind, name, reason), count in sorted(report.unchecked.items())],
        "problems": [asdict(problem) for problem in report.problems],
    }
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return "".join(f"{escape_hidden(line)}\n" for line in text.split("\n"))


def as_csv(report: Report) -> str:
    """Text of the findings alone, one row each; no cell runs as a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for finding in report.findings:
        values = asdict(finding) | {"columns": "; ".join(finding.columns)}
        writer.writerow([cell(values[name]) for name in COLUMNS])
    return buffer.getvalue()
