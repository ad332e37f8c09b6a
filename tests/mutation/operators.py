"""Small changes a person could make to a statement by mistake, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

DIALECT = "duckdb"


@dataclass(frozen=True)
class Mutant:
    """One changed statement."""

    statement: str
    """Name of the statement."""
    operator: str
    old: str
    new: str
    nth: int
    """Which of several equal places of the statement, from 1."""
    original: str
    """Text of the statement as it is run."""
    sql: str

    def __str__(self) -> str:
        place = f" (place {self.nth})" if self.nth > 1 else ""
        return f"{self.statement}{place} [{self.operator}] {self.old}  ->  {self.new}"


Change = tuple[exp.Expr, exp.Expr]
"""A node of a tree, and what stands there instead."""
Operator = Callable[[exp.Expr], Iterator[exp.Expr]]
"""From a node to what may stand in its place."""


def _exchange(pairs: dict[type[exp.Expr], type[exp.Expr]]) -> Operator:
    def changed(node: exp.Expr) -> Iterator[exp.Expr]:
        other = pairs.get(type(node))
        if other is not None:
            yield other(**{k: _copy(v) for k, v in node.args.items() if k in other.arg_types})

    return changed


def _copy(value: object) -> object:
    if isinstance(value, exp.Expr):
        return value.copy()
    return [_copy(v) for v in value] if isinstance(value, list) else value


def _joins(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, exp.Join) and node.args.get("on") is not None:
        other = node.copy()
        other.set("side", None if node.side else "LEFT")
        yield other


def _branches(node: exp.Expr) -> Iterator[exp.Expr]:
    """Values of neighbouring branches exchanged."""
    if not isinstance(node, exp.Case):
        return
    for i in range(len(node.args["ifs"])):
        other = node.copy()
        one, last = other.args["ifs"][i], i + 1 == len(other.args["ifs"])
        next_value = other.args.get("default") if last else other.args["ifs"][i + 1].args["true"]
        if next_value is None:
            next_value = exp.Null()
        value = one.args["true"]
        one.set("true", next_value.copy())
        if last:
            other.set("default", value.copy())
        else:
            other.args["ifs"][i + 1].set("true", value.copy())
        yield other


def _first_only(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, exp.Coalesce):
        yield node.this.copy()


def _repeated(node: exp.Expr) -> Iterator[exp.Expr]:
    """DISTINCT and UNION that keep repeated rows."""
    if isinstance(node, exp.Select) and node.args.get("distinct"):
        other = node.copy()
        other.set("distinct", None)
        yield other
    elif isinstance(node, exp.Union) and node.args.get("distinct"):
        union = node.copy()
        union.set("distinct", False)
        yield union
    elif isinstance(node, exp.Count) and isinstance(node.this, exp.Distinct):
        yield exp.Count(this=node.this.expressions[0].copy())


def _constants(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, exp.Literal) and not node.is_string and node.name in {"0", "1"}:
        yield exp.Literal.number(1 - int(node.name))


def _negated(node: exp.Expr) -> Iterator[exp.Expr]:
    """NOT dropped, and IS NULL negated."""
    if isinstance(node, exp.Not):
        yield node.this.copy()
    elif isinstance(node, exp.Is) and not isinstance(node.parent, exp.Not):
        yield exp.Not(this=node.copy())


OPERATORS: dict[str, Operator] = {
    "boundary": _exchange({exp.LT: exp.LTE, exp.LTE: exp.LT, exp.GT: exp.GTE, exp.GTE: exp.GT}),
    "and or": _exchange({exp.And: exp.Or, exp.Or: exp.And}),
    "min max": _exchange({exp.Min: exp.Max, exp.Max: exp.Min}),
    "sum max": _exchange({exp.Sum: exp.Max}),
    "least greatest": _exchange({exp.Least: exp.Greatest, exp.Greatest: exp.Least}),
    "plus minus": _exchange({exp.Add: exp.Sub, exp.Sub: exp.Add}),
    "join": _joins,
    "branches": _branches,
    "coalesce": _first_only,
    "distinct": _repeated,
    "constant": _constants,
    "not": _negated,
}


def mutants(statement: str, sql: str) -> Iterator[Mutant]:
    """Every mutant of a statement, in the order of the text."""
    tree = sqlglot.parse_one(sql, dialect=DIALECT)
    seen: dict[tuple[str, str], int] = {}
    for i, node in enumerate(tree.walk(bfs=False)):
        for name, operator in OPERATORS.items():
            if _idle(node):
                continue
            for other in operator(node):
                old, new = text(node), text(other)
                if old == new:
                    continue
                nth = seen[old, new] = seen.get((old, new), 0) + 1
                yield Mutant(statement, name, old, new, nth, sql, _replaced(tree, i, other))


def _idle(node: exp.Expr) -> bool:
    """A place that decides nothing: a table without rows, what a row that exists would hold."""
    above = node.parent
    if isinstance(above, exp.Select) and isinstance(node, exp.Literal):
        return isinstance(above.parent, exp.Exists)
    return isinstance(above, exp.EQ) and text(above) == "1 = 0"


def _replaced(tree: exp.Expr, index: int, other: exp.Expr) -> str:
    if index == 0:
        return text(other)
    copy = tree.copy()
    for i, node in enumerate(copy.walk(bfs=False)):
        if i == index:
            node.replace(other)
            break
    return text(copy)


def text(tree: exp.Expr) -> str:
    """A tree as SQL."""
    return tree.sql(dialect=DIALECT)
