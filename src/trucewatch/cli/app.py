"""Wiring of the commands, exit codes, and what is said when something goes wrong.

Exit codes: 0 done (warnings shown); 1 an error, or nothing could be assessed; 2 wrong usage;
10 `alert` found changes; 130 interrupted.
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable, Sequence
from typing import Annotated

from cyclopts import App, CycloptsError, Group, Parameter

from trucewatch import __version__, pipeline
from trucewatch.cli import settings, show
from trucewatch.cli.alert import alert
from trucewatch.cli.archive import archive
from trucewatch.cli.audit import audit
from trucewatch.cli.brief import brief
from trucewatch.cli.cases import cases
from trucewatch.cli.chat import chat
from trucewatch.cli.check import check
from trucewatch.cli.codebook import codebook
from trucewatch.cli.collect import collect
from trucewatch.cli.compare import compare
from trucewatch.cli.copies import copies
from trucewatch.cli.diff import diff
from trucewatch.cli.dossier import dossier
from trucewatch.cli.erase import erase
from trucewatch.cli.estimate import estimate
from trucewatch.cli.explain import explain
from trucewatch.cli.export import export
from trucewatch.cli.fetch import fetch
from trucewatch.cli.grade import grade
from trucewatch.cli.history import history
from trucewatch.cli.incidents import judge, link, queue
from trucewatch.cli.kit import kit
from trucewatch.cli.link_table import link_table, why
from trucewatch.cli.log import log
from trucewatch.cli.map import map_
from trucewatch.cli.mend import mend
from trucewatch.cli.names import names
from trucewatch.cli.new import new
from trucewatch.cli.pack import pack
from trucewatch.cli.protect import protect
from trucewatch.cli.prove import prove
from trucewatch.cli.receive import receive
from trucewatch.cli.recount import recount
from trucewatch.cli.run import run
from trucewatch.cli.schema import schema
from trucewatch.cli.serve import serve
from trucewatch.cli.sheet import sheet
from trucewatch.cli.stamp import stamp
from trucewatch.cli.statements import statements
from trucewatch.cli.take import take
from trucewatch.cli.trace import trace
from trucewatch.cli.verifier import verifier
from trucewatch.cli.verify import verify
from trucewatch.cli.verify_proof import verify_proof
from trucewatch.record import RecordError

WRONG_USAGE, INTERRUPTED = 2, 130

# One line for each paragraph: it is wrapped to the terminal when it is shown.
HELP = (
    "An open, neutral ceasefire monitor: clauses, reports and declared rules of evidence in, one "
    "finding per clause out.\n\n"
    "A flag stands over the environment (TRUCEWATCH_OUT, TRUCEWATCH_AS_OF, "
    "TRUCEWATCH_PUBLISHED_BY, TRUCEWATCH_SINCE, TRUCEWATCH_PROFILE, TRUCEWATCH_LANGUAGES, "
    "TRUCEWATCH_FONTS, TRUCEWATCH_RECORD, TRUCEWATCH_KEYS, TRUCEWATCH_PASSPHRASE, "
    "TRUCEWATCH_OFFICE, TRUCEWATCH_AUTHORITIES, TRUCEWATCH_ENGINE, TRUCEWATCH_MASTER, "
    "TRUCEWATCH_ENGINE_OPTIONS, TRUCEWATCH_WITH, TRUCEWATCH_VERBOSE), "
    "that over the case, that over the default.\n\n"
    "Exit codes: 0 done (warnings are shown); 1 an error, or nothing could be assessed; 2 wrong "
    "usage."
)


app = App(name="trucewatch", help=HELP, version=__version__, help_format="plaintext")
for command in (
    run, export, check, explain, fetch, collect, cases, verify, prove, verify_proof, verifier, log,
    diff, protect, history, recount, names, receive, stamp, mend, pack, take, erase,
    dossier, codebook, new, schema, sheet, compare, kit, chat, archive, grade, copies,
    trace, statements, audit, link_table, why, link, queue, judge, estimate, alert, brief, serve,
):
    app.command(command)
app.command(map_, name="map")
app.meta.group_parameters = Group("With every command", sort_key=0)


@app.meta.default
def launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    verbose: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Find the command and run it.

    Parameters
    ----------
    tokens
        Everything but the flags of this function.
    verbose
        Logs on stderr, and the full traceback of a defect.
    """
    verbose = settings.switch(verbose, "VERBOSE")
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.ERROR, stream=sys.stderr, force=True,
        format="%(levelname)s %(name)s: %(message)s",
    )
    try:
        return _dispatch(app, tokens)
    except CycloptsError:
        raise
    except (settings.Usage, pipeline.CaseNotFound) as error:
        # A LookupError may show its message in quotes; the argument itself is the message.
        _error(str(error.args[0]) if error.args else str(error))
        return WRONG_USAGE
    except RecordError as error:
        show.problems(show.screen().err, error.problems)
        return 1
    except OSError as error:
        logging.getLogger(__name__).debug("while running", exc_info=True)
        _error(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
        return 1
    except Exception as error:
        logging.getLogger(__name__).debug("defect", exc_info=True)
        _error(
            f"this is a defect in trucewatch {__version__} ({type(error).__name__}: {error}); "
            "please report it as an issue of the project, with the command you gave"
            + ("" if verbose else "; --verbose shows the full traceback")
        )
        return 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code.

    Parameters
    ----------
    argv
        Arguments without the program's name; those of the process if left out.
    """
    tokens = list(sys.argv[1:] if argv is None else argv)
    # A command makes a hundred thousand small objects, none in a circle, and ends: looking for
    # circles again and again took a quarter of its time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _dispatch(app.meta, tokens)
    except CycloptsError as error:
        _error(f"{str(error).strip()}\nTry `trucewatch --help`, or --help after a command.")
        return WRONG_USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        if collecting:
            gc.enable()


def _dispatch(which: App, tokens: Sequence[str]) -> int:
    """Parse with cyclopts, call by hand: its ways to end a program differ between versions."""
    parsed = which.parse_args(list(tokens), exit_on_error=False, print_error=False)
    call: Callable[..., int | None] = parsed[0]
    return call(*parsed[1].args, **parsed[1].kwargs) or 0


def _error(message: str) -> None:
    err = show.screen().err
    first, *rest = message.splitlines() or [""]
    for line in (f"error: {first}", *rest):
        err.print(show.clean(line), soft_wrap=not err.is_terminal)
