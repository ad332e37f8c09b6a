"""Two encodings of one agreement: read, set side by side, written where that is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from trucewatch.assess.registry import KINDS
from trucewatch.case import yaml
from trucewatch.case.compare import Encoding, compare, read_encoding, readings_of
from trucewatch.case.folder import Folder
from trucewatch.model.comparison import Comparison
from trucewatch.model.problem import Problem, in_order
from trucewatch.pipeline.cases import find_case
from trucewatch.publish.sheets import pages

__all__ = ["Comparison", "Result", "readings_of", "side_by_side"]


@dataclass(frozen=True)
class Result:
    """The comparison, or problems that explain why there is none."""

    comparison: Comparison | None
    problems: list[Problem]


def side_by_side(
    first: str, second: str, *, words: bool = False, out: Path | None = None
) -> Result:
    """Compare two encodings.

    Parameters
    ----------
    first, second
        Each a case folder, the name of a case that ships, or a file of clauses.
    words
        Compare the words for readers too.
    out
        HTML file to write; nothing is written if left out.

    Raises
    ------
    CaseNotFound
        When one of them is neither a file nor a case.
    OSError
        When the file cannot be written.
    """
    problems: list[Problem] = []
    read = [_encoding(name, problems) for name in (first, second)]
    problems = in_order(problems)
    if read[0] is None or read[1] is None:
        return Result(None, problems)
    found = compare(read[0], read[1], words=words)
    if out is not None:
        out.write_text(pages.comparison(found), encoding="utf-8", newline="\n")
    return Result(found, problems)


def _encoding(name: str, problems: list[Problem]) -> Encoding | None:
    path = Path(name)
    own: list[Problem] = []
    if path.is_file():
        with path.open("rb") as stream:
            content = stream.read(yaml.MAX_BYTES + 1)
        document = yaml.read(path.name, content, own)
    else:
        path = find_case(name)
        document = Folder(path, own).yaml("clauses.yaml")
    read = read_encoding(name, document, KINDS, own) if document else None
    # Both files may bear one name: problems tell them apart by what was asked for.
    where = name if Path(name).is_file() else f"{name.rstrip('/')}/clauses.yaml"
    problems.extend(replace(problem, file=where) for problem in own)
    return read
