"""What a plugin may hand over: one check per hook, each returning a complaint, or None where all is well."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from cauce import plugin_settings
from cauce.model.area_hours import AreaHours
from cauce.model.command import Command
from cauce.model.expression import PATH
from cauce.model.file_keeper import FileKeeper
from cauce.model.job import Job
from cauce.model.listener import Listener
from cauce.model.message import Capabilities
from cauce.model.node_kind import NodeKind, Words
from cauce.model.permission import ROLES, Permission
from cauce.model.route import Route
from cauce.model.settings_table import SettingsTable
from cauce.model.strategy import Strategy
from cauce.model.tables import Tables
from cauce.model.vocabulary import AnswerType, Fact, Function
from cauce.schemas import check_schema, did_you_mean
from cauce.settings_file import FilePart
from cauce.settings_reading import variables

Complaint = Words | None

_NAME = re.compile(PATH)
_COMMAND_NAME = re.compile(r"[a-z][a-z0-9-]*")
_TARGET = re.compile(r"[\w.]+:\w+")
_SUFFIX = re.compile(r"\.\w+")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

_SENTENCES: Mapping[str, Words] = {
    "hook": {"es": "no hay ningún hook con ese nombre", "en": "there is no hook of that name"},
    "list": {"es": "debe devolver una lista o una tupla, no {0}", "en": "it must return a list or a tuple, not {0}"},
    "mark": {"es": "le falta @hookimpl encima", "en": "@hookimpl is missing above it"},
    "wrapper": {"es": "los hooks que envuelven a otros no se llaman", "en": "wrappers of hooks are not called"},
    "twice": {"es": "«{0}» ya lo registró el plugin «{1}»", "en": "“{0}” is already registered by the plugin “{1}”"},
    "type": {"es": "debe devolver objetos {0}, no {1}", "en": "it must return {0} objects, not {1}"},
    "lacks": {"es": "{0} no es un {1}: le falta {2}", "en": "{0} is not a {1}: it lacks {2}"},
    "name": {
        "es": "«{0}» no sirve de nombre: palabras de letras, dígitos y _, unidas por puntos",
        "en": "“{0}” is not a name: words of letters, digits and _, joined by dots",
    },
    "words": {
        "es": '«{0}»: sus textos van por idioma, {{"es": "...", "en": "..."}}',
        "en": '“{0}”: its words must be given by language, {{"es": "...", "en": "..."}}',
    },
    "idle": {"es": "«{0}» no tiene nada que se pueda llamar", "en": "“{0}” has nothing that can be called"},
    "schema": {"es": "«{0}»: su esquema no es JSON Schema: {1}", "en": "“{0}”: its schema is not a JSON Schema: {1}"},
    "core table": {
        "es": "«{0}»: esa tabla de cauce.toml es del núcleo; dale otro nombre",
        "en": "“{0}”: that table of cauce.toml is the core's; give it another name",
    },
    "core variable": {
        "es": "«{0}»: la variable {1} es del núcleo; dale otro nombre",
        "en": "“{0}”: the variable {1} is the core's; give it another name",
    },
    "default": {
        "es": "«{0}»: el valor de fábrica de «{1}» no cabe en su esquema",
        "en": "“{0}”: the default of “{1}” does not fit its schema",
    },
    "tables": {
        "es": "un plugin tiene una sola tabla de ajustes, y este devuelve «{0}» y «{1}»",
        "en": "a plugin has one table of settings, and this one returns “{0}” and “{1}”",
    },
    "core": {
        "es": "«{0}»: los nombres sin punto son del núcleo; llámalo, por ejemplo, «mio.{0}»",
        "en": "“{0}”: names without a dot are the core's; call it, say, “mine.{0}”",
    },
    "positional": {
        "es": "«{0}»: x-positional nombra «{1}», que no está entre sus propiedades",
        "en": "“{0}”: x-positional names “{1}”, which is not among its properties",
    },
    "suffix": {"es": "«{0}» no es un sufijo como «.flow»", "en": "“{0}” is not a suffix like “.flow”"},
    "capabilities": {
        "es": "«{0}»: capabilities debe ser un Capabilities",
        "en": "“{0}”: capabilities must be a Capabilities",
    },
    "permission": {
        "es": "{0} no dice qué permiso pide; escribe «public» si cualquiera puede llamarla",
        "en": "{0} has no permission; write “public” if anybody may call it",
    },
    "dot": {
        "es": "«{0}» no sirve de permiso: lleva un punto, como «mio.ver»",
        "en": "“{0}” is not a name for a permission: it has a dot, like “mine.read”",
    },
    "role": {"es": "«{0}»: «{1}» no es un rol de Cauce: {2}", "en": "“{0}”: “{1}” is not a role of Cauce: {2}"},
    "variable": {
        "es": "«{0}»: la variable {1} es de «{2}», que no está entre sus propiedades",
        "en": "“{0}”: the variable {1} is for “{2}”, which is not among its properties",
    },
    "deaf": {"es": "«{0}» no dice qué quiere oír", "en": "“{0}” does not say what it wants to hear"},
    "time": {
        "es": "«{0}»: cada cuántos segundos, más de cero, o a qué hora, como «03:30»",
        "en": "“{0}”: every how many seconds, more than none, or at what time, like “03:30”",
    },
    "path": {"es": "la ruta «{0}» no empieza con «/»", "en": "the path “{0}” does not begin with “/”"},
    "command": {
        "es": "«{0}» no sirve de comando: minúsculas, dígitos y guiones",
        "en": "“{0}” is not a name for a command: small letters, digits and hyphens",
    },
    "target": {
        "es": "«{0}»: su destino es «paquete.modulo:atributo», no «{1}»",
        "en": "“{0}”: its target must look like “package.module:attribute”, not “{1}”",
    },
}


def complain(key: str, *facts: object) -> Words:
    """Return one of the sentences, filled in."""
    return {lang: text.format(*facts) for lang, text in _SENTENCES[key].items()}


def no_such_hook(name: str, hooks: Collection[str]) -> Words:
    """Return the complaint about a hook that does not exist, with the one that was meant."""
    guess = did_you_mean(name, hooks)
    return {lang: text + guess[lang] for lang, text in complain("hook").items()}


def check_node_kind(kind: Any) -> Complaint:
    """Check any node kind: its type, its name and its words."""
    return _wrong_type(kind, NodeKind) or _bad_name(kind.name) or _bad_words(kind.name, kind.title)


def check_strange_kind(kind: NodeKind) -> Complaint:
    """Check what only a stranger's node kind can have wrong; those of the core have a test."""
    if "." not in kind.name:
        return complain("core", kind.name)
    return _idle(kind.name, kind.run or kind.build) or _bad_schema(kind.name, kind.schema) or _bad_parameters(kind)


def check_answer_type(kind: Any) -> Complaint:
    """Check a type of answers."""
    if complaint := _wrong_type(kind, AnswerType) or _bad_name(kind.name):
        return complaint
    return _bad_words(kind.name, kind.retry) or _idle(kind.name, kind.parse)


def check_function(function: Any) -> Complaint:
    """Check a function of expressions."""
    return _wrong_type(function, Function) or _bad_name(function.name) or _idle(function.name, function.call)


def check_fact(fact: Any) -> Complaint:
    """Check a fact."""
    return _wrong_type(fact, Fact) or _bad_name(fact.name) or _idle(fact.name, fact.load or fact.read)


def check_flow_format(language: Any) -> Complaint:
    """Check a flow format against its protocol."""
    methods = ("read", "outline", "name", "format", "to_graph", "from_graph")
    if complaint := _lacks(language, "FlowFormat", ("suffix",), methods):
        return complaint
    return None if _SUFFIX.fullmatch(str(language.suffix)) else complain("suffix", language.suffix)


def check_transport(transport: Any) -> Complaint:
    """Check a transport against its protocol, and its settings as a schema."""
    attributes = ("name", "title", "settings", "capabilities")
    if complaint := _lacks(transport, "Transport", attributes, ("routes", "open", "close", "send")):
        return complaint
    if not isinstance(transport.capabilities, Capabilities):
        return complain("capabilities", transport.name)
    return _bad_name(transport.name) or _bad_schema(transport.name, transport.settings)


def check_permission(permission: Any) -> Complaint:
    """Check a permission: its name has a dot, so that it is told from `public` and `login`; its roles are Cauce's."""
    if complaint := _wrong_type(permission, Permission) or _bad_name(permission.name):
        return complaint
    if "." not in permission.name:
        return complain("dot", permission.name)
    if strange := [role for role in permission.roles if role not in ROLES]:
        return complain("role", permission.name, strange[0], ", ".join(ROLES))
    return _bad_words(permission.name, permission.title)


def check_route(route: Any) -> Complaint:
    """Check a route: above all that it says who may call it."""
    if complaint := _wrong_type(route, Route):
        return complaint
    called = f"{route.method} {route.path}"
    if not route.permission:
        return complain("permission", called)
    return _idle(called, route.handler) if str(route.path).startswith("/") else complain("path", route.path)


def check_settings_table(table: Any) -> Complaint:
    """Check a table of settings: of one word, and a schema of an object with what holds where nothing is said."""
    if complaint := _wrong_type(table, SettingsTable) or _bad_name(table.name):
        return complaint
    if "." in table.name:
        return complain("name", table.name)
    if table.name in FilePart.__struct_fields__:
        return complain("core table", table.name)
    return (
        _bad_words(table.name, table.title)
        or _bad_schema(table.name, plugin_settings.plain(table.schema))
        or _bad_settings(table)
    )


def _bad_settings(table: SettingsTable) -> Complaint:
    if name := plugin_settings.wrong_default(table.schema):
        return complain("default", table.name, name)
    for variable, name in table.variables.items():
        if variable in variables():
            return complain("core variable", table.name, variable)
        if name not in table.schema.get("properties", {}):
            return complain("variable", table.name, variable, name)
    return None


def check_tables(tables: Any) -> Complaint:
    """Check a plugin's tables. What they name is imported only where the database is brought up to date."""
    if complaint := _wrong_type(tables, Tables) or _bad_name(tables.app):
        return complaint
    return complain("name", tables.app) if "." in tables.app or tables.app == "cauce" else None


def check_area_hours(hours: Any) -> Complaint:
    """Check who knows when areas attend."""
    return _wrong_type(hours, AreaHours) or _worker(hours, hours.look)


def check_strategy(strategy: Any) -> Complaint:
    """Check a way to choose."""
    return _wrong_type(strategy, Strategy) or _worker(strategy, strategy.choose)


def check_file_keeper(keeper: Any) -> Complaint:
    """Check who keeps files."""
    if complaint := _wrong_type(keeper, FileKeeper) or _worker(keeper, keeper.find):
        return complaint
    return next(
        (found for one in (keeper.use, keeper.bring, keeper.address) if (found := _idle(keeper.name, one))), None
    )


def check_listener(listener: Any) -> Complaint:
    """Check who is told what happened."""
    if complaint := _wrong_type(listener, Listener) or _worker(listener, listener.hear):
        return complaint
    return None if listener.types else complain("deaf", listener.name)


def check_job(job: Any) -> Complaint:
    """Check what is done again and again: that it has a time that there is."""
    if complaint := _wrong_type(job, Job) or _worker(job, job.run):
        return complaint
    timed = bool(_TIME.fullmatch(job.at)) if job.at else callable(job.every) or job.every > 0
    return None if timed else complain("time", job.name)


def _worker(thing: Any, function: Any) -> Complaint:
    return _bad_name(thing.name) or _bad_words(thing.name, thing.title) or _idle(thing.name, function)


def check_command(command: Any) -> Complaint:
    """Check a command. Its target is imported only when it is used."""
    if complaint := _wrong_type(command, Command):
        return complaint
    if not _COMMAND_NAME.fullmatch(command.name):
        return complain("command", command.name)
    if not _TARGET.fullmatch(command.target):
        return complain("target", command.name, command.target)
    return _bad_words(command.name, command.summary)


def _wrong_type(thing: Any, expected: type) -> Complaint:
    return None if isinstance(thing, expected) else complain("type", expected.__name__, type(thing).__name__)


def _lacks(thing: Any, protocol: str, attributes: Collection[str], methods: Collection[str]) -> Complaint:
    missing = [name for name in attributes if not hasattr(thing, name)]
    missing += [f"{name}()" for name in methods if not callable(getattr(thing, name, None))]
    return complain("lacks", type(thing).__name__, protocol, ", ".join(missing)) if missing else None


def _bad_name(name: Any) -> Complaint:
    return None if isinstance(name, str) and _NAME.fullmatch(name) else complain("name", name)


def _bad_words(name: str, words: Any) -> Complaint:
    told = isinstance(words, Mapping) and (words.get("es") or words.get("en"))
    return None if told else complain("words", name)


def _idle(name: str, function: Any) -> Complaint:
    return None if callable(function) else complain("idle", name)


def _bad_schema(name: str, schema: Any) -> Complaint:
    try:
        check_schema(schema)
    except (ValueError, TypeError) as error:
        return complain("schema", name, error)
    return None


def _bad_parameters(kind: NodeKind) -> Complaint:
    for name in kind.positional:
        if name not in kind.schema.get("properties", {}):
            return complain("positional", kind.name, name)
    for name, port in kind.ports.items():
        if complaint := _bad_name(name) or _bad_words(f"{kind.name}, {name}", port.title):
            return complaint
    return None
