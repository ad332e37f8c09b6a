"""``statements/<document>.yaml``: the statement ledger, document by document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from trucewatch.case.document import Document as File
from trucewatch.case.document import Steps, View
from trucewatch.case.header import Known
from trucewatch.case.names import Names, usable
from trucewatch.case.sections import Item, Sections, read_sections
from trucewatch.case.statement_tests import Bounds, check_test, check_time, check_versions
from trucewatch.model.problem import Problem
from trucewatch.model.spelling import SCRIPTS_OF, script_of
from trucewatch.model.statement import (
    Document,
    Heading,
    Ledger,
    Quote,
    Speaker,
    Statement,
    whole_id,
)

FOLDER = "statements"


@dataclass
class Statements:
    """The ledger files of a case, as far as they could be read."""

    known: Known
    bounds: Bounds
    problems: list[Problem]
    documents: list[Document] = field(default_factory=list)
    _told: list[tuple[str, Statement, View]] = field(default_factory=list)

    def read(self, file: File) -> None:
        """Read one file; a statement with an error is left out, the rest is kept."""
        sections = read_sections(Ledger, file, self.problems)
        heading = sections.values.get("document")
        id_ = PurePosixPath(file.file).stem
        if not usable(id_):
            self.problems.append(sections.view.problem(
                "bad_id", found=id_, expected="a file name of letters, digits, '-' and '_'"))
            return
        speakers = self._speakers(sections)
        kept = [item for item in sections.items["statements"]
                if self._statement(item, speakers, heading)]
        if heading is None:
            return
        self._heading(heading, sections.view.child("document"), speakers)
        self._alike(kept)
        self.documents.append(Document(
            id=id_, heading=heading,
            speakers={speaker.id: speaker for speaker in sections.all("speakers")},
            statements=tuple(item.value for item in kept),
        ))
        self._told += [(id_, item.value, item.view) for item in kept]

    def finish(self) -> list[Document]:
        """Check what statements say of each other, in any file; the documents in order."""
        there = {f"{document}/{one.id}": one for document, one, _ in self._told}
        for document, one, view in self._told:
            for name in ("same_as", "retracts"):
                self._link(document, one, name, view, there)
        return sorted(self.documents, key=lambda document: document.id)

    def _speakers(self, sections: Sections) -> Names:
        names = Names("a speaker of this file", declared=sections.declared["speakers"])
        kept = []
        for item in sections.items["speakers"]:
            speaker: Speaker = item.value
            good = not speaker.party or self.known.actors.check(
                speaker.party, item.view, ("party",), self.problems)
            good &= not speaker.body or self.known.bodies.check(
                speaker.body, item.view, ("body",), self.problems)
            if good:
                kept.append(item)
                names.good.add(speaker.id)
        sections.items["speakers"] = kept
        return names

    def _heading(self, heading: Heading, view: View, speakers: Names) -> None:
        speakers.known(heading.author, view, ("author",), self.problems)
        if heading.published:
            check_time(heading.published, view, ("published",), self.known.tz, self.problems)

    def _statement(self, item: Item, speakers: Names, heading: Heading | None) -> bool:
        one: Statement = item.value
        view, problems = item.view, self.problems
        good = speakers.check(one.speaker, view, ("speaker",), problems)
        for place, name in enumerate(one.via):
            good &= speakers.check(name, view, ("via", place), problems)
        if one.date:
            good &= check_time(one.date, view, ("date",), self.known.tz, problems)
        elif heading is not None and not heading.published:
            problems.append(view.problem(
                "no_date", ("date",), found="nothing, and the document has none",
                expected="when it was said", severity="warning",
                mend="it is shown without a date, and compared with every account",
            ))
        if one.test is not None:
            good &= check_test(one, view, self.known, self.bounds, problems)
        good &= check_versions(one.accounts, view, ("accounts",), self.known, problems)
        if one.forecast is not None:
            times: list[tuple[Steps, str]] = [
                (("forecast", "shown_at", place), text)
                for place, text in enumerate(one.forecast.shown_at)
            ]
            if one.forecast.horizon:
                times.append((("forecast", "horizon"), one.forecast.horizon))
            for loc, text in times:
                good &= check_time(text, view, loc, self.known.tz, problems)
        for loc, quote in _quotes(one):
            _check_script(quote, view, loc, problems)
        return good

    def _alike(self, kept: list[Item]) -> None:
        """Say which statements of a speaker have one test, or the very same words."""
        seen: dict[str, str] = {}
        for item in kept:
            one: Statement = item.value
            if one.same_as:
                continue
            marks = [f"{one.speaker}|{one.says['en'].casefold().strip()}"]
            if one.test is not None:
                marks.append(f"{one.speaker}|{one.test!r}|{one.forecast!r}")
            first = next((seen[mark] for mark in marks if mark in seen), "")
            if first:
                self.problems.append(item.view.problem(
                    "said_twice", ("id",), found=one.id, severity="warning",
                    expected="a test or words of its own",
                    mend=f"'{first}' has the same: if this repeats it, write 'same_as: {first}'",
                ))
            for mark in marks:
                seen.setdefault(mark, one.id)

    def _link(
        self, document: str, one: Statement, name: str, view: View, there: dict[str, Statement],
    ) -> None:
        text = str(getattr(one, name))
        if not text:
            return
        key = whole_id(document, text)
        other = there.get(key)
        if other is None or key == f"{document}/{one.id}":
            self.problems.append(view.problem(
                "unknown_reference", (name,), found=text, expected="another statement: its id, or "
                "'document/id'", severity="warning", mend="the link is not shown",
            ))
        elif name == "retracts" and other.speaker != one.speaker:
            self.problems.append(view.problem(
                "retracted_by_another", (name,), found=one.speaker, severity="warning",
                expected=f"'{other.speaker}', who said it: only a speaker takes words back",
                mend="what another says against it belongs under 'accounts'",
            ))


def _quotes(one: Statement) -> Iterator[tuple[Steps, Quote]]:
    if one.quote is not None:
        yield ("quote",), one.quote
    versions: list[Any] = []
    if one.test is not None and one.test.versions is not None:
        versions = [(("test", "versions", "versions", place), version)
                    for place, version in enumerate(one.test.versions.versions)]
    versions += [(("accounts", place), version) for place, version in enumerate(one.accounts)]
    for loc, version in versions:
        if version.quote is not None:
            yield (*loc, "quote"), version.quote


def _check_script(quote: Quote, view: View, loc: Steps, problems: list[Problem]) -> None:
    expected = SCRIPTS_OF.get(quote.lang.partition("-")[0])
    found = script_of(quote.words)
    if expected is not None and found not in {expected, "Zyyy"}:
        problems.append(view.problem(
            "other_language", (*loc, "words"), found=f"words in the script {found}",
            expected=f"the script of '{quote.lang}', {expected}", severity="warning",
            mend="give 'lang' the language of the words as quoted, and the translation in 'says'",
        ))
