"""Shared rendering: the two streams, hostile text, statuses, problems, progress."""

from __future__ import annotations

import codecs
import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from trucewatch.model.finding import STATUSES, Finding
from trucewatch.model.problem import Problem, in_order
from trucewatch.publish import measure, words
from trucewatch.publish.release import ClauseView

SHAPES = {
    "breached": ("■", "#"), "contested": ("◆", "%"), "undetermined": ("○", "?"),
    "kept_late": ("◐", "~"), "kept": ("●", "+"), "not_assessable": ("-", "-"),
}
"""A shape beside every status word, and what stands for it where only ASCII can be printed."""
GATE = ("·", ".")
"""Shape of the statuses in which a clause does not bite, or not yet."""
STYLES = {
    "breached": "bold magenta", "contested": "yellow", "undetermined": "dim",
    "kept_late": "blue", "kept": "cyan",
}
"""Colours belong to statuses, never to parties; none is red against green."""
SEVERITY_STYLES = {"error": "bold magenta", "warning": "yellow", "note": "dim"}

_NO_NUMBER = frozenset({"not_in_force", "not_assessable"})

WIDE = 100
"""Width in characters from which on tables are generous."""

_ASCII = {
    "–": "-", "—": "-", "…": "...", "·": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "•": "*",
    "\N{REPLACEMENT CHARACTER}": "?", "\N{NO-BREAK SPACE}": " ", "×": "x", "−": "-",
    "≥": ">=", "≤": "<=",
}
_ERRORS = "trucewatch_plain"
_PLAIN_BOX = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)

Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Screen:
    """Where a command prints: results on one stream, everything about the run on the other."""

    out: Console
    err: Console
    fancy: bool
    """True on a terminal that shows more than ASCII."""

    @property
    def wide(self) -> bool:
        """True when tables can be generous."""
        return self.out.width >= WIDE

    @property
    def gap(self) -> int:
        """Blank columns between two columns of a table (one of them is the box's own)."""
        return 2 if self.wide else 1

    def heading(self, text: str) -> None:
        """Print a heading, set apart by a line above it."""
        self.out.print()
        self.out.print(Text(clean(text), style="bold"))

    def say(self, text: str | Text, indent: int = 0, hang: int = 0) -> None:
        """Print a paragraph, wrapped at words; lines after the first `hang` further in."""
        shown = Text(clean(text)) if isinstance(text, str) else text
        room = max(self.out.width - indent - hang, 20)
        for number, line in enumerate(shown.wrap(self.out, room)):
            line.rstrip()
            self.out.print(Text(" " * (indent + (hang if number else 0))).append_text(line),
                           soft_wrap=True)

    def table(self, *columns: str) -> Table:
        """Start a table without a frame: a rule below the heads, nothing else."""
        table = Table(box=box.SIMPLE_HEAD if self.fancy else _PLAIN_BOX, show_edge=False,
                      pad_edge=False, padding=(0, self.gap - 1, 0, 0), header_style="bold")
        for column in columns:
            table.add_column(clean(column), overflow="fold")
        return table

    def status(self, status: str) -> Text:
        """Shape and word of a status; never a colour alone."""
        shape = SHAPES.get(status, GATE)[0 if self.fancy else 1]
        label = words.STATUS_LABELS.get(status) or words.plain(status)
        return Text(f"{shape} {clean(label)}", style=STYLES.get(status, ""))

    def legend(self) -> None:
        """Print what the shapes mean, in one line if there is room, never broken inside one."""
        gates = [words.STATUS_LABELS[s] for s in STATUSES if s not in SHAPES]
        shown = [self.status(s).plain for s in STATUSES if s in SHAPES]
        shown.append(f"{GATE[0 if self.fancy else 1]} " + " / ".join(gates))
        line = shown[0]
        for item in shown[1:]:
            if len(line) + 2 + len(item) > self.out.width:
                self.out.print(line, soft_wrap=True)
                line = item
            else:
                line += f"  {item}"
        self.say(line)


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    """Print what an encoding lacks as its ASCII stand-in, or as an escape: never a crash."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start:error.end]
    return "".join(
        _ASCII.get(ch) or ch.encode("ascii", "backslashreplace").decode() for ch in text
    ), error.end


def _stream(stream: TextIO) -> TextIO:
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors=_ERRORS)
    return stream


def screen() -> Screen:
    """Open both streams as they are at this moment."""
    codecs.register_error(_ERRORS, _replace)
    # No markup, emoji codes or highlighting anywhere: what a source wrote is printed as written.
    out, err = (
        Console(file=_stream(stream), markup=False, emoji=False, highlight=False)
        for stream in (sys.stdout, sys.stderr)
    )
    unicode = out.encoding.lower().replace("-", "").startswith("utf")
    return Screen(out, err, fancy=out.is_terminal and not out.is_dumb_terminal and unicode)


def clean(text: object) -> str:
    """Put hostile text on one line: no control characters, no switches of direction."""
    return words.clean(" ".join(str(text).splitlines()).replace("\t", " "))


def problems(
    console: Console, found: Iterable[Problem], limit: int | None = None,
    rest: str = "`trucewatch check CASE` lists all of the case folder",
) -> None:
    """Print problems in order, one each; beyond `limit` say how many more, and how to see them.

    Errors are never left out.
    """
    ordered = in_order(found)
    errors = sum(p.severity == "error" for p in ordered)
    shown = ordered if limit is None else ordered[: max(limit, errors)]
    for problem in shown:
        # A problem of no file, such as an instant asked for, starts with its severity.
        line = Text(clean(problem).removeprefix(": "))
        at = line.plain.find(f" {problem.severity}:") + 1
        line.stylize(SEVERITY_STYLES[problem.severity], at, at + len(problem.severity))
        # In a file or a pipe each stays on one line, for grep.
        console.print(line, soft_wrap=not console.is_terminal)
    if len(shown) < len(ordered):
        console.print(f"... and more ({severities(ordered[len(shown):])}); "
                      f"{rest}",
                      soft_wrap=not console.is_terminal)


def severities(found: Iterable[Problem]) -> str:
    """Count problems by severity: ``1 error, 2 warnings, 0 notes``."""
    counts = Counter(p.severity for p in found)
    return ", ".join(words.count(counts[s], s) for s in ("error", "warning", "note"))


def code(found: Iterable[Problem]) -> int:
    """Exit code by problems alone: 1 with an error, else 0."""
    return int(any(p.severity == "error" for p in found))


def magnitude(finding: Finding, view: ClauseView | None = None) -> str:
    """How much, in a few words: units, delay or range; or why there is none."""
    if finding.delay is not None:
        return f"{finding.delay.words} late"
    if finding.kind == "extension" and finding.status not in _NO_NUMBER:
        return measure.moved(finding)
    total = sum(finding.shares.values())
    if total:
        here = finding.shares.get(finding.beside or finding.status, 0)
        share = f"{words.number(here)} of " + words.count(
            total, *measure.noun(view, finding.reading))
        if finding.beside is not None:
            return f"{share} {words.STATUS_LABELS[finding.beside]}"
        return share if here else f"as a whole; {share}"
    low, high = _range(finding)
    if low is not None or high is not None:
        hours = view is not None and measure.in_hours(view, finding.reading)
        return measure.amount(hours, low, high) + (" in a row" if hours else " counted")
    return "no agreed test" if finding.status == "not_assessable" else "no figures"


def brief(finding: Finding, view: ClauseView) -> str:
    """The same in one short word for a row: units with that status, delay, range; or nothing.

    How many units there are in all is said once, above the row.
    """
    if finding.delay is not None:
        return finding.delay.words
    if finding.shares:
        here = finding.shares.get(finding.beside or finding.status, 0)
        return words.number(here) if here else "whole"
    moves = finding.kind == "extension"
    if moves and finding.status in _NO_NUMBER:
        return ""
    low, high = (finding.low, finding.high) if moves else _range(finding)
    if low is None and high is None:
        return ""
    if measure.in_hours(view, finding.reading):
        return measure.amount(True, low, high)
    return (f"≥{words.number(low or 0)}" if high is None else
            f"≤{words.number(high)}" if low is None else words.bounds(low, high))


def _range(finding: Finding) -> tuple[int | None, int | None]:
    """Range of the accounts the status rests on; of all accounts where it rests on none."""
    sides = {"contested": ("breached", "kept"), "kept_late": ("kept",)}.get(
        finding.status, (finding.status,)
    )
    bearing = [a for a in finding.accounts if a.supports in sides]
    if not bearing:
        return finding.low, finding.high
    lows = [a.low for a in bearing if a.low is not None]
    highs = [a.high for a in bearing if a.high is not None]
    return min(lows, default=None), max(highs) if len(highs) == len(bearing) else None


@contextlib.contextmanager
def progress(console: Console) -> Iterator[Step]:
    """Show steps while they run, on a terminal only; nothing of it stays."""
    if not console.is_terminal or console.is_dumb_terminal:
        yield lambda name, done, total: None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def step(name: str, done: int, total: int) -> None:
            bar.update(task, description=clean(name), completed=done, total=total or None)

        yield step
