"""``trucewatch prove``: a proof of one report that another person can check."""

from __future__ import annotations

from pathlib import Path

from trucewatch.cli import show
from trucewatch.pipeline import records
from trucewatch.publish import words


def prove(record: Path, report: str, /, *, out: Path | None = None) -> int:
    """Write a proof that a report stands in a record, without showing any other report.

    Anybody can check it with `trucewatch verify-proof FILE`, or with the stand-alone verifier,
    without the record.

    Parameters
    ----------
    record
        Folder of a record, or of a case that holds one.
    report
        Id of the report, or its beginning; claims.csv of an edition names it (report_id).
    out
        File to write; proof-<beginning of the id>.json by default.
    """
    screen = show.screen()
    proof = records.prove(record, report)
    show.problems(screen.err, proof.problems)
    if not proof.text:
        return 1
    target = out or Path(f"proof-{report[:12]}.json")
    target.write_bytes(proof.text)
    screen.say(f"{words.count(proof.rows, 'row')} of the report, led up to the head")
    screen.out.print(proof.head, soft_wrap=True)
    screen.say("It proves what stood in the record, not that it is true. Whoever checks it should "
               "know that head from somewhere else.")
    screen.out.print(f"Proof: {show.clean(target)}", soft_wrap=True)
    return 0
