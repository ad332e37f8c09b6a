"""What is wrong with a YAML file: each row one edit, the whole Problem, and what else was read.

Where a Problem stands is shown by a `§` in a piece of the edited file.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from trucewatch.case.yaml import compiled_events
from trucewatch.model.problem import Problem

from .norland import WHOLE, Have, but, copy_case, edit, have, problem, read


class Said(NamedTuple):
    """A Problem whose line and column follow from a mark in the text around it."""

    file: str
    where: str
    rest: dict[str, str]

    def at(self, text: str) -> Problem:
        """The whole Problem, in an edited file."""
        before, _, after = self.where.partition("§")
        assert text.count(before + after) == 1, f"{before + after!r} is not there once"
        place = text.index(before + after) + len(before)
        line = text.count("\n", 0, place) + 1
        return problem(self.file, line, place - text.rfind("\n", 0, place), **self.rest)


def said(file: str, where: str, **rest: str) -> Said:
    """What is said about a file, and where."""
    return Said(file, where, rest)


class Row(NamedTuple):
    """One edit, what is said about it, and what is read all the same."""

    name: str
    file: str
    old: str
    new: str
    said: Said
    have: Have


C, L, S = "case.yaml", "clauses.yaml", "sources.yaml"
WITHOUT_1 = but(clauses=("N-02", "N-03"), readings=())
WITHOUT_2 = but(clauses=("N-01", "N-03"))
WITHOUT_3 = but(clauses=("N-01", "N-02"))
ACTOR = "a party or group of case.yaml"
ID = "an id of letters, digits, '-', '_' and '.', at most 64 long"
FILE_NAME = "ids become file names: choose one that stays in its folder"
ANOTHER = "this one was left out: rename or remove it"

PROHIBITION = (
    "one of act, area, base_title, beneficiary, bound, claimed_bounds, exceptions, id, in_force, "
    "kind, mirrors, notes, parallel_with, patterns, quantity_text, readings, says, sources, "
    "suspended_if, text, time, title, tolerance, verify_from, when"
)
QUALIFIERS = (
    "one of alive, calibre_mm, cargo, category, civil_status, clause, counting_unit, crossing, "
    "destination, dyad, mechanism, nationality, observed, sentence, sex_age, tranche, unit, weapon"
)

ROWS = [
    # fields
    Row("unknown field", L, "    bound: [norland, southland]\n",
        "    bound: [norland, southland]\n    tolerence: 1\n",
        said(L, "§tolerence: 1", code="unknown_field", field="clauses.N-01.tolerence",
                found="tolerence",
                expected=PROHIBITION, mend="did you mean 'tolerance'?"), WITHOUT_1),
    Row("unknown field at the top", C, "type: prelim", "tipe: x\ntype: prelim",
        said(C, "§tipe: x", code="unknown_field", field="tipe", found="tipe",
                expected="one of addresses, counting, groups, id, languages, milestones, notes, "
                "parties, summary, texts, title, trucewatch, type, tz, zones",
             mend="did you mean 'type'?"), WHOLE),
    Row("missing section", C, "texts:\n", "notes_:\n",
        said(C, "§trucewatch", code="missing_field", field="texts", found="nothing",
             expected="the field 'texts'"), but(clauses=(), readings=())),
    Row("missing field of a clause", L, "    says: {en: No strikes in the valley.}\n", "",
        said(L, "§id: N-01", code="missing_field", field="clauses.N-01.says", found="nothing",
                expected="the field 'says'"), WITHOUT_1),
    Row("wrong type", L, "    bound: [southland]\n", "    bound: southland\n",
        said(L, ": §southland", code="wrong_type", field="clauses.N-02.bound", found="southland",
                expected="a list", mend="put it in square brackets"), WITHOUT_2),
    Row("no number", L, "quantity: 2", "quantity: two",
        said(L, "§two", code="wrong_type", field="clauses.N-03.quantity", found="two",
                expected="a whole number, without separators"), WITHOUT_3),
    Row("nothing where a mapping belongs", L, "    act: {properties: [hostage_released], "
        "target: [southlanders]}\n", "    act:\n",
        said(L, "\"}\n    §act:", code="wrong_type", field="clauses.N-03.act", found="nothing",
                expected="a mapping"), WITHOUT_3),
    Row("not one of", L, "per: day", "per: dya",
        said(L, "§dya", code="not_one_of", field="clauses.N-02.per", found="dya",
                expected="one of day, week, month, whole", mend="did you mean 'day'?"), WITHOUT_2),
    Row("unknown kind", L, "kind: rate", "kind: rates",
        said(L, "§rates", code="not_one_of", field="clauses.N-02.kind", found="rates",
                expected="one of prohibition, presence, deadline, rate, response, ratio, "
                "schedule, extension, process, not_assessable",
                mend="did you mean 'rate'?"), WITHOUT_2),
    Row("no kind", L, "    kind: rate\n", "",
        said(L, "§id: N-02", code="missing_field", field="clauses.N-02.kind", found="nothing",
                expected="the field 'kind'"), WITHOUT_2),
    Row("no English", L, "{en: Forty trucks a day}", "{el: Saranta}",
        said(L, "§{el: Saranta}", code="missing_english", field="clauses.N-02.title",
                found="a mapping", expected="text under 'en'",
                mend="give the English words first; other languages may follow"), WITHOUT_2),
    Row("a comma that ends the words", L, "{en: Forty trucks a day}", "{en: Forty, or so}",
        said(L, "§or so", code="unknown_language", field="clauses.N-02.title.or so",
                found="or so", expected="the code of a language, such as en or ar",
                mend="put a text with a comma in it into quotation marks"), WITHOUT_2),
    # ids
    Row("duplicate clause", L, "id: N-02", "id: n-01",
        said(L, "§n-01", code="duplicate_id", field="clauses.n-01.id", found="n-01",
                expected="an id of its own; line 2 has it", mend=ANOTHER), WITHOUT_2),
    Row("duplicate group", C, "id: rangers,", "id: norland,",
        said(C, "§norland, name:", code="duplicate_id", field="groups.norland.id", found="norland",
                expected="an id of its own; line 10 has it", mend=ANOTHER), WHOLE),
    Row("duplicate milestone", C, "id: phase_two", "id: entry_into_force",
        said(C, "}\n  - id: §entry_into_for", code="duplicate_id",
                field="milestones.entry_into_force.id",
                found="entry_into_force", expected="an id of its own; line 26 has it",
                mend=ANOTHER), but(milestones=("entry_into_force",))),
    Row("duplicate candidate", C, "id: whole_day", "id: announced",
        said(C, "}\n      - {id: §announced, tit", code="duplicate_id",
                field="milestones.entry_into_force.candidates.announced.id", found="announced",
                expected="an id of its own; line 30 has it", mend=ANOTHER), WHOLE),
    Row("duplicate zone", C, "id: mill", "id: valley",
        said(C, "}\n  - {id: §valley, name: ", code="duplicate_id", field="zones.valley.id",
                found="valley",
                expected="an id of its own; line 35 has it", mend=ANOTHER), WHOLE),
    Row("duplicate body", S, "id: wire,", "id: gazette,",
        said(S, "a}\n  - {id: §gazette, name:", code="duplicate_id", field="bodies.gazette.id",
                found="gazette",
                expected="an id of its own; line 4 has it", mend=ANOTHER),
        but(bodies=("norland-army", "gazette"), claims=("c-1", "c-2"), withdrawn=())),
    Row("id that climbs", L, "id: N-02", "id: ../N-02",
        said(L, "§../N-02", code="climbing_path", field="clauses.../N-02.id", found="../N-02",
                expected=ID, mend=FILE_NAME), WITHOUT_2),
    Row("id that is a device", L, "id: N-02", "id: con",
        said(L, "§con", code="bad_id", field="clauses.con.id", found="con",
                expected=ID, mend=FILE_NAME), WITHOUT_2),
    # references
    Row("unknown party in bound", L, "    bound: [southland]\n", "    bound: [sothland]\n",
        said(L, "§sothland]", code="unknown_reference", field="clauses.N-02.bound.1",
                found="sothland", expected=ACTOR, mend="did you mean 'southland'?"), WITHOUT_2),
    Row("unknown beneficiary", L, "    beneficiary: [southlanders]\n", "    beneficiary: [x]\n",
        said(L, "§x]", code="unknown_reference", field="clauses.N-03.beneficiary.1",
                found="x", expected=ACTOR), WITHOUT_3),
    Row("unknown actor", L, "actor: [any]", "actor: [all]",
        said(L, "§all], where: {", code="unknown_reference", field="clauses.N-02.act.actor.1",
                found="all", expected=f"{ACTOR}, or bound or any"), WITHOUT_2),
    Row("unknown target", L, "target: [southlanders]", "target: [southlander]",
        said(L, "§southlander]}", code="unknown_reference", field="clauses.N-03.act.target.1",
                found="southlander", expected=f"{ACTOR}, or any or opposing",
                mend="did you mean 'southlanders'?"), WITHOUT_3),
    Row("unknown anchor", L, "due: {after: entry_into_force,", "due: {after: entry,",
        said(L, "§entry, plus: 7", code="unknown_reference", field="clauses.N-03.due.after",
                found="entry", expected="a milestone of case.yaml"), WITHOUT_3),
    Row("unknown zone", L, "zone: [valley]", "zone: [vallee]",
        said(L, "§vallee]", code="unknown_reference", field="clauses.N-01.act.zone.1",
                found="vallee", expected="a zone of case.yaml",
                mend="did you mean 'valley'?"), WITHOUT_1),
    Row("unknown property", L, "[strike, shooting]", "[strike, shoting]",
        said(L, "§shoting]", code="unknown_property", field="clauses.N-01.act.properties.2",
                found="shoting", expected="a property of the closed list (model/properties.py)",
                mend="did you mean 'shooting'?"), WITHOUT_1),
    Row("unknown qualifier", L, "{cargo: food}", "{cago: food}",
        said(L, "§cago: food}}", code="unknown_qualifier", field="clauses.N-02.act.where.cago",
                found="cago", expected=QUALIFIERS, mend="did you mean 'cargo'?"), WITHOUT_2),
    Row("unknown text", L, 'ref: T, locator: "3"', 'ref: U, locator: "3"',
        said(L, "§U, locator: \"3", code="unknown_reference", field="clauses.N-03.text.U.ref",
                found="U",
                expected="a text of case.yaml"), WITHOUT_3),
    Row("unknown address leaves only itself out", L, "sources: [S1]", "sources: [S2]",
        said(L, "§S2]", code="unknown_reference", field="clauses.N-01.sources.1", found="S2",
                expected="an address of case.yaml"), WHOLE),
    Row("unknown party in opposes", C, "opposes: [southland]", "opposes: [east]",
        said(C, "§east]", code="unknown_reference", field="parties.norland.opposes.1",
                found="east", expected="a party of case.yaml"), WHOLE),
    Row("unknown base", C, "base: announced", "base: anounced",
        said(C, "§anounced", code="unknown_base", field="milestones.entry_into_force.base",
                found="anounced", expected="the id of one of its candidates",
                mend="did you mean 'announced'?"),
        but(clauses=(), readings=(), milestones=("phase_two",))),
    Row("unknown zone around a zone", C, "within: [village]", "within: [town]",
        said(C, "§town]}", code="unknown_reference", field="zones.mill.within.1", found="town",
                expected="a zone of case.yaml"), WHOLE),
    Row("zones in a circle", C, "{id: valley, name: {en: Valley}}",
        "{id: valley, name: {en: Valley}, within: [mill]}",
        said(C, "§village]}", code="circular_zones", field="zones.mill.within.1", found="village",
                expected="a zone that does not itself lie in 'mill'",
                mend="this link was left out"), WHOLE),
    Row("circular anchors", C, "at: 2031-03-01}", "at: after entry_into_force}",
        said(C, "§after entry_in", code="circular_anchors",
                field="milestones.entry_into_force.candidates.whole_day.at",
                found="after entry_into_force", expected="a fixed time: no milestone hangs on "
                "another, so that no circle arises"), WHOLE),
    Row("unknown body in coverage", S, "body: gazette", "body: gazete",
        said(S, "§gazete, zone: ", code="unknown_reference", field="coverage.watch.body",
                found="gazete",
                expected="a body of sources.yaml", mend="did you mean 'gazette'?"),
        but(coverage=0)),
    # bodies and inputs
    Row("party's body without a side", S, "affiliation: party, side: norland,",
        "affiliation: party,",
        said(S, "§{id: norland-a", code="missing_side", field="bodies.norland-army.side",
                found="nothing",
                expected="the party it is part of"),
        but(bodies=("gazette", "wire"), claims=("c-1", "c-3"))),
    Row("party's body without a reason", S, "reason: a body of the state", "reason: ''",
        said(S, "§reason: ''}", code="missing_reason", field="bodies.norland-army.reason",
                found="nothing", expected="why it is 'party'"),
        but(bodies=("gazette", "wire"), claims=("c-1", "c-3"))),
    Row("side without a tie", S, "name: {en: Wire}, affiliation: media,",
        "name: {en: Wire}, affiliation: media, side: norland,",
        said(S, "§norland, linea", code="side_without_tie", field="bodies.wire.side",
                found="norland",
                expected="no side for a body that is 'media'",
                mend="empty it, or say 'party' or 'aligned'"),
        but(bodies=("norland-army", "gazette"), claims=("c-1", "c-2"), withdrawn=())),
    Row("input that climbs", S, "file: raw/counts.csv", "file: ../counts.csv",
        said(S, "§../counts.csv}", code="climbing_path", field="inputs.counts.file",
                found="../counts.csv",
                expected="a path inside the folder the raw files are read from"),
        but(inputs=0)),
    Row("input on another drive", S, "file: raw/counts.csv", "file: 'D:\\counts.csv'",
        said(S, "§'D:\\counts.csv", code="climbing_path", field="inputs.counts.file",
                found="D:\\counts.csv",
                expected="a path inside the folder the raw files are read from"),
        but(inputs=0)),
    # times
    Row("impossible date", C, "at: 2031-03-01}", "at: 2031-02-30}",
        said(C, "§2031-02-30}", code="bad_time",
                field="milestones.entry_into_force.candidates.whole_day.at", found="2031-02-30",
                expected="a date such as 2025-10-13 that exists in the calendar"), WHOLE),
    Row("end before start", L, "end: {after: entry_into_force, day: 42}", "end: {at: 2031-02-01}",
        said(L, "§{at: 2031-02-0", code="end_before_start", field="clauses.N-01.in_force.end",
                found="2031-02-01T21:59:59.999999Z",
                expected="an end after the start, 2031-03-01T08:00Z"),
        WITHOUT_1),
    Row("coverage that ends before it starts", S, "2031-03-01/2031-03-05",
        "2031-03-05/2031-03-01",
        said(S, "§2031-03-05/203", code="bad_time", field="coverage.watch.period",
                found="2031-03-05/2031-03-01",
                expected="an interval that ends after it starts"), but(coverage=0)),
    Row("no duration", L, "plus: 72h", "plus: 3 days",
        said(L, "§3 days}", code="bad_time", field="clauses.N-03.due.plus", found="3 days",
                expected="a duration such as 72h, 30min, 2d or 1w"), WITHOUT_3),
    Row("a day beyond every calendar", L, "day: 42", "day: 99999999999",
        said(L, "§99999999999}", code="bad_time", field="clauses.N-01.in_force.end.day",
                found="99999999999", expected="a number from 1 to 36,525"), WITHOUT_1),
    Row("two anchors at once", L, "start: {at: \"2031-03-01\"}",
        "start: {at: \"2031-03-01\", after: entry_into_force}",
        said(L, "§{at: \"2031-03-", code="anchor", field="clauses.N-03.in_force.start",
                found="'at' and 'after'",
                expected="either 'at' (a fixed time) or 'after' (a milestone)"), WITHOUT_3),
    Row("two counts at once", L, "plus: 72h", "plus: 72h, day: 3",
        said(L, "e: §{after: entry_", code="anchor", field="clauses.N-03.due",
                found="'plus' and 'day'",
                expected="at most one of 'plus', 'calendar_days' and 'day'"), WITHOUT_3),
    Row("a count from nowhere", L, "start: {at: \"2031-03-01\"}",
        "start: {at: \"2031-03-01\", day: 2}",
        said(L, " §2}", code="anchor", field="clauses.N-03.in_force.start.day",
                found="'day' without 'after'",
                expected="a milestone to count from, under 'after'"), WITHOUT_3),
    # numbers
    Row("low above high", L, "{low: 40, high: 40}", "{low: 41, high: 40}",
        said(L, "§{low: 41, high", code="low_above_high", field="clauses.N-02.at_least",
                found="low 41, high 40", expected="a low that is at most the high"), WITHOUT_2),
    Row("no quota", L, "    at_least: {low: 40, high: 40}\n", "",
        said(L, "§id: N-02", code="rule_of_the_kind", field="clauses.N-02",
                found="these fields together",
                expected="exactly one of at_least and at_most"), WITHOUT_2),
    Row("list too short", L, "list_size: 2", "list_size: 1",
        said(L, "ze: §1", code="list_too_short", field="clauses.N-03.list_size", found="1",
                expected="at least the quantity, 2"), WITHOUT_3),
    # readings
    Row("reading of another kind", L, "set: {tolerance: 1}", "set: {kind: rate}",
        said(L, "§rate}", code="not_one_of", field="clauses.N-01.readings.one_allowed.set.kind",
                found="rate",
                expected="the clause's own kind, or not_assessable with 'why'"),
        but(readings=("no_test",))),
    Row("reading without its reason", L,
        "          why: {en: Nobody defined a strike.}\n", "",
        said(L, "§kind: not_asse", code="missing_field",
                field="clauses.N-01.readings.no_test.set.why", found="nothing",
                expected="the field 'why'"), but(readings=("one_allowed",))),
    Row("unknown field in a reading", L, "set: {tolerance: 1}", "set: {tolerances: 1}",
        said(L, "§tolerances: 1}", code="unknown_field",
                field="clauses.N-01.readings.one_allowed.set.tolerances", found="tolerances",
                expected=PROHIBITION, mend="did you mean 'tolerance'?"),
        but(readings=("no_test",))),
    Row("reading of another clause", L, "set: {tolerance: 1}", "set: {id: N-09}",
        said(L, "§id: N-09}", code="unknown_field",
                field="clauses.N-01.readings.one_allowed.set.id",
                found="id", expected="a field other than id, bound, readings"),
        but(readings=("no_test",))),
    # YAML itself
    Row("duplicate key", L, "    per: day\n", "    per: day\n    per: week\n",
        said(L, "§per: week", code="duplicate_key", field="clauses.N-02.per", found="per",
                expected="each field once; it stands on line 39 too",
                mend="keep the one that is meant"), WITHOUT_2),
    Row("alias", L, "{en: Two released}", "*title",
        said(L, "§*title", code="yaml_alias", field="clauses.N-03.title", found="*title",
                expected="the value itself",
                mend="write the value out; quote a text that starts with &, * or !"), WITHOUT_3),
    Row("tag", L, "quantity: 2", "quantity: !!int 2",
        said(L, "§!!int 2", code="yaml_tag", field="clauses.N-03.quantity",
                found="tag:yaml.org,2002:int", expected="the value itself",
                mend="write the value out; quote a text that starts with &, * or !"), WITHOUT_3),
    Row("syntax", L, "title: {en: Two released}", "title: {en: Two: released}}",
        said(L, "§: released}}", code="yaml_syntax", found="title: {en: Two: released}}",
                expected="a closing } or a comma between fields"), but(clauses=(), readings=())),
    Row("script in a text", C, "name: {en: Rangers}", "name: {en: <script>alert(1)</script>}",
        said(C, "§<script>alert(", severity="warning", code="script_in_text",
                field="groups.rangers.name.en",
                found="<script>alert(1)</script>",
                expected="words without tags or script addresses",
                mend="it is kept and shown as plain text"), WHOLE),
    Row("hidden direction", C, "name: {en: Rangers}", 'name: {en: "Ran\u202egers"}',
        said(C, "§\"Ran\u202egers\"}}", severity="warning", code="hidden_direction",
                field="groups.rangers.name.en", found="Ran\N{REPLACEMENT CHARACTER}gers",
                expected="words without invisible changes of writing direction",
                mend="it is kept and shown as plain text"), WHOLE),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_bad_input_is_named_whole_and_the_rest_is_read(row: Row, tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    edit(root, row.file, row.old, row.new)
    loaded = read(root)
    expected = row.said.at((root / row.file).read_text(encoding="utf-8"))
    # Nothing else is said, but for what hangs on what was left out.
    rest = [
        p for p in loaded.problems
        if p == expected or (p.code != "unknown_reference" and p.found != "notes_")
    ]
    assert rest == [expected]
    assert loaded.case is not None
    assert have(loaded.case) == row.have


NOTHING_OF_CLAUSES = but(clauses=(), readings=())
WHOLE_FILES = [
    ("missing", None, problem(L, None, code="missing_file", found="nothing", expected="a file")),
    ("empty", b"", problem(L, None, code="empty_file", found="nothing", expected="fields")),
    ("not a mapping", b"- a\n", problem(L, 1, 1, code="wrong_type", found="a list",
                                        expected="'clauses:'")),
    ("no list", b"clauses: none\n", problem(L, 1, 10, code="wrong_type", field="clauses",
                                            found="none", expected="a list")),
    ("binary", b"clauses:\n\0\1", problem(L, 2, code="binary_file", found="a zero byte",
                                          expected="a text file in UTF-8")),
    ("UTF-16", "clauses:\n".encode("utf-16"),
     problem(L, None, code="wrong_encoding", found="UTF-16", expected="UTF-8",
             mend="save it as UTF-8")),
    ("Latin-1", b"clauses:\n- id: \xe9\n",
     problem(L, 2, code="wrong_encoding", found="byte 0xe9", expected="UTF-8",
             mend="save it as UTF-8")),
    ("control character", b"clauses:\n- id: \x07\n",
     problem(L, 2, code="control_character", found="U+0007", expected="printable text")),
    ("too large", b"#" * 5_000_001,
     problem(L, None, code="too_large", found="5,000,001 bytes",
             expected="at most 5,000,000 bytes")),
    ("too deep", b"clauses:\n" + b"[" * 200,
     problem(L, 2, code="too_deep", found="more than 24 levels", expected="at most 24 levels")),
    ("two documents", b"clauses: []\n---\nclauses: []\n",
     problem(L, 2, code="yaml_syntax", found="a second document", expected="one document")),
    ("tab", b"clauses:\n\t- id: x\n",
     problem(L, 2, 1, code="yaml_syntax", found="- id: x",
             expected="spaces for indentation, and quotation marks around a text that starts "
             "with a tab, @, ` or %")),
    ("open quotation", b"clauses:\n- id: 'x\n",
     problem(L, 2, 7, code="yaml_syntax", found="- id: 'x",
             expected="the closing quotation mark")),
]


@pytest.mark.parametrize(
    ("content", "expected"), [row[1:] for row in WHOLE_FILES], ids=[row[0] for row in WHOLE_FILES]
)
def test_a_file_that_cannot_be_read_costs_that_file_only(
    content: bytes | None, expected: Problem, tmp_path: Path
) -> None:
    root = copy_case(tmp_path)
    if content is None:
        (root / L).unlink()
    else:
        (root / L).write_bytes(content)
    loaded = read(root)
    assert loaded.problems == [expected]
    assert loaded.case is not None
    assert have(loaded.case) == NOTHING_OF_CLAUSES


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('trucewatch: "1"', 'trucewatch: "2"',
         problem(C, 1, 13, code="not_one_of", field="trucewatch", found="2", expected="one of 1")),
        ("tz: Europe/Athens", "tz: Europe/Sparta",
         problem(C, 4, 5, code="bad_time_zone", field="tz", found="Europe/Sparta",
                 expected="an IANA time zone such as Asia/Gaza")),
        ("tz: Europe/Athens\n", "",
         problem(C, 1, 1, code="missing_field", field="tz", found="nothing",
                 expected="the field 'tz'")),
    ],
)
def test_without_version_or_time_zone_there_is_no_case_but_every_problem(
    old: str, new: str, expected: Problem, tmp_path: Path
) -> None:
    root = copy_case(tmp_path)
    edit(root, C, old, new)
    edit(root, L, "per: day", "per: dya")
    loaded = read(root)
    assert loaded.case is None
    assert [p for p in loaded.problems if p.file == C] == [expected]
    assert [p.code for p in loaded.problems if p.file == L] == ["not_one_of"]


def test_a_field_of_the_header_that_cannot_be_read_stays_empty(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    edit(root, C, "type: preliminary_ceasefire", "type: truce")
    loaded = read(root)
    assert [p.field for p in loaded.problems] == ["type"]
    assert loaded.case is not None
    assert have(loaded.case) == WHOLE
    assert str(loaded.case.agreement.type) == ""


def test_without_sources_no_row_is_used_and_it_is_said_once(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    (root / S).write_bytes(b"bodies: [")
    loaded = read(root)
    assert [(p.file, p.code) for p in loaded.problems] == [
        ("figures/counts.csv", "rows_left_out"), (S, "yaml_syntax"),
    ]
    assert loaded.problems[0].found == "4 rows whose bodies are not known"
    assert loaded.case is not None
    assert have(loaded.case) == but(bodies=(), inputs=0, coverage=0, claims=(), withdrawn=())


BITS = (
    b'"', b"'", b":", b"{", b"]", b"\n", b"- ", b"  ", b"\xff", b"\0", b"&a ", b"*a ", b"!!x ",
    b"? ", b"9" * 30, b"-1", b",", b"null", b"|",
)


@pytest.mark.parametrize("seed", range(60))
def test_random_damage_is_a_problem_or_nothing_never_a_traceback(
    seed: int, tmp_path: Path
) -> None:
    root, luck = copy_case(tmp_path), random.Random(seed)
    for name in luck.choices((C, L, S, "figures/counts.csv"), k=2):
        content = (root / name).read_bytes()
        at = luck.randrange(len(content))
        lines = content.split(b"\n")
        lines.pop(luck.randrange(len(lines)))
        damaged = luck.choice((
            content[:at] + content[at + luck.randrange(40) :],
            content[:at] + luck.choice(BITS) + content[at:],
            b"\n".join(lines),
        ))
        (root / name).write_bytes(damaged)
    loaded = read(root)
    assert all(p.file and p.code and (p.expected or p.mend) for p in loaded.problems)


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    loaded = read(tmp_path / "nowhere")
    assert loaded.case is None
    assert loaded.problems == [
        problem("nowhere", None, code="missing_folder", found="nothing", expected="a case folder")
    ]


EXTENSIONS = """
  - id: N-0{number}
    kind: extension
    title: {{en: More time}}
    bound: [norland]
    beneficiary: [southlanders]
    text: [{{ref: T, locator: "9", status: official_text, basis: text}}]
    says: {{en: More time.}}
    in_force: {{start: {{after: entry_into_force}}}}
    extends: [{extends}]
    earned_by: {{properties: [hostage_released]}}
    adds: 24h
"""


def test_clauses_that_move_each_other_in_a_circle_are_left_out(tmp_path: Path) -> None:
    root = copy_case(tmp_path)
    with (root / L).open("a", encoding="utf-8", newline="\n") as stream:
        for number, extends in ((4, "N-05"), (5, "N-04"), (6, "N-01"), (7, "N-77")):
            stream.write(EXTENSIONS.format(number=number, extends=extends))
    loaded = read(root)
    circle = "a clause whose end does not hang on '{}'"
    assert [(p.code, p.field, p.found, p.expected) for p in loaded.problems] == [
        ("circular_anchors", "clauses.N-04.extends.1", "N-05", circle.format("N-04")),
        ("circular_anchors", "clauses.N-05.extends.1", "N-04", circle.format("N-05")),
        ("unknown_reference", "clauses.N-07.extends.1", "N-77", "a clause of this file"),
    ]
    assert loaded.case is not None
    assert have(loaded.case) == but(clauses=("N-01", "N-02", "N-03", "N-06"))


CASES = Path(__file__).resolve().parents[2] / "cases"


@pytest.mark.parametrize(
    "file", sorted(CASES.glob("*/*.yaml")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_both_parsers_give_the_same_events(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    fast = compiled_events(text)
    assert fast is not None
    assert [_shown(e) for e in fast] == [
        _shown(e) for e in YAML(typ="safe", pure=True).parse(text)
    ]


def _shown(event: object) -> tuple[object, ...]:
    mark = getattr(event, "start_mark", None)
    return (
        type(event).__name__, getattr(event, "value", None), getattr(event, "anchor", None),
        getattr(mark, "line", None), getattr(mark, "column", None),
    )
