"""A case that was assessed, as tables: what `trucewatch.open` gives.

Everything comes from the release, so nothing personal is in it.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from functools import cached_property
from html import escape

from trucewatch.model.case import BASE_READING
from trucewatch.model.finding import STATUSES, Finding
from trucewatch.model.instant import moment
from trucewatch.model.problem import Problem
from trucewatch.model.tables import (
    ACCOUNT_COLUMNS,
    CLAUSE_COLUMNS,
    EXPLAINED_CLAIM_COLUMNS,
    FINDING_COLUMNS,
    INCIDENT_COLUMNS,
    RELEASED_CLAIM_COLUMNS,
    SHARE_COLUMNS,
)
from trucewatch.publish import incidents
from trucewatch.publish.formats import rows
from trucewatch.publish.formats.batches import of_table
from trucewatch.publish.frame import BRIEF, Table
from trucewatch.publish.release import ClauseView, Release
from trucewatch.publish.words import clean

Chosen = str | Collection[str] | None
"""One value, several, or ``None`` for all."""

ACCOUNTS_SHOWN = ("standard", "lineage", "measures", "scope", "low", "high", "owed_low",
                  "owed_high", "from", "to", "supports")
CLAIMS_SHOWN = ("source", "speaker", "property", "stance", "low", "high", "earliest", "latest",
                "scope", "published", "address", "part")
INCIDENTS_SHOWN = ("earliest", "places", "properties", "killed_low", "killed_high", "reports",
                   "accounts", "grade", "attribution", "together")
WINDOW = "window"


class NoSuch(LookupError):
    """Nothing bears that name; the message says what there is."""

    def __str__(self) -> str:
        # A LookupError would show its message in quotes.
        return str(self.args[0]) if self.args else ""


class Explanation:
    """One clause with the findings asked for, the accounts side by side, and the claims."""

    def __init__(self, release: Release, view: ClauseView, chosen: list[Finding]) -> None:
        self.agreed = view.clause.says.get("en", "")
        """What the clause demands, paraphrased."""
        self.test = view.test
        """How it is tested; or why there is no test."""
        self.sentences = [f.words for f in sorted(chosen, key=lambda f: f.key) if f.words]
        """Each finding in words, with standard, reading, start and as-of."""
        self.findings = Table(FINDING_COLUMNS, rows.findings(release, chosen), BRIEF)
        self.accounts = Table(ACCOUNT_COLUMNS, rows.accounts(release, chosen), ACCOUNTS_SHOWN)
        self.claims = Table(EXPLAINED_CLAIM_COLUMNS, rows.explained(release, chosen),
                            CLAIMS_SHOWN)
        self._head = f"{view.clause.id}: {view.clause.title.get('en', '')}"

    def __str__(self) -> str:
        said = self.sentences or ["no report was found that bears on it"]
        return "\n".join(clean(line) for line in
                         (self._head, f"Agreed: {self.agreed}", f"Test: {self.test}", *said))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        head, *lines = str(self).splitlines()
        said = "".join(f'<p dir="auto">{escape(line)}</p>' for line in lines)
        return f"<h4>{escape(head)}</h4>{said}{self.accounts._repr_html_()}"


class Opened:
    """An assessed case. Made by `trucewatch.open`."""

    def __init__(self, release: Release, problems: list[Problem]) -> None:
        self.release = release
        """Everything an edition may show."""
        self.problems = problems
        """Everything found wrong or doubtful on the way, worst first."""
        self.id = release.agreement.id
        self.title = release.agreement.title.get("en", self.id)
        self.as_of = moment(release.standing.instant)
        """Instant the findings hold as of, UTC."""
        self.standing = release.standing.words
        """The same for people: "record ends 22 Aug 2026"."""
        self.handling = release.handling
        """How its tables may be passed on: the mark of the profile asked for."""

    def __repr__(self) -> str:
        counts = f"{len(self.release.clauses)} clauses, {len(self.release.claims):,} claims"
        return (f"<{self.id}: {clean(self.title)}; {counts}; {self.standing}; "
                f"{clean(self.handling)}>")

    def findings(
        self, clause: Chosen = None, *, bound: Chosen = None, reading: Chosen = None,
        start: Chosen = None, standard: Chosen = None, unit: Chosen = None, status: Chosen = None,
    ) -> Table:
        """Findings, one row each, under every standard and reading unless some are chosen.

        Parameters
        ----------
        clause, bound, reading, start, standard, unit, status
            One value or several; ``None`` for all. ``unit="window"`` leaves out the single days.

        Raises
        ------
        NoSuch
            When nothing in the case bears such a name.
        """
        return Table(FINDING_COLUMNS, rows.findings(self.release, self._chosen(
            clause, bound=bound, reading=reading, start=start, standard=standard, unit=unit,
            status=status,
        )), BRIEF)

    def accounts(
        self, clause: Chosen = None, *, bound: Chosen = None, reading: Chosen = None,
        start: Chosen = None, standard: Chosen = None, unit: Chosen = None, status: Chosen = None,
    ) -> Table:
        """Accounts of findings, one row each; chosen as in `findings`."""
        return Table(ACCOUNT_COLUMNS, rows.accounts(self.release, self._chosen(
            clause, bound=bound, reading=reading, start=start, standard=standard, unit=unit,
            status=status,
        )), ("clause", "bound", *ACCOUNTS_SHOWN))

    def shares(
        self, clause: Chosen = None, *, bound: Chosen = None, reading: Chosen = None,
        start: Chosen = None, standard: Chosen = None,
    ) -> Table:
        """How many units of each window have which status; chosen as in `findings`."""
        return Table(SHARE_COLUMNS, rows.shares(self.release, self._chosen(
            clause, bound=bound, reading=reading, start=start, standard=standard, unit=WINDOW)))

    def claims(self) -> Table:
        """Claims of the release, one row each, used by a finding or not."""
        return Table(RELEASED_CLAIM_COLUMNS, of_table(rows.claims(self.release)),
                     CLAIMS_SHOWN[:-1])

    def incidents(self) -> Table:
        """Incidents, one row each: what reports held to be the same tell of."""
        made = [incidents.row(i, self.release)[:len(INCIDENT_COLUMNS)]
                for i in self.release.linking.incidents]
        return Table(INCIDENT_COLUMNS, made, INCIDENTS_SHOWN)

    def clauses(self) -> Table:
        """Clauses in the order of the agreement, with the ids `findings` takes."""
        return Table(CLAUSE_COLUMNS, rows.clauses(self.release))

    def explain(
        self, clause: str, *, bound: Chosen = None, reading: Chosen = BASE_READING,
        start: Chosen = None, standard: Chosen = None, unit: str = WINDOW,
    ) -> Explanation:
        """One clause in words, with the accounts side by side and the claims behind them.

        Parameters
        ----------
        clause
            Id of the clause.
        bound, reading, start, standard
            Chosen as in `findings`; the reading is the base unless others are named.
        unit
            One unit, for example the day ``2025-10-19``; the whole window by default.

        Raises
        ------
        NoSuch
            When there is no such clause, or it has no such unit.
        """
        self._known([clause], self._clauses, "clause")
        view = next(v for v in self.release.clauses if v.clause.id == clause)
        mine = self._chosen(clause, bound=bound, reading=reading, start=start,
                            standard=standard)
        units = sorted({f.unit for f in mine})
        if unit not in units:
            raise NoSuch(f"{clause} has no unit {unit!r} here; it has {_some(units)}")
        return Explanation(self.release, view, [f for f in mine if f.unit == unit])

    def _chosen(self, clause: Chosen, **wanted: Chosen) -> list[Finding]:
        asked = {name: _values(value) for name, value in wanted.items() if value is not None}
        for name, values in asked.items():
            known = {str(getattr(f, name)) for f in self.release.findings}
            self._known(values, known | set(STATUSES) if name == "status" else known, name)
        if clause is not None:
            asked["clause"] = _values(clause)
            self._known(asked["clause"], self._clauses, "clause")
        return [
            f for f in self.release.findings
            if all(getattr(f, name) in values for name, values in asked.items())
        ]

    @cached_property
    def _clauses(self) -> list[str]:
        return [view.clause.id for view in self.release.clauses]

    def _known(self, names: Collection[str], known: Collection[str], what: str) -> None:
        """Refuse a name nothing bears: an empty table would look like an answer."""
        for name in sorted(names):
            if name not in known:
                near = difflib.get_close_matches(name, known, n=3)
                hint = f"; did you mean {' or '.join(near)}" if near else ""
                order = known if isinstance(known, list) else sorted(known)
                raise NoSuch(f"no {what} {name!r} in {self.id}{hint}. There is {_some(order)}")


def _values(chosen: str | Collection[str]) -> frozenset[str]:
    return frozenset({chosen} if isinstance(chosen, str) else chosen)


def _some(names: list[str], most: int = 40) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "") if names else "none"
