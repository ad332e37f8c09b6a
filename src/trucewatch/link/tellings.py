"""Claims of a case into tellings: what one report says of one happening.

Claims of one publication about one place and time are one telling, whoever it quotes: a headline
and its second paragraph are no two happenings. Rows of a data set that gives each happening an id
of its own are told apart by that id, and by nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from trucewatch.model.case import Case
from trucewatch.model.incident import Telling
from trucewatch.model.link import LONGEST
from trucewatch.model.properties import PROPERTIES

TOLD = ("asserts", "claims_exception")
FAMILIES = frozenset({
    "use of force", "movement and posture", "harm to persons", "persons", "access", "mechanism",
    "public order", "speech",
})
"""Families of properties that can tell of an incident; a quantity never does."""
_DAY = 86_400_000_000
SHARED = "reports"
"""Subject of single reports coded one by one: no id of a happening."""
EVENT_DATA = frozenset({"ucdp_ged", "acled_events"})
"""Parsers of data sets whose publishers have linked reports already: one row, one event."""
PARTS = frozenset({"category", "sex_age", "civil_status", "nationality"})
"""Qualifiers of a number that counts some of the dead."""
_INCIDENT_MEASURES = ("", "newly_occurred", "newly_reported")

Row = Mapping[str, object]


def tellings(case: Case) -> list[Telling]:
    """Tellings of the claims in view, ordered by id.

    Parameters
    ----------
    case
        With its claims placed (`case.placing`).

    Returns
    -------
    list of Telling
        Aggregates among them; claims of series, stocks and running totals, and those of personal
        rows, tell of no incident that could be linked, and are in none.
    """
    claims = case.claims
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for cells in zip(*claims.values(), strict=True):
        row: Row = dict(zip(claims, cells, strict=True))
        if _tells(row) and str(row["claim_id"]) not in case.persons:
            groups[_group(row)].append(row)
    answers = _answers(claims)
    made = (_telling(rows, answers) for rows in groups.values())
    return sorted(made, key=lambda t: t.id)


def _tells(row: Row) -> bool:
    found = PROPERTIES.get(str(row["property"]))
    return (
        found is not None and (found.event or found.implies_act) and found.family in FAMILIES
        and row["stance"] in TOLD and row["measure"] in _INCIDENT_MEASURES
        and (row["basis"] == "instant" or _dayish(row)) and row["low"] != 0
    )


def _dayish(row: Row) -> bool:
    """Whether a total is of few enough days to be the sum of incidents that can be named."""
    return row["basis"] == "total" and (
        int(str(row["latest"])) - int(str(row["earliest"])) <= LONGEST * _DAY)


def _aggregate(row: Row) -> bool:
    """Whether it tells of several happenings; a row of event data of imprecise time does not."""
    return row["basis"] == "total" and not _own(row)


def _own(row: Row) -> str:
    """A release and the row's own id, where its rows are one happening each."""
    if str(row["parser"]).partition("@")[0] not in EVENT_DATA:
        return ""
    root = str(row["key"]).partition("/")[0]
    return f"{row['dataset']}/{row['published']}/{root}"


def _group(row: Row) -> tuple[object, ...]:
    head = row["report_id"], row["earliest"], row["latest"], _aggregate(row)
    own = _own(row)
    if own:
        return *head, own
    if row["subject"] != SHARED:
        return *head, row["dataset"], row["subject"], row["zone"]
    return *head, row["zone"], row["place"]


def _answers(claims: Mapping[str, Sequence[object]]) -> Mapping[str, list[str]]:
    """Ids of denials, by the key or subject they answer."""
    found: dict[str, list[str]] = defaultdict(list)
    for id_, stance, answered in zip(
        claims["claim_id"], claims["stance"], claims["in_reply_to"], strict=True
    ):
        if stance == "denies" and answered:
            found[str(answered)].append(str(id_))
    return found


def _telling(rows: list[Row], answers: Mapping[str, list[str]]) -> Telling:
    rows = sorted(rows, key=lambda r: (_published(r), str(r["claim_id"])))
    first = rows[0]
    dead = [r for r in rows if r["property"] == "killed"]
    asked = {str(r["key"]) for r in rows} | {
        str(r["subject"]) for r in rows if r["subject"] != SHARED}
    return Telling(
        id=str(first["claim_id"]), claims=tuple(str(r["claim_id"]) for r in rows),
        report=str(first["report_id"]), source=str(first["source"]),
        lineages=_words(r["lineage"] for r in rows),
        published=None if first["public_at"] is None else int(str(first["public_at"])),
        earliest=int(str(first["earliest"])), latest=int(str(first["latest"])),
        place=str(first["place"] or ""), zone=str(first["zone"] or ""),
        properties=_words(r["property"] for r in rows), actors=_words(r["actor"] for r in rows),
        named=tuple(sorted({
            (str(r["actor"]), str(r["lineage"])) for r in rows
            if r["actor"] and r["actor_certainty"] != "possible"})),
        killed=_range(dead), aggregate=_aggregate(first), own=_own(first),
        answers=tuple(sorted({a for name in asked for a in answers.get(name, ())})),
    )


def _published(row: Row) -> int:
    at = row["public_at"]
    return 2**62 if at is None else int(str(at))


def _words(cells: Iterable[object]) -> tuple[str, ...]:
    return tuple(sorted({str(cell) for cell in cells if cell}))


def _range(dead: Sequence[Row]) -> tuple[int | None, int | None]:
    """Fewest and most killed any voice in a report gives; who counts a part says no most."""
    whole = [r for r in dead if not _part(str(r["qualifiers"] or ""))]
    lows = [int(str(r["low"])) for r in whole or dead if r["low"] is not None]
    if not whole:
        return max(lows, default=None), None
    highs = [int(str(r["high"])) for r in whole if r["high"] is not None]
    return min(lows, default=None), max(highs) if len(highs) == len(whole) else None


def _part(qualifiers: str) -> bool:
    return any(pair.partition("=")[0] in PARTS for pair in qualifiers.split("; "))
