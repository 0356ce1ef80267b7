"""The JSON Schemas of these routes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cauce_plugins.hours.calendar import HORIZON

Schema = Mapping[str, Any]

ID: Schema = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
MOMENT: Schema = {"type": "integer", "minimum": 0, "maximum": 2**53 - 1, "description": "Milliseconds since 1970, UTC"}
FLAG: Schema = {"type": "boolean"}


def text(most: int, least: int = 0, **more: Any) -> Schema:
    """Return the schema of a text of so many characters."""
    return {"type": "string", "minLength": least, "maxLength": most, **more}


def thing(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """Return the schema of an object: the properties that it must have, and those that it may."""
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def listed(item: Schema, most: int, least: int = 0) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": item, "minItems": least, "maxItems": most}


def or_null(schema: Schema) -> Schema:
    """Return the schema of something that may be null."""
    return {"anyOf": [schema, {"type": "null"}]}


AREA = text(64, 1)
TIME = text(5, 1, description="09:30; an end may be 24:00, and is on the next day where it is not after the start")
DATE = text(10, 1, description="2026-12-25")
MESSAGE = text(
    1000, description="What people are told before it; {hours} and {next} stand for the schedule and the next opening"
)
DAYS = listed({"type": "integer", "minimum": 0, "maximum": 7}, 7, 1)
DAYS = {**DAYS, "description": "1 Monday to 7 Sunday; 0 is Sunday too"}

SPAN = {"start_time": TIME, "end_time": TIME}
WINDOW = thing({**SPAN, "days": DAYS}, {"message": MESSAGE})
HOLIDAY = thing({"date": DATE}, {"yearly": FLAG, "name": text(64)})
EXCEPTION = thing({"date": DATE}, {"windows": listed(thing(SPAN), 24), "name": text(64)})

PARTS: Mapping[str, Schema] = {
    "zone": text(64, 1, description="America/Asuncion"),
    "lang": {"type": "string", "enum": ["es", "en"]},
    "courtesy": MESSAGE,
    "general": {**FLAG, "description": "Whether it is meant where no area is"},
    "windows": listed(WINDOW, 100),
    "holidays": listed(HOLIDAY, 400),
    "exceptions": listed(EXCEPTION, 400),
    "areas": {**listed(AREA, 100), "uniqueItems": True},
}
NAME = text(64, 1)

CALENDAR = thing(
    {
        "id": ID,
        "name": NAME,
        **PARTS,
        "windows": listed(thing({"id": ID, **SPAN, "days": DAYS, "message": MESSAGE}), 100),
        "holidays": listed(thing({"id": ID, "date": DATE, "yearly": FLAG, "name": text(64)}), 400),
        "exceptions": listed(
            thing({"id": ID, "date": DATE, "name": text(64), "windows": listed(thing(SPAN), 24)}), 400
        ),
        "text": {"type": "string", "description": "Its week as a sentence"},
    }
)
WORKING = thing({"id": ID, "calendar": ID, "areas": listed(AREA, 100), **SPAN, "days": DAYS, "message": MESSAGE})
CHECK = thing(
    {
        "area": AREA,
        "calendar": or_null(ID),
        "zone": text(64),
        "at": MOMENT,
        "open": FLAG,
        "text": {"type": "string"},
        "opens_at": or_null({**MOMENT, "description": f"When it opens next, within {HORIZON} days"}),
        "next_opening": {"type": "string", "description": "The same as words"},
        "closes_at": or_null(MOMENT),
        "courtesy": {"type": "string", "description": "What people would be told"},
    }
)
