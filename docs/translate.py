"""Gather the messages of pages and bring every catalogue up to date, keeping its translations.

``python docs/translate.py`` rewrites ``src/trucewatch/publish/locale/*.po``; with ``--check`` it
only says what would change. Messages stand in the sources, in templates and in tables of words.
"""

from __future__ import annotations

import ast
import importlib
import io
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

import trucewatch.publish
from trucewatch.model.language import ENGLISH, LANGUAGES
from trucewatch.publish.terms import NOUNS
from trucewatch.publish.tongue import Terms

SOURCES = Path(trucewatch.publish.__path__[0])
LOCALE = SOURCES / "locale"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("site/templates/dossier.html.j2", "ignore"), ("site/templates/**.j2", "jinja2")]
ENGLISH_ALONE = {"estimates", "sheets"}
"""Folders whose words are not translated."""
CALLS = {"tr": 1, "mark": 1, "trn": 2}
"""Functions that say a message, with how many texts it has."""
OPTIONS = {"**.j2": {"trimmed": "false", "silent": "false"}}
Message = str | tuple[str, str]
HEADER = """\
# Messages of pages in {code}. How to mend or add one: docs/how-to/translate.md.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals};\\n"

"""


def messages() -> list[Message]:
    """Every message, sorted; those with a number as singular and plural."""
    found: set[Message] = {(f"{{n}} {one}", f"{{n}} {many}") for one, many in NOUNS.items()}
    found |= {text for terms in tables() for text in terms.english.values()}
    found |= set(called())
    for _, _, said, _, _ in extract_from_dir(
        SOURCES, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS,
    ):
        found.add((said[0], said[1]) if isinstance(said, tuple) else said)
    return sorted((one for one in found if one), key=lambda m: (m, "") if isinstance(m, str) else m)


def called() -> Iterator[Message]:
    """Messages of modules, from their syntax: inside the braces of an f-string as well.

    A message put together when it is said (an f-string itself) has its parts in a table of words.
    """
    for path in sorted(SOURCES.rglob("*.py")):
        if path.relative_to(SOURCES).parts[0] in ENGLISH_ALONE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) \
                and isinstance(node.func, ast.Name) else ""
            if name not in CALLS or not isinstance(node, ast.Call):
                continue
            texts = [one.value for one in node.args[:CALLS[name]]
                     if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if len(texts) == CALLS[name]:
                yield texts[0] if name != "trn" else (texts[0], texts[1])


def tables() -> Iterator[Terms]:
    """Tables of words of every module of `publish`."""
    for module in pkgutil.walk_packages(trucewatch.publish.__path__, "trucewatch.publish."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Terms):
                yield value


def filled(lang: str, found: list[Message], path: Path) -> str:
    """Text of a catalogue: today's messages with the translations it had."""
    old = Catalog(locale=lang)
    if path.exists():
        old = read_po(io.BytesIO(path.read_bytes()), locale=lang)
    new = Catalog(locale=lang)
    for message in found:
        was = old.get(message)
        kept = was.string if was and not was.fuzzy else None
        new.add(message, kept if kept else ("" if isinstance(message, str) else None))
    text = io.BytesIO()
    write_po(text, new, width=0, omit_header=True, no_location=True)
    plurals = get_plural(lang).plural_forms.rstrip(";")
    return HEADER.format(code=lang, plurals=plurals) + text.getvalue().decode("utf-8").lstrip("\n")


def main() -> int:
    """Rewrite the catalogues, or with ``--check`` name those that are behind."""
    found = messages()
    behind = []
    for lang in (code for code in LANGUAGES if code != ENGLISH):
        path = LOCALE / f"{lang}.po"
        text = filled(lang, found, path)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            behind.append(path.name)
            if "--check" not in sys.argv[1:]:
                path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(found)} messages; {', '.join(behind) or 'no catalogue'} "
          + ("behind" if "--check" in sys.argv[1:] else "written"))
    return 1 if behind and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
