"""The edition of the largest case, as a reader has it; made once for all tests of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from trucewatch import pipeline
from trucewatch.pipeline.keep import Keeping

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CASE = "gaza-2025-10"


@pytest.fixture(scope="session")
def gaza(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the edition; TRUCEWATCH_EDITION names one that was made already."""
    named = os.environ.get("TRUCEWATCH_EDITION")
    if named:
        return Path(named)
    place = tmp_path_factory.mktemp("gaza")
    made = pipeline.run(root / "cases" / CASE, place / "out",
                        keeping=Keeping(record=place / "record"))
    assert made.out is not None, made.problems
    return made.out


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser for the tests of a module; another module may start its own after it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only with a browser

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield found
        found.close()
