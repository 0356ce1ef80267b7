"""A JSON Schema as the checks and the graph need it: what each parameter is, ready to be asked a thousand times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LIMITS = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems"}
)
_BY_HAND = LIMITS | {"type", "enum", "title", "description", "default", "examples", "items", "format"}
_STRING = frozenset({"string"})
_KEPT = 1024


class Reading(StrEnum):
    """How a bare word is read: needs quotes, names a thing, is a length of time, or is an expression."""

    TEXT = "text"
    WORD = "word"
    DURATION = "duration"
    EXPR = "expr"


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One parameter. `ref` is what a word of it names (`area`, `flow`, ...), "" for nothing that is known.

    `types` are the JSON types it takes, None for all; `enum` the texts it takes. `limited` tells that the schema sets
    limits, `more` that it asks for what only a validator can check, `plain` that there is nothing to check. `rest`
    tells that it takes all positional values that remain, as a list; `secrets` that it may hold `secret.*`.
    """

    name: str
    schema: Mapping[str, Any]
    reading: Reading
    ref: str
    types: frozenset[str] | None
    enum: tuple[str, ...]
    items: Field | None
    rest: bool
    secrets: bool
    limited: bool
    more: bool
    plain: bool


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The parameters of a kind, a port or an option line.

    `other` is what unknown names are, None where they are not welcome; `least` how many parameters there must be.
    `unnamed` are the names of the positional ones; `calls` those of the ones that name a flow: a kind with any runs it.
    """

    fields: dict[str, Field] = field(default_factory=dict)
    positional: tuple[Field, ...] = ()
    required: tuple[str, ...] = ()
    other: Field | None = None
    least: int = 0
    unnamed: frozenset[str] = frozenset()
    calls: tuple[str, ...] = ()


def _reading(schema: Mapping[str, Any], kind: str, types: frozenset[str] | None) -> Reading:
    if kind.startswith("ref:") or kind == "enum":
        return Reading.WORD
    if kind in {"text", "expr", "duration"}:
        return Reading(kind)
    if schema.get("format") == "duration":
        return Reading.DURATION
    if _texts(schema.get("enum")):
        return Reading.WORD
    return Reading.TEXT if types == _STRING else Reading.EXPR


def _texts(values: Any) -> tuple[str, ...]:
    """Return an enumeration of texts as such; anything else is not one."""
    return tuple(values) if isinstance(values, list | tuple) and all(isinstance(one, str) for one in values) else ()


def read_field(name: str, schema: Any) -> Field:
    """Return what one property's schema says. A schema that is no object (`true`) takes anything."""
    if not isinstance(schema, Mapping):
        schema = {}
    said = schema.get("type")
    types = frozenset({said} if isinstance(said, str) else said) if said else None
    kind = str(schema.get("x-kind", ""))
    items = read_field(name, schema["items"]) if isinstance(schema.get("items"), Mapping) else None
    unknown = any(not key.startswith("x-") and key not in _BY_HAND for key in schema)
    limited = bool(schema.keys() & LIMITS)
    more = unknown or bool(items and items.more) or ("enum" in schema and not _texts(schema["enum"]))
    reading = _reading(schema, kind, types)
    return Field(
        name=name,
        schema=schema,
        reading=reading,
        ref=kind.removeprefix("ref:") if kind.startswith("ref:") else "",
        types=types,
        enum=_texts(schema.get("enum")),
        items=items,
        rest=bool(schema.get("x-rest")),
        secrets=bool(schema.get("x-secrets")),
        limited=limited,
        more=more,
        plain=reading is Reading.EXPR and types is None and not (limited or more),
    )


def read_shape(schema: Mapping[str, Any], *, free: bool = False) -> Shape:
    """Return the shape of an object's schema. `free` welcomes names that it does not list."""
    fields = {name: read_field(name, one) for name, one in schema.get("properties", {}).items()}
    other = read_field("", schema.get("additionalProperties", {})) if free else None
    positional = tuple(fields[name] for name in schema.get("x-positional", ()) if name in fields)
    return Shape(
        fields=fields,
        positional=positional,
        required=tuple(schema.get("required", ())),
        other=other,
        least=schema.get("minProperties", 0),
        unnamed=frozenset(one.name for one in positional),
        calls=tuple(name for name, one in fields.items() if one.ref == "flow"),
    )


_shapes: dict[tuple[int, bool], tuple[Mapping[str, Any], Shape]] = {}


def shape(schema: Mapping[str, Any], *, free: bool = False) -> Shape:
    """Return the shape of a schema, read once per schema object."""
    key = (id(schema), free)
    found = _shapes.get(key)
    if found is None:
        if len(_shapes) >= _KEPT:
            _shapes.clear()
        # The schema is kept beside its shape so that nothing else can be born under the same id.
        found = _shapes[key] = (schema, read_shape(schema, free=free))
    return found[1]
