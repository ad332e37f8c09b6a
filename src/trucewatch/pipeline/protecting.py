"""Names that are to be masked, as digests."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.publish.release.masking import name_digest, name_form


def digests(salt: str, names: Iterable[str]) -> list[str]:
    """Digests of names, sorted so that they do not tell the order of the list; blank ones left."""
    return sorted({name_digest(salt, name) for name in names if name_form(name)})
