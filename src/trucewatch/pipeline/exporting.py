"""Some formats of an edition alone, without the site and without touching the record."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from trucewatch.model.extras import MissingExtra
from trucewatch.model.problem import Problem, in_order, shorten
from trucewatch.pipeline.keep import Keeping
from trucewatch.pipeline.run import run
from trucewatch.pipeline.step import Step, missing_extra, not_made, problem, quiet
from trucewatch.publish import edition
from trucewatch.publish.files import Files, NotMade, encoded
from trucewatch.publish.formats.registry import Means
from trucewatch.store.engines import Engine
from trucewatch.store.parquet import to_parquet


@dataclass(frozen=True)
class Exported:
    """Files that were written, or why none was."""

    problems: list[Problem]
    files: list[Path] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    """Formats of which this case has nothing to write."""


def export(
    case: Path, formats: Sequence[str], out: Path, *, as_of: str | None = None,
    published_by: str | None = None, profile: str = "", replaces: bool = False,
    keeping: Keeping | None = None, engine: Engine | None = None, step: Step = quiet,
    fonts: Path | None = None,
) -> Exported:
    """Write some formats of a case.

    Parameters
    ----------
    case
        Folder of the case.
    formats
        Names in `edition.EXPORTED`.
    out
        Folder to write to; or, where one file comes out, a file of the same suffix.
    as_of
        Stand at what the record held at an instant.
    published_by
        Stand at what had been published by an instant.
    profile
        Whose rules decide what leaves; empty: the default.
    replaces
        Whether files that are there already are replaced.
    keeping
        How the record is kept; it is only read.
    engine
        Where the queries run; ``None``: DuckDB.
    step
        Told what is being done.
    fonts
        Folder of fonts for a report; ``None``: those the typesetter brings along.

    Returns
    -------
    Exported
        Never raises for bad input: problems say what is wrong.
    """
    unknown = [name for name in formats if name not in edition.EXPORTED]
    if unknown or not formats:
        return Exported([problem("unknown_format", "", ", ".join(unknown) or "no format",
                                 f"one of {', '.join(edition.EXPORTED)}")])
    result = run(case, None, as_of=as_of, published_by=published_by, profile=profile,
                 keeping=keeping, engine=engine, step=step, statements=True, changes=True)
    if result.release is None:
        return Exported(result.problems)
    files: Files = {}
    means = Means(to_parquet=to_parquet, fonts=fonts)
    empty = []
    try:
        for name in formats:
            made = edition.exported(result.release, name, means)
            files |= made
            if not made:
                empty.append(name)
    except MissingExtra as missing:
        return Exported(in_order([*result.problems, missing_extra(missing)]))
    except NotMade as refused:
        return Exported(in_order([*result.problems, not_made(refused)]))
    placed = _placed(files, out)
    wrong = _refused(placed, out, replaces) or _write(files, placed, out)
    return Exported(in_order([*result.problems, *wrong]), [] if wrong else sorted(placed.values()),
                    empty)


def _placed(files: Files, out: Path) -> dict[str, Path]:
    """Where each file goes: below a folder, or the only one to the file that was asked for."""
    if len(files) == 1 and not out.is_dir():
        (name,) = files
        if out.suffix == PurePosixPath(name).suffix:
            return {name: out}
    return {name: out.joinpath(*PurePosixPath(name).parts) for name in files}


def _refused(placed: dict[str, Path], out: Path, replaces: bool) -> list[Problem]:
    if out.exists() and not out.is_dir() and out not in placed.values():
        return [problem("export_not_written", out.name, "a file", "a folder to write to",
                        "choose another name")]
    there = sorted(name for name, path in placed.items() if path.exists())
    if there and not replaces:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        return [problem("export_not_written", out.name, f"{shorten(there[0], 80)}{more} there",
                        "no file of that name", "choose another folder, or give --replace")]
    return []


def _write(files: Files, placed: dict[str, Path], out: Path) -> list[Problem]:
    """Write every file beside its place and move it there; what was not moved is cleared."""
    parts: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            path = placed[name]
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f".{path.name[:80]}.part")
            parts.append((part, path))
            part.write_bytes(encoded(content))
        for part, path in parts:
            part.replace(path)
    except (OSError, RuntimeError) as error:
        said = getattr(error, "strerror", None) or str(error)
        return [problem("export_not_written", out.name, said, "a folder that can be written to",
                        "close programs that use it, or choose another folder")]
    finally:
        for part, _ in parts:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    return []
