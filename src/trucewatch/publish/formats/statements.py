"""Statements as JSON, and as schema.org ClaimReview (JSON-LD)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from trucewatch.model.instant import iso, moment, parse_date
from trucewatch.model.statement import Speaker, Weighed
from trucewatch.model.statement_words import RESULTS, WEIGHED
from trucewatch.model.tables import STATEMENT_COLUMNS
from trucewatch.publish import stating, words
from trucewatch.publish.release import Release
from trucewatch.publish.stating import Stated

SCHEMA = "trucewatch/statements@1"
WORDS = (
    "Who said what, and what the record shows for it as of the instant. A result is one of five "
    "phrases, none of which says whether a statement is true; accounts that bear on it stand "
    "beside it, whichever way."
)
_COLUMNS = tuple(column.name for column in STATEMENT_COLUMNS)


def statements(release: Release) -> str:
    """Text of ``statements.json``; one statement a line."""
    head = {"schema": SCHEMA, "case": release.agreement.id,
            "as_of": iso(release.standing.instant), "words": WORDS}
    lines = ",\n".join(_line(_plain(one, release)) for one in stating.stated(release))
    return f'{_line(head)[:-1]},\n"statements": [\n{lines}\n]}}\n'


def _plain(one: Stated, release: Release) -> dict[str, object]:
    found = dict(zip(_COLUMNS, stating.row(one, release), strict=True))
    for name in ("as_of", "entered"):
        value = found[name]
        found[name] = iso(value) if isinstance(value, int) else None
    for bears in stating.BEARS:
        found[bears] = [
            {"by": w.by, "lineage": w.lineage, "claim": w.claim, "why": w.why, "own": w.own,
             "gives": dict(w.gives)}
            for w in one.accounts(bears)
        ]
    found["states"] = [asdict(s) | {"at": iso(s.at)} for s in one.result.states]
    found["words"] = stating.result_words(one.result)
    found["retracted_by"] = list(one.retracted_by)
    found["entered_after_horizon"] = one.late
    return found


def claim_reviews(release: Release, document: str) -> str:
    """Text of ``statements/<document>.jsonld``: a ClaimReview of every tested statement.

    The rating has words and no number: there is no scale of truth here, so neither a best nor a
    worst value. Statements without a test are left out; the page and the table have them.

    Notes
    -----
    Property names are those of schema.org (ClaimReview, Claim, Rating, CreativeWork).
    """
    graph = [
        _review(one, release) for one in stating.stated(release)
        if one.document.id == document and one.result.outcome != "not_testable"
    ]
    return escape({"@context": "https://schema.org", "@graph": graph})


def escape(value: object) -> str:
    """JSON with hidden characters visible, one key a line."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return words.escape_hidden(text) + "\n"


def _review(one: Stated, release: Release) -> dict[str, object]:
    heading = one.document.heading
    appearance = {
        "@type": "CreativeWork", "headline": heading.title["en"],
        **({"url": heading.address} if words.safe_url(heading.address) else {}),
        **_dated(heading.published),
        **({"publisher": {"@type": "Organization", "name": heading.publisher}}
           if heading.publisher else {}),
    }
    return {
        "@type": "ClaimReview",
        "@id": f"{one.document.id}.html#{anchor(one)}",
        "url": f"{one.document.id}.html#{anchor(one)}",
        "datePublished": moment(release.standing.instant).date().isoformat(),
        "claimReviewed": one.statement.says["en"],
        "itemReviewed": {
            "@type": "Claim", "author": _agent(one.speaker), "appearance": appearance,
            **_dated(one.said),
        },
        "author": {"@type": "Organization",
                   "name": f"trucewatch: {release.agreement.title['en']}"},
        "reviewRating": {"@type": "Rating", "alternateName": RESULTS[one.result.outcome],
                         "ratingExplanation": stating.result_words(one.result)},
        "reviewBody": body(one, release),
        "inLanguage": "en",
        "conditionsOfAccess": release.handling,
    }


def _dated(text: str) -> dict[str, object]:
    """A date where one day is told; schema.org has no form for "between two days"."""
    try:
        return {"datePublished": parse_date(text).isoformat()}
    except ValueError:
        return {}


def _agent(speaker: Speaker) -> dict[str, object]:
    kind = "Organization" if speaker.body else "Person"
    return {"@type": kind, "name": speaker.name["en"], "description": speaker.role["en"]}


def body(one: Stated, release: Release) -> str:
    """The result with every account that bears on it, in one paragraph."""
    parts = [stating.result_words(one.result)]
    for bears, label in stating.BEARS.items():
        said = [account(w, release) for w in one.accounts(bears)]
        if said:
            parts.append(f"{words.sentence(label).rstrip('.')}: {'; '.join(said)}.")
    return " ".join(parts)


def account(weighed: Weighed, release: Release) -> str:
    """One account in words: who, when, what it gives, why it bears as it does."""
    body_ = release.bodies.get(weighed.by)
    name = body_.name.get("en", weighed.by) if body_ else weighed.by
    claim = release.claims.get(weighed.claim, {})
    date = str(claim.get("published") or "")
    gives = "; ".join(f"{aspect}: {value}" for aspect, value in weighed.gives)
    figure = _figure(claim)
    told = ", ".join(filter(None, (words.published(date) if date else "", figure, gives)))
    own = ", the speaker's own" if weighed.own else ""
    return f"{name}{f' ({told})' if told else ''}{own}, {WEIGHED.get(weighed.why, weighed.why)}"


def _figure(claim: Mapping[str, object]) -> str:
    low, high = claim.get("low"), claim.get("high")
    if low is None and high is None:
        return ""
    return words.bounds(low if isinstance(low, int) else None,
                        high if isinstance(high, int) else None)


def anchor(one: Stated) -> str:
    """Where on its page a statement stands; ids hold nothing an anchor cannot."""
    return f"s-{one.statement.id}"


def _line(value: object) -> str:
    return words.escape_hidden(json.dumps(value, ensure_ascii=False))

