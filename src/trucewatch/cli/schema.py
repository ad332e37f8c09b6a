"""``trucewatch schema``: the JSON Schema of a case file, for editors."""

from __future__ import annotations

from typing import Literal

from trucewatch.cli import show
from trucewatch.pipeline import schemas


def schema(file: Literal["case", "clauses", "sources"] = "clauses", /) -> int:
    """Print the JSON Schema of a case file, for editors and other programs.

    Parameters
    ----------
    file
        Which of the three files of a case: case, clauses or sources.
    """
    show.screen().out.file.write(schemas.text(file))
    return 0
