"""Link the reports of a case, where a run stands."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from trucewatch.link.incidents import incidents
from trucewatch.link.weights import shipped
from trucewatch.model.case import Case
from trucewatch.model.incident import Linking
from trucewatch.model.problem import Problem
from trucewatch.store.engines import open_store

FILE = "judgements.jsonl"
_shipped = cache(shipped)


def linked(case: Case, draws: int = 0) -> tuple[Case, Linking]:
    """Link the reports of a case, and note in it which happenings are kept apart.

    Parameters
    ----------
    case
        The claims in view, placed; the judgements that count where the run stands.
    draws
        How many clusterings to draw: only what is published with their spread needs any.
    """
    with open_store(None) as store:
        found = incidents(case, _shipped(), store, draws)
    return replace(case, apart=found.apart), found


def concerns(linking: Linking) -> list[Problem]:
    """Judgements that could not be followed, or that the record has outgrown."""
    return [
        *(Problem(
            severity="warning", code="decisions_contradict", file=FILE, line=j.line,
            found=f"{j.names[0]} and {j.names[1]}: different, yet joined by other judgements",
            expected="judgements that can all be followed",
            mend="they are joined; withdraw one of the judgements that join them",
        ) for j in linking.against),
        *(Problem(
            severity="warning", code="judgement_unused", file=FILE, line=j.line,
            found=f"{j.names[0]} and {j.names[1]}",
            expected="two reports that each tell of an incident, or two that each tell of several",
            mend="claims of one report about one place and time are one telling already",
        ) for j in linking.unused),
        *(Problem(
            severity="note", code="judgement_outgrown", file=FILE, line=j.line,
            found=f"{j.names[0]} and {j.names[1]} are weighed otherwise by now",
            expected="the log-odds they had when they were judged",
            mend="it is still followed; look at the two again, and judge or withdraw",
        ) for j in linking.stale),
    ]
