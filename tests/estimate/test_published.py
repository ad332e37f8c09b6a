"""Published figures, from the tables they were published of."""

from __future__ import annotations

import csv
import math
from itertools import combinations
from pathlib import Path

import pytest

from trucewatch.estimate import Counts, Estimate, OverlapTable, read_table, refuse

pytestmark = [pytest.mark.extras, pytest.mark.shared]
pytest.importorskip("scipy")

from trucewatch.estimate import graphs, strata  # noqa: E402
from trucewatch.estimate.candidates import candidate, candidates, counts_of  # noqa: E402
from trucewatch.estimate.existence import shape  # noqa: E402
from trucewatch.estimate.families import hierarchical, name, terms_of  # noqa: E402
from trucewatch.estimate.loglinear import estimate  # noqa: E402
from trucewatch.estimate.poisson import cells  # noqa: E402
from trucewatch.estimate.stepwise import stepwise  # noqa: E402

SUDAN = "sudan_khartoum_2023_24_all_cause.csv"
SUDAN_BY = ("dup_threshold", "overlap_threshold")
SUDAN_PAIRS = {"12": 0b011, "13": 0b101, "23": 0b110}
Z = 1.959963984540054


def counts_in(
    shared: Path, file: str, strata: tuple[str, ...] = (), linkages: tuple[str, ...] = ()
) -> Counts:
    data = (shared / "data/mse" / file).read_bytes()
    counts, problems = read_table(file, data, strata, linkages)
    assert problems == []
    assert counts is not None
    return counts


def table_in(shared: Path, file: str) -> OverlapTable:
    return counts_in(shared, file).pooled()


def close(found: float, published: float) -> bool:
    """Within 0.1 percent, or one count."""
    return abs(found - published) <= max(1.0, 0.001 * published)


def total(table: OverlapTable, *groups: int) -> float:
    found = candidate(cells(len(table.lists)), counts_of(table),
                      terms_of(groups, len(table.lists)))
    return math.nan if found.fit is None else table.documented + found.fit.unseen


def test_kosovo_by_the_model_of_least_bic(shared: Path) -> None:
    table = table_in(shared, "kosovo_1999.csv")
    found = candidates(table, hierarchical(4))
    assert len(found) == 113
    best = min((c for c in found if c.fit), key=lambda c: c.fit.bic(4400) if c.fit else 0.0)
    assert name(best.terms, ("1", "2", "3", "4")) == "[1 2 3] [1 4] [3 4]"
    assert best.fit is not None
    assert 4400 + best.fit.unseen == pytest.approx(10356.52, abs=0.005)
    error = math.sqrt(best.fit.unseen**2 * best.fit.error**2 + best.fit.unseen)
    assert error == pytest.approx(785.9, abs=0.05)


def test_korea_by_all_six_models_that_have_a_fit(shared: Path) -> None:
    table = table_in(shared, "korea_palembang_3lists.csv")
    found = {name(c.terms, ("1", "2", "3")): 123 + c.fit.unseen
             for c in candidates(table, hierarchical(3)) if c.fit}
    assert found == {
        "[1 2] [2 3]": pytest.approx(157.1667, abs=5e-5),
        "[1 2] [3]": pytest.approx(268.7778, abs=5e-5),
        "[1 3] [2 3]": pytest.approx(123.4630, abs=5e-5),
        "[1] [2 3]": pytest.approx(126.1944, abs=5e-5),
        "[1 3] [2]": pytest.approx(126.9394, abs=5e-5),
        "[1] [2] [3]": pytest.approx(141.9926, abs=5e-5),
    }


def test_sudan_by_eight_models_under_twenty_five_linkages(shared: Path) -> None:
    tables = {key: c.pooled() for key, c in counts_in(
        shared, SUDAN, linkages=SUDAN_BY).linkages().items()}
    file = shared / "data/mse" / SUDAN.replace(".csv", "_published_models.csv")
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 200
    wrong = []
    for row in rows:
        table = tables[row["dup_threshold"], row["overlap_threshold"]]
        groups = [SUDAN_PAIRS[p] for p in row["interactions"].split("+") if p != "none"]
        # Published is the cell no list saw, not the total.
        found = total(table, *groups) - table.documented
        if not close(found, float(row["m000_unadjusted"])):
            wrong.append((row, found))
    assert wrong == []


@pytest.mark.parametrize(("file", "point", "low", "high"), [
    ("uk_modern_slavery_2013_6lists.csv", 11418, 9977, 13146),
    ("uk_modern_slavery_2013_5lists.csv", 11313, 9884, 13027),
    ("netherlands_trafficking_6lists.csv", 111139, 92440, 133992),
    ("netherlands_trafficking_5lists.csv", 121522, 98675, 150139),
    ("new_orleans_trafficking_8lists.csv", 1183.7, None, None),
    ("new_orleans_trafficking_5lists.csv", 1034.2, None, None),
])
def test_pairs_chosen_stepwise(
    shared: Path, file: str, point: float, low: float | None, high: float | None
) -> None:
    table = table_in(shared, file)
    figure = stepwise(table).figure(table.lists, table.documented, Z)
    for found, published in ((figure.total, point), (figure.low, low), (figure.high, high)):
        assert published is None or (found is not None and close(found, published))


def test_new_orleans_chooses_one_pair(shared: Path) -> None:
    table = table_in(shared, "new_orleans_trafficking_8lists.csv")
    assert name(stepwise(table).terms, table.lists) == "[A] [B] [C] [D E] [F] [G] [H]"
    assert close(total(table), 997)


def test_which_models_of_the_artificial_table_have_a_fit(shared: Path) -> None:
    table = table_in(shared, "artificial_3lists.csv")
    pairs = {"AB": 0b011, "AC": 0b101, "BC": 0b110}
    found = {
        "+".join(chosen): shape(
            cells(3), counts_of(table), terms_of([pairs[p] for p in chosen], 3)).verdict
        for many in range(4) for chosen in combinations(pairs, many)}
    assert found == {
        "": "exists", "AC": "extended", "BC": "extended", "AC+BC": "extended",
        "AB": "no_fit", "AB+AC": "no_fit", "AB+BC": "no_fit", "AB+AC+BC": "not_identifiable",
    }


@pytest.mark.parametrize(("delta", "low", "middle", "high"), [
    (1 / 16, 9827, 12595, 16544), (1 / 2, 4481, 11319, 14484), (1, 4407, 4616, 6844)])
def test_kosovo_by_graphs_under_three_priors(
    shared: Path, delta: float, low: int, middle: int, high: int
) -> None:
    table = table_in(shared, "kosovo_1999.csv")
    found = graphs.posterior(table, delta, reach=(0, 5 * 4400))
    assert [found.quantile(p) for p in (0.025, 0.5, 0.975)] == [low, middle, high]


def test_spina_bifida_of_five_lists_by_graphs(shared: Path) -> None:
    found = graphs.posterior(
        table_in(shared, "spina_bifida_5lists.csv"), 0.5, reach=(1, 300))
    assert [found.quantile(p) for p in (0.025, 0.5, 0.975)] == [588, 616, 655]
    assert (round(found.mean, 2), found.mode) == (617.82, 614)


def test_spina_bifida_of_three_lists_by_graphs_with_a_prior_of_the_total(shared: Path) -> None:
    found = graphs.posterior(table_in(shared, "spina_bifida_3lists.csv"), 1.0,
                             graphs.gamma_poisson(13.14, 55.17))
    assert [found.quantile(p) for p in (0.025, 0.5, 0.975)] == [682, 731, 797]
    assert (round(found.relative), found.mode) == (731, 728)
    top = int(found.shares.argmax())
    assert (round(float(found.shares[top]), 2), graphs.name(found.graphs[top], "123")) == (
        0.37, "[1 2] [3]")


def test_gaza_by_age_and_sex_with_what_is_missing_imputed(shared: Path) -> None:
    counts = counts_in(shared, "gaza_2023_24_by_age_sex.csv", strata=("sex", "age_group"))
    found = strata.estimate(counts)
    assert isinstance(found, Estimate), found
    assert found.documented == 29271
    assert found.median == pytest.approx(64260, rel=0.02)
    assert found.low == pytest.approx(55298, rel=0.03)
    assert found.high == pytest.approx(78525, rel=0.03)
    assert len(found.models) == 10
    assert found.warnings == (
        "1,014 of 29,271 incidents lack a value of sex or age_group; each was given one by "
        "chance, 20 times, after incidents alike in the other columns; none was dropped",)
    # Drawn from incidents the same lists recorded, the total stays within the same bounds.
    assert found.sensitivity[0].total == pytest.approx(64260, rel=0.02)


def test_gaza_without_strata_as_limits_are_often_averaged(shared: Path) -> None:
    found = estimate(table_in(shared, "gaza_2023_24_pooled.csv"))
    assert isinstance(found, Estimate), found
    row = found.sensitivity[1]
    assert row.name == "averaged by AIC, limits averaged too"
    assert row.total is not None and row.low is not None and row.high is not None
    assert [round(x) for x in (row.low, row.total, row.high)] == [58386, 64741, 72487]


def test_dropping_what_is_incomplete_is_what_is_not_done(shared: Path) -> None:
    counts = counts_in(shared, "gaza_2023_24_by_age_sex.csv", strata=("sex", "age_group"))
    counts.rows = [row for row in counts.rows if "" not in row.stratum]
    found = strata.estimate(counts)
    assert isinstance(found, Estimate), found
    assert round(found.median) == 39465


def test_no_sound_table_is_refused(shared: Path) -> None:
    refused = {}
    for file in sorted((shared / "data/mse").glob("*.csv")):
        if "published" in file.name or "simulation" in file.name:
            continue
        by = SUDAN_BY if file.name == SUDAN else ()
        split = ("sex", "age_group") if "by_age" in file.name else ()
        tables = counts_in(shared, file.name, strata=split, linkages=by).linkages()
        for key, counts in tables.items():
            if (why := refuse(counts.pooled())) is not None:
                refused[file.name, key] = why.code
    # A made-up table of one list that meets no other: models of it have no fit, or say nothing.
    assert refused == {("artificial_3lists.csv", ()): "tiny_overlap"}
