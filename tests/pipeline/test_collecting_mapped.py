"""Collecting through a mapping of the case: the record notes which mapping read which bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from trucewatch.cli.app import main

MAPPING = """mapping: 1
form: csv
key: [id]
every:
  source: {value: example-observers}
  earliest: {column: day}
  basis: {value: instant}
claims:
  - property: {value: killed}
    number: {column: dead}
"""


def test_a_mapping_of_the_case_is_used_and_noted(tmp_path: Path) -> None:
    case, raw = tmp_path / "vale-2025", tmp_path / "raw"
    assert main(["new", str(case), "--party", "Hillmark", "--party", "Rivermark", "--tz",
                 "Europe/Athens", "--start", "2025-03-01 10:00", "--zone", "north"]) == 0
    sources = case / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace(
        "inputs: []",
        "inputs:\n  - {id: one, adapter: mapped, file: one.csv, options: {mapping: vale}}",
    ), encoding="utf-8")
    (case / "mappings").mkdir()
    (case / "mappings" / "vale.yaml").write_text(MAPPING, encoding="utf-8", newline="\n")
    raw.mkdir()
    (raw / "one.csv").write_text("id,day,dead\na,2025-03-04,2\n", encoding="utf-8")
    assert main(["collect", str(case), "--from", str(raw)]) == 0
    assert (case / "figures" / "one.csv").read_text("utf-8").count("mapped@1") == 1
    digest = hashlib.sha256(MAPPING.encode()).hexdigest()
    noted = b"".join(file.read_bytes() for file in (case / "record").rglob("*") if file.is_file())
    assert b"through mapped by mapping vale" in noted
    assert digest.encode() in noted
    (case / "mappings" / "vale.yaml").write_text(MAPPING.replace("csv", "cvs"), encoding="utf-8")
    assert main(["check", str(case)]) == 1
    assert main(["collect", str(case), "--from", str(raw)]) == 1
