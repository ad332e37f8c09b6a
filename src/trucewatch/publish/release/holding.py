"""Claims that do not enter a release at all: under embargo, or without the consent they need.

They are left out before anything is computed, so that no finding, incident or count can tell of
them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from trucewatch.model.instant import HOUR, civil_day, parse_date
from trucewatch.model.place import PlaceProblem, read_point
from trucewatch.model.publishing import Consent, Profile, Publishing, Rule, rules_of
from trucewatch.publish.release import Removal

KIND = "claims"
_COVERS = {"record": ("record", "parties", "publish"), "parties": ("parties", "publish"),
           "publish": ("publish",)}
"""Consents that cover a use."""

Row = Mapping[str, object]


def held_back(
    rows: Iterable[Row], publishing: Publishing, profile: Profile, instant: int, tz: str
) -> tuple[list[bool], list[Removal]]:
    """Which claims enter a release.

    Parameters
    ----------
    rows
        Claims in view, from `model.claim.CLAIM_COLUMNS`.
    publishing
        Rules and consents.
    profile
        Whose rules are applied.
    instant
        Where the run stands; no clock is asked.
    tz
        Time zone of the case, whose civil days consent counts.

    Returns
    -------
    tuple
        For each claim whether it stays; and how many each rule held back.
    """
    rules = [rules_of(publishing)[name] for name in profile.rules]
    asked = _by_source(publishing.consents)
    counts: dict[str, int] = {}
    keep: list[bool] = []
    for row in rows:
        rule = next((r for r in rules if _holds(r, row, asked, profile, instant, tz)), None)
        keep.append(rule is None)
        if rule is not None:
            counts[rule.title["en"]] = counts.get(rule.title["en"], 0) + 1
    return keep, [Removal(rule=rule, kind=KIND, count=n) for rule, n in sorted(counts.items())]


def _holds(
    rule: Rule, row: Row, asked: Mapping[str, list[Consent]], profile: Profile, instant: int,
    tz: str,
) -> bool:
    if rule.kind == "embargo":
        return under_embargo(rule, row, instant)
    if rule.kind != "consent":
        return False
    given = asked.get(str(row["source"])) or asked.get(str(row.get("speaker") or ""))
    return given is not None and not any(
        _covers(one, row, profile.use, instant, tz) for one in given)


def under_embargo(rule: Rule, row: Row, instant: int) -> bool:
    """Whether a claim tells of something too near to where the run stands."""
    if row["property"] not in rule.properties:
        return False
    latest = row["latest"]
    recent = not isinstance(latest, int) or instant - latest < rule.hours * HOUR
    return recent and (not rule.points_only or _pointed(str(row.get("place") or "")))


def _pointed(place: str) -> bool:
    try:
        return read_point(place) is not None
    except PlaceProblem:
        return True


def _by_source(consents: Iterable[Consent]) -> dict[str, list[Consent]]:
    found: dict[str, list[Consent]] = defaultdict(list)
    for one in consents:
        found[one.source].append(one)
    return dict(found)


def _covers(one: Consent, row: Row, use: str, instant: int, tz: str) -> bool:
    if one.withdrawn or one.use not in _COVERS[use]:
        return False
    if one.until and civil_day(parse_date(one.until), tz).hi < instant:
        return False
    return not one.keys or str(row["key"]) in one.keys
