"""The drawing of all duties against time: a lane per standard, statuses told apart by shape.

A lane is stretched to the width of the window, so nothing in it may depend on the shape of a
pattern: each status has its own place and height in the lane beside its colour. Lanes are one
path per status, since a page holds hundreds of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from trucewatch.publish.site.axis import Axis, time_ticks
from trucewatch.publish.site.chart import axis_row
from trucewatch.publish.words import clean

HEIGHT = 12
SHAPES: dict[str, tuple[tuple[int, int], ...]] = {
    "breached": ((0, 12),),
    "contested": ((0, 4), (8, 4)),
    "undetermined": ((5, 2),),
    "uncovered": ((10, 2),),
    "kept_late": ((6, 2), (10, 2)),
    "kept": ((6, 6),),
    "pending": ((0, 1), (11, 1)),
    "condition_open": ((0, 1), (3, 1), (11, 1)),
    "suspended": ((0, 1), (8, 1), (11, 1)),
}
"""Top and height of each band of a status; one without any is left empty."""
LANE_WIDTH = 2_000


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A time with one status."""

    lo: int
    hi: int
    status: str


def axis_of(lo: int, hi: int) -> Axis:
    """Axis of a drawing from one instant to another."""
    return Axis(lo, max(hi, lo + 1))


def lane(axis: Axis, stretches: Sequence[Stretch], says: str, lane_id: str) -> Markup:
    """One standard of one duty as SVG, with what it shows in words as its text alternative."""
    paths: dict[str, list[str]] = {}
    for s in stretches:
        x, end = (axis.at(v) * LANE_WIDTH // 10_000 for v in (s.lo, s.hi))
        paths.setdefault(s.status, []).extend(
            f"M{x} {top}h{max(2, end - x)}v{tall}H{x}z" for top, tall in SHAPES.get(s.status, ()))
    shapes = "".join(f'<path class="ln-{escape(status)}" d="{"".join(d)}"/>'
                     for status, d in sorted(paths.items()) if d)
    return Markup(  # noqa: S704
        f'<svg class="lane" role="img" width="100%" height="{HEIGHT}" preserveAspectRatio="none" '
        f'viewBox="0 0 {LANE_WIDTH} {HEIGHT}" aria-labelledby="{escape(lane_id)}">'
        f'<title id="{escape(lane_id)}">{escape(clean(says))}</title>{shapes}</svg>'
    )


def sample(status: str) -> Markup:
    """Draw a short lane of one status, for a key."""
    bands = "".join(f"M0 {top}h24v{tall}H0z" for top, tall in SHAPES.get(status, ()))
    return Markup(  # noqa: S704
        f'<svg class="lk" width="24" height="{HEIGHT}" aria-hidden="true" focusable="false">'
        f'<path class="ln-{escape(status)}" d="{bands}"/></svg>'
    )


def ticks(axis: Axis, tz: str) -> Markup:
    """The line of dates under the lanes."""
    return Markup(axis_row(time_ticks(axis, tz)))  # noqa: S704
