"""Names of months and weekdays, and the small words around dates, in seven languages.

Nominative and, where a language declines, the form used after a day number; common short forms.
Arabic has both sets of names in use, the Levantine (``تشرين الأول``) and the borrowed (``أكتوبر``).
The full names are compared with the Unicode CLDR in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Names = tuple[tuple[str, ...], ...]
"""For each month or weekday in order, its names."""


@dataclass(frozen=True)
class Language:
    """Words of one language."""

    months: Names
    """January first."""
    weekdays: Names
    """Monday first."""
    parts: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    """Words for the first, middle and last third of a month."""
    about: tuple[str, ...]
    joins: tuple[str, ...]
    """Words between the two ends of a period."""
    noise: tuple[str, ...]
    """Words that change nothing."""
    prefixes: tuple[str, ...] = field(default=())
    """Letters written onto a word."""


def _split(text: str) -> Names:
    return tuple(tuple(name.strip() for name in one.split(",")) for one in text.split(";"))


LANGUAGES: Mapping[str, Language] = {
    "en": Language(
        months=_split(
            "january,jan; february,feb; march,mar; april,apr; may; june,jun; july,jul; "
            "august,aug; september,sept,sep; october,oct; november,nov; december,dec"
        ),
        weekdays=_split(
            "monday,mon; tuesday,tue,tues; wednesday,wed; thursday,thu,thurs; friday,fri; "
            "saturday,sat; sunday,sun"
        ),
        parts=(("early", "beginning"), ("mid", "middle"), ("late", "end")),
        about=("about", "around", "circa", "approximately"),
        joins=("to", "and", "until", "till", "through"),
        noise=("from", "between", "of", "the", "on", "in", "st", "nd", "rd", "th"),
    ),
    "es": Language(
        months=_split(
            "enero,ene; febrero,feb; marzo,mar; abril,abr; mayo,may; junio,jun; julio,jul; "
            "agosto,ago; septiembre,setiembre,sept,sep; octubre,oct; noviembre,nov; diciembre,dic"
        ),
        weekdays=_split("lunes; martes; miércoles; jueves; viernes; sábado; domingo"),
        parts=(("principios", "comienzos", "inicios"), ("mediados",), ("finales", "fines")),
        about=("hacia", "aproximadamente", "alrededor"),
        joins=("a", "al", "y", "hasta"),
        noise=("de", "del", "el", "los", "entre", "desde", "en"),
    ),
    "fr": Language(
        months=_split(
            "janvier,janv; février,févr,fév; mars; avril,avr; mai; juin; juillet,juil; août; "
            "septembre,sept; octobre,oct; novembre,nov; décembre,déc"
        ),
        weekdays=_split("lundi; mardi; mercredi; jeudi; vendredi; samedi; dimanche"),
        parts=(("début",), ("mi",), ("fin",)),
        about=("vers", "environ"),
        joins=("au", "et", "à", "jusqu'au"),
        noise=("le", "du", "les", "entre", "de", "er", "en"),
    ),
    "ru": Language(
        months=_split(
            "январь,января,янв; февраль,февраля,фев,февр; март,марта,мар; апрель,апреля,апр; "
            "май,мая; июнь,июня,июн; июль,июля,июл; август,августа,авг; "
            "сентябрь,сентября,сен,сент; октябрь,октября,окт; ноябрь,ноября,ноя,нояб; "
            "декабрь,декабря,дек"
        ),
        weekdays=_split(
            "понедельник; вторник; среда,среду; четверг; пятница,пятницу; суббота,субботу; "
            "воскресенье"
        ),
        parts=(("начале", "начало"), ("середине", "середина"), ("конце", "конец")),
        about=("около", "примерно"),
        joins=("по", "и", "до"),
        noise=("с", "со", "между", "от", "в", "во", "г", "год", "года", "году", "го"),
    ),
    "uk": Language(
        months=_split(
            "січень,січня,січ; лютий,лютого,лют; березень,березня,бер; квітень,квітня,квіт; "
            "травень,травня,трав; червень,червня,черв; липень,липня,лип; серпень,серпня,серп; "
            "вересень,вересня,вер; жовтень,жовтня,жовт; листопад,листопада,лист; "
            "грудень,грудня,груд"
        ),
        weekdays=_split(
            "понеділок; вівторок; середа,середу; четвер; п'ятниця,п'ятницю; субота,суботу; неділя,"
            "неділю"
        ),
        parts=(("початку", "початок"), ("середині", "середина"), ("кінці", "кінець")),
        about=("близько", "приблизно"),
        joins=("по", "до", "та", "і", "й"),
        noise=("з", "із", "між", "від", "на", "у", "в", "р", "рік", "року", "го"),
    ),
    "ar": Language(
        months=_split(
            "يناير,كانون الثاني; فبراير,شباط; مارس,آذار; أبريل,إبريل,نيسان; مايو,أيار; "
            "يونيو,يونيه,حزيران; يوليو,يوليه,تموز; أغسطس,آب; سبتمبر,أيلول; "
            "أكتوبر,تشرين الأول; نوفمبر,تشرين الثاني; ديسمبر,كانون الأول"
        ),
        weekdays=_split(
            "الاثنين,الإثنين; الثلاثاء; الأربعاء; الخميس; الجمعة; السبت; الأحد"
        ),
        parts=(("أوائل", "مطلع", "بداية"), ("منتصف", "أواسط"), ("أواخر", "نهاية")),
        about=("حوالي", "نحو", "قرابة"),
        joins=("إلى", "حتى", "و"),
        noise=("من", "بين", "في", "يوم", "شهر", "سنة", "عام", "م"),
    ),
    "he": Language(
        months=_split(
            "ינואר; פברואר; מרץ,מרס; אפריל; מאי; יוני; יולי; אוגוסט; ספטמבר; אוקטובר; נובמבר; "
            "דצמבר"
        ),
        weekdays=_split("יום שני; יום שלישי; יום רביעי; יום חמישי; יום שישי; יום שבת; יום ראשון"),
        parts=(("תחילת", "ראשית"), ("אמצע",), ("סוף",)),
        about=("בסביבות", "בערך", "סביב"),
        joins=("עד", "ל"),
        noise=("מ", "בין", "ב", "את", "ה"),
        prefixes=("ב", "ל", "ה"),
    ),
}
"""Languages by ISO 639-1 code."""
