"""``trucewatch brief``: one text for every delegation, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.model.extras import MissingExtra
from trucewatch.model.publishing import PUBLIC
from trucewatch.publish.brief import build, docx, markdown, pdf
from trucewatch.publish.brief.tree import Document
from trucewatch.publish.tongue import speaking

WRITERS: dict[str, Callable[[Document, Path | None], bytes]] = {
    "docx": lambda document, fonts: docx.write(document),
    "md": lambda document, fonts: markdown.write(document), "pdf": pdf.write,
}
"""By format; `fonts` is a folder of them."""
PROBLEMS_SHOWN = 10
_LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def brief(
    case: str, /, *, out: Path, since: str | None = None, clause: list[str] | None = None,
    language: list[str] | None = None, format: list[str] | None = None,
    as_of: str | None = None, published_by: str | None = None, profile: str | None = None,
    record: Path | None = None, fonts: Path | None = None,
) -> int:
    """Write a brief for delegations: the same text for each of them.

    For each clause: its status then and now under every standard, what is new for and against,
    each party's words, what it stated in documents among them, what cannot be known and what would
    settle it, and questions to each party.

    Parameters
    ----------
    case
        Folder of a case, or the name of one that ships with trucewatch.
    out
        Folder to write to: brief-LANGUAGE.FORMAT for each.
    since
        Earlier instant, or folder of an earlier edition, to compare with; a civil month before
        where the run stands by default. [TRUCEWATCH_SINCE]
    clause
        Id of a clause; may be given several times. By default every clause that has a test.
    language
        Language of a copy; may be given several times; en by default. Copies differ in language
        only; words the case does not have in it stand in English.
    format
        docx (the default), md or pdf; may be given several times. The extra report brings what
        docx and pdf need.
    as_of
        Stand at what the record held at this instant. [TRUCEWATCH_AS_OF]
    published_by
        Stand at what had been published by this instant. [TRUCEWATCH_PUBLISHED_BY]
    profile
        Whose rules decide what leaves: public (the default), parties, internal, or one of the
        case's publishing.yaml. [TRUCEWATCH_PROFILE]
    record
        Folder of the record to read from. [TRUCEWATCH_RECORD]
    fonts
        Folder of fonts for pdf, beside those the typesetter brings along: for a script
        it has none for, or only an ugly one. [TRUCEWATCH_FONTS]
    """
    screen = show.screen()
    asked = settings.standing(as_of, published_by)
    formats, languages = format or ["docx"], language or ["en"]
    typefaces = settings.fonts(fonts)
    _known(formats, languages)
    folder = pipeline.find_case(case)
    with show.progress(screen.err) as step:
        result = pipeline.run(
            folder, None, as_of=asked.as_of, published_by=asked.published_by, step=step,
            keeping=settings.keeping(record), since=settings.text(since, "SINCE"),
            profile=settings.text(profile, "PROFILE") or PUBLIC, statements=True, changes=True)
    show.problems(screen.err, result.problems, PROBLEMS_SHOWN)
    release = result.release
    if release is None or release.since is None:
        screen.err.print("error: nothing could be assessed and compared")
        return 1
    unknown = build.named(clause or (), release)
    if unknown:
        raise settings.Usage(f"--clause: found {', '.join(unknown)}, expected a clause of the case")
    try:
        made = {f"brief-{lang}.{name}": WRITERS[name](
            build.build(release, clause or (), lang), typefaces)
                for lang in languages for name in formats}
    except (MissingExtra, pdf.NoFont) as missing:
        screen.err.print(f"error: {show.clean(missing)}", soft_wrap=True)
        return 1
    out.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        (out / name).write_bytes(data)
        screen.out.print(f"Written: {show.clean(out / name)}", soft_wrap=True)
    return show.code(result.problems)


def _known(formats: list[str], languages: list[str]) -> None:
    for name in formats:
        if name not in WRITERS:
            raise settings.Usage(f"--format: found {name!r}, expected one of {', '.join(WRITERS)}")
    for name in languages:
        if not _LANG.fullmatch(name):
            raise settings.Usage(f"--language: found {name!r}, expected a code such as en or ar")
        try:
            with speaking(name):
                pass
        except FileNotFoundError:
            raise settings.Usage(
                f"--language: found {name!r}, expected a language that has a catalogue") from None
