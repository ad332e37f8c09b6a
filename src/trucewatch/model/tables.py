"""Contracts of the tables of results: what every column of them is called, holds and means.

`model.claim` has the contracts of figures and claims. A table here has one contract whatever it is
written as: `findings.csv`, an Arrow table and a DataFrame have the same names in the same order.
"""

from __future__ import annotations

from dataclasses import replace

from trucewatch.model.claim import CLAIM_COLUMNS, Column

_KEY: tuple[Column, ...] = (
    Column("clause", "text", "id of the clause", required=True),
    Column("bound", "text", "who owes; `-` where the text names nobody", required=True),
    Column("reading", "text", "id of the reading; `base` for the clause as encoded",
           required=True),
    Column("start", "text", "candidates the clause starts from; empty: only one is possible"),
    Column("standard", "text", "id of the standard of proof", required=True),
    Column("unit", "text", "`window`; the ISO name of a civil day, week or month; hours of a day "
           "(`2031-03-04T10:00-16:00`), the first instant of a period, a tranche, what called for "
           "an answer, or `whole`", required=True),
)
FINDING_KEY = tuple(c.name for c in _KEY)
"""Columns that name one finding of a run."""

FINDING_COLUMNS: tuple[Column, ...] = (
    _KEY[0],
    Column("kind", "text", "kind of the clause", required=True),
    *_KEY[1:5],
    Column("as_of", "instant", "instant the finding holds as of", required=True),
    _KEY[5],
    Column("from", "instant", "first instant of the unit; null: the clause has no start yet"),
    Column("to", "instant", "last instant of the unit"),
    Column("status", "text", "one of the statuses; never shown without standard, reading and "
           "as_of", required=True),
    Column("low", "int", "lowest any account gives; null: unknown"),
    Column("high", "int", "highest any account gives; null: unknown"),
    Column("accounts", "int", "how many accounts there are; the table of accounts has them",
           required=True),
    Column("shares", "text", "units by status, `status=n` joined by '; '; empty: no units"),
    Column("delay_low_s", "int", "how long after the due instant it was done, at least, in "
           "seconds rounded down; null: not done late"),
    Column("delay_high_s", "int", "the same at most, rounded up"),
    Column("delay", "text", "the delay in words"),
    Column("hinges_on", "text", "lineages whose single removal would change the status, joined "
           "by '; '"),
    Column("reasons", "text", "codes of the reasons, joined by '; '"),
    Column("rule", "text", "kind and version of the rule that decided, `kind@version`"),
    Column("words", "text", "the finding in one or two sentences; empty for a unit without any "
           "account"),
    Column("denials", "text", "ids of claims by which the bound denies, joined by '; '"),
    Column("exceptions", "text", "ids of claims of an exception, joined by '; '"),
    Column("beside", "text", "status it would have without the gate that hides it; empty: no "
           "gate does"),
    Column("suspensions", "text", "ids of claims by which the bound says that the duty is "
           "suspended, joined by '; '; they change nothing"),
)
"""`findings.csv` and `findings()`: one row per finding."""

_ACCOUNT: tuple[Column, ...] = (
    Column("account", "text", "lineage, subject series and basis, joined by `|`", required=True),
    Column("lineage", "text", "independence group", required=True),
    Column("scope", "text", "what it counts by its own words: complete, partial, unstated",
           required=True),
    Column("basis", "text", "instant, total, each_day or stock", required=True),
    Column("measures", "text", "what its numbers count, in plain words", required=True),
    Column("from", "instant", "first instant of its own period in the unit", required=True),
    Column("to", "instant", "last instant of its own period", required=True),
    Column("low", "int", "at least this many for certain; null: unknown"),
    Column("high", "int", "at most this many; null: unknown"),
    Column("stated_low", "int", "as the account states it, before its scope is considered"),
    Column("stated_high", "int", "the same at most"),
    Column("owed_low", "int", "what was owed over its own period, at least; null: nothing is"),
    Column("owed_high", "int", "the same at most"),
    Column("supports", "text", "breached, kept or neither", required=True),
    Column("interested", "flag", "affiliated with the side its support would serve",
           required=True),
    Column("admission", "flag", "a claim against the speaker's own interest", required=True),
    Column("disputed", "flag", "answered by a denial of the bound", required=True),
    Column("claims", "text", "ids of its claims, joined by '; '", required=True),
)
ACCOUNT_COLUMNS: tuple[Column, ...] = (*_KEY, *_ACCOUNT)
"""`accounts()`: one row per account of a finding, after the columns that name the finding."""

SHARE_COLUMNS: tuple[Column, ...] = (
    *_KEY,
    Column("status", "text", "status of the units counted", required=True),
    Column("units", "int", "how many units of the window have it", required=True),
)
"""`shares()`: one row per window and status of its units."""

RELEASED_CLAIM_COLUMNS: tuple[Column, ...] = (
    *CLAIM_COLUMNS,
    Column("used", "flag", "whether any finding rests on it or prints it", required=True),
)
"""`claims.csv` and `claims()`: one row per claim of the release."""

HANDLING_COLUMN = Column(
    "handling", "text", "handling mark of the edition, the same in every row", required=True)
"""Last column of every CSV file of an edition."""

EXPLAINED_CLAIM_COLUMNS: tuple[Column, ...] = (
    *CLAIM_COLUMNS,
    Column("part", "text", "sides it stands on, joined by '; ': breached, kept, neither, denial, "
           "exception, suspension", required=True),
)
"""`explain(...).claims`: one row per claim the findings rest on or print."""

DOSSIER_CLAIM_COLUMNS: tuple[Column, ...] = (
    *CLAIM_COLUMNS,
    Column("part", "text", "sides it stands on, joined by '; '; or that it is in view and not "
           "used here; or that it is no longer in view, and why", required=True),
    Column("recorded_at", "instant", "when the record took the claim in"),
    Column("as_it_stands_since", "instant", "when it took in the row as it stands now"),
    Column("proof", "text", "file of the dossier that proves its report; empty: none was made"),
)
"""`claims.csv` of a dossier."""

ORIGINAL_COLUMNS: tuple[Column, ...] = (
    Column("name", "text", "name under which the original was recorded", required=True),
    Column("sha256", "text", "digest of its bytes", required=True),
    Column("holder", "text", "whose it is: the case itself, or the record it came with",
           required=True),
    Column("included", "text", "yes or no", required=True),
    Column("file", "text", "file of the dossier that holds it; empty: not included"),
    Column("reason", "text", "why it is not included"),
)
"""`originals.csv` of a dossier."""

CLAUSE_COLUMNS: tuple[Column, ...] = (
    Column("clause", "text", "id of the clause", required=True),
    Column("kind", "text", "one of the ten kinds", required=True),
    Column("title", "text", "title in English", required=True),
    Column("bound", "text", "who owes, joined by '; '"),
    Column("says", "text", "what it demands, paraphrased", required=True),
    Column("test", "text", "how it is tested, in one sentence; or why there is no test",
           required=True),
    Column("readings", "text", "ids of its readings, the base first, joined by '; '",
           required=True),
    Column("starts", "text", "ids of its starts, the base first, joined by '; '"),
)
"""`clauses()`: one row per clause, in the order of the agreement."""

PROBLEM_COLUMNS: tuple[Column, ...] = (
    Column("severity", "text", "error: left out of the result; warning: used, but look; note",
           required=True),
    Column("code", "text", "stable short name of the kind of problem", required=True),
    Column("file", "text", "file in the case folder, with forward slashes", required=True),
    Column("line", "int", "line, counted from 1; null: the whole file"),
    Column("column", "int", "column, counted from 1"),
    Column("field", "text", "field or column concerned, as a dotted path"),
    Column("found", "text", "what the file says, shortened"),
    Column("expected", "text", "what would have been understood"),
    Column("mend", "text", "what to do about it"),
)
"""`problems.json`: one entry per problem, worst first."""

_RENAMED = {"accounts": "list of accounts, each with the fields of the next table",
            "shares": "units by status, as an object; empty: no units",
            "hinges_on": "lineages whose single removal would change the status, as a list",
            "reasons": "codes of the reasons, as a list",
            "denials": "ids of claims by which the bound denies, as a list",
            "exceptions": "ids of claims of an exception, as a list",
            "suspensions": "ids of claims by which the bound says that the duty is suspended, as "
            "a list; they change nothing"}
FINDING_FIELDS: tuple[Column, ...] = (
    *(replace(c, meaning="status it would have without the gate that hides it; null: no gate does"
              if c.name == "beside" else _RENAMED.get(c.name, c.meaning),
              type="list" if c.name in _RENAMED else c.type)
      for c in FINDING_COLUMNS if c.name != "as_of" and not c.name.startswith("delay")),
    Column("delay.low_s", "int", "`delay` is null, or an object: how long after the due instant "
           "it was done, at least, in seconds rounded down"),
    Column("delay.high_s", "int", "the same at most, rounded up"),
    Column("delay.words", "text", "the delay in words"),
)
"""`findings.json`: fields of a finding; `as_of` stands once at the top of the file."""
ACCOUNT_FIELDS: tuple[Column, ...] = tuple(
    replace(c, type="list", meaning="ids of its claims, as a list") if c.name == "claims" else c
    for c in _ACCOUNT
)
"""`findings.json`: fields of an account."""

_N = Column("finding", "int", "number of the finding within the run", required=True)


def _as_relation(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Names SQL engines do not keep to themselves, and instants as microseconds UTC."""
    names = {"from": "from_us", "to": "to_us", "start": "start_id"}
    return tuple(
        replace(c, name=names.get(c.name, c.name), meaning=c.meaning + ", microseconds UTC"
                if c.type == "instant" else c.meaning)
        for c in columns
    )


def _pick(columns: tuple[Column, ...], *names: str) -> tuple[Column, ...]:
    known = {c.name: c for c in columns}
    return tuple(known[name] for name in names)


SEARCH_COLUMNS: tuple[Column, ...] = (
    Column("clause", "text", "clause id", required=True),
    Column("party", "text", "party whose acts were looked for", required=True),
    Column("query", "text", "what was asked, word for word", required=True),
    Column("place", "text", "body whose publications were searched, or the archive",
           required=True),
    Column("date", "text", "when, as people write it", required=True),
    Column("office", "text", "office or role that searched; never a person's name",
           required=True),
    Column("found", "int", "items found; 0: nothing. A search that found nothing is no coverage",
           required=True),
    Column("note", "text", "what a reader must know about this search"),
)
"""Columns of ``searches.csv``, in a case and in an edition."""

STATEMENT_COLUMNS: tuple[Column, ...] = (
    Column("document", "text", "ledger of statements", required=True),
    Column("statement", "text", "id in the document", required=True),
    Column("locator", "text", "where in the document"),
    Column("speaker", "text", "who says it, in a public role", required=True),
    Column("via", "text", "who passes it on, outermost last, joined by '; '"),
    Column("author", "text", "whose document it is, joined by '; '"),
    Column("publisher", "text", "who published it"),
    Column("said", "text", "when, as written; empty: not known"),
    Column("types", "text", "types joined by '; '", required=True),
    Column("lang", "text", "language it was said in", required=True),
    Column("says", "text", "neutral paraphrase", required=True),
    Column("quote", "text", "words as quoted, where they may be kept"),
    Column("test", "text", "quantity, act, date, clauses or versions; empty: none"),
    Column("result", "text", "one of the five results", required=True),
    Column("why", "text", "code of the reason", required=True),
    Column("as_of", "instant", "instant the result holds at", required=True),
    Column("agrees", "text", "accounts that agree, by who speaks, joined by '; '"),
    Column("differs", "text", "accounts that differ"),
    Column("neither", "text", "accounts that decide nothing"),
    Column("horizon", "text", "of a forecast, as written; empty: none was given"),
    Column("entered", "instant", "when the record first held it as it stands; empty: not known"),
    Column("same_as", "text", "statement it repeats, as document/id"),
    Column("retracts", "text", "statement taken back by it, as document/id"),
)
"""Columns of ``statements.csv``."""

GRADE_FIELDS: tuple[Column, ...] = (
    Column("body", "text", "body graded; then no other of the four that follow"),
    Column("claim", "text", "id of the claim graded"),
    Column("dataset", "text", "figures file, without .csv, of the row or subject graded"),
    Column("key", "text", "key of the row graded"),
    Column("subject", "text", "subject graded: every claim about it without a grade of its own"),
    Column("grade", "text", "A to F for a body, 1 to 6 for anything else", required=True),
    Column("reason", "text", "why; published", required=True),
    Column("date", "text", "from when on it holds, as people write it", required=True),
    Column("by", "text", "office or role that graded; never a person's name", required=True),
)
"""Fields of a line of ``grades.jsonl`` in a case."""
INCIDENT_COLUMNS: tuple[Column, ...] = (
    Column("incident", "text", "id; stands for the report first published", required=True),
    Column("earliest", "instant", "first instant any account gives", required=True),
    Column("latest", "instant", "last instant any account gives", required=True),
    Column("zones", "text", "zones its claims name, joined by '; '"),
    Column("places", "text", "places as its claims name them, joined by '; '"),
    Column("properties", "text", "what is told of it, joined by '; '", required=True),
    Column("actors", "text", "who is said to have done it, joined by '; '"),
    Column("killed_low", "int", "fewest killed any account gives; null: not told"),
    Column("killed_high", "int", "most killed any account gives; null: not told, or no bound"),
    Column("reports", "int", "publications that tell of it", required=True),
    Column("accounts", "int", "lineages that tell of it", required=True),
    Column("grade", "text", "confirmed, fair, weak, contested or discounted", required=True),
    Column("attribution", "text", "admitted, two_or_more, one, contested or none", required=True),
    Column("together", "int", "in how many of 1,000 drawn clusterings all its reports are "
           "together", required=True),
)
"""Columns of ``incidents.csv``."""
INCIDENT_JSON: tuple[Column, ...] = (
    *INCIDENT_COLUMNS,
    Column("claims", "list", "ids of its claims, the first published first", required=True),
    Column("formerly", "list", "ids that lead here: those it would have by its other reports",
           required=True),
)
"""Fields of an incident in ``incidents.json``."""
JUDGEMENT_FIELDS: tuple[Column, ...] = (
    Column("one", "text", "a report, by a claim of it: DATASET/KEY, or the id of the claim",
           required=True),
    Column("other", "text", "another, in the same way", required=True),
    Column("judgement", "text", "same, different, unsure, or withdrawn", required=True),
    Column("reason", "text", "why; published", required=True),
    Column("date", "text", "from when on it holds, as people write it", required=True),
    Column("by", "text", "office or role that decided; never a person's name", required=True),
    Column("score", "int", "log-odds, in thousandths, the two had when it was decided"),
    Column("model", "text", "weights that gave the score"),
)
"""Fields of a line of ``judgements.jsonl`` in a case."""
LINEAGE_COLUMNS: tuple[Column, ...] = (
    Column("body", "text", "body grouped; then neither dataset nor key"),
    Column("dataset", "text", "figures file, without .csv, of the row grouped"),
    Column("key", "text", "key of the row grouped"),
    Column("lineage", "text", "lineage or body of sources.yaml it goes back to; empty: its own "
           "again"),
    Column("date", "text", "when it was decided, as people write it", required=True),
    Column("office", "text", "office or role that decided; never a person's name",
           required=True),
    Column("reason", "text", "why; published", required=True),
)
"""Columns of ``lineages.csv`` in a case."""
GRADE_JSON: tuple[Column, ...] = (
    Column("about", "text", "body, claim or subject", required=True),
    Column("name", "text", "id of the body or claim, or dataset/key, or dataset/subject",
           required=True),
    *GRADE_FIELDS[5:8],
    Column("at", "instant", "first instant of the date", required=True),
    GRADE_FIELDS[8],
    Column("line", "int", "line of ``grades.jsonl``", required=True),
    Column("claims", "list", "ids of the claims it is about", required=True),
)
"""Fields of a grade in ``grades.json``."""
CALENDAR_JSON: tuple[Column, ...] = (
    Column("body", "text", "body whose sight it is", required=True),
    Column("zone", "text", "zone of the case", required=True),
    Column("properties", "list", "kinds of act it could see", required=True),
    Column("days", "list", "days by state: alive, partly, blind, unknown", required=True),
    Column("stretches", "list", "state, first and last civil day of each stretch, in order",
           required=True),
    Column("rows", "list", "ids of the rows of coverage it is made of", required=True),
)
"""Fields of a calendar in ``coverage.json``."""
DENIAL_JSON: tuple[Column, ...] = (
    Column("party", "text", "party said to have denied access; empty: no party is named",
           required=True),
    Column("says", "int", "claims that say so", required=True),
    Column("denies", "int", "claims that deny it", required=True),
    Column("other", "int", "claims that retract it or cannot confirm it", required=True),
    Column("lineages", "int", "lineages that say so", required=True),
    Column("sayers", "list", "claims that say so, by body", required=True),
    Column("first", "instant", "first instant told of; null: none"),
    Column("last", "instant", "last instant told of; null: none"),
    Column("claims", "list", "ids of all these claims", required=True),
)
"""Fields of a party under ``access_denied`` in ``coverage.json``."""
EFFORT_JSON: tuple[Column, ...] = (
    Column("clause", "text", "clause id", required=True),
    Column("party", "text", "party whose acts were looked for", required=True),
    Column("searches", "int", "number of searches", required=True),
    Column("places", "list", "where was searched, each once", required=True),
    Column("found_nothing", "int", "searches that found nothing", required=True),
    Column("found", "int", "items found in all, the same one perhaps twice", required=True),
    Column("last", "text", "date of the last search; empty: never", required=True),
)
"""Fields of a clause and party under ``effort`` in ``searches.json``."""

FINDING_RELATION: tuple[Column, ...] = (
    _N,
    *_as_relation(_pick(FINDING_COLUMNS, "clause", "kind", "bound", "reading", "start",
                        "standard", "unit", "from", "to", "status", "low", "high")),
    Column("delay_low_us", "int", "how long after the due instant it was done, at least, in "
           "microseconds; null: not done late"),
    Column("delay_high_us", "int", "the same at most"),
    *_pick(FINDING_COLUMNS, "rule", "beside"),
)
"""Relation ``findings`` of `api.Assessment.sql`."""
ACCOUNT_RELATION: tuple[Column, ...] = (
    _N,
    *_as_relation(_pick(_ACCOUNT, "account", "lineage", "scope", "basis", "measures", "from",
                        "to", "low", "high", "owed_low", "owed_high", "supports", "interested",
                        "admission", "disputed")),
)
"""Relation ``accounts``."""
ACCOUNT_CLAIM_RELATION: tuple[Column, ...] = (
    _N, _ACCOUNT[0], Column("claim_id", "text", "a claim the account rests on", required=True),
)
"""Relation ``account_claims``."""
HINGE_RELATION: tuple[Column, ...] = (
    _N, Column("lineage", "text", "a lineage without which the status would be another",
               required=True),
)
"""Relation ``hinges``."""
SUSPENSION_RELATION: tuple[Column, ...] = (
    _N, Column("claim_id", "text", "a claim by which the bound says that the duty is suspended; "
               "it changes nothing", required=True),
)
"""Relation ``suspensions``."""
BODY_RELATION: tuple[Column, ...] = (
    Column("body", "text", "id of a body of the case", required=True),
    Column("name", "text", "its English name", required=True),
    Column("affiliation", "text", "whose side it is on, if any; grades nothing", required=True),
    Column("side", "text", "party it belongs to or is aligned with; empty: none"),
    Column("lineage", "text", "independence group", required=True),
)
"""Relation ``bodies``."""
