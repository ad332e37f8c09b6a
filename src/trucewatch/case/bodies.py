"""``sources.yaml``: who speaks, what is collected, who could see what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import ClassVar

from trucewatch.case.baselines import baseline_ok
from trucewatch.case.closed import check_properties
from trucewatch.case.document import Document, View, sound
from trucewatch.case.header import Known
from trucewatch.case.milestones import span
from trucewatch.case.names import good_id, usable
from trucewatch.case.sections import Item, Sections, read_sections
from trucewatch.case.standards import check_standards
from trucewatch.model.agreement import STRICT, Body, Boundaries, Coverage, Fetch, Input
from trucewatch.model.baseline import Baseline
from trucewatch.model.instant import TimeProblem, parse_date
from trucewatch.model.problem import Problem
from trucewatch.model.standard import Standard

SIDED = ("party", "aligned")
WEB = re.compile(r"https?://[^\s/?#@]+[^\s@]*", re.IGNORECASE)
"""A web address without a user's name or password in it."""
TOKEN = re.compile(r"[A-Z0-9_]{1,40}")
HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Everything in ``sources.yaml``."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    bodies: list[Body] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    standards: list[Standard] = field(default_factory=list)
    """Standards of proof beside those that ship."""
    boundaries: list[Boundaries] = field(default_factory=list)
    """Files of outlines as their publishers made them."""
    baselines: list[Baseline] = field(default_factory=list)


def read_sources(
    document: Document, known: Known, problems: list[Problem]
) -> tuple[Sources, Sections]:
    """Read ``sources.yaml``; an item with an error is left out, the rest is kept.

    Rows of coverage may name a version of an outline, and outlines name bodies: they are read by
    `declared_coverage`, from the sections, once the outlines are known.
    """
    sections = read_sections(Sources, document, problems)
    known.bodies.declared = sections.declared["bodies"]
    bodies = sections.keep("bodies", [
        item for item in sections.items["bodies"] if _body_ok(item, known, problems)
    ])
    known.bodies.good = {body.id for body in bodies}
    inputs = sections.keep("inputs", [
        item for item in sections.items["inputs"]
        if _stays_inside(item, problems) and _fetch_ok(item, problems)
    ])
    standards = sections.keep("standards", check_standards(
        sections.items["standards"], bodies, sorted(known.parties.good), problems
    ))
    baselines = sections.keep("baselines", [
        item for item in sections.items["baselines"] if baseline_ok(item, known, problems)
    ])
    boundaries = sections.keep("boundaries", [
        item for item in sections.items["boundaries"] if _boundaries_ok(item, known, problems)
    ])
    return Sources(bodies=bodies, inputs=inputs, standards=standards, baselines=baselines,
                   boundaries=boundaries), sections


def declared_coverage(
    sections: Sections, known: Known, problems: list[Problem]
) -> list[Coverage]:
    """Rows of coverage of ``sources.yaml``; one with an error is left out."""
    return sections.keep("coverage", [
        Item(item.view, replace(item.value, source=known.addresses.known(
            item.value.source, item.view, ("source",), problems)))
        for item in sections.items["coverage"] if _coverage_ok(item, known, problems)
    ])


def boundary_files(document: Document, sources: Sources) -> list[tuple[View, Boundaries]]:
    """Files of boundaries, and where ``sources.yaml`` names each."""
    listed = document.at(("boundaries",))
    at = {
        entry.get("id"): number
        for number, entry in enumerate(listed if isinstance(listed, list) else [])
        if isinstance(entry, dict)
    }
    return [(View(document, ("boundaries", at[one.id])), one) for one in sources.boundaries]


def boundary_names(document: Document) -> set[str]:
    """Names of all files of boundaries, of those too that were left out."""
    listed = document.at(("boundaries",))
    return {
        str(entry.get("file")) for entry in (listed if isinstance(listed, list) else [])
        if isinstance(entry, dict)
    }


def _boundaries_ok(item: Item, known: Known, problems: list[Problem]) -> bool:
    named: Boundaries = item.value
    before, view = len(problems), item.view
    known.bodies.check(named.source, view, ("source",), problems)
    if not named.zones:
        problems.append(view.problem("missing_field", ("zones",), found="nothing",
                                     expected="at least one value and its zone"))
    for key, zone in named.zones.items():
        known.zones.check(zone, view, ("zones", key), problems)
    if not usable(named.version):
        problems.append(view.problem("bad_id", ("version",), found=named.version or "nothing",
                                     expected="an id of letters, digits, '-', '_' and '.'"))
    days = []
    for name in ("first_day", "last_day"):
        text = getattr(named, name)
        try:
            days += [parse_date(text)] if text else []
        except TimeProblem:
            problems.append(view.problem("bad_time", (name,), found=text,
                                         expected="a day such as 2031-03-01"))
    if days != sorted(days):
        problems.append(view.problem("end_before_start", ("last_day",), found=named.last_day,
                                     expected=f"a day after {named.first_day}"))
    return sound(problems, before)


def _body_ok(item: Item, known: Known, problems: list[Problem]) -> bool:
    body: Body = item.value
    before = len(problems)
    sided = body.affiliation in SIDED
    if sided and not body.side:
        problems.append(item.view.problem(
            "missing_side", ("side",), found="nothing",
            expected=f"the party it is {_tie(body)}",
        ))
    elif sided:
        known.parties.check(body.side, item.view, ("side",), problems)
    elif body.side:
        problems.append(item.view.problem(
            "side_without_tie", ("side",), found=body.side,
            expected=f"no side for a body that is '{body.affiliation}'",
            mend="empty it, or say 'party' or 'aligned'",
        ))
    if sided and not body.reason.strip():
        problems.append(item.view.problem(
            "missing_reason", ("reason",), found="nothing",
            expected=f"why it is '{body.affiliation}'",
        ))
    if body.lineage:
        good_id(body.lineage, item.view, ("lineage",), problems)
    return sound(problems, before)


def _tie(body: Body) -> str:
    return "part of" if body.affiliation == "party" else "aligned with"


def _stays_inside(item: Item, problems: list[Problem]) -> bool:
    """Tell whether a raw file is named inside the folder handed to the command."""
    name = item.value.file
    forms = (PurePosixPath(name), PureWindowsPath(name))
    climbs = any(form.is_absolute() or form.anchor or ".." in form.parts for form in forms)
    if name.strip() and not climbs:
        return True
    problems.append(item.view.problem(
        "climbing_path" if climbs else "missing_field", ("file",), found=name or "nothing",
        expected="a path inside the folder the raw files are read from",
    ))
    return False


def _fetch_ok(item: Item, problems: list[Problem]) -> bool:
    """Tell whether a raw file can be fetched as declared."""
    fetch: Fetch | None = item.value.fetch
    if fetch is None:
        return True
    before = len(problems)
    if not WEB.fullmatch(fetch.address):
        problems.append(item.view.problem(
            "bad_address", ("fetch", "address"), found=fetch.address,
            expected="a web address, https://...",
        ))
    if fetch.token and not TOKEN.fullmatch(fetch.token):
        problems.append(item.view.problem(
            "bad_token_name", ("fetch", "token"), found=fetch.token,
            expected="the name of a token: capitals, digits and _; never the token itself",
            mend="put its value into the environment, as TRUCEWATCH_TOKEN_ and this name",
        ))
    if not HEADER.fullmatch(fetch.header):
        problems.append(item.view.problem(
            "bad_header", ("fetch", "header"), found=fetch.header,
            expected="the name of a header: letters, digits and -",
        ))
    return sound(problems, before)


def _coverage_ok(item: Item, known: Known, problems: list[Problem]) -> bool:
    row: Coverage = item.value
    before = len(problems)
    known.bodies.check(row.body, item.view, ("body",), problems)
    known.zones.check(row.zone, item.view, ("zone",), problems)
    check_properties(row.properties, item.view, ("properties",), problems)
    span(row.period, known.tz, item.view, ("period",), problems)
    return sound(problems, before)
