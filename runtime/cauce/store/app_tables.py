"""What the tables of each app are called, and what is wrong with a plugin's before anything is migrated."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from importlib import import_module
from inspect import isclass

from tortoise.models import Model

from cauce.model.tables import Tables
from cauce.store import trouble
from cauce.store.migrations import OWN, RECORD


def check(apps: Sequence[Tables]) -> None:
    """Look at every app's models and migrations. Raises StoreError, naming the app, for what cannot be used."""
    owners = {RECORD: OWN}
    for app in apps:
        _check_migrations(app)
        for table in sorted(tables_of(app)):
            if other := owners.get(table.casefold()):
                raise trouble.same_table(table, other, app.app)
            owners[table.casefold()] = app.app


def tables_of(app: Tables) -> set[str]:
    """Return the names of an app's tables. Raises StoreError where its models cannot be read."""
    try:
        module = import_module(app.models)
    except Exception as error:
        raise trouble.broken_plugin(app.app, app.models, error) from error
    models = [one for one in vars(module).values() if isclass(one) and issubclass(one, Model)]
    metas = [model._meta for model in models if model is not Model and not model._meta.abstract]  # noqa: SLF001 - it has no other door
    return {meta.db_table for meta in metas if meta.app in {None, app.app}} - {""}


def _check_migrations(app: Tables) -> None:
    at = app.migrations
    try:
        for one in pkgutil.iter_modules(import_module(at).__path__):
            at = f"{app.migrations}.{one.name}"
            told = "" if hasattr(import_module(at), "Migration") else "it has no Migration"
            if told or not one.name[0].isdigit():
                break
        else:
            return
    except Exception as error:
        raise trouble.broken_plugin(app.app, at, error) from error
    raise trouble.broken_plugin(app.app, at, told or "its name does not begin with a number")
