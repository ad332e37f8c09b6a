"""Numbers in words, in the languages the project reads dates in.

Cardinal numbers up to the hundred thousands; a word that is none ends the number. Inflected forms
are those met after a preposition or before a noun.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Spelling:
    """Number words of one language."""

    values: Mapping[str, int]
    hundred: frozenset[str] = frozenset()
    thousand: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    prefix: str = ""
    """A letter written onto a word that means "and"."""


def _from(text: str, start: int = 0, step: int = 1) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, forms in enumerate(text.split(";")):
        found |= {_bare(form): start + at * step for form in forms.split(",") if form.strip()}
    return found


def _bare(word: str) -> str:
    text = unicodedata.normalize("NFKD", word.strip().casefold())
    return "".join(ch for ch in text if unicodedata.category(ch) not in {"Mn", "Cf"}) \
        .translate(str.maketrans("أإآٱى", "ااااي")).replace("’", "'")


SPELLINGS: Mapping[str, Spelling] = {
    "en": Spelling(
        _from("zero;one;two;three;four;five;six;seven;eight;nine;ten;eleven;twelve;thirteen;"
              "fourteen;fifteen;sixteen;seventeen;eighteen;nineteen")
        | _from("twenty;thirty;forty;fifty;sixty;seventy;eighty;ninety", 20, 10),
        frozenset({"hundred"}), frozenset({"thousand"}), frozenset({"and"}),
    ),
    "es": Spelling(
        _from("cero;uno,una,un;dos;tres;cuatro;cinco;seis;siete;ocho;nueve;diez;once;doce;trece;"
              "catorce;quince;dieciséis;diecisiete;dieciocho;diecinueve;veinte;veintiuno,veintiún;"
              "veintidós;veintitrés;veinticuatro;veinticinco;veintiséis;veintisiete;veintiocho;"
              "veintinueve")
        | _from("treinta;cuarenta;cincuenta;sesenta;setenta;ochenta;noventa", 30, 10)
        | _from("cien,ciento;doscientos,doscientas;trescientos,trescientas;cuatrocientos;"
                "quinientos;seiscientos;setecientos;ochocientos;novecientos", 100, 100),
        thousand=frozenset({"mil"}), joins=frozenset({"y"}),
    ),
    "fr": Spelling(
        _from("zéro;un,une;deux;trois;quatre;cinq;six;sept;huit;neuf;dix;onze;douze;treize;"
              "quatorze;quinze;seize;dix-sept;dix-huit;dix-neuf")
        | _from("vingt;trente;quarante;cinquante;soixante;soixante-dix;quatre-vingts,quatre-vingt;"
                "quatre-vingt-dix", 20, 10),
        frozenset({"cent", "cents"}), frozenset({"mille"}), frozenset({"et"}),
    ),
    "ru": Spelling(
        _from("ноль;один,одна,одного;два,две,двух;три,трех;четыре,четырех;пять,пяти;шесть,шести;"
              "семь,семи;восемь,восьми;девять,девяти;десять,десяти;одиннадцать;двенадцать;"
              "тринадцать;четырнадцать;пятнадцать;шестнадцать;семнадцать;восемнадцать;"
              "девятнадцать")
        | _from("двадцать,двадцати;тридцать,тридцати;сорок;пятьдесят;шестьдесят;семьдесят;"
                "восемьдесят;девяносто", 20, 10)
        | _from("сто;двести;триста;четыреста;пятьсот;шестьсот;семьсот;восемьсот;девятьсот",
                100, 100),
        thousand=frozenset({"тысяча", "тысячи", "тысяч"}),
    ),
    "uk": Spelling(
        _from("нуль;один,одна;два,дві,двох;три,трьох;чотири;п'ять;шість;сім;вісім;дев'ять;десять;"
              "одинадцять;дванадцять;тринадцять;чотирнадцять;п'ятнадцять;шістнадцять;сімнадцять;"
              "вісімнадцять;дев'ятнадцять")
        | _from("двадцять;тридцять;сорок;п'ятдесят;шістдесят;сімдесят;вісімдесят;дев'яносто",
                20, 10)
        | _from("сто;двісті;триста;чотириста;п'ятсот;шістсот;сімсот;вісімсот;дев'ятсот",
                100, 100),
        thousand=frozenset(map(_bare, ("тисяча", "тисячі", "тисяч"))),
    ),
    "ar": Spelling(
        _from("صفر;واحد,واحدة;اثنان,اثنين,اثنتان,اثنتين;ثلاثة,ثلاث;أربعة,أربع;خمسة,خمس;ستة,ست;"
              "سبعة,سبع;ثمانية,ثماني,ثمان;تسعة,تسع;عشرة,عشر")
        | _from("عشرون,عشرين;ثلاثون,ثلاثين;أربعون,أربعين;خمسون,خمسين;ستون,ستين;سبعون,سبعين;"
                "ثمانون,ثمانين;تسعون,تسعين", 20, 10)
        | _from("مائة,مئة;مئتان,مئتين,مائتان,مائتين;ثلاثمائة,ثلاثمئة;أربعمائة,أربعمئة;"
                "خمسمائة,خمسمئة;ستمائة,ستمئة;سبعمائة,سبعمئة;ثمانمائة,ثمانمئة;تسعمائة,تسعمئة",
                100, 100),
        thousand=frozenset({"الف", "الاف"}), prefix="و",
    ),
    "he": Spelling(
        _from("אפס;אחד,אחת;שניים,שתיים,שני,שתי;שלושה,שלוש;ארבעה,ארבע;חמישה,חמש;שישה,שש;"
              "שבעה,שבע;שמונה;תשעה,תשע;עשרה,עשר")
        | _from("עשרים;שלושים;ארבעים;חמישים;שישים;שבעים;שמונים;תשעים", 20, 10)
        | _from("מאה;מאתיים", 100, 100),
        frozenset({"מאות"}), frozenset({"אלף", "אלפים"}), prefix="ו",
    ),
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*(?:-[^\W\d_]+)*")


@cache
def _places(lang: str, word: str) -> tuple[str, int] | None:
    """What a word does: add a value, multiply by a hundred or a thousand, or join."""
    words = SPELLINGS[lang]
    forms = [word]
    if words.prefix and word.startswith(words.prefix):
        forms.append(word[1:])
    for form in forms:
        if form in words.values:
            return "add", words.values[form]
        if form in words.hundred:
            return "times", 100
        if form in words.thousand:
            return "times", 1000
    return ("join", 0) if word in words.joins else None


def _read(words: Sequence[str], lang: str) -> tuple[int, int] | None:
    """The number a text begins with, and how many words it takes."""
    total = current = used = 0
    last = 10**9
    for at, word in enumerate(words):
        found = _places(lang, word)
        if found is None or (found[0] == "join" and not used):
            break
        if found[0] == "join":
            continue
        if found[0] == "times":
            current = max(current, 1) * found[1]
            if found[1] == 1000:  # noqa: PLR2004
                total, current, last = total + current, 0, 1000
        else:
            size = 10 ** (len(str(found[1])) - 1) if found[1] else 1
            # "ثلاثة عشر": ten after a unit makes a teen; otherwise each word is smaller.
            teen = lang in {"ar", "he"} and found[1] == 10 and 0 < current < 10  # noqa: PLR2004
            swapped = lang == "ar" and size == 10 and 0 < current < 10  # noqa: PLR2004
            if used and size >= last and not teen and not swapped and current % 100:
                break
            current += found[1]
            last = size
        used = at + 1
    return (total + current, used) if used else None


def _split(text: str) -> list[str]:
    """Words of a text, hyphens between number words opened."""
    found = []
    for match in _WORD.finditer(text):
        word = _bare(match[0])
        known = any(word in one.values for one in SPELLINGS.values())
        found += [word] if known else word.split("-")
    return found


def whole(text: str) -> int | None:
    """Read a text that is a number in words and nothing else; ``None`` where it is none.

    Languages that read it differently leave it unread.
    """
    if not _WORD.match(text.strip()):
        return None
    words = _split(text)
    found = {read[0] for lang in SPELLINGS
             if (read := _read(words, lang)) is not None and read[1] == len(words)}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class Spelled:
    """A number in words within a text."""

    value: int
    start: int
    end: int


def find(text: str, lang: str) -> list[Spelled]:
    """Find the numbers in words of a text of one language."""
    if lang not in SPELLINGS:
        return []
    pieces = []
    for match in _WORD.finditer(text):
        word = _bare(match[0])
        if _places(lang, word) or "-" not in match[0]:
            pieces.append((word, match.start(), match.end()))
            continue
        at = match.start()
        for part in match[0].split("-"):
            pieces.append((_bare(part), at, at + len(part)))
            at += len(part) + 1
    found, at = [], 0
    while at < len(pieces):
        # Words apart from each other by more than a space or a hyphen are not one number.
        end = at + 1
        while end < len(pieces) and text[pieces[end - 1][2]:pieces[end][1]] in {" ", "-"}:
            end += 1
        read = _read([word for word, _, _ in pieces[at:end]], lang)
        if read is None:
            at += 1
            continue
        found.append(Spelled(read[0], pieces[at][1], pieces[at + read[1] - 1][2]))
        at += read[1]
    return found
