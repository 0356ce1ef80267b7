"""`cauce plugins`: what is loaded, from where, and what each brings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cauce.cli import report, surface
from cauce.cli.language import lang, say
from cauce.cli.surface import format_option
from cauce.plugin_manager import PluginManager
from cauce.plugin_source import origin_words
from cauce.project import Project

_BROUGHT: Mapping[str, Mapping[str, str]] = {
    "node_kinds": {"es": "instrucciones", "en": "node kinds"},
    "answer_types": {"es": "tipos de respuesta", "en": "answer types"},
    "functions": {"es": "funciones", "en": "functions"},
    "facts": {"es": "hechos", "en": "facts"},
    "flow_formats": {"es": "lenguajes", "en": "flow formats"},
    "transports": {"es": "transportes", "en": "transports"},
    "listeners": {"es": "oyentes", "en": "listeners"},
    "jobs": {"es": "tareas", "en": "jobs"},
    "routes": {"es": "rutas", "en": "routes"},
    "commands": {"es": "comandos", "en": "commands"},
}


@surface.command(
    "plugins",
    "Muestra qué plugins hay, de dónde vienen y qué trae cada uno",
    "Show which plugins there are, where they come from and what each brings",
)
@format_option
def command(*, as_json: bool) -> int:
    """Write the list of plugins and return the exit code."""
    rows = describe(Project.open(Path.cwd()).plugins.start())
    if as_json:
        report.write_object({"plugins": rows})
        return 0
    for row in rows:
        version = f" {row['version']}" if row["version"] else ""
        click.echo(f"{row['name']}{version}  ({say(origin_words(row['origin']))}: {row['place']})")
        click.echo(f"  hooks: {', '.join(row['hooks']) or '-'}")
        for key, names in row["brings"].items():
            click.echo(f"  {_BROUGHT[key][lang()]}: {', '.join(names)}")
    return 0


def describe(plugins: PluginManager) -> list[dict[str, Any]]:
    """Return each plugin with the names of what it handed over, by the property that holds it."""
    return [
        {
            "name": plugin.name,
            "origin": plugin.origin.value,
            "place": plugin.place,
            "version": plugin.version,
            "hooks": list(plugin.hooks),
            "brings": {key: names for key in _BROUGHT if (names := _brought(plugins, plugin.name, key))},
        }
        for plugin in plugins.plugins
    ]


def _brought(plugins: PluginManager, owner: str, key: str) -> list[str]:
    things = getattr(plugins, key)
    named = things.items() if isinstance(things, Mapping) else ((f"{one.method} {one.path}", one) for one in things)
    return [name for name, thing in named if plugins.owner(thing) == owner]
