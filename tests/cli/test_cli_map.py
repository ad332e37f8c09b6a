"""`trucewatch map`: a proposal nobody has confirmed, and a mapping told in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.case.mappings import read_mapping
from trucewatch.cli.app import main
from trucewatch.model.problem import Problem

TABLE = """Event ID;Date;District;Village;Latitude;Longitude;Killed;Remarks
V-1;13/04/2025;North;Alder;11.2;41.5;2;seen
V-2;05/05/2025;South;Birch;10.5;40.75;0;told
"""
TAGGED = """Ref,When,Where,How many
#event+id,#date,#loc+name,#affected+killed
a,03/04/2025,Alder,2
b,04/05/2025,Birch,3
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "tagged.csv").write_text(TAGGED, encoding="utf-8")
    return tmp_path


def test_a_proposal_marks_every_guess(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "table.csv"]) == 0
    text = capsys.readouterr().out
    found: list[Problem] = []
    mapping = read_mapping("proposal.yaml", text.encode(), found)
    assert mapping is not None
    assert {p.code for p in found} == {"exact_points", "unconfirmed_guess"}
    assert len(mapping.confirm) == len(found) - 1 == 9
    assert (mapping.separator, mapping.key) == (";", ["Event ID"])
    assert mapping.every.earliest is not None
    assert mapping.every.earliest.formats == ["DD/MM/YYYY"]
    assert [c.number and c.number.column for c in mapping.claims] == ["Killed"]
    assert mapping.aside == ["Remarks"]
    assert text.splitlines()[-2:] == [
        "#   key V-1, source FILL_IN, property killed, low 2, high 2, earliest 2025-04-13, latest "
        "2025-04-13, place 11.2,41.5 ±25 km",
        "#   key V-2, source FILL_IN, property killed, low 0, high 0, earliest 2025-05-05, latest "
        "2025-05-05, place 10.5,40.75 ±25 km",
    ]


def test_an_order_of_day_and_month_that_cannot_be_told_is_not_guessed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", "tagged.csv"]) == 0
    said = capsys.readouterr()
    assert 'earliest: {column: "When"}  # can be DD/MM/YYYY or MM/DD/YYYY' in said.out
    assert "the order of day and month in 'When' is declared" in said.out
    assert "hxl: yes" in said.out
    assert 'number: {column: "How many"}' in said.out
    assert said.out.splitlines()[-1] == "#   none"
    assert said.err.count("ambiguous date") == 2


def test_a_proposal_is_written_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "table.csv", "--out", "mappings/vale.yaml"]) == 0
    before = (folder / "mappings" / "vale.yaml").read_bytes()
    assert main(["map", "table.csv", "--out", "mappings/vale.yaml"]) == 1
    assert (folder / "mappings" / "vale.yaml").read_bytes() == before
    capsys.readouterr()
    assert main(["map", "table.csv", "--mapping", "mappings/vale.yaml"]) == 1
    assert capsys.readouterr().err.count("unconfirmed guess") == 9


def test_a_mapping_is_told_column_by_column(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "vale.yaml").write_text("""mapping: 1
form: csv
separator: ";"
key: ["Event ID"]
missing: [n/a]
every:
  source: {value: vale_office}
  earliest: {column: Date, formats: [DD/MM/YYYY]}
  basis: {value: instant}
  zone: {column: District, codes: {North: north, South: ""}}
units: [{unit: dozen, gives: persons, times: 12}]
claims:
  - property: {value: killed}
    low: {column: Killed, unit: dozen, most: 100}
aside: [Village, Latitude, Longitude]
""", encoding="utf-8")
    assert main(["map", "table.csv", "--mapping", "vale.yaml"]) == 0
    said = capsys.readouterr()
    told = said.out.splitlines()
    assert told[:4] == [
        "Event ID: key of the row", "Date: earliest, written DD/MM/YYYY",
        "District: zone (North means north, South means nothing)", "Village: left aside",
    ]
    assert "Killed: low of killed, in dozen, times 12 gives persons, from 0 to 100" in told
    assert "Remarks: not understood: reported" in told
    assert "- 1 dozen is 12 persons" in told
    assert "- killed: source vale_office, property killed, basis instant" in told
    assert "2 rows read:" in told
    assert "  key V-1, source vale_office, property killed, low 24, earliest" in said.out
    assert "not understood" in said.err


def test_what_is_no_table_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "table.docx").write_bytes(b"PK")
    (folder / "empty.csv").write_bytes(b"")
    assert main(["map", "table.docx"]) == 1
    assert main(["map", "empty.csv"]) == 1
    assert main(["map", "nowhere.csv"]) == 2
    (folder / "bad.yaml").write_text("mapping: 1\n", encoding="utf-8")
    assert main(["map", "table.csv", "--mapping", "bad.yaml"]) == 1
    assert main(["map", "table.csv", "--mapping", "nowhere.yaml"]) == 1
    assert "Traceback" not in capsys.readouterr().err
