"""How reports of real publications are linked: ``python benchmarks/link_reports.py FOLDER ...``.

Each FOLDER holds a ``reports.csv`` coded by hand, a row for each statement, whose column
``incident`` says which happening it tells of. Rows are made into one report for each publication,
day, place and family of kinds; the linker sees neither the column nor how the rows were judged,
and uses the weights that ship. Rows of several incidents together stay out of the score: nothing
is merged with them by rule. Prints precision, recall and F1 of pairs, and every pair that is
wrong, with the reason.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from trucewatch.link.weights import probability
from trucewatch.model.link import ACTOR_COLUMNS, REPORT_COLUMNS, TAXONOMY_COLUMNS
from trucewatch.model.spelling import folded
from trucewatch.pipeline.linking import Asked, LinkResult, link_table

NAMES = [column.name for column in REPORT_COLUMNS]
Row = dict[str, str]
FIRE = {"strike": "air", "airstrike": "air", "drone_downed": "air", "air_violations": "air",
        "overflight": "air", "aircraft_lost": "air", "targets_struck": "air",
        "shooting": "ground", "tank_fire": "ground", "mortar_fire": "ground", "grenade": "ground",
        "fired_on": "ground", "rocket_or_fire_attack": "ground", "rockets_launched": "ground",
        "shelling_incidents": "ground", "attack": "ground", "clash": "ground", "shots": "ground",
        "rounds": "ground", "projectiles": "ground", "explosions": "ground", "ied": "ground",
        "mines_laid": "ground", "ground_incursion": "ground", "line_crossing_claimed": "ground",
        "force_movement": "ground", "infiltration": "ground", "attack_on_hospital": "ground"}
"""Kinds of force and the level above; the coarsest is force."""
OUTCOMES = ("killed", "injured", "damage", "execution", "launch_pads", "military_use",
            "responsibility", "ceasefire_violations", "weapons_found", "targeted_activities")
"""Beginnings of properties that say what force did, and not of which kind it was."""
PRECISIONS = {"locality": "town", "district": "area"}
"""A region is no place two reports can be near in: such a point is not given."""
NOBODY = ("", "unattributed", "unknown", "unnamed", "none", "both", "occupants", "members")
SIDES = {"hamas": "militants", "hamas and pij": "militants", "palestinian militants": "militants",
         "dpr": "dpr_lpr", "lpr": "dpr_lpr"}


def publication(row: Row) -> str:
    """What a row was read in."""
    return row.get("publication_id") or row["report_id"].split(".")[0]


def family(row: Row) -> str:
    """Force, or what else it tells of."""
    name = row["property"]
    forced = name in FIRE or name.startswith(OUTCOMES)
    return "force" if forced else name.split("_")[0]


@dataclass
class Told:
    """One report: rows of a publication on one day, place and family."""

    rows: list[Row] = field(default_factory=list)

    @property
    def incidents(self) -> set[str]:
        """What a person judged it to tell of."""
        return {row["incident"] for row in self.rows} - {""}

    def cells(self, name: str) -> Row:
        """The report as the linker reads it."""
        first = self.rows[0]
        day, last = first["event_earliest"][:10], first["event_latest"][:10]
        kinds = {row["property"] for row in self.rows if not row["property"].startswith(OUTCOMES)}
        killed = [row for row in self.rows if row["property"].startswith("killed")]
        low = {row["low"] for row in killed if row["low"]}
        high = {row["high"] for row in killed if row["high"]}
        actors = {row["actor"] for row in self.rows} - {
            row["actor"] for row in self.rows if row["actor"].startswith(NOBODY[1:])} - {""}
        near = first["geo_precision"] in PRECISIONS
        return {
            **dict.fromkeys(NAMES, ""), "report_id": name, "source": first["source"],
            "kind": first["kind"], "date": day if day == last else f"{day}/{last}",
            "latitude": first["lat"] if near else "", "longitude": first["lon"] if near else "",
            "geo_precision": PRECISIONS.get(first["geo_precision"], ""), "place": first["place"],
            "event_type": kinds.pop() if len(kinds) == 1 else family(first) if kinds else "",
            "actor": actors.pop() if len(actors) == 1 else "",
            "fatalities_min": min(low, key=int, default=""),
            "fatalities_max": max(high, key=int, default=""),
            "published": first["published"],
        }


def read(folder: Path) -> list[Told]:
    """Reports of a folder; rows of figures and statements tell of no incident."""
    groups: dict[tuple[str, ...], Told] = defaultdict(Told)
    with (folder / "reports.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] in {"incident", "aggregate"} and row["event_earliest"]:
                groups[publication(row), row["event_earliest"][:10], row["event_latest"][:10],
                       folded(row["place"]), family(row), row["kind"]].rows.append(row)
    return list(groups.values())


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([columns, *rows])
    return path


def linked(told: Sequence[Told], folder: Path) -> LinkResult:
    """Link the reports with the weights that ship; every source may tell of an incident again."""
    cells = [one.cells(f"{n:04}") for n, one in enumerate(told)]
    actors = sorted({c["actor"] for c in cells} - {""})
    made = link_table(Asked(
        reports=_write(folder / "reports.csv", NAMES, ([c[n] for n in NAMES] for c in cells)),
        taxonomy=_write(folder / "kinds.csv", TAXONOMY_COLUMNS, [
            ("", kind, kind, level, "force") for kind, level in FIRE.items()]),
        actors=_write(folder / "actors.csv", ACTOR_COLUMNS, [
            (actor, actor, SIDES.get(actor, actor)) for actor in actors]),
        updates={c["source"] for c in cells},
    ))
    assert made.linked is not None, made.problems
    return made


def reason(made: LinkResult, one: int, other: int, odds: dict[tuple[int, int], int]) -> str:
    """Why a pair is held to be one incident, or two."""
    assert made.linked is not None
    if (one, other) in odds:
        return f"weight, p {probability(odds[one, other]):.2f}"
    if made.linked.cluster[one] == made.linked.cluster[other]:
        return "joined through others"
    unplaced = sum(made.reports.lat[n] is None for n in (one, other))
    return f"no candidate, or p under .02; {unplaced} of 2 without a point"


def judge(name: str, told: Sequence[Told], made: LinkResult) -> None:
    """Print the score of a folder and every pair that is wrong."""
    assert made.linked is not None
    odds = {(a, b): z for a, b, z in made.linked.pairs}
    used = [n for n, one in enumerate(told) if one.incidents and not made.reports.aggregate[n]]
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for one, other in combinations(used, 2):
        same = bool(told[one].incidents & told[other].incidents)
        joined = made.linked.cluster[one] == made.linked.cluster[other]
        seen[f"{same}{joined}"] += 1
        if same != joined:
            ids = " and ".join("+".join(r["report_id"] for r in told[n].rows[:2])
                               for n in (one, other))
            labels = "/".join(sorted(told[one].incidents | told[other].incidents))
            within = ", of one publication" if publication(told[one].rows[0]) == publication(
                told[other].rows[0]) else ""
            wrong.append(f"- {'missed' if same else 'false'} {labels}: {ids}: "
                         f"{reason(made, one, other, odds)}{within}")
    right, missed, false = seen["TrueTrue"], seen["TrueFalse"], seen["FalseTrue"]
    mixed = sum(len(one.incidents) > 1 for one in told)
    print(f"| {name} | {len(used)} | {mixed} | {right + missed} | "
          f"{right / max(1, right + false):.3f} | {right / max(1, right + missed):.3f} | "
          f"{2 * right / max(1, 2 * right + false + missed):.3f} |")
    print("\n".join(sorted(wrong)))


def main() -> None:
    """Read, link, score, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    print("| set | reports | of two incidents | true pairs | precision | recall | F1 |\n"
          + "|---" * 7 + "|")
    for folder in parser.parse_args().folders:
        told = read(folder)
        with tempfile.TemporaryDirectory() as temporary:
            judge(folder.name, told, linked(told, Path(temporary)))


if __name__ == "__main__":
    main()
