"""What this program writes it reads back: figures and claims, as CSV and as Parquet."""

from __future__ import annotations

import csv
import io
import string
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapped_world import outcome

import trucewatch
from trucewatch.model.claim import (
    BASES,
    CERTAINTIES,
    MEASURES,
    QUALIFIER_KEYS,
    SCOPES,
    STANCES,
    claim_id,
)
from trucewatch.model.instant import micros, parse_span
from trucewatch.model.properties import PROPERTIES
from trucewatch.sources.interface import NAMES
from trucewatch.sources.mapping.own import CLAIMS, FIGURES
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.tables import read_parquet

CASE = Path(__file__).resolve().parents[1] / "case" / "fixture"

# Everything a figures file keeps: no text is altered by being written, so none may be by reading.
TEXT = st.text(
    st.sampled_from(string.ascii_letters + string.digits + " ,;'\"=+-@\n٣٤دار־ñ\u200f/%#"),
    max_size=12,
)
WORD = st.text(st.sampled_from(string.ascii_lowercase + "_"), min_size=1, max_size=8)
COUNT = st.none() | st.integers(0, 10**15 - 1)
TIMES = ("2031-03-04", "2031-03-04T10:30Z", "2031-03-04T10:30[Asia/Gaza]",
         "about 2031-03-04T10:00Z", "night 2031-03-04", "2031-03-04/2031-03-09")
TIME = st.sampled_from(TIMES)
QUALIFIERS = st.dictionaries(st.sampled_from(sorted(QUALIFIER_KEYS)), WORD, max_size=3).map(
    lambda given: "; ".join(f"{key}={given[key]}" for key in sorted(given)))


def rows() -> st.SearchStrategy[list[dict[str, str]]]:
    number = COUNT.map(lambda count: "" if count is None else str(count))
    fields = dict.fromkeys(NAMES, TEXT) | {
        "key": WORD, "source": WORD, "subject": WORD, "speaker": WORD | st.just(""),
        "property": st.sampled_from(sorted(PROPERTIES)), "measure": st.sampled_from(MEASURES),
        "stance": st.sampled_from(STANCES), "low": number, "high": number,
        "approx": st.sampled_from(("yes", "")), "earliest": st.just("2031-03-04"), "latest": TIME,
        "basis": st.sampled_from(BASES), "scope": st.sampled_from(SCOPES),
        "qualifiers": QUALIFIERS, "actor_certainty": st.sampled_from(CERTAINTIES),
        "published": TIME | st.just(""), "withdrawn": TIME | st.just(""),
        "copy": st.sampled_from(("original", "copy", "unknown")), "parser": WORD,
    }
    return st.lists(st.fixed_dictionaries(fields), max_size=4)


def as_csv(given: list[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, NAMES, lineterminator="\n")
    writer.writeheader()
    writer.writerows(given)
    return out.getvalue().encode()


def as_parquet(given: list[dict[str, str]]) -> bytes:
    with DuckStore() as store, tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "table.parquet")
        columns = {name: [row[name] for row in given] for name in NAMES}
        store.load("given", dict.fromkeys(NAMES, "VARCHAR"), columns)
        store.write_parquet("SELECT * FROM given", file)
        return file.read_bytes()


@settings(max_examples=80, deadline=None)
@given(given=rows())
def test_figures_come_back_from_csv(given: list[dict[str, str]]) -> None:
    found = outcome(as_csv(given), name=FIGURES)
    assert found.rows == given
    assert [claim_id(row) for row in found.rows] == [claim_id(row) for row in given]
    assert [p for p in found.problems if p.severity == "error"] == []


@settings(max_examples=25, deadline=None)
@given(given=rows())
def test_figures_come_back_from_parquet(given: list[dict[str, str]]) -> None:
    found = outcome(as_parquet(given), name=f"{FIGURES}-parquet", parquet=read_parquet)
    assert found.rows == given
    assert [p for p in found.problems if p.severity == "error"] == []


def test_a_claim_of_an_edition_comes_back() -> None:
    text = (
        "claim_id,report_id,dataset,key,source,speaker,lineage,subject,property,measure,stance,"
        "in_reply_to,low,high,approx,earliest,latest,basis,scope,qualifiers,place,zone,actor,"
        "actor_certainty,target,original,lang,locator,published,public_at,address,copy,parser,"
        "note,used\n"
        "c1,r1,daily,k1,office,,office,series,killed,newly_occurred,asserts,,2,5,,"
        "2031-03-04T22:00Z,2031-03-05T21:59:59.999999Z,total,complete,category=raid,Alder,north,,"
        ",,words,en,row 1,2031-03-06,2031-03-06T21:59:59.999999Z,a.example,original,hand@1,seen,"
        "yes\n"
    )
    found = outcome(text, name=CLAIMS)
    assert found.problems == []
    (row,) = found.rows
    assert {name: text for name, text in row.items() if text} == {
        "key": "k1", "source": "office", "subject": "series", "property": "killed",
        "measure": "newly_occurred", "stance": "asserts", "low": "2", "high": "5",
        "earliest": "2031-03-04T22:00Z", "latest": "2031-03-05T21:59:59.999999Z",
        "basis": "total", "scope": "complete", "qualifiers": "category=raid", "place": "Alder",
        "zone": "north", "original": "words", "lang": "en", "locator": "row 1",
        "published": "2031-03-06", "address": "a.example", "copy": "original",
        "parser": "hand@1", "note": "seen",
    }


@pytest.mark.extras
def test_claims_exported_with_arrow_come_back_from_parquet(tmp_path: Path) -> None:
    import pyarrow.parquet  # noqa: PLC0415 (an extra)

    claims = trucewatch.open(CASE).claims()
    pyarrow.parquet.write_table(claims.arrow(), tmp_path / "claims.parquet")
    data = (tmp_path / "claims.parquet").read_bytes()
    found = outcome(data, name=f"{CLAIMS}-parquet", parquet=read_parquet, tz="UTC")
    assert found.problems == []
    given = claims.arrow().to_pydict()
    assert len(found.rows) == len(given["key"]) > 0
    for name in set(NAMES) & set(given) - {"earliest", "latest"}:
        assert found.column(name) == ["" if v is None else str(v) for v in given[name]], name
    for name in ("earliest", "latest"):
        spans = [parse_span(text, "UTC") for text in found.column(name)]
        assert [span.lo for span in spans] == [micros(moment) for moment in given[name]]
        assert all(span.lo == span.hi for span in spans)
