"""People of a chat by code: senders, and names, numbers and mentions inside the text.

The code is a keyed digest, made with a key that never lies in the record. The same person gets the
same code wherever the same name or number stands; one saved by name and met by number gets two.
Names of people who sent nothing cannot be found by a machine: whoever codes the messages takes
them out of what is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from trucewatch.sources.masking import FEWEST_DIGITS, Names, digits, looks_like_number, mask

Keyed = Callable[[str], str]
"""Hexadecimal keyed digest of a text, of 64 characters."""

CODE_DIGITS = 12


class Codes:
    """Codes of the people of one chat.

    Parameters
    ----------
    keyed
        The keyed digest.
    senders
        Senders as the export names them: by name or by number.
    """

    def __init__(self, keyed: Keyed, senders: Iterable[str]) -> None:
        self._keyed = keyed
        self._names = Names(name for name in set(map(_one_form, senders))
                            if name and not looks_like_number(name))

    def of(self, person: str) -> str:
        """Code of a person, by name or number."""
        plain = _one_form(person)
        number = digits(plain)
        if len(number) >= FEWEST_DIGITS and not any(ch.isalpha() for ch in plain):
            plain = number.lstrip("0")
        else:
            plain = plain.casefold()
        return f"p-{self._keyed(plain)[:CODE_DIGITS]}"

    def masked(self, text: str) -> tuple[str, list[str]]:
        """Text without names of senders, numbers, mentions and addresses; and what was found."""
        masked, found = mask(text, lambda _, plain: self.of(plain), self._names)
        return re.sub("[\u2068\u2069]", "", masked), found


def _one_form(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).strip(" ~@").split())
