"""``trucewatch dossier``: one file on one clause, for somebody who has to argue and to check."""

from __future__ import annotations

from pathlib import Path

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.cli.explain import PROBLEMS_SHOWN, find_clause, find_unit
from trucewatch.pipeline.dossier import Made
from trucewatch.pipeline.dossier import dossier as make
from trucewatch.publish import words


def dossier(
    case: str,
    clause: str,
    /,
    *,
    unit: str | None = None,
    out: Path | None = None,
    record: Path | None = None,
    as_of: str | None = None,
    keys: Path | None = None,
    engine: str | None = None,
    master: str | None = None,
    engine_option: list[str] | None = None,
) -> int:
    """Write one file on one clause: claims for and against, proofs, custody, the verifier.

    It needs a record: `trucewatch run CASE` keeps one.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    clause
        Id of the clause, for example G25B-10.
    unit
        One unit of the clause, for example the day 2025-10-19; the whole window by default.
    out
        ZIP file to write; dossier-CLAUSE.zip by default.
    record
        Folder of the record. [TRUCEWATCH_RECORD]
    as_of
        Show what the record held at this instant. [TRUCEWATCH_AS_OF]
    keys
        Folder of the keys personal data are sealed with. [TRUCEWATCH_KEYS]
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
    asked = settings.standing(as_of, None)
    if asked.published_by is not None:
        raise settings.Usage(
            "TRUCEWATCH_PUBLISHED_BY is set, and a dossier is never a reconstruction: no record "
            "proves one. Unset it, or give --as-of")
    where = settings.engine(engine, master, engine_option or ())
    folder = pipeline.find_case(case)
    with show.progress(screen.err) as step:
        made = make(folder, clause, out, unit=unit or "window", as_of=asked.as_of,
                    keeping=settings.keeping(record, keys), engine=where, step=step)
    if made.release is not None and made.file is None:
        # These say which clauses and units there are.
        find_unit(made.release, find_clause(made.release, clause), unit)
    show.problems(screen.err, made.problems, PROBLEMS_SHOWN)
    if made.file is None:
        screen.err.print("error: no dossier was written")
        return 1
    _said(screen, made, made.file)
    return show.code(made.problems)


def _said(screen: show.Screen, made: Made, file: Path) -> None:
    counts = made.counts
    sides = {"breached": "for “breached”", "kept": "for “kept”", "neither": "for neither",
             "denial": "denials by the bound", "exception": "claims of an exception",
             "suspension": "claims of a suspension"}
    screen.say(f"{words.count(counts['claims'], 'claim')}: "
               + ", ".join(f"{counts[s]} {title}" for s, title in sides.items())
               + ". A claim may stand on more than one side.")
    screen.say(f"{words.count(counts['proofs'], 'proof')}, "
               f"{words.count(counts['originals'], 'original')} "
               f"({counts['not_included']} more named and not included), "
               f"{words.count(counts['stamps'], 'time stamp')}, the verifier, custody, and what "
               "was not looked at.")
    screen.say("Every proof leads up to this head; whoever checks it should know it from somewhere "
               "else:")
    screen.out.print(made.head, soft_wrap=True)
    screen.say("The file proves what was recorded, not that it is true. It decides nothing about "
               "guilt, intent or law.")
    screen.out.print(f"Dossier: {show.clean(file)}", soft_wrap=True)
