"""How far words leave, by the right to them; and rows that may not leave one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from trucewatch.model.instant import moment
from trucewatch.model.publishing import EXCERPT, WordsRight
from trucewatch.publish.release import Counted, Removal
from trucewatch.publish.release.masking import fingerprint
from trucewatch.publish.release.table import Table


def limit(
    table: Table, rights: Mapping[str, WordsRight], masked: Collection[int], title: str,
) -> list[Removal]:
    """Cut or withhold the words of claims as the right of their source says, in place.

    Parameters
    ----------
    table
        Claims as they are to be published.
    rights
        By source; every other has ``excerpt``.
    masked
        Places of claims of whose words something was masked: no digest of what was there is given,
        since it could be tried against guesses.
    title
        Words of the rule.
    """
    cut = 0
    columns = zip(table.column("source"), table.column("original"), strict=True)
    for place, (source, original) in enumerate(columns):
        words = str(original or "")
        told = shown(words, rights.get(str(source), "excerpt"), sealed=place not in masked)
        if told != words:
            table.put(place, "original", told)
            cut += 1
    return [Removal(rule=title, kind="claims.original", count=cut)] if cut else []


def shown(words: str, right: WordsRight, *, sealed: bool) -> str:
    """Words as far as the right to them goes.

    Parameters
    ----------
    words
        All of them.
    right
        Of whoever they are.
    sealed
        Whether the digest of all of them stands in place of what is not shown.
    """
    if right == "full" or not words or (right == "excerpt" and len(words) <= EXCERPT):
        return words
    seal = f"; SHA-256 {fingerprint(words)}" if sealed else ""
    if right == "figure":
        return f"[words not shown{seal}]"
    return f"{words[:EXCERPT]} [{len(words) - EXCERPT} more characters not shown{seal}]"


def only_counted(table: Table, parsers: Collection[str]) -> list[int]:
    """Places of rows that may not leave by themselves: what read them says so."""
    return table.where("parser", {text for text in table.texts("parser")
                                  if text.partition("@")[0] in parsers})


def counted(rows: Iterable[Mapping[str, object]]) -> list[Counted]:
    """Rows by source, property and month."""
    found = Counter(
        (str(row["source"]), str(row["property"]), _month(row["earliest"])) for row in rows)
    return [Counted(source=source, property=name, month=month, count=n)
            for (source, name, month), n in sorted(found.items())]


def _month(instant: object) -> str:
    return f"{moment(instant):%Y-%m}" if isinstance(instant, int) else ""
