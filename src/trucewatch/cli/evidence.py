"""Claims as `explain` prints them: who says what, where, when, and where it was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trucewatch.cli.show import Screen, clean
from trucewatch.model.properties import PROPERTIES
from trucewatch.publish import words
from trucewatch.publish.release import Release

Claim = Mapping[str, object]


def claims(
    screen: Screen, release: Release, named: Mapping[str, str], ids: Iterable[str],
    limit: int | None = None,
) -> None:
    """Print claims in the order of what they tell of; one that is not at hand is named too.

    Beyond `limit` it is said how many more there are.
    """
    rows = {i: release.claims.get(i) for i in ids}
    known = {i: row for i, row in rows.items() if row is not None}
    ordered = sorted(known.values(), key=_order)
    for row in ordered[:limit]:
        _claim(screen, release, named, row)
    more = len(ordered[limit:]) if limit is not None else 0
    if more:
        screen.say(f"- and {words.count(more, 'claim')} more: give --all", 2)
    for missing in sorted(rows.keys() - known.keys()):
        screen.say(f"- claim {missing} is not in this release", 2, 2)


def listing(screen: Screen, address: str, indent: int) -> None:
    """Print an address on a line of its own, never broken, so that it can be copied."""
    screen.out.print(" " * indent + clean(address), soft_wrap=True)


def _order(row: Claim) -> tuple[int, int, str]:
    return _int(row, "earliest") or 0, _int(row, "latest") or 0, str(row.get("claim_id", ""))


def _int(row: Claim, name: str) -> int | None:
    value = row.get(name)
    return value if isinstance(value, int) else None


def _text(row: Claim, name: str) -> str:
    value = row.get(name)
    return "" if value is None else clean(value)


def _claim(screen: Screen, release: Release, named: Mapping[str, str], row: Claim) -> None:
    screen.say(f"- {_when(release, row)}: {_who(release, named, row)} "
               f"{words.STANCES.get(_text(row, 'stance'), _text(row, 'stance'))}: "
               f"{_what(named, row)}", 2, 2)
    original = _text(row, "original")
    if original:
        lang = _text(row, "lang")
        screen.say(f"“{original}”" + (f" [{lang}]" if lang and lang != "en" else ""), 6)
    published = _text(row, "published")
    copy = words.COPIES.get(_text(row, "copy"), _text(row, "copy"))
    screen.say((f"published {published}" if published else "date of publication unknown")
               + (f"; {copy}" if copy else ""), 6)
    if _text(row, "note"):
        screen.say(f"note: {_text(row, 'note')}", 6)
    if _text(row, "address"):
        listing(screen, _text(row, "address"), 6)
    else:
        screen.say("no address", 6)


def _when(release: Release, row: Claim) -> str:
    earliest, latest = _int(row, "earliest"), _int(row, "latest")
    if earliest is None or latest is None:
        return "time unknown"
    return words.interval(earliest, latest, release.agreement.tz)


def _who(release: Release, named: Mapping[str, str], row: Claim) -> str:
    source, speaker = _text(row, "source"), _text(row, "speaker")
    shown = []
    for body_id in filter(None, (speaker, source if source != speaker else "")):
        body = release.bodies.get(body_id)
        kind = f" ({words.AFFILIATIONS.get(body.affiliation, body.affiliation)})" if body else ""
        shown.append(named.get(body_id, body_id) + kind)
    return ", in ".join(shown)


def _what(named: Mapping[str, str], row: Claim) -> str:
    name = _text(row, "property")
    title = PROPERTIES[name].title if name in PROPERTIES else words.plain(name)
    low, high = _int(row, "low"), _int(row, "high")
    parts = [title]
    if low is not None or high is not None:
        about = "about " if _text(row, "approx") == "yes" else ""
        parts = [f"{title}: {about}{words.bounds(low, high)}"]
    measure = _text(row, "measure")
    if measure:
        parts.append(words.MEASURES.get(measure, words.plain(measure)))
    parts.append(words.BASES.get(_text(row, "basis"), ""))
    if _text(row, "qualifiers"):
        parts.append(_text(row, "qualifiers"))
    actor, target = _text(row, "actor"), _text(row, "target")
    event = name in PROPERTIES and (PROPERTIES[name].event or PROPERTIES[name].implies_act)
    if actor:
        possible = "possibly " if _text(row, "actor_certainty") == "possible" else ""
        parts.append(f"{possible}by {named.get(actor, actor)}")
    elif event:
        parts.append("actor not stated")
    if target:
        parts.append(f"on {named.get(target, target)}")
    place = _text(row, "place") or named.get(_text(row, "zone"), _text(row, "zone"))
    if place:
        parts.append(place)
    return ", ".join(filter(None, parts))
