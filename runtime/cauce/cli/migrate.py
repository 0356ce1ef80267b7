"""`cauce migrate`: bring the database up to date without serving, as an update does before it starts."""

from __future__ import annotations

from pathlib import Path

import click

from cauce.cli import surface
from cauce.cli.language import say
from cauce.cli.surface import option


@surface.command(
    "migrate",
    "Actualiza la base de datos\n\n`cauce run` también lo hace al empezar. La base anterior queda guardada al lado.",
    "Bring the database up to date\n\n`cauce run` does so when it starts, too. The former database is kept beside it.",
)
@option("--check", is_flag=True, es="Solo dice qué falta; sale con 1 si falta algo.", en="Only tell what is missing.")
def command(*, check: bool) -> int:
    """Migrate, or tell what is missing, and return the exit code."""
    from cauce.project import Project
    from cauce.store.database import Database

    backend = Project.open(Path.cwd()).database()
    ahead = backend.pending()
    if not ahead:
        click.echo(say({"es": "{path} está al día", "en": "{path} is up to date"}, path=backend))
        return 0
    names = ", ".join(ahead)
    if check:
        click.echo(say({"es": "{path}: falta {names}", "en": "{path}: {names} is missing"}, path=backend, names=names))
        return 1
    database = Database(backend)
    before = database.prepare()
    database.release()
    click.echo(say({"es": "{path}: listo {names}", "en": "{path}: {names} done"}, path=backend, names=names))
    if before is not None:
        click.echo(say({"es": "La anterior quedó en {path}", "en": "The former one is kept in {path}"}, path=before))
    return 0
