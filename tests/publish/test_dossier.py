"""The file for a lawyer: both sides in one form, hostile words neutral, the same bytes."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.publish.formats.dossier import (
    Dossier,
    Evidence,
    Gone,
    Original,
    Recorded,
    Stamp,
    claims_of,
    members,
    pack,
    selected,
)
from trucewatch.publish.formats.rows import SIDES
from trucewatch.publish.release import Release
from trucewatch.publish.site.dossier import page

from .sample import HOSTILE, release

HEAD = f"7:{'a' * 64}"
NASTY = ["../../etc/passwd", "C:evil.csv", "con.yaml", "a" * 300 + ".csv", "الف.csv", "A.csv",
         "a.csv", ".hidden", "x\u202ey.csv", "/abs.csv", "...", "figures/.. /x.csv"]


def made(clause: str, given: Release | None = None, unit: str = "window") -> Dossier:
    rel = given or release()
    view = next(v for v in rel.clauses if v.clause.id == clause)
    used = claims_of(selected(rel, clause, unit))
    row: dict[str, object] = {c.name: "" for c in CLAIM_COLUMNS}
    some = next(iter(rel.claims.values()))
    row |= {"claim_id": "f" * 64, "source": "lake-post", "property": "trucks_entered", "low": 3,
            "high": 3, "earliest": some["earliest"], "latest": some["latest"],
            "original": HOSTILE}
    return Dossier(rel, view, unit, Evidence(
        record="b" * 64, head=HEAD, version="0.1.0", verifier="print('verify')\n",
        recorded={i: Recorded(first=1_900_000_000_000_000, since=1_900_000_000_000_000)
                  for i in used},
        proofs={str(rel.claims[i]["report_id"]): b"{}\n" for i in sorted(used)},
        originals=[
            *(Original(name=n, digest="c" * 64, holder="", content=b"x", reason="")
              for n in NASTY),
            Original(name=HOSTILE, digest="d" * 64, holder="series:x", content=None,
                     reason="rights not stated"),
        ],
        custody=[{"object": "c" * 64, "name": HOSTILE, "event": "recorded", "at": HOSTILE,
                  "who": "=1+1", "tool": HOSTILE, "note": HOSTILE}],
        stamps=[Stamp(size=7, head="a" * 64, authority="https://tsa.example", token=b"token",
                      reason=""),
                Stamp(size=6, head="a" * 64, authority="", token=b"", reason=HOSTILE)],
        gone=[Gone(claim=row, recorded=Recorded(first=1, since=1), closed_at=2,
                   reason="withdrawn")],
    ))


def files(dossier: Dossier) -> dict[str, bytes]:
    return members(dossier, page(dossier))


def rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8"))))


CLAUSES = [v.clause.id for v in release().clauses]


class Tags(HTMLParser):
    """Every tag with its attributes, and all text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {k: v or "" for k, v in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(text: str) -> Tags:
    found = Tags()
    found.feed(text)
    return found


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_page_asks_nobody_for_anything_and_runs_nothing(clause: str) -> None:
    found = parsed(page(made(clause)))
    allowed = {"html", "head", "meta", "title", "style", "body", "main", "header", "p", "h1", "h2",
               "h3", "h4", "div", "dl", "dt", "dd", "span", "bdi", "strong", "em", "nav", "ol",
               "ul", "li", "a", "section", "table", "caption", "thead", "tbody", "tr", "th", "td",
               "i", "article", "blockquote", "pre"}
    assert {tag for tag, _ in found.tags} <= allowed
    for tag, attrs in found.tags:
        assert not [a for a in attrs if a.startswith("on") or a in {"src", "style", "srcset"}], tag
        href = attrs.get("href", "")
        if re.match(r"[a-z]+:", href, re.IGNORECASE):
            assert href.startswith(("http://", "https://"))
            assert attrs.get("rel") == "noreferrer"
    policy = next(a["content"] for t, a in found.tags
                  if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("clause", CLAUSES)
def test_links_and_anchors_lead_somewhere(clause: str) -> None:
    dossier = made(clause)
    there = files(dossier)
    found = parsed(there["index.html"].decode("utf-8"))
    ids = [a["id"] for _, a in found.tags if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attrs in found.tags:
        href = attrs.get("href", "")
        if href.startswith("#"):
            assert href[1:] in ids
        elif href and not href.startswith("http"):
            assert href in there


@pytest.mark.parametrize("clause", CLAUSES)
def test_hostile_words_are_neutral_everywhere(clause: str) -> None:
    there = files(made(clause))
    html = there["index.html"].decode("utf-8")
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    for name, data in there.items():
        if name.endswith(".csv") and "/" not in name:
            assert "\u202e" not in data.decode("utf-8")
            for row in csv.reader(io.StringIO(data.decode("utf-8"))):
                assert not [c for c in row if c.lstrip().startswith(("=", "+", "-", "@"))]


def test_every_status_stands_in_one_sentence_with_its_conditions() -> None:
    for clause in CLAUSES:
        html = page(made(clause))
        says = re.findall(r'<p class="says">(.*?)</p>', html, re.DOTALL)
        windows = [f for f in made(clause).findings if f.unit == "window"]
        assert len(says) == len(windows)
        for text in says:
            sentence = text.split('<span class="mg">')[0]
            for part in ("under the standard", "in the reading", "as of 22 Aug 2031"):
                assert part in sentence
    marks = re.findall(r'<span class="st [^"]*">.*?</span>.{0,60}', page(made("NS-01")), re.DOTALL)
    assert marks
    assert all("under the standard" in m for m in marks)


def test_both_sides_have_the_same_form_and_no_claim_is_lost() -> None:
    dossier = made("NS-01")
    html = page(dossier)
    for found in re.findall(r'(<article class="ex".*?</article>)', html, re.DOTALL):
        titles = re.findall(r"<dt>(.*?)</dt>", found)
        assert [t for t in titles if t not in {"These words are", "Coder’s note"}] == [
            "Published by", "Read at", "Counts on this side", "Taken in", "Proof", "Claim",
            "Report"]
    shown = set(re.findall(r'<dt>Claim</dt><dd class="id">(\w+)', html))
    assert shown == dossier.used
    sections = re.findall(r'<section class="side" aria-labelledby="[^"]*?-(\w+)"', html)
    assert sections == list(SIDES) * 2
    assert {r["claim_id"] for r in rows(files(dossier)["claims.csv"]) if "side" not in r} \
        >= dossier.used


def _swap(value: Any) -> Any:
    other = {"norland": "southland", "southland": "norland",
             "norland_people": "southland_people", "southland_people": "norland_people"}
    if isinstance(value, str):
        return other.get(value, value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(value, **{
            f.name: _swap(getattr(value, f.name)) for f in dataclasses.fields(value)})
    if isinstance(value, dict):
        return {_swap(k): _swap(v) for k, v in value.items()}
    return type(value)(map(_swap, value)) if type(value) in {list, tuple, frozenset} else value


@pytest.mark.parametrize("clause", [c for c in CLAUSES if c not in {"NS-01", "NS-06", "NS-07"}])
def test_no_word_depends_on_who_is_bound(clause: str) -> None:
    given = release()

    def blind(text: str) -> str:
        return re.sub(r"\b(Norland|Southland|norland|southland)\b", "PARTY", text)

    assert blind(page(made(clause, given))) == blind(page(made(clause, _swap(given))))


def test_names_unpack_on_any_system() -> None:
    there = files(made("NS-05"))
    assert len({n.lower() for n in there}) == len(there)
    assert len([n for n in there if n.startswith("originals/")]) == len(NASTY)
    for name in there:
        assert name.isascii()
        assert len(name) < 120
        assert not re.search(r'[:\\<>"|?*\x00-\x1f]', name)
        for part in name.split("/"):
            assert part
            assert part[0] != "."
            assert not re.fullmatch(r"(con|prn|aux|nul)(\..*)?", part, re.IGNORECASE)


def test_same_input_same_bytes_and_the_manifest_names_every_member() -> None:
    one, two = (pack(files(made("NS-05"))) for _ in range(2))
    assert one == two
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        manifest = json.loads(archive.read("manifest.json"))
        assert set(manifest["files"]) == set(names) - {"manifest.json"}
        assert b"\r" not in b"".join(archive.read(n) for n in names if not n.startswith("stamps"))
    assert manifest["head"] == HEAD


def test_every_page_and_table_has_the_mark() -> None:
    mark = "Internal: do not pass on"
    there = files(made("NS-05"))
    assert f'<p class="handling"><strong>{mark}</strong></p>' in there["index.html"].decode("utf-8")
    for name in ("claims.csv", "custody.csv", "originals.csv"):
        assert {row["handling"] for row in rows(there[name])} == {mark}
    for name in ("findings.json", "manifest.json"):
        assert json.loads(there[name])["handling"] == mark


def test_what_is_not_included_is_named_with_the_reason() -> None:
    there = files(made("NS-05"))
    (foreign,) = (r for r in rows(there["originals.csv"]) if r["holder"] == "series:x")
    assert (foreign["included"], foreign["file"], foreign["reason"]) == (
        "no", "", "rights not stated")
    html = there["index.html"].decode("utf-8")
    assert "no: rights not stated" in html
    heads = json.loads(there["heads.json"])
    assert [bool(s["token"]) for s in heads["stamps"]] == [True, False]
    assert there[heads["stamps"][0]["token"]] == b"token"
    assert any(r["part"].startswith("no longer in view") for r in rows(there["claims.csv"]))
    assert "its source no longer carries it" in html


def test_one_unit_is_that_unit_alone() -> None:
    unit = next(f.unit for f in release().findings if f.clause == "NS-05" and f.unit != "window")
    dossier = made("NS-05", unit=unit)
    assert {f.unit for f in dossier.findings} == {unit}
    data = json.loads(files(dossier)["findings.json"])
    assert {f["unit"] for f in data["findings"]} == {unit}
    assert "The whole window and every other unit of time are left out" in page(dossier)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_the_window_and_its_sheet_is_applied(
    tmp_path: Path, chromium: Path, width: int
) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": width, "height": 800})
        said: list[str] = []
        view.on("console", lambda message: said.append(message.text))
        view.on("dialog", lambda dialog: said.append(dialog.message))
        view.on("request", lambda r: said.append(r.url) if not r.url.startswith("file:") else None)
        for number, clause in enumerate(CLAUSES):
            file = tmp_path / f"{number}.html"
            file.write_text(page(made(clause)), encoding="utf-8")
            view.goto(file.as_uri())
            assert view.evaluate("document.documentElement.scrollWidth") <= width, clause
            family = view.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
            assert "Georgia" in family, clause
        browser.close()
    assert said == []
