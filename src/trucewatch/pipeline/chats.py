"""A chat into the record and into a workbook to code: people by code, nothing raw kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.model.claim import digest
from trucewatch.model.problem import Problem, counted, in_order
from trucewatch.model.reports import MESSAGE
from trucewatch.pipeline.intake import take_reports
from trucewatch.pipeline.keep import TOOL, Keeping, record_folder
from trucewatch.pipeline.kits import form_of
from trucewatch.pipeline.step import Step, problem, quiet
from trucewatch.record.errors import RecordError
from trucewatch.record.line import sha256, stamp_of
from trucewatch.record.record import Record
from trucewatch.record.vault import Vault
from trucewatch.sources.audit import Audit
from trucewatch.sources.chat.coding import Codes
from trucewatch.sources.chat.export import NAME, Export, open_export
from trucewatch.sources.chat.messages import Message, read_messages
from trucewatch.sources.interface import SourceError
from trucewatch.sources.kit.workbook import workbook
from trucewatch.sources.media import TYPES, Unsafe, bare

PARSER = "whatsapp@1"
MAX_PICTURES = 300_000_000
"""Bytes of pictures kept of one export; they are sealed together."""
MAX_CELL = 32_000
"""Characters of a text in a workbook, whose cells hold no more; the record keeps it whole."""
CUT = " [cut: the rest is in the record]"


@dataclass(frozen=True)
class Coded:
    """What became of an export."""

    messages: int = 0
    """Messages in the workbook."""
    people: int = 0
    media: int = 0
    """Pictures kept, sealed and without metadata."""
    tally: str = ""
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Chat:
    """An export being read."""

    export: Export
    id: str
    vault: Vault
    codes: Codes
    audit: Audit
    pictures: dict[str, bytes] = field(default_factory=dict)
    """By digest, without metadata."""
    types: dict[str, str] = field(default_factory=dict)
    size: int = 0
    """Bytes of the pictures kept."""


def code_chat(
    case: Path, export: Path, out: Path, *, order: str, tz: str, keeping: Keeping,
    step: Step = quiet,
) -> Coded:
    """Read a WhatsApp export, keep its messages sealed, and write the workbook to code them in.

    Parameters
    ----------
    case
        Folder of the case.
    export
        The export, a text or a ZIP; it is not kept.
    out
        The workbook to write.
    order
        Order of dates: dmy, mdy, ymd; empty: as the dates prove.
    tz
        Time zone of the phone that made the export.
    keeping
        How the record is kept; keys are needed.
    step
        Told what is being done.

    Raises
    ------
    OSError
        When a file cannot be read or written.
    """
    loaded = load(case, KINDS)
    if loaded.case is None:
        return Coded(problems=loaded.problems)
    audit = Audit(NAME)
    place = record_folder(case, None, keeping.record)
    try:
        vault = keeping.vault(place)
        if vault is None:
            return Coded(problems=[problem(
                "no_keys", NAME, "no key folder", "keys to code and to seal people with",
                "give --keys DIR, a folder outside the record")])
        step("reading the export", 0, 2)
        with closing(open_export(export)) as opened:
            messages = read_messages(opened.text, order, tz, audit)
            chat = _Chat(opened, vault.key_id("document", f"chat {opened.digest}")[:16], vault,
                         _codes(vault, messages), audit)
            messages = [message for message in messages if _stands(chat, message)]
            rows = [_row(chat, message) for message in messages]
            _told_unnamed(chat, messages)
        book = workbook(form_of(loaded.case), [row for row, _ in rows])
        step("keeping the record", 1, 2)
        _record(chat, messages, [text for _, text in rows], place, keeping)
        out.write_bytes(book)
        step("keeping the record", 2, 2)
    except SourceError as error:
        return Coded(problems=in_order([*audit.problems(), error.problem]))
    except RecordError as error:
        return Coded(problems=[*error.problems])
    people = {chat.codes.of(message.sender) for message in messages}
    return Coded(len(messages), len(people), len(chat.pictures), str(audit.tally),
                 in_order(audit.problems()))


def _codes(vault: Vault, messages: list[Message]) -> Codes:
    return Codes(lambda plain: vault.key_id("person", f"chat {plain}"),
                 (message.sender for message in messages))


def _stands(chat: _Chat, message: Message) -> bool:
    """Whether a message may be kept: its sender was not erased."""
    person = chat.vault.key_id("person", chat.codes.of(message.sender))
    if chat.vault.erased(person) is None:
        return True
    chat.audit.report(
        "erased_person", line=message.line, found="a message of a person who was erased",
        expected="no such message", mend="nothing of it is kept: delete it in the export")
    message.row.refuse()
    return False


def _row(chat: _Chat, message: Message) -> tuple[list[str], str]:
    """Row of the workbook, and the text to keep."""
    text, _ = chat.codes.masked(message.text)
    kept = [found for name in message.files if (found := _picture(chat, message, name))]
    shown = [*kept] or (["not in the export"] if message.files or message.omitted else [])
    message.row.read()
    return [str(message.number), chat.codes.of(message.sender), message.sent, message.sent_until,
            _cell(chat, message, text), "; ".join(shown)], text


def _cell(chat: _Chat, message: Message, text: str) -> str:
    """The text as a cell can hold it."""
    if len(text) <= MAX_CELL:
        return text
    chat.audit.report(
        "text_cut", severity="warning", line=message.line, field="text",
        found=f"{len(text)} characters", expected=f"at most {MAX_CELL:,}, as a cell can hold",
        mend="the workbook has its beginning; the record keeps it whole")
    return text[:MAX_CELL - len(CUT)] + CUT


def _picture(chat: _Chat, message: Message, name: str) -> str:
    """Keep one picture without metadata; its digest, or nothing where it cannot be kept."""
    try:
        data = chat.export.media(name)
        if data is None:
            return ""
        clean, kind = bare(data)
        if chat.size + len(clean) > MAX_PICTURES:
            raise Unsafe(f"more than {MAX_PICTURES:,} bytes of pictures in one export")
    except (Unsafe, ValueError) as why:
        chat.audit.report(
            "media_not_kept", severity="warning", line=message.line, found=str(why),
            expected="a JPEG or PNG, whole", mend="it is not kept: look at it where it is")
        return ""
    found = sha256(clean)
    if found not in chat.pictures:
        chat.size += len(clean)
        chat.pictures[found], chat.types[found] = clean, kind
    return found


def _told_unnamed(chat: _Chat, messages: list[Message]) -> None:
    named = {name for message in messages for name in message.files}
    if rest := len(chat.export.names - named):
        chat.audit.report(
            "media_unnamed", severity="note", found=counted(rest, "file"), mend="not looked at",
            expected="files a message names")


def _record(
    chat: _Chat, messages: list[Message], texts: list[str], place: Path, keeping: Keeping
) -> None:
    """Keep the messages, their words sealed under their senders' keys, and the pictures."""
    key = chat.vault.key_id("document", f"chat/{chat.id}")
    files = {f"chat/{chat.id}/{found[:24]}{TYPES[chat.types[found]]}":
             chat.vault.seal_bytes(key, data) for found, data in sorted(chat.pictures.items())}
    now = keeping.clock()
    # The digest of an export can be tried against an export one suspects: only a keyed one is kept.
    read = (chat.vault.key_id("document", f"export {chat.export.digest}"), NAME, "collected",
            stamp_of(now), keeping.office, TOOL, "a chat, coded; the export itself is not kept")
    with Record.open(place, write=True, now=now) as record:
        take_reports(record, _reports(chat, messages, texts), files, f"chat:{chat.id}", now,
                     keeping.office, keys=dict.fromkeys(files, key), read=[read])


def _reports(
    chat: _Chat, messages: list[Message], texts: list[str]
) -> Iterator[dict[str, str]]:
    for message, text in zip(messages, texts, strict=True):
        who = chat.codes.of(message.sender)
        person = chat.vault.key_id("person", who)
        yield {
            "report": digest([MESSAGE, chat.id, str(message.number), message.sent]),
            "kind": MESSAGE, "stated_at": message.sent, "stated_until": message.sent_until,
            "who": who,
            "locator": f"message {message.number} of chat {chat.id}", "parser": PARSER,
            "words": chat.vault.seal_text(person, text, "words") if text else "",
        }
