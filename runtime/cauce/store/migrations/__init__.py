"""The migrations of the tables, forward only: one file each, in the order of their numbers.

Each app has its own: Cauce, and every plugin that has tables. Those of Cauce go by their names alone, `0001_initial`, those
of a plugin with its app before it, `weather.0001_initial`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from cauce.model.tables import Tables
from cauce.store import trouble

OWN = "cauce"
"""The app of Cauce's own tables."""

PACKAGE = "cauce.store.migrations"

RECORD = "tortoise_migrations"
"""The table that says which of them a database has had."""

HAD = f"SELECT app, name FROM {RECORD} ORDER BY app, name"  # noqa: S608 - our own constant

Plugins = Sequence[Tables]
"""The tables of the plugins that are switched on."""


def apps(plugins: Plugins = ()) -> list[Tables]:
    """Return whose tables there are, Cauce's own first."""
    return [Tables(OWN, "cauce.store.tables", PACKAGE), *plugins]


def known(plugins: Plugins = ()) -> list[str]:
    """Return the migrations that this version and these plugins have, in order. Raises StoreError for a plugin without any."""
    return [label(app.app, name) for app in apps(plugins) for name in names(app)]


def label(app: str, name: str) -> str:
    """Return what people are told that a migration is called."""
    return name if app == OWN else f"{app}.{name}"


def left(had: Iterable[tuple[str, str]], plugins: Plugins, place: object) -> list[str]:
    """Return the migrations that a database still needs, by those that it had.

    Those of a plugin that is switched off are nobody's concern. Raises StoreError for what is newer than the code.
    """
    done, ahead = list(had), []
    for app in apps(plugins):
        have, known_here = [name for its, name in done if its == app.app], names(app)
        if strange := [name for name in have if name not in known_here]:
            raise trouble.newer(place, strange) if app.app == OWN else trouble.newer_plugin(place, app.app, strange)
        ahead += [label(app.app, name) for name in known_here if name not in have]
    return ahead


def names(app: Tables) -> list[str]:
    """Return the names of the migrations of an app, in order. Raises StoreError where there are none."""
    try:
        entries = list(files(app.migrations).iterdir())
    except Exception as error:
        # Whatever a plugin's package does on being imported.
        raise trouble.broken_plugin(app.app, app.migrations, error) from error
    stems = [Path(entry.name).stem for entry in entries if entry.name.endswith(".py")]
    if found := sorted(stem for stem in stems if stem[0].isdigit()):
        return found
    raise trouble.broken_plugin(app.app, app.migrations, "there is no migration in it")


async def run(engine: str, credentials: Mapping[str, Any], plugins: Plugins = ()) -> None:
    """Bring a database up to date. engine: a backend of Tortoise, which the credentials are for.

    Raises StoreError for a plugin that is broken before anything is done, `trouble.Stopped` for a migration that breaks.
    """
    from tortoise import Tortoise
    from tortoise.migrations.api.migrate import migrate

    from cauce.store import app_tables

    told = apps(plugins)
    app_tables.check(told)
    at = [OWN, ""]

    def note(_event: str, app: str, name: str) -> None:
        at[:] = app, name

    config = {
        "connections": {"default": {"engine": engine, "credentials": credentials}},
        "apps": {
            app.app: {"models": [app.models], "migrations": app.migrations, "default_connection": "default"}
            for app in told
        },
    }
    try:
        await migrate(config=config, direction="forward", progress=note)
    except Exception as error:
        raise trouble.Stopped("" if at[0] == OWN else label(*at), error) from error
    finally:
        await Tortoise.close_connections()
