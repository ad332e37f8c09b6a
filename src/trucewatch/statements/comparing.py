"""Versions side by side: was it said, by whom, when, where, in which wording."""

from __future__ import annotations

from collections.abc import Mapping

from trucewatch.model.agreement import Body
from trucewatch.model.spelling import folded
from trucewatch.model.statement import Version, VersionsTest, Weighed


def compare(test: VersionsTest, own: str, bodies: Mapping[str, Body]) -> list[Weighed]:
    """Set every version beside what the statement gives, aspect by aspect.

    A version differs as soon as it gives another value of one aspect; it agrees when it gives the
    same value of every aspect the statement has. Values are compared as spellings
    (`model.spelling.folded`), nothing else is read into them.

    Parameters
    ----------
    test
        What the statement gives, and the versions.
    own
        Lineage of the statement's speaker; empty: none is known.
    bodies
        Bodies of the case.
    """
    return [_one(version, test, own, bodies) for version in test.versions]


def _one(version: Version, test: VersionsTest, own: str, bodies: Mapping[str, Body]) -> Weighed:
    body = bodies.get(version.body)
    lineage = (body.lineage or body.id) if body is not None else version.source
    gives = tuple((aspect, version.gives[aspect]) for aspect in test.aspects
                  if aspect in version.gives)
    pairs = [(value, version.gives.get(aspect)) for aspect, value in test.gives.items()]
    other = [1 for value, theirs in pairs if theirs is not None and folded(theirs) != folded(value)]
    silent = [1 for _, theirs in pairs if theirs is None]
    shared = {"by": version.source, "lineage": lineage, "claim": ""}
    mine = bool(own) and lineage == own
    if other:
        return Weighed(**shared, bears="differs", why="other", own=mine, gives=gives)
    if silent:
        return Weighed(**shared, bears="neither", why="silent", own=mine, gives=gives)
    return Weighed(**shared, bears="agrees", why="same", own=mine, gives=gives)
