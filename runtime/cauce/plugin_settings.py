"""The tables of `cauce.toml` that plugins read: from what is written and the variables over it to checked values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import date, time
from types import MappingProxyType
from typing import Any

import msgspec

from cauce.errors import SettingsError
from cauce.model.node_kind import Words
from cauce.model.settings_table import SettingsTable
from cauce.schemas import Problem, compile_schema
from cauce.settings_file import Setting
from cauce.settings_reading import Place, wrong

Schema = Mapping[str, Any]
LookUp = Callable[[str, Place], str]
"""Returns a text, or where it is `env:NAME`, that variable's, for the value at a place."""

_TYPES: Mapping[str, type] = {"boolean": bool, "integer": int, "number": float}


def read(
    table: SettingsTable, raw: Any, text: str, environment: Mapping[str, str], look_up: LookUp
) -> Mapping[str, Any]:
    """Return the values of a table, read-only, with every default filled in.

    raw: what the file says, None where it says nothing. text: the file's. Raises SettingsError naming line or variable.
    """
    schema, place = plain(table.schema), (table.name,)
    given = {name: variable for variable, name in _set(table, environment)}
    written = {} if raw is None else raw
    if isinstance(written, Mapping):
        written = {name: one for name, one in written.items() if name not in given}
    values = _resolved(schema, written, place, look_up)
    if isinstance(values, dict):
        values |= {name: _typed(_property(schema, name), environment[one]) for name, one in given.items()}
    values = _filled(schema, values)
    for problem in compile_schema(_strict(schema))(values):
        raise _refused(problem, place, given, text)
    frozen: Mapping[str, Any] = _frozen(values)
    return frozen


def rows(table: SettingsTable) -> Iterator[Setting]:
    """Yield the settings of a table, with their words, in the order of its schema."""
    by_name: dict[str, list[str]] = {}
    for variable, name in table.variables.items():
        by_name.setdefault(name, []).append(variable)
    for one in _rows(table.schema, f"{table.name}."):
        yield Setting(one.key, one.type, one.default, tuple(by_name.get(one.key.partition(".")[2], ())), one.words)


def plain(schema: Any) -> Any:
    """Return a schema with its titles in one language, as validators want them."""
    if isinstance(schema, Mapping):
        return {
            key: {name: plain(part) for name, part in one.items()}
            if key in {"properties", "$defs"} and isinstance(one, Mapping)
            else next(iter(one.values()), "")
            if key in {"title", "description"} and isinstance(one, Mapping)
            else one
            if key in {"default", "const", "enum", "examples"}
            else plain(one)
            for key, one in schema.items()
        }
    return [plain(one) for one in schema] if isinstance(schema, list | tuple) else schema


def wrong_default(schema: Schema) -> str:
    """Return the name of the first setting whose default is not one that it may have, "" where all are."""
    for name, one in plain(schema).get("properties", {}).items():
        if isinstance(one, Mapping) and "default" in one and compile_schema(one)(one["default"]):
            return str(name)
    return ""


def _set(table: SettingsTable, environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the variables that are set with what they are for, those that win last."""
    ranked = sorted(table.variables.items(), key=lambda pair: not pair[0].startswith("CAUCE_"))
    return ((variable, name) for variable, name in reversed(ranked) if environment.get(variable))


def _refused(problem: Problem, place: Place, given: Mapping[str, str], text: str) -> SettingsError:
    variable = given.get(str(problem.path[0])) if problem.path else None
    if variable is None:
        return wrong(text, (*place, *problem.path), problem.words)
    # Without the value: it may be a secret.
    return SettingsError({lang: f"{variable}: {told}." for lang, told in problem.words.items()})


def _resolved(schema: Schema, value: Any, place: Place, look_up: LookUp) -> Any:
    """Return a value with what it refers to in its place."""
    if isinstance(value, Mapping):
        return {key: _resolved(_property(schema, key), one, (*place, key), look_up) for key, one in value.items()}
    if isinstance(value, list):
        return [_resolved(_items(schema), one, (*place, index), look_up) for index, one in enumerate(value)]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, str) and (found := look_up(value, place)) != value:
        return _typed(schema, found)
    return value


def _typed(schema: Schema, raw: str) -> Any:
    """Return a text of the environment as what it is for; where it cannot be that, the text, for the schema to refuse."""
    kinds = schema.get("type", ())
    kinds = [kinds] if isinstance(kinds, str) else kinds
    for kind, made in _TYPES.items():
        if kind in kinds:
            try:
                return msgspec.convert(raw, made, strict=False)
            except msgspec.ValidationError:
                continue
    if "array" in kinds:
        return [_typed(_items(schema), one.strip()) for one in raw.split(",") if one.strip()]
    return raw


def _filled(schema: Schema, value: Any) -> Any:
    """Return a value with the defaults of what is not in it."""
    if isinstance(value, list):
        return [_filled(_items(schema), one) for one in value]
    if not isinstance(value, Mapping):
        return value
    filled = {key: _filled(_property(schema, key), one) for key, one in value.items()}
    for key in schema.get("properties", {}):
        inner = _property(schema, key)
        if key in filled:
            continue
        if "default" in inner:
            filled[key] = _filled(inner, deepcopy(inner["default"]))
        # A table that has to say something cannot be made up.
        elif inner.get("type") == "object" and (whole := _filled(inner, {})) and not compile_schema(inner)(whole):
            filled[key] = whole
    return filled


def _property(schema: Schema, name: str) -> Schema:
    found = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
    return found if isinstance(found, Mapping) else {}


def _items(schema: Schema) -> Schema:
    found = schema.get("items")
    return found if isinstance(found, Mapping) else {}


def _strict(schema: Schema) -> Schema:
    """Return the schema of a table, which takes no keys that it does not speak of, unless it says so."""
    free = {"additionalProperties", "patternProperties", "unevaluatedProperties", "$ref", "allOf", "anyOf", "oneOf"}
    return schema if free & schema.keys() else {**schema, "type": "object", "additionalProperties": False}


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return MappingProxyType({key: _frozen(one) for key, one in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _rows(schema: Schema, prefix: str) -> Iterator[Setting]:
    for name, one in schema.get("properties", {}).items():
        inner, step = (_items(one), "[].") if one.get("type") == "array" else (one, ".")
        if inner.get("properties"):
            yield from _rows(inner, f"{prefix}{name}{step}")
        else:
            yield Setting(prefix + name, _kind(one), one.get("default"), (), _words(one))


def _kind(schema: Schema) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kinds = schema.get("type", "any")
    return kinds if isinstance(kinds, str) else " | ".join(kinds)


def _words(schema: Schema) -> Words:
    told = schema.get("title") or schema.get("description") or ""
    return dict.fromkeys(("es", "en"), told) if isinstance(told, str) else told
