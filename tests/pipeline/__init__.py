"""A case with invented people in it, and a search for what they said in every byte of a folder."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from trucewatch.model.claim import FIGURE_COLUMNS
from trucewatch.pipeline import Keeping

CASES = Path(__file__).resolve().parents[2] / "cases"
FIELDS = [c.name for c in FIGURE_COLUMNS]
HEADER = ",".join([*FIELDS, "person"])
PASSPHRASE = "words nobody else would say"
AMAL, BORIS, CARLA = "Amal-Quillfeather-7", "Boris-Ashgrove-12", "Carla-Nightwell-3"
FORMS = "figures/forms.csv"
BODY = ("- {id: field-forms, name: {en: Forms of a field office}, affiliation: media, "
        "sensitive: true, reason: invented}\n")
TEXTS = ("place", "original", "locator", "address", "note")


def marks(who: str) -> dict[str, str]:
    """Text for every free column, that stands nowhere else."""
    return {name: f"{who}-{name}-mark-of-theirs" for name in (*TEXTS, "key", "subject")}


def row(**cells: str) -> dict[str, str]:
    """A row of figures; what is not given is plain and the same."""
    base = dict.fromkeys([*FIELDS, "person"], "")
    base |= {
        "key": "k", "source": "field-forms", "subject": "reports", "property": "strike",
        "stance": "asserts", "low": "1", "high": "1", "earliest": "2023-11-25",
        "latest": "2023-11-25", "basis": "instant", "scope": "complete", "zone": "gaza_strip",
        "actor": "israel", "actor_certainty": "stated", "lang": "en", "published": "2023-11-26",
        "parser": "hand@1",
    }
    return base | cells


def rows() -> list[dict[str, str]]:
    """Two people alone, both in one row, one nobody is named in, one that is public."""
    boris = marks("boris")
    return [
        row(**marks("amal"), person=AMAL, qualifiers="destination=amal-destination-mark-of-hers"),
        row(**marks("amal2"), person=AMAL, in_reply_to="dangling-answer-of-amal",
            lang="amal-language-mark-of-hers", parser="amal-parser-mark-of-hers"),
        row(**boris, person=BORIS),
        row(**{**marks("both"), "subject": boris["subject"]}, person=f"{AMAL}; {BORIS}"),
        row(**marks("nobody")),
        row(key="public-row-1", source="reuters", original="public words anybody may read",
            published="2023-11-27"),
    ]


def table(given: Iterable[Mapping[str, str]], *more: str) -> str:
    """A figures file with the column of people."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, [*FIELDS, "person"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(given)
    return buffer.getvalue() + "".join(f"{line}\n" for line in more)


def make_case(folder: Path, text: str | None = None, name: str = FORMS) -> Path:
    """Copy the smallest case that ships and put people in it."""
    case = folder / "gaza-2023-11"
    shutil.copytree(CASES / "gaza-2023-11", case, ignore=shutil.ignore_patterns("record"))
    sources = case / "sources.yaml"
    said = sources.read_text(encoding="utf-8").replace("\ninputs:", f"\n{BODY}inputs:", 1)
    sources.write_text(said, encoding="utf-8", newline="\n")
    put(case, table(rows()) if text is None else text, name)
    return case


def put(case: Path, text: str, name: str = FORMS) -> None:
    """Write a figures file."""
    (case / name).write_text(text, encoding="utf-8", newline="\n")


def answer(case: Path, to: str) -> None:
    """Add a row of a public source that answers a key or a subject, to a file of its own."""
    given = row(key="the-answer", source="times-of-israel", stance="denies", in_reply_to=to,
                original="we did nothing of the kind")
    lines = [",".join(FIELDS), ",".join(given[name] for name in FIELDS)]
    put(case, "\n".join(lines) + "\n", "figures/answers.csv")


class Clock:
    """A second later each time it is asked."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def keeping(folder: Path, clock: Clock | None = None, keys: bool = True) -> Keeping:
    """A record and keys beside the case."""
    return Keeping(record=folder / "record", keys=folder / "keys" if keys else None,
                   passphrase=PASSPHRASE if keys else "", clock=clock or Clock())


def all_marks(text: str) -> set[str]:
    """Every mark a figures file holds, and the people in it."""
    cells = {cell for line in csv.reader(io.StringIO(text)) for cell in line}
    found = {cell.partition("=")[2] or cell for cell in cells
             if "-mark-" in cell or cell.startswith("dangling-")}
    return found | {person for person in (AMAL, BORIS, CARLA) if person in text}


def found_in(folders: Iterable[Path], plain: Iterable[str]) -> list[str]:
    """Which of some texts stand anywhere in the bytes of folders, in whatever form."""
    forms = [(text, form) for text in sorted(plain) for form in _forms(text)]
    return sorted({
        f"{text} in {path.relative_to(folder)}"
        for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()
        for data in (*_contents(path), str(path.relative_to(folder)).encode().lower())
        for text, form in forms if form in data
    })


def _forms(text: str) -> set[bytes]:
    data = text.encode()
    forms = {text.encode(code).lower() for code in ("utf-8", "utf-16-le", "utf-16-be")}
    forms |= {data.hex().encode()}
    for shift in range(3):
        # Characters that hang on what stands before or after are cut off.
        coded = base64.b64encode(b"\0" * shift + data)
        inner = coded[4 if shift else 0:len(coded) - 4].lower()
        forms |= {inner, inner.translate(bytes.maketrans(b"+/", b"-_"))}
    return forms


def _contents(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data.lower()
    if data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data).lower()
    if path.suffix == ".parquet":
        yield repr(duckdb.read_parquet(str(path)).fetchall()).encode().lower()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for locks."""
    return {str(p.relative_to(folder)): p.read_bytes()
            for p in folder.rglob("*") if p.is_file() and not p.name.endswith(".lock")}
