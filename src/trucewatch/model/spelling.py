"""One form of the many spellings of a name, so that equal names are found equal; nothing more.

What is folded: compatibility forms and case (Unicode NFKC and case folding); Arabic vowel signs,
tatweel, the forms of alef (with hamza, madda, wasla) and of ya (alef maqsura, Persian ya); Hebrew
points; apostrophes and the letters that stand for hamza and ayn; the hyphen after a definite
article; invisible marks; runs of blanks. Nothing else: a name one letter apart is another name.
"""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = "'`´’‘‛ʼʻʽʾʿˈ′׳"
_SIGNS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
_FOLDED = str.maketrans({
    **dict.fromkeys("أإآٱ", "ا"), **dict.fromkeys("ىیے", "ي"), "ـ": None,
    **dict.fromkeys(_APOSTROPHES), **dict.fromkeys("‐‑‒–—−־", "-"),
})
_ARTICLES = "al el ul il ad ed an en ar er as es ash esh at et ath az ez adh ha ال ה"
_AFTER_ARTICLE = re.compile(rf"(?<!\S)({'|'.join(_ARTICLES.split())})-\s*(?=\S)")
_SCRIPTS = {"LATIN": "Latn", "ARABIC": "Arab", "HEBREW": "Hebr", "CYRILLIC": "Cyrl",
            "GREEK": "Grek", "ETHIOPIC": "Ethi", "ARMENIAN": "Armn", "GEORGIAN": "Geor",
            "DEVANAGARI": "Deva", "BENGALI": "Beng", "MYANMAR": "Mymr", "HANGUL": "Hang"}

SCRIPTS_OF = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb"), "Arab"), **dict.fromkeys(("he", "yi"), "Hebr"),
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk"), "Cyrl"), "el": "Grek",
    **dict.fromkeys(("am", "ti"), "Ethi"), "hy": "Armn", "ka": "Geor",
    **dict.fromkeys(("hi", "ne", "mr"), "Deva"), "bn": "Beng", "my": "Mymr", "ko": "Hang",
    **dict.fromkeys(("en", "fr", "de", "es", "it", "pt"), "Latn"),
    **dict.fromkeys(("tr", "id", "nl", "sv", "pl", "is"), "Latn"),
}
"""Script a language is written in, where it has one, by language code."""


def folded(name: str) -> str:
    """Fold a name to the form in which two spellings of it are equal.

    Parameters
    ----------
    name
        Any text.
    """
    # Case folding may undo a composition, so the form is taken before and after it.
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    text = _POINTS.sub("", _SIGNS.sub("", text)).translate(_FOLDED)
    text = "".join(ch for ch in text if unicodedata.category(ch) != "Cf")
    text = " ".join(text.split())
    return _AFTER_ARTICLE.sub(r"\1 ", text)


def script_of(name: str) -> str:
    """Script of a name by ISO 15924, by its letters; ``Zyyy`` where they have none or several."""
    found = {
        _SCRIPTS.get(unicodedata.name(ch, "").partition(" ")[0], "Zyyy")
        for ch in name if ch.isalpha()
    }
    return found.pop() if len(found) == 1 else "Zyyy"
