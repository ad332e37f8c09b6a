"""What an edition is called, and how it is quoted: from the release alone, never from a clock."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from trucewatch.model.instant import civil_date
from trucewatch.publish import words
from trucewatch.publish.release import Release
from trucewatch.publish.tongue import shown, tr

DIGITS = 12
"""Hexadecimal digits of the digest an edition is named with."""


def edition_id(release: Release) -> str:
    """Name of the edition: case, as-of day, and the beginning of a digest of what went in.

    Parameters
    ----------
    release
        What the edition is made of.

    Returns
    -------
    str
        ``CASE-YYYY-MM-DD-`` and 12 hexadecimal digits: of the SHA-256 of the manifest of the
        release and of what was removed, as JSON with sorted keys and without spaces.
    """
    went_in = {**release.manifest, "removed": sorted(
        (asdict(r) for r in release.removed),
        key=lambda r: (str(r["rule"]), str(r["kind"]), int(r["count"])))}
    text = json.dumps(went_in, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"{release.agreement.id}-{day(release)}-{_sha256(text)[:DIGITS]}"


def day(release: Release) -> str:
    """The as-of day in the time zone of the case, ``2025-10-20``."""
    return civil_date(release.standing.instant, release.agreement.tz).isoformat()


def case_title(release: Release) -> str:
    """Title of the agreement in the language spoken, else in English, else in the first."""
    return words.clean(shown(release.agreement.title)[1] or release.agreement.id)


def cite(release: Release, figure: str = "", address: str = "", edition: str = "") -> str:
    """One sentence to copy: what is quoted, its source, as of when, in which edition, where.

    Parameters
    ----------
    release
        What the edition is made of.
    figure
        The figure or finding that is quoted, in words; empty: the edition as a whole.
    address
        Where the edition or its page is published; empty: nothing is said of it.
    edition
        Its name, where it was worked out already (`edition_id`).
    """
    head = f"{words.clean(figure).rstrip('.')}. " if figure else ""
    said = {
        "title": case_title(release), "edition": edition or edition_id(release),
        "day": words.as_of(release.standing.instant, release.agreement.tz),
    }
    where = words.safe_url(address)
    if where:
        return head + tr("Source: {title}, a trucewatch edition as of {day}, edition {edition}, "
                         "{address}.", **said, address=where)
    return head + tr("Source: {title}, a trucewatch edition as of {day}, edition {edition}.",
                     **said)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()
