"""How fast is a table read through a mapping? A million rows, from the file to batches of figures.

``uv run python benchmarks/read_mapped.py [--rows N]`` makes a table with a fixed seed, as CSV, and
reads it in a process of its own; prints wall time, CPU seconds of all cores and peak memory. The
table has an id, a day in local form, a code, a place with coordinates, two numbers and a remark.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from measure import cost

MAPPING = b"""mapping: 1
form: csv
key: [id]
aside: [remark]
every:
  source: {value: vale_office}
  earliest: {column: day, formats: [DD/MM/YYYY]}
  basis: {value: instant}
  zone: {column: district, codes: {North: north, South: south, East: east}}
  place: {column: village}
  point: {lat: lat, lon: lon, radius: {value: 1 km},
          area: {south: "10", north: "20", west: "40", east: "50"}}
claims:
  - property: {column: kind, codes: {raid: ground_incursion, fire: shooting, strike: strike}}
    low: {column: least}
    high: {column: most, most: 100}
    without_number: claim
"""
READ = """
import gc, sys
gc.disable()  # as the command line does
from trucewatch.case.mappings import read_mapping
from trucewatch.sources.interface import Context
from trucewatch.sources.registry import ADAPTERS
folder = sys.argv[1]
problems = []
mapping = read_mapping("vale.yaml", open(folder + "/vale.yaml", "rb").read(), problems)
context = Context(tz="Asia/Gaza", file="table.csv", options={"mapping": "vale"},
                  mappings={"vale": mapping})
rows, last = 0, None
with open(folder + "/table.csv", "rb") as stream:
    for last in ADAPTERS["mapped"].parse(stream, context):
        rows += len(last)
print(rows, "claims;", last.tally, file=sys.stderr)
assert not last.problems and rows == last.tally.met, last.problems[:3]
"""
SEED = 20310401


def table(file: Path, rows: int) -> None:
    """Write a table of invented rows."""
    chance = random.Random(SEED)
    days = [date(2031, 1, 1) + timedelta(days=n) for n in range(700)]
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write("id,day,kind,district,village,lat,lon,least,most,remark\n")
        for number in range(rows):
            day, low = chance.choice(days), chance.randrange(40)
            out.write(
                f"V-{number},{day:%d/%m/%Y},{chance.choice(('raid', 'fire', 'strike'))},"
                f"{chance.choice(('North', 'South', 'East'))},Village {chance.randrange(4000)},"
                f"{10 + chance.randrange(9999) / 1000},{40 + chance.randrange(9999) / 1000},"
                f"{low},{low + chance.randrange(9)},\"told by radio, later\"\n"
            )


def main() -> int:
    """Make, read, print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    rows = arguments.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "vale.yaml").write_bytes(MAPPING)
        table(Path(folder, "table.csv"), rows)
        size = Path(folder, "table.csv").stat().st_size
        spent = cost([sys.executable, "-c", READ, folder])
        print(f"{rows:,} rows, {size / 1e6:.0f} MB: {spent}  ({spent.said.strip()})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
