"""What the page of a clause shows of the claims for and against: who, how many, some in full."""

from __future__ import annotations

from dataclasses import dataclass

from trucewatch.publish.site.claim import Claim
from trucewatch.publish.site.context import Context
from trucewatch.publish.site.homes import Homes
from trucewatch.publish.site.views import BoundView, ClaimGroup

IN_FULL = 3
"""Claims of a group shown in full, each of another speaker."""
MOST_WORDS = 1_200
"""Characters; longer words stand on the page of the claim alone."""
GROUPS_IN_FULL = frozenset({"suspension", "exception", "denial", "both", "breached", "kept"})


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """One speaker's claims of a group."""

    body: str
    name: str
    count: int
    links: list[str]
    """Places of its first claims, from the root of the site; empty where only tables have them."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One group of claims."""

    group: ClaimGroup
    speakers: list[Speaker]
    in_full: list[Claim]


MOST_LINKS = 12


def evidence(ctx: Context, homes: Homes, bound: BoundView) -> list[Evidence]:
    """Groups of claims of a bound, in the order of the page."""
    return [_evidence(ctx, homes, group) for group in bound.groups]


def _evidence(ctx: Context, homes: Homes, group: ClaimGroup) -> Evidence:
    by_speaker: dict[str, list[Claim]] = {}
    for claim in group.claims:
        by_speaker.setdefault(claim.text("speaker") or claim.text("source"), []).append(claim)
    order = sorted(by_speaker, key=lambda body: (ctx.body_name(body).casefold(), body))
    return Evidence(
        group=group,
        speakers=[_speaker(ctx, homes, body, by_speaker[body]) for body in order],
        in_full=_in_full(group, [by_speaker[body] for body in order]),
    )


def _speaker(ctx: Context, homes: Homes, body: str, claims: list[Claim]) -> Speaker:
    links = [link for c in claims[:MOST_LINKS] if (link := homes.link(c.id))]
    return Speaker(body=body, name=ctx.body_name(body) if body else "–", count=len(claims),
                   links=links)


def _in_full(group: ClaimGroup, by_speaker: list[list[Claim]]) -> list[Claim]:
    """One claim of each speaker, the earliest with words, until so many are chosen."""
    if group.id not in GROUPS_IN_FULL:
        return []
    found = []
    for claims in by_speaker:
        first = next((c for c in claims if 0 < len(c.text("original")) <= MOST_WORDS), None)
        if first is not None:
            found.append(first)
    return sorted(found, key=lambda c: c.order)[:IN_FULL]
