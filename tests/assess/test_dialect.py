"""Every SQL statement is in the restricted dialect, and what is not is caught."""

from __future__ import annotations

import pytest

from trucewatch.assess.evaluate import evaluate

from .dialect import ENGINES, RULES, violations
from .rows import TABLES, load
from .statements import Recorder, held

BAD = {
    "parses": "SELECT a FROM t WHERE (",
    "statement": "INSERT INTO t SELECT a FROM u",
    "statement, replacing": "CREATE OR REPLACE TABLE t AS SELECT a FROM u",
    "statement, a view": "CREATE VIEW t AS SELECT a FROM u",
    "statement, columns": "CREATE TABLE t (a BIGINT)",
    "statement, two": "SELECT a FROM t; SELECT b FROM t",
    "construct, qualify": "SELECT a FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY claim) = 1",
    "construct, asof": "SELECT t.a FROM t ASOF JOIN u ON t.a >= u.a",
    "construct, limit": "SELECT a FROM t LIMIT 1",
    "construct, interval": "SELECT a + INTERVAL '1' HOUR AS b FROM t",
    "construct, lateral": "SELECT a FROM t, LATERAL (SELECT b FROM u) x",
    "construct, filter": "SELECT CAST(SUM(a) FILTER (WHERE a > 1) AS BIGINT) AS b FROM t",
    "construct, in query": "SELECT a FROM t WHERE a NOT IN (SELECT b FROM u)",
    "construct, using": "SELECT t.a FROM t JOIN u USING (a)",
    "construct, like": "SELECT a FROM t WHERE a LIKE b",
    "construct, double colon float": "SELECT TRY_CAST(a AS BIGINT) AS b FROM t",
    "function, arg_max": "SELECT ARG_MAX(a, b) AS c FROM t",
    "function, unnest": "SELECT UNNEST(a) AS b FROM t",
    "function, quantile": "SELECT QUANTILE_CONT(a, 1) AS b FROM t",
    "function, average": "SELECT AVG(a) AS b FROM t",
    "function, date": "SELECT DATE_DIFF('hour', a, b) AS c FROM t",
    "function, zone": "SELECT MAKE_TIMESTAMP(a) AS c FROM t",
    "function, unknown": "SELECT list_sort(a) AS c FROM t",
    "function, count of pairs": "SELECT CAST(COUNT(DISTINCT a, b) AS BIGINT) AS c FROM t",
    "type, timestamp": "SELECT CAST(a AS TIMESTAMP) AS b FROM t",
    "type, double": "SELECT CAST(a AS DOUBLE) AS b FROM t",
    "type, varchar": "SELECT CAST(a AS VARCHAR) AS b FROM t",
    "type, decimal": "SELECT CAST(a AS DECIMAL(10, 2)) AS b FROM t",
    "number": "SELECT a * 1.5 AS b FROM t",
    "number, exponent": "SELECT a * 1e3 AS b FROM t",
    "division": "SELECT a / b AS c FROM t",
    "division, whole": "SELECT a // b AS c FROM t",
    "text, backslash": "SELECT a FROM t WHERE a = 'x\\y'",
    "text, quoted name": 'SELECT "a b" FROM t',
    "cast": "SELECT SUM(a) AS b FROM t",
    "cast, inside": "SELECT COALESCE(COUNT(*), 0) + 1 AS b FROM t",
    "order": "SELECT ROW_NUMBER() OVER (PARTITION BY v ORDER BY latest) AS n FROM t",
    "order, none": "SELECT LAG(a) OVER (PARTITION BY v) AS n FROM t",
    "order, running": "SELECT MAX(a) OVER (ORDER BY earliest ROWS UNBOUNDED PRECEDING) AS n FROM t",
    "nulls": "SELECT ROW_NUMBER() OVER (ORDER BY high, claim) AS n FROM t",
    "nulls, at the end": "SELECT a FROM t ORDER BY a",
    "name": "SELECT a AS asof FROM t",
    "name, of a table": "CREATE TABLE user AS SELECT a FROM t",
    "frame": "SELECT CAST(SUM(a) OVER (ORDER BY claim RANGE UNBOUNDED PRECEDING) AS BIGINT) AS n "
             "FROM t",
    "frame, none": "SELECT CAST(SUM(a) OVER (ORDER BY claim) AS BIGINT) AS n FROM t",
}

GOOD = (
    "CREATE TABLE x AS SELECT DISTINCT t.v, CAST(SUM(t.a) AS BIGINT) AS n, '' AS sub FROM t "
    "LEFT JOIN u ON u.v = t.v AND u.a >= t.a - 1 WHERE t.a IS NOT NULL AND t.b LIKE 'own|%' "
    "GROUP BY t.v HAVING COUNT(*) = 2 UNION ALL SELECT v, n % 3, a || '|' FROM w",
    "SELECT ROW_NUMBER() OVER (PARTITION BY v ORDER BY high DESC NULLS LAST, claim) AS n FROM t",
    "SELECT MAX(latest) OVER (PARTITION BY v) AS n FROM t WHERE a IN ('x', 'y') AND a <> 'x'",
    "SELECT a, b FROM t ORDER BY a NULLS LAST, b NULLS FIRST",
)


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_in_the_dialect_is_named(name: str) -> None:
    found = violations("here", BAD[name])
    assert name.partition(",")[0] in {v.rule for v in found}
    assert all(str(v).startswith(f"here: {v.rule}: ") for v in found)


def test_every_rule_has_a_bad_example() -> None:
    assert {name.partition(",")[0] for name in BAD} == set(RULES)


@pytest.mark.parametrize("sql", GOOD)
def test_what_is_in_the_dialect_passes(sql: str) -> None:
    assert [str(v) for v in violations("here", sql)] == []


def test_both_engines_are_asked() -> None:
    assert ENGINES == ("duckdb", "spark")


def test_every_statement_the_modules_hold_is_in_the_dialect() -> None:
    assert held()
    assert [str(v) for place, sql in held().items() for v in violations(place, sql)] == []


@pytest.mark.parametrize("table", sorted(p.stem for p in TABLES.glob("*.yaml")))
def test_every_statement_that_is_run_is_in_the_dialect(table: str) -> None:
    seen: dict[str, str] = {}
    for row in load(table)[::7]:
        with Recorder(seen=seen) as store:
            evaluate(row.case, row.as_of, store)
    assert seen
    assert [str(v) for sql, place in seen.items() for v in violations(place, sql)] == []
