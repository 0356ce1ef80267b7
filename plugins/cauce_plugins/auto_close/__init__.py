"""Closes conversations in which nobody says anything any more, after reminding the person."""

from __future__ import annotations

from cauce import Job, Permission, Route, SettingsTable, Tables, hookimpl


@hookimpl
def register_settings() -> list[SettingsTable]:
    """Hand over `[auto_close]`."""
    from cauce_plugins.auto_close.settings import TABLE

    return [TABLE]


@hookimpl
def register_tables() -> list[Tables]:
    """Hand over where each silence is kept."""
    return [Tables("auto_close", "cauce_plugins.auto_close.tables", "cauce_plugins.auto_close.migrations")]


@hookimpl
def register_jobs() -> list[Job]:
    """Hand over the look around."""
    from cauce_plugins.auto_close.sweep import JOB

    return [JOB]


@hookimpl
def register_permissions() -> list[Permission]:
    """Hand over who may see what is about to be closed."""
    from cauce_plugins.auto_close.due import PERMISSION

    return [PERMISSION]


@hookimpl
def register_routes() -> list[Route]:
    """Hand over the list of what is about to be closed."""
    from cauce_plugins.auto_close.due import ROUTE

    return [ROUTE]
