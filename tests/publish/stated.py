"""The invented release with the statements of two documents, hostile words among them."""

from __future__ import annotations

from dataclasses import replace

from trucewatch.model.claim import digest
from trucewatch.model.statement import (
    ActTest,
    ClausesTest,
    Document,
    Forecast,
    Heading,
    QuantityTest,
    Quote,
    Result,
    Speaker,
    State,
    Statement,
    Test,
    Untested,
    Version,
    VersionsTest,
    Weighed,
)
from trucewatch.publish.release import Release

from .sample import AS_OF, HOSTILE, release

SPEAKERS = {
    "envoy": Speaker(id="envoy", name={"en": "The envoy"}, role={"en": "envoy of the mediators"}),
    "staff": Speaker(id="staff", name={"en": "Norland Defence Staff"}, party="norland",
                     role={"en": "armed forces of Norland"}, body="norland-army"),
    "poet": Speaker(id="poet", name={"en": f"A poet {HOSTILE}"}, role={"en": "laureate"}),
}
STRIKES = ActTest(properties=["strike"], actor=["norland"], happened=False)
CALLED = VersionsTest(
    aspects={"caller": {"en": "who called"}, "words": {"en": "in which words"}},
    gives={"caller": "the envoy", "words": "it must end"},
    versions=[
        Version(source="Lake Post", gives={"caller": "the minister"}, published="2031-04-03",
                address="https://lake-post.example/call",
                quote=Quote(words="يجب أن ينتهي هذا", lang="ar")),
        Version(source=f"Al-Buhayra {HOSTILE}", says="it reports both",
                address="javascript:alert(1)", gives={"caller": "the envoy"}),
    ])
FIRST = (
    Statement(id="1", speaker="staff", types=["contested_fact"], locator="first sentence",
              says={"en": "No strike was made.", "ar": "لم تُنفذ أي غارة"},
              test=Test(act=STRIKES, note="Read as strikes by Norland.")),
    Statement(id="2", speaker="envoy", types=["value_judgement"], date="2031-04-02",
              says={"en": f"It is a new dawn. {HOSTILE}"}, via=["poet", "staff"],
              untested=Untested(why="value_judgement"),
              accounts=[Version(source="Lake Post", says="the lake was calm")]),
    Statement(id="3", speaker="envoy", types=["quotation"], says={"en": "The envoy called."},
              date="2031-04-01/2031-04-02", same_as="letter/1.a",
              quote=Quote(words="It must end.", lang="en"), test=Test(versions=CALLED)),
    Statement(id="4", speaker="poet", types=["forecast"], says={"en": "It will hold."},
              same_as="nowhere/9", retracts="1",
              test=Test(clauses=ClausesTest(holds="finding(NS-01) in [kept]")),
              forecast=Forecast(shown_at=["2031-05-01"])),
)
SECOND = (
    Statement(id="1.a", speaker="envoy", types=["fact"], says={"en": "200 observers came."},
              test=Test(quantity=QuantityTest(properties=["forces_deployed"], low=200, high=200))),
    Statement(id="2", speaker="envoy", types=["fact"], says={"en": "They did not."},
              retracts="1.a", untested=Untested(why="not_looked_up")),
)


def with_statements() -> Release:
    """The release, and what the record shows for six statements."""
    first = Document(
        id="briefing", heading=Heading(title={"en": "Briefing"}, kind="official_statement",
                                       author=["staff"], published="2031-04-03",
                                       publisher="Norland Defence Staff", read="copy",
                                       address="https://norland.example/briefing"),
        speakers=SPEAKERS, statements=FIRST)
    second = Document(
        id="letter", heading=Heading(title={"en": "Letter"}, kind="memorandum", author=["envoy"]),
        speakers=SPEAKERS, statements=SECOND)
    strike, denied = digest(["s-01"]), digest(["s-04"])
    states = tuple(
        State(at=AS_OF, clause="NS-01", bound=bound, reading="base", start="", standard=standard,
              status=status)
        for bound in ("norland", "southland")
        for standard, status in (("reported", "contested"), ("two_independent", "undetermined"),
                                 ("admitted", "kept")))
    said = [
        Result(document="briefing", statement="1", outcome="accounts_differ", why="both",
               accounts=(
                   Weighed(by="southland-front", lineage="southland-front", claim=strike,
                           bears="differs", why="asserts"),
                   Weighed(by="norland-army", lineage="norland-army", claim=denied, bears="agrees",
                           why="denies", own=True))),
        Result(document="briefing", statement="2", outcome="not_testable", why="value_judgement"),
        Result(document="briefing", statement="3", outcome="inconsistent_with", why="differ",
               accounts=(Weighed(by="Lake Post", lineage="lake-post", claim="", bears="differs",
                                 why="other", gives=(("caller", "the minister"),)),)),
        Result(document="briefing", statement="4", outcome="cannot_be_determined",
               why="no_horizon", states=states, entered=AS_OF),
        Result(document="letter", statement="1.a", outcome="cannot_be_determined",
               why="no_account"),
        Result(document="letter", statement="2", outcome="not_testable", why="not_looked_up"),
    ]
    return replace(release(), documents=[first, second], results=said)
