"""What may be shown of an edition: the files its manifest names, and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

MANIFEST = "manifest.json"
INDEX = "index.html"
TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8", ".json": "application/json",
    ".jsonld": "application/ld+json", ".geojson": "application/geo+json",
    ".csv": "text/csv; charset=utf-8", ".atom": "application/atom+xml", ".svg": "image/svg+xml",
    ".png": "image/png", ".pdf": "application/pdf", ".zip": "application/zip",
    ".txt": "text/plain; charset=utf-8", ".md": "text/markdown; charset=utf-8",
}
OTHER = "application/octet-stream"


@dataclass(frozen=True)
class Shown:
    """One file of the edition."""

    name: str
    type: str
    data: bytes


def named(target: str) -> str:
    """Name of the file a request asks for, or nothing where no file can have that name."""
    path = target.partition("?")[0].partition("#")[0]
    try:
        name = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return ""
    if not name.startswith("/") or any(ch in name for ch in "\\\0:"):
        return ""
    name = name[1:] or INDEX
    return "" if any(part in {"", ".", ".."} for part in name.split("/")) else name


def find(root: Path, target: str) -> Shown | None:
    """The file a request asks for; ``None`` for everything an edition does not name."""
    name = named(target)
    if not name or name not in files(root):
        return None
    place = root.joinpath(*PurePosixPath(name).parts)
    try:
        # A link that was put where a file of the edition stood leads out of it.
        if not place.resolve().is_relative_to(root.resolve()):
            return None
        data = place.read_bytes()
    except OSError:
        return None
    return Shown(name, TYPES.get(place.suffix.lower(), OTHER), data)


def files(root: Path) -> frozenset[str]:
    """Names of the files of an edition; none where there is no manifest that can be read."""
    try:
        found = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return frozenset()
    listed = found.get("files") if isinstance(found, dict) else None
    return frozenset({*map(str, listed), MANIFEST}) if isinstance(listed, dict) else frozenset()
