"""No template and no message praises, blames or draws a legal conclusion in its own words.

Every text of the package is read: the words of templates and every string of the code that is no
docstring. Where such a word is needed to say that nothing of the kind is said, the phrase is
listed here; so are the captions by which a source's own text is read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import trucewatch

SRC = Path(trucewatch.__file__).parent
PRAISE_OR_BLAME = (
    "honest|dishonest|liars?|lying|lied|deceptive|deceit|deceiv\\w+|mislead\\w*|propaganda|"
    "fabricat\\w+|manipulat\\w+|brutal\\w*|barbar\\w+|heroic|heroes|cowardly|shameful|disgraceful|"
    "outrageous|cynical|noble|admirable|praiseworthy|despicable|vicious|savage|evil|reckless|"
    "callous|ruthless|cruel|innocent|terrorists?|martyrs?|regime|massacre\\w*|atrocit\\w+|"
    "slaughter\\w*|bloodthirsty|so-called|unprovoked"
)
LEGAL = (
    "guilty|guilt|war crimes?|crimes? against humanity|genocid\\w+|apartheid|ethnic cleansing|"
    "illegal\\w*|unlawful\\w*|criminals?|culpable|liable|convicted|self-defence|"
    "violat\\w+ (?:international|humanitarian) law"
)
WORDS = re.compile(rf"\b(?:{PRAISE_OR_BLAME}|{LEGAL})\b", re.IGNORECASE)

SAID = (
    "nobody guilty of anything", "nothing about guilt, intent or law",
    "nothing about guilt, motive or law", "anything about motive, guilt or law",
)
"""What needs such a word to say that nothing of the kind is said."""
READERS = ("sources/adapters/", "statements/audit/kinds/")
CAPTIONS = ("martyrs", "massacres_cum")
"""Words by which `READERS` find a figure in a source's own text."""


def texts() -> Iterator[tuple[str, str]]:
    """Place and text of everything the package can say."""
    for path in sorted(SRC.rglob("*.j2")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted(SRC.rglob("*.py")):
        name = path.relative_to(SRC).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if id(node) in silent or not isinstance(node, ast.Constant):
                continue
            said = str(node.value)
            for caption in CAPTIONS if name.startswith(READERS) else ():
                said = said.replace(caption, "")
            yield f"{name}:{node.lineno}", said


def blames(text: str) -> list[str]:
    for sentence in SAID:
        text = text.replace(sentence, "")
    return WORDS.findall(text)


def test_nothing_praises_blames_or_concludes() -> None:
    found = {place: words for place, text in texts() if (words := blames(text))}
    assert found == {}


@pytest.mark.parametrize("text", [
    "an honest account", "This is a war crime.", "misleading figures", "the regime", "GENOCIDAL",
    "it violates international law", "a so-called ceasefire",
])
def test_the_list_would_notice(text: str) -> None:
    assert blames(text)
