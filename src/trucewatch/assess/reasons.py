"""Why a status is what it is, as stable codes; `model.reasons` says them plainly."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.model.clause import Clause
from trucewatch.model.finding import Account


def reasons(clause: Clause, status: str, accounts: Sequence[Account]) -> tuple[str, ...]:
    """Codes for a contested or undetermined status; empty for the others."""
    says = {account.supports for account in accounts}
    at_most = asks_at_most(clause)
    if status == "contested":
        return ("both_ways",) if "kept" in says or not at_most else ("denied",)
    if status == "breached" and accounts and "breached" not in says:
        return ("burden_on_bound",) if not at_most else ()
    if status != "undetermined":
        return ()
    found: list[str] = []
    if "breached" in says:
        found.append("breach_not_firm")
    if "kept" in says:
        found.append("kept_not_firm")
    if not found:
        found += _silent(accounts, at_most=at_most)
    return tuple(found)


def asks_at_most(clause: Clause) -> bool:
    """Whether the clause forbids, so that silence can show nothing without coverage."""
    fields = vars(clause)
    if fields.get("kind") == "presence":
        return bool(fields["must_be"] == "absent")
    return fields.get("kind") in {"prohibition", "schedule"}


def _silent(accounts: Sequence[Account], *, at_most: bool) -> list[str]:
    """Why no account supports anything."""
    if not accounts:
        return ["no_report", *(["no_coverage"] if at_most else [])]
    if at_most:
        return ["only_possible", "no_coverage"]
    if any(a.low is not None and a.high is not None and a.low > a.high for a in accounts):
        return ["account_conflict"]
    if all(not a.low and a.high is None for a in accounts):
        return ["only_possible"]
    found = ["range_straddles"] if any(_between(a) for a in accounts) else []
    if not any(a.high is not None for a in accounts):
        found.append("scope_not_complete")
    return found or ["range_straddles"]


def _between(account: Account) -> bool:
    """The account reaches what was owed at least, not what was owed at most."""
    low, least, most = account.low, account.owed_low, account.owed_high
    return low is not None and least is not None and most is not None and least <= low < most
