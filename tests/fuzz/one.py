"""Fuzz one adapter, until told to stop: ``python -m fuzz.one ADAPTER CORPUS [libFuzzer flags]``.

Starts from the golden files of the adapter. A crash is an exception other than `SourceError`, or
rows that are not accounted for; libFuzzer itself ends on a hang and on too much memory.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import atheris

GOLDEN = Path(__file__).resolve().parents[1] / "sources" / "golden"
sys.path.insert(0, str(GOLDEN.parent))

with atheris.instrument_imports(include=["trucewatch"]):
    from test_golden import adapter_of, context_of, stream_of

    from trucewatch.model.problem import Problem
    from trucewatch.sources.interface import NAMES, Context, SourceError
    from trucewatch.sources.registry import ADAPTERS


def contexts(name: str) -> list[Context]:
    """The contexts of the golden folders of an adapter, or a bare one."""
    folders = [f for f in sorted(GOLDEN.iterdir()) if f.is_dir() and adapter_of(f.name) == name]
    return [context_of(folder) for folder in folders] or [Context(tz="UTC", file="input")]


def seeds(name: str, corpus: Path) -> None:
    """Write the golden inputs of an adapter as bytes."""
    for folder in GOLDEN.iterdir():
        if folder.is_dir() and adapter_of(folder.name) == name:
            for file in folder.glob("input.*"):
                data = stream_of(file).read()
                (corpus / f"{folder.name}-{file.name}").write_bytes(data)
                if data[:2] == b"\x1f\x8b":
                    (corpus / f"{folder.name}-plain").write_bytes(gzip.decompress(data))


def check(name: str, data: bytes, context: Context) -> None:
    """Read bytes; anything but rows and Problems raises."""
    packed = context.file.endswith((".gz", ".jsonl")) and data[:2] != b"\x1f\x8b"
    stream = io.BytesIO(gzip.compress(data, 1) if packed else data)
    problems: list[Problem] = []
    try:
        batches = list(ADAPTERS[name].parse(stream, context))
    except SourceError as error:
        problems.append(error.problem)
    else:
        for batch in batches:
            problems += batch.problems
            lengths = {len(batch.rows[column]) for column in NAMES}
            assert lengths == {len(batch)}, "columns of unequal length"
            if batch.tally is not None:
                assert batch.tally.missing == 0, str(batch.tally)
    for problem in problems:
        str(problem)
        assert problem.file, "a Problem without a position"


def main() -> None:
    """Fuzz."""
    name, corpus, *flags = sys.argv[1:]
    known = contexts(name)
    seeds(name, Path(corpus))

    def one(data: bytes) -> None:
        which = data[-1] % len(known) if data else 0
        check(name, data, known[which])

    atheris.Setup([sys.argv[0], corpus, *flags], one)
    atheris.Fuzz()


if __name__ == "__main__":
    print(json.dumps({"adapter": sys.argv[1]}), flush=True)
    main()
