"""What a reading would change, field by field, in plain words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from trucewatch.assess.kinds.not_assessable import NotAssessable
from trucewatch.assess.kinds.rate import Part, PartialUnits, Quota
from trucewatch.assess.kinds.ratio import Weight
from trucewatch.assess.plain.conditions import condition
from trucewatch.assess.plain.measures import quota, weight
from trucewatch.assess.plain.words import Plain
from trucewatch.model.clause import Act, Anchor, Clause, Exception_, InForce
from trucewatch.model.condition import parse_condition

ABOUT_WORDS = (
    "id", "title", "text", "says", "sources", "area", "time", "quantity_text", "notes",
    "verify_from", "patterns", "base_title", "readings", "kind",
)
"""Fields that say where and how a clause is told; nothing is measured by them."""
ACTORS = ("beneficiary", "bound", "by")


def differences(plain: Plain, base: Clause, reading: Clause) -> list[str]:
    """Each field that is measured by and differs; one sentence each."""
    if isinstance(reading, NotAssessable) and not isinstance(base, NotAssessable):
        return [plain.say("reading.no_test", why=plain.say.words(reading.why))]
    found = []
    for field in fields(reading):
        old, new = getattr(base, field.name, None), getattr(reading, field.name)
        if field.name not in ABOUT_WORDS and old != new:
            found.append(plain.say(
                "reading.change", field=named(plain, field.name),
                new=value(plain, field.name, new), old=value(plain, field.name, old),
            ))
    return found or [plain.say("reading.same")]


def named(plain: Plain, field: str) -> str:
    """A field in words."""
    key = f"field.{field}"
    if key in plain.say.own or key in plain.say.english:
        return plain.say(key)
    return plain.say.value(field)


def value(plain: Plain, field: str, found: object) -> str:
    """The value of a field in words."""
    if found is None or found in ("", []):
        return plain.say("word.nothing")
    if isinstance(found, list):
        joined = ", " if all(isinstance(one, str) for one in found) else "; "
        return joined.join(value(plain, field, one) for one in found)
    for cls, words in _VALUES:
        if isinstance(found, cls):
            return words(plain, field, found)
    return str(found)


def _text(plain: Plain, field: str, found: str) -> str:
    if field in {"when", "suspended_if"}:
        return condition(plain, parse_condition(found))
    if field in ACTORS:
        return plain.actor(found)
    return plain.clause(found) if field in {"extends", "parallel_with"} else plain.say.value(found)


def _force(plain: Plain, _: str, found: InForce) -> str:
    start = plain.dated(found.start)
    if found.end is None:
        return plain.say("when.binds", start=start)
    return plain.say("when.binds_until", start=start, end=plain.dated(found.end, last=True))


def _partial(plain: Plain, _: str, found: PartialUnits) -> str:
    return plain.say(
        "measure.partial", first=plain.say.value(f"partial_{found.first}"),
        last=plain.say.value(f"partial_{found.last}"),
    )


_VALUES: tuple[tuple[type, Callable[[Plain, str, Any], str]], ...] = (
    (str, _text),
    (Act, lambda plain, _, found: plain.acts(found)),
    (Anchor, lambda plain, _, found: plain.dated(found, last=True)),
    (InForce, _force),
    (PartialUnits, _partial),
    (Quota, lambda plain, _, found: quota(plain, found)),
    (Weight, lambda plain, _, found: weight(plain, found)),
    (Part, lambda plain, _, found: f"{plain.acts(found.act)}: {quota(plain, found.at_least)}"),
    (Exception_, lambda plain, _, found: plain.say.words(found.title)),
    (bool, lambda plain, _, found: plain.say("word.yes" if found else "word.no")),
)
