"""Rows of the page of levels: a line for each zone, party and period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trucewatch.model.baseline import BaselineResult, Level, Tally
from trucewatch.publish import words
from trucewatch.publish.release import Release
from trucewatch.publish.site.context import spoken
from trucewatch.publish.tongue import mark, tr


@dataclass(frozen=True, kw_only=True)
class LevelRow:
    """One level in words."""

    period: str
    days: str
    count: str
    """How many rows begin in it, and how many of them reach over its end."""
    rate: str
    precise: str
    aside: str
    """What is in none of the sums."""


@dataclass(frozen=True, kw_only=True)
class LevelTable:
    """The levels of one zone and one party, or of whoever it was."""

    zone: str
    party: str
    rows: list[LevelRow]


def level_tables(release: Release, found: BaselineResult) -> list[LevelTable]:
    """Tables of one baseline, in the order it declares."""
    zones = {zone.id: spoken(zone.name) for zone in release.agreement.zones}
    parties = {party.id: spoken(party.name) for party in release.agreement.parties}
    titles = {period.id: spoken(period.title) for period in found.baseline.periods}
    tables: dict[tuple[str, str], list[LevelRow]] = {}
    for level in found.levels:
        tables.setdefault((level.zone, level.party), []).append(_row(level, titles))
    return [
        LevelTable(zone=zones.get(zone, zone), party=parties.get(party, party), rows=rows)
        for (zone, party), rows in tables.items()
    ]


def a_day(tally: Tally, days: int) -> str:
    """A level a day to one decimal, its ends rounded outwards."""
    low = _tenths(tally.low * 10 // days)
    if tally.high is None:
        return tr("at least {number} a day", number=low)
    high = _tenths(-(-tally.high * 10 // days))
    return tr("{number} a day", number=low) if low == high \
        else tr("{low} to {high} a day", low=low, high=high)


def _tenths(value: int) -> str:
    return f"{words.number(value // 10)}.{value % 10}"


def _row(level: Level, titles: dict[str, str]) -> LevelRow:
    over = level.rows.rows - level.inside.rows
    aside = [
        tr(said, rows=words.count(tally.rows, "row"), range=words.bounds(tally.low, tally.high))
        for tally, said in (
            (level.begun_before, mark("{rows} begun before ({range})")),
            (level.possible, mark("{rows} only possibly here ({range})")),
        ) if tally.rows
    ]
    return LevelRow(
        period=titles.get(level.period, level.period),
        days=words.days(date.fromisoformat(level.first), date.fromisoformat(level.last)),
        count=words.count(level.rows.rows, "row") + (
            ", " + tr("{number} reaching over its end", number=words.number(over))
            if over else ""),
        rate=a_day(level.rows, level.days), precise=a_day(level.precise, level.days),
        aside="; ".join(aside) or tr("nothing"),
    )
