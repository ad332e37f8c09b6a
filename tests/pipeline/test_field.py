"""Chats, captures and the field kit: into the record by code, sealed, and never a claim unasked."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from trucewatch.model.problem import Problem
from trucewatch.pipeline import Keeping, collect
from trucewatch.pipeline.archiving import archive
from trucewatch.pipeline.chats import Coded, code_chat
from trucewatch.pipeline.erasing import Target, erase
from trucewatch.pipeline.kits import kit
from trucewatch.pipeline.records import verify
from trucewatch.record import vault
from trucewatch.record.record import Record
from trucewatch.record.vault import Vault, is_sealed, sealed_key
from trucewatch.store.duckdb import DuckStore
from trucewatch.store.rows import open_table

from . import PASSPHRASE, Clock, found_in, keeping, make_case
from .lean import run

openpyxl = pytest.importorskip("openpyxl")

RAMI, NUMBER = "Rami Quillfeather", "+49 30 5550 1234"
SECRETS = (RAMI, "5550 1234", "493055501234", "IMG-20310304-WA7.jpg", "SecretPhone", "moonlight")
CHAT = (
    f"13/04/31, 14:30 - {RAMI} added {NUMBER}\n"
    f"13/04/31, 14:31 - {RAMI}: two shells in the north, says {NUMBER}\n"
    f"13/04/31, 14:32 - {NUMBER}: IMG-20310304-WA7.jpg (file attached)\nask {RAMI}\n"
    f"13/04/31, 14:33 - {RAMI}: VID-1.mp4 (file attached)\n"
    f"13/04/31, 14:34 - {RAMI}: =1+1 moonlight\n"
)
PICTURE = (
    b"\xff\xd8\xff\xe1\x00\x15Exif\0\0SecretPhone\0\0\xff\xdb\x00\x43\0" + b"\x01" * 64
    + b"\xff\xc0\x00\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xda\x00\x08\x01\x01\0\0\x3f\0\x12"
    b"\xff\xd9SecretPhone"
)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "SCRYPT", (2**4, 8, 1))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    made = make_case(tmp_path)
    (made / "figures" / "forms.csv").unlink()
    return made


def export(folder: Path) -> Path:
    file = folder / "WhatsApp Chat with Rami Quillfeather.zip"
    if file.exists():
        return file  # Written anew it would be another file: a ZIP holds the time it was made.
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("WhatsApp Chat with Rami Quillfeather.txt", CHAT)
        made.writestr("IMG-20310304-WA7.jpg", PICTURE)
        made.writestr("VID-1.mp4", b"film")
        made.writestr("STK-9.webp", b"sticker")
    return file


def code(tmp_path: Path, case: Path, held: Keeping | None = None) -> Coded:
    out = tmp_path / "out" / "chat.xlsx"
    return code_chat(case, export(tmp_path), out, order="", tz="Asia/Gaza",
                     keeping=held or keeping(tmp_path))


@pytest.fixture
def coded(tmp_path: Path, case: Path) -> Coded:
    (tmp_path / "out").mkdir()
    return code(tmp_path, case)


def told(problems: list[Problem]) -> list[tuple[str, str, int | None]]:
    return [(p.severity, p.code, p.line) for p in problems]


def reports(folder: Path) -> list[dict[str, str]]:
    record = Record.open(folder / "record")
    with DuckStore() as store:
        table = open_table(store, record, "reports")
        names = ("kind", "stated_at", "stated_until", "who", "words", "address", "payload",
                 "object", "locator")
        rows = store.rows(f"SELECT {', '.join(names)} FROM {table} ORDER BY locator, address")
        return [dict(zip(names, map(str, row), strict=True)) for row in rows]


def sheet(tmp_path: Path) -> list[list[object]]:
    book = openpyxl.load_workbook(tmp_path / "out" / "chat.xlsx")
    return [[cell.value for cell in row] for row in book["reports"].iter_rows(max_row=5)]


def test_a_chat_gives_a_row_a_message(tmp_path: Path, coded: Coded) -> None:
    assert (coded.messages, coded.people, coded.media) == (4, 2, 1)
    assert coded.tally == "5 rows met: 4 read, 0 refused, 1 left aside"
    assert told(coded.problems) == [
        ("warning", "media_not_kept", 5), ("note", "left_aside", None),
        ("note", "media_unnamed", None)]
    head, first, second, third, fourth = sheet(tmp_path)
    assert head[:7] == ["message", "sender", "sent", "sent_until", "text", "media", "consent"]
    rami, number = str(first[1]), str(second[1])
    assert first[:6] == ["2", rami, "2031-04-13T14:31[Asia/Gaza]",
                         "2031-04-13T14:31:59[Asia/Gaza]",
                         f"two shells in the north, says {number}", None]
    assert second[4] == f"ask {rami}"
    assert len(str(second[5])) == 64
    assert third[5] == "not in the export"
    assert fourth[4] == "=1+1 moonlight"
    assert openpyxl.load_workbook(tmp_path / "out" / "chat.xlsx")["reports"]["E5"].data_type == "s"


def test_nothing_raw_is_kept(tmp_path: Path, coded: Coded) -> None:
    assert coded.messages
    with zipfile.ZipFile(tmp_path / "out" / "chat.xlsx") as book:
        book.extractall(tmp_path / "unpacked")
    raw = hashlib.sha256(export(tmp_path).read_bytes()).hexdigest()
    assert found_in([tmp_path / "record", tmp_path / "keys"], [*SECRETS, raw]) == []
    assert found_in([tmp_path / "unpacked"], [*SECRETS[:-1], raw]) == []
    assert not any(secret in str(coded.problems) for secret in SECRETS)


def test_words_are_sealed_under_the_key_of_their_sender(tmp_path: Path, coded: Coded) -> None:
    rows = reports(tmp_path)
    assert [row["kind"] for row in rows] == ["message"] * coded.messages
    keys = Vault.open(tmp_path / "keys", PASSPHRASE)
    first = next(row for row in rows if row["locator"].startswith("message 2 "))
    assert is_sealed(first["words"])
    assert sealed_key(first["words"]) == keys.key_id("person", first["who"])
    assert keys.open_text(first["words"], "words").startswith("two shells in the north, says p-")
    (name,) = (n for b in Record.open(tmp_path / "record").batches for n in b.files)
    stored = Record.open(tmp_path / "record").archive.get(
        Record.open(tmp_path / "record").batches[0].files[name])
    picture = keys.open_bytes(stored)
    assert b"SecretPhone" not in picture
    assert hashlib.sha256(picture).hexdigest() == str(sheet(tmp_path)[2][5])


def test_saying_it_again_adds_nothing(tmp_path: Path, case: Path, coded: Coded) -> None:
    before, book = len(Record.open(tmp_path / "record").batches), (
        tmp_path / "out" / "chat.xlsx").read_bytes()
    assert code(tmp_path, case).messages == coded.messages
    assert len(Record.open(tmp_path / "record").batches) == before
    assert (tmp_path / "out" / "chat.xlsx").read_bytes() == book
    assert verify(tmp_path / "record").problems == []


def test_a_person_who_is_erased_stays_silent(tmp_path: Path, case: Path, coded: Coded) -> None:
    assert coded.people == 2
    rami = str(sheet(tmp_path)[1][1])
    erase(tmp_path / "record", Target(person=rami), "asked for", keeping(tmp_path))
    again = code(tmp_path, case)
    assert (again.messages, again.people) == (1, 1), again.problems
    assert [p.code for p in again.problems].count("erased_person") == 3
    assert rami not in [row[1] for row in sheet(tmp_path)]


def test_without_keys_nothing_is_read(tmp_path: Path, case: Path) -> None:
    (tmp_path / "out").mkdir()
    made = code(tmp_path, case, Keeping(record=tmp_path / "record", clock=Clock()))
    assert [p.code for p in made.problems] == ["no_keys"]
    assert not list((tmp_path / "out").iterdir())
    assert not (tmp_path / "record").exists()


def with_input(case: Path, adapter: str, file: str, source: str, stamp: str) -> None:
    text = (case / "sources.yaml").read_text("utf-8")
    entry = (f"\ninputs:\n- {{id: forms, adapter: {adapter}, file: {file}, "
             f"options: {{source: {source}, kit: {stamp}}}}}")
    (case / "sources.yaml").write_text(text.replace("\ninputs:", entry, 1), encoding="utf-8")


def test_a_coded_message_becomes_a_claim_sealed_in_the_record(
    tmp_path: Path, case: Path, coded: Coded
) -> None:
    assert coded.messages
    book = openpyxl.load_workbook(tmp_path / "out" / "chat.xlsx")
    heads = [cell.value for cell in book["reports"][1]]
    answers = {"consent": "record", "outcome": "act", "precision": "day",
               "date_from": "2023-11-25", "zone": "gaza_strip", "kind": "attack", "how": "told",
               "told_by": "resident", "place": "moonlight street"}
    for name, value in answers.items():
        book["reports"].cell(2, heads.index(name) + 1).value = value
    book.save(tmp_path / "out" / "chat.xlsx")
    stamp = str(book["lists"]["A2"].value)
    with_input(case, "field_workbook", "chat.xlsx", "field-forms", stamp)
    result = collect(case, tmp_path / "out", keeping=keeping(tmp_path))
    assert ("forms", 1) in result.written
    assert str(result.tallies["forms"]) == "4 rows met: 1 read, 0 refused, 3 left aside"
    clock = Clock()
    clock.at = clock.at.replace(hour=13)
    done = run(case, tmp_path / "edition", keeping=keeping(tmp_path, clock))
    assert done.release is not None
    assert "field-forms" in {str(claim["source"]) for claim in done.release.claims.values()}
    assert found_in([tmp_path / "record", tmp_path / "edition"], ["moonlight street"]) == []


@pytest.mark.parametrize("source", ["reuters", "nobody"])
def test_what_tells_of_people_is_read_for_a_sensitive_body_only(
    tmp_path: Path, case: Path, source: str
) -> None:
    made = kit(case, tmp_path / "kit")
    with_input(case, "kobo_odk", "raw.json", source, made.stamp)
    (tmp_path / "raw.json").write_text("[]", encoding="utf-8")
    result = collect(case, tmp_path / "raw.json", keeping=keeping(tmp_path))
    assert "not_sensitive" in [p.code for p in result.problems]
    assert not (case / "figures" / "forms.csv").exists()


def test_what_nobody_could_see_is_coverage_of_the_case(tmp_path: Path, case: Path) -> None:
    made = kit(case, tmp_path / "kit")
    with_input(case, "kobo_odk", "raw.json", "field-forms", made.stamp)
    given = {"kit": made.stamp, "_uuid": "a", "consent": "record", "outcome": "not_there",
             "precision": "day", "date_from": "2023-11-25", "zone": "gaza_strip",
             "watched_kinds": "attack", "reason": "denied"}
    (tmp_path / "raw.json").write_text(json.dumps([given]), encoding="utf-8")
    result = collect(case, tmp_path / "raw.json", keeping=keeping(tmp_path))
    assert result.coverage == [("forms", 1)]
    clock = Clock()
    clock.at = clock.at.replace(hour=13)
    done = run(case, tmp_path / "edition", keeping=keeping(tmp_path, clock))
    assert done.release is not None
    assert ("field-forms", "blind") in {(c.body, c.state) for c in done.release.coverage}
    later = run(case, tmp_path / "later", as_of="2026-03-02", keeping=keeping(tmp_path))
    assert later.release is not None
    assert later.release.coverage == done.release.coverage


BODY = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>words</p>"
WARC = (b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\n"
        b"WARC-Date: 2031-03-04T14:30:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: "
        + str(len(BODY)).encode() + b"\r\n\r\n" + BODY + b"\r\n\r\n")


def test_captures_are_archived_as_received(tmp_path: Path, case: Path) -> None:
    pytest.importorskip("warcio")
    (tmp_path / "a.warc").write_bytes(WARC)
    (tmp_path / "page.html").write_bytes(b"<!doctype html>")
    files = [tmp_path / "a.warc", tmp_path / "page.html", tmp_path / "none.warc"]
    held = keeping(tmp_path, keys=False)
    made = archive(case, files, held)
    digest = hashlib.sha256(WARC).hexdigest()
    assert made.files == [("a.warc", 1, 1, digest)]
    assert [(p.code, p.file) for p in made.problems] == [
        ("unreadable_file", "none.warc"), ("not_this_form", "page.html")]
    assert Record.open(tmp_path / "record").archive.get(digest) == WARC
    (row,) = reports(tmp_path)
    assert (row["address"], row["stated_at"], row["object"], row["payload"]) == (
        "https://example.org/a", "2031-03-04T14:30:00Z", digest,
        hashlib.sha256(b"<p>words</p>").hexdigest())
    again = archive(case, files[:1], held)
    assert again.files == [("a.warc", 1, 0, digest)]
    assert again.head == made.head
    assert verify(tmp_path / "record").problems == []


def test_captures_change_no_claim_and_no_file_of_the_case(tmp_path: Path, case: Path) -> None:
    pytest.importorskip("warcio")
    held = keeping(tmp_path, keys=False)
    before = run(case, tmp_path / "one", keeping=held)
    (tmp_path / "a.warc").write_bytes(WARC)
    archive(case, [tmp_path / "a.warc"], held)
    after = run(case, tmp_path / "two", keeping=held)
    assert before.release is not None
    assert after.release is not None
    assert after.release.claims == before.release.claims
    names = set(Record.open(tmp_path / "record").files())
    assert "case.yaml" in names
    assert not any(name.startswith("captures/") for name in names)


def test_the_kit_of_every_case_that_ships_is_valid(tmp_path: Path, root: Path) -> None:
    convert = pytest.importorskip("pyxform.xls2xform").xls2xform_convert
    for folder in sorted((root / "cases").iterdir()):
        made = kit(folder, tmp_path / folder.name)
        assert [path.name for path in made.written] == ["form.xlsx", "workbook.xlsx"]
        assert made.untranslated.keys() <= {"tr", "fa", "ur", "hi"}
        form = tmp_path / folder.name / "form.xlsx"
        assert convert(str(form), str(tmp_path / "form.xml"), validate=False) == []
        assert openpyxl.load_workbook(io.BytesIO(made.written[1].read_bytes())).sheetnames == [
            "reports", "words", "lists"]


def test_a_message_no_workbook_can_hold_whole(case: Path, tmp_path: Path) -> None:
    """Control characters become visible; of a text longer than a cell the rest is told."""
    chat = tmp_path / "chat.txt"
    chat.write_text("13/04/31, 14:31 - Rami K.: bell \x07 rings\n"
                    f"13/04/31, 14:32 - Rami K.: {'long ' * 7_000}end\n", encoding="utf-8")
    out = tmp_path / "out.xlsx"
    made = code_chat(case, chat, out, order="dmy", tz="Europe/Athens",
                     keeping=keeping(tmp_path))
    assert made.messages == 2
    assert [(p.severity, p.code, p.line, p.found) for p in made.problems] == [
        ("warning", "hidden_characters", 1, "U+0007"),
        ("warning", "text_cut", 2, "35003 characters"),
    ]
    book = openpyxl.load_workbook(out)
    texts = [row[4] for row in book["reports"].iter_rows(min_row=2, max_row=3, values_only=True)]
    assert texts[0] == "bell \ufffd rings"
    assert len(texts[1]) == 32_000
    assert texts[1].endswith(" [cut: the rest is in the record]")
