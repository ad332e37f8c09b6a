"""``trucewatch statements``: who said what, and what the record shows for it."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.cli.show import Screen
from trucewatch.cli.summary import header
from trucewatch.model.problem import shorten
from trucewatch.model.statement import Document
from trucewatch.model.statement_words import TYPES
from trucewatch.publish import stating, words
from trucewatch.publish.formats.statements import account
from trucewatch.publish.formats.statements import statements as as_json
from trucewatch.publish.release import Release
from trucewatch.publish.stating import Stated

PROBLEMS_SHOWN = 3


def statements(
    case: str,
    which: str = "",
    /,
    *,
    as_text: Annotated[bool, Parameter(name="--json", negative="")] = False,
    as_of: str | None = None,
    published_by: str | None = None,
    record: Path | None = None,
    keys: Path | None = None,
) -> int:
    """Show who said what, and what the record shows for each statement.

    No edition is written; `trucewatch run` writes the same as pages and tables.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    which
        A document (article-2025-10), or one statement of it with every account
        (article-2025-10/20); all documents, if left out.
    as_text
        As JSON, for programs.
    as_of
        Show what the record held at this instant. [TRUCEWATCH_AS_OF]
    published_by
        Reconstruct what had been published by this instant. [TRUCEWATCH_PUBLISHED_BY]
    record
        Folder of the record to read from. [TRUCEWATCH_RECORD]
    keys
        Folder of the keys personal data are sealed with. [TRUCEWATCH_KEYS]
    """
    screen = show.screen()
    asked = settings.standing(as_of, published_by)
    folder = pipeline.find_case(case)
    with show.progress(screen.err) as step:
        result = pipeline.run(
            folder, None, as_of=asked.as_of, published_by=asked.published_by,
            keeping=settings.keeping(record, keys), step=step, statements=True,
        )
    show.problems(screen.err, result.problems, PROBLEMS_SHOWN)
    if result.release is None:
        return 1
    release = result.release
    if as_text:
        screen.out.print(as_json(release), end="", soft_wrap=True, markup=False, highlight=False)
        return show.code(result.problems)
    name, _, statement = which.partition("/")
    _known(release, name, statement)
    header(screen, release)
    if not release.documents:
        screen.say("This case has no statements: there is no folder 'statements' in it.")
    for document, found in stating.by_document(release):
        if name in {"", document.id}:
            _document(screen, release, document, [
                one for one in found if statement in {"", one.statement.id}
            ], whole=bool(statement))
    return show.code(result.problems)


def _known(release: Release, name: str, statement: str) -> None:
    documents = {document.id: document for document in release.documents}
    if name and name not in documents:
        near = difflib.get_close_matches(name, documents, n=3)
        raise settings.Usage(
            f"found no document {shorten(name, 60)!r}"
            + (f"; did you mean {' or '.join(near)}?" if near else "")
            + f"\nDocuments: {', '.join(documents) or 'none'}")
    if statement and statement not in {one.id for one in documents[name].statements}:
        raise settings.Usage(
            f"found no statement {shorten(statement, 60)!r} in {name}\n"
            f"Statements: {', '.join(one.id for one in documents[name].statements)}")


def _document(
    screen: Screen, release: Release, document: Document, found: list[Stated], *, whole: bool
) -> None:
    heading = document.heading
    when = words.published(heading.published) if heading.published else "date not known"
    screen.heading(f"{show.clean(heading.title['en'])} ({document.id}), {when}")
    for one in found:
        screen.say(f"{one.statement.id}  {show.clean(one.statement.says['en'])}", hang=4)
        kinds = ", ".join(TYPES[name] for name in one.statement.types)
        via = "".join(f", as passed on by {p.name['en']}" for p in one.via)
        said = words.published(one.said) if one.said else "date not known"
        screen.say(show.clean(f"{one.speaker.name['en']}{via}, {said}; {kinds}"), indent=4)
        screen.say(show.clean(stating.result_words(one.result)), indent=4, hang=2)
        if whole:
            _whole(screen, release, one)


def _whole(screen: Screen, release: Release, one: Stated) -> None:
    """Every account and every state, with why it bears as it does."""
    statement = one.statement
    notes = [statement.test.note if statement.test else "",
             statement.untested.note if statement.untested else ""]
    for note in filter(None, notes):
        screen.say(show.clean(note), indent=4)
    for bears, label in stating.BEARS.items():
        accounts = one.accounts(bears)
        if accounts:
            screen.say(f"{words.sentence(label).rstrip('.')}:", indent=4)
        for weighed in accounts:
            screen.say(show.clean(account(weighed, release)), indent=6, hang=2)
    for row in stating.state_rows(release, one.result.states):
        cells = "; ".join(
            f"{standard}: {words.STATUS_LABELS.get(status, status)}"
            + (f" (other readings or starts: {others})" if others else "")
            for standard, (status, others) in row.cells.items())
        at = words.as_of(row.at, release.agreement.tz)
        screen.say(show.clean(f"As of {at}, {row.clause}, {row.bound}: {cells}"), indent=4, hang=2)
    for version in statement.accounts:
        said = version.says or (version.quote.words if version.quote else "")
        screen.say(show.clean(f"{version.source}: {said}"), indent=4, hang=2)

