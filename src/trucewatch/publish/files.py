"""What a format makes: files by path with forward slashes, as text or as bytes."""

from __future__ import annotations

Content = str | bytes
Files = dict[str, Content]


class NotMade(Exception):
    """A format cannot be made of a release: what was found, what was expected, how to mend it."""

    def __init__(self, name: str, found: str, expected: str, mend: str) -> None:
        super().__init__(f"{name}: {found}; expected {expected}; {mend}")
        self.format, self.found, self.expected, self.mend = name, found, expected, mend


def encoded(content: Content) -> bytes:
    """Bytes of a file; text as UTF-8, a lone half of a surrogate pair as a question mark."""
    return content if isinstance(content, bytes) else content.encode("utf-8", errors="replace")
