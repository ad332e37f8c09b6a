"""How fast clauses are evaluated on large logs, from Parquet, with full semantics.

``python benchmarks/assess.py [CLAIMS ...] [--peers] [--keep FOLDER]``: makes an invented log of one
truce (two parties, 12 bodies, 24 zones, 12 properties, a year; 1 % of the rows superseded), and
evaluates four clauses (prohibition, rate, deadline, schedule) under three standards, each size in a
process of its own; then with one more reading of every clause, and with one more standard. With
``--peers``, RTAMT (BSD) reads the deadline alone, as one account of exact instants: a fraction of
what is asked of the same claims above.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import duckdb
from measure import cost

from trucewatch.assess.facts import CivilDays
from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import Quota, Rate
from trucewatch.assess.kinds.schedule import Schedule
from trucewatch.assess.log import assess_log
from trucewatch.model.agreement import (
    Agreement,
    Body,
    Coverage,
    Group,
    Milestone,
    Party,
    Text,
    Zone,
)
from trucewatch.model.case import Case, ResolvedMilestone
from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.model.clause import Act, Anchor, Clause, InForce, Reading, TextRef
from trucewatch.model.instant import DAY, HOUR, Span, day_start, parse_date
from trucewatch.model.standard import Standard
from trucewatch.store.engines import Engine

SIZES = (1_000_000, 10_000_000)
TZ, DAYS, BODIES, ZONES, PROFILES = "Europe/Athens", 365, 12, 24, 4_000
START = day_start(parse_date("2031-01-01"), TZ)
END = START + DAYS * DAY
PROPERTIES = (
    "strike", "shelling", "overflight", "trucks_entered", "hostage_released", "injured", "killed",
    "shooting", "access_denied", "explosion", "detained", "weapon_seen",
)
CHUNK = 5_000_000
FAR = 2**62


def common(name: str) -> dict[str, object]:
    """Fields of every clause."""
    return {
        "id": name, "title": {"en": name}, "bound": ["norland"], "beneficiary": ["southland"],
        "text": [TextRef(ref="t", locator="1", status="official_text", basis="text")],
        "says": {"en": "invented"}, "in_force": InForce(start=Anchor(after="start")),
    }


def clauses() -> list[Clause]:
    """Four clauses that measure different things."""
    valley = ["valley"]
    strikes = Act(properties=["strike", "shelling"], target=["opposing"], zone=valley)
    trucks = Act(properties=["trucks_entered"], actor=["any"], zone=valley)
    released = Act(properties=["hostage_released"], actor=["any"], zone=valley)
    flights = Act(properties=["overflight"], zone=valley)
    due = Anchor(after="start", calendar_days=60)
    made = (
        (Prohibition, "P-1", {"kind": "prohibition", "act": strikes}),
        (Rate, "R-1", {"kind": "rate", "act": trucks, "per": "day",
                       "at_least": Quota(low=600, high=600)}),
        (Deadline, "D-1", {"kind": "deadline", "act": released, "quantity": 500, "due": due}),
        (Schedule, "S-1", {"kind": "schedule", "act": flights, "daily": ["10:00-16:00"]}),
    )
    return [cls(**{**common(name), **fields}) for cls, name, fields in made]  # type: ignore[arg-type]


def case_of(*, more_readings: bool = False, more_standards: bool = False) -> Case:
    """The invented case; with one more reading of every clause, or one more standard."""
    readings: dict[str, dict[str, Clause]] = {c.id: {} for c in clauses()}
    base = clauses()
    if more_readings:
        for clause in base:
            act = replace(clause.act, zone=["town"])  # type: ignore[attr-defined]
            readings[clause.id]["in_town"] = replace(clause, act=act)  # type: ignore[call-arg]
        base = [replace(c, readings={"in_town": Reading(title={"en": "in town"}, set={})})
                for c in base]
    standards = [Standard(id="three", asks="three say so", favours="nobody", lineages=3)]
    zones = [Zone(id=f"z{i}", name={"en": f"Zone {i}"}, within=["valley"] if i % 2 else ["hills"])
             for i in range(ZONES)]
    zones += [Zone(id="valley", name={"en": "Valley"}), Zone(id="hills", name={"en": "Hills"}),
              Zone(id="town", name={"en": "Town"})]
    zones[1] = replace(zones[1], within=["valley", "town"])
    kinds = ("independent", "un", "media")
    bodies = {
        f"b{i}": Body(id=f"b{i}", name={"en": f"Body {i}"}, affiliation=kinds[i % 3])  # type: ignore[arg-type]
        for i in range(BODIES - 2)
    }
    for party in ("norland", "southland"):
        bodies[party] = Body(id=party, name={"en": party}, affiliation="party", side=party,
                             reason="its own")
    agreement = Agreement(
        trucewatch="1", id="invented", title={"en": "Invented"}, tz=TZ, type="local",
        summary={"en": "Invented."},
        texts=[Text(ref="t", title={"en": "Text"}, status="official_text")],
        parties=[
            Party(id="norland", name={"en": "Norland"}, role="signatory", opposes=["southland"],
                  people=["norlanders"]),
            Party(id="southland", name={"en": "Southland"}, role="signatory", opposes=["norland"],
                  people=["southlanders"]),
        ],
        groups=[Group(id=g, name={"en": g}) for g in ("norlanders", "southlanders")],
        milestones=[Milestone(id="start", title={"en": "Start"}, base="s")], zones=zones,
    )
    coverage = [
        Coverage(id=f"c{i}", body=f"b{i}", zone="valley", properties=list(PROPERTIES),
                 period="2031-01-01/2031-12-31", state="alive", why="invented")
        for i in range(4)
    ]
    return Case(
        agreement=agreement, clauses=base, readings=readings, coverage=coverage,
        milestones={"start": ResolvedMilestone(id="start", base="s",
                                               spans={"s": Span(START + HOUR, START + HOUR)})},
        bodies=bodies, inputs=[], zone_members={"zone": [], "contains": [], "certain": []},
        claims={c.name: [] for c in CLAIM_COLUMNS}, withdrawn={c.name: [] for c in CLAIM_COLUMNS},
        standards=standards if more_standards else [],
    )


def write_log(folder: Path, count: int) -> None:
    """Make the log: one chunk of Parquet for every few million claims."""
    con = duckdb.connect()
    con.execute("SET threads TO 2")
    days = CivilDays([START, END], TZ).rows()
    con.execute("CREATE TABLE day(day BIGINT, t1 BIGINT, t2 BIGINT)")
    con.executemany("INSERT INTO day VALUES (?, ?, ?)", days)
    names = ", ".join(f"'{p}'" for p in PROPERTIES)
    con.execute(f"""
CREATE TABLE profile AS
SELECT CAST(i AS BIGINT) AS profile,
  CASE WHEN h1 % {BODIES} = 0 THEN 'norland' WHEN h1 % {BODIES} = 1 THEN 'southland'
    ELSE 'b' || CAST(h1 % {BODIES} - 2 AS VARCHAR) END AS lineage,
  'log' AS subject, list_element([{names}], CAST(h2 % {len(PROPERTIES)} + 1 AS BIGINT)) AS property,
  'newly_occurred' AS measure, 'asserts' AS stance, 'instant' AS basis, 'complete' AS scope,
  'z' || CAST(h3 % {ZONES} AS VARCHAR) AS zone,
  CASE h4 % 3 WHEN 0 THEN 'norland' WHEN 1 THEN 'southland' ELSE '' END AS actor,
  CASE WHEN h4 % 3 = 2 THEN '' ELSE 'stated' END AS actor_certainty,
  CASE h5 % 3 WHEN 0 THEN 'norlanders' WHEN 1 THEN 'southlanders' ELSE '' END AS target,
  CAST(1 AS BIGINT) AS series, CAST(0 AS BIGINT) AS grade
FROM (SELECT i, hash(i) AS h1, hash(i + 1000003) AS h2, hash(i + 2000003) AS h3,
        hash(i + 3000017) AS h4, hash(i + 4000037) AS h5 FROM range({PROFILES}) t(i))""")
    for name, query in (
        ("profile", "SELECT * FROM profile"), ("day", "SELECT * FROM day"),
        ("qualifier", "SELECT CAST(0 AS BIGINT) AS profile, '' AS k, '' AS val, "
                      "CAST(NULL AS BIGINT) AS num WHERE false"),
        ("reply", "SELECT CAST(0 AS BIGINT) AS claim, CAST(0 AS BIGINT) AS answered WHERE false"),
    ):
        con.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet)")
    step = (END - START) // count
    for chunk, first in enumerate(range(0, count, CHUNK)):
        last = min(count, first + CHUNK)
        con.execute(f"""
COPY (
  SELECT c.claim, c.profile, CAST(1 AS BIGINT) AS low, CAST(1 AS BIGINT) AS high,
    c.t AS earliest, c.t AS latest, c.t AS as_at, d.day AS day_first, d.day AS day_last,
    d.day + CASE WHEN c.t > d.t1 THEN 1 ELSE 0 END AS whole_first,
    d.day - CASE WHEN c.t < d.t2 THEN 1 ELSE 0 END AS whole_last,
    c.t + {HOUR} AS known_from,
    CASE WHEN c.claim % 100 = 0 THEN c.t + {DAY} ELSE {FAR} END AS known_to
  FROM (
    SELECT i AS claim, CAST(hash(i) % {PROFILES} AS BIGINT) AS profile,
      {START} + i * {step} + CAST(hash(i + 77) % {step} AS BIGINT) AS t
    FROM range({first}, {last}) r(i)
  ) c ASOF JOIN day d ON c.t >= d.t1
  ORDER BY c.claim
) TO '{folder}/claim-{chunk:04d}.parquet' (FORMAT parquet)""")
    con.close()


def evaluate_once(folder: Path, variant: str, threads: int) -> None:
    """One evaluation, in this process; prints seconds and what was found."""
    case = case_of(more_readings=variant == "reading", more_standards=variant == "standard")
    begun = time.perf_counter(), time.process_time()
    spill = folder / "spill"
    found = assess_log(case, folder, END, Engine(threads=threads, memory="2GB", spill=spill))
    wall, cpu = time.perf_counter() - begun[0], time.process_time() - begun[1]
    shown = {f"{f.clause}/{f.standard}": f.status for f in found if f.unit == "window"}
    print(json.dumps({"wall": wall, "cpu": cpu, "findings": len(found), "windows": shown}),
          file=sys.stderr)


def peer(folder: Path) -> str:
    """RTAMT on the releases of a log: one account, exact instants, the deadline alone."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "assess"))
    import stl  # noqa: PLC0415

    rows = duckdb.connect().execute(
        f"SELECT c.earliest FROM '{folder}/claim-*.parquet' c JOIN '{folder}/profile.parquet' f "
        "ON f.profile = c.profile WHERE f.property = 'hostage_released' ORDER BY c.earliest"
    ).fetchall()
    stl.library()
    begun = time.process_time()
    start = START + HOUR
    status = stl.deadline(start, start + 60 * DAY, END, 500, [(row[0], 1) for row in rows])
    used = time.process_time() - begun
    return (f"{len(rows):>12,} releases, RTAMT, deadline alone: {used:6.2f} s CPU, "
            f"{1e6 * used / max(1, len(rows)):5.1f} s CPU per 1M events ({status})")


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("claims", nargs="*", type=int)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--one", nargs=2)
    asked.add_argument("--threads", type=int, default=2)
    asked.add_argument("--peers", action="store_true")
    given = asked.parse_args()
    if given.one:
        evaluate_once(Path(given.one[0]), given.one[1], given.threads)
        return
    for count in given.claims or SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            folder = (given.keep or Path(scratch)) / str(count)
            if not folder.exists():
                folder.mkdir(parents=True)
                write_log(folder, count)
            for variant in ("base", "reading", "standard"):
                used = cost([sys.executable, __file__, "--one", str(folder), variant,
                             "--threads", str(given.threads)])
                said = json.loads(used.said.strip().splitlines()[-1])
                print(f"{count:>12,} {variant:9} {used}  evaluation {said['wall']:6.2f} s wall "
                      f"{said['cpu']:6.2f} s CPU, {count / said['wall'] / 1e6:5.2f} M claims/s, "
                      f"{said['findings']:,} findings", flush=True)
            if given.peers:
                print(peer(folder), flush=True)


if __name__ == "__main__":
    main()
