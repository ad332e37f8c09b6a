"""Bad files: every one a Problem with a position, never a traceback, never a row made up."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trucewatch.model.problem import Problem
from trucewatch.sources import forms
from trucewatch.sources.adapters.coded_reports import TABLES
from trucewatch.sources.adapters.ucdp_ged import UcdpGed
from trucewatch.sources.audit import EACH, Audit, Record
from trucewatch.sources.interface import Context, SourceError
from trucewatch.sources.registry import ADAPTERS

CODING: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES}


def outcome(name: str, data: bytes, **options: str) -> tuple[int, list[Problem]]:
    """Rows and problems of an adapter, a refusal counted as one problem."""
    context = Context(tz="Asia/Gaza", file="input", options=options, coding=CODING)
    rows, problems = 0, []
    try:
        for batch in ADAPTERS[name].parse(io.BytesIO(data), context):
            rows += len(batch)
            problems += batch.problems
    except SourceError as error:
        problems.append(error.problem)
    return rows, problems


LINES = ("lebanon_bulletins", "t4p_bulletins", "t4p_west_bank_texts")
"""Adapters of gzipped JSON lines."""
JUNK = bytes(range(256)) * 40
HOSTILE = {
    "empty": b"",
    "binary": JUNK,
    "zeros": b"\0" * 5000,
    "latin-1": "häuser".encode("latin-1"),
    "utf-16": "date,route".encode("utf-16"),
    "torn gzip": gzip.compress(b'{"series": 1}\n' * 500)[:40],
    "gzip of junk": gzip.compress(JUNK),
    "deep": b"[" * 100_000,
    "deep lines": gzip.compress(b"[" * 100_000),
    "page": b"<!doctype html><title>Sorry</title>",
    "zip of nothing": b"PK\x05\x06" + b"\0" * 18,
}


@pytest.mark.parametrize("name", sorted(ADAPTERS))
@pytest.mark.parametrize("form", HOSTILE)
def test_hostile_files_are_problems(name: str, form: str) -> None:
    rows, problems = outcome(name, HOSTILE[form])
    assert rows == 0
    if name in LINES and form == "empty":
        return  # an empty stream is what gzip makes of no lines at all
    assert any(problem.severity == "error" for problem in problems)
    assert all(problem.file == "input" and problem.expected for problem in problems)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=300))
def test_any_bytes_give_rows_or_problems(data: bytes) -> None:
    for name in ADAPTERS:
        outcome(name, data)
        outcome(name, gzip.compress(data))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(
            st.sampled_from(
                ["report_date", "report_source", "report_period", "killed", "killed_truce_new",
                 "killed_recovered", "killed_cum", "injured", "series", "body", "new", "phase",
                 "killed_cum_reported"]
            ),
            JSON | st.just("2025-03-01") | st.just("gaza-daily") | st.just(24),
        ),
        max_size=5,
    )
)
def test_any_values_keep_low_up_to_high(rows: list[dict[str, object]]) -> None:
    text = json.dumps(rows).encode()
    for batch in ADAPTERS["t4p_gaza_daily"].parse(io.BytesIO(text), Context(tz="Asia/Gaza")):
        for low, high in zip(batch.rows["low"], batch.rows["high"], strict=True):
            assert 0 <= int(low) <= int(high)
    for batch in ADAPTERS["lebanon_daily"].parse(io.BytesIO(text), Context(tz="Asia/Beirut")):
        for low, high in zip(batch.rows["low"], batch.rows["high"], strict=True):
            assert 0 <= int(low) == int(high)
    lines = gzip.compress("\n".join(map(json.dumps, rows)).encode())
    for batch in ADAPTERS["t4p_bulletins"].parse(io.BytesIO(lines), Context(tz="Asia/Gaza")):
        assert len(set(map(len, batch.rows.values()))) == 1


def test_a_field_twice_and_no_number_are_broken() -> None:
    for text in (b'[{"killed": 1, "killed": 2}]', b'[{"killed": NaN}]', b'[{"killed": 1}{}]'):
        rows, problems = outcome("t4p_gaza_daily", text)
        assert rows == 0
        assert "broken_json" in {problem.code for problem in problems}


def test_what_was_read_before_the_break_is_kept() -> None:
    text = b'[\n{"report_date": "2025-03-01", "report_source": "mohtel", "killed_cum": 5},\n{"rep'
    rows, problems = outcome("t4p_gaza_daily", text)
    assert rows == 1
    assert [(p.code, p.line) for p in problems if p.code == "broken_json"] == [("broken_json", 3)]


@pytest.mark.parametrize("options", [{"from": "soon"}, {"from": "2025-03-02", "to": "2025-03-01"}])
def test_impossible_options_are_refused(options: dict[str, str]) -> None:
    rows, problems = outcome("t4p_gaza_daily", b"[]", **options)
    assert rows == 0
    assert [problem.code for problem in problems] == ["not_this_form"]


def test_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "big.json"
    file.write_bytes(b"[" + b" " * 20)
    for adapter in ADAPTERS.values():
        monkeypatch.setattr(type(adapter), "max_bytes", 10)
        with pytest.raises(SourceError) as error:
            list(adapter.fetch(file, {}))
        assert error.value.problem.code == "file_too_large"
        assert error.value.problem.file == "big.json"


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MAX_BYTES", 1000)
    bomb = gzip.compress(b'{"series": "x"}\n' * 1000)
    assert [p.code for p in outcome("t4p_bulletins", bomb)[1]] == ["file_too_large"]
    monkeypatch.setattr("trucewatch.sources.workbooks.MAX_BYTES", 1000)
    pytest.importorskip("openpyxl")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 5000)
    assert [p.code for p in outcome("unrwa_consignments", packed.getvalue())[1]] == [
        "file_too_large"
    ]


GED_HEADER = (
    b"id,type_of_violence,date_prec,date_start,date_end,low,high,best,deaths_a,deaths_b,"
    b"deaths_civilians,deaths_unknown\n"
)
GED_ROW = b"7,3,1,2031-05-01,2031-05-01,2,3,2,0,0,2,0\n"


def test_a_gzipped_table_is_read_like_a_plain_one() -> None:
    plain = GED_HEADER + GED_ROW * 40
    whole = outcome("ucdp_ged", plain)
    assert whole[0] == 80
    assert outcome("ucdp_ged", gzip.compress(plain)) == whole


def test_a_torn_or_endless_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    torn = gzip.compress(GED_HEADER + GED_ROW)[:-12]
    assert [p.code for p in outcome("ucdp_ged", torn)[1]] == ["not_this_form"]
    junk = GED_HEADER + GED_ROW + b"8,\xff\n"
    (problem,) = outcome("ucdp_ged", junk)[1]
    assert (problem.code, problem.line) == ("not_this_form", 3)
    monkeypatch.setattr(UcdpGed, "max_bytes", 1000)
    bomb = gzip.compress(GED_HEADER + GED_ROW * 1000)
    assert [p.code for p in outcome("ucdp_ged", bomb)[1]] == ["file_too_large"]
    pages = gzip.compress(b'{"Result": [' + b'{"id": 1}, ' * 1000 + b'{"id": 2}]}')
    assert [p.code for p in outcome("ucdp_ged", pages)[1]] == ["file_too_large"]


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_a_file_of_ten_gigabytes_is_refused_unread(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as stream:
        stream.truncate(10 * 2**30)  # a hole: nothing is written
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(SourceError) as error:
        list(ADAPTERS[name].fetch(file, {}))
    assert error.value.problem.code == "file_too_large"
    assert error.value.problem.expected == f"at most {ADAPTERS[name].max_bytes} bytes"


def test_without_openpyxl_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (problem,) = outcome("unrwa_consignments", b"PK")[1]
    assert problem.code == "missing_extra"
    assert "trucewatch[xlsx]" in problem.mend


def test_missing_coding_tables_are_named() -> None:
    with pytest.raises(SourceError) as error:
        list(ADAPTERS["coded_reports"].parse(io.BytesIO(b""), Context(tz="Asia/Gaza")))
    assert "coding/speakers.csv" in error.value.problem.expected


def test_a_coding_line_twice_is_refused() -> None:
    twice = {**CODING, "actors": [{"actor": "x"}, {"actor": "x"}]}
    with pytest.raises(SourceError) as error:
        list(
            ADAPTERS["coded_reports"].parse(
                io.BytesIO(b""), Context(tz="Asia/Gaza", coding=twice)
            )
        )
    assert (error.value.problem.file, error.value.problem.line) == ("coding/actors.csv", 3)


def take(field: str) -> Callable[[Record], object]:
    return lambda record: record.integer(field)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, 0), ("7", 7), (" 7 ", 7), (None, None), ("", None), (True, None), (1.0, None),
     (-1, None), ("-1", None), ("1e3", None), (2**60, None), ([], None)],
)
def test_integers(value: object, expected: int | None) -> None:
    audit = Audit("file")
    assert take("n")(Record({"n": value}, 1, audit)) == expected
    assert bool(audit.problems()) == (expected is None and value not in (None, ""))


def test_many_of_a_kind_are_counted() -> None:
    audit = Audit("file")
    for line in range(EACH + 5):
        Record({"n": -1}, line, audit).integer("n")
    problems = audit.problems()
    assert len(problems) == EACH + 1
    last = problems[-1]
    assert (last.code, last.found) == ("more_of_the_same", "5 more of 'wrong value'")


def test_hidden_characters_are_made_visible() -> None:
    audit = Audit("file")
    assert Record({"t": "a\u202eb"}, 1, audit).text("t") == "a\N{REPLACEMENT CHARACTER}b"
    assert [p.code for p in audit.problems()] == ["hidden_characters"]


def test_a_number_with_spaces_of_every_kind_around_it() -> None:
    audit = Audit("f")
    for text in ("7", " 7", "7\u00a0", "\x1f7\x1f", "\u20077\u3000"):
        assert Record({"n": text}, 1, audit).integer("n") == 7
    assert audit.problems() == []


def test_what_follows_an_array_is_told() -> None:
    """Two files joined by hand: the second is not read, and not passed over in silence."""
    row = b'{"report_date": "2025-03-01", "report_source": "mohtel", "killed_cum": 5}'
    rows, problems = outcome("t4p_gaza_daily", b"[" + row + b"]\n[" + row + b"]")
    assert rows == 1
    assert [(p.line, p.found, p.expected) for p in problems if p.code == "broken_json"] == [
        (2, '[{"report_date": "20', "nothing after the array")]


def test_a_number_longer_than_any_count_costs_its_row_only() -> None:
    """Python refuses to read so many digits as a number: the other rows must not suffer."""
    head = ("id,role,displacement_type,qualifier,figure,displacement_start_date,"
            "displacement_end_date,event_id,description\n")
    row = '{},Recommended figure,Conflict,total,5,2031-05-04,2031-05-04,7,"{}"\n'
    words = "Norland: " + "9" * 5000 + " displacements, 04 May."
    rows, problems = outcome("idmc_updates", (head + row.format(1, words)
                                              + row.format(2, "")).encode())
    assert (rows, [p for p in problems if p.severity == "error"]) == (2, [])


@pytest.mark.parametrize(("said", "low"), [("99999", ["99999"]), ("123456", []), ("1.20", [])])
def test_no_number_is_cut_out_of_a_longer_one(said: str, low: list[str]) -> None:
    line = {"series": "west-bank-daily", "report_date": "2031-06-09", "front_matter": "",
            "body": "Between 3 and 9 June (hereinafter the reporting period), "
                    f"{said} Palestinians were injured by Israeli forces or settlers during the "
                    "reporting period."}
    data = gzip.compress(json.dumps(line).encode())
    found = [value for batch in ADAPTERS["t4p_west_bank_texts"].parse(
        io.BytesIO(data), Context(tz="Asia/Hebron")) for value in batch.rows["low"]]
    assert found == low


def test_very_many_kinds_of_cargo_on_one_day() -> None:
    head = "manifest,date,status,cargo_type,trucks\n"
    rows = "".join(f"M-{n},2031-05-01,Offloaded,kind {n},1\n" for n in range(20_000))
    made, problems = outcome("un2720_manifests", (head + rows).encode())
    assert (made, problems) == (20_001, [])


ZONES = [{"country": "Norland", "adm_1": "", "adm_2": "", "place": "", "zone": zone, "why": why}
         for zone, why in (("north", "a"), ("north", "b"), ("south", "c"))]


@pytest.mark.parametrize(("rows", "refused"), [(ZONES[:2], False), (ZONES, True)])
def test_a_table_that_means_two_things_stops_its_source(
    rows: list[dict[str, str]], refused: bool
) -> None:
    head = "event_id_cnty,event_date,time_precision,event_type,sub_event_type,fatalities,country\n"
    data = head + "N1,2031-05-01,1,Battles,Armed clash,0,Norland\n"
    context = Context(tz="UTC", file="input", coding={"acled_zones": rows})
    read = ADAPTERS["acled_events"].parse(io.BytesIO(data.encode()), context)
    if not refused:
        assert [zone for batch in read for zone in batch.rows["zone"]] == ["north"]
        return
    with pytest.raises(SourceError) as raised:
        list(read)
    problem = raised.value.problem
    assert (problem.file, problem.line, problem.found) == ("coding/acled_zones.csv", 4, "norland")


def test_fields_made_up_for_each_row_are_counted_together() -> None:
    rows = [{"report_date": "2025-03-01", "report_source": "mohtel", f"made up {n}": n}
            for n in range(5_000)]
    _, problems = outcome("t4p_gaza_daily", json.dumps(rows).encode())
    told = [p for p in problems if p.code == "not_understood"]
    assert len(told) == 201
    assert (told[-1].field, told[-1].found) == ("(other fields)", "4,800 rows, first 200")
