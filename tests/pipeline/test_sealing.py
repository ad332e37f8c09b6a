"""No plain personal value reaches the record, the edition or the keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.model.case import Case
from trucewatch.model.problem import Problem
from trucewatch.pipeline import run
from trucewatch.pipeline.sealing import Sealed, seal
from trucewatch.record import vault
from trucewatch.record.record import Record
from trucewatch.record.vault import Vault, is_sealed, sealed_document_key, sealed_key
from trucewatch.store.ledger import held_at

from . import (
    AMAL,
    BORIS,
    CARLA,
    FORMS,
    HEADER,
    TEXTS,
    Clock,
    all_marks,
    answer,
    contents,
    found_in,
    keeping,
    make_case,
    marks,
    row,
    rows,
    table,
)

FOREVER = 4_102_444_800_000_000


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "SCRYPT", (2**4, 8, 1))


@pytest.fixture
def keys(tmp_path: Path) -> Vault:
    return Vault.open(tmp_path / "keys", make=True)


def read(folder: Path) -> tuple[Case, dict[str, bytes], list[Problem]]:
    loaded = load(folder, KINDS)
    assert loaded.case is not None
    files = {f.name: (folder / f.name).read_bytes() for f in loaded.case.files}
    return loaded.case, files, loaded.problems


def sealed(folder: Path, keys: Vault | None) -> Sealed:
    case, files, problems = read(folder)
    return seal(case, files, keys, problems)


def codes(problems: list[Problem], file: str = "") -> set[str]:
    return {p.code for p in problems if p.severity == "error" and (not file or p.file == file)}


def of(done: Sealed, source: str = "field-forms") -> list[dict[str, object]]:
    columns = done.case.claims
    listed = [dict(zip(columns, cells, strict=True))
              for cells in zip(*columns.values(), strict=True)]
    return [claim for claim in listed if claim["source"] == source]


def the_answer(done: Sealed) -> dict[str, object]:
    (said,) = (c for c in of(done, "times-of-israel") if c["key"] == "the-answer")
    return said


def values(done: Sealed) -> bytes:
    """Everything that is handed on."""
    return repr((done.case.claims, done.case.withdrawn, done.case.files, done.case.persons,
                 done.problems, done.keys, sorted(done.files))).encode() + b"".join(
                     done.files.values())


def test_no_plain_value_anywhere_on_the_disk(tmp_path: Path) -> None:
    broken = [
        row(**marks("broken"), person=CARLA) | {"low": "carla-number-mark-of-hers"},
        row(**marks("stranger"), person=CARLA) | {"speaker": "carla-speaker-mark-of-hers"},
    ]
    text = table([*rows(), *broken], "carla-short-row-mark-of-hers,field-forms",
                 '"carla-open-quote-mark-of-hers,field-forms')
    case = make_case(tmp_path, text)
    answer(case, marks("amal")["key"])
    done = run(case, tmp_path / "out", keeping=keeping(tmp_path))
    assert done.release is not None
    plain = all_marks(text)
    assert len(plain) > 40
    assert {mark.split(" ")[0] for mark in found_in([case], plain)} >= {AMAL, BORIS, CARLA}
    folders = [tmp_path / "record", tmp_path / "keys", tmp_path / "out"]
    assert found_in(folders, plain) == []
    public = found_in(folders, {"public words anybody may read", "we did nothing of the kind"})
    assert {text.split(" ")[0] for text in public} == {"public", "we"}
    assert codes(done.problems, FORMS) >= {"wrong_type", "unknown_reference", "bad_quotes"}


def test_a_problem_says_where_and_not_what(tmp_path: Path, keys: Vault) -> None:
    text = table([*rows(), row(key="x", person=CARLA, low="carla-number-mark-of-hers"),
                  row(key="y", person=CARLA, source="carla-source-mark-of-hers"),
                  row(key="z", person=CARLA, subject="=carla-formula-mark-of-hers")])
    done = sealed(make_case(tmp_path, text), keys)
    said = [p for p in done.problems if p.file == FORMS]
    assert {(p.line, p.field) for p in said} >= {(8, "low"), (9, "source"), (10, "subject")}
    assert b"carla" not in repr(done.problems).encode().lower()


def test_running_twice_gives_the_same_ids_and_appends_nothing(tmp_path: Path) -> None:
    case, clock = make_case(tmp_path), Clock()
    answer(case, marks("amal")["key"])
    first = run(case, tmp_path / "out", keeping=keeping(tmp_path, clock))
    before = [contents(tmp_path / name) for name in ("record", "keys", "out")]
    second = run(case, tmp_path / "out", keeping=keeping(tmp_path, clock))
    assert first.release is not None
    assert second.release is not None
    assert set(first.release.claims) == set(second.release.claims)
    assert [contents(tmp_path / name) for name in ("record", "keys", "out")] == before


def findings(folder: Path, out: Path, keys: bool) -> list[tuple[object, ...]]:
    done = run(folder, out, keeping=keeping(out.parent, keys=keys))
    assert done.release is not None
    return sorted(
        (f.clause, f.unit, f.standard, f.reading, f.start, f.bound, f.status, str(f.low),
         str(f.high), len(f.accounts), f.reasons, len(f.denials))
        for f in done.release.findings)


def test_sealing_moves_no_finding(tmp_path: Path) -> None:
    given = [
        *rows(),
        row(key="taken-back", person=BORIS, low="40", high="40", property="killed"),
        row(key="takes-back", person=BORIS, low="", high="", stance="retracts",
            in_reply_to="taken-back", property="killed"),
        row(key="trucks", person=BORIS, property="trucks_entered", basis="total", low="9",
            high="9", qualifiers="cargo=fuel; destination=somewhere-only-boris-knows"),
        row(key="trucks-2", person=BORIS, property="trucks_entered", basis="total", low="8",
            high="8", subject="a-series-of-boris", qualifiers="cargo=other"),
    ]
    plain = tmp_path / "plain"
    open_case = make_case(plain, table([{**r, "person": ""} for r in given]))
    sources = open_case / "sources.yaml"
    sources.write_text(sources.read_text(encoding="utf-8").replace(" sensitive: true,", ""),
                       encoding="utf-8", newline="\n")
    hidden = make_case(tmp_path / "hidden", table(given))
    expected = findings(open_case, plain / "out", False)
    assert findings(hidden, tmp_path / "hidden" / "out", True) == expected


def test_an_answer_names_the_sealed_row_by_the_very_same_token(
    tmp_path: Path, keys: Vault
) -> None:
    case = make_case(tmp_path)
    key = marks("amal")["key"]
    answer(case, key)
    done = sealed(case, keys)
    said = the_answer(done)
    assert is_sealed(said["in_reply_to"])
    assert said["in_reply_to"] in {claim["key"] for claim in of(done)}
    assert said["original"] == "we did nothing of the kind"
    assert keys.open_text(str(said["in_reply_to"]), "key") == key
    # The file of the answer repeats the key, so it is sealed as well.
    assert set(done.keys) == {FORMS, "figures/answers.csv"}
    assert key.encode() not in values(done)


def test_an_answer_to_a_subject_names_it_the_same_way(tmp_path: Path, keys: Vault) -> None:
    case = make_case(tmp_path)
    answer(case, marks("boris")["subject"])
    done = sealed(case, keys)
    assert [c["subject"] for c in of(done)].count(the_answer(done)["in_reply_to"]) == 2
    assert b"boris-subject" not in values(done)


def test_a_key_that_is_public_elsewhere_stays_what_it_is(tmp_path: Path, keys: Vault) -> None:
    case = make_case(tmp_path, table([*rows(), row(key="r-001", person=AMAL)]))
    answer(case, "r-001")
    done = sealed(case, keys)
    assert the_answer(done)["in_reply_to"] == "r-001"
    assert set(done.keys) == {FORMS}


def test_text_is_sealed_under_everybody_it_tells_of(tmp_path: Path, keys: Vault) -> None:
    done = sealed(make_case(tmp_path), keys)
    (both,) = (c for c in of(done) if sealed_key(str(c["note"])) == keys.key_id("person", BORIS)
               and is_sealed(keys.open_text(str(c["note"]), "note")))
    inner = keys.open_text(str(both["note"]), "note")
    assert sealed_key(inner) == keys.key_id("person", AMAL)
    assert keys.open_text(inner, "note") == marks("both")["note"]
    assert all(is_sealed(c[name]) for c in of(done) for name in ("key", *TEXTS))


def test_a_row_said_twice_of_two_people_is_sealed_under_both(tmp_path: Path, keys: Vault) -> None:
    one = row(**marks("amal"), person=AMAL)
    done = sealed(make_case(tmp_path, table([one, {**one, "person": CARLA}])), keys)
    (claim,) = of(done)
    assert sealed_key(str(claim["note"])) == keys.key_id("person", CARLA)
    assert sealed_key(keys.open_text(str(claim["note"]), "note")) == keys.key_id("person", AMAL)


@pytest.mark.parametrize("given", [
    row(key="a", person=AMAL, low="twelve"),
    row(key="a", source="reuters", person=AMAL, low="twelve"),
    row(key="a", low="twelve"),
    row(key="a", source="misspelt-forms"),
    row(key="a", source="reuters", speaker="field-forms", low="twelve"),
])
@pytest.mark.parametrize("with_keys", [True, False])
def test_a_file_whose_personal_rows_are_all_broken_is_never_stored_plain(
    tmp_path: Path, keys: Vault, given: dict[str, str], with_keys: bool
) -> None:
    case = make_case(tmp_path, table([{**given, **{n: marks("amal")[n] for n in TEXTS}}]))
    done = sealed(case, keys if with_keys else None)
    assert (FORMS in done.files) == with_keys
    assert b"mark-of-theirs" not in values(done)
    assert ("no_keys" in codes(done.problems, FORMS)) != with_keys


@pytest.mark.parametrize("text", [
    "key,person\nx,amal-note-mark-of-theirs\n",
    "amal-key-mark-of-theirs,field-forms,Person\n",
    '"key,amal-note-mark-of-theirs\n',
    HEADER + "\n\x00amal-note-mark-of-theirs\n",
])
def test_a_file_that_cannot_be_read_counts_as_personal(
    tmp_path: Path, keys: Vault, text: str
) -> None:
    done = sealed(make_case(tmp_path, text), keys)
    assert FORMS in done.keys
    assert b"mark-of-theirs" not in values(done)


def test_without_a_list_of_sources_nothing_is_taken_for_public(
    tmp_path: Path, keys: Vault
) -> None:
    case = make_case(tmp_path, table([row(key="a", **{n: marks("amal")[n] for n in TEXTS})]))
    sources = case / "sources.yaml"
    said = sources.read_text(encoding="utf-8").replace("affiliation: media, sensitive",
                                                       "affiliation: nonsense, sensitive", 1)
    sources.write_text(said, encoding="utf-8", newline="\n")
    done = sealed(case, keys)
    assert set(done.keys) == {FORMS}
    assert b"mark-of-theirs" not in values(done)
    sources.write_text(said + "\n  ]broken", encoding="utf-8", newline="\n")
    done = sealed(case, keys)
    assert set(done.keys) == {name for name in done.files if name.startswith("figures/")}
    assert b"mark-of-theirs" not in values(done)


def test_without_keys_personal_rows_and_their_files_are_left_out(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    answer(case, marks("amal")["key"])
    done = run(case, tmp_path / "out", keeping=keeping(tmp_path, keys=False))
    assert codes(done.problems) == {"no_keys"}
    assert found_in([tmp_path / "record", tmp_path / "out"], all_marks(table(rows()))) == []
    assert done.release is not None
    claims = done.release.claims.values()
    assert "field-forms" not in {c["source"] for c in claims}
    assert "public-row-1" in {c["key"] for c in claims}


def test_a_file_named_after_a_person_is_left_out_and_not_named(
    tmp_path: Path, keys: Vault
) -> None:
    case = make_case(tmp_path, name=f"figures/talk-with-{AMAL.lower()}.csv")
    done = sealed(case, keys)
    assert AMAL.lower().encode() not in values(done).lower()
    assert codes(done.problems) == {"person_in_file_name"}
    assert not of(done)


def test_a_case_without_people_is_handed_on_as_it_is(root: Path) -> None:
    for name in ("gaza-2023-11", "gaza-2025-01", "gaza-2025-10", "lebanon-2024-11",
                 "minsk-2-2015"):
        case, files, problems = read(root / "cases" / name)
        done = seal(case, files, None, problems)
        assert done.case is case
        assert done.files is files
        assert done.problems is problems
        assert not done.keys


def test_sealed_files_open_to_what_was_given(tmp_path: Path, keys: Vault) -> None:
    case = make_case(tmp_path)
    done = sealed(case, keys)
    assert sealed_document_key(done.files[FORMS]) == done.keys[FORMS]
    assert keys.open_bytes(done.files[FORMS]) == (case / FORMS).read_bytes()
    (entry,) = (f for f in done.case.files if f.name == FORMS)
    assert entry.size == len(done.files[FORMS])


def test_as_of_shows_the_same_claims_and_nothing_plain(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    answer(case, marks("amal")["key"])
    first = run(case, tmp_path / "out", keeping=keeping(tmp_path))
    late = run(case, tmp_path / "late", as_of="2199-01-01", keeping=keeping(tmp_path, keys=False))
    assert first.release is not None
    assert late.release is not None
    assert set(late.release.claims) == set(first.release.claims)
    assert found_in([tmp_path / "late"], all_marks(table(rows()))) == []
    assert codes(late.problems) == set()


def test_the_release_counts_what_it_withholds(tmp_path: Path) -> None:
    done = run(make_case(tmp_path), tmp_path / "out", keeping=keeping(tmp_path))
    assert done.release is not None
    counts = {r.kind: r.count for r in done.release.removed}
    assert counts.items() >= {f"claims.{name}": 5 for name in ("key", *TEXTS)}.items()
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["removed"]) == len(counts)


def test_the_edition_never_shows_sealed_text(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    answer(case, marks("amal")["key"])
    done = run(case, tmp_path / "out", keeping=keeping(tmp_path))
    assert done.release is not None
    assert found_in([tmp_path / "out"], {"sealed:1:"}) == []
    counts = {r.kind: r.count for r in done.release.removed}
    assert counts["claims.in_reply_to"] == 2


def test_a_run_without_keys_leaves_what_is_sealed_in_the_record(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    run(case, tmp_path / "out", keeping=keeping(tmp_path))
    before = Record.open(tmp_path / "record")
    held = held_at(before, FOREVER)
    without = keeping(tmp_path, keys=False)
    done = run(case, tmp_path / "out", keeping=without)
    assert "no_keys" in codes(done.problems)
    after = Record.open(tmp_path / "record")
    assert after.head == before.head, "not seen is not gone"
    (case / "clauses.yaml").write_bytes((case / "clauses.yaml").read_bytes() + b"# a remark\n")
    run(case, tmp_path / "out", keeping=without)
    after = Record.open(tmp_path / "record")
    assert len(after.batches) == len(before.batches) + 1
    assert held_at(after, FOREVER) == held
    assert after.batches[-1].keys == before.batches[-1].keys
    assert after.files().keys() == before.files().keys()


def test_keys_that_cannot_be_used_end_no_run(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    run(case, tmp_path / "out", keeping=keeping(tmp_path))
    (tmp_path / "keys" / "vault.json").write_bytes(b"{}")
    done = run(case, tmp_path / "out", keeping=keeping(tmp_path))
    assert done.release is not None
    assert {"no_keys"} < codes(done.problems)


def test_explain_makes_no_keys(tmp_path: Path) -> None:
    done = run(make_case(tmp_path), None, keeping=keeping(tmp_path))
    assert not (tmp_path / "keys").exists()
    assert {"no_vault", "no_keys"} <= codes(done.problems)


def test_the_record_holds_every_row(tmp_path: Path) -> None:
    run(make_case(tmp_path), tmp_path / "out", keeping=keeping(tmp_path))
    held = held_at(Record.open(tmp_path / "record"), FOREVER)
    assert held["source"].count("field-forms") == 5
    assert all(len(str(claim)) == 64 for claim in held["claim_id"])
