"""Numbers of cells, exactly: how they are written, their bounds, their unit. Nothing is rounded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from trucewatch.model.mapping import Number, Numerals, Unit
from trucewatch.model.properties import PROPERTIES
from trucewatch.sources.mapping.memo import Fault, Wrong, is_missing
from trucewatch.sources.mapping.texts import MAX_EXPONENT, as_text, bare
from trucewatch.sources.tables.table import Nested

MAX_COUNT = 10**15 - 1
"""The largest number a figures file may hold."""
_SCRIPTS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
DIGITS = {digits: str.maketrans(digits, "0123456789") for digits in _SCRIPTS}
ARABIC_DECIMAL, ARABIC_THOUSANDS = "\u066b", "\u066c"
_SPACES = re.compile("[\u00a0\u2009\u202f]")

Exact = Callable[[object, list[Fault]], Decimal | None]
"""Made from text, a decimal is exact; arithmetic is done with fractions."""


def exact(numerals: Numerals, missing: frozenset[str]) -> Exact:
    """Make what reads a cell as an exact number; ``None`` where nothing is known."""
    western = _grouped(numerals.decimal, numerals.thousands)
    arabic = _grouped(ARABIC_DECIMAL, ARABIC_THOUSANDS)

    def read(cell: object, noted: list[Fault]) -> Decimal | None:
        if type(cell) is int:
            return Decimal(cell)
        if isinstance(cell, float | Decimal):
            return _of_number(cell)
        if is_missing(cell, missing):
            return None
        text = bare(cell, noted)
        for digits, table in DIGITS.items():
            if text[:1] in digits:
                # Digits of one script, with its own signs or those declared.
                own = arabic if set(text) & {ARABIC_DECIMAL, ARABIC_THOUSANDS} else western
                if any(ch.isascii() and ch.isdigit() for ch in text):
                    raise Wrong("mixed_digits", "digits of one script")
                return own(text.translate(table))
        return western(text)

    return read


def _of_number(cell: float | Decimal) -> Decimal:
    number = Decimal(repr(cell)) if isinstance(cell, float) else cell
    if not number.is_finite() or abs(number.adjusted()) > MAX_EXPONENT:
        raise Wrong("wrong_value", "a number of ordinary size")
    return number


def _grouped(decimal: str, thousands: str) -> Callable[[str], Decimal]:
    """Reader of digits with these signs; groups are of three digits, all of them or none."""
    wide = thousands == "space"
    thousands = " " if wide else thousands
    tail = rf"(?:{re.escape(decimal)}[0-9]{{1,30}})?"
    forms = [rf"[0-9]{{1,30}}{tail}"]
    if thousands:
        forms.append(rf"[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}}){{1,9}}{tail}")
    form = re.compile("|".join(forms))

    def read(text: str) -> Decimal:
        text = _SPACES.sub(" ", text) if wide else text
        if not form.fullmatch(text):
            raise _not_a_number(text)
        plain = text.replace(thousands, "") if thousands else text
        return Decimal(plain.replace(decimal, "."))

    return read


def _not_a_number(text: str) -> Wrong:
    if re.fullmatch(r"[0-9][0-9.,'\s]*", text):
        return Wrong("wrong_value", "a number as declared",
                     "declare 'numerals' (decimal, thousands); the row is left out until then")
    if any(unicodedata.category(ch) == "Nd" and not ch.isascii() for ch in text):
        return Wrong("mixed_digits", "digits of one script that is known")
    return Wrong("wrong_value", "a number from zero up, without words or signs",
                 "name the text under 'missing' if it means nothing is known")


def counted(
    number: Number, units: list[Unit], numerals: Numerals, missing: frozenset[str], name: str
) -> Callable[[object, list[Fault]], str]:
    """Make what turns a cell, or a tuple of number, unit and property, into a count, as text.

    Parameters
    ----------
    number
        Its unit, where one is declared for all rows, and its bounds.
    units
        Conversions.
    numerals
        How numbers are written.
    missing
        Texts that mean nothing is known.
    name
        The property of all rows; empty: each row has its own.
    """
    read = exact(numerals, missing)
    least = int(number.least) if number.least else None
    most = int(number.most) if number.most else None
    factors = {(unit.unit, unit.gives): Fraction(int(unit.times), int(unit.divided_by))
               for unit in units}
    fixed = Decimal(number.value) if number.value else None

    def resolve(cell: object, noted: list[Fault]) -> str:
        given, unit, what = cell if isinstance(cell, tuple) else (cell, number.unit, name)
        if isinstance(given, Nested):
            as_text(given)
        value = fixed if fixed is not None else read(given, noted)
        if value is None:
            return ""
        if (least is not None and value < least) or (most is not None and value > most):
            raise Wrong("outside_declared_range",
                        f"a number from {number.least or 'any'} to {number.most or 'any'}",
                        "look whether the column still holds what it held; the row is left out")
        factor = _factor(str(unit or ""), str(what), number, factors, noted)
        return _whole(Fraction(value) * factor)

    return resolve


def _factor(
    unit: str, name: str, number: Number, factors: Mapping[tuple[str, str], Fraction],
    noted: list[Fault],
) -> Fraction:
    unit = bare(unit, noted) or number.unit
    wanted = PROPERTIES[name].unit if name in PROPERTIES else ""
    if not wanted or unit == wanted:
        return Fraction(1)
    if not unit:
        if number.unit_column:
            raise Wrong("unknown_unit", f"a unit in the column {number.unit_column}")
        return Fraction(1)
    factor = factors.get((unit, wanted))
    if factor is None:
        raise Wrong("unknown_unit", f"{wanted}, or a unit that gives {wanted} under 'units'",
                    f"say under 'units' how '{unit}' becomes {wanted}; the row is left out")
    return factor


def _whole(value: Fraction) -> str:
    if value.denominator != 1:
        raise Wrong("not_exact", "a whole number in the unit of the property",
                    "nothing is rounded: the row is left out")
    if not 0 <= value <= MAX_COUNT:
        raise Wrong("wrong_value", f"a number from 0 to {MAX_COUNT}")
    return str(value.numerator)
