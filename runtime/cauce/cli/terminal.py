"""The terminal as the place of a conversation: asking for a line, and going on until there are no more."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cauce.cli.language import say
from cauce.errors import UsageError

if TYPE_CHECKING:
    from cauce.cli.rehearsal import Rehearsal


def converse(rehearsal: Rehearsal, flow: str, label: str | None) -> None:
    """Begin, and hand over line after line until the end of the input, Ctrl-C, or `/quit`."""
    try:
        rehearsal.open(flow, label)
        while rehearsal.take(ask("> ")):
            pass
    except (EOFError, KeyboardInterrupt):
        if sys.stdin.isatty():
            click.echo()
            click.echo(say({"es": "Hasta luego.", "en": "See you."}))


def ask(prompt: str) -> str:
    """Return a line from the person; the prompt is shown on a terminal only.

    Raises EOFError at the end of the input, and UsageError where it is not UTF-8.
    """
    if sys.stdin.isatty():
        import readline  # noqa: F401 - its import gives input() a history and arrow keys

        return input(prompt)
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        raise UsageError(
            {"es": "Lo que llega por la entrada no está en UTF-8.", "en": "Standard input is not UTF-8."}
        ) from None
    if not line:
        raise EOFError
    return line.rstrip("\r\n")
