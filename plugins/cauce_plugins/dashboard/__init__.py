"""The plugin `dashboard`: what happened, counted as it happens, and told by hour, day, month, area, operator, contact and flow."""

from __future__ import annotations

from collections.abc import Sequence

from cauce import Job, Listener, Route, SettingsTable, Tables, hookimpl


@hookimpl
def register_settings() -> Sequence[SettingsTable]:
    """Hand over the table of settings."""
    from cauce_plugins.dashboard.settings import SETTINGS

    return [SETTINGS]


@hookimpl
def register_tables() -> Sequence[Tables]:
    """Hand over the tables of sums."""
    return [Tables("dashboard", "cauce_plugins.dashboard.tables", "cauce_plugins.dashboard.migrations")]


@hookimpl
def register_listeners() -> Sequence[Listener]:
    """Hand over who counts what happens."""
    from cauce_plugins.dashboard.listening import LISTENER

    return [LISTENER]


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Hand over what counts the history."""
    from cauce_plugins.dashboard.listening import HISTORY

    return [HISTORY]


@hookimpl
def register_routes() -> Sequence[Route]:
    """Hand over the routes."""
    from cauce_plugins.dashboard.routes import routes

    return [*routes()]
