"""Rules of a release on rows: what is held back, masked, suppressed, cut, and named anew."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model.claim import CLAIM_COLUMNS, digest
from trucewatch.model.instant import DAY, HOUR, civil_day, parse_date
from trucewatch.model.publishing import (
    SHIPPED_PROFILES,
    SHIPPED_RULES,
    Consent,
    Protected,
    Publishing,
    Rule,
    profiles_of,
)
from trucewatch.publish.release import Counted, Removal
from trucewatch.publish.release.holding import held_back
from trucewatch.publish.release.ids import TOLD, renewed
from trucewatch.publish.release.masking import Masker, fingerprint, name_digest
from trucewatch.publish.release.places import points_by_zone, told_by_zone
from trucewatch.publish.release.rights import counted, limit, only_counted
from trucewatch.publish.release.suppress import SUPPRESSED, suppress
from trucewatch.publish.release.table import Table

TZ = "Atlantic/Azores"
NOW = civil_day(parse_date("2031-03-20"), TZ).hi
PROFILES = profiles_of(Publishing())
RULES = {rule.id: rule for rule in SHIPPED_RULES}
TITLES = {rule.id: rule.title["en"] for rule in SHIPPED_RULES}


def row(**cells: object) -> dict[str, object]:
    """A claim about one day, with what a test asks for."""
    made: dict[str, object] = dict.fromkeys((c.name for c in CLAIM_COLUMNS), "")
    day = civil_day(parse_date("2031-03-01"), TZ)
    made |= {"dataset": "d", "key": "k", "source": "post", "property": "strike", "low": 1,
             "high": 1, "earliest": day.lo, "latest": day.hi, "report_id": "r"} | cells
    return made | {"claim_id": cells.get("claim_id") or digest(map(str, made.values()))}


@pytest.mark.parametrize(("cells", "held"), [
    ({"property": "position_held", "latest": NOW - 168 * HOUR + 1}, "forces"),
    ({"property": "position_held", "latest": NOW - 168 * HOUR}, ""),
    ({"property": "position_held", "latest": NOW + DAY}, "forces"),
    ({"property": "mission_staff_present", "latest": NOW - 72 * HOUR + 1}, "monitors"),
    ({"property": "mission_staff_present", "latest": NOW - 72 * HOUR}, ""),
    ({"property": "trucks_arrived", "latest": NOW, "place": "31.5,34.4 ±2 km"}, "convoys"),
    ({"property": "trucks_arrived", "latest": NOW, "place": "31.5; 34.4"}, "convoys"),
    ({"property": "trucks_arrived", "latest": NOW, "place": "Vale"}, ""),
    ({"property": "strike", "latest": NOW, "place": "31.5,34.4 ±2 km"}, ""),
])
@pytest.mark.parametrize("actor", ["norland", "southland", ""])
def test_what_is_under_embargo(cells: dict[str, object], held: str, actor: str) -> None:
    for profile in ("public", "parties"):
        keep, removed = held_back([row(actor=actor, **cells)], Publishing(), PROFILES[profile],
                                  NOW, TZ)
        assert keep == [not held]
        assert removed == ([Removal(rule=TITLES[held], kind="claims", count=1)] if held else [])
    keep, removed = held_back([row(actor=actor, **cells)], Publishing(), PROFILES["internal"],
                              NOW, TZ)
    assert (keep, removed) == ([True], [])


@pytest.mark.parametrize(("consents", "leaves"), [
    ([], ["public", "parties", "internal"]),
    ([{"use": "publish"}], ["public", "parties", "internal"]),
    ([{"use": "parties"}], ["parties", "internal"]),
    ([{"use": "record"}], ["internal"]),
    ([{"use": "publish", "until": "2031-03-20"}], ["public", "parties", "internal"]),
    ([{"use": "publish", "until": "2031-03-19"}], []),
    ([{"use": "publish", "withdrawn": "2031-05-01"}], []),
    ([{"use": "publish", "keys": ["other"]}], []),
    ([{"use": "publish", "keys": ["other", "k"]}], ["public", "parties", "internal"]),
    ([{"use": "publish", "withdrawn": "2031-03-01"}, {"use": "record"}], ["internal"]),
])
def test_a_source_with_consent_on_record_needs_it(
    consents: list[dict[str, Any]], leaves: list[str]
) -> None:
    publishing = Publishing(consents=[
        Consent(id=f"c{n}", source="post", **one) for n, one in enumerate(consents)])
    told = [p.id for p in SHIPPED_PROFILES if held_back(
        [row()], publishing, p, NOW, TZ)[0] == [True]]
    assert told == leaves
    assert held_back([row(source="wire")], publishing, PROFILES["public"], NOW, TZ)[0] == [True]


NAMES = ("Mirel Vantor", "رامزان الزهوري", "דנורה כרמונד", "José Íñigo")
MASKER = Masker(contacts=True, protected=Protected(
    salt="s", digests=[name_digest("s", name) for name in NAMES]))


@pytest.mark.parametrize(("text", "told"), [
    ("the child Mirel Vantor, aged 7", "the child [name withheld], aged 7"),
    ("MIREL  VANTOR's house", "[name withheld]'s house"),
    ("mirel_vantor and MirelVantor", "[name withheld] and [name withheld]"),
    ("Mi\u200brel\u00a0Van\u00adtor", "[name withheld]"),
    ("Mirel saw Vantorin", "Mirel saw Vantorin"),
    ("قالت لرامزان الزّهوري إن", "قالت ل[name withheld] إن"),
    ("וּדְנוֹרָה כרמונד", "ו[name withheld]"),
    ("jose inigo", "[name withheld]"),
    ("call \uff0b\uff19\uff19\uff19 70 123 4567", "call [number withheld]"),
    ("a.b (at) lake (dot) example", "[mail withheld]"),
    ("7 dead on 20310304; 1200300 litres", "7 dead on 20310304; 1200300 litres"),
    ("report S/2031/252; 2000000 persons", "report S/2031/252; 2000000 persons"),
    ("1200301 litres", "[number withheld] litres"),
    ("caf\u00e9 \u200eat noon", "caf\u00e9 \u200eat noon"),
])
def test_words_are_masked_in_any_script(text: str, told: str) -> None:
    assert MASKER.free(text, (1200300, None))[0] == told


@pytest.mark.parametrize(("text", "told"), [
    ("https://post.example/status/1978000111222333", None),
    ("https://post.example/a-12345678.html", None),
    ("https://wa.me/99970123456", "[number withheld]"),
    ("https://post.example/?q=%2B99970123456", "[number withheld]"),
    ("https://post.example/?q=%252B99970123456", "[number withheld]"),
    ("tel:99970123456", "[number withheld]"),
    ("mailto:a.b@lake.example", "[mail withheld]"),
    ("https://post.example/mirel-vantor", "[name withheld]"),
])
def test_an_address_is_withheld_whole(text: str, told: str | None) -> None:
    assert MASKER.address(text)[0] == (told or text)


@pytest.mark.parametrize(("text", "told"), [
    ("r-20310304-12345678", None), ("page 3, row 1234567", None),
    ("gzr-05452466", None), ("call-070-900-46", "call-[number withheld]"),
    ("chat_0700900461", "chat [number withheld]"), ("+999 70 123 456", "[number withheld]"),
])
def test_ids_keep_their_numbers(text: str, told: str | None) -> None:
    assert MASKER.structured(text)[0] == (told or text)


def test_a_shelter_is_told_by_its_zone() -> None:
    rows = Table.of([
        row(place="Quorn Lane Shelter", zone="valley", original="to QUORN LANE SHELTER, 3"),
        row(place="عيادة النور"), row(place="Quorn Lane", original="Quorn Lane")])
    assert told_by_zone(rows, RULES["sites"].words, "sites") == [
        Removal(rule="sites", kind="claims.original", count=1),
        Removal(rule="sites", kind="claims.place", count=2)]
    assert [(r["place"], r["original"]) for r in rows.rows()] == [
        ("valley", "to [place withheld], 3"), ("[place withheld]", ""),
        ("Quorn Lane", "Quorn Lane")]


def test_points_by_zone() -> None:
    rows = Table.of([row(place="31.5,34.4 ±2 km", zone="valley"),
                     row(place="Vale", zone="valley")])
    assert points_by_zone(rows, "z") == [Removal(rule="z", kind="claims.place", count=1)]
    assert [*rows.column("place")] == ["valley", "Vale"]


CELLS = Rule(id="s", kind="small_counts", title={"en": "small"}, keys=["sex_age"], most=4)


def table(*counts: tuple[str, int | None]) -> Table:
    return Table.of(
        row(place="Vale", low=n, high=n, original=f"{n} dead", claim_id=f"{kind or 'all'}",
            qualifiers=f"sex_age={kind}" if kind else "") for kind, n in counts)


@pytest.mark.parametrize(("counts", "gone"), [
    ([("girl", 2), ("woman", 9), ("man", 30), ("", 41)], {"girl", "woman"}),
    ([("girl", 2), ("woman", 3), ("man", 30), ("", 35)], {"girl", "woman"}),
    ([("girl", 2), ("", 20)], {"girl", "all"}),
    ([("girl", 2), ("woman", 0), ("man", 30)], {"girl", "man"}),
    ([("girl", 5), ("woman", 0), ("", 3)], set()),
    ([("girl", 4), ("woman", None)], {"girl", "woman"}),
])
def test_small_counts_cannot_be_had_by_taking_away(
    counts: list[tuple[str, int | None]], gone: set[str]
) -> None:
    rows = table(*counts)
    removed, ids = suppress(rows, CELLS)
    assert ids == gone
    assert {r["claim_id"] for r in rows.rows() if r["original"] == SUPPRESSED} == gone
    assert all((r["low"], r["high"]) == (None, None) for r in rows.rows()
               if r["claim_id"] in gone)
    assert sum(r.count for r in removed) == len(gone)


def test_counts_of_longer_times_and_of_no_place_stay() -> None:
    day = civil_day(parse_date("2031-03-01"), TZ)
    rows = Table.of([row(place="Vale", qualifiers="sex_age=girl", latest=day.hi + DAY),
                     row(qualifiers="sex_age=girl")])
    assert suppress(rows, CELLS) == ([], frozenset())


@given(st.dictionaries(st.sampled_from(["girl", "boy", "woman", "man", "unknown"]),
                       st.integers(0, 30), min_size=1))
def test_what_is_suppressed_is_never_the_only_unknown(counts: dict[str, int]) -> None:
    rows = table(*counts.items(), ("", sum(counts.values())))
    _, gone = suppress(rows, CELLS)
    assert len(gone) != 1


def test_how_far_words_leave() -> None:
    long = "w" * 305
    rows = Table.of(row(source=s, original=t, claim_id=f"{s}{len(t)}") for s, t in (
        ("post", long), ("post", "w" * 300), ("wire", "ten dead"), ("army", long), ("wire", "")))
    removed = limit(rows, {"wire": "figure", "army": "full"}, frozenset(), "rights")
    assert removed == [Removal(rule="rights", kind="claims.original", count=2)]
    assert [*rows.column("original")] == [
        f"{'w' * 300} [5 more characters not shown; SHA-256 {fingerprint(long)}]", "w" * 300,
        f"[words not shown; SHA-256 {fingerprint('ten dead')}]", long, ""]


def test_of_masked_words_no_digest_is_told() -> None:
    rows = Table.of([row(source="wire", original="call [number withheld]", claim_id="x")])
    limit(rows, {"wire": "figure"}, {0}, "rights")
    assert [*rows.column("original")] == ["[words not shown]"]


def test_rows_that_leave_as_counts() -> None:
    rows = Table.of([
        row(parser="acled_events@2"), row(parser="acled_events@2", property="shelling"),
        row(parser="acled_hdx_monthly@1"), row(parser="hand@1"), row(parser="acled_events@2")])
    gone = only_counted(rows, RULES["rows"].parsers)
    assert counted(rows.rows(gone)) == [
        Counted(source="post", property="shelling", month="2031-03", count=1),
        Counted(source="post", property="strike", month="2031-03", count=2)]


def test_ids_of_what_was_masked_are_made_of_what_is_left() -> None:
    rows = Table.of([row(original="call 1", claim_id="a", report_id="ra"),
                     row(original="call 2", claim_id="b", report_id="ra"),
                     row(original="same", claim_id="c", report_id="rc")])
    rows.fill("original", (0, 1), "call")
    rows.fill("original", (2,), "same")
    rows.put(1, "address", "[number withheld]")
    assert rows.changed(TOLD) == [0, 1]
    names = renewed(rows, rows.changed(TOLD))
    ids, reports = rows.column("claim_id"), rows.column("report_id")
    assert ids[2] == "c" and reports[0] == "ra"
    assert reports[1] == names["ra"] != "ra"
    assert {ids[0], ids[1]} == {names["a"], names["b"]}
    again = Table.of([row(original="call 9", claim_id="z", report_id="ra")])
    again.put(0, "original", "call")
    assert renewed(again, [0])["z"] == names["a"]


def test_rows_alike_once_masked_keep_apart() -> None:
    rows = Table.of(row(original=str(n), claim_id=str(n)) for n in range(3))
    rows.fill("original", range(3), "")
    renewed(rows, range(3))
    assert len({*rows.column("claim_id")}) == 3
