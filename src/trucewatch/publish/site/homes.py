"""Where each claim stands: one page per publisher and so many claims, one place per claim.

A clause, an incident and a statement lead to the same place, so that a claim's words, where they
were read and the proof that they were archived are printed once. Pages are bounded in bytes; of a
publisher with very many claims the pages hold the first, and say how many more the tables have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest

from trucewatch.publish.site.claim import Claim
from trucewatch.publish.site.claims import LONGEST
from trucewatch.publish.site.context import Context, file_names

PAGE_BYTES = 110_000
"""Words and facts of a page, before markup, so that a page stays under 200 kB."""
CARD_BYTES = 1_500
"""What the markup of one claim takes, about."""
MOST_ON_PAGES = 20_000
"""Claims of all publishers together that get a place on a page."""
LEAST_EACH = 50
"""Claims of each publisher that get one, however many publishers there are."""
SERIES_COLUMNS = (
    "speaker", "subject", "property", "measure", "stance", "basis", "actor", "target", "dataset",
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """Claims of one series, by time."""

    head: Claim
    claims: list[Claim]


@dataclass(frozen=True, kw_only=True)
class ClaimPage:
    """A page of claims of one publisher."""

    body: str
    name: str
    file: str
    """From the root of the site, without suffix."""
    number: int
    of: int
    blocks: list[Block]

    @property
    def count(self) -> int:
        """Claims on it."""
        return sum(len(b.claims) for b in self.blocks)


class Homes:
    """Places of claims; made once for an edition, the same in every language."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        by_body: dict[str, list[str]] = defaultdict(list)
        for claim, source in zip(ctx.claims, ctx.texts("source"), strict=True):
            by_body[source].append(claim)
        self.files = file_names(sorted(by_body))
        """File name of a publisher without suffix, by id."""
        self.totals = {body: len(found) for body, found in by_body.items()}
        each = max(LEAST_EACH, MOST_ON_PAGES // max(1, len(by_body)))
        many = len(ctx.claims) > MOST_ON_PAGES
        self.pages: dict[str, list[ClaimPage]] = {
            body: self._paged(body, self._chosen(found, each if many else len(found)))
            for body, found in sorted(by_body.items())
        }
        self._place = {c.id: f"{page.file}.html#{c.anchor}" for pages in self.pages.values()
                       for page in pages for block in page.blocks for c in block.claims}

    def link(self, claim_id: str) -> str:
        """Address of a claim from the root of the site; empty where only tables have it."""
        return self._place.get(claim_id, "")

    def shown(self, body: str) -> int:
        """How many claims of a publisher stand on pages."""
        return sum(page.count for page in self.pages.get(body, ()))

    @cached_property
    def clauses(self) -> dict[str, list[str]]:
        """Clauses whose findings of the window rest on a claim, by claim, in order."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for f in self._ctx.release.findings:
            if f.unit != "window":
                continue
            for ids in (*(a.claims for a in f.accounts), f.denials, f.exceptions, f.suspensions):
                for claim in ids:
                    if claim in self._place:
                        found[claim][f.clause] = None
        order = {v.clause.id: n for n, v in enumerate(self._ctx.release.clauses)}
        return {claim: sorted((c for c in some if c in order), key=lambda c: order[c])
                for claim, some in found.items()}

    def _chosen(self, found: list[str], most: int) -> list[Claim]:
        """Those that findings rest on first, then by time; of the others only as many as fit."""
        claims, used = self._ctx.claims, self._ctx.release.used
        first = sorted((claims[c] for c in found if c in used), key=_order)[:most]
        if len(first) == most:
            return first
        # The rest is not typed for pages where it is not shown, and there may be very many.
        rows = self._ctx.release.claims
        rest = nsmallest(most - len(first), (Claim(c, rows[c]) for c in found if c not in used),
                         key=_order)
        return first + [claims[c.id] for c in rest]

    def _paged(self, body: str, found: list[Claim]) -> list[ClaimPage]:
        blocks = _blocks(found)
        pages = list(_split(blocks))
        return [
            ClaimPage(body=body, name=self._ctx.body_name(body), number=number, of=len(pages),
                      file=f"claims/{self.files[body]}-{number}", blocks=some)
            for number, some in enumerate(pages, 1)
        ]


def _order(claim: Claim) -> tuple[int, str, str, str]:
    return claim.order


def _blocks(found: Iterable[Claim]) -> list[Block]:
    series: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in found:
        series[tuple(claim.text(name) for name in SERIES_COLUMNS)].append(claim)
    made = [sorted(claims, key=lambda c: c.order) for claims in series.values()]
    return [Block(head=claims[0], claims=claims)
            for claims in sorted(made, key=lambda some: some[0].order)]


def _split(blocks: Sequence[Block]) -> Iterable[list[Block]]:
    """Pages of about the same weight; a long series runs over several."""
    page: list[Block] = []
    weight = 0
    for block in blocks:
        part: list[Claim] = []
        for claim in block.claims:
            size = _weight(claim)
            if weight and weight + size > PAGE_BYTES:
                if part:
                    page.append(Block(head=part[0], claims=part))
                yield page
                page, part, weight = [], [], 0
            part.append(claim)
            weight += size
        page.append(Block(head=part[0], claims=part))
    if page:
        yield page


def _weight(claim: Claim) -> int:
    words = sum(len(claim.text(n)[:LONGEST].encode(errors="replace"))
                for n in ("original", "note", "locator"))
    return CARD_BYTES + words + 2 * len(claim.text("address"))
