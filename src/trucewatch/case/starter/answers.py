"""What a new case needs to be told: questions, what is understood, what is asked again."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

from trucewatch.case import hazards
from trucewatch.case.names import usable
from trucewatch.case.starter.clock import read_time
from trucewatch.model.instant import TimeProblem, parse_span, zone
from trucewatch.model.problem import Problem, shorten

LONGEST = 120
ID_LENGTH = 32
FEWEST_PARTIES = 2
TAKEN_IDS = frozenset({"any", "bound", "opposing", "monitors"})
"""Words with a meaning of their own where ids stand, and a group every new case has."""
NONE = ("", "-", "none", "open")
"""Ways to leave out what may be left out."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """A party or zone: the name as given, and the id the files use."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Everything a new case is made from."""

    case: str
    """Id of the case, also the name of its folder."""
    title: str
    parties: tuple[Named, ...]
    tz: str
    start: str
    """As a case file writes it: a date, or an instant with its zone."""
    end: str
    """The same; empty: none is agreed."""
    zones: tuple[Named, ...]


@dataclass
class Draft:
    """Answers understood so far, by option."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def one(self, option: str) -> str:
        """The answer to a question that takes one; empty: none yet."""
        return next(iter(self.values.get(option, ())), "")


Reader = Callable[[str, Draft], str]
"""Turns an answer into the form the files use; raises TimeProblem or Unclear."""


class Unclear(ValueError):
    """An answer that cannot be used; the message says what was expected."""


@dataclass(frozen=True)
class Question:
    """One thing asked; every one is also an option of the command."""

    option: str
    asks: str
    reads: Reader
    fewest: int = 1
    """How many answers are needed; 0: it may be left out."""
    most: int = 1
    left_out: str = ""
    """What is done where it is left out."""


Ask = Callable[[str, Problem | None], str | None]
"""Shows a question, and what was wrong with the last answer; ``None``: no answer will come."""


def gather(
    case: str, given: Mapping[str, Sequence[str]], ask: Ask | None
) -> tuple[Answers | None, list[Problem]]:
    """Take the answers given, and ask for those that are missing or were not understood.

    Parameters
    ----------
    case
        Id of the case.
    given
        Answers by option, from the command line.
    ask
        How to ask a person; ``None`` where there is nobody to ask: every problem then comes back
        at once.

    Returns
    -------
    tuple
        The answers, and what is missing or wrong; ``None`` where anything is.
    """
    draft, problems = Draft(), list[Problem]()
    for question in QUESTIONS:
        wrong: Problem | None = None
        for text in given.get(question.option, ()):
            found = _take(draft, question, text)
            wrong = wrong or found
            problems += [found] if found and ask is None else []
        asked_for = wrong is not None or _short(draft, question) or not given.get(question.option)
        if ask is not None and asked_for:
            problems += _ask_until_done(draft, question, wrong, ask)
        elif wrong is None and _short(draft, question):
            problems.append(_missing(draft, question))
    return (None, problems) if problems else (_finished(case, draft), [])


def _ask_until_done(
    draft: Draft, question: Question, wrong: Problem | None, ask: Ask
) -> list[Problem]:
    have = draft.values.setdefault(question.option, [])
    while len(have) < question.most:
        number = f" ({len(have) + 1})" if question.most > 1 else ""
        enough = not _short(draft, question)
        rest = f" (empty: {'no more' if have else question.left_out})" if enough else ""
        text = ask(f"{question.asks}{number}{rest}", wrong)
        if text is None:
            return [_missing(draft, question)] if _short(draft, question) or wrong else []
        if enough and text.strip() in NONE:
            return []
        wrong = _take(draft, question, text)
    return []


def _take(draft: Draft, question: Question, text: str) -> Problem | None:
    """Read one answer into the draft, or say what was expected."""
    have = draft.values.setdefault(question.option, [])
    text = " ".join(text.split())
    if question.fewest == 0 and text in NONE:
        return None
    try:
        if len(have) >= question.most:
            raise Unclear(f"at most {question.most}")
        if not text:
            raise Unclear("an answer")
        have.append(question.reads(text, draft))
    except (Unclear, TimeProblem) as why:
        return Problem(
            severity="error", code="not_understood", file="", field=f"--{question.option}",
            found=repr(shorten(text)) if text else "nothing", expected=str(why))
    return None


def _short(draft: Draft, question: Question) -> bool:
    return len(draft.values.get(question.option, ())) < question.fewest


def _missing(draft: Draft, question: Question) -> Problem:
    have = len(draft.values.get(question.option, ()))
    again = "" if question.fewest == 1 else f", given {question.fewest} times or more"
    return Problem(
        severity="error", code="missing_answer", file="", field=f"--{question.option}",
        found=f"{have} of them" if have else "nothing",
        expected=f"{question.asks[:1].lower()}{question.asks[1:]}{again}")


def _words(text: str, draft: Draft) -> str:
    danger = hazards.hazard(text, table=True)
    if danger is not None:
        raise Unclear(danger.expected)
    if not text.isprintable():
        raise Unclear("words without control characters")
    if len(text) > LONGEST:
        raise Unclear(f"at most {LONGEST} characters")
    if not any(ch.isalnum() for ch in text):
        raise Unclear("words")
    return text


def _new_words(option: str) -> Reader:
    def read(text: str, draft: Draft) -> str:
        text = _words(text, draft)
        if text.casefold() in {t.casefold() for t in draft.values.get(option, ())}:
            raise Unclear("a name of its own; this one was given already")
        return text
    return read


def _tz(text: str, draft: Draft) -> str:
    names = _zone_names()
    exact = {name.casefold(): name for name in names}.get(text.replace(" ", "_").casefold())
    if exact is None:
        raise Unclear("an IANA time zone such as Europe/Athens" + _near_zone(text, names))
    zone(exact)
    return exact


def _near_zone(text: str, names: Sequence[str]) -> str:
    wanted = text.replace(" ", "_").casefold()
    cities = [n for n in names if n.rpartition("/")[2].casefold() == wanted]
    near = cities or difflib.get_close_matches(text, names, n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(near[:3])}?" if near else ""


def _zone_names() -> list[str]:
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return ["UTC", *listed.split()]


def _start(text: str, draft: Draft) -> str:
    return read_time(text, draft.one("tz"))


def _end(text: str, draft: Draft) -> str:
    tz, start = draft.one("tz"), draft.one("start")
    end = read_time(text, tz)
    if start and parse_span(end, tz or "UTC").hi <= parse_span(start, tz or "UTC").hi:
        raise Unclear(f"an end after the start, {start}")
    return end


_MANY = 12
QUESTIONS: tuple[Question, ...] = (
    Question("party", "Name of a party bound by the agreement", _new_words("party"),
             FEWEST_PARTIES, _MANY),
    Question("title", "Title of the agreement", _words, 0,
             left_out="made of the names of the parties"),
    Question("tz", "Time zone its days are counted in, such as Europe/Athens", _tz),
    Question("start", "When it enters into force: 2031-03-01, or 2031-03-01 10:00", _start),
    Question("end", "When it ends, in the same forms", _end, 0, left_out="no end is agreed"),
    Question("zone", "Name of an area it covers", _new_words("zone"), 1, _MANY),
)
"""In the order they are asked: a time is read in the time zone given before it."""


def _finished(case: str, draft: Draft) -> Answers:
    parties = _named(draft.values["party"], "party", ("people_of_{}",))
    title = draft.one("title") or f"Ceasefire between {_listed([p.name for p in parties])}"
    return Answers(
        case=case, title=title, parties=parties, tz=draft.one("tz"), start=draft.one("start"),
        end=draft.one("end"), zones=_named(draft.values["zone"], "zone", ()),
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}"


def _named(names: Iterable[str], what: str, derived: Sequence[str]) -> tuple[Named, ...]:
    """Give every name an id that can be a file name anywhere, and that no other id equals."""
    found: list[Named] = []
    taken = set(TAKEN_IDS)
    for number, name in enumerate(names, start=1):
        base = _id(name) or f"{what}_{number}"
        made, count = base, 2
        while taken & {made, *(form.format(made) for form in derived)}:
            made, count = f"{base}_{count}", count + 1
        taken |= {made, *(form.format(made) for form in derived)}
        found.append(Named(id=made, name=name))
    return tuple(found)


def _id(name: str) -> str:
    """Id made of the Latin letters and digits of a name; empty where too few are left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:ID_LENGTH].strip("_")
    # What is left of a name in another script is no name: "Долина 2" would become `2`.
    most = 2 * len(made.replace("_", "")) >= min(sum(map(str.isalnum, name)), ID_LENGTH)
    return made if usable(made) and most else ""
