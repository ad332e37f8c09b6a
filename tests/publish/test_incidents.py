"""Incidents of an edition: data and pages agree, ids lead on, nothing exact or hostile gets out."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest

from case.norland import add_row, copy_case
from trucewatch.pipeline import run

POINT = "31.528412,34.461377"
SCRIPT = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = copy_case(tmp_path_factory.mktemp("case"))
    same = {"earliest": "2031-03-02", "latest": "2031-03-02", "actor": "norland", "low": "1",
            "published": "2031-03-04", "place": f'"{POINT} ±50 m"'}
    for n, words in (("8", SCRIPT), ("9", FORMULA)):
        add_row(root, {"key": f"c-{n}", "address": f"https://example.org/{n}", "source": "wire",
                       "original": words, **same})
    (root / "judgements.jsonl").write_text(json.dumps({
        "one": "counts/c-8", "other": "counts/c-9", "judgement": "same",
        "reason": f"one plume at {POINT} {SCRIPT}", "date": "2031-03-04", "by": "data desk",
    }) + "\n", encoding="utf-8", newline="\n")
    out = root.parent / "out"
    assert run(root, out).index is not None
    return {p.relative_to(out).as_posix(): p.read_bytes().decode("utf-8", "replace")
            for p in out.rglob("*") if p.is_file()}


class Ids(HTMLParser):
    """Ids of a page, where its links lead, and the tags it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [v for k, v in attrs if k == "id" and v]
        self.links += [v for k, v in attrs if k == "href" and v]


def test_data_and_pages_tell_the_same_incidents(files: dict[str, str]) -> None:
    data = json.loads(files["incidents.json"])
    table = list(csv.DictReader(io.StringIO(files["incidents.csv"])))
    ids = [i["incident"] for i in data["incidents"]]
    assert ids and ids == [row["incident"] for row in table]
    shown = {name: Ids(text) for name, text in files.items() if name.startswith("incidents/")}
    for incident in data["incidents"]:
        (page,) = [p for p in shown.values() if incident["incident"] in p.ids]
        assert set(incident["formerly"]) <= set(page.ids)
    for page in shown.values():
        assert len(page.ids) == len(set(page.ids))


def test_two_reports_judged_one_are_one_incident_with_both_ids(files: dict[str, str]) -> None:
    data = json.loads(files["incidents.json"])
    (judged,) = data["judgements"]
    (both,) = [i for i in data["incidents"] if judged["one"] in i["claims"]]
    assert judged["followed"] and judged["other"] in both["claims"]
    assert both["reports"] == 2 and len(both["formerly"]) >= 1
    of_clause = {i for clause in data["clauses"] for i in clause["incidents"]}
    assert both["incident"] in of_clause
    for clause in data["clauses"]:
        assert clause["least"] <= len(clause["incidents"]) <= clause["most"]


def test_every_page_of_incidents_is_reached_from_the_overview(files: dict[str, str]) -> None:
    assert "incidents.html" in Ids(files["index.html"]).links
    months = {link for link in Ids(files["incidents.html"]).links if link.startswith("incidents/")}
    assert months == {name for name in files if name.startswith("incidents/")}


def test_links_to_incidents_lead_to_one(files: dict[str, str]) -> None:
    found = 0
    for name, text in files.items():
        if name.startswith("clauses/"):
            for link in Ids(text).links:
                page, _, anchor = link.removeprefix("../").partition("#")
                if page.startswith("incidents/"):
                    found += 1
                    assert anchor in Ids(files[page]).ids
    assert found


def test_hostile_words_stay_words(files: dict[str, str]) -> None:
    for name, text in files.items():
        if name.endswith(".html"):
            own = text.count('site.js" defer></script>')
            assert own == text.lower().count("<script") == 1, name
        if name.endswith(".csv"):
            cells = (cell for row in csv.reader(io.StringIO(text)) for cell in row)
            assert not any(cell.startswith("=") for cell in cells), name


def test_no_exact_point_is_in_any_file(files: dict[str, str]) -> None:
    latitude, longitude = POINT.split(",")
    for name, text in files.items():
        assert not re.search(f"{latitude[:6]}|{longitude[:6]}", text), name
