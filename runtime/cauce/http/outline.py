"""A JSON Schema as people read it: one line a field, with what it may hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cauce.http.schema import MOST, Schema


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a thing: `items[].name`. kind: what it may hold: `string · 1…191`. needed: whether it must be there."""

    name: str
    kind: str
    needed: bool


def fields(schema: Schema, prefix: str = "") -> Iterator[Field]:
    """Yield the fields of a thing, each followed by its own."""
    inner = _plain(schema)
    if inner.get("type") == "array":
        yield from fields(inner.get("items", {}), f"{prefix}[]")
        return
    if "discriminator" in inner:
        inner = _together(inner)
    required = inner.get("required", ())
    for name, part in inner.get("properties", {}).items():
        path = f"{prefix}.{name}" if prefix else name
        yield Field(path, kind_of(part), name in required)
        yield from fields(part, path)


def kind_of(schema: Schema) -> str:
    """Return what a schema lets in, in short: `integer · 1…100`, `[string]`, `"es" | "en"`, `string | null`."""
    kind = schema.get("type", "any")
    either = [{**schema, "type": one} for one in kind] if isinstance(kind, list) else schema.get("anyOf")
    if either:
        return " | ".join(kind_of(part) for part in either)
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if kind == "array":
        return f"[{kind_of(schema.get('items', {}))}]{_range(schema, 'minItems', 'maxItems')}"
    if kind == "string":
        return f"string{_range(schema, 'minLength', 'maxLength')}"
    return f"{kind}{_range(schema, 'minimum', 'maximum')}"


def _plain(schema: Schema) -> Mapping[str, Any]:
    """Return a schema without the possibility that there is null instead."""
    kinds = [part for part in schema.get("anyOf", ()) if part != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else schema


def _together(schema: Schema) -> Mapping[str, Any]:
    """Return several things as one, which has the fields of all of them."""
    tag, things = schema["discriminator"]["propertyName"], schema["anyOf"]
    # The first that has a field says what it holds.
    properties: dict[str, Any] = {}
    for one in things:
        for name, part in one["properties"].items():
            properties.setdefault(name, part)
    kinds = [kind for one in things for kind in one["properties"][tag]["enum"]]
    needed = [name for name in properties if all(name in one["required"] for one in things)]
    return {
        "properties": {tag: {"enum": kinds}, **{name: properties[name] for name in properties if name != tag}},
        "required": needed,
    }


def _range(schema: Schema, least: str, most: str) -> str:
    low, high = schema.get(least), schema.get(most)
    if high in {None, MOST}:
        return f" · ≥ {low}" if low else ""
    return f" · {low}…{high}" if low is not None else f" · ≤ {high}"
