"""Exchange speakers and parties in a ledger: names change in the output, and nothing else."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from case.norland import add_row, copy_case, edit, read
from trucewatch.assess.engine import assess
from trucewatch.model.case import Case
from trucewatch.model.statement import Result
from trucewatch.publish.stating import result_words
from trucewatch.statements.judging import judge

from .ledgers import ledger
from .test_outcomes import AS_OF, text

OTHER = {
    "norland": "southland", "norland-army": "southland-army", "norlanders": "southlanders",
    "general": "colonel", "The general": "The colonel",
}
OTHER |= {two: one for one, two in OTHER.items()}
HEAD = """document:
  {title: {en: Two speeches}, kind: report, author: [writer], published: 2031-03-10}
speakers:
  - {id: writer, name: {en: The writer}, role: {en: author}}
  - {id: general, name: {en: The general}, role: {en: officer}, party: norland, body: norland-army}
  - {id: colonel, name: {en: The colonel}, role: {en: officer}, party: southland,
     body: southland-army}
statements:
"""
BODIES = ["norland-army", "southland-army", "gazette", "wire"]
actors = st.sampled_from(["norland", "southland", ""])
some = st.integers(0, 3)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, str]:
    low = draw(some)
    day = f"2031-03-0{draw(st.integers(2, 6))}"
    return {
        "source": draw(st.sampled_from(["gazette", "wire"])),
        "speaker": draw(st.sampled_from(["", "norland-army", "southland-army"])),
        "property": draw(st.sampled_from(["strike", "killed"])),
        "stance": draw(st.sampled_from(["asserts", "denies", "cannot_confirm"])),
        "low": str(low), "high": draw(st.sampled_from(["", str(low + draw(some))])),
        "scope": draw(st.sampled_from(["complete", "partial", "unstated"])),
        "actor": draw(actors), "target": draw(st.sampled_from(["norlanders", "southlanders", ""])),
        "actor_certainty": draw(st.sampled_from(["stated", "possible"])),
        "zone": draw(st.sampled_from(["village", "valley", "bridge"])),
        "earliest": day, "latest": day,
    }


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    chosen: dict[str, Any] = {
        "properties": ["strike", "killed"],
        "actor": draw(st.sampled_from([[], ["norland"], ["southland"]])),
        "target": draw(st.sampled_from([[], ["norlanders"], ["southlanders"]])),
        "zone": draw(st.sampled_from([[], ["valley"], ["village"]])),
    }
    form = draw(st.sampled_from(["quantity", "act", "date", "clauses", "versions"]))
    if form == "quantity":
        return {form: chosen | {"low": draw(some)}}
    if form == "act":
        return {form: chosen | {"happened": draw(st.booleans())}}
    if form == "date":
        return {form: chosen | {"earliest": "2031-03-03", "latest": "2031-03-04"}}
    if form == "clauses":
        bound = draw(st.sampled_from(["", ",norland", ",southland"]))
        return {form: {"holds": f"finding(N-01{bound}) in [kept]", "at": "2031-03-06"}}
    return {form: {
        "aspects": {"who": {"en": "who"}}, "gives": {"who": draw(st.sampled_from("ab"))},
        "versions": [{"source": body, "body": body, "gives": {"who": draw(st.sampled_from("ab"))}}
                     for body in draw(st.lists(st.sampled_from(BODIES), max_size=3))],
    }}


def swap(value: Any) -> Any:
    """Exchange the two sides wherever an id or a name stands; places keep theirs."""
    if isinstance(value, str):
        if value.startswith("finding("):
            for one in ("norland", "southland"):
                if f",{one})" in value:
                    return value.replace(f",{one})", f",{OTHER[one]})")
        return OTHER.get(value, value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{f.name: swap(getattr(value, f.name)) for f in dataclasses.fields(value)})
    if isinstance(value, dict):
        return {swap(k): swap(v) for k, v in value.items()}
    return type(value)(map(swap, value)) if isinstance(value, list | tuple) else value


def swapped(case: Case) -> Case:
    return dataclasses.replace(
        case,
        agreement=dataclasses.replace(
            case.agreement, parties=swap(case.agreement.parties)),
        clauses=swap(case.clauses), readings=swap(case.readings), bodies=swap(case.bodies),
        claims={name: swap(values) if name in {
            "source", "speaker", "lineage", "actor", "target"} else values
            for name, values in case.claims.items()},
        statements=swap(case.statements),
    )


def results(case: Case) -> list[Result]:
    return judge(case, AS_OF, lambda at: assess(case, at))


def plain(found: list[Result]) -> list[Any]:
    return [
        (r.outcome, r.why, result_words(r), sorted(map(str, r.accounts)),
         sorted(map(str, r.states)))
        for r in found
    ]


@given(said=st.lists(st.tuples(st.sampled_from(["general", "colonel", "writer"]), forms()),
                     min_size=1, max_size=4), reported=st.lists(rows(), max_size=6))
def test_exchanging_the_sides_exchanges_names_alone(
    said: list[tuple[str, dict[str, Any]]], reported: list[dict[str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        case = made(Path(folder), said, reported)
    before, after = results(case), results(swapped(case))
    assert plain(swap(after)) == plain(before)


def made(
    folder: Path, said: list[tuple[str, dict[str, Any]]], reported: list[dict[str, str]]
) -> Case:
    root = copy_case(folder)
    edit(root, "sources.yaml", "  - {id: gazette,",
         "  - {id: southland-army, name: {en: Army of Southland}, affiliation: party, "
         "side: southland, reason: a body of the state}\n  - {id: gazette,")
    ledger(root, HEAD + "".join(
        f'  - id: "{number}"\n    speaker: {speaker}\n    types: [fact]\n'
        f"    says: {{en: Statement {number}.}}\n    test: {json.dumps(text(test))}\n"
        for number, (speaker, test) in enumerate(said)))
    for number, cells in enumerate(reported):
        add_row(root, {"key": f"s-{number}", **cells})
    loaded = read(root)
    assert loaded.case is not None
    assert not [p for p in loaded.problems if p.severity == "error"], loaded.problems
    return loaded.case
