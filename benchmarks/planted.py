"""Tables with sums, running totals, ratios and dates, some with errors planted; seeded.

Each table is made like one of a monitor's sources: a family of columns that belong together, noise
columns that belong to nothing, cells missing, values carried forward, counts started again. Into
about two of three an error or several are planted, one cell each, away from each other; the others
hold throughout. What is planted is listed with its cell, so that a finding can be told from an
alarm. The generator knows nothing of the audit.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

Cell = int | str | None


@dataclass(frozen=True)
class Plant:
    """One planted thing: where, and what it is."""

    kind: str
    row: int
    """Row of the table, from 0."""
    column: str


@dataclass
class Planted:
    """A table as text, and what was planted in it."""

    seed: int
    family: str
    names: list[str]
    rows: list[list[Cell]]
    plants: list[Plant] = field(default_factory=list)

    def text(self) -> str:
        """The table as CSV."""
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(self.names)
        writer.writerows(["" if cell is None else cell for cell in row] for row in self.rows)
        return buffer.getvalue()

    def column(self, name: str) -> list[Cell]:
        """Cells of a column."""
        at = self.names.index(name)
        return [row[at] for row in self.rows]

    def put(self, row: int, name: str, value: Cell) -> None:
        """Change one cell."""
        self.rows[row][self.names.index(name)] = value

    def add(self, name: str, cells: list[Cell]) -> None:
        """Add a column."""
        self.names.append(name)
        for row, cell in zip(self.rows, cells, strict=True):
            row.append(cell)


def table(seed: int) -> Planted:
    """Make the table of a seed."""
    rng = random.Random(seed)
    family = FAMILIES[seed % len(FAMILIES)]
    made = family(rng, seed)
    _noise(rng, made)
    _gaps(rng, made)
    _form(rng, made)
    return made


def _days(rng: random.Random, count: int) -> list[Cell]:
    start = date(2024, 1, 1) + timedelta(days=rng.randrange(600))
    return [(start + timedelta(days=day)).isoformat() for day in range(count)]


def _start(rng: random.Random, seed: int, family: str, name: str = "date") -> Planted:
    count = rng.choice((24, 40, 60, 90, 150))
    days = _days(rng, count)
    return Planted(seed, family, [name], [[day] for day in days])


def _spots(rng: random.Random, made: Planted, least: int = 3) -> list[int]:
    """Rows to plant at: none in a third of the tables, else one to three, apart from each other."""
    if rng.random() < 1 / 3:
        return []
    wanted = rng.randint(1, 3)
    found: list[int] = []
    for _ in range(50):
        row = rng.randrange(least, len(made.rows) - 3)
        if all(abs(row - other) > 3 for other in found):
            found.append(row)
        if len(found) == wanted:
            break
    return sorted(found)


def _off(rng: random.Random, value: int) -> int:
    """Another value: a slip of a few, digits exchanged, or a digit too many."""
    text = str(value)
    how = rng.random()
    if how < 0.3 and len(text) > 1 and text[0] != text[1]:
        return int(text[1] + text[0] + text[2:])
    if how < 0.4 and value:
        return value * 10
    return value + rng.choice((1, 2, 3, 5, 6, 8, 10, 20))


def _counts(rng: random.Random, count: int, size: int) -> list[int]:
    return [max(0, round(rng.gauss(size, size / 2))) for _ in range(count)]


def parts(rng: random.Random, seed: int) -> Planted:
    """Several parts and their total; sometimes two totals."""
    made = _start(rng, seed, "parts")
    sets = [rng.choice((["shooting", "shelling", "raid", "demolition"],
                        ["men", "women", "children"], ["north", "centre", "south", "east", "west"],
                        ["food", "fuel"]))]
    if rng.random() < 0.3:
        sets.append(["aid", "commercial"])
    for at, names in enumerate(sets):
        size = rng.choice((4, 20, 150, 3000))
        columns = [_counts(rng, len(made.rows), size) for _ in names]
        total = [sum(row) for row in zip(*columns, strict=True)]
        label = rng.choice(("total", "all_acts", "reported")) if at == 0 else "trucks"
        for name, cells in zip(names, columns, strict=True):
            made.add(name, list(cells))
        made.add(label, list(total))
        for row in _spots(rng, made):
            name = rng.choice([label, *names])
            value = made.column(name)[row]
            if isinstance(value, int):
                made.put(row, name, _off(rng, value))
                made.plants.append(Plant("parts", row, name))
    return made


def _running(rng: random.Random, seed: int, family: str) -> tuple[Planted, list[tuple[str, str]]]:
    made = _start(rng, seed, family)
    pairs = []
    for stem in rng.sample(["killed", "injured", "trucks", "houses"], rng.randint(1, 3)):
        new = [max(1, n) for n in _counts(rng, len(made.rows), rng.choice((8, 40, 400)))]
        total, cells = rng.randrange(5000), []
        for value in new:
            total += value
            cells.append(total)
        cumulative = f"{stem}_{rng.choice(('cum', 'cumulative', 'so_far'))}"
        made.add(stem, list(new))
        made.add(cumulative, list(cells))
        pairs.append((stem, cumulative))
    return made, pairs


def running(rng: random.Random, seed: int) -> Planted:
    """Running totals and their increments."""
    made, pairs = _running(rng, seed, "running")
    for row in _spots(rng, made):
        stem, cumulative = rng.choice(pairs)
        name = rng.choice((stem, cumulative))
        value = made.column(name)[row]
        if isinstance(value, int):
            made.put(row, name, value + rng.choice((1, 2, 3, 5, 10, -1)))
            made.plants.append(Plant("running", row, name))
    return made


def falling(rng: random.Random, seed: int) -> Planted:
    """Running totals without increments, some that go down or start again."""
    made, pairs = _running(rng, seed, "falling")
    keep = [made.names.index(c) for _, c in pairs]
    made.rows = [[row[0], *(row[at] for at in keep)] for row in made.rows]
    made.names = ["date", *(f"{stem}_cum" for stem, _ in pairs)]
    if rng.random() < 0.25:
        _restart(rng, made)
        return made
    for row in _spots(rng, made):
        name = rng.choice(made.names[1:])
        before, after = made.column(name)[row - 1], made.column(name)[row]
        if isinstance(before, int) and isinstance(after, int):
            # From here on lower by more than it rose: a correction that stays.
            less = after - before + rng.randint(1, 9)
            for later in range(row, len(made.rows)):
                value = made.column(name)[later]
                made.put(later, name, (value if isinstance(value, int) else 0) - less)
            made.plants.append(Plant("falling", row, name))
    return made


def _restart(rng: random.Random, made: Planted) -> None:
    row = rng.randrange(len(made.rows) // 2, len(made.rows) - 4)
    for name in made.names[1:]:
        base = made.column(name)[row - 1]
        for later in range(row, len(made.rows)):
            value = made.column(name)[later]
            if isinstance(value, int) and isinstance(base, int):
                made.put(later, name, value - base)
        made.plants.append(Plant("restart", row, name))


def ratios(rng: random.Random, seed: int) -> Planted:
    """A quotient of two columns: a rate a day, a percentage, a rate per population, a product."""
    made = _start(rng, seed, "ratios")
    count = len(made.rows)
    what = rng.choice(("average", "percent", "per", "product"))
    base = [rng.randint(2, 60) * rng.choice((1, 7, 13)) for _ in range(count)]
    top = [round(b * rng.uniform(0.1, 0.98)) for b in base]
    places = rng.choice((1, 1, 2))
    if what == "average":
        base = [rng.randint(2, 31) for _ in range(count)]
        top = [b * rng.randint(50, 600) + rng.randint(0, b - 1) for b in base]
        columns = ("trucks", top), ("working_days", base)
        name, cells = "trucks_per_day", [f"{t / b:.{places}f}"
                                         for t, b in zip(top, base, strict=True)]
    elif what == "percent":
        columns = ("entered", top), ("planned", base)
        name, cells = "percent_entered", [f"{100 * t / b:.{places}f}"
                                          for t, b in zip(top, base, strict=True)]
    elif what == "per":
        base = [rng.randint(20_000, 900_000) for _ in range(count)]
        top = [rng.randint(20, 4000) for _ in range(count)]
        columns = ("cases", top), ("people", base)
        name, cells = "rate", [f"{100_000 * t / b:.{places}f}"
                               for t, b in zip(top, base, strict=True)]
    else:
        base = [rng.randint(2, 40) for _ in range(count)]
        each = [rng.randint(2, 25) for _ in range(count)]
        columns = ("remains_due", base), ("for_each", each)
        name, cells = "persons_due", [str(b * e) for b, e in zip(base, each, strict=True)]
    for label, values in columns:
        made.add(label, list(values))
    made.add(name, list(cells))
    for row in _spots(rng, made):
        value = str(made.column(name)[row])
        shift = float(rng.choice((1, 2, 5))) * 10 ** -(places - 1)
        made.put(row, name, f"{float(value) + shift:.{places}f}" if "." in value
                 else str(int(value) + rng.choice((1, 2, 5))))
        made.plants.append(Plant("ratios", row, name))
    return made


def percents(rng: random.Random, seed: int) -> Planted:
    """Percentages that are parts of 100; one above 100."""
    made = _start(rng, seed, "percents")
    names = [f"{name}_pct" for name in rng.sample(["by_road", "by_sea", "by_air", "by_rail"], 3)]
    columns: list[list[Cell]] = [[], [], []]
    for _ in made.rows:
        cuts = sorted(rng.sample(range(50, 950), 2))
        for share, value in zip(columns, (cuts[0], cuts[1] - cuts[0], 1000 - cuts[1]), strict=True):
            share.append(f"{value / 10:.1f}")
    for name, share in zip(names, columns, strict=True):
        made.add(name, share)
    for row in _spots(rng, made):
        name = rng.choice(names)
        given = float(str(made.column(name)[row]))
        made.put(row, name, f"{given + rng.choice((0.7, 2, 5, 10, 100)):.1f}")
        made.plants.append(Plant("percents", row, name))
    return made


def bounds(rng: random.Random, seed: int) -> Planted:
    """Events with a low, a best and a high estimate, not one a day."""
    made = _start(rng, seed, "bounds", "event_date")
    days = [row[0] for row in made.rows]
    for cells in made.rows:
        cells[0] = rng.choice(days)
    best = [max(1, int(rng.expovariate(0.15))) for _ in made.rows]
    made.add("low", [max(0, b - rng.randrange(4)) for b in best])
    made.add("best", list(best))
    made.add("high", [b + rng.randrange(6) for b in best])
    for row in _spots(rng, made):
        name, other = rng.choice((("low", "best"), ("high", "best")))
        value = made.column(other)[row]
        if isinstance(value, int):
            made.put(row, name, value + rng.randint(1, 9) if name == "low"
                     else max(0, value - rng.randint(1, 9)))
            made.plants.append(Plant("bounds", row, name))
    return made


def dates(rng: random.Random, seed: int) -> Planted:
    """Periods with a start, an end, a length and a weekday."""
    made = _start(rng, seed, "dates", "start_date")
    starts = [date.fromisoformat(str(row[0])) for row in made.rows]
    lengths = [rng.randint(1, 20) for _ in starts]
    inclusive, hours = rng.random() < 0.5, rng.random() < 0.3
    ends = [s + timedelta(days=n - inclusive) for s, n in zip(starts, lengths, strict=True)]
    made.add("end_date", [e.isoformat() for e in ends])
    made.add("hours" if hours else "days", [n * 24 if hours else n for n in lengths])
    made.add("weekday", [f"{s:%A}" for s in starts])
    for row in _spots(rng, made):
        what = rng.choice(("end_date", "length", "weekday"))
        if what == "end_date":
            made.put(row, what, (starts[row] - timedelta(days=rng.randint(1, 9))).isoformat())
        elif what == "length":
            what = "hours" if hours else "days"
            value = made.column(what)[row]
            made.put(row, what, (value if isinstance(value, int) else 0) + rng.choice((1, 2, 5)) *
                     (24 if hours else 1))
        else:
            made.put(row, what, f"{starts[row] + timedelta(days=rng.randint(1, 6)):%A}")
        made.plants.append(Plant("dates", row, what))
    return made


def periods(rng: random.Random, seed: int) -> Planted:
    """A daily series that says how many hours a row covers, and from which source it is."""
    made, _ = _running(rng, seed, "periods")
    made.add("report_period", [24] * len(made.rows))
    source = rng.choice((["ministry"], ["ministry", "media office"]))
    change = rng.randrange(5, len(made.rows) - 5)
    made.add("report_source", [source[0] if at < change else source[-1]
                               for at in range(len(made.rows))])
    if len(source) > 1:
        made.plants.append(Plant("periods", change, "report_source"))
    for row in _spots(rng, made):
        if abs(row - change) > 1:
            made.put(row, "report_period", rng.choice((0, 48, 72)))
            made.plants.append(Plant("periods", row, "report_period"))
    return made


def carried(rng: random.Random, seed: int) -> Planted:
    """Running totals, one of which stands still for a while with no increments given."""
    made, pairs = _running(rng, seed, "carried")
    if len(pairs) < 2:
        pairs.append(("", "visits_cum"))
        made.add("visits_cum", [1000 + 7 * at + at % 3 for at in range(len(made.rows))])
    stem, name = rng.choice(pairs)
    if stem:
        at = made.names.index(stem)
        made.names.pop(at)
        for cells in made.rows:
            cells.pop(at)
    made.names[made.names.index(name)] = name = f"{name.partition('_')[0]}_cum"
    if rng.random() < 0.7:
        length = rng.randint(10, 14)
        row = rng.randrange(2, max(len(made.rows) - length - 1, 3))
        value = made.column(name)[row - 1]
        for later in range(row, min(row + length, len(made.rows))):
            made.put(later, name, value)
        made.plants.append(Plant("carried", row, name))
    return made


def total_rows(rng: random.Random, seed: int) -> Planted:
    """A list by place with a row of totals below, sometimes by group with a total each."""
    made = Planted(seed, "total_rows", ["place"], [])
    columns = rng.sample(["killed", "injured", "displaced", "detained"], rng.randint(2, 4))
    made.names += columns
    at = 0
    for _ in range(rng.randint(1, 4)):
        block = [[rng.randrange(1, 400) for _ in columns] for _ in range(rng.randint(4, 12))]
        for row in block:
            at += 1
            made.rows.append([f"Place {at}", *row])
        sums = [sum(cells) for cells in zip(*block, strict=True)]
        if rng.random() < 0.5:
            off = rng.randrange(len(columns))
            sums[off] = _off(rng, sums[off])
            made.plants.append(Plant("total_rows", len(made.rows), columns[off]))
        made.rows.append([rng.choice(("Total", "TOTAL", "Total:")), *sums])
    return made


def mixed(rng: random.Random, seed: int) -> Planted:
    """Parts, their total, its running total and a percentage, side by side."""
    made = _start(rng, seed, "mixed")
    columns = [_counts(rng, len(made.rows), rng.choice((15, 60, 700))) for _ in range(3)]
    total = [sum(row) for row in zip(*columns, strict=True)]
    for name, cells in zip(("civilian", "military", "unknown"), columns, strict=True):
        made.add(f"deaths_{name}", list(cells))
    made.add("deaths", list(total))
    running_, last = [], rng.randrange(9000)
    for value in total:
        last += value
        running_.append(last)
    made.add("deaths_cumulative", list(running_))
    made.add("civilian_percent", [f"{100 * c / t:.1f}" if t else None
                                  for c, t in zip(columns[0], total, strict=True)])
    for row in _spots(rng, made):
        name = rng.choice(("deaths_military", "deaths_cumulative", "civilian_percent"))
        value = made.column(name)[row]
        if value is not None:
            made.put(row, name, value + rng.choice((1, 3, 7)) if isinstance(value, int)
                     else f"{float(str(value)) + rng.choice((-1.5, -3)):.1f}")
            made.plants.append(Plant("mixed", row, name))
    return made


def panel(rng: random.Random, seed: int) -> Planted:
    """Running totals of several places in one table, a row a place and day."""
    made, pairs = _running(rng, seed, "panel")
    places = rng.sample(["North", "Centre", "South", "East"], rng.randint(2, 4))
    days, base = [row[0] for row in made.rows], len(made.rows)
    rows: list[list[Cell]] = []
    for place in places:
        totals = {name: rng.randrange(3000) for _, name in pairs}
        for day in days:
            new = {stem: rng.randint(1, 50) for stem, _ in pairs}
            cells: list[Cell] = [day]
            for stem, name in pairs:
                totals[name] += new[stem]
                cells += [new[stem], totals[name]]
            rows.append([*cells, place])
    made.rows = rows
    made.names = [*made.names, "place"]
    for row in _spots(rng, made):
        name = rng.choice(pairs)[1]
        value = made.column(name)[row]
        if isinstance(value, int) and row % base > 1:
            made.put(row, name, value + rng.choice((1, 2, 5)))
            made.plants.append(Plant("panel", row, name))
    return made


FAMILIES: tuple[Callable[[random.Random, int], Planted], ...] = (
    parts, running, falling, ratios, percents, bounds, dates, periods, carried, total_rows,
    mixed, panel,
)


def _noise(rng: random.Random, made: Planted) -> None:
    """Columns that belong to nothing: levels, shares, counts, names."""
    count = len(made.rows)
    for name, make in (
        ("temperature", lambda: f"{rng.gauss(18, 6):.1f}"),
        ("checkpoints_open", lambda: rng.randint(0, 9)),
        ("price_index", lambda: rng.randint(90, 240)),
        ("observer", lambda: rng.choice(("team A", "team B", "team C"))),
        ("staff", lambda: rng.randint(30, 60)),
    ):
        if made.family != "total_rows" and rng.random() < 0.45:
            made.add(name, [make() for _ in range(count)])


NAMELESS = frozenset({"parts", "running", "ratios"})
"""Families whose columns can be told by their numbers alone."""


def _form(rng: random.Random, made: Planted) -> None:
    """Write the same table otherwise: names that say nothing, days backwards, thousands marked."""
    if made.family in NAMELESS and rng.random() < 0.3:
        new = {name: f"v{at}" for at, name in enumerate(made.names) if at}
        made.names = [new.get(name, name) for name in made.names]
        made.plants = [Plant(p.kind, p.row, new[p.column]) for p in made.plants]
    if made.family != "total_rows" and rng.random() < 0.2:
        made.rows.reverse()
        last = len(made.rows) - 1
        made.plants = [Plant(p.kind, last - p.row, p.column) for p in made.plants]
    how = rng.random()
    if how < 0.15:
        made.rows = [[f"{c:,}" if isinstance(c, int) else c for c in row] for row in made.rows]
    elif how < 0.25:
        digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
        made.rows = [[str(c).translate(digits) if isinstance(c, int) else c for c in row]
                     for row in made.rows]


def _gaps(rng: random.Random, made: Planted) -> None:
    """Cells left empty, away from what was planted: a missing part cannot be added up."""
    if made.family in {"total_rows", "carried", "falling"} or rng.random() < 0.4:
        return
    near = {plant.row + off for plant in made.plants for off in (-1, 0, 1)}
    for row in range(1, len(made.rows)):
        if row not in near and rng.random() < 0.05:
            name = rng.choice(made.names[1:])
            made.put(row, name, rng.choice((None, None, "n/a")))
