"""Histories of published series: the golden folder, bad files, and the real ones replayed."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model.problem import in_order
from trucewatch.model.series import CELL_COLUMNS, VERSION_COLUMNS
from trucewatch.sources import history as engine
from trucewatch.sources import series as reading
from trucewatch.sources.adapters.t4p_revisions import NEWEST
from trucewatch.sources.interface import SourceError
from trucewatch.sources.registry import SERIES
from trucewatch.sources.series import Piece, SeriesBatch

ADAPTER = SERIES["t4p_revisions"]
GOLDEN = Path(__file__).parent / "golden" / "t4p_revisions"
FIRST, REVISIONS, JSON = (
    (GOLDEN / name).read_bytes()
    for name in ("gaza_daily_first_published.csv", "gaza_daily_revisions.csv",
                 "casualties_daily.json")
)
Cells = dict[str, dict[str, str]]
"""Row, field, value."""


def pieces(
    first: bytes = FIRST, revisions: bytes = REVISIONS, newest: bytes | None = JSON
) -> dict[str, Piece]:
    """Pieces as received: the lists packed, as the real ones are."""
    found = {
        "first_published": Piece("gaza_daily_first_published.csv.gz", gzip.compress(first)),
        "revisions": Piece("gaza_daily_revisions.csv.gz", gzip.compress(revisions)),
    }
    return found if newest is None else found | {"newest": Piece("casualties_daily.json", newest)}


def parse(**given: bytes | None) -> SeriesBatch:
    return whole(ADAPTER.parse("gaza_daily", pieces(**given)))  # type: ignore[arg-type]


def whole(batch: SeriesBatch) -> SeriesBatch:
    """Check what holds for every batch: the contract, and that no value is made up of nothing."""
    for columns, contract in ((batch.versions, VERSION_COLUMNS), (batch.cells, CELL_COLUMNS)):
        assert list(columns) == [column.name for column in contract]
        assert len({len(values) for values in columns.values()}) == 1
        for column in contract:
            for value in columns[column.name]:
                assert value is not None or not column.required
                assert value is None or isinstance(value, str if column.type == "text" else int)
    assert "" not in batch.cells["value"]
    keys = list(zip(*(batch.cells[name] for name in ("version", "row", "field")), strict=True))
    assert len(set(keys)) == len(keys)
    assert set(batch.cells["version"]) <= set(batch.versions["version"])
    assert all(problem.file and problem.expected for problem in batch.problems)
    return batch


def codes(batch: SeriesBatch) -> set[str]:
    own = ("silent_rewrite", "silent_drop", "time_runs_backwards", "values_not_stated")
    known = {"newest_differs", "change_of_absent_row", "broken_chain", *own}
    return {problem.code for problem in batch.problems} - known


def cells_of(batch: SeriesBatch) -> Iterator[tuple[str, str, str, str | None]]:
    yield from zip(*(batch.cells[name] for name in ("version", "row", "field", "value")),
                   strict=True)


def test_golden() -> None:
    batch = parse()
    for columns, name in ((batch.cells, "cells"), (batch.versions, "versions")):
        with (GOLDEN / f"expected_{name}.csv").open(encoding="utf-8", newline="") as stream:
            expected = list(csv.DictReader(stream))
        for column in expected[0]:
            found = ["" if value is None else str(value) for value in columns[column]]
            assert found == [row[column] for row in expected], column
    at = dict(zip(batch.versions["version"], batch.versions["public_at"], strict=True))
    assert batch.cells["public_at"] == [at[version] for version in batch.cells["version"]]
    for columns in (batch.cells, batch.versions):
        assert set(columns["series"]) == {"gaza_daily"}
    assert set(batch.cells["parser"]) == {"t4p_revisions@1"}
    assert set(batch.versions["source"]) == {"tech-for-palestine"}
    assert batch.versions["address"][0] == (
        "https://github.com/TechForPalestine/palestine-datasets/blob/aaaaaaa001/"
        "casualties_daily.json"
    )
    found_problems = [
        [p.severity, p.code, p.file, p.line, p.field, p.found] for p in in_order(batch.problems)
    ]
    assert found_problems == json.loads((GOLDEN / "expected_problems.json").read_text("utf-8"))


def test_registry_names_agree() -> None:
    assert {name: adapter.name for name, adapter in SERIES.items()} == {n: n for n in SERIES}


def test_without_the_newest_file_only_changed_cells_are_known() -> None:
    batch = parse(newest=None)
    (note,) = (p for p in batch.problems if p.code == "newest_not_given")
    assert (note.severity, note.found) == ("note", "1 of 4 rows without values")
    fields = {field for _, _, field, _ in cells_of(batch)}
    assert fields == {"report_date", "killed", "martyred", "a.b", "source"}
    assert ("2023-10-07", "source") not in {(row, field) for _, row, field, _ in cells_of(batch)}


def line(text: bytes, number: int, new: bytes) -> bytes:
    lines = text.split(b"\n")
    lines[number - 1] = new
    return b"\n".join(lines)


def started(batch: SeriesBatch) -> set[tuple[str, str]]:
    """Cells whose value is told from the first version on."""
    return {(row, field) for version, row, field, _ in cells_of(batch) if version == "aaaaaaa001"}


@pytest.mark.parametrize(
    ("bad", "gone"),
    [
        # a day that does not exist: the field is in doubt in every row
        (b"aaaaaaa005,2024-01-03T23:00:00+00:00,2023-13-09,source,un,fill", {"source"}),
        # no instant, no zone, no commit: the cell is in doubt, and in the first stay of no row
        (b"aaaaaaa005,yesterday,2023-10-07,source,un,fill", {"source"}),
        (b"aaaaaaa005,2024-01-03T23:00:00,2023-10-07,source,un,fill", {"source"}),
        (b"<script>,2024-01-03T23:00:00+00:00,2023-10-07,source,un,fill", {"source"}),
        # a field that is none: the row is in doubt
        (b"aaaaaaa005,2024-01-03T23:00:00+00:00,2023-10-07,*all*,un,fill",
         {"killed", "rate", "source"}),
        (b"aaaaaaa005,2024-01-03T23:00:00+00:00,2023-10-07,*row*,present,moved",
         {"killed", "rate", "source"}),
        # too few cells: everything is in doubt
        (b"aaaaaaa005,2024-01-03T23:00:00+00:00,2023-10-07", {"killed", "rate", "source"}),
    ],
    ids=["day", "instant", "zone", "commit", "field", "removal", "cells"],
)
def test_an_unreadable_revision_leaves_no_guess(bad: bytes, gone: set[str]) -> None:
    batch = parse(revisions=line(REVISIONS, 9, bad))
    assert [p.severity for p in batch.problems if p.line == 9 and "csv.gz" in p.file] == ["error"]
    assert "history_incomplete" in codes(batch)
    left = {field for row, field in started(batch) if row == "2023-10-07"}
    assert left == {"killed", "rate", "report_date", "source"} - gone


def test_two_times_of_one_version_and_hidden_characters() -> None:
    bad = b"aaaaaaa002,2024-01-02T11:00:00+02:00,2023-10-09"
    assert "wrong_value" in codes(parse(first=line(FIRST, 4, bad)))
    odd = b"aaaaaaa005,2024-01-03T23:00:00+00:00,2023-10-09,source,un, <b>\xe2\x80\xae"
    batch = parse(revisions=line(REVISIONS, 9, odd))
    assert codes(batch) == {"hidden_characters"}
    assert "<b>\N{REPLACEMENT CHARACTER}" in batch.cells["value"]


def test_lines_given_twice_or_that_change_nothing() -> None:
    more = REVISIONS + REVISIONS.split(b"\n")[8] + b"\n"
    more += b"aaaaaaa005,2024-01-03T23:00:00+00:00,2023-10-09,killed,0,0\n"
    batch = parse(revisions=more, first=FIRST + FIRST.split(b"\n")[5])
    assert codes(batch) == {"duplicate_row", "no_change"}
    assert Counter(p.code for p in batch.problems)["duplicate_row"] == 2
    assert batch.cells == parse().cells


def test_a_row_that_comes_back_without_a_removal_is_another_stay() -> None:
    again = FIRST.replace(b"01T10:00:00+00:00,2023-10-08\n",
                          b"01T10:00:00+00:00,2023-10-08\n"
                          b"aaaaaaa001,2024-01-01T10:00:00+00:00,2023-10-10\n")
    batch = parse(first=again)
    assert codes(batch) == {"row_already_there"}
    told = [(version, field) for version, row, field, _ in cells_of(batch) if row == "2023-10-10"]
    assert told == [("aaaaaaa001", "report_date"), ("aaaaaaa005", "report_date"),
                    ("aaaaaaa005", "source")]


def test_files_that_contradict_each_other_about_the_order() -> None:
    turned = REVISIONS.replace(b"aaaaaaa002,2024-01-02T10:00:00+02:00",
                               b"aaaaaaa005,2024-01-03T23:00:00+00:00", 1)
    batch = parse(revisions=turned)
    assert "order_of_versions" in codes(batch)
    assert sorted(batch.versions["version"]) == [f"aaaaaaa00{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (b'[{"report_date": "2023-10-07", "killed": NaN}]', "broken_json"),
        (b'[{"report_date": "2023-10-07", "killed": 1, "killed": 2}]', "broken_json"),
        (b'[{"report_date": "2023-10-07"} {}]', "broken_json"),
        (b'[{"report_date": "2023-10-07"}', "broken_json"),
        (b'[{"report_date": "2023-10-07"}] []', "broken_json"),
        (b"[" * 100_000, "broken_json"),
        (b'[{"report_date": "2023-02-30", "killed": 1}]', "wrong_value"),
        (b'[{"report_date": "2023-10-07", "parts": [1, 2]}]', "wrong_value"),
        (b'[{"report_date": "2023-10-07", "rate": ' + b"9" * 1_000_000 + b"}]", "wrong_value"),
        (b'[7]', "wrong_value"),
        (b'[{"report_date": "2023-10-07", "a.b": 1, "a": {"b": 2}}]', "unusable_field"),
        (b'[{"report_date": "2023-10-07", "' + b"x" * 300 + b'": 1}]', "unusable_field"),
        (b'[{"report_date": "2023-10-07"}, {"report_date": "2023-10-07"}]', "duplicate_row"),
        (b'[{"report_date": "2023-10-05", "killed": 1}]', "row_not_published"),
        (b'[{"report_date": "2023-10-07", "source": ""}]', "row_missing"),
        (b'{"report_date": "2023-10-07"}', "not_this_form"),
        (b"", "not_this_form"),
        (b'[{"report_date": "2023-10-07", "source": "\xff"}]', "not_this_form"),
        (b"\0" * 50, "not_this_form"),
    ],
    ids=range(19),
)
def test_bad_newest_files(rows: bytes, expected: str) -> None:
    batch = parse(newest=rows)
    assert expected in codes(batch)
    assert {"2", "9" * 1_000_000}.isdisjoint(batch.cells["value"])
    assert sum(batch.versions["cells_changed"]) == 6


def test_of_a_row_met_twice_no_value_is_taken() -> None:
    twice = (b'[{"report_date": "2023-10-07", "rate": 1},\n'
             b'{"report_date": "2023-10-07", "rate": 2},\n'
             b'{"report_date": "2023-10-07", "source": "x"}]')
    batch = parse(newest=twice)
    assert [(p.line, p.found) for p in batch.problems if p.code == "duplicate_row"] == [
        (2, "2023-10-07"), (3, "2023-10-07")
    ]
    assert not {field for _, _, field, _ in cells_of(batch)} & {"rate"}


HOSTILE = {
    "empty": b"", "zeros": b"\0" * 5000, "junk": bytes(range(256)) * 40,
    "latin-1": FIRST + "häuser".encode("latin-1"), "utf-16": FIRST.decode().encode("utf-16"),
    "columns": b"commit,published_at\naaaaaaa001,2024-01-01T10:00:00+00:00\n",
    "page": b"<!doctype html><title>Sorry</title>",
}


@pytest.mark.parametrize("form", HOSTILE)
@pytest.mark.parametrize("role", ["first", "revisions"])
def test_hostile_lists_are_problems(role: str, form: str) -> None:
    batch = parse(**{role: HOSTILE[form]})
    assert next(p.code for p in batch.problems if p.severity == "error") == "not_this_form"
    # without the revisions nobody knows what the unchanged cells were
    assert set(batch.cells["field"]) <= {"report_date"}


@pytest.mark.parametrize("role", ["first_published", "revisions"])
@pytest.mark.parametrize(
    "data", [gzip.compress(REVISIONS)[:60], REVISIONS, b""], ids=["torn", "plain", "empty"]
)
def test_what_is_no_whole_gzip_file_is_refused(role: str, data: bytes) -> None:
    given_pieces = pieces()
    given_pieces[role] = Piece(given_pieces[role].name, data)
    batch = whole(ADAPTER.parse("gaza_daily", given_pieces))
    assert "not_this_form" in codes(batch)
    assert set(batch.cells["field"]) <= {"report_date"}
    del given_pieces[role]
    assert "not_this_form" in codes(whole(ADAPTER.parse("gaza_daily", given_pieces)))


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_PIECE", 5000)
    batch = parse(revisions=REVISIONS + b" " * 5000)
    assert codes(batch) >= {"file_too_large", "history_incomplete"}
    assert "file_too_large" in codes(parse(newest=JSON + b" " * 5000))


def test_a_million_digits_in_a_list_end_it_with_a_position() -> None:
    long = b"aaaaaaa005,2024-01-03T23:00:00+00:00,2023-10-09,source,un," + b"9" * 1_000_000
    batch = parse(revisions=line(REVISIONS, 9, long))
    assert [(p.code, p.line) for p in batch.problems if p.code == "broken_csv"] == [
        ("broken_csv", 9)
    ]
    shorter = b"aaaaaaa005,2024-01-03T23:00:00+00:00,2023-10-09,source,un," + b"9" * 20_000
    batch = parse(revisions=line(REVISIONS, 9, shorter))
    assert "wrong_value" in codes(batch)
    assert ("2023-10-07", "source") in started(batch)


def test_conduct_is_listed_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LISTED", 2)
    found = [p for p in parse().problems if p.expected == "a notice of correction"]
    assert [p.code for p in found] == ["silent_rewrite", "silent_rewrite", "more_of_the_same"]
    assert found[-1].found == "2 more of these"


def test_fetch_finds_the_files_from_either_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "published_series_revisions"
    folder.mkdir()
    with pytest.raises(SourceError):
        list(ADAPTER.fetch(tmp_path))
    for name, piece in pieces(newest=None).items():
        (folder / f"gaza_daily_{name}.csv.gz").write_bytes(piece.data)
    ((series, found),) = ADAPTER.fetch(tmp_path)
    assert (series, set(found)) == ("gaza_daily", {"first_published", "revisions"})
    newest = tmp_path / NEWEST["gaza_daily"]
    newest.parent.mkdir()
    newest.write_bytes(JSON)
    assert dict(ADAPTER.fetch(folder)) == {"gaza_daily": pieces()}
    assert dict(ADAPTER.fetch(tmp_path)) == {"gaza_daily": pieces()}
    monkeypatch.setattr(reading, "MAX_PIECE", 300)
    with pytest.raises(SourceError) as error:
        list(ADAPTER.fetch(folder))
    assert error.value.problem.code == "file_too_large"
    (folder / "gaza_daily_first_published.csv.gz").unlink()
    with pytest.raises(SourceError) as error:
        list(ADAPTER.fetch(folder))
    assert error.value.problem.code == "unreadable_file"


LINES = st.lists(
    st.tuples(
        st.sampled_from(["aaaaaaa001", "aaaaaaa002", "aaaaaaa003", "x"]),
        st.sampled_from(["2024-01-01T10:00:00Z", "2024-01-02T10:00:00Z", "2024-01-03T10:00:00Z"]),
        st.sampled_from(["2023-10-07", "2023-10-08", ""]),
        st.sampled_from(["killed", "*row*", "a.b", ""]),
        st.sampled_from(["", "1", "2", "present"]),
        st.sampled_from(["", "1", "2", "removed"]),
    ),
    max_size=8,
)


@given(first=LINES, revisions=LINES, newest=st.binary(max_size=20) | st.just(JSON))
def test_any_lines_give_a_whole_batch(
    first: list[tuple[str, ...]], revisions: list[tuple[str, ...]], newest: bytes
) -> None:
    heads = FIRST.split(b"\n")[0], REVISIONS.split(b"\n")[0]
    bodies = ["\n".join(",".join(row[:3]) for row in first),
              "\n".join(",".join(row) for row in revisions)]
    texts = [head + b"\n" + body.encode() for head, body in zip(heads, bodies, strict=True)]
    parse(first=texts[0], revisions=texts[1], newest=newest)


# ---- the real files ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(shared: Path) -> dict[str, tuple[dict[str, Piece], SeriesBatch]]:
    return {
        series: (found, whole(ADAPTER.parse(series, found)))
        for series, found in ADAPTER.fetch(shared / "data")
    }


def rows_of(piece: Piece) -> list[dict[str, str]]:
    text = gzip.decompress(piece.data).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def flat(row: dict[str, object], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            found |= flat(value, f"{before}{key}.")
        else:
            found[before + key] = str(value)
    return found


def replay(batch: SeriesBatch) -> Iterator[tuple[str, Cells]]:
    """What each version holds as far as it is known; the same object, changed on the way."""
    told = defaultdict(list)
    for version, row, field, value in cells_of(batch):
        told[version].append((row, field, value))
    held: Cells = defaultdict(dict)
    for version in batch.versions["version"]:
        for row, field, value in told[version]:
            if value is None:
                del held[row][field]
            else:
                held[row][field] = value
        yield version, held


@pytest.mark.shared
def test_real_counts(real: dict[str, tuple[dict[str, Piece], SeriesBatch]]) -> None:
    versions = {series: len(batch.versions["version"]) for series, (_, batch) in real.items()}
    assert versions == {"gaza_daily": 652, "west_bank_daily": 592, "lebanon_daily": 27,
                        "infrastructure": 42}
    lines = sum(len(rows_of(found["revisions"])) for found, _ in real.values())
    counted = Counter[str]()
    for _, batch in real.values():
        for name in ("rows_added", "cells_changed", "rows_dropped"):
            counted[name] += sum(batch.versions[name])
        counted.update(batch.cells["event"])
        assert batch.versions["public_at"] == sorted(set(batch.versions["public_at"]))
    assert lines == counted["cells_changed"] + counted["rows_dropped"] == 14_396
    assert counted["changed"] == counted["cells_changed"] == 14_370
    assert counted["rows_added"] == sum(
        len(rows_of(found["first_published"])) for found, _ in real.values()
    )
    codes_found = Counter(p.code for _, batch in real.values() for p in batch.problems)
    assert codes_found == {"silent_rewrite": 245, "silent_drop": 2, "values_not_stated": 2}


@pytest.mark.shared
@pytest.mark.parametrize("series", NEWEST)
def test_the_newest_version_is_the_newest_file_cell_for_cell(
    series: str, real: dict[str, tuple[dict[str, Piece], SeriesBatch]]
) -> None:
    found, batch = real[series]
    expected = {
        row["report_date"]: flat(row) for row in json.loads(found["newest"].data)
    }
    *_, (_, held) = replay(batch)
    assert {row: cells for row, cells in held.items() if cells} == expected


@pytest.mark.shared
@pytest.mark.parametrize("series", NEWEST)
def test_each_version_and_the_next_revisions_give_the_next_version(
    series: str, real: dict[str, tuple[dict[str, Piece], SeriesBatch]]
) -> None:
    found, batch = real[series]
    changes, appeared = defaultdict(list), defaultdict(set)
    for row in rows_of(found["revisions"]):
        changes[row["commit"]].append(row)
    for row in rows_of(found["first_published"]):
        appeared[row["commit"]].add(row["report_date"])
    mine: Cells = {}
    for version, held in replay(batch):
        for change in changes[version]:
            day, field = change["report_date"], change["field"]
            if field == "*row*":
                del mine[day]
                continue
            assert mine[day].pop(field, "") == change["old_value"]
            if change["new_value"]:
                mine[day][field] = change["new_value"]
        assert mine.keys().isdisjoint(appeared[version])
        for day in appeared[version]:
            mine[day] = dict(held[day])
        assert mine == {row: cells for row, cells in held.items() if cells}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("row", "field", "old", "new", "published"),
    [
        ("2023-10-07", "killed_cum", "198", "232", "2024-02-18"),
        ("2026-05-24", "killed", "6", "8", "2026-05-26"),
        ("2026-06-26", "ext_killed_cum", "0", "73043", "2026-06-28"),
    ],
)
def test_known_rewrites(
    row: str, field: str, old: str, new: str, published: str,
    real: dict[str, tuple[dict[str, Piece], SeriesBatch]],
) -> None:
    _, batch = real["gaza_daily"]
    when = dict(zip(batch.versions["version"], batch.versions["published"], strict=True))
    history = [(when[version][:10], value) for version, day, name, value in cells_of(batch)
               if (day, name) == (row, field)]
    assert (published, new) in history
    assert history[history.index((published, new)) - 1][1] == old
