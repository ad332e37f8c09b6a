"""Where a run stands: which case, which claims, as of which instant."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from trucewatch.assess.explain import day_words
from trucewatch.assess.registry import KINDS
from trucewatch.case.folder import PUBLISHING
from trucewatch.case.load import load
from trucewatch.case.placing import placed
from trucewatch.model import judgement
from trucewatch.model.case import Case, Columns
from trucewatch.model.grade import known_by
from trucewatch.model.incident import Linking
from trucewatch.model.instant import TimeProblem, moment, parse_span
from trucewatch.model.problem import Problem
from trucewatch.model.publishing import INTERNAL, SHIPPED_PROFILES, Profile, profiles_of
from trucewatch.model.reply import asked_by, recorded_by
from trucewatch.model.statement import said_by
from trucewatch.pipeline.clearing import entering
from trucewatch.pipeline.incidents import concerns, linked
from trucewatch.pipeline.step import problem
from trucewatch.publish.release import Removal, Standing
from trucewatch.record.errors import RecordError
from trucewatch.record.line import LOG, stamp_of
from trucewatch.record.record import Record
from trucewatch.record.vault import sealed_document_key
from trucewatch.store.ledger import held_at, of_others
from trucewatch.store.series import Version, versions
from trucewatch.store.view import joined, newest, pick, published_by, undated, without_retracted

TAKEN = "record:"
"""Holders of batches taken over are named by this and the record's id."""


@dataclass(frozen=True)
class Seen:
    """A case with the claims in view, and where the run stands."""

    case: Case
    standing: Standing
    head: str = ""
    """``SIZE:HEAD`` of the record as of the instant; empty when the record was not asked."""
    versions: tuple[Version, ...] = ()
    """Versions of published series in the record, published by where the run stands."""
    linking: Linking = field(default_factory=Linking)
    """Incidents of the claims in view."""
    whole: Case | None = None
    """The case with every claim of the record, those published later than where the run stands
    among them: what an earlier instant is reconstructed from. ``None``: that of `case`."""
    profile: Profile = SHIPPED_PROFILES[-1]
    """Whose rules decided which claims are in view at all."""
    held: tuple[Removal, ...] = ()
    """How many claims each rule kept out of view."""


def stand_newest(
    case: Case, place: Path, problems: list[Problem], draws: int = 0, profile: str = INTERNAL,
) -> Seen | None:
    """Stand at the newest publication; ``None`` with a problem when none is dated."""
    claims = joined(case.claims, _others(case, place, None, problems))
    case = replace(case, claims=claims)
    last = newest(claims)
    if last is None:
        problems.append(problem(
            "nothing_to_stand_on", "figures", "no claim with a date of publication",
            "at least one dated claim", "add figures, or give --as-of or --published-by",
        ))
        return None
    words = f"record ends {day_words(last, case.agreement.tz)}"
    seen = _seen(case, claims, Standing(instant=last, mode="newest", words=words), problems, draws,
                 profile)
    return _with_versions(seen, place, problems)


def stand_published(
    case: Case, place: Path, by: str, problems: list[Problem], draws: int = 0,
    profile: str = INTERNAL,
) -> Seen | None:
    """Reconstruct what had surely been published by an instant."""
    instant = _instant(by, case.agreement.tz, problems)
    if instant is None:
        return None
    others = _others(case, place, instant, problems)
    claims = joined(published_by(case.claims, case.withdrawn, instant), others)
    case = replace(case, claims=joined(case.claims, others))
    words = f"reconstructed: as published by {day_words(instant, case.agreement.tz)}"
    if not claims["claim_id"]:
        problems.append(problem(
            "nothing_to_assess", "", f"no claim {words}", "at least one claim in view",
            "choose a later instant",
        ))
        return None
    standing = Standing(instant=instant, mode="published_by", words=words)
    seen = _seen(case, claims, standing, problems, draws,
                 profile)
    return _with_versions(seen, place, problems)


def _with_versions(seen: Seen | None, place: Path, problems: list[Problem]) -> Seen | None:
    """Add the versions of series in the record that had been published by where the run stands."""
    if seen is None or not (place / LOG).exists():
        return seen
    try:
        made = versions(Record.open(place))
    except (RecordError, OSError):
        return seen  # Why it cannot be read is said where its claims are asked for.
    kept = tuple(v for v in made if v.public_at <= seen.standing.instant)
    problems.extend(_rewritten(kept))
    return replace(seen, versions=kept)


def _rewritten(made: Sequence[Version]) -> list[Problem]:
    """Say of each series how often its publisher changed what it had published."""
    found = []
    for series in sorted({v.series for v in made}):
        mine = [v for v in made if v.series == series]
        changing = [v for v in mine if (v.cells_changed or v.rows_dropped) and not v.notice]
        if changing:
            found.append(Problem(
                severity="note", code="silent_rewrite", file=f"series/{series}",
                found=f"{len(changing)} of {len(mine)} published versions that changed or dropped "
                      "what had been published before",
                expected="a notice of correction with each",
                mend="every value each cell had: trucewatch history; each version stands on the "
                     "page What changed"))
    return found


def stand_as_of(
    place: Path, as_of: str, name: str, problems: list[Problem], draws: int = 0,
    profile: str = INTERNAL,
) -> Seen | None:
    """Stand at what a record held at an instant: its case files as of then, and its claims.

    Nothing but the record is read, so the answer is the same whenever it is asked.
    """
    try:
        record = Record.open(place)
        # Civil days are those of the case; its zone as of now is good enough to find the instant.
        newest_case = case_of(record, "", name, [])
        tz = newest_case.agreement.tz if newest_case else "UTC"
        instant = _instant(as_of, tz, problems)
        if instant is None:
            return None
        until = stamp_of(moment(instant))
        case = case_of(record, until, name, problems)
        if case is None:
            problems.append(problem(
                "nothing_to_assess", "", f"no case in the record as of {day_words(instant, tz)}",
                "a case that was recorded by then",
                "this record begins later; --published-by reconstructs what had been published",
            ))
            return None
        if newest_case is not None:
            # What may leave is decided by the rules of now: consent may have been withdrawn since.
            case = replace(case, publishing=newest_case.publishing)
        claims = _declared(case, held_at(record, instant), problems)
        case = replace(case, claims=claims)
        past = [b for b in record.batches if b.time <= until]
        made = versions(record, instant)
    except RecordError as error:
        problems.extend(error.problems)
        return None
    except OSError as error:
        problems.append(problem("record_not_read", "record", str(error.strerror or error)))
        return None
    words = f"as of {day_words(instant, tz)}"
    if not claims["claim_id"]:
        problems.append(problem("nothing_to_assess", "", f"no claim {words}",
                                "at least one claim in view"))
        return None
    standing = Standing(instant=instant, mode="as_of", words=words)
    seen = _seen(case, claims, standing, problems, draws, profile)
    problems.extend(_rewritten(made))
    return seen and replace(seen, head=f"{past[-1].seq}:{past[-1].head}", versions=tuple(made))


def case_of(record: Record, until: str, name: str, problems: list[Problem]) -> Case | None:
    """Read the case folder as the record held it at an instant; sealed files are passed over."""
    files = record.files(until=until)
    if not files:
        return None
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / name
        for file, digest in files.items():
            data = record.archive.get(digest)
            if sealed_document_key(data) is None:
                path = folder / file
                if not path.resolve().is_relative_to(folder.resolve()):
                    problems.append(problem("climbing_path", file, "a name that leads outside"))
                    continue
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        loaded = load(folder, KINDS)
    problems.extend(loaded.problems)
    return loaded.case


def _instant(text: str, tz: str, problems: list[Problem]) -> int | None:
    try:
        return parse_span(text, tz).hi
    except TimeProblem as error:
        problems.append(problem("unreadable_instant", "", text, str(error)))
        return None


def _others(
    case: Case, place: Path, by: int | None, problems: list[Problem]
) -> Columns:
    """Claims of other records whose batches were taken over, where there is a record."""
    if not (place / LOG).exists():
        return {name: [] for name in case.claims}
    try:
        record = Record.open(place)
        if not any(batch.holder.startswith(TAKEN) for batch in record.batches):
            return {name: [] for name in case.claims}
        return _declared(case, of_others(record, by), problems)
    except (RecordError, OSError) as error:
        problems.append(replace(problem("record_not_read", "record", str(error)),
                                severity="warning",
                                mend="this run was assessed from the case folder alone"))
        return {name: [] for name in case.claims}


def _declared(case: Case, claims: Columns, problems: list[Problem]) -> Columns:
    """Leave out claims of bodies the case does not declare, and say how many of each."""
    unknown: dict[str, int] = {}
    keep = []
    for source, speaker in zip(claims["source"], claims["speaker"], strict=True):
        missing = {str(b) for b in (source, speaker) if b and str(b) not in case.bodies}
        for body in missing:
            unknown[body] = unknown.get(body, 0) + 1
        keep.append(not missing)
    problems.extend(
        problem("unknown_body", "sources.yaml", f"{count} recorded claims of {body}",
                "a body the case declares", "declare it, with its affiliation and lineage")
        for body, count in sorted(unknown.items())
    )
    return pick(claims, keep)


def _seen(
    case: Case, claims: Columns, standing: Standing, problems: list[Problem], draws: int,
    profile: str,
) -> Seen | None:
    chosen = profiles_of(case.publishing).get(profile)
    if chosen is None:
        problems.append(problem("unknown_profile", PUBLISHING, profile, "one of "
                                + ", ".join(profiles_of(case.publishing))))
        return None
    whole = case
    if standing.mode != "newest":
        case = _known_by(case, standing.instant)
    claims, held = entering(without_retracted(claims), case, chosen, standing.instant)
    withdrawn, gone = entering(case.withdrawn, case, chosen, standing.instant)
    case, linking = linked(placed(replace(case, withdrawn=withdrawn), claims), draws)
    problems.extend(concerns(linking))
    return Seen(case, standing, linking=linking, whole=whole, profile=chosen, held=(*held, *gone))


def earlier(seen: Seen, instant: int) -> Case:
    """The case of a run with the claims that had been published by an earlier instant.

    There may be none; the agreement is encoded as it is where the run stands. A claim whose date
    of publication is unknown counts on both sides, or on neither, as it does where the run
    stands: nothing shows that it came in between, unless what it tells of happened later.
    """
    whole = seen.whole or seen.case
    claims = published_by(whole.claims, whole.withdrawn, instant)
    if seen.standing.mode != "published_by":
        claims = joined(claims, undated(whole.claims, instant))
    known = _known_by(whole, instant)
    # What the rules hold back now enters neither side: a comparison must not tell of it.
    claims = entering(without_retracted(claims), known, seen.profile, seen.standing.instant)[0]
    return linked(placed(known, claims))[0]


def _known_by(case: Case, instant: int) -> Case:
    """The case without what was decided, looked for or said later."""
    return replace(
        case, grades=known_by(case.grades, instant),
        judgements=judgement.known_by(case.judgements, instant),
        searches=[s for s in case.searches if s.at <= instant],
        statements=said_by(case.statements, instant, case.agreement.tz),
        replies=recorded_by(case.replies, instant),
        corrections=asked_by(case.corrections, instant),
    )
