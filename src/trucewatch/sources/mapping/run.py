"""Blocks of a table into batches of the figures, by a compiled mapping.

A row ends in one way: it is read, if a claim of it stands; refused, if something of it could not be
read and nothing stands; left aside, if nothing is claimed of it by the mapping's own words. What
could not be read of a row that stands for something else is told by its Problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from trucewatch.model.instant import civil_day
from trucewatch.sources.audit import Audit
from trucewatch.sources.interface import NAMES, Batch, Columns
from trucewatch.sources.mapping.memo import Fault, Judge, Memo, is_missing, spread
from trucewatch.sources.mapping.plan import ClaimPlan, Plan, Texts, Turn
from trucewatch.sources.mapping.texts import as_text, bare
from trucewatch.sources.tables.names import is_tags
from trucewatch.sources.tables.table import Block, Nested, Table
from trucewatch.sources.tally import Extent

NEEDED = ("source", "subject", "property", "basis", "earliest", "latest", "stance", "scope")
NO_KEY = Fault("no_key", "an id, in every column of the key")
NO_VALUE = Fault("missing_value", "a value")
NO_NUMBER = "no number in the columns claims are made of"
OUTSIDE = "outside the period asked for"
TAGS = "a row of HXL tags"
NAMED = "place as named: "
BACKWARDS = Fault("end_before_start", "an end that is not before the start")
LOW_ABOVE = Fault("low_above_high", "low up to high", "kept as stated", "warning")
QUALIFIER_SIGNS = Fault("bad_qualifier", "a value without ';' and '='")


class Runner:
    """Reads one table."""

    def __init__(
        self, plan: Plan, parser: str, audit: Audit, window: tuple[date, date] | None, tz: str
    ) -> None:
        self.plan, self.parser, self.audit = plan, parser, audit
        self._window = None
        if window is not None:
            self._window = civil_day(window[0], tz).lo, civil_day(window[1], tz).hi
        self._tz = tz

    def batches(self, table: Table) -> Iterator[Batch]:
        """Read all of it; the last batch carries the Problems and what became of the rows."""
        first = True
        for block in table.blocks(self.plan.taken):
            self.audit.tally.met += len(block)
            chosen = self._without_tags(block) if first else block
            first = False
            chosen = self._chosen(chosen)
            if len(chosen):
                yield self._batch(chosen)
        yield Batch({name: [] for name in NAMES}, self.audit.problems(), [], self.audit.tally)

    def _without_tags(self, block: Block) -> Block:
        """Leave a row of HXL tags aside that no mapping asked for."""
        if not len(block) or not is_tags([cells[0] for cells in block.columns]):
            return block
        self._aside(TAGS, 1)
        return block.only(range(1, len(block)))

    def _aside(self, reason: str, count: int) -> None:
        if count:
            aside = self.audit.tally.aside
            aside[reason] = aside.get(reason, 0) + count

    def _chosen(self, block: Block) -> Block:
        """Rows the mapping chooses; those left aside are counted, others refused."""
        for choice, place in self.plan.choices:
            left = {value: f"{choice.column} is {value}" for value in choice.aside}
            judge, keep = Judge(self.audit, block), list[int]()
            values = Memo(choice.column, self._choice).read(block.columns[place], judge)
            for at, value in enumerate(values):
                if at in judge.bad:
                    self.audit.tally.refused += 1
                elif value in left:
                    self._aside(left[value], 1)
                elif value in choice.read:
                    keep.append(at)
                else:
                    self.audit.tally.refused += 1
                    self.audit.report(
                        "not_coded", line=block.lines[at], field=choice.column,
                        found=value or "nothing", expected="a value listed under 'choose'",
                        mend="list it under 'read' or 'aside'; the row is left out until then",
                    )
            if len(keep) < len(block):
                block = block.only(keep)
        return block

    def _choice(self, cell: object, noted: list[Fault]) -> str:
        return "" if is_missing(cell, self.plan.missing) else bare(cell, noted)

    def _batch(self, block: Block) -> Batch:
        turn = Turn(self.audit, block)
        keys, keyless = self._keys(turn)
        columns: Columns = {name: [] for name in NAMES}
        extents: list[tuple[Extent, ...]] = []
        read: set[int] = set()
        refused = set(keyless)
        outside: set[int] = set()
        whole = False
        for claim in self.plan.claims:
            made = _Claim(self, claim, turn, keys)
            bad = made.bad | keyless
            refused |= bad
            beyond = self._beyond(made) - bad
            outside |= beyond
            keep = made.kept(bad | beyond)
            made.put(columns, keep)
            extents += block.extents if keep is None else [block.extents[at] for at in keep]
            if keep is None:
                whole = True
            else:
                read.update(keep)
        self._count(len(block), None if whole else read, refused, outside)
        return Batch(columns, [], extents)

    def _count(self, rows: int, read: set[int] | None, refused: set[int],
               outside: set[int]) -> None:
        tally = self.audit.tally
        if read is None:
            tally.read += rows
            return
        tally.read += len(read)
        tally.refused += len(refused - read)
        self._aside(OUTSIDE, len(outside - refused - read))
        self._aside(NO_NUMBER, rows - len(read | refused | outside))

    def _beyond(self, made: _Claim) -> set[int]:
        """Rows outside the period the input asks for."""
        if self._window is None:
            return set()
        (first, last), spans = self._window, self.plan.clock.spans
        return {
            at for at, (start, end) in enumerate(made.ends())
            if start and end and (spans[end].hi < first or spans[start].lo > last)
        }

    def _keys(self, turn: Turn) -> tuple[list[str], set[int]]:
        """Key of each row, its parts joined so that no two keys can become one."""
        block, missing = turn.block, self.plan.missing
        parts = []
        for place in self.plan.key:
            cells = block.columns[place]
            parts.append(["" if is_missing(cell, missing) else as_text(cell) for cell in cells])
        keyless: set[int] = set()
        for texts in parts:
            if "" in texts:
                keyless |= {at for at, text in enumerate(texts) if not text}
        name = ", ".join(self.plan.mapping.key)
        for at in sorted(keyless):
            self.audit.report(NO_KEY.code, line=block.lines[at], field=name, found="nothing",
                              expected=NO_KEY.expected, mend=NO_KEY.mend)
        if len(parts) == 1:
            return parts[0], keyless
        parts = [[text.replace("%", "%25").replace("/", "%2F") for text in texts]
                 if any("/" in text or "%" in text for text in texts) else texts
                 for texts in parts]
        return list(map("/".join, zip(*parts, strict=True))), keyless


class _Claim:
    """One claim of the rows of a block."""

    def __init__(self, runner: Runner, plan: ClaimPlan, turn: Turn, keys: list[str]) -> None:
        self._runner, self._plan, self._turn = runner, plan, turn
        self._keys = keys
        self._texts = {name: turn.texts(read) for name, read in plan.readers.items()}
        self._numbers = {name: turn.texts(read) for name, read in plan.numbers.items()}
        readers = [*plan.readers.values(), *plan.numbers.values(), *plan.qualifiers.values()]
        if plan.point is not None:
            readers.append(plan.point)
        self.bad: set[int] = set().union(*(turn.bad(read) for read in readers))
        self._empty = self._without_number()
        self._needed()
        self._in_order()
        self._qualifiers = self._qualified()

    def _say(self, at: int, field: str, found: object, fault: Fault) -> None:
        self._turn.audit.report(
            fault.code, severity=fault.severity, line=self._turn.block.lines[at], field=field,
            found=found, expected=fault.expected, mend=fault.mend,
        )
        if fault.severity == "error":
            self.bad.add(at)

    def _without_number(self) -> set[int]:
        """Rows in which every number is missing, where that means that nothing is claimed."""
        lists = [texts for texts in self._numbers.values() if not isinstance(texts, str)]
        if not lists or self._plan.claim.without_number == "claim":
            return set()
        if not all("" in texts for texts in lists):
            return set()
        return {at for at, ends in enumerate(zip(*lists, strict=True))
                if not any(ends) and at not in self.bad}

    def _needed(self) -> None:
        for name in NEEDED:
            texts = self._texts[name]
            if "" not in texts if not isinstance(texts, str) else texts:
                continue
            places = range(len(self._turn.block)) if isinstance(texts, str) else [
                at for at, text in enumerate(texts) if not text]
            for at in places:
                if at not in self.bad and at not in self._empty:
                    self._say(at, name, "nothing", NO_VALUE)

    def ends(self) -> Iterator[tuple[str, str]]:
        """First and last instant of each row, as written."""
        rows = len(self._turn.block)
        return zip(*(_listed(self._texts[name], rows) for name in ("earliest", "latest")),
                   strict=True)

    def _in_order(self) -> None:
        """Look whether what starts also ends, and whether low is below high."""
        readers, spans = self._plan.readers, self._runner.plan.clock.spans
        time = self._plan.claim.latest or self._runner.plan.mapping.every.latest
        if time is not None and readers["latest"] is not readers["earliest"]:
            for at, (start, end) in enumerate(self.ends()):
                if start and end and at not in self.bad and spans[start].lo > spans[end].hi:
                    self._say(at, "latest", f"{start} to {end}", BACKWARDS)
        low, high = self._numbers.get("low"), self._numbers.get("high")
        if low is None or high is None or low is high:
            return
        rows = len(self._turn.block)
        for at, pair in enumerate(zip(_listed(low, rows), _listed(high, rows), strict=True)):
            if all(pair) and int(pair[0]) > int(pair[1]):
                self._say(at, "low, high", f"{pair[0]} to {pair[1]}", LOW_ABOVE)

    def _qualified(self) -> Texts:
        """Qualifiers in one text, in the order of their keys."""
        if not self._plan.qualifiers:
            return self._texts["qualified"]
        given = {key: self._turn.texts(read) for key, read in self._plan.qualifiers.items()}
        if all(isinstance(texts, str) for texts in given.values()):
            return "; ".join(f"{key}={text}" for key, text in given.items() if text)
        rows = len(self._turn.block)
        made = []
        for at, values in enumerate(zip(*(_listed(t, rows) for t in given.values()),
                                        strict=True)):
            joined = "".join(values)
            if ";" in joined or "=" in joined:
                self._say(at, "qualifiers", "; ".join(values), QUALIFIER_SIGNS)
            made.append("; ".join(f"{key}={value}" for key, value
                                  in zip(given, values, strict=True) if value))
        return made

    def kept(self, bad: set[int]) -> list[int] | None:
        """Rows the claim is made of; ``None``: all of them."""
        out = bad | self.bad | self._empty
        return None if not out else [at for at in range(len(self._turn.block)) if at not in out]

    def put(self, columns: Columns, keep: list[int] | None) -> None:
        """Append the claim's rows."""
        rows = len(self._turn.block) if keep is None else len(keep)
        made = {**self._texts, **self._numbers, "qualifiers": self._qualifiers}
        key = "/".join(self._runner.plan.mapping.key)
        made["key"] = self._keys
        if self._plan.suffix:
            made["key"] = [f"{one}/{self._plan.suffix}" for one in self._keys]
        if made["locator"] == "":
            made["locator"] = [f"{key} {one}" for one in self._keys]
        if made["original"] == "" and self._plan.original:
            made["original"] = self._original()
        if self._plan.point is not None:
            points = self._turn.texts(self._plan.point)
            made["note"] = self._named(made["note"], made["place"], points)
            made["place"] = self._placed(made["place"], points)
        if made["parser"] == "":
            made["parser"] = self._runner.parser
        for name in NAMES:
            texts = made.get(name, "")
            columns[name] += [texts] * rows if isinstance(texts, str) else spread(texts, keep)

    def _original(self) -> list[str]:
        """Numbers as they are written, with their columns."""
        columns = self._turn.block.columns
        parts = [[f"{name}={_shown(cell)}" for cell in columns[place]]
                 for name, place in self._plan.original]
        return parts[0] if len(parts) == 1 else list(map("; ".join, zip(*parts, strict=True)))

    def _placed(self, names: Texts, points: Texts) -> list[str]:
        """The point where there is one, else the name."""
        rows = len(self._turn.block)
        return [point or name for name, point
                in zip(_listed(names, rows), _listed(points, rows), strict=True)]

    def _named(self, notes: Texts, names: Texts, points: Texts) -> Texts:
        """Notes, with the name of the place where its point stands in its stead."""
        if names == "":
            return notes
        rows = len(self._turn.block)
        return [
            (f"{note}; {NAMED}{name}" if note else NAMED + name) if point and name else note
            for note, name, point in zip(_listed(notes, rows), _listed(names, rows),
                                         _listed(points, rows), strict=True)
        ]


def _listed(texts: Texts, rows: int) -> Sequence[str]:
    return [texts] * rows if isinstance(texts, str) else texts


def _shown(cell: object) -> str:
    """A cell as written, with nothing hidden in it."""
    text = cell if type(cell) is str else str(cell) if isinstance(cell, Nested) else as_text(cell)
    return text if text.isprintable() else "".join(
        ch if ch.isprintable() else "\N{REPLACEMENT CHARACTER}" for ch in text)


