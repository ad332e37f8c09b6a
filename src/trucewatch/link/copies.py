"""Reports that tell the same words: exact and near copies, proposed as pairs; nothing is merged.

Two texts are alike as far as their runs of three words are the same (Jaccard). Every pair above
the threshold is found, by looking only at the rarest runs of each text: two sets that share half
of their members share one of those. Nothing is drawn at random, so the same texts give the same
pairs.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from trucewatch.link.texts import Text, changed_numbers, read
from trucewatch.model.case import Case

ALIKE = (1, 2)
"""Threshold, as a fraction. Of n words, one changed in the middle leaves (n - 5) of (n + 1) runs:
half from eleven words on. Two texts that share only an opening formula reach a half where two
thirds of each are word for word the other's; below that most pairs are the same event told twice.
"""
MAX_PAIRS = 20_000
"""More pairs are no list a person reads; how far it was looked is told."""
WORDS = 8
"""Fewer words than these are compared with nothing: they are values and formulas."""


@dataclass(frozen=True)
class Passage:
    """Words of one report: one passage of it, or all its passages."""

    report: str
    source: str
    lineages: frozenset[str]
    published: str
    address: str
    original: str
    rows: tuple[tuple[str, str], ...]
    """Data set and key of the rows they stand in."""
    text: Text
    whole: bool = False


@dataclass(frozen=True)
class Pair:
    """Two passages that are alike, the earlier published first."""

    first: Passage
    second: Passage
    shared: int
    """Runs of words both have."""
    runs: int
    """Runs of words either has."""
    exact: bool
    """The same words and numbers in the same order."""
    numbers: tuple[tuple[str, str], ...]
    """Numbers that differ, the first's beside the second's; empty text: no counterpart."""

    @property
    def id(self) -> str:
        """Short name to accept it by; it hangs on what the two passages say and where."""
        parts = [p.report + "\n" + p.original for p in (self.first, self.second)]
        return hashlib.sha256("\n\n".join(sorted(parts)).encode()).hexdigest()[:10]

    @property
    def percent(self) -> int:
        """How alike, in whole percent, rounded down."""
        return 100 if self.exact else self.shared * 100 // self.runs


@dataclass(frozen=True)
class Found:
    """Pairs, and what was not looked at."""

    pairs: list[Pair]
    compared: int
    """Passages compared."""
    short: int
    """Passages of fewer words than `WORDS`."""
    withheld: int
    """Rows left alone because they are personal."""
    cut: bool = False
    """Whether there may be more pairs than `MAX_PAIRS`, which were not looked for."""


def copies(case: Case) -> Found:
    """Pairs of passages of different lineages that are alike, the most alike first."""
    claims = case.claims
    rows = [dict(zip(claims, row, strict=True)) for row in zip(*claims.values(), strict=True)]
    open_rows = [row for row in rows if row["claim_id"] not in case.persons]
    found = passages(open_rows)
    long = [p for p in found if len(p.text.words) >= WORDS]
    likely = candidates([p.text for p in long], [p.lineages for p in long])
    alike = (p for a, b in likely if (p := _pair(long[a], long[b])))
    pairs = list(islice(alike, MAX_PAIRS + 1))
    return Found(
        sorted(_without_repeats(pairs[:MAX_PAIRS]),
               key=lambda p: (-p.percent, p.first.published, p.id)),
        len(long), len(found) - len(long), len(rows) - len(open_rows), len(pairs) > MAX_PAIRS,
    )


def passages(rows: Iterable[Mapping[str, object]]) -> list[Passage]:
    """Every passage, each once per report, and every report of several passages as a whole."""
    by_report: dict[str, dict[str, list[Mapping[str, object]]]] = defaultdict(dict)
    for row in rows:
        if str(row["original"] or "").strip():
            told = by_report[str(row["report_id"])]
            told.setdefault(str(row["original"]), []).append(row)
    found = []
    for told in by_report.values():
        found += [_passage(words, some) for words, some in told.items()]
        if len(told) > 1:
            every = [row for some in told.values() for row in some]
            found.append(_passage("\n".join(told), every, whole=True))
    return found


def _passage(
    words: str, rows: Sequence[Mapping[str, object]], *, whole: bool = False
) -> Passage:
    first = rows[0]
    return Passage(
        report=str(first["report_id"]), source=str(first["source"]),
        lineages=frozenset(part for row in rows for part in str(row["lineage"]).split("+")),
        published=str(first["published"] or ""), address=str(first["address"] or ""),
        original=words, rows=tuple((str(row["dataset"]), str(row["key"])) for row in rows),
        text=read(words), whole=whole,
    )


def candidates(
    texts: Sequence[Text], apart: Sequence[frozenset[str]] | None = None
) -> Iterator[tuple[int, int]]:
    """Every pair of texts that can be alike enough, each once, as positions.

    Parameters
    ----------
    texts
        The texts.
    apart
        Lineages of each: texts that share one are no pair, however many there are.
    """
    groups = apart or [frozenset({str(here)}) for here in range(len(texts))]
    common = Counter(run for text in texts for run in text.runs)
    part, of = ALIKE
    holders: dict[tuple[str, ...], dict[frozenset[str], list[int]]] = defaultdict(dict)
    for here, text in enumerate(texts):
        size = len(text.runs)
        rarest = sorted(text.runs, key=lambda run: (common[run], run))
        near: set[int] = set()
        # Sets that share part/of of all share at least that of their own: one of so many rarest.
        for run in rarest[: size + (-part * size // of) + 1]:
            for group, held in holders[run].items():
                if not group & groups[here]:
                    near.update(held)
            holders[run].setdefault(groups[here], []).append(here)
        for there in sorted(near):
            sizes = sorted((size, len(texts[there].runs)))
            if sizes[0] * of >= sizes[1] * part:
                yield there, here


def _pair(one: Passage, other: Passage) -> Pair | None:
    """The pair, if its passages are alike and not of one report or lineage already."""
    if one.report == other.report or one.lineages & other.lineages or one.whole != other.whole:
        return None
    shared = len(one.text.runs & other.text.runs)
    runs = len(one.text.runs | other.text.runs)
    if shared * ALIKE[1] < runs * ALIKE[0]:
        return None
    first, second = sorted(
        (one, other), key=lambda p: (not p.published, p.published, p.source, p.report, p.rows)
    )
    return Pair(
        first, second, shared, runs, one.text.words == other.text.words,
        tuple(changed_numbers(first.text, second.text)),
    )


def _without_repeats(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """A report as a whole is told only where no passage of it tells it already."""
    listed = list(pairs)
    told = {(p.first.report, p.second.report) for p in listed if not p.first.whole}
    for pair in listed:
        there = {(pair.first.report, pair.second.report), (pair.second.report, pair.first.report)}
        if not pair.first.whole or not there & told:
            yield pair
