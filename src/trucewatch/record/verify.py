"""Verify a record: numbered steps, each with what it found; refuses by default.

The steps here need no engine. What a table's Parquet file says, and the signatures of time stamps,
are steps a caller adds (`Step`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.model.problem import Problem
from trucewatch.record.errors import problem
from trucewatch.record.line import LOG, Batch, Log, check_against, parse_head, read_log, torn
from trucewatch.record.walk import (
    Tick,
    check_format,
    check_objects,
    check_rest,
    check_segments,
    check_tokens,
)

Step = tuple[str, Callable[[Path, list[Batch], Tick], Iterable[Problem]]]
"""Name of a step, and what it looks at."""


@dataclass(frozen=True)
class Done:
    """One step that was taken."""

    number: int
    name: str
    problems: Sequence[Problem]
    """Empty: it holds."""


@dataclass
class Verdict:
    """What verifying a record found."""

    steps: list[Done] = field(default_factory=list)
    head: str = ""
    """``SIZE:HEAD`` of the log, as far as it could be read."""
    batches: int = 0
    not_checked: list[str] = field(default_factory=list)
    """What was not looked at, in words."""

    @property
    def problems(self) -> list[Problem]:
        """Every problem, the first first."""
        return [found for step in self.steps for found in step.problems]

    def take(self, name: str, found: Iterable[Problem]) -> bool:
        """Note a step; true when it holds."""
        problems = list(found)
        self.steps.append(Done(len(self.steps) + 1, name, problems))
        return not problems


WITHOUT_HEAD = (
    "whether the newest batches were removed, or the whole record was written anew: that shows "
    "only against a head somebody noted before (--against SIZE:HEAD)"
)
NEVER = "whether what a source said is true, and whether it was recorded when it was said"


def verify(
    root: Path, against: Sequence[str] = (), more: Sequence[Step] = (),
    working: Callable[[], bool] = lambda: False, tick: Tick = lambda count: None,
) -> Verdict:
    """Walk a record whole.

    Parameters
    ----------
    root
        Folder of the record.
    against
        Heads noted before, as ``SIZE:HEAD``.
    more
        Further steps, taken last.
    working
        Tells whether a writer is at work: then what it is writing is passed over.
    tick
        Told how many files were looked at since the last time.

    Returns
    -------
    Verdict
        Without problems when everything it looks at is as it was written.
    """
    verdict = Verdict(not_checked=[] if against else [WITHOUT_HEAD])
    verdict.not_checked.append(NEVER)
    if not verdict.take("the folder is a record of this format", check_format(root)):
        return verdict
    busy = working()
    log = read_log((root / LOG).read_bytes())
    verdict.head, verdict.batches = log.head, len(log.batches)
    tail = [torn(log)] if log.tail and not busy else []
    verdict.take("every line of the log follows from the lines before it", [*log.problems, *tail])
    if against:
        verdict.take("the log goes on from the heads given", _against(log, against))
    if log.problems:
        verdict.not_checked.append("files, since the log that names them cannot be trusted")
        return verdict
    batches = log.batches
    verdict.take("every original in the archive is as received",
                 check_objects(root, batches, tick))
    verdict.take("every table's file is as written", check_segments(root, batches, tick))
    verdict.take("every time stamp's file is as received", check_tokens(root, batches, tick))
    # A writer that began meanwhile may have named more files: those are its own business.
    later = read_log((root / LOG).read_bytes()).batches
    verdict.take("nothing else is there", check_rest(
        root, later if len(later) > len(batches) else batches, busy or working()))
    for name, look in more:
        verdict.take(name, look(root, batches, tick))
    return verdict


def _against(log: Log, heads: Sequence[str]) -> Iterable[Problem]:
    for text in heads:
        try:
            size, head = parse_head(text)
        except ValueError as reason:
            yield problem(LOG, "unreadable_head", found=text[:100], expected=str(reason))
            continue
        yield from check_against(log, size, head)
