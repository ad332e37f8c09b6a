"""What tests may need beyond the checkout, which take long, and how many examples are tried.

Four things may be missing on a machine: the real input files beside the checkout, Chromium, and
Spark, and the libraries of the extras. A test says that it needs one by its marker (``shared``,
``browser``, ``spark``, ``extras``) or by asking for the fixture (``shared``, ``chromium``). Where
the thing is missing the test is skipped with the reason; with ``TRUCEWATCH_REQUIRE_ALL=1``, as in
CI, it fails. Tests marked ``long`` take minutes each; they run with ``TRUCEWATCH_LONG=1``, as
``.ci/long`` sets it, and are skipped in every other run.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FIXTURES = {"shared": "shared", "chromium": "browser"}
"""Marker that a fixture implies."""

EXAMPLES = int(os.environ.get("TRUCEWATCH_EXAMPLES", "0"))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

# The same examples on every machine and in every run, so that a failure is a change of the code.
settings.register_profile(
    "default", derandomize=True, max_examples=50, deadline=None, suppress_health_check=SLOW
)
settings.register_profile(
    "long", max_examples=max(EXAMPLES, 1), deadline=None, print_blob=True,
    suppress_health_check=SLOW,
)
settings.load_profile("long" if EXAMPLES else "default")


def find_shared() -> Path | None:
    """Folder of the real input files: TRUCEWATCH_SHARED, else ``shared`` beside the checkout."""
    named = os.environ.get("TRUCEWATCH_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    return folder if (folder / "data").is_dir() else None


def find_chromium() -> Path | None:
    """Chromium to drive: TRUCEWATCH_CHROMIUM, else the one on the path."""
    named = os.environ.get("TRUCEWATCH_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    return Path(found) if found and Path(found).exists() else None


def find_extras() -> str | None:
    """The extras, and what runs notebooks; ``None`` where any of it is not installed."""
    needed = ("nbclient", "nbformat", "ipykernel", "pandas", "pyarrow", "numpy", "scipy",
              "numba", "arviz_stats", "typst", "vl_convert", "docx")
    return "all" if all(map(importlib.util.find_spec, needed)) else None


def find_spark() -> Path | None:
    """Java, where pyspark is installed too: JAVA_HOME, else the one on the path."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    return Path(java) if java and importlib.util.find_spec("pyspark") else None


WANTED = {
    "shared": (find_shared, "the real input files are not beside the checkout; set "
                            "TRUCEWATCH_SHARED to their folder"),
    "extras": (find_extras, "a library of an extra, pandas, pyarrow, nbclient or ipykernel is not "
                            "installed; uv: uv run --group extras pytest"),
    "spark": (find_spark, "Spark was not found; install Java 17 and the extra: "
                          "uv run --extra spark pytest"),
    "browser": (find_chromium, "Chromium was not found; install it or set TRUCEWATCH_CHROMIUM"),
}
"""By marker: how to find the thing, and what to say where it is missing."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the marker to every test that asks for the fixture, so that ``-m`` finds them all."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in FIXTURES:
                item.add_marker(FIXTURES[fixture])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what takes long, and skip, or in CI fail, what the machine lacks the means for."""
    if item.get_closest_marker("long") and os.environ.get("TRUCEWATCH_LONG") != "1":
        pytest.skip("takes minutes; TRUCEWATCH_LONG=1 runs it")
    for marker, (find, missing) in WANTED.items():
        if item.get_closest_marker(marker) and find() is None:
            if os.environ.get("TRUCEWATCH_REQUIRE_ALL") == "1":
                pytest.fail(f"{missing} (TRUCEWATCH_REQUIRE_ALL=1)", pytrace=False)
            pytest.skip(missing)


@pytest.fixture(scope="session")
def root() -> Path:
    """Folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the real input files."""
    folder = find_shared()
    if folder is None:
        pytest.skip(WANTED["shared"][1])
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Chromium to drive."""
    program = find_chromium()
    if program is None:
        pytest.skip(WANTED["browser"][1])
    return program
