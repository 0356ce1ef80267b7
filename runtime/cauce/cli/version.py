"""`cauce version`: what is running here, for a report of a problem."""

from __future__ import annotations

import platform

import click

from cauce import __version__
from cauce.cli import report, surface
from cauce.cli.surface import format_option


@surface.command(
    "version", "Dice la versión de Cauce y de lo que corre debajo", "Tell the version of Cauce and of what is below it"
)
@format_option
def command(*, as_json: bool) -> int:
    """Write the versions and return the exit code."""
    from importlib.metadata import version

    names = ("aiohttp", "click", "lark", "pluggy", "tortoise-orm")
    found = {"cauce": __version__, "python": platform.python_version(), **{name: version(name) for name in names}}
    if as_json:
        report.write_object({**found, "platform": platform.platform()})
        return 0
    click.echo(f"cauce {__version__}")
    click.echo(f"Python {found['python']}, {platform.platform()}")
    click.echo(", ".join(f"{name} {found[name]}" for name in names))
    return 0
