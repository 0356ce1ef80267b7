"""JSON Schemas of the API: what is not spoken of is refused, and the pieces that many routes share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

MOST = 2**53 - 1
"""The greatest id: what JavaScript still counts exactly."""

NOTHING: Schema = {"type": "object", "properties": {}, "additionalProperties": False}
ID: Schema = {"type": "integer", "minimum": 1, "maximum": MOST}
MOMENT: Schema = {"type": "integer", "minimum": 0, "maximum": MOST, "description": "Milliseconds since 1970, UTC"}

_INSIDE = ("items", "additionalProperties", "not", "contains", "propertyNames")
_LISTS = ("oneOf", "anyOf", "allOf", "prefixItems")


def closed(schema: Schema) -> dict[str, Any]:
    """Return the schema with every object closed that names its properties and does not say what else it may have."""
    made = {key: _closed_part(key, value) for key, value in schema.items()}
    if "properties" in made:
        made.setdefault("additionalProperties", False)
    return made


def _closed_part(key: str, value: Any) -> Any:
    if key == "properties":
        return {name: closed(part) for name, part in value.items()}
    if key in _INSIDE and isinstance(value, Mapping):
        return closed(value)
    if key in _LISTS:
        return [closed(part) for part in value]
    return value


def counts(schema: Any) -> bool:
    """Tell whether a schema asks for a whole number anywhere."""
    if isinstance(schema, Mapping):
        kind = schema.get("type")
        return kind == "integer" or (isinstance(kind, list) and "integer" in kind) or any(map(counts, schema.values()))
    return isinstance(schema, list | tuple) and any(map(counts, schema))


def thing(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> dict[str, Any]:
    """Return the schema of an object: the properties that it must have, and those that it may."""
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def text(most: int, least: int = 0, **more: Any) -> dict[str, Any]:
    """Return the schema of a text of so many characters."""
    return {"type": "string", "minLength": least, "maxLength": most, **more}


def listed(item: Schema, most: int) -> dict[str, Any]:
    """Return the schema of a list of different things."""
    return {"type": "array", "items": item, "maxItems": most, "uniqueItems": True}


def or_null(schema: Schema) -> dict[str, Any]:
    """Return the schema of something that may be null."""
    return {"anyOf": [schema, {"type": "null"}]}


def parts(**names: Schema) -> dict[str, Any]:
    """Return the schema of the parts of a path."""
    return thing(names)


def choice(options: Sequence[str]) -> dict[str, Any]:
    """Return the schema of one of several words."""
    return {"type": "string", "enum": list(options)}


def either(tag: str, *things: Schema) -> dict[str, Any]:
    """Return the schema of one of several things, told apart by a word each. The first is what one is that does not say."""
    return {"type": "object", "anyOf": list(things), "discriminator": {"propertyName": tag}}


def meant(schema: Schema, value: Any) -> Schema:
    """Return which of several things a value says that it is."""
    tag = schema["discriminator"]["propertyName"]
    kinds = {kind: one for one in schema["anyOf"] for kind in one["properties"][tag]["enum"]}
    if not isinstance(value, Mapping):
        return {"type": "object"}
    kind = value.get(tag, next(iter(kinds)))
    return kinds[kind] if isinstance(kind, str) and kind in kinds else {"properties": {tag: {"enum": [*kinds]}}}
