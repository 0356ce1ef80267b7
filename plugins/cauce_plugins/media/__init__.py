"""The files of messages: fetched, looked at, kept, shown to whoever may see them, and forgotten in time."""

from __future__ import annotations

from collections.abc import Sequence

from cauce import FileKeeper, Job, Listener, Permission, Route, SettingsTable, Tables, hookimpl


@hookimpl
def register_settings() -> Sequence[SettingsTable]:
    """Return `[media]`."""
    from cauce_plugins.media.settings import TABLE

    return [TABLE]


@hookimpl
def register_tables() -> Sequence[Tables]:
    """Return the tables of files."""
    return [Tables("media", "cauce_plugins.media.tables", "cauce_plugins.media.migrations")]


@hookimpl
def register_file_keepers() -> Sequence[FileKeeper]:
    """Return who keeps files."""
    from cauce_plugins.media import links, sending

    title = {"es": "Los archivos de los mensajes", "en": "The files of messages"}
    return [FileKeeper("media", title, sending.find, sending.use, sending.bring, links.address)]


@hookimpl
def register_listeners() -> Sequence[Listener]:
    """Return who hears of messages with files."""
    from cauce_plugins.media import fetching

    title = {"es": "Anotar los archivos que llegan", "en": "Note the files that come in"}
    return [Listener("media.arrivals", title, ("message.new",), fetching.hear)]


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Return what fetches files, and what deletes them."""
    from cauce_plugins.media import fetching, retention

    fetch = {"es": "Traer los archivos de los mensajes", "en": "Fetch the files of messages"}
    sweep = {"es": "Borrar los archivos vencidos", "en": "Delete files whose time is over"}
    return [
        Job(fetching.JOB, fetch, fetching.run, every=10.0, deadline=300.0),
        Job("media.sweep", sweep, retention.run, every=retention.EVERY, deadline=300.0),
    ]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """Return who may delete what was said."""
    title = {"es": "Borrar archivos que ya se enviaron o llegaron.", "en": "Delete files that were sent or came in."}
    return [Permission("media.manage", title, ("SUPERVISOR",))]


@hookimpl
def register_routes() -> Sequence[Route]:
    """Return the addresses of files."""
    from cauce_plugins.media.routes import routes

    return list(routes())
