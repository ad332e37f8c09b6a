"""A small release, invented: Norland and Southland, with hostile text in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from trucewatch.model.agreement import Address, Agreement, Body, Party, Text
from trucewatch.model.clause import Anchor, Clause, InForce, TextRef
from trucewatch.model.finding import Account, Delay, Finding, Status, Supports
from trucewatch.model.instant import HOUR, civil_day, parse_span
from trucewatch.model.problem import Problem
from trucewatch.publish.release import ClauseView, Release, Standing

TZ = "Europe/Berlin"
START, END = date(2025, 10, 10), date(2025, 11, 8)
WINDOW = (civil_day(START, TZ).lo, civil_day(END, TZ).hi)
HOSTILE = "[red]shelled[/red] \x1b[31mred\x1b[0m \u202egnp.exe\u2066 :smile:\r\nnext <b>"
STANDARDS = {
    "reported": "One lineage is enough; favours whoever issues more statements.",
    "two_independent": "Two lineages without interest; favours whoever keeps observers out.",
    "admitted": "A claim against the speaker's own interest; favours whoever announces least.",
}


def account(lineage: str, supports: Supports, low: int | None, high: int | None,
            claims: tuple[str, ...] = (), **more: object) -> Account:
    made = Account(
        account=f"{lineage}|series|total", lineage=lineage, scope="complete", basis="total",
        measures="strikes from the air or by artillery", from_=WINDOW[0], to=WINDOW[1], low=low,
        high=high, stated_low=low, stated_high=high, owed_low=None, owed_high=None,
        supports=supports, interested=False, admission=False, disputed=False, claims=claims,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def finding(clause: str, bound: str, standard: str, status: Status, **more: object) -> Finding:
    made = Finding(
        clause=clause, kind="prohibition", bound=bound, reading="base", start="agreed",
        standard=standard, unit="window", from_=WINDOW[0], to=WINDOW[1], status=status, low=None,
        high=None, rule="prohibition@1",
        words=f"Under the standard “{standard}”, in the reading “as encoded”, as of 8 Nov 2025: "
              f"{status}.",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def clause(number: int, title: str, bound: list[str]) -> ClauseView:
    return ClauseView(
        clause=Clause(
            id=f"NOR-{number:02d}", title={"en": title}, bound=bound, beneficiary=["south"],
            text=[TextRef(ref="treaty", locator="point 1", status="official_text", basis="text",
                          says="no strikes")],
            says={"en": f"{title}. In neutral paraphrase."}, sources=["page", "gone"],
            in_force=InForce(start=Anchor(at="2025-10-10")),
        ),
        readings={"base": "as encoded", "wide": "every shot counts"},
        starts={"agreed": "when agreed", "line": "when the line was reached"},
        base_start="agreed", test="No act on any day; a day with an act is breached.",
    )


def _days(clause_id: str, bound: str, standard: str) -> list[Finding]:
    found = []
    for number in range((END - START).days + 1):
        day = START + timedelta(days=number)
        span = civil_day(day, TZ)
        status: Status = "breached" if number in {3, 4, 9} else "undetermined"
        found.append(finding(clause_id, bound, standard, status, unit=day.isoformat(),
                             from_=span.lo, to=span.hi, reasons=() if number in {3, 4, 9}
                             else ("no_report",),
                             accounts=(account("north-army", "breached", 1, None, ("c1",)),)
                             if number == 3 else ()))
    return found


def findings() -> list[Finding]:
    found: list[Finding] = []
    shares = {"breached": 3, "undetermined": 27}
    accounts = (
        account("north-army", "breached", 2, None, ("c1",), disputed=True, interested=True),
        account("wire", "kept", 0, 0, ("c2", "gone"), admission=True),
    )
    for standard in STANDARDS:
        firm = standard == "reported"
        for bound in ("south", "north"):
            found.append(finding(
                "NOR-01", bound, standard, "breached" if firm else "undetermined", low=1,
                shares=shares, accounts=accounts, denials=("c2",), exceptions=("c1",),
                hinges_on=("north-army",), reasons=() if firm else ("no_coverage",),
            ))
            found += _days("NOR-01", bound, standard)
        found.append(finding("NOR-01", "north", standard, "contested", start="line"))
        found.append(finding("NOR-02", "north", standard, "kept_late", low=20, high=20,
                             delay=Delay(low=3 * HOUR, high=5 * HOUR, words="3 to 5 h")))
        found.append(finding("NOR-03", "-", standard, "not_assessable"))
        found.append(finding("NOR-04", "south", standard, "undetermined",
                             reasons=("no_report",)))
        found.append(finding("NOR-05", "north", standard, "contested", low=113, high=25700))
        found.append(finding("NOR-06", "south", standard, "pending"))
    return found


def claim(claim_id: str, **more: object) -> dict[str, object]:
    at = parse_span("2025-10-13", TZ)
    row: dict[str, object] = {
        "claim_id": claim_id, "source": "wire", "speaker": "north-army", "lineage": "north-army",
        "property": "strike", "measure": "", "stance": "asserts", "low": 1, "high": None,
        "approx": "yes", "earliest": at.lo, "latest": at.hi, "basis": "instant",
        "scope": "unstated", "actor": "south", "actor_certainty": "possible", "target": "",
        "original": HOSTILE, "lang": "ar", "published": "2025-10-14", "zone": "", "place": "Pass",
        "address": "https://example.org/a?b=1", "copy": "copy", "note": "", "qualifiers": "",
    }
    return row | more


def release() -> Release:
    return Release(
        agreement=Agreement(
            trucewatch="1", id="norland", title={"en": "Norland ceasefire of October 2025"}, tz=TZ,
            type="cessation_of_hostilities", summary={"en": "Invented."},
            texts=[Text(ref="treaty", title={"en": "The treaty"}, status="official_text")],
            parties=[
                Party(id="south", name={"en": "Southland"}, role="signatory"),
                Party(id="north", name={"en": "Norland"}, role="signatory"),
            ],
            milestones=[],
            addresses={"page": Address(title="Text as printed", url="https://example.org/t",
                                       copy="copy", origin="Ministry")},
            notes=[{"en": "No source counts both sides; that is not read as compliance."}],
        ),
        standing=Standing(instant=WINDOW[1], mode="newest", words="record ends 8 Nov 2025"),
        standards=STANDARDS, milestones={},
        bodies={
            "north-army": Body(id="north-army", name={"en": "Norland Army"}, affiliation="party",
                               side="north"),
            "wire": Body(id="wire", name={"en": "The Wire"}, affiliation="media"),
        },
        coverage=[],
        clauses=[
            clause(1, f"No strikes [bold]{HOSTILE}", ["north", "south"]),
            clause(2, "Twenty persons held released within 72 h", ["north"]),
            clause(3, "Calm on the ground", []),
            clause(4, "A meeting each week", ["south"]),
            clause(5, "At least 600 trucks a day", ["north"]),
            clause(6, "A document", ["south"]),
            clause(7, "A clause without a finding", ["south"]),
        ],
        findings=findings(),
        claims={"c1": claim("c1"), "c2": claim("c2", speaker="", actor="", stance="denies",
                                               address="", published="", low=None, original="")},
        used=frozenset({"c1", "c2"}),
        newest={"wire": "2025-11-08", "north-army": "2025-11-01",
                **{f"s{n}": f"2025-10-1{n}" for n in range(7)}},
        problems=PROBLEMS, manifest={},
    )


PROBLEMS = [
    Problem(severity="warning", code="low_above_high", file="figures/reports.csv", line=n,
            field="low", found=HOSTILE, expected="at most high", mend="look at the source")
    for n in range(2, 16)
] + [Problem(severity="note", code="copy", file="sources.yaml", line=3, column=5)]
ERROR = Problem(severity="error", code="unknown_field", file="clauses.yaml", line=7, column=3,
                field="clauses.2.titel", found="titel", expected="title", mend="rename the field")
