"""Templates once compiled: kept for the process, and beside the templates for the next one.

Compiling all templates of a site takes longer than filling them for a small case. What is kept is
what Python keeps of its own modules, in the same place and under the same condition: where the
folder cannot be written, or Python is told to write no bytecode, nothing is written.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
import tempfile
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_KEPT: dict[tuple[str, str], CodeType] = {}
"""Code of the process by key and checksum of the source."""


class Compiled(BytecodeCache):
    """Compiled templates of one package.

    Parameters
    ----------
    package
        Package whose folder ``templates`` they are in.
    options
        What environments are made with that use it: other options compile to other code.
    folder
        Where it is kept for the next process; ``__pycache__`` beside the templates if left out.
    """

    def __init__(
        self, package: str, options: Mapping[str, object], folder: Path | None = None
    ) -> None:
        told = (jinja2.__version__, sys.implementation.cache_tag, str(sys.flags.optimize),
                repr(sorted((name, str(value)) for name, value in options.items())))
        self._made_for = hashlib.sha256("\0".join(map(str, told)).encode()).hexdigest()[:16]
        templates = resources.files(package).joinpath("templates")
        # Nothing to write beside where the package is read from an archive.
        beside = templates / "__pycache__" if isinstance(templates, Path) else None
        self._folder = folder or beside

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket, if its source was compiled before."""
        kept = _KEPT.get((self._name(bucket), bucket.checksum))
        if kept is not None:
            bucket.code = kept
        elif self._folder is not None:
            try:
                with (self._folder / self._name(bucket)).open("rb") as stream:
                    bucket.load_bytecode(stream)
            except (OSError, ValueError, EOFError, TypeError, pickle.UnpicklingError):
                bucket.reset()
            if bucket.code is not None:
                _KEPT[self._name(bucket), bucket.checksum] = bucket.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled; where it cannot be written it is kept for the process alone."""
        if bucket.code is not None:
            _KEPT[self._name(bucket), bucket.checksum] = bucket.code
        if self._folder is None or sys.dont_write_bytecode:
            return
        try:
            self._folder.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(
                dir=self._folder, prefix="j-", suffix=".tmp", delete=False
            ) as stream:
                bucket.write_bytecode(stream)
            Path(stream.name).replace(self._folder / self._name(bucket))
        except OSError:
            return

    def _name(self, bucket: Bucket) -> str:
        return f"{bucket.key}.{self._made_for}.j2c"
