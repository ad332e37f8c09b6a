"""``trucewatch alert``: findings that changed status since an earlier edition or instant."""

from __future__ import annotations

from pathlib import Path

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.cli.show import Screen
from trucewatch.model.publishing import PUBLIC
from trucewatch.publish import words
from trucewatch.publish.edition import MANIFEST
from trucewatch.publish.formats import atom
from trucewatch.publish.release import Release
from trucewatch.publish.site.changes import groups, then, views
from trucewatch.publish.site.context import Context, file_names

CHANGED = 10
"""Exit code where some finding has another status than before."""
PROBLEMS_SHOWN = 10


def alert(
    case: str, /, *, since: str | None = None, out: Path | None = None,
    as_of: str | None = None, published_by: str | None = None, record: Path | None = None,
    profile: str | None = None, engine: str | None = None, master: str | None = None,
    engine_option: list[str] | None = None,
) -> int:
    """Print the findings whose status is another than before; write them as a feed.

    The record is not kept and no edition is written. Exit code 0: none; 10: some; 1: an error.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    since
        Earlier instant, or folder of an earlier edition, to compare with; by default the edition
        in out/<case> (or TRUCEWATCH_OUT) if there is one, else a civil month before where the run
        stands. [TRUCEWATCH_SINCE]
    out
        File to write the changes to as an Atom feed.
    as_of
        Compare what the record held at this instant. [TRUCEWATCH_AS_OF]
    published_by
        Compare what had been published by this instant. [TRUCEWATCH_PUBLISHED_BY]
    record
        Folder of the record to read from. [TRUCEWATCH_RECORD]
    profile
        Whose rules decide what leaves: public (the default), parties, internal, or one of the
        case's publishing.yaml. [TRUCEWATCH_PROFILE]
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
    folder = pipeline.find_case(case)
    last = settings.folder(None, "OUT") or Path("out") / folder.resolve().name
    compared = settings.text(since, "SINCE") or (
        str(last) if (last / MANIFEST).is_file() else None)
    with show.progress(screen.err) as step:
        result = pipeline.run(
            folder, None, as_of=asked.as_of, published_by=asked.published_by,
            keeping=settings.keeping(record), engine=where, step=step, since=compared,
            profile=settings.text(profile, "PROFILE") or PUBLIC, statements=False, changes=True,
        )
    show.problems(screen.err, result.problems, PROBLEMS_SHOWN)
    release = result.release
    if release is None or release.since is None:
        screen.err.print("error: nothing could be compared")
        return 1
    _changes(screen, release)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(atom.feed(release, links=False), encoding="utf-8", newline="\n")
        screen.out.print(f"Feed: {show.clean(out)}", soft_wrap=True)
    if show.code(result.problems):
        return 1
    return CHANGED if release.changes else 0


def _changes(screen: Screen, release: Release) -> None:
    ctx = Context(release, file_names(v.clause.id for v in release.clauses))
    edition = release.since is not None and release.since.how == "edition"
    how = "with an earlier edition as of" if edition else "with what had been published by"
    screen.say(f"As of {ctx.as_of}, compared {how} {then(ctx)}.")
    if not release.changes:
        screen.say("No finding for a whole window has another status.")
        return
    for bound in views(ctx):
        screen.heading(f"{bound.clause}  {bound.title}, {bound.name}")
        mine = [c for c in release.changes if c.clause == bound.clause
                and ctx.bound_name(c.bound) == bound.name]
        for change in mine:
            screen.say(f"- {atom.sentence(ctx, change)}", 2, 2)
        for group in groups(ctx, mine):
            count = words.count(len(group.claims) + group.more, "claim")
            screen.say(f"  {group.title}: {count}.", 2, 2)
