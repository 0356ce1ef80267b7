"""The settings of a webchat channel, as a JSON Schema and as the values that hold where nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "origins": {
            "type": "array",
            "items": {"type": "string", "pattern": r"^(\*|https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?)$"},
            "default": [],
            "title": "Sites that may show the chat: https://www.example.com, https://*.example.com, or * for any",
        },
        "title": {"type": "string", "maxLength": 60, "default": "", "title": "Name in the header"},
        "greeting": {"type": "string", "maxLength": 1000, "default": "", "title": "First bubble, before anybody wrote"},
        "starters": {
            "type": "array",
            "maxItems": 5,
            "items": {"type": "string", "minLength": 1, "maxLength": 40},
            "default": [],
            "title": "Buttons under the greeting; pressing one sends its text",
        },
        "lang": {"enum": ["", "es", "en"], "default": "", "title": "Language of the widget; empty follows the browser"},
        "accent": {"type": "string", "pattern": "^(#[0-9a-fA-F]{6})?$", "default": "", "title": "Colour: #0b6e5f"},
        "messages_per_minute": {
            "type": "integer",
            "minimum": 1,
            "default": 30,
            "title": "Messages a visitor may send; five times as many from one address",
        },
        "visits_per_hour": {
            "type": "integer",
            "minimum": 1,
            "default": 60,
            "title": "New visitors from one address",
        },
    },
}


@dataclass(frozen=True, slots=True)
class Site:
    """The settings of one channel, read. The names are those of the schema."""

    origins: Sequence[str] = ()
    title: str = ""
    greeting: str = ""
    starters: Sequence[str] = ()
    lang: str = ""
    accent: str = ""
    messages_per_minute: int = 30
    visits_per_hour: int = 60

    def look(self) -> dict[str, Any]:
        """Return what anybody may know: the texts and colours that the widget shows."""
        return {
            "title": self.title,
            "greeting": self.greeting,
            "starters": list(self.starters),
            "lang": self.lang,
            "accent": self.accent,
        }
