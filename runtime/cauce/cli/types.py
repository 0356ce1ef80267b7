"""`cauce types`: write what the console knows of the server, or tell that it is out of date."""

from __future__ import annotations

from pathlib import Path

import click

from cauce import typescript
from cauce.cli import surface
from cauce.cli.language import say
from cauce.cli.surface import option
from cauce.project import Project


@surface.command("types", "Escribe los tipos que usa la consola", "Write the types that the console uses")
@option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("web/src/gen/api.ts"),
    es="Archivo en que van.",
    en="File that they go into.",
)
@option(
    "--check",
    is_flag=True,
    es="No escribe; sale con 1 si algo cambiaría.",
    en="Writes nothing; exits with 1 if anything would change.",
)
def command(*, out: Path, check: bool) -> int:
    """Write or check the file and return the exit code."""
    text = typescript.module(Project.open(Path.cwd()).plugins)
    stale = not out.is_file() or out.read_text(encoding="utf-8") != text
    if stale and check:
        click.echo(say({"es": "Corre «cauce types».", "en": "Run “cauce types”."}), err=True)
        return 1
    if stale:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
        click.echo(out)
    return 0
