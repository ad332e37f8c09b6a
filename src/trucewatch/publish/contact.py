"""Where a correction or a reply can be asked for: one line for every page."""

from __future__ import annotations

from trucewatch.publish import words
from trucewatch.publish.release import Release

UNSAID = "where this edition is published"


def contact(release: Release) -> str:
    """Where the publisher of an edition can be asked, as the case says it; empty: it does not."""
    publishing = getattr(release, "publishing", None)
    return words.clean(str(getattr(publishing, "contact", "") or ""))


def handling(release: Release) -> str:
    """The handling mark; empty where the release carries none."""
    return words.clean(str(getattr(release, "handling", "") or ""))
