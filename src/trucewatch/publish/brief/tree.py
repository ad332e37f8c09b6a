"""The tree of a brief: headings, paragraphs, lists and tables. Text is text, never markup."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading; 1 is the title."""

    level: int
    text: str
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Bullets:
    """A list without order of rank."""

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table; every row is as long as the head, its first cell names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole brief."""

    title: str
    language: str
    mark: str
    """Handling mark; stands on every page."""
    foot: str
    """Edition and as-of; stands on every page."""
    blocks: tuple[Block, ...]


def shape(document: Document) -> list[tuple[object, ...]]:
    """What copies in two languages have in common: kinds, levels, ids and sizes of their parts."""
    found: list[tuple[object, ...]] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(("heading", block.level, block.id))
        elif isinstance(block, Bullets):
            found.append(("bullets", len(block.items)))
        elif isinstance(block, Table):
            found.append(("table", len(block.head), len(block.rows)))
        else:
            found.append(("paragraph",))
    return found
