"""The edition: all that one publication contains, written whole or not at all.

Everything is built beside DIR and moved into place at the end, so that a reader of DIR sees the
earlier edition or the new one, never half of one. Files of an earlier edition (those its
``manifest.json`` names) are replaced; other files in DIR stay. A folder that holds something and
no manifest of ours is refused, so that a mistyped DIR costs nobody their files.
"""

from __future__ import annotations

import hashlib
import json as stdlib_json
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath

from trucewatch.model.extras import require
from trucewatch.publish.files import Files, Parts, encoded, in_pieces, whole
from trucewatch.publish.formats import bundle, json, registry
from trucewatch.publish.formats.registry import BARE, Format, Means
from trucewatch.publish.incidents import by_clause
from trucewatch.publish.listed import Listed, all_listed
from trucewatch.publish.release import Release
from trucewatch.publish.site import pages

MANIFEST = "manifest.json"
ZIP = "zip"
FORMATS: dict[str, Format] = registry.formats()
"""Every format by name; without what writes Parquet, which is handed in where it is written."""


class EditionError(Exception):
    """The edition could not be written; the message says why and what to do. DIR is unchanged."""


def build(
    release: Release, more: Collection[str] = (), means: Means = BARE
) -> Files:
    """Every file of the edition, by path with forward slashes, the manifest last.

    Parameters
    ----------
    release
        What may be shown.
    more
        Names of formats to write that are not written always.
    means
        What formats are handed for their work.

    Raises
    ------
    MissingExtra
        When one of `more` needs a library that is not installed.
    """
    chosen = _chosen(more, means)
    parts = _parts(release, chosen)
    data = whole({**_together(parts), **release.proofs.files})
    bytes_of = {name: encoded(content) for name, content in data.items()}
    shown = _shown(release, chosen, parts, {name: len(b) for name, b in bytes_of.items()})
    made = pages.render(release, by_clause(release), shown)
    files: Files = {**data, **made}
    files |= bundle.bundle(release, files)
    digests = {
        name: hashlib.sha256(bytes_of.get(name) or encoded(content)).hexdigest()
        for name, content in sorted(files.items())
    }
    return {**files, MANIFEST: json.manifest(release, digests)}


def exported(release: Release, name: str, means: Means = BARE) -> Files:
    """Files of one of `EXPORTED`; `means` as in `build`.

    Raises
    ------
    MissingExtra
        When it needs a library that is not installed.
    NotMade
        When it cannot be made of this release.
    """
    if name == ZIP:
        files = build(release, (), means)
        return {bundle.NAME: files[bundle.NAME]}
    return whole(made(release, [registry.formats(means)[name]]))


def _zip(release: Release) -> Files:
    return exported(release, ZIP)


def _chosen(more: Collection[str], means: Means) -> list[Format]:
    """Formats an edition has always, and those that were asked for."""
    every = registry.formats(means).values()
    return [one for one in every if one.always or one.name in more]


EXPORTED: dict[str, Format] = {**FORMATS, ZIP: Format(
    name=ZIP, title="the whole edition, with checksums, proofs and the verifier",
    media="application/zip", write=_zip)}
"""What can be written alone."""


def made(release: Release, chosen: Iterable[Format]) -> Parts:
    """Files of some formats alone.

    Raises
    ------
    MissingExtra
        When one of them needs a library that is not installed; nothing was made then.
    """
    return _together(_parts(release, chosen))


def _parts(release: Release, chosen: Iterable[Format]) -> dict[str, Parts]:
    """Files of each format by its name; nothing is made where one lacks its library."""
    wanted = list(chosen)
    for one in wanted:
        require(registry.REPORT, one.modules, f"the format {one.name}")
    return {one.name: one.write(release) for one in wanted}


def _together(parts: Mapping[str, Parts]) -> Parts:
    return {path: content for files in parts.values() for path, content in files.items()}


def _shown(
    release: Release, chosen: Iterable[Format], parts: Mapping[str, Parts],
    sizes: Mapping[str, int],
) -> list[Listed]:
    """Files as the page on reuse lists them, with how many bytes each has.

    The archive holds that page, so that its own size cannot stand there.
    """
    return all_listed(
        {(one.title, one.media): {name: sizes[name] for name in parts[one.name]}
         for one in chosen},
        {name: sizes[name] for name in release.proofs.files}, [bundle.NAME])


def write(
    release: Release, out: Path, more: Collection[str] = (), means: Means = BARE
) -> list[Path]:
    """Write the edition into a folder.

    Parameters
    ----------
    release
        What may be shown.
    out
        Folder to write; made when missing.
    more
        Names of formats to write that are not written always.
    means
        What formats are handed for their work.

    Returns
    -------
    list of Path
        Every file written, sorted.

    Raises
    ------
    EditionError
        When `out` holds something that is not an earlier edition, or cannot be written.
    MissingExtra
        When one of `more` needs a library that is not installed.
    """
    chosen = _chosen(more, means)
    parts = _parts(release, chosen)
    data = {**_together(parts), **release.proofs.files}
    told = by_clause(release)
    try:
        place = _place(out)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{place.name[:20]}-", dir=place.parent, ignore_cleanup_errors=True
        ) as work:
            fresh = Path(work, "new")
            fresh.mkdir()
            digests: dict[str, str] = {}
            with _packing(release, fresh, digests) as pack:
                _fill(fresh, data, digests, pack)
                sizes = {n: _path(fresh, n).stat().st_size for n in digests}
                # Pages come after the data: one of them lists every file beside them.
                _fill(fresh, pages.render(
                    release, told, _shown(release, chosen, parts, sizes)), digests, pack)
            digests |= _digest(fresh, bundle.NAME)
            _fill(fresh, {MANIFEST: json.manifest(release, dict(sorted(digests.items())))}, {})
            names = {*digests, MANIFEST}
            for name in _foreign(place, names):
                _carry(place / name, fresh / name)
            _swap(fresh, place, Path(work, "old"))
    except OSError as error:
        raise EditionError(
            f"cannot write {out}: {error.strerror or error}; "
            "close programs that use it, or choose another folder"
        ) from error
    return sorted(out.joinpath(*PurePosixPath(name).parts) for name in names)


def _place(out: Path) -> Path:
    """Where the edition goes: where a link leads, so that the link stays one."""
    try:
        return out.resolve()
    except RuntimeError as error:  # What a link that leads to itself gives before Python 3.13.
        raise EditionError(f"{out} is a link that leads to itself; choose a folder") from error


def _path(folder: Path, name: str) -> Path:
    return folder.joinpath(*PurePosixPath(name).parts)


def _fill(
    folder: Path, files: Parts, digests: dict[str, str],
    then: Callable[[str], object] = lambda _: None,
) -> None:
    """Write files, large ones piece by piece; notes the SHA-256 of each, and hands on its name."""
    for name, content in files.items():
        path = _path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        told = hashlib.sha256()
        with path.open("wb") as stream:
            for piece in in_pieces(content):
                told.update(piece)
                stream.write(piece)
        digests[name] = told.hexdigest()
        then(name)


@contextmanager
def _packing(
    release: Release, folder: Path, digests: Mapping[str, str]
) -> Iterator[Callable[[str], object]]:
    """Pack files while others are still being made: gives what takes the name of a written one.

    `digests`: of all that were written, by its end.
    """
    with Path(folder, bundle.NAME).open("w+b") as stream, bundle.Archive(stream) as archive:
        packed: list[Future[None]] = []

        def pack(name: str) -> None:
            path = _path(folder, name)
            member = bundle.Member(path.stat().st_size, partial(_read, path))
            packed.append(beside.submit(archive.add, name, member))

        with ThreadPoolExecutor(1) as beside:
            yield pack
        for one in packed:
            one.result()
        archive.close(release, digests)


def _digest(folder: Path, name: str) -> dict[str, str]:
    with Path(folder, name).open("rb") as stream:
        return {name: hashlib.file_digest(stream, "sha256").hexdigest()}


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(bundle.PIECE):
            yield piece


def _foreign(place: Path, new: set[str]) -> list[str]:
    """Paths in `place` that no earlier edition wrote; refuses a folder that is not ours."""
    if not place.exists():
        return []
    if not place.is_dir():
        raise EditionError(f"{place} is a file; choose a folder")
    present = sorted(
        p.relative_to(place).as_posix()
        for p in place.rglob("*") if p.is_symlink() or not p.is_dir()
    )
    if not present:
        return []
    earlier = _earlier(place / MANIFEST)
    if earlier is None:
        raise EditionError(
            f"{place} is not empty and holds no {MANIFEST} of an earlier edition; "
            "choose an empty folder, or remove what is in it"
        )
    foreign = [name for name in present if name not in earlier]
    clash = [name for name in foreign if name in new]
    if clash:
        raise EditionError(
            f"{place} holds {clash[0]}, which no earlier edition wrote; move it away first"
        )
    return foreign


def _earlier(manifest: Path) -> set[str] | None:
    try:
        found = stdlib_json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("schema") != json.MANIFEST_SCHEMA:
        return None
    files = found.get("files")
    return {*map(str, files), MANIFEST} if isinstance(files, dict) else None


def _carry(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def _swap(fresh: Path, place: Path, old: Path) -> None:
    """Put `fresh` where `place` is; on failure put the earlier folder back."""
    if not place.exists():
        fresh.rename(place)
        return
    place.rename(old)
    try:
        fresh.rename(place)
    except OSError:
        old.rename(place)
        raise
