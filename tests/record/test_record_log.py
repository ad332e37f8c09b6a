"""Every byte of the log is covered: what is not as it was written is named by its line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from growing import NOW, after, lines
from growing import grow as grow_record
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.record.line import (
    KINDS,
    Batch,
    StampRow,
    Table,
    batch_id,
    canonical,
    check_against,
    is_table_name,
    moment_of,
    parse_head,
    prefixed,
    read_line,
    read_log,
    sealed,
    stamp_of,
)
from trucewatch.record.tree import EMPTY, Frontier, leaf_hash, root_of

SHA = "0123456789abcdef" * 4
TABLE = Table(("a", "b"), SHA, 3, SHA)
STAMP = StampRow(1, SHA, "", "", "no authority")


def grow(count: int, words: str = "batch") -> list[Batch]:
    """Lines of a log, one after another."""
    tree, made = Frontier(), []
    for number in range(1, count + 1):
        batch, tree = sealed(Batch(
            seq=number, time=stamp_of(after(number)), tables={"claims": TABLE},
            notes={"words": f"{words} {number}"}, files={"x.csv": SHA}, tool="test 1",
        ), tree)
        made.append(batch)
    return made


def text(batches: Sequence[Batch]) -> bytes:
    return b"".join(batch.line() + b"\n" for batch in batches)


def found(data: bytes) -> list[tuple[str, int | None]]:
    return [(p.code, p.line) for p in read_log(data).problems]


def full() -> Batch:
    """A line in which every field holds something."""
    return sealed(Batch(
        seq=1, time=stamp_of(NOW), kind="take", holder="record:é\ud800\n", tables={"claims": TABLE},
        files={"https://example.org/a?b\n": SHA, "": SHA}, objects={SHA: SHA}, keys={"k": SHA},
        stamps=(STAMP, StampRow(2, SHA, "https://tsa.example", SHA, "")), notes={"n": "\x00"},
        origin={"record": SHA, "seq": "1"}, tool="نص",
    ), Frontier())[0]


def test_a_line_has_one_form_and_comes_back() -> None:
    line = full().line()
    assert read_line(line) == full()
    assert line.isascii()
    assert b" " not in line.replace(b"no authority", b"")
    assert line == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":")).encode()
    assert canonical({"b": 1, "a": "é"}) == b'{"a":"\\u00e9","b":1}'


@given(
    notes=st.dictionaries(st.text(), st.text()), holder=st.text(), tool=st.text(),
    columns=st.lists(st.text()), rows=st.integers(1, 10**12), kind=st.sampled_from(KINDS),
    when=st.datetimes(timezones=st.just(UTC)),
)
def test_whatever_a_line_says_comes_back(
    notes: dict[str, str], holder: str, tool: str, columns: list[str], rows: int, kind: str,
    when: datetime,
) -> None:
    batch, _ = sealed(Batch(
        seq=1, time=stamp_of(when), kind=kind, holder=holder, notes=notes, tool=tool,
        tables={"claims": Table(tuple(columns), SHA, rows, SHA)},
    ), Frontier())
    log = read_log(batch.line() + b"\n")
    assert log.problems == []
    assert log.batches == [batch]
    assert batch.moment == when


@given(when=st.datetimes(timezones=st.timezones()))
def test_an_instant_is_written_in_utc_in_one_length(when: datetime) -> None:
    if not 2 <= when.year <= 9998:
        return
    written = stamp_of(when)
    assert len(written) == len("2026-01-31T00:00:00.000000Z")
    assert moment_of(written) == when
    assert (stamp_of(when + timedelta(microseconds=1)) > written) is True


@pytest.mark.parametrize("wrong", [
    "", "2026-01-31", "2026-01-31T00:00:00Z", "2026-01-31T00:00:00.000000", "now",
    "2026-01-31T00:00:00.000000+00:00", "2026-02-30T00:00:00.000000Z",
    "2026-01-31T24:00:00.000000Z", "2026-01-31T00:60:00.000000Z", "2026-12-31T23:59:60.000000Z",
    "0000-01-01T00:00:00.000000Z", " 2026-01-31T00:00:00.000000Z", "2026-01-31T00:00:00.000000Z\n",
    "٢٠٢٦-01-31T00:00:00.000000Z", "2026-01-31t00:00:00.000000z", "2026-W01-1T00:00:00.000000Z",
])
def test_a_time_that_does_not_exist_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"instant|range|month|hour|minute|second|year|iso"):
        moment_of(wrong)
    unreadable(without(full().line(), "time", wrong))


def unreadable(line: bytes) -> None:
    """Fail unless the line is refused with what was expected, and in no other way."""
    with pytest.raises(ValueError, match=r"\w") as caught:
        read_line(line)
    assert type(caught.value) is ValueError


def without(line: bytes, field: str, value: object) -> bytes:
    """The same line with another value for a field, in the form lines are written in."""
    data = json.loads(line)
    assert field in data
    data[field] = value
    return canonical(data)


TEXTS: list[object] = [None, 1, 1.5, True, [], {}, float("nan")]
DIGESTS: list[object] = [*TEXTS, "", "ab", SHA.upper(), SHA + "0", SHA + "\n", "g" * 64]
MAPPINGS: list[object] = [None, 1, True, [], "", [["a", SHA]], {"a": 1}, {"a": None}, {"a": [SHA]}]
NUMBERS: list[object] = [None, True, False, "1", 1.0, -1, 0, [], {}, float("nan"), float("inf")]
WRONG: Mapping[str, Sequence[object]] = {
    "seq": NUMBERS, "time": TEXTS, "holder": TEXTS, "tool": TEXTS,
    "batch": DIGESTS, "head": DIGESTS, "previous": DIGESTS,
    "kind": [*TEXTS, "", "Data", "data ", "other"],
    "files": [*MAPPINGS, {"a": SHA.upper()}, {"a": ""}], "keys": [*MAPPINGS, {"a": "key"}],
    "objects": [*MAPPINGS, {"a": SHA}, {SHA: "a"}, {SHA.upper(): SHA}],
    "notes": MAPPINGS, "origin": MAPPINGS,
    "tables": [None, 1, [], "", {"claims": None}, {"claims": []}, {"claims": {}}, {"Claims": {}}],
    "stamps": [None, 1, {}, "", [1], [None], [{}], [[]]],
}


def test_every_field_is_tried() -> None:
    assert set(WRONG) == set(json.loads(full().line()))


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in WRONG.items() for value in values])
def test_a_field_of_another_kind_is_refused(field: str, value: object) -> None:
    unreadable(without(full().line(), field, value))


WRONG_INSIDE: Mapping[str, Sequence[object]] = {
    "columns": [None, "a", {}, [1], [None], [["a"]], True], "root": DIGESTS, "sha256": DIGESTS,
    "rows": NUMBERS,
}
WRONG_STAMP: Mapping[str, Sequence[object]] = {
    "size": [None, True, "1", 1.0, [], {}, float("nan")], "head": DIGESTS, "authority": TEXTS,
    "reason": [*TEXTS, ""], "token": [None, 0, False, True, 1, [], {}, "ab", SHA.upper()],
}


@pytest.mark.parametrize(
    ("field", "value"), [(f, value) for f, values in WRONG_INSIDE.items() for value in values])
def test_a_table_of_another_kind_is_refused(field: str, value: object) -> None:
    line = full().line()
    table = {**json.loads(line)["tables"]["claims"], field: value}
    with pytest.raises(ValueError, match="tables"):
        read_line(without(line, "tables", {"claims": table}))


@pytest.mark.parametrize(
    ("field", "value"), [(f, value) for f, values in WRONG_STAMP.items() for value in values])
def test_a_stamp_of_another_kind_is_refused(field: str, value: object) -> None:
    line = full().line()
    stamp = {**json.loads(line)["stamps"][0], field: value}
    with pytest.raises(ValueError, match="stamps"):
        read_line(without(line, "stamps", [stamp]))


def test_a_field_more_or_less_is_refused() -> None:
    data = json.loads(full().line())
    for field in data:
        with pytest.raises(ValueError, match="exactly the fields"):
            read_line(canonical({k: v for k, v in data.items() if k != field}))
    for inside, more in (("tables", {"claims": {**data["tables"]["claims"], "x": 1}}),
                         ("stamps", [{**data["stamps"][0], "x": 1}])):
        with pytest.raises(ValueError, match=inside):
            read_line(canonical({**data, inside: more}))
    with pytest.raises(ValueError, match="exactly the fields"):
        read_line(canonical({**data, "x": 1}))


@pytest.mark.parametrize("name", [
    "", "Claims", "claims ", "../x", "a/b", "a.b", "a-b", "1a", "_a", "é", "a" * 33, "a\n",
    "con", "prn", "aux", "nul", "com1", "com0", "lpt9",
])
def test_a_table_is_named_so_that_every_system_can_hold_it(name: str) -> None:
    assert not is_table_name(name)
    line = full().line()
    with pytest.raises(ValueError, match="tables: by name"):
        read_line(without(line, "tables", {name: json.loads(line)["tables"]["claims"]}))
    assert is_table_name("claims")
    assert is_table_name("a" * 32)
    assert not is_table_name(None)


HOSTILE = [
    b"", b"{}", b"[]", b"1", b"null", b'"x"', b"{", b"\xff", b"\x00", b"[" * 100_000,
    b'{"a":' * 100_000, b"9" * 10_000, b"NaN", b"-Infinity", "{}".encode("utf-16"),
]


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_line_is_a_problem_and_no_crash(line: bytes) -> None:
    unreadable(line)
    good = grow(1)
    assert found(text(good) + line + b"\n") == [("unreadable_line", 2)]


def test_the_same_said_in_another_form_is_refused() -> None:
    line = full().line()
    data = json.loads(line)
    for other in (
        json.dumps(data, sort_keys=True).encode(),
        json.dumps(dict(reversed(data.items())), separators=(",", ":")).encode(),
        canonical(data).replace(b"\\u00e9", b"\xc3\xa9"),
        canonical(data).replace(b"\\u00e9", b"\\u00E9"),
        canonical(data).replace(b"https://", b"https:\\/\\/"),
        line + b" ", b" " + line, line + b"\r", b"\xef\xbb\xbf" + line, line + line,
        line.replace(b'"seq":1', b'"seq":2,"seq":1'), line.replace(b'"seq":1', b'"seq":1e0'),
        line.replace(b'"seq":1', b'"seq":01'), line.replace(b'"rows":3', b'"rows":3.0'),
        line.replace(b'"rows":3', b'"rows":-3'),
    ):
        assert other != line
        unreadable(other)


@pytest.mark.parametrize("digits", [20, 400, 4200, 5000])
def test_a_huge_number_is_a_problem_and_no_crash(digits: int) -> None:
    one, two = grow(2)
    huge = two.line().replace(b'"seq":2', b'"seq":' + b"9" * digits)
    problems = read_log(text([one]) + huge + b"\n").problems
    assert [p.line for p in problems[:1]] == [2]
    assert problems[0].code in {"line_out_of_place", "unreadable_line"}


def test_identity_is_content_alone() -> None:
    batch = full()
    for same in (
        replace(batch, seq=9), replace(batch, time=stamp_of(after(9))), replace(batch, tool="x"),
        replace(batch, objects={}), replace(batch, previous=SHA), replace(batch, head=SHA),
        replace(batch, tables={"claims": replace(TABLE, sha256="0" * 64)}),
    ):
        assert batch_id(same) == batch.batch
    for other in (
        replace(batch, kind="data"), replace(batch, holder=""), replace(batch, keys={}),
        replace(batch, files={}), replace(batch, notes={}), replace(batch, origin={}),
        replace(batch, stamps=()), replace(batch, tables={"claims": replace(TABLE, root="0" * 64)}),
        replace(batch, tables={"claims": replace(TABLE, columns=("b", "a"))}),
        replace(batch, tables={"states": TABLE}),
    ):
        assert batch_id(other) != batch.batch


def test_the_heads_are_those_of_the_tree_over_the_lines() -> None:
    batches = grow(5)
    leaves = [leaf_hash(batch.leaf_data()) for batch in batches]
    log = read_log(text(batches))
    assert bytes(log.leaves) == b"".join(leaves)
    for number, batch in enumerate(batches, 1):
        assert batch.head == root_of(b"".join(leaves[:number])).hex()
        assert batch.previous == root_of(b"".join(leaves[: number - 1])).hex()
        assert b'"head"' not in batch.leaf_data()
    assert log.head == f"5:{batches[-1].head}"
    assert log.size == len(text(batches))
    assert read_log(b"").head == f"0:{EMPTY.hex()}"


def test_a_text_cannot_pass_for_two() -> None:
    assert prefixed(["ab", "c"]) != prefixed(["a", "bc"])
    assert prefixed(["a"]) != prefixed(["a", ""])
    assert prefixed(["\ud800"]) != prefixed(["\ud801"])


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("field", ["tool", "notes", "time", "tables", "head", "previous", "batch"])
def test_an_altered_line_is_named_and_nothing_after_it_is_read(number: int, field: str) -> None:
    batches = grow(4)
    table = {"claims": replace(TABLE, rows=4)}
    changed: dict[str, Any] = {
        "tool": "test 2", "notes": {"words": "other"}, "time": stamp_of(after(number)),
        "tables": table, "head": SHA, "previous": SHA, "batch": SHA,
    }
    if field == "time":
        changed["time"] = stamp_of(after(number) + timedelta(microseconds=1))
    batches[number - 1] = replace(batches[number - 1], **{field: changed[field]})
    log = read_log(text(batches))
    assert log.problems
    assert {p.line for p in log.problems} == {number}
    assert {p.code for p in log.problems} <= {"altered_line", "another_history"}
    assert len(log.batches) == number - 1


def test_a_removed_swapped_repeated_or_foreign_line_is_named() -> None:
    a, b, c, d = grow(4)
    other = grow(4, "another record's batch")
    for log, expected in (
        ([b, c, d], ("line_out_of_place", 1)),
        ([a, c, d], ("line_out_of_place", 2)),
        ([a, c, b, d], ("line_out_of_place", 2)),
        ([b, a, c, d], ("line_out_of_place", 1)),
        ([a, b, c, d, d], ("line_out_of_place", 5)),
        ([a, b, other[2], d], ("another_history", 3)),
        ([a, b, c, d, *other], ("line_out_of_place", 5)),
    ):
        assert found(text(log))[0] == expected
    assert found(text([a, b, c, d])) == []
    twice = read_log(text([a, b, c, d, *other])).problems[0]
    assert "a second record put behind the first" in twice.found


def test_the_newest_line_removed_shows_only_against_a_head() -> None:
    batches = grow(3)
    assert found(text(batches[:2])) == []
    problems = check_against(read_log(text(batches[:2])), *parse_head(f"3:{batches[2].head}"))
    assert [p.code for p in problems] == ["newest_batches_missing"]


@pytest.mark.parametrize("at", range(0, len(grow(2)[1].line()), 7))
def test_no_byte_of_the_newest_line_can_change_unseen(at: int) -> None:
    one, two = grow(2)
    for step in range(at, min(at + 7, len(two.line()))):
        for bit in (0x01, 0x02, 0x20):
            line = bytearray(two.line())
            line[step] ^= bit
            # A byte that became a line end makes two lines of one; what follows is a torn one.
            data = text([one]) + bytes(line) + b"\n"
            assert found(data)[:1] in ([("unreadable_line", 2)], [("altered_line", 2)],
                                       [("another_history", 2)], [("line_out_of_place", 2)],
                                       [("time_runs_back", 2)])


def test_time_that_runs_back_is_named_even_where_all_heads_hold() -> None:
    tree, made = Frontier(), []
    for number, seconds in enumerate((5, 5, 4), 1):
        batch, tree = sealed(Batch(
            seq=number, time=stamp_of(after(seconds)), notes={"n": str(number)}), tree)
        made.append(batch)
    assert found(text(made)) == [("time_runs_back", 3)]
    assert found(text(made[:2])) == []


def test_a_batch_recorded_twice_is_named_even_where_all_heads_hold() -> None:
    tree, made = Frontier(), []
    for number in (1, 2):
        batch, tree = sealed(
            Batch(seq=number, time=stamp_of(NOW), tables={"claims": TABLE}), tree)
        made.append(batch)
    assert found(text(made)) == [("repeated_batch", 2)]


def test_an_identity_that_does_not_follow_is_named_even_where_all_heads_hold() -> None:
    batch = replace(grow(1)[0], batch=SHA)
    lying = replace(batch, head=leaf_hash(batch.leaf_data()).hex())
    assert [(p.code, p.line, p.field) for p in read_log(lying.line() + b"\n").problems] == [
        ("altered_line", 1, "batch")]


def test_what_stands_after_the_last_line_end_is_kept_apart() -> None:
    one, two = grow(2)
    for tail in (b"{", two.line(), two.line()[:-1], b"\xff\x00", b"\r"):
        log = read_log(text([one]) + tail)
        assert (log.tail, log.batches, log.problems) == (tail, [one], [])
        assert log.size == len(text([one]))
    assert read_log(text([one])).tail == b""


def test_a_head_is_a_size_and_a_hash() -> None:
    assert parse_head(f"12:{SHA}") == (12, SHA)
    assert parse_head(f"  0:{SHA}\n") == (0, SHA)
    for wrong in (
        "", ":", "12", SHA, f":{SHA}", f"12:{SHA[:-1]}", f"12:{SHA.upper()}", f"-1:{SHA}",
        f"+1:{SHA}", f"1.0:{SHA}", f"1:{SHA}:", f"²:{SHA}", f"١:{SHA}", f"1 :{SHA}",
        f"{'9' * 16}:{SHA}", f"{'9' * 10_000}:{SHA}", f"1_0:{SHA}", f"1:{SHA}\x00",
    ):
        with pytest.raises(ValueError, match="SIZE:HEAD"):
            parse_head(wrong)


def test_every_older_head_is_one_the_log_goes_on_from() -> None:
    batches = grow(5)
    log = read_log(text(batches))
    assert check_against(log, 0, EMPTY.hex()) == []
    for size, batch in enumerate(batches, 1):
        assert check_against(log, size, batch.head) == []
        assert [p.code for p in check_against(log, size, SHA)] == ["another_history"]
        assert [p.code for p in check_against(log, size - 1, batch.head)] == ["another_history"]
    other = read_log(text(grow(5, "written anew")))
    assert [p.code for p in check_against(other, 3, batches[2].head)] == ["another_history"]
    missing = check_against(log, 6, batches[4].head)
    assert [(p.code, p.found) for p in missing] == [("newest_batches_missing", "5 batches")]


def test_a_record_writes_its_log_this_way(tmp_path: Path) -> None:
    """Whole lines, times in UTC whatever the caller's zone, nothing twice."""
    batches = grow_record(tmp_path / "r", 3)
    assert [read_line(line) for line in lines(tmp_path / "r")] == batches
    east = NOW.astimezone(timezone(timedelta(hours=3)))
    assert stamp_of(east) == "2026-08-22T09:00:00.000000Z" == batches[0].time
