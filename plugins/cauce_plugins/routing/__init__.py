"""The plugin `routing`: whoever waits for a person in an area is given to the right one."""

from __future__ import annotations

from collections.abc import Sequence

from cauce import Fact, Function, Job, Listener, Permission, Route, SettingsTable, Strategy, Tables, hookimpl


@hookimpl
def register_settings() -> Sequence[SettingsTable]:
    """Hand over `[routing]`."""
    from cauce_plugins.routing.settings import SETTINGS

    return [SETTINGS]


@hookimpl
def register_tables() -> Sequence[Tables]:
    """Hand over its tables."""
    return [Tables("routing", "cauce_plugins.routing.tables", "cauce_plugins.routing.migrations")]


@hookimpl
def register_functions() -> Sequence[Function]:
    """Hand over `area_waiting` and `area_online`."""
    from cauce_plugins.routing.facts import FUNCTIONS

    return FUNCTIONS


@hookimpl
def register_facts() -> Sequence[Fact]:
    """Hand over `area.waiting` and `area.online`."""
    from cauce_plugins.routing.facts import FACTS

    return FACTS


@hookimpl
def register_strategies() -> Sequence[Strategy]:
    """Hand over the two ways to choose that come with it."""
    from cauce_plugins.routing.strategies import LEAST_LOADED, ROUND_ROBIN

    return [LEAST_LOADED, ROUND_ROBIN]


@hookimpl
def register_listeners() -> Sequence[Listener]:
    """Hand over who hears that somebody waits, or is free."""
    from cauce_plugins.routing.hearing import LISTENER

    return [LISTENER]


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Hand over what is seen to every few seconds, and every night."""
    from cauce_plugins.routing.hearing import JOBS

    return JOBS


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """Hand over who may look at queues and explanations, and who sets the rules."""
    from cauce_plugins.routing.permissions import PERMISSIONS

    return PERMISSIONS


@hookimpl
def register_routes() -> Sequence[Route]:
    """Hand over `/api/routing`."""
    from cauce_plugins.routing.routes import routes

    return list(routes())
