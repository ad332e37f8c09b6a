"""A table of reports into incidents: files in, files out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.link.candidates import FIELDS
from trucewatch.link.clustering import members
from trucewatch.link.learning import refit
from trucewatch.link.linking import compare, link
from trucewatch.link.repeated import CROWD, Heap, heaps
from trucewatch.link.tables import UNREADABLE, meanings, read_labels, read_reports
from trucewatch.link.weights import Weights, parse, probability, shipped
from trucewatch.model.csv_lines import csv_writer
from trucewatch.model.link import Label, Linked, Reports
from trucewatch.model.problem import Problem, in_order, shorten
from trucewatch.pipeline.step import problem
from trucewatch.store.engines import Engine, open_store

MOST_BYTES = 500_000_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which files hold what."""

    reports: Path
    taxonomy: Path | None = None
    actors: Path | None = None
    labels: Path | None = None
    weights: Path | None = None
    updates: Collection[str] = ()
    """Sources that tell of an incident again when more is known."""


@dataclass
class LinkResult:
    """What a table gave, or why it gave nothing."""

    problems: list[Problem]
    reports: Reports = field(default_factory=Reports)
    linked: Linked | None = None
    weights: Weights | None = None
    labels: int = 0

    @property
    def incidents(self) -> int:
        """Incidents; aggregates are none."""
        if self.linked is None:
            return 0
        return len({
            first for n, first in enumerate(self.linked.cluster) if not self.reports.aggregate[n]
        })

    @property
    def sizes(self) -> Counter[int]:
        """Incidents by number of reports."""
        cluster = [] if self.linked is None else self.linked.cluster
        groups = members(cluster)
        return Counter(len(g) for g in groups.values() if not self.reports.aggregate[g[0]])


def link_table(asked: Asked, engine: Engine | None = None) -> LinkResult:
    """Link the reports of a table.

    Parameters
    ----------
    asked
        The files.
    engine
        Where the queries run; ``None``: DuckDB.

    Returns
    -------
    LinkResult
        Never raises for bad input: problems say what is wrong.
    """
    problems: list[Problem] = []
    reports, labels, weights = _read(asked, problems)
    if weights is None or any(
        p.severity == "error" and (not p.line or p.code in UNREADABLE) for p in problems
    ):
        return LinkResult(in_order(problems))
    place = {name: n for n, name in enumerate(reports.id)}
    decided = {True: [], False: []}  # type: dict[bool, list[tuple[int, int]]]
    for label in labels:
        decided[label.same].append((place[label.one], place[label.other]))
    if labels:
        weights = _refitted(reports, weights, labels, place, asked.updates, engine)
    many = heaps(reports, {n for pairs in decided.values() for pair in pairs for n in pair})
    with open_store(engine) as store:
        linked, against = link(
            reports, weights, store, decided[True], decided[False], asked.updates, many)
    problems += [_heap(reports, heap, asked.reports.name) for heap in many]
    problems += [
        Problem(
            severity="warning", code="decisions_contradict", file=_name(asked.labels),
            found=f"{reports.id[a]} and {reports.id[b]}: different, yet joined by other labels",
            expected="labels that can all be followed",
            mend="they are joined; take back one of the labels that join them",
        )
        for a, b in against
    ]
    return LinkResult(in_order(problems), reports, linked, weights, len(labels) - len(against))


def _heap(reports: Reports, heap: Heap, file: str) -> Problem:
    """Say of reports too many to compare what became of them."""
    first = heap.all[0]
    if heap.crowd:
        return Problem(
            severity="warning", code="crowd", file=file,
            found=f"{len(heap.all):,} reports of one kind, place and day, "
                  f"from {shorten(reports.id[first], 60)} on",
            expected=f"at most {CROWD}", mend="they are compared with nothing, and stay incidents "
            "of their own unless labels join them; give closer points, or leave other kinds out",
        )
    return Problem(
        severity="warning", code="many_copies", file=file,
        found=f"{len(heap.all):,} reports of {shorten(reports.source[first], 60) or 'no source'} "
              f"that differ in nothing but their id, from {shorten(reports.id[first], 60)} on",
        expected="reports that differ" if heap.words else "words that tell them apart",
        mend="they count as one report" if heap.words else
             f"the first {heap.kept} are compared, the others stay incidents of their own",
    )


def _read(asked: Asked, problems: list[Problem]) -> tuple[Reports, list[Label], Weights | None]:
    data = read_bytes(asked.reports, problems)
    meant = meanings(_file(asked.taxonomy, problems), _file(asked.actors, problems), problems)
    reports = Reports() if data is None else read_reports(
        asked.reports.name, data, meant, problems)
    labels: list[Label] = []
    given = _file(asked.labels, problems)
    if given is not None:
        known = dict(zip(reports.id, reports.aggregate, strict=True))
        labels = read_labels(*given, known, problems)
    return reports, labels, _weights(asked.weights, problems)


def _weights(path: Path | None, problems: list[Problem]) -> Weights | None:
    given = _file(path, problems)
    if given is None:
        return shipped() if path is None else None
    try:
        return parse(given[1].decode("utf-8"))
    except ValueError as error:
        problems.append(problem("no_weights", given[0], str(error), "weights that were saved"))
        return None


def _file(path: Path | None, problems: list[Problem]) -> tuple[str, bytes] | None:
    data = None if path is None else read_bytes(path, problems)
    return None if path is None or data is None else (path.name, data)


def read_bytes(path: Path, problems: list[Problem]) -> bytes | None:
    """Bytes of a file; ``None`` with a problem where it cannot be read, or is too large."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        problems.append(problem("unreadable_file", path.name, str(error.strerror or error),
                                "a file that can be read"))
        return None
    if len(data) > MOST_BYTES:
        problems.append(problem("too_large", path.name, f"more than {MOST_BYTES:,} bytes",
                                "a smaller table"))
        return None
    return data


def _name(path: Path | None) -> str:
    return path.name if path is not None else ""


def _refitted(
    reports: Reports, weights: Weights, labels: Sequence[Label], place: dict[str, int],
    updates: Collection[str], engine: Engine | None,
) -> Weights:
    """Weights moved by the labels whose two reports are candidates of each other."""
    said: dict[tuple[int, int], set[bool]] = {}
    for label in labels:
        said.setdefault((place[label.one], place[label.other]), set()).add(label.same)
    # A pair people judged both ways teaches nothing.
    same = {pair: min(judged) for pair, judged in said.items() if len(judged) == 1}
    found = levels_of(reports, same, updates, engine)
    return refit(weights, [(levels, same[pair]) for pair, levels in sorted(found.items())])


def levels_of(
    reports: Reports, pairs: Iterable[tuple[int, int]], updates: Collection[str],
    engine: Engine | None,
) -> dict[tuple[int, int], dict[str, int]]:
    """Levels of some pairs, as far as they are candidates."""
    wanted = [(min(pair), max(pair)) for pair in pairs]
    with open_store(engine) as store:
        compare(reports, store, updates, heaps(reports, {n for pair in wanted for n in pair}))
        store.load("wanted", {"a": "BIGINT", "b": "BIGINT"}, {
            "a": [a for a, _ in wanted], "b": [b for _, b in wanted]})
        rows = store.rows(
            f"SELECT DISTINCT l.a, l.b, {', '.join(f'l.{f}' for f in FIELDS)} FROM level l "
            "JOIN wanted w ON w.a = l.a AND w.b = l.b ORDER BY l.a, l.b")
    return {
        (int(str(row[0])), int(str(row[1]))): {
            f: int(str(v)) for f, v in zip(FIELDS, row[2:], strict=True)}
        for row in rows
    }


def incident_ids(reports: Reports, cluster: Sequence[int]) -> list[str]:
    """Id of each report's incident: from the member whose id comes first."""
    made = {
        first: "i-" + hashlib.sha256(reports.id[first].encode()).hexdigest()[:16]
        for first in set(cluster)
    }
    return [made[first] for first in cluster]


def write(
    result: LinkResult, out: Path, pairs: Path | None = None, contains: Path | None = None,
    weights: Path | None = None,
) -> None:
    """Write what linking gave; files are made whole or not at all.

    Raises
    ------
    OSError
        When one cannot be written.
    """
    linked, reports = result.linked, result.reports
    if linked is None:
        return
    ids = incident_ids(reports, linked.cluster)
    write_table(out, ("report_id", "cluster_id"), zip(reports.id, ids, strict=True))
    if pairs is not None:
        write_table(pairs, ("report_id_l", "report_id_r", "match_probability"), (
            (reports.id[a], reports.id[b], f"{probability(odds):.6f}")
            for a, b, odds in linked.pairs))
    if contains is not None:
        write_table(contains, ("report_id", "member_id"), (
            (reports.id[a], reports.id[b]) for a, b in linked.contains))
    if weights is not None and result.weights is not None:
        weights.write_text(result.weights.text(), encoding="utf-8", newline="\n")


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file, whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv_writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
    part.replace(path)
