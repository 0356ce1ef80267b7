"""The shapes of what is asked and answered: JSON Schemas, and how sums are told in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cauce_plugins.dashboard.ledger import COUNTS, DEEDS, KINDS

Schema = Mapping[str, Any]
_MOST = 2**53 - 1

WHOLE: Schema = {"type": "integer", "minimum": 0, "maximum": _MOST}
MAYBE: Schema = {"anyOf": [WHOLE, {"type": "null"}]}
ID: Schema = {"type": "integer", "minimum": 1, "maximum": _MOST}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "A day: 2026-11-21"}


def text(most: int, least: int = 0) -> dict[str, Any]:
    """Return the schema of a text of so many characters."""
    return {"type": "string", "minLength": least, "maxLength": most}


def choice(*options: str) -> dict[str, Any]:
    """Return the schema of one of several words."""
    return {"type": "string", "enum": list(options)}


def thing(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> dict[str, Any]:
    """Return the schema of an object: the properties that it must have, and those that it may."""
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def some(item: Schema) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": item}


FILTER: Mapping[str, Schema] = {"area": text(64, 1), "channel": text(64, 1)}
PERIOD: Mapping[str, Schema] = {
    "from": {**DAY, "description": "The first day, 30 days with the last one where it is not given"},
    "to": {**DAY, "description": "The last day, today where it is not given"},
    "zone": {**text(64, 1), "description": "Whose days they are: America/Santiago; that of the project where none is given"},
    **FILTER,
}  # fmt: skip
BY = choice("hour", "day", "month")
LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}

ASKED: Mapping[str, Schema] = {"from": DAY, "to": DAY, "zone": text(64)}
COUNTED: Mapping[str, Schema] = dict.fromkeys(COUNTS, WHOLE)
TIME = thing({"count": WHOLE, "mean_ms": MAYBE, "median_ms": MAYBE, "p90_ms": MAYBE})
TIMES = thing(dict.fromkeys(KINDS, TIME))
SUMMARY: Mapping[str, Schema] = {**ASKED, "counts": thing(COUNTED), "times": TIMES}
PART = thing({"at": text(32), **COUNTED})
AREA = thing({"area": {"anyOf": [text(64), {"type": "null"}]}, **COUNTED})
OPERATOR = thing(
    {
        "user": ID,
        "name": text(191),
        **{name: WHOLE for name in DEEDS if name not in {"response_ms", "resolution_ms"}},
        "response_mean_ms": MAYBE,
        "resolution_mean_ms": MAYBE,
    }
)
_TALKED: Mapping[str, Schema] = dict.fromkeys(("conversations", "received", "said_bot", "said_human"), WHOLE)
CONTACT = thing({"contact": ID, "name": text(256), **_TALKED})
GROUP = thing({"group": text(64), "contacts": WHOLE, **_TALKED})
FLOW = thing(
    {"flow": text(191), "revision": text(191),
     **dict.fromkeys(("started", "ended", "handed", "errors", "dropped"), WHOLE)}
)  # fmt: skip
NODE = thing(
    {
        "revision": text(191),
        "node": text(191),
        **dict.fromkeys(("reached", "dropped", "taken"), WHOLE),
        "drop_off": {
            "type": "number",
            "minimum": 0,
            "description": "The share of those reached that was dropped there",
        },
        "ports": some(thing({"port": text(191), "count": WHOLE})),
    }
)
