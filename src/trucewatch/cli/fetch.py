"""``trucewatch fetch``: published files of a case into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.publish import words


def fetch(
    case: str, /, *, into: Annotated[Path, Parameter(name="--into")],
    private: Annotated[bool, Parameter(negative="")] = False,
    record: Path | None = None, office: str | None = None,
) -> int:
    """Fetch the raw files of a case from where they are published.

    Only inputs that name an address (`fetch` in sources.yaml) are asked for; a file that has not
    changed is left as it is, and one that cannot be had leaves the old one in its place.
    A token a source asks for is read from TRUCEWATCH_TOKEN_ and the name the case gives it.

    Parameters
    ----------
    case
        Folder or name of a case.
    into
        Folder the files go to; hand it to `collect --from`.
    private
        Also ask addresses of this computer and its network.
    record
        Folder of the record that notes what was fetched. [TRUCEWATCH_RECORD]
    office
        Office or role that fetches, for the custody rows; never a person's name.
        [TRUCEWATCH_OFFICE]
    """
    # Loads the network's modules, which no other command has a use for.
    from trucewatch.pipeline import fetching  # noqa: PLC0415

    screen = show.screen()
    folder = pipeline.find_case(case)
    keeping = settings.keeping(record, office=office)
    with show.progress(screen.err) as step:
        result = fetching.fetch(
            folder, into, lambda name: settings.text(None, f"TOKEN_{name}") or "", step, keeping,
            private=private,
        )
    show.problems(screen.err, result.problems)
    for file, got in result.got.items():
        screen.say(f"{file}: {got.state}, {got.note.size:,} bytes")
    files = words.count(len(result.got), "file")
    screen.say(f"{files} of {result.asked:,} fetched; {show.severities(result.problems)}")
    return show.code(result.problems) or int(not result.asked)
