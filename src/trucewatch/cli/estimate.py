"""``trucewatch estimate``: what nobody reported, or the reason why that cannot be said."""

from __future__ import annotations

import json as json_lib
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from trucewatch import pipeline
from trucewatch.cli import settings, show
from trucewatch.cli.show import Screen
from trucewatch.model.extras import MissingExtra
from trucewatch.pipeline import estimating, estimating_case
from trucewatch.pipeline.estimating import Asked, Estimated

PROBLEMS_SHOWN = 20


def estimate(
    table: str,
    /,
    *,
    model: Literal["loglinear", "graphs", "latent", "all"] = "all",
    stratum: list[str] | None = None,
    linkage: list[str] | None = None,
    event: str = estimating_case.EVENT,
    lists: Annotated[list[str] | None, Parameter(name="--list")] = None,
    seed: int = 1,
    out: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Estimate from the overlaps of lists how many incidents there were, or say why not.

    A refusal is a result: most tables of a ceasefire do not allow a total. An estimate changes no
    finding and is never about one party.

    Parameters
    ----------
    table
        CSV with a 0/1 column for each list and a column count; or a case, whose lists are the
        lineages that tell of its incidents.
    model
        Log-linear models, decomposable graphs (up to six lists), latent classes, or all of them.
    stratum
        A column that splits the incidents, for example week; may be given several times. Missing
        values are imputed, never dropped.
    linkage
        A column that tells several linkages of the same reports apart; may be given several
        times.
    event
        Of a case: which incidents, by family (use of force) or property (strike).
    lists
        Of a case: a lineage to take for a list; may be given several times; all by default.
    seed
        Where chance comes from; the same seed gives the same result.
    out
        Folder to write estimate.json and index.html to.
    json
        Print everything as JSON.
    """
    screen = show.screen()
    if seed < 0:
        raise settings.Usage(f"--seed: found {seed}, expected 0 or more")
    path = Path(table)
    try:
        with show.progress(screen.err) as step:
            # A table that is not there is told as such, and not as a case nobody knows.
            if path.is_file() or path.suffix == ".csv":
                found = estimating.estimate(Asked(
                    table=path, model=model, strata=stratum or (), linkages=linkage or (),
                    seed=seed), step)
            else:
                found = estimating_case.estimate(estimating_case.Asked(
                    case=pipeline.find_case(table), event=event, lists=lists or (), model=model,
                    seed=seed), step)
    except MissingExtra as missing:
        screen.err.print(f"error: {missing}", soft_wrap=True)
        return 1
    show.problems(screen.err, found.problems, PROBLEMS_SHOWN, "mend these first")
    if found.result is None:
        screen.err.print("error: nothing could be read to estimate from")
        return 1
    if json:
        screen.out.print(json_lib.dumps(found.rows, ensure_ascii=False, indent=1), soft_wrap=True)
    else:
        _print(screen, found)
    for written in estimating.write(found, path.name, out) if out is not None else ():
        (screen.err if json else screen.out).print(f"Wrote: {show.clean(written)}", soft_wrap=True)
    return show.code(found.problems)


def _print(screen: Screen, found: Estimated) -> None:
    screen.say(found.sentence)
    for text in found.told:
        screen.out.print()
        screen.say(text)
    screen.heading("By method")
    for first, *rest in found.methods:
        screen.say(first, hang=2)
        for line in rest:
            screen.say(line, indent=2, hang=2)
    if found.without:
        screen.heading("Without one list")
        for line in found.without:
            screen.say(line, hang=2)
