"""A release in which everything a source or a case can write is hostile."""

from __future__ import annotations

from dataclasses import replace

from trucewatch.model.change import Since
from trucewatch.publish.release import Release

from .sample import release

FIRST_INSTANT = 1_930_000_000_000_000
MEGABYTE = "w" * 1_000_000
WORDS = (
    '<script>alert(1)</script><img src=x onerror=alert(2)>', "]]><x/>", "&lt;b&gt;&#x3c;&amp;",
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\ufeff=1", " \ufeff =1", "\u202eevil\u2066",
    "nul\x00byte", "half \ud800 pair", "#eval(\"1\") $x$ *bold* `raw` \\ @ref", '"; DROP TABLE x',
    "a\nb\r\nc", "\\u003cscript\\u003e", "</script>", "%PDF-1.7", "'=1",
)
COLUMNS = ("original", "note", "place", "locator", "address", "subject", "qualifiers")


def hostile(large: bool = False) -> Release:
    """The invented release with each of `WORDS` in every text column of some claim.

    `large`: words of a million letters too.
    """
    one = release()
    said = (*WORDS, MEGABYTE) if large else WORDS
    claims = {
        claim: {**row, **{c: said[(n + k) % len(said)] for k, c in enumerate(COLUMNS)}}
        for n, (claim, row) in enumerate(one.claims.items())
    }
    bodies = {
        name: replace(body, name={"en": f"{body.id} {said[n % len(WORDS)]}"})
        for n, (name, body) in enumerate(one.bodies.items())
    }
    agreement = replace(one.agreement, title={"en": WORDS[0] + WORDS[1]},
                        summary={"en": " ".join(WORDS)})
    return replace(one, claims=claims, bodies=bodies, agreement=agreement,
                   since=Since(instant=FIRST_INSTANT, how="published"))
