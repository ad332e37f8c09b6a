"""What an edition of a large case costs: clearing, pages, formats, the archive, writing, opening.

    python benchmarks/edition.py [--claims N] [--incidents M] [--clauses K]

Makes an invented release (`invented_release`), clears it with the profile `public` and writes an
edition, in a process of its own; prints wall time and CPU seconds of each step, and the greatest
memory by its end. Large files are made while they are written: their time stands under `fill`.
Then opens the overview in Chromium, if there is one (`TRUCEWATCH_CHROMIUM`, else on the path), and
prints when it was loaded. Goals: 60 s and 2,000 MB for clearing and writing, the overview in under
1 s. POSIX only.
"""

from __future__ import annotations

import argparse
import functools
import gc
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from invented_release import Sizes, release

from trucewatch.model.publishing import PUBLIC, SHIPPED_PROFILES
from trucewatch.pipeline.clearing import clear
from trucewatch.publish import edition
from trucewatch.publish.formats import registry
from trucewatch.publish.formats.registry import Format, Means
from trucewatch.publish.site import pages
from trucewatch.store.parquet import to_parquet

OPENED = 7


def timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
    """A step that says on stdout what it took."""
    @functools.wraps(step)
    def measured(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            return step(*given, **named)
        finally:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            peak *= 1 if sys.platform == "darwin" else 1024
            print(f"{name:24} {time.perf_counter() - wall:7.2f} s wall "
                  f"{time.process_time() - cpu:7.2f} s CPU {peak / 1e6:7.0f} MB peak", flush=True)
    return measured


def build(sizes: Sizes, out: Path) -> None:
    """Make, clear and write, measured."""
    gc.disable()  # As the command line does.
    made = timed("(making the release)", release)(sizes)
    print(f"{len(made.claims):,} claims, {len(made.linking.incidents):,} incidents, "
          f"{len(made.clauses)} clauses, {len(made.findings):,} findings", flush=True)
    made_by = registry.formats

    def formats(means: Means) -> dict[str, Format]:
        return {name: replace(one, write=timed(f"  format {name}", one.write))
                for name, one in made_by(means).items()}

    vars(registry)["formats"] = formats
    vars(pages)["render"] = timed("  site", pages.render)
    vars(edition)["_fill"] = timed("  fill", vars(edition)["_fill"])
    profile = next(one for one in SHIPPED_PROFILES if one.id == PUBLIC)

    def all_of_it() -> None:
        nonlocal made
        made = timed("clear", clear)(made, profile)
        timed("edition", edition.write)(made, out, means=Means(to_parquet=to_parquet))

    timed("clear and edition", all_of_it)()


def opened(page: Path) -> str:
    """When the overview was loaded in a real browser."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is one
    except ImportError:
        return "not opened: playwright is not installed"
    program = os.environ.get("TRUCEWATCH_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        times = []
        for _ in range(OPENED):
            tab = browser.new_context().new_page()
            tab.goto(page.as_uri(), wait_until="load")
            times.append(tab.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
            tab.close()
        browser.close()
    return (f"overview ({page.stat().st_size / 1000:,.0f} kB) loaded after "
            f"{statistics.median(times):.0f} ms, at most {max(times):.0f} ms")


def main() -> int:
    """Measure in a process of its own, then open what it wrote."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--claims", type=int, default=Sizes.claims)
    arguments.add_argument("--incidents", type=int, default=Sizes.incidents)
    arguments.add_argument("--clauses", type=int, default=Sizes.clauses)
    arguments.add_argument("--out", type=Path)
    asked = arguments.parse_args()
    sizes = Sizes(asked.claims, asked.incidents, asked.clauses)
    if asked.out is not None:
        build(sizes, asked.out)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "edition")
        subprocess.run(
            [sys.executable, __file__, "--claims", str(sizes.claims), "--incidents",
             str(sizes.incidents), "--clauses", str(sizes.clauses), "--out", str(out)], check=True)
        print(opened(out / "index.html"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
