"""The command line. Only what every start needs is imported here; each command is loaded when it is used."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0 fine, 1 problems in what was looked at, 2 wrong use."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        from cauce import __version__

        sys.stdout.write(f"cauce {__version__}\n")
        return 0
    from cauce.cli.group import run

    return run(given)
