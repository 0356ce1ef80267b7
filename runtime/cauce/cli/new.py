"""`cauce new`: make a project that is ready to use."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from cauce.cli import surface
from cauce.cli.language import lang, say
from cauce.errors import CauceError, UsageError


@surface.command(
    "new",
    "Crea un proyecto listo para usar\n\nConfiguración, un flujo con su prueba y un README, en una carpeta nueva o vacía.",
    "Make a project, ready to use\n\nSettings, a flow with its test and a README, in a new or empty folder.",
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def command(*, directory: Path) -> int:
    """Make the project and return the exit code."""
    try:
        _refuse_what_is_there(directory)
        for file in _copy(files("cauce") / "starter" / lang(), directory):
            click.echo(f"  {file}")
    except OSError as error:
        raise CauceError(
            {
                "es": f"No puedo escribir en {directory}: {error.strerror}. Revisa sus permisos.",
                "en": f"{directory} cannot be written: {error.strerror}. Look at its permissions.",
            }
        ) from None
    words = {
        "es": "Listo. Ahora:\n  cd {directory}\n  cauce test\n  cauce run",
        "en": "Done. Now:\n  cd {directory}\n  cauce test\n  cauce run",
    }
    click.echo(say(words, directory=directory))
    return 0


def _refuse_what_is_there(directory: Path) -> None:
    if directory.exists() and not directory.is_dir():
        raise UsageError(
            {
                "es": f"{directory} es un archivo. Di el nombre de una carpeta nueva.",
                "en": f"{directory} is a file. Give the name of a new folder.",
            }
        )
    if directory.is_dir() and any(directory.iterdir()):
        raise UsageError(
            {
                "es": f"La carpeta {directory} no está vacía. Di otro nombre, para no pisar nada.",
                "en": f"The folder {directory} is not empty. Give another name, so that nothing is overwritten.",
            }
        )


def _copy(source: Traversable, target: Path) -> list[Path]:
    """Copy a folder of the package and return the files made. `gitignore` gets its dot here."""
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for entry in sorted(source.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            made += _copy(entry, target / entry.name)
            continue
        file = target / (".gitignore" if entry.name == "gitignore" else entry.name)
        file.write_bytes(entry.read_bytes())
        made.append(file)
    return made
