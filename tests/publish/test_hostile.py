"""Hostile words are inert in every format, each read back by a parser of its own."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from xml.etree import ElementTree

import pytest

from trucewatch.publish import edition
from trucewatch.publish.files import Files, encoded
from trucewatch.publish.formats import charts, report
from trucewatch.publish.formats.csv import FORMULA
from trucewatch.publish.formats.registry import Means
from trucewatch.store.parquet import to_parquet

from .hostile import MEGABYTE, hostile
from .sample import release

HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def files() -> Files:
    return edition.build(hostile(), means=Means(to_parquet=to_parquet))


def test_every_file_is_whole_utf8_without_hidden_characters(files: Files) -> None:
    for name, content in files.items():
        if not name.endswith((".parquet", ".zip", ".pdf", ".png")):
            assert not HIDDEN.search(encoded(content).decode("utf-8")), name


def test_json_is_read_back_with_the_words_as_they_were(files: Files) -> None:
    for name, content in files.items():
        if name.endswith((".json", ".jsonld", ".geojson")):
            json.loads(encoded(content))
    made = json.loads(edition.exported(hostile(), "claims-json")["claims.json"])
    originals = {row["original"] for row in made["claims"]}
    assert {"\u202eevil\u2066", "]]><x/>", "=1+1", "nul\x00byte"} <= originals


def test_no_cell_of_any_table_is_run_as_a_formula(files: Files) -> None:
    tables = [n for n in files if n.endswith(".csv")]
    assert {"claims.csv", "findings.csv", "findings.hxl.csv"} <= set(tables)
    for name in tables:
        text = encoded(files[name]).decode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert len({len(row) for row in rows}) == 1, name
        cells = {cell for row in rows for cell in row}
        runs = {c for c in cells if c.lstrip("\ufeff\ufffd \t\r\n").startswith(FORMULA)}
        assert all(re.fullmatch(r"-?\d+", c) for c in runs), name
    cells = {c for row in csv.reader(io.StringIO(str(files["claims.csv"]), newline=""))
             for c in row}
    assert {"'=1+1", "'@SUM(A1)", "'+1"} <= cells


def test_xml_is_well_formed_and_holds_no_foreign_element(files: Files) -> None:
    named = [n for n in files if n.endswith((".svg", ".atom"))]
    assert "changes.atom" in named and any(n.endswith(".svg") for n in named)
    for name in named:
        tree = ElementTree.fromstring(encoded(files[name]))
        tags = {element.tag for element in tree.iter()}
        assert not any("script" in t or t.endswith(("}x", "}img")) for t in tags), name
        assert not any(a.startswith("on") or ("href" in a and ":" in v and v.startswith("java"))
                       for e in tree.iter() for a, v in e.attrib.items()), name
        if name.endswith(".svg"):
            assert tags <= {SVG + t for t in (
                "svg", "title", "desc", "style", "defs", "pattern", "rect", "path", "circle",
                "line", "text", "g")}, name


def test_parquet_is_read_back_as_plain_text(files: Files) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(encoded(files["claims.parquet"]))).to_pylist()
    assert len(table) == len(release().claims)
    assert {"<script>alert(1)</script><img src=x onerror=alert(2)>", "=1+1", "half \ufffd pair",
            "nul\ufffdbyte", "\ufffdevil\ufffd"} <= {row["original"] for row in table}


def test_the_zip_holds_no_name_that_climbs(files: Files) -> None:
    with zipfile.ZipFile(io.BytesIO(encoded(files["edition.zip"]))) as archive:
        names = archive.namelist()
        assert archive.testzip() is None and len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z0-9_./-]+", n) and ".." not in n and n[0] != "/"
               for n in (*names, *files))


def test_words_of_a_million_letters_stay_where_they_have_to_be() -> None:
    made = edition.build(hostile(large=True))
    for name, content in made.items():
        if name.endswith((".svg", ".hxl.csv", ".jsonld", ".geojson", ".atom")):
            assert MEGABYTE[:100_000] not in encoded(content).decode(), name
    assert len(encoded(made["edition.zip"])) < 3_000_000
    csv.field_size_limit(2_000_000)
    try:
        cells = {c for row in csv.reader(io.StringIO(str(made["claims.csv"]))) for c in row}
    finally:
        csv.field_size_limit(131_072)
    assert MEGABYTE in cells


@pytest.mark.extras
def test_the_report_takes_hostile_words_as_words_and_stays_small() -> None:
    pytest.importorskip("typst")
    made = report.pdf(hostile(large=True))["report.pdf"]
    assert isinstance(made, bytes) and made.startswith(b"%PDF-") and len(made) < 3_000_000
    # Actions, scripts and attachments are named in clear outside of compressed streams.
    assert not re.search(rb"/JavaScript|/JS\b|/Launch|/EmbeddedFile|/SubmitForm", made)


@pytest.mark.extras
def test_pictures_are_pictures() -> None:
    pytest.importorskip("vl_convert")
    made = charts.pictures(hostile())
    assert made and all(encoded(c).startswith(b"\x89PNG\r\n") for c in made.values())


def test_digests_are_those_of_the_files(files: Files) -> None:
    manifest = json.loads(files["manifest.json"])["files"]
    assert manifest == {n: hashlib.sha256(encoded(c)).hexdigest() for n, c in files.items()
                        if n != "manifest.json"}
