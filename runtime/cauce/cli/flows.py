"""What the commands that look at flows share: their arguments, and the project that those lie in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from cauce.cli.language import say
from cauce.cli.surface import option
from cauce.errors import UsageError
from cauce.model.node_kind import Words
from cauce.project import FlowFile, Project

STANDARD_INPUT = "-"
_READING: Words = {"es": "Leyendo flujos", "en": "Reading flows"}
_MANY = 50


def paths_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the arguments `[PATH]...` (files, folders or `-`) and the option `--name` for what `-` is called."""
    named = option(
        "--name",
        default="-.flow",
        metavar="FILE",
        es="Con «-»: el archivo que es lo que llega por la entrada.",
        en="With “-”: the file that standard input is.",
    )
    return click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(allow_dash=True))(named(function))


def is_standard_input(paths: Sequence[str]) -> bool:
    """Tell whether the flow comes through standard input. Raises UsageError where files are named beside it."""
    if STANDARD_INPUT not in paths:
        return False
    if len(paths) > 1:
        raise UsageError(
            {
                "es": "«-» (la entrada estándar) va solo, sin otros archivos.",
                "en": "“-” (standard input) stands alone, without other files.",
            }
        )
    return True


def open_project(paths: Sequence[str]) -> Project:
    """Open the project that the first path lies in, or the current folder."""
    first = paths[0] if paths and paths[0] != STANDARD_INPUT else "."
    return Project.open(Path(first))


def read_flows(project: Project, paths: Sequence[str], name: str) -> tuple[FlowFile, ...]:
    """Read what the command line names: standard input, paths, else the project's own flows, else this folder."""
    if is_standard_input(paths):
        return (project.read_text(sys.stdin.buffer.read(), name),)
    files = project.read(default_paths(project, paths), show_progress)
    if not files:
        raise UsageError(
            {
                "es": "No hay ningún flujo ahí. Crea uno con «cauce new», o di en qué carpeta están.",
                "en": "There are no flows there. Make one with “cauce new”, or say in which folder they are.",
            }
        )
    return files


def default_paths(project: Project, paths: Sequence[str]) -> list[Path]:
    """Return the paths given, else the folder where the flows are."""
    if paths:
        return [Path(path) for path in paths]
    return [project.settings.flows_dir if project.settings.flows_dir.is_dir() else Path()]


def show_progress(paths: Collection[Path], words: Words = _READING, many: int = _MANY) -> Iterator[Path]:
    """Yield the paths, with a bar on the terminal, labelled with the words, where there are many."""
    if len(paths) < many or not sys.stderr.isatty():
        yield from paths
        return
    with click.progressbar(paths, label=say(words), file=sys.stderr) as bar:
        yield from bar
