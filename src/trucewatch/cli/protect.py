"""``trucewatch protect``: names to be masked, as the digests a case may hold of them."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from trucewatch.cli import show
from trucewatch.pipeline.protecting import digests


def protect(names: Path | None = None, /, *, salt: str | None = None) -> int:
    """Print the lines of publishing.yaml by which names are masked, without the names.

    Parameters
    ----------
    names
        File with one name a line, outside the case folder; standard input if left out. Every
        spelling in every script is a line of its own; case, spaces and vowel marks play no part.
    salt
        What the digests are keyed with; made at random if left out. To add names to a list, give
        the salt of the list.
    """
    text = sys.stdin.read() if names is None else names.read_text(encoding="utf-8-sig")
    chosen = salt or secrets.token_hex(16)
    out = show.screen().out.file
    out.write(f"protected:\n  salt: {chosen!r}\n  digests:\n")
    out.writelines(f'    - "{one}"\n' for one in digests(chosen, text.splitlines()))
    return 0
