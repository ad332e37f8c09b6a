"""What a format makes: files by path with forward slashes, as text or as bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Pieces:
    """A large file, made piece by piece whenever it is gone through, and never held whole."""

    make: Callable[[], Iterator[str] | Iterator[bytes]]
    """Pieces of text, or of bytes."""

    def whole(self) -> str | bytes:
        """All of it."""
        texts, parts = list[str](), list[bytes]()
        for piece in self.make():
            if isinstance(piece, str):
                texts.append(piece)
            else:
                parts.append(piece)
        return b"".join(parts) if parts else "".join(texts)


Content = str | bytes
Files = dict[str, Content]
Parts = Mapping[str, Content | Pieces]
"""Files of which some are not made yet."""


class NotMade(Exception):
    """A format cannot be made of a release: what was found, what was expected, how to mend it."""

    def __init__(self, name: str, found: str, expected: str, mend: str) -> None:
        super().__init__(f"{name}: {found}; expected {expected}; {mend}")
        self.format, self.found, self.expected, self.mend = name, found, expected, mend


def encoded(content: Content | Pieces) -> bytes:
    """Bytes of a file; text as UTF-8, a lone half of a surrogate pair as a question mark."""
    return b"".join(in_pieces(content))


def in_pieces(content: Content | Pieces) -> Iterator[bytes]:
    """The same, piece by piece."""
    if isinstance(content, bytes):
        yield content
    elif isinstance(content, str):
        yield content.encode("utf-8", errors="replace")
    else:
        for piece in content.make():
            yield piece.encode("utf-8", errors="replace") if isinstance(piece, str) else piece


def whole(files: Parts) -> Files:
    """Files all of which are made."""
    return {name: one.whole() if isinstance(one, Pieces) else one for name, one in files.items()}
