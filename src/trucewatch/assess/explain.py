"""Findings in plain words: the same sentence for every party."""

from __future__ import annotations

from trucewatch.assess.variants import CLAIMED, EXTENDED
from trucewatch.model.case import BASE_READING, Case
from trucewatch.model.finding import Delay
from trucewatch.model.instant import civil_date
from trucewatch.model.reasons import WORDS

STATUS_WORDS: dict[str, str] = {
    "kept": "the record shows it kept",
    "breached": "the record shows it breached",
    "contested": "the record holds evidence both ways",
    "undetermined": "it cannot be determined from the record",
    "kept_late": "the record shows it missed when due, and done later",
    "not_assessable": "it is not assessable",
    "not_in_force": "it is not in force",
    "suspended": "the text suspends it",
    "condition_open": "its condition is open",
    "pending": "it is pending",
}


def day_words(instant: int, tz: str) -> str:
    """A civil date as people write it: ``13 Oct 2025``."""
    day = civil_date(instant, tz)
    return f"{day.day} {day:%b %Y}"


def start_title(case: Case, start: str) -> str:
    """Title of a start: the candidate's, after its milestone's where that is not the primary."""
    if start.startswith(EXTENDED):
        extension = start.removeprefix(EXTENDED)
        titles = {c.id: c.title.get("en", c.id) for c in case.clauses}
        return f"end moved by {extension}: {titles.get(extension, '')}".removesuffix(": ")
    milestone, _, candidate = start.rpartition("=")
    for m in case.agreement.milestones:
        for c in m.candidates:
            if c.id == candidate and (not milestone or m.id == milestone):
                title = c.title.get("en", candidate)
                return f"{m.title.get('en', m.id)}: {title}" if milestone else title
    return start


def names(case: Case) -> dict[str, str]:
    """English names of parties and groups by id."""
    found = {group.id: group.name.get("en", group.id) for group in case.agreement.groups}
    return found | {party.id: party.name.get("en", party.id) for party in case.agreement.parties}


class Wording:
    """Sentences of one run; the names are looked up once."""

    def __init__(self, case: Case, as_of: int) -> None:
        tz = case.agreement.tz
        self._names = names(case) | {"-": "Nobody named"}
        self._readings = {
            (clause.id, reading): title
            for clause in case.clauses
            for reading, title in (
                (BASE_READING, clause.base_title.get("en", BASE_READING)),
                *((r, c.title.get("en", r)) for r, c in clause.readings.items()),
                *((CLAIMED + c.bound, c.title.get("en", c.bound)) for c in clause.claimed_bounds),
            )
        }
        self._starts: dict[str, str] = {}
        self._case = case
        self._as_of = f"as of {day_words(as_of, tz)}"

    def sentence(
        self, clause: str, bound: str, reading: str, start: str, standard: str, unit: str,
        status: str, magnitude: str, reasons: tuple[str, ...],
    ) -> str:
        """Say a finding in one or two sentences, with standard, reading, start and as-of.

        `unit` is that of `unit_words`.

        The words depend on the status, the numbers and the names alone, never on who is bound.
        """
        title = self._readings.get((clause, reading), reading)
        text = (
            f"{self._names.get(bound, bound)}{unit}: {STATUS_WORDS[status]}{magnitude}, under the "
            f"standard {standard}, reading “{title}”"
        )
        if start:
            if start not in self._starts:
                self._starts[start] = start_title(self._case, start)
            text += f", start “{self._starts[start]}”"
        text += f", {self._as_of}."
        if reasons:
            text += " Reason: " + "; ".join(WORDS[code] for code in reasons) + "."
        return text


def unit_words(kind: str, unit: str) -> str:
    """Which unit a sentence is about; nothing for the window."""
    if unit in {"window", "whole"}:
        return ""
    if kind == "response":
        return f", for what called for an answer in “{unit}”"
    if kind == "ratio":
        return f", for tranche “{unit}”"
    if kind == "process":
        return f", in the period {unit}"
    return f" on {unit.replace('T', ', ')}"


def magnitude(shares: dict[str, int], delay: Delay | None) -> str:
    """What stands beside a status: the delay, or how many units have which status."""
    if delay is not None:
        return f" ({delay.words} late)"
    if shares:
        parts = ", ".join(f"{n} {status}" for status, n in shares.items())
        return f" (of {sum(shares.values())} units of time: {parts})"
    return ""
