"""What a command of the `cauce` command line is, before it is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from cauce.model.node_kind import Words


@dataclass(frozen=True, slots=True)
class Command:
    """A name, a line of help and where the click command lives: `package.module:attribute`, imported when it is used.

    A hidden command is not listed in the help.
    """

    name: str
    summary: Words
    target: str
    hidden: bool = False
