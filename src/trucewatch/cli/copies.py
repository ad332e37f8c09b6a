"""``trucewatch copies``: reports that tell the same words; a person accepts that they are one."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.cli.show import Screen
from trucewatch.link.copies import MAX_PAIRS, WORDS, Found, Pair, Passage
from trucewatch.model.case import Case
from trucewatch.pipeline import deciding
from trucewatch.publish import words

SHOWN = 12
LONG = 300


def copies(
    case: str,
    /,
    *,
    every: Annotated[bool, Parameter(name="--all", negative="")] = False,
    accept: str | None = None,
    lineage: str = "",
    office: str | None = None,
    reason: str = "",
    date: str = "",
) -> int:
    """Look for reports of different lineages that tell the same words, exactly or nearly.

    Pairs are printed with how alike they are and with the numbers that differ. The program merges
    nothing: a person accepts a pair, which appends to lineages.csv of the case, and from then on
    its rows count once.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    every
        List every pair, not the first of them.
    accept
        Id of a pair to accept: the rows of both belong to one lineage from then on.
    lineage
        With --accept: the lineage; by default that of the passage published first.
    office
        With --accept: office or role that decides, never a person's name. [TRUCEWATCH_OFFICE]
    reason
        With --accept: why. It is published.
    date
        With --accept: from when on it holds; today by default.
    """
    screen = show.screen()
    folder = pipeline.find_case(case)
    if accept is not None:
        return _accept(screen, deciding.accept(
            folder, accept, office=_needed(settings.text(office, "OFFICE"), "--office"),
            reason=_needed(reason, "--reason"), lineage=lineage, date=date,
        ))
    read, found, problems = deciding.find_copies(folder)
    if read is None or found is None:
        show.problems(screen.err, problems)
        return 1
    for pair in found.pairs if every else found.pairs[:SHOWN]:
        _pair(screen, read, pair)
    if not every and len(found.pairs) > SHOWN:
        screen.say(f"... and {len(found.pairs) - SHOWN:,} more pairs: give --all")
    _closing(screen, found)
    return 0


def _needed(value: str | None, flag: str) -> str:
    if not value:
        raise settings.Usage(f"{flag} is needed with --accept: it is kept with the decision")
    return value


def _pair(screen: Screen, case: Case, pair: Pair) -> None:
    alike = "the same words" if pair.exact else f"{pair.percent} % alike"
    what = "whole reports" if pair.first.whole else "passages"
    screen.heading(f"{pair.id}: {what}, {alike}")
    for passage in (pair.first, pair.second):
        _passage(screen, case, passage)
    if pair.numbers:
        differ = "; ".join(f"{a or 'none'} / {b or 'none'}" for a, b in pair.numbers)
        screen.say(f"Numbers that differ: {differ}", 2, 2)


def _passage(screen: Screen, case: Case, passage: Passage) -> None:
    body = case.bodies.get(passage.source)
    name = body.name.get("en", passage.source) if body else passage.source
    rows = ", ".join("/".join(row) for row in passage.rows[:3])
    more = f" and {len(passage.rows) - 3} more" if len(passage.rows) > 3 else ""  # noqa: PLR2004
    screen.say(f"- {show.clean(name)}, {passage.published or 'no date'}, lineage "
               f"{show.clean('+'.join(sorted(passage.lineages)))}; {show.clean(rows)}{more}", 2, 2)
    text = passage.original.replace("\n", " / ")
    screen.say(f"\"{text[:LONG]}{'...' if len(text) > LONG else ''}\"", 4, 1)


def _closing(screen: Screen, found: Found) -> None:
    screen.out.print()
    screen.say(
        f"{words.count(len(found.pairs), 'pair')} among {found.compared:,} passages; "
        f"{found.short:,} of fewer than {WORDS} words and {found.withheld:,} personal rows were "
        "not compared."
    )
    if found.cut:
        screen.say(f"There may be more: after {MAX_PAIRS:,} pairs none was looked for.")
    screen.say(
        "Alike is not yet copied: where words may not be kept a row has a coder's paraphrase, and "
        "one coder's are alike. Look at both, then: trucewatch copies CASE --accept ID --office "
        "OFFICE --reason WHY"
    )


def _accept(screen: Screen, made: deciding.Decided) -> int:
    show.problems(screen.err, made.problems)
    for line in made.lines:
        screen.out.print(show.clean(line), soft_wrap=True)
    if made.case is None:
        return 1
    screen.say(f"Appended to {made.file}. Findings of this case count these rows once from now on; "
               "`check` says so, and `diff` shows which findings moved.")
    return 0
