"""How the assessment grows with the number of claims.

``python benchmarks/synthetic_scale.py [CLAIMS ...]``: an invented truce of two parties over 365
days, four clauses (prohibition, rate, deadline, ratio), 40 bodies; each size in a process of its
own. Reading files and writing pages are left out: `assess` is measured, and the whole process.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from measure import cost

from trucewatch.assess.engine import assess
from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import Quota, Rate
from trucewatch.assess.kinds.ratio import Ratio, Weight
from trucewatch.model.agreement import Agreement, Body, Group, Milestone, Party, Text, Zone
from trucewatch.model.case import Case, Columns, ResolvedMilestone
from trucewatch.model.claim import CLAIM_COLUMNS, digest
from trucewatch.model.clause import Act, Anchor, Clause, InForce, TextRef
from trucewatch.model.instant import DAY, HOUR, Span, day_start, parse_date

SIZES = (10_000, 100_000)
TZ, DAYS, BODIES = "Europe/Athens", 365, 40
START = day_start(parse_date("2031-01-01"), TZ)
PROPERTIES = ("strike", "killed", "trucks_entered", "hostage_released", "prisoners_released")


def common(name: str) -> dict[str, object]:
    """Fields of every clause."""
    return {
        "id": name, "title": {"en": name}, "bound": ["norland"], "beneficiary": ["southland"],
        "text": [TextRef(ref="t", locator="1", status="official_text", basis="text")],
        "says": {"en": "invented"}, "in_force": InForce(start=Anchor(after="start")),
    }


def clauses() -> list[Clause]:
    """One clause of each kind that measures something."""
    strikes = Act(properties=["strike"], implies=["killed"], target=["opposing"], zone=["valley"])
    trucks = Act(properties=["trucks_entered"], actor=["any"])
    released = Act(properties=["hostage_released"], actor=["any"])
    given = Act(properties=["prisoners_released"], actor=["any"])
    after = Anchor(after="start", calendar_days=60)
    made = (
        (Prohibition, "P-1", {"kind": "prohibition", "act": strikes}),
        (Rate, "R-1", {"kind": "rate", "act": trucks, "per": "day",
                       "at_least": Quota(low=600, high=600)}),
        (Deadline, "D-1", {"kind": "deadline", "act": released, "quantity": 500, "due": after}),
        (Ratio, "X-1", {"kind": "ratio", "given": released, "owed": given,
                        "weights": [Weight(owe=3)]}),
    )
    return [cls(**{**common(name), **fields}) for cls, name, fields in made]  # type: ignore[arg-type]


def claims(number: int) -> Columns:
    """Invented claims, the same for the same number."""
    chance = random.Random(number)
    columns: Columns = {c.name: [] for c in CLAIM_COLUMNS}
    parties = ("norland", "southland")
    for i in range(number):
        begun = START + chance.randrange(DAYS) * DAY
        prop = chance.choice(PROPERTIES)
        body, actor = f"body-{chance.randrange(BODIES)}", chance.choice(parties)
        low = chance.randint(0, 900 if prop == "trucks_entered" else 3)
        row: dict[str, object] = {c.name: "" if c.type == "text" else None for c in CLAIM_COLUMNS}
        row |= {
            "claim_id": digest([str(i)]), "report_id": f"r{i // 2}", "dataset": "made",
            "key": str(i), "source": body, "lineage": body, "subject": "reports", "property": prop,
            "measure": "newly_occurred", "stance": "asserts", "low": low,
            "high": low + chance.randint(0, 2), "earliest": begun, "latest": begun + HOUR,
            "basis": "instant", "scope": chance.choice(("complete", "partial", "unstated")),
            "zone": chance.choice(("valley", "land")), "actor": actor, "actor_certainty": "stated",
            "target": f"{parties[actor == parties[0]]}ers", "published": "2031-12-31",
            "public_at": START + DAYS * DAY, "file": "made.csv", "line": i + 2,
        }
        if prop == "trucks_entered":
            row |= {"latest": begun + DAY - 1, "basis": "total", "subject": "trucks"}
        for name, value in row.items():
            columns[name].append(value)
    return columns


def case(number: int) -> Case:
    """Make up a whole case."""
    names = ("norland", "southland")
    agreement = Agreement(
        trucewatch="1", id="made", title={"en": "Made"}, tz=TZ, type="preliminary_ceasefire",
        summary={"en": "Invented."}, zones=[Zone(id="land", name={"en": "land"}),
                                            Zone(id="valley", name={"en": "v"}, within=["land"])],
        texts=[Text(ref="t", title={"en": "Text"}, status="official_text")],
        parties=[Party(id=us, name={"en": us}, role="signatory", people=[f"{us}ers"],
                       opposes=[them]) for us, them in (names, names[::-1])],
        groups=[Group(id=f"{name}ers", name={"en": name}) for name in names],
        milestones=[Milestone(id="start", title={"en": "start"}, base="only")],
    )
    bodies = {f"body-{i}": Body(id=f"body-{i}", name={"en": str(i)}, affiliation="media")
              for i in range(BODIES)}
    members: Columns = {"zone": ["land", "valley", "valley", "land"],
                        "contains": ["land", "valley", "land", "valley"],
                        "certain": [True, True, True, False]}
    start = ResolvedMilestone(id="start", base="only", spans={"only": Span(START, START)})
    return Case(
        agreement=agreement, clauses=clauses(), readings={}, milestones={"start": start},
        bodies=bodies, coverage=[], inputs=[], claims=claims(number), withdrawn={},
        zone_members=members,
    )


def one(number: int) -> None:
    """Assess once and print what it took."""
    made = case(number)
    wall, cpu = time.perf_counter(), time.process_time()
    findings = assess(made, START + DAYS * DAY)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{number:>9} claims {len(findings):>6} findings  assess {wall:6.2f} s wall "
          f"{cpu:6.2f} s CPU", end="  ", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """Print a line per size."""
    if arguments[:1] == ["--one"]:
        one(int(arguments[1]))
        return 0
    for size in map(int, arguments or SIZES):
        took = cost((sys.executable, str(Path(__file__)), "--one", str(size)))
        print(f"{took.said}whole process {took}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
