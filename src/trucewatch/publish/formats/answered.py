"""JSON of replies, of corrections asked for, and of what changed."""

from __future__ import annotations

from dataclasses import asdict

from trucewatch.model.change import Change
from trucewatch.model.instant import iso
from trucewatch.publish.files import Files
from trucewatch.publish.formats import listing
from trucewatch.publish.release import Release

REPLIES_SCHEMA = "trucewatch/replies@1"
CORRECTIONS_SCHEMA = "trucewatch/corrections@1"
CHANGES_SCHEMA = "trucewatch/changes@1"
REPLIES_WORDS = "A reply is a source and no veto: no status rests on one."
CORRECTIONS_WORDS = "What was asked, and what was answered and done; nothing is taken off the list."
CHANGES_WORDS = (
    "Findings for whole windows whose status is another than at the earlier instant, with the "
    "claims that came and went between; an empty status: there was, or is, no such finding."
)


def files(release: Release) -> Files:
    """Every file there is something for."""
    made: Files = {}
    if release.replies:
        made["replies.json"] = listing.text(
            release, REPLIES_SCHEMA, REPLIES_WORDS, replies=map(_plain, release.replies))
    if release.corrections:
        made["corrections.json"] = listing.text(
            release, CORRECTIONS_SCHEMA, CORRECTIONS_WORDS,
            corrections=map(_plain, release.corrections))
    if release.since is not None:
        made["changes.json"] = listing.text(
            release, CHANGES_SCHEMA, CHANGES_WORDS,
            {"since": iso(release.since.instant), "compared_with": release.since.how},
            changes=map(_change, release.changes))
    return made


def _plain(row: object) -> dict[str, object]:
    found = dict(asdict(row))  # type: ignore[call-overload]
    for name in ("at", "given_at"):
        if name in found:
            found[name] = iso(found[name])
    return found


def _change(change: Change) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(change).items()}
