"""Days that no report of a periodic source covers, as rows of coverage.

What a bulletin says of itself, its date and the hours it counts, tells when nobody reported. The
hour of issue is not known, so a report of 24 hours is taken for its own date, one of 48 for that
and the day before, and so on. A day between reports that none is taken for is *blind*: nothing can
be read from its silence. Days that have a report become no row by themselves, unless an input asks
for them (option ``coverage: days``): that a count was made of what came to a hospital does not say
that everything would have been seen. The rows are of whoever published the file: a copy that lacks
a report does not show that none was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from trucewatch.sources.coverage import CoverageRows
from trucewatch.sources.interface import Context, CoverageColumns, not_this_form

Days = tuple[date, date]
"""First and last civil day, both included."""
OPTION = "coverage"
GAPS, DAYS = "gaps", "days"
ONE = timedelta(days=1)


def asked(context: Context) -> str:
    """What an input asks for: ``gaps``, ``days``, or nothing.

    Raises
    ------
    SourceError
        When the option is something else.
    """
    option = context.options.get(OPTION, "")
    if option not in {"", GAPS, DAYS}:
        raise not_this_form(context.file, f"option {OPTION}: {option}", f"{GAPS} or {DAYS}")
    return option


def runs(covered: Iterable[Days], first: date, last: date) -> Iterator[tuple[Days, bool]]:
    """Runs of days that are covered, or are not, in order, from `first` to `last`.

    Parameters
    ----------
    covered
        Days each report is taken for.
    first, last
        The days looked at.
    """
    at = first
    if first > last:
        return
    for start, end in _joined(covered):
        if end < at or start > last:
            continue
        if start > at:
            yield (at, start - ONE), False
        yield (max(start, at), min(end, last)), True
        at = end + ONE
    if at <= last:
        yield (at, last), False


def _joined(covered: Iterable[Days]) -> list[Days]:
    """The same days as runs that neither touch nor overlap."""
    found: list[Days] = []
    for start, end in sorted(covered):
        if found and start <= found[-1][1] + ONE:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def coverage(
    reports: Iterable[Days], window: Days, option: str, same: Mapping[str, str],
    properties: Iterable[str],
) -> CoverageColumns:
    """Rows of coverage between the first and the last report in view.

    Parameters
    ----------
    reports
        Days each report is taken for.
    window
        Days the input asks for.
    option
        What `asked` says.
    same
        ``body`` and ``zone`` of every row.
    properties
        Kinds of act the reports count.
    """
    rows, listed, kinds = CoverageRows(**same), list(reports), sorted(properties)
    if option and listed:
        first = max(window[0], min(start for start, _ in listed))
        last = min(window[1], max(end for _, end in listed))
        for (start, end), seen in runs(listed, first, last):
            if seen and option != DAYS:
                continue
            rows.add(
                properties=kinds, period=str(start) if start == end else f"{start}/{end}",
                state="alive" if seen else "blind",
                why="the file holds a report of these days" if seen else "the file holds no report "
                "of these days, and no later one whose hours reach back to them",
                locator=f"reports from {first} to {last}",
            )
    return rows.take()
