"""``trucewatch kit``: a form for phones and a workbook to report with."""

from __future__ import annotations

from pathlib import Path

from trucewatch import pipeline
from trucewatch.cli import show
from trucewatch.pipeline import kits
from trucewatch.publish import words


def kit(case: str, /, *, out: Path) -> int:
    """Write the field kit of a case: an XLSForm for KoboToolbox or ODK, and a workbook.

    Both ask for kind, place, time, counts, how it was observed and consent, never for a name, a
    number or an id. What comes back is read by the adapters kobo_odk and field_workbook.

    Parameters
    ----------
    case
        Folder of a case.
    out
        Folder to write form.xlsx and workbook.xlsx to; those there are replaced.
    """
    screen = show.screen()
    made = kits.kit(pipeline.find_case(case), out)
    show.problems(screen.err, made.problems)
    for path in made.written:
        screen.out.print(str(path), soft_wrap=True)
    for language, count in made.untranslated.items():
        screen.say(f"{language}: {words.count(count, 'label')} still in English")
    if made.written:
        screen.say("In sources.yaml, for a body with sensitive: true:")
        screen.out.print(f"  options: {{source: BODY, kit: {made.stamp}}}", soft_wrap=True)
    return int(not made.written)
