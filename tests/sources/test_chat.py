"""Exports of chats: forms of several phones and locales, people by code, dates never guessed."""

from __future__ import annotations

import hashlib
import hmac
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.sources.audit import Audit
from trucewatch.sources.chat import export as exports
from trucewatch.sources.chat.coding import Codes
from trucewatch.sources.chat.export import open_export
from trucewatch.sources.chat.messages import Message, read_messages
from trucewatch.sources.interface import SourceError

TZ = "Europe/Athens"


def read(text: str, order: str = "", tz: str = TZ) -> tuple[list[Message], Audit]:
    audit = Audit("export")
    messages = read_messages(text, order, tz, audit)
    for message in messages:
        message.row.read()
    assert audit.tally.missing == 0
    return messages, audit


def codes(*senders: str) -> Codes:
    return Codes(lambda plain: hmac.new(b"key", plain.encode(), hashlib.sha256).hexdigest(),
                 senders)


@pytest.mark.parametrize(("line", "sent"), [
    ("13/04/31, 14:31 - Rami K.: text", "2031-04-13T14:31"),
    ("4/13/31, 2:31 PM - Rami K.: text", "2031-04-13T14:31"),
    ("4/13/31, 2:31\u202fpm - Rami K.: text", "2031-04-13T14:31"),
    ("4/13/31, 12:05 AM - Rami K.: text", "2031-04-13T00:05"),
    ("13.04.31, 14:31 - Rami K.: text", "2031-04-13T14:31"),
    ("13.04.2031 14:31 - Rami K.: text", "2031-04-13T14:31"),
    ("13/04/2031 à 14:31 - Rami K.: text", "2031-04-13T14:31"),
    ("13/4/31, 2:31 p. m. - Rami K.: text", "2031-04-13T14:31"),
    ("2031-04-13, 2:31 p.m. - Rami K.: text", "2031-04-13T14:31"),
    ("2031/04/13 14:31 - Rami K.: text", "2031-04-13T14:31"),
    ("13.04.2031 kl. 14.31 - Rami K.: text", "2031-04-13T14:31"),
    ("2031/4/13 下午2:31 - Rami K.: text", "2031-04-13T14:31"),
    ("[13.04.31, 14:31:05] Rami K.: text", "2031-04-13T14:31:05"),
    ("\u200e[13/04/2031, 2:31:05 PM] Rami K.: text", "2031-04-13T14:31:05"),
    ("[2031-04-13, 14:31:05] Rami K.: text", "2031-04-13T14:31:05"),
    ("\u200f١٣\u200f/٤\u200f/٢٠٣١، ٢:٣١ م - Rami K.: text", "2031-04-13T14:31"),
    ("۱۳/۰۴/۲۰۳۱، ۱۴:۳۱ - Rami K.: text", "2031-04-13T14:31"),
])
def test_forms_of_phones_and_locales(line: str, sent: str) -> None:
    (message,), audit = read(line)
    assert message.sent == f"{sent}[{TZ}]"
    until = sent if sent.endswith(":05") and sent.count(":") == 2 else f"{sent}:59"
    assert message.sent_until == f"{until}[{TZ}]"
    assert (message.sender, message.text) == ("Rami K.", "text")
    assert audit.problems() == []


ANDROID = (
    "13/04/31, 14:31 - Messages are end-to-end encrypted. Nobody can read them.\n"
    "13/04/31, 14:32 - Rami K. added +49 30 5550 1234\n"
    "13/04/31, 14:33 - Rami K.: two shells\nby the mill\n\nthen quiet\n"
    "13/04/31, 14:34 - +49 30 5550 1234: IMG-1.jpg (file attached)\nseen from Rami K.'s road\n"
    "13/04/31, 14:35 - +49 30 5550 1234: <Media omitted>\n"
)


def test_messages_notices_and_files() -> None:
    messages, audit = read(ANDROID)
    assert [(m.number, m.line, m.sender, m.text, m.files, m.omitted) for m in messages] == [
        (3, 3, "Rami K.", "two shells\nby the mill\n\nthen quiet", [], False),
        (4, 7, "+49 30 5550 1234", "seen from Rami K.'s road", ["IMG-1.jpg"], False),
        (5, 9, "+49 30 5550 1234", "", [], True),
    ]
    assert (audit.tally.met, audit.tally.read) == (5, 3)
    assert audit.tally.aside == {"notices of the app": 2}


def test_words_of_the_app_in_a_group_on_ios() -> None:
    text = ("[13.04.31, 14:31:05] Valley watch: \u200eMessages are end-to-end encrypted.\n"
            "\u200e[13.04.31, 14:32:05] Alia: \u200e<attached: 00002-PHOTO.jpg>\n"
            "[13.04.31, 14:33:05] Alia: \u200eimage omitted\n")
    messages, audit = read(text)
    assert [(m.number, m.files) for m in messages] == [(2, ["00002-PHOTO.jpg"])]
    assert audit.tally.aside == {"notices of the app": 2}


AMBIGUOUS = "03/04/31, 14:31 - Rami K.: a\n05/06/31, 14:31 - Rami K.: b"


def test_an_ambiguous_order_of_dates_is_refused_until_it_is_declared() -> None:
    with pytest.raises(SourceError) as error:
        read(AMBIGUOUS)
    assert error.value.problem.found == "dates that can be dmy or mdy"
    assert "--dates" in error.value.problem.expected
    assert read(AMBIGUOUS, "dmy")[0][0].sent.startswith("2031-04-03T")
    assert read(AMBIGUOUS, "mdy")[0][0].sent.startswith("2031-03-04T")


def test_one_date_proves_the_order_of_all() -> None:
    messages, _ = read(f"{AMBIGUOUS}\n05/13/31, 14:31 - Rami K.: c")
    assert [m.sent[:10] for m in messages] == ["2031-03-04", "2031-05-06", "2031-05-13"]


def test_a_message_that_contradicts_the_declared_order_is_a_problem() -> None:
    messages, audit = read(f"{AMBIGUOUS}\n05/13/31, 14:31 - Rami K.: c", "dmy")
    assert len(messages) == 2
    (problem,) = audit.problems()
    assert (problem.code, problem.line) == ("bad_time", 3)
    assert "Rami" not in str(problem)


def test_hours_that_are_not_or_come_twice() -> None:
    # In Athens the clocks go from 3 to 4 on 30 March 2031, and from 4 to 3 on 26 October 2031.
    _, audit = read("30/03/31, 03:30 - Rami K.: a")
    assert [p.code for p in audit.problems()] == ["bad_time"]
    (message,), _ = read("26/10/31, 03:30 - Rami K.: a")
    assert message.sent == f"2031-10-26T03:30[{TZ}]"


def test_an_unknown_half_of_the_day_is_a_problem() -> None:
    messages, audit = read("13/04/31, 2:31 zz - Rami K.: a\n13/04/31, 2:31 PM - Rami K.: b")
    assert [m.text for m in messages] == ["b"]
    assert [p.code for p in audit.problems()] == ["bad_time"]


@pytest.mark.parametrize("text", ["", "\n\n", "no chat at all", "13/04/31 and nothing else"])
def test_what_is_no_export_is_refused(text: str) -> None:
    with pytest.raises(SourceError):
        read(text)


def test_people_by_code() -> None:
    made = codes("Rami K.", "+49 30 5550 1234")
    rami, number = made.of("Rami K."), made.of("+49 30 5550 1234")
    assert rami != number
    assert made.of(" ~ rami  k.") == rami
    assert made.of("\u200e+49\u00a030\u00a055501234") == number
    text, found = made.masked("@493055501234 and Rami K. by 0049 30 5550 1234, @\u2068Alia\u2069")
    assert text == f"{number} and {rami} by {number}, {made.of('Alia')}"
    assert sorted(found) == ["mention", "mention", "name", "number"]
    other = Codes(lambda plain: hashlib.sha256(plain.encode()).hexdigest(), ["Rami K."])
    assert other.of("Rami K.") != rami


def test_a_zip_holds_one_text_and_the_media(tmp_path: Path) -> None:
    file = tmp_path / "chat.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("WhatsApp Chat with Rami K.txt", ANDROID)
        archive.writestr("IMG-1.jpg", b"picture")
    opened = open_export(file)
    assert opened.text == ANDROID
    assert opened.media("IMG-1.jpg") == b"picture"
    assert opened.media("../IMG-2.jpg") is None
    assert opened.digest == hashlib.sha256(file.read_bytes()).hexdigest()


def test_bombs_and_broken_zips_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "Rami K.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", b" " * 100_000)
        archive.writestr("a.jpg", b" " * 100_000)
    monkeypatch.setattr(exports, "MAX_MEDIA", 1000)
    with pytest.raises(ValueError, match="more than 1000 bytes"):
        open_export(file).media("a.jpg")
    for name in ("MAX_TEXT", "MAX_EXPORT"):
        monkeypatch.setattr(exports, name, 1000)
        with pytest.raises(SourceError) as error:
            open_export(file)
        assert error.value.problem.code == "file_too_large"
        assert "Rami" not in str(error.value.problem)
    for data in (b"PK\x03\x04torn", b"\xff\xfe\0", b"a\0b"):
        file.write_bytes(data)
        with pytest.raises(SourceError) as error:
            open_export(file)
        assert "Rami" not in str(error.value.problem)


@given(text=st.text(max_size=200), order=st.sampled_from(["", "dmy", "mdy", "ymd"]))
def test_any_text_gives_messages_or_a_problem(text: str, order: str) -> None:
    head = "13/04/31, 14:31 - Rami K.: "
    for words in (text, head + text, f"{head}{text}\n{head}b"):
        try:
            read(words, order)
        except SourceError as error:
            assert error.problem.expected


def test_a_message_of_many_lines_is_joined_once() -> None:
    lines = 300_000
    (message,), _ = read("13/04/31, 14:31 - Rami K.: a" + "\nb" * lines)
    assert message.text == "a" + "\nb" * lines


def test_more_messages_than_a_workbook_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.sources.chat.messages.MAX_MESSAGES", 2)
    text = "13/04/31, 14:31 - Rami K.: a\n" * 3
    with pytest.raises(SourceError) as raised:
        read(text)
    assert (raised.value.problem.code, raised.value.problem.found) == (
        "file_too_large", "more than 2 messages")


def test_an_export_of_one_text_has_the_limit_of_a_zip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MAX_TEXT", 10)
    (tmp_path / "chat.txt").write_text("13/04/31, 14:31 - Rami K.: a\n", encoding="utf-8")
    with pytest.raises(SourceError) as raised:
        open_export(tmp_path / "chat.txt")
    assert raised.value.problem.found == "a text of more than 10 bytes"


def test_two_files_of_one_name_are_neither_of_them(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "chat.zip", "w") as archive:
        archive.writestr("_chat.txt", "[13.04.31, 14:31:05] Rami K.: a\n")
        archive.writestr("a/IMG-1.jpg", b"one")
        archive.writestr("b/IMG-1.jpg", b"two")
    opened = open_export(tmp_path / "chat.zip")
    with pytest.raises(ValueError, match="one of several files of one name"):
        opened.media("IMG-1.jpg")
    opened.close()
