"""The words of statements and their results: the same for every speaker, party and account.

None of them praises or blames, and none is a legal conclusion; a test reads them all.
"""

from __future__ import annotations

TYPES: dict[str, str] = {
    "fact": "statement of fact", "contested_fact": "contested fact",
    "historical_claim": "historical claim", "forecast": "forecast", "demand": "demand",
    "legal_characterisation": "legal characterisation", "value_judgement": "value judgement",
    "quotation": "quotation", "causal_judgement": "causal judgement",
    "counterfactual": "counterfactual",
}
"""Types of statements, in the words of pages."""
WHY: dict[str, str] = {
    "value_judgement": "a value judgement: no record decides it",
    "demand": "a demand: it says what should be, not what is",
    "needs_a_court": "a legal characterisation: it takes a competent court, and is kept as the "
                     "speaker's own",
    "no_data_set": "no data set of this case measures it",
    "not_measurable": "its words fix no quantity, date or act that could be looked up",
    "causal_judgement": "a judgement about causes: a record of what happened does not decide it",
    "counterfactual": "about what did not happen: no record can hold it",
    "no_horizon": "a forecast without a horizon and without a measure",
    "not_looked_up": "the record that would decide it has not been looked up yet",
    "public_knowledge": "not looked up in this case: a general fact outside the agreement",
}
"""Why a statement has no test, in the words of pages."""
RESULTS: dict[str, str] = {
    "consistent_with": "consistent with the accounts",
    "inconsistent_with": "inconsistent with the accounts",
    "accounts_differ": "accounts differ",
    "cannot_be_determined": "cannot be determined",
    "not_testable": "not testable",
}
"""The only words a result is ever given in, the same for every speaker."""
RESULT_MEANINGS: dict[str, str] = {
    "consistent_with": "some account decides it, and every account that does agrees",
    "inconsistent_with": "some account decides it, and every account that does differs",
    "accounts_differ": "accounts decide it both ways, or it depends on the standard or reading",
    "cannot_be_determined": "no account decides it, or its time has not come",
    "not_testable": "no record decides it, or none was set beside it; the reason is given",
}
"""What each result means, in the words of pages."""
REASONS: dict[str, str] = {
    "agree": "every account that decides it agrees",
    "differ": "every account that decides it differs",
    "both": "some accounts agree with it, others differ",
    "no_account": "no account in the record is about it",
    "only_own": "only accounts of the speaker's own are about it, and nobody bears themself out",
    "none_decides": "no account decides it",
    "no_version": "no other version was found",
    "holds": "so the clauses stand under every standard, reading and start",
    "fails": "the clauses stand otherwise under every standard, reading and start",
    "contested": "the accounts of a clause are contested",
    "depends": "it depends on the standard, the reading or the start",
    "undecided": "a clause is not decided under every standard, reading and start",
    "horizon_ahead": "its horizon has not come yet",
    "no_horizon": "the speaker gave no horizon; the state at chosen dates is shown",
    "ahead": "the time it speaks of has not come yet",
    "untested": "it has no test",
}
"""Why a result is what it is, in the words of pages."""
WEIGHED: dict[str, str] = {
    "within": "what it states lies within the statement",
    "above": "it states more than the statement allows",
    "below": "it states less than the statement allows, and says that it counts everything",
    "part_below": "it states less, but does not say that it counts everything",
    "earlier": "it is a running total of an earlier time, and states less",
    "later": "it is a running total of a later time, and states more",
    "open": "what it states may or may not lie within the statement",
    "no_number": "it gives no number",
    "denies": "it denies what this is about",
    "cannot_confirm": "it says that it cannot confirm it",
    "asserts": "it reports what this is about",
    "none": "it reports that there was none, and says that it counts everything",
    "part_none": "it reports none, but does not say that it counts everything",
    "inside": "the time it gives lies within the statement's",
    "outside": "the time it gives lies outside the statement's",
    "wider": "the time it gives is wider than the statement's",
    "may_not_concern": "it may be about something else: its place, time, actor or kind is not told "
                       "closely enough",
    "same": "it gives the same",
    "other": "it gives something else",
    "silent": "it does not say",
}
"""How an account bears on a statement, in the words of pages."""
