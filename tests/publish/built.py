"""Editions in memory, as tests look at them."""

from __future__ import annotations

from trucewatch.publish import edition
from trucewatch.publish.release import Release


def texts(release: Release) -> dict[str, str]:
    """Those files of an edition that are text."""
    return {n: t for n, t in edition.build(release).items() if isinstance(t, str)}
