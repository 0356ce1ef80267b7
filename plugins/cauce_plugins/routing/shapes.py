"""What the routes of routing take and answer, as JSON Schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cauce_plugins.routing.settings import MINUTES

Schema = Mapping[str, Any]

MOST = 2**53 - 1
SKILLS = 50
"""How many skills an area may ask for, or somebody may have."""


def thing(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> dict[str, Any]:
    """Return the schema of an object: the properties that it must have, and those that it may."""
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def listed(item: Schema) -> dict[str, Any]:
    """Return the schema of `{"items": [...]}`."""
    return thing({"items": {"type": "array", "items": item}})


def or_null(schema: Schema) -> dict[str, Any]:
    """Return the schema of something that may be null."""
    return {"anyOf": [schema, {"type": "null"}]}


ID: Schema = {"type": "integer", "minimum": 1, "maximum": MOST}
MOMENT: Schema = {"type": "integer", "minimum": 0, "maximum": MOST, "description": "Milliseconds since 1970, UTC"}
SPAN: Schema = {"type": "integer", "minimum": 0, "maximum": MOST, "description": "Milliseconds"}
COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": MOST}
FLAG: Schema = {"type": "boolean"}
TEXT: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 64}
TAGS: Schema = {"type": "array", "items": NAME, "maxItems": SKILLS, "uniqueItems": True}
LASTS: Schema = {"type": "integer", "minimum": 0, "maximum": MINUTES}
AT_MOST: Schema = {"type": "integer", "minimum": 0, "maximum": 1000}

WHICH = thing({"id": ID})
SAID = {
    "automatic": FLAG,
    "strategy": NAME,
    "sticky_minutes": LASTS,
    "skill_minutes": LASTS,
    "max": AT_MOST,
    "escalate_minutes": LASTS,
    "escalate_to": {"type": "string", "maxLength": 64},
    "skills": TAGS,
}
HOLDS = thing({**SAID, "strategy": TEXT})
RULE = thing({"id": ID, "area": TEXT, "said": thing({}, {**SAID, "strategy": TEXT}), "holds": HOLDS})
SKILLED = thing({"skills": TAGS})
MEMBER = thing({"user": ID, "name": TEXT, "load": COUNT, "capacity": COUNT, "seen": or_null(SPAN), "state": TEXT})
WHY = thing(
    {"by": TEXT},
    {
        "strategy": TEXT,
        "area": TEXT,
        "user": or_null(ID),
        "waited": SPAN,
        "asked": {"type": "array", "items": TEXT},
        "team": {"type": "array", "items": MEMBER},
        "more": COUNT,
        "to": TEXT,
        "role": TEXT,
        "name": TEXT,
        "hops": COUNT,
    },
)
DECISION = thing({"id": ID, "kind": TEXT, "user": or_null(ID), "area": TEXT, "at": MOMENT, "why": WHY, "text": TEXT})
QUEUED = thing({"conversation": ID, "since": MOMENT, "waited": SPAN, "escalated": FLAG, "held": FLAG})
QUEUE = thing(
    {
        "area": TEXT,
        "waiting": COUNT,
        "since": MOMENT,
        "waited": SPAN,
        "open": FLAG,
        "online": COUNT,
        "first": {"type": "array", "items": QUEUED},
    }
)
ASKED = thing({}, {"conversation": ID, "area": NAME, "tags": TAGS})
EXPLAINED = thing({"user": or_null(ID), "ahead": COUNT, "why": WHY, "text": TEXT})
