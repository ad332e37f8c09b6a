"""Quotients, rates and products of two columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from trucewatch.statements.audit import limits
from trucewatch.statements.audit.board import Board
from trucewatch.statements.audit.grid import QUOTIENTS, Column
from trucewatch.statements.audit.model import shown, signed

KIND = "ratio"
SCALES = (1, 100, 1000, 10_000, 100_000)
"""What a quotient may be given per: one, a hundred, ... a hundred thousand."""
MAX_COLUMNS = 24
OTHER = ("The quotient given and the two numbers given differ: one of the three may have been "
         "changed without the others, or it may rest on another base.")
ZERO = ("The base is zero, so there is no quotient; the number given can rest on nothing in this "
        "row.")


@dataclass
class _Quotient:
    """A column that is the quotient of two others, by a scale."""

    quotient: Column
    top: Column
    base: Column
    scale: int
    held: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    missing: int = 0
    zero: list[int] = field(default_factory=list)

    def given(self) -> str:
        """The relation in words."""
        times = f" x {shown(self.scale)}" if self.scale > 1 else ""
        return f"{self.quotient.name} = {self.top.name} / {self.base.name}{times}"


def check(board: Board) -> None:
    """Look for columns that are the quotient of two others, and rows on which they are not."""
    amounts = [c for c in board.grid.numeric if c.measures and not c.running][:MAX_COLUMNS]
    taken: set[str] = set()
    for quotient in amounts:
        named = bool(quotient.words & QUOTIENTS)
        if not (named or quotient.decimals):
            continue
        found = max(_fitting(board, quotient, amounts, named), default=None,
                    key=lambda q: (len(q.held) - len(q.failed), -q.scale))
        if found is not None:
            taken |= {quotient.name, found.top.name}
            _tell(board, found)
    for product in amounts:
        if product.counts and product.name not in taken:
            found = next(_products(product, amounts), None)
            if found is not None:
                _tell(board, found)


def _fitting(
    board: Board, quotient: Column, amounts: Sequence[Column], named: bool
) -> Iterator[_Quotient]:
    others = [c for c in amounts if c is not quotient and not c.words & QUOTIENTS]
    rows = [r for r, n in enumerate(quotient.numbers) if n]
    sample = rows[:: max(len(rows) // 24, 1)][:24]
    for top in others:
        for base in others:
            if top is base:
                continue
            for scale in SCALES:
                if _sampled(quotient, top, base, scale, sample):
                    found = _compare(quotient, top, base, scale)
                    if _taken(found, named):
                        yield found


def _sampled(
    quotient: Column, top: Column, base: Column, scale: int, rows: Sequence[int]
) -> bool:
    """Whether a relation holds on most rows of a sample, roughly."""
    good = known = 0
    half = 0.51 * 10.0 ** -quotient.decimals
    for row in rows:
        a, b, q = top.numbers[row], base.numbers[row], quotient.numbers[row]
        if a is None or not b or q is None:
            continue
        known += 1
        good += abs(float(a) * scale / float(b) - float(q)) <= half
    return known > limits.NAMED_EVIDENCE and good >= limits.SAMPLED * known


def _compare(
    quotient: Column, top: Column, base: Column, scale: int, *, exact: bool = False
) -> _Quotient:
    found = _Quotient(quotient, top, base, scale)
    twice = 2 * 10**quotient.decimals
    rows = zip(quotient.numbers, top.numbers, base.numbers, strict=True)
    for row, (q, a, b) in enumerate(rows):
        if q is None or a is None or b is None:
            found.missing += any(n is not None for n in (q, a, b))
        elif b == 0:
            found.zero.append(row)
        elif abs(a * scale - q * b) * twice <= (0 if exact else abs(b)):
            # Off by half a last place at most, without dividing.
            found.held.append(row)
        else:
            found.failed.append(row)
    return found


def _taken(found: _Quotient, named: bool) -> bool:
    values = {found.quotient.numbers[row] for row in found.held}
    needed = limits.NAMED_EVIDENCE if named else limits.EVIDENCE
    bases = {found.base.numbers[row] for row in found.held}
    checked = len(found.held) + len(found.failed)
    share = limits.NAMED_MOST if named else limits.MOST
    return len(found.held) >= needed and len(values) >= min(needed, limits.DISTINCT) \
        and bases != {1} and len(found.failed) <= max(limits.FEW, limits.EXCEPTIONS * checked) \
        and len(found.failed) <= share * checked


def _products(product: Column, amounts: Sequence[Column]) -> Iterator[_Quotient]:
    """Quotients without a remainder: a whole number that is the product of two others."""
    whole = [c for c in amounts if c is not product and c.counts]
    rows = [r for r, n in enumerate(product.numbers) if n]
    sample = rows[:: max(len(rows) // 24, 1)][:24]
    for at, one in enumerate(whole):
        for other in whole[at + 1:]:
            if _sampled(one, product, other, 1, sample):
                found = _compare(one, product, other, 1, exact=True)
                big = {found.base.numbers[r] for r in found.held
                       if (one.numbers[r] or 0) > 1 and (other.numbers[r] or 0) > 1}
                if _taken(found, named=False) and len(big) >= limits.NAMED_EVIDENCE:
                    yield found


def _tell(board: Board, found: _Quotient) -> None:
    names = [found.quotient.name, found.top.name, found.base.name]
    board.report.hold(KIND, found.given(), len(found.held))
    board.report.leave(KIND, found.given(), "a number is missing", found.missing)
    board.report.leave(KIND, found.given(), "the base is zero", len(found.zero))
    for row in found.zero:
        if found.quotient.numbers[row]:
            board.tell(
                "zero_base", "note", row, names,
                found=f"{names[0]} {shown(found.quotient.numbers[row])}",
                computed=f"nothing can be divided by {names[2]} 0", meaning=ZERO,
            )
    for row in found.failed:
        q, a, b = (c.numbers[row] for c in (found.quotient, found.top, found.base))
        exact = Fraction(a or 0) * found.scale / Fraction(b or 1)
        value = _rounded(exact, found.quotient.decimals)
        times = f" x {shown(found.scale)}" if found.scale > 1 else ""
        board.tell(
            KIND, "difference", row, names, found=f"{names[0]} {shown(q)}",
            computed=f"{shown(a)} ({names[1]}) / {shown(b)} ({names[2]}){times} = "
                     f"{shown(value)}", difference=signed((q or 0) - value), meaning=OTHER,
        )


def _rounded(value: Fraction, places: int) -> Decimal:
    scaled = round(value * 10**places)
    return Decimal(scaled).scaleb(-places)
