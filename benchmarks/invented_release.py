"""An invented release of any size, always the same for the same sizes: what an assessment gives.

Half the clauses forbid an act (two bounds, windows), half ask for a rate a day (a window and
`DAYS` units). Each is told in two readings and under three standards. Of the claims, those of acts
some clause tests (`USED`) stand in accounts, of the window under every standard and reading; the
others stand in the tables alone. Incidents have one to five reports each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import Quota, Rate
from trucewatch.case.figures import ALONE
from trucewatch.model.agreement import Agreement, Body, Group, Milestone, Party, Text, Zone
from trucewatch.model.claim import CLAIM_COLUMNS, digest
from trucewatch.model.clause import Act, Anchor, Clause, InForce, TextRef
from trucewatch.model.finding import Account, Finding, Status
from trucewatch.model.incident import Incident, Linking, Telling, incident_id
from trucewatch.model.instant import DAY, HOUR, day_start, parse_date
from trucewatch.publish.release import ClauseView, Release, Standing
from trucewatch.publish.release.table import Claims, Table

TZ = "Europe/Athens"
DAYS = 150
USED = 0.2
START = day_start(parse_date("2031-01-01"), TZ)
END = START + DAYS * DAY - 1
DRAWS = 200
PARTIES = ("norland", "southland")
STANDARDS = ("admitted", "reported", "two_independent")
READINGS = ("base", "wide")
STATUSES: tuple[Status, ...] = ("breached", "contested", "kept", "undetermined")
BODIES = (
    *(Body(id=f"{p}-{what}", name={"en": f"{p.title()} {title}"}, affiliation="party", side=p,
           reason="a body of a party")
      for p in PARTIES for what, title in (("staff", "Staff"), ("health", "Health Directorate"))),
    Body(id="mission", name={"en": "Lake Mission"}, affiliation="un"),
    *(Body(id=f"watch-{n}", name={"en": f"Village Watch {n}"}, affiliation="community")
      for n in range(3)),
    *(Body(id=f"post-{n}", name={"en": f"Lake Post {n}"}, affiliation="media") for n in range(4)),
)
_TEXTS = [c.name for c in CLAIM_COLUMNS if c.type == "text"]


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    claims: int = 1_000_000
    incidents: int = 5_000
    clauses: int = 100

    @property
    def used(self) -> int:
        """Claims some clause rests on; they come first."""
        return int(self.claims * USED)


def claim(number: int, sizes: Sizes) -> dict[str, object]:
    """One claim, as wide as those of real cases."""
    chance = Random(number)
    forbids = number % sizes.clauses % 2 == 0
    body, party = BODIES[number % len(BODIES)].id, PARTIES[number // sizes.clauses % 2]
    begun = START + chance.randrange(DAYS) * DAY
    low = chance.randint(0, 3) if forbids else chance.randint(100, 300)
    where = 35 + chance.randrange(200) / 100, 34 + chance.randrange(200) / 100
    row: dict[str, object] = dict.fromkeys(_TEXTS, "")
    return row | {
        "claim_id": digest([str(number)]), "report_id": digest(["report", str(number // 4)]),
        "dataset": f"daily-{number % 40}", "key": f"row-{number}/strike", "source": body,
        "lineage": body, "subject": f"series-{number % 40}",
        "property": "strike" if forbids else "trucks_entered", "measure": "newly_occurred",
        "stance": "asserts", "low": low, "high": low + chance.randint(0, 2), "earliest": begun,
        "latest": begun + (HOUR if forbids else DAY - 1),
        "basis": "instant" if forbids else "each_day",
        "scope": ("complete", "partial", "unstated")[number % 3],
        "place": f"{where[0]:.4f},{where[1]:.4f} ±500 m" if number % 5 == 0
                 else f"district {number % 97} of the lake shore",
        "zone": f"zone-{number % 9}", "actor": party, "actor_certainty": "stated",
        "target": f"{party}-people", "lang": "en",
        "original": f"The office says that {low} were counted on the day, in report {number // 4}.",
        "locator": f"table of the day, row {number % 400}", "published": "2031-05-31",
        "public_at": END, "address": f"https://{body}.example/daily/{number // 4}", "copy": "copy",
        "parser": "daily@1",
    }


def _columns(sizes: Sizes) -> dict[str, list[object]]:
    """All of them by column, as a case holds them: a text of several claims once."""
    made: dict[str, list[object]] = {name: [] for name in claim(0, sizes)}
    once: dict[object, object] = {}
    for number in range(sizes.claims):
        for name, value in claim(number, sizes).items():
            many = isinstance(value, str) and name not in ALONE
            made[name].append(once.setdefault(value, value) if many else value)
    return made


def agreement() -> Agreement:
    """Who agreed."""
    return Agreement(
        trucewatch="1", id="lake-2031", tz=TZ, type="preliminary_ceasefire",
        title={"en": "Lake agreement"}, summary={"en": "Invented, to measure with."},
        texts=[Text(ref="t", title={"en": "Agreement"}, status="official_text",
                    stands_behind="signed by both", read="in full")],
        parties=[Party(id=p, name={"en": p.title()}, role="signatory") for p in PARTIES],
        groups=[Group(id=f"{p}-people", name={"en": f"people of {p.title()}"}) for p in PARTIES],
        zones=[Zone(id=f"zone-{n}", name={"en": f"Zone {n}"}) for n in range(9)],
        milestones=[Milestone(id="start", title={"en": "Start"}, base="start", candidates=[])],
    )


def clauses(sizes: Sizes) -> list[Clause]:
    """Prohibitions and rates in turn."""
    made: list[Clause] = []
    for n in range(sizes.clauses):
        common = {
            "id": f"L-{n:03}", "title": {"en": f"Duty {n}"}, "bound": list(_bounds(n)),
            "beneficiary": ["southland"], "says": {"en": "Invented."},
            "text": [TextRef(ref="t", locator=str(n), status="official_text", basis="text")],
            "in_force": InForce(start=Anchor(after="start")),
        }
        if n % 2 == 0:
            made.append(Prohibition(kind="prohibition", act=Act(properties=["strike"]),
                                    **common))  # type: ignore[arg-type]
        else:
            made.append(Rate(kind="rate", act=Act(properties=["trucks_entered"]), per="day",
                             at_least=Quota(low=200, high=200),
                             **common))  # type: ignore[arg-type]
    return made


def _bounds(clause: int) -> tuple[str, ...]:
    return PARTIES if clause % 2 == 0 else PARTIES[:1]


Used = dict[tuple[int, str], dict[str, list[dict[str, object]]]]


def _used(claims: Mapping[str, Mapping[str, object]], sizes: Sizes) -> Used:
    """Claims by clause and bound, then by lineage."""
    found: Used = {}
    for number, row in enumerate(claims.values()):
        if number >= sizes.used:
            break
        clause = number % sizes.clauses
        bound = str(row["actor"]) if clause % 2 == 0 else PARTIES[0]
        told = {n: row[n] for n in ("claim_id", "lineage", "subject", "earliest", "low", "high")}
        found.setdefault((clause, bound), {}).setdefault(str(row["lineage"]), []).append(told)
    return found


def findings(used: Used, sizes: Sizes) -> Iterator[Finding]:
    """Windows and units, under every standard and reading."""
    for n, clause in enumerate(clauses(sizes)):
        for bound in _bounds(n):
            told = used.get((n, bound), {})
            window = _accounts(told, START, END, n)
            for reading in READINGS:
                yield from _under(clause, bound, reading, "window", (START, END), window, n)
                if n % 2 and reading == "base":
                    for day in range(DAYS):
                        first = START + day * DAY
                        here = {lineage: mine for lineage, rows in told.items()
                                if (mine := [r for r in rows if r["earliest"] == first])}
                        yield from _under(
                            clause, bound, reading, f"day-{day:03}", (first, first + DAY - 1),
                            _accounts(here, first, first + DAY - 1, n), n + day)


def _under(
    clause: Clause, bound: str, reading: str, unit: str, span: tuple[int, int],
    accounts: tuple[Account, ...], turn: int,
) -> Iterator[Finding]:
    """One finding under each standard; they share their accounts."""
    kind = str(getattr(clause, "kind", ""))
    for m, standard in enumerate(STANDARDS):
        status = STATUSES[(turn + m) % len(STATUSES)]
        window = unit == "window"
        yield Finding(
            clause=clause.id, kind=kind, bound=bound, reading=reading, start="",
            standard=standard, unit=unit, from_=span[0], to=span[1], status=status,
            low=min((a.low for a in accounts if a.low is not None), default=None), high=None,
            accounts=accounts, rule=f"{kind}@1", reasons=("no_account",) if not accounts else (),
            hinges_on=("mission",) if window else (),
            shares={"breached": 50, "kept": 90, "undetermined": 10}
            if window and kind == "rate" else {},
            words=f"{clause.id}, {bound}, {unit}: {status} under {standard}, read as {reading}."
            if window or accounts else "")


def _accounts(
    told: Mapping[str, list[dict[str, object]]], first: int, last: int, turn: int
) -> tuple[Account, ...]:
    made: list[Account] = []
    for lineage, rows in sorted(told.items()):
        lows = [int(str(r["low"])) for r in rows]
        made.append(Account(
            account=f"{lineage}|{rows[0]['subject']}|instant", lineage=lineage, scope="partial",
            basis="instant", measures="strike", from_=first, to=last, low=min(lows), high=None,
            stated_low=min(lows), stated_high=max(lows), owed_low=None, owed_high=None,
            supports=("breached", "kept", "neither")[(turn + len(made)) % 3], interested=False,
            admission=False, disputed=False, claims=tuple(sorted(str(r["claim_id"])
                                                                 for r in rows))))
    return tuple(made)


def linking(claims: Mapping[str, Mapping[str, object]], sizes: Sizes) -> Linking:
    """Incidents of one to five reports, and drawn clusterings of them."""
    chance, made, rows = Random(7), list[Incident](), iter(claims.values())
    order, base = list[str](), list[int]()
    for n in range(sizes.incidents):
        some = [row for _, row in zip(range(1 + n % 5), rows, strict=False)]
        if not some:
            break
        tellings = tuple(_telling(row) for row in some)
        made.append(Incident(id=incident_id(tellings[0].id), tellings=tellings, grade="fair",
                             attribution="one", together=0.9, weakest=None))
        order += [t.id for t in tellings]
        base += [n] * len(tellings)
    draws = [[c if chance.random() < 0.95 else len(base) + at for at, c in enumerate(base)]
             for _ in range(DRAWS)]
    made.sort(key=lambda i: (i.earliest, i.id))
    return Linking(incidents=made, order=order, draws=draws, model="invented")


def _telling(row: Mapping[str, object]) -> Telling:
    name = str(row["claim_id"])
    return Telling(
        id=name, claims=(name,), report=str(row["report_id"]), source=str(row["source"]),
        lineages=(str(row["lineage"]),), published=END, earliest=int(str(row["earliest"])),
        latest=int(str(row["latest"])), place="", zone="", properties=(str(row["property"]),),
        actors=(str(row["actor"]),), killed=(0, 2), aggregate=False)


def release(sizes: Sizes) -> Release:
    """All of it, not cleared yet."""
    claims = Claims(Table(_columns(sizes)))
    found = list(findings(_used(claims, sizes), sizes))
    return Release(
        agreement=agreement(),
        standing=Standing(instant=END, mode="newest", words="record ends 30 May 2031"),
        standards=dict.fromkeys(STANDARDS, "Firm: invented."), milestones={},
        bodies={b.id: b for b in BODIES}, coverage=[],
        clauses=[ClauseView(clause=c, readings={"base": "As written", "wide": "Read widely"},
                            starts={}, base_start="", test="Invented, to measure with.")
                 for c in clauses(sizes)],
        findings=found, claims=claims,
        used=frozenset(c for f in found for a in f.accounts for c in a.claims),
        newest={b.id: "2031-05-31" for b in BODIES}, problems=[],
        manifest={"trucewatch": "0", "inputs": {}}, linking=linking(claims, sizes))
