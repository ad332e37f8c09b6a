"""``publishing.yaml``: what may leave, under which rules; a case need not have one."""

from __future__ import annotations

import re
from dataclasses import replace

from trucewatch.case.bodies import WEB
from trucewatch.case.closed import check_properties
from trucewatch.case.document import Document, View, sound
from trucewatch.case.header import Known
from trucewatch.case.sections import Item, Sections, read_sections
from trucewatch.case.typed import did_you_mean, one_of
from trucewatch.model.claim import QUALIFIER_KEYS
from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.model.problem import Problem
from trucewatch.model.publishing import (
    FIELD_CLASSES,
    Consent,
    Profile,
    Publishing,
    Rule,
    must_have,
    rules_of,
)

NAME = "publishing.yaml"
NEVER_GIVEN = "0001-01-01"
"""Day of withdrawal of a consent that could not be read."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_WITHHELD = sorted(name for name, kind in FIELD_CLASSES.items() if kind == "identifying")
_SHIPPED = rules_of(Publishing())


def read_publishing(document: Document, known: Known, problems: list[Problem]) -> Publishing:
    """Read the file; what has an error is left out, and the shipped rule or profile holds.

    Parameters
    ----------
    document
        The file.
    known
        Ids of the case.
    problems
        Everything found wrong is appended here.
    """
    found = read_sections(Publishing, document, problems)
    rules = found.keep("rules", [i for i in found.items["rules"] if _rule_ok(i, problems)])
    ids = [*rules_of(Publishing(rules=rules))]
    profiles = found.keep("profiles", [
        i for i in found.items["profiles"] if _profile_ok(i, ids, problems)])
    consents = _consents(found, known, problems)
    publishing = Publishing(rules=rules, profiles=profiles, consents=consents)
    values = {**found.values, "rights": _rights(found, known, problems)}
    if "address" in values and not WEB.fullmatch(values["address"]):
        problems.append(found.view.problem(
            "bad_address", ("address",), found=values.pop("address"), expected="a web address"))
    if not _digests_ok(found, problems):
        values.pop("protected", None)
    _english(found, values, problems)
    return replace(publishing, **values)


def _english(found: Sections, values: dict[str, object], problems: list[Problem]) -> None:
    publisher = values.get("publisher")
    if isinstance(publisher, dict) and not publisher.get("en", "").strip():
        del values["publisher"]
        problems.append(found.view.problem(
            "missing_english", ("publisher",), found=publisher, expected="text under 'en'"))


def _rule_ok(item: Item, problems: list[Problem]) -> bool:
    rule: Rule = item.value
    before = len(problems)
    shipped = _SHIPPED.get(rule.id)
    if shipped and shipped.kind != rule.kind:
        problems.append(item.view.problem(
            "other_kind", ("kind",), found=rule.kind,
            expected=f"'{shipped.kind}', as the shipped rule of this id",
            mend="give a rule of another kind an id of its own"))
    check_properties(rule.properties, item.view, ("properties",), problems)
    _of_list(rule.columns, _WITHHELD, item.view, "columns", problems)
    _of_list(rule.keys, sorted(QUALIFIER_KEYS), item.view, "keys", problems)
    if rule.kind == "embargo" and rule.hours < 1:
        problems.append(item.view.problem(
            "negative_number", ("hours",), found=rule.hours, expected="1 or more"))
    if rule.kind == "small_counts" and rule.most < 1:
        problems.append(item.view.problem(
            "negative_number", ("most",), found=rule.most, expected="1 or more"))
    if shipped and _weaker(rule, shipped):
        problems.append(item.view.problem(
            "weaker_rule", ("id",), found="less than the shipped rule takes out",
            expected="as much or more", severity="warning",
            mend="the rule is used as it stands; write down who decided it, and why"))
    return sound(problems, before)


def _weaker(rule: Rule, shipped: Rule) -> bool:
    """Whether a rule takes out less than the shipped rule of its id."""
    lists = ("properties", "words", "columns", "keys", "parsers")
    return (
        rule.hours < shipped.hours or rule.most < shipped.most
        or (rule.points_only and not shipped.points_only)
        or any(not set(getattr(shipped, name)) <= set(getattr(rule, name)) for name in lists)
    )


def _of_list(
    names: list[str], options: list[str], view: View, field: str, problems: list[Problem]
) -> None:
    problems.extend(
        view.problem("not_one_of", (field, place), found=name, expected=one_of(options),
                     mend=did_you_mean(name, options))
        for place, name in enumerate(names) if name not in options
    )


def _profile_ok(item: Item, rules: list[str], problems: list[Problem]) -> bool:
    profile: Profile = item.value
    before = len(problems)
    _of_list(profile.rules, rules, item.view, "rules", problems)
    lacking = [name for name in must_have(profile.id) if name not in profile.rules]
    if lacking:
        problems.append(item.view.problem(
            "rule_left_out", ("rules",), found="no " + ", ".join(lacking),
            expected="the rules a profile cannot do without: "
            + ", ".join(must_have(profile.id)), mend="add them"))
    return sound(problems, before)


def _consents(found: Sections, known: Known, problems: list[Problem]) -> list[Consent]:
    sound_ones = []
    for item in found.items["consents"]:
        one: Consent = item.value
        before = len(problems)
        known.bodies.check(one.source, item.view, ("source",), problems)
        for name in ("until", "withdrawn"):
            _day_ok(getattr(one, name), item.view, name, problems)
        if sound(problems, before):
            sound_ones.append(item)
    kept: list[Consent] = found.keep("consents", sound_ones)
    # A consent that cannot be understood is none, and its source still needs one.
    listed = found.view.at("consents")
    asked = {str(one["source"]) for one in (listed if isinstance(listed, list) else [])
             if isinstance(one, dict) and isinstance(one.get("source"), str)}
    lost = sorted(asked - {one.source for one in kept})
    return [*kept, *(Consent(id=f"unread-{source}", source=source, use="record",
                             withdrawn=NEVER_GIVEN) for source in lost)]


def _day_ok(text: str, view: View, name: str, problems: list[Problem]) -> None:
    try:
        if text:
            parse_date(text)
    except TimeProblem:
        problems.append(view.problem(
            "bad_time", (name,), found=text, expected="a day such as 2031-03-01"))


def _rights(found: Sections, known: Known, problems: list[Problem]) -> dict[str, str]:
    given: dict[str, str] = found.values.get("rights", {})
    return {
        source: right for source, right in given.items()
        if known.bodies.check(source, found.view, ("rights", source), problems)
    }


def _digests_ok(found: Sections, problems: list[Problem]) -> bool:
    protected = found.values.get("protected")
    if protected is None:
        return True
    before = len(problems)
    problems.extend(
        found.view.problem("wrong_type", ("protected", "digests", place), found="no digest",
                           expected="64 characters 0-9 a-f, as 'trucewatch protect' prints them")
        for place, one in enumerate(protected.digests) if not _DIGEST.fullmatch(one)
    )
    return sound(problems, before)
