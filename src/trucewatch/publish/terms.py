"""Words pages have for codes: statuses, kinds, affiliations. The same for every party."""

from __future__ import annotations

from trucewatch.model import statement_words
from trucewatch.model.grade import CREDIBILITY, RELIABILITY
from trucewatch.model.incident import ATTRIBUTIONS, GRADES
from trucewatch.model.properties import PROPERTIES
from trucewatch.model.reasons import WORDS
from trucewatch.publish.tongue import Terms

STATUS_LABELS = Terms({
    "breached": "breached",
    "contested": "contested",
    "undetermined": "undetermined",
    "kept_late": "kept late",
    "kept": "kept",
    "pending": "pending",
    "condition_open": "condition open",
    "suspended": "suspended by the text",
    "not_in_force": "not in force",
    "not_assessable": "not assessable",
})
"""The word printed for a status, in the order of `model.finding.STATUSES`."""

STATUS_MEANINGS = Terms({
    "breached": "Firm evidence that the duty was not kept, and no credible evidence that it was.",
    "contested": "Firm or credible evidence both ways.",
    "undetermined": "Not enough evidence either way. The reason is always given.",
    "kept_late": "Not done by the due time, then done; the delay is printed beside it. "
                 "Never counted together with kept.",
    "kept": "Firm evidence that the duty was kept, and no credible evidence that it was not.",
    "pending": "Not due yet. A duty to which the text gives no date stays pending until done.",
    "condition_open": "The condition on which the duty hangs is not shown to be met. The status it "
                      "would have without the condition stands beside it.",
    "suspended": "The text itself suspends the duty while its condition holds. The status it would "
                 "have stands beside it. A party’s claim of a suspension is printed, and changes "
                 "nothing.",
    "not_in_force": "The clause does not bind at this time.",
    "not_assessable": "The text holds no agreed test. Listed so that nothing is left out, "
                      "and never evaluated.",
})
"""What each status means, for the legend."""

SUPPORT_LABELS = Terms({
    "breached": "supports “breached”",
    "kept": "supports “kept”",
    "neither": "supports neither",
})

AFFILIATIONS = Terms({
    "party": "party",
    "aligned": "aligned",
    "independent": "independent",
    "un": "UN",
    "media": "media",
    "community": "community",
})

TEXT_STATUSES = Terms({
    "official_text": "official text",
    "leaked_text": "leaked text",
    "party_statement": "statement of a party",
    "mediator_statement": "statement of a mediator",
    "press_report": "press report",
})

TEXT_BASES = Terms({
    "text": "words of the text read",
    "report": "known from a report describing it",
    "text_and_report": "words of the text read, and a report describing it",
    "memory": "from memory; no page was read",
})

SCOPES = Terms({
    "mixed": "differs from claim to claim",
    "complete": "complete, by its own words",
    "partial": "a part only, by its own words",
    "unstated": "not stated",
})

BASES = Terms({
    "instant": "happened within the period",
    "total": "total over the period",
    "each_day": "of each day in the period",
    "stock": "as at the period",
})

MEASURED = Terms({
    "earned": "what earns it",
    "owed": "what is owed",
    "answer": "answers",
    "as of": "as of",
    "by the due instant": "by the due instant",
    "by the due instant, latest": "by the due instant, latest",
    "fuel": "fuel",
})
"""Parts of a clause whose code is no plain word for them."""

STANCES = Terms({
    "asserts": "says",
    "denies": "denies",
    "retracts": "retracts",
    "cannot_confirm": "cannot confirm",
    "claims_exception": "says it did so and that it was allowed",
})

MEASURES = Terms({
    "newly_occurred": "newly occurred",
    "newly_reported": "newly reported",
    "recovered": "recovered",
    "recognised_later": "recognised later",
    "cumulative": "running total",
    "extrapolated": "extrapolated, not a report",
})

READS = Terms({
    "original": "the document itself",
    "copy": "a copy of it",
    "report": "reports about it, not the document",
})
"""What of a document was read."""
COPIES = Terms({
    "original": "read at the first publisher",
    "copy": "read in a copy",
    "unknown": "not known whether this is the original or a copy",
})

KINDS = Terms({
    "prohibition": "prohibition",
    "presence": "presence",
    "deadline": "deadline",
    "rate": "quota over time",
    "response": "response to a trigger",
    "ratio": "exchange at a ratio",
    "schedule": "hours of the day",
    "extension": "extension",
    "process": "process",
    "not_assessable": "no agreed test",
})

SEVERITIES = Terms({"error": "Errors", "warning": "Warnings", "note": "Notes"})
SEVERITY_MEANINGS = Terms({
    "error": "left out of the result until mended",
    "warning": "used, but to be looked at",
    "note": "for information",
})

MODES = Terms({
    "newest": "The newest publication in the record; the clock of the computer plays no part.",
    "as_of": "What this record held at that instant.",
    "published_by": "What had been published by that instant, reconstructed from the dates of "
                    "publication.",
})

REASONS = Terms(WORDS)
TITLES = Terms({name: one.title for name, one in PROPERTIES.items()})
UNITS = Terms({name: one.unit for name, one in PROPERTIES.items()})
INCIDENT_GRADES = Terms(GRADES)
ATTRIBUTION_MEANINGS = Terms(ATTRIBUTIONS)
GRADE_MEANINGS = Terms({**RELIABILITY, **CREDIBILITY})
STATEMENT_TYPES = Terms(statement_words.TYPES)
UNTESTED = Terms(statement_words.WHY)
RESULTS = Terms(statement_words.RESULTS)
RESULT_MEANINGS = Terms(statement_words.RESULT_MEANINGS)
RESULT_REASONS = Terms(statement_words.REASONS)
WEIGHED = Terms(statement_words.WEIGHED)

STANDARDS = Terms({
    "reported": "reported",
    "two_independent": "two independent",
    "admitted": "admitted",
})
STANDARD_TEXTS = Terms({
    "reported": "one lineage says so; a denial by the bound disputes it; tends to favour whoever "
                "issues more statements",
    "two_independent": "two independent lineages say so, neither of them affiliated with the side "
                       "it serves; tends to favour whoever keeps observers out",
    "admitted": "a body says so against the interest of its own side; tends to favour whoever "
                "announces least",
})
"""What the standards that ship ask for; those of a case are said in its own words."""
SHARES = Terms({
    "on": "{status} on {number}",
    "for": "{status} for {number}",
    "in": "{status} in {number}",
})
"""How many units have a status, by what units are."""
NOUNS: dict[str, str] = {
    "account": "accounts", "address": "addresses", "body": "bodies", "cell": "cells",
    "claim": "claims", "clause": "clauses", "day": "days", "denial": "denials",
    "file": "files", "finding": "findings",
    "incident": "incidents", "item": "items", "judgement": "judgements", "month": "months",
    "period": "periods", "place": "places", "report": "reports", "row": "rows", "run": "runs",
    "search": "searches", "source": "sources", "speaker": "speakers", "statement": "statements",
    "stretch": "stretches", "stretch of hours": "stretches of hours", "time": "times",
    "tranche": "tranches", "trigger": "triggers", "unit": "units", "version": "versions",
    "week": "weeks", "window": "windows",
}
"""Nouns that pages count, one and several."""
