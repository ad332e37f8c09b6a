"""A quick look at many texts together never clears one in which something is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.publish import coarsen
from trucewatch.publish.release import Removal, masking
from trucewatch.publish.release.masking import Masker, mask_rows
from trucewatch.publish.release.table import Table
from trucewatch.sources.masking import MAIL, MENTION, NAME, NUMBER

PIECES = st.sampled_from([
    "0", "1", "70", "123", "+", "@", ".", "-", "/", " ", "_", "|", "%20", "%", "(at)", "[ AT ]",
    "a", "x.example", "wa.me/", "T.ME/", "Api.WhatsApp.com/", "tel:", "SMS:", "Signal.me/", "٧",
    "\u200f", "é", "ſms:", "31.52345", "34,45678", "±50 m", "2031-05-03", "T08:00:00+03:00",
])
TEXT = st.lists(PIECES, max_size=8).map("".join)
COLUMNS = ("original", "note", "place", "key", "subject", "locator", "address")
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, TEXT) | {
    "low": st.sampled_from([None, 0, 70123]), "high": st.just(None)}), max_size=5)
TITLES = {kind: kind for kind in (NUMBER, MAIL, MENTION, NAME)}


def masked(table: Table) -> list[Removal]:
    return mask_rows(table, Masker(contacts=True, protected=None), TITLES)


def loud(_: object, *__: object) -> bool:
    return False


@pytest.mark.parametrize(("rule", "looks"), [
    (masked, [(Masker, "quiet_words"), (Masker, "quiet_ids"), (Masker, "quiet_address")]),
    (coarsen.coarsen, [(coarsen, "_no_exact")]),
])
@given(rows=ROWS)
def test_what_is_looked_at_together_is_what_is_looked_at_alone(
    rule: Callable[[Table], list[Removal]], looks: list[tuple[Any, str]],
    rows: list[dict[str, object]],
) -> None:
    quick, slow = Table.of(rows), Table.of(rows)
    told = rule(quick)
    with pytest.MonkeyPatch.context() as patch:
        for place, name in looks:
            patch.setattr(place, name, loud)
        if rule is masked:
            patch.setattr(masking, "quiet", loud)
        assert rule(slow) == told
    assert [*map(dict, quick.rows())] == [*map(dict, slow.rows())]
