"""The page at `/api`: the OpenAPI document as people read it. No script, and nothing from elsewhere."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from string import Template
from typing import Any

import msgspec

from cauce.http import openapi
from cauce.http.outline import fields, kind_of
from cauce.http.problem import TABLE
from cauce.http.request import Request
from cauce.http.response import Bytes, Reply, Text
from cauce.http.schema import choice, thing
from cauce.model.route import Route

FRESH = 3600

_WORDS = {
    "es": {
        "lang": "es",
        "other": "en",
        "other_name": "English",
        "title": "API de Cauce",
        "intro": "Todo lo que hace la consola se puede hacer desde aquí. Las rutas, los esquemas y los permisos de esta página son los mismos que comprueba el servidor.",
        "raw": "Documento OpenAPI 3.1",
        "operations": "Operaciones",
        "permission": "Permiso",
        "public": "nadie tiene que identificarse",
        "login": "cualquier usuario",
        "parameters": "Parámetros",
        "body": "Cuerpo",
        "answer": "Respuesta",
        "answers": "Otras respuestas",
        "required": "obligatorio",
        "path": "en la ruta",
        "query": "en la consulta",
        "header": "cabecera",
        "empty": "sin contenido",
        "up": "Volver arriba",
    },
    "en": {
        "lang": "en",
        "other": "es",
        "other_name": "Español",
        "title": "Cauce API",
        "intro": "Whatever the console does can be done from here. The routes, schemas and permissions on this page are the very ones that the server checks.",
        "raw": "OpenAPI 3.1 document",
        "operations": "Operations",
        "permission": "Permission",
        "public": "nobody has to sign in",
        "login": "any user",
        "parameters": "Parameters",
        "body": "Body",
        "answer": "Answer",
        "answers": "Other answers",
        "required": "required",
        "path": "in the path",
        "query": "in the query",
        "header": "header",
        "empty": "no content",
        "up": "Back to the top",
    },
}
_LANG = thing({}, {"lang": choice(["es", "en"])})


def routes(others: Sequence[Route], version: str) -> tuple[Route, ...]:
    """Return the document, the page and its style. `others` are the routes that they tell of, beside these."""

    # Anybody may ask for them, so they are made once.
    @cache
    def written(lang: str) -> bytes:
        return msgspec.json.encode(openapi.document(every, version, lang))

    @cache
    def rendered(lang: str) -> str:
        return render(every, lang)

    async def raw(request: Request) -> Reply:
        return Bytes(written(request.query.get("lang", "en")), "application/json")

    async def page(request: Request) -> Reply:
        lang = request.query.get("lang", request.language)
        return Text(rendered(lang), "text/html", headers={"Vary": "Accept-Language"})

    async def style(request: Request) -> Reply:  # noqa: ARG001 - the shape of a handler
        return Text(_read("api.css"), "text/css", fresh=FRESH)

    summary = {"es": "Este documento, para programas", "en": "This document, for programs"}
    own = (
        Route("GET", "/api/openapi.json", "public", raw, query=_LANG, answer={"type": "object"}, summary=summary),
        Route("GET", "/api", "public", page, query=_LANG, summary="The API, for people"),
        Route("GET", "/api.css", "public", style, summary="The style of that page"),
    )
    every = [*others, *own]
    return own


def render(routes: Iterable[Route], lang: str) -> str:
    """Return the page in a language."""
    words = _WORDS[lang]
    told = openapi.documented(routes)
    groups = [(name, list(found)) for name, found in groupby(told, openapi.group)]
    values = {
        **{name: html.escape(text) for name, text in words.items()},
        "count": str(len(told)),
        "links": "".join(f'<li><a href="#{name}">{name}</a></li>' for name, _ in groups),
        "groups": "".join(_group(name, found, words) for name, found in groups),
    }
    return Template(_read("api.html")).substitute(values)


def _group(name: str, routes: Sequence[Route], words: Mapping[str, str]) -> str:
    inner = "".join(_operation(route, words) for route in routes)
    return f'<section id="{name}"><h2>{name}</h2>{inner}</section>'


def _operation(route: Route, words: Mapping[str, str]) -> str:
    told = openapi.operation(route, words["lang"])
    method = route.method
    path = html.escape(openapi.plain(route.path)).replace("/", "/<wbr>")
    who = words[route.permission] if route.permission in {"public", "login"} else f"<code>{route.permission}</code>"
    parts = [
        f'<p class="who">{words["permission"]}: {who}</p>',
        _parameters(told["parameters"], words),
        _schema(words["body"], route.body, words),
        _schema(f"{words['answer']} · {route.status}", route.answer, words) or _empty(route, words),
        _problems(route, words),
    ]
    head = f'<span class="method {method.lower()}">{method}</span> <code>{path}</code>'
    return (
        f'<details id="{told["operationId"]}"><summary>{head}'
        f'<span class="about">{html.escape(told["summary"])}</span></summary>{"".join(parts)}</details>'
    )


def _empty(route: Route, words: Mapping[str, str]) -> str:
    return f"<h3>{words['answer']} · {route.status}</h3><p>{words['empty']}</p>"


def _parameters(found: Sequence[Mapping[str, Any]], words: Mapping[str, str]) -> str:
    rows = [(one["name"], kind_of(one["schema"]), _place(one, words)) for one in found]
    return f"<h3>{words['parameters']}</h3>{_rows(rows)}" if rows else ""


def _place(one: Mapping[str, Any], words: Mapping[str, str]) -> str:
    return words[one["in"]] + (f", {words['required']}" if one["required"] else "")


def _schema(title: str, schema: Mapping[str, Any] | None, words: Mapping[str, str]) -> str:
    if schema is None:
        return ""
    rows = [(one.name, one.kind, words["required"] if one.needed else "") for one in fields(schema)]
    return f"<h3>{title}</h3>{_rows(rows) if rows else f'<p><code>{kind_of(schema)}</code></p>'}"


def _rows(rows: Iterable[tuple[str, str, str]]) -> str:
    told = "".join(
        f"<div><dt><code>{html.escape(name)}</code></dt>"
        f"<dd><code>{html.escape(kind)}</code> <small>{html.escape(note)}</small></dd></div>"
        for name, kind, note in rows
    )
    return f"<dl>{told}</dl>"


def _problems(route: Route, words: Mapping[str, str]) -> str:
    codes = sorted(openapi.problems(route), key=lambda code: TABLE[code][0])
    rows = "".join(f"<li>{TABLE[code][0]} <code>{code}</code></li>" for code in codes)
    return f'<h3>{words["answers"]}</h3><ul class="codes">{rows}</ul>'


@cache
def _read(name: str) -> str:
    return files("cauce.http").joinpath("pages", name).read_text("utf-8")
