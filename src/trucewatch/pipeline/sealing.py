"""Personal rows and their files, sealed before anything is recorded, assessed or published.

What is personal is found twice: in the claims that were read, and in the files as they are, since a
row that was left out for an error stands in its file all the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace

from trucewatch.model.case import Case, Columns, InputFile
from trucewatch.model.claim import FIGURE_COLUMNS, PERSON, SEALED_COLUMNS, claim_id
from trucewatch.model.problem import Problem
from trucewatch.record import redact
from trucewatch.record.line import sha256
from trucewatch.record.vault import Vault
from trucewatch.sources.registry import ADAPTERS

WITHHELD = "withheld: personal data"
SHARED_SUBJECT = "reports"
"""Subject of single reports coded one by one; it tells nothing."""

_PARSER = re.compile(rf"(?:hand|{'|'.join(sorted(ADAPTERS))})@[0-9]{{1,6}}")
_LANG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-[0-9]{3})?|")
_MARKED = re.compile(rb"sensitive[\"']?\s*:")
_HEADED = re.compile(rb"[^\r\n]*\b%s\b" % PERSON.name.encode(), re.IGNORECASE)
_FIELDS = tuple(column.name for column in FIGURE_COLUMNS)
_SHORT = 4
"""A person's id with fewer characters than this is not looked for in names of files."""
# Problems whose `found` is a count or a name of ours, never the text of a cell.
_SAFE = frozenset({
    "missing_value", "wrong_number_of_cells", "too_large", "rows_left_out", "more_problems",
    "low_above_high", "empty_file", "binary_file", "control_character", "unreadable_file",
    "climbing_path", "missing_file", "oversized_field",
})


@dataclass(frozen=True)
class Sealed:
    """A case without a plain personal value in it, and its files in the form to be archived."""

    case: Case
    files: Mapping[str, bytes]
    keys: Mapping[str, str]
    """Key id of every sealed file, by name."""
    problems: list[Problem]
    """Those given, without personal values, and what was left out."""
    unseen: bool = False
    """Whether personal rows and files were left out for want of keys: what the record holds of
    them is not to be taken for gone."""


def seal(
    case: Case, files: Mapping[str, bytes], vault: Vault | None, problems: list[Problem]
) -> Sealed:
    """Seal what is personal in a case.

    A personal row's free text (`SEALED_COLUMNS`) is sealed under the key of each person it tells
    of, or of its file where it names none; its ids become keyed digests, and so does a subject no
    other row has; a qualifier no clause asks for is withheld. An answer to such a row names it by
    the same token. A file with a personal row, or one that may be, is sealed whole. Without keys,
    and where a person was erased, such rows and files are left out, and a Problem says how many.

    Raises
    ------
    VaultError
        When the vault cannot be used.
    """
    survey = _look(case, files)
    if not survey.held:
        return Sealed(case, files, {}, problems)
    left = _Left(keys=vault is not None)
    rows = _Rows(case, survey, vault, left)
    claims, withdrawn = rows.sealed(case.claims), rows.sealed(case.withdrawn)
    held = survey.held | survey.answering(rows.private)
    stored = {name: data for name, data in files.items() if name not in held}
    keys: dict[str, str] = {}
    for name in sorted(held):
        key = _file_key(name, files[name], survey, vault, left)
        if vault is not None and key:
            keys[name] = key
            stored[name] = vault.seal_bytes(key, files[name])
    inputs = [
        InputFile(name=f.name, sha256=sha256(stored[f.name]), size=len(stored[f.name]))
        if f.name in keys else f
        for f in case.files if f.name in stored
    ]
    sealed = replace(case, claims=claims, withdrawn=withdrawn, files=inputs, persons={})
    said = [_scrubbed(p, survey) if p.file in held else p for p in problems]
    return Sealed(sealed, dict(sorted(stored.items())), keys, said + left.problems(survey),
                  unseen=vault is None)


@dataclass
class _Survey:
    """What is personal in a case, by its claims and by its files."""

    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By claim id, of personal rows: the people they tell of."""
    held: set[str] = field(default_factory=set)
    """Files with a personal row, or with one that may be."""
    named: dict[str, frozenset[str]] = field(default_factory=dict)
    """By file: every id its rows name, or may name."""
    telling: list[str] = field(default_factory=list)
    """Files with the id of a person in their name."""
    answers: dict[str, set[str]] = field(default_factory=dict)
    """By file: what its rows answer."""

    def answering(self, private: Collection[str]) -> set[str]:
        """Files whose rows repeat the key or subject of a personal row."""
        return {name for name, texts in self.answers.items() if not texts.isdisjoint(private)}


def _look(case: Case, files: Mapping[str, bytes]) -> _Survey:
    found = _Survey()
    known = {body.id for body in case.bodies.values() if not body.sensitive}
    figures = {n: d for n, d in files.items() if n.startswith("figures/")}
    touched = (
        bool(case.persons) or len(known) < len(case.bodies)
        # A body that could not be read may have been sensitive.
        or _MARKED.search(files.get("sources.yaml", b"")) is not None
        or any(_HEADED.match(data[:8192].replace(b"\0", b"")) for data in figures.values())
    )
    if not touched:
        return found
    people = dict(case.persons)
    for name, data in figures.items():
        rows = redact.read(data)
        found.answers[name] = {row.get(redact.ANSWERS) for row in rows} - {""}
        if not all(_public(row, known) for row in rows) or not (rows or _bare(data)):
            found.held.add(name)
            found.named[name] = frozenset[str]().union(*(row.named for row in rows))
        for row in rows:
            if row.people:
                claim = claim_id(row.cells)
                people[claim] = tuple(dict.fromkeys((*people.get(claim, ()), *row.people)))
    found.people = people
    ids = {p.casefold() for named in people.values() for p in named if len(p) >= _SHORT}
    found.telling = sorted(n for n in found.held if any(p in n.casefold() for p in ids))
    return found


def _public(row: redact.Row, known: Collection[str]) -> bool:
    """Whether a row surely tells of nobody: said by bodies that are known and not sensitive."""
    return (row.whole and not row.people and row.get("source") in known
            and (not row.get("speaker") or row.get("speaker") in known))


def _bare(data: bytes) -> bool:
    """Whether a file without rows is a header alone, or nothing."""
    names = data.decode("utf-8-sig", "replace").strip().split(",")
    return names in ([""], [*_FIELDS], [*_FIELDS, PERSON.name])


def _file_key(
    name: str, data: bytes, survey: _Survey, vault: Vault | None, left: _Left
) -> str | None:
    """Key to seal a file under; ``None``, noted in `left`, when it is left out."""
    if vault is None or name in survey.telling:
        left.add(name, 0)
        return None
    key = vault.key_id("document", sha256(data))
    people = (vault.key_id("person", p) for p in survey.named.get(name, ()))
    others = (key, vault.key_id("document", name), *people)
    if name in left.counts or any(vault.erased(other) is not None for other in others):
        left.add(name, 0)
        return None
    return key


@dataclass
class _Left:
    """Rows left out, by file; a file with none is left out itself."""

    keys: bool
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, rows: int = 1) -> None:
        """Count rows."""
        self.counts[name] = self.counts.get(name, 0) + rows

    def problems(self, survey: _Survey) -> list[Problem]:
        """Say what was left out and why."""
        return [self._problem(name, count, survey) for name, count in sorted(self.counts.items())]

    def _problem(self, name: str, count: int, survey: _Survey) -> Problem:
        if name in survey.telling:
            return Problem(
                severity="error", code="person_in_file_name", file="figures",
                found=f"file {1 + survey.telling.index(name)} of those named after a person",
                expected="a name that tells of nobody: names of files are recorded as they are",
                mend="rename it; its rows and the file are left out until then",
            )
        if self.keys:
            return Problem(
                severity="error", code="erased_person", file=name, field=PERSON.name,
                found=f"{count} rows of people or files that were erased, or that answer them"
                if count else "people who were erased, or an erased file",
                expected="no such row",
                mend="delete these rows from the file, or the file; they and the file are left "
                     "out until then",
            )
        return Problem(
            severity="error", code="no_keys", file=name, field="source",
            found=f"{count} personal rows" if count
            else "rows that are personal, or cannot be told to be public",
            expected="keys to seal them with",
            mend="give --keys DIR (a folder outside the record), and mend the problems of this "
                 "file; they and the file are left out until then",
        )


def _scrubbed(problem: Problem, survey: _Survey) -> Problem:
    """A problem of a file with personal rows: where it is, but not what stands there."""
    if problem.file in survey.telling:
        return replace(problem, file="figures", line=None, found=WITHHELD)
    return problem if problem.code in _SAFE or not problem.found else replace(
        problem, found=WITHHELD)


class _Rows:
    """Seals the personal rows of a case."""

    def __init__(
        self, case: Case, survey: _Survey, vault: Vault | None, left: _Left
    ) -> None:
        self._people = survey.people
        self._telling = survey.telling
        self._vault = vault
        self._left = left
        plain = [row for row in _each(case.claims, case.withdrawn) if not self._personal(row)]
        self._subjects = {str(row["subject"]) for row in plain} | {SHARED_SUBJECT}
        self._open = self._subjects | {str(row["key"]) for row in plain}
        self._pairs = _asked(case) | {pair for row in plain for pair in _pairs(row)}
        self.private: set[str] = set()
        """Keys and subjects that only personal rows have."""
        self._answers: dict[tuple[str, str], str | None] = {}
        # Of a row withdrawn and one that stands with the same key, the one that stands counts.
        for row in _each(case.withdrawn, case.claims):
            if self._personal(row):
                self._note(row)

    def sealed(self, columns: Columns) -> Columns:
        """Rows as they may be recorded; those that may not are left out and counted."""
        kept: Columns = {name: [] for name in columns}
        for row in _each(columns):
            # The name of such a file is that of the data set, also in its public rows.
            if _file(row) in self._telling or not self._seal(row):
                self._left.add(_file(row))
                continue
            for name, value in row.items():
                kept[name].append(value)
        return kept

    def _personal(self, row: Mapping[str, object]) -> bool:
        return str(row["claim_id"]) in self._people

    def _keys(self, row: Mapping[str, object]) -> list[str]:
        """Ids of the keys a row is sealed under; none when one was erased, or there is no vault."""
        if self._vault is None:
            return []
        people = self._people[str(row["claim_id"])]
        ids = [self._vault.key_id("person", person) for person in people]
        file = self._vault.key_id("document", _file(row))
        gone = any(self._vault.erased(key) is not None for key in (*ids, file))
        return [] if gone else ids or [file]

    def _note(self, row: Mapping[str, object]) -> None:
        """Note what an answer to a personal row has to say in place of its key or subject."""
        keys, lineage = self._keys(row), str(row["lineage"])
        subject, key = str(row["subject"]), str(row["key"])
        new = {key: self._text(key, "key", keys) if keys else None}
        if subject not in self._subjects:
            new[subject] = self._subject(subject) if keys else None
        for text, token in new.items():
            where = [(lineage, text)]
            if text not in self._open:
                self.private.add(text)
                where.append(("", text))
            for place in where:
                if token is not None or place not in self._answers:
                    self._answers[place] = token

    def _seal(self, row: dict[str, object]) -> bool:
        """Seal a row in place; false when it has to be left out."""
        personal = self._personal(row)
        keys = self._keys(row) if personal else []
        if personal and not keys:
            return False
        answered, lineage = str(row["in_reply_to"] or ""), str(row["lineage"])
        said: str | None = answered
        if (lineage, answered) in self._answers:
            said = self._answers[lineage, answered]
        elif ("", answered) in self._answers:
            said = self._answers["", answered]
        elif personal and answered not in self._open:
            said = self._text(answered, "in_reply_to", keys)
        row["in_reply_to"] = said
        if personal:
            self._values(row, keys)
        return said is not None

    def _values(self, row: dict[str, object], keys: list[str]) -> None:
        for name in SEALED_COLUMNS:
            row[name] = self._text(str(row[name] or ""), name, keys)
        if row["subject"] not in self._subjects:
            row["subject"] = self._subject(str(row["subject"]))
        row["qualifiers"] = "; ".join(
            pair if pair in self._pairs else f"{pair.partition('=')[0]}=withheld"
            for pair in _pairs(row))
        if not _PARSER.fullmatch(str(row["parser"])):
            row["parser"] = "withheld"
        if not _LANG.fullmatch(str(row["lang"] or "")):
            row["lang"] = "und"
        for name in ("claim_id", "report_id"):
            row[name] = self._digest(f"{name} {row[name]}")

    def _text(self, plain: str, column: str, keys: list[str]) -> str:
        if self._vault is not None and plain:
            for key in keys:
                plain = self._vault.seal_text(key, plain, column)
        return plain

    def _subject(self, plain: str) -> str:
        """A name for a subject that keeps rows of one series together, and tells nothing."""
        return f"withheld-{self._digest(f'subject {plain}')[:24]}"

    def _digest(self, text: str) -> str:
        return "" if self._vault is None else self._vault.key_id("document", text)


def _each(*tables: Columns) -> Iterator[dict[str, object]]:
    for columns in tables:
        for values in zip(*columns.values(), strict=True):
            yield dict(zip(columns, values, strict=True))


def _file(row: Mapping[str, object]) -> str:
    return f"figures/{row['dataset']}.csv"


def _pairs(row: Mapping[str, object]) -> list[str]:
    return [pair for pair in str(row["qualifiers"] or "").split("; ") if pair]


def _asked(case: Case) -> set[str]:
    """Qualifiers some clause asks for, in any reading: they stand in the case as it is."""
    readings = (r for by_id in case.readings.values() for r in by_id.values())
    return {
        f"{key}={value}"
        for clause in (*case.clauses, *readings)
        for where in _wheres(asdict(clause)) for key, value in where.items()
    }


def _wheres(value: object) -> Iterator[Mapping[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "where" and isinstance(inner, dict):
                yield inner
            else:
                yield from _wheres(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _wheres(inner)
