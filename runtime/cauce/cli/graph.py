"""`cauce graph`: draw a flow."""

from __future__ import annotations

import click

from cauce.cli import flows, report, surface
from cauce.cli.language import lang
from cauce.cli.surface import option
from cauce.errors import UsageError
from cauce.model.flow import Flow
from cauce.project import FlowFile


@surface.command(
    "graph",
    "Dibuja un flujo\n\nEscribe el grafo para Mermaid, para Graphviz (dot) o en JSON, como lo dibuja el constructor.",
    "Draw a flow\n\nWrites the graph for Mermaid, for Graphviz (dot) or as the JSON that the builder draws.",
)
@flows.paths_argument
@option(
    "--format",
    "written",
    type=click.Choice(("mermaid", "dot", "json")),
    default="mermaid",
    es="Cómo se escribe el grafo.",
    en="How the graph is written.",
)
@option("--json", "short", is_flag=True, es="Lo mismo que --format json.", en="The same as --format json.")
def command(*, paths: tuple[str, ...], name: str, written: str, short: bool) -> int:
    """Write the graph of one flow and return the exit code."""
    project = flows.open_project(paths)
    file = _only(flows.read_flows(project, paths, name))
    if not file.is_sound:
        report.write_text([file], err=True)
    if file.flow is None:
        return 1
    if short or written == "json":
        report.write_object(project.format_of(file.path).to_graph(file.flow, project.vocabulary))
    else:
        click.echo(_drawn(file.flow, file.text, written), nl=False)
    return 0 if file.is_sound else 1


def _drawn(flow: Flow, text: str, written: str) -> str:
    from cauce.drawing import DRAWERS, draw

    return DRAWERS[written](draw(flow, text, lang()))


def _only(files: tuple[FlowFile, ...]) -> FlowFile:
    if len(files) == 1:
        return files[0]
    listed = ", ".join(file.file for file in files[:5])
    raise UsageError(
        {
            "es": f"Se dibuja un flujo a la vez y aquí hay {len(files)}: {listed}… Nombra uno.",
            "en": f"One flow is drawn at a time and here are {len(files)}: {listed}… Name one.",
        }
    )
