"""Reasons a finding can carry: stable codes, and what each means in plain words."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "no_report": "no report was found that bears on it; silence is neither compliance nor breach",
    "no_coverage": "no source is known to have watched for these acts, so that the absence of "
    "reports cannot show they did not happen",
    "only_possible": "the reports leave open who acted, against whom, where or when",
    "breach_not_firm": "a breach is reported, but not firmly enough for this standard",
    "kept_not_firm": "performance is reported, but not firmly enough for this standard",
    "scope_not_complete": "no account says that it counts everything, so none gives an upper bound",
    "range_straddles": "the range of the accounts lies on both sides of what was owed",
    "account_conflict": "an account contradicts itself",
    "due_interval_differs": "the due instant is known only as an interval, and its two ends give "
    "different results",
    "due_no_date": "the text gives no date by which it is due",
    "not_yet_due": "it is not due yet",
    "no_unit_yet": "no whole unit of time has passed yet",
    "no_unit": "the window holds no unit of time that counts",
    "no_trigger": "nothing is reported that would call for an answer",
    "condition_not_met": "the condition on which it hangs is not shown to be met",
    "suspended_by_text": "the text suspends it as long as its condition holds",
    "no_extension_shown": "no report shows that the end was moved",
    "condition_not_dated": "it goes on while a condition lasts, and no date settles how long",
    "burden_on_bound": "nothing shows it performed, and this standard then counts it as not "
    "performed",
    "no_agreed_test": "the text has no agreed test",
    "no_instant_known": "nobody gives an instant from which it is in force",
    "starts_later": "it is in force only later",
    "denied": "the reports of a breach are denied by the bound",
    "both_ways": "there is evidence both ways",
}
"""Plain words by code."""
