"""Published files of a case into a folder, with a row of custody for each that has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.model.agreement import Input
from trucewatch.model.problem import Problem, in_order
from trucewatch.pipeline.keep import TOOL, Keeping, note_custody
from trucewatch.pipeline.step import Step, problem, quiet
from trucewatch.sources.fetched import Got, Note
from trucewatch.sources.fetching import Fetcher, Wanted
from trucewatch.sources.interface import MAX_BYTES, SourceError
from trucewatch.sources.paging import fetch_pages
from trucewatch.sources.reading import is_plain
from trucewatch.sources.registry import ADAPTERS

Tokens = Callable[[str], str]
"""Value of a token by its name; empty where there is none."""


@dataclass(frozen=True)
class FetchResult:
    """What came of each file, by its path, and everything found."""

    got: dict[str, Got]
    problems: list[Problem]
    asked: int
    """Files that name an address."""


def fetch(
    case: Path, into: Path, tokens: Tokens, step: Step = quiet, keeping: Keeping | None = None,
    *, private: bool = False,
) -> FetchResult:
    """Fetch the raw files of a case that name an address.

    Parameters
    ----------
    case
        Folder of the case.
    into
        Folder they go to, each under the path its input names; what `collect` reads.
    tokens
        Gives the tokens sources ask for.
    step
        Told what is being done.
    keeping
        How the record is kept, in which each new version is noted.
    private
        Whether addresses of this computer and its network may be asked.
    """
    loaded = load(case, KINDS)
    if loaded.case is None:
        return FetchResult({}, in_order(loaded.problems), 0)
    wanted = {entry.file: entry for entry in loaded.case.inputs if entry.fetch is not None}
    if not wanted:
        return FetchResult({}, [_nothing_to_fetch()], 0)
    fetcher = Fetcher(private=private)
    problems, got = list[Problem](), dict[str, Got]()
    for number, (file, entry) in enumerate(sorted(wanted.items())):
        step(f"fetching {file}", number, len(wanted))
        try:
            got[file] = _one(fetcher, entry, into, tokens)
        except SourceError as error:
            problems.append(error.problem)
        except OSError as error:
            problems.append(problem("cannot_write", file, str(error.strerror),
                                    "a folder one may write to"))
    step("fetching", len(wanted), len(wanted))
    changed = [file for file, one in got.items() if one.state != "unchanged"]
    if changed:
        kept = keeping or Keeping()
        rows = [_custody(file, got[file].note, kept.office) for file in changed]
        problems += note_custody(case, kept, rows, kept.clock(), "the files are fetched")
    return FetchResult(got, in_order(problems), len(wanted))


def _nothing_to_fetch() -> Problem:
    return problem(
        "nothing_to_fetch", "sources.yaml", "no input with an address",
        "fetch: {address: ...} of an input", "add it, or hand the files over to collect yourself",
    )


def _custody(file: str, note: Note, office: str) -> tuple[str, ...]:
    """Row of custody of one fetched file."""
    return (note.sha256, file, "fetched", note.retrieved, office, TOOL, f"from {note.address}")


def _one(fetcher: Fetcher, entry: Input, into: Path, tokens: Tokens) -> Got:
    if entry.fetch is None or not is_plain(entry.file):
        raise SourceError(problem("unsafe_path", "sources.yaml", entry.file,
                                  "a path that stays inside the folder"))
    token = tokens(entry.fetch.token) if entry.fetch.token else ""
    if entry.fetch.token and not token:
        raise SourceError(problem(
            "missing_token", "sources.yaml", f"no TRUCEWATCH_TOKEN_{entry.fetch.token}",
            "the token the source asks for, in the environment",
            "ask the source for one; the other files are fetched",
        ))
    target = into / entry.file
    target.parent.mkdir(parents=True, exist_ok=True)
    # A larger file than its adapter reads is of no use.
    limit = ADAPTERS[entry.adapter].max_bytes if entry.adapter in ADAPTERS else MAX_BYTES
    wanted = Wanted(address=entry.fetch.address, token=token, header=entry.fetch.header,
                    limit=limit)
    if entry.fetch.following:
        return fetch_pages(fetcher, wanted, entry.fetch.following, target)
    return fetcher.fetch(wanted, target)
