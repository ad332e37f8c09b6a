"""Link a table with Splink 5: ``python benchmarks/link_splink.py FOLDER OUT``.

What `link.py` runs beside our own program, on the same table. Unsupervised: expectation
maximisation alone, no label. Of its ways to cluster the one that knows of sources (single best
links, at most one report of a source in a cluster); it did better than connected components in
every trial. Blocks keep days apart within an equality join, else they grow with the square.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import splink.comparison_level_library as own
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule

LIKELY, JOINED = .02, .5
"""Least probability of a pair that is written, and of one that is joined."""
NEAR = "l.coarse = r.coarse and abs(l.lat - r.lat) < .2 and abs(l.lon - r.lon) < .2"
BLOCKS = ("l.place = r.place and abs(l.day - r.day) <= 3",
          *(f"l.day = r.day + {days} and {NEAR}" for days in (0, 1, -1, 2, -2)))

LEVELS = {"fine": "level1", "middle": "level2", "coarse": "level3"}
KIND = ("fine_l = fine_r", "middle_l = middle_r", "coarse_l = coarse_r")
ACTOR = ("who_l = who_r", "side_l = side_r")
TOLL = ("low_l = low_r and high_l = high_r and low_l = high_l and low_l > 0",
        "high_l = 0 and high_r = 0", "low_l <= high_r and low_r <= high_l",
        "greatest(low_l - high_r, low_r - high_l) <= 1")


def levels(name: str, column: str, rules: tuple[str, ...]) -> compare.CustomComparison:
    """A comparison of levels in SQL; nothing where one side does not tell."""
    return compare.CustomComparison(output_column_name=name, comparison_levels=[
        own.NullLevel(column), *(own.CustomLevel(rule, rule) for rule in rules), own.ElseLevel()])


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    """One table a source, with kinds and actors as the tables of meanings have them."""
    table = pd.read_csv(folder / "reports.csv", dtype=str, keep_default_na=False)
    table = table[table.kind == "incident"]
    with (folder / "taxonomy.csv").open(encoding="utf-8", newline="") as stream:
        kinds = {(r["source"], r["code"]): r for r in csv.DictReader(stream)}
    with (folder / "actors.csv").open(encoding="utf-8", newline="") as stream:
        actors = {r["spelling"]: r for r in csv.DictReader(stream)}
    meant = [kinds[pair] for pair in zip(table.source, table.event_type, strict=True)]
    who = [actors.get(name, {}) for name in table.actor]
    used = pd.DataFrame({
        "report_id": table.report_id, "source": table.source, "date": table.date,
        "place": table.place,
        "day": [date.fromisoformat(day).toordinal() for day in table.date],
        **{name: [levels[level] for levels in meant] for name, level in LEVELS.items()},
        "who": [meaning.get("actor") or None for meaning in who],
        "side": [meaning.get("side") or None for meaning in who],
        "lat": table.latitude.astype(float), "lon": table.longitude.astype(float),
        "low": pd.to_numeric(table.fatalities_min), "high": pd.to_numeric(table.fatalities_max),
    })
    return {str(name): rows for name, rows in used.groupby("source")}


def model() -> SettingsCreator:
    """Comparisons of place, kind, actor, killed, distance and day; levels as in our own model."""
    return SettingsCreator(
        link_type="link_only", unique_id_column_name="report_id",
        blocking_rules_to_generate_predictions=[CustomRule(rule) for rule in BLOCKS],
        comparisons=[
            compare.JaroWinklerAtThresholds("place", [.9]), levels("kind", "coarse", KIND),
            levels("actor", "who", ACTOR), levels("toll", "low", TOLL),
            compare.DistanceInKMAtThresholds("lat", "lon", [.5, 1, 2, 5, 15]),
            compare.AbsoluteDateDifferenceAtThresholds(
                "date", input_is_string=True, metrics=["day", "day"], thresholds=[1, 2]),
        ])


def main() -> None:
    """Read, learn without labels, cluster, write."""
    folder, out = map(Path, sys.argv[1:3])
    base = DuckDBAPI()
    read = tables(folder)
    linker: Any = Linker(
        [base.register(rows, dataset_display_name=name) for name, rows in read.items()],
        model(), log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match(
        [block_on("place", "date", "coarse", "who")], recall=.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for block in (block_on("place", "date"), block_on("coarse", "date", "who")):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block, record_sample_proportion=1.0)
    pairs = linker.inference.predict(threshold_match_probability=LIKELY)
    groups = linker.clustering.cluster_using_single_best_links(
        pairs, duplicate_free_datasets=list(read), threshold_match_probability=JOINED)
    for name, made, columns in (
        ("clusters", groups, ["report_id", "cluster_id"]),
        ("pairs", pairs, ["report_id_l", "report_id_r", "match_probability"]),
    ):
        table: pd.DataFrame = made.as_pandas_dataframe()
        table[columns].to_csv(out / f"{name}.csv", index=False)


if __name__ == "__main__":
    main()
