"""Words around numbers, in the languages read: totals, percentages, ages, times, measures."""

from __future__ import annotations

import re
from functools import cache

from trucewatch.model.month_names import LANGUAGES

_TOTALS = frozenset({
    "total", "totals", "grand total", "sum", "all", "overall", "totale", "total general", "suma",
    "total général", "ensemble", "итого", "всего", "разом", "усього", "المجموع", "الإجمالي",
    "الاجمالي", "إجمالي", "المجموع الكلي", "סך הכל", "סה\"כ", "סה״כ",
})
PERCENT = re.compile(
    r"\s{0,2}(?:%|٪|per\s?cent\b|percent\b|pour cent\b|por ciento\b|процент|відсот|אחוז|"
    r"بالمئة|بالمائة|في المئة|في المائة)", re.IGNORECASE)
"""What follows a percentage."""
INCLUDING = re.compile(
    r"\b(?:includ\w+|among (?:them|whom|others|the)|of (?:whom|which|them|these|those)|mostly|"
    r"at least|mainly|notably|incluid\w+|entre ell\w+|dont|parmi|notamment|в том числе|включая|"
    r"из них|зокрема|серед|у тому числі)|بينهم|بينها|من بينهم|منهم|منها|بما في ذلك|בהם|כולל|מהם",
    re.IGNORECASE)
"""What says that a list names only some parts."""
TOTAL_AFTER = re.compile(
    r"(?:\b(?:totall?ing|totals?|totalled|(?:a|the|for a|making a) (?:combined )?total of|"
    r"adds? up to|adding up to|in total|sum of|para un total de|en total|soit un total de|"
    r"au total|всего|итого|в общей сложности|усього|разом)|بإجمالي|ليبلغ|بمجموع|"
    r"סך הכל|בסך הכל)[\s:,]{1,3}$", re.IGNORECASE)
"""What stands before a total that follows its parts."""
TOTAL_BEFORE = re.compile(
    r"^(?:\s+[^\s\d]+){0,3}?\s+(?:in total|in all|altogether|all told|combined|en total|au total|"
    r"в общей сложности|загалом|في المجموع|بالمجموع|בסך הכל)", re.IGNORECASE)
"""What stands after a total that follows its parts."""
_TIME = (
    r"h|hrs?|hours?|days?|minutes?|mins?|seconds?|weeks?|months?|years?|nights?|am|pm|a\.m|p\.m|"
    r"o'clock|horas?|días?|semanas?|meses|años?|heures?|jours?|semaines?|mois|ans?|часов|часа|час|"
    r"дней|дня|день|суток|недел\w*|месяц\w*|лет|года?|годин\w*|днів|тижн\w*|місяц\w*|років|"
    r"ساعة|ساعات|يوم|يوما|يوماً|أيام|أسبوع|أسابيع|شهر|أشهر|سنة|سنوات|عام|"
    r"שעות|שעה|ימים|יום|שבוע\w*|חודש\w*|שנים|שנה"
)
_SPACE = (r"km|kms|kilomet\w+|mi|miles?|m|met(?:er|re)s?|mm|millimet\w+|cm|feet|ft|degrees?|"
          r"километр\w*|метр\w*|كيلومتر\w*|كم|متر\w*|ק\"מ|מטר\w*|mph|kph|kcal|acres?|hectares?")
NOT_COUNTED = re.compile(
    rf"[\s-]{{0,2}}(?:(?:{_TIME}|{_SPACE})(?![^\W\d_])|°|:\d\d|(?:st|nd|rd|th)\b)", re.IGNORECASE)
"""What follows a number that counts no things: times, distances, ordinals."""
NOT_COUNTED_BEFORE = re.compile(
    r"(?:[$€£₪#№]|\b(?:aged?|ages|resolution|article|page|no|nr|phase|stage|clause|paragraph|para|"
    r"section|annex|point|highway|route|road|chapter|version|report|block|sector|camp|no\.|age of|"
    r"item|step|day|week|us\$|резолюц\w*|стать\w*)|القرار|المادة|رقم|صفحة|المرحلة)\s{0,2}$",
    re.IGNORECASE)
"""What stands before a number that counts no things: names, ages, sums of money."""


def is_total(text: str) -> bool:
    """Whether a row is named as a total."""
    return text.strip().casefold().rstrip(":") in _TOTALS


@cache
def month_pattern() -> str:
    """Pattern of the name of a month in any language."""
    names = {name.casefold() for one in LANGUAGES.values() for month in one.months
             for name in month}
    return "(?:" + "|".join(re.escape(n) for n in sorted(names, key=lambda n: (-len(n), n))) + \
        r")(?![^\W\d_])\.?"


@cache
def dates() -> re.Pattern[str]:
    """Pattern of what is a date, or a part of one, and holds numbers."""
    month, day, year = month_pattern(), r"\d{1,2}(?:st|nd|rd|th)?", r"(?:19|20)\d\d"
    between = rf"(?:{day}\s{{0,2}}(?:-|–|to|and|until|au|al|по|до|و|إلى|עד)\s{{0,2}})?"
    return re.compile(
        rf"\d{{4}}-\d\d(?:-\d\d)?(?:T[\d:.]+Z?)?|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|"
        rf"(?<!\w){between}{day}(?:\s(?:de|of|ב))?\s{{0,2}}{month}(?:[\s,/]+(?:de\s)?{month})?"
        rf"(?:,?\s(?:de\s)?{year})?|"
        rf"(?<!\w){month}\s{day}(?!\d|,\d{{3}})(?:\s?(?:-|–|to|and)\s?{day}(?!\d))?"
        rf"(?:,?\s{year})?|(?<!\w){month}\s{year}|"
        rf"\b(?:in|since|of|year|from|until|by|en|depuis|в|с|до|у|з)\s{year}\b|"
        rf"(?:عام|سنة)\s{year}|\d{{1,2}}:\d\d(?::\d\d)?|"
        rf"(?<![\d,.]){year}(?![\d,]|\.\d)", re.IGNORECASE)
