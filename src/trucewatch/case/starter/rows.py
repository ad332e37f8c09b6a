"""Example rows of figures: invented, the same for every party, and saying so in every row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from trucewatch.case.starter.answers import Answers

Row = dict[str, str]
NOTE = "INVENTED EXAMPLE: replace or delete"


def example_rows(answers: Answers, days: Sequence[date]) -> list[Row]:
    """A few reports of the first days: acts on each side, trucks, a release, a meeting.

    Parameters
    ----------
    answers
        What the case is made from.
    days
        The days after the start, in order.
    """
    zone = answers.zones[0].id
    first, second = (party.id for party in answers.parties[:2])
    rows: list[Row] = []
    # Each of the two is said by the observers and by the other side to have fired, on one day
    # each, and denies it: the same rows with the names changed.
    for number, (actor, other, day) in enumerate(
        ((first, second, days[0]), (second, first, days[1])), start=1
    ):
        act = {"property": "shooting", "zone": zone, "actor": actor, "actor_certainty": "stated",
               "target": f"people_of_{other}", "basis": "instant"}
        rows += [
            _row(f"e{number}-observers", day, "example-observers", **act, low="1", high="1",
                 scope="partial", original="one shooting seen"),
            _row(f"e{number}-{other}", day, f"{other}-office", **act, low="2", scope="unstated",
                 original="at least two shootings"),
            _row(f"e{number}-{actor}-denies", day, f"{actor}-office", **act, stance="denies",
                 scope="unstated", original="nobody of ours fired",
                 in_reply_to=f"e{number}-{other}"),
        ]
    for number, (day, trucks) in enumerate(zip(days, ("46", "38", "41", "44"), strict=True)):
        rows.append(_row(
            f"t{number + 1}", day, "example-observers", property="trucks_entered", zone=zone,
            subject="trucks-per-day", low=trucks, high=trucks, basis="total", scope="complete",
            measure="newly_occurred", original=f"{trucks} trucks, all counted at the crossing"))
    rows += [
        _row("r1", days[1], "example-newspaper", speaker=f"{first}-office",
             property="prisoners_released", actor=first, actor_certainty="stated",
             target=f"people_of_{second}", low="10", high="10", basis="total", scope="complete",
             original="all ten released"),
        _row("r2", days[2], "example-newspaper", property="prisoners_released", actor=second,
             actor_certainty="stated", target=f"people_of_{first}", low="18", basis="total",
             scope="partial", original="eighteen seen arriving"),
        _row("m1", days[2], "example-newspaper", origin="unstated", property="meeting_held",
             basis="instant", scope="unstated", low="1", high="1",
             original="the commission is said to have met"),
    ]
    return rows


def _row(key: str, day: date, source: str, **cells: str) -> Row:
    return {
        "key": key, "source": source, "subject": "reports", "stance": "asserts",
        "earliest": day.isoformat(), "latest": day.isoformat(), "lang": "en",
        "published": (day + timedelta(days=1)).isoformat(),
        "address": f"https://example.org/{key}", "copy": "original", "parser": "hand@1",
        "note": NOTE, **cells,
    }
