"""Dates in words: what each may mean, and what is not guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model.date_words import Days, Order, read_days
from trucewatch.model.instant import TimeProblem
from trucewatch.model.month_names import LANGUAGES


def span(first: str, last: str = "", approx: bool = False) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last or first), approx)


READ = [
    ("en", "12 October 2025", span("2025-10-12")),
    ("en", "October 12, 2025", span("2025-10-12")),
    ("en", "on Sunday, the 12th of October 2025", span("2025-10-12")),
    ("en", "12 Oct. 2025", span("2025-10-12")),
    ("en", "October 2025", span("2025-10-01", "2025-10-31")),
    ("en", "February 2028", span("2028-02-01", "2028-02-29")),
    ("en", "early October 2025", span("2025-10-01", "2025-10-10")),
    ("en", "mid-October 2025", span("2025-10-11", "2025-10-20")),
    ("en", "late February 2027", span("2027-02-21", "2027-02-28")),
    ("en", "12-14 October 2025", span("2025-10-12", "2025-10-14")),
    ("en", "12\u201314 October 2025", span("2025-10-12", "2025-10-14")),
    ("en", "between 30 September and 2 October 2025", span("2025-09-30", "2025-10-02")),
    ("en", "from 30 December 2025 to 2 January 2026", span("2025-12-30", "2026-01-02")),
    ("en", "late September to mid-October 2025", span("2025-09-21", "2025-10-20")),
    ("en", "around 12 October 2025", span("2025-10-10", "2025-10-14", True)),
    ("es", "12 de octubre de 2025", span("2025-10-12")),
    ("es", "domingo, 12 de octubre de 2025", span("2025-10-12")),
    ("es", "entre el 12 y el 14 de octubre de 2025", span("2025-10-12", "2025-10-14")),
    ("es", "del 30 de septiembre al 2 de octubre de 2025", span("2025-09-30", "2025-10-02")),
    ("es", "a mediados de octubre de 2025", span("2025-10-11", "2025-10-20")),
    ("fr", "1er août 2025", span("2025-08-01")),
    ("fr", "du 12 au 14 octobre 2025", span("2025-10-12", "2025-10-14")),
    ("fr", "mi-octobre 2025", span("2025-10-11", "2025-10-20")),
    ("fr", "vers le 12 de\u0301cembre 2025", span("2025-12-10", "2025-12-14", True)),
    ("ru", "12 октября 2025 г.", span("2025-10-12")),
    ("ru", "с 12 по 14 октября 2025 года", span("2025-10-12", "2025-10-14")),
    ("ru", "в начале октября 2025 года", span("2025-10-01", "2025-10-10")),
    ("ru", "в воскресенье, 12 октября 2025", span("2025-10-12")),
    ("uk", "12 жовтня 2025 р.", span("2025-10-12")),
    ("uk", "з 12 до 14 жовтня 2025 року", span("2025-10-12", "2025-10-14")),
    ("uk", "п\u2019ятниця, 10 жовтня 2025 року", span("2025-10-10")),
    ("ar", "12 أكتوبر 2025", span("2025-10-12")),
    ("ar", "١٢ تشرين الأول ٢٠٢٥", span("2025-10-12")),
    ("ar", "12 تشرين الأول/أكتوبر 2025", span("2025-10-12")),
    ("ar", "يوم الأحد 12 أُكتوبر 2025", span("2025-10-12")),
    ("ar", "من 12 إلى 14 تشرين الثاني 2025", span("2025-11-12", "2025-11-14")),
    ("ar", "بين 12 و14 أكتوبر 2025", span("2025-10-12", "2025-10-14")),
    ("ar", "أوائل شهر كانون الثاني 2025", span("2025-01-01", "2025-01-10")),
    ("ar", "۱۲ مارس ۲۰۲۵", span("2025-03-12")),
    ("he", "12 באוקטובר 2025", span("2025-10-12")),
    ("he", "יום ראשון, 12 באוקטובר 2025", span("2025-10-12")),
    ("he", "בין 12 ל-14 באוקטובר 2025", span("2025-10-12", "2025-10-14")),
    ("he", "סוף אוקטובר 2025", span("2025-10-21", "2025-10-31")),
    ("en", "2025-10-12", span("2025-10-12")),
]


@pytest.mark.parametrize(("lang", "text", "days"), READ, ids=[f"{r[0]}: {r[1]}" for r in READ])
def test_what_it_may_mean(lang: str, text: str, days: Days) -> None:
    assert read_days(text, lang) == days


@pytest.mark.parametrize(("text", "order", "year", "days"), [
    ("3/4/2025", "dmy", None, span("2025-04-03")),
    ("3/4/2025", "mdy", None, span("2025-03-04")),
    ("03.04.2025", "dmy", None, span("2025-04-03")),
    ("٣/٤/٢٠٢٥", "dmy", None, span("2025-04-03")),
    ("2025/4/3", "ymd", None, span("2025-04-03")),
    ("12 October", None, 2025, span("2025-10-12")),
    ("30 September to 2 October", None, 2025, span("2025-09-30", "2025-10-02")),
])
def test_what_is_told_beside_it(
    text: str, order: Order | None, year: int | None, days: Days
) -> None:
    assert read_days(text, "en", order=order, year=year) == days


@pytest.mark.parametrize(("lang", "text", "expected"), [
    ("en", "3/4/2025", "the order of day and month said"),
    ("en", "12 October", "a year in the text"),
    ("en", "12 October 25", "a day of the month and a year of four digits"),
    ("en", "3/4/25", "the order of day and month"),
    ("en", "Monday, 12 October 2025", "the weekday of 2025-10-12, Sunday"),
    ("en", "31 June 2025", "exists in the calendar"),
    ("en", "14-12 October 2025", "ends after it starts"),
    ("en", "12 - 13 - 14 October 2025", "two ends at most"),
    ("en", "early 12 October 2025", "a day, or a part of a month"),
    ("en", "12 Octobre 2025", "not 'octobre'"),
    ("en", "soon", "not 'soon'"),
    ("en", "", "a year in the text"),
    ("en", "12 2025", "a month in the text"),
    ("en", "Sunday October 2025", "a day of the month beside the weekday"),
    ("en", "12 October November 2025", "one month"),
    ("en", "12 October 20251", "a day of the month and a year"),
    ("en", "12 October 1066", "a year from"),
    ("en", "12 October 2025 to", "a year in the text"),
    ("la", "12 October 2025", "a language among"),
])
def test_what_is_not_guessed(lang: str, text: str, expected: str) -> None:
    with pytest.raises(TimeProblem) as raised:
        read_days(text, lang)
    assert expected in str(raised.value)


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.sampled_from(sorted(LANGUAGES)),
       st.data())
def test_every_day_in_every_language(day: date, lang: str, data: st.DataObject) -> None:
    words = LANGUAGES[lang]
    month = data.draw(st.sampled_from(words.months[day.month - 1]))
    weekday = data.draw(st.sampled_from(words.weekdays[day.weekday()]))
    for text in (f"{day.day} {month} {day.year}", f"{weekday} {day.day} {month} {day.year}"):
        assert read_days(text, lang) == Days(day, day)


@given(st.text(max_size=40), st.sampled_from(sorted(LANGUAGES)))
def test_any_text_is_read_or_refused(text: str, lang: str) -> None:
    try:
        found = read_days(text, lang)
    except TimeProblem:
        return
    assert found.first <= found.last


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_names_are_those_of_the_unicode_cldr(lang: str) -> None:
    dates = pytest.importorskip("babel.dates")
    words = LANGUAGES[lang]
    for context in ("format", "stand-alone"):
        months = dates.get_month_names("wide", context, lang)
        for number, name in months.items():
            assert name.casefold() in words.months[number - 1]
    for number, name in dates.get_day_names("wide", "format", lang).items():
        assert name.casefold().replace("\u02bc", "'") in words.weekdays[number]
