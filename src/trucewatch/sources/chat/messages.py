"""A WhatsApp export as messages: lines joined, notices of the app told apart, files named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from trucewatch.model.instant import TimeProblem, parse_span
from trucewatch.model.problem import Problem
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.chat.heads import (
    ORDERS,
    BadTime,
    Head,
    head_of,
    is_notice,
    plain,
    proven_order,
    worded,
)
from trucewatch.sources.interface import SourceError, not_this_form
from trucewatch.sources.workbooks import MAX_SHEET_ROWS

MAX_MESSAGES = MAX_SHEET_ROWS - 1
"""More do not fit into the workbook they are coded in, one below the heads of its columns."""
_BREAK = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""What no workbook can hold."""
_SENDER = re.compile(r"(?P<sender>[^:\n]{1,100}):(?: |$)")
_NAME = r"(?P<name>[^<>:/\\\n]{1,120}\.\w{2,4})"
_ATTACHED = (re.compile(rf"<[^<>:]{{2,30}}: ?{_NAME}>"),
             re.compile(rf"{_NAME} \([^()]{{3,40}}\)"))
_OMITTED = re.compile(r"<[^<>]{4,60}>")


@dataclass
class Message:
    """One message, as exported; the plain sender and text never leave this package's callers."""

    number: int
    """Counted from 1 over all messages and notices of the export."""
    line: int
    head: Head
    sender: str = ""
    text: str = ""
    files: list[str] = field(default_factory=list)
    omitted: bool = False
    notice: bool = False
    """Words of the app: who joined, who changed what; they are left aside."""
    sent: str = ""
    """First instant it can have been sent, as people write it."""
    sent_until: str = ""
    record: Record | None = None

    @property
    def row(self) -> Record:
        """The row it is counted as."""
        if self.record is None:
            raise RuntimeError("a message that was not counted")
        return self.record


def read_messages(text: str, order: str, tz: str, audit: Audit) -> list[Message]:
    """Read the text of an export.

    Parameters
    ----------
    text
        The text file of the export.
    order
        Declared order of dates, one of `ORDERS`; empty: as the dates themselves prove.
    tz
        Time zone of the phone that exported it.
    audit
        Counts every message and notice; a message whose time cannot be read is refused.

    Raises
    ------
    SourceError
        When there is no message, or the order of dates is not declared and not proven.
    """
    messages = list(_joined(text, audit))
    if not messages:
        raise not_this_form(audit.file, "no line that begins like a message",
                            "the text of a WhatsApp export, as exported")
    order = _order(messages, order, audit)
    kept = []
    for message in messages:
        message.record = audit.row({}, message.line)
        if message.notice:
            message.row.aside("notices of the app")
        elif _dated(message, order, tz, audit):
            _shown(message, audit)
            kept.append(message)
        else:
            message.row.refuse()
    return kept


def _shown(message: Message, audit: Audit) -> None:
    """Make characters visible that do not show, and that no workbook can hold."""
    if hidden := _CONTROL.search(message.text):
        audit.report(
            "hidden_characters", severity="warning", line=message.line, field="text",
            found=f"U+{ord(hidden[0]):04X}", expected="text that shows all it holds",
            mend="replaced by a visible mark")
        message.text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", message.text)


def _lines(text: str) -> Iterator[str]:
    """Lines one by one: a list of them all may be many times as large as the text."""
    start = 0
    for end in _BREAK.finditer(text):
        yield text[start:end.start()]
        start = end.end()
    yield text[start:]


def _joined(text: str, audit: Audit) -> Iterator[Message]:
    current: Message | None = None
    more: list[str] = []
    count = 0
    for line, words in enumerate(_lines(text), 1):
        found = head_of(words)
        if found is not None:
            if current is not None:
                yield _finished(current, more)
            count += 1
            if count > MAX_MESSAGES:
                raise SourceError(Problem(
                    severity="error", code="file_too_large", file=audit.file, line=line,
                    found=f"more than {MAX_MESSAGES:,} messages",
                    expected="as many as a workbook can hold",
                    mend="export a shorter period, or cut the text in two"))
            current, more = _begun(count, line, *found), []
        elif current is not None:
            more.append(worded(words))
        elif plain(words).strip():
            audit.report("no_message", line=line, found="text before the first message",
                         expected="a line that begins like a message", mend="not read")
    if current is not None:
        yield _finished(current, more)


def _begun(number: int, line: int, head: Head, rest: str) -> Message:
    match = _SENDER.match(plain(rest))
    if match is None:
        return Message(number, line, head, notice=True)
    said = rest[rest.index(":") + 1:].removeprefix(" ")
    message = Message(number, line, head, sender=match["sender"].strip(" ~"), text=worded(said))
    message.notice = is_notice(said) and not any(p.match(plain(said)) for p in _ATTACHED)
    return message


def _finished(message: Message, more: list[str]) -> Message:
    """Join its lines, name its files, and take what only names them out of its text."""
    lines = "\n".join([message.text, *more]).strip("\n").split("\n")
    match = next((m for p in _ATTACHED if (m := p.fullmatch(lines[0].strip()))), None)
    if match is not None:
        message.files.append(match["name"].strip())
        lines = lines[1:]
    elif _OMITTED.fullmatch(lines[0].strip()):
        message.omitted = True
        lines = lines[1:]
    message.text = "\n".join(lines).strip()
    return message


def _order(messages: list[Message], declared: str, audit: Audit) -> str:
    """Order of dates: declared and possible, or proven."""
    possible = proven_order(m.head for m in messages if not _half_unknown(m.head))
    if declared:
        if declared not in ORDERS:
            raise not_this_form(audit.file, declared, f"an order of dates: {', '.join(ORDERS)}")
        return declared
    if len(possible) == 1:
        return possible[0]
    found = " or ".join(possible) if possible else "dates of no single order"
    raise not_this_form(audit.file, f"dates that can be {found}" if possible else found,
                        "a declared order of dates: --dates dmy, mdy or ymd", messages[0].line)


def _half_unknown(head: Head) -> bool:
    """Whether a head fits no order at all; it is refused by itself."""
    return not any(head.fits(order) for order in ORDERS)


def _dated(message: Message, order: str, tz: str, audit: Audit) -> bool:
    try:
        moment = message.head.moment(order)
        seconds = message.head.second is not None
        message.sent = f"{moment:%Y-%m-%dT%H:%M}" + (f":{moment:%S}" if seconds else "")
        message.sent_until = f"{moment:%Y-%m-%dT%H:%M}:" + (f"{moment:%S}" if seconds else "59")
        message.sent, message.sent_until = (
            f"{text}[{tz}]" for text in (message.sent, message.sent_until))
        parse_span(f"{message.sent}/{message.sent_until}", tz)
    except (BadTime, TimeProblem) as wrong:
        audit.report("bad_time", line=message.line, found="a time that cannot be read",
                     expected=str(wrong), mend="the message is left out: check --dates and --tz")
        return False
    return True


