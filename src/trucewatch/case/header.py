"""``case.yaml``: the agreement, and the ids everything else refers to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from trucewatch.case.counting import check_rules
from trucewatch.case.document import Document
from trucewatch.case.milestones import resolve
from trucewatch.case.names import Names, good_id
from trucewatch.case.sections import Item, Sections, read_sections
from trucewatch.case.zones import check_zones
from trucewatch.model.agreement import Agreement, Milestone, Party
from trucewatch.model.case import ResolvedMilestone
from trucewatch.model.instant import TimeProblem, zone
from trucewatch.model.problem import Problem


@dataclass
class Known:
    """What other files may refer to."""

    tz: str = "UTC"
    parties: Names = field(default_factory=lambda: Names("a party of case.yaml"))
    actors: Names = field(default_factory=lambda: Names("a party or group of case.yaml"))
    zones: Names = field(default_factory=lambda: Names("a zone of case.yaml"))
    milestones: Names = field(default_factory=lambda: Names("a milestone of case.yaml"))
    texts: Names = field(default_factory=lambda: Names("a text of case.yaml"))
    addresses: Names = field(default_factory=lambda: Names("an address of case.yaml"))
    bodies: Names = field(default_factory=lambda: Names("a body of sources.yaml"))
    resolved: dict[str, ResolvedMilestone] = field(default_factory=dict)


def read_header(
    document: Document, known: Known, problems: list[Problem]
) -> Agreement | None:
    """Read ``case.yaml``.

    Parameters
    ----------
    document
        The file.
    known
        Filled with the ids found, also when the agreement itself cannot be used.
    problems
        Everything found wrong is appended here.

    Returns
    -------
    Agreement or None
        ``None`` when the version of the format or the time zone cannot be understood: without
        them nothing else could be computed. Any other field with an error is left empty.
    """
    sections = read_sections(
        Agreement, document, problems,
        shared_ids=(("parties", "groups"),),
    )
    usable = "trucewatch" in sections.values and _time_zone(sections, known, problems)
    _ids(sections, known)
    sections.items["zones"] = check_zones(sections.items["zones"], known.zones, problems)
    kept, known.resolved = resolve(
        sections.items["milestones"], sections.declared["milestones"], known.tz, problems
    )
    sections.items["milestones"] = [_sourced(item, known, problems) for item in kept]
    known.milestones.good = set(known.resolved)
    sections.items["parties"] = [
        Item(item.view, _linked(item, known, problems)) for item in sections.items["parties"]
    ]
    sections.items["texts"] = [
        Item(item.view, replace(item.value, sources=known.addresses.known(
            item.value.sources, item.view, ("sources",), problems)))
        for item in sections.items["texts"]
    ]
    sections.items["counting"] = check_rules(sections.items["counting"], problems)
    return _agreement(sections, problems) if usable else None


def _time_zone(sections: Sections, known: Known, problems: list[Problem]) -> bool:
    name = sections.values.get("tz")
    if name is None:
        return False
    try:
        zone(name)
    except TimeProblem as error:
        problems.append(sections.view.problem(
            "bad_time_zone", ("tz",), found=name or "nothing", expected=str(error)
        ))
        return False
    known.tz = name
    return True


def _ids(sections: Sections, known: Known) -> None:
    def fill(names: Names, *wanted: str) -> None:
        for section in wanted:
            names.declared |= sections.declared[section]
            names.good |= {
                getattr(item.value, "id", None) or getattr(item.value, "ref", None)
                or str(item.view.base[-1])
                for item in sections.items[section]
            }

    fill(known.parties, "parties")
    fill(known.actors, "parties", "groups")
    fill(known.zones, "zones")
    fill(known.milestones, "milestones")
    fill(known.texts, "texts")
    fill(known.addresses, "addresses")


def _linked(item: Item, known: Known, problems: list[Problem]) -> Party:
    party: Party = item.value

    def keep(names: Names, name: str) -> list[str]:
        return names.known(getattr(party, name), item.view, (name,), problems)

    return replace(
        party,
        answers_for=keep(known.actors, "answers_for"),
        people=keep(known.actors, "people"),
        opposes=keep(known.parties, "opposes"),
    )


def _sourced(item: Item, known: Known, problems: list[Problem]) -> Item:
    milestone: Milestone = item.value
    raw: Any = item.view.at("candidates")
    place = {entry["id"]: at for at, entry in reversed(list(enumerate(raw or [])))}
    candidates = [
        replace(candidate, source=known.addresses.known(
            candidate.source, item.view, ("candidates", place[candidate.id], "source"), problems))
        for candidate in milestone.candidates
    ]
    return Item(item.view, replace(milestone, candidates=candidates))


def _agreement(sections: Sections, problems: list[Problem]) -> Agreement:
    values: dict[str, Any] = {
        "id": "", "title": {"en": ""}, "type": "", "summary": {"en": ""}, **sections.values
    }
    if "id" in sections.values and not good_id(values["id"], sections.view, ("id",), problems):
        values["id"] = ""
    for name, items in sections.items.items():
        if name == "addresses":
            values[name] = {str(item.view.base[-1]): item.value for item in items}
        else:
            values[name] = [item.value for item in items]
    return Agreement(**values)
