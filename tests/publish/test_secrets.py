"""Two hundred secrets go in; not one of them comes out, in any form, and the manifest counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trucewatch.model.publishing import SHIPPED_RULES
from trucewatch.pipeline import run

from .leaks import leaks
from .planted import Planted, plant

TITLES = {rule.id: rule.title["en"] for rule in SHIPPED_RULES}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planted]:
    folder = tmp_path_factory.mktemp("secrets")
    root, planted = plant(folder)
    done = run(root, folder / "out")
    assert done.out is not None
    return done.out, planted


def test_there_are_two_hundred_and_they_do_go_in(published: tuple[Path, Planted]) -> None:
    out, planted = published
    assert len(set(planted.all)) >= 200
    missing = {*planted.all} - {secret for _, secret, _ in leaks(out.parent / "norland",
                                                                 planted.all)}
    assert missing == set()


def test_not_one_comes_out(published: tuple[Path, Planted]) -> None:
    out, planted = published
    parts = [piece for point in planted.secrets["positions"] for piece in point.split(",")]
    assert leaks(out, [*planted.all, *parts]) == []


def test_the_manifest_counts_what_each_rule_took_out(published: tuple[Path, Planted]) -> None:
    out, _ = published
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["profile"], manifest["handling"]) == ("public", "Public")
    counts: dict[str, dict[str, int]] = {}
    for row in manifest["removed"]:
        counts.setdefault(row["rule"], {})[row["kind"]] = row["count"]
    assert counts[TITLES["forces"]] == {"claims": 20}
    assert counts[TITLES["sites"]] == {"claims.note": 20, "claims.place": 20}
    assert counts[TITLES["positions"]]["claims.place"] == 35
    assert counts[TITLES["positions"]]["claims.address"] == 18
    assert sum(counts[TITLES["names"]].values()) == 45
    assert counts[TITLES["contacts"]]["claims.key"] == 5
    assert set(counts) == {TITLES[r] for r in (
        "forces", "sites", "positions", "names", "contacts", "ids")}


def test_every_page_and_file_bears_the_mark(published: tuple[Path, Planted]) -> None:
    out, _ = published
    # What a schema or a proof says of bytes is the same under every mark.
    files = [p for p in out.rglob("*") if p.suffix in {".html", ".json", ".csv", ".jsonld"}
             and p.parent.name not in {"schemas", "edition", "proofs"}]
    assert [p.name for p in files if "Public" not in p.read_text(encoding="utf-8")] == []
    page = (out / "left-out.html").read_text(encoding="utf-8")
    assert "Protected names are masked." in page


def test_under_the_internal_profile_the_words_are_there(tmp_path: Path) -> None:
    root, planted = plant(tmp_path)
    done = run(root, tmp_path / "out", profile="internal")
    assert done.out is not None
    assert done.release is not None
    assert done.release.handling == "Internal: do not pass on"
    seen = {secret for _, secret, _ in leaks(done.out, planted.secrets["mails"])}
    assert len(seen) >= 20
