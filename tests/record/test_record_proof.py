"""A proof shows a report's rows without the record; changed in any way it shows them no more."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from growing import REAL, REPORT, SMALL, TOOL, after, fill, find, own, proof_of, reports
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.record import Record, RecordError, proof
from trucewatch.record.line import StampRow, sealed, sha256
from trucewatch.record.proof import Proven, check_proof
from trucewatch.record.prove import make_proof
from trucewatch.record.tree import Frontier

TOKEN = b"a token"
SHA = sha256(TOKEN)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A record of a real case with a report read twice and a stamp over it, and that report."""
    root = tmp_path_factory.mktemp("proof") / "r"
    report = fill(root, REAL, reread=5)
    with Record.open(root, write=True) as record:
        row = StampRow(4, record.batches[3].head, "https://tsa.example", SHA, "")
        record.append({}, {}, after(400), TOOL, kind="stamp", stamps=[(row, TOKEN)])
    return root, report


@pytest.fixture(scope="module")
def text(made: tuple[Path, str]) -> bytes:
    """A proof of that report."""
    return proof_of(Record.open(made[0]), made[1])


def wrong(proven: Proven) -> bool:
    """Whether a proof was refused; a refused one says where, and shows nothing."""
    for problem in proven.problems:
        assert (problem.severity, problem.code, problem.file) == (
            "error", "proof_does_not_hold", "p.json")
        assert problem.expected
        assert str(problem).isprintable()
    if proven.problems:
        assert (proven.rows, proven.report, proven.record, proven.recorded) == ([], "", "", [])
    return bool(proven.problems)


def check(data: object, against: str = "") -> Proven:
    given = data if isinstance(data, bytes) else json.dumps(data).encode()
    return check_proof(given, "p.json", against)


def test_a_proof_shows_the_rows_as_recorded(made: tuple[Path, str], text: bytes) -> None:
    record = Record.open(made[0])
    proven = check_proof(text, "p.json")
    assert proven.problems == []
    assert (proven.report, proven.record, proven.head) == (made[1], record.id, record.head)
    assert proven.recorded == [record.batches[1].time, record.batches[2].time]
    assert len(proven.rows) > 1
    assert {row["report_id"] for row in proven.rows} == {made[1]}
    assert [row["note"] for row in proven.rows].count("read again") == 1
    assert all(list(row) == [c.name for c in CLAIM_COLUMNS] for row in proven.rows)
    assert [stamp["head"] for stamp in proven.stamps] == [f"4:{record.batches[3].head}"]


def test_every_report_of_a_record_can_be_shown(made: tuple[Path, str], tmp_path: Path) -> None:
    fill(tmp_path / "r", SMALL, reread=0)
    small, real = Record.open(tmp_path / "r"), Record.open(made[0])
    seen = 0
    for record, some in ((small, reports(small)), (real, reports(real)[::9])):
        for report in some:
            proven = check_proof(proof_of(record, report), "p.json", record.head)
            assert proven.problems == []
            assert {row["report_id"] for row in proven.rows} == {report}
            seen += len(proven.rows) if record is small else 0
    assert seen == sum(
        batch.tables["claims"].rows for batch in small.batches if "claims" in batch.tables)


def test_a_proof_leads_to_the_head_somebody_knows(made: tuple[Path, str], text: bytes) -> None:
    record = Record.open(made[0])
    assert not wrong(check_proof(text, "p.json", record.head))
    assert not wrong(check_proof(text, "p.json", f" {record.head}\n"))
    for other in ("x", " ", record.head[:-1], f"4:{record.batches[3].head}", record.head.upper()):
        assert wrong(check_proof(text, "p.json", other))


def test_a_proof_is_the_same_whenever_it_is_made(made: tuple[Path, str], text: bytes) -> None:
    assert proof_of(Record.open(made[0]), made[1]) == text
    assert text.isascii()
    assert text.endswith(b"}\n")


def test_a_proof_shows_no_other_report(made: tuple[Path, str], text: bytes) -> None:
    others = set(reports(Record.open(made[0]))) - {made[1]}
    assert others
    assert not any(other.encode() in text for other in others)


def test_a_report_that_is_not_there_has_no_proof(made: tuple[Path, str]) -> None:
    record = Record.open(made[0])
    assert find(record, "0" * 64) == []
    with pytest.raises(RecordError, match="no such report"):
        make_proof(record, "0" * 64, [])


def test_a_token_that_is_not_as_received_is_not_passed_on(tmp_path: Path) -> None:
    root = tmp_path / "r"
    report = fill(root, SMALL)
    with Record.open(root, write=True) as record:
        row = StampRow(3, record.batches[2].head, "https://tsa.example", SHA, "")
        record.append({}, {}, after(400), TOOL, kind="stamp", stamps=[(row, TOKEN)])
    assert proof_of(Record.open(root), report)
    (root / "proofs" / f"{SHA}.tsr").write_bytes(b"other")
    with pytest.raises(RecordError, match="altered time stamp"):
        proof_of(Record.open(root), report)


# --- changes ---


def places(data: object, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in the JSON, whole lists and objects included."""
    yield at
    if isinstance(data, dict):
        for key in data:
            yield from places(data[key], (*at, key))
    if isinstance(data, list):
        for number, item in enumerate(data):
            yield from places(item, (*at, number))


def value_at(data: Any, at: tuple[Any, ...]) -> Any:
    for step in at:
        data = data[step]
    return data


def changed(data: Any, at: tuple[Any, ...], value: object) -> Any:
    """A copy with another value at a place."""
    if not at:
        return value
    made = copy.deepcopy(data)
    value_at(made, at[:-1])[at[-1]] = value
    return made


def shown(proven: Proven) -> object:
    """What a proof shows, but for what it says itself that it leaves out: signatures.

    Why the number before a hash is left out: `test_the_size_of_a_head_is_compared_with_the_head`.
    """
    return (proven.report, proven.head.partition(":")[2], proven.rows, proven.recorded,
            [str(stamp["head"]).partition(":")[2] for stamp in proven.stamps])


ANY = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(10**30, 10**40), st.floats(), st.text(),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(), st.integers(), max_size=2),
    st.sampled_from(["", "0" * 64, SHA, "f" * 64, "1:" + SHA]),
)


def other(draw: Callable[[Any], Any], value: object) -> object:
    """Something near a value, or anything else."""
    if isinstance(value, str) and value and draw(st.booleans()):
        at = draw(st.integers(0, len(value) - 1))
        instead = draw(st.sampled_from(["", "0", "1", "a", "F", " ", '"', ",", "\\", "é", "²"]))
        return value[:at] + instead + value[at + draw(st.integers(0, 1)) :]
    if isinstance(value, int) and draw(st.booleans()):
        return value + draw(st.integers(-2, 2))
    if isinstance(value, list) and value and draw(st.booleans()):
        at = draw(st.integers(0, len(value) - 1))
        return draw(st.sampled_from([
            value[:at] + value[at + 1 :], [*value[: at + 1], *value[at:]], value[::-1],
            [*value, SHA],
        ]))
    if isinstance(value, dict) and value and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(value)))
        fewer = {k: v for k, v in value.items() if k != key}
        return draw(st.sampled_from([fewer, {**fewer, key + " ": value[key]}, {**value, "x": 1}]))
    return draw(ANY)


@given(data=st.data())
def test_a_changed_value_shows_nothing_or_the_same(text: bytes, data: st.DataObject) -> None:
    whole = json.loads(text)
    at = data.draw(st.sampled_from([at for at in places(whole) if at != ("record",)]))
    value = other(data.draw, value_at(whole, at))
    changed_proof = changed(whole, at, value)
    proven = check(changed_proof)
    if not wrong(proven):
        before = shown(check(whole))
        if at == ("rows",) and isinstance(value, list):
            # Fewer rows, or in another order: each still stands where it stood.
            rows = check(whole).rows
            assert proven.rows
            assert all(row in rows for row in proven.rows)
            assert len(proven.rows) <= len(rows)
        elif at == ("stamps",) and isinstance(value, list):
            assert {s["head"] for s in proven.stamps} <= {s["head"] for s in check(whole).stamps}
        else:
            assert shown(proven) == before


def test_a_proof_cannot_be_passed_off_as_of_another_record(text: bytes) -> None:
    assert wrong(check({**json.loads(text), "record": "0" * 64}))


def test_the_size_of_a_head_is_compared_with_the_head(text: bytes) -> None:
    """A path decides what stands left and right of a line, not how many lines there are.

    So a head is only ever compared whole, size and hash.
    """
    whole = json.loads(text)
    size, _, head = whole["head"].partition(":")
    for wrong_size in range(1, 20):
        if wrong_size != int(size):
            forged = {**whole, "head": f"{wrong_size}:{head}"}
            assert wrong(check(forged, whole["head"]))


def texts(text: bytes) -> tuple[Any, list[Any], list[Any]]:
    whole = json.loads(text)
    return whole, whole["lines"], whole["rows"]


def test_every_character_of_a_row_and_of_a_line_counts(text: bytes) -> None:
    whole, lines, rows = texts(text)
    for kind, number, size, step in (
        ("rows", 0, len(rows[0]["text"]), 7), ("lines", 0, len(lines[0]["text"]), 23),
    ):
        for at in range(0, size, step):
            said = whole[kind][number]["text"]
            for instead in ("", "0" if said[at] != "0" else "1", said[at] * 2):
                made = changed(whole, (kind, number, "text"), said[:at] + instead + said[at + 1 :])
                proven = check(made)
                # A line's own head is not part of what is hashed: it says nothing here.
                within = kind == "lines" and json.loads(said)["head"]
                if not (within and abs(at - said.index(within) - 32) <= 33):
                    assert wrong(proven)


def test_columns_cannot_be_renamed_or_swapped(made: tuple[Path, str], text: bytes) -> None:
    whole, lines, _ = texts(text)
    for old, new in (('"low","high"', '"high","low"'), ('"low"', '"lost"'), ('"source"', '"x"')):
        assert old in lines[0]["text"]
        renamed = lines[0]["text"].replace(old, new)
        assert wrong(check(changed(whole, ("lines", 0, "text"), renamed)))
    # Not even by somebody who writes the heads anew: that is another head.
    record = Record.open(made[0])
    batch = record.batches[1]
    table = batch.tables["claims"]
    tables = {**batch.tables, "claims": replace(table, columns=(*table.columns[:-1], "x"))}
    forged, tree = sealed(replace(batch, seq=1, tables=tables), Frontier())
    rows = [{**row, "seq": 1} for row in whole["rows"] if row["seq"] == batch.seq]
    own = {**whole, "lines": [{"text": forged.line().decode(), "path": []}], "stamps": [],
           "rows": rows, "head": f"1:{tree.root().hex()}", "record": tree.root().hex(),
           "record_path": []}
    assert not wrong(check(own))
    assert check(own).rows[0].keys() != check(whole).rows[0].keys()
    assert wrong(check(own, record.head))


def test_rows_cannot_be_passed_off_as_of_another_line_table_or_place(text: bytes) -> None:
    whole, _, rows = texts(text)
    seqs = {row["seq"] for row in rows}
    assert len(seqs) == 2
    for number, row in enumerate(rows):
        others: list[tuple[str, object]] = [
            ("seq", next(iter(seqs - {row["seq"]}))), ("seq", 99), ("seq", str(row["seq"])),
            ("table", "states"), ("table", ["claims"]), ("index", row["index"] + 1),
            ("index", -1), ("index", str(row["index"])), ("index", float(row["index"])),
        ]
        for name, value in others:
            assert wrong(check(changed(whole, ("rows", number, name), value)))


def test_a_row_is_counted_once(text: bytes) -> None:
    whole, _, rows = texts(text)
    assert wrong(check({**whole, "rows": [*rows, rows[0]]}))
    assert wrong(check({**whole, "rows": []}))


def test_a_line_without_a_row_says_nothing_of_when(made: tuple[Path, str], text: bytes) -> None:
    """A line of the day before would otherwise make a report look older than it is."""
    whole, lines, rows = texts(text)
    later = [row for row in rows if row["seq"] == 3]
    assert later
    proven = check({**whole, "rows": later, "lines": lines})
    assert proven.problems or proven.recorded == [Record.open(made[0]).batches[2].time]


def test_a_stamp_that_leaves_a_line_out_is_refused(text: bytes) -> None:
    whole = json.loads(text)
    paths = whole["stamps"][0]["paths"]
    first, second = sorted(paths)
    for made in (
        {}, {first: paths[first]}, {**paths, "1": paths[first]}, {**paths, "²": []},
        {f"0{first}": paths[first], second: paths[second]}, {first: paths[second], second: []},
        {"٢": paths[first], second: paths[second]}, [paths[first], paths[second]], None,
    ):
        assert wrong(check(changed(whole, ("stamps", 0, "paths"), made)))
    values: list[object] = [None, 1, ["x"], {}]
    for name in ("head", "token", "authority"):
        for value in values:
            assert wrong(check(changed(whole, ("stamps", 0, name), value)))


@pytest.mark.parametrize("head", [
    "{size}:{head} ", " {size}:{head}", "0{size}:{head}", "{size}:{head}\n", "{size}", "{head}",
    "{size}:{head}0", "-{size}:{head}", "{size}::{head}", "٥:{head}",
])
def test_a_head_is_written_in_one_way(text: bytes, head: str) -> None:
    whole = json.loads(text)
    size, _, digest = whole["head"].partition(":")
    assert wrong(check({**whole, "head": head.format(size=size, head=digest)}))


# --- what somebody may hand in ---


HOSTILE: list[bytes] = [
    b"", b"\x00", b"\xff\xfe", b"{}", b"[]", b"null", b"1", b"NaN", b'"x"', b"{", b"9" * 10_000,
    b"[" * 100_000, b'{"a":' * 100_000, b'{"format":"trucewatch/proof@1"}',
    b'{"format":["trucewatch/proof@1"]}', b'{"format":"trucewatch/proof@2"}', b"\xef\xbb\xbf{}",
]


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_proof_is_a_problem_and_no_traceback(data: bytes) -> None:
    assert wrong(check_proof(data, "p.json"))
    assert wrong(check_proof(data, "p.json", "1:" + SHA))


@given(data=st.data())
def test_anything_anywhere_is_a_problem_and_no_traceback(
    text: bytes, data: st.DataObject
) -> None:
    whole = json.loads(text)
    at = data.draw(st.sampled_from(list(places(whole))))
    values = st.recursive(ANY, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
    proven = check(changed(whole, at, data.draw(values)))
    assert wrong(proven) or proven.rows


def test_nesting_is_a_problem_and_no_traceback(text: bytes) -> None:
    """At every place, and just as deep as what reads JSON still takes."""
    whole = json.loads(text)
    ways = [(), *((key,) for key in whole), ("lines", 0), ("lines", 0, "text"), ("rows", 0),
            ("lines", 0, "path"), ("rows", 0, "text"), ("rows", 0, "seq"), ("rows", 0, "table"),
            ("rows", 0, "index"), ("stamps", 0, "paths"), ("stamps", 0, "head"),
            ("stamps", 0, "token"), ("stamps", 0, "paths", "2")]
    deepest = sys.getrecursionlimit()
    for at in ways:
        before = json.dumps(changed(whole, at, "HERE")).encode()
        for depth in (10, *range(deepest - 120, deepest + 10, 3), 50_000):
            given = before.replace(b'"HERE"', b"[" * depth + b"]" * depth)
            assert wrong(check_proof(given, "p.json"))


def test_a_proof_larger_than_any_is_refused_unread(
    text: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "PROOF_LARGEST", len(text) - 1)
    assert wrong(check_proof(text, "p.json"))
    monkeypatch.setattr(proof, "PROOF_LARGEST", len(text))
    assert not wrong(check_proof(text, "p.json"))


def test_a_record_written_by_hand_is_shown_as_what_it_is() -> None:
    proven = check(own(json.dumps([REPORT, 1, None, "é"]), "report_id", "a", "b", "c"))
    assert not wrong(proven)
    assert proven.rows == [{"report_id": REPORT, "a": 1, "b": None, "c": "é"}]


@pytest.mark.parametrize("row", [
    "", "not json", "{}", "null", "[", "[" * 100_000, "[]", f'["{REPORT}"]', f'["{REPORT}",1,2]',
    f'["{REPORT}",1.5]', f'["{REPORT}",NaN]', f'["{REPORT}",true]', f'["{REPORT}",[]]',
    f'["{REPORT}",{{}}]',
    f'["{REPORT}",' + "9" * 10_000 + "]", f'["{REPORT}",' + "[" * 980 + "]" * 980 + "]", '["x",1]',
    "[null,1]", '"\ud800"', f'["{REPORT}",1]x',
], ids=range(20))
def test_a_row_written_by_hand_is_a_problem_and_no_traceback(row: str) -> None:
    assert wrong(check(own(row, "report_id", "a")))


@pytest.mark.parametrize("columns", [(), ("a", "b"), ("report_id",), ("report_id", "a", "b")])
def test_columns_that_do_not_fit_are_a_problem_and_no_traceback(columns: tuple[str, ...]) -> None:
    assert wrong(check(own(json.dumps([REPORT, 1]), *columns)))
