"""Rows of tables: many fields at once, or one by one, with the same values and Problems."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.cells import CellRecord, Header
from trucewatch.sources.tally import Extent

NAMES = ("a", "b", "c", "d")
CELL = st.sampled_from(
    ["", "0", "7", " 7 ", "2031", "-1", "1e3", "9" * 17, "=1", "+x", "@y", "-=z", "-z", "|=",
     "a|+b", "\t=1", "\u202ehidden", "a\u00a0b", "x\ny", "  two words ", "\u0663", "#tag"]
) | st.text(max_size=6)


@settings(max_examples=300, deadline=None)
@given(
    cells=st.lists(CELL, min_size=4, max_size=4),
    texts=st.lists(st.sampled_from((*NAMES, "gone")), unique=True, max_size=5),
    counts=st.lists(st.sampled_from((*NAMES, "gone")), unique=True, max_size=5),
    aside=st.frozensets(st.sampled_from(NAMES)), first=st.booleans(),
)
def test_groups_are_taken_as_fields_are(
    cells: list[str], texts: list[str], counts: list[str], aside: frozenset[str], first: bool
) -> None:
    counts = [name for name in counts if name not in texts]
    results = []
    for fast in (True, False):
        audit = Audit("file")
        values: dict[str, object] = dict(zip(NAMES, cells, strict=True))
        row = (
            CellRecord(Header(NAMES), list(cells), 2, audit, Extent(0, 1)) if fast
            else Record(values, 2, audit)
        )
        found: list[object] = []
        if first and texts:
            found.append(row.text(texts[0]) if not fast else row.texts_of((texts[0],))[0])
            rest = texts[1:]
        else:
            rest = texts
        found += row.texts_of(tuple(rest)) if fast else [row.text(name) for name in rest]
        found += row.integers_of(tuple(counts)) if fast else [row.integer(name) for name in counts]
        found += [row.has(name) for name in NAMES] if first else []
        row.close(aside)
        results.append((found, audit.problems()))
    assert results[0] == results[1]
