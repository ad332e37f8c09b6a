"""The language words for people are said in."""

from __future__ import annotations


def _(message: str) -> str:
    """Say a message in the language being written."""
    return message


def n_(one: str, many: str, number: int) -> str:
    """Say a message that depends on a number."""
    return one if number == 1 else many
