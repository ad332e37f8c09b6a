"""Files of a new case, from its answers: commented YAML, example figures, a README.

Everything in the figures is invented and says so. The same answers give the same text.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from trucewatch.case.names import usable
from trucewatch.case.starter.answers import Answers
from trucewatch.case.starter.rows import example_rows
from trucewatch.model.claim import FIGURE_COLUMNS
from trucewatch.model.instant import civil_date, parse_span
from trucewatch.model.problem import Problem, shorten

TEMPLATES = ("case.yaml", "clauses.yaml", "sources.yaml", "README.md")
FIGURES = "figures/reported.csv"
EXAMPLE_DAYS = 4


def folder_name_problem(name: str) -> Problem | None:
    """Say why a name cannot be the id of a case and the name of its folder; ``None``: it can."""
    if usable(name):
        return None
    return Problem(
        severity="error", code="bad_id", file="", field="CASE", found=repr(shorten(name)),
        expected="a folder name of letters, digits, '-', '_' and '.', at most 64 long, that no "
                 "system keeps for a device", mend="for example valley-2031")


def make(answers: Answers) -> dict[str, str]:
    """Text of every file of the case, by path with forward slashes."""
    first = civil_date(parse_span(answers.start, answers.tz).lo, answers.tz)
    days = [first + timedelta(days=n) for n in range(1, EXAMPLE_DAYS + 1)]
    files = {
        name: _environment().get_template(f"{name}.j2").render(
            a=answers, parties=answers.parties, zones=answers.zones, zone=answers.zones[0].id,
            opponents={p.id: [q.id for q in answers.parties if q is not p]
                       for p in answers.parties},
            days=[day.isoformat() for day in days],
        )
        for name in TEMPLATES
    }
    return {**files, FIGURES: _figures(answers, days)}


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("trucewatch.case.starter"), undefined=StrictUndefined,
        autoescape=False, keep_trailing_newline=True, trim_blocks=True, lstrip_blocks=True,  # noqa: S701
    )
    # A JSON text is a YAML text, whatever a name holds.
    made.filters["q"] = lambda text: json.dumps(text, ensure_ascii=False)
    made.filters["ids"] = lambda names: "[" + ", ".join(names) + "]"
    return made


def _figures(answers: Answers, days: list[date]) -> str:
    names = [c.name for c in FIGURE_COLUMNS]
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(example_rows(answers, days), key=lambda row: row["key"]))
    return buffer.getvalue()
