"""Clauses in plain words: what somebody who knows the text confirms."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from case.norland import copy_case, edit
from trucewatch.assess.plain.phrases import languages, phrases
from trucewatch.cli.app import main
from trucewatch.pipeline import sheets

L = "clauses.yaml"
HEAD = """
  - id: {id}
    kind: {kind}
    title: {{en: Invented}}
    bound: [norland]
    beneficiary: [southlanders]
    text: [{{ref: T, locator: "9", status: official_text, basis: text}}]
    says: {{en: Invented.}}
    in_force: {{start: {{after: entry_into_force}}}}
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "400")
    return copy_case(tmp_path)


def tell(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, str]:
    code = main(["sheet", *(str(arg) for arg in argv)])
    out, err = capsys.readouterr()
    return code, out, err


def lines_of(folder: Path, clause: str, number: int) -> list[str]:
    """Lines of one section of a clause, in English."""
    told = sheets.sheet(folder, "en", [clause]).sheet
    assert told is not None
    return [line.text for line in told.clauses[0].sections[number].lines]


WHO, WHEN, MEASURE, EXCEPTIONS, READINGS, CONDITIONS, EVIDENCE, MISSING = range(1, 9)

GOLDEN = """\
Invented truce of Norland and Southland: the clauses in plain words
Each clause is told here as it is encoded, for confirmation by somebody who knows the text. Tick \
whether it says what the text says, and write down what differs: a difference can be kept as a \
reading of its own.
Times are local times of Europe/Athens.

N-01  No strikes

  What the text says
    - In neutral words: No strikes in the valley.
    - Truce, 1.10 (official text; the words themselves were read)
    - Read in: S1: Text of the truce

  Who owes what to whom
    - Each of Norland and Southland owes this to People of Norland and People of Southland.
    - Southland also answers for acts of Rangers.

  From when to when
    - It binds from “Entry into force”: 2031-03-01 10:00 until day 42, the day of \
“Entry into force” being day 1: 2031-04-11 23:59
    - Computed from “announced” for “Entry into force” (2031-03-01 10:00); the other instants \
given for it:
      - If “Entry into force” is “the day” (2031-03-01): from 2031-03-01 until 2031-04-11 23:59

  How it is measured
    - Counts strikes from the air or by artillery, shootings (also at least one act where persons \
killed are attributed by the speaker) by the bound, towards people of the other side, in Valley, \
per civil day; more than 0 would be a breach.

  Exceptions
    - The encoding has none.

  Other readings, and what each would change
    - As encoded: as encoded.
    - no agreed test:
      - There would be no agreed test: Nobody defined a strike.
    - one is allowed:
      - tolerated: 1, in place of 0

  Conditions, and clauses beside it
    - It binds without a condition, and no text suspends it.

  What evidence would decide it
    - Shown broken by accounts that surely count more than 0 in a unit of time.
    - Shown kept only by somebody who watched for such acts in the whole area all the time and \
counted no more. That nobody reports any is no proof.
    - How many accounts it takes, and whose, is the standard of proof; results are shown under \
each, and none is the default.
    - Gazette watched Valley, 2031-03-01 – 2031-03-05: a reporter was there

  What is not encoded
    - Nothing is known to be left out.
"""


def test_one_clause_is_told_whole(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(capsys, root, "--clause", "N-01") == (0, GOLDEN, "")


@pytest.mark.parametrize(("kind", "lines", "said"), [
    ("presence", "state: {properties: [position_held]} | must_be: absent | per: week",
     ["Asks of each week whether there were positions held by the bound; more than 0 would "
      "be a breach."]),
    ("presence", "state: {properties: [position_held]} | must_be: present | at_least: 3",
     ["Asks of each day for at least 3: positions held by the bound."]),
    ("deadline", "act: {properties: [hostage_released]} | quantity: 2 | quantity_high: 4",
     ["Asks for 2 to 4: living hostages released by the bound; the text gives no date."]),
    ("rate", "act: {properties: [trucks_entered]} | per: whole | at_most: {low: 18, high: 18}",
     ["Asks for at most 18 in the whole period: trucks that entered by the bound."]),
    ("response", "trigger: {properties: [strike]} | answer: {properties: [report_issued]} | "
     "within: 72h | correlate: [crossing]",
     ["Asks that each of strikes from the air or by artillery by the bound is answered by "
      "reports issued by the bound within 72h.",
      "An answer belongs to the trigger with the same crossing."]),
    ("ratio", "given: {properties: [hostage_released]} | "
     "owed: {properties: [prisoners_released]} | "
     "weights: [{owe: 30, where: {category: civilians}}, {owe: 5, per: 2}] | cap: 90 | by: tranche",
     ["Sets prisoners and detainees released by the bound against living hostages released by the "
      "bound: 30 for each one (category: civilians), 5 for each 2.", "At most 90 are owed in all.",
      "Each tranche is an exchange of its own."]),
    ("schedule", "act: {properties: [overflight]} | daily: [10:00-16:00, 22:00-06:00]",
     ["Counts flights by the bound within 10:00-16:00 and 22:00-06:00 local time of each civil "
      "day; more than 0 in one day would be a breach."]),
    ("schedule", "act: {properties: [overflight]} | hours_per_day: 6",
     ["Asks on each civil day for 6 hours in a row without flights by the bound; more than 0 "
      "within them would be a breach."]),
    ("extension", "extends: [N-01] | earned_by: {properties: [hostage_released]} | each: 10 | "
     "adds: 24h | cap: {after: entry_into_force, plus: 240h}",
     ["Moves the end of N-01 “No strikes”: each 10 of living hostages released by the "
      "bound add 24h.",
      "It ends no later than 240h after “Entry into force”: 2031-03-11 10:00."]),
    ("extension", "extends: [N-01] | manner: waived | announced_by: {properties: [notice_given]} | "
     "by: [southland] | notice: 48h | adds: 24h",
     ["Moves the end of N-01 “No strikes”: by a waiver of those it is owed to, shown by notices "
      "that it ends by the bound.", "Each time adds 24h.", "Only what Southland say counts.",
      "Notice must come at least 48h before the end."]),
    ("process", "act: {properties: [meeting_held]} | every: week",
     ["Asks for 1: meetings held by the bound, in each week."]),
    ("not_assessable", "why: {en: No number.}", ["Not assessable: No number."]),
])
def test_every_kind_is_told(kind: str, lines: str, said: list[str], root: Path) -> None:
    with (root / L).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(HEAD.format(id="X-1", kind=kind))
        stream.writelines(f"    {line}\n" for line in lines.split(" | "))
    assert lines_of(root, "X-1", MEASURE) == said


def test_conditions_mirrors_and_claimed_bounds_are_told(root: Path) -> None:
    with (root / L).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(HEAD.format(id="X-1", kind="prohibition") + """\
    act: {properties: [strike]}
    when: >-
      declared(phase_two)
      and not (finding(N-03, norland) in [kept] or finding(N-02) in [breached, contested])
    suspended_if: finding(N-01) in [breached]
    parallel_with: [N-03]
    mirrors: [{clause: N-02, why: {en: Two texts.}}]
    claimed_bounds: [{bound: rangers, title: {en: so Norland says}, sources: [S1]}]
    area: the valley
    time: until further notice
    notes: A remark.
""")
    assert lines_of(root, "X-1", CONDITIONS) == [
        "It bites only while somebody has given an instant for “Phase two” and it has passed, and "
        "it is not so that (N-03 “Two released” is kept by Norland, or N-02 “Forty trucks a day” "
        "is breached or contested); until then its condition is open.",
        "The text itself suspends it while N-01 “No strikes” is breached; the finding it would "
        "have been stays beside it.",
        "Due at the same time, neither first: N-03 “Two released”.",
        "Set beside N-02 “Forty trucks a day”, which binds the other side: Two texts.",
    ]
    assert lines_of(root, "X-1", WHO)[1:] == [
        "Rangers is said to be bound as well or instead: so Norland says. Computed beside the "
        "bound of the text.", "Put forward in: S1: Text of the truce",
    ]
    assert lines_of(root, "X-1", MISSING) == [
        "Where: the text says “the valley”; the encoding counts acts anywhere.",
        "When: the text says “until further notice”; the encoding has no due date and no end.",
        "Remarks of the encoder: A remark.",
    ]


def test_a_due_instant_of_another_clause_is_computed(root: Path) -> None:
    with (root / L).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(HEAD.format(id="X-1", kind="deadline") + """\
    act: {properties: [hostage_released]}
    due: {after: N-03.due, plus: 24h}
    start_by: {after: phase_two}
""")
    assert lines_of(root, "X-1", WHEN)[2:4] == [
        "It is due by 24h after “the due instant of N-03 “Two released””: 2031-03-05 10:00",
        "It must have begun by “Phase two”: nobody gives an instant yet",
    ]


def test_what_a_language_lacks_stands_in_english_and_is_marked(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root, "case.yaml", "name: {en: Norland}", "name: {en: Norland, fr: Nordie}")
    code, out, _ = tell(capsys, root, "--clause", "N-03", "--lang", "fr")
    assert code == 0
    assert "- Nordie doit ceci à [en: People of Southland]." in out
    assert "- [en: Asks for] 2 [en: of a list of] 2" in out
    assert "Tout n'a pas encore été traduit" in out
    code, english, _ = tell(capsys, root, "--clause", "N-03")
    assert "[en:" not in english


def test_the_page_has_boxes_for_every_clause_and_runs_nothing(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root, L, "title: {en: Two released}", 'title: {en: "<script>alert(1)</script> two"}')
    page = tmp_path / "sheet.html"
    code, out, _ = tell(capsys, root, "--out", page)
    assert code == 0
    assert out.endswith("sheet.html: 3 clauses\n")
    html = page.read_text(encoding="utf-8")
    assert re.findall(r'<article id="([^"]+)"', html) == ["N-01", "N-02", "N-03"]
    assert html.count('type="checkbox"') == 6
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "size: A4" in html
    assert not re.search(r'(?:src|href)="', html)


def test_the_page_marks_borrowed_words(root: Path, tmp_path: Path) -> None:
    page = tmp_path / "sheet.html"
    assert main(["sheet", str(root), "--lang", "fr", "--out", str(page)]) == 0
    html = page.read_text(encoding="utf-8")
    assert '<html lang="fr" dir="ltr">' in html
    assert '<span lang="en" dir="ltr" class="borrowed">No strikes</span>' in html


@pytest.mark.parametrize(("argv", "said"), [
    (["--clause", "N-11"], "error: --clause: found no clause 'N-11'; did you mean N-01?"),
    (["--lang", "xx"], "error: --lang: no phrases in 'xx'; there are phrases in en, fr"),
])
def test_wrong_usage_is_told(
    argv: list[str], said: str, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = tell(capsys, root, *argv, "--out", tmp_path / "x.html")
    assert (code, err) == (2, f"{said}\n")
    assert not (tmp_path / "x.html").exists()


def test_a_case_without_clauses_has_no_sheet(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / L).write_text("clauses: []\n", encoding="utf-8")
    code, out, err = tell(capsys, root)
    assert (code, out) == (1, "")
    assert "no clause could be read" in err


def slots(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("lang", languages())
def test_a_translation_says_only_what_there_is_to_say(lang: str) -> None:
    found = phrases(lang)
    assert found.own.keys() <= found.english.keys() | {
        key for key in found.own if key.startswith("property.")
    }
    assert {key: slots(own) for key, own in found.own.items() if key in found.english} == {
        key: slots(found.english[key]) for key in found.own if key in found.english
    }


@pytest.mark.parametrize("case", ["gaza-2023-11", "gaza-2025-01", "gaza-2025-10"])
@pytest.mark.parametrize("lang", languages())
def test_every_clause_that_ships_can_be_told(case: str, lang: str, tmp_path: Path) -> None:
    page = tmp_path / "sheet.html"
    assert main(["sheet", case, "--lang", lang, "--out", str(page)]) == 0
    html = page.read_text(encoding="utf-8")
    assert (lang == "en") == ("borrowed\">" not in html)
