"""Both engines do the same: one body of tests, run over each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from trucewatch.store import DuckStore, EngineMissing, Store, open_store
from trucewatch.store.engines import Engine, settings

ROWS: dict[str, list[Any]] = {
    "k": ["b", "a", None, "é'\\\"\n\0"], "n": [2, None, 2**63 - 1, -(2**63)],
}
KINDS = {"k": "STRING", "n": "BIGINT"}


@pytest.fixture(
    params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)], scope="module"
)
def engine(request: pytest.FixtureRequest) -> Callable[[], Store]:
    """Opens an empty store."""
    return lambda: open_store(Engine(name=request.param))


@pytest.fixture
def store(engine: Callable[[], Store]) -> Iterator[Store]:
    with engine() as made:
        yield made


def test_rows_come_back_as_they_were_loaded(store: Store) -> None:
    store.load("t", KINDS, ROWS)
    assert store.rows("SELECT k, n FROM t ORDER BY n NULLS FIRST") == [
        ("a", None), ("é'\\\"\n\0", -(2**63)), ("b", 2), (None, 2**63 - 1),
    ]


@pytest.mark.parametrize("columns", [{}, {"k": [], "n": []}])
def test_a_table_without_rows_has_its_columns(store: Store, columns: dict[str, list[str]]) -> None:
    store.load("t", KINDS, columns)
    store.run("CREATE TABLE u AS SELECT n, k, CAST(COUNT(*) AS BIGINT) AS m FROM t GROUP BY n, k")
    assert store.rows("SELECT n, k, m FROM u") == []


def test_many_rows_are_loaded(store: Store) -> None:
    store.load("t", {"n": "BIGINT"}, {"n": list(range(50_001))})
    total = store.rows("SELECT CAST(SUM(n) AS BIGINT), CAST(COUNT(*) AS BIGINT) FROM t")
    assert total == [(1_250_025_000, 50_001)]


def test_a_table_is_made_from_others(store: Store) -> None:
    store.load("t", KINDS, ROWS)
    store.run("\nCREATE TABLE u AS\nSELECT k, n - 1 AS m FROM t WHERE n > 0 AND k IS NOT NULL\n")
    store.run("CREATE TABLE w AS SELECT k || '!' AS k, m FROM u UNION ALL SELECT k, m FROM u")
    assert store.rows("SELECT k, m FROM w ORDER BY k NULLS FIRST") == [("b", 1), ("b!", 1)]


def test_a_name_is_taken_once(store: Store) -> None:
    store.run("CREATE TABLE t AS SELECT 1 AS a")
    with pytest.raises(Exception, match=r"(?i)\bt\b.*exists"):
        store.run("CREATE TABLE t AS SELECT 2 AS a")
    assert store.rows("SELECT a FROM t") == [(1,)]


@pytest.mark.parametrize(
    "wrong",
    ["n + 1 AS x FROM t", "CAST(k AS BIGINT) AS x FROM t", "CAST(SUM(n) AS BIGINT) AS x FROM u"],
    ids=["overflow", "cast", "sum"],
)
def test_what_cannot_be_computed_is_an_error(store: Store, wrong: str) -> None:
    store.load("t", KINDS, {"k": ["b"], "n": [2**63 - 1]})
    store.run("CREATE TABLE u AS SELECT n FROM t UNION ALL SELECT n FROM t")
    with pytest.raises(Exception, match=r"(?i)overflow|out of range|could not convert|malformed"):
        store.run(f"CREATE TABLE w AS SELECT {wrong}")


def test_a_double_quoted_word_is_a_name(store: Store) -> None:
    store.load("t", KINDS, {"k": ["b"], "n": [1]})
    assert store.rows('SELECT "k" FROM t') == [("b",)]


def test_greatest_and_least_pass_over_null_and_texts_sort_by_their_bytes(store: Store) -> None:
    store.load("t", {"k": "STRING"}, {"k": ["é", "z", "Z", "a", "😀", "～"]})
    assert store.rows("SELECT MIN(k), MAX(k), GREATEST(NULL, 'a', 'b'), LEAST(NULL, 2, 1), -7 % 3 "
                      "FROM t") == [("Z", "😀", "b", 1, -1)]
    ordered = store.rows("SELECT k FROM t ORDER BY k NULLS FIRST")
    assert [k for (k,) in ordered] == ["Z", "a", "z", "é", "～", "😀"]


def test_a_room_sees_the_store_and_keeps_its_own(store: Store) -> None:
    store.load("early", {"n": "BIGINT"}, {"n": [1]})
    one, two = store.room("one"), store.room("two")
    store.load("late", {"n": "BIGINT"}, {"n": [2]})
    for room, plus in ((one, 10), (two, 20)):
        sums = f"SELECT e.n + l.n + {plus} AS n FROM early e CROSS JOIN late l"
        room.run(f"CREATE TABLE own AS {sums}")
        room.load("early_own", {"n": "BIGINT"}, {"n": [plus]})
    assert [r.rows("SELECT o.n, e.n FROM own o CROSS JOIN early_own e") for r in (one, two)] == [
        [(13, 10)], [(23, 20)]
    ]
    with pytest.raises(Exception, match=r"(?i)own"):
        store.rows("SELECT n FROM own")


def test_rooms_and_twins_are_used_from_threads(store: Store) -> None:
    store.load("t", {"n": "BIGINT"}, {"n": [1, 2, 3]})
    rooms = [store.room("one"), store.room("two"), store.twin()]
    found: dict[int, object] = {}

    def work(i: int) -> None:
        rooms[i].run(f"CREATE TABLE sum_{i} AS SELECT CAST(SUM(n) AS BIGINT) AS n FROM t")
        found[i] = rooms[i].rows(f"SELECT n FROM sum_{i}")

    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(rooms))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {0: [(6,)], 1: [(6,)], 2: [(6,)]}


def test_parquet_is_read(store: Store, tmp_path: Path) -> None:
    files = [tmp_path / "it's [one].parquet", tmp_path / "two.parquet"]
    with DuckStore() as writer:
        writer.load("t", KINDS, ROWS)
        for i, file in enumerate(files):
            writer.write_parquet(f"SELECT k, n, CAST({i} AS INTEGER) AS i FROM t", file)
    kinds = store.columns_of(files[0])
    assert kinds == [("k", "VARCHAR"), ("n", "BIGINT"), ("i", "INTEGER")]
    store.run(f"CREATE TABLE u AS SELECT n, i FROM {store.parquet(*files)} p WHERE k = 'b'")
    assert store.rows("SELECT n, i FROM u ORDER BY i NULLS FIRST") == [(2, 0), (2, 1)]


def test_stores_know_nothing_of_each_other(engine: Callable[[], Store]) -> None:
    with engine() as one, engine() as two:
        one.run("CREATE TABLE t AS SELECT 1 AS a")
        two.run("CREATE TABLE t AS SELECT 2 AS a")
        assert (one.rows("SELECT a FROM t"), two.rows("SELECT a FROM t")) == ([(1,)], [(2,)])


def test_an_engine_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="sqlite is no engine; there are duckdb, spark"):
        open_store(Engine(name="sqlite"))


def test_without_spark_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "trucewatch.store.spark", None)
    with pytest.raises(EngineMissing, match=r"pip install 'trucewatch\[spark\]'"):
        open_store(Engine(name="spark"))


def test_settings_are_words() -> None:
    assert settings(["spark.a=b=c", "d="]) == {"spark.a": "b=c", "d": ""}
    for wrong in ("spark.a", "=b"):
        with pytest.raises(ValueError, match="write key=value"):
            settings([wrong])
