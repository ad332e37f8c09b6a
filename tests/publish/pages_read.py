"""Reading pages as a person does: text with the language and direction it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "br", "img", "input", "hr", "path", "rect", "line", "circle"}
_SPOKEN = ("title", "aria-label", "data-label")


@dataclass(frozen=True)
class Said:
    """A piece of text or a spoken attribute."""

    text: str
    lang: str
    isolated: bool
    """Inside an element whose direction is its own."""
    tag: str


@dataclass
class Reader(HTMLParser):
    """Collects `Said` in order."""

    found: list[Said] = field(default_factory=list)
    open: list[tuple[str, str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        _, lang, isolated = self.open[-1] if self.open else ("", "", False)
        lang = given.get("lang", lang)
        isolated = isolated or tag == "bdi" or ("dir" in given and tag != "html")
        self.found += [Said(given[n], lang, True, f"@{n}") for n in _SPOKEN if n in given]
        if tag not in _VOID:
            self.open.append((tag, lang, isolated))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        return

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, lang, isolated = self.open[-1] if self.open else ("", "", False)
        if data.strip() and tag not in {"style", "script"}:
            self.found.append(Said(" ".join(data.split()), lang, isolated, tag))


def read(page: str) -> list[Said]:
    """Everything a page says, in order."""
    reader = Reader()
    reader.feed(page)
    return reader.found
