"""Fonts of documents that are typeset: those typst brings along, and those of a folder.

Never whatever fonts this computer has: the same document is the same bytes on every computer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst


def typefaces(folder: Path | None) -> typst.Fonts:
    """Fonts for the typesetter; `folder` holds files of them, below it too."""
    # An extra: imported where it is asked for, never before.
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False,
                       font_paths=[] if folder is None else [str(folder)])
