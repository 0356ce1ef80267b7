"""The plugin `contacts`: who people are, their fields and tags, merging with undo, import and export."""

from __future__ import annotations

from collections.abc import Sequence

from cauce import Function, Job, Listener, Permission, Route, SettingsTable, Tables, hookimpl


@hookimpl
def register_settings() -> Sequence[SettingsTable]:
    """Hand over `[contacts]`."""
    from cauce_plugins.contacts.settings import TABLE

    return [TABLE]


@hookimpl
def register_tables() -> Sequence[Tables]:
    """Hand over what contacts are found by, what was merged and what is imported."""
    return [Tables("contacts", "cauce_plugins.contacts.tables", "cauce_plugins.contacts.migrations")]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """Hand over what may be done to contacts beyond what the core lets do."""
    from cauce_plugins.contacts.permissions import EVERY

    return EVERY


@hookimpl
def register_listeners() -> Sequence[Listener]:
    """Hand over who keeps what contacts are found by in step with what flows make of them."""
    from cauce_plugins.contacts import linking

    title = {"es": "Contactos al día", "en": "Contacts kept in step"}
    return [Listener("contacts.linking", title, linking.HEARD, linking.hear)]


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Hand over what stores imports, forgets old ones, and takes up contacts that were there before."""
    from cauce_plugins.contacts import importing, linking

    return [
        Job(importing.JOB, {"es": "Guardar importaciones", "en": "Store imports"}, importing.store, every=30.0, deadline=120.0),
        Job("contacts.sweep", {"es": "Olvidar importaciones", "en": "Forget imports"}, importing.sweep, every=3600.0),
        Job(
            "contacts.catch_up", {"es": "Poner al día contactos", "en": "Take up contacts"}, linking.catch_up,
            every=3600.0, deadline=600.0,
        ),
    ]  # fmt: skip


@hookimpl
def register_routes() -> Sequence[Route]:
    """Hand over the routes of people, fields and files."""
    from cauce_plugins.contacts import field_routes, file_routes, people_routes

    return [*people_routes.routes(), *field_routes.routes(), *file_routes.routes()]


@hookimpl
def register_functions() -> Sequence[Function]:
    """Hand over with what flows put tags on people."""
    from cauce_plugins.contacts.tagging import FUNCTIONS

    return FUNCTIONS
