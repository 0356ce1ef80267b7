"""OpenAPI 3.1, made from the routes: what is written there is what is checked, for both come from the same data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cauce.http.once import takes_key
from cauce.http.problem import TABLE
from cauce.http.schema import closed, text, thing
from cauce.model.node_kind import Words
from cauce.model.route import Route

PREFIX = "/api/"
PROBLEM = "application/problem+json"
_PART = re.compile(r"\{(\w+)(?::[^{}]*)?\}")

ANY = ("bad_request", "too_large", "too_slow", "invalid", "unavailable")
"""What any route may answer with."""
GATED = ("token_in_address", "unauthenticated", "forbidden", "cross_site", "too_many")
"""What any route that is not public may answer with besides."""
_BODY = ("bad_json", "bad_encoding", "bad_compression", "not_json")
_CONDITIONAL = ("changed", "unconditional")
_IDEMPOTENT = ("key_in_use", "key_reused", "already_done")

PROBLEM_SCHEMA = thing(
    {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
    },
    {
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": thing({"at": {"type": "string"}, "problem": {"type": "string"}}, {"code": {"type": "string"}}),
        },
        "current": {"type": "object", "description": "What there is, where somebody else changed it"},
    },
)
KEY = text(200, 1, pattern="^[!-~]+$")
TAG = text(40, 1)


def documented(routes: Iterable[Route]) -> list[Route]:
    """Return the routes that belong into the document, by their paths."""
    order = {"GET": 0, "POST": 1, "PUT": 2, "PATCH": 3, "DELETE": 4}
    found = [route for route in routes if route.path.startswith(PREFIX)]
    return sorted(found, key=lambda route: (group(route), plain(route.path), order.get(route.method, 9)))


def document(routes: Iterable[Route], version: str, lang: str = "en") -> dict[str, Any]:
    """Return the OpenAPI document of the routes below `/api/`, its words in a language."""
    paths: dict[str, dict[str, Any]] = {}
    for route in documented(routes):
        paths.setdefault(plain(route.path), {})[route.method.lower()] = operation(route, lang)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {"title": "Cauce", "version": version, "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": PROBLEM_SCHEMA},
            "securitySchemes": {
                "login": {"type": "apiKey", "in": "cookie", "name": "cauce"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def operation(route: Route, lang: str) -> dict[str, Any]:
    """Return what the document says of one route."""
    found: dict[str, Any] = {
        "operationId": name(route),
        "summary": said(route.summary, lang),
        "tags": [group(route)],
        "x-permission": route.permission,
        "security": [] if route.permission == "public" else [{"login": []}, {"token": []}],
        "parameters": [*_parts(route), *_query(route), *_headers(route)],
        "responses": responses(route, lang),
    }
    if route.body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": closed(route.body)}}}
    elif route.stream:
        found["requestBody"] = {"required": True, "content": {"application/octet-stream": {}}}
    return found


def responses(route: Route, lang: str) -> dict[str, Any]:
    """Return every status that a route may answer with, and what comes with it."""
    good: dict[str, Any] = {"description": "OK"}
    if route.answer is not None:
        good["content"] = {"application/json": {"schema": route.answer}}
    if route.conditional:
        good["headers"] = {"ETag": {"schema": TAG}}
    found = {str(route.status): good}
    by_status: dict[int, list[str]] = {}
    for code in problems(route):
        by_status.setdefault(TABLE[code][0], []).append(code)
    for status, codes in sorted(by_status.items()):
        found[str(status)] = {
            "description": "; ".join(f"`{code}`: {TABLE[code][1][lang]}" for code in codes),
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return found


def problems(route: Route) -> Sequence[str]:
    """Return the codes of the problems that a route may answer with."""
    codes = [*ANY]
    if route.permission != "public":
        codes += GATED
    if _PART.search(route.path):
        codes.append("not_found")
    if route.body is not None:
        codes += _BODY
    if route.stream:
        codes.append("bad_compression")
    if route.conditional:
        codes += _CONDITIONAL
    if takes_key(route):
        codes += _IDEMPOTENT
    return list(dict.fromkeys([*codes, *route.problems]))


def together(own: Iterable[Route], plugins: Iterable[Route]) -> list[Route]:
    """Return the routes of Cauce and of plugins. What a plugin gives below `/api/` is served in place of Cauce's own."""
    theirs = list(plugins)
    given = {(route.method, plain(route.path)) for route in theirs if route.path.startswith(PREFIX)}
    return [*(route for route in own if (route.method, plain(route.path)) not in given), *theirs]


def plain(path: str) -> str:
    """Return a path without the patterns of its parts."""
    return _PART.sub(r"{\1}", path)


def group(route: Route) -> str:
    """Return what a route is about: the word after `/api/`."""
    return route.path.removeprefix(PREFIX).split("/")[0].split(".")[0]


def name(route: Route) -> str:
    """Return the name of an operation: `get_users_id`."""
    return "_".join([route.method.lower(), *re.findall(r"[A-Za-z0-9]+", plain(route.path).removeprefix(PREFIX))])


def said(words: str | Words, lang: str) -> str:
    """Return the words in a language."""
    return words if isinstance(words, str) else words.get(lang) or words.get("en", "")


def _parts(route: Route) -> Iterable[dict[str, Any]]:
    known: Mapping[str, Any] = (route.params or {}).get("properties", {})
    for part in _PART.findall(route.path):
        yield {"name": part, "in": "path", "required": True, "schema": known.get(part, text(2048, 1))}


def _query(route: Route) -> Iterable[dict[str, Any]]:
    schema = route.query or {}
    for key, part in schema.get("properties", {}).items():
        yield {"name": key, "in": "query", "required": key in schema.get("required", ()), "schema": part}


def _headers(route: Route) -> Iterable[dict[str, Any]]:
    if route.conditional:
        yield {"name": "If-Match", "in": "header", "required": True, "schema": TAG}
    if takes_key(route):
        yield {"name": "Idempotency-Key", "in": "header", "required": False, "schema": KEY}
