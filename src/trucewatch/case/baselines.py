"""Baselines of ``sources.yaml``: what they refer to, and what of them is not at hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from trucewatch.case.closed import check_properties, check_qualifier
from trucewatch.case.document import Document, View
from trucewatch.case.header import Known
from trucewatch.case.milestones import anchor_span, check_anchor
from trucewatch.case.names import first_only, good_id
from trucewatch.case.sections import Item
from trucewatch.model.baseline import Baseline, BaselinePeriod
from trucewatch.model.instant import iso
from trucewatch.model.problem import Problem

NEEDED = ("properties", "series", "zones", "periods")


def baseline_ok(item: Item, known: Known, problems: list[Problem]) -> bool:
    """Tell whether a baseline can be computed as it stands; everything wrong is reported."""
    baseline: Baseline = item.value
    view, before = item.view, len(problems)
    for name in NEEDED:
        if not getattr(baseline, name):
            problems.append(view.problem(
                "missing_field", (name,), found="an empty list", expected="at least one"
            ))
    check_properties(baseline.properties, view, ("properties",), problems)
    for name, names in (("zones", known.zones), ("parties", known.parties)):
        for place, one in enumerate(getattr(baseline, name)):
            names.check(one, view, (name, place), problems)
    for name in ("properties", "series", "zones", "parties"):
        _no_repeats(getattr(baseline, name), view, name, problems)
    for name in baseline.where:
        check_qualifier(name, view, ("where", name), problems)
    if baseline.precise_days < 1:
        problems.append(view.problem(
            "negative_number", ("precise_days",), found=baseline.precise_days,
            expected="1 or more",
        ))
    seen: dict[str, int] = {}
    for place, period in enumerate(baseline.periods):
        _check_period(period, view.child("periods", place), known, seen, problems)
    return len(problems) == before


def _no_repeats(names: list[str], view: View, where: str, problems: list[Problem]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            problems.append(view.problem(
                "duplicate_id", (where, place), found=name, expected="each once",
                mend="twice in the list would count it twice",
            ))


def _check_period(
    period: BaselinePeriod, view: View, known: Known, seen: dict[str, int],
    problems: list[Problem],
) -> None:
    before = len(problems)
    if good_id(period.id, view, ("id",), problems):
        first_only(period.id, seen, view, ("id",), problems)
    for name in ("start", "end"):
        anchor = getattr(period, name)
        check_anchor(anchor, view, (name,), known.tz, problems)
        if anchor.after:
            known.milestones.check(anchor.after, view, (name, "after"), problems)
    if len(problems) > before:
        return
    start = anchor_span(period.start, known.resolved, known.tz)
    end = anchor_span(period.end, known.resolved, known.tz)
    if start is not None and end is not None and end.hi <= start.lo:
        problems.append(view.problem(
            "end_before_start", ("end",), found=iso(end.hi),
            expected=f"an end after the start, {iso(start.lo)}",
        ))


def note_missing(
    document: Document, inputs: Mapping[str, bool], subjects: Collection[str],
    problems: list[Problem],
) -> None:
    """Name inputs without figures, and series of baselines without a row: not at hand, not zero.

    Parameters
    ----------
    document
        ``sources.yaml``.
    inputs
        By id of an input: whether its figures are in the folder.
    subjects
        Subjects some claim has.
    problems
        Notes are appended here.
    """
    view = View(document)
    for place, entry in _items(document, "inputs"):
        if inputs.get(str(entry.get("id"))) is False:
            problems.append(view.problem(
                "not_collected", ("inputs", place, "id"), severity="note",
                found=f"no figures/{entry['id']}.csv", expected="figures read by 'collect'",
                mend="fetch the file and run 'collect'; until then nothing of it is known here",
            ))
    for place, entry in _items(document, "baselines"):
        series = entry.get("series")
        for at, name in enumerate(series if isinstance(series, list) else []):
            if name not in subjects:
                problems.append(view.problem(
                    "series_without_rows", ("baselines", place, "series", at), severity="note",
                    found=name, expected="rows of this series among the figures",
                    mend="the baseline is shown without it, and says so",
                ))


def _items(document: Document, section: str) -> list[tuple[int, dict[str, object]]]:
    data = document.data if isinstance(document.data, dict) else {}
    items = data.get(section, [])
    return [
        (place, item) for place, item in enumerate(items if isinstance(items, list) else [])
        if isinstance(item, dict)
    ]
