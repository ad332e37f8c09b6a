"""Findings in plain words: the same sentence for every party."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trucewatch.assess.reasons import WORDS
from trucewatch.model.case import Case
from trucewatch.model.clause import Clause
from trucewatch.model.finding import Finding
from trucewatch.model.instant import civil_date

STATUS_WORDS: dict[str, str] = {
    "kept": "the record shows it kept",
    "breached": "the record shows it breached",
    "contested": "the record holds evidence both ways",
    "undetermined": "it cannot be determined from the record",
    "kept_late": "the record shows it missed when due, and done later",
    "not_assessable": "it is not assessable",
    "not_in_force": "it is not in force",
    "suspended": "it is claimed to be suspended",
    "condition_open": "its condition is open",
    "pending": "it is pending",
}


def day_words(instant: int, tz: str) -> str:
    """A civil date as people write it: ``13 Oct 2025``."""
    day = civil_date(instant, tz)
    return f"{day.day} {day:%b %Y}"


def bound_name(case: Case, bound: str) -> str:
    """Name of who owes; the text may name nobody."""
    for named in (*case.agreement.parties, *case.agreement.groups):
        if named.id == bound:
            return named.name.get("en", bound)
    return "nobody named" if bound == "-" else bound


def with_words(case: Case, findings: Iterable[Finding], as_of: int) -> list[Finding]:
    """Each finding with its sentence."""
    return [replace(finding, words=sentence(case, finding, as_of)) for finding in findings]


def reading_title(clause: Clause, reading: str) -> str:
    """Title of a reading, in English."""
    if reading in clause.readings:
        return clause.readings[reading].title.get("en", reading)
    return clause.base_title.get("en", reading)


def sentence(case: Case, finding: Finding, as_of: int) -> str:
    """The finding in one or two sentences, with standard, reading, start and as-of.

    The words depend on the status, the numbers and the names alone, never on who is bound.
    """
    tz = case.agreement.tz
    clause = next(c for c in case.clauses if c.id == finding.clause)
    who = bound_name(case, finding.bound)
    when = f" on {finding.unit}" if finding.unit != "window" else ""
    text = (
        f"{who}{when}: {STATUS_WORDS[finding.status]}{_magnitude(finding)}, under the standard "
        f"{finding.standard}, reading “{reading_title(clause, finding.reading)}”"
    )
    if finding.start:
        text += f", counted from {start_title(case, finding.start)}"
    text += f", as of {day_words(as_of, tz)}."
    if finding.reasons:
        text += " Reason: " + "; ".join(WORDS[code] for code in finding.reasons) + "."
    return text


def start_title(case: Case, start: str) -> str:
    """Title of a candidate start."""
    milestone, _, candidate = start.rpartition("=")
    for m in case.agreement.milestones:
        for c in m.candidates:
            if c.id == candidate and (not milestone or m.id == milestone):
                return c.title.get("en", start)
    return start


def _magnitude(finding: Finding) -> str:
    if finding.delay is not None:
        return f" ({finding.delay.words} late)"
    if finding.shares:
        total = sum(finding.shares.values())
        parts = ", ".join(f"{n} {status}" for status, n in finding.shares.items())
        return f" (of {total} units of time: {parts})"
    return ""
