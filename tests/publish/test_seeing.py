"""Who could see what by day, denials of access, effort by party: numbers, pages, files."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date

from trucewatch.model.agreement import Coverage
from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.model.grade import Grade
from trucewatch.model.search import Search
from trucewatch.model.tables import CALENDAR_JSON, DENIAL_JSON, EFFORT_JSON, GRADE_JSON
from trucewatch.publish import seeing
from trucewatch.publish.release import Release
from trucewatch.publish.seeing import Stretch

from .built import texts
from .sample import release, span


def cover(n: int, period: str, state: str, body: str = "un-mission") -> Coverage:
    return Coverage(
        id=f"c{n}", body=body, zone="lake", properties=["strike"], period=period,
        state="alive" if state == "alive" else "blind", why=f"reason {n}",
    )


def bare(*rows: Coverage) -> Release:
    """The sample with these rows alone, and no clause in force before them."""
    return replace(release(), coverage=list(rows), findings=[])


def stretches(*rows: Coverage) -> list[tuple[str, str, str]]:
    [calendar] = seeing.calendars(bare(*rows))
    return [(s.state, s.first.isoformat(), s.last.isoformat()) for s in calendar.stretches]


def test_every_day_from_the_first_row_to_the_as_of_day_has_one_state() -> None:
    assert stretches(
        cover(1, "2031-08-01/2031-08-04", "alive"), cover(2, "2031-08-07", "blind"),
        cover(3, "2031-08-09T06:00/2031-08-09T18:00", "alive"),
        cover(4, "2031-08-10", "alive"), cover(5, "2031-08-10T12:00/2031-08-10T13:00", "blind"),
    ) == [
        ("alive", "2031-08-01", "2031-08-04"), ("unknown", "2031-08-05", "2031-08-06"),
        ("blind", "2031-08-07", "2031-08-07"), ("unknown", "2031-08-08", "2031-08-08"),
        ("partly", "2031-08-09", "2031-08-10"), ("unknown", "2031-08-11", "2031-08-22"),
    ]


def test_two_halves_of_a_day_are_no_whole_day() -> None:
    rows = (cover(1, "2031-08-21T00:00/2031-08-21T12:00", "alive"),
            cover(2, "2031-08-21T12:00/2031-08-21T23:59:59.999999", "alive"))
    assert stretches(*rows)[0] == ("partly", "2031-08-21", "2031-08-21")


def test_what_begins_after_the_as_of_instant_is_not_known_yet() -> None:
    assert stretches(cover(1, "2031-08-22", "alive"), cover(2, "2031-08-23", "blind")) == [
        ("alive", "2031-08-22", "2031-08-22")]
    assert seeing.calendars(bare(cover(2, "2031-08-23", "blind"))) == []


def test_the_calendar_begins_with_the_first_clause_in_force() -> None:
    found = replace(release(), coverage=[cover(1, "2031-08-20", "alive")])
    first = min(f.from_ for f in found.findings if f.unit == "window" and f.from_ is not None)
    [calendar] = seeing.calendars(found)
    assert first < span("2031-08-20").lo
    assert calendar.stretches[0].first == date(2031, 3, 4)
    assert sum(calendar.days.values()) == (date(2031, 8, 22) - date(2031, 3, 4)).days + 1
    assert Stretch("alive", date(2031, 8, 20), date(2031, 8, 20)) in calendar.stretches


def denial(key: str, actor: str, stance: str, speaker: str) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys((c.name for c in CLAIM_COLUMNS), "")
    lo, hi = span("2031-05-01")
    return row | {
        "claim_id": key, "report_id": "r", "dataset": "d", "key": key, "source": "lake-post",
        "speaker": speaker, "lineage": speaker or "lake-post", "subject": "reports",
        "property": "access_denied", "stance": stance, "earliest": lo, "latest": hi,
        "basis": "instant", "scope": "unstated", "actor": actor, "low": None, "high": None,
        "parser": "hand@1", "public_at": None,
    }


def with_denials() -> Release:
    rows = [
        denial("a1", "norland", "asserts", "un-mission"), denial("a2", "norland", "asserts", ""),
        denial("a3", "norland", "denies", "norland-army"),
        denial("a4", "southland", "cannot_confirm", "un-mission"),
        denial("a5", "", "asserts", "un-mission"),
    ]
    base = release()
    return replace(base, claims={**base.claims, **{str(r["claim_id"]): r for r in rows}})


def test_denials_of_access_have_a_row_for_every_party() -> None:
    found = {d.party: d for d in seeing.denials(with_denials())}
    assert [(p, d.says, d.lineages, d.denies, d.other) for p, d in sorted(found.items())] == [
        ("", 1, 1, 0, 0), ("norland", 2, 2, 1, 0), ("southland", 0, 0, 0, 1)]
    assert found["norland"].sayers == {"lake-post": 1, "un-mission": 1}
    assert (found["southland"].first, found["norland"].first) == (None, span("2031-05-01").lo)


def search(n: int, party: str, found: int, place: str = "lake-post") -> Search:
    clause = release().clauses[0].clause.id
    return Search(
        clause=clause, party=party, query="<b>fire</b>", place=place, date=f"2031-06-0{n}",
        at=span(f"2031-06-0{n}").lo, office="verification desk", found=found, note="=note",
        line=n + 1,
    )


def searched() -> Release:
    return replace(release(), searches=[
        search(1, "southland", 0), search(2, "southland", 0, "town archive"),
        search(3, "southland", 4),
    ])


def test_effort_is_shown_for_every_party_with_the_same_columns() -> None:
    [(clause, rows)] = seeing.efforts(searched()).items()
    assert clause == release().clauses[0].clause.id
    assert sorted((e.party, len(e.searches), e.places, e.empty, e.found, e.last) for e in rows) == [
        ("norland", 0, [], 0, 0, ""),
        ("southland", 3, ["lake-post", "town archive"], 2, 4, "2031-06-03"),
    ]
    page = texts(searched())["effort.html"]
    names = re.findall(r'<th scope="row"><bdi dir="auto">([^<]+)</bdi>', page)
    assert names == sorted(names, key=str.casefold) and len(names) == 2
    assert "<b>fire" not in page and "never" in page


def test_a_search_that_found_nothing_moves_no_finding_and_is_no_coverage() -> None:
    plain, more = texts(replace(release(), searches=[])), texts(searched())
    assert plain["findings.json"] == more["findings.json"]
    assert plain["coverage.json"] == more["coverage.json"]
    told = [text for name, text in more.items() if name.startswith("clauses/")
            and "were looked for 3 times in 2 places" in text]
    assert len(told) == (1 if "southland" in release().clauses[0].clause.bound else 0)


def test_files_carry_it_in_the_form_the_codebook_says() -> None:
    grade = Grade(about="body", name="lake-post", grade="C", reason="<i>start</i>",
                  date="2031-03-04", at=span("2031-03-04").lo, by="desk", line=1)
    files = texts(replace(with_denials(), searches=searched().searches, grades=[grade]))
    coverage, searches = json.loads(files["coverage.json"]), json.loads(files["searches.json"])
    grades = json.loads(files["grades.json"])
    for rows, columns in (
        (coverage["calendars"], CALENDAR_JSON), (coverage["access_denied"], DENIAL_JSON),
        (searches["effort"], EFFORT_JSON), (grades["grades"], GRADE_JSON),
    ):
        assert rows and {tuple(row) for row in rows} == {tuple(c.name for c in columns)}
    table = list(csv.DictReader(io.StringIO(files["searches.csv"])))
    assert [(r["party"], r["found"], r["note"]) for r in table] == [
        ("southland", "0", "'=note"), ("southland", "0", "'=note"), ("southland", "4", "'=note")]
    assert [s["found"] for s in searches["searches"]] == [0, 0, 4]
    assert "&lt;i&gt;start" in files["sources.html"]


def test_without_any_of_it_there_is_no_page_and_no_file() -> None:
    base = replace(release(), coverage=[], searches=[], grades=[])
    claims = {i: c for i, c in base.claims.items() if c["property"] != "access_denied"}
    files = texts(replace(base, claims=claims))
    gone = {"coverage.html", "coverage.json", "effort.html", "searches.csv", "searches.json",
            "grades.json"}
    assert not gone & files.keys()
    assert "coverage.html" not in files["index.html"]


def test_the_drawing_and_the_table_say_the_same() -> None:
    page = texts(release())["coverage.html"]
    drawn = re.findall(r"<title>([^<]*: (?:could see|in part|could not see|not known))</title>",
                       page)
    listed = [
        f"{days}: {state}"
        for days, state in re.findall(r"<li><bdi>([^<]*)</bdi>: ([^<]*)</li>", page)
    ]
    assert drawn and sorted(drawn) == sorted(listed)
