"""Rewrite the generated parts of docs/reference from the code they describe.

A page holds words by hand and, between ``<!-- generated: name -->`` and ``<!-- end -->``, parts
that come from the code: column tables, fields, standards, the help of the command line.
``python docs/generate.py`` rewrites them; ``tests/docs`` checks that nothing differs.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints

from trucewatch.assess.registry import KINDS, VERSIONS
from trucewatch.assess.standards import SHIPPED
from trucewatch.case import schema
from trucewatch.cli.app import app
from trucewatch.model import (
    agreement,
    baseline,
    claim,
    clause,
    counting,
    finding,
    link,
    mapping,
    place,
    properties,
    publishing,
    reply,
    standard,
    statement,
    statement_words,
    tables,
)
from trucewatch.model.reasons import WORDS
from trucewatch.pipeline import schemas
from trucewatch.publish import codebook, edition, words
from trucewatch.publish.formats import schemas as edition_schemas
from trucewatch.sources.registry import ADAPTERS
from trucewatch.store.rows import TABLES

REFERENCE = Path(__file__).resolve().parent / "reference"
PART = re.compile(r"(<!-- generated: (?P<name>[a-z_]+) -->\n).*?(<!-- end -->)", re.DOTALL)

PLAIN = {"str": "text", "int": "whole number", "bool": "yes or no", "object": "any field"}
# Fields whose name in a file differs from the name in Python, which keeps some words to itself.
SPELLED = {"from_": "from"}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Lay rows out as a Markdown table."""
    lines = [list(head)]
    lines += [["---"] * len(lines[0])] + [list(row) for row in rows]
    cells = [[cell.replace("|", r"\|").replace("\n", " ") for cell in line] for line in lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def code(text: str) -> str:
    """Set text as code; RST's double ticks become Markdown's."""
    return f"`{text}`"


def prose(text: str) -> str:
    """Turn a docstring into one line of Markdown."""
    return re.sub(r"``([^`]*)``", r"`\1`", " ".join(text.split()))


def said_of(cls: type) -> dict[str, str]:
    """Docstring below each field of a class, by field."""
    return {name: prose(text) for name, text in schema.said_of(cls, inherited=False).items()}


def form(hint: object) -> str:
    """Type of a field in plain words."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return ", ".join(code(str(a)) if a else "empty" for a in args)
    if origin in {Union, UnionType}:
        return f"{next(form(a) for a in args if a is not NoneType)} or nothing"
    if origin in {list, tuple}:
        return f"list of {form(args[0])}"
    if origin is dict:
        return f"{form(args[1])} by name" if args[1] is not str else "text by name"
    if is_dataclass(hint):
        name = getattr(hint, "__name__", str(hint)).rstrip("_")
        return f"[{name}](#{name.lower()})"
    return PLAIN.get(getattr(hint, "__name__", ""), str(hint))


# Meanings too plain to repeat beside every field of that name in the code.
COMMON = {
    "account.basis": "`instant`, `total`, `each_day` or `stock`",
    "account.scope": "what the account counts by its own words: `complete`, `partial`, `unstated`",
    "account.to": "last instant of that period",
    "act.where": "qualifiers a claim must have",
    "actor": "who is said to have done it", "adapter": "name of the adapter that reads it",
    "addresses": "pages that were read, by the id the other fields use",
    "affiliation": "whose side it is on, if any; grades nothing",
    "area": "where, as the text has it", "at_least": "quota: at least this many in a unit",
    "at_most": "quota: at most this many in a unit",
    "body": "a body of this file", "bound": "who owes; `-` where the text names nobody",
    "cap": "the most that can be earned or owed",
    "candidates": "every instant somebody gives", "clause": "id of the clause",
    "copy": "what the address holds", "each": "units of performance that earn one step",
    "effect": "`contests`: a claim of it makes the claimant's own account possible; `excludes`: "
              "the claim does not count",
    "groups": "anyone else named", "high": "at most this many, as a whole number",
    "id": "short name the other files use", "in_force": "from when to when it binds",
    "in_force.end": "when it stops; none: open", "in_force.start": "when it begins",
    "kind": "one of the ten kinds", "lineage": "independence group",
    "low": "at least this many, as a whole number", "milestones": "dated points clauses hang on",
    "name": "name, the official one for a body", "note": "what a reader must know",
    "notes": "what a reader must know", "options": "options of the adapter",
    "fetch": "where the file is published, for `trucewatch fetch`",
    "owed": "what is owed in exchange", "given": "what was given",
    "owed_high": "what was owed over that period, at most",
    "parties": "who is bound", "patterns": "our own marks for what makes the clause hard to encode",
    "properties": "properties of the closed list", "quantity": "how many",
    "reading": "id of the reading; `base` for the clause as encoded",
    "readings": "other interpretations, by id", "role": "how it came to be bound",
    "shares": "units by status", "source": "addresses of the case",
    "sources": "addresses of the case",
    "standard": "id of the standard of proof", "start": "candidates the clause starts from",
    "state": "`alive`: it watched; `blind`: it could not",
    "state.presence": "the state looked for", "stated_high": "the same, at most",
    "status": "what stands behind the words", "finding.status": "see below",
    "finding.high": "highest any account gives; `null`: unknown",
    "finding.accounts": "what each lineage says, below",
    "finding.delay": "how long after the due instant it was done",
    "stands_behind": "who stands behind the text", "summary": "the agreement in a few words",
    "supports": "what the account supports", "text": "layers of text it stands in",
    "texts": "layers of the agreement", "title": "title for readers", "trigger": "what sets it off",
    "answer": "what must follow", "within": "how long the answer may take: `72h`",
    "correlate": "qualifiers that pair an answer with its trigger",
    "type": "type of agreement", "tz": "time zone of the case, for civil days",
    "url": "address", "why": "why there is none; for coverage, what it saw and how",
    "zone": "a zone of the case", "zones": "named areas", "act": "which claims count",
    "due": "by when", "must_be": "whether the state must be there or not",
    "owe": "how many are owed", "weight.per": "for how many given", "per": "unit of time",
    "rounding": "what happens to a rest smaller than `per`",
    "weights": "how many are owed, by category of what was given",
    "earned_by": "what earns it", "manner": "how it comes about",
    "tolerance": "how many acts in a unit are no breach",
    "hours_per_day": "hours a day without it", "exceptions": "exceptions the text gives",
    "mirrors": "clauses that bind the other side to the same",
    "ref": "short name the clauses use", "partial_units": "units the window cuts",
    "first": "the first unit", "last": "the last unit", "extends": "clauses whose end moves",
    "parts": "parts with quotas of their own", "time": "when, as the text has it",
}


def own_fields(cls: type, without: type | None = None) -> Iterator[list[str]]:
    """Rows of name, form, needed, meaning for the fields a class declares."""
    family = cls.__name__.rstrip("_").replace("InForce", "in_force").lower()
    hints, said = get_type_hints(cls), said_of(cls)
    inherited = {f.name for f in fields(without)} if without else set()
    for spec in fields(cls):
        if spec.name in inherited:
            continue
        needed = spec.default is MISSING and spec.default_factory is MISSING
        name = SPELLED.get(spec.name, spec.name)
        plain = form(hints[spec.name])
        if "Words" in str(spec.type):
            plain = plain.replace("text by name", "text by language")
        meaning = said.get(spec.name) or COMMON.get(f"{family}.{name}") or COMMON.get(name, "")
        yield [code(name), plain, "yes" if needed else "", meaning]


def in_json(cls: type) -> str:
    """Fields of a result as the JSON files write them."""
    rows = []
    for name, plain, _, meaning in own_fields(cls):
        instant = name in {"`from`", "`to`"}
        shown = re.sub(r" or nothing$", " or `null`", plain)
        shown = shown.replace("whole number", "instant") if instant else shown
        shown = re.sub(r"\[(\w+)\]\(#\w+\)", lambda m: m[1].lower() + "s", shown)
        told = meaning.replace(", microseconds UTC", "").replace("`None`", "`null`")
        rows.append([name, shown.replace("delays", "delay"), told])
    return table(("field", "form", "meaning"), rows)


def described(cls: type, without: type | None = None, level: int = 3) -> str:
    """Head line, docstring and fields of a class."""
    name = cls.__name__.rstrip("_")
    rows = table(("field", "form", "needed", "meaning"), own_fields(cls, without))
    return f"{'#' * level} {name}\n\n{prose(cls.__doc__ or '')}\n\n{rows}"


def _columns(columns: Iterable[claim.Column]) -> str:
    return table(
        ("column", "form", "needed", "meaning"),
        ([code(c.name), c.type, "yes" if c.required else "", c.meaning] for c in columns),
    )


def _values() -> str:
    closed = {
        "stance": claim.STANCES, "measure": claim.MEASURES, "basis": claim.BASES,
        "scope": claim.SCOPES, "actor_certainty": claim.CERTAINTIES,
        "keys of qualifiers": sorted(claim.QUALIFIER_KEYS),
    }
    return table(
        ("column", "values"),
        ([code(name), ", ".join(code(v) if v else "empty" for v in values)]
         for name, values in closed.items()),
    )


def _properties() -> str:
    return table(
        ("property", "counts", "family", "meaning", "an act", "implies an act"),
        ([code(p.id), p.unit, p.family, p.title, "yes" if p.event else "",
          "yes" if p.implies_act else ""] for p in properties.PROPERTIES.values()),
    )


def _case_file() -> str:
    classes = (
        agreement.Agreement, agreement.Text, agreement.Party, agreement.Group,
        agreement.Milestone, agreement.Candidate, agreement.Zone, agreement.Address,
        counting.CountingRule,
    )
    return "\n".join(described(cls) for cls in classes)


def _sources_file() -> str:
    classes = (
        agreement.Body, agreement.Input, agreement.Fetch, agreement.Coverage, agreement.Boundaries,
        baseline.Baseline, baseline.BaselinePeriod, standard.Standard,
    )
    return "\n".join(described(cls) for cls in classes)


def _publishing_file() -> str:
    classes = (publishing.Publishing, publishing.Rule, publishing.Profile, publishing.Consent,
               publishing.Protected)
    return "\n".join(described(cls) for cls in classes)


def _shipped_rules() -> str:
    rules = table(
        ("rule", "kind", "what it does", "figures"),
        ([code(r.id), code(r.kind), r.title["en"], _figures(r)]
         for r in publishing.SHIPPED_RULES),
    )
    profiles = table(
        ("profile", "handling mark", "rules"),
        ([code(p.id), p.handling["en"], ", ".join(map(code, p.rules))]
         for p in publishing.SHIPPED_PROFILES),
    )
    return f"{rules}\n{profiles}"


def _figures(rule: publishing.Rule) -> str:
    told = [f"{rule.hours} hours" if rule.hours else "",
            "claims with a point only" if rule.points_only else "",
            ", ".join(map(code, rule.properties)),
            f"counts from 1 to {rule.most}" if rule.kind == "small_counts" else "",
            ", ".join(map(code, rule.keys)), ", ".join(map(code, rule.parsers)),
            ", ".join(rule.words)]
    return "; ".join(t for t in told if t) or "-"


def _mapping_file() -> str:
    classes = (
        mapping.TableMapping, mapping.Said, mapping.Cell, mapping.Time, mapping.Number,
        mapping.Unit, mapping.Point, mapping.Area, mapping.Choice, mapping.Numerals,
        mapping.Plausible, mapping.Guess,
    )
    parts = [described(cls) for cls in classes]
    return "\n".join([parts[0], described(mapping.Claimed, mapping.Said), *parts[1:]])


def _statements_file() -> str:
    classes = (
        statement.Ledger, statement.Heading, statement.Speaker, statement.Statement,
        statement.Quote, statement.Test, statement.Selection,
    )
    tests = (statement.QuantityTest, statement.ActTest, statement.DateTest)
    others = (statement.ClausesTest, statement.VersionsTest, statement.Version,
              statement.Untested, statement.Forecast)
    parts = [described(cls) for cls in classes]
    parts += [described(cls, statement.Selection) for cls in tests]
    return "\n".join([*parts, *(described(cls) for cls in others)])


def _statement_words() -> str:
    return "\n".join(
        f"{title}\n\n" + table(("code", "words"), ([code(k), v] for k, v in words.items()))
        for title, words in (
            ("### Types", statement_words.TYPES), ("### Why there is no test", statement_words.WHY),
            ("### Results", statement_words.RESULTS), ("### Reasons", statement_words.REASONS),
            ("### How an account bears", statement_words.WEIGHED),
        )
    )


def _clauses_file() -> str:
    classes = (
        clause.Clause, clause.TextRef, clause.InForce, clause.Anchor, clause.Act, clause.Reading,
        clause.Exception_, clause.ClaimedBound, clause.Mirror,
    )
    return "\n".join(described(cls) for cls in classes)


def _kinds() -> str:
    parts = []
    for name, cls in KINDS.items():
        module = inspect.getmodule(cls)
        about = prose((module.__doc__ if module else "") or "").partition(" Parameters only")[0]
        rows = table(("field", "form", "needed", "meaning"), own_fields(cls, clause.Clause))
        parts.append(f"### kind `{name}`\n\n{about} (rule version {VERSIONS[name]})\n\n{rows}")
        parts += [described(extra, level=4) for extra in _parts_of(cls)]
    return "\n".join(parts)


def _parts_of(cls: type) -> list[type]:
    """Classes of its own that a kind's fields are made of."""
    module = inspect.getmodule(cls)
    return [
        one for _, one in inspect.getmembers(module, inspect.isclass)
        if is_dataclass(one) and one is not cls and inspect.getmodule(one) is module
    ]


def _statuses() -> str:
    return table(
        ("status", "shown as", "meaning"),
        ([code(s), words.STATUS_LABELS.get(s, s), words.STATUS_MEANINGS.get(s, "")]
         for s in finding.STATUSES),
    )


def _standards() -> str:
    return table(
        ("standard", "what it asks for", "what a bare denial does", "whom it tends to favour"),
        ([code(s.id), s.asks, "disputes the breach it answers" if s.denial_disputes
          else "is printed", s.favours] for s in SHIPPED),
    )


def _reasons() -> str:
    return table(("code", "in words"), ([code(k), v] for k, v in WORDS.items()))


def _adapters() -> str:
    return table(
        ("adapter", "version", "reads"),
        ([code(name), str(a.version),
          prose((inspect.getmodule(type(a)).__doc__ or "").partition("\n\n")[0])]
         for name, a in sorted(ADAPTERS.items())),
    )


def _cli() -> str:
    text = str(app.generate_docs(output_format="markdown", include_hidden=False))
    text = text.partition("## Table of Contents")[0] + "".join(
        text.partition("\n## trucewatch")[1:])
    # The library names the module it was started from, for example by `python -m pytest`.
    text = re.sub(r"^(trucewatch [\w-]+) -m \w+", r"\1", text, flags=re.MULTILINE)
    # Sample lines with placeholders are no commands to run; the page has a head line already.
    text = text.replace("```console\n", "```text\n").replace("# trucewatch\n\n", "", 1)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.splitlines())) + "\n"


def _counting_rules() -> str:
    def listed(ids: Iterable[str]) -> str:
        return ", ".join(code(i) for i in ids)

    return table(
        ("rule", "what one is", "takes the numbers of", "gives at least one for", "merges"),
        ([code(r.id), r.title["en"], listed(r.units) or "each unit by itself",
          listed(r.holds_one) or "-", r.gap or r.merge] for r in counting.SHIPPED),
    )


def _counting_units() -> str:
    of_property = {unit: [p for p, u in counting.NATURAL.items() if u == unit]
                   for unit in counting.UNITS}
    return table(
        ("unit", "one is", "also where unstated, of"),
        ([code(unit), meaning, ", ".join(code(p) for p in of_property[unit]) or "-"]
         for unit, meaning in counting.UNITS.items()),
    )


def _record_tables() -> str:
    parts = []
    for name, columns in TABLES.items():
        if name == "claims":
            parts.append("### claims\n\nThe columns of [claims](claims.md).")
        else:
            parts.append(f"### {name}\n\n{_columns(columns)}")
    return "\n\n".join(parts)


def _codebook() -> str:
    parts = [
        f"## {t.name}\n\nOne row is {t.row}. In: {t.where}.\n\n{_columns(t.columns)}"
        for t in codebook.TABLES
    ]
    return "\n".join(parts)


def _forms() -> str:
    return table(("form", "what it is"), ([code(k), v] for k, v in codebook.FORMS.items()))


def _formats() -> str:
    return table(("format", "what it is", "media type", "written"), (
        (code(one.name), one.title, code(one.media),
         "by every run" if one.always else
         f"on request: `run --with {one.name}`, or `export`"
         + ("; needs `trucewatch[report]`" if one.modules else ""))
        for one in edition.EXPORTED.values()))


GENERATED: dict[str, Callable[[], str]] = {
    "report_columns": lambda: _columns(link.REPORT_COLUMNS),
    "figure_columns": lambda: _columns(claim.FIGURE_COLUMNS),
    "claim_columns": lambda: _columns(claim.CLAIM_COLUMNS),
    "outline_columns": lambda: _columns(place.OUTLINE_COLUMNS),
    "gazetteer_columns": lambda: _columns(place.GAZETTEER_COLUMNS),
    "actor_columns": lambda: _columns(place.ACTOR_COLUMNS),
    "values": _values,
    "properties": _properties,
    "case_file": _case_file,
    "sources_file": _sources_file,
    "publishing_file": _publishing_file,
    "publishing_rules": _shipped_rules,
    "clauses_file": _clauses_file,
    "mapping_file": _mapping_file,
    "statements_file": _statements_file,
    "statement_words": _statement_words,
    "statement_columns": lambda: _columns(tables.STATEMENT_COLUMNS),
    "kinds": _kinds,
    "finding": lambda: in_json(finding.Finding),
    "account": lambda: in_json(finding.Account),
    "statuses": _statuses,
    "standards": _standards,
    "reasons": _reasons,
    "grade_fields": lambda: _columns(tables.GRADE_FIELDS),
    "judgement_fields": lambda: _columns(tables.JUDGEMENT_FIELDS),
    "incident_columns": lambda: _columns(tables.INCIDENT_JSON),
    "lineage_columns": lambda: _columns(tables.LINEAGE_COLUMNS),
    "reply_fields": lambda: _columns(reply.REPLY_FIELDS),
    "correction_fields": lambda: _columns(reply.CORRECTION_FIELDS),
    "search_columns": lambda: _columns(tables.SEARCH_COLUMNS),
    "adapters": _adapters,
    "cli": _cli,
    "record_tables": _record_tables,
    "counting_rules": _counting_rules,
    "counting_units": _counting_units,
    "codebook": _codebook,
    "forms": _forms,
    "formats": _formats,
}
"""Every generated part by name."""


def filled(page: str) -> str:
    """Text of a page with its generated parts as the code has them now."""
    return PART.sub(lambda m: f"{m[1]}\n{GENERATED[m['name']]()}\n{m[3]}", page)


def main() -> int:
    """Rewrite every page of the reference, and the schemas beside it."""
    for path in sorted(REFERENCE.glob("*.md")):
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    for file in schemas.FILES:
        path = REFERENCE / "schema" / f"{file}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(schemas.text(file), encoding="utf-8", newline="\n")
    for name in edition_schemas.NAMES:
        path = REFERENCE / "schema" / "edition" / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(edition_schemas.text(name), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
