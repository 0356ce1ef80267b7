"""The settings of `[auto_close]`: how long a silence may last, who is reminded when, and what is said at the end."""

from __future__ import annotations

from typing import Any

from cauce import SettingsTable

_MINUTES = {"type": "number", "minimum": 0, "maximum": 525_600}
_OWN: dict[str, Any] = {
    "bot_minutes": {
        **_MINUTES,
        "title": {
            "es": "Minutos de silencio mientras atiende el bot; sin él, `minutes`. 0: nunca.",
            "en": "Minutes of silence while the bot attends; without it, `minutes`. 0: never.",
        },
    },
    "queue_minutes": {
        **_MINUTES,
        "title": {
            "es": "Lo mismo mientras espera a una persona en un área.",
            "en": "The same while it waits for a person in an area.",
        },
    },
    "human_minutes": {
        **_MINUTES,
        "title": {"es": "Lo mismo mientras la tiene un operador.", "en": "The same while an operator has it."},
    },
    "message": {
        "type": "string",
        "maxLength": 4096,
        "title": {"es": "Lo último que se dice; vacío: nada.", "en": "What is said last; empty: nothing."},
    },
    "reminders": {
        "type": "array",
        "maxItems": 10,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["minutes", "text"],
            "properties": {
                "minutes": {**_MINUTES, "exclusiveMinimum": 0},
                "text": {"type": "string", "minLength": 1, "maxLength": 4096},
            },
        },
        "title": {
            "es": "Recordatorios antes del cierre: a los cuántos minutos de silencio, y qué dicen.",
            "en": "Reminders before it is closed: after how many minutes of silence, and what they say.",
        },
    },
}
"""What a rule of an area or a channel may say otherwise."""

_NAMES = {"type": "array", "items": {"type": "string"}, "default": []}

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "minutes": {
            **_MINUTES,
            "default": 30,
            "title": {
                "es": "Minutos de silencio tras los que se cierra una conversación. 0: nunca.",
                "en": "Minutes of silence after which a conversation is closed. 0: never.",
            },
        },
        **_OWN,
        "message": {
            **_OWN["message"],
            "default": "Cerramos esta conversación porque no hubo respuesta. Escríbenos cuando quieras.",
        },
        "reminders": {**_OWN["reminders"], "default": []},
        "rules": {
            "type": "array",
            "default": [],
            "maxItems": 200,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"area": {"type": "string"}, "channel": {"type": "string"}, **_OWN},
            },
            "title": {
                "es": "Lo que vale distinto para un área, un canal o ambos: la primera que calza.",
                "en": "What holds otherwise for an area, a channel or both: the first one that fits.",
            },
        },
        "except_tags": {
            **_NAMES,
            "title": {"es": "Etiquetas que la dejan abierta.", "en": "Tags that leave it open."},
        },
        "except_areas": {
            **_NAMES,
            "title": {"es": "Áreas cuyas conversaciones no se cierran.", "en": "Areas whose conversations stay open."},
        },
        "except_channels": {
            **_NAMES,
            "title": {
                "es": "Canales cuyas conversaciones no se cierran.",
                "en": "Channels whose conversations stay open.",
            },
        },
        "interval_ms": {
            "type": "integer",
            "minimum": 1000,
            "maximum": 3_600_000,
            "default": 60_000,
            "title": {"es": "Cada cuántos milisegundos se mira.", "en": "How often to look, in milliseconds."},
        },
    },
}

TABLE = SettingsTable(
    "auto_close",
    {"es": "Cierre por inactividad", "en": "Closing what is silent"},
    SCHEMA,
    {"AUTO_CLOSE_MINUTES": "minutes", "AUTO_CLOSE_MESSAGE": "message", "SCHEDULER_INTERVAL_MS": "interval_ms"},
)
