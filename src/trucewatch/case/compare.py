"""Two encodings of one agreement side by side: clause by clause, field by field.

Only what bears on findings is compared, unless the words are asked for too. A field counts where
at least one of the two says something in it, so that what neither uses agrees about nothing. The
rates say how far two people read a text alike; they are no score of anybody bound by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from typing import Any

import yaml

from trucewatch.case import typed
from trucewatch.case.clauses import WITHOUT_TEST
from trucewatch.case.document import Document, View
from trucewatch.case.names import first_only, good_id
from trucewatch.model.clause import Clause
from trucewatch.model.comparison import Compared, Comparison, Difference
from trucewatch.model.problem import Problem

WORDS = (
    "title", "text", "says", "sources", "area", "time", "quantity_text", "notes", "verify_from",
    "patterns", "base_title", "mirrors",
)
"""Fields that tell of a clause; nothing is measured by them."""
IN_ANY_ORDER = (
    "bound", "beneficiary", "properties", "implies", "actor", "target", "zone", "extends", "by",
    "parallel_with", "correlate", "daily", "sources", "verify_from", "patterns",
)
NOTHING = "-"
WIDTH = 96


@dataclass(frozen=True)
class Encoding:
    """The clauses of one file, each by itself: nothing they refer to is looked up."""

    name: str
    clauses: Mapping[str, Clause]
    declared: tuple[str, ...]
    """Ids that stand in the file, in its order."""


def read_encoding(
    name: str, document: Document, kinds: Mapping[str, type[Clause]], problems: list[Problem]
) -> Encoding:
    """Read the clauses of a file, each as far as it can be read alone."""
    found: dict[str, Clause] = {}
    seen: dict[str, int] = {}
    data = document.data if isinstance(document.data, dict) else {}
    items = data.get("clauses")
    if not isinstance(items, list):
        problems.append(View(document).problem(
            "wrong_type", found=items or "nothing", expected="'clauses:' and a list",
        ))
        items = []
    declared: list[str] = []
    for place, item in enumerate(items):
        view = View(document, ("clauses", place))
        kind = item.get("kind") if isinstance(item, dict) else None
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            declared.append(item["id"])
        if not isinstance(kind, str) or kind not in kinds:
            problems.append(view.problem(
                "not_one_of", ("kind",), found=kind, expected=typed.one_of(kinds),
                mend=typed.did_you_mean(kind, kinds),
            ))
            continue
        clause = typed.read(kinds[kind], view, problems)
        if clause and good_id(clause.id, view, ("id",), problems) and first_only(
            clause.id, seen, view, ("id",), problems
        ):
            found[clause.id] = clause
    return Encoding(name, found, tuple(dict.fromkeys(declared)))


def compare(first: Encoding, second: Encoding, *, words: bool = False) -> Comparison:
    """Set two encodings side by side.

    Parameters
    ----------
    first, second
        The encodings; clauses are matched by id.
    words
        Compare the words for readers too.
    """
    both = [name for name in first.declared if name in second.declared]
    return Comparison(
        first=first.name,
        second=second.name,
        clauses=tuple(
            _compared(first.clauses[name], second.clauses[name], words)
            for name in both if name in first.clauses and name in second.clauses
        ),
        only_first=tuple(name for name in first.declared if name not in second.declared),
        only_second=tuple(name for name in second.declared if name not in first.declared),
        unread=tuple(
            name for name in both if name not in first.clauses or name not in second.clauses
        ),
    )


def _compared(one: Clause, other: Clause, words: bool) -> Compared:
    names = dict.fromkeys(f.name for f in (*fields(one), *fields(other)))
    skipped = {"id", *(() if words else WORDS)}
    same, differences = 0, []
    for name in names:
        if name in skipped or not (_says(one, name) or _says(other, name)):
            continue
        ours, theirs = (getattr(clause, name, None) for clause in (one, other))
        if _ordered(name, ours) == _ordered(name, theirs):
            same += 1
            continue
        differences.append(Difference(
            field=name, first=_one_line(ours), second=_one_line(theirs),
            keep=_keep(one, other, name),
        ))
    return Compared(
        id=one.id, title=one.title.get("en", ""), same=same, fields=same + len(differences),
        differences=tuple(differences),
    )


def _says(clause: Clause, name: str) -> bool:
    """Tell whether a clause says anything in a field beyond its default."""
    spec = next((f for f in fields(clause) if f.name == name), None)
    return spec is not None and (_required(spec) or getattr(clause, name) != _default(spec))


def _required(spec: Field[Any]) -> bool:
    return spec.default is MISSING and spec.default_factory is MISSING


def _default(spec: Field[Any]) -> object:
    return spec.default_factory() if spec.default_factory is not MISSING else spec.default


def _ordered(name: str, value: object) -> object:
    """A value in which the order of what has none makes no difference, nor titles."""
    if isinstance(value, list):
        items = [_ordered("", item) for item in value]
        return sorted(items, key=str) if name in IN_ANY_ORDER else items
    if is_dataclass(value) and not isinstance(value, type):
        return {
            part.name: _ordered(part.name, getattr(value, part.name)) for part in fields(value)
            if part.name not in {"title", "sources"}
        }
    if isinstance(value, dict):
        return {key: _ordered(str(key), item) for key, item in value.items()}
    return value


def as_written(value: object) -> object:
    """A value as people write it: fields that say nothing left out."""
    if isinstance(value, list):
        return [as_written(item) for item in value]
    if isinstance(value, dict):
        return {key: as_written(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {
            part.name: as_written(getattr(value, part.name)) for part in fields(value)
            if _required(part) or getattr(value, part.name) != _default(part)
        }
    return value


def _one_line(value: object) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    text = yaml.safe_dump(
        as_written(value), default_flow_style=True, sort_keys=False, allow_unicode=True,
        width=10**9,
    )
    return text.removesuffix("\n...\n").strip()


def _keep(one: Clause, other: Clause, name: str) -> str:
    if name == "bound":
        return _keep_bound(one, other)
    if name == "readings":
        return _keep_readings(one, other)
    reason = _not_kept(one, other, name)
    if reason:
        return _comment(reason)
    changed = {name: as_written(getattr(other, name))}
    if name == "kind":
        changed["why"] = as_written(getattr(other, "why", {}))
    return _dump({"readings": {f"other_{name}": {
        "title": {"en": f"as in another encoding: {name.replace('_', ' ')}"}, "set": changed,
    }}})


def _not_kept(one: Clause, other: Clause, name: str) -> str:
    """Why no reading can keep what the other has; empty: one can."""
    ours, theirs = (getattr(clause, "kind", "") for clause in (one, other))
    if name in WORDS:
        return f"'{name}' is for readers: choose the better words"
    if name == "kind":
        if theirs == WITHOUT_TEST:
            return ""
        return f"a reading keeps the kind: encode it as a clause of its own, {theirs}"
    if ours != theirs:
        return f"'{name}' follows the kind, which differs"
    if getattr(other, name) is None:
        return f"a reading cannot take '{name}' away: encode it as a clause of its own"
    return ""


def _keep_bound(one: Clause, other: Clause) -> str:
    added = [who for who in other.bound if who not in one.bound]
    if not added:
        return _comment("a reading cannot take away who is bound")
    return _dump({"claimed_bounds": [
        {"bound": who, "title": {"en": "bound in another encoding"}} for who in added
    ]})


def _keep_readings(one: Clause, other: Clause) -> str:
    more: dict[str, object] = {}
    for name, reading in other.readings.items():
        ours = one.readings.get(name)
        if ours is None:
            more[name] = as_written(reading)
        elif _ordered("set", ours.set) != _ordered("set", reading.set):
            more[f"{name}_other"] = as_written(reading)
    return _dump({"readings": more}) if more else _comment("the other has fewer readings")


def _comment(text: str) -> str:
    return f"# {text}\n"


def _dump(value: object) -> str:
    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=WIDTH))


def readings_of(found: Comparison) -> Iterator[str]:
    """YAML for each difference, below the clause it belongs to."""
    for clause in found.clauses:
        for difference in clause.differences:
            yield f"# {clause.id}, {difference.field}\n{difference.keep}"
