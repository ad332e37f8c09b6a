"""What a format makes: files by path with forward slashes, as text or as bytes."""

from __future__ import annotations

Content = str | bytes
Files = dict[str, Content]


def encoded(content: Content) -> bytes:
    """Bytes of a file; text as UTF-8, a lone half of a surrogate pair as a question mark."""
    return content if isinstance(content, bytes) else content.encode("utf-8", errors="replace")
