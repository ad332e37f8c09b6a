"""``trucewatch export``: some formats of an edition alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.pipeline.exporting import export as make
from trucewatch.publish import edition, words

PROBLEMS_SHOWN = 10


def export(
    case: str = "", /, *,
    format: Annotated[list[str] | None, Parameter(negative="")] = None,
    formats: Annotated[bool, Parameter(negative="")] = False,
    out: Path | None = None,
    replace: Annotated[bool, Parameter(negative="")] = False,
    as_of: str | None = None,
    published_by: str | None = None,
    profile: str | None = None,
    record: Path | None = None,
    keys: Path | None = None,
    fonts: Path | None = None,
    engine: str | None = None,
    master: str | None = None,
    engine_option: list[str] | None = None,
) -> int:
    """Write some formats of a case, without the site; the record is read and not kept.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    format
        Name of a format, for example parquet; may be given several times.
    formats
        List the formats there are, and write nothing.
    out
        Folder to write to; or a file, where the format has only one. out/<case>-export by default.
    replace
        Replace files that are there already.
    as_of
        Show what the record held at this instant. [TRUCEWATCH_AS_OF]
    published_by
        Reconstruct what had been published by this instant. [TRUCEWATCH_PUBLISHED_BY]
    profile
        Whose rules decide what leaves: public (the default), parties, internal, or one of the
        case's publishing.yaml. [TRUCEWATCH_PROFILE]
    record
        Folder of the record to read from. [TRUCEWATCH_RECORD]
    keys
        Folder of the keys personal data are sealed with. [TRUCEWATCH_KEYS]
    fonts
        Folder of fonts for the report (PDF), beside those the typesetter brings along: for a script
        it has none for, or only an ugly one. [TRUCEWATCH_FONTS]
    engine
        Where the queries run: duckdb (the default) or spark. The findings are the same.
        [TRUCEWATCH_ENGINE]
    master
        Spark's address of a cluster, for example spark://host:7077; this computer by default.
        [TRUCEWATCH_MASTER]
    engine_option
        A setting of Spark as key=value; may be given several times.
        [TRUCEWATCH_ENGINE_OPTIONS]
    """
    screen = show.screen()
    if formats:
        _list(screen)
        return 0
    if not case or not format:
        raise settings.Usage("give a case and at least one --format; --formats lists them")
    unknown = [name for name in format if name not in edition.EXPORTED]
    if unknown:
        raise settings.Usage(f"--format: found {show.clean(unknown[0])!r}, expected one of "
                             f"{', '.join(edition.EXPORTED)}")
    asked = settings.standing(as_of, published_by)
    where = settings.engine(engine, master, engine_option or ())
    folder = pipeline.find_case(case)
    target = out or Path("out") / f"{folder.resolve().name}-export"
    with show.progress(screen.err) as step:
        done = make(folder, format, target, as_of=asked.as_of, published_by=asked.published_by,
                    profile=settings.text(profile, "PROFILE") or "", replaces=replace,
                    keeping=settings.keeping(record, keys), engine=where, step=step,
                    fonts=settings.fonts(fonts))
    show.problems(screen.err, done.problems, PROBLEMS_SHOWN)
    for name in done.empty:
        screen.say(f"{name}: this case has nothing to write in it.")
    for file in done.files:
        screen.out.print(show.clean(file), soft_wrap=True)
    screen.say(f"{words.count(len(done.files), 'file')} written.")
    return show.code(done.problems)


def _list(screen: show.Screen) -> None:
    shown = screen.table("Format", "Written", "Needs", "What it is")
    for one in edition.EXPORTED.values():
        shown.add_row(one.name, "by every run" if one.always else f"by run --with {one.name}",
                      'trucewatch[report]' if one.modules else "", show.clean(one.title))
    screen.out.print(shown)
