"""What each party stated on a clause, from the ledgers of statements: which, of whom, in a line.

A statement is on a clause where its test names the clause, or where an account that bears on it is
one the findings of the clause rest on. The rule is the same for every party.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from trucewatch.model.agreement import Words
from trucewatch.model.condition import IsFinding, atoms, parse_condition
from trucewatch.model.instant import parse_span
from trucewatch.publish import stating, words
from trucewatch.publish.site.context import Context
from trucewatch.publish.stating import Stated
from trucewatch.publish.terms import RESULTS
from trucewatch.publish.tongue import tr

UNDATED = -(2**62)
DECIDES = ("agrees", "differs")
Said = Callable[[Words], str]
"""Words of the case in the language of the copy."""


def of_parties(
    ctx: Context, clause: str, rests_on: Collection[str]
) -> dict[str, list[Stated]]:
    """Statements on a clause by the party that made them, the newest first.

    Parameters
    ----------
    ctx
        The release.
    clause
        Id of the clause.
    rests_on
        Ids of the claims its findings rest on or print.
    """
    tz = ctx.release.agreement.tz

    def when(one: Stated) -> int:
        return parse_span(one.said, tz).hi if one.said else UNDATED

    found: dict[str, list[Stated]] = {}
    for one in stating.stated(ctx.release):
        party = _party(ctx, one)
        if party and (clause in _named(one) or any(
                w.bears in DECIDES and w.claim in rests_on for w in one.result.accounts)):
            found.setdefault(party, []).append(one)
    # Where two were said at one time, in the order of their documents.
    return {party: sorted(some, key=when, reverse=True) for party, some in found.items()}


def line(one: Stated, said: Said, quoted: Callable[[str], str]) -> str:
    """Who stated what, when and where, in which words, and what the record shows for it.

    Parameters
    ----------
    one
        The statement.
    said
        Words of the case in the language of the copy.
    quoted
        Words as far as a brief prints them.
    """
    heading = one.document.heading
    text = tr("{who} ({role}), {when}, in “{document}”", who=said(one.speaker.name),
              role=said(one.speaker.role), document=said(heading.title),
              when=words.published(one.said) if one.said else tr("date not known"))
    where = "; ".join(filter(None, (heading.publisher, one.statement.locator)))
    text += f" ({where})" if where else ""
    for passed in one.via:
        text += tr(", as passed on by {speaker}", speaker=said(passed.name))
    text = tr("{statement}; in neutral paraphrase: {words}", statement=text,
              words=said(one.statement.says).rstrip(". "))
    if one.statement.quote:
        text += f"; {words.wording('')}: “{quoted(one.statement.quote.words)}”"
    if one.retracted_by:
        text += tr("; taken back by its speaker")
    return tr("{statement}. What the record shows: {result}", statement=text,
              result=_result(one))


def _result(one: Stated) -> str:
    """The result in words; the states at chosen dates are shown on the page alone."""
    if one.result.why != "no_horizon":
        return stating.result_words(one.result)
    return f"{words.sentence(RESULTS[one.result.outcome])} {tr('No horizon was given.')}"


def _named(one: Stated) -> set[str]:
    """Clauses that the test of a statement names."""
    test = one.statement.test
    if test is None or test.clauses is None:
        return set()
    return {atom.clause for atom in atoms(parse_condition(test.clauses.holds))
            if isinstance(atom, IsFinding)}


def _party(ctx: Context, one: Stated) -> str:
    """The party a statement is of: that of its body, as with claims, else the one spoken for."""
    body = ctx.release.bodies.get(one.speaker.body)
    if body is not None and body.affiliation == "party" and body.side:
        return body.side
    for party in ctx.release.agreement.parties:
        if one.speaker.party and one.speaker.party in {party.id, *party.answers_for}:
            return party.id
    return ""
