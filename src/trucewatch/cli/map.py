"""``trucewatch map``: a mapping for a table, proposed or told in words."""

from __future__ import annotations

from pathlib import Path

from trucewatch.cli import settings, show
from trucewatch.pipeline import mapping as mappings
from trucewatch.publish import words


def map_(
    file: Path, /, *, mapping: str | None = None, out: Path | None = None, part: str = ""
) -> int:
    """Propose a mapping for a table, or tell what a mapping will do with it, column by column.

    Without --mapping a proposal is printed as YAML. Its guesses must be confirmed by a person
    before anything is read by it. Either way the first ten rows are shown as they would be read.

    Parameters
    ----------
    file
        Table: CSV, XLSX, Parquet, GeoJSON or GeoPackage; with HXL tags or without.
    mapping
        YAML file of a mapping, to be told in words; or the name of one that ships.
    out
        File to write the proposal to, such as mappings/NAME.yaml in the case. It must not exist.
    part
        Sheet of a workbook, or table of a GeoPackage, where there are several.
    """
    screen = show.screen()
    if not file.is_file():
        raise settings.Usage(f"found no file {str(file)!r}")
    if mapping is not None:
        told = mappings.show(file, mapping)
        for name, use in told.columns:
            screen.say(f"{name}: {use}", hang=2)
        for line in told.general:
            screen.say(f"- {line}", hang=2)
        screen.say(f"{words.count(len(told.rows), 'row')} read:")
        for row in told.rows:
            screen.say(row, indent=2, hang=2)
        show.problems(screen.err, told.problems)
        return show.code(told.problems)
    proposed = mappings.draft(file, part)
    show.problems(screen.err, proposed.problems)
    if not proposed.text:
        return 1
    if out is None:
        screen.out.file.write(proposed.text)
        return 0
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(proposed.text)
    screen.say(f"{out}: confirm its guesses, then `trucewatch map {file.name} --mapping {out}`")
    return 0
