"""One claim in one line of plain words: who, what, when, where it was read."""

from __future__ import annotations

from trucewatch.model.properties import PROPERTIES
from trucewatch.publish import words
from trucewatch.publish.site.context import Claim, Context


def who(ctx: Context, claim: Claim) -> str:
    """Who says it, with the affiliation beside the name, and through whom it was published."""
    source, speaker = claim.text("source"), claim.text("speaker")
    first = speaker or source
    named = f"{ctx.body_name(first)} ({ctx.affiliation(first)})"
    if speaker and speaker != source:
        named += f", published by {ctx.body_name(source)} ({ctx.affiliation(source)})"
    return named


def what(ctx: Context, claim: Claim) -> str:
    """What it says: stance, figure, property, time and place."""
    found = PROPERTIES.get(claim.text("property"))
    low, high = claim.whole("low"), claim.whole("high")
    title = found.title if found else words.plain(claim.text("property"))
    figure = "" if low is None and high is None else f"{words.bounds(low, high)} "
    about = "about " if claim.text("approx") == "yes" else ""
    text = f"{words.STANCES.get(claim.text('stance'), claim.text('stance'))}: "
    text += f"{about}{figure}{title}"
    lo, hi = claim.whole("earliest"), claim.whole("latest")
    if lo is not None and hi is not None:
        text += f"; {words.interval(lo, hi, ctx.tz)}"
    where = claim.text("place") or ctx.name(claim.text("zone"))
    return f"{text}; {where}" if where else text


def read_at(claim: Claim) -> str:
    """When it was published."""
    published = claim.text("published")
    return f"published {words.published(published)}" if published \
        else "date of publication unknown"


def line(ctx: Context, claim: Claim) -> str:
    """Who says what, and when it was published."""
    return f"{who(ctx, claim)} {what(ctx, claim)} ({read_at(claim)})"
