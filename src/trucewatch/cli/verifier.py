"""``trucewatch verifier``: write the stand-alone verifier."""

from __future__ import annotations

from pathlib import Path

from trucewatch import __version__
from trucewatch.cli import show
from trucewatch.record import standalone


def verifier(*, out: Path | None = None) -> int:
    """Write a verifier of records and proofs in one file that needs nothing but Python 3.11.

    Hand it out together with a record or a proof. It is the same code this program verifies with.

    Parameters
    ----------
    out
        File to write; verify.py by default.
    """
    screen = show.screen()
    target = out or Path("verify.py")
    target.write_text(standalone.source(__version__), encoding="utf-8", newline="\n")
    screen.out.print(f"Verifier: {show.clean(target)}", soft_wrap=True)
    screen.say(f"python {target.name} record FOLDER, or python {target.name} proof FILE. It says "
               "what it does not check: time stamps, sealed values, contents of Parquet files.")
    return 0
