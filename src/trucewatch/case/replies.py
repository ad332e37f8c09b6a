"""``replies.jsonl`` and ``corrections.jsonl``: what was answered to a case, and asked of it.

Both are appended to, never changed: a correction is answered by a later line with its id.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from trucewatch.case.header import Known
from trucewatch.case.listed import Entry, lines
from trucewatch.model.problem import Problem
from trucewatch.model.reply import (
    CORRECTION_FIELDS,
    REPLY_FIELDS,
    Answer,
    Correction,
    Reply,
)

REPLIES = "replies.jsonl"
CORRECTIONS = "corrections.jsonl"
REPLY_NAMES = tuple(column.name for column in REPLY_FIELDS)
CORRECTION_NAMES = tuple(column.name for column in CORRECTION_FIELDS)
ABOUT = ("page", "clause", "finding")
_PAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)*\.html")
_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_WORDS = "words."


def read_replies(
    data: bytes, known: Known, clauses: Collection[str], problems: list[Problem]
) -> list[Reply]:
    """Read the file; a line with an error is left out.

    Parameters
    ----------
    data
        Bytes of the file.
    known
        Ids and the time zone of the case.
    clauses
        Ids of its clauses.
    problems
        Everything found wrong is appended here.
    """
    found: dict[str, Reply] = {}
    for entry in lines(REPLIES, data, REPLY_NAMES, problems, maps=("words",)):
        reply = _reply(entry, known, clauses)
        if reply is not None and reply.id in found:
            entry.say("duplicate_id", "id", reply.id,
                      f"an id of its own; line {found[reply.id].line} has it")
        elif reply is not None:
            found[reply.id] = reply
    return list(found.values())


def _reply(entry: Entry, known: Known, clauses: Collection[str]) -> Reply | None:
    cells = entry.cells
    entry.needs("id", "body", "date", "clause", "recorded_on")
    entry.known("body", known.bodies)
    _clause(entry, "clause", cells.get("clause", ""), clauses)
    words = {name.removeprefix(_WORDS): text for name, text in cells.items()
             if name.startswith(_WORDS)}
    if not words:
        entry.say("missing_value", "words", "", "words by language, such as {\"en\": \"...\"}")
    for lang, text in words.items():
        if not _LANG.fullmatch(lang):
            entry.say("bad_language", "words", lang, "a code of a language, such as en or ar")
        if not text.strip():
            entry.say("missing_value", f"{_WORDS}{lang}", "", "words")
    given, recorded = entry.when("date", known.tz), entry.when("recorded_on", known.tz)
    if given and recorded and recorded.hi < given.lo:
        entry.say("end_before_start", "recorded_on", cells["recorded_on"],
                  "a day not before the date of the reply")
    if not entry.good or given is None or recorded is None:
        return None
    return Reply(
        id=cells["id"], body=cells["body"], date=cells["date"], clause=cells["clause"],
        words=words, address=cells.get("address", ""), recorded_on=cells["recorded_on"],
        at=recorded.lo, given_at=given.lo, line=entry.line,
    )


def read_corrections(
    data: bytes, known: Known, clauses: Collection[str], problems: list[Problem]
) -> list[Correction]:
    """Read the file; a line with an error is left out.

    Parameters
    ----------
    data
        Bytes of the file.
    known
        Ids and the time zone of the case.
    clauses
        Ids of its clauses.
    problems
        Everything found wrong is appended here.
    """
    found: dict[str, Correction] = {}
    for entry in lines(CORRECTIONS, data, CORRECTION_NAMES, problems):
        entry.needs("id")
        id_ = entry.cells.get("id", "")
        if id_ in found:
            answer = _later(entry, found[id_], known)
            if answer is not None:
                found[id_] = replace(found[id_], answers=(*found[id_].answers, answer))
            continue
        asked = _asked(entry, known, clauses)
        if asked is not None:
            found[id_] = asked
    return list(found.values())


def _asked(entry: Entry, known: Known, clauses: Collection[str]) -> Correction | None:
    """The first line of an id: what is asked, perhaps with its answer."""
    cells = entry.cells
    entry.needs("asked_on", "by", "what")
    entry.office("by")
    given = [name for name in ABOUT if cells.get(name, "")]
    if len(given) != 1:
        entry.say("what_it_is_about", "", ", ".join(given), "one of: page; clause; finding")
    clause, slash, bound = (cells.get("finding") or cells.get("clause", "")).rpartition("/") \
        if cells.get("finding") else (cells.get("clause", ""), "", "")
    if cells.get("finding"):
        if not slash:
            entry.say("bad_finding", "finding", cells["finding"],
                      "CLAUSE/BOUND, a clause of clauses.yaml and who is bound")
        else:
            _clause(entry, "finding", clause, clauses)
            if bound not in known.actors.good and bound not in known.parties.good:
                entry.say("unknown_reference", "finding", bound, known.actors.what,
                          near=known.actors.good)
    _clause(entry, "clause", cells.get("clause", ""), clauses)
    if cells.get("page") and not _PAGE.fullmatch(cells["page"]):
        entry.say("bad_page", "page", cells["page"],
                  "a page of the edition, such as sources.html or clauses/A-01.html")
    asked = entry.when("asked_on", known.tz)
    answer = _answer(entry, known, asked.lo if asked else None)
    if not entry.good or asked is None:
        return None
    return Correction(
        id=cells["id"], asked_on=cells["asked_on"], by=cells["by"], page=cells.get("page", ""),
        clause=clause, bound=bound, what=cells["what"], at=asked.lo, line=entry.line,
        answers=(answer,) if answer else (),
    )


def _later(entry: Entry, asked: Correction, known: Known) -> Answer | None:
    """A later line of an id: an answer, and nothing else."""
    more = [name for name in CORRECTION_NAMES
            if entry.cells.get(name, "") and name not in {"id", "answer", "done_on"}]
    if more:
        entry.say("duplicate_id", "id", asked.id,
                  f"an id of its own, or an answer to line {asked.line}: id, answer and done_on")
    entry.needs("answer")
    answer = _answer(entry, known, asked.at)
    return answer if entry.good else None


def _answer(entry: Entry, known: Known, asked: int | None) -> Answer | None:
    answer, done_on = entry.cells.get("answer", ""), entry.cells.get("done_on", "")
    done = entry.when("done_on", known.tz)
    if done_on and not answer:
        entry.needs("answer")
    if done and asked is not None and done.hi < asked:
        entry.say("end_before_start", "done_on", done_on, "a day not before it was asked")
    return Answer(answer=answer, done_on=done_on, line=entry.line) if answer else None


def _clause(entry: Entry, field: str, clause: str, clauses: Collection[str]) -> None:
    if clause and clause not in clauses:
        entry.say("unknown_reference", field, clause, "a clause of clauses.yaml", near=clauses)
