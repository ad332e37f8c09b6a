"""A run: case, record, findings, release, edition."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from trucewatch.assess.engine import assess
from trucewatch.assess.registry import KINDS
from trucewatch.case.load import load
from trucewatch.link.draws import DRAWS
from trucewatch.model.extras import MissingExtra
from trucewatch.model.language import LANGUAGES
from trucewatch.model.problem import Problem, in_order
from trucewatch.model.publishing import INTERNAL, PUBLIC
from trucewatch.pipeline.changing import compare, past
from trucewatch.pipeline.counting import counts_of
from trucewatch.pipeline.keep import Keeping, keep, record_folder
from trucewatch.pipeline.proving import proofs_of
from trucewatch.pipeline.releasing import make_release
from trucewatch.pipeline.sealing import seal
from trucewatch.pipeline.standing import Seen, stand_as_of, stand_newest, stand_published
from trucewatch.pipeline.stating import state
from trucewatch.pipeline.step import (
    Step,
    missing_engine,
    missing_extra,
    not_made,
    problem,
    quiet,
)
from trucewatch.publish import edition
from trucewatch.publish.files import NotMade
from trucewatch.publish.formats.registry import Means
from trucewatch.publish.release import Release
from trucewatch.record.vault import VaultError
from trucewatch.store.engines import Engine, EngineMissing
from trucewatch.store.parquet import to_parquet

STEPS = ("reading the case", "keeping the record", "assessing the clauses", "writing the edition")


@dataclass(frozen=True)
class Result:
    """What a run gave: a release, or problems that explain why there is none."""

    release: Release | None
    problems: list[Problem]
    out: Path | None
    index: Path | None


def run(
    case: Path, out: Path | None, *, as_of: str | None = None, published_by: str | None = None,
    keeping: Keeping | None = None, engine: Engine | None = None, step: Step = quiet,
    statements: bool | None = None, since: str | None = None, changes: bool | None = None,
    more: Collection[str] = (), profile: str = "", languages: Sequence[str] = (),
    fonts: Path | None = None,
) -> Result:
    """Assess a case and write its edition.

    Parameters
    ----------
    case
        Folder of the case.
    out
        Folder of the edition; ``None``: nothing is written, the record neither.
    as_of
        Stand at what the record held at an instant, its case files included; only it is read.
    published_by
        Stand at what had surely been published by an instant (a reconstruction).
    keeping
        How the record is kept.
    engine
        Where the queries run; ``None``: DuckDB.
    step
        Told what is being done.
    statements
        Whether statements are set beside the record, for which clauses are evaluated at other
        instants too, claims are proven and counted by every rule in use; ``None``: where an
        edition is written.
    since
        Earlier instant, or folder of an earlier edition, findings are compared with; ``None``: a
        civil month before where the run stands; ``none``: with nothing.
    changes
        Whether they are compared at all; ``None``: where an edition is written.
    more
        Formats the edition has that it has not always (`publish.formats.registry`).
    profile
        Whose rules decide what leaves; empty: ``public`` where an edition is written, else
        ``internal``.
    languages
        Languages of the edition, the first at its root; none: those the case names.
    fonts
        Folder of fonts for a report; ``None``: those the typesetter brings along.

    Returns
    -------
    Result
        Never raises for bad input: problems say what is wrong.
    """
    keeping = keeping or Keeping()
    problems: list[Problem] = []
    seen = see(case, out, problems, as_of=as_of, published_by=published_by, keeping=keeping,
               step=step, draws=DRAWS, profile=profile or (INTERNAL if out is None else PUBLIC))
    if seen is None:
        return Result(None, in_order(problems), None, None)
    step(STEPS[2], 2, len(STEPS))
    writes = out is not None
    try:
        findings = assess(seen.case, seen.standing.instant, engine)
        before = past(seen, since, engine, problems) if _or(changes, writes) else None
    except EngineMissing as missing:
        problems.append(missing_engine(missing))
        return Result(None, in_order(problems), None, None)
    place = record_folder(case, out, keeping.record)
    said = state(seen, findings, place, engine, problems) if _or(statements, writes) else []
    spoken = _languages(languages, problems)
    compared = None if before is None else (before.since, compare(before, findings))
    release = make_release(seen, findings, said, in_order(problems), compared)
    if spoken:
        release = replace(release, languages=spoken)
    if _or(statements, writes):
        release = replace(release, proofs=proofs_of(place, release),
                          counts=counts_of(seen, findings, release, engine))
    step(STEPS[3], 3, len(STEPS))
    index = None
    if out is not None:
        try:
            edition.write(release, out, more, Means(to_parquet=to_parquet, fonts=fonts))
            index = out / "index.html"
        except MissingExtra as missing:
            problems.append(missing_extra(missing))
            return Result(release, in_order(problems), None, None)
        except NotMade as refused:
            problems.append(not_made(refused))
            return Result(release, in_order(problems), None, None)
        except (edition.EditionError, OSError) as error:
            problems.append(problem("edition_not_written", out.name, str(error)))
            return Result(release, in_order(problems), None, None)
    step(STEPS[3], len(STEPS), len(STEPS))
    return Result(release, release.problems, out, index)


def _or(asked: bool | None, default: bool) -> bool:
    return default if asked is None else asked


def _languages(asked: Sequence[str], problems: list[Problem]) -> tuple[str, ...]:
    """Languages asked for, each once; one without a catalogue is a problem and left out."""
    known = [lang for lang in dict.fromkeys(asked) if lang in LANGUAGES]
    problems.extend(
        problem("unknown_language", "", found=lang, expected=", ".join(LANGUAGES),
                mend="ask for one of these, or add a catalogue")
        for lang in dict.fromkeys(asked) if lang not in LANGUAGES)
    return tuple(known)


def see(
    case: Path, out: Path | None, problems: list[Problem], *, as_of: str | None,
    published_by: str | None, keeping: Keeping, step: Step, draws: int = 0,
    profile: str = INTERNAL,
) -> Seen | None:
    """Claims in view, and where the run stands; ``None`` where a problem says why not.

    The record is kept on the way, unless `out` says that nothing is written. `draws` clusterings
    are drawn, for what shows how sure the incidents are. Claims the profile holds back are not in
    view.
    """
    place = record_folder(case, out, keeping.record)
    if as_of:
        step(STEPS[0], 0, len(STEPS))
        return stand_as_of(place, as_of, case.resolve().name, problems, draws, profile)
    return _from_folder(case, out, place, published_by, keeping, problems, step, draws,
                        profile)


def _from_folder(
    case: Path, out: Path | None, place: Path, published_by: str | None, keeping: Keeping,
    problems: list[Problem], step: Step, draws: int, profile: str,
) -> Seen | None:
    """Read the case folder, keep its record, and stand where it ends or where it is asked to."""
    step(STEPS[0], 0, len(STEPS))
    loaded = load(case, KINDS)
    if loaded.case is None:
        problems.extend(loaded.problems)
        return None
    step(STEPS[1], 1, len(STEPS))
    files = {f.name: (case / f.name).read_bytes() for f in loaded.case.files}
    try:
        # A run that writes nothing makes no keys either: the folder may be a slip of the pen.
        vault = keeping.vault(place, make=out is not None)
        sealed = seal(loaded.case, files, vault, loaded.problems)
    except VaultError as error:
        problems.extend(error.problems)
        sealed = seal(loaded.case, files, None, loaded.problems)
    problems.extend(sealed.problems)
    if out is not None:
        problems.extend(keep(place, sealed, keeping))
    if published_by:
        return stand_published(sealed.case, place, published_by, problems, draws, profile)
    return stand_newest(sealed.case, place, problems, draws, profile)
