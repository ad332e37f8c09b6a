"""Submissions to the form of the field kit, as KoboToolbox and ODK export them (JSON, CSV, ZIP).

Only answers to the form that ``trucewatch kit`` makes are read, and these without a mapping.
Options: ``source``, the body that collects them, which has to be ``sensitive``; ``kit``, the stamp
of the newest form (``trucewatch kit`` prints it); answers to an earlier form are read and told.

- A submission that its checkers did not approve, or hold back, is left aside; so is one that a
  corrected submission replaces, and one that is there twice.
- Accounts, devices, the place and the hours of who sent it are never read.
- Attachments are named by the digest of their bytes where the ZIP holds them; never by their name.
- Phone numbers, addresses and mentions in free text are put out of it, and a Problem says so.
- What nobody agreed to, what nobody saw and where nobody could go: see `sources.kit.answers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from trucewatch.sources.audit import Audit
from trucewatch.sources.interface import BATCH_ROWS, Batch, Context, LocalFile
from trucewatch.sources.kit.answers import Answers, Given
from trucewatch.sources.kit.submissions import Media, Submission, read

REFUSED = frozenset({"validation_status_not_approved", "not approved", "rejected"})
HELD = frozenset({"validation_status_on_hold", "on hold", "hasissues"})
APPROVED = frozenset({"validation_status_approved", "approved"})
UNCHECKED = frozenset({"", "received", "edited"})
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?)(?:Z|\+00:?00)?")


class KoboOdk(LocalFile):
    """Adapter for exports of the field kit's form."""

    name = "kobo_odk"
    version = 1
    personal = True

    def parse(self, stream: BinaryIO, context: Context) -> Iterator[Batch]:
        """Turn every submission into a claim or a row of coverage, see the module."""
        audit = Audit(context.file)
        answers = Answers(f"{self.name}@{self.version}", context, audit)
        submissions, media = read(stream, audit)
        replaced = {one.replaces for one in submissions if one.replaces}
        seen: dict[str, dict[str, object]] = {}
        for number, one in enumerate(submissions, 1):
            reason = _why_aside(one, replaced, seen)
            if reason:
                one.record.aside(reason)
                continue
            seen[one.key] = one.answers
            if _sound(one, audit):
                answers.take(one.record, _given(one, number, media, audit))
            else:
                one.record.refuse()
            if len(answers.rows) >= BATCH_ROWS:
                yield answers.batch()
        yield answers.last()


def _why_aside(
    one: Submission, replaced: set[str], seen: dict[str, dict[str, object]]
) -> str:
    status = one.status.strip().casefold()
    if status in REFUSED:
        return "not approved by those who checked it"
    if status in HELD:
        return "on hold with those who check it"
    if one.key and one.key in replaced:
        return "replaced by a corrected submission"
    if one.key and seen.get(one.key) == one.answers:
        return "the same submission twice"
    return ""


def _sound(one: Submission, audit: Audit) -> bool:
    """Whether it can be told apart and answers no question in two ways."""
    line = one.record.line
    if not one.key:
        audit.report("no_id", line=line, field="_uuid", found="nothing",
                     expected="the id of the submission", mend="export it with its id")
        return False
    for name in one.both:
        audit.report("two_answers", line=line, field=name, found="two different answers",
                     expected="one", mend="versions of the form differ: mend it at the source")
    status = one.status.strip().casefold()
    if status not in REFUSED | HELD | APPROVED | UNCHECKED:
        audit.report("unknown_status", line=line, field="_validation_status", found=status,
                     expected="a status of KoboToolbox or ODK", mend="the answer is left out")
        return False
    return not one.both


def _given(one: Submission, number: int, media: Media, audit: Audit) -> Given:
    photo = one.answers.get("photo")
    names = [*one.files, *([photo] if isinstance(photo, str) and photo else [])]
    notes = []
    for name in dict.fromkeys(names):
        digest = media.digests.get(name)
        if digest:
            notes.append(f"attachment sha256 {digest}")
        else:
            audit.report(
                "attachment_missing", severity="warning", line=one.record.line, field="photo",
                found="one of several attachments of one name" if name in media.several
                else "an attachment that is not in the file", expected="a ZIP with media",
                mend="hand over the export with media, to name it by its digest; of two files of "
                "one name neither is named")
    if one.status.strip().casefold() in APPROVED:
        notes.append("approved by those who checked it")
    sent = _INSTANT.fullmatch(one.sent.strip())
    if one.sent and not sent:
        audit.report("wrong_value", severity="warning", line=one.record.line,
                     field="_submission_time", found=one.sent, expected="an instant in UTC",
                     mend="when it was sent stays unknown")
    return Given(key=one.key, locator=f"submission {number} of the file",
                 published=f"{sent[1]}Z" if sent else "", notes=notes)
