"""May this be used again, and how is it quoted: what the page on it says. No markup here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.model.publishing import WordsRight, profiles_of, rules_of
from trucewatch.publish import words
from trucewatch.publish.identity import cite
from trucewatch.publish.listed import CONTENTS, SIZES, Listed
from trucewatch.publish.site.context import Context, spoken
from trucewatch.publish.tongue import tr


@dataclass(frozen=True, kw_only=True)
class File:
    """One row of the files."""

    path: str
    link: bool
    """Whether it is one file, which can be opened."""
    count: int
    what: str
    form: str
    size: str


@dataclass(frozen=True, kw_only=True)
class Reuse:
    """Everything the page shows."""

    publisher: str
    address: str
    licence: str
    quote: str
    edition: str
    limited: bool
    """Whether words of sources leave only as far as the right to them goes."""
    rights: list[tuple[str, str, WordsRight]]
    """Source, its affiliation, and the right to its words; by the name shown."""
    files: list[File]


def reuse(ctx: Context, files: Iterable[Listed]) -> Reuse:
    """What a reader must know to use the edition again.

    Parameters
    ----------
    ctx
        The release with its look-ups.
    files
        Files of the edition, where they are known.
    """
    publishing = ctx.release.publishing
    address = words.safe_url(publishing.address)
    rights = sorted(
        ((ctx.body_name(body), ctx.affiliation(body), right)
         for body, right in ctx.release.rights.items()),
        key=lambda row: (row[0].casefold(), row))
    return Reuse(
        publisher=spoken(publishing.publisher), address=address, licence=publishing.licence,
        quote=cite(ctx.release, address=address, edition=ctx.edition), edition=ctx.edition,
        limited=_limited(ctx), rights=rights, files=[_file(one) for one in files],
    )


def _limited(ctx: Context) -> bool:
    publishing = ctx.release.publishing
    profile = profiles_of(publishing).get(ctx.release.profile)
    known = rules_of(publishing)
    return profile is not None and any(
        known[rule].kind == "rights" for rule in profile.rules if rule in known)


def _file(one: Listed) -> File:
    form = tr(one.title)
    return File(
        path=one.path, link=one.count == 1, count=one.count, form=one.media,
        what=f"{CONTENTS[one.stem]} ({form})" if one.stem in CONTENTS.english else form,
        size=SIZES[one.size] if one.size else "–",
    )
