"""``trucewatch run``: findings and a site, and a summary of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import settings, show, summary
from trucewatch.publish import edition
from trucewatch.publish.release import Release

PROBLEMS_SHOWN = 10


def run(
    case: str,
    /,
    *,
    out: Path | None = None,
    as_of: str | None = None,
    published_by: str | None = None,
    since: str | None = None,
    profile: str | None = None,
    with_: Annotated[list[str] | None, Parameter(name="--with", negative="")] = None,
    record: Path | None = None,
    keys: Path | None = None,
    office: str | None = None,
    authority: list[str] | None = None,
    language: list[str] | None = None,
    fonts: Path | None = None,
    engine: str | None = None,
    master: str | None = None,
    engine_option: list[str] | None = None,
) -> int:
    """Assess a case clause by clause, write findings and a site, print a summary.

    Without an instant the run stands at the newest publication in the record.
    The clock of this computer plays no part.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    out
        Folder to write to; out/<case> by default. [TRUCEWATCH_OUT]
    as_of
        Show what the record held at this instant, for example 2025-10-20 or 2025-10-20T12:00Z.
        [TRUCEWATCH_AS_OF]
    published_by
        Reconstruct what had been published by this instant. [TRUCEWATCH_PUBLISHED_BY]
    since
        Earlier instant, or folder of an earlier edition, the page What changed compares with; a
        civil month before where the run stands by default; none: nothing is compared.
        [TRUCEWATCH_SINCE]
    profile
        Whose rules decide what leaves: public (the default), parties, internal, or one of the
        case's publishing.yaml. [TRUCEWATCH_PROFILE]
    with_
        A format the edition is to have besides, for example pdf or pictures; may be given several
        times. `trucewatch export --formats` lists them. [TRUCEWATCH_WITH]
    record
        Folder of the record to append to and read from. [TRUCEWATCH_RECORD]
    keys
        Folder of the keys personal data are sealed with, outside the record; made if there is
        none. Its passphrase is taken from TRUCEWATCH_PASSPHRASE. [TRUCEWATCH_KEYS]
    office
        Office or role that records, for the custody rows; never a person's name.
        [TRUCEWATCH_OFFICE]
    authority
        Address of a time-stamping authority (RFC 3161) that stamps the record's new head; may be
        given several times. [TRUCEWATCH_AUTHORITIES]
    language
        Language of the pages: ar, en, es, fr, he or uk; may be given several times, the first is
        at the root and each other in a folder of its own. Those the case names by default.
        [TRUCEWATCH_LANGUAGES]
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
    asked = settings.standing(as_of, published_by)
    where = settings.engine(engine, master, engine_option or ())
    more = tuple(with_ or ()) or tuple((settings.text(None, "WITH") or "").split())
    unknown = [name for name in more if name not in edition.FORMATS]
    if unknown:
        raise settings.Usage(f"--with: found {show.clean(unknown[0])!r}, expected one of "
                             f"{', '.join(edition.FORMATS)}")
    folder = pipeline.find_case(case)
    target = settings.folder(out, "OUT") or Path("out") / folder.resolve().name
    with show.progress(screen.err) as step:
        result = pipeline.run(
            folder, target, as_of=asked.as_of, published_by=asked.published_by,
            profile=settings.text(profile, "PROFILE") or "",
            keeping=settings.keeping(record, keys, office, authority or ()),
            engine=where, step=step, since=settings.text(since, "SINCE"), more=more,
            languages=settings.languages(language or ()), fonts=settings.fonts(fonts),
        )
    show.problems(screen.err, result.problems, PROBLEMS_SHOWN)
    if result.release is not None:
        summary.summary(screen, result.release)
    screen.out.print()
    screen.say(f"Problems: {show.severities(result.problems)}.")
    page = result.index or result.out
    if page is not None:
        # Never wrapped, so that a terminal can open it.
        screen.out.print(f"Open: {show.clean(page)}", soft_wrap=True)
    if result.release is None or not assessed(result.release):
        screen.err.print("error: nothing could be assessed")
        return 1
    return show.code(result.problems)


def assessed(release: Release) -> bool:
    """Tell whether any clause was evaluated at all, whatever came out."""
    return any(finding.status != "not_assessable" for finding in release.findings)
