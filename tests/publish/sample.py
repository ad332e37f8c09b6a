"""An invented agreement between Norland and Southland, with every status and hostile words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from trucewatch.assess.kinds.deadline import Deadline
from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.assess.kinds.process import Process
from trucewatch.assess.kinds.prohibition import Prohibition
from trucewatch.assess.kinds.rate import Quota, Rate
from trucewatch.assess.kinds.ratio import Ratio, Weight
from trucewatch.model.agreement import (
    Address,
    Agreement,
    Body,
    Candidate,
    Coverage,
    Group,
    Milestone,
    Party,
    Text,
    Zone,
)
from trucewatch.model.case import ResolvedMilestone
from trucewatch.model.claim import CLAIM_COLUMNS, digest
from trucewatch.model.clause import Act, Anchor, Clause, Exception_, InForce, Reading, TextRef
from trucewatch.model.finding import Account, Delay, Finding, Status, Supports
from trucewatch.model.grade import Grade
from trucewatch.model.instant import DAY, HOUR, Span, civil_day, parse_span
from trucewatch.model.problem import Problem
from trucewatch.model.search import Search
from trucewatch.publish.release import ClauseView, Release, Standing

TZ = "Atlantic/Azores"
FIRST = date(2031, 3, 4)
AS_OF = civil_day(date(2031, 8, 22), TZ).hi
STANDARDS = {
    "reported": "Firm: one account of any lineage. Tends to favour whoever issues more statements.",
    "two_independent": "Firm: two lineages without interest in the answer. Tends to favour "
                       "whoever keeps observers out.",
    "admitted": "Firm: a claim against the speaker’s own interest. Tends to favour whoever "
                "announces least.",
}
HOSTILE = '<script>alert("x")</script>\u202e<img src=x onerror=alert(1)> =HYPERLINK("http://x")'

BODIES = [
    Body(id="norland-army", name={"en": "Norland Defence Staff"}, affiliation="party",
         side="norland", reason="armed forces of a party"),
    Body(id="norland-health", name={"en": "Norland Ministry of Health"}, affiliation="party",
         side="norland", reason="ministry of a party"),
    Body(id="southland-front", name={"en": "Southland Front"}, affiliation="party",
         side="southland", reason="the party itself"),
    Body(id="southland-health", name={"en": "Southland Health Directorate"}, affiliation="party",
         side="southland", reason="authority of a party"),
    Body(id="red-cross", name={"en": "International Committee of the Red Cross"},
         affiliation="independent", reason="neutral intermediary named in the agreement"),
    Body(id="un-mission", name={"en": "United Nations Mission for Lake Ardal"}, affiliation="un"),
    Body(id="lake-post", name={"en": "Lake Post"}, affiliation="media"),
    Body(id="al-buhayra", name={"en": "Al-Buhayra", "ar": "البحيرة"}, affiliation="aligned",
         side="southland", reason="calls itself the voice of the Front"),
    Body(id="village-watch", name={"en": "Village Watch"}, affiliation="community"),
    Body(id="agencies", name={"en": "agencies, not named"}, affiliation="media", stated=False),
]


def span(text: str) -> Span:
    """Instants of a time as written in a case."""
    return parse_span(text, TZ)


def claims() -> dict[str, dict[str, object]]:
    """Rows of the claims table, about forty."""
    rows: list[dict[str, object]] = []

    def add(key: str, source: str, prop: str, low: int | None, high: int | None, when: str,
            **more: object) -> None:
        lo, hi = span(when)
        row: dict[str, object] = dict.fromkeys((c.name for c in CLAIM_COLUMNS), "")
        row |= {
            "claim_id": digest([key]), "report_id": digest(["r", key]), "dataset": "reports",
            "key": key, "source": source, "lineage": more.get("speaker") or source,
            "subject": "reports", "property": prop, "stance": "asserts", "low": low, "high": high,
            "earliest": lo, "latest": hi, "basis": "instant", "scope": "unstated",
            "published": when[:10], "public_at": hi, "copy": "original", "parser": "hand@1",
            "original": f"{low if low is not None else 'Some'} {prop.replace('_', ' ')} reported.",
            "lang": "en", "address": f"https://{source}.example/{key}",
        }
        rows.append(row | more)

    strikes = {"actor": "norland", "actor_certainty": "stated", "target": "southland_people",
               "place": "Ardal village", "measure": "newly_occurred"}
    add("s-01", "lake-post", "strike", 1, 1, "2031-03-19", speaker="southland-front", **strikes)
    add("s-02", "norland-army", "strike", 1, 1, "2031-03-19", stance="claims_exception",
        **(strikes | {"original": "The Staff says it struck a position in answer to fire."}))
    add("s-03", "al-buhayra", "strike", 3, None, "2031-04-02", lang="ar",
        **(strikes | {"original": "ثلاث غارات على الأقل شرق القرية", "copy": "copy"}))
    add("s-04", "norland-army", "strike", 0, 0, "2031-04-02", stance="denies", **strikes)
    add("s-05", "village-watch", "shooting", 2, 4, "2031-05-11", approx="yes", **strikes)
    add("s-06", "un-mission", "shooting", 1, 1, "2031-05-11", **strikes)
    fire = {"actor": "southland", "actor_certainty": "stated", "target": "norland_people"}
    add("s-07", "norland-army", "rocket_or_fire_attack", 1, 1, "2031-03-18", **fire)
    add("s-08", "southland-front", "rocket_or_fire_attack", 0, 0, "2031-03-18", stance="denies",
        **fire)
    add("x-01", "agencies", "rocket_or_fire_attack", 1, None, "2031-03-28",
        **(fire | {"actor_certainty": "possible", "original": HOSTILE, "note": HOSTILE,
                   "address": "javascript:alert(1)", "place": "=1+1", "lang": '"><b>'}))
    for n, (when, low) in enumerate([("2031-03-06T08:00Z", 7), ("2031-03-07T06:00Z", 20)]):
        for who in ("red-cross", "norland-army"):
            add(f"h-{who}-{n}", who, "hostage_released", low, low, when, measure="cumulative",
                basis="total", scope="complete")
    for n, (when, low) in enumerate([("2031-03-07", 4), ("2031-03-25", 9), ("2031-05-30", 12)]):
        add(f"m-{n}", "red-cross", "remains_returned", low, low, when, basis="total",
            scope="complete", measure="cumulative")
        add(f"n-{n}", "norland-army", "remains_returned", max(0, low - 1), low, when,
            basis="total", scope="complete", measure="cumulative")
    add("q-1", "red-cross", "remains_returned", 120, 120, "2031-05-30", basis="total",
        scope="complete")
    add("q-2", "southland-health", "remains_returned", 118, 124, "2031-05-30", basis="total",
        scope="unstated")
    for n in range(12):
        day = FIRST + timedelta(days=n)
        add(f"t-un-{n}", "un-mission", "trucks_entered", 110 + 7 * n, 110 + 7 * n,
            day.isoformat(), basis="each_day", scope="partial", subject="un-offloaded")
        add(f"t-no-{n}", "norland-army", "trucks_entered", 190 + 5 * (n % 5), 190 + 5 * (n % 5),
            day.isoformat(), basis="each_day", scope="complete", subject="crossing-count")
    add("p-1", "lake-post", "prisoners_released", 90, 90, "2031-03-20", basis="total",
        scope="complete", original="Ninety of one hundred and fifty were let go.")
    return {str(r["claim_id"]): r for r in rows}


CLAIMS = claims()


def ids(*keys: str) -> tuple[str, ...]:
    """Claim ids of rows by their keys, or by the beginning of their keys."""
    return tuple(sorted(
        i for i, r in CLAIMS.items() if any(str(r["key"]).startswith(k) for k in keys)
    ))


def account(lineage: str, supports: Supports, low: int | None, high: int | None, when: str,
            claim_ids: tuple[str, ...], *, measures: str = "", subject: str = "reports",
            basis: str = "total", scope: str = "complete",
            owed: tuple[int, int] | None = None,
            stated: tuple[int | None, int | None] = (None, None),
            interested: bool = False, admission: bool = False, disputed: bool = False) -> Account:
    """An account with the usual values filled in."""
    lo, hi = span(when)
    return Account(
        account=f"{lineage}|{subject}|{basis}", lineage=lineage, scope=scope, basis=basis,
        measures=measures, from_=lo, to=hi, low=low, high=high,
        stated_low=low if stated[0] is None else stated[0],
        stated_high=high if stated[1] is None else stated[1],
        owed_low=owed[0] if owed else None, owed_high=owed[1] if owed else None,
        supports=supports, interested=interested, admission=admission, disputed=disputed,
        claims=claim_ids,
    )


def findings(clause: Clause, bound: str, statuses: tuple[Status, Status, Status],
             accounts: tuple[Account, ...] = (), *, when: str = "2031-03-04/2031-08-22",
             reading: str = "base", start: str = "signature", unit: str = "window",
             delay: Delay | None = None, shares: dict[str, int] | None = None,
             reasons: tuple[str, ...] = (), denials: tuple[str, ...] = (),
             exceptions: tuple[str, ...] = (), hinges: tuple[str, ...] = ()) -> list[Finding]:
    """One finding per standard."""
    lo, hi = span(when)
    lows = [a.low for a in accounts if a.low is not None]
    highs = [a.high for a in accounts]
    kind = str(getattr(clause, "kind", ""))
    return [
        Finding(
            clause=clause.id, kind=kind, bound=bound, reading=reading, start=start,
            standard=standard, unit=unit, from_=lo, to=hi, status=status,
            low=min(lows, default=None),
            high=None if None in highs else max((h for h in highs if h is not None), default=None),
            accounts=accounts, shares=shares or {},
            delay=delay if status == "kept_late" else None,
            hinges_on=hinges if status in {"breached", "kept"} else (),
            reasons=reasons or (("only_one_lineage",) if status == "undetermined" else ()),
            rule=f"{kind}@1", denials=denials, exceptions=exceptions,
        )
        for standard, status in zip(STANDARDS, statuses, strict=True)
    ]


def clause_fields(clause_id: str, title: str, bound: list[str], says: str) -> dict[str, object]:
    """Common fields of a clause."""
    return {
        "id": clause_id, "title": {"en": title}, "bound": bound,
        "beneficiary": ["norland" if "southland" in bound else "southland"],
        "says": {"en": says}, "sources": ["S1", "S2"], "area": "Lake Ardal and its shores",
        "time": "from signature", "notes": "Two layers differ in wording.",
        "verify_from": ["reports of the mission"],
        "text": [
            TextRef(ref="A", locator="article 2", status="official_text", basis="text",
                    says="all use of force stops"),
            TextRef(ref="B", locator="point 3", status="press_report", basis="report"),
        ],
        "in_force": InForce(start=Anchor(after="signature")),
    }


def _act(prop: str) -> Act:
    return Act(properties=[prop])


def _clauses() -> list[Clause]:
    def fields(*args: object) -> dict[str, object]:
        return clause_fields(*args)  # type: ignore[arg-type]

    both = ["southland", "norland"]
    made: list[Clause] = [
        Prohibition(kind="prohibition", act=_act("strike"), exceptions=[
            Exception_(id="answer", title={"en": "answer to fire, as one party claims"},
                       effect="contests")],
            **fields("NS-01", "No use of force", both,  # type: ignore[arg-type]
                     "Neither side uses force against the other on the lake or its shores.")),
        Deadline(kind="deadline", act=_act("hostage_released"), quantity=20, list_size=20,
                 due=Anchor(after="signature", plus="72h"), readings={
                     "friday": Reading(title={"en": "by Friday 06:00, as the annex has it"},
                                       set={}, sources=["S2"])},
                 quantity_text="“all persons held, living”, 20 by the list",
                 **fields("NS-02", "Persons held return within 72 hours",  # type: ignore[arg-type]
                          ["southland"], "All living persons held are returned within 72 hours.")),
        Deadline(kind="deadline", act=_act("remains_returned"), quantity=12,
                 due=Anchor(after="signature", plus="72h"),
                 **fields("NS-03", "Remains return within 72 hours",  # type: ignore[arg-type]
                          ["southland"], "The remains of twelve persons are handed over.")),
        Ratio(kind="ratio", given=_act("remains_returned"), owed=_act("remains_returned"),
              weights=[Weight(owe=10)],
              **fields("NS-04", "Ten remains for one", ["norland"],  # type: ignore[arg-type]
                       "For each person’s remains handed over, ten are handed over in return.")),
        Rate(kind="rate", act=_act("trucks_entered"), per="day",
             at_least=Quota(low=200, high=200),
             **fields("NS-05", "200 lorries of aid a day", ["norland"],  # type: ignore[arg-type]
                      "At least 200 lorries of aid enter each day.")),
        Process(kind="process", act=_act("talks_started"),
                **fields("NS-06", "Talks on the second phase begin", both,  # type: ignore[arg-type]
                         "Talks on the second phase begin by day 16.")),
        NotAssessable(kind="not_assessable", why={"en": "No test of good faith is agreed."},
                      **fields("NS-07", "Good faith", both,  # type: ignore[arg-type]
                               "The parties carry out the agreement in good faith.")),
        Deadline(kind="deadline", act=_act("body_formed"),
                 **fields("NS-08", "A joint committee is formed", both,  # type: ignore[arg-type]
                          "The parties form a joint committee. No date is given.")),
        Deadline(kind="deadline", act=_act("prisoners_released"), quantity=150,
                 due=Anchor(after="signature", day=17),
                 **fields("NS-09/x:?", "150 prisoners are released",  # type: ignore[arg-type]
                          ["norland"], "150 prisoners are released by day 17.")),
        Prohibition(kind="prohibition", act=_act("overflight"),
                    **fields("NS-10", "No flights in the second phase",  # type: ignore[arg-type]
                             ["norland"], "No flights over the lake once phase two begins.")),
    ]
    made[0] = replace(made[0], title={"en": "No use of force", "ar": "وقف استخدام القوة"})
    return made


CLAUSES = {c.id: c for c in _clauses()}


def _force(bound: str) -> list[Finding]:
    clause = CLAUSES["NS-01"]
    south = bound == "southland"
    days = {
        "norland": {15: ("breached", "contested", "breached"),
                    29: ("contested", "undetermined", "undetermined"),
                    68: ("breached", "breached", "undetermined")},
        "southland": {14: ("contested", "undetermined", "undetermined"),
                      24: ("undetermined", "undetermined", "undetermined")},
    }[bound]
    mine = ids("s-07", "x-01") if south else ids("s-01", "s-03", "s-05", "s-06")
    by_claim = [
        account(str(CLAIMS[i]["lineage"]), "breached" if CLAIMS[i]["low"] else "neither",
                int(str(CLAIMS[i]["low"] or 0)), None,
                str(CLAIMS[i]["published"]), (i,), measures="acts", basis="instant",
                scope="unstated", interested=True)
        for i in mine
    ]
    units: list[Finding] = []
    for n in range(172):
        day = (FIRST + timedelta(days=n)).isoformat()
        statuses = days.get(n, ("undetermined",) * 3)
        units += findings(
            clause, bound, statuses,  # type: ignore[arg-type]
            tuple(a for a in by_claim if a.from_ == span(day).lo), when=day, unit=day,
            reasons=() if n in days else ("no_coverage",),
        )
    window = findings(
        clause, bound,
        ("contested", "undetermined", "undetermined") if south
        else ("breached", "breached", "breached"),
        tuple(by_claim), denials=ids("s-08") if south else ids("s-04"),
        exceptions=() if south else ids("s-02"),
        hinges=("un-mission", "village-watch"),
    )
    out = []
    for f in window:
        shares: dict[str, int] = {}
        for u in units:
            if u.standard == f.standard:
                shares[u.status] = shares.get(u.status, 0) + 1
        out.append(replace(f, shares=shares))
    return out + units


def _hostages() -> list[Finding]:
    clause = CLAUSES["NS-02"]
    accounts = tuple(
        account(who, "kept", 20, 20, "2031-03-04T06:00Z/2031-03-07T06:00Z", ids(f"h-{who}"),
                measures="living persons returned", owed=(20, 20), admission=who != "red-cross",
                interested=False)
        for who in ("norland-army", "red-cross")
    )
    late = Delay(low=3 * HOUR, high=5 * HOUR, words="3 to 5 h")
    make = findings(clause, "southland", ("kept", "kept", "kept"), accounts,
                    when="2031-03-04T12:00Z/2031-03-07T12:00Z", hinges=("red-cross",))
    make += findings(clause, "southland", ("kept_late",) * 3, accounts, delay=late,
                     when="2031-03-04T02:00Z/2031-03-07T02:00Z", start="acceptance")
    make += findings(clause, "southland", ("kept_late", "kept_late", "undetermined"), accounts,
                     when="2031-03-04T12:00Z/2031-03-07T03:00Z", reading="friday", delay=late)
    return make


def _others() -> list[Finding]:
    remains = tuple(
        account(who, "kept", 12 if who == "red-cross" else 11, 12, "2031-03-04/2031-05-30",
                ids(key), measures="remains handed over", owed=(12, 12))
        for who, key in (("red-cross", "m-"), ("norland-army", "n-"))
    )
    ratio = (
        account("red-cross", "neither", 120, 120, "2031-03-04/2031-05-30", ids("q-1"),
                measures="remains handed over in return", owed=(110, 130)),
        account("southland-health", "neither", 118, None, "2031-03-04/2031-05-30", ids("q-2"),
                measures="remains handed over in return", owed=(110, 130), scope="unstated",
                stated=(118, 124), interested=True),
    )
    late = Delay(low=84 * DAY, high=85 * DAY, words="84 to 85 days")
    prisoners = (account("lake-post", "breached", 90, 90, "2031-03-04/2031-03-20", ids("p-1"),
                         measures="prisoners released", owed=(150, 150)),)
    made = findings(CLAUSES["NS-03"], "southland", ("kept_late", "undetermined", "kept_late"),
                    remains, when="2031-03-04T12:00Z/2031-03-07T12:00Z", delay=late)
    made += findings(CLAUSES["NS-04"], "norland", ("undetermined",) * 3, ratio,
                     reasons=("owed_is_a_range",))
    for bound in ("norland", "southland"):
        made += findings(CLAUSES["NS-06"], bound, ("undetermined",) * 3,
                         reasons=("no_report",))
        made += findings(CLAUSES["NS-07"], bound, ("not_assessable",) * 3,
                         reasons=("no_agreed_test",))
        made += findings(CLAUSES["NS-08"], bound, ("pending",) * 3, reasons=("no_due",))
    made += findings(CLAUSES["NS-09/x:?"], "norland", ("breached", "undetermined", "undetermined"),
                     prisoners, when="2031-03-04T12:00Z/2031-03-21T00:00Z", hinges=("lake-post",))
    made += findings(CLAUSES["NS-10"], "norland", ("not_in_force",) * 3, reasons=("no_start",))
    return made


def _trucks() -> list[Finding]:
    clause = CLAUSES["NS-05"]
    un_id, no_id = ids("t-un"), ids("t-no")
    period = "2031-03-04/2031-03-15"
    owed = (2400, 2400)
    window = (
        account("un-mission", "neither", 1782, None, period, un_id, measures="lorries", owed=owed,
                scope="partial", basis="each_day", subject="un-offloaded", stated=(1782, 1782)),
        account("norland-army", "breached", 2385, 2385, period, no_id, measures="lorries",
                owed=owed, basis="each_day", subject="crossing-count", admission=True),
        account("norland-army", "kept", 2400, 3600, period, (), measures="lorries", owed=owed,
                subject="spokesman", interested=True),
        account("southland-front", "breached", 900, 900, period, (), measures="lorries", owed=owed,
                interested=True),
    )
    made = findings(clause, "norland", ("contested", "contested", "contested"), window,
                    when=period, shares={"breached": 5, "kept": 7}, hinges=())
    for n in range(12):
        day = (FIRST + timedelta(days=n)).isoformat()
        low = 190 + 5 * (n % 5)
        kept = low >= 200
        accounts = (
            account("un-mission", "neither", 110 + 7 * n, None, day, ids(f"t-un-{n}"),
                    measures="lorries", owed=(200, 200), subject="un-offloaded", basis="each_day",
                    scope="partial", stated=(110 + 7 * n, 110 + 7 * n)),
            account("norland-army", "kept" if kept else "breached", low, low, day,
                    ids(f"t-no-{n}"), measures="lorries", owed=(200, 200),
                    subject="crossing-count", basis="each_day"),
        )
        status: Status = "kept" if kept else "breached"
        made += findings(clause, "norland", (status, "undetermined", status), accounts, when=day,
                         unit=day)
    return made


def release() -> Release:
    """The whole invented release."""
    agreement = Agreement(
        trucewatch="1", id="lake-2031", tz=TZ, type="preliminary_ceasefire",
        title={"en": "Lake Ardal agreement of 4 March 2031", "ar": "اتفاق بحيرة أردال"},
        summary={"en": "Norland and Southland agreed on 4 March 2031 to stop all use of force on "
                       "Lake Ardal and its shores, to return persons held and remains within 72 "
                       "hours, to let 200 lorries of aid in each day, and to begin talks on a "
                       "second phase."},
        texts=[
            Text(ref="A", title={"en": "Agreement in twelve articles"}, status="official_text",
                 stands_behind="signed by both parties", read="in full, in English"),
            Text(ref="B", title={"en": "Annex as described by the Lake Post"},
                 status="press_report"),
        ],
        parties=[
            Party(id="southland", name={"en": "Southland"}, role="signatory"),
            Party(id="norland", name={"en": "Norland"}, role="signatory"),
        ],
        groups=[Group(id="southland_people", name={"en": "people of Southland"}),
                Group(id="norland_people", name={"en": "people of Norland"})],
        zones=[Zone(id="lake", name={"en": "Lake Ardal"})],
        milestones=[Milestone(id="signature", title={"en": "Signature"}, base="signature",
                              candidates=[
            Candidate(id="signature", title={"en": "signature at noon"}, at="2031-03-04T12:00Z",
                      source=["S1"]),
            Candidate(id="acceptance", title={"en": "acceptance the night before"},
                      at="2031-03-04T02:00Z", source=["S2"], note="by one party only"),
        ])],
        addresses={
            "S1": Address(title="Text of the agreement", url="https://treaties.example/lake",
                          copy="original"),
            "S2": Address(title="Annex (copy)", url="javascript:alert(2)", copy="copy",
                          origin="Lake Post"),
        },
        notes=[{"en": "No cumulative count by Norland of what it calls breaches was found. That "
                      "asymmetry of sources is not compliance by anyone."},
               {"en": "The reports are a convenience sample: what was read, not all there is."}],
    )
    views = []
    for c in CLAUSES.values():
        starts = {"signature": "signature at noon", "acceptance": "acceptance the night before"} \
            if c.id == "NS-02" else {}
        test = "No test of good faith is agreed." if c.id == "NS-07" else (
            "Counts the acts each account makes certain and possible, day by day, "
            "against what the clause allows or owes.")
        views.append(ClauseView(
            clause=c, starts=starts, base_start="signature", test=test,
            readings={"base": "as encoded",
                      **{i: r.title["en"] for i, r in c.readings.items()}},
        ))
    made = [*_force("norland"), *_force("southland"), *_hostages(), *_others(), *_trucks()]
    return Release(
        agreement=agreement,
        standing=Standing(instant=AS_OF, mode="newest", words="record ends 22 Aug 2031"),
        standards=STANDARDS,
        milestones={"signature": ResolvedMilestone(id="signature", base="signature", spans={
            "signature": span("2031-03-04T12:00Z"), "acceptance": span("2031-03-04T02:00Z")})},
        bodies={b.id: b for b in BODIES},
        coverage=[Coverage(id="c1", body="un-mission", zone="lake", properties=["strike"],
                           period="2031-05-01/2031-05-31", state="alive",
                           why="patrols on both shores", source=["S1"])],
        clauses=views, findings=made, claims=CLAIMS,
        used=frozenset(i for f in made for a in f.accounts for i in a.claims),
        newest={"un-mission": "2031-05-11", "lake-post": "2031-03-20",
                "norland-army": "2031-05-30", "red-cross": "2031-05-30"},
        problems=[
            Problem(severity="error", code="unknown_field", file="case.yaml", line=12,
                    field="parties[0].colour", found=HOSTILE[:60], expected="a known field"),
            Problem(severity="warning", code="low_above_high", file="figures/reports.csv", line=7,
                    found="9 > 7", mend="kept as it is; look at the source"),
            *(Problem(severity="note", code="no_published_date", file="figures/reports.csv",
                      line=n, field="published") for n in range(20, 30)),
        ],
        manifest={"versions": {"trucewatch": "0.1.0", "tzdata": "2026.1"},
                  "inputs": {"case.yaml": {"sha256": "0" * 64, "size": 1}}},
        grades=[
            Grade(about="body", name="lake-post", grade=letter, reason=HOSTILE, date=day,
                  at=span(day).lo, by="data desk", line=line)
            for line, (letter, day) in enumerate((("C", "2031-03-05"), ("B", "2031-05-05")), 1)
        ],
        searches=[
            Search(clause=views[0].clause.id, party="southland", query=HOSTILE, place=place,
                   date="2031-06-01", at=span("2031-06-01").lo, office="data desk", found=found,
                   note=HOSTILE, line=line)
            for line, (place, found) in enumerate((("lake-post", 0), ("town archive", 2)), 2)
        ],
    )
