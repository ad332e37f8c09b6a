"""A proposal is a readable mapping for any table, however its columns are named."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.case.mappings import read_mapping
from trucewatch.model.problem import Problem
from trucewatch.sources.interface import NAMES, Context, SourceError
from trucewatch.sources.mapping.guess import guess
from trucewatch.sources.mapping.preview import told
from trucewatch.sources.mapping.propose import propose, provisional
from trucewatch.sources.tables.table import Table

NAME = st.text(max_size=12) | st.sampled_from(
    ["id", "Date", "lat", "lon", "Killed", "#date", "key: [x]", "# x", "a\nb", "' \" \\", "end"]
)
CELL = st.text(max_size=10) | st.sampled_from(["03/04/2031", "13/04/2031", "#date", "1,5"])


@settings(max_examples=120, deadline=None)
@given(names=st.lists(NAME, min_size=2, max_size=6, unique=True), data=st.data())
def test_any_table_gets_a_proposal_that_can_be_read(names: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.lists(CELL, min_size=len(names), max_size=len(names)),
                              max_size=4))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([names, *rows])
    stream = io.BytesIO(out.getvalue().encode("utf-8", "replace"))
    try:
        layout = provisional(stream, "table.csv")
        text = propose(stream, Context(tz="UTC", file="table.csv"), layout)
    except SourceError:
        return
    problems: list[Problem] = []
    mapping = read_mapping("proposal.yaml", text.encode(), problems)
    # A table without a date cannot be read before somebody says when it is of.
    assert {p.code for p in problems} <= {
        "unconfirmed_guess", "bad_time", "exact_points", "formula_in_text", "script_in_text",
        "hidden_direction",
    }, (text, problems)
    assert mapping is not None or "bad_time" in {p.code for p in problems}


def of(*cells: str) -> tuple[list[str], list[str]]:
    found = guess(Table(["date"], lambda taken: iter(())), [list(cells)])
    return found.formats, found.orders


def test_only_an_order_that_is_certain_is_proposed() -> None:
    assert of("13/04/2031", "05/04/2031") == (["DD/MM/YYYY"], [])
    assert of("04/13/2031") == (["MM/DD/YYYY"], [])
    assert of("03/04/2031", "05/06/2031") == ([], ["DD/MM/YYYY", "MM/DD/YYYY"])
    assert of("03/03/2031") == ([], ["DD/MM/YYYY", "MM/DD/YYYY"])
    assert of("2031-03-04") == ([], [])
    assert of("soon") == ([], [])


def test_no_cell_leaves_its_comment() -> None:
    row = dict.fromkeys(NAMES, "") | {"key": "1", "place": "Mill\nplausible: {}\u2028x\x85y"}
    assert told(tuple(row.values())) == "key 1, place Mill\ufffdplausible: {}\ufffdx\ufffdy"
