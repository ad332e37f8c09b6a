"""``trucewatch trace``: from a claim to the bytes it was made of."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import show
from trucewatch.pipeline.tracing import trace as follow


def trace(
    case: str, claim: str, /, *, source: Annotated[Path, Parameter(name="--from")]
) -> int:
    """Follow a claim to the place in the raw file it was made of.

    The raw file is read again through its adapter: the same bytes give the same claim.

    Parameters
    ----------
    case
        Folder or name of a case.
    claim
        Id of the claim, or its first eight digits; or DATASET/KEY, as in claims.csv.
    source
        Folder the raw files are in.
    """
    screen = show.screen()
    result = follow(pipeline.find_case(case), claim, source)
    show.problems(screen.err, result.problems)
    if result.traced is None:
        return 1
    found = result.traced
    screen.say(f"{found.dataset}/{found.key}  claim {found.claim[:12]}")
    screen.say(f"made of {found.file} by {found.adapter}")
    screen.say(f"sha256  {found.sha256}")
    for place in found.places:
        screen.say(f"at      {place.extent}")
        for line in place.text.splitlines():
            screen.say(line, indent=8)
    if not found.places:
        screen.say("at      not told by this adapter")
    for name, was, now in found.differs:
        screen.say(f"differs {name}: kept {was or 'nothing'}, the file says {now or 'nothing'}")
    return int(bool(found.differs))
