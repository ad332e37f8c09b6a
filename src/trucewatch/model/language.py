"""Text for readers, and how strictly a file is read: shared by everything a case file holds."""

from __future__ import annotations

from typing import Literal, get_args

STRICT = {"extra": "forbid"}
"""Unknown fields in a case file are a Problem, never ignored."""

Words = dict[str, str]
"""Text by language code; English first: ``{"en": "..."}``."""

ENGLISH = "en"
"""What everything is said in unless another language is asked for."""
Language = Literal["ar", "en", "es", "fr", "he", "uk"]
"""Languages an edition can be written in: those with a catalogue of messages, and English."""
LANGUAGES: tuple[str, ...] = get_args(Language)
"""Their codes."""
