"""The files of a case folder: found, kept inside it, digested."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.case import listed, yaml
from trucewatch.case.coverage import Collected
from trucewatch.case.document import Document
from trucewatch.case.figures import Figures
from trucewatch.case.gazetteer import ACTORS, GAZETTEER
from trucewatch.model.case import InputFile
from trucewatch.model.problem import Problem, Severity

YAML_FILES = ("case.yaml", "clauses.yaml", "sources.yaml")
FIGURES = "figures"
COVERAGE = "coverage"
ZONES = "zones"
STATEMENTS = "statements"
OUTLINE_BYTES = 100_000_000
"""Boundaries of a publisher can be large; what is larger is no outline of one agreement's zones."""
DECISIONS = ("corrections.jsonl", "grades.jsonl", "judgements.jsonl", "lineages.csv",
             "replies.jsonl", "searches.csv")
"""Files a case may have beside: what people decided, looked for, asked and replied."""
PUBLISHING = "publishing.yaml"
KNOWN = (
    *YAML_FILES, *DECISIONS, "README.md", FIGURES, COVERAGE, "record", "coding", "mappings", ZONES,
    STATEMENTS, GAZETTEER, ACTORS, PUBLISHING,
)
"""What a case folder may hold; anything else is named in a note."""


@dataclass
class Folder:
    """A case folder and what was read of it."""

    root: Path
    problems: list[Problem]
    files: list[InputFile] = field(default_factory=list)
    instead: Mapping[str, bytes] = field(default_factory=dict)
    """Optional files as they would be, by name: read in place of those in the folder."""

    def say(
        self, code: str, name: str, found: str, *, expected: str, mend: str = "",
        severity: Severity = "error",
    ) -> None:
        """Report something about a whole file."""
        self.problems.append(Problem(
            severity=severity, code=code, file=name, found=found, expected=expected, mend=mend,
        ))

    def yaml(self, name: str) -> Document | None:
        """Read one of the YAML files; ``None`` when it cannot be read."""
        path = self._file(name)
        if path is None:
            return None
        try:
            # One byte more than allowed is enough to know that it is too large.
            with path.open("rb") as stream:
                content = stream.read(yaml.MAX_BYTES + 1)
        except OSError as error:
            self._unreadable(name, error)
            return None
        if len(content) <= yaml.MAX_BYTES:
            digest = hashlib.sha256(content).hexdigest()
            self.files.append(InputFile(name=name, sha256=digest, size=len(content)))
        return yaml.read(name, content, self.problems)

    def optional_yaml(self, name: str) -> Document | None:
        """Read a YAML file a case need not have."""
        there = self.root / name
        return self.yaml(name) if there.exists() or there.is_symlink() else None

    def optional(self, name: str, limit: int = listed.MAX_BYTES) -> bytes | None:
        """Bytes of a file a case need not have; ``None`` without it, or when it cannot be read.

        Of a file larger than `limit` a byte more than that is read, for its reader to refuse.
        """
        if name in self.instead:
            return self.instead[name]
        there = self.root / name
        if not there.exists() and not there.is_symlink():
            return None
        path = self._file(name)
        if path is None:
            return None
        try:
            with path.open("rb") as stream:
                content = stream.read(limit + 1)
        except OSError as error:
            self._unreadable(name, error)
            return None
        digest = hashlib.sha256(content).hexdigest()
        self.files.append(InputFile(name=name, sha256=digest, size=len(content)))
        return content

    def leave_out(self, name: str) -> None:
        """Take a file that was read out again: it is not to be recorded."""
        self.files = [file for file in self.files if file.name != name]

    def figures(self, figures: Figures) -> None:
        """Read every figures file, in order of name."""
        for name in self._figure_names():
            path = self._file(name)
            if path is None:
                continue
            try:
                read = figures.read(path, name, self.problems)
            except OSError as error:
                self._unreadable(name, error)
                continue
            if read is not None:
                self.files.append(read)

    def outlines(self) -> list[tuple[str, bytes]]:
        """Read every file of outlines, in order of name."""
        folder = self.root / ZONES
        if not folder.is_dir() or not self._inside(folder, ZONES):
            return []
        found = []
        for name in self._listed(folder, f"{ZONES}/"):
            if not name.endswith(".geojson"):
                self.say("unknown_file", name, "a file that is not read",
                         expected="outlines ending in .geojson", severity="note")
                continue
            content = self.optional(name, OUTLINE_BYTES)
            if content is not None and len(content) > OUTLINE_BYTES:
                self.say("too_large", name, f"more than {OUTLINE_BYTES:,} bytes",
                         expected="outlines of the case's own area")
            elif content is not None:
                found.append((name, content))
        return found

    def coverage(self, collected: Collected) -> None:
        """Read every file of coverage that was collected; there may be none."""
        if (self.root / COVERAGE).is_dir():
            for name in self._csv_names(COVERAGE, "files of coverage"):
                path = self._file(name)
                read = None
                try:
                    read = collected.read(path, name, self.problems) if path else None
                except OSError as error:
                    self._unreadable(name, error)
                if read is not None:
                    self.files.append(read)

    def statements(self) -> Iterator[Document]:
        """Read every ledger of statements, in order of name; there may be none."""
        if not (self.root / STATEMENTS).is_dir() or not self._inside(
                self.root / STATEMENTS, STATEMENTS):
            return
        for name in self._listed(self.root / STATEMENTS, f"{STATEMENTS}/"):
            if not name.endswith(".yaml"):
                self.say("unknown_file", name, "a file that is not read",
                         expected="ledgers of statements ending in .yaml", severity="note")
                continue
            read = self.yaml(name)
            if read is not None:
                yield read

    def note_unknown(self) -> None:
        """Name everything in the folder that has no place there."""
        for name in self._listed(self.root, ""):
            if name not in KNOWN:
                self.say("unknown_file", name, "a file that is not read",
                         expected="one of " + ", ".join(KNOWN), severity="note")

    def _figure_names(self) -> Iterator[str]:
        folder = self.root / FIGURES
        if not folder.is_dir():
            self.say("missing_file", FIGURES, "nothing",
                     expected="a folder of figures (CSV), which may be empty")
            return
        yield from self._csv_names(FIGURES, "figures files")

    def _csv_names(self, folder: str, what: str) -> Iterator[str]:
        if not self._inside(self.root / folder, folder):
            return
        for name in self._listed(self.root / folder, f"{folder}/"):
            if name.endswith(".csv"):
                yield name
            else:
                self.say("unknown_file", name, "a file that is not read",
                         expected=f"{what} ending in .csv", severity="note")

    def _listed(self, folder: Path, prefix: str) -> list[str]:
        try:
            return sorted(prefix + entry.name for entry in folder.iterdir())
        except OSError as error:
            self._unreadable(prefix.rstrip("/") or ".", error)
            return []

    def _file(self, name: str) -> Path | None:
        path = self.root / name
        if not self._inside(path, name):
            return None
        if path.is_file():
            return path
        found = "a folder" if path.is_dir() else "nothing"
        self.say("missing_file", name, found, expected="a file")
        return None

    def _inside(self, path: Path, name: str) -> bool:
        try:
            real, root = path.resolve(), self.root.resolve()
        except (OSError, RuntimeError) as error:
            self._unreadable(name, error)
            return False
        if real.is_relative_to(root):
            return True
        self.say("climbing_path", name, "a link that leads out of the case folder",
                 expected="a file inside the case folder", mend="put the file itself there")
        return False

    def _unreadable(self, name: str, error: Exception) -> None:
        self.say("unreadable_file", name,
                 getattr(error, "strerror", None) or type(error).__name__,
                 expected="a file that can be read")
