"""``publishing.yaml``: read strictly; what cannot be used leaves the safe rule in place."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.model.claim import CLAIM_COLUMNS
from trucewatch.model.publishing import (
    FIELD_CLASSES,
    SHIPPED_PROFILES,
    Consent,
    Profile,
    Protected,
    Publishing,
    Rule,
    profiles_of,
    rules_of,
)

from .norland import FIXTURE, copy_case, read

P = "publishing.yaml"
GIVEN = "personal, consent, forces, monitors, convoys, positions, sites, contacts, names, rows, ids"


FEWER = GIVEN.removesuffix(", rows, ids")


def write(root: Path, text: str) -> None:
    (root / P).write_text(text, encoding="utf-8", newline="\n")


def test_without_the_file_the_shipped_rules_hold() -> None:
    case = read(FIXTURE).case
    assert case is not None
    assert case.publishing == Publishing()
    assert [p.id for p in SHIPPED_PROFILES] == ["public", "parties", "internal"]


def test_everything_it_can_say(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write(root, f"""
publisher: {{en: Lake Monitor, ar: مرصد البحيرة}}
address: https://lake-monitor.example/edition/
contact: corrections@lake-monitor.example
licence: CC-BY-4.0
rights: {{wire: figure, gazette: full}}
rules:
  - {{id: strikes, kind: embargo, title: {{en: strikes held back}}, hours: 96,
     properties: [strike]}}
profiles:
  - {{id: donors, handling: {{en: For donors}}, use: parties, rules: [{GIVEN}, strikes]}}
consents:
  - {{id: c-1, source: gazette, use: publish, until: 2031-05-01}}
protected: {{salt: s, digests: ["{'0a' * 32}"]}}
""")
    loaded = read(root)
    assert loaded.problems == []
    assert loaded.case is not None
    assert loaded.case.publishing == Publishing(
        publisher={"en": "Lake Monitor", "ar": "مرصد البحيرة"},
        address="https://lake-monitor.example/edition/",
        contact="corrections@lake-monitor.example", licence="CC-BY-4.0",
        rights={"wire": "figure", "gazette": "full"},
        rules=[Rule(id="strikes", kind="embargo", title={"en": "strikes held back"}, hours=96,
                    properties=["strike"])],
        profiles=[Profile(id="donors", handling={"en": "For donors"}, use="parties",
                          rules=[*GIVEN.split(", "), "strikes"])],
        consents=[Consent(id="c-1", source="gazette", use="publish", until="2031-05-01")],
        protected=Protected(salt="s", digests=["0a" * 32]),
    )
    assert P in [file.name for file in loaded.case.files]


@pytest.mark.parametrize(("text", "said"), [
    ("rights: {nobody: full}",
     {"code": "unknown_reference", "field": "rights.nobody", "found": "nobody"}),
    ("rights: {wire: all}", {"code": "not_one_of", "field": "rights.wire", "found": "all"}),
    ("address: lake-monitor",
     {"code": "bad_address", "field": "address", "found": "lake-monitor",
      "expected": "a web address"}),
    ("publisher: {fr: Lac}", {"code": "missing_english", "field": "publisher"}),
    ("rules: [{id: x, kind: embargo, title: {en: x}, properties: [strike]}]",
     {"code": "negative_number", "field": "rules.x.hours", "found": "0"}),
    ("rules: [{id: x, kind: embargo, title: {en: x}, hours: 9, properties: [strikes]}]",
     {"code": "unknown_property", "field": "rules.x.properties.1", "found": "strikes"}),
    ("rules: [{id: x, kind: columns, title: {en: x}, columns: [low]}]",
     {"code": "not_one_of", "field": "rules.x.columns.1", "found": "low"}),
    ("rules: [{id: ids, kind: names, title: {en: x}}]",
     {"code": "other_kind", "field": "rules.ids.kind", "found": "names"}),
    ("rules: [{id: monitors, kind: embargo, title: {en: x}, hours: 12, properties: "
     "[mission_staff_present, monitoring_hindered, monitors_attacked]}]",
     {"code": "weaker_rule", "severity": "warning", "field": "rules.monitors.id"}),
    (f"profiles: [{{id: public, handling: {{en: P}}, rules: [{FEWER}]}}]",
     {"code": "rule_left_out", "field": "profiles.public.rules", "found": "no rows, ids"}),
    ("profiles: [{id: internal, handling: {en: P}, rules: [consent]}]",
     {"code": "rule_left_out", "found": "no personal"}),
    ("consents: [{id: c, source: gazette, use: publish, until: May}]",
     {"code": "bad_time", "field": "consents.c.until", "found": "May"}),
    ("protected: {salt: s, digests: [Rami]}",
     {"code": "wrong_type", "field": "protected.digests.1", "found": "no digest"}),
    ("embargo: 3", {"code": "unknown_field", "field": "embargo", "found": "embargo"}),
])
def test_what_is_wrong_is_named(text: str, said: dict[str, str], tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write(root, text)
    loaded = read(root)
    assert [p.file for p in loaded.problems] == [P]
    assert [{name: getattr(p, name) for name in said} for p in loaded.problems] == [said]


def test_a_profile_with_an_error_leaves_the_shipped_one(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write(root, "profiles: [{id: public, handling: {en: P}, rules: [personal]}]")
    case = read(root).case
    assert case is not None
    assert profiles_of(case.publishing) == profiles_of(Publishing())
    assert rules_of(case.publishing) == rules_of(Publishing())


def test_a_consent_that_cannot_be_read_still_asks_for_one(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    write(root, "consents: [{id: c, source: gazette, use: everything}]")
    case = read(root).case
    assert case is not None
    assert case.publishing.consents == [
        Consent(id="unread-gazette", source="gazette", use="record", withdrawn="0001-01-01")]


def test_every_column_of_a_claim_has_a_class() -> None:
    assert set(FIELD_CLASSES) == {column.name for column in CLAIM_COLUMNS}
