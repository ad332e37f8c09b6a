"""The closed list of properties a claim can assert, and what each one measures.

The one registry from figures to acts: `implies_act` says which properties mean that at least one
act of the family happened. A clause uses an implication only where it declares it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Property:
    """One thing a report can state about a happening or a quantity."""

    id: str
    unit: str
    """What the integer counts."""
    family: str
    """Violation family (vocabulary); acts of one family may deny one another."""
    title: str
    """Plain words for pages."""
    event: bool = False
    """True for acts: a report without a number still tells of at least one."""
    implies_act: bool = False
    """True when one or more of it means that at least one act of the family happened."""


_FORCE, _MOVE, _AID, _PERSONS = "use of force", "movement and posture", "access", "persons"
_REGROW = "force regeneration"

_ALL = (
    Property("strike", "strikes", _FORCE, "strikes from the air or by artillery", event=True),
    Property("shelling", "acts of shelling", _FORCE, "shelling", event=True),
    Property("shooting", "shootings", _FORCE, "shootings", event=True),
    Property("rocket_or_fire_attack", "attacks", _FORCE, "attacks with rockets or fire",
             event=True),
    Property("ied", "devices", _FORCE, "explosive devices", event=True),
    Property("execution", "killings", _FORCE, "killings of persons held", event=True),
    Property("overflight", "flights", _FORCE, "flights", event=True),
    Property("attack", "attacks", _FORCE, "attacks of any kind", event=True),
    Property("ceasefire_violation", "violations", _FORCE,
             "ceasefire violations, as the source counts them", event=True),
    Property("explosion", "explosions", _FORCE, "explosions", event=True),
    Property("shot", "shots", _FORCE, "shots", event=True),
    Property("burst", "bursts", _FORCE, "bursts of fire", event=True),
    Property("round", "rounds", _FORCE, "rounds fired", event=True),
    Property("trajectory", "projectiles", _FORCE, "projectiles seen in flight", event=True),
    Property("naval_fire", "acts of fire", _FORCE, "fire at sea or from the sea", event=True),
    Property("mine_laid", "mines", _FORCE, "mines laid", event=True),
    Property("abduction", "persons", _PERSONS, "persons abducted", event=True),
    Property("recruitment", "persons", _PERSONS, "persons recruited", event=True),
    Property("energy_facility_hit", "facilities", _FORCE, "energy facilities struck", event=True),
    Property("port_hit", "ports", _FORCE, "ports struck", event=True),
    Property("vessel_attacked", "vessels", _FORCE, "vessels attacked", event=True),
    Property("medical_facility_hit", "facilities", _FORCE, "medical facilities struck",
             event=True),
    Property("medical_facility_occupied", "facilities", _MOVE, "medical facilities occupied"),
    Property("public_facility_occupied", "facilities", _MOVE, "public facilities occupied"),
    Property("weapon_seen", "weapons", _MOVE, "weapons seen"),
    Property("fighters_seen", "persons", _MOVE, "fighters seen"),
    Property("position_held", "positions", _MOVE, "positions held"),
    Property("reinforcement", "movements", _MOVE, "reinforcements", event=True),
    Property("forces_deployed", "persons", _MOVE, "members of forces deployed"),
    Property("redeployed", "redeployments", _MOVE, "redeployments completed", event=True),
    Property("weapons_handed_over", "weapons", _MOVE, "weapons handed over"),
    Property("weapons_seized", "weapons", _MOVE, "weapons seized by the authorities"),
    Property("facility_dismantled", "facilities", _MOVE, "military facilities dismantled"),
    Property("fighters_assembled", "persons", _MOVE, "fighters gathered in agreed areas"),
    Property("ground_incursion", "incursions", _MOVE, "ground incursions", event=True),
    Property("line_crossing_claimed", "crossings of the line", _MOVE,
             "crossings of the line, as claimed", event=True),
    Property("line_moved_claimed", "moves of the line", _MOVE, "moves of the line, as claimed",
             event=True),
    Property("area_controlled", "percent of the area", _MOVE, "area controlled"),
    Property("withdrawal_started", "withdrawals", _MOVE, "withdrawals begun", event=True),
    Property("withdrawal_complete", "withdrawals", _MOVE, "completed withdrawals", event=True),
    Property("killed", "persons", "harm to persons", "persons killed", implies_act=True),
    Property("injured", "persons", "harm to persons", "persons injured", implies_act=True),
    Property("detained", "persons", _PERSONS, "persons detained", event=True),
    Property("hostage_released", "persons", _PERSONS, "living hostages released"),
    Property("remains_returned", "remains", _PERSONS, "remains handed over"),
    Property("remains_recovered", "remains", _PERSONS,
             "remains recovered by those who sought them"),
    Property("recovered_bodies", "bodies", "harm to persons", "bodies recovered from rubble"),
    Property("recognised_deaths", "persons", "harm to persons", "earlier deaths recognised later"),
    Property("succumbed", "persons", "harm to persons", "persons who died of earlier wounds"),
    Property("prisoners_released", "persons", _PERSONS, "prisoners and detainees released"),
    Property("status_report_given", "reports", _PERSONS, "reports on the state of persons held",
             event=True),
    Property("trucks_entered", "trucks", _AID, "trucks that entered"),
    Property("trucks_offloaded", "trucks", _AID, "trucks offloaded"),
    Property("trucks_collected", "trucks", _AID, "trucks collected at the crossings"),
    Property("trucks_arrived", "trucks", _AID, "trucks that arrived at their destination"),
    Property("trucks_intercepted", "trucks", _AID, "trucks intercepted on the way"),
    Property("pallets_offloaded", "pallets", _AID, "pallets offloaded"),
    Property("pallets_collected", "pallets", _AID, "pallets collected at the crossings"),
    Property("pallets_arrived", "pallets", _AID, "pallets that arrived at their destination"),
    Property("pallets_intercepted", "pallets", _AID, "pallets intercepted on the way"),
    Property("fuel_trucks_entered", "trucks", _AID, "fuel trucks that entered"),
    Property("fuel_litres_entered", "litres", _AID, "litres of fuel that entered"),
    Property("aid_tons_entered", "tons", _AID, "tons of aid that entered"),
    Property("tents_entered", "tents", _AID, "tents that entered"),
    Property("mobile_homes_entered", "mobile homes", _AID, "mobile homes that entered"),
    Property("aid_looted", "lootings", _AID, "lootings of aid", event=True),
    Property("access_denied", "denials", _AID, "denials of access", event=True),
    Property("crossing_opened", "openings", _AID, "openings of a crossing", event=True),
    Property("crossing_closed", "closures", _AID, "closures of a crossing", event=True),
    Property("vessels_passed", "vessels", _AID, "vessels let through"),
    Property("flights_passed", "flights", _AID, "civil flights let through"),
    Property("aid_obstructed", "obstructions", _AID, "obstructions of aid", event=True),
    Property("persons_crossed", "persons", _AID, "persons who crossed"),
    Property("return_allowed", "openings", _AID, "openings of a way home", event=True),
    Property("ceremony", "ceremonies", _PERSONS, "public ceremonies at a hand-over", event=True),
    Property("talks_started", "talks", "procedural", "talks started", event=True),
    Property("document_submitted", "documents", "procedural", "documents submitted", event=True),
    Property("body_formed", "bodies formed", "mechanism", "bodies formed", event=True),
    Property("meeting_held", "meetings", "procedural", "meetings held", event=True),
    Property("notification_given", "notifications", "procedural", "notifications given",
             event=True),
    Property("report_issued", "reports", "procedural", "reports issued", event=True),
    Property("law_adopted", "laws", "procedural", "laws or resolutions adopted", event=True),
    Property("extension_announced", "announcements", "procedural", "extensions announced",
             event=True),
    Property("notice_given", "notices", "procedural", "notices that it ends", event=True),
    Property("suspension_claimed", "claims", "procedural", "claims that a duty is suspended",
             event=True),
    Property("announcement", "announcements", "procedural", "announcements", event=True),
    Property("clash", "clashes", _FORCE, "clashes", event=True),
    Property("threat", "threats", "harm to persons", "threats", event=True),
    Property("gender_based_violence", "acts", "harm to persons", "acts of gender-based violence",
             event=True),
    Property("building_damaged", "buildings", _FORCE, "buildings damaged", implies_act=True),
    Property("building_destroyed", "buildings", _FORCE, "buildings destroyed", implies_act=True),
    Property("aircraft_lost", "aircraft", _FORCE, "aircraft lost"),
    Property("force_movement", "movements", _MOVE, "movements of forces", event=True),
    Property("advantage_sought", "moves", _MOVE, "moves for military advantage, as the source says",
             event=True),
    Property("armed_presence", "cases", _MOVE, "cases of armed persons where they may not be",
             event=True),
    Property("military_manifestations_removed", "places", _MOVE,
             "places cleared of what shows military presence", event=True),
    Property("zones_established", "areas", _MOVE, "agreed areas in being"),
    Property("weapons_destroyed", "weapons", _MOVE, "weapons destroyed"),
    Property("arms_acquired", "cases", _REGROW, "arms acquired, made, carried or handed out",
             event=True),
    Property("illicit_financing", "acts", _REGROW, "illicit acts to raise money", event=True),
    Property("hostile_speech", "utterances", "speech",
             "utterances held to be hostile or defamatory", event=True),
    Property("movement_hindered", "hindrances", _AID,
             "hindrances of the movement of people or goods", event=True),
    Property("movement_obstacle", "obstacles", _AID, "obstacles to movement in place"),
    Property("aid_diverted", "diversions", _AID, "diversions of aid", event=True),
    Property("aid_delivered", "deliveries", _AID, "deliveries of aid", event=True),
    Property("monitoring_hindered", "hindrances", "mechanism", "hindrances of monitors",
             event=True),
    Property("monitors_attacked", "attacks", "mechanism", "attacks on monitors", event=True),
    Property("information_withheld", "cases", "mechanism", "information withheld from monitors",
             event=True),
    Property("mission_staff_present", "members", "mechanism", "members of a mission at work"),
    Property("case_rated", "cases", "mechanism", "cases rated by a monitoring mechanism",
             event=True),
    Property("institutions_obstructed", "obstructions", "procedural",
             "obstructions of public institutions", event=True),
    Property("revenue_transferred", "transfers", "procedural", "transfers of public revenue",
             event=True),
    Property("violent_event", "events", _FORCE, "violent events, as the source counts them",
             event=True),
    Property("demonstration", "demonstrations", "public life",
             "demonstrations; no breach of anything by themselves", event=True),
    Property("displaced", "displacements", "harm to persons",
             "displacements of persons; who moves twice is counted twice"),
    Property("died", "persons", "harm to persons", "deaths of any cause"),
    Property("breaches_claimed", "breaches, as counted by the speaker", "mechanism",
             "breaches claimed"),
    Property("statement", "statements", "procedural", "statements"),
)

PROPERTIES: dict[str, Property] = {p.id: p for p in _ALL}
"""Every property by id."""
