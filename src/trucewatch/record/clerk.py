"""The stand-alone verifier's command line.

    python verify.py record FOLDER [--against SIZE:HEAD]
    python verify.py proof FILE [--against SIZE:HEAD]

Exit codes: 0 everything it looks at is as it was written; 1 something is not; 2 wrong usage.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from trucewatch.model.problem import shorten
from trucewatch.record.proof import PROOF_LARGEST, check_proof
from trucewatch.record.verify import verify

USAGE = """usage: python verify.py record FOLDER [--against SIZE:HEAD]
       python verify.py proof FILE [--against SIZE:HEAD]"""
LEFT_OUT = (
    "the signatures of time stamps",
    "what sealed (encrypted) values say",
    "whether a table's Parquet file holds the rows that its log line counts",
)


def clerk(argv: Sequence[str]) -> int:
    """Run the stand-alone verifier; returns the exit code."""
    words = list(argv)
    against, blank = "", False
    if "--against" in words[:-1]:
        at = words.index("--against")
        against = words[at + 1]
        # A head that came out empty, of a script for example, must not count as none given.
        blank = not against.strip()
        del words[at : at + 2]
    what_and_where = 2
    if blank or len(words) != what_and_where or words[0] not in {"record", "proof"}:
        print(USAGE, file=sys.stderr)
        return 2
    what, path = words[0], Path(words[1])
    return _record(path, against) if what == "record" else _proof(path, against)


def _say(what: object, stream: TextIO | None = None) -> None:
    """Print a line, whatever a record or a file name says in it and whatever can be shown here."""
    stream, text = stream or sys.stdout, str(what)
    known = stream.encoding or "ascii"
    shown = shorten(text, len(text)).encode(known, "backslashreplace").decode(known)
    print(shown, file=stream)


def _record(path: Path, against: str) -> int:
    verdict = verify(path, [against] if against else [])
    for step in verdict.steps:
        _say(f"{step.number}. {step.name}: {'no' if step.problems else 'yes'}")
        for found in step.problems[:20]:
            _say(f"   {found}")
        if len(step.problems) > 20:  # noqa: PLR2004 (shown)
            _say(f"   and {len(step.problems) - 20} more")
    if verdict.head:
        _say(f"head: {verdict.head}")
    for text in (*verdict.not_checked, *LEFT_OUT):
        _say(f"not checked: {text}")
    _say("VERIFIED" if not verdict.problems else "NOT VERIFIED")
    return 1 if verdict.problems else 0


def _proof(path: Path, against: str) -> int:
    try:
        with path.open("rb") as stream:
            text = stream.read(PROOF_LARGEST + 1)
    except OSError as reason:
        _say(f"{path.name}: {reason.strerror}", sys.stderr)
        return 1
    proven = check_proof(text, path.name, against)
    for found in proven.problems:
        _say(found)
    if not proven.problems:
        what = (f"report {proven.report} of record {proven.record}: {len(proven.rows)} rows"
                if proven.report else
                f"file {proven.file} with SHA-256 {proven.sha256} of record {proven.record}")
        _say(f"{what}, recorded {', '.join(proven.recorded)} by the keeper's clock")
        for row in proven.rows:
            shown = {k: v for k, v in row.items() if v not in ("", None)}
            _say("   " + "; ".join(f"{k}={shorten(v, 60)}" for k, v in shown.items()))
        _say(f"below head {proven.head}")
        if not against:
            _say("not checked: whether that head is the record's; compare it with one you know")
        _say(f"not checked: signatures of {len(proven.stamps)} time stamps; sealed values")
    _say("VERIFIED" if not proven.problems else "NOT VERIFIED")
    return 1 if proven.problems else 0


if __name__ == "__main__":
    sys.exit(clerk(sys.argv[1:]))
