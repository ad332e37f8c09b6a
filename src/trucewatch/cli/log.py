"""``trucewatch log``: the batches of a record, one a line."""

from __future__ import annotations

from pathlib import Path

from trucewatch.cli import show
from trucewatch.pipeline.places import record_of
from trucewatch.publish import words
from trucewatch.record import Batch, Record

SHOWN = 40


def log(record: Path, /, *, every: bool = False, head: Path | None = None) -> int:
    """List the batches of a record, the newest last, and its head.

    Parameters
    ----------
    record
        Folder of a record, or of a case that holds one.
    every
        All batches, not only the newest forty.
    head
        Also write the head to this file; `verify --against` takes it.
    """
    screen = show.screen()
    opened = Record.open(record_of(record))
    batches = opened.batches if every else opened.batches[-SHOWN:]
    left = len(opened.batches) - len(batches)
    if left:
        screen.say(f"{words.count(left, 'earlier batch', 'earlier batches')}: give --every")
    table = screen.table("No", "Recorded (UTC)", "What", "Head after it")
    for batch in batches:
        table.add_row(str(batch.seq), batch.time[:19].replace("T", " "), describe(batch),
                      batch.head[:16])
    screen.out.print(table)
    screen.say(f"{words.count(len(opened.batches), 'batch', 'batches')}; head:")
    screen.out.print(opened.head, soft_wrap=True)
    if head is not None:
        head.write_text(f"{opened.head}\n", encoding="ascii", newline="\n")
    return 0


def describe(batch: Batch) -> str:
    """Say in words what a batch holds."""
    parts = [words.count(table.rows, "row") + f" of {name}" for name, table in batch.tables.items()]
    if batch.objects:
        parts.append(words.count(len(batch.objects), "new original"))
    elif batch.files and not batch.tables:
        parts.append("files as they stand")
    for stamp in batch.stamps:
        if stamp.token:
            parts.append(f"time stamp of head {stamp.size} by {stamp.authority}")
        elif stamp.authority:
            parts.append(f"no time stamp of head {stamp.size}: {stamp.reason}")
    parts += [f"{name}: {text}" for name, text in batch.notes.items() if name != "line"]
    if batch.origin:
        parts.append(f"from record {batch.origin.get('record', '')[:12]}, "
                     f"batch {batch.origin.get('seq', '')}")
    elif batch.holder:
        parts.append(f"of {batch.holder}")
    what = {"data": "", "erase": "erasure: ", "mend": "mended: ", "stamp": "", "take": "taken: "}
    return show.clean(what[batch.kind] + "; ".join(parts))
