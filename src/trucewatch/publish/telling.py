"""One claim in one line of plain words: who, what, when, where it was read."""

from __future__ import annotations

from trucewatch.publish import words
from trucewatch.publish.site.claim import Claim
from trucewatch.publish.site.context import Context
from trucewatch.publish.tongue import tr


def who(ctx: Context, claim: Claim) -> str:
    """Who says it, with the affiliation beside the name, and through whom it was published."""
    source, speaker = claim.text("source"), claim.text("speaker")
    first = speaker or source
    named = f"{ctx.body_name(first)} ({ctx.affiliation(first)})"
    if speaker and speaker != source:
        named = tr("{who}, published by {source} ({affiliation})", who=named,
                   source=ctx.body_name(source), affiliation=ctx.affiliation(source))
    return named


def what(ctx: Context, claim: Claim) -> str:
    """What it says: stance, figure, property, time and place."""
    low, high = claim.whole("low"), claim.whole("high")
    said = words.title(claim.text("property"))
    if low is not None or high is not None:
        said = f"{words.bounds(low, high)} {said}"
    if claim.text("approx") == "yes":
        said = tr("about {figure}", figure=said)
    text = tr("{head}: {rest}", rest=said,
              head=words.STANCES.get(claim.text("stance"), claim.text("stance")))
    lo, hi = claim.whole("earliest"), claim.whole("latest")
    if lo is not None and hi is not None:
        text += f"; {words.interval(lo, hi, ctx.tz)}"
    where = claim.text("place") or ctx.name(claim.text("zone"))
    return f"{text}; {where}" if where else text


def read_at(claim: Claim) -> str:
    """When it was published."""
    published = claim.text("published")
    return tr("published {day}", day=words.published(published)) if published \
        else tr("date of publication unknown")


def line(ctx: Context, claim: Claim) -> str:
    """Who says what, and when it was published."""
    return f"{who(ctx, claim)} {what(ctx, claim)} ({read_at(claim)})"
