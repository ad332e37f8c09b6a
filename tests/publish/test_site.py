"""Pages: escaped, isolated, offline, and never a status without its conditions."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from trucewatch.publish.site import chart, pages
from trucewatch.publish.words import STATUS_LABELS

from .sample import CLAIMS, STANDARDS, release

SITE = pages.render(release())
HTML = {name: text for name, text in SITE.items() if name.endswith(".html")}
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Collects what tests ask for, and checks that tags are balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {k: v or "" for k, v in attrs}))
        self.ids.update(v for k, v in attrs if k == "id" and v)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.fixture(params=sorted(HTML))
def page(request: pytest.FixtureRequest) -> Page:
    return Page(HTML[request.param])


def test_pages_are_well_formed_and_ids_unique(page: Page) -> None:
    assert not page.wrong and not page.open
    assert not [i for i, n in page.ids.items() if n > 1]


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs(page: Page) -> None:
    for tag, attrs in page.tags:
        assert tag not in {"iframe", "object", "embed", "img", "form", "base"}
        if tag == "script":
            assert set(attrs) == {"src", "defer"} and attrs["src"].removeprefix("../") == "site.js"
            continue
        assert not [k for k in attrs if k.startswith("on") or k == "style"]
        assert not attrs.get("src")
        if tag == "link":
            assert attrs["href"].endswith("style.css") and "//" not in attrs["href"]
        if "//" in attrs.get("href", ""):
            assert tag == "a" and attrs["rel"] == "noreferrer"
            assert attrs["href"].startswith(("http://", "https://"))
        assert not attrs.get("href", "").startswith("javascript")


def test_the_script_fetches_and_keeps_nothing() -> None:
    for word in ("fetch(", "XMLHttpRequest", "import", "cookie", "localStorage", "sessionStorage",
                 "eval", "innerHTML", "http"):
        assert word not in SITE["site.js"], word


def test_the_style_sheet_fetches_nothing() -> None:
    assert "url(" not in SITE["style.css"] and "@import" not in SITE["style.css"]


def test_links_inside_the_site_lead_somewhere(page: Page, request: pytest.FixtureRequest) -> None:
    here = request.node.callspec.params["page"]
    for tag, attrs in page.tags:
        href = attrs.get("href", "")
        if tag != "a" or "//" in href:
            continue
        path, _, anchor = href.partition("#")
        parts = [*here.split("/")[:-1], *path.split("/")] if path else here.split("/")
        while ".." in parts:
            at = parts.index("..")
            del parts[at - 1:at + 1]
        target = "/".join(parts)
        data = {
            "findings.json", "findings.csv", "claims.csv", "problems.json", "manifest.json",
            "coverage.json", "searches.csv", "searches.json", "grades.json",
        }
        drawn = re.fullmatch(r"charts/[\w-]+-\d+\.svg", target)
        assert target in SITE or target in data or drawn
        assert not anchor or Page(SITE[target]).ids[anchor] == 1


def test_headings_do_not_skip_levels(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_drawing_has_title_and_description(page: Page) -> None:
    for tag, attrs in page.tags:
        if tag == "svg" and attrs.get("role") == "img":
            assert all(page.ids[i] == 1 for i in attrs["aria-labelledby"].split())


def test_hostile_words_are_escaped_and_visible() -> None:
    text = HTML["clauses/NS-01.html"]
    assert text.count("<script") == text.count('<script src="../site.js" defer></script>') == 1
    assert "<img" not in text
    assert "&lt;script&gt;" in text
    assert "\u202e" not in text and "\ufffd" in text
    assert '<span class="addr" dir="auto">javascript:alert(1)</span>' in text
    assert not re.search(r'lang="[^"]*[<>]', text)


@pytest.mark.parametrize("name", ["index.html", *(n for n in HTML if n.startswith("clauses/"))])
def test_a_status_never_stands_without_standard_reading_and_as_of(name: str) -> None:
    text = HTML[name].split('<dl class="legend">')[0]
    # A table of units says them once for all: standards in its head, the others in its caption.
    for table in re.findall(r'<table class="[^"]*units">.*?</table>', text, re.S):
        assert all(f"Under “{title}”" in table for title in ("reported", "admitted"))
        assert "in the reading “" in table and "as of 22 Aug 2031" in table
    text = re.sub(r'<table class="[^"]*units">.*?</table>', "", text, flags=re.S)
    cells = re.findall(r'<td[^>]*title="([^"]*)"[^>]*>(?=<span class="st)', text)
    chips = re.findall(r'<(?:td|dt)?[^<]*<span class="st st-\w+"([^>]*)>', text)
    titles = cells + re.findall(r'<span class="st st-\w+" title="([^"]*)"', text)
    titles += re.findall(r'<span class="st st-\w+">.*?<span class="vh">([^<]*)</span>', text)
    for title in titles:
        assert "under the standard" in title
        assert "in the reading" in title
        assert "as of 22 Aug 2031" in title
    assert titles
    assert len([c for c in chips if "title" not in c]) <= len(titles)


def test_runs_in_the_strip_of_days_say_their_conditions() -> None:
    found = re.search(r"<figure>(?:(?!</figure>).)*One band per standard.*?</figure>",
                      HTML["clauses/NS-01.html"], re.S)
    assert found
    runs = re.findall(r'class="run [^>]*><title>([^<]*)</title>', found[0])
    assert len(runs) > len(STANDARDS)
    bands = re.findall(
        r'<title id="[^"]*-t">Standard “([^”]*)”</title><desc[^>]*>([^<]*)', found[0])
    assert [title for title, _ in bands] == ["reported", "two independent", "admitted"]
    assert all("in the reading “" in d and "as of 22 Aug 2031" in d for _, d in bands)


def test_the_overview_shows_each_clause_and_bound_under_every_standard() -> None:
    text = HTML["index.html"]
    row = re.search(r'NS-05\.html.*?</tr>', text.split("<tbody>")[1], re.S)
    assert row and row[0].count("contested") >= 3
    assert "breached on 5 of 12 days, kept on 7" in row[0]
    assert "done 84 to 85 days late" in text
    assert "<bdi>22 Aug 2031</bdi>" in text and "Record ends 22 Aug 2031" in text
    for title in ("reported", "two independent", "admitted"):
        assert f"Under “{title}”" in text
    assert re.search(r'<span class="big">3</span> clauses where the status changes with the '
                     "standard", text)


def test_parties_come_in_alphabetical_order_of_the_name_shown() -> None:
    text = HTML["clauses/NS-01.html"]
    assert text.index("Norland</bdi>: what") < text.index("Southland</bdi>: what")
    assert "Norland and Southland" in HTML["index.html"]


def test_numbers_are_isolated_from_the_words_around_them() -> None:
    text = HTML["clauses/NS-04.html"]
    assert "<bdi>118–124</bdi>" in text
    assert "<bdi>at least 118</bdi>" in text
    assert "<bdi>110–130</bdi>" in text


def test_foreign_words_carry_language_and_direction() -> None:
    text = HTML["clauses/NS-01.html"]
    assert '<blockquote dir="auto" lang="ar">' in text
    assert '<span class="tr" lang="ar" dir="auto">' in text
    assert "read in a copy" in text


def test_accounts_denials_exceptions_and_hinges_are_shown() -> None:
    text = HTML["clauses/NS-01.html"]
    for words in ("Claimed exceptions", "Denials by the bound", "Denied by Norland (1 claim)",
                  "It would be another status without any one of these: ", "party: Norland",
                  "aligned: Southland"):
        assert words in text
    assert "a part only, by its own words" in HTML["clauses/NS-05.html"]


def test_every_reading_and_start_is_shown_and_none_preferred() -> None:
    text = HTML["clauses/NS-02.html"]
    assert "Start: acceptance the night before" in text
    assert "Reading: by Friday 06:00, as the annex has it" in text
    assert "None is preferred" in text


def test_clauses_without_a_test_are_listed_apart() -> None:
    text = HTML["index.html"]
    assert "not evaluate" not in text
    assert text.index("NS-06.html") < text.index('id="untestable"')
    assert text.index('id="untestable"') < text.index("NS-07.html")


def test_no_percentage_and_no_verdict_in_our_own_words() -> None:
    for name, text in HTML.items():
        shown = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", text, flags=re.S)
        assert not re.search(r"\d\s?%|\bpercent\b", shown), name
        assert not re.search(r"best estimate|war crime|\bintent\b", shown, re.I), name


def test_a_long_series_runs_over_pages_and_loses_no_claim() -> None:
    one = release()
    key = next(i for i, r in CLAIMS.items() if r["key"] == "t-un-0")
    claims = dict(one.claims)
    extra = []
    for n in range(80):
        claim_id = f"{n:016x}{0:048x}"
        claims[claim_id] = {**claims[key], "claim_id": claim_id, "key": f"z-{n}"}
        extra.append(claim_id)
    findings = [
        replace(f, accounts=(replace(f.accounts[0], claims=(*f.accounts[0].claims, *extra)),
                             *f.accounts[1:]))
        if f.clause == "NS-05" and f.unit == "window" else f for f in one.findings
    ]
    site = pages.render(replace(one, claims=claims, findings=findings))
    held = {name: text for name, text in site.items() if name.startswith("claims/un-mission-")}
    assert len(held) == 2
    every = "".join(held.values())
    assert every.count("110 trucks entered reported.") == 81
    assert all(every.count(f'id="c-{n:016x}"') == 1 for n in range(80))
    listed = re.findall(r">(\d+) claims, page \d", site["sources/un-mission.html"])
    assert sum(map(int, listed)) == every.count('class="claim"')
    assert max(len(text.encode()) for text in held.values()) < 200_000


def test_swapping_the_names_of_the_parties_swaps_the_pages() -> None:
    one = release()
    names = {"Norland": "Southland", "Southland": "Norland"}
    parties = [replace(p, name={"en": names[p.name["en"]]}) for p in one.agreement.parties]
    swapped = pages.render(replace(one, agreement=replace(one.agreement, parties=parties)))

    def chips(text: str, party: str) -> list[str]:
        rows = re.findall(rf'data-label="Bound"><bdi dir="auto">{party}</bdi>.*?</tr>', text, re.S)
        return re.findall(rf'</i>({"|".join(STATUS_LABELS.values())})<', "".join(rows))

    assert chips(HTML["index.html"], "Norland")
    for party, other in names.items():
        assert chips(HTML["index.html"], party) == chips(swapped["index.html"], other)


def test_charts_are_deterministic_and_keep_inside() -> None:
    rows = [chart.RangeRow(label="<b>", text="1–5", low=1, high=5, owed_low=3, owed_high=3,
                           supports="neither")]
    first = chart.ranges("x", rows, "d")
    assert first == chart.ranges("x", rows, "d")
    assert "&lt;b&gt;" in first and "<b>" not in first
    assert all(0 <= float(p) <= 100 for p in re.findall(r'"(\d+\.\d\d)%"', first))


def test_an_empty_release_still_makes_pages() -> None:
    one = release()
    empty = replace(one, findings=[], claims={}, used=frozenset(), newest={}, problems=[],
                    coverage=[], bodies={})
    text = pages.render(empty)
    assert "No finding in this edition" in text["clauses/NS-01.html"]
