"""What the record knew: claims as of an instant, or as published by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trucewatch.model.case import Columns


def pick(columns: Mapping[str, Sequence[object]], keep: Sequence[bool]) -> Columns:
    """Rows of a table for which `keep` is true."""
    return {
        name: [value for value, kept in zip(values, keep, strict=True) if kept]
        for name, values in columns.items()
    }


def newest(columns: Mapping[str, Sequence[object]]) -> int | None:
    """Newest `public_at` among claims, or ``None`` when none is known."""
    known = [int(str(at)) for at in columns["public_at"] if at is not None]
    return max(known) if known else None


def published_by(claims: Columns, withdrawn: Columns, instant: int) -> Columns:
    """Claims surely published by an instant, with those withdrawn only later.

    A claim whose date of publication is unknown is left out: it cannot be shown to have been
    known then.
    """
    early = pick(claims, [_by(at, instant) for at in claims["public_at"]])
    late = pick(
        withdrawn,
        [
            _by(at, instant) and not _by(gone, instant)
            for at, gone in zip(withdrawn["public_at"], withdrawn["withdrawn_at"], strict=True)
        ],
    )
    return {name: [*early[name], *late[name]] for name in claims}


def undated(claims: Columns, instant: int) -> Columns:
    """Claims of unknown date of publication that tell of nothing after an instant."""
    return pick(claims, [
        at is None and (begun is None or int(str(begun)) <= instant)
        for at, begun in zip(claims["public_at"], claims["earliest"], strict=True)
    ])


def _by(at: object, instant: int) -> bool:
    return at is not None and int(str(at)) <= instant


def without_retracted(claims: Columns) -> Columns:
    """Claims that their own lineage has not taken back.

    A retraction names, in `in_reply_to`, the key of a claim or a subject other than ``reports``;
    it closes what the same lineage said before it. The retraction itself stays in the record.
    """
    taken = {
        (lineage, answered)
        for lineage, stance, answered in zip(
            claims["lineage"], claims["stance"], claims["in_reply_to"], strict=True
        )
        if stance == "retracts" and answered
    }
    if not taken:
        return claims
    keep = [
        stance == "retracts"
        or ((lineage, key) not in taken
            and (subject == "reports" or (lineage, subject) not in taken))
        for lineage, key, subject, stance in zip(
            claims["lineage"], claims["key"], claims["subject"], claims["stance"], strict=True
        )
    ]
    return pick(claims, keep)


def joined(own: Columns, others: Columns) -> Columns:
    """Claims of the case folder, and those of others that it does not hold itself."""
    known = {str(claim) for claim in own["claim_id"]}
    more = pick(others, [str(claim) not in known for claim in others["claim_id"]])
    return {name: [*values, *more[name]] for name, values in own.items()}
