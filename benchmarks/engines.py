"""Whether DuckDB and Spark give equal findings on a large log, for clauses of every kind.

``python benchmarks/engines.py [CLAIMS ...] [--keep FOLDER]``: makes the invented log of
`benchmarks/assess.py`, assesses clauses of every kind on each engine in a process of its own, and
compares the findings by SHA-256. Needs the extra ``spark`` and Java 17. Ends with 1 where the
hashes differ. Peak memory is that of the program and of Spark's Java process together.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from measure import cost

from assess import END, case_of, common, write_log
from trucewatch.assess.kinds.extension import Extension
from trucewatch.assess.kinds.presence import Presence
from trucewatch.assess.kinds.process import Process
from trucewatch.assess.kinds.ratio import Ratio, Weight
from trucewatch.assess.kinds.response import Response
from trucewatch.assess.kinds.schedule import Schedule
from trucewatch.assess.log import assess_log
from trucewatch.model.case import Case
from trucewatch.model.clause import Act, Anchor, Clause, InForce
from trucewatch.store.engines import ENGINES, Engine

SIZES = (1_000_000,)
SPARK = {
    "spark.driver.memory": "4g",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.codegen.wholeStage": "true",
    "spark.sql.codegen.factoryMode": "FALLBACK",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.autoBroadcastJoinThreshold": "10485760",
}
"""As ``docs/how-to/scale-out.md`` says for a large log on one machine."""


def more_clauses() -> list[Clause]:
    """Clauses of the kinds that `benchmarks/assess.py` leaves out."""
    def act(name: str, zone: str = "valley", *actor: str) -> Act:
        return Act(properties=[name], actor=list(actor or ("any",)), zone=[zone])

    week = InForce(start=Anchor(after="start"), end=Anchor(after="start", calendar_days=7))
    made: tuple[tuple[type[Clause], str, dict[str, object]], ...] = (
        (Presence, "N-1", {"kind": "presence", "state": act("weapon_seen"), "must_be": "absent",
                           "tolerance": 20}),
        (Schedule, "S-2", {"kind": "schedule", "act": act("overflight"), "hours_per_day": 8}),
        (Process, "Q-1", {"kind": "process", "act": act("detained"), "every": "week",
                          "quantity": 400}),
        (Ratio, "X-1", {"kind": "ratio", "given": act("hostage_released"),
                        "owed": act("injured"), "weights": [Weight(owe=2)]}),
        # Every trigger meets every later answer, so that few may call: a week, and one zone.
        (Response, "A-1", {"kind": "response", "trigger": act("explosion", "town", "southland"),
                           "answer": act("access_denied", "town", "norland"), "within": "72h",
                           "in_force": week}),
        (Extension, "E-1", {"kind": "extension", "extends": ["P-1"], "adds": "24h", "each": 1000,
                            "earned_by": act("hostage_released"),
                            "original": Anchor(after="start", calendar_days=30),
                            "cap": Anchor(after="start", calendar_days=90)}),
    )
    return [cls(**{**common(name), **fields}) for cls, name, fields in made]  # type: ignore[arg-type]


def whole_case() -> Case:
    """The invented case, with clauses of every kind."""
    case = case_of()
    more = more_clauses()
    return replace(
        case, clauses=[*case.clauses, *more],
        readings={**case.readings, **{clause.id: {} for clause in more}},
    )


def assess_once(folder: Path, name: str) -> None:
    """One assessment, in this process; prints seconds, number and hash of the findings."""
    engine = Engine(name=name, options=SPARK, threads=2, memory="3GB", spill=folder / "spill")
    begun = time.perf_counter()
    found = assess_log(whole_case(), folder, END, engine)
    wall = time.perf_counter() - begun
    hashed, kinds = hashlib.sha256(), dict[str, str]()
    for finding in found:
        text = repr(finding).encode()
        hashed.update(len(text).to_bytes(8, "big") + text)
        if finding.unit == "window":
            kinds[f"{finding.clause}/{finding.start}/{finding.standard}"] = finding.status
    print(json.dumps({"wall": wall, "findings": len(found), "hash": hashed.hexdigest(),
                      "windows": kinds, "java": _java()}), file=sys.stderr)


def _java() -> float:
    """Greatest resident memory of the Java process this one started, MB; 0 without one."""
    found = 0.0
    own = str(Path("/proc/self").resolve().name)
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = status.read_text(encoding="utf-8").splitlines()
        except OSError:
            continue
        told = dict(line.split(":", 1) for line in lines if ":" in line)
        if told.get("Name", "").strip() == "java" and told.get("PPid", "").strip() == own:
            found += int(told["VmHWM"].split()[0]) * 1024 / 1_000_000
    return found


def compare(folder: Path, count: int) -> bool:
    """Both engines on one log; prints a line for each."""
    hashes = set()
    for name in ENGINES:
        used = cost([sys.executable, __file__, "--one", str(folder), name])
        said = json.loads(used.said.strip().splitlines()[-1])
        hashes.add(said["hash"])
        print(f"{count:>12,} {name:7} {used.wall:7.1f} s wall  {used.peak + said['java']:6.0f} MB "
              f"peak  evaluation {said['wall']:7.1f} s, {said['findings']:,} findings, "
              f"{said['hash']}", flush=True)
    return len(hashes) == 1


def main() -> None:
    """Print the table; end with 1 where the engines differ."""
    asked = argparse.ArgumentParser()
    asked.add_argument("claims", nargs="*", type=int)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--one", nargs=2)
    given = asked.parse_args()
    if given.one:
        assess_once(Path(given.one[0]), given.one[1])
        return
    same = True
    for count in given.claims or SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            folder = (given.keep or Path(scratch)) / str(count)
            if not folder.exists():
                folder.mkdir(parents=True)
                write_log(folder, count)
            same = compare(folder, count) and same
    if not same:
        sys.exit("the engines differ")


if __name__ == "__main__":
    main()
