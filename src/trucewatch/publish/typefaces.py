"""Fonts of documents that are typeset, and the families documents and pictures ask for.

What is typeset has the fonts typst brings along, and those of a folder. Never whatever fonts this
computer has: the same document is the same bytes on every computer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

SERIF, SANS, MONO = "Libertinus Serif", "DejaVu Sans", "DejaVu Sans Mono"
"""The first and the last come along with typst."""
OF_LANGUAGE = {"ar": ("Noto Naskh Arabic", "Noto Sans Arabic"),
               "he": ("Noto Serif Hebrew", "Noto Sans Hebrew")}
"""Families a folder of fonts, or a reader's computer, may have for a script of its own."""
BRIEF = (SERIF, *OF_LANGUAGE["ar"], *OF_LANGUAGE["he"], "Amiri", MONO)
"""Families of a brief: what comes along, then what a folder may hold, then what comes along for
the rest."""
REPORT = (*BRIEF[:-1], SANS, MONO)
"""Families of a report: of a folder one more, for signs the others lack."""
_PICTURE = (SANS, "Noto Sans", "Liberation Sans", "Arial", SERIF, "sans-serif")
_BOTH = {"ar": MONO, "he": SERIF}
"""What comes along and has a script and Latin letters both."""


def of_picture(language: str) -> str:
    """Families of the words in a picture, as a style sheet names them."""
    # Renderers of files set a line in the first font there is, and print boxes or letters twice
    # where another one helps out: first come fonts that have the script and Latin letters both.
    own = OF_LANGUAGE.get(language)
    first = (SANS, "Arial", _BOTH[language], *own) if own else ()
    return ",".join(f"'{name}'" if " " in name else name for name in (*first, *_PICTURE))


def asked(families: Sequence[str]) -> str:
    """Families as the layouts read them, which get them as data."""
    return json.dumps(families)


def typefaces(folder: Path | None) -> typst.Fonts:
    """Fonts for the typesetter; `folder` holds files of them, below it too."""
    # An extra: imported where it is asked for, never before.
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False,
                       font_paths=[] if folder is None else [str(folder)])
