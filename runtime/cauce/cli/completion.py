"""`cauce completion`: the script that teaches a shell to complete our commands."""

from __future__ import annotations

import sys

import click

from cauce.cli import surface

SHELLS = ("bash", "zsh", "fish")


@surface.command(
    "completion",
    "Escribe el autocompletado de tu terminal\n\nPara bash: cauce completion bash >> ~/.bashrc",
    "Write the completion of your shell\n\nFor bash: cauce completion bash >> ~/.bashrc",
)
@click.argument("shell", type=click.Choice(SHELLS))
def command(*, shell: str) -> int:
    """Write the script and return the exit code."""
    from click.shell_completion import get_completion_class

    from cauce.cli.group import cauce

    made = get_completion_class(shell)
    assert made is not None
    # The template is filled in here: asked for its source, click would first run the shell to see its version.
    complete = made(cauce, {}, "cauce", "_CAUCE_COMPLETE")
    sys.stdout.write(complete.source_template % complete.source_vars())
    return 0
