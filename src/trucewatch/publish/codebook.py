"""The codebook: every column of every table that leaves the program, from its contract.

The contracts themselves stand where the tables are made (`model.tables`, `model.claim`,
`model.series`, `store.rows`); nothing is described twice. `docs/reference/codebook.md` and
``trucewatch codebook`` are written from this list, and a test reads what the program wrote and
fails on a column without an entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.model import counts, reply, tables
from trucewatch.model.claim import FIGURE_COLUMNS, PERSON, Column
from trucewatch.model.coverage import COVERAGE_COLUMNS
from trucewatch.model.place import ACTOR_COLUMNS, GAZETTEER_COLUMNS, OUTLINE_COLUMNS
from trucewatch.store.rows import TABLES as RECORD_TABLES

SCHEMA = "trucewatch/codebook@1"

FORMS = {
    "text": "text; in Arrow `string`, in pandas `string`",
    "int": "whole number, null where unknown; in Arrow `int64`, in pandas `Int64`",
    "instant": "in CSV and JSON ISO 8601 in UTC; in Arrow `timestamp[us, UTC]`, in pandas "
               "`datetime64[us, UTC]`; in relations and records microseconds since 1970",
    "flag": "in CSV yes or no; in JSON, Arrow and pandas true or false (`bool`, `boolean`)",
    "list": "a list or an object, in JSON only",
}
"""What each form of a column is in each way of writing a table."""


@dataclass(frozen=True)
class Table:
    """One table that leaves the program."""

    name: str
    row: str
    """What one row is."""
    where: str
    """In which file, or from which call."""
    columns: tuple[Column, ...]


_RECORD = {
    "claims": "one reading of a claim the record took in",
    "states": "one change of whether a row is held",
    "custody": "one event in the custody of archived bytes",
    "erasures": "one destroyed key",
    "cells": "one value of a cell of a published series, from a version on",
    "reports": "one capture of a page, or one message of a chat, that nothing is claimed of yet",
    "versions": "one published version of a series",
}

TABLES: tuple[Table, ...] = (
    Table("figures", "one thing said", "figures/*.csv of a case folder", FIGURE_COLUMNS),
    Table("figures_of_persons", "one thing said, that tells of people",
          "figures/*.csv of a case folder with a last column more", (*FIGURE_COLUMNS, PERSON)),
    Table("outlines", "one version of the outline of a zone",
          "properties of a feature in zones/*.geojson of a case folder", OUTLINE_COLUMNS),
    Table("gazetteer", "one spelling of the name of a place", "gazetteer.csv of a case folder",
          GAZETTEER_COLUMNS),
    Table("actors", "one accepted name of an actor", "actors.csv of a case folder",
          ACTOR_COLUMNS),
    Table("coverage", "who could see what, when, by one source",
          "coverage/*.csv of a case folder", COVERAGE_COLUMNS),
    Table("grades", "one grade", "grades.jsonl of a case folder", tables.GRADE_FIELDS),
    Table("judgements", "one judgement", "judgements.jsonl of a case folder",
          tables.JUDGEMENT_FIELDS),
    Table("incidents", "one incident", "incidents.csv; incidents.hxl.csv; incidents.parquet; "
          "case.incidents()",
          tables.INCIDENT_COLUMNS),
    Table("incidents_json", "one incident", "incidents.json, under incidents",
          tables.INCIDENT_JSON),
    Table("lineages", "one decision", "lineages.csv of a case folder", tables.LINEAGE_COLUMNS),
    Table("replies", "one reply", "replies.jsonl of a case folder", reply.REPLY_FIELDS),
    Table("corrections", "what is asked, or its answer", "corrections.jsonl of a case folder",
          reply.CORRECTION_FIELDS),
    Table("searches", "one search", "searches.csv of a case folder and of an edition; "
          "searches.json, under searches", tables.SEARCH_COLUMNS),
    Table("counts", "one total of one source under one counting rule", "counts.csv",
          counts.COUNT_COLUMNS),
    Table("statements", "one statement", "statements.csv; statements.parquet; statements.json, "
          "under statements",
          tables.STATEMENT_COLUMNS),
    Table("effort_json", "one clause and party", "searches.json, under effort",
          tables.EFFORT_JSON),
    Table("grades_json", "one grade", "grades.json, under grades", tables.GRADE_JSON),
    Table("calendars_json", "what one body could see in one zone", "coverage.json, under "
          "calendars", tables.CALENDAR_JSON),
    Table("denials_json", "one party", "coverage.json, under access_denied", tables.DENIAL_JSON),
    Table("findings", "one finding", "findings.csv; findings.hxl.csv; findings.parquet; "
          "case.findings()", tables.FINDING_COLUMNS),
    Table("accounts", "one account of a finding", "case.accounts(); explain(...).accounts",
          tables.ACCOUNT_COLUMNS),
    Table("shares", "one window and status of its units", "case.shares()",
          tables.SHARE_COLUMNS),
    Table("claims", "one claim of the release", "claims.csv; claims.parquet; claims.json; "
          "case.claims()",
          tables.RELEASED_CLAIM_COLUMNS),
    Table("handling", "any row", "last column of every CSV file of an edition or a dossier",
          (tables.HANDLING_COLUMN,)),
    Table("explained_claims", "one claim the findings rest on or print",
          "explain(...).claims", tables.EXPLAINED_CLAIM_COLUMNS),
    Table("clauses", "one clause", "case.clauses()", tables.CLAUSE_COLUMNS),
    Table("findings_json", "one finding", "findings.json, under findings",
          tables.FINDING_FIELDS),
    Table("accounts_json", "one account", "findings.json, under accounts of a finding",
          tables.ACCOUNT_FIELDS),
    Table("problems", "one problem", "problems.json; case.problems", tables.PROBLEM_COLUMNS),
    Table("dossier_claims", "one claim", "claims.csv of a dossier",
          tables.DOSSIER_CLAIM_COLUMNS),
    Table("dossier_originals", "one original file", "originals.csv of a dossier",
          tables.ORIGINAL_COLUMNS),
    Table("relation_findings", "one finding", "findings, in Assessment.sql",
          tables.FINDING_RELATION),
    Table("relation_accounts", "one account of a finding", "accounts, in Assessment.sql",
          tables.ACCOUNT_RELATION),
    Table("relation_account_claims", "one claim of an account",
          "account_claims, in Assessment.sql", tables.ACCOUNT_CLAIM_RELATION),
    Table("relation_hinges", "one lineage a finding hinges on", "hinges, in Assessment.sql",
          tables.HINGE_RELATION),
    Table("relation_suspensions", "one claim of a suspension",
          "suspensions, in Assessment.sql", tables.SUSPENSION_RELATION),
    Table("relation_bodies", "one body", "bodies, in Assessment.sql", tables.BODY_RELATION),
    *(
        Table(f"record_{name}", row, f"{name}, in the Parquet files of a record"
              + ("; custody.csv of a dossier" if name == "custody" else
                 "; claims, in Assessment.sql" if name == "claims" else ""),
              RECORD_TABLES[name])
        for name, row in _RECORD.items()
    ),
)
"""Every table, those a user meets first at the top."""


def as_json(chosen: Iterable[Table] = TABLES) -> str:
    """Text of the codebook as JSON, for programs."""
    return json.dumps({
        "schema": SCHEMA,
        "forms": FORMS,
        "tables": [
            {
                "name": t.name, "row": t.row, "where": t.where,
                "columns": [
                    {"name": c.name, "form": c.type, "needed": c.required, "meaning": c.meaning}
                    for c in t.columns
                ],
            }
            for t in chosen
        ],
    }, ensure_ascii=False, indent=1) + "\n"
