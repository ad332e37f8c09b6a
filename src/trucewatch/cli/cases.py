"""``trucewatch cases``: the cases that ship with the program."""

from __future__ import annotations

from trucewatch import pipeline
from trucewatch.cli import show


def cases() -> int:
    """List the cases that ship with trucewatch; each name can be given as CASE."""
    screen = show.screen()
    for name in pipeline.shipped_cases():
        screen.say(name)
    return 0
