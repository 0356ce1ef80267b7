"""`cauce` itself: finds the command, loads it, and turns every error into a clear line and an exit code."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from cauce.cli import language
from cauce.cli.commands import COMMANDS
from cauce.cli.errors import explain
from cauce.cli.language import say
from cauce.cli.surface import Command, Context, lang_option
from cauce.errors import CauceError, PluginError, UsageError
from cauce.model.command import Command as Registered

_WORDS = {
    "es": "Cauce: mesa de ayuda por mensajes. Los flujos contestan; las personas siguen.\n\n"
    "Para empezar: cauce new mi_proyecto",
    "en": "Cauce: a messaging service desk. Flows answer; people take over.\n\nTo begin: cauce new my_project",
}

_UNWRITABLE = {errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG}


class Cauce(Command, click.Group):
    """The group of all commands. Those that come with Cauce are found without loading a single plugin."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, ours first."""
        return [name for name, command in _everybodys(ctx).items() if not command.hidden]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported now."""
        ours = {command.name: command for command in COMMANDS}
        found = ours.get(cmd_name) or _everybodys(ctx).get(cmd_name)
        return import_command(found) if found else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from what was registered, without importing any."""
        rows = [(name, say(command.summary)) for name, command in _everybodys(ctx).items() if not command.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _everybodys(ctx: click.Context) -> Mapping[str, Registered]:
    """Return every command, plugins' too; they are loaded once per run."""
    from cauce.project import Project

    if "commands" not in ctx.meta:
        ctx.meta["commands"] = Project.open(Path.cwd()).plugins.commands
    commands: Mapping[str, Registered] = ctx.meta["commands"]
    return commands


def import_command(command: Registered) -> click.Command:
    """Return the click command that a registered one stands for. Raises PluginError where it cannot be loaded."""
    module, _, attribute = command.target.partition(":")
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise PluginError(
            {
                "es": f"El comando «{command.name}» no se puede cargar ({command.target}): {error}",
                "en": f"The command “{command.name}” cannot be loaded ({command.target}): {error}",
            }
        ) from error
    if not isinstance(found, click.Command):
        raise PluginError(
            {
                "es": f"El comando «{command.name}» no es un comando de click: {command.target}",
                "en": f"The command “{command.name}” is not a click command: {command.target}",
            }
        )
    return found


@click.group("cauce", cls=Cauce, words=_WORDS, invoke_without_command=True)
@click.option("--version", is_flag=True, hidden=True)
@lang_option
@click.pass_context
def cauce(context: click.Context, version: bool) -> None:  # noqa: FBT001 - click's way
    """Show the help where no command is given."""
    if version:
        from cauce import __version__

        click.echo(f"cauce {__version__}")
    elif context.invoked_subcommand is None:
        click.echo(context.get_help())


def run(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run the command line; every error becomes a line on standard error and an exit code."""
    language.speak(language.choose(arguments, os.environ if environment is None else environment))
    _forgive_encodings()
    try:
        _ask_where_we_are()
        result: Any = cauce.main(args=list(arguments), prog_name="cauce", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        return _fail(explain(error), error.exit_code)
    except CauceError as error:
        return _fail(error.say(language.lang()), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _fail(say({"es": "Interrumpido.", "en": "Interrupted."}), 130)
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        # Python would complain again at exit, when it flushes what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # Whoever closed the pipe has seen enough.
        return 0 if isinstance(error, BrokenPipeError) else _fail(_full(error), 1)
    return result if isinstance(result, int) else 0


def _forgive_encodings() -> None:
    """Let a terminal that cannot show a character show another one: it is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _ask_where_we_are() -> None:
    try:
        Path.cwd()
    except FileNotFoundError:
        raise UsageError(
            {
                "es": "La carpeta en la que estás ya no existe. Entra en otra.",
                "en": "The folder you are in is no longer there. Go into another one.",
            }
        ) from None


def _full(error: OSError) -> str:
    words = {"es": "No puedo escribir el resultado: {reason}.", "en": "The result cannot be written: {reason}."}
    return say(words, reason=error.strerror)


def _fail(message: str, code: int) -> int:
    click.echo(f"cauce: {message}", err=True)
    return code


__all__ = ["Context", "cauce", "run"]
