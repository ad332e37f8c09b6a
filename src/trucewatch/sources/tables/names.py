"""Names of columns and HXL tags: which column a mapping means."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from trucewatch.model.problem import Problem, shorten
from trucewatch.sources.audit import Audit
from trucewatch.sources.interface import SourceError, not_this_form
from trucewatch.sources.tables.table import Table

_TAG = re.compile(r"#[A-Za-z][A-Za-z0-9_]*(\s*\+\s*[A-Za-z][A-Za-z0-9_]*)*")
MAX_COLUMNS = 2_000


def is_tag(text: str) -> bool:
    """Whether a text is an HXL tag, such as ``#affected +killed``."""
    return _TAG.fullmatch(text.strip()) is not None


def is_tags(cells: Iterable[object]) -> bool:
    """Whether a row is the HXL row: every cell that is not empty holds a tag."""
    texts = [str(cell).strip() for cell in cells if cell not in (None, "")]
    texts = [text for text in texts if text]
    return bool(texts) and all(map(is_tag, texts))


def same_tag(text: str) -> str:
    """Write a tag in one way: no spaces, small letters, attributes sorted."""
    name, *attributes = (part.strip().lower() for part in text.split("+"))
    return "+".join([name, *sorted(attributes)])


def check_names(names: Sequence[str], audit: Audit, line: int) -> None:
    """Refuse a table whose columns cannot be told apart.

    Raises
    ------
    SourceError
        When a name is there twice, or there are too many.
    """
    named = [name for name in names if name]
    if not named or len(names) > MAX_COLUMNS:
        raise not_this_form(audit.file, f"{len(named)} names of columns",
                            f"a row of names, at most {MAX_COLUMNS}", line)
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice is not None:
        raise not_this_form(audit.file, f"twice the column {shorten(twice, 40)}",
                            "each column once", line)


def place_of(table: Table, name: str) -> int | None:
    """Which column is meant, by its name or its tag; ``None`` where there is none."""
    if name in table.names:
        return table.names.index(name)
    if table.tags and is_tag(name):
        wanted = same_tag(name)
        places = [at for at, tag in enumerate(table.tags) if tag and same_tag(tag) == wanted]
        return places[0] if len(places) == 1 else None
    return None


def find(table: Table, wanted: Iterable[str], audit: Audit, line: int) -> dict[str, int]:
    """Find every column a mapping names.

    Raises
    ------
    SourceError
        When one is missing; the Problem names all that are, and the nearest names there are.
    """
    found: dict[str, int] = {}
    missing: list[str] = []
    for name in dict.fromkeys(wanted):
        place = place_of(table, name)
        if place is None:
            missing.append(name)
        else:
            found[name] = place
    if not missing:
        return found
    free = [name for at, name in enumerate(table.names) if name and at not in found.values()]
    near = {name: difflib.get_close_matches(name, free, n=1, cutoff=0.5) for name in missing}
    hints = [f"'{names[0]}' may be what '{name}' was" for name, names in near.items() if names]
    raise renamed(audit.file, line, missing, free, hints)


def renamed(
    file: str, line: int, missing: Sequence[str], free: Sequence[str], hints: Sequence[str]
) -> SourceError:
    """Error for a table that lacks columns its mapping names."""
    return SourceError(Problem(
        severity="error", code="missing_column", file=file, line=line,
        found="columns no mapping names: " + (shorten(", ".join(free), 120) or "none"),
        expected="the columns " + shorten(", ".join(missing), 200),
        mend="; ".join([*hints, "look at the file, then name the column in the mapping"]),
    ))
