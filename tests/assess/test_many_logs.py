"""Both engines give equal hashes over many small logs of all kinds, evaluated as one."""

from __future__ import annotations

import os

import pytest

from trucewatch.store import open_store
from trucewatch.store.engines import Engine

from .generate import KINDS
from .many_logs import (
    MAIN,
    Log,
    Tape,
    Told,
    apart,
    digest,
    evaluated,
    left_empty,
    log,
    ordered,
    together,
)

LOGS = int(os.environ.get("TRUCEWATCH_LOGS", "10"))
"""Logs of each kind."""
FAMILIES = {"acts", "due", "extension", "hours", "rate", "ratio", "response"}


@pytest.fixture(scope="module")
def logs() -> list[Log]:
    return [log(kind, seed) for kind in KINDS for seed in range(LOGS)]


@pytest.fixture(scope="module")
def whole(logs: list[Log]) -> dict[str, Tape]:
    return together(one.tapes for one in logs)


@pytest.fixture(scope="module")
def duck(whole: dict[str, Tape]) -> Told:
    with open_store(Engine(name="duckdb")) as store:
        return evaluated(whole, store)


def test_every_family_of_kinds_is_there(whole: dict[str, Tape]) -> None:
    assert set(whole) == FAMILIES | {MAIN}


def test_a_room_runs_the_same_statements_for_every_log(
    logs: list[Log], whole: dict[str, Tape]
) -> None:
    for one in logs:
        for room, tape in one.tapes.items():
            run = [sql for sql in whole[room].statements if sql in tape.statements]
            assert run == [sql for sql in tape.statements if not left_empty(sql) or sql in run]


def test_a_log_among_others_gives_what_it_gives_alone(logs: list[Log], duck: Told) -> None:
    found = apart(duck)
    others = {
        f"{one.kind} {one.seed}: {room}.{name}"
        for number, one in enumerate(logs, 1) for (room, name), rows in one.told.items()
        if ordered(found.pop((number, room, name), [])) != ordered(rows)
    }
    assert others == set()
    assert found == {}


@pytest.mark.spark
def test_the_engines_give_equal_hashes(whole: dict[str, Tape], duck: Told) -> None:
    assert LOGS < 60 or all(duck.values()), "a table that is never filled compares nothing"
    with open_store(Engine(name="spark")) as store:
        spark = evaluated(whole, store)
    assert {place: digest(rows) for place, rows in spark.items()} == {
        place: digest(rows) for place, rows in duck.items()
    }
