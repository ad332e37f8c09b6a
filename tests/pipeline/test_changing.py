"""What changed since an earlier instant: by what had been published, and against an edition."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from trucewatch.model.change import Change
from trucewatch.model.instant import iso, parse_span
from trucewatch.pipeline import Keeping, Result, run
from trucewatch.pipeline.changing import month_before
from trucewatch.publish.release import Release

from .growing import added, change_figures, new_case

AT = datetime(2031, 4, 4, tzinfo=UTC)
TZ = "Europe/Athens"


def made(case: Path, since: str | None, out: str = "out") -> Result:
    """Run the invented case, by a clock of the test's own."""
    return run(case, case.parent / out, since=since, keeping=Keeping(
        record=case.parent / "record", clock=lambda: AT))


def release(case: Path, since: str | None, out: str = "out") -> Release:
    result = made(case, since, out)
    assert result.release is not None, result.problems
    return result.release


def told(shown: Release, rows: list[Change]) -> list[tuple[str, ...]]:
    """Rows with the keys of claims in place of their ids."""
    def keys(claims: tuple[str, ...]) -> str:
        return " ".join(sorted(str(shown.claims[c]["key"]) for c in claims))

    return [(c.clause, c.bound, c.reading, c.start, c.standard, c.was, c.now, keys(c.kept),
             keys(c.breached), keys(c.neither), keys(c.went)) for c in rows]


@pytest.mark.parametrize(("instant", "expected"), [
    ("2031-03-31", "2031-02-28"),
    ("2032-03-31", "2032-02-29"),
    ("2031-01-15", "2030-12-15"),
    ("2031-05-31", "2031-04-30"),
    ("2031-04-30", "2031-03-30"),
    ("2031-03-15T12:34:56[Europe/Athens]", "2031-02-15T12:34:56[Europe/Athens]"),
    ("2031-04-30T03:30[Europe/Athens]", "2031-03-30T01:00Z"),
])
def test_a_civil_month_before(instant: str, expected: str) -> None:
    # On 30 March 2031 clocks in Athens go from 03:00 to 04:00, at 01:00 UTC: 03:30 is skipped.
    end = parse_span(instant, TZ).hi if len(instant) == 10 else parse_span(instant, TZ).lo
    want = parse_span(expected, TZ).hi if len(expected) == 10 else parse_span(expected, TZ).lo
    assert iso(month_before(end, TZ)) == iso(want)


def test_what_was_published_between_and_what_it_moved(tmp_path: Path) -> None:
    shown = release(new_case(tmp_path), "2031-03-02")
    assert shown.since is not None
    assert (iso(shown.since.instant), shown.since.how) == (
        "2031-03-02T21:59:59.999999Z", "published")
    assert told(shown, shown.changes) == [
        ("N-01", "norland", "base", "announced", "reported", "undetermined", "contested",
         "", "c-1", "c-2", ""),
        ("N-01", "norland", "base", "whole_day", "reported", "undetermined", "contested",
         "", "c-1", "c-2", ""),
    ]
    # The same claims came in under the other standards and moved nothing there; c-3, of which
    # nobody knows when it was published, is no news.
    came = {row[3:] for row in told(shown, shown.steady) if row[:3] == ("N-01", "norland", "base")}
    assert came == {
        (start, standard, "undetermined", "undetermined", "", "c-1", "c-2", "")
        for start in ("announced", "whole_day") for standard in ("admitted", "two_independent")}
    assert not [c for c in shown.steady if c.clause == "N-02" and c.came]


def test_a_claim_its_source_took_back_went(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    change_figures(case, added("c-9", source="wire", published="2031-03-20", earliest="2031-03-20",
                               latest="2031-03-20", original="a strike of the rangers",
                               actor="rangers", target="norlanders"))
    shown = release(case, "2031-03-08")
    keys = {str(w.claim["claim_id"]): str(w.claim["key"]) for w in shown.withdrawn}
    # c-4 was published on 3 March and was found gone on 9 March.
    assert {(c.clause, c.bound, c.reading, *(keys[i] for i in c.went))
            for c in [*shown.changes, *shown.steady] if c.went} == {
        ("N-01", "norland", "base", "c-4"), ("N-01", "norland", "one_allowed", "c-4")}


def test_without_an_instant_it_is_a_civil_month(tmp_path: Path) -> None:
    shown = release(new_case(tmp_path), None)
    assert shown.since is not None
    assert iso(shown.since.instant) == "2031-02-03T21:59:59.999999Z"
    assert {c.was for c in shown.changes} == {"not_in_force"}


def test_against_an_earlier_edition(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    release(case, None, "first")
    same = release(case, str(tmp_path / "first"), "second")
    assert same.changes == [] and not any(c.came or c.went for c in same.steady)
    # A report that is older than the edition and was found only after it: news all the same.
    change_figures(case, added("c-7", source="wire", published="2031-03-02", stance="asserts",
                               original="the rangers struck", actor="rangers",
                               target="norlanders"))
    later = release(case, str(tmp_path / "first"), "third")
    assert later.since is not None and later.since.how == "edition"
    assert told(later, later.changes) == [
        ("N-01", "southland", "base", start, "reported", "undetermined", "breached",
         "", "c-7", "", "") for start in ("announced", "whole_day")]


def test_nothing_is_compared_when_nothing_is_asked_for(tmp_path: Path) -> None:
    shown = release(new_case(tmp_path), "none")
    assert (shown.since, shown.changes, shown.steady) == (None, [], [])


@pytest.mark.parametrize(("since", "code", "found"), [
    ("2031-03-03", "end_before_start", "2031-03-03"),
    ("yesterday", "unreadable_instant", "yesterday"),
    ("{folder}", "edition_not_read", None),
])
def test_what_cannot_be_compared_with_is_named(
    tmp_path: Path, since: str, code: str, found: str | None
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = made(new_case(tmp_path), since.format(folder=empty))
    assert [p.code for p in result.problems if p.severity == "error"] == [code]
    assert found is None or found in [p.found for p in result.problems]
    # The edition is written all the same, without a comparison.
    assert result.release is not None and result.release.since is None


def test_an_edition_of_another_case_is_refused(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    release(case, "none", "first")
    manifest = tmp_path / "first" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(
        '"case": "norland-2031"', '"case": "eastland-2031"'), encoding="utf-8")
    result = made(case, str(tmp_path / "first"), "second")
    assert [(p.code, p.found) for p in result.problems] == [
        ("other_case", "an edition of eastland-2031")]


def test_two_folders_hold_the_same_bytes(tmp_path: Path) -> None:
    pages = []
    for name in ("one", "another"):
        folder = tmp_path / name
        folder.mkdir()
        case = new_case(folder)
        release(case, "2031-03-02")
        pages.append({p.name: p.read_bytes() for p in (folder / "out").glob("*.html")})
    assert pages[0] == pages[1]


def test_the_page_shows_them_first(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    release(case, "2031-03-02")
    page = (tmp_path / "out" / "changes.html").read_text(encoding="utf-8")
    assert page.index('id="since"') < page.index('id="series"')
    assert "Since <bdi>2 Mar 2031</bdi>" in page
    assert page.count("then undetermined") == 2 and page.count("now contested") == 2
    says = ("Norland: undetermined under the standard “reported”, in the reading “as encoded”, "
            "counted from “announced”, as of 2 Mar 2031; contested under the same, as of "
            "3 Mar 2031")
    assert says in page
    assert page.count('href="claims/gazette-1.html#c-') == 2
