"""The language words for people are said in."""

from __future__ import annotations


def tr(message: str, /, **slots: object) -> str:
    """Say a message in the language being written."""
    return message.format(**slots) if slots else message


def trn(one: str, many: str, number: int, /, **slots: object) -> str:
    """Say a message that depends on a number."""
    text = one if number == 1 else many
    return text.format(**slots) if slots else text
