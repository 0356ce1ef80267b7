"""`flow mesa_ayuda "Mesa de ayuda"`: the first line of a flow, what starts it and what holds everywhere in it."""

from __future__ import annotations

from cauce.model.node_kind import INVALID_PORT, TIMEOUT_PORT, NodeKind, PortSpec

KIND = NodeKind(
    name="flow",
    title={"es": "Flujo", "en": "Flow"},
    summary={
        "es": "Da nombre al flujo, dice qué lo inicia y qué vale en todos sus pasos.",
        "en": "Names the flow, says what starts it and what holds in all its steps.",
    },
    icon="workflow",
    schema={
        "type": "object",
        "required": ["name"],
        "x-positional": ["name", "title"],
        "properties": {
            "name": {"type": "string", "title": "Name", "x-kind": "ref:name"},
            "title": {"type": "string", "title": "Title", "x-kind": "text"},
            "lang": {"enum": ["es", "en"], "title": "Language of its texts", "default": "es"},
            "triggers": {
                "type": "array",
                "items": {"type": "string"},
                "title": "Words that start it; * is any message that starts no other",
                "x-kind": "expr",
                "default": [],
            },
            "channels": {
                "type": "array",
                "items": {"type": "string", "x-kind": "ref:channel"},
                "title": "Channels that it answers; all where none is named",
                "x-kind": "expr",
                "default": [],
            },
            "area": {
                "type": "string",
                "title": "Area that takes over where nothing else is said",
                "x-kind": "ref:area",
            },
            "on_publish": {
                "enum": ["pin", "migrate", "restart"],
                "title": "What running conversations do when a new version is published",
                "default": "pin",
            },
        },
    },
    ports={
        "keyword": PortSpec(
            {"es": "Palabra que interrumpe", "en": "Word that interrupts"},
            schema={
                "type": "object",
                "required": ["words"],
                "x-positional": ["words"],
                "properties": {
                    "words": {
                        "type": "array",
                        "items": {"type": "string"},
                        "minItems": 1,
                        "title": "Words",
                        "x-kind": "text",
                        "x-rest": True,
                    }
                },
            },
        ),
        "timeout": TIMEOUT_PORT,
        "invalid": INVALID_PORT,
    },
    example='flow mesa_ayuda "Mesa de ayuda"\n  triggers = ["hola"]\n  on keyword "menu" -> inicio',
)
