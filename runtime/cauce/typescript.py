"""What the console knows of the server, as TypeScript: made from the routes and the live events, so that it cannot differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import chain

from cauce import api
from cauce.http import openapi
from cauce.http.problem import TABLE
from cauce.http.schema import Schema, closed, thing
from cauce.live.envelope import LEFT, NAMES, OTHERS
from cauce.model.route import Route
from cauce.plugin_manager import PluginManager

NOTICE = "// Made by `cauce types`: do not edit it by hand."

_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def module(plugins: PluginManager) -> str:
    """Return the module: the operations of the API, the codes of problems, the permissions and the names of events."""
    routes = openapi.documented(openapi.together(api.table(), plugins.routes))
    operations = chain.from_iterable(_operation(route) for route in routes)
    lines = [
        NOTICE,
        "",
        "export interface Api {",
        *operations,
        "}",
        "",
        *_union("ProblemCode", TABLE),
        *_union("Permission", plugins.permissions),
        "/** The names under which events of the log are told. */",
        f"export const EVENTS = {json.dumps(sorted({*NAMES.values(), OTHERS, LEFT}))} as const;",
    ]
    return "\n".join(lines) + "\n"


def written(schema: Schema, indent: int = 0) -> str:
    """Return a schema as a type."""
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(written(part, indent) for part in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema.get("enum", [schema.get("const")]))
    kinds = schema.get("type", "object")
    if not isinstance(kinds, str):
        return " | ".join(written({**schema, "type": kind}, indent) for kind in kinds)
    if kinds == "array":
        item = written(schema.get("items", {}), indent)
        return f"({item})[]" if " | " in item else f"{item}[]"
    return _PLAIN.get(kinds) or _object(schema, indent)


def _object(schema: Schema, indent: int) -> str:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    if not properties:
        return "Record<string, never>" if schema.get("additionalProperties") is False else "Record<string, unknown>"
    required = schema.get("required", ())
    pad = "  " * (indent + 1)
    lines = [
        f"{pad}{_key(name)}{'' if name in required else '?'}: {written(part, indent + 1)};"
        for name, part in properties.items()
    ]
    return "\n".join(["{", *lines, "  " * indent + "}"])


def _key(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name)


def _operation(route: Route) -> Iterable[str]:
    """Yield an operation: `"GET /api/users": { given; answer }`, with of `params query body` what it takes."""
    given: dict[str, Schema] = {}
    if route.params is not None and route.params.get("properties"):
        given["params"] = route.params
    if route.query is not None and route.query.get("properties"):
        given["query"] = route.query
    if route.body is not None:
        given["body"] = closed(route.body)
    optional = {"query"} if not given.get("query", {}).get("required") else set()
    taken = thing(
        {name: part for name, part in given.items() if name not in optional},
        {name: part for name, part in given.items() if name in optional},
    )
    yield f"  {json.dumps(f'{route.method} {openapi.plain(route.path)}')}: {{"
    yield f"    given: {written(taken, 2) if given else '{}'};"
    yield f"    answer: {written(route.answer, 2) if route.answer is not None else 'null'};"
    yield "  };"


def _union(name: str, words: Iterable[str]) -> Iterable[str]:
    yield f"export type {name} ="
    found = list(words)
    yield from (f"  | {json.dumps(word)}{';' if word == found[-1] else ''}" for word in found)
    yield ""
