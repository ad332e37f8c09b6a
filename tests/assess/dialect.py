"""The restricted dialect: one SQL text that means the same to DuckDB and to Spark.

A statement may hold what is listed here and nothing else, so that a construct nobody thought of is
refused until somebody has looked at what both engines make of it. Names of rules are those of the
messages; the reasons stand in ``docs/explanation/how-findings-are-made.md`` and in `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError
from sqlglot.tokenizer_core import TokenType

ENGINES = ("duckdb", "spark")

RULES = {
    "parses": "both engines have to read the text",
    "statement": "only SELECT and CREATE TABLE name AS SELECT",
    "construct": "only constructs that both engines are known to read alike",
    "function": "only functions that both engines are known to compute alike",
    "type": "BIGINT, INTEGER and STRING only; times are BIGINT microseconds UTC",
    "number": "integers only",
    "division": "no division: the engines round differently",
    "text": "no backslash in a text and no quoted name: Spark reads both otherwise",
    "cast": "SUM and COUNT stand inside a CAST: the engines give them other types",
    "order": "ROW_NUMBER, LAG, LEAD and running values need a total order",
    "nulls": "an ORDER BY that meets NULL says where NULLs go",
    "name": "no reserved word of either engine as a name",
    "frame": "frames count ROWS",
}

NODES: tuple[type[exp.Expr], ...] = (
    exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Distinct, exp.Subquery,
    exp.Union, exp.Table, exp.TableAlias, exp.Alias, exp.Identifier, exp.Column, exp.Star,
    exp.Literal, exp.Null, exp.Paren, exp.Case, exp.If, exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ,
    exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.In, exp.Between, exp.Like, exp.Add, exp.Sub,
    exp.Mul, exp.Mod, exp.Neg, exp.DPipe, exp.Cast, exp.DataType, exp.Window, exp.WindowSpec,
    exp.Order, exp.Ordered, exp.With, exp.CTE, exp.Create, exp.Schema, exp.Exists,
)
FUNCTIONS: tuple[type[exp.Expr], ...] = (
    exp.Sum, exp.Count, exp.Min, exp.Max, exp.Coalesce, exp.Greatest, exp.Least, exp.RowNumber,
    exp.Lag, exp.Lead,
)
KNOWN = frozenset(NODES + FUNCTIONS)
TYPES = {exp.DataType.Type.BIGINT, exp.DataType.Type.INT, exp.DataType.Type.TEXT}

UNIQUE = frozenset({"claim", "claim_id"})
"""Columns that make an order total: one row each, the rows a window looks at."""
TOTAL = {
    ("slot", "t"): "an instant stands once in a day (UNION)",
    ("most_free", "earliest"): "grouped by earliest",
}
"""Other orders that are total, by table made and last key, with the reason."""
NEVER_NULL = frozenset({
    "claim", "claim_id", "earliest", "latest", "lo", "t", "p1", "p2", "v", "unit", "day_first",
    "day_last", "reads", "lineage", "subject", "basis", "id", "standard",
})
"""Columns the plan fills in every row."""

RESERVED = frozenset("""
    all analyse analyze and anti any array as asc asof asymmetric at authorization between
    binary both by case cast check collate column columns concurrently constraint create cross
    current_date current_time current_timestamp current_user default deferrable desc describe
    distinct do else end escape except false fetch filter for foreign freeze from full generated
    glob grant group having ilike in initially inner intersect into is isnull join lambda
    lateral leading left like limit map minus natural not notnull null offset on only or order
    outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references
    returning right select semi session_user show similar some struct summarize symmetric table
    tablesample then time to trailing true try_cast union unique unknown unpack unpivot user
    using variadic verbose when where window with
""".split())  # noqa: SIM905
"""Words one of the engines keeps for itself (DuckDB 1.5 and 2.0, Spark 4 with ANSI keywords)."""


@dataclass(frozen=True)
class Violation:
    """What is wrong with a statement."""

    place: str
    rule: str
    found: str

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.found} ({RULES[self.rule]})"


def violations(place: str, sql: str) -> list[Violation]:
    """Everything in a statement that the dialect does not know."""
    found: list[Violation] = []
    trees: dict[str, exp.Expr] = {}
    for engine in ENGINES:
        try:
            parsed = sqlglot.parse(sql, dialect=engine)
        except ParseError as error:
            found.append(Violation(place, "parses", f"{engine}: {str(error).splitlines()[0]}"))
            continue
        if len(parsed) != 1 or parsed[0] is None:
            return [Violation(place, "statement", f"{len(parsed)} statements")]
        trees[engine] = parsed[0]
    for tree in list(trees.values())[:1]:
        found += [Violation(place, rule, what) for check in CHECKS for rule, what in check(tree)]
    if len(trees) == len(ENGINES):
        found += [Violation(place, *one) for one in _nulls(*trees.values())]
    return [*found, *(Violation(place, "type", word) for word in _lengths(sql))]


Found = Iterator[tuple[str, str]]


def _statement(tree: exp.Expr) -> Found:
    if isinstance(tree, exp.Create):
        body = tree.expression
        plain = tree.kind == "TABLE" and isinstance(tree.this, exp.Table)
        extra = [k for k, v in tree.args.items() if v and k not in {"this", "kind", "expression"}]
        if not plain or extra or not isinstance(body, exp.Query):
            yield "statement", _short(tree)
    elif not isinstance(tree, exp.Query):
        yield "statement", type(tree).__name__.upper()


def _constructs(tree: exp.Expr) -> Found:
    for node in tree.walk():
        if isinstance(node, (exp.Div, exp.IntDiv)):
            yield "division", _short(node)
        elif isinstance(node, exp.Count) and _pairs(node):
            yield "function", _short(node)
        elif type(node) not in KNOWN:
            rule = "function" if isinstance(node, exp.Func) else "construct"
            if isinstance(node, exp.Cast):
                rule = "construct"
            yield rule, f"{type(node).__name__} in {_short(node.parent or node)}"
        if isinstance(node, exp.In) and node.args.get("query") is not None:
            yield "construct", f"IN with a query in {_short(node)}"
        elif isinstance(node, exp.Join) and not _plain(node):
            yield "construct", f"a join of another kind: {_short(node)}"


def _pairs(count: exp.Count) -> bool:
    """Whether it counts several columns at once."""
    of = count.this
    return bool(count.expressions) or (isinstance(of, exp.Distinct) and len(of.expressions) > 1)


def _plain(join: exp.Join) -> bool:
    """JOIN ... ON, LEFT JOIN ... ON, CROSS JOIN; no comma, USING, NATURAL or ASOF."""
    words = {k for k, v in join.args.items() if v} - {"this", "on", "side", "kind"}
    named = (join.side, join.kind) in {("", ""), ("LEFT", ""), ("", "CROSS")}
    return not words and named and bool(join.args.get("on")) != (join.kind == "CROSS")


def _types(tree: exp.Expr) -> Found:
    for node in tree.find_all(exp.DataType):
        if node.this not in TYPES or node.expressions:
            yield "type", node.sql()


def _lengths(sql: str) -> Iterator[str]:
    """Types that Spark reads only with a length, as the text names them."""
    for token in sqlglot.tokenize(sql, dialect="duckdb"):
        if token.token_type != TokenType.STRING and token.text.upper() in {"VARCHAR", "CHAR"}:
            yield token.text


def _literals(tree: exp.Expr) -> Found:
    for node in tree.find_all(exp.Literal):
        if not node.is_string and not node.name.isdecimal():
            yield "number", node.name
        if node.is_string and "\\" in node.name:
            yield "text", node.name
    for like in tree.find_all(exp.Like):
        if not (isinstance(like.expression, exp.Literal) and like.expression.is_string):
            yield "construct", f"LIKE without a fixed pattern in {_short(like)}"


def _casts(tree: exp.Expr) -> Found:
    for node in tree.find_all(exp.Sum, exp.Count):
        parent: exp.Expr | None = node.parent
        while parent is not None and not isinstance(
            parent, (exp.Cast, exp.Predicate, exp.Select, exp.Having)
        ):
            parent = parent.parent
        if isinstance(parent, exp.Select):
            yield "cast", _short(node)


def _orders(tree: exp.Expr) -> Found:
    made = tree.this.name if isinstance(tree, exp.Create) else ""
    for node in tree.find_all(exp.Window):
        order, frame = node.args.get("order"), node.args.get("spec")
        if frame is not None and frame.args.get("kind") != "ROWS":
            yield "frame", _short(node)
        ranked = isinstance(node.this, (exp.RowNumber, exp.Lag, exp.Lead))
        if not ranked and order is None and frame is None:
            continue
        if not ranked and frame is None:
            yield "frame", f"no ROWS in {_short(node)}"
        keys = [o.this for o in order.expressions] if order is not None else []
        last = keys[-1].name if keys and isinstance(keys[-1], exp.Column) else ""
        if last not in UNIQUE and (made, last) not in TOTAL:
            yield "order", _short(node)


def _nulls(duck: exp.Expr, spark: exp.Expr) -> Found:
    """Places where the engines put NULLs differently, for what may be NULL."""
    pairs = zip(duck.find_all(exp.Ordered), spark.find_all(exp.Ordered), strict=True)
    for one, other in pairs:
        sure = isinstance(one.this, exp.Column) and one.this.name in NEVER_NULL
        if not sure and bool(one.args.get("nulls_first")) != bool(other.args.get("nulls_first")):
            yield "nulls", _short(one)


def _names(tree: exp.Expr) -> Found:
    for node in tree.find_all(exp.Identifier):
        if node.args.get("quoted"):
            yield "text", f"quoted name {node.name}"
        elif node.name.lower() in RESERVED:
            yield "name", node.name


CHECKS: tuple[Callable[[exp.Expr], Iterable[tuple[str, str]]], ...] = (
    _statement, _constructs, _types, _literals, _casts, _orders, _names,
)


def _short(node: exp.Expr) -> str:
    text = node.sql(dialect="duckdb")
    return text if len(text) <= 80 else text[:77] + "..."
