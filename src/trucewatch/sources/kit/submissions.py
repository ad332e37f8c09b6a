"""Submissions of KoboToolbox and ODK in every form they export: JSON, CSV, a ZIP with media.

What carries an answer differs: names of groups before names of questions (``when/date_from``,
``when-date_from``, or objects in objects), ``;`` between cells, a uuid in one of five fields. Here
every answer gets the names of the form, and what came with it is set apart.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO

from trucewatch.model.strict_json import strict_json
from trucewatch.sources.audit import Audit, Record
from trucewatch.sources.forms import csv_records, json_records, read_all
from trucewatch.sources.interface import MAX_BYTES, SourceError, not_this_form, too_large
from trucewatch.sources.kit.form import GROUPS, QUESTIONS, STAMP

KEYS = ("meta/instanceID", "instanceID", "_uuid", "KEY", "__id", "uuid", "meta/rootUuid")
SENT = ("_submission_time", "SubmissionDate", "__system/submissionDate")
STATUS = ("_validation_status", "ReviewState", "__system/reviewState")
DEPRECATED = ("meta/deprecatedID", "deprecatedID", "_deprecatedID")
FILES = ("_attachments",)
WRAPPED = ("results", "value")
"""Fields under which a page of submissions lies, in what KoboToolbox and ODK answer."""
KNOWN = frozenset({
    "_id", "_index", "_status", "_tags", "_notes", "_xform_id_string", "__version__", "_version_",
    "_parent_index", "_parent_table_name", "formhub/uuid", "meta/instanceName", "instanceName",
    "meta/audit", "Status", "AttachmentsPresent", "AttachmentsExpected", "Edits", "FormVersion",
    "meta/rootUuid", "rootUuid", "__version", "safety", "__system/updatedAt",
    "__system/attachmentsPresent", "__system/attachmentsExpected", "__system/status",
    "__system/edits", "__system/formVersion", "__system/deletedAt",
    "_bamboo_dataset_id", "_media_count", "_total_media", "_media_all_received", "_xform_id",
    "_supplementalDetails", "_date_modified", "_edited", "_duration", "_version",
})
PERSONAL = frozenset({
    "_submitted_by", "SubmitterID", "SubmitterName", "__system/submitterId",
    "__system/submitterName", "DeviceID", "__system/deviceId", "_geolocation",
    "_geolocation/0", "_geolocation/1", "username", "deviceid", "phonenumber", "subscriberid",
    "simserial", "simid", "email", "start", "end", "today", "_submitted_by_name",
})
"""Never read: accounts, devices, places and hours of who sent it."""
_SEPARATORS = ("/", "-", ":", ".")


@dataclass(frozen=True)
class Media:
    """Files that came with the submissions, by name: their digests."""

    digests: Mapping[str, str] = field(default_factory=dict)
    """Without files of one name that differ: which of them an answer means is not told."""
    several: frozenset[str] = frozenset()
    """Names of those."""


@dataclass
class Submission:
    """One submission, its answers under the names of the form."""

    record: Record
    key: str = ""
    sent: str = ""
    status: str = ""
    replaces: str = ""
    files: tuple[str, ...] = ()
    """Names of its attachments as the server has them; they hold names of accounts."""
    both: list[str] = field(default_factory=list)
    """Questions with two different answers."""
    answers: dict[str, object] = field(default_factory=dict)


def read(stream: BinaryIO, audit: Audit) -> tuple[list[Submission], Media]:
    """Read an export whole.

    Raises
    ------
    SourceError
        When it is in none of the forms.
    """
    start = stream.read(4)
    stream.seek(0)
    media = Media()
    if start.startswith(b"PK"):
        stream, media = _unpack(stream, audit.file)
        start = stream.read(4)
        stream.seek(0)
    rows = (_json(stream, audit) if start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"[", b"{")
            else csv_records(stream, audit, (), ",;\t"))
    found = [_submission(row) for row in rows]
    if found and not any(STAMP in one.answers for one in found):
        raise not_this_form(audit.file, "no field 'kit' in any submission",
                            "submissions to the form 'trucewatch kit' makes, with ids of "
                            "questions as heads (XML names, not labels)")
    if not found and not audit.rows_lost and start[:1] not in (b"[", b"{"):
        raise not_this_form(audit.file, "no submission", "an export with at least one")
    return found, media


def _unpack(stream: BinaryIO, file: str) -> tuple[BinaryIO, Media]:
    """The one table of a ZIP, and the digests of what lies beside it."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if (size := sum(entry.file_size for entry in entries)) > MAX_BYTES:
                raise SourceError(too_large(file, f"{size} bytes unpacked"))
            tables = [e for e in entries if e.filename.lower().endswith((".csv", ".json"))
                      and "media" not in PurePosixPath(e.filename).parts]
            if len(tables) != 1:
                raise not_this_form(file, f"{len(tables)} tables", "one CSV or JSON in the ZIP")
            data = archive.read(tables[0])
            digests: dict[str, set[str]] = {}
            for entry in entries:
                if entry is not tables[0]:
                    made = hashlib.sha256(archive.read(entry)).hexdigest()
                    digests.setdefault(PurePosixPath(entry.filename).name, set()).add(made)
    except SourceError:
        raise
    except Exception as error:  # zipfile raises whatever its parsers raise
        raise not_this_form(file, type(error).__name__, "a whole ZIP file") from error
    several = frozenset(name for name, found in digests.items() if len(found) > 1)
    return io.BytesIO(data), Media(
        {name: min(found) for name, found in digests.items() if name not in several}, several)


def _json(stream: BinaryIO, audit: Audit) -> Iterator[Record]:
    """Rows of a JSON array, or of a page that holds one."""
    text = read_all(stream, audit.file)
    if text.lstrip()[:1] == "[":
        yield from json_records(io.BytesIO(text.encode()), audit)
        return
    try:
        page = strict_json().decode(text)
    except (ValueError, RecursionError) as error:
        raise not_this_form(audit.file, str(error), "JSON") from error
    rows = next((page[name] for name in WRAPPED if isinstance(page.get(name), list)), None)
    if rows is None:
        raise not_this_form(audit.file, ", ".join(map(str, page))[:80] or "an empty object",
                            "a list of submissions, or a page of them")
    if page.get("next") or page.get("@odata.nextLink"):
        audit.report(
            "one_page", severity="error", field="next", found="a page with another after it",
            expected="every submission", mend="export them all; a page is no whole source")
    for row in rows:
        if isinstance(row, dict):
            yield audit.row(row, None, None)
        else:
            audit.lose()
            audit.report("wrong_value", found=row, expected="a JSON object",
                         mend="the row is left out")


def _submission(record: Record) -> Submission:
    made = Submission(record)
    left: dict[str, object] = {}
    for name, value in _flat(record.values()):
        if not _carried(made, name, value):
            plain = _plain(name)
            known = made.answers.get(plain)
            if plain in QUESTIONS or plain == STAMP:
                if known not in (None, "") and value not in (None, "", known):
                    made.both.append(plain)
                if known in (None, ""):
                    made.answers[plain] = value
            elif not _option(name):
                left[name] = value
    made.record = Record({**made.answers, **left}, record.line, record.audit, record.extent)
    return made


def _carried(made: Submission, name: str, value: object) -> bool:
    """Take what came with an answer; false where it is none of that."""
    text = value if isinstance(value, str) else ""
    short = name.replace("meta-", "meta/") if name.startswith("meta-") else name
    if short in KEYS:
        made.key = made.key or text.removeprefix("uuid:")
    elif short in SENT:
        made.sent = made.sent or text
    elif short in STATUS or short.startswith("_validation_status/"):
        if short.rpartition("/")[2] not in {"timestamp", "by_whom", "color", "label"}:
            made.status = made.status or text
    elif short in DEPRECATED:
        made.replaces = text.removeprefix("uuid:")
    elif short in FILES:
        made.files = tuple(_names(value))
    elif short not in KNOWN and short not in PERSONAL:
        return False
    return True


def _names(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else []:
        name = one.get("filename") if isinstance(one, dict) else None
        if isinstance(name, str):
            yield PurePosixPath(name).name


def _flat(values: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Objects in objects as names with ``/``; lists stay."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}/")
        else:
            yield f"{before}{name}", value


def _plain(name: str) -> str:
    """Name of the question a column is of, without the groups it stands in."""
    for group in GROUPS:
        for separator in _SEPARATORS:
            if name.startswith(group + separator):
                name = name[len(group) + 1:]
    return name


def _option(name: str) -> bool:
    """Whether a column is one option of a question that has a column of its own."""
    head, sign, _ = _plain(name).partition("/")
    question = QUESTIONS.get(head)
    # Exports also give the address of a picture in a column of its own.
    picture = any(q.type == "image" and _plain(name) == f"{q.name}_URL"
                  for q in QUESTIONS.values())
    return picture or bool(sign and question and question.type.startswith("select_multiple"))
