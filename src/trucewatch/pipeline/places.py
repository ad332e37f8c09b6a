"""Where the record is that somebody means."""

from __future__ import annotations

from pathlib import Path

from trucewatch.record.line import LOG


def record_of(path: Path) -> Path:
    """Folder of a record: the one named, or the one in the case folder named."""
    inside = path / "record"
    return inside if not (path / LOG).exists() and (inside / LOG).exists() else path
