"""The brief: one text for every delegation, its rules, and three writers that keep text as text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from trucewatch.model.change import Change, Since
from trucewatch.model.reasons import WORDS
from trucewatch.model.reply import Reply
from trucewatch.model.statement import Quote, Speaker
from trucewatch.publish import tongue
from trucewatch.publish.brief import asking, docx, markdown, pdf
from trucewatch.publish.brief.build import build, named
from trucewatch.publish.brief.tree import Bullets, Document, Heading, Paragraph, Table, shape
from trucewatch.publish.release import Release

from .sample import HOSTILE, ids, release, span
from .stated import with_statements

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(autouse=True)
def arabic(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue with one message, whatever ships."""
    made = tongue.Catalogue(one={"Questions": "أسئلة"}, many={}, form=lambda number: 0)
    monkeypatch.setattr(tongue, "catalogue", {"ar": made}.__getitem__)


def compared(**more: object) -> Release:
    """The invented release, compared with an instant before it."""
    shown = release()
    moved = [Change(clause="NS-01", bound="norland", reading="base", start="signature",
                    standard="reported", was="undetermined", now="breached",
                    breached=ids("s-05", "s-06"), neither=ids("s-04"))]
    return replace(shown, since=Since(instant=span("2031-05-01").hi, how="published"),
                   changes=moved, **more)  # type: ignore[arg-type]


def under(document: Document, id_: str) -> list[object]:
    """Blocks below a heading, up to the next."""
    at = next(n for n, b in enumerate(document.blocks) if isinstance(b, Heading) and b.id == id_)
    found: list[object] = []
    for block in document.blocks[at + 1:]:
        if isinstance(block, Heading):
            break
        found.append(block)
    return found


def test_a_clause_says_then_and_now_and_what_is_new() -> None:
    made = build(compared(), ["NS-01"])
    found = under(made, "NS-01/norland")
    assert found[1] == Table(
        head=("Standard", "As of 1 May 2031", "As of 22 Aug 2031", "How much"),
        rows=(
            ("reported", "undetermined", "breached",
             "breached on 2 of 172 days, contested on 1, undetermined on 169; 4 accounts"),
            ("two independent", "–", "breached",
             "breached on 1 of 172 days, contested on 1, undetermined on 170; 4 accounts"),
            ("admitted", "–", "breached",
             "breached on 1 of 172 days, undetermined on 171; 4 accounts"),
        ))
    assert [b.text for b in found if isinstance(b, Paragraph)][1:] == [
        "Came into accounts that support “breached”: 2 claims.",
        "Came in, and support neither: 1 claim."]
    assert [b.id for b in made.blocks if isinstance(b, Heading)] == [
        "brief", "NS-01", "NS-01/norland", "NS-01/southland", "NS-01/words",
        "NS-01/words/norland", "NS-01/words/southland", "NS-01/unknown", "NS-01/questions",
        "NS-01/questions/norland", "NS-01/questions/southland"]


def test_a_reply_stands_under_its_party() -> None:
    reply = Reply(id="a-1", body="southland-front", date="2031-08-01", clause="NS-01",
                  words={"ar": "لا", "en": "We struck nothing."}, address="",
                  recorded_on="2031-08-02", at=0, given_at=0, line=1)
    made = build(compared(replies=[reply]), ["NS-01"], "ar")
    (bullets, *_) = under(made, "NS-01/words/southland")
    assert isinstance(bullets, Bullets)
    assert bullets.items[-1] == (
        "Reply of Southland Front (party: Southland), 1 آب/أغسطس 2031: “لا”")


def stating(times: int = 1, **speaker: str) -> Release:
    """The compared release with what the staff stated, some times over, each later than before."""
    shown = with_statements()
    briefing, letter = shown.documents
    first, *others = briefing.statements
    staff = replace(briefing.speakers["staff"], **speaker)  # type: ignore[arg-type]
    copies = [replace(first, id=f"1-{n}", date=f"2031-04-0{n}", quote=Quote(
        words=f"Strike {n}? None.", lang="en")) for n in range(1, times + 1)]
    results = [replace(shown.results[0], statement=one.id) for one in copies]
    return compared(
        documents=[replace(briefing, statements=(*copies, *others),
                           speakers={**briefing.speakers, "staff": staff}), letter],
        results=[*results, *shown.results[1:]])


OF_STAFF = (
    "Norland Defence Staff (armed forces of Norland), {day} Apr 2031, in “Briefing” (Norland "
    "Defence Staff; first sentence); in neutral paraphrase: No strike was made; as given by the "
    "source: “Strike {day}? None.”. What the record shows: Accounts differ: some accounts agree "
    "with it, others differ.")
NONE = Paragraph(text="No statement of it on this is in the ledgers of statements.")
STATED = Paragraph(text="What it stated in documents, and what the record shows for each:")


def test_what_a_party_stated_stands_beside_what_the_record_shows() -> None:
    made = build(stating(), ["NS-01"])
    assert under(made, "NS-01/words/norland")[-2:] == [
        STATED, Bullets(items=(OF_STAFF.format(day=1),))]
    assert under(made, "NS-01/words/southland")[-1] == NONE


def test_the_newest_statements_are_printed_and_the_others_counted() -> None:
    assert under(build(stating(4), ["NS-01"]), "NS-01/words/norland")[-3:] == [
        STATED, Bullets(items=(OF_STAFF.format(day=4), OF_STAFF.format(day=3))),
        Paragraph(text="And 2 more on the pages of statements.")]


@pytest.mark.parametrize(("speaker", "party"), [
    ({}, "norland"), ({"body": "southland-front"}, "southland"),
    ({"body": "southland-front", "party": "norland"}, "southland"),
    ({"body": "", "party": "southland"}, "southland"), ({"body": "lake-post"}, "norland"),
    ({"body": "lake-post", "party": ""}, ""), ({"body": "", "party": "norland_people"}, ""),
])
def test_a_statement_is_of_the_party_of_its_body_else_of_that_spoken_for(
    speaker: dict[str, str], party: str
) -> None:
    made = build(stating(1, **speaker), ["NS-01"])
    assert [name for name in ("norland", "southland")
            if STATED in under(made, f"NS-01/words/{name}")] == ([party] if party else [])


@pytest.mark.parametrize(("clause", "named"), [
    ("NS-01", True),  # an account that differs is one its findings rest on
    ("NS-05", False),
])
def test_only_statements_on_the_clause_are_printed(clause: str, named: bool) -> None:
    made = build(stating(), [clause])
    printed = [b for b in made.blocks if b in (STATED, NONE)]
    assert bool(printed) is named


def test_a_statement_is_on_a_clause_its_test_names() -> None:
    shown = stating()
    briefing, letter = shown.documents
    spoken = {**briefing.speakers, "poet": Speaker(
        id="poet", name={"en": "The chancellor"}, role={"en": "head of government"},
        party="southland")}
    made = build(replace(shown, documents=[replace(briefing, speakers=spoken), letter]), ["NS-01"])
    assert under(made, "NS-01/words/southland")[-2:] == [STATED, Bullets(items=(
        "The chancellor (head of government), 3 Apr 2031, in “Briefing” (Norland Defence Staff); "
        "in neutral paraphrase: It will hold. What the record shows: Cannot be determined. No "
        "horizon was given.",))]


def test_copies_with_statements_differ_in_language_only() -> None:
    shown = stating(3)
    one, other = build(shown, ["NS-01"], "en"), build(shown, ["NS-01"], "ar")
    assert shape(one) == shape(other) and one != other
    (bullets,) = [b for b in under(other, "NS-01/words/norland")[-2:] if isinstance(b, Bullets)]
    assert all("لم تُنفذ أي غارة" in item for item in bullets.items)


@pytest.mark.parametrize(("here", "expected"), [
    (asking.Position(bound=True, statuses=frozenset({"kept"}), denied=True), ()),
    (asking.Position(bound=True, statuses=frozenset({"kept", "contested"})),
     (asking.BOUND["contested"],)),
    (asking.Position(bound=False, statuses=frozenset({"breached", "undetermined"}), denied=True),
     (asking.OTHER["breached"], asking.OTHER["undetermined"], asking.DENIES)),
    (asking.Position(bound=True, statuses=frozenset({"breached"}), denied=True, excepted=True,
                     suspended=True),
     (asking.BOUND["breached"], asking.DENIED, asking.EXCEPTED, asking.SUSPENDED)),
    (asking.Position(bound=True, statuses=frozenset({"not_assessable"})), ()),
])
def test_questions_follow_from_the_position(
    here: asking.Position, expected: tuple[str, ...]
) -> None:
    assert asking.questions(here) == expected


def test_parties_in_the_same_position_are_asked_the_same() -> None:
    made = build(compared(), ["NS-06"])
    asked = {}
    for party, own, other in (("norland", "Norland", "Southland"),
                              ("southland", "Southland", "Norland")):
        (bullets,) = under(made, f"NS-06/questions/{party}")
        assert isinstance(bullets, Bullets)
        asked[party] = sorted(item.replace(f"of {own}:", "of OWN:").replace(
            f"of {other}:", "of OTHER:") for item in bullets.items)
    assert asked["norland"] == asked["southland"]
    assert asked["norland"] == [
        "On the duty of OTHER: " + asking.OTHER["undetermined"],
        "On the duty of OWN: " + asking.BOUND["undetermined"]]


def test_swapped_parties_swap_their_questions() -> None:
    """NS-04 binds Norland alone; with the bound swapped the questions change sides, word for word.
    """
    shown = compared()
    other = {"norland": "southland", "southland": "norland"}
    swapped = replace(
        shown, findings=[replace(f, bound=other[f.bound]) if f.clause == "NS-04" else f
                         for f in shown.findings],
        clauses=[replace(v, clause=replace(v.clause, bound=["southland"]))
                 if v.clause.id == "NS-04" else v for v in shown.clauses])
    for party, opposite in other.items():
        assert under(build(shown, ["NS-04"]), f"NS-04/questions/{party}") == under(
            build(swapped, ["NS-04"]), f"NS-04/questions/{opposite}")


def test_every_reason_says_what_would_settle_it() -> None:
    assert set(asking.SETTLES) == set(WORDS)
    texts = [*asking.SETTLES.values(), *asking.BOUND.values(), *asking.OTHER.values()]
    assert not [t for t in texts if "orland" in t or "outhland" in t]


def test_copies_differ_in_language_only() -> None:
    one, other = build(compared(), (), "en"), build(compared(), (), "ar")
    assert shape(one) == shape(other)
    assert numbers(one) == numbers(other)
    assert one != other
    headings = [h.text for h in other.blocks if isinstance(h, Heading)]
    assert headings.count("أسئلة") == 9
    assert headings[1] == "وقف استخدام القوة (NS-01)"


def test_unknown_clauses_are_named() -> None:
    assert named(["NS-01", "NS-99"], compared()) == ["NS-99"]


def test_the_same_bytes_twice_and_the_mark_on_every_page() -> None:
    pytest.importorskip("docx")
    made = replace(build(compared(), ["NS-01"]), mark="For the parties")
    data = docx.write(made)
    assert data == docx.write(made)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {i.date_time for i in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = parts.namelist()
        header = ElementTree.fromstring(parts.read("word/header1.xml"))
        assert names[0] == "[Content_Types].xml"
    assert "".join(header.itertext()) == "For the parties"
    text = markdown.write(made).decode()
    assert text.startswith("*For the parties*") and text == markdown.write(made).decode()


def numbers(document: Document) -> list[list[str]]:
    """Digits of every table and of the foot, in order of size: languages may order words
    otherwise, and a case's own words may tell more in one of them."""
    parts = [document.foot, *(str(b) for b in document.blocks if isinstance(b, Table))]
    return [sorted(re.findall(r"[0-9]+", part)) for part in parts]


def hostile(text: str) -> Document:
    return Document(title=text, language="en", mark=text, foot="f", blocks=(
        Heading(level=1, text=text, id="a"), Paragraph(text=text), Bullets(items=(text, text)),
        Table(head=("a", text), rows=((text, "b"),))))


@pytest.mark.parametrize("text", [
    HOSTILE, "# no heading", "1. no list", "- no list", "a | b", "[a](javascript:alert(1))",
    "https://example.org/x", "<b>bold</b> &amp; ~~x~~ **y** _z_ `c` \\* $x$", "#text(red)[x] @a",
])
def test_text_stays_text(text: str) -> None:
    text = " ".join(text.split())
    parser = MarkdownIt("gfm-like", {"linkify": False})
    tokens = parser.parse(markdown.write(hostile(text)).decode())
    inline = [t for t in tokens if t.type == "inline"]
    kinds = {c.type for t in inline for c in t.children or ()}
    # The mark and the foot are in italics; nothing else is anything but text.
    assert kinds <= {"text", "em_open", "em_close", "text_special"}
    said = ["".join(c.content for c in t.children or () if c.type.startswith("text"))
            for t in inline]
    assert said.count(text) == 8
    assert [t.type for t in tokens if t.type in {"html_block", "fence", "code_block"}] == []


@given(text=st.text(max_size=30).map(lambda t: " ".join(t.split())).filter(bool))
def test_any_text_comes_back_from_markdown(text: str) -> None:
    if not text.isprintable():
        return
    parser = MarkdownIt("gfm-like", {"linkify": False})
    tokens = parser.parse(markdown.escape(text))
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    said = "".join(c.content for c in tokens[1].children or () if c.type.startswith("text"))
    assert said == text


def test_text_stays_text_in_word() -> None:
    pytest.importorskip("docx")
    text = "<b>&amp; \x01\ud800 =1+1"
    with zipfile.ZipFile(io.BytesIO(docx.write(hostile(text)))) as parts:
        root = ElementTree.fromstring(parts.read("word/document.xml"))
    said = [t.text for t in root.iter(f"{W}t")]
    assert said.count("<b>&amp; \ufffd\ufffd =1+1") == 6


def test_text_stays_text_in_pdf() -> None:
    pytest.importorskip("typst")
    text = '#panic("x") $x$ \\ #set page(width: 1cm) "] <a> @b'
    data = pdf.write(hostile(text))
    assert data.startswith(b"%PDF-") and data == pdf.write(hostile(text))


def test_a_script_without_a_font_is_named_and_not_set_as_boxes() -> None:
    pytest.importorskip("typst")
    with pytest.raises(pdf.NoFont, match="U\\+4E2D"):
        pdf.write(hostile("in 中文"))
    assert pdf.write(hostile("اللغة עברית Мова ελ é")).startswith(b"%PDF-")
