"""What stands beside a status in `explain`: gates, claimed suspensions, hinges, other duties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trucewatch.cli.show import Screen, magnitude
from trucewatch.cli.summary import english
from trucewatch.model.finding import Finding
from trucewatch.publish import caveats, words
from trucewatch.publish.release import ClauseView, Release


def beside(
    release: Release, view: ClauseView, f: Finding, named: Mapping[str, str],
    lineages: Sequence[str],
) -> Iterator[str]:
    """Sentences under one finding, the same for every party."""
    standing = words.as_of(release.standing.instant, release.agreement.tz)
    conditions = words.conditions(
        words.plain(f.standard), view.readings.get(f.reading, words.plain(f.reading)),
        view.starts.get(f.start, words.plain(f.start)) if view.starts else "", standing)
    gate = caveats.gate(view, f, conditions)
    if gate:
        yield gate
    if f.suspensions:
        yield caveats.suspension(named.get(f.bound, f.bound), len(f.suspensions))
    yield caveats.hinges(lineages, weighed=bool(f.accounts))


def together(
    screen: Screen, release: Release, view: ClauseView, bound: str, found: Sequence[Finding]
) -> None:
    """Why a bound stands here, where reports stop, and duties due at the same time."""
    clause = view.clause
    for claimed in clause.claimed_bounds:
        if claimed.bound == bound and bound not in clause.bound:
            screen.say(f"The text does not name it as bound; this is said: "
                       f"{english(claimed.title)}")
    silence = caveats.silence(found, release.claims, release.agreement.tz,
                              by_units=any(f.shares for f in found))
    if silence:
        screen.say(silence)
    for other in release.clauses:
        if other.clause.id not in clause.parallel_with \
                and clause.id not in other.clause.parallel_with:
            continue
        _parallel(screen, release, other)


def _parallel(screen: Screen, release: Release, other: ClauseView) -> None:
    """One duty due at the same time, with its status under each standard."""
    names = {p.id: english(p.name) for p in release.agreement.parties}
    screen.say(f"Due at the same time, neither first: {other.clause.id} "
               f"{english(other.clause.title)}; base reading and start, as of "
               f"{words.as_of(release.standing.instant, release.agreement.tz)}:")
    for f in release.findings:
        if f.clause == other.clause.id and f.unit == "window" and caveats.is_base(other, f) \
                and f.bound in other.clause.bound:
            line = screen.status(f.status)
            line.append(f", {magnitude(f, other)}; {names.get(f.bound, f.bound)}, under the "
                        f"standard {words.plain(f.standard)}", style="not bold")
            screen.say(line, 2, 2)
