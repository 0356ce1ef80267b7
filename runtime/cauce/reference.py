"""The reference: pages made from what is registered, so that they cannot say anything else than the code does."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from cauce import api, catalogue, hookspecs, plugin_settings
from cauce.http import api_page, openapi
from cauce.http.outline import fields, kind_of
from cauce.http.problem import TABLE
from cauce.model.node_kind import NodeKind, Words, told
from cauce.model.route import Route
from cauce.plugin_manager import HOOKS, PluginManager
from cauce.settings_file import Setting, table

_TITLES: Mapping[str, Words] = {
    "node-kinds": {"es": "Instrucciones", "en": "Node kinds"},
    "answer-types": {"es": "Tipos de respuesta", "en": "Answer types"},
    "functions": {"es": "Funciones", "en": "Functions"},
    "facts": {"es": "Hechos", "en": "Facts"},
    "hooks": {"es": "Hooks", "en": "Hooks"},
    "settings": {"es": "Ajustes", "en": "Settings"},
    "diagnostics": {"es": "Diagnósticos", "en": "Diagnostics"},
    "api": {"es": "API", "en": "API"},
}
_INTROS: Mapping[str, Words] = {
    "node-kinds": {
        "es": "Lo que puede ir en una línea de un flujo.",
        "en": "What may stand on a line of a flow.",
    },
    "answer-types": {
        "es": "Lo que puede ir en `ask type=…`.",
        "en": "What `ask type=…` may name.",
    },
    "functions": {"es": "Lo que pueden llamar las expresiones.", "en": "What expressions may call."},
    "facts": {"es": "Lo que pueden leer las expresiones.", "en": "What expressions may read."},
    "hooks": {
        "es": "Lo que puede entregar un plugin, en el orden en que se le pide. Cómo se escribe uno: [plugins](../../plugins.md).",
        "en": "What a plugin may hand over, in the order it is asked. How to write one: [plugins](../plugins.md).",
    },
    "settings": {
        "es": "Lo que puede decir `cauce.toml`. Una variable de entorno gana sobre el archivo; de dos, la primera.",
        "en": "What `cauce.toml` may say. An environment variable wins over the file; of two, the first.",
    },
    "diagnostics": {
        "es": "Lo que puede estar mal. `cauce explain E205` muestra además los ejemplos.",
        "en": "What may be wrong. `cauce explain E205` shows the examples too.",
    },
    "api": {
        "es": "Cada ruta, con lo que recibe, lo que responde y el permiso que pide; en negrita, lo obligatorio. "
        "Un paseo guiado: [API](../../api.md). Cualquier ruta puede responder además con los problemas comunes, al final.",
        "en": "Every route, with what it takes, what it answers and the permission that it asks for; in bold, what must be there. "
        "A guided tour: [API](../api.md). Any route may answer with the common problems too, at the end.",
    },
}
_FAMILIES: Mapping[str, Words] = {
    "E1": {"es": "Escritura", "en": "Writing"},
    "E2": {"es": "Nombres y valores", "en": "Names and values"},
    "E3": {"es": "El camino", "en": "The way"},
    "W3": {"es": "Avisos", "en": "Warnings"},
    "E4": {"es": "Mientras conversa", "en": "While talking"},
    "E5": {"es": "Pruebas", "en": "Tests"},
    "E6": {"es": "Archivos y proyectos", "en": "Files and projects"},
}
_HEADS: Mapping[str, Words] = {
    "parameter": {"es": "Parámetro", "en": "Parameter"},
    "type": {"es": "Tipo", "en": "Type"},
    "default": {"es": "De fábrica", "en": "Default"},
    "about": {"es": "Qué es", "en": "What it is"},
    "port": {"es": "Salida", "en": "Port"},
    "name": {"es": "Nombre", "en": "Name"},
    "holds": {"es": "Vale", "en": "Holds"},
    "fails": {"es": "No vale", "en": "Does not hold"},
    "retry": {"es": "Si no vale, se dice", "en": "Said when it does not hold"},
    "key": {"es": "Clave", "en": "Key"},
    "variable": {"es": "Variable", "en": "Variable"},
    "example": {"es": "Ejemplo", "en": "Example"},
    "field": {"es": "Campo", "en": "Field"},
    "code": {"es": "Código", "en": "Code"},
    "status": {"es": "Estado", "en": "Status"},
}
_OPERATION = {
    "es": {
        "asks": "Permiso: {}.",
        "public": "ninguno",
        "login": "cualquier usuario",
        "body": "Cuerpo:",
        "answer": "Responde {}:",
        "empty": "Responde {}, sin contenido.",
        "problems": "También, como problema: {}.",
    },
    "en": {
        "asks": "Permission: {}.",
        "public": "none",
        "login": "any user",
        "body": "Body:",
        "answer": "Answers {}:",
        "empty": "Answers {}, with no content.",
        "problems": "Or, as a problem: {}.",
    },
}
_NONE: Words = {
    "es": "Ninguno viene de fábrica: los traen los plugins.",
    "en": "None comes with Cauce: plugins bring them.",
}
_NOTICE: Words = {
    "es": "<!-- Página generada por `cauce reference`: no la edites a mano. -->",
    "en": "<!-- Made by `cauce reference`: do not edit it by hand. -->",
}


def pages(plugins: PluginManager, lang: str) -> dict[str, str]:
    """Return the pages in a language, by file name, as Markdown."""
    made: Mapping[str, Callable[[PluginManager, str], Iterable[str]]] = {
        "node-kinds": _node_kinds,
        "answer-types": _answer_types,
        "functions": _functions,
        "facts": _facts,
        "hooks": _hooks,
        "settings": _settings,
        "diagnostics": _diagnostics,
        "api": _api,
    }
    return {f"{name}.md": page(_TITLES[name], _INTROS[name], make(plugins, lang), lang) for name, make in made.items()}


def page(title: Words, intro: Words, lines: Iterable[str], lang: str) -> str:
    """Return a page with its heading."""
    body = list(lines) or [_NONE[lang]]
    return "\n".join([_NOTICE[lang], "", f"# {title[lang]}", "", intro[lang], "", *body]).rstrip() + "\n"


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]], lang: str) -> list[str]:
    """Return a Markdown table, or nothing where there are no rows. `heads` are keys of the known headings."""
    cells = [[_cell(text) for text in row] for row in rows]
    if not cells:
        return []
    named = [_HEADS[head][lang] for head in heads]
    return [_row(named), _row(["---"] * len(heads)), *(_row(row) for row in cells), ""]


def _node_kinds(plugins: PluginManager, lang: str) -> Iterable[str]:
    for kind in plugins.node_kinds.values():
        yield from (f"## `{kind.name}` · {told(kind.title, lang)}", "", told(kind.summary, lang), "")
        if kind.example:
            yield from ("```flow", kind.example, "```", "")
        yield from grid(["parameter", "type", "default", "about"], _parameters(kind.schema), lang)
        if kind.options:
            yield from ({"es": "Sus opciones (`- …`):", "en": "Its options (`- …`):"}[lang], "")
            yield from grid(["parameter", "type", "default", "about"], _parameters(kind.option_schema), lang)
        yield from grid(["port", "about"], _ports(kind, lang), lang)
        if kind.result:
            yield from (f"`as`: {told(kind.result, lang)}.", "")
        yield from _origin(plugins, kind, lang)


def _answer_types(plugins: PluginManager, lang: str) -> Iterable[str]:
    rows = [
        (f"`{one.name}`", told(one.title, lang), _codes(one.examples), _codes(one.wrong), told(one.retry, lang))
        for one in plugins.answer_types.values()
    ]
    return grid(["name", "about", "holds", "fails", "retry"], rows, lang)


def _functions(plugins: PluginManager, lang: str) -> Iterable[str]:
    rows = [
        (f"`{one.usage}`", told(one.summary, lang), _codes([one.example] if one.example else []))
        for one in plugins.functions.values()
    ]
    return grid(["name", "about", "example"], rows, lang)


def _facts(plugins: PluginManager, lang: str) -> Iterable[str]:
    rows = [(f"`{one.name}`", one.type, told(one.title, lang)) for one in plugins.facts.values()]
    return grid(["name", "type", "about"], rows, lang)


def _hooks(_plugins: PluginManager, _lang: str) -> Iterable[str]:
    for name in HOOKS:
        hook = getattr(hookspecs, name)
        yield from (f"## `{signature(hook)}`", "")
        told, _, example = inspect.cleandoc(hook.__doc__ or "").partition("Example:")
        yield from (told.strip(), "", "```python", inspect.cleandoc(example), "```", "")


def signature(hook: Callable[..., Any]) -> str:
    """Return a hook's signature as it is written."""
    takes = ", ".join(f"{name}: {kind}" for name, kind in hook.__annotations__.items() if name != "return")
    return f"{hook.__name__}({takes}) -> {hook.__annotations__['return']}"


def _settings(plugins: PluginManager, lang: str) -> Iterable[str]:
    yield from _setting_rows(table(), lang)
    for one in plugins.settings.values():
        yield from (f"## `[{one.name}]` · {told(one.title, lang)}", "")
        yield from _setting_rows(plugin_settings.rows(one), lang)
        yield from _origin(plugins, one, lang)


def _setting_rows(settings: Iterable[Setting], lang: str) -> Iterable[str]:
    rows = [
        (f"`{one.key}`", one.type, _default(one.default), _codes(one.variables), told(one.words, lang))
        for one in settings
    ]
    return grid(["key", "type", "default", "variable", "about"], rows, lang)


def _diagnostics(_plugins: PluginManager, lang: str) -> Iterable[str]:
    """Every code with its title and explanation, by family."""
    family = ""
    for one in map(catalogue.page, sorted(catalogue.codes(), key=_place_of)):
        if one.code[:2] != family:
            family = one.code[:2]
            yield from (f"## {_FAMILIES[family][lang] if family in _FAMILIES else family}", "")
        yield from (f"### {one.code} · {one.title[lang]}", "", one.explanation[lang], "")


def _place_of(code: str) -> tuple[int, str]:
    families = list(_FAMILIES)
    return families.index(code[:2]) if code[:2] in families else len(families), code


def _api(plugins: PluginManager, lang: str) -> Iterable[str]:
    """Every operation by what it is about, then every problem."""
    told = openapi.documented([*openapi.together(api.table(), plugins.routes), *api_page.routes((), "")])
    for name, found in groupby(told, openapi.group):
        yield from (f"## {name}", "")
        for route in found:
            yield from _operation(route, lang)
    yield from ({"es": "## Problemas", "en": "## Problems"}[lang], "")
    common = _codes([*openapi.ANY, *openapi.GATED])
    yield from ({"es": f"Los comunes: {common}.", "en": f"The common ones: {common}."}[lang], "")
    rows = [(f"`{code}`", str(status), titles[lang]) for code, (status, titles) in TABLE.items()]
    yield from grid(["code", "status", "about"], rows, lang)


def _operation(route: Route, lang: str) -> Iterable[str]:
    words = _OPERATION[lang]
    asks = words.get(route.permission, f"`{route.permission}`")
    yield from (f"### `{route.method} {openapi.plain(route.path)}`", "", openapi.said(route.summary, lang), "")
    common = {*openapi.ANY, *openapi.GATED}
    codes = ", ".join(f"`{code}`" for code in openapi.problems(route) if code not in common)
    yield from (words["asks"].format(asks), "")
    takes = openapi.operation(route, lang)["parameters"]
    yield from grid(
        ["parameter", "type"], [(_marked(one["name"], one["required"]), kind_of(one["schema"])) for one in takes], lang
    )
    for title, schema in ((words["body"], route.body), (words["answer"].format(route.status), route.answer)):
        if schema is not None:
            yield from (title, "", *grid(["field", "type"], _fields(schema), lang))
    if route.answer is None:
        yield from (words["empty"].format(route.status), "")
    if codes:
        yield from (words["problems"].format(codes), "")


def _fields(schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(_marked(one.name, needed=one.needed), one.kind) for one in fields(schema)]


def _marked(name: str, needed: bool) -> str:  # noqa: FBT001 - read beside the name
    return f"**`{name}`**" if needed else f"`{name}`"


def _parameters(schema: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    required = schema.get("required", ())
    for name, one in schema.get("properties", {}).items():
        marked = f"**`{name}`**" if name in required else f"`{name}`"
        yield marked, _type(one), _default(one.get("default")), str(one.get("title", ""))


def _type(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " ".join(f"`{value}`" for value in schema["enum"])
    kind = str(schema.get("x-kind", ""))
    if kind.startswith("ref:"):
        return kind.removeprefix("ref:")
    named = schema.get("format") or schema.get("type") or "any"
    return " / ".join(named) if isinstance(named, list) else str(named)


def _ports(kind: NodeKind, lang: str) -> Iterable[Sequence[str]]:
    for name, port in kind.ports.items():
        yield f"`on {name}`", told(port.title, lang)


def _origin(plugins: PluginManager, thing: object, lang: str) -> Iterable[str]:
    owner = plugins.owner(thing)
    if owner and not owner.startswith("cauce."):
        yield from ({"es": f"Del plugin `{owner}`.", "en": f"By the plugin `{owner}`."}[lang], "")


def _codes(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" if value else '`""`' for value in values)


def _default(value: Any) -> str:
    if value is None or value in ("", (), [], {}):
        return ""
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
