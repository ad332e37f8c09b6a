"""A table of reports as people have it, into the columns a linker compares."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from trucewatch.model.instant import parse_date
from trucewatch.model.link import (
    ACTOR_COLUMNS,
    AREA,
    EXACT,
    JUDGEMENTS,
    LABEL_COLUMNS,
    LONGEST,
    NOWHERE,
    REPORT_COLUMNS,
    TAXONOMY_COLUMNS,
    TOWN,
    Label,
    Reports,
)
from trucewatch.model.problem import Problem, Severity, shorten
from trucewatch.model.spelling import folded

EPOCH = date(1970, 1, 1)
PRECISIONS = {"exact": EXACT, "town": TOWN, "area": AREA, "": AREA}
KILOMETRE, FIVE = 1_000, 5_000
UNREADABLE = frozenset({"column_twice", "missing_column", "not_csv", "not_utf8"})
"""Problems after which a file, read in part or not at all, may not be gone on with."""
KINDS = ("", "incident", "aggregate")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_WHOLE = re.compile(r"\d{1,12}")


@dataclass
class Said:
    """Problems of one file, by line."""

    file: str
    problems: list[Problem]

    def say(
        self, code: str, line: int, column: str, found: str, expected: str, mend: str = "",
        severity: Severity = "warning",
    ) -> None:
        """Report a cell."""
        self.problems.append(Problem(
            severity=severity, code=code, file=self.file, line=line or None, field=column,
            found=shorten(found) or "nothing", expected=expected, mend=mend))


@dataclass
class Meanings:
    """What codes of kinds and spellings of actors mean."""

    kinds: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)
    actors: dict[str, tuple[str, str]] = field(default_factory=dict)

    def kind(self, source: str, code: str) -> tuple[str, str, str]:
        """Levels of a code, finest first; a code nothing is known of is its own level."""
        if not code:
            return "", "", ""
        own = folded(code).replace("_", " ")
        return self.kinds.get((source, code)) or self.kinds.get(("", code)) or (own, own, own)

    def actor(self, spelling: str) -> tuple[str, str]:
        """Whom a spelling means, and whose side that is."""
        known = self.actors.get(spelling)
        return known if known is not None else (folded(spelling), "")


def rows(
    file: str, data: bytes, columns: Sequence[str], needed: Sequence[str],
    problems: list[Problem],
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their lines; cells of columns it lacks are empty."""
    said = Said(file, problems)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said.say("not_utf8", 1, "", f"a byte that is no UTF-8, at {error.start}", "UTF-8",
                 severity="error")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        missing = [name for name in needed if name not in header]
        if missing:
            said.say("missing_column", 1, "", ", ".join(header),
                     f"the columns {', '.join(missing)}", severity="error")
            return
        twice = sorted({name for name in header if header.count(name) > 1})
        if twice:
            said.say("column_twice", 1, "", ", ".join(twice), "every column once",
                     severity="error")
            return
        ignored = [name for name in header if name not in columns]
        if ignored:
            said.say("column_left_aside", 1, "", ", ".join(ignored),
                     f"columns among {', '.join(columns)}", severity="note")
        for row in reader:
            if len(row) == len(header):
                yield reader.line_num, {**dict.fromkeys(columns, ""), **dict(
                    zip(header, row, strict=True))}
            elif row:
                said.say("ragged_row", reader.line_num, "", f"{len(row)} cells",
                         f"{len(header)} cells", "the row is left out", severity="error")
    except csv.Error as error:
        said.say("not_csv", reader.line_num, "", str(error), "CSV", severity="error")


def meanings(
    taxonomy: tuple[str, bytes] | None, actors: tuple[str, bytes] | None, problems: list[Problem]
) -> Meanings:
    """Read the tables of kinds and actors, where there are any."""
    found = Meanings()
    if taxonomy is not None:
        for line, row in rows(*taxonomy, TAXONOMY_COLUMNS, TAXONOMY_COLUMNS, problems):
            levels = tuple(folded(row[name]) for name in ("level1", "level2", "level3"))
            key = (row["source"], row["code"])
            if found.kinds.setdefault(key, levels) != levels:  # type: ignore[arg-type]
                Said(taxonomy[0], problems).say(
                    "meant_twice", line, "code", row["code"],
                    f"one meaning: {' > '.join(found.kinds[key])}", "the first is used")
        _check_circles(taxonomy[0], found, problems)
    if actors is not None:
        for line, row in rows(*actors, ACTOR_COLUMNS, ACTOR_COLUMNS[:2], problems):
            meant = (folded(row["actor"]), folded(row["side"]))
            if found.actors.setdefault(row["spelling"], meant) != meant:
                Said(actors[0], problems).say(
                    "meant_twice", line, "spelling", row["spelling"],
                    f"one actor: {found.actors[row['spelling']][0]}", "the first is used")
    return found


def _check_circles(file: str, found: Meanings, problems: list[Problem]) -> None:
    """Name kinds that stand above each other: no level can be the coarser of the two."""
    above: dict[str, set[str]] = {}
    for levels in found.kinds.values():
        for place, low in enumerate(levels):
            above.setdefault(low, set()).update(high for high in levels[place + 1:] if high != low)
    for one in sorted(above):
        for other in sorted(above[one]):
            if one < other and one in above.get(other, ()):
                Said(file, problems).say(
                    "circle", 0, "level2", f"{one} above {other} and below it",
                    "one of them above the other", "pairs of the two are compared as they stand")


def read_reports(
    file: str, data: bytes, meant: Meanings, problems: list[Problem]
) -> Reports:
    """Read a table of reports.

    A report without a source, day or place is kept; it is linked with nothing but by decision. A
    cell that cannot be read counts as empty, and is named.
    """
    said = Said(file, problems)
    columns = [column.name for column in REPORT_COLUMNS]
    seen: dict[str, tuple[int, dict[str, str]]] = {}
    for line, row in rows(file, data, columns, ["report_id"], problems):
        name = row["report_id"]
        if not name:
            said.say("missing_value", line, "report_id", "", "an id", "the row is left out",
                     "error")
        elif name in seen:
            said.say("duplicate_id", line, "report_id", name,
                     f"an id of its own; line {seen[name][0]} has it", "the row is left out",
                     "error")
        else:
            seen[name] = (line, row)
    found = Reports()
    for name in sorted(seen):
        _add(found, *seen[name], meant, said)
    _note_unplaced(found, said)
    return found


def _add(found: Reports, line: int, row: Mapping[str, str], meant: Meanings, said: Said) -> None:
    first, last = _days(row["date"], line, said)
    lat, lon = _degrees(row, line, said)
    low, high = (_whole(row, name, line, said) for name in ("fatalities_min", "fatalities_max"))
    if low is not None and high is not None and low > high:
        said.say("ends_before_start", line, "fatalities_max", str(high), f"not below {low}",
                 "neither is used")
        low = high = None
    fine, middle, coarse = meant.kind(row["source"], row["event_type"])
    actor, side = meant.actor(row["actor"])
    events = _whole(row, "n_events", line, said)
    if events == 0:
        said.say("wrong_type", line, "n_events", "0", "1 or more", "it counts as one")
    if row["kind"] not in KINDS:
        said.say("not_one_of", line, "kind", row["kind"], "incident, aggregate, or nothing",
                 "it counts as an incident unless it tells of several events")
    clock = _CLOCK.fullmatch(row["time"])
    if row["time"] and clock is None:
        said.say("bad_time", line, "time", row["time"], "HH:MM", "it is not used")
    found.id.append(row["report_id"])
    found.source.append(row["source"])
    found.aggregate.append(int(row["kind"] == "aggregate" or (events or 1) > 1))
    found.first.append(first)
    found.last.append(last)
    found.minute.append(int(clock[1]) * 60 + int(clock[2]) if clock else None)
    found.lat.append(lat)
    found.lon.append(lon)
    found.shrink.append(
        max(1, round(1000 * math.cos(math.radians((lat or 0) / 1e6)) ** 2)))
    found.precision.append(NOWHERE if lat is None else _precision(row, line, said))
    found.place.append(folded(row["place"]))
    found.fine.append(fine)
    found.middle.append(middle)
    found.coarse.append(coarse)
    found.actor.append(actor)
    found.side.append(side)
    found.low.append(low)
    found.high.append(high)
    found.events.append(events or 1)
    found.text.append(row["text"])


def _days(text: str, line: int, said: Said) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    first, _, last = text.partition("/")
    try:
        days = [(parse_date(part) - EPOCH).days for part in (first, last or first)]
    except ValueError:
        days = [1, 0]
    if days[0] > days[1]:
        said.say("bad_date", line, "date", text, "2025-10-13, or two joined by '/', in order",
                 "it is linked with nothing")
        return None, None
    return days[0], days[1]


def _degrees(row: Mapping[str, str], line: int, said: Said) -> tuple[int | None, int | None]:
    texts = row["latitude"], row["longitude"]
    if not any(texts):
        return None, None
    found = []
    for text, limit in zip(texts, (90, 180), strict=True):
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not abs(value) <= limit:
            said.say("bad_position", line, "latitude", f"{texts[0]}, {texts[1]}",
                     "degrees north and east", "it counts as without a place")
            return None, None
        found.append(round(value * 1_000_000))
    return found[0], found[1]


def _precision(row: Mapping[str, str], line: int, said: Said) -> int:
    text = row["geo_precision"]
    if text in PRECISIONS:
        return PRECISIONS[text]
    if _WHOLE.fullmatch(text):
        metres = int(text)
        return EXACT if metres <= KILOMETRE else TOWN if metres <= FIVE else AREA
    said.say("bad_precision", line, "geo_precision", text, "exact, town, area, or metres",
             "it counts as area")
    return AREA


def _whole(row: Mapping[str, str], name: str, line: int, said: Said) -> int | None:
    text = row[name]
    if not text:
        return None
    if _WHOLE.fullmatch(text) and text.isascii():
        return int(text)
    said.say("wrong_type", line, name, text, "a whole number", "it counts as not told")
    return None


def _note_unplaced(found: Reports, said: Said) -> None:
    reasons: dict[str, Callable[[int], bool]] = {
        "without a day": lambda n: found.first[n] is None,
        "without a place": lambda n: found.precision[n] == NOWHERE and not found.place[n],
        f"of more than {LONGEST} days": lambda n: _span(found, n) > LONGEST,
        "without a source": lambda n: not found.source[n],
    }
    for reason, lacks in reasons.items():
        count = sum(map(lacks, range(len(found))))
        if count:
            said.say("not_comparable" if "source" not in reason else "no_source", 0, "",
                     f"{count:,} of {len(found):,} reports {reason}", "", severity="note",
                     mend="linked by decision alone" if "source" not in reason
                     else "compared as if each had a source of its own")


def _span(found: Reports, n: int) -> int:
    first, last = found.first[n], found.last[n]
    return 0 if first is None or last is None else last - first


def read_labels(
    file: str, data: bytes, known: Mapping[str, int], problems: list[Problem]
) -> list[Label]:
    """Read what people decided; labels that cannot be followed are named.

    Parameters
    ----------
    file, data
        The table.
    known
        Ids of the reports, and 1 for those of several incidents.
    problems
        Gains what is wrong.
    """
    said = Said(file, problems)
    found = []
    for line, row in rows(file, data, LABEL_COLUMNS, LABEL_COLUMNS, problems):
        one, other, judged = (row[name] for name in LABEL_COLUMNS)
        missing = [name for name in (one, other) if name not in known]
        if missing:
            said.say("unknown_reference", line, "report_id_l", ", ".join(missing),
                     "reports of the table", "the label is left out")
        elif judged not in JUDGEMENTS or one == other:
            said.say("not_one_of", line, "judgement",
                     judged if one != other else "one report twice",
                     f"one of {', '.join(JUDGEMENTS)}, of two reports", "the label is left out")
        elif judged == "same" and known[one] != known[other]:
            said.say("not_one_of", line, "judgement", "same, of an incident and an aggregate",
                     "two incidents, or two aggregates",
                     "the label is left out: an aggregate contains incidents, it is none")
        elif judged != "unsure":
            found.append(Label(min(one, other), max(one, other), judged == "same"))
    return found
