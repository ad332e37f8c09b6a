"""How far words leave, by the right to them; and rows that may not leave one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping

from trucewatch.model.instant import moment
from trucewatch.model.publishing import EXCERPT, WordsRight
from trucewatch.publish.release import Counted, Removal
from trucewatch.publish.release.masking import fingerprint


def limit(
    rows: Iterable[MutableMapping[str, object]], rights: Mapping[str, WordsRight],
    masked: frozenset[str], title: str,
) -> list[Removal]:
    """Cut or withhold the words of claims as the right of their source says, in place.

    Parameters
    ----------
    rows
        Claims as they are to be published.
    rights
        By source; every other has ``excerpt``.
    masked
        Ids of claims of whose words something was masked: no digest of what was there is given,
        since it could be tried against guesses.
    title
        Words of the rule.
    """
    cut = 0
    for row in rows:
        words = str(row.get("original") or "")
        right = rights.get(str(row["source"]), "excerpt")
        if right == "full" or not words or (right == "excerpt" and len(words) <= EXCERPT):
            continue
        seal = "" if row["claim_id"] in masked else f"; SHA-256 {fingerprint(words)}"
        row["original"] = (
            f"[words not shown{seal}]" if right == "figure"
            else f"{words[:EXCERPT]} [{len(words) - EXCERPT} more characters not shown{seal}]")
        cut += 1
    return [Removal(rule=title, kind="claims.original", count=cut)] if cut else []


def only_counted(row: Mapping[str, object], parsers: Iterable[str]) -> bool:
    """Whether a row may not leave by itself: what read it says so."""
    return str(row.get("parser") or "").partition("@")[0] in set(parsers)


def counted(rows: Iterable[Mapping[str, object]]) -> list[Counted]:
    """Rows by source, property and month."""
    found = Counter(
        (str(row["source"]), str(row["property"]), _month(row["earliest"])) for row in rows)
    return [Counted(source=source, property=name, month=month, count=n)
            for (source, name, month), n in sorted(found.items())]


def _month(instant: object) -> str:
    return f"{moment(instant):%Y-%m}" if isinstance(instant, int) else ""
