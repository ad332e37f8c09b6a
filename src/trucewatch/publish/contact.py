"""What stands on every page of an edition, and in every brief: whom to ask, and the mark."""

from __future__ import annotations

from trucewatch.publish import words
from trucewatch.publish.release import Release


def contact(release: Release) -> str:
    """Where the publisher of an edition can be asked, as the case says it; empty: it does not."""
    return words.clean(release.publishing.contact)


def handling(release: Release) -> str:
    """The handling mark."""
    return words.clean(release.handling)
