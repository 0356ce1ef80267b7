"""`cauce test`: play the `.chat` transcripts of flows."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cauce.cli import flows, report, surface
from cauce.cli.language import lang
from cauce.cli.surface import format_option, option
from cauce.errors import CauceError, UsageError

if TYPE_CHECKING:
    from cauce.project import FlowFile, Project
    from cauce.transcript.cast import Cast
    from cauce.transcript.report import FileReport, Report
    from cauce.transcript.script import Test

_MANY = 20
"""Files from which on a bar on the terminal is worth its line."""


@surface.command(
    "test",
    "Corre las pruebas .chat\n\nArchivos, carpetas o flujos; sin nada, la carpeta de flujos del proyecto. "
    "Sale con 1 si algo falla.",
    "Run the .chat tests\n\nFiles, folders or flows; with nothing, the project's folder of flows. "
    "Exits with 1 where something fails.",
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@option(
    "-k", "pattern", default="", es="Solo los tests con esto en su nombre.", en="Only tests with this in their name."
)
@option(
    "--update",
    is_flag=True,
    es="Reescribe lo que se espera (las líneas «<») con lo que el bot dice ahora.",
    en="Rewrite what is expected (the “<” lines) with what the bot says now.",
)
@option(
    "--min-coverage",
    "minimum",
    type=click.FloatRange(0, 100),
    default=0,
    metavar="N",
    es="Falla si algún flujo recorre menos del N % de sus caminos.",
    en="Fail where a flow has less than N % of its edges walked.",
)
@option(
    "--junit",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    es="Escribe además un informe JUnit.",
    en="Write a JUnit report too.",
)
@format_option
def command(  # noqa: PLR0913 - one argument for each option of the command line
    *, paths: tuple[str, ...], pattern: str, update: bool, minimum: float, junit: Path | None, as_json: bool
) -> int:
    """Play transcripts and return the exit code."""
    from cauce.model.similar import fold
    from cauce.transcript import suite

    project = flows.open_project(paths)
    asked = flows.default_paths(project, paths)
    found = _find(project, asked)

    def wanted(test: Test) -> bool:
        return fold(pattern) in fold(test.name)

    cast, unsound = flows_on_stage(project)
    subjects = () if pattern else _flows_below(project, asked)
    track = partial(flows.show_progress, words={"es": "Conversando", "en": "Talking"}, many=_MANY)
    told = suite.run(found, cast, wanted, update=update, track=track, subjects=subjects)
    told.minimum = minimum
    if pattern and not told.outcomes and told.is_good:
        raise UsageError(
            {"es": f"Ningún test lleva «{pattern}» en su nombre.", "en": f"No test has “{pattern}” in its name."}
        )
    if junit:
        _write_junit(junit, told)
    (_write_json if as_json else _write_text)(told, unsound)
    return 0 if told.is_good and not unsound else 1


def flows_on_stage(project: Project) -> tuple[Cast, list[FlowFile]]:
    """Return the sound flows of the project ready to be played, and the files that are not sound."""
    from cauce.transcript.cast import cast_of

    return cast_of(project), [file for file in project.files if not file.is_sound]


def _flows_below(project: Project, asked: Iterable[Path]) -> list[str]:
    """Return the names of the flows in the folders asked for: those without a single test count too."""
    folders = [path for path in asked if path.is_dir()]
    return [file.flow.name for file in project.read(folders) if file.flow]


def _find(project: Project, asked: Sequence[Path]) -> list[Path]:
    """Return the transcripts, and read the flows that they lie beside."""
    from cauce.transcript import files

    found = files.find(asked, project.formats)
    if not found:
        raise UsageError(
            {
                "es": "No hay ningún .chat ahí. Conversa con «cauce chat» y guarda con /save, o escribe uno a mano.",
                "en": "There is no .chat there. Talk with “cauce chat” and keep it with /save, or write one by hand.",
            }
        )
    project.read(dict.fromkeys(path.parent for path in found))
    return found


def _write_text(told: Report, unsound: Sequence[FlowFile]) -> None:
    """Write what failed, the coverage and the counts."""
    from cauce.transcript.report import coverage_line, summary
    from cauce.transcript.report import say as words

    if unsound:
        report.write_text(unsound)
        click.echo()
    coloured = report.has_colours(sys.stdout)
    for file in told.files:
        _write_file(file, coloured=coloured)
    for coverage in told.coverage:
        line = coverage_line(coverage, lang())
        if coverage in told.thin:
            line += f" ({words('below', lang(), f'{told.minimum:g}')})"
        click.echo(line)
    ending = click.style(summary(told, lang()), fg="green" if told.is_good else "red", bold=True)
    click.echo(ending, color=coloured)


def _write_file(file: FileReport, *, coloured: bool) -> None:
    from cauce import catalogue
    from cauce.transcript.report import failure_lines
    from cauce.transcript.report import say as words

    lines = file.text.split("\n")
    for diagnostic in file.diagnostics:
        click.echo(catalogue.render(diagnostic, lines, lang(), coloured), color=coloured)
    for outcome in file.outcomes:
        failure = outcome.failure
        if failure is None:
            continue
        title = click.style(f"✗ {outcome.test.name}", fg="red", bold=True)
        click.echo(title, color=coloured)
        click.echo(f"  {file.file}:{failure.span.line}  {words(failure.what, lang())}")
        for line in failure_lines(failure, lang()):
            click.echo(f"    {line}")
        click.echo()


def _write_json(told: Report, unsound: Sequence[FlowFile]) -> None:
    from cauce.transcript.report import to_json

    broken = [report.as_json(each) for file in unsound for each in file.diagnostics]
    report.write_object({**to_json(told, report.as_json), "flows": broken})


def _write_junit(path: Path, told: Report) -> None:
    from cauce.transcript.junit import junit

    try:
        path.write_bytes(junit(told, lang()))
    except OSError as error:
        raise CauceError(
            {
                "es": f"No pude escribir {path}: {error.strerror}. Revisa la carpeta y sus permisos.",
                "en": f"{path} cannot be written: {error.strerror}. Look at the folder and its permissions.",
            }
        ) from error
