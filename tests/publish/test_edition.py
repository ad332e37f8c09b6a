"""Editions: whole or not at all, the same bytes, nobody else's files touched."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from trucewatch.publish import edition
from trucewatch.publish.site.context import file_names

from .sample import release


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_every_promised_file_is_there(tmp_path: Path) -> None:
    written = edition.write(release(), tmp_path / "out")
    names = {p.relative_to(tmp_path / "out").as_posix() for p in written}
    assert names == set(tree(tmp_path / "out"))
    assert {
        "index.html", "sources.html", "method.html", "problems.html", "changes.html",
        "corrections.html",
        "findings.json", "findings.csv", "claims.csv", "problems.json", "manifest.json",
        "coverage.html", "coverage.json", "effort.html", "searches.csv", "searches.json",
        "grades.json", "style.css", "clauses/NS-01.html", "clauses/NS-09-x.html",
    } <= names


def test_twice_the_same_bytes(tmp_path: Path) -> None:
    edition.write(release(), tmp_path / "a")
    edition.write(release(), tmp_path / "b")
    edition.write(release(), tmp_path / "b")
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_manifest_names_every_file_by_digest(tmp_path: Path) -> None:
    edition.write(release(), tmp_path / "out")
    files = tree(tmp_path / "out")
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["schema"] == "trucewatch/manifest@1"
    assert manifest["files"] == {n: hashlib.sha256(b).hexdigest() for n, b in files.items()}


def test_lines_end_the_same_everywhere(tmp_path: Path) -> None:
    edition.write(release(), tmp_path / "out")
    texts = [t for n, t in tree(tmp_path / "out").items()
             if Path(n).suffix not in {".parquet", ".zip", ".pdf", ".png"}]
    assert len(texts) > 20 and not any(b"\r" in text for text in texts)


def test_pages_of_clauses_that_are_gone_do_not_stay(tmp_path: Path) -> None:
    one = release()
    edition.write(one, tmp_path / "out")
    edition.write(replace(one, clauses=one.clauses[:3]), tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out" / "clauses").iterdir()) == [
        "NS-01.html", "NS-02.html", "NS-03.html",
    ]


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(edition.EditionError, match="not empty"):
        edition.write(release(), tmp_path)
    assert tree(tmp_path) == {"thesis.txt": b"mine"}


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(edition.EditionError, match="is a file"):
        edition.write(release(), tmp_path / "out")


def linked(link: Path, target: Path) -> None:
    """Make a link to a folder; where the system allows none, there is nothing to test."""
    try:
        link.symlink_to(target, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")


def test_an_edition_goes_where_a_link_leads_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    linked(tmp_path / "out", tmp_path / "disk")
    written = edition.write(release(), tmp_path / "out")
    assert (tmp_path / "out").is_symlink()
    assert tree(tmp_path / "disk").keys() == {
        p.relative_to(tmp_path / "out").as_posix() for p in written}


def test_a_link_to_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "thesis.txt").write_text("mine", encoding="utf-8")
    linked(tmp_path / "out", tmp_path / "disk")
    with pytest.raises(edition.EditionError, match="not empty"):
        edition.write(release(), tmp_path / "out")
    assert tree(tmp_path / "disk") == {"thesis.txt": b"mine"}


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    linked(tmp_path / "out", tmp_path / "out")
    with pytest.raises(edition.EditionError):
        edition.write(release(), tmp_path / "out")
    assert (tmp_path / "out").is_symlink()


def test_a_folder_that_cannot_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(edition.EditionError, match="cannot write out: Permission denied; close"):
        edition.write(release(), Path("out"))
    assert list(tmp_path.iterdir()) == []


def test_files_added_to_an_edition_stay_but_are_never_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out"
    edition.write(release(), out)
    (out / "clauses" / "notes.txt").write_text("mine", encoding="utf-8")
    edition.write(release(), out)
    assert (out / "clauses" / "notes.txt").read_text(encoding="utf-8") == "mine"
    one = release()
    edition.write(replace(one, clauses=one.clauses[:1]), out)
    (out / "clauses" / "NS-02.html").write_text("mine", encoding="utf-8")
    with pytest.raises(edition.EditionError, match="NS-02"):
        edition.write(one, out)
    assert (out / "clauses" / "NS-02.html").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("broken", ["_fill", "_swap"])
def test_nothing_half_written_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    out = tmp_path / "out"
    edition.write(release(), out)
    before = tree(out)

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(edition, broken, fails)
    one = release()
    with pytest.raises(edition.EditionError, match="No space left"):
        edition.write(replace(one, clauses=one.clauses[:1]), out)
    assert tree(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_the_earlier_edition_comes_back_when_the_new_one_cannot_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    edition.write(release(), out)
    before = tree(out)
    rename = Path.rename

    def picky(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise PermissionError(13, "in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", picky)
    with pytest.raises(edition.EditionError, match="in use"):
        edition.write(release(), out)
    assert tree(out) == before


def test_lone_surrogates_do_not_stop_the_edition(tmp_path: Path) -> None:
    one = release()
    claims = {i: {**row, "original": "broken \ud800 word"} for i, row in one.claims.items()}
    edition.write(replace(one, claims=claims), tmp_path / "out")
    assert (tmp_path / "out" / "claims.csv").read_text(encoding="utf-8")


def test_file_names_work_on_every_system() -> None:
    names = file_names(["A/b:c", "a-B-c", "CON", "..", "ا", "x" * 300, "G25B-01"])
    assert len({n.lower() for n in names.values()}) == len(names)
    assert names["G25B-01"] == "G25B-01"
    assert names["CON"] == "CON-clause"
    assert all(len(n) <= 70 and n.replace("-", "").replace("_", "").isalnum()
               for n in names.values())
