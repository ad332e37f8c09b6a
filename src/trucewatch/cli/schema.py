"""``trucewatch schema``: the JSON Schema of a case file, for editors."""

from __future__ import annotations

from typing import Literal

from trucewatch.cli import show
from trucewatch.pipeline import schemas


def schema(
    file: Literal["case", "clauses", "sources", "publishing", "mapping", "statements"] = "clauses",
    /,
) -> int:
    """Print the JSON Schema of a case file, for editors and other programs.

    Parameters
    ----------
    file
        Which file of a case: case, clauses, sources, publishing, or mapping and statements for
        those in mappings/ and statements/.
    """
    show.screen().out.file.write(schemas.text(file))
    return 0
