"""The files of a case folder: found, kept inside it, digested."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trucewatch.case import listed, yaml
from trucewatch.case.document import Document
from trucewatch.case.figures import Figures
from trucewatch.model.case import InputFile
from trucewatch.model.problem import Problem, Severity

YAML_FILES = ("case.yaml", "clauses.yaml", "sources.yaml")
FIGURES = "figures"
DECISIONS = ("grades.jsonl", "lineages.csv", "searches.csv")
"""Files a case may have beside: what people decided and looked for."""
KNOWN = (*YAML_FILES, *DECISIONS, "README.md", FIGURES, "record", "coding")
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

    def optional(self, name: str) -> bytes | None:
        """Bytes of a file a case need not have; ``None`` without it, or when it cannot be read."""
        if name in self.instead:
            return self.instead[name]
        if not (self.root / name).exists():
            return None
        path = self._file(name)
        if path is None:
            return None
        try:
            with path.open("rb") as stream:
                content = stream.read(listed.MAX_BYTES + 1)
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
        if not self._inside(folder, FIGURES):
            return
        for name in self._listed(folder, f"{FIGURES}/"):
            if name.endswith(".csv"):
                yield name
            else:
                self.say("unknown_file", name, "a file that is not read",
                         expected="figures files ending in .csv", severity="note")

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
