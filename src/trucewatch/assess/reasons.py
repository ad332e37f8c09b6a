"""Why a status is what it is, as stable codes, and what each code means in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.model.finding import Account

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
    "kind_not_evaluated": "this kind of clause is not evaluated yet",
    "no_agreed_test": "the text has no agreed test",
    "no_instant_known": "nobody gives an instant from which it is in force",
    "starts_later": "it is in force only later",
    "denied": "the reports of a breach are denied by the bound",
    "both_ways": "there is evidence both ways",
}
"""Plain words by code."""


def reasons(kind: str, status: str, accounts: Sequence[Account]) -> tuple[str, ...]:
    """Codes for a contested or undetermined status; empty for the others."""
    says = {account.supports for account in accounts}
    if status == "contested":
        return ("both_ways",) if "kept" in says or kind != "prohibition" else ("denied",)
    if status != "undetermined":
        return ()
    found: list[str] = []
    if "breached" in says:
        found.append("breach_not_firm")
    if "kept" in says:
        found.append("kept_not_firm")
    if not found:
        found += _silent(kind, accounts)
    return tuple(found)


def _silent(kind: str, accounts: Sequence[Account]) -> list[str]:
    """Why no account supports anything."""
    if not accounts:
        return ["no_report", *(["no_coverage"] if kind == "prohibition" else [])]
    if kind == "prohibition":
        return ["only_possible", "no_coverage"]
    if any(a.low is not None and a.high is not None and a.low > a.high for a in accounts):
        return ["account_conflict"]
    found = ["range_straddles"] if any(_between(a) for a in accounts) else []
    if not any(a.high is not None for a in accounts):
        found.append("scope_not_complete")
    return found or ["range_straddles"]


def _between(account: Account) -> bool:
    """The account reaches what was owed at least, not what was owed at most."""
    low, least, most = account.low, account.owed_low, account.owed_high
    return low is not None and least is not None and most is not None and least <= low < most
