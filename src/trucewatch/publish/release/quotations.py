"""How far quotations in ledgers of statements leave: as the words of claims do.

Words may pass through several hands: who speaks, who passes them on, whose document it is, who
published it. They leave as far as the narrowest right of any of these goes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from trucewatch.model.agreement import Body
from trucewatch.model.publishing import WordsRight
from trucewatch.model.spelling import folded
from trucewatch.model.statement import (
    Document,
    Quote,
    Result,
    Statement,
    Version,
    Weighed,
)
from trucewatch.publish.release import Removal
from trucewatch.publish.release.rights import shown

_NARROWEST: tuple[WordsRight, ...] = ("figure", "excerpt", "full")
_GAPS = re.compile(r"[\W_]+")


class Quotations:
    """Cuts or withholds quotations, and counts what it cut.

    Everything is looked at beside what it was before anything was masked: whose words they are must
    not hang on a mask, and of words in which something was masked no digest is given, since it
    could be tried against guesses.

    Parameters
    ----------
    rights
        By source; every other has ``excerpt``, whether it is a body of the case or not.
    bodies
        Bodies of the case, by id.
    """

    def __init__(self, rights: Mapping[str, WordsRight], bodies: Mapping[str, Body]) -> None:
        self._rights = rights
        self._called = [(one.id, {_plain(name) for name in (one.id, *one.name.values())} - {""})
                        for one in bodies.values()]
        self._cut: Counter[str] = Counter()

    def removed(self, title: str) -> list[Removal]:
        """How many were cut so far, under the words of a rule."""
        return [Removal(rule=title, kind=kind, count=count)
                for kind, count in sorted(self._cut.items()) if count]

    def document(self, now: Document, was: Document) -> Document:
        """The document with its quotations as far as they may leave."""
        return replace(now, statements=tuple(
            self._statement(one, old, self._passed(was, old))
            for one, old in zip(now.statements, was.statements, strict=True)))

    def result(self, now: Result, was: Result, document: Document) -> Result:
        """A result with what versions give as far as it may leave; `document`: unmasked.

        It is counted where the versions themselves stand, in the document.
        """
        versions = [v for one in document.statements if one.id == was.statement
                    for v in _compared(one)]
        return replace(now, accounts=tuple(
            self._weighed(one, old, versions)
            for one, old in zip(now.accounts, was.accounts, strict=True)))

    def _statement(self, now: Statement, was: Statement, right: WordsRight) -> Statement:
        test = now.test
        if test is not None and test.versions is not None and was.test and was.test.versions:
            old = was.test.versions
            test = replace(test, versions=replace(
                test.versions, gives=self._gives(test.versions.gives, old.gives, right),
                versions=self._versions(test.versions.versions, old.versions)))
        return replace(now, quote=self._quote(now.quote, was.quote, right), test=test,
                       accounts=self._versions(now.accounts, was.accounts))

    def _versions(self, now: Sequence[Version], was: Sequence[Version]) -> list[Version]:
        return [self._version(one, old, self._of_version(old))
                for one, old in zip(now, was, strict=True)]

    def _version(self, now: Version, was: Version, right: WordsRight) -> Version:
        return replace(now, quote=self._quote(now.quote, was.quote, right),
                       gives=self._gives(now.gives, was.gives, right))

    def _weighed(self, now: Weighed, was: Weighed, versions: Sequence[Version]) -> Weighed:
        rights = [self._of_version(v) for v in versions if v.source == was.by]
        if not now.gives or not rights:
            return now
        right = _narrowest(rights)
        return replace(now, gives=tuple(
            (aspect, shown(value, right, sealed=value == old))
            for (aspect, value), (_, old) in zip(now.gives, was.gives, strict=True)))

    def _quote(self, now: Quote | None, was: Quote | None, right: WordsRight) -> Quote | None:
        if now is None or was is None:
            return now
        told = shown(now.words, right, sealed=now.words == was.words)
        self._cut["statements.quote"] += told != now.words
        return replace(now, words=told)

    def _gives(
        self, now: Mapping[str, str], was: Mapping[str, str], right: WordsRight
    ) -> dict[str, str]:
        # Not aspect by aspect: the id of one may have been masked too.
        whole = set(was.values())
        told = {aspect: shown(value, right, sealed=value in whole) for aspect, value in now.items()}
        self._cut["statements.gives"] += sum(told[a] != value for a, value in now.items())
        return told

    def _passed(self, document: Document, one: Statement) -> WordsRight:
        """The right to words of a statement, by everyone they passed through."""
        names = (one.speaker, *one.via, *document.heading.author)
        rights = [self._right(document.speakers[name].body) for name in names
                  if name in document.speakers]
        named, alone = self._named(document.heading.publisher)
        if document.heading.publisher and not alone:
            rights.append(self._right(""))
        return _narrowest([*rights, *named])

    def _of_version(self, one: Version) -> WordsRight:
        named, alone = self._named(one.source)
        # Where the body is told, what stands beside it is a label; bodies it names may only narrow.
        if one.body or not alone:
            named.append(self._right(one.body))
        return _narrowest(named)

    def _right(self, body: str) -> WordsRight:
        return self._rights.get(body, "excerpt")

    def _named(self, text: str) -> tuple[list[WordsRight], bool]:
        """Rights of the bodies that words name, and whether they are the name of one and no more.

        "Reported by Wire and Post" names two, and may mean others whom the case does not know.
        """
        said = _plain(text)
        found = [(self._right(id_), said in names) for id_, names in self._called
                 if any(f" {name} " in f" {said} " for name in names)]
        return [right for right, _ in found], any(alone for _, alone in found)


def _narrowest(rights: Sequence[WordsRight]) -> WordsRight:
    return min(rights, key=_NARROWEST.index)


def _compared(one: Statement) -> list[Version]:
    """Versions that the test of a statement sets beside it."""
    return one.test.versions.versions if one.test is not None and one.test.versions else []


def _plain(text: str) -> str:
    """A name as it is looked for in words: whole words of it, whatever stands between them."""
    return _GAPS.sub(" ", folded(text)).strip()
